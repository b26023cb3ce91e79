"""What is read from the annotated type of a field."""

from typing import Annotated, Literal

import pytest
from pydantic import BaseModel

from aegis_cli.actions.fields import (
    choices_of,
    holds_people,
    is_constant,
    is_list,
    role_of,
    synonyms_of,
)
from aegis_cli.actions.kinds import Label, Limit, Login, Role, Synonyms, Title


class Everything(BaseModel):
    title: Title
    labels: tuple[Label, ...] | None = None
    assignees: tuple[Login, ...] | None = None
    state: Literal["open"] = "open"
    kind: Annotated[Literal["bug", "idea"], Synonyms(bug=("defect",))] | None = None
    private: bool = True
    limit: Limit = 30
    untyped: int = 1


FIELDS = Everything.model_fields


def test_choices_and_their_synonyms_are_read_from_the_type() -> None:
    assert ("bug", "idea") == choices_of(FIELDS["kind"])
    assert ("true", "false") == choices_of(FIELDS["private"])
    assert () == choices_of(FIELDS["title"])
    assert {"bug": ("defect",)} == synonyms_of(FIELDS["kind"])
    assert {} == synonyms_of(FIELDS["state"]) | synonyms_of(FIELDS["title"])


def test_constants_lists_and_people_are_told_from_the_rest() -> None:
    assert ["state"] == [name for name, info in FIELDS.items() if is_constant(info)]
    assert ["labels", "assignees"] == [name for name, info in FIELDS.items() if is_list(info)]
    assert ["assignees"] == [name for name, info in FIELDS.items() if holds_people(info)]


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("title", Role.PAYLOAD),
        ("labels", Role.TARGET),
        ("kind", Role.CHOICE),
        ("private", Role.CHOICE),
        ("limit", Role.BOUND),
    ],
)
def test_a_role_is_declared_on_the_type_or_follows_from_its_values(name: str, role: Role) -> None:
    assert role is role_of(FIELDS[name])


def test_a_type_without_a_role_is_refused() -> None:
    with pytest.raises(TypeError, match="has no role"):
        role_of(FIELDS["untyped"])
