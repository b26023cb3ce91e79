"""What the commands about a session write for a person."""

from typing import Any

import pytest

from aegis_cli.cli.session_control import text_of

OPEN = {
    "state": "open",
    "locks_in": 1800.0,
    "ends_in": 28_750.0,
    "questions": 0,
    "grant_writes_left": 0,
    "grant_uses": [],
    "not_revoked": "",
}


@pytest.mark.parametrize(
    ("expected", "told"),
    [
        (
            "The session is open.\nIt locks after 30 min without a request.\n"
            "It ends in 7 h 59 min.\n",
            {},
        ),
        ("The session is locked.\nIt ends in 8 h.\n", {"state": "locked", "ends_in": 28_799.0}),
        ("The session is locked.\nIt ends in 0 min.\n", {"state": "locked", "ends_in": -1.0}),
        ("The session has ended.\n", {"state": "ended"}),
    ],
)
def test_times_are_told_in_hours_and_minutes(expected: str, told: dict[str, Any]) -> None:
    assert expected == text_of(OPEN | told)
