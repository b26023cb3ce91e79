"""The types of fields that several nouns of Jira share: the rules for each, and its kind."""

import re
from dataclasses import replace
from typing import Annotated, Any, TypeAlias

from pydantic import AfterValidator, Field, StringConstraints

from aegis_cli.actions.fields.field_types import IdNumber
from aegis_cli.actions.fields.kinds import ME, Kind, Role, Synonyms, named_kind, numbered_kind
from aegis_cli.actions.fields.marks import CLEAR, A_co, ResolvedId, SentAs
from aegis_cli.providers.jira.adf import document_of
from aegis_cli.providers.jira.issue_values import COMMON_NAMES
from aegis_cli.providers.jira.projects import PLACE_OF_PEOPLE, PROJECT, issue_key, project_of

_ACCOUNT = re.compile(r"[0-9a-f]{24}|[0-9]{1,10}:[0-9a-f-]{36}", re.ASCII)


def is_account(person: str) -> bool:
    """Tell whether a person is named by the id of an account, as "5b10ac8d82e05b22cc7d4ef5" is."""
    return _ACCOUNT.fullmatch(person) is not None


def plain_text(value: str) -> str:
    """Return a text; raise `ValueError` for one that Jira does not accept."""
    if "\x00" in value or any("\ud800" <= char <= "\udfff" for char in value):
        raise ValueError("the text holds a character that Jira does not accept")
    return value


def _not_nobody(value: str) -> str:
    if value.lower() == NOBODY:
        raise ValueError(f"nobody is written {CLEAR}")
    return value


def _person(value: str) -> str:
    known = {each: each for each in (ME, CLEAR)} | {ME.removeprefix("@"): ME}
    return known.get(value.lower()) or plain_text(value).removeprefix("@")


def _who_in_query(value: str) -> str:
    return NOBODY if value == CLEAR else value


def _account(value: str) -> str:
    if not is_account(value):
        raise ValueError(f"an account is written by its id, as in {_EXAMPLE}")
    return value


_EXAMPLE = "5b10ac8d82e05b22cc7d4ef5"
_NAME = StringConstraints(
    min_length=1, max_length=100, pattern=r"^[^\x00-\x1f\x7f]*\S[^\x00-\x1f\x7f]*$"
)
"""What is called so stands in one line."""

ProjectKey: TypeAlias = Annotated[
    str,
    named_kind("project", "PROJ", reads="place", container=PROJECT),
    AfterValidator(PROJECT.check),
]
ISSUE = named_kind(
    "ticket",
    "PROJ-12",
    reads="thing",
    inside=PROJECT,
)
IssueKey: TypeAlias = Annotated[str, ISSUE, AfterValidator(issue_key)]
OtherIssue: TypeAlias = Annotated[
    str, named_kind("other ticket", "PROJ-13", inside=PROJECT), AfterValidator(issue_key)
]
"""One that may be in another project."""
IssueId: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,19}$")]


def _people_of(value: str) -> str:
    return PROJECT.check(value) if "-" not in value else issue_key(value)


PlaceOfPeople: TypeAlias = Annotated[
    str,
    named_kind("project or ticket", "PROJ", reads="thing", inside=PLACE_OF_PEOPLE),
    AfterValidator(_people_of),
]
NOBODY = "none"
"""In a query, what nobody is assigned to."""
QUERIED = Kind(
    role=Role.TARGET,
    reads="person",
    noun="person",
    question="Say who, as in bob, 'Sam Stone' or me.",
    example="me",
    ignores_case=True,
)
_Somebody: TypeAlias = Annotated[str, _NAME, AfterValidator(_person)]
Person: TypeAlias = Annotated[
    _Somebody, AfterValidator(_not_nobody), replace(QUERIED, may_be_me=True)
]
"""Somebody, by the name that Jira shows, or a word of it; or by the id of the account."""
SaidAccount: TypeAlias = Annotated[
    str,
    replace(QUERIED, question="Say who, by the id of the account.", example=_EXAMPLE),
    AfterValidator(_account),
]
"""Somebody by the id of the account alone."""
QueriedPerson: TypeAlias = Annotated[_Somebody, AfterValidator(_who_in_query), QUERIED]
"""Somebody in a query, in which Jira itself puts who asks in the place of "me"; or nobody."""
AccountId: TypeAlias = Annotated[str, StringConstraints(min_length=1, max_length=128)]

StatusName: TypeAlias = Annotated[
    str,
    named_kind("status", "Done", "'In Review'", ignores_case=True),
    Synonyms(**{"In Progress": (), "In Review": (), "To Do": ("todo", "to-do")}),
    _NAME,
]
"""A status; those of several words that most projects have need no quotation marks."""
TypeName: TypeAlias = Annotated[
    str,
    named_kind("type", "Bug", "Task", ignores_case=True, cues=("and? of|with type {}",)),
    _NAME,
]
TypeId: TypeAlias = Annotated[
    str, numbered_kind("type id", "10001"), StringConstraints(pattern=r"^[0-9]{1,19}$")
]
ResolutionName: TypeAlias = Annotated[
    str,
    named_kind("resolution", "Duplicate", '"Won\'t Do"', ignores_case=True),
    Synonyms(**{"Won't Do": ("wont do", "wontfix", "wont fix"), "Duplicate": ("a duplicate",)}),
    _NAME,
]
PriorityName: TypeAlias = Annotated[
    str,
    named_kind("priority", "High", ignores_case=True, cues=("and? with priority {}",)),
    _NAME,
]


FieldName: TypeAlias = Annotated[
    str,
    named_kind("field", "Components", "'Story points'", reads="choice", ignores_case=True),
    Synonyms(**{name: () for names in COMMON_NAMES for name in names}),
    _NAME,
]
"""A field by the name that Jira shows; those that most tickets have need no quotation marks."""


def _named_part(noun: str, example: str, cue: str) -> Kind:
    return replace(named_kind(noun, example, reads="labels", ignores_case=True), cues=(cue,))


ComponentName: TypeAlias = Annotated[
    str, _named_part("component", "Login", "and? in|with? component|components {}"), _NAME
]
VersionName: TypeAlias = Annotated[
    str, _named_part("fix version", "2.4", "and? in|with|for? fix_version|fix_versions {}"), _NAME
]
Points: TypeAlias = Annotated[
    int,
    Kind(role=Role.TARGET, reads="number", noun="number of story points", example="5"),
    Field(ge=0, le=1_000),
]
"""Story points; a part of one is written by the field's name."""


def _label(value: str) -> str:
    if any(map(str.isspace, value)):
        raise ValueError("a label of Jira has no spaces")
    return value


_LABEL = named_kind("label", "flaky", reads="labels")
_LABEL_CUES = ("and? LABELLED with|as? {}", "with LABELS {}")
_LabelText: TypeAlias = Annotated[
    str,
    StringConstraints(min_length=1, max_length=255),
    AfterValidator(plain_text),
    AfterValidator(_label),
]
Label: TypeAlias = Annotated[_LabelText, replace(_LABEL, cues=_LABEL_CUES)]
AddedLabel: TypeAlias = Annotated[_LabelText, _LABEL]
Summary: TypeAlias = Annotated[
    str,
    Kind(
        role=Role.PAYLOAD,
        reads="text",
        noun="summary",
        question="Give the summary in quotation marks, as in titled 'Crash on start'.",
        example="Crash on start",
        cues=("and? with? summary|title|TITLED {}",),
        takes_stdin=True,
    ),
    StringConstraints(min_length=1, max_length=255, pattern=r"^[^\r\n]*\S[^\r\n]*$"),
    AfterValidator(plain_text),
]
LONG_TEXT = Kind(
    role=Role.PAYLOAD,
    reads="text",
    noun="text",
    question="Give the text in quotation marks, as in 'Thanks'.",
    example="Looks good",
    cues=("and? with|has? BODY {}", "and? with? BODY is? from|of|on? {:stdin}"),
    takes_stdin=True,
    takes_file=True,
)
LongText: TypeAlias = Annotated[
    str,
    SentAs(document_of),
    LONG_TEXT,
    StringConstraints(min_length=1, max_length=32_767, pattern=r"\S"),
    AfterValidator(plain_text),
]
"""A text of several lines, which Jira takes as a document."""


def _as_added(text: str) -> list[dict[str, Any]]:
    return [{"add": {"body": document_of(text)}}]


Remark: TypeAlias = Annotated[
    str,
    SentAs(_as_added),
    replace(LONG_TEXT, noun="comment", cues=()),
    StringConstraints(min_length=1, max_length=32_767, pattern=r"\S"),
    AfterValidator(plain_text),
]
"""A comment that another change of a ticket brings with it."""
Description: TypeAlias = Annotated[
    str,
    SentAs(document_of),
    LONG_TEXT,
    StringConstraints(max_length=32_767),
    AfterValidator(plain_text),
]
"""Such a text that may be empty."""
CommentId: TypeAlias = Annotated[IdNumber, numbered_kind("comment", "10001")]
BoardId: TypeAlias = Annotated[IdNumber, numbered_kind("board", "1", inside=PROJECT)]
SprintId: TypeAlias = Annotated[IdNumber, numbered_kind("sprint", "7", inside=PROJECT)]
"""A board or a sprint does not say its project, so a rule about projects covers none of them."""


class ResolvedPerson(ResolvedId[A_co]):
    """The account of a person who is named; of nobody, and of "me" in a query, there is none."""

    def is_for(self, action: Any) -> bool:
        """Tell whether somebody is named."""
        return not self.when or getattr(action, self.when) not in {None, CLEAR, ME, NOBODY}

    def given_to(self, read: Any, action: Any) -> dict[str, Any]:
        """Look for them in the project, whose people are one list for all of its tickets."""
        given = super().given_to(read, action)
        return given | {"within": project_of(given["within"]) or given["within"]}


_HOURS, _MINUTES = r"([0-9]{1,3}) ?h(?:ours?|rs?)?", r"([0-9]{1,4}) ?m(?:in(?:ute)?s?)?"
_DURATION = re.compile(
    rf"(?:{_HOURS})?(?:(?<=[hrs])(?: and)? ?)?(?:{_MINUTES})?|([0-9]{{1,7}})", re.ASCII
)
_HOUR, _MINUTE = 3_600, 60


def seconds_of(time: str) -> int:
    """Return how many seconds a time such as "3h 30m" has; raise `ValueError` for no such text."""
    match = _DURATION.fullmatch(time.lower())
    hours, minutes, seconds = (int(part or 0) for part in match.groups()) if match else (0, 0, 0)
    whole = hours * _HOUR + minutes * _MINUTE + seconds
    if not whole:
        raise ValueError("a time is written as in 3h 30m, or as a number of seconds")
    return whole


def _time(value: str) -> str:
    return value if seconds_of(value) else ""


Duration: TypeAlias = Annotated[
    str,
    AfterValidator(_time),
    SentAs(seconds_of),
    Kind(
        role=Role.TARGET,
        reads="duration",
        noun="time",
        question="Say how long, as in 2h, 2 hours or 3h 30m.",
        example="2h",
    ),
]
