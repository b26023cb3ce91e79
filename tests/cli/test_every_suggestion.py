"""Suggestions are said as they stand, up to the sandbox's GitHub: every third of them."""

from collections.abc import Iterator

import pytest

from aegis_cli.errors import Status
from aegis_cli.planning.grammar.steps import plan_sentence
from aegis_cli.planning.plan import Context
from aegis_cli.planning.wire import WirePlan
from tests.helpers.console import Ended, console
from tests.helpers.suggested import suggested

pytestmark = [pytest.mark.enable_socket, pytest.mark.whole]

FEWEST = 80
"""So many suggestions there are at least, each counted once."""
MISREAD = frozenset({Status.BUG, Status.USAGE, Status.UNCLEAR, Status.UNSUPPORTED})
"""The statuses of a sentence that was not understood, or wrongly."""


@pytest.fixture(scope="module")
def said() -> frozenset[str]:
    return frozenset(sentence for _, sentence in suggested()[::3])


@pytest.fixture(scope="module")
def ends(said: frozenset[str]) -> Iterator[dict[str, Ended]]:
    with console() as at:
        at.begin()
        options = ("--engine", "offline", "--yes", "--output", "json")
        typed = {each: ["ask", each, *options] for each in sorted(said)}
        piped = {each: at.run(*typed.pop(each), stdin=b"x") for each in said if "stdin" in each}
        yield piped | at.run_in_one(typed)


def test_every_suggestion_is_understood_without_what_it_was_suggested_in(
    said: frozenset[str],
) -> None:
    piped = Context(stdin=True)

    assert len(said) > FEWEST
    assert not [each for each in said if not isinstance(plan_sentence(each, piped), WirePlan)]


def test_no_suggestion_fails_for_being_misread(ends: dict[str, Ended]) -> None:
    assert not {each: ended.end for each, ended in ends.items() if ended.end[1] in MISREAD}


def test_no_suggestion_has_an_issue_and_itself(ends: dict[str, Ended]) -> None:
    errors = {each: ended.document["error"] for each, ended in ends.items()}

    assert not [each for each, error in errors.items() if error and "itself" in error["message"]]
