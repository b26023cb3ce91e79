"""The client under Google's SDK: what its requests carry, and for how long it waits."""

import socket
import threading

import httpx
import pytest

from aegis_cli.adapters.gemini.access import LimitedClient, OwnKey, ThroughBroker
from aegis_cli.adapters.sender import Patience
from aegis_cli.core.secret import Secret
from tests.helpers.support import Heard, answering, server, trickle

pytestmark = pytest.mark.enable_socket


@pytest.mark.parametrize(
    "before",
    [
        b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nx-header: ",
        b"HTTP/1.1 200 OK\r\n\r\n",
    ],
    ids=["body", "head", "body of any length"],
)
def test_an_answer_that_trickles_is_given_up(before: bytes) -> None:
    with server(trickle(before)) as slow:
        access = OwnKey(Secret("AQ.key"), url=slow.url, api_version="v1")
        with (
            LimitedClient(access, patience=Patience(0.5)) as client,
            pytest.raises(httpx.TimeoutException),
        ):
            client.post(slow.url)


def test_whatever_the_sdk_leaves_out_the_session_is_put_in_and_no_key_goes_to_a_broker() -> None:
    with server(answering("{}")) as broker:
        access = ThroughBroker(broker.url, token=lambda: Secret("a-session"))
        access.begin()
        with LimitedClient(access) as client:
            client.post(broker.url)
            client.post(broker.url, headers={"X-Goog-Api-Key": access.key.reveal()})

    for heard in broker.heard:
        assert "Bearer a-session" == heard.headers["authorization"]
        assert "x-goog-api-key" not in heard.headers


def test_a_slow_answer_is_told_of_and_taken() -> None:
    told: list[str] = []
    is_told = threading.Event()
    answers = answering("{}")

    def tell(text: str) -> None:
        told.append(text)
        is_told.set()

    def talk(heard: Heard, connection: socket.socket) -> None:
        is_told.wait()
        answers(heard, connection)

    with server(talk) as slow:
        access = OwnKey(Secret("AQ.key"), url=slow.url, api_version="v1")
        with LimitedClient(access, patience=Patience(slow=0.01, tell=tell)) as client:
            assert 200 == client.get(slow.url).status_code

    assert ["waiting for Gemini, up to 30 s"] == told
