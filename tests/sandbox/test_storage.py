"""The sandbox's storage host: signed addresses that end, and no token."""

from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from aegis_cli.sandbox.state import Issued, State
from aegis_cli.sandbox.storage import LIFE, blob_of, give, longer, noise, storage

ROOT = "http://storage"


class Clock:
    """A time that a test moves."""

    at = 1_000_000.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def state() -> State:
    return State(now=Clock(), storage=ROOT)


def client(state: State) -> TestClient:
    return TestClient(storage(state), base_url=ROOT)


def test_who_has_the_address_may_read_the_file(state: State) -> None:
    address = give(state, blob_of(b"a log", "text/plain"))

    answer = client(state).get(address)

    assert (200, b"a log", "5") == (
        answer.status_code,
        answer.content,
        answer.headers["content-length"],
    )


def test_a_token_beside_it_is_an_error(state: State) -> None:
    address = give(state, blob_of(b"a log", "text/plain"))

    answer = client(state).get(address, headers={"authorization": "Bearer ghu_x"})

    assert 400 == answer.status_code
    assert "InvalidAuthenticationInfo" in answer.text


def test_an_address_ends_after_a_minute(state: State) -> None:
    address, clock = give(state, blob_of(b"a log", "text/plain")), state.now
    assert isinstance(clock, Clock)
    clock.at += LIFE + 1

    assert 403 == client(state).get(address).status_code


@pytest.mark.parametrize("change", ["sig=x&", "se=9999999999&sig="])
def test_a_signature_is_needed(state: State, change: str) -> None:
    before, _, signature = give(state, blob_of(b"a log", "text/plain")).partition("sig=")
    wrong = f"{before}{change}{signature[:-1]}"

    assert 403 == client(state).get(wrong).status_code
    assert 403 == client(state).get(before).status_code
    assert 403 == client(state).get("/files/nothing?sig=x").status_code


def test_a_signature_is_a_secret_that_was_handed_out(state: State) -> None:
    address = give(state, blob_of(b"a log", "text/plain"))

    assert [address.rpartition("=")[2]] == state.issued[Issued.SIGNATURE]
    assert state.issued[Issued.SIGNATURE][0] not in repr(state.kept)


@pytest.mark.parametrize("size", [0, 5, 131_072, 300_001])
def test_a_file_has_as_many_bytes_as_it_says_always_the_same(state: State, size: int) -> None:
    blob = noise("web.zip", size)

    answer = client(state).get(give(state, blob))

    assert size == len(answer.content) == blob.size
    assert answer.content == b"".join(noise("web.zip", size).pieces())


@pytest.mark.parametrize("size", [0, 20, 100_000])
def test_a_text_is_made_longer_by_lines(state: State, size: int) -> None:
    blob = longer(b"begin\n", [b"one\n", b"three\n"], b"end\n", size, "text/plain")

    content = client(state).get(give(state, blob)).content

    assert len(content) == blob.size
    assert content.startswith(b"begin\n")
    assert content.endswith(b"end\n")
    assert len(content) <= size + 10 + max(0, 10 - size)


def test_anything_else_is_not_there(state: State) -> None:
    assert 404 == client(replace(state)).get("/other").status_code
