"""What a model is told of GitHub is true of the actions."""

import re
from collections import Counter
from typing import Any

import pytest
from pydantic import ValidationError

from aegis_cli.actions import catalog
from aegis_cli.actions.catalog import ENTRIES, fields_of, load
from aegis_cli.actions.entries import FieldEntry
from tests.helpers.rows import for_each

((PROVIDER, NOTES),) = catalog.model_notes()
SAID = " ".join(NOTES.split())
FIELDS = {name: fields_of(name) for name in ENTRIES}


def fields_named(name: str) -> dict[str, FieldEntry]:
    """Return the field of this name of each action that has one."""
    return {
        action: field for action, fields in FIELDS.items() for field in fields if field.name == name
    }


def test_the_notes_are_those_of_github() -> None:
    assert "github" == PROVIDER


def test_each_action_and_each_argument_that_they_name_exists() -> None:
    arguments = {field.name for fields in FIELDS.values() for field in fields}
    actions = {*re.findall(r"\b[a-z_]+\.[a-z_]+\b", SAID)}
    verbs = {action.partition(".")[2] for action in actions}
    nouns = {*re.findall(r"\b[a-z]+_[a-z_]+\b", SAID)} - arguments - verbs

    assert {*re.findall(r"`(\w+)`", SAID)} <= arguments
    assert actions
    assert actions <= {*ENTRIES}
    assert nouns
    assert nouns <= {*catalog.nouns()}


@for_each(
    ("action", "values", "taken"),
    [
        ("issues.update", {"issue_number": "1", "milestone": "3"}, {"milestone": 3}),
        ("issues.update", {"issue_number": "1", "milestone": "v2.0"}, {"milestone": "v2.0"}),
        ("labels.create", {"name": "bug", "color": "red"}, None),
        ("labels.create", {"name": "bug", "color": "ff0000"}, {"color": "ff0000"}),
        ("milestones.create", {"title": "v2.0", "due_on": "2026-12-31"}, {"due_on": "2026-12-31"}),
        ("milestones.create", {"title": "v2.0", "due_on": "31 December"}, None),
        ("issues.search", {"created_since": "2026-01-31"}, {"created_since": "2026-01-31"}),
        ("issues.list", {"assignee": "none", "limit": "1000"}, {"assignee": "none"}),
        ("issues.list", {"limit": "1001"}, None),
    ],
)
def test_a_value_in_the_form_that_they_name_is_taken(
    action: str, values: dict[str, Any], taken: dict[str, Any] | None
) -> None:
    cls = load(action)

    if taken is None:
        with pytest.raises(ValidationError):
            cls.model_validate({"repo": "acme/web"} | values)
    else:
        call = cls.model_validate({"repo": "acme/web"} | values)
        assert taken.items() <= {name: getattr(call, name) for name in taken}.items()


def test_what_a_list_shows_without_a_word_is_so() -> None:
    states = fields_named("state")
    shows_open = {name for name, field in states.items() if "shows open ones" in field.description}

    assert {"issues.list", "issues.list_mine", "pulls.list", "milestones.list"} <= shows_open
    for name in ("issues.search", "pulls.search"):
        assert states[name].default is None
        assert "unless" not in states[name].description
    limits = Counter(field.default for field in fields_named("limit").values())
    assert limits["30"] > limits.total() * 0.9


@for_each(
    ("action", "what"),
    [
        ("issues.list", "by creation"),
        ("pulls.list", "by creation"),
        ("milestones.list", "by the day they are due"),
        ("repos.list_mine", "by full name"),
        ("issues.search", "the best match"),
    ],
)
def test_the_order_of_a_list_is_what_they_say(action: str, what: str) -> None:
    assert what in fields_named("sort")[action].description


def test_issues_and_pull_requests_have_the_same_kinds_of_comments() -> None:
    both = "an issue or a pull request"

    for name in ("issues.get_comment", "issues.add_labels", "issues.lock", "issues.react"):
        assert both in ENTRIES[name].summary
    assert {"issues.get_comment", "review_comments.get"} <= fields_named("comment_id").keys()
    assert "review_threads.resolve" in fields_named("comment")
