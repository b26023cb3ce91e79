"""What every part stands on: the options, the settings, the repository, the person; and closing.

The settings are those of a sandbox of this process's own, or of the environment and the
configuration file; a broker, where one is set, fills in what it says of itself.
"""

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from aegis_cli.errors import AegisError
from aegis_cli.settings.cli_options import CliOptions
from aegis_cli.settings.settings import Settings, load
from aegis_cli.wiring.screen import Screen

if TYPE_CHECKING:
    from aegis_cli.adapters.process.sandbox_process import SandboxProcess
    from aegis_cli.adapters.terminal.interactive import InteractiveTerminal
    from aegis_cli.adapters.terminal.progress import Progress
    from aegis_cli.planning.plan import Origin


class Environment:
    """One process's options and settings, and what it has to close."""

    def __init__(
        self, choices: CliOptions, environment: Mapping[str, str], closing: ExitStack
    ) -> None:
        """Take what closes whatever a part opens."""
        self.choices = choices
        self.environment = environment
        self.closing = closing
        self.screen = Screen(choices, environment)
        self._knows_broker = False
        self._broker_models: tuple[str, ...] = ()

    @cached_property
    def settings(self) -> Settings:
        """The settings: of the sandbox, or of the environment and the configuration file."""
        from aegis_cli.adapters import configuration

        path, text = configuration.read(self.choices.config)
        found = load(self.environment, text, path=path)
        if self.choices.sandbox:
            found = replace(load(self._sandbox.environment, None, path=path), policy=found.policy)
        choices = self.choices
        given = {"engine": choices.engine, "model": choices.model, "step_up": choices.step_up}
        overrides = {name: value for name, value in given.items() if value}
        return found.with_values(overrides)

    @cached_property
    def _sandbox(self) -> "SandboxProcess":
        """A sandbox of this process's own."""
        from aegis_cli.adapters.process.sandbox_process import SandboxProcess

        arguments = ["--confirm", "page" if self.screen.can_press else "auto"]
        if not self.screen.can_press and self.screen.has_terminal:
            arguments += ["--confirm-after", str(_PRESS_WITHIN)]
        process = SandboxProcess(self.environment, *arguments)
        self.closing.callback(process.close)
        return process

    def learn_from_broker(self) -> None:
        """Take over what the broker says of itself, where one is set; ask it once."""
        from aegis_cli.core.flow import drive
        from aegis_cli.oauth.protected_resource import describe

        broker = self.settings.broker
        if broker is None or self._knows_broker:
            return
        flow = describe(broker, issuer=self.settings.values.get("issuer"))
        with self.screen.sender() as sender:
            found = drive(flow, sender, wait=self.screen.wait)
        self.settings = self.settings.with_values(
            {
                "issuer": found.issuer,
                "audience": found.audience,
                "github_api": found.github_api,
                "connection": found.connection,
                "client_id": self.settings.values.get("client_id", found.client_id),
            }
        )
        self._broker_models = found.models
        self._knows_broker = True

    def broker_models(self) -> tuple[str, ...]:
        """Return the models that the broker plans with; none where none is set, or it does not."""
        self.learn_from_broker()
        return self._broker_models

    def hosts(self) -> tuple[tuple[str, str], ...]:
        """Name the hosts as they are now: a broker names some after the person was made."""
        hosts = self.settings.hosts()
        if self.settings.gemini_key is None and self._broker_models:
            return tuple((use, url) for use, url in hosts if use != "Gemini")  # nobody goes there
        return hosts

    @cached_property
    def person(self) -> "InteractiveTerminal":
        """The person at the terminal."""
        return self.screen.person(self.hosts)

    @property
    def progress(self) -> "Progress":
        """The line of progress on standard error."""
        return self.screen.progress

    @property
    def github_host(self) -> str:
        """The host that git remotes and the URLs of repositories name."""
        from aegis_cli.adapters.git import web_host

        return web_host(self.settings.github_api)

    def repo(self) -> "tuple[str, Origin] | None":
        """Return the current repository, and who named it: `-R` or `GH_REPO`, or git remotes."""
        from aegis_cli.actions.kinds import repo_name
        from aegis_cli.adapters.git import remote_repo
        from aegis_cli.planning.plan import Origin

        host = self.github_host
        chosen = self.choices.repo or self.environment.get("GH_REPO", "").strip()
        if chosen:
            return repo_name(chosen.removeprefix(f"{host}/")), Origin.CONTEXT
        found = remote_repo(host)
        return (repo_name(found), Origin.REMOTE) if found else None

    def set_repo(self, repo: str) -> None:
        """Set what "this repo" means from now on; empty means what git says."""
        before = self.choices
        self.choices = replace(before, repo=repo)
        try:
            self.repo()
        except AegisError:
            self.choices = before
            raise


_PRESS_WITHIN = 4.0
"""Seconds that a terminal without a browser gets before the sandbox confirms by itself."""
