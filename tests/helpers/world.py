"""Fakes at the ports of the pipeline: they note every event in one list, in its order."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, TypeAlias

from aegis_cli.actions.action import Action
from aegis_cli.actions.call import Call
from aegis_cli.actions.catalog import load
from aegis_cli.actions.provider.derived_token import TokenFacts
from aegis_cli.core.secret import Secret
from aegis_cli.errors import AegisError, StepUpRequired
from aegis_cli.planning.expansion import Act
from aegis_cli.planning.grammar.explicit_commands import ExplicitCommands, explicit_commands_in
from aegis_cli.planning.plan import Context, Invalid, Reading
from aegis_cli.planning.read import Load, Understand
from aegis_cli.planning.sentence.sentence import Sentence
from aegis_cli.planning.wire import WireArgument, WirePlan, WireStep
from aegis_cli.request.actors import Actors
from aegis_cli.request.approval import Approved, Reply
from aegis_cli.request.consent import Preapproval
from aegis_cli.request.edits import Edits
from aegis_cli.request.execution import Outcome, StepStatus
from aegis_cli.request.pipeline import ask
from aegis_cli.request.plan_preview import Preview
from aegis_cli.request.policy import Policy
from aegis_cli.request.ports import Services, Session
from aegis_cli.request.request_options import RequestOptions
from aegis_cli.request.result import Result
from tests.actions.case import with_commitment
from tests.helpers.act_factory import BASES

NOW = datetime(2026, 12, 2, 9, 0, tzinfo=UTC)
ME: dict[str, Any] = {"login": "mona", "id": 1}
REPO: dict[str, Any] = {"id": 7, "full_name": "acme/web"}
TOKEN = TokenFacts("ghu_", 28_800.0, narrowed=True)


def wire(*steps: tuple[str, Mapping[str, Any]], **more: str) -> WirePlan:
    """Make what a planner emits; a value `...` stands for standard input."""
    return WirePlan(
        steps=[
            WireStep(action=action, args=[*_arguments(arguments)]) for action, arguments in steps
        ],
        **more,
    )


def _arguments(arguments: Mapping[str, Any]) -> Iterator[WireArgument]:
    for name, value in arguments.items():
        for item in value if isinstance(value, list) else [value]:
            piped = item is ...
            yield WireArgument(
                name=name,
                source="stdin" if piped else "literal",
                value="" if piped else json.dumps(item) if isinstance(item, dict) else str(item),
            )


def explicit_commands_once(sentence: Sentence, context: Context, load: Load) -> ExplicitCommands:
    """Do what `explicit_commands_in` does, and read each sentence only once.

    For tests with many plans on few sentences: what a sentence orders depends on no plan. Why it
    orders nothing is not explained, as it takes longer than all else: the words decide nothing.
    """
    key = repr((sentence.text, sentence.host, context, load))
    if key not in _KNOWN:
        _KNOWN[key] = replace(
            explicit_commands_in(sentence, context, load), why_none=lambda: "No order."
        )
    return _KNOWN[key]


_KNOWN: dict[str, ExplicitCommands] = {}


Trouble: TypeAlias = BaseException | None


@dataclass
class Stage:
    """The outside world of one request; each `…_fails` is raised at its place."""

    proposed: WirePlan | Reading | None = None
    has_person: bool = True
    reply: Reply = field(default_factory=lambda: Reply(yes=True))
    edits: list[Edits] = field(default_factory=list)
    """What the person edits, one after another, before that reply."""
    piped: str | None = None
    answers: Mapping[str, Any] = field(
        default_factory=lambda: {"users.get_me": ME, "repos.get": REPO}
    )
    """What reads bring, by action, or a function of the call; an `AegisError` makes them fail."""
    written: Mapping[str, Outcome] = field(default_factory=dict)
    """How steps end, by step id; done where nothing else is said."""
    silent: frozenset[str] = frozenset()
    """The steps of which the executor says nothing."""
    plan_fails: Trouble = None
    stdin_fails: Trouble = None
    sign_in_fails: Trouble = None
    step_up_fails: Trouble = None
    open_fails: Trouble = None
    read_fails: Trouble = None
    ask_fails: Trouble = None
    write_fails: Trouble = None
    most_calls: int = 400
    """Calls that one run takes."""
    close_fails: Trouble = None

    wants_proof: int = 0
    """How often a write is answered with the challenge for a fresh proof."""
    subject: str = "auth0|1"
    """Who steps up."""
    moves: Mapping[str, Any] = field(default_factory=dict)
    """What reads bring after the step-up, where it differs."""
    begun: int = 0
    """How many requests began."""
    dropped: int = 0
    """How often a stronger session was dropped."""
    holds: Mapping[str, Session] = field(default_factory=dict)
    """The sessions that are held before the request, by the strongest word of their scope."""
    offered: list[str] = field(default_factory=list)
    """The providers whose account was offered to be connected."""
    connects: int = 0
    """How often the person connects their account when that is offered."""
    is_prepared: bool = True
    """Whether the executor has begun to start."""

    actors: Actors | None = None
    """Who acts at each provider, as far as that is known; no question says it without."""

    events: list[str] = field(default_factory=list)
    previews: list[Preview] = field(default_factory=list)
    asked: tuple[Act, ...] = ()
    approved: Approved | None = None
    portions: list[Approved] = field(default_factory=list)
    """What was sent in each run."""
    looked_up: list[Action[Any]] = field(default_factory=list)
    in_place: list[bool] = field(default_factory=list)
    """Whether each of these reads takes no answer from elsewhere."""
    seen: list[Any] = field(default_factory=list)
    """All that the planner was given."""

    def propose(self, sentence: Sentence, context: Context, understand: Understand) -> Reading:
        """Plan, as a planner."""
        self.happens("plan", self.plan_fails)
        self.seen += [sentence.text, context]
        if not isinstance(self.proposed, WirePlan):
            assert self.proposed is not None
            return self.proposed
        found = understand(self.proposed)
        self.seen.append(found)
        assert not isinstance(found, Invalid), found.reason
        return found

    def is_available(self) -> bool:
        """Tell, as standard input, whether something was piped in."""
        return self.piped is not None

    def read(self) -> str:
        """Give all of it, as standard input."""
        self.happens("stdin", self.stdin_fails)
        assert self.piped is not None
        return self.piped

    def session(self, scope: tuple[str, ...]) -> Session:
        """Sign in."""
        self.happens(f"sign in for {scope[-1]}", self.sign_in_fails)
        return Session(Secret("session-token"), frozenset(scope), "Mona Lisa", "auth0|1", 900.0)

    def step_up(self, scope: tuple[str, ...]) -> Session:
        """Sign in anew."""
        self.happens(f"step up for {scope[-1]}", self.step_up_fails)
        return Session(Secret("fresh-token"), frozenset(scope), "Mona Lisa", self.subject, 900.0)

    @contextmanager
    def request(self) -> Iterator["Stage"]:
        """Begin a request, and drop at its end what is stronger than the session that lasts."""
        self.begun += 1
        try:
            yield self
        finally:
            self.dropped += 1

    def available(self, scope: tuple[str, ...]) -> Session | None:
        """Return a session that needs nobody, if there is one of this scope."""
        found = self.holds.get(scope[-1])
        return None if found is None else replace(found, scope=frozenset(scope))

    def prepare(self) -> None:
        """Start early, as an executor that was prepared once before the plan was known."""
        if not self.is_prepared:
            self.happens("prepare", None)
        self.is_prepared = True

    def require_fits(self, _calls: tuple[Call, ...]) -> None:
        """Take any number of calls."""

    def judge(self, _session: Session, _calls: tuple[Call, ...]) -> None:
        """Allow everything, as an executor without rules of its own."""

    @contextmanager
    def open(self, session: Session, *, keep_going: bool = False) -> Iterator["_Run"]:
        """Begin a plan's turn in the executor."""
        self.is_prepared = False
        self.happens("open to keep going" if keep_going else "open", self.open_fails)
        try:
            yield _Run(self)
        finally:
            self.happens("close", self.close_fails)

    def can_ask(self) -> bool:
        """Tell whether somebody sits at the terminal."""
        return self.has_person

    def show(self, preview: Preview, *, in_full: bool) -> None:
        """Show a plan on the terminal."""
        self.previews.append(preview)
        self.happens("show in full" if in_full else "show in short", None)

    def ask(self, preview: Preview, asked: tuple[Act, ...]) -> Reply | Edits:
        """Ask the person at the terminal."""
        self.previews.append(preview)
        self.asked = asked
        self.happens(f"ask {', '.join(step.id for step in asked)}", self.ask_fails)
        return self.edits.pop(0) if self.edits else self.reply

    def happens(self, event: str, trouble: Trouble) -> None:
        """Note an event, and let it fail."""
        self.events.append(event)
        if trouble is not None:
            raise trouble

    def services(self, find: Load = load) -> Services:
        """Return this stage as the services of a pipeline."""
        return Services(
            sign_in=self,
            executor=self,
            terminal=self,
            stdin=self,
            load=find,
            connect=self.connect,
            actors=self.actors,
            take_values=with_commitments,
        )

    def connect(self, provider: str) -> bool:
        """Offer to connect an account; what failed without one fails no more."""
        self.offered.append(provider)
        self.happens("offer to connect", None)
        self.connects -= 1
        if self.connects < 0:
            return False
        self.read_fails = self.write_fails = None
        return True

    def hears(
        self,
        text: str,
        options: RequestOptions | None = None,
        context: Context | None = None,
        *,
        find: Load = load,
    ) -> Result:
        """Let the pipeline do what a sentence asks for."""
        context = context or Context(stdin=self.piped is not None)
        return ask(text, context, self, options or rules(), self.services(find))


def with_commitments(acts: tuple[Act, ...]) -> tuple[Act, ...]:
    """Return the acts with the commitments to what somebody gave: a file, or a secret's value."""
    return tuple(replace(act, action=with_commitment(act.action)) for act in acts)


@dataclass
class _Run:
    """One plan's turn in the executor."""

    stage: Stage
    tokens: dict[str, TokenFacts] = field(default_factory=lambda: {"github": TOKEN})

    def read(self, calls: tuple[Call, ...], *, anew: bool = False) -> tuple[Outcome, ...]:
        names = ", ".join(call.action.facts.action for call in calls)
        assert all(call.seal is None for call in calls), "a write was passed off as a read"
        self.stage.looked_up += [call.action for call in calls]
        self.stage.in_place += [call.in_place for call in calls]
        self.stage.happens(f"read {names}", self.stage.read_fails)
        return tuple(self._answer(call) for call in calls)

    def write(self, approved: Approved) -> tuple[Outcome, ...]:
        self.stage.approved = approved
        self.stage.portions.append(approved)
        self.stage.happens("write", self.stage.write_fails)
        if self.stage.wants_proof:
            self.stage.wants_proof -= 1
            self.stage.answers = {**self.stage.answers, **self.stage.moves}
            raise StepUpRequired("The sign-in is too old.")
        done = {
            call.id: Outcome(call.id, StepStatus.DONE, {})
            for call in approved.calls
            if call.id not in self.stage.silent
        }
        return tuple((done | dict(self.stage.written)).values())

    def _answer(self, call: Call) -> Outcome:
        found = self.stage.answers.get(call.action.facts.action, [])
        found = found(call.action) if callable(found) else found
        if isinstance(found, AegisError):
            return Outcome(call.id, StepStatus.FAILED, error=found)
        return Outcome(call.id, StepStatus.DONE, found)


def rules(
    policy: Policy = Policy(),  # noqa: B008  # frozen
    *,
    dry_run: bool = False,
    keep_going: bool = False,
    hosts: tuple[tuple[str, str], ...] = (),
    **options: Any,
) -> RequestOptions:
    """Say how a request may go; without a word, as without an option."""
    return RequestOptions(
        policy,
        Preapproval(**options),
        BASES,
        hosts,
        dry_run=dry_run,
        keep_going=keep_going,
        now=lambda: NOW,
    )
