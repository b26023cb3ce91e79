"""One row for an action: a call, what is sent for it, a sentence that means it, and an answer."""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aegis_cli.actions.action import Action, adapter_of, ids_to_resolve
from aegis_cli.actions.call import PinnedRead, pinned_reads, value_in
from aegis_cli.actions.catalog import load
from aegis_cli.actions.facts import Effect
from aegis_cli.actions.fields.fields import commitments, is_constant, never_given

_READS: dict[str, "Case"] = {}
"""The cases of what only reads, by their names."""

ODD = "a/b c?%25 é"
"""A label that is something else wherever it is not encoded."""


FILE = b"what an upload sends\n"
TAKEN: dict[str, Any] = {
    "name": "app.whl",
    "size": len(FILE),
    "sha256": hashlib.sha256(FILE).hexdigest(),
    "length": 7,
    "hmac": "5e" * 32,
}
"""What every case that takes a file is given, and the commitments to it and to a secret."""


def with_commitment(call: Action[Any]) -> Action[Any]:
    """Return a call with the commitment to what it takes, if it takes something."""
    fields = commitments(type(call)).items()
    found = {name: TAKEN[mark.part] for name, mark in fields if getattr(call, name) is None}
    return type(call).from_arguments(call.sent_arguments() | found) if found else call


def given_to(call: Action[Any], folder: Path) -> list[str]:
    """Return the options of the command line that give a call what it takes."""
    if call.facts.takes != "file":
        return []
    path = folder / str(TAKEN["name"])
    path.write_bytes(FILE)
    return ["--from", str(path)]


@dataclass(frozen=True)
class Case:
    """What cannot be derived from the class of an action; every test of all actions runs over it."""

    call: Action[Any]
    """The call with what it needs and no more."""
    sends: str
    """Method, path and query of its request, as in `GET /user/repos?per_page=30`."""
    said: str
    """A sentence that means exactly this call, in any context."""
    body: Mapping[str, Any] | None = None
    """The JSON body of its request, or the variables of its document, with what was found; `None`
    where it has none."""
    more: Mapping[str, Any] = field(default_factory=dict)
    """All other arguments that the action takes, or stranger values of those it needs."""
    sends_more: str = ""
    """Method, path and query with `more`, where it changes them."""
    body_more: Mapping[str, Any] | None = None
    """The body with `more`, where it is not the body with these values."""
    answer: Any = None
    """What GitHub may answer; the golden files show it."""
    raw: Any = None
    """That as it is sent, where the result is read off it in a form of its own."""
    target: Any = None
    """What the reads before the question bring that approval needs: of its target, and of what is
    found."""
    found: Mapping[str, Any] = field(default_factory=dict)
    """What those of these reads bring that bring something else, by their actions' names."""
    sees: Mapping[str, Any] = field(default_factory=dict)
    """What is other about its target than in the answer that the case of the read has."""
    related: Mapping[str, Any] = field(default_factory=dict)
    """What GitHub may answer to the reads that stand beside it, by their names."""
    in_sandbox: Mapping[str, str] = field(default_factory=dict)
    """For names of the sentence, others that the sandbox's world has."""

    def __post_init__(self) -> None:
        """Keep what a read answers for the writes that look at their targets by it.

        Raises `TypeError` for a case that lacks something, with where to write it.
        """
        if missing := {*taken_by(type(self.call))} - {*self.needed, *self.more}:
            names = ", ".join(sorted(missing))
            raise TypeError(f"the case of {self.name} never gives {names}: add it to more=")
        needed = [each.read.facts.action for each in pinned_reads(self.call) if each.is_needed]
        if needed and self.target is None:
            raise TypeError(
                f"the case of {self.name} is pinned: write in target= what {needed[0]} answers"
            )
        if not self.is_write:
            _READS[self.name] = self

    @property
    def name(self) -> str:
        """The name of the action."""
        return self.call.facts.action

    @property
    def is_write(self) -> bool:
        """Tell whether the action can change something."""
        return self.call.facts.effect > Effect.READ

    @property
    def needed(self) -> dict[str, Any]:
        """The arguments of the call, as JSON has them."""
        return self.call.model_dump(mode="json", exclude_unset=True)

    @property
    def full(self) -> Action[Any]:
        """The call with all that the action takes."""
        return type(self.call).model_validate(self.needed | dict(self.more))

    @property
    def calls(self) -> dict[str, Action[Any]]:
        """The calls by the name of the action and how much they hold."""
        full = {f"{self.name}, all": self.full} if self.more else {}
        return {f"{self.name}, least": self.call, **full}

    @property
    def ready_calls(self) -> dict[str, Action[Any]]:
        """The same calls with what was found."""
        return {name: self.ready(call) for name, call in self.calls.items()}

    def answers_to(self, call: Action[Any]) -> dict[str, Any]:
        """What the reads before the question bring of one call, by their actions' names."""
        return {each.read.facts.action: self.brought(each) for each in pinned_reads(call)}

    def brought(self, each: PinnedRead) -> Any:
        """Return what a read before the question brings."""
        if each.read.facts.action in self.found:
            return self.found[each.read.facts.action]
        if each.is_needed:
            return self.target
        found = _READS[each.read.facts.action]
        if isinstance(found.answer, list):  # of a list, the one that is looked for
            return typed(type(found.call), [found.answer[0] | dict(self.sees)])
        asked = {
            name: said for name, said in each.read.sent_arguments().items() if name in found.answer
        }
        return typed(type(found.call), found.answer | asked | dict(self.sees))

    def ready(self, call: Action[Any]) -> Action[Any]:
        """Return a call with what is found before the question, as it is approved."""
        found = {
            name: value_in(self.found.get(mark.read.facts.action, self.target), mark.path)
            for name, mark in ids_to_resolve(call).items()
        }
        with_all = with_commitment(call)
        return type(call).from_arguments(with_all.sent_arguments() | found) if found else with_all

    def in_world(self, text: str) -> str:
        """Return a text about the call with names that the sandbox's world has."""
        for name, there in self.in_sandbox.items():
            text = text.replace(name, there)
        return text

    @property
    def confirmed(self) -> tuple[str, ...]:
        """The phrases that `--confirm` is given so that the call is approved beside `--yes`."""
        phrase = self.call.phrase()
        return () if phrase is None else (phrase,)

    @property
    def wrapped(self) -> Any:
        """The answer in its envelope, as GitHub sends it."""
        if self.raw is not None:
            return self.raw
        data = self.answer
        for key in reversed([*filter(None, self.call.facts.envelope.split("."))]):
            data = {key: data}
        return data

    @property
    def data(self) -> Any:
        """The answer as the executor brings it."""
        if self.call.facts.result is None:
            return None
        data = typed(type(self.call), self.answer)
        reads = {each.name: each.read for each in self.call.facts.related}
        related = {name: typed(reads[name], found) for name, found in self.related.items()}
        return data | related if related else data


def typed(action: type[Action[Any]], answer: Any) -> Any:
    """Return an answer as the executor brings it."""
    adapter = adapter_of(action)
    return adapter.dump_python(adapter.validate_python(answer), mode="json")


def taken_by(action: type[Action[Any]]) -> tuple[str, ...]:
    """Return the fields that somebody gives: neither constants nor what is found."""
    found = never_given(action)
    fields = action.model_fields.items()
    return tuple(name for name, info in fields if not is_constant(info) and name not in found)


def wrong_cases(names: Collection[str], cases: Iterable[Case]) -> Iterator[str]:
    """Say of the cases of a catalogue what is missing or too much, and where to write what."""
    given = [*cases]
    has = [case.name for case in given]
    for name in sorted({*names} - {*has}):
        yield f"{name} has no case: add one to CASES in {_place(load(name))}"
    for name in sorted({name for name in has if has.count(name) > 1}):
        yield f"{name} has {has.count(name)} cases: leave one of them"
    for name in sorted({*has} - {*names}):
        yield f"{name} has a case and is in no index: run python -m tools.generate"


def _place(action: type[Action[Any]]) -> str:
    """Return the module of the case of an action, which is called as that of its class."""
    return f"tests/actions/cases/{action.__module__.partition('.nouns.')[2].replace('.', '/')}.py"


def one_of_each(cases: Iterable[Case]) -> dict[str, Case]:
    """Return the first case for each effect of each noun, by its name: the parts are the same."""
    first: dict[tuple[str, Effect], Case] = {}
    for case in cases:
        first.setdefault((case.name.rpartition(".")[0], case.call.facts.effect), case)
    return {case.name: case for case in first.values()}
