"""`aegis whoami`: signs in for reading, tells what that gave, and leaves nothing."""

from collections.abc import Iterator

import pytest

from aegis_cli.cli.whoami import _session
from tests.helpers.console import Console, console

pytestmark = pytest.mark.enable_socket


@pytest.fixture
def at() -> Iterator[Console]:
    with console() as found:
        yield found


def test_it_tells_who_signed_in_what_was_granted_and_for_how_long(at: Console) -> None:
    ends = at.run_all({"text": ("whoami",), "json": ("whoami", "--output", "json")})

    (result,) = ends["json"].document["results"]
    assert {0} == {ended.code for ended in ends.values()}
    assert {
        "name": "Mona Lisa",
        "subject": "github|583231",
        "issuer": at.sandbox.environment["AEGIS_ISSUER"],
        "scope": ["aegis:read", "openid", "profile"],
        "expires_in": 600.0,
    } == result["data"]
    words = ("Mona Lisa", "github|583231", "expires in 10 minutes", "aegis:read openid profile")
    assert [] == [word for word in words if word not in ends["text"].out]


@pytest.mark.parametrize(
    ("life", "words"),
    [
        (28_790.0, "expires in about 8 hours"),
        (600.0, "expires in 10 minutes"),
        (20.0, "expires within a minute"),
        (None, "does not say when it expires"),
    ],
)
def test_the_life_of_a_token_is_told_from_now_on(life: float | None, words: str) -> None:
    found = {"name": "Mona", "subject": "", "issuer": "x", "scope": ["openid"], "expires_in": life}

    assert (
        f"the session is forgotten now; its token, which nobody holds any more, {words}"
        == list(_session(found, is_held=False))[-1]
    )


def test_it_asks_for_no_github_token_and_leaves_no_file(at: Console) -> None:
    ended = at.run("whoami")

    assert 0 == ended.code
    assert "confirm the code" in ended.err
    assert [] == at.sandbox.tokens()
    assert [] == at.sandbox.lines()
    assert [] == list(at.folder.rglob("*"))


def test_with_github_it_tells_of_the_token_what_can_be_told_and_forgets_it(at: Console) -> None:
    at.sandbox.set(installations=["acme"])

    ends = at.run_all(
        {"text": ("whoami", "--github"), "json": ("whoami", "--github", "-o", "json")}
    )

    (result,) = ends["json"].document["results"]
    told = result["data"]["github"]
    assert {0} == {ended.code for ended in ends.values()}
    assert 28_700 < told.pop("expires_in") <= 28_800
    assert {
        "login": "mona",
        "token": "ghu_",
        "can_be_narrowed": False,
        "hindrance": "AEGIS_GITHUB_APP_CLIENT_ID and AEGIS_GITHUB_APP_CLIENT_SECRET are not set.",
        "installations": 1,
    } == told
    words = (
        "at GitHub: mona",
        "of the kind ghu_, expires in about 8 hours",
        "are not set",
        "reach: 1",
    )
    assert [] == [word for word in words if word not in ends["text"].out]
    shown = "".join(ended.out + ended.err for ended in ends.values())
    assert [] == [token for token in at.sandbox.tokens() if token[4:] in shown]
    assert [] == list(at.folder.rglob("*"))


def test_where_the_app_is_installed_nowhere_it_says_how_to_install_it(at: Console) -> None:
    at.sandbox.set(installations=[])

    assert "/installations/new" in at.run("whoami", "--github").out


def test_where_github_does_not_say_that_is_said(at: Console) -> None:
    at.sandbox.fault("github", "GET", "/user/installations", status=403, body="{}")

    assert "GitHub did not say where" in at.run("whoami", "--github").out


def test_half_of_the_github_app_is_a_mistake_in_the_settings(at: Console) -> None:
    more = {"AEGIS_GITHUB_APP_CLIENT_ID": "Iv1.app"}

    ended = at.run("whoami", "--github", "-o", "json", more=more)
    acted = at.run("do", "users.get_me", "-o", "json", more=more)

    assert [(2, "usage", "bad_settings")] * 2 == [ended.end, acted.end]
    assert "AEGIS_GITHUB_APP_CLIENT_SECRET" in ended.document["error"]["message"]
    assert [] == at.sandbox.tokens()


def test_an_account_that_is_not_connected_ends_it_as_any_other_command(at: Console) -> None:
    at.sandbox.set(connected=False)

    assert (4, "not_signed_in", "not_connected") == at.run("whoami", "--github", "-o", "json").end


def test_with_the_github_app_each_plan_has_its_own_token_and_the_result_says_so() -> None:
    with console("--github-app") as at:
        ends = at.run_all(
            {
                "whoami": ("whoami", "--github"),
                "narrow": (
                    "do",
                    "issues.get",
                    "-R",
                    "acme/web",
                    "--issue-number",
                    "12",
                    "-o",
                    "json",
                ),
                "wide": ("do", "users.get_me"),
            }
        )

    token = ends["narrow"].document["tokens"]["github"]
    assert "each plan gets a token of its own" in ends["whoami"].out
    assert ("ghu_", True, None) == (token["kind"], token["narrowed"], token["reason"])
    assert "The token was not limited to this plan: No repository is named." in ends["wide"].err


def test_without_settings_it_says_which_are_missing(at: Console) -> None:
    ended = at.run("whoami", "-o", "json", more={"AEGIS_CLIENT_ID": "", "AEGIS_AUDIENCE": ""})

    assert (2, "usage", "bad_settings") == ended.end
    assert "AEGIS_CLIENT_ID, AEGIS_AUDIENCE" in ended.document["error"]["message"]
