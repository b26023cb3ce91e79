"""The manifest of an App, and how GitHub's answer to it is taken: by what was asked for."""

import json
import re
from dataclasses import replace
from typing import Any

import pytest

from aegis_cli.actions.provider.app_registration import AppOwner, Conversion, MadeApp, WantedApp
from aegis_cli.core.flow import Flow
from aegis_cli.core.http import Response, Unreachable
from aegis_cli.errors import AegisError, Code, Failed
from aegis_cli.providers.github.app_conversion import convert, find_owner
from aegis_cli.providers.github.app_manifest import (
    apps_page,
    describe_app,
    differences,
    form,
    gaps,
    instructions,
    pages,
)
from aegis_cli.providers.github.app_permissions import needs_of_profile, profile
from tests.helpers.flows import Player

BASE = "https://api.github.com"
ACME = AppOwner("acme", is_organization=True)
MONA = AppOwner("mona", is_organization=False)
WANTED = WantedApp(
    name="aegis for acme",
    homepage="https://acme.eu.auth0.com",
    callback="https://acme.eu.auth0.com/login/callback",
    profile="maintainer",
    is_public=False,
    owner=ACME,
)
PERMISSIONS = needs_of_profile(profile(WANTED.profile))
MADE = MadeApp(
    client_id="Iv23liabcdef",
    slug="aegis-for-acme",
    name="aegis for acme",
    owner="acme",
    is_of_organization=True,
    permissions=tuple(PERMISSIONS.items()),
    callbacks=None,
)
BACK = "http://127.0.0.1:7777/callback"
TOLD: dict[str, Any] = {
    "id": 1,
    "slug": "aegis-for-acme",
    "name": "aegis for acme",
    "client_id": "Iv23liabcdef",
    "client_secret": "c1ient-s3cret-of-the-app",
    "webhook_secret": "w3bhook-s3cret-of-the-app",
    "pem": "-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQ\n-----END RSA PRIVATE KEY-----\n",
    "owner": {"login": "acme", "type": "Organization"},
    "permissions": PERMISSIONS,
    "events": [],
}


def answer(data: Any, status: int = 200) -> Response:
    return Response(status, {}, json.dumps(data).encode())


def run(flow: Flow[Any], *answers: Response | Unreachable) -> Any:
    return Player(*answers).run(flow)


def test_the_manifest_asks_for_the_permissions_of_the_profile_and_for_no_webhook() -> None:
    sent = form(WANTED, BASE, BACK, "s3")

    manifest = json.loads(sent.fields["manifest"])
    assert "https://github.com/organizations/acme/settings/apps/new?state=s3" == sent.url
    assert {
        "name": "aegis for acme",
        "url": "https://acme.eu.auth0.com",
        "redirect_url": BACK,
        "callback_urls": ["https://acme.eu.auth0.com/login/callback"],
        "public": False,
        "default_permissions": PERMISSIONS,
    } == manifest


@pytest.mark.parametrize(
    ("owner", "base", "url"),
    [
        (MONA, BASE, "https://github.com/settings/apps/new?state=s3"),
        (MONA, "https://ghe.example/api/v3", "https://ghe.example/settings/apps/new?state=s3"),
        (MONA, "https://api.acme.ghe.com", "https://acme.ghe.com/settings/apps/new?state=s3"),
        (MONA, "http://127.0.0.1:8001", "http://127.0.0.1:8001/settings/apps/new?state=s3"),
    ],
)
def test_the_form_goes_to_the_web_pages_of_that_github(
    owner: AppOwner, base: str, url: str
) -> None:
    assert url == form(replace(WANTED, owner=owner), base, BACK, "s3").url


def test_what_no_manifest_can_name_is_left_for_a_person_and_said() -> None:
    everything = replace(WANTED, profile="everything")

    manifest = json.loads(form(everything, BASE, BACK, "s3").fields["manifest"])
    text = instructions(everything)

    assert "members" in manifest["default_permissions"]
    assert "issue_types" not in manifest["default_permissions"]
    assert "Issue types (Read-only)" in text.partition("no manifest can name")[2]


def test_what_is_printed_has_the_words_of_the_page_and_the_manifest() -> None:
    text = instructions(replace(WANTED, owner=None))

    assert "Repository permissions\n" in text
    assert "  Pull requests    Read and write\n" in text
    assert "  Checks           Read-only\n" in text
    assert "Account permissions\n  Followers        Read and write\n" in text
    assert '"pull_requests": "write"' in text
    assert WANTED.callback in text
    assert "redirect_url" not in text
    assert "no manifest can name" not in text


def test_what_a_profile_cannot_do_of_what_it_seems_to_be_for_is_printed() -> None:
    issues, everything = (
        instructions(replace(WANTED, profile=name)) for name in ("issues", "everything")
    )

    assert "cannot comment on, label, assign, lock, change or react to a pull request" in issues
    assert "cannot" not in everything.partition("no manifest can")[0]


@pytest.mark.parametrize(
    ("key", "said"),
    [
        (
            "statuses",
            r"Commit statuses \(Read and write\), for commits\.\w+, commits\.get_status, pulls\.\w+",
        ),
        (
            "contents",
            r"Contents \(Read and write\), for \d\d actions on branches, .*files, .*pulls, .+",
        ),
    ],
)
def test_what_an_app_lacks_names_few_actions_and_what_many_are_about(key: str, said: str) -> None:
    found = gaps({name: level for name, level in PERMISSIONS.items() if name != key})

    (lack,) = found.lacks
    assert re.fullmatch(said, lack)


def test_the_app_that_was_asked_for_differs_in_nothing() -> None:
    assert () == differences(WANTED, MADE)
    assert () == differences(WANTED, replace(MADE, name="Other", slug="other"))
    assert () == differences(WANTED, replace(MADE, callbacks=(WANTED.callback,)))
    assert () == differences(WANTED, replace(MADE, owner="ACME"))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"owner": "mallory"}, "its owner is mallory, not acme"),
        ({"permissions": (("issues", "write"),)}, "it lacks"),
        (
            {"permissions": (*PERMISSIONS.items(), ("administration", "write"))},
            "it has more: Administration (Read and write)",
        ),
        ({"permissions": (*PERMISSIONS.items(), ("x", "all"))}, "it has more: x (all)"),
        ({"callbacks": ("https://mallory.example/",)}, "its callback is https://mallory.example/"),
        ({"callbacks": (WANTED.callback, "https://mallory.example/")}, "its callback is"),
        ({"callbacks": ()}, "its callback is missing"),
        ({"events": ("push", "issues")}, "its webhook is told of events: push, issues"),
        ({"owner": "x" * 10**6}, f"its owner is {'x' * 287}…"),
    ],
    ids=lambda one: str(one)[:60],
)
def test_an_app_of_somebody_else_is_told_from_it(change: dict[str, Any], said: str) -> None:
    (found,) = differences(WANTED, replace(MADE, **change))

    assert found.startswith(said)


def test_a_made_app_is_shown_with_all_that_is_compared_and_where_to_look() -> None:
    text = describe_app(WANTED, MADE, BASE)

    for part in (
        "aegis-for-acme",
        "Iv23liabcdef",
        "owner        acme",
        "Contents (Read and write)",
        "does not say",
        WANTED.callback,
        "https://github.com/organizations/acme/settings/apps/aegis-for-acme",
    ):
        assert part in text


def test_a_callback_that_github_tells_needs_no_look_at_the_page() -> None:
    text = describe_app(WANTED, replace(MADE, callbacks=(WANTED.callback,)), BASE)

    assert f"callback     {WANTED.callback}\n" in text
    assert "Look at its page" not in text


def test_a_name_that_was_not_asked_for_is_shown_as_that() -> None:
    renamed = replace(MADE, name="Evil", slug="evil")

    assert "asked for was" not in describe_app(WANTED, MADE, BASE)
    assert "Evil (evil); asked for was aegis for acme\n" in describe_app(WANTED, renamed, BASE)


def test_a_name_of_a_server_makes_no_row_of_its_own_and_is_cut() -> None:
    odd = replace(MADE, name="x\n  owner        acme\n\x1b[2J" + "y" * 400)
    rows = describe_app(WANTED, odd, BASE).splitlines()

    assert 1 == sum(row.startswith("  owner ") for row in rows)
    assert "\x1b" not in "".join(rows)
    assert all(len(row) < 400 for row in rows)


def test_the_pages_are_those_of_the_owner() -> None:
    own = pages(replace(MADE, owner="mona", is_of_organization=False), BASE)

    assert "https://github.com/settings/apps/aegis-for-acme" == own.settings
    assert "https://github.com/settings/apps/aegis-for-acme/permissions" == own.permissions
    assert "https://github.com/apps/aegis-for-acme/installations/new" == own.install


@pytest.mark.parametrize(
    ("owner", "base", "page"),
    [
        (MONA, BASE, "https://github.com/settings/apps"),
        (ACME, BASE, "https://github.com/organizations/acme/settings/apps"),
        (
            ACME,
            "https://ghe.example/api/v3",
            "https://ghe.example/organizations/acme/settings/apps",
        ),
    ],
)
def test_the_apps_of_an_owner_are_on_a_page_of_its_host(
    owner: AppOwner, base: str, page: str
) -> None:
    assert page == apps_page(replace(WANTED, owner=owner), base)


# What GitHub answers


def test_the_answer_becomes_the_app_and_its_secrets() -> None:
    player = Player(answer(TOLD, 201))

    made: Conversion = player.run(convert(BASE, "c0de"))

    (request,) = player.requests
    assert ("POST", f"{BASE}/app-manifests/c0de/conversions") == (request.method, request.url)
    assert request.bearer is None
    assert MADE == made.app
    assert "c1ient-s3cret-of-the-app" == made.client_secret.reveal()
    assert [TOLD["webhook_secret"], TOLD["pem"]] == [each.reveal() for each in made.kept]
    assert "s3cret" not in repr(made)


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({}, 404, Code.NOT_FOUND),
        ({}, 422, Code.INVALID),
        ({}, 500, Code.OUTCOME_UNKNOWN),
        ({"client_id": "a b"}, 201, Code.PROTOCOL),
        ({"client_id": None}, 201, Code.PROTOCOL),
        ({"client_secret": ""}, 201, Code.PROTOCOL),
        ({"client_secret": "two words"}, 201, Code.PROTOCOL),
        ({"slug": "../evil"}, 201, Code.PROTOCOL),
        ({"owner": None}, 201, Code.PROTOCOL),
        ({"permissions": ["issues"]}, 201, Code.PROTOCOL),
        ({"permissions": {"issues": 4}}, 201, Code.PROTOCOL),
    ],
    ids=str,
)
def test_an_answer_that_is_none_ends_without_an_app(
    change: dict[str, Any], status: int, code: Code
) -> None:
    with pytest.raises(AegisError) as caught:
        run(convert(BASE, "c0de"), answer({**TOLD, **change}, status))

    assert code is caught.value.code
    assert "s3cret" not in f"{caught.value.message} {caught.value.hint}"


def test_a_refusal_that_repeats_the_code_says_it_without_it() -> None:
    code = "a180b1a3d263c81bc6441d7b990bae27d4c10679"

    with pytest.raises(AegisError) as refused:
        run(convert(BASE, code), answer({"message": f"no code {code} here"}, 404))

    assert code not in f"{refused.value.message} {refused.value.hint}"


def test_a_lost_answer_is_not_asked_for_again_since_a_code_holds_once() -> None:
    with pytest.raises(AegisError) as lost:
        run(convert(BASE, "c0de"), Unreachable("the connection broke", sent=True))
    with pytest.raises(Failed) as unsent:
        run(
            convert(BASE, "c0de"),
            *[Unreachable("it cannot be connected to", sent=False)] * 3,
        )

    assert Code.OUTCOME_UNKNOWN is lost.value.code
    assert Code.NETWORK is unsent.value.code


@pytest.mark.parametrize(
    ("told", "owner"),
    [
        ({"login": "mona", "type": "User"}, MONA),
        ({"login": "acme", "type": "Organization"}, ACME),
    ],
)
def test_github_says_who_an_account_is(told: Any, owner: AppOwner) -> None:
    assert owner == run(find_owner(BASE, owner.login.upper()), answer(told))


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (answer({"message": "Not Found"}, 404), Code.NOT_FOUND),
        (answer({"login": "mona", "type": "Bot"}), Code.PROTOCOL),
        (answer({"login": "other", "type": "User"}), Code.PROTOCOL),
        (answer([]), Code.PROTOCOL),
    ],
)
def test_nobody_else_owns_an_app(given: Response, code: Code) -> None:
    with pytest.raises(AegisError) as caught:
        run(find_owner(BASE, "mona"), given)

    assert code is caught.value.code


def test_a_login_that_cannot_be_one_is_not_sent() -> None:
    with pytest.raises(AegisError) as caught:
        run(find_owner(BASE, "../orgs"))

    assert Code.BAD_USAGE is caught.value.code
