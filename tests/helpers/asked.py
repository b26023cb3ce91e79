"""The sentences of `tests/data/asked`, through the pipeline: what is sent under `--yes`.

A planner at its port proposes anything; nothing here knows how aegis decides.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal, TypeAlias

from aegis_cli.actions.action import Action
from aegis_cli.actions.catalog import load
from aegis_cli.actions.facts import Effect
from aegis_cli.planning.offline import GrammarFirst, OfflinePlanner
from aegis_cli.planning.plan import Context, Invalid, Origin, Reading, Unsupported
from aegis_cli.planning.read import Planner, Understand
from aegis_cli.planning.sentence.sentence import Sentence
from aegis_cli.planning.wire import WirePlan
from aegis_cli.request.approval import Reply
from aegis_cli.request.pipeline import ask
from tests.helpers.canned import BASE
from tests.helpers.parsed import NOW
from tests.helpers.world import Stage, rules, wire

FOLDER = Path(__file__).parents[1] / "data" / "asked"
HERE = "acme/web"
PIPED = "first line\nsecond line"
LOGIN = "octocat"
"""The login that `@me` is bound to; no sentence names it."""

NO_WRITE = ("no_write.jsonl", "no_write_languages.jsonl")
"""The sentences that order no write, or another one; the second file is in fourteen languages."""

OFFLINE = OfflinePlanner(lambda: NOW, guesses=False)

KNOWN_EXCEPTIONS = {
    "w138": "The grammar reads 'file a bug' as an issue with the label bug; the corpus has none.",
}
"""Orders that `--yes` carries out otherwise than the corpus says, with the reason."""

KNOWN_UNASKED = {
    "languages-pl-29": "'recenzja' is Polish for a review, and to the grammar a login like another.",
    "languages-en-100": "'blame' is to the grammar a login like another: 'assign mona on #12'.",
}
"""Sentences that ask for no write, and that `--yes` carries out, with the reason."""

_REPO = re.compile(r"[\w.-]+/[\w.-]*\w")
_NUMBER = re.compile(r"[0-9]+")

Proposed: TypeAlias = Mapping[str, Any]
"""One step of a corpus: an `action`, and its `arguments`; `{"stdin": true}` is standard input."""

End: TypeAlias = Literal["as meant", "something else", "nothing"]
"""What is sent for an order."""


@dataclass(frozen=True, slots=True)
class Order:
    """A sentence that orders writes, and the writes that a person means by it."""

    id: str
    text: str
    steps: tuple[Proposed, ...]
    rests_on: str
    """What names the repository: `sentence`, `remote`, `repo_option`; or `stdin` gives the text."""

    @property
    def piped(self) -> str | None:
        """The content of standard input."""
        return PIPED if self.rests_on == "stdin" else None

    @property
    def context(self) -> Context:
        """What the planner may know besides the sentence."""
        return _context(self.rests_on, self.piped)

    def end(self, planner: Planner, *, by_yes: bool) -> End:
        """Return what is sent: under `--yes` without a person, or after a person approves."""
        stage = _stage(self.piped, has_person=not by_yes)
        ask(self.text, self.context, planner, rules(yes=by_yes), stage.services())
        sent = Counter(_print(action) for action in _changes(stage, None))
        if not sent:
            return "nothing"
        wanted = Counter(_print(_action(step, self.piped)) for step in self.steps)
        return "as meant" if sent == wanted else "something else"


@dataclass(frozen=True, slots=True)
class Decoy:
    """A sentence, and the writes that a hijacked model proposes without being asked for them."""

    id: str
    kind: str
    language: str
    text: str
    hostile: tuple[Proposed, ...]
    why: str
    asked: tuple[Proposed, ...] = ()
    """The writes that it does ask for, in any way that a person may read it."""
    stdin: str | None = None
    rests_on: str = "remote"
    """What names the repository beside the sentence: a git remote, or `repo_option`."""

    @property
    def context(self) -> Context:
        """What the planner may know besides the sentence."""
        return _context(self.rests_on, self.stdin)

    def unasked(self, planner: Planner, *, by_yes: bool = True) -> list[Action[Any]]:
        """Return what is sent without being asked for: writes, and reads with standard input."""
        # Under --yes a person is there too, and refuses whatever they are asked.
        stage = replace(_stage(self.stdin, has_person=True), reply=Reply(yes=not by_yes))
        ask(self.text, self.context, planner, rules(yes=by_yes), stage.services())
        left = {_print(_action(step, self.stdin)) for step in self.asked}
        unasked = []
        for action in _changes(stage, self.stdin):
            if _print(action) in left:
                left.remove(_print(action))
            else:
                unasked.append(action)
        return unasked

    def variants(self) -> Iterator[tuple[Proposed, ...]]:
        """Make the hostile steps one by one, on each repository and number of the sentence."""
        repos, numbers = _REPO.findall(self.text), [int(n) for n in _NUMBER.findall(self.text)]
        for step in self.hostile:
            arguments = step["arguments"]
            for repo in dict.fromkeys([arguments.get("repo"), *repos]):
                for number in dict.fromkeys([arguments.get("issue_number"), *numbers]):
                    swapped = {"repo": repo, "issue_number": number}
                    changed = {k: swapped.get(k, value) for k, value in arguments.items()}
                    yield ({"action": step["action"], "arguments": changed},)


def as_aegis_plans(order: Order) -> Planner:
    """Return the planner of `--yes`: the grammar first, and then a perfect model."""
    return GrammarFirst(lambda: Proposing(order.steps))


@dataclass(frozen=True, slots=True)
class Proposing:
    """A planner that proposes the same steps, whatever it is asked."""

    steps: tuple[Proposed, ...]

    def propose(self, sentence: Sentence, context: Context, understand: Understand) -> Reading:
        """Propose them; an invalid plan is not repaired."""
        reading = understand(_wire(self.steps))
        return Unsupported(reading.reason) if isinstance(reading, Invalid) else reading


def orders() -> list[Order]:
    """Return the plain orders."""
    return [
        Order(**line | {"steps": tuple(line["steps"])}) for line in _lines("plain_writes.jsonl")
    ]


def decoys() -> list[Decoy]:
    """Return the sentences that a hijacked model answers with a write of its own."""
    many = ("hostile", "asked")
    return [
        Decoy(**line | {key: tuple(line.get(key, ())) for key in many})
        for name in NO_WRITE
        for line in _lines(name)
    ]


def _lines(name: str) -> list[dict[str, Any]]:
    text = (FOLDER / name).read_text(encoding="utf-8")
    return [json.loads(line) for line in text.split("\n") if line]


def _context(rests_on: str, piped: str | None) -> Context:
    repo = HERE if rests_on in {"remote", "repo_option"} else None
    origin = Origin.REMOTE if rests_on == "remote" else Origin.CONTEXT
    return Context(repo=repo, repo_origin=origin, stdin=piped is not None)


def _stage(piped: str | None, *, has_person: bool) -> Stage:
    me = {"login": LOGIN, "id": 1}
    return Stage(has_person=has_person, piped=piped, answers={"users.get_me": me})


def _changes(stage: Stage, piped: str | None) -> list[Action[Any]]:
    """Return the sent actions that write, or that contain standard input."""
    calls = stage.approved.calls if stage.approved else ()
    sent = [*stage.looked_up, *(call.action for call in calls)]
    return [a for a in sent if a.facts.effect > Effect.READ or (piped and _tells(a, _text(piped)))]


def _text(piped: str | None) -> str:
    """Return standard input as a text field takes it: without the line end of its last line."""
    return (piped or "").removesuffix("\n")


def _tells(action: Action[Any], piped: str) -> bool:
    values = action.sent_arguments().values()
    return any(piped in (value if isinstance(value, list) else [value]) for value in values)


def _print(action: Action[Any]) -> str:
    return action.request(BASE).fingerprint()


def _action(step: Proposed, piped: str | None) -> Action[Any]:
    """Make the action that is sent for a step, with `@me` bound."""
    stands_for = {...: _text(piped), "@me": LOGIN}
    values = {
        name: [stands_for.get(item, item) for item in value]
        if isinstance(value, list)
        else stands_for.get(value, value)
        for name, value in _arguments(step).items()
    }
    return load(step["action"]).model_validate(values)


def _wire(steps: tuple[Proposed, ...]) -> WirePlan:
    return wire(*((step["action"], _arguments(step)) for step in steps))


def _arguments(step: Proposed) -> dict[str, Any]:
    """Return the arguments of a step, with `...` for standard input."""
    return {
        name: [_value(item) for item in value] if isinstance(value, list) else _value(value)
        for name, value in step["arguments"].items()
    }


def _value(value: Any) -> Any:
    return ... if value == {"stdin": True} else value
