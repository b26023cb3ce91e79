"""Searches: their text is built here, of typed fields; no sentence becomes one.

A value is quoted wherever it is more than a plain name, and what is searched for always is: so no
colon, minus or operator in a value is one for GitHub. Quotation marks and backslashes in a value
are escaped. Beside that, what GitHub finds outside of the asked containers is dropped.
Source: docs.github.com/search-github, "Understanding the search syntax".
"""

import re
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Literal, Self, TypeAlias

from pydantic import Field, StringConstraints, model_validator

from aegis_cli.actions.action import R
from aegis_cli.actions.fields.field_types import Day, Direction, Limit
from aegis_cli.actions.fields.fields import mark_of
from aegis_cli.actions.fields.kinds import Kind, Role, Synonyms, named_kind
from aegis_cli.actions.fields.marks import At, Unsent
from aegis_cli.core.text import one_line
from aegis_cli.providers.github.github_action import GitHubAction
from aegis_cli.providers.github.github_types import (
    Label,
    LabelName,
    Login,
    OwnerName,
    RepoName,
)
from aegis_cli.providers.github.states import place_of_issue

_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_./-]*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Term(Unsent):
    """The value is a term of the search text."""

    qualifier: str = ""
    """What stands before the value and its colon; "" for words to search for."""
    before: str = ""
    """What stands between the colon and the value, such as `>=`."""

    def of(self, value: Any) -> str:
        """Write a value as one term."""
        text = str(value).lower() if isinstance(value, bool) else str(value)
        if not self.qualifier:
            return _quote(text)
        plain = text if _PLAIN.fullmatch(text) else _quote(text)
        return f"{self.qualifier}:{self.before}{plain}"


def _quote(text: str) -> str:
    escaped = re.sub(r'(["\\])', r"\\\1", text)
    return f'"{escaped}"'


OneLine = StringConstraints(min_length=1, max_length=256, pattern=r"^[^\x00-\x1f\x7f]*$")
WORDS = Kind(
    role=Role.TARGET,
    reads="text",
    noun="text",
    question="Give what to search for in quotation marks, as in about 'crash on start'.",
    example="crash on start",
    cues=("and? about|for|mentioning|that_mention|containing|saying {}",),
)
"""The kind of what a search looks for."""
Words: TypeAlias = Annotated[str, WORDS, OneLine]
SearchWords: TypeAlias = Annotated[tuple[Words, ...], Field(min_length=1)]
MilestoneTitle: TypeAlias = Annotated[
    str,
    Kind(
        role=Role.TARGET,
        reads="text",
        noun="milestone",
        example="v1.0",
        cues=("and? in milestone {}",),
    ),
    OneLine,
]
Language: TypeAlias = Annotated[
    str,
    Kind(
        role=Role.TARGET,
        reads="branch",
        noun="language",
        example="python",
        ignores_case=True,
        cues=("and? written|written_in in? language? {}", "and? in language {}"),
    ),
    OneLine,
]


OtherLabel: TypeAlias = Annotated[
    LabelName,
    named_kind("label", "wontfix", reads="labels", ignores_case=True, cues=("lacking LABELS {}",)),
]
"""A label that something does not have."""


class TextSearch(GitHubAction[R]):
    """A search whose text is made of the fields that are terms of it."""

    fixed: ClassVar[str] = ""
    """The term that no field can change, such as `is:issue`."""

    @model_validator(mode="after")
    def _looks_for_something(self) -> Self:
        if not self.text():
            raise ValueError("say what to search for")
        return self

    def says(self) -> str:
        """Say what is searched for, with the very text that GitHub gets."""
        return f"{super().says()}: {one_line(self.text())}"

    def body_values(self) -> dict[str, Any]:
        """Return the parameters: the text of the search, and those beside it."""
        return {"q": self.text(), **super().body_values()}

    def text(self) -> str:
        """Return the text of the search, with a term for each field that has a value."""
        terms = [self.fixed] if self.fixed else []
        for name, value in self.sent_arguments().items():
            mark = mark_of(type(self).model_fields[name], Term)
            if mark is not None:
                terms += map(mark.of, value if isinstance(value, list) else [value])
        return " ".join(terms)

    def is_within(self, full_name: str) -> bool:
        """Tell whether a repository is where the search was to look."""
        repo, sent = full_name.casefold(), self.sent_arguments()
        places = ((sent.get("repo"), repo), (sent.get("owner"), repo.partition("/")[0]))
        return all(asked is None or asked.casefold() == found for asked, found in places)


class Search(TextSearch[R]):
    """A search for issues or pull requests, in one repository, in those of one owner, or in all."""

    words: Annotated[SearchWords | None, Term()] = None
    """Words and phrases that must all stand there, each as it is written."""
    repo: Annotated[RepoName | None, Term("repo")] = None
    """Only in this repository, as OWNER/NAME."""
    owner: Annotated[OwnerName | None, Term("user")] = None
    """Only in the repositories of this organisation or person."""
    author: Annotated[Login | None, Term("author")] = None
    """Only those opened by this person; @me is you."""
    assignee: Annotated[Login | None, Term("assignee")] = None
    """Only those assigned to this person; @me is you."""
    mentions: Annotated[Login | None, Term("mentions")] = None
    """Only those that mention this person; @me is you."""
    involves: Annotated[Login | None, Term("involves")] = None
    """Only those that this person opened, is assigned to, commented on or is mentioned in."""
    labels: Annotated[tuple[Label, ...] | None, Term("label")] = None
    """Only those that have all of these labels."""
    not_labels: Annotated[tuple[OtherLabel, ...] | None, Term("-label")] = None
    """Only those that have none of these labels."""
    milestone: Annotated[MilestoneTitle | None, Term("milestone")] = None
    """Only those in the milestone with this title."""
    where: Annotated[Literal["title", "body", "comments"] | None, Term("in")] = None
    """Where the text must stand."""
    visibility: Annotated[Literal["public", "private"] | None, Term("is")] = None
    """Only in repositories with this visibility."""
    created_since: Annotated[Day | None, Term("created", ">=")] = None
    """Only those opened on this day or later, as in 2026-01-31."""
    updated_since: Annotated[Day | None, Term("updated", ">=")] = None
    """Only those that changed on this day or later, as in 2026-01-31."""
    created_before: Annotated[Day | None, Term("created", "<")] = None
    """Only those opened before this day, as in 2026-01-31."""
    updated_before: Annotated[Day | None, Term("updated", "<")] = None
    """Only those that have not changed since this day, as in 2026-01-31."""
    closed_since: Annotated[Day | None, Term("closed", ">=")] = None
    """Only those closed on this day or later, as in 2026-01-31."""
    without: Annotated[
        Literal["label", "milestone", "assignee"] | None,
        Term("no"),
        Synonyms(label=("labels",), milestone=("milestones",), assignee=("assignees",)),
    ] = None
    """Only those that have no label, no milestone or no assignee."""
    sort: Literal["created", "updated", "comments"] | None = None
    """What to sort by; the best match comes first unless told otherwise."""
    direction: Annotated[Direction | None, At("order")] = None
    """Which end comes first."""
    advanced_search: Literal["true"] = "true"
    """The search in which spaces mean "and"."""
    limit: Limit = 30
    """How many to show at most."""

    def keeps(self, item: dict[str, Any]) -> bool:
        """Leave out what is of the other kind, or outside of where it was to be looked for."""
        is_pull = "pull_request" in item
        is_right = is_pull == (self.fixed == "is:pr")
        return is_right and self.is_within(place_of_issue(item).partition("#")[0])
