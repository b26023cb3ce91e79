"""A redirect that GitHub gave is gh's where it stays at GitHub, and the session's where it does not."""

import pytest

from aegis_cli.core.secret import Secret
from aegis_cli.errors import Failed
from aegis_cli.providers.github.gh_door.redirects import follow, is_redirect, stays_at
from tests.helpers.rows import for_each

BASE = "https://api.github.com"
STORED = "https://release-assets.githubusercontent.com/x?sig=1"


@for_each("location", ["/repositories/1", "https://api.github.com/repositories/1"])
def test_what_stays_at_github_is_for_gh_to_ask(location: str) -> None:
    assert stays_at(location, BASE)


@for_each(
    "location",
    [STORED, "", "//evil.example/x", "/\\evil.example/x", "http://api.github.com/x", "x",
     "https://api.github.com@evil.example/", "https://api.github.com.evil.example/",
     "https://api.github.com\\@evil.example/", "https://api.github.com:8443/x"],
)  # fmt: skip
def test_nothing_else_stays_there(location: str) -> None:
    assert not stays_at(location, BASE)


def test_a_file_at_a_storage_host_is_read_without_a_token() -> None:
    request = follow("GET", Secret(STORED), BASE)

    assert request is not None
    assert (None, None, ()) == (request.bearer, request.basic, request.headers)
    assert ("GET", "https://release-assets.githubusercontent.com") == (request.method, request.base)


def test_of_a_head_nothing_is_read() -> None:
    assert follow("HEAD", Secret(STORED), BASE) is None


@for_each(
    "location",
    ["http://storage.example/x", "https://127.0.0.1/x", "https://localhost/x", "https://[::1]/x",
     "https://169.254.169.254/latest/meta-data", "https://2130706433/x", "https://0x7f.1/x",
     "https://a:b@storage.example/x", "file:///etc/passwd", "//storage.example/x", "x"],
)  # fmt: skip
def test_a_redirect_elsewhere_is_not_followed(location: str) -> None:
    with pytest.raises(Failed, match="fetches nothing"):
        follow("GET", Secret(location), BASE)


@for_each("status", [301, 302, 303, 307, 308])
def test_these_say_where_the_thing_is(status: int) -> None:
    assert is_redirect(status)


@for_each("status", [200, 201, 300, 304, 305, 404])
def test_no_other_status_does(status: int) -> None:
    assert not is_redirect(status)
