"""The way of a secret's value to the child."""

import os
import socket
import stat
from pathlib import Path

import pytest

from aegis_cli.adapters.value_line import read_value, value_line
from aegis_cli.core.secret import Secret
from aegis_cli.core.value_commitment import LONGEST, commitment_to, new_key
from aegis_cli.errors import Code, Failed

pytestmark = pytest.mark.enable_socket

VALUE = Secret("hunter2\n\x00grün")


def line_with(data: bytes) -> int:
    ours, theirs = socket.socketpair()
    with ours:
        ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1024 * 1024)
        ours.sendall(data)
    return theirs.detach()


@pytest.mark.parametrize("value", [VALUE, Secret("y" * LONGEST), Secret("\n")])
def test_a_value_arrives_whole_and_once(value: Secret) -> None:
    key = new_key()
    made = commitment_to(value, key)
    end = value_line(key, value)

    assert value == read_value(end, made)
    with pytest.raises(Failed):
        read_value(end, made)
    os.close(end)


def test_the_line_is_a_socket_which_no_other_process_can_open_again() -> None:
    end = value_line(new_key(), VALUE)

    assert stat.S_ISSOCK(os.fstat(end).st_mode)
    assert not os.get_inheritable(end)
    if Path("/proc/self/fd").exists():
        with pytest.raises(OSError, match="No such device"):
            os.open(f"/proc/self/fd/{end}", os.O_RDONLY)
    os.close(end)


def test_any_other_value_is_refused_and_not_told() -> None:
    key = new_key()
    text, made = key.reveal().encode(), commitment_to(Secret("hunter2"), key)
    for data in (
        b"",
        b"hunter2",
        text + b"\n",
        text + b"\nhunter3",
        text + b"\nhunter2\n",
        text + b"\nhunter2\xff",
        b"zz\nhunter2",
        b"\xff\nhunter2",
        new_key().reveal().encode() + b"\nhunter2",
        text + b"\n" + b"y" * (LONGEST + 1000),
    ):
        end = line_with(data)
        with pytest.raises(Failed) as caught:
            read_value(end, made)
        os.close(end)
        assert Code.CHANGED is caught.value.code
        assert "hunter" not in str(caught.value)
        assert caught.value.__context__ is None


def test_what_is_no_line_is_refused() -> None:
    read, write = os.pipe()
    os.write(write, b"x")
    with pytest.raises(Failed):
        read_value(read, commitment_to(VALUE, new_key()))
    os.close(write)
    os.close(read)


def test_one_who_says_nothing_is_not_waited_for_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aegis_cli.adapters.value_line._PATIENCE", 0.05)
    ours, theirs = socket.socketpair()
    with ours, theirs, pytest.raises(Failed):
        read_value(theirs.fileno(), commitment_to(VALUE, new_key()))
