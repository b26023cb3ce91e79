"""Reads the annotated types of fields: their kinds, choices and shape, and where a value stands."""

from collections.abc import Mapping
from functools import cache, reduce
from types import NoneType, UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from aegis_cli.actions.fields.kinds import CHOICE, RESOLVED, Kind, Synonyms
from aegis_cli.actions.fields.marks import (
    CLEAR,
    At,
    Clear,
    Committed,
    CountsAs,
    Doc,
    FileContent,
    InQuery,
    ListItem,
    ResolvedId,
    SealedFor,
    SentAs,
    Unsent,
)

T = TypeVar("T")

HMAC = "hmac"
"""The part of a commitment that is an HMAC of the value."""


def kind_of(info: FieldInfo) -> Kind:
    """Return the kind that a field's type declares; found ids and choices need none."""
    kind = mark_of(info, Kind)
    if kind is not None:
        return kind
    if mark_of(info, ResolvedId) or mark_of(info, Committed):
        return RESOLVED
    if choices_of(info):
        return CHOICE
    annotation = getattr(info.annotation, "__name__", info.annotation)
    raise TypeError(
        f"the type {annotation} has no kind: write one of actions/fields/field_types.py or of the "
        f"provider, or give it one, as in Annotated[{annotation}, Kind(…)]"
    )


def question_of(info: FieldInfo) -> str:
    """Return what is asked if a field has no value, as in "Name the labels, as in bug"."""
    kind = kind_of(info)
    one, several = f"the {kind.noun}", f"the {kind.noun}s"
    return kind.question.replace(one, several) if is_list(info) else kind.question


def description_of(model: type[BaseModel], name: str, things: str = "") -> str:
    """Return what is said of a field: by its class, by a base, or by its type; "" if nothing is.

    `things` are what a list has, such as issues.
    """
    bases = (getattr(base, "model_fields", {}).get(name) for base in model.__mro__)
    own = next((info.description for info in bases if info and info.description), "")
    doc = mark_of(model.model_fields[name], Doc)
    if own or doc is None or ("{things}" in doc.text and not things):
        return own
    return doc.text.replace("{things}", things)


@cache
def kinds_of(model: type[BaseModel]) -> Mapping[str, Kind]:
    """Return the kind of each field, in order, derived from its annotated type."""
    kinds: dict[str, Kind] = {}
    for name, info in model.model_fields.items():
        try:
            kinds[name] = kind_of(info)
        except TypeError as problem:
            raise TypeError(f"{model.__name__}.{name}: {problem}") from None
    return kinds


@cache
def place_of(model: type[BaseModel]) -> str | None:
    """Return the field of the place that an action is about: the first that it needs."""
    needed = (name for name, info in model.model_fields.items() if info.is_required())
    return next((name for name in needed if is_place(model, name)), None)


def is_place(model: type[BaseModel], name: str) -> bool:
    """Tell whether a field holds a place of the provider, and not what holds several."""
    container, provider = kinds_of(model)[name].container, getattr(model, "provider", None)
    return container is not None and (provider is None or container is not provider.places.parent)


def here_of(model: type[BaseModel]) -> str | None:
    """Return the field of its place, if `-R` and the current clone fill it in."""
    place = place_of(model)
    container = kinds_of(model)[place].container if place else None
    return place if container is not None and container.is_here else None


@cache
def thing_of(model: type[BaseModel]) -> str | None:
    """Return the field of the thing that an action is about, such as an issue.

    It is in the place of the action, or its own name says where it is.
    """
    kinds, is_placed = kinds_of(model), place_of(model) is not None
    needed = (name for name, info in model.model_fields.items() if info.is_required())
    things = ((name, kinds[name].inside) for name in needed)
    return next((n for n, it in things if it is not None and (is_placed or it.of_thing)), None)


@cache
def resolved_ids(model: type[BaseModel]) -> Mapping[str, ResolvedId[Any]]:
    """Return the fields that a read fills before approval, with how it does."""
    marks = {name: mark_of(info, ResolvedId) for name, info in model.model_fields.items()}
    return {name: mark for name, mark in marks.items() if mark is not None}


@cache
def commitments(model: type[BaseModel]) -> Mapping[str, Committed]:
    """Return the fields of the commitment to what a call takes."""
    marks = {name: mark_of(info, Committed) for name, info in model.model_fields.items()}
    return {name: mark for name, mark in marks.items() if mark is not None}


def commitment_parts(action: BaseModel) -> dict[str, Any]:
    """Return what a call says of the bytes that it takes, by the parts; `None` of one not known."""
    fields = commitments(type(action)).items()
    return {mark.part: getattr(action, name) for name, mark in fields}


@cache
def counted_actions(model: type[BaseModel]) -> Mapping[str, tuple[str, ...]]:
    """Return the fields with whose values a call counts as other actions too, with their names."""
    marks = {name: mark_of(info, CountsAs) for name, info in model.model_fields.items()}
    return {name: mark.actions for name, mark in marks.items() if mark is not None}


@cache
def query_fields(model: type[BaseModel]) -> tuple[str, ...]:
    """Return the places of the values that stand in the query of a request with a body."""
    fields = model.model_fields.items()
    return tuple(place_of_value(name, info) for name, info in fields if mark_of(info, InQuery))


@cache
def never_given(model: type[BaseModel]) -> frozenset[str]:
    """Return the fields whose values aegis finds before approval, so that nobody gives them."""
    own = (name for name, mark in commitments(model).items() if not mark.unless_given)
    return frozenset({*resolved_ids(model), *own})


def is_sent(info: FieldInfo) -> bool:
    """Tell whether the request has the value of a field itself."""
    mark = mark_of(info, Committed)
    is_commitment = mark is not None and not mark.unless_given
    is_kept = mark_of(info, Unsent) is not None or mark_of(info, SealedFor) is not None
    return not (is_kept or is_commitment)


def is_told(info: FieldInfo) -> bool:
    """Tell whether a value may be shown and written: all but what is approved of a secret's value.

    NOTE: with the key of the plan, it would tell whether a guess of the value is right.
    """
    mark = mark_of(info, Committed)
    return mark is None or mark.part != HMAC


@cache
def sealed_for(model: type[BaseModel]) -> Mapping[str, SealedFor]:
    """Return the field of the key that a secret is sealed for; none if the call takes no secret."""
    marks = {name: mark_of(info, SealedFor) for name, info in model.model_fields.items()}
    return {name: mark for name, mark in marks.items() if mark is not None}


def choices_of(info: FieldInfo) -> tuple[str, ...]:
    """Return the values of a choice field; none for any other field."""
    for part in _parts(info.annotation):
        if part is bool:
            return ("true", "false")
        if get_origin(part) is Literal:
            return tuple(str(value) for value in get_args(part))
    return ()


def synonyms_of(info: FieldInfo) -> dict[str, tuple[str, ...]]:
    """Return the declared words for each value of a choice."""
    synonyms = mark_of(info, Synonyms)
    return dict(synonyms.words) if synonyms else {}


def phrases_of(info: FieldInfo) -> dict[tuple[str, ...], str]:
    """Return the phrases, in words, that mean each value of a choice; the longest first.

    Of a name they are those of the values that are known, as of a status that most projects have.
    """
    synonyms = synonyms_of(info)
    phrases: dict[tuple[str, ...], str] = {}
    for value in choices_of(info) or synonyms:
        word = value.lower()
        own = () if word in {"true", "false"} else (word, word.replace("_", " "))
        for words in (*own, *synonyms.get(value, ())):
            phrases[tuple(words.split())] = value
    return dict(sorted(phrases.items(), key=lambda pair: -len(pair[0])))


def is_list(info: FieldInfo) -> bool:
    """Tell whether a field holds several values."""
    return any(get_origin(part) in {tuple, list} for part in _parts(info.annotation))


def is_constant(info: FieldInfo) -> bool:
    """Tell whether a field has only one possible value."""
    return len(choices_of(info)) == 1


def may_be_cleared(info: FieldInfo) -> bool:
    """Tell whether a field takes `@none`, which is sent as a null."""
    return Clear in _parts(info.annotation)


def item_of(info: FieldInfo) -> type[ListItem] | None:
    """Return the class of the objects in a field's list; `None` if it has none."""
    inside = (item for part in _parts(info.annotation) for item in get_args(part))
    return next((i for i in inside if isinstance(i, type) and issubclass(i, ListItem)), None)


def collect(info: FieldInfo, items: list[Any]) -> Any:
    """Return what items that were given one by one are for a field: a list, or `CLEAR`."""
    return CLEAR if items == [CLEAR] and may_be_cleared(info) else items


def from_stdin(info: FieldInfo, text: str) -> str:
    """Return what standard input is for a field: the last line end is of a file's content only."""
    if mark_of(info, FileContent) is not None:
        return text
    return text.removesuffix("\n").removesuffix("\r")


def place_values(fields: Mapping[str, FieldInfo], values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is sent of a call's arguments, each at its place and in its form."""
    body: dict[str, Any] = {}
    cleared: list[tuple[str, str]] = []
    for name, value in values.items():
        place = place_of_value(name, fields[name])
        if is_cleared(fields[name], value):
            body.setdefault(place.partition(".")[0], None)
            cleared.append((name, place))
        elif not is_sent(fields[name]):
            continue
        else:
            put_at(body, place, _as_sent(fields[name], value))
    objects = {name for name, value in body.items() if value is not None}
    for name, place in cleared:
        at = mark_of(fields[name], At)
        if at is not None and at.beside is not None and place.partition(".")[0] in objects:
            put_at(body, place, at.beside)
    return body


def put_at(body: dict[str, Any], place: str, value: Any) -> None:
    """Put a value at a place, as dotted names, in an object."""
    *outside, last = place.split(".")
    reduce(_object_in, outside, body)[last] = value


def place_of_value(name: str, info: FieldInfo) -> str:
    """Return where a field's value stands in a request, as dotted names."""
    at = mark_of(info, At)
    return at.place if at else name


def is_cleared(info: FieldInfo, value: Any) -> bool:
    """Tell whether an argument takes away what its field holds."""
    return bool(value == CLEAR) and may_be_cleared(info)


def _object_in(outer: dict[str, Any], name: str) -> Any:
    """Return the object under a name; a cleared value beside it does not make it a null."""
    if outer.get(name) is None:
        outer[name] = {}
    return outer[name]


def _as_sent(info: FieldInfo, value: Any) -> Any:
    form, at = mark_of(info, SentAs), mark_of(info, At)
    if form is not None:
        return form.form(value)
    return value if at is None or at.written == "{}" else at.written.replace("{}", value)


def mark_of(info: FieldInfo, kind: type[T]) -> T | None:
    """Return the first mark of a class in a field's type."""
    key = id(info), kind
    if key not in _MARKS:
        inside = [*info.metadata, *_inside(info.annotation)]
        _MARKS[key] = info, next((item for item in inside if isinstance(item, kind)), None)
    mark: T | None = _MARKS[key][1]
    return mark


def _parts(annotation: Any) -> list[Any]:
    """Return the members of a union, without `Annotated` and without `None`."""
    if hasattr(annotation, "__metadata__"):
        return _parts(get_args(annotation)[0])
    if get_origin(annotation) in {Union, UnionType}:
        return [part for arg in get_args(annotation) for part in _parts(arg)]
    return [] if annotation is NoneType else [annotation]


def _inside(annotation: Any) -> list[Any]:
    """Return the arguments of every `Annotated` in a type, at any depth."""
    own = list(getattr(annotation, "__metadata__", ()))
    return own + [item for arg in get_args(annotation) for item in _inside(arg)]


_MARKS: dict[tuple[int, type], tuple[FieldInfo, Any]] = {}
"""The marks that were asked for; the field is kept, so that no other gets its number."""
