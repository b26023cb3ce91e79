"""The address of a file at a storage host: by https, without a token, and in no text of ours."""

import traceback

import pytest

from aegis_cli.core.given_address import storage_read
from aegis_cli.core.http import Request
from aegis_cli.core.secret import Secret
from tests.helpers.rows import for_each

API = "https://api.github.com"
HERE = "http://127.0.0.1:4000"
SIGNED = "https://logs.blob.example/a/b.txt?se=2026-11-29&sig=s3cr3t-signature"


def test_a_read_of_a_given_address_shows_its_host_alone() -> None:
    request = storage_read(Secret(SIGNED), API)

    assert request is not None
    assert ("GET", "https://logs.blob.example", "/") == (request.method, request.base, request.path)
    assert request.streamed
    assert "s3cr3t" not in f"{request!r}{request.url}"


@for_each(
    ("address", "base"),
    [
        ("http://logs.blob.example/a", API),
        ("ftp://logs.blob.example/a", API),
        ("file:///etc/passwd", API),
        ("//", API),
        ("/relative", API),
        ("https://", API),
        ("https://person:word@logs.blob.example/a", API),
        ("https://logs.blob.example/a b", API),
        ("https://logs.blob.example/a\nb", API),
        ("https://logs.blob.example/" + "a" * 16_384, API),
        ("http://127.0.0.1:4001/a", API),
        ("https://127.0.0.1:4001/a", API),
        ("https://localhost/a", API),
        ("http://[::1]:4001/a", API),
        ("https://localhost./a", API),
        ("https://files.localhost/a", API),
        ("https://169.254.169.254/latest/meta-data", API),
        ("https://[fe80::1]/a", API),
        ("https://2130706433/a", API),
        ("https://0x7f.1/a", API),
        ("https://10.0.0.7./a", HERE),
        ("http://logs.blob.example/a", HERE),
    ],
)
def test_nothing_is_fetched_from_elsewhere(address: str, base: str) -> None:
    assert storage_read(Secret(address), base) is None


def test_a_storage_host_on_this_machine_is_one_of_a_provider_that_is_here() -> None:
    assert storage_read(Secret("http://127.0.0.1:4001/a?sig=x"), HERE) is not None


@pytest.mark.parametrize(
    "more",
    [{"bearer": Secret("ghu_0123456789abcdef")}, {"basic": ("app", Secret("word"))}],
    ids=["a token", "a password"],
)
def test_a_request_for_a_given_address_can_have_no_token(more: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="gets no token") as raised:
        Request("GET", API, "/", address=Secret(SIGNED), **more)  # type: ignore[arg-type]  # as a mistake would

    assert "s3cr3t" not in "".join(traceback.format_exception(raised.value))


def test_a_given_address_is_read_and_never_written_to() -> None:
    with pytest.raises(ValueError, match="is read"):
        Request("POST", API, "/", address=Secret(SIGNED))


def test_no_person_is_asked_to_approve_a_given_address() -> None:
    with pytest.raises(ValueError, match="never approved"):
        Request("GET", API, "/", address=Secret(SIGNED)).fingerprint()
