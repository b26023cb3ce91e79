"""`aegis whoami`: signs in for reading, tells what that gave, and leaves nothing."""

from collections.abc import Iterator

import pytest

from tests.cli.console import Console, console

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
    words = ("Mona Lisa", "github|583231", "10 minutes", "aegis:read openid profile")
    assert [] == [word for word in words if word not in ends["text"].out]


def test_it_asks_for_no_github_token_and_leaves_no_file(at: Console) -> None:
    ended = at.run("whoami")

    assert 0 == ended.code
    assert "confirm the code" in ended.err
    assert [] == at.sandbox.tokens()
    assert [] == at.sandbox.lines()
    assert [] == list(at.folder.rglob("*"))


def test_without_settings_it_says_which_are_missing(at: Console) -> None:
    ended = at.run("whoami", "-o", "json", more={"AEGIS_CLIENT_ID": "", "AEGIS_AUDIENCE": ""})

    assert (2, "usage", "bad_settings") == ended.end
    assert "AEGIS_CLIENT_ID, AEGIS_AUDIENCE" in ended.document["error"]["message"]
