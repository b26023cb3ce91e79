"""What a field says of its value beside its kind, as marks in `Annotated[…]` or as its type.

milestone: Milestone | Clear | None                  `@none` takes it away: a null is sent
count: Annotated[Count, At("reviews.count")]         where it stands in the body
branch: Annotated[Branch, At("ref", "heads/{}")]     where it stands in the path, and how
comment: Annotated[CommentId | None, Unsent()]       the request does not have it
part: Annotated[IssueNumber, InPlace("its_repo")]    it may be in another place
content: Annotated[FileText, FileContent()]          `@notes.md` is what a file holds
content: Annotated[FileText, SentAs(base64_of)]      in another form in the request
base: Annotated[Branch, Answered("base.ref")]        where the answer to the write has it
labels: Annotated[Labels, OfTarget("labels")]        where the target has what it changes
side: Annotated[Literal["LEFT", "RIGHT"], Doc("…")]  what it is, for a field without a docstring
comments: tuple[ReviewComment, ...]                  of `ListItem`s, each written as JSON
id: Annotated[Id | None, ResolvedId(read=GetIssue, …)]    read before approval, never given
id: Annotated[Id | None, ResolvedId(read=ListRooms, …, verify=GetRoom)]    found by its name
size: Annotated[int | None, Committed("size")]       of the bytes that the call takes, never given
key: Annotated[str | None, ResolvedId(…), SealedFor("box")]    what a secret is sealed for
label: Annotated[Label | None, InQuery()]            in the query of a write
comment: Annotated[Remark | None, CountsAs(("jira.comments.add",))]    what another action does
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Generic, NoReturn, TypeVar

from pydantic import BaseModel, ConfigDict, model_validator
from pydantic_core import PydanticOmit

from aegis_cli.actions.results.templates import pick

A_co = TypeVar("A_co", bound=BaseModel, covariant=True)
"""The base of all actions, which is above what they say of themselves."""


class Clear(StrEnum):
    """The value that takes away what a field holds: a null in the request, or an empty list."""

    CLEAR = "@none"
    """How a person and a model write it."""


CLEAR = Clear.CLEAR


@dataclass(frozen=True, slots=True)
class At:
    """Where a value stands in a request: its path, its body, or the variables of a document."""

    place: str
    """Dotted names. Clearing sends null for the outermost object of the path, unless that object
    holds another value: `reviews.count` cleared gives `{"reviews": null}`."""
    written: str = "{}"
    """How it is written there: the branch main is the ref `heads/main`."""
    beside: Any = None
    """What is sent for a cleared value where something else stands in its object; nothing if it is
    `None`."""


@dataclass(frozen=True, slots=True)
class Answered:
    """Where the answer to a write has the value, if that is not where the request has it."""

    place: str | Callable[[Any], Any]
    """Dotted names in the result, "" for all of it; or a function of the result."""
    nothing: Any = None
    """What is compared where the answer has nothing there; if it is `None`, nothing is."""

    def value(self, data: Any) -> Any:
        """Return the value in a result."""
        found = pick(data, self.place) if isinstance(self.place, str) else self.place(data)
        return self.nothing if found is None else found


@dataclass(frozen=True, slots=True)
class OfTarget:
    """The value replaces something of the target, is added to it, or is taken from it.

    It is for what the answer to the write does not have in the form of the target.
    """

    place: str
    """Where the answer about the target has that, as dotted names."""
    called: str = ""
    """What is changed, where the field is called otherwise; "" for the field's own name."""


@dataclass(frozen=True, slots=True)
class Doc:
    """What a field of the type is, where its class does not say it in a docstring."""

    text: str
    """May use `{things}`: what the action lists, such as issues."""


@dataclass(frozen=True, slots=True)
class Unsent:
    """The value is no part of the request: something is found by it, or a list is filtered.

    Where it may be cleared, the null is sent.
    """


@dataclass(frozen=True, slots=True)
class InPlace:
    """The thing may be in another place than that of the action, as `acme/api#3` may be."""

    field: str
    """The field of that place, which has no value if it is the action's own."""


@dataclass(frozen=True, slots=True)
class SentAs:
    """The value is sent in another form, in which its provider takes it, and shown as it is."""

    form: Callable[[Any], Any]
    """Returns the value as it is sent, as JSON has it."""


@dataclass(frozen=True, slots=True)
class FileContent:
    """The text is all that a file holds: its last line end is kept."""


def _nothing(_action: Any) -> str:
    return ""


def _is_found(metadata: Iterable[Any]) -> bool:
    return any(isinstance(mark, ResolvedId) for mark in metadata)


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolvedId(Generic[A_co]):
    """The value is in the answer of a read that is made before approval; nobody gives it."""

    read: type[A_co]
    path: str
    """Where the value is in the answer, as dotted names; of a list, in its only item."""
    by: Mapping[str, str] = field(default_factory=dict)
    """Fields of the read, and the action's fields that they take their values from; others take
    that of the same name, as do those whose own field has no value."""
    or_absent: bool = False
    """Whether there may be nothing yet: then nothing is sent, and there must still be nothing right
    before the write."""
    when: str = ""
    """Name of a field; if that field is unset, the look-up is skipped."""
    verify: type[A_co] | None = None
    """The read of the one thing that was found, by the value of this field: right before a write it
    is made in the place of `read`, and must show the same thing by the same name."""
    made_by: str = ""
    """The action that makes what is not there, from arguments of the same names."""
    itself: Callable[[Any], str] = _nothing
    """Returns the value where a call has it in the place of a name, "" where it has a name. A read
    looks for nothing then; a write is looked at by `verify` alone, and nothing is listed."""

    def is_for(self, action: BaseModel) -> bool:
        """Tell whether there is something to find for a call."""
        return not self.when or getattr(action, self.when) not in {None, CLEAR}

    def reading(self, action: BaseModel) -> A_co:
        """Return the read for a call: what looks for a name, or at the one thing that it has."""
        if self.verify is None or not self.itself(action):
            return self.read.model_validate(self.given_to(self.read, action))
        given = self.given_to(self.verify, action).items()
        fields = self.verify.model_fields
        said = {name: value for name, value in given if not _is_found(fields[name].metadata)}
        return self.verify.model_validate(said)

    def given_to(self, read: type[BaseModel], action: BaseModel) -> dict[str, Any]:
        """Return the values that a read of this takes from a call."""
        fields, taken = type(action).model_fields, self.takes(read).items()
        given = {name: getattr(action, own) for name, own in taken if own in fields}
        usual = {name: getattr(action, name) for name in given if name in fields}
        return {name: usual.get(name) if value is None else value for name, value in given.items()}

    def takes(self, read: type[BaseModel]) -> Mapping[str, str]:
        """Return the fields of a read of this, each with the action's field of its value."""
        return {name: self.by.get(name, name) for name in read.model_fields}

    def __get_pydantic_json_schema__(self, *_: object) -> NoReturn:
        """Leave the field out of the schema."""
        raise PydanticOmit


@dataclass(frozen=True, slots=True)
class CountsAs:
    """With the value, the call does what other actions do, which a rule may name."""

    actions: tuple[str, ...]
    """The names of these actions, none of which has a greater effect."""


@dataclass(frozen=True, slots=True)
class InQuery:
    """The value stands in the query, also of a request whose body is something else."""


@dataclass(frozen=True, slots=True)
class SealedFor:
    """The value is the public key for which the secret that the call takes is sealed.

    Right before the request is sent, the sealed box gets into its body; until then the request is a
    template, and that is what is approved.
    """

    place: str
    """The member of the body that the box becomes."""


@dataclass(frozen=True, slots=True)
class Committed:
    """The value says which bytes the call takes, in whose place it stands; nobody gives it.

    Who has these bytes works it out before the approval, and who sends them compares it.
    """

    part: str
    """What it says of them: of a file its `name`, its `size` or its `sha256`; of a secret its
    `length` or its `hmac`, which is told to nobody but the child."""
    unless_given: bool = False
    """Whether somebody may give another value, such as another name than that of the file."""

    def __get_pydantic_json_schema__(self, schema: Any, handler: Callable[[Any], Any]) -> Any:
        """Leave the field out of the schema, unless somebody may give it."""
        if not self.unless_given:
            raise PydanticOmit
        return handler(schema)


class ListItem(BaseModel):
    """One object of a list; a person and a model write it as a JSON object."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    @model_validator(mode="before")
    @classmethod
    def _from_json(cls, data: Any) -> Any:
        if not isinstance(data, str):
            return data
        try:
            return json.loads(data)
        except (ValueError, RecursionError):
            names = ", ".join(cls.model_fields)
            message = f"it is written as a JSON object of {names}"
        raise ValueError(message)
