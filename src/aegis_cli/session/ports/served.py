"""The parts of one request in a session: what the agent holds is asked of the agent.

A client brings words, a folder and its streams. Settings, policy and endpoints are the agent's;
what a client's options add can only narrow them. Whatever a client says is a program's words.
"""

import os
import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from aegis_cli.actions.facts import Approval, Effect
from aegis_cli.adapters.process.channel import Channel
from aegis_cli.adapters.process.inherited import ForkedChild
from aegis_cli.adapters.render.changes import in_brief
from aegis_cli.adapters.terminal.interactive import InteractiveTerminal
from aegis_cli.core.value_commitment import ValueCommitment
from aegis_cli.errors import Code, UsageError
from aegis_cli.planning.expansion import Act
from aegis_cli.planning.plan import Origin
from aegis_cli.planning.said_value import hide_in_words
from aegis_cli.request.actors import Actors
from aegis_cli.request.consent import Preapproval
from aegis_cli.request.policy import Policy, check_layer
from aegis_cli.request.request_options import RequestOptions
from aegis_cli.request.result import Result, untold
from aegis_cli.request.sources import sources_of
from aegis_cli.request.undo_plan import as_json, from_json, undo_plan, written_after
from aegis_cli.session.ports.agent_planner import AgentPlanner
from aegis_cli.session.ports.agent_sign_in import AgentSignIn
from aegis_cli.session.ports.agent_terminal import AgentTerminal
from aegis_cli.session.ports.link import Link, LinkReply
from aegis_cli.session.ports.writes_in_line import InLine
from aegis_cli.settings.cli_options import STEERING, CliOptions, differing
from aegis_cli.settings.settings import Settings
from aegis_cli.wiring.app import App
from aegis_cli.wiring.environment import Environment
from aegis_cli.wiring.executors import Executors
from aegis_cli.wiring.planners import Planners
from aegis_cli.wiring.requests import Requests, typed_layer
from aegis_cli.wiring.screen import Screen
from aegis_cli.wiring.sign_ins import SignIns

_SESSIONS_OPTIONS = "the session's command line"


@dataclass(frozen=True, slots=True)
class SessionTerms:
    """What every request of a session is given; it was made before the agent held any token."""

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
    undo: tuple[Mapping[str, Any], ...] = ()
    """What takes back the last plan that changed something; no program is told of it."""
    actors: Actors = field(default_factory=Actors)
    """Who acts at each provider, as far as that was read in this session."""


@dataclass(frozen=True, slots=True)
class Served:
    """One request of a client: a program of the session speaks, and the agent has the rest."""

    terms: SessionTerms
    link: Link
    asks: Asking
    settings: Mapping[str, str]
    """The settings that the client has in its environment, without secrets."""

    def opens(self, options: CliOptions) -> App:
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
        # What the sandbox says of itself is said in a session on a sandbox too.
        return self._app(replace(options, sandbox=self.terms.options.sandbox, opens=None))

    def _app(self, options: CliOptions) -> App:
        """Put aegis together from what the agent has, and this process's part of it."""
        link, variables = self.link, dict(os.environ)
        environment = Environment(
            options,
            variables,
            Screen(options, variables),
            ExitStack(),
            known=self.terms.settings,
            models=self.terms.models,
            person_at=partial(self._person, says=options.says),
        )
        sign_ins = SignIns(environment, AgentSignIn(link))
        executors: Executors = Executors(
            environment,
            sign_ins,
            child=partial(_child, link, lambda: executors.shares_child),
            in_turn=partial(InLine, link=link),
            note_go=lambda write: link.tell("going", write=write),
            keep_child=lambda: link.tell("free"),
        )
        planners = Planners(environment, sign_ins, AgentPlanner(link))
        actors = self.asks.actors
        return App(Requests(environment, sign_ins, executors, planners, self, actors=actors))

    def _person(self, here: InteractiveTerminal, *, says: str) -> AgentTerminal:
        """Return the person at the agent's terminal, whom the session's start told of the hosts."""
        return AgentTerminal(
            here.stderr,
            here.device,
            here.progress,
            here.options,
            here.environment,
            link=self.link,
            command=self.asks.claims,
            asker=says,
            has_read=self.asks.has_read,
            agents_variables=self.terms.variables,
            named=set(here.options.hosts()),
        )

    def wants(self, request: str) -> None:
        """Tell the agent, for its log, what a command line does not say."""
        self.link.tell("wants", request=" ".join(hide_in_words(request.split(" "))))

    def refuses(self, request: str) -> None:
        """Tell the agent, for its log, what was refused before it became a request."""
        self.wants(request)
        self.link.tell("ended", status="denied", code="", read=[], targets=[])

    @property
    def undo_command(self) -> str:
        """The command that takes back what was changed last."""
        return "aegis undo"

    def acts_back(self) -> tuple[Act, ...]:
        """Return what takes back the last plan of the session that changed something."""
        return from_json(self.asks.undo)

    # What a request is told by the wiring: `requests.Speaker`

    def limit(self, options: RequestOptions) -> RequestOptions:
        """Approve nothing in advance; what a client's options add to the policy only narrows it."""
        ours = check_layer(typed_layer(self.terms.options, _SESSIONS_OPTIONS))
        policy = Policy((ours, *options.policy.layers))
        return replace(options, policy=policy, preapproval=Preapproval(), speaker=Origin.AGENT)

    def reserve_grants(self, acts: tuple[Act, ...]) -> frozenset[str]:
        """Have the agent reserve grants that the person typed, until the acts get their go."""
        wanted = [
            {
                "id": act.id,
                "actions": act.action.counts_as(),
                "is_plain": act.approval is Approval.PLAIN,
                "places": [str(place) for _, place in act.action.containers()],
            }
            for act in acts
        ]
        granted = self.link.call("granted", acts=wanted).value if acts else ()
        return frozenset(granted)

    def open_file(self, path: str) -> int | None:
        """Have the client open a file: it may see other files than the agent."""
        return self.link.call("open", about=path).descriptor

    def open_to_send(self, path: str) -> int:
        """Have the client open it: only what its command line names, and the agent may not."""
        descriptor = self.link.call("take", about=path).descriptor
        assert descriptor is not None
        return descriptor

    def give_value(self, says: str) -> "ClientValue":
        """Have the client ask for it: neither the agent nor this process gets it."""
        return ClientValue(self.link, says)

    def start_jq(self) -> socket.socket:
        """Have the client start it: an expression may do no more than its client."""
        descriptor = self.link.call("jq", about="").descriptor
        assert descriptor is not None
        return socket.socket(fileno=descriptor)

    def open_page(self, url: str) -> bool:
        """Have the client open it, where the person's browser may be."""
        return self.link.call("browse", about=url).value is True

    def new_file(self, path: str, *, force: bool) -> "ClientFile":
        """Have the client make a file: it may write other files than the agent."""
        descriptor = self.link.call("make", about=path, force=force).descriptor
        assert descriptor is not None
        return ClientFile(self.link, path, descriptor)

    def report(self, result: Result) -> Result:
        """Tell the agent how a request ended, for its log."""
        code = result.error.code.value if result.error else ""
        read = [[each.place, each.visibility] for each in sources_of(result)]
        targets = [*_of_targets(result)]
        written = written_after(result, None)
        undo = None if written is None else as_json(undo_plan(written))
        ends = {"status": result.status.value, "code": code, "read": read, "targets": targets}
        self.link.tell("ended", **ends, undo=undo, actors=[*self.asks.actors.rows()])
        return untold(result)


class ClientValue:
    """The value of a secret that a client has; each line to it is for the child alone."""

    def __init__(self, link: Link, says: str) -> None:
        """Have the client ask for it; raise what it says."""
        self._link, self._says = link, says
        first = link.call("give", about=says)
        self._lines = [_descriptor(first)]
        try:
            self.commitment = ValueCommitment.read(str(first.value))
        except ValueError:
            raise UsageError("The client gave no value.", code=Code.BAD_INPUT) from None

    def line(self) -> int:
        """Return the end of a line from which the child reads it: the first one, or a new one."""
        return (
            self._lines.pop()
            if self._lines
            else _descriptor(self._link.call("give", about=self._says))
        )


def _descriptor(reply: LinkReply) -> int:
    assert reply.descriptor is not None
    return reply.descriptor


@dataclass(slots=True)
class ClientFile:
    """A file that the client makes; what it did not name when it ends, it drops if it is empty."""

    link: Link
    path: str
    descriptor: int

    def keep(self) -> None:
        """Have the client give it its name; raise what it says."""
        self.link.call("keep", about=self.path)
        self._close()

    def drop(self) -> bool:
        """Let go of it; return whether something of it is left."""
        if self.descriptor < 0:
            return False
        size = os.fstat(self.descriptor).st_size
        self._close()
        return bool(size)

    def _close(self) -> None:
        os.close(self.descriptor)
        self.descriptor = -1


def _child(link: Link, shares: Callable[[], bool]) -> Channel:
    """Return the channel to a fork of the agent's fork server, which is hardened, and listens."""
    reply = link.call("child", shares=shares())
    line = socket.socket(fileno=_descriptor(reply))
    return Channel(ForkedChild(line), line, is_open=True, is_begun=reply.value is True)


def _of_targets(result: Result) -> Iterator[str]:
    """Yield for the session's log what each write changed, and which target was not looked at."""
    actions = {act.id: act.action for act in result.acts}
    for outcome in result.outcomes:
        action = actions[outcome.id]
        if outcome.changes:
            yield f"changed: {action.says()} ({'; '.join(map(in_brief, outcome.changes))})"
        if outcome.note and action.facts.effect > Effect.READ:
            yield f"{action.says()}: {outcome.note}"
