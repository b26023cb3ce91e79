"""Suggestions are said as they stand, up to the sandbox's GitHub: every third of them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from aegis_cli.actions import catalog
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


def _where_to(sentence: str, file: Path) -> tuple[str, ...]:
    """Return the option that says where a download goes, if a sentence is one."""
    plan = plan_sentence(sentence, Context(stdin=True))
    steps = plan.steps if isinstance(plan, WirePlan) else ()
    return ("--to", str(file)) if any(catalog.ENTRIES[s.action].downloads for s in steps) else ()


@pytest.fixture(scope="module")
def ends(
    said: frozenset[str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Ended]]:
    folder = tmp_path_factory.mktemp("downloads")
    with console() as at:
        at.begin()
        options = ("--engine", "offline", "--yes", "--output", "json")
        typed = {
            each: ["ask", each, *options, *_where_to(each, folder / str(number))]
            for number, each in enumerate(sorted(said))
        }
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
