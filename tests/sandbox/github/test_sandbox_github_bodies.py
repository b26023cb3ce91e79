"""A body is what GitHub describes of it: types, sets, limits, nested objects."""

from datetime import UTC, datetime
from itertools import count
from typing import Any

import pytest

from aegis_cli.sandbox.github.api.bodies import check_body
from aegis_cli.sandbox.github.api.call import Call
from aegis_cli.sandbox.github.api.errors import Refusal
from aegis_cli.sandbox.github.api.limits import Budget
from aegis_cli.sandbox.github.description.described import describe
from aegis_cli.sandbox.github.world.person import Person
from aegis_cli.sandbox.github.world.world import World
from tests.helpers.rows import for_each


def call(operation: str, body: Any) -> Call:
    now = datetime(2026, 11, 24, tzinfo=UTC)
    return Call(
        operation=describe(operation),
        world=World(Person(1, "mona", "Mona", now), count()),
        base="http://sandbox",
        now=now,
        path="/",
        params={},
        query={},
        viewer=None,
        budget=Budget(1, 1),
        body=body,
    )


@for_each(
    ("operation", "body", "complaint"),
    [
        (
            "dependabot/update-alert",
            {"state": "dismissed", "dismissed_comment": "x" * 281},
            (
                "For 'properties/dismissed_comment', Only 280 characters are allowed; "
                "281 were supplied."
            ),
        ),
        (
            "issues/create-milestone",
            {"title": "1.0", "due_on": "soon"},
            "For 'properties/due_on', \"soon\" is not a valid date-time.",
        ),
        (
            "issues/set-issue-field-values",
            {"issue_field_values": [{"field_id": 1, "value": "x"}] * 26},
            (
                "For 'properties/issue_field_values', No more than 25 items are allowed; "
                "26 were supplied."
            ),
        ),
        (
            "issues/add-labels",
            {"labels": []},
            "For 'properties/labels', 1 item required; only 0 were supplied.",
        ),
        (
            "actions/create-workflow-dispatch",
            {"ref": "main", "inputs": {str(number): "x" for number in range(26)}},
            "For 'properties/inputs', No more than 25 properties are allowed; 26 were supplied.",
        ),
        (
            "actions/create-or-update-repo-secret",
            {"encrypted_value": "?", "key_id": "1"},
            (
                "For 'properties/encrypted_value', \"?\" does not match "
                "/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{4})$/."
            ),
        ),
        (
            "pulls/create-review",
            {"comments": [{"path": "a.py"}]},
            '"body" wasn\'t supplied.',
        ),
        (
            "pulls/create-review",
            {"event": "PRAISE"},
            (
                "For 'properties/event', \"PRAISE\" is not a member of "
                '["APPROVE", "REQUEST_CHANGES", "COMMENT"].'
            ),
        ),
        (
            "issues/create",
            {"title": "x", "issue_field_values": [{"field_id": 1, "value": 2.5, "more": 1}]},
            '"more" is not a permitted key.',
        ),
        (
            "issues/add-labels",
            {"labels": [{"name": 1}]},
            "For 'properties/labels/items', {\"name\" => 1} is not a string.",
        ),
    ],
)
def test_what_the_description_does_not_allow_is_refused(
    operation: str, body: dict[str, Any], complaint: str
) -> None:
    with pytest.raises(Refusal) as refused:
        check_body(call(operation, body))

    assert (422, f"Invalid request.\n\n{complaint}") == (
        refused.value.status,
        refused.value.message,
    )


@pytest.mark.parametrize(
    ("operation", "body"),
    [
        ("issues/create", {"title": 7, "body": None, "labels": ["bug", {"name": "docs"}]}),
        ("issues/create-milestone", {"title": "1.0", "due_on": "2026-12-24T00:00:00Z"}),
        ("issues/update", {"milestone": None, "state_reason": None}),
        ("pulls/create-review", {"comments": [{"path": "a.py", "body": "Why?", "line": 3}]}),
    ],
)
def test_what_the_description_allows_is_taken(operation: str, body: dict[str, Any]) -> None:
    assert body == check_body(call(operation, body))


def test_properties_that_nobody_describes_are_ignored() -> None:
    assert {"name": "x"} == check_body(call("issues/create-label", {"name": "x", "colour": "red"}))
