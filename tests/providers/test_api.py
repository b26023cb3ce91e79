"""The flow that all clients have: what is sent again, after how long, and where a list ends."""

from dataclasses import replace
from typing import Any

import pytest

from aegis_cli.core.flow import Flow
from aegis_cli.core.http import Request, Response, Unreachable
from aegis_cli.errors import Code, Failed, OutcomeUnknown
from aegis_cli.providers.api import LONGEST_OF_LIST, LONGEST_WAIT, Api, ListPage
from aegis_cli.providers.github.nouns.issues.issue_changes import CloseIssue
from aegis_cli.providers.github.nouns.issues.issues import GetIssue, ListIssues
from tests.helpers.canned import LOST, REFUSED, Canned, answer
from tests.helpers.rows import for_each

READ, WRITE = GetIssue(repo="acme/web", issue_number=1), CloseIssue(repo="acme/web", issue_number=1)
LIST = ListIssues(repo="acme/web", limit=3)
REQUEST = Request("GET", "https://api.example", "/things")


def _seconds(response: Response) -> float | None:
    asked = response.headers.get("retry-after")
    return float(asked) if asked else None


BOARD = Api(
    title="The board",
    status_page="https://status.example",
    is_fault=lambda response: response.status >= 500,
    retry_after=_seconds,
    limit_wait=lambda response: _seconds(response) if response.status == 429 else None,
)
NEVER_TWICE = replace(BOARD, takes_writes_again=False)


@for_each(
    ("api", "action", "first", "waits"),
    [
        (BOARD, READ, LOST, [0.5]),
        (BOARD, READ, REFUSED, [0.5]),
        (BOARD, READ, answer(None, 503), [0.5]),
        (BOARD, READ, answer(None, 503, retry_after="3"), [3.0]),
        (BOARD, READ, answer(None, 503, retry_after="0"), [0.5]),
        (BOARD, READ, answer(None, 429, retry_after="3"), [3.0]),
        (BOARD, READ, answer(None, 429, retry_after=f"{LONGEST_WAIT:.0f}"), [LONGEST_WAIT]),
        (BOARD, READ, answer(None, 429, retry_after=f"{LONGEST_WAIT + 1:.0f}"), []),
        (BOARD, READ, answer(None, 429), []),
        (BOARD, READ, answer(None, 404), []),
        (BOARD, WRITE, LOST, []),
        (BOARD, WRITE, REFUSED, [0.5]),
        (BOARD, WRITE, answer(None, 503, retry_after="3"), []),
        (BOARD, WRITE, answer(None, 429, retry_after="3"), [3.0]),
        (NEVER_TWICE, WRITE, answer(None, 429, retry_after="3"), []),
        (NEVER_TWICE, READ, answer(None, 429, retry_after="3"), [3.0]),
    ],
)
def test_a_request_is_sent_again_where_nothing_is_done_by_it(
    api: Api, action: Any, first: Response | Unreachable, waits: list[float]
) -> None:
    sender = Canned(first, *([answer({})] if waits else []))

    last = sender.run(api.send(action, REQUEST))

    assert waits == sender.waits
    assert (first if not waits else answer({})) == last


@for_each(
    ("action", "lost", "kind"),
    [(READ, LOST, Failed), (WRITE, REFUSED, Failed), (WRITE, LOST, OutcomeUnknown)],
)
def test_no_answer_to_a_write_that_left_is_no_failure(
    action: Any, lost: Unreachable, kind: type[Exception]
) -> None:
    with pytest.raises(kind, match="The board"):
        BOARD.require_answer(action, REQUEST, lost)


def pages(*following: int | None) -> Any:
    """Return what reads one page after another, each with one thing."""
    left = list(following)

    def read(asked: Request) -> Flow[ListPage]:
        yield asked
        number = left.pop(0)
        at = None if number is None else replace(REQUEST, query=(("page", str(number)),))
        return ListPage([{"number": len(left)}], at, total=9, note="It is slow.")

    return read


@for_each(
    ("enough", "following", "kept", "note"),
    [
        (3, (2, None), 2, "It is slow. The board counts 9 in all."),
        (1, (2,), 1, "It is slow. The board counts 9 in all."),
        (None, (2, 3, None), 3, "It is slow. The board counts 9 in all."),
    ],
)
def test_pages_are_read_until_there_is_enough_or_no_other(
    enough: int | None, following: tuple[int | None, ...], kept: int, note: str
) -> None:
    sender = Canned(*[answer({})] * len(following))

    found = sender.run(BOARD.read_pages(LIST, REQUEST, pages(*following), enough=enough))

    assert (kept, True, note) == (len(found.kept), found.is_whole, found.note)


def test_a_look_up_keeps_each_of_a_page_that_fits() -> None:
    def read(asked: Request) -> Flow[ListPage]:
        yield asked
        return ListPage([{"number": 1}, {"number": 2}], None)

    found = Canned(answer({})).run(BOARD.read_pages(LIST, REQUEST, read, enough=1))

    assert 2 == len(found.kept)


def test_a_list_of_more_pages_than_are_read_says_that_it_is_not_whole() -> None:
    sender = Canned(*[answer({})] * 100)

    found = sender.run(BOARD.read_pages(LIST, REQUEST, pages(*range(100)), enough=None))

    assert not found.is_whole
    assert "The board has more than the 100 pages that aegis reads." in found.note


def test_a_list_waits_for_all_its_pages_together_no_longer_than_is_told() -> None:
    def read(asked: Request) -> Flow[ListPage]:
        yield from BOARD.send(LIST, asked)
        at = int(dict(asked.query).get("page", "0")) + 1
        return ListPage([], replace(REQUEST, query=(("page", str(at)),)))

    limited = answer(None, 429, retry_after="15")
    sender = Canned(*[limited, answer({})] * 4, limited)

    error = sender.fails(BOARD.read_pages(LIST, REQUEST, read, enough=None))

    assert Code.RATE_LIMITED is error.code
    assert LONGEST_OF_LIST == sum(sender.waits)


def test_a_page_that_is_asked_for_again_is_an_error() -> None:
    sender = Canned(*[answer({})] * 3)

    error = sender.fails(BOARD.read_pages(LIST, REQUEST, pages(2, 3, 2), enough=None))

    assert Code.PROTOCOL is error.code
