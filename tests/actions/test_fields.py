"""What is read from the annotated type of a field."""

from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from aegis_cli.actions.action import Action
from aegis_cli.actions.fields.field_types import Day, Limit
from aegis_cli.actions.fields.fields import (
    choices_of,
    description_of,
    is_constant,
    is_list,
    kind_of,
    question_of,
    synonyms_of,
)
from aegis_cli.actions.fields.kinds import Kind, Role, Synonyms, named_kind, numbered_kind
from aegis_cli.actions.fields.marks import Doc, ResolvedId
from aegis_cli.providers.github.github_types import Label, Login, Title
from aegis_cli.providers.github.repositories import REPOSITORY
from tests.helpers.rows import for_each


class Issue(Action[Any]):
    """An issue."""


class Everything(BaseModel):
    title: Title
    labels: tuple[Label, ...] | None = None
    assignees: tuple[Login, ...] | None = None
    state: Literal["open"] = "open"
    kind: Annotated[Literal["bug", "idea"], Synonyms(bug=("defect",))] | None = None
    private: bool = True
    limit: Limit = 30
    id: Annotated[str | None, ResolvedId(read=Issue, path="id")] = None
    untyped: int = 1


FIELDS = Everything.model_fields


def test_choices_and_their_synonyms_are_read_from_the_type() -> None:
    assert ("bug", "idea") == choices_of(FIELDS["kind"])
    assert ("true", "false") == choices_of(FIELDS["private"])
    assert () == choices_of(FIELDS["title"])
    assert {"bug": ("defect",)} == synonyms_of(FIELDS["kind"])
    assert {} == synonyms_of(FIELDS["state"]) | synonyms_of(FIELDS["title"])


def test_constants_and_lists_are_told_from_the_rest() -> None:
    assert ["state"] == [name for name, info in FIELDS.items() if is_constant(info)]
    assert ["labels", "assignees"] == [name for name, info in FIELDS.items() if is_list(info)]


def test_a_list_is_asked_for_in_the_plural() -> None:
    assert "Name the labels, as in bug or 'needs triage'." == question_of(FIELDS["labels"])
    assert "Say who, as in alice or me." == question_of(FIELDS["assignees"])
    assert question_of(FIELDS["title"]).startswith("Give the title in quotation marks")
    assert "" == question_of(FIELDS["private"])


class Base(BaseModel):
    model_config = ConfigDict(use_attribute_docstrings=True)

    number: int
    """Number of the issue."""


class Listed(Base):
    number: Annotated[int, Doc("Never said.")]
    limit: Limit = 30
    side: Annotated[str, Doc("Which side.")] | None = None
    title: Annotated[str, Doc("Not said.")]
    """What it is about."""
    nothing: int


def test_a_field_is_described_by_its_class_or_a_base_or_its_type() -> None:
    said = {name: description_of(Listed, name, "issues") for name in Listed.model_fields}

    assert said == {
        "number": "Number of the issue.",
        "limit": "How many issues to show at most.",
        "side": "Which side.",
        "title": "What it is about.",
        "nothing": "",
    }
    assert "" == description_of(Listed, "limit")


def test_what_has_a_name_or_an_id_is_asked_for_by_its_examples() -> None:
    check = named_kind("check", "CI", "'build / test'", has_slashes=True)
    run = numbered_kind("run", "16", inside=REPOSITORY)

    assert check == Kind(
        role=Role.TARGET,
        reads="branch",
        noun="check",
        question="Name the check, as in CI or 'build / test'.",
        example="CI",
        has_slashes=True,
    )
    assert run == Kind(
        role=Role.TARGET,
        reads="number",
        noun="run",
        question="Say which run, by its id in the list or in its address, as in 16.",
        example="16",
        inside=REPOSITORY,
        also=("#([0-9]+)",),
    )
    assert "Which one?" == numbered_kind("run", "16", "Which one?").question


@for_each(
    ("name", "role"),
    [
        ("title", Role.PAYLOAD),
        ("labels", Role.TARGET),
        ("kind", Role.CHOICE),
        ("private", Role.CHOICE),
        ("id", Role.TARGET),
        ("limit", Role.BOUND),
    ],
)
def test_a_role_is_declared_on_the_type_or_follows_from_its_values(name: str, role: Role) -> None:
    assert role is kind_of(FIELDS[name]).role


DAYS: TypeAdapter[str] = TypeAdapter(Day)


@for_each("day", ["2026-01-31", "2028-02-29", "1970-01-01", "2999-12-31"])
def test_a_day_of_the_calendar_is_a_day(day: str) -> None:
    assert day == DAYS.validate_python(day)


@for_each(
    "day",
    [
        *("2026-02-31", "2026-02-29", "2026-13-01", "2026-00-10", "0000-01-01"),
        *("1969-12-31", "0001-01-01", "3000-01-01", "9999-12-31"),
        *(
            "20260131",
            "2026-1-31",
            "2026-W05-6",
            "\uff12\uff10\uff12\uff16-01-31",
            "2026-01-31\n",
            "",
        ),
    ],
)
def test_what_is_no_day_or_at_an_end_of_the_calendar_is_none(day: str) -> None:
    with pytest.raises(ValidationError):
        DAYS.validate_python(day)
