"""An action is one class: an operation of a provider. An instance is one complete, typed call.

What is true of every class (`rules` checks it when it is defined):

- the fields have the provider's parameter names; those that the path does not use become the query
  of a GET, and the JSON body of any other method;
- `None` means "not sent"; any other default is sent, `CLEAR` as a null;
- a field may say by a mark where its value stands in the body, or which read finds it (`marks`);
- effect says what an action can change: it, and never the method, decides what needs an approval
  and how a request is sent; approval says how a person is asked about it;
- a `Literal` with one value is a constant: it is sent and shown, and cannot be chosen.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from itertools import chain
from shlex import quote
from types import GenericAlias
from typing import Any, ClassVar, Generic, Self, TypeVar
from weakref import WeakValueDictionary

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationInfo, model_validator

from aegis_cli.actions.facts import Effect, Facts
from aegis_cli.actions.fields.docstrings import docstrings_of
from aegis_cli.actions.fields.fields import (
    HMAC,
    commitment_parts,
    counted_actions,
    is_told,
    kinds_of,
    mark_of,
    never_given,
    place_of,
    place_of_value,
    place_values,
    query_fields,
    resolved_ids,
    sealed_for,
    thing_of,
)
from aegis_cli.actions.fields.kinds import ME, Kind, is_me
from aegis_cli.actions.fields.marks import Answered, At, ResolvedId
from aegis_cli.actions.provider.names import BARE, Place, provider_of
from aegis_cli.actions.provider.provider import Provider
from aegis_cli.actions.results.templates import fill
from aegis_cli.actions.rules import facts_of
from aegis_cli.actions.targets.target import Made, Target
from aegis_cli.core.http import Commitment, Request, Sealing
from aegis_cli.core.text import one_line
from aegis_cli.core.uri_template import expand, variables

R = TypeVar("R")


class Action(BaseModel, Generic[R]):
    """One call of one operation; the subclasses are the catalogue."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    facts: ClassVar[Facts["Action[Any]"]]
    target: ClassVar["Target[Action[Any]] | Made[Action[Any]] | None"] = None
    """What a write is about, of all actions below a base of a noun; a class may say another."""
    provider: ClassVar[Provider["Action[Any]"]]
    """Whose operation it is; the base of a provider's actions says it."""

    def __init_subclass__(cls, **_facts: Any) -> None:
        """Accept the keywords; `__pydantic_init_subclass__` reads them, when the fields exist."""
        super().__init_subclass__()

    def __class_getitem__(cls, result: Any) -> Any:
        """Note the type of the result for `facts`, without making a class."""
        return GenericAlias(cls, (result,))

    @classmethod
    def __pydantic_init_subclass__(cls, **facts: Any) -> None:
        """Check the class and keep its facts; a class without any is the base of others."""
        super().__pydantic_init_subclass__()
        for name, docstring in docstrings_of(cls).items():
            if name in cls.model_fields and cls.model_fields[name].description is None:
                cls.model_fields[name].description = docstring
        if facts:
            named = _NAMED.get(facts.get("action", ""))
            cls.facts = facts_of(cls, Action, named, facts)
            _NAMED[cls.facts.action] = cls

    @model_validator(mode="before")
    @classmethod
    def _nobody_gives_what_is_found(cls, data: Any, info: ValidationInfo) -> Any:
        # NOTE: a model that could choose an id would choose what a write is about.
        if isinstance(data, dict) and info.context is not _FOUND:
            for name in never_given(cls) & data.keys():
                raise ValueError(f"{name} is read before approval, and never given")
        return data

    @model_validator(mode="after")
    def _stands_in_its_path(self) -> Self:
        self._path()
        return self

    @classmethod
    def from_arguments(cls, arguments: Mapping[str, Any]) -> Self:
        """Make a call of the arguments of another, with those that aegis found."""
        return cls.model_validate(dict(arguments), context=_FOUND)

    def request(self, base: str) -> Request:
        """Build the request of this call; for a list, that of the first page."""
        values = self.body_values()
        if self.facts.method == "GET":
            query = tuple((name, _query_text(value)) for name, value in values.items())
            return Request("GET", base, self._path(), query=query + self._page_size())
        query = tuple(
            (name, _query_text(values.pop(name)))
            for name in query_fields(type(self))
            if name in values
        )
        body = json.dumps(values, ensure_ascii=False).encode() if values else None
        upload = self._commitment() if self.facts.takes == "file" else None
        request = Request(
            self.facts.method, base, self._path(), query=query, body=body, upload=upload
        )
        return replace(request, sealing=self._sealing())

    def _commitment(self) -> Commitment | None:
        """Return the commitment to the file that this call takes; `None` before there is one."""
        of_file = commitment_parts(self)
        size, sha256 = of_file.get("size"), of_file.get("sha256")
        return None if size is None or sha256 is None else Commitment(size, sha256)

    def _sealing(self) -> Sealing | None:
        """Return what is filled in before the request is sent; `None` before it is all known."""
        value = commitment_parts(self)
        for name, mark in sealed_for(type(self)).items():
            key: str | None = getattr(self, name)
            if key is not None and self.is_committed:
                return Sealing(mark.place, key, length=value["length"], hmac=value[HMAC])
        return None

    @property
    def is_committed(self) -> bool:
        """Whether it says of all that it takes what that is."""
        return None not in commitment_parts(self).values()

    def makes(self, request: Request, base: str) -> bool:
        """Tell whether a request is that of this call; of a read, it may be for another page."""
        return request.fingerprint() == self.request(base).fingerprint()

    def body_values(self) -> dict[str, Any]:
        """Return what is sent beside the path, each value at its place."""
        beside = {"limit", *variables(self.facts.path)}
        values = place_values(type(self).model_fields, self.sent_arguments())
        return {name: value for name, value in values.items() if name not in beside}

    def _path(self) -> str:
        """Return the path; what is still to be found keeps its place."""
        cls = type(self)
        sent = self.model_dump(mode="json", exclude_none=True, include=in_path(cls))
        values = place_values(cls.model_fields, sent)
        texts = {name: str(value) for name, value in values.items()}
        return expand(self.facts.path, texts, slashed=_slash_variables(cls))

    @property
    def most(self) -> int | None:
        """How many items of a list are read at most; `None` of what is no list."""
        limit: int | None = getattr(self, "limit", None)
        return limit

    def _page_size(self) -> tuple[tuple[str, str], ...]:
        if self.most is None or self.provider.paging is None:
            return ()
        name, longest = self.provider.paging
        return ((name, str(min(self.most, longest))),)

    def keeps(self, item: dict[str, Any]) -> bool:  # for subclasses
        """Tell whether an item of a list belongs to the result."""
        return True

    def answer_values(self, data: Any) -> dict[str, Any]:
        """Return the values of a result under the field names of this action, for comparison."""
        places = _places_in_answers(type(self)).items()
        found = {name: answered.value(data) for name, answered in places}
        values = {name: value for name, value in found.items() if value is not None}
        return {**data, **values} if isinstance(data, dict) else values

    def says(self) -> str:
        """Say in one sentence what this call does, and where if that is not the usual provider."""
        said = fill(self.facts.says, self.model_dump(mode="json"), now=None)
        is_usual = provider_of(self.facts.action) == BARE
        return said if is_usual else f"{self.provider.title}: {said}"

    def phrase(self) -> str | None:
        """Return what names the target of this call to whoever approves it, if anything does."""
        confirmation = self.facts.confirmation
        return (
            fill(confirmation.phrase, self.model_dump(mode="json"), now=None)
            if confirmation and confirmation.phrase
            else None
        )

    def shown_as(self) -> tuple[tuple[str, str], ...]:  # for subclasses
        """Return label and value of how the provider will show a text that it formats."""
        return ()

    def is_target(self, name: str) -> bool:
        """Tell whether a name is the phrase of this call; its case does not matter."""
        # NOTE: an empty phrase is no name: nothing that was typed would be the answer to it.
        # NOTE: not case-folded: `#straße` is another channel than `#strasse`.
        phrase = (self.phrase() or "").strip().lower()
        return bool(phrase) and name.strip().lower() == phrase

    def name_in(self, answer: Any) -> str | None:
        """Return what the answer of its target's read is about; `None` if that is not compared."""
        confirmation = self.facts.confirmation
        return (
            fill(confirmation.same, answer, now=None, call=self.sent_arguments())
            if confirmation and confirmation.same
            else None
        )

    def other_than_named(self, answer: Any) -> str:
        """Say why an answer is about another target, if the action has words of its own for it."""
        confirmation = self.facts.confirmation
        template = confirmation.other if confirmation else ""
        return fill(template, answer, now=None, call=self.sent_arguments())

    def counts_as(self) -> tuple[str, ...]:
        """Return the names of all actions that this call is to a rule or a grant, its own first."""
        of_fields = counted_actions(type(self)).items()
        given = (
            names
            for field, names in of_fields
            if getattr(self, field) is not None and getattr(self, field) is not False
        )
        return (*dict.fromkeys(chain([self.facts.action], self.facts.also, *given)),)

    def with_login(self, login: str) -> Self:
        """Return this call with a login in the place of `@me`."""
        kinds = kinds_of(type(self))
        values = {
            name: _bind(value, login) if kinds[name].may_be_me else value
            for name, value in self.sent_arguments().items()
        }
        return self.from_arguments(values)

    def uses_me(self) -> bool:
        """Tell whether an argument of this call is `@me`, or in a place of theirs."""
        kinds = kinds_of(type(self))
        return any(
            any(map(is_me, value if isinstance(value, list) else [value]))
            for name, value in self.sent_arguments().items()
            if kinds[name].may_be_me
        )

    @classmethod
    def about(cls, arguments: Mapping[str, Any]) -> Place:
        """Return the place and the thing that a call with these arguments is about."""
        place, thing = place_of(cls), thing_of(cls)
        said = str(arguments.get(thing, "")) if thing else ""
        inside = kinds_of(cls)[thing].inside if thing and not place else None
        named = inside.place_of(said) if inside else arguments.get(place or "", "")
        return Place(provider_of(cls.facts.action), str(named), said)

    def containers(self) -> tuple[tuple[str, Place], ...]:
        """Return field and value of each container in order; policy judges every one of them.

        A thing whose own name says its container counts as that, and so does one that is not in
        the place of the action, whatever its name says.
        """
        return tuple(
            (name, place)
            for name, value in self.sent_arguments().items()
            for item in (value if isinstance(value, list) else [value])
            if (place := self._container(kinds_of(type(self))[name], str(item))) is not None
        )

    @property
    def is_placed(self) -> bool:
        """Whether the name of each container is known, and none is to be bound as `@me` is."""
        return not any(is_me(place.name) for _, place in self.containers())

    def goes_to(self) -> tuple[Place, ...]:
        """Return the containers to which what it writes goes: all of them, unless it moves."""
        return tuple(place for _, place in self.containers())

    def _container(self, kind: Kind, value: str) -> Place | None:
        provider = provider_of(self.facts.action)
        if kind.container is not None:
            return Place(provider, value)
        if kind.inside is None:
            return None
        name, is_apart = kind.inside.place_of(value), place_of(type(self)) is None
        return Place(provider, name, value) if name or is_apart else None

    def sent_arguments(self) -> dict[str, Any]:
        """Return the arguments that are not `None`."""
        return self.model_dump(mode="json", exclude_none=True)

    def told_in(self, request: Request) -> str:
        """Return all that is shown and written of this call, and of its request."""
        url = request.url.partition("://")[2]
        return "\n".join([url, self.says(), json.dumps(self.told_arguments())])

    def told_arguments(self) -> dict[str, Any]:
        """Return those that may be shown and written."""
        fields = type(self).model_fields
        return {
            name: value for name, value in self.sent_arguments().items() if is_told(fields[name])
        }


def _bind(value: Any, login: str) -> Any:
    if isinstance(value, list):
        return [_bind(item, login) for item in value]
    return value.replace(ME, login, 1) if is_me(value) else value


def _query_text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return ",".join(map(str, value)) if isinstance(value, list) else str(value)


_FOUND = object()
"""The context in which the values of found fields are taken."""


@cache
def _places_in_answers(action: type[Action[Any]]) -> Mapping[str, Answered]:
    """Return where an answer has the values that are not under the names of their fields."""
    places: dict[str, Answered] = {}
    for name, info in action.model_fields.items():
        at = mark_of(info, At)
        answered = mark_of(info, Answered) or (Answered(at.place) if at else None)
        if answered is not None:
            places[name] = answered
    return places


@cache
def in_path(action: type[Action[Any]]) -> set[str]:
    """Return the fields whose values stand in the path."""
    names = variables(action.facts.path)
    places = {name: place_of_value(name, info) for name, info in action.model_fields.items()}
    return {name for name, place in places.items() if place.partition(".")[0] in names}


@cache
def _slash_variables(action: type[Action[Any]]) -> set[str]:
    """Return the variables of the path whose values keep their slash: containers written so."""
    return {
        place_of_value(name, action.model_fields[name])
        for name, kind in kinds_of(action).items()
        if kind.container is not None and "/" in kind.container.form
    }


def changes(action: Action[Any]) -> list[str]:
    """Name the optional arguments of a call in words: for a change, the changed fields."""
    cls = type(action)
    others = never_given(cls) | {
        name for name, info in cls.model_fields.items() if info.is_required()
    }
    return [name.replace("_", " ") for name in action.sent_arguments() if name not in others]


def command_of(action: Action[Any], name: str = "") -> str:
    """Write the line for a shell that makes a call with what it cannot do without.

    `name` is that of another action with the same fields.
    """
    fields = type(action).model_fields
    needed = {name for name, info in fields.items() if info.is_required()}
    given = action.model_dump(mode="json", include=needed).items()
    options = (f"--{name.replace('_', '-')} {quote(str(value))}" for name, value in given)
    return one_line(" ".join(["aegis do", name or action.facts.action, *options]))


def ids_to_resolve(action: Action[Any]) -> Mapping[str, ResolvedId[Action[Any]]]:
    """Return how each field is found that a read finds for this very call."""
    marks = {name: mark for name, mark in resolved_ids(type(action)).items() if mark.is_for(action)}
    if type(action).facts.effect > Effect.READ:
        return marks
    return {name: mark for name, mark in marks.items() if not mark.itself(action)}


@cache
def adapter_of(action: type[Action[Any]]) -> TypeAdapter[Any]:
    """Return the validator for the result of an action, built when first needed."""
    return TypeAdapter(action.facts.result)


_NAMED: WeakValueDictionary[str, type[Action[Any]]] = WeakValueDictionary()
"""The actions that are defined so far, by their names."""


def declared_actions(base: type[Action[Any]] = Action) -> Iterator[type[Action[Any]]]:
    """Yield the actions that are defined so far, those below a provider's base among them."""
    for cls in base.__subclasses__():
        if "facts" in cls.__dict__:
            yield cls
        yield from declared_actions(cls)
