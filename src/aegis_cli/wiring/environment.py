"""What every part stands on: the options, the settings, the repository, the person; and closing.

The settings are those of this process's own sandbox, or of the environment variables and the
configuration file; where a broker is set, its metadata fills in the rest.
"""

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from aegis_cli.actions import catalog
from aegis_cli.errors import AegisError
from aegis_cli.providers.default import DEFAULT
from aegis_cli.settings.cli_options import CliOptions
from aegis_cli.settings.known import BASE, GEMINI, TIMEOUT
from aegis_cli.settings.loading import load, read_sandbox
from aegis_cli.settings.settings import Settings
from aegis_cli.wiring.screen import Screen

if TYPE_CHECKING:
    from datetime import date, datetime

    from aegis_cli.adapters.process.sandbox_process import SandboxProcess
    from aegis_cli.adapters.sender import Patience
    from aegis_cli.adapters.terminal.interactive import InteractiveTerminal
    from aegis_cli.planning.plan import Origin


@dataclass
class Environment:
    """One process's options and settings, and what it has to close."""

    options: CliOptions
    """The command line's, with the repository as it is set now."""
    variables: Mapping[str, str]
    """The environment variables."""
    screen: Screen
    closing: ExitStack
    """Closes whatever a part opens."""
    known: Settings | None = None
    """What another process has read and asked for; `None` where this one does that itself."""
    models: tuple[str, ...] | None = None
    """The models that the broker plans with; `None` until it was asked."""
    person_at: "Callable[[InteractiveTerminal], InteractiveTerminal]" = lambda here: here
    """Returns the person, where they are not at this process's own terminal."""

    @cached_property
    def configuration(self) -> tuple[str, str | None]:
        """The path and the text of the configuration file, which is read once."""
        from aegis_cli.adapters import configuration

        return configuration.read(self.options.config)

    @cached_property
    def settings(self) -> Settings:
        """The settings; the broker's metadata is in them as soon as it is known."""
        options, settings = self.options, self._read() if self.known is None else self.known
        given = {"engine": options.engine, "model": options.model, "step_up": options.step_up}
        given[TIMEOUT] = str(options.timeout or "")
        is_known = settings.broker is None or self.models is not None
        # A broker says where it acts; until it is asked, any provider may be there.
        there = settings.providers if is_known else catalog.known_providers()
        catalog.enable_providers(there, settings.sites)
        return settings.with_values({name: value for name, value in given.items() if value})

    def _read(self) -> Settings:
        path, text = self.configuration
        if self.options.sandbox:
            return read_sandbox(self.sandbox_variables, text, path=path)
        return load(self.variables, text, path=path)

    @property
    def patience(self) -> "Patience":
        """How long a server may say nothing, and that the person is told of a long wait."""
        from aegis_cli.adapters.sender import Patience

        return Patience(self.settings.timeout, tell=self.screen.progress.slow)

    @cached_property
    def _sandbox(self) -> "SandboxProcess":
        """A sandbox for this process alone."""
        from aegis_cli.adapters.process.sandbox_process import EVERY, SandboxProcess

        arguments = [*EVERY, "--confirm", "page" if self.screen.can_press else "auto"]
        if not self.screen.can_press and self.screen.has_terminal:
            arguments += ["--confirm-after", str(_PRESS_WITHIN)]
        process = SandboxProcess(self.variables, *arguments)
        self.closing.callback(process.close)
        return process

    @property
    def sandbox_kept(self) -> dict[str, Any] | None:
        """What is to be kept of this process's own sandbox, if there is one; see `resume`."""
        return self._sandbox.kept if self.options.sandbox else None

    def resume(self, terms: Mapping[str, Any], sandbox: Mapping[str, Any] | None) -> None:
        """Go on with the settings and the broker's answer from before the program was replaced.

        NOTE: the file may have changed since; a program of a session must not change its settings.
        """
        from aegis_cli.adapters.process.sandbox_process import SandboxProcess

        path, text = terms["config"]
        self.configuration = path, text
        if sandbox is not None:
            self._sandbox = SandboxProcess(self.variables, kept=sandbox)
            self.closing.callback(self._sandbox.close)
        self.settings = self.settings.with_exactly(terms["values"])
        self.models = tuple(terms["models"])
        catalog.enable_providers(self.settings.providers, self.settings.sites)

    @property
    def own_variables(self) -> Mapping[str, str]:
        """The environment variables, with those that lead to this process's own sandbox."""
        return {**self.variables, **self.sandbox_variables}

    @property
    def sandbox_variables(self) -> Mapping[str, str]:
        """The settings of this process's own sandbox; none without it."""
        return self._sandbox.environment if self.options.sandbox else {}

    def learn_from_broker(self) -> None:
        """Complete the settings with the broker's metadata, if a broker is set; ask it once."""
        from aegis_cli.core.flow import drive
        from aegis_cli.oauth.protected_resource import describe

        broker = self.settings.broker
        if broker is None or self.models is not None:
            return
        known = catalog.known_providers()
        flow = describe(broker, issuer=self.settings.values.get("issuer"), known=known)
        with self.screen.sender(self.patience) as sender:
            metadata = drive(flow, sender, wait=self.screen.wait)
        self.settings = self.settings.with_values(
            {
                "issuer": metadata.issuer,
                "audience": metadata.audience,
                BASE: metadata.base,
                "connection": metadata.connection,
                "client_id": self.settings.values.get("client_id", metadata.client_id),
            }
        ).with_providers(metadata.others)
        catalog.enable_providers(self.settings.providers, self.settings.sites)
        self.models = metadata.models

    def broker_models(self) -> tuple[str, ...]:
        """Return the models that the broker plans with; none where no broker is set."""
        self.learn_from_broker()
        return self.models or ()

    def hosts(self) -> tuple[tuple[str, str], ...]:
        """Name every host that is not the default, and what it is for, as far as known by now.

        Those of a sandbox of this process's own are none of the person's settings.
        """
        if self.options.sandbox:
            return ()
        hosts = self.settings.hosts()
        if self.settings.gemini_key is None and self.models:
            # The broker asks Gemini, and this process does not.
            return tuple((use, url) for use, url in hosts if use != GEMINI)
        return hosts

    def name_of(self, service: str) -> str:
        """Return the name of a service for a person; on a sandbox it is that of a stand-in."""
        if not self.options.sandbox:
            return service
        reader = " (the offline reader)" if service == GEMINI else ""
        return f"the sandbox's stand-in for {service}{reader}"

    @cached_property
    def person(self) -> "InteractiveTerminal":
        """The person at the terminal."""
        return self.person_at(self.screen.person(self.hosts))

    def now(self) -> "datetime":
        """Return the time on this machine, in its zone."""
        from datetime import UTC, datetime

        return datetime.now(UTC).astimezone()

    def today(self) -> "date":
        """Return the date on this machine."""
        return self.now().date()

    @property
    def web_host(self) -> str:
        """The host that git remotes and the URLs of repositories name."""
        return DEFAULT.web_host(self.settings.base)

    def repo(self) -> "tuple[str, Origin] | None":
        """Return the current repository, and who named it: `-R` or `GH_REPO`, or git remotes."""
        from aegis_cli.adapters.git import remote_repo
        from aegis_cli.planning.plan import Origin

        host = self.web_host
        chosen = self.options.repo or self.variables.get("GH_REPO", "").strip()
        if chosen:
            return DEFAULT.places.named_here(chosen.removeprefix(f"{host}/")), Origin.CONTEXT
        remote = remote_repo(host)
        return (DEFAULT.places.named_here(remote), Origin.REMOTE) if remote else None

    def set_repo(self, repo: str) -> None:
        """Set what "this repo" means from now on; empty means the repository of git's remotes."""
        before = self.options
        self.options = replace(before, repo=repo)
        try:
            self.repo()
        except AegisError:
            self.options = before
            raise


_PRESS_WITHIN = 4.0
"""Seconds that a terminal without a browser gets before the sandbox confirms by itself."""


def hosts_of_pages(variables: Mapping[str, str]) -> frozenset[str]:
    """Return the hosts of the providers' web pages, as the settings of these variables say."""
    options = CliOptions()
    with ExitStack() as closing:
        environment = Environment(options, variables, Screen(options, variables), closing)
        settings = environment.settings
    hosts = (
        catalog.provider_named(name).host_of_pages(base, settings.sites.get(name, ""))
        for name, base in settings.bases.items()
    )
    return frozenset(host.casefold() for host in hosts if host)
