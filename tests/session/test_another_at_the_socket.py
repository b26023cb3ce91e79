"""Another process of the same user in the agent's place: it may lie, and brings no client to fall."""

import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from aegis_cli.session.line import frames
from tests.helpers.console import Console
from tests.helpers.support import until
from tests.session.held import LIST

pytestmark = pytest.mark.enable_socket


@contextmanager
def another(folder: Path, answer: bytes | None) -> Iterator[tuple[str, bytearray]]:
    """Listen where an agent would; give one answer, or keep silent, and note what comes."""
    heard = bytearray()
    path = folder / "s"
    path.unlink(missing_ok=True)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(path))
        listening.listen()

        def serve() -> None:
            line, _ = listening.accept()
            with line:
                heard.extend(line.recv(65536))
                if answer is not None:
                    line.sendall(answer)
                while data := line.recv(65536):
                    heard.extend(data)

        threading.Thread(target=serve, daemon=True).start()
        yield str(path), heard


STRANGE = {
    "no frame": b"HTTP/1.1 200 OK\r\n\r\n",
    "no number": frames.pack(frames.EXIT, b"zero"),
    "an unknown code": frames.pack(frames.ERROR, b"approved", b"\x1b[2JYes", b""),
    "no text": frames.pack(frames.ERROR, b"\xff", b"", b""),
    "no document": frames.pack(frames.TOLD, b"[" * 100_000),
    "another document": frames.pack(frames.TOLD, b"[1]"),
}


@pytest.mark.parametrize("words", [LIST, ("session", "status"), ("session", "log")], ids=str)
@pytest.mark.parametrize("answer", STRANGE.values(), ids=STRANGE)
def test_a_strange_answer_is_no_success_and_no_mistake_of_aegis(
    at: Console, words: tuple[str, ...], answer: bytes
) -> None:
    with another(at.folder, answer) as (address, _):
        ended = at.run(*words, "--output", "json", more={"AEGIS_SESSION": address})

    assert ended.code in {4, 8}
    assert "Traceback" not in ended.err
    assert "\x1b" not in ended.err + ended.out


def test_a_client_that_stops_waiting_does_not_say_that_nothing_was_sent(at: Console) -> None:
    with another(at.folder, None) as (address, heard):
        running = at.start(*LIST, "--output", "json", more={"AEGIS_SESSION": address})
        for what in (frames.REQUEST, frames.CANCEL):
            until(lambda what=what: what in heard)  # type: ignore[misc]  # bound at once
            running.process.send_signal(signal.SIGINT)
        ended = running.ended()

    assert ended.end == (8, "outcome_unknown", "outcome_unknown")
