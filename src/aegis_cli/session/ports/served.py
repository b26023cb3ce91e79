"""The parts of one request in a session: what the agent holds is asked of the agent.

A client brings words, a folder and its streams. Settings, policy and endpoints are the agent's;
what a client's options add can only narrow them. Whatever a client says is a program's words.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from aegis_cli.actions import catalog
from aegis_cli.actions.facts import Approval, Effect
from aegis_cli.adapters.render.changes import in_brief
from aegis_cli.adapters.terminal.stdin import file_text
from aegis_cli.errors import Code, UsageError
from aegis_cli.executor.embedded import ChildChannel
from aegis_cli.planning.expansion import Act
from aegis_cli.planning.plan import Origin
from aegis_cli.planning.read import Planner
from aegis_cli.request.consent import Preapproval
from aegis_cli.request.pipeline import RequestOptions
from aegis_cli.request.policy import Policy, checked
from aegis_cli.request.ports import Executor, Services
from aegis_cli.request.result import Result, untold
from aegis_cli.request.sources import sources_of
from aegis_cli.session.ports.agent_planner import AgentPlanner
from aegis_cli.session.ports.agent_sign_in import AgentSignIn
from aegis_cli.session.ports.agent_terminal import AgentTerminal
from aegis_cli.session.ports.children import ForkedChild
from aegis_cli.session.ports.link import Link
from aegis_cli.session.ports.writes_in_line import InLine
from aegis_cli.settings.cli_options import CliOptions
from aegis_cli.settings.known import TIMEOUT
from aegis_cli.settings.settings import Settings
from aegis_cli.settings.steering import STEERING, differing
from aegis_cli.wiring.app import App
from aegis_cli.wiring.environment import Environment
from aegis_cli.wiring.executors import Executors
from aegis_cli.wiring.identities import Identities
from aegis_cli.wiring.planners import Planners
from aegis_cli.wiring.requests import Requests, typed_layer
from aegis_cli.wiring.screen import Screen
from aegis_cli.wiring.sign_ins import SignIns


@dataclass(frozen=True, slots=True)
class SessionTerms:
    """What a request in a session stands on; it was made before the agent held any token."""

    options: CliOptions
    """The options with which the session began."""
    settings: Settings
    """The agent's settings, with what its broker says in them."""
    models: tuple[str, ...]
    """The models that its broker plans with."""
    variables: Mapping[str, str]
    """The agent's environment variables."""


@dataclass(frozen=True, slots=True)
class Asking:
    """The program that asks, as the agent sees it."""

    claims: str
    """What it claims to be."""
    has_read: str
    """What it has read in this session, from where and when; "" for nothing."""
    visibilities: Mapping[str, str]
    """Whether everybody can see a place, as far as answers said so in this session."""


@dataclass(frozen=True, slots=True)
class Served:
    """One request of a client."""

    terms: SessionTerms
    link: Link
    asks: Asking
    settings: Mapping[str, str]
    """The settings that the client has in its environment, without secrets."""

    def opens(self, options: CliOptions) -> "ServedApp":
        """Open aegis for this request; raise `UsageError` for what would steer the agent."""
        flags = [flag for flag, name in STEERING.items() if getattr(options, name)]
        others = differing(self.terms.variables, self.settings)
        if flags or others:
            raise UsageError(
                f"The session has settings of its own, so {' and '.join(flags + others)} cannot "
                "apply here.",
                code=Code.BAD_SETTINGS,
                hint="Leave it out, or set AEGIS_SESSION to nothing, to sign in for one command.",
            )
        return ServedApp(options, self)


class ServedApp(App):
    """The parts of aegis, for one request in a session."""

    def __init__(self, options: CliOptions, served: Served) -> None:
        self._closing = ExitStack()
        self.asks = served.asks
        self._link = served.link
        variables = dict(os.environ)
        # What the sandbox says of itself is said in a session on a sandbox too.
        options = replace(options, sandbox=served.terms.options.sandbox, opens=None)
        self.screen = Screen(options, variables)
        self.environment = _Environment(options, variables, self.screen, self._closing, served)
        self.sign_ins = _SignIns(self.environment, served.link)
        self.executors = _Executors(self.environment, self.sign_ins, served.link)
        self.planners = _Planners(self.environment, self.sign_ins, served.link)
        self.requests = _Requests(
            self.environment, self.sign_ins, self.executors, self.planners, served=served
        )
        self.identities = Identities(self.environment, self.sign_ins, self.executors)

    def wants(self, request: str) -> None:
        """Tell the agent, for its log, what a command line does not say."""
        self._link.tell("wants", request=request)


@dataclass
class _Environment(Environment):
    served: Served

    @cached_property
    def settings(self) -> Settings:
        """The agent's settings; a client may choose engine and timeout, which steer nothing."""
        given = {"engine": self.options.engine, TIMEOUT: str(self.options.timeout or "")}
        settings = self.served.terms.settings
        return settings.with_values({name: value for name, value in given.items() if value})

    def learn_from_broker(self) -> None:
        """Do nothing: the agent has asked its broker already."""

    def broker_models(self) -> tuple[str, ...]:
        """Return the models that the agent's broker plans with."""
        return self.served.terms.models

    @cached_property
    def person(self) -> AgentTerminal:
        """The person at the agent's terminal."""
        here = self.screen.person(self.hosts)
        served, says = self.served, self.options.says
        return AgentTerminal(
            here.stderr,
            here.device,
            here.progress,
            here.options,
            here.environment,
            link=served.link,
            command=served.asks.claims,
            asker=says,
            has_read=served.asks.has_read,
            agents_variables=served.terms.variables,
            named=set(self.hosts()),  # the session's start told the person of them
        )


@dataclass
class _SignIns(SignIns):
    link: Link

    @cached_property
    def book(self) -> Any:
        """The sessions that the agent holds."""
        return AgentSignIn(self.link)

    @cached_property
    def issuer(self) -> Any:
        """The issuer, as the agent knows it."""
        return self.book

    def offer_to_connect(self) -> bool:
        """Have the agent offer to connect an account."""
        return bool(self.link.call("connect").value)


@dataclass
class _Executors(Executors):
    link: Link

    @cached_property
    def chosen(self) -> Executor:
        """The executor that the agent's settings choose; the writes of a session wait in line."""
        return InLine(super().chosen, self.link)

    def _child(self) -> ChildChannel:
        """Return a fork of the agent's template."""
        descriptor = self.link.call("child").descriptor
        assert descriptor is not None
        return ForkedChild(descriptor)


@dataclass
class _Planners(Planners):
    link: Link

    def _model_planner(self) -> Planner:
        self._require_model()
        return AgentPlanner(self.link)


@dataclass
class _Requests(Requests):
    served: Served = field(kw_only=True)

    @cached_property
    def _options(self) -> RequestOptions:
        """The options, of which none approves anything in advance."""
        return replace(super()._options, preapproval=Preapproval(), speaker=Origin.AGENT)

    def _policy(self) -> Policy:
        """Return the policy of the session; what the client's options add only narrows it."""
        ours = typed_layer(self.served.terms.options, "the session's command line")
        return Policy((checked(ours, catalog.matching), *super()._policy().layers))

    @cached_property
    def _services(self) -> Services:
        return replace(super()._services, granted=self._granted)

    def _granted(self, acts: tuple[Act, ...]) -> frozenset[str]:
        """Have the agent count acts against the grants that the person typed."""
        wanted = [
            {
                "id": act.id,
                "action": act.action.facts.action,
                "is_plain": act.approval is Approval.PLAIN,
                "places": [place for _, place in act.action.containers()],
            }
            for act in acts
        ]
        covered = self.served.link.call("granted", acts=wanted).value if acts else ()
        return frozenset(covered)

    def _remembered(self, text: str, result: Result) -> Result:
        """Tell the agent how it ended, for its log."""
        code = result.error.code.value if result.error else ""
        read = [[each.place, each.visibility] for each in sources_of(result)]
        targets = [*_of_targets(result)]
        ends = {"status": result.status.value, "code": code, "read": read, "targets": targets}
        self.served.link.tell("ended", **ends)
        return untold(result)

    def _file_text(self, path: str) -> str:
        """Read a text file that the client opens: it may see other files than the agent."""
        return file_text(path, self.served.link.call("file", path=path).descriptor)


def _of_targets(result: Result) -> Iterator[str]:
    """Yield for the session's log what each write changed, and which target was not looked at."""
    actions = {act.id: act.action for act in result.acts}
    for outcome in result.outcomes:
        action = actions[outcome.id]
        if outcome.changes:
            yield f"changed: {action.says()} ({'; '.join(map(in_brief, outcome.changes))})"
        if outcome.note and action.facts.effect > Effect.READ:
            yield f"{action.says()}: {outcome.note}"
