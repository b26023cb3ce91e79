"""What can be told of a GitHub token: where the App is, and whether tokens derive from it."""

import json
from dataclasses import asdict
from typing import Any

import pytest

from aegis_cli.actions.provider.derived_token import AppGrant, Inspection
from aegis_cli.core.http import Response, Unreachable
from aegis_cli.core.provider_app import ProviderApp
from aegis_cli.core.secret import Secret
from aegis_cli.providers.github.inspection import NOT_GIVEN, inspect
from tests.helpers.canned import BASE, LOST, answer
from tests.helpers.flows import Player, html
from tests.helpers.rows import for_each

APP = ProviderApp("Iv1.app", Secret("app-secret"))
WIDE = "ghu_wide"
NONE = answer({"message": "Nope."}, 403)


def inspected(
    *answers: Response | Unreachable, app: ProviderApp | None = None, token: str = WIDE
) -> Inspection:
    found: Inspection = Player(*answers).run(inspect(app, BASE, Secret(token)))
    return found


@for_each(
    ("given", "count"),
    [
        (answer({"total_count": 2, "installations": []}), 2),
        (answer({"total_count": 0}), 0),
        (answer({"total_count": -1}), None),
        (answer({"total_count": True}), None),
        (answer({"total_count": "2"}), None),
        (answer([]), None),
        (html(200), None),
        (NONE, None),
        (LOST, None),
    ],
)
def test_installations_are_counted_where_github_says(given: Any, count: int | None) -> None:
    assert count == inspected(given).installations


def test_the_token_itself_asks_for_its_installations() -> None:
    player = Player(answer({"total_count": 2}))

    player.run(inspect(None, BASE, Secret("ghu_wide")))

    (request,) = player.requests
    assert f"{BASE}/user/installations?per_page=100" == request.url
    assert request.bearer == Secret("ghu_wide")


def test_what_the_app_may_do_is_told_where_github_describes_it_as_a_whole() -> None:
    page = "https://github.com/organizations/acme/settings/installations/7"
    whole = {
        "account": {"login": "acme"},
        "app_slug": "aegis-for-acme",
        "html_url": page,
        "permissions": {"issues": "write", "checks": "read"},
    }
    parts = [{**whole, name: None} for name in ("account", "app_slug", "permissions")]
    odd = {**whole, "permissions": {"issues": 4}}

    found = inspected(answer({"total_count": 5, "installations": [whole, *parts, odd, "x"]}))

    assert (
        AppGrant("acme", "aegis-for-acme", page, (("checks", "read"), ("issues", "write"))),
    ) == found.grants
    assert found == Inspection.read(json.loads(json.dumps(asdict(found))))


def test_a_token_of_the_app_can_be_narrowed() -> None:
    assert inspected(NONE, answer({}), app=APP).hindrance is None


@pytest.mark.parametrize(
    ("answers", "app", "token", "words"),
    [
        ([], None, "ghu_wide", NOT_GIVEN),
        ([], APP, "gho_wide", "this is gho_."),
        ([answer({}, 404)], APP, "ghu_wide", "does not know the token"),
        ([answer({}, 401)], APP, "ghu_wide", "does not accept the GitHub App's client id"),
    ],
)
def test_whatever_hinders_it_is_said(
    answers: list[Response], app: ProviderApp | None, token: str, words: str
) -> None:
    assert words in (inspected(NONE, *answers, app=app, token=token).hindrance or "")
