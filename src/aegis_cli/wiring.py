"""Puts the parts together, each made when it is first asked for. The one door for lazy imports."""

import os
import sys
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self, TextIO

from aegis_cli import catalog
from aegis_cli.adapters.hardening import harden
from aegis_cli.adapters.termination import Terminated, becomes_an_exception, end
from aegis_cli.choices import Choices
from aegis_cli.conversation import Conversation
from aegis_cli.errors import AegisError, Code, Failed, Interrupted, UsageError
from aegis_cli.result import Result, failed
from aegis_cli.settings import AUTH_TIME, Settings, load

if TYPE_CHECKING:
    from aegis_cli.adapters.broker import BrokerExecutor
    from aegis_cli.adapters.connecting import Connecting
    from aegis_cli.adapters.executor import EmbeddedExecutor
    from aegis_cli.adapters.freshness import FreshExecutor
    from aegis_cli.adapters.gemini import GeminiPlanner
    from aegis_cli.adapters.gemini_access import Access
    from aegis_cli.adapters.management import Management
    from aegis_cli.adapters.person import Person
    from aegis_cli.adapters.progress import Progress
    from aegis_cli.adapters.render import Device
    from aegis_cli.adapters.round_trip import RoundTrip
    from aegis_cli.adapters.sandbox_process import SandboxProcess
    from aegis_cli.adapters.sender import Sender
    from aegis_cli.adapters.sign_in import DeviceSignIn, Identity
    from aegis_cli.core.action import Action
    from aegis_cli.core.flow import Wait
    from aegis_cli.core.secret import Secret
    from aegis_cli.oauth.exchange import Credential, Vault
    from aegis_cli.pipeline import Ways, World
    from aegis_cli.planning.plan import Context, Step
    from aegis_cli.ports import Executor, Planner, Session, SignIn
    from aegis_cli.settings import SignInSettings

WITHOUT_TERMINAL = 900.0
"""The longest wait in seconds for a sign-in, unless an option says otherwise: Auth0's code life."""


class App:
    """One process's aegis: settings, adapters and the session, for one command or a whole REPL."""

    def __init__(self, choices: Choices, environment: Mapping[str, str] | None = None) -> None:
        harden()
        self.choices = choices
        self._environment = os.environ if environment is None else environment
        self._closing = ExitStack()
        self.conversation = Conversation()
        self._knows_broker = False
        self._broker_models: tuple[str, ...] = ()
        self._has_told_who_plans = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, *_: object
    ) -> None:
        told = problem if isinstance(problem, Terminated) else None
        try:
            self.close()
        except Terminated as late:
            told = late
        finally:
            if told is not None:
                end(told)
        if kind is KeyboardInterrupt:
            raise Interrupted("Interrupted.", code=Code.INTERRUPTED) from None

    def close(self) -> None:
        """End every process and connection, and forget the session."""
        try:
            self.progress.clear()
        finally:
            self._closing.close()

    def ask(self, text: str) -> Result:
        """Do what a sentence asks for."""
        from aegis_cli.pipeline import ask

        try:
            self._require_planner()
            ways = self._ready()
            context = self._context()
            planner = self.planner
        except AegisError as error:
            return failed(text, error)
        return self._ended(text, ask(text, context, planner, ways, self.world))

    def do(self, request: str, step: "Step") -> Result:
        """Do the action that the person typed."""
        from aegis_cli.pipeline import carry_out
        from aegis_cli.planning.plan import Plan

        try:
            ways = self._ready()
        except AegisError as error:
            return failed(request, error)
        plan = Plan((step,))
        return self._ended(request, carry_out(request, plan, ways, self.world, sentence=None))

    def _ended(self, text: str, result: Result) -> Result:
        """Remember what was said and done; forget a session that is no longer accepted."""
        self.conversation.remember(text, result)
        if result.error is not None and result.error.code is Code.SESSION_EXPIRED:
            self.sign_in.forget()
        return result

    def typed_step(self, cls: "type[Action[Any]]", given: Mapping[str, Any]) -> "Step":
        """Make a step of what the person typed as options; a text of `-` is standard input.

        Raises `UsageError` where a field is missing or wrong.
        """
        from aegis_cli.planning.typed import step_of

        return step_of(cls, given, repo=self._repo, stdin=self.world.stdin.read)

    def set_repo(self, repo: str) -> None:
        """Set what "this repo" means from now on; empty means what git says."""
        before = self.choices
        self.choices = replace(before, repo=repo)
        try:
            self._repo()
        except AegisError:
            self.choices = before
            raise

    def whoami(self) -> dict[str, Any]:
        """Sign in for reading, and tell what that gave."""
        from aegis_cli.core.action import Effect
        from aegis_cli.pipeline import SCOPES

        self.learn_from_broker()
        session = self.sign_in.session(SCOPES[Effect.READ])
        return {
            "name": session.identity,
            "subject": session.subject,
            "issuer": self.settings.values["issuer"],
            "scope": sorted(session.scope),
            "expires_in": session.expires_in,
        }

    def inspect_github(self) -> dict[str, Any]:
        """Sign in for reading, and tell of the GitHub token what can be told without it."""
        from aegis_cli.actions.users import GetMe
        from aegis_cli.core.action import Effect
        from aegis_cli.core.call import Call
        from aegis_cli.pipeline import SCOPES

        if self.settings.broker is not None:
            raise UsageError(
                "The GitHub token is at the broker, which shows nothing of it.",
                code=Code.BAD_USAGE,
                hint="Run `aegis whoami --github` where AEGIS_BROKER is not set.",
            )
        self.settings.github_app()
        executor = self._embedded()
        self._closing.callback(executor.close)
        executor.prepare()
        session = self.sign_in.session(SCOPES[Effect.READ])
        self._admit(session)
        with executor.open(session) as run:
            outcome, found = run.inspect(Call("me", GetMe()))
        if outcome.error is not None:
            raise outcome.error
        return {
            "login": outcome.data["login"],
            "token": run.token.kind if run.token else None,
            "expires_in": run.token.expires_in if run.token else None,
            "can_be_narrowed": found is not None and found.hindrance is None,
            "hindrance": found.hindrance if found else None,
            "installations": found.installations if found else None,
        }

    def _require_planner(self) -> None:
        """Raise unless there is something to turn a sentence into a plan; may ask the broker."""
        if self.settings.engine == "offline" or self.settings.gemini_key is not None:
            return
        if self.settings.broker is None:
            raise _no_planner("No Gemini key is set")
        if self.choices.dry_run:
            raise UsageError(
                "Without a Gemini key of your own only the broker could plan, and it plans for "
                "whoever is signed in; --dry-run never signs in.",
                code=Code.NO_PLANNER,
                hint=_WAYS_OUT,
            )
        if not self.broker_models():
            raise _no_planner("No Gemini key is set, and the broker does not plan")

    def broker_models(self) -> tuple[str, ...]:
        """Return the models that the broker plans with; none where none is set, or it does not."""
        self.learn_from_broker()
        return self._broker_models

    def _ready(self) -> "Ways":
        """Check the settings and start the child early, so that its imports hide."""
        if self.choices.dry_run:
            return self.ways
        self.learn_from_broker()
        self.settings.sign_in()
        self.settings.github_app()
        self.executor.prepare()
        return self.ways

    def learn_from_broker(self) -> None:
        """Take over what the broker says of itself, where one is set; ask it once."""
        from aegis_cli.core.flow import drive
        from aegis_cli.oauth.protected_resource import describe

        broker = self.settings.broker
        if broker is None or self._knows_broker:
            return
        flow = describe(broker, issuer=self.settings.values.get("issuer"))
        with self.sender() as sender:
            found = drive(flow, sender, wait=self.wait)
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

    def sender(self) -> "Sender":
        """Return a sender for requests that belong to no adapter."""
        from aegis_cli.adapters.sender import Sender

        return Sender(observe=self.progress.observe)

    def wait(self, wait: "Wait") -> None:
        """Wait, and say for what."""
        import time

        self.progress.say(wait.reason)
        time.sleep(wait.seconds)

    @cached_property
    def settings(self) -> Settings:
        """The settings: of the sandbox, or of the environment and the configuration file."""
        from aegis_cli.adapters import configuration

        path, text = configuration.read(self.choices.config)
        found = load(self._environment, text, path=path)
        if self.choices.sandbox:
            found = replace(load(self.sandbox.environment, None, path=path), policy=found.policy)
        choices = self.choices
        given = {"engine": choices.engine, "model": choices.model, "step_up": choices.step_up}
        overrides = {name: value for name, value in given.items() if value}
        return found.with_values(overrides)

    @cached_property
    def sandbox(self) -> "SandboxProcess":
        """A sandbox of this process's own."""
        from aegis_cli.adapters.sandbox_process import SandboxProcess

        arguments = ["--confirm", "page" if self._can_press else "auto"]
        if not self._can_press and self._has_terminal:
            arguments += ["--confirm-after", str(_PRESS_WITHIN)]
        process = SandboxProcess(self._environment, *arguments)
        self._closing.callback(process.close)
        return process

    @cached_property
    def planner(self) -> "Planner":
        """What turns a sentence into a plan."""
        if self.settings.engine == "offline":
            from aegis_cli.planning.offline import OfflinePlanner

            return OfflinePlanner()
        return self.gemini

    @cached_property
    def gemini(self) -> "GeminiPlanner":
        """The planner that asks Gemini: itself with a key of one's own, or else at the broker."""
        from aegis_cli.adapters.gemini import GeminiPlanner

        planner = GeminiPlanner(
            self._gemini_access(),
            model=self.model,
            catalogue=(
                (e.name, e.signature, e.effect, e.summary) for e in catalog.ENTRIES.values()
            ),
            progress=self.progress.say,
            observe=self.progress.observe,
        )
        self._closing.callback(planner.close)
        return planner

    def _gemini_access(self) -> "Access":
        from aegis_cli.adapters.gemini_access import OwnKey, ThroughBroker

        self._require_planner()
        values, key = self.settings.values, self.settings.gemini_key
        if key is not None:
            return OwnKey(key, url=values["gemini_url"], api_version=values["gemini_api_version"])
        return ThroughBroker(self.settings.broker or "", token=self._planning_token)

    @property
    def model(self) -> str:
        """The model that plans: the one that was said, or where none was, one that is offered."""
        model = self.settings.values["model"]
        if self.settings.gemini_key is not None or model in self.broker_models():
            return model
        if self.choices.model or "model" in self.settings.sources:
            raise Failed(
                f"The broker does not plan with the model {model}.",
                code=Code.PLANNER_MODEL,
                hint=f"Choose one with --model or AEGIS_MODEL: {', '.join(self._broker_models)}.",
            )
        return self._broker_models[0]

    def _planning_token(self) -> "Secret":
        """Return the token of a session for reading, under which the broker plans."""
        from aegis_cli.core.action import Effect
        from aegis_cli.pipeline import SCOPES

        if not self._has_told_who_plans:
            self.person.note(
                f"Your words go to the broker {self.settings.broker}, which plans with a Gemini "
                "key of its own; so you sign in before there is a plan."
            )
            self._has_told_who_plans = True
        return self.sign_in.session(SCOPES[Effect.READ]).access_token

    @cached_property
    def ways(self) -> "Ways":
        """How a request may go."""
        from aegis_cli.approval import Options
        from aegis_cli.core.action import Effect
        from aegis_cli.pipeline import Ways
        from aegis_cli.policy import Layer, Policy, checked

        choices = self.choices
        options = Layer(
            "the command line",
            allow=choices.allow or None,
            deny=choices.deny,
            repos=choices.repos or None,
            max_effect=Effect.READ if choices.read_only else None,
        )
        layers = [layer for layer in (self.settings.policy, options) if layer is not None]
        return Ways(
            policy=Policy(tuple(checked(layer, catalog.matching) for layer in layers)),
            options=Options(yes=choices.yes, confirm=choices.confirm),
            base=self.settings.github_api,
            hosts=self._hosts(),
            dry_run=choices.dry_run,
        )

    @cached_property
    def world(self) -> "World":
        """The outside world, as the pipeline sees it."""
        from aegis_cli.adapters.stdin import StandardInput
        from aegis_cli.pipeline import World

        return World(
            sign_in=self._stepping_up(),
            executor=self.executor,
            terminal=self.person,
            stdin=StandardInput(),
            load=catalog.load,
            connect=self._connect,
        )

    def _connect(self) -> bool:
        """Offer to connect an account, in the middle of a request that needs one."""
        if not self.person.wants_to_connect():
            return False
        self.connecting.connect(self.settings.values["connection"])
        self.person.note("Connected. Going on with what you asked for.")
        return True

    @cached_property
    def sign_in(self) -> "DeviceSignIn":
        """The device flow, with the session of this process."""
        from aegis_cli.adapters.sign_in import DeviceSignIn

        if self._refreshes:
            becomes_an_exception()
        sign_in = DeviceSignIn(
            self._sign_in_settings,
            self.person,
            verify=_verify,
            patience=self._patience,
            observe=self.progress.observe,
        )
        self._closing.callback(sign_in.close)
        return sign_in

    def _stepping_up(self) -> "SignIn":
        """Return what signs in, with the way of stepping up that the person wants."""
        if self.settings.step_up == "device":
            return self.sign_in
        from aegis_cli.adapters.browser_step_up import BrowserStepUp

        return BrowserStepUp(self.sign_in, self._round_trip(), self.person, patience=self._patience)

    def _round_trip(self) -> "RoundTrip":
        from aegis_cli.adapters import browser
        from aegis_cli.adapters.round_trip import RoundTrip

        may_open = self._has_terminal and not self.choices.no_browser
        return RoundTrip(
            self.person, opens_browser=lambda: may_open and browser.is_there(self._environment)
        )

    @property
    def _patience(self) -> float:
        return self.choices.sign_in_timeout or WITHOUT_TERMINAL

    def _sign_in_settings(self) -> "SignInSettings":
        return replace(self.settings.sign_in(), refresh=self._refreshes)

    @property
    def _refreshes(self) -> bool:
        """Whether the session is renewed: as was said, or where it lasts."""
        said = self.settings.refresh
        return self.choices.lasts if said is None else said

    @cached_property
    def executor(self) -> "Executor":
        """Where plans are carried out: at the broker, or in a child process here."""
        broker = self.settings.broker
        executor = self._fresh() if broker is None else self._at(broker)
        self._closing.callback(executor.close)
        return executor

    @cached_property
    def connecting(self) -> "Connecting":
        """The connected accounts at Auth0, with a sign-in of their own."""
        from aegis_cli.adapters.connecting import Connecting, for_my_account
        from aegis_cli.adapters.sign_in import DeviceSignIn

        self.learn_from_broker()
        observe = self.progress.observe
        sign_in = DeviceSignIn(
            lambda: for_my_account(self.settings.sign_in()),
            self.person,
            verify=_verify,
            patience=self._patience,
            observe=observe,
        )
        connecting = Connecting(
            sign_in, self._round_trip(), waiting=self.progress.say, observe=observe
        )
        self._closing.callback(sign_in.close)
        self._closing.callback(connecting.close)
        return connecting

    def github_login(self) -> str:
        """Exchange once, for reading, and return who that is at GitHub."""
        from aegis_cli.actions.users import GetMe
        from aegis_cli.core.action import Effect
        from aegis_cli.core.call import Call
        from aegis_cli.pipeline import SCOPES

        self._ready()
        with self.executor.open(self.sign_in.session(SCOPES[Effect.READ])) as run:
            (outcome,) = run.read((Call("me", GetMe()),))
        if outcome.error is not None:
            raise outcome.error
        return str(outcome.data["login"])

    def _at(self, broker: str) -> "BrokerExecutor":
        from aegis_cli.adapters.broker import BrokerExecutor

        return BrokerExecutor(broker, wait=self.wait, observe=self.progress.observe)

    def _fresh(self) -> "FreshExecutor":
        from aegis_cli.adapters.freshness import FreshExecutor

        return FreshExecutor(self._embedded(), self._proved_at, admit=self._admit)

    def _embedded(self) -> "EmbeddedExecutor":
        from aegis_cli.adapters.executor import EmbeddedExecutor

        return EmbeddedExecutor(
            self.vault,
            self.settings.github_api,
            environment=self._environment,
            progress=self.progress.say,
            observe=self.progress.observe,
        )

    def _admit(self, session: "Session") -> None:
        """Refuse a session whose token is not fit for the API, before it is exchanged."""
        from aegis_cli.adapters.identity import require_fit

        require_fit(session.access_token, self.settings.sign_in().audience)

    def _proved_at(self, session: "Session") -> float | None:
        """Return when the person proved who they are: as the token says, or as we know.

        NOTE: where a claim was named, its absence means that no factor was given.
        """
        from aegis_cli.adapters.identity import Api, authenticated_at

        api = Api(
            self.sign_in.provider().issuer,
            self.settings.sign_in().audience,
            self.settings.auth_time_claim,
        )
        said = authenticated_at(session.access_token, self.sign_in.jwks(), api)
        knows_better = said is not None or api.claim != AUTH_TIME
        return said if knows_better else session.granted_at

    def _hosts(self) -> tuple[tuple[str, str], ...]:
        """Name the hosts as they are now: a broker names some after the person was made."""
        hosts = self.settings.hosts()
        if self.settings.gemini_key is None and self._broker_models:
            return tuple((use, url) for use, url in hosts if use != "Gemini")  # nobody goes there
        return hosts

    @cached_property
    def person(self) -> "Person":
        """The person at the terminal."""
        from aegis_cli.adapters.person import Manner, Person

        note = "(This is a sandbox: nothing is real.)" if self.choices.sandbox else ""
        if self.choices.sandbox and not self._can_press:
            note = (
                "(This is a sandbox: nothing is real. "
                "Nobody can press Confirm here, so it confirms by itself.)"
            )
        return Person(
            sys.stderr,
            self.device(sys.stderr),
            self.progress,
            Manner(
                opens_browser=not self.choices.no_browser,
                hosts=self._hosts,
                note=note,
            ),
            self._environment,
        )

    @cached_property
    def progress(self) -> "Progress":
        """The line of progress on standard error."""
        from aegis_cli.adapters.progress import Progress

        return Progress(sys.stderr, is_terminal=self._has_terminal, debug=self.choices.debug)

    def management(self, base: str, token: "Secret") -> "Management":
        """Return a connection to a tenant's Management API."""
        from aegis_cli.adapters.management import Management

        found = Management(base, token, progress=self.progress.say, observe=self.progress.observe)
        self._closing.callback(found.close)
        return found

    def device(self, stream: TextIO) -> "Device":
        """Describe where text goes."""
        from datetime import UTC, datetime

        from aegis_cli.adapters.render import device_of

        return device_of(stream, self._environment, datetime.now(UTC))

    @cached_property
    def _has_terminal(self) -> bool:
        return sys.stderr.isatty()

    @cached_property
    def _can_press(self) -> bool:
        """Whether a person can reach the sandbox's verification page."""
        from aegis_cli.adapters import browser

        has_browser = self.choices.no_browser or browser.is_there(self._environment)
        return self._has_terminal and has_browser

    def _context(self) -> "Context":
        from aegis_cli.planning.plan import Context

        return Context(
            repo=self._repo(),
            stdin=self.world.stdin.is_available(),
            earlier=tuple(self.conversation.earlier),
            last=self.conversation.last,
        )

    def _repo(self) -> str | None:
        """Return the current repository: `-R`, `GH_REPO`, or what the git remotes say."""
        from aegis_cli.adapters.git import current_repo, web_host
        from aegis_cli.core.names import repo_name

        host = web_host(self.settings.github_api)
        found = self.choices.repo or current_repo(self._environment, host)
        return repo_name(found.removeprefix(f"{host}/")) if found else None

    @cached_property
    def _vault_credential(self) -> "Credential":
        """What the vault's client authenticates with, had from where the settings say."""
        from aegis_cli.vault_credentials import KeyFile, SecretCommand

        needed = self.settings.vault()
        match needed.credential:
            case KeyFile(path):
                from aegis_cli.adapters.client_assertion import ClientAssertion, read_key

                issuer = self.sign_in.provider().issuer
                return ClientAssertion(read_key(path), needed.client_id, issuer)
            case SecretCommand(arguments):
                from aegis_cli.adapters.secret_command import secret_of

                return secret_of(arguments, self._environment)
            case secret:
                return secret

    def vault(self) -> "Vault":
        """Return the client that may exchange; asks the issuer where, the first time."""
        from aegis_cli.oauth.exchange import Vault
        from aegis_cli.oauth.narrowing import GitHubApp

        needed = self.settings.vault()
        app = self.settings.github_app()
        return Vault(
            token_endpoint=self.sign_in.provider().token_endpoint,
            client_id=needed.client_id,
            credential=self._vault_credential,
            connection=self.settings.values["connection"],
            app=GitHubApp(*app) if app else None,
        )


_PRESS_WITHIN = 4.0
"""Seconds that a terminal without a browser gets before the sandbox confirms by itself."""

_WAYS_OUT = """\
Any of these helps:
  export GEMINI_API_KEY=…       a key from https://aistudio.google.com/apikey
  aegis ask --engine offline …  plain sentences, without a model
  aegis do --help               the actions themselves
  aegis --sandbox ask …         everything, on a sandbox, without an account"""


def _no_planner(why: str) -> UsageError:
    return UsageError(
        f"{why}, so there is nothing to turn a sentence into a plan.",
        code=Code.NO_PLANNER,
        hint=_WAYS_OUT,
    )


def _verify(id_token: "Secret", jwks: dict[str, Any], *, issuer: str, client_id: str) -> "Identity":
    from aegis_cli.adapters.identity import verified

    return verified(id_token, jwks, issuer=issuer, client_id=client_id)
