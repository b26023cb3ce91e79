"""`aegis demo`: a tour that ends by itself, for a person and for a pipe."""

from collections.abc import Iterator

import pytest

from aegis_cli.actions import catalog
from aegis_cli.cli.demo import TOUR
from tests.helpers.console import Console, console

pytestmark = pytest.mark.enable_socket


@pytest.fixture(scope="module")
def at() -> Iterator[Console]:
    with console() as found:
        yield found


def count_everywhere() -> int:
    """Return how many actions there are of all providers, which a sandbox has."""
    catalog.enable_providers(["jira", "slack"])
    try:
        return len(catalog.ENTRIES)
    finally:
        catalog.enable_providers(())


def test_without_a_terminal_the_tour_ends_by_itself_and_its_results_are_one_document(
    at: Console,
) -> None:
    ended = at.run("demo", "--output", "json", more={"AEGIS_ISSUER": ""})

    (result,) = ended.document["results"]
    *done, linked, last = [stop["status"] for stop in result["data"]]
    assert 0 == ended.code
    assert ["done"] * (len(TOUR) - 2) == done
    assert ["needs_approval"] * 2 == [linked, last]
    assert [] == [said for _, said in TOUR if f'aegis ask "{said}"' not in ended.err]
    assert [said for _, said in TOUR] == [stop["request"] for stop in result["data"]]
    assert f"lists all {count_everywhere()} actions" in ended.err
    # It runs on a sandbox of its own, whatever the settings say.
    assert [] == at.sandbox.lines()


def test_a_person_leaves_the_tour_with_ctrl_c(at: Console) -> None:
    with at.terminal("demo") as terminal:
        terminal.expect("activate?user_code=")
        terminal.type("\x03")
        code = terminal.ended()

    assert 130 == code
    assert "Traceback" not in terminal.seen
