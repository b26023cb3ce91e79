"""Deriving a token for one plan and deleting it: what is sent, and what each answer means."""

from typing import Any

import pytest

from aegis_cli.actions.call import Call
from aegis_cli.actions.provider.derived_token import Derived, NotNarrowed
from aegis_cli.core.flow import Flow
from aegis_cli.core.http import Response
from aegis_cli.core.provider_app import ProviderApp
from aegis_cli.core.secret import Secret
from aegis_cli.errors import Code
from aegis_cli.providers.github.derivation import belongs_to, delete, derive, narrow, widen
from aegis_cli.providers.github.narrowing import plan_reach, wider_reach
from aegis_cli.providers.github.nouns.actions.variables import CreateVariable
from aegis_cli.providers.github.nouns.context.users import GetMe
from aegis_cli.providers.github.nouns.issues.issue_labels import AddLabels
from aegis_cli.providers.github.nouns.issues.issues import GetIssue
from aegis_cli.providers.github.nouns.pull_requests.pull_changes import MergePull
from aegis_cli.providers.github.nouns.pull_requests.pulls import GetPull
from aegis_cli.providers.github.token_reach import TokenReach
from tests.helpers.canned import BASE, LOST, REFUSED, answer
from tests.helpers.flows import Player, all_that_shows, html
from tests.helpers.rows import for_each

APP = ProviderApp("Iv1.app", Secret("app-s3cret"))
WIDE = Secret("ghu_wide")
SCOPE = TokenReach("acme", ("web",), (("issues", "write"), ("metadata", "read")))
GIVEN = {"token": "ghu_derived", "expires_at": "2026-11-24T18:30:00Z"}
DATE = "Tue, 24 Nov 2026 10:30:00 GMT"
DERIVED = Derived(Secret("ghu_derived"), None)


def narrowed(token: Secret, calls: tuple[Call, ...]) -> Flow[Derived | NotNarrowed]:
    """Derive a token for calls, as the process with the token does once it is told their reach."""
    reach = plan_reach(calls)
    if isinstance(reach, NotNarrowed):
        return reach
    return (yield from narrow(APP, BASE, token, reach))


def widened(call: Call) -> Flow[Derived | None]:
    """Derive one with one permission more."""
    reach = wider_reach(call, "workflows:write")
    return None if reach is None else (yield from widen(APP, BASE, WIDE, reach))


def plain(value: Any) -> Any:
    return value.reveal() if isinstance(value, Secret) else value


def test_the_request_is_what_github_documents() -> None:
    player = Player(answer(GIVEN, date=DATE))

    derived = player.run(derive(APP, BASE, WIDE, SCOPE))

    (request,) = player.requests
    assert ("POST", f"{BASE}/applications/Iv1.app/token/scoped") == (request.method, request.url)
    assert request.basic is not None
    assert ("Iv1.app", "app-s3cret") == (request.basic[0], request.basic[1].reveal())
    assert {
        "access_token": "ghu_wide",
        "target": "acme",
        "repositories": ["web"],
        "permissions": {"issues": "write", "metadata": "read"},
    } == {name: plain(value) for name, value in request.fields or ()}
    assert (None, None) == (request.bearer, request.body)
    assert ("ghu_derived", 28_800.0) == (derived.token.reveal(), derived.expires_in)


@for_each(
    ("expires_at", "date", "life"),
    [
        ("2026-11-24T10:29:00Z", DATE, 0.0),
        ("2026-11-24T18:30:00Z", "", None),
        ("2026-11-24T18:30:00", DATE, None),
        ("soon", DATE, None),
        (None, DATE, None),
        (12, DATE, None),
    ],
)
def test_its_life_is_measured_by_githubs_clock_or_not_at_all(
    expires_at: Any, date: str, life: float | None
) -> None:
    given = answer(GIVEN | {"expires_at": expires_at}, date=date)

    assert life == Player(given).run(derive(APP, BASE, WIDE, SCOPE)).expires_in


@for_each(
    "given",
    [
        answer({"token": "ghu_wide"}),
        answer({"token": ""}),
        answer({"token": "ghu_\ud83d\ude00"}),
        answer({"token": "ghu_x\r\nhost: elsewhere"}),
        answer({"token": 7}),
        answer({}),
        answer(["ghu_derived"]),
        html(200),
    ],
)
def test_an_answer_without_another_token_ends_the_plan(given: Response) -> None:
    failed = Player(given).fails(derive(APP, BASE, WIDE, SCOPE))

    assert Code.PROTOCOL is failed.code


SAID = {"message": "Nope."}


@for_each(
    ("given", "code", "words"),
    [
        (answer(SAID, 401), Code.MISCONFIGURED, "AEGIS_GITHUB_APP_CLIENT_SECRET"),
        (answer(SAID, 404), Code.MISCONFIGURED, "connect the GitHub account again"),
        (answer(SAID, 403), Code.FORBIDDEN, "acme/web with issues:write, metadata:read (403)"),
        (answer(SAID, 422), Code.FORBIDDEN, "must be installed there"),
        (answer(SAID, 429), Code.RATE_LIMITED, "rate limit"),
        (answer(SAID, 403, retry_after="5"), Code.RATE_LIMITED, "Try again"),
        (answer(SAID, 418), Code.GITHUB, "418): Nope."),
        (html(422), Code.FORBIDDEN, "status 422"),
        (answer({"message": 7}, 422), Code.FORBIDDEN, "status 422"),
    ],
)
def test_a_refusal_ends_the_plan_and_says_what_to_do(
    given: Response, code: Code, words: str
) -> None:
    player = Player(given)

    failed = player.fails(derive(APP, BASE, WIDE, SCOPE))

    assert code is failed.code
    assert words in f"{failed.message} {failed.hint}"
    assert 1 == len(player.requests)


@pytest.mark.parametrize(
    ("status", "code"), [(422, None), (403, Code.FORBIDDEN), (404, Code.MISCONFIGURED)]
)
def test_what_only_reads_goes_on_wider_where_no_derivation_expresses_it(
    status: int, code: Code | None
) -> None:
    player = Player(answer(SAID, status))
    reading = TokenReach("acme", ("web",), (("issues", "read"),), only_reads=True)

    if code is not None:
        assert code is player.fails(derive(APP, BASE, WIDE, reading)).code
        return
    found = player.run(derive(APP, BASE, WIDE, reading))

    assert NotNarrowed("GitHub gives no token for acme/web with issues:read (422): Nope.") == found


def test_a_fault_is_tried_again_and_a_lost_answer_is_not() -> None:
    faulty, lost = Player(answer(SAID, 502), REFUSED, answer(GIVEN)), Player(LOST)
    broken = Player(*[answer(SAID, 503)] * 3)

    faulty.run(derive(APP, BASE, WIDE, SCOPE))

    assert Code.NETWORK is lost.fails(derive(APP, BASE, WIDE, SCOPE)).code
    assert Code.GITHUB is broken.fails(derive(APP, BASE, WIDE, SCOPE)).code
    assert ([0.5, 1.0], []) == (faulty.waits, lost.waits)


def test_a_server_that_echoes_what_was_sent_is_not_repeated() -> None:
    echo = {"message": "access_token ghu_wide of app-s3cret"}

    shown = all_that_shows(Player(answer(echo, 422)).fails(derive(APP, BASE, WIDE, SCOPE)))

    assert "[redacted]" in shown
    assert [] == [secret for secret in ("ghu_wide", "app-s3cret") if secret in shown]


def test_what_is_deleted_is_the_derived_token() -> None:
    player = Player(answer(None, 204))

    assert player.run(delete(APP, BASE, DERIVED)) is True

    (request,) = player.requests
    assert ("DELETE", f"{BASE}/applications/Iv1.app/token") == (request.method, request.url)
    assert [("access_token", "ghu_derived")] == [(n, plain(v)) for n, v in request.fields or ()]


@for_each(
    ("answers", "is_gone"),
    [
        ([answer(None, 204)], True),
        ([answer(SAID, 404)], True),
        ([answer(SAID, 422)], True),
        ([LOST, answer(SAID, 422)], True),
        ([answer(SAID, 502), LOST, answer(None, 204)], True),
        ([answer(SAID, 401)], False),
        ([LOST, LOST, LOST], False),
        ([answer(SAID, 500)] * 3, False),
    ],
)
def test_a_deletion_is_tried_until_it_is_certain_or_hopeless(
    answers: list[Any],
    is_gone: bool,  # noqa: FBT001
) -> None:
    assert is_gone is Player(*answers).run(delete(APP, BASE, DERIVED))


@pytest.mark.parametrize(("status", "is_ours"), [(200, True), (404, False), (422, False)])
def test_github_says_whose_a_token_is(status: int, is_ours: bool) -> None:  # noqa: FBT001
    player = Player(answer({}, status))

    assert is_ours is player.run(belongs_to(APP, BASE, WIDE))
    assert ["POST /applications/Iv1.app/token"] == player.log


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ([answer(SAID, 401)], Code.MISCONFIGURED),
        ([answer(SAID, 403)], Code.GITHUB),
        ([LOST] * 3, Code.NETWORK),
    ],
)
def test_where_github_does_not_say_whose_it_is_that_is_an_error(
    answers: list[Any], code: Code
) -> None:
    assert code is Player(*answers).fails(belongs_to(APP, BASE, WIDE)).code


def test_nothing_of_it_shows_a_secret() -> None:
    player = Player(answer(GIVEN))
    derived = player.run(derive(APP, BASE, WIDE, SCOPE))

    shown = f"{APP!r} {derived!r} {player.requests!r}"

    assert [] == [word for word in ("s3cret", "ghu_") if word in shown]


def test_a_token_for_calls_reaches_what_they_need() -> None:
    calls = (Call("s1", AddLabels(repo="acme/web", issue_number=12, labels=["bug"])),)
    player = Player(answer(GIVEN, date=DATE))

    derived = player.run(narrowed(WIDE, calls))

    assert isinstance(derived, Derived)
    assert ["token/scoped"] == [request.path[-12:] for request in player.requests]


@pytest.mark.parametrize(
    ("token", "calls", "reason"),
    [
        ("ghu_wide", (), "No repository is named."),
        (
            "gho_wide",
            (Call("s1", GetIssue(repo="acme/web", issue_number=12)),),
            "Only the token of a GitHub App (ghu_) can be limited to one plan; this is gho_.",
        ),
    ],
)
def test_where_no_derived_token_would_do_github_is_not_asked(
    token: str, calls: tuple[Call, ...], reason: str
) -> None:
    player = Player()

    assert NotNarrowed(reason) == player.run(narrowed(Secret(token), calls))
    assert [] == player.requests


LABEL = Call("s1", AddLabels(repo="acme/web", issue_number=12, labels=["bug"]))
SHOW = Call("s2", GetPull(repo="acme/web", pull_number=12), related=("reviews", "checks"))


def permissions(player: Player) -> list[Any]:
    """Return the permissions that each request asked for."""
    return [dict(request.fields or ())["permissions"] for request in player.requests]


WITH = {"checks": "read", "metadata": "read", "pull_requests": "read"}
WITHOUT = {"metadata": "read", "pull_requests": "read"}


def test_a_token_for_what_stands_beside_a_call_is_asked_for_once() -> None:
    player = Player(answer(GIVEN, date=DATE))

    assert isinstance(player.run(narrowed(WIDE, (SHOW,))), Derived)
    assert [WITH] == permissions(player)


@pytest.mark.parametrize("calls", [(SHOW,), (LABEL, SHOW)])
@pytest.mark.parametrize("status", [403, 422])
def test_where_the_app_lacks_what_stands_beside_the_token_is_for_the_rest(
    calls: tuple[Call, ...], status: int
) -> None:
    player = Player(answer(SAID, status), answer(GIVEN, date=DATE))

    assert isinstance(player.run(narrowed(WIDE, calls)), Derived)
    first, second = permissions(player)
    assert {"checks": "read"} == dict(first.items() - second.items())


def test_where_the_rest_is_refused_too_that_is_told_as_ever() -> None:
    reads, writes = (Player(*[answer(SAID, 422)] * times) for times in (2, 3))

    assert isinstance(reads.run(narrowed(WIDE, (SHOW,))), NotNarrowed)
    assert Code.FORBIDDEN is writes.fails(narrowed(WIDE, (LABEL, SHOW))).code


def test_where_the_app_lacks_what_a_pull_request_takes_the_token_is_for_an_issue() -> None:
    player = Player(answer(SAID, 422), answer(GIVEN, date=DATE))

    assert isinstance(player.run(narrowed(WIDE, (LABEL,))), Derived)
    assert [
        {"issues": "write", "metadata": "read", "pull_requests": "write"},
        {"issues": "write", "metadata": "read"},
    ] == permissions(player)


SET = Call("s1", CreateVariable(repo="acme/web", name="REGION", value="eu"))


def test_a_permission_that_no_schema_names_is_asked_for_and_without_it_the_wide_token_is_left() -> (
    None
):
    asked, refused = Player(answer(GIVEN, date=DATE)), Player(answer(SAID, 422))

    assert isinstance(asked.run(narrowed(WIDE, (SET,))), Derived)
    left = refused.run(narrowed(WIDE, (SET,)))

    assert [{"actions_variables": "write", "metadata": "read"}] == permissions(asked)
    assert isinstance(left, NotNarrowed)
    assert "acme/web with actions_variables:write, metadata:read (422): Nope." in left.reason


def test_the_wide_token_is_left_for_no_other_status() -> None:
    player = Player(answer(SAID, 403))

    assert Code.FORBIDDEN is player.fails(narrowed(WIDE, (SET,))).code


MERGE = Call("s1", MergePull(repo="acme/web", pull_number=11))


def test_a_token_with_one_permission_more_is_for_one_call_and_may_be_refused() -> None:
    asked, refused = Player(answer(GIVEN, date=DATE)), Player(answer(SAID, 422))

    derived = asked.run(widened(MERGE))

    assert isinstance(derived, Derived)
    assert [{"contents": "write", "metadata": "read", "workflows": "write"}] == permissions(asked)
    assert None is refused.run(widened(MERGE))
    assert None is Player().run(widened(Call("s1", GetMe())))


@pytest.mark.parametrize("given", [LOST, answer(SAID, 401), answer(SAID, 403, retry_after="5")])
def test_a_refusal_for_another_reason_is_not_tried_with_less(given: Any) -> None:
    player = Player(given)

    player.fails(narrowed(WIDE, (SHOW,)))

    assert [WITH] == permissions(player)
