"""A file that GitHub keeps elsewhere: asked for once at the address just given, without a token."""

from typing import Any

import pytest

from aegis_cli.actions.call import Call
from aegis_cli.core.http import Request, Response, Stored, Unreachable
from aegis_cli.core.secret import Secret
from aegis_cli.errors import Code
from aegis_cli.providers.api import ATTEMPTS
from aegis_cli.providers.github.client import perform_action
from aegis_cli.providers.github.nouns.actions.log_downloads import GetJobLogs
from aegis_cli.providers.github.nouns.repos.release_assets import DownloadAsset
from aegis_cli.request.execution import Outcome, ProviderAccess, run
from tests.helpers.canned import BASE, LOST, REFUSED, Canned, answer
from tests.helpers.rows import for_each

READ = GetJobLogs(repo="acme/web", job_id=7)
LOGS = "/repos/acme/web/actions/jobs/7/logs"
STORED = Stored(3, "5d" * 32)
FILE = Response(200, stored=STORED)
DATA = {"size": 3, "sha256": "5d" * 32, "path": None}
LATE = Unreachable("no answer within 30 s", sent=True, timed_out=True)


def found(number: int = 1, *, status: int = 302, url: str = "") -> Response:
    """Answer that the file is at an address that nobody gave before."""
    address = url or f"https://store{number}.example/log?sig=s3cr3t-{number}"
    return Response(status, elsewhere=Secret(address))


def lines(canned: Canned) -> list[str]:
    return [f"{each.base}{each.path}" for each in canned.requests]


def test_a_file_is_asked_for_where_github_says_that_it_is() -> None:
    canned = Canned(found(), FILE)

    performed = canned.run(perform_action(READ, BASE))

    assert DATA == performed.data
    assert [f"{BASE}{LOGS}", "https://store1.example/"] == lines(canned)
    assert Secret("https://store1.example/log?sig=s3cr3t-1") == canned.requests[1].address
    assert [True, True] == [each.streamed for each in canned.requests]


def test_a_file_that_github_sends_itself_is_taken() -> None:
    asset = DownloadAsset(repo="acme/web", asset_id=9)
    canned = Canned(FILE)

    assert DATA == canned.run(perform_action(asset, BASE)).data
    assert ("accept", "application/octet-stream") in canned.requests[0].headers


def sent(*answers: Response | Unreachable) -> tuple[list[Request], Outcome]:
    """Perform the call as the child does, with a token; return what left, and how it ended."""
    canned = Canned(*answers)
    access = ProviderAccess(BASE, Secret("ghu_0123456789abcdef"))
    (outcome,) = canned.run(run((Call("s1", READ),), lambda _provider: access))
    return canned.requests, outcome


def test_a_storage_host_gets_no_token() -> None:
    requests, outcome = sent(found(), FILE)

    assert DATA == outcome.data
    assert [True, False] == [each.bearer is not None for each in requests]


def test_an_address_is_used_once_and_each_further_attempt_asks_github() -> None:
    canned = Canned(found(1), LOST, found(2), answer(status=503), found(3), FILE)

    assert DATA == canned.run(perform_action(READ, BASE)).data
    assert [LOGS, "/", LOGS, "/", LOGS, "/"] == [each.path for each in canned.requests]
    assert [f"https://store{at}.example" for at in (1, 2, 3)] == [
        each.base for each in canned.requests[1::2]
    ]


def test_it_ends_after_a_few_attempts() -> None:
    answers = [each for at in range(ATTEMPTS) for each in (found(at), LOST)]

    error = Canned(*answers).fails(perform_action(READ, BASE))

    assert Code.NETWORK is error.code
    assert "store2.example" in error.message
    assert "s3cr3t" not in f"{error.message}{error.hint}{error!r}"


@for_each("status", [301, 302, 307, 308, 400, 401, 403, 404, 204, 206])
def test_nothing_is_followed_from_a_storage_host_and_nothing_else_is_a_file(status: int) -> None:
    elsewhere = Response(status, elsewhere=Secret("https://third.example/?sig=s3cr3t"))
    canned = Canned(found(), elsewhere)

    error = canned.fails(perform_action(READ, BASE))

    assert Code.PROTOCOL is error.code
    assert f"store1.example answered {status}" in error.message
    assert 2 == len(canned.requests)
    assert "s3cr3t" not in f"{error.message}{error.hint}"


def test_a_host_that_used_up_its_time_is_not_asked_again() -> None:
    canned = Canned(found(), LATE)

    assert Code.NETWORK is canned.fails(perform_action(READ, BASE)).code
    assert 2 == len(canned.requests)


@pytest.mark.parametrize(
    "url",
    ["http://store.example/log?sig=s3cr3t", "https://localhost/log?sig=s3cr3t", "data:,s3cr3t"],
)
def test_an_address_where_nothing_is_fetched_from_ends_it(url: str) -> None:
    canned = Canned(found(url=url))

    error = canned.fails(perform_action(READ, BASE))

    assert Code.PROTOCOL is error.code
    assert "s3cr3t" not in error.message
    assert 1 == len(canned.requests)


@pytest.mark.parametrize("status", [301, 307, 308, 404])
def test_only_a_302_says_where_a_file_is(status: int) -> None:
    canned = Canned(found(status=status))

    canned.fails(perform_action(READ, BASE))

    assert 1 == len(canned.requests)


def test_a_repository_that_has_moved_is_followed_within_the_api() -> None:
    moved = answer(status=301, location=f"{BASE}/repositories/5/actions/jobs/7/logs")
    canned = Canned(moved, found(), FILE)

    assert DATA == canned.run(perform_action(READ, BASE)).data
    assert "/repositories/5/actions/jobs/7/logs" == canned.requests[1].path
    assert canned.requests[1].streamed


def test_a_log_that_is_gone_is_an_error_of_github() -> None:
    gone: dict[str, Any] = {"message": "Server Error"}

    assert Code.NOT_FOUND is Canned(answer(gone, 404)).fails(perform_action(READ, BASE)).code


def test_github_that_cannot_be_reached_is_asked_again() -> None:
    canned = Canned(REFUSED, found(), FILE)

    assert DATA == canned.run(perform_action(READ, BASE)).data
