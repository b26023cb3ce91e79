"""Why values do not fit: in plain sentences, without the words of a library or the values."""

from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, Field, ValidationError

from aegis_cli.actions import catalog
from aegis_cli.actions.fields.fields import kinds_of
from aegis_cli.planning.misfit import explain
from tests.helpers.rows import for_each


def reason(action: str, given: dict[str, Any]) -> str:
    cls = catalog.load(action)
    with pytest.raises(ValidationError) as caught:
        cls.model_validate({"repo": "acme/web"} | given)
    return explain(caught.value, kinds=kinds_of(cls))


@for_each(
    ("name", "given", "said"),
    [
        ("issues.create", {}, "title: it is required"),
        ("issues.create", {"title": ""}, "title: it is empty"),
        ("issues.create", {"title": " "}, "title: it is blank"),
        ("issues.create", {"title": 5}, "title: it is not a text"),
        ("issues.create", {"title": "t" * 257}, "title: the most is 256 characters"),
        (
            "issues.create",
            {"title": "t", "body": "b" * 65_537},
            "body: the most is 65,536 characters",
        ),
        (
            "issues.create",
            {"title": "t", "labels": ["bug", "l" * 51]},
            "labels 2: the most is 50 characters",
        ),
        ("issues.create", {"title": "t", "labels": "bug"}, "labels: it is not a list"),
        ("issues.create", {"title": "t", "colour": "red"}, "colour: there is no such field"),
        ("issues.list", {"state": "ajar"}, "state: it is none of open, closed or all"),
        ("issues.list", {"limit": 0}, "limit: the least is 1"),
        ("issues.list", {"limit": 5000}, "limit: the most is 1,000"),
        ("issues.list", {"limit": "few"}, "limit: it is not a whole number"),
        ("issues.get", {"issue_number": 1.5}, "issue_number: it is not a whole number"),
        (
            "issues.add_labels",
            {"issue_number": 1, "labels": []},
            "labels: at least one is needed",
        ),
        (
            "issues.add_assignees",
            {"issue_number": 1, "assignees": ["mona"] * 11},
            "assignees: the most is 10 of them",
        ),
        (
            "labels.create",
            {"name": "bug", "color": "red"},
            "color: it is written as in d73a4a",
        ),
        (
            "labels.create",
            {"name": "bug", "description": "d" * 101},
            "description: the most is 100 characters",
        ),
        (
            "issues.update",
            {"issue_number": 1, "milestone": "m" * 300},
            "milestone: the most is 255 characters",
        ),
        (
            "issues.update",
            {"issue_number": 1, "milestone": ""},
            "milestone: it is empty",
        ),
    ],
)
def test_why_a_value_does_not_fit_is_a_plain_sentence(
    name: str, given: dict[str, Any], said: str
) -> None:
    assert said == reason(name, given)


class Odd(BaseModel):
    """What no action has, and a plan or an action to come may."""

    code: Annotated[str, Field(pattern="^[a-z]$")] = "a"
    switch: bool = True
    strict: Annotated[bool, Field(strict=True)] = True
    word: Literal["a", "b"] | int = "a"
    many: list[int] = []
    one: "Odd | None" = None
    share: float = 0.5


@for_each(
    ("given", "said"),
    [
        ({"code": "B"}, "code: it has a character that cannot be there"),
        ({"switch": "perhaps"}, "switch: it is neither true nor false"),
        ({"strict": 1}, "strict: it is neither true nor false"),
        ({"word": "c"}, "word: it is none of a or b; word: it is not a whole number"),
        ({"many": "1"}, "many: it is not a list"),
        ({"many": [1, None]}, "many.1: it is not a whole number"),
        ({"one": {"code": "B"}}, "one.code: it has a character that cannot be there"),
        ("hunter2", "arguments: it is not an object"),
        ({"share": "some"}, "share: Input should be a valid number, unable to parse string as"),
    ],
)
def test_other_types_are_explained_too(given: Any, said: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Odd.model_validate(given)

    assert explain(caught.value).startswith(said)


def test_what_is_wrong_is_said_without_the_value_and_not_at_length() -> None:
    with pytest.raises(ValidationError) as caught:
        Odd.model_validate(
            {f"x{at}" * 40: "hunter2" for at in range(9)} | {"many": ["hunter2"] * 99}
        )

    assert "hunter2" not in explain(caught.value, where="s1: ")
    assert 600 == len(explain(caught.value))
