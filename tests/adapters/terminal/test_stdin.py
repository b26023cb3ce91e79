"""Standard input: there or not, bounded, strict, and without the line end that closes it."""

import io
import os
import pty
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from aegis_cli.adapters.terminal.stdin import LARGEST, StandardInput, file_text
from aegis_cli.errors import Code, UsageError


@contextmanager
def standard_input(descriptor: int, monkeypatch: pytest.MonkeyPatch) -> Iterator[StandardInput]:
    """Make a descriptor the standard input of this process, as Python opens it."""
    with os.fdopen(descriptor, "rb") as raw, io.TextIOWrapper(raw) as stream:
        monkeypatch.setattr(sys, "stdin", stream)
        yield StandardInput()


def piped(data: bytes, monkeypatch: pytest.MonkeyPatch) -> StandardInput:
    """Have data on the standard input."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    return StandardInput()


def test_a_pipe_is_available(monkeypatch: pytest.MonkeyPatch) -> None:
    read, write = os.pipe()
    os.close(write)

    with standard_input(read, monkeypatch) as stdin:
        assert stdin.is_available()


def test_a_file_is_available(monkeypatch: pytest.MonkeyPatch) -> None:
    with standard_input(os.open(__file__, os.O_RDONLY), monkeypatch) as stdin:
        assert stdin.is_available()


def test_a_socket_is_available(monkeypatch: pytest.MonkeyPatch) -> None:
    ours, theirs = socket.socketpair()

    with theirs, standard_input(ours.detach(), monkeypatch) as stdin:
        assert stdin.is_available()


def test_a_terminal_is_not_available(monkeypatch: pytest.MonkeyPatch) -> None:
    master, slave = pty.openpty()

    with standard_input(slave, monkeypatch) as stdin:
        assert not stdin.is_available()
    os.close(master)


@pytest.mark.parametrize("device", ["/dev/null", "/dev/zero"])
def test_a_device_is_not_available(device: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with standard_input(os.open(device, os.O_RDONLY), monkeypatch) as stdin:
        assert not stdin.is_available()


def test_without_standard_input_nothing_is_available(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)  # as after `<&-`

    assert not StandardInput().is_available()


def test_a_closed_standard_input_is_not_available(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.TextIOWrapper(io.BytesIO(b"text"))
    stream.close()
    monkeypatch.setattr(sys, "stdin", stream)

    assert not StandardInput().is_available()


def test_something_without_a_descriptor_is_not_available(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"text")))

    assert not StandardInput().is_available()


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"one line\n", "one line\n"),
        (b"one line\r\n", "one line\r\n"),
        (b"no line end", "no line end"),
        (b"two\n\nlines\n\n", "two\n\nlines\n\n"),
        ("é\u202e\x1b[31m".encode(), "é\u202e\x1b[31m"),
        (b"a\x00b", "a\x00b"),
    ],
)
def test_the_text_is_read_whole(data: bytes, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert text == piped(data, monkeypatch).read()


def test_as_much_as_the_limit_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    stdin = piped(b"x" * LARGEST, monkeypatch)

    assert LARGEST == len(stdin.read())


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"x" * (LARGEST + 1), "larger than 1 MiB"),
        (b"\xff\xfea\x00", "not UTF-8"),
        (b"\xe9t\xe9", "not UTF-8"),
        (b"\xed\xa0\x80", "not UTF-8"),
        (b"", "empty"),
        (b" \r\n\t\n", "empty"),
    ],
    ids=["too much", "UTF-16", "Latin-1", "a surrogate", "nothing", "white space"],
)
def test_what_cannot_be_an_argument_is_refused(
    data: bytes, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(UsageError, match=message) as caught:
        piped(data, monkeypatch).read()

    assert Code.BAD_INPUT is caught.value.code
    assert caught.value.__context__ is None


def test_reading_a_standard_input_that_is_not_there_is_the_persons_mistake(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "stdin", None)  # as after `<&-`

    with pytest.raises(UsageError) as caught:
        StandardInput().read()

    assert Code.BAD_INPUT is caught.value.code


def test_a_file_is_read_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "notes.md").write_bytes("# Né\r\n\n".encode())
    (tmp_path / "empty").touch()

    assert "# Né\r\n\n" == file_text(str(tmp_path / "notes.md"))
    assert "" == file_text(str(tmp_path / "empty"))


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("large", b"x" * (LARGEST + 1), "is larger than 1 MiB"),
        ("latin", b"\xe9t\xe9", "is not UTF-8 text"),
        ("there/is/none", None, "cannot be read: No such file or directory"),
        (".", None, "cannot be read: Is a directory"),
        ("a\0b", None, "cannot be read: it is no path"),
    ],
)
def test_a_file_that_cannot_be_an_argument_is_refused(
    name: str, data: bytes | None, message: str, tmp_path: Path
) -> None:
    if data is not None:
        (tmp_path / name).write_bytes(data)

    with pytest.raises(UsageError, match=message) as caught:
        file_text(str(tmp_path / name))

    assert Code.BAD_INPUT is caught.value.code
    assert caught.value.__context__ is None
    assert "@notes.md" in (caught.value.hint or "")
