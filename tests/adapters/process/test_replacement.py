"""A process replaces its program by one that nobody else can read, and stays what it is."""

import json
import os
import shutil
import signal
import struct
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from aegis_cli.adapters.process import replacement
from aegis_cli.adapters.process.inherited import InheritedChild
from aegis_cli.adapters.process.replacement import hidden_loader, replace
from aegis_cli.errors import Bug
from tests.adapters.process import replaced
from tests.helpers.support import ROOT

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux hides a program")

AS_ORDINARY = ("setpriv", "--bounding-set", "-all", "--no-new-privs")
"""Runs a program of root without capabilities: to it a file is readable as its mode says."""


def without_privileges() -> list[str]:
    if os.geteuid():
        return []
    if shutil.which(AS_ORDINARY[0]) is None:
        pytest.skip("setpriv is not there")
    return [*AS_ORDINARY]


def test_process_child_folder_and_what_is_kept_stay_and_all_else_goes() -> None:
    command = [*without_privileges(), sys.executable, "-m", replaced.__name__]
    known = {"PATH": os.environ["PATH"], "SECRET": "x", "LANG": "C.UTF-8"}
    known["PYTHONPATH"] = f"{ROOT}:{ROOT / 'src'}"
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=known) as process:
        said, _ = process.communicate(timeout=60)
    told = json.loads(said)

    assert told.pop("variables") == ["LANG", "PATH", "PYDANTIC_DISABLE_PLUGINS"]
    assert told == {
        "pid": process.pid,
        "kept": "what was kept",
        "is_lost": True,
        "folder": "/",
        "words": ["shown", "words"],
        "is_dumpable": 0,
        "pending": [signal.SIGTERM],
        "globals": False,
        "name": "named",
        "heard": [signal.SIGTERM],
        "child": None,
        "killed": -signal.SIGKILL,
    }


_SAYS = """
import os, sys
sys.path[:0] = [{0!r}]
from aegis_cli.adapters.process import replacement
os.geteuid = lambda: 1  # to root nothing is hidden
os.fchmod(loader := replacement.hidden_loader(), {1})
try:
    replacement.try_out(loader)
except replacement.Bug:
    print("readable")
"""


@pytest.mark.parametrize(("mode", "said"), [(0o111, ""), (0o555, "readable\n"), (0, "readable\n")])
def test_a_program_that_can_be_read_or_is_none_is_refused(mode: int, said: str) -> None:
    code = _SAYS.format(str(ROOT / "src"), mode)
    command = [*without_privileges(), sys.executable, "-I", "-c", code]

    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == said


# What names no loader


def _program(head: bytes, entries: bytes = b"", loader: bytes = b"") -> bytes:
    return head.ljust(64, b"\0") + entries + loader


_LONG = b"\x7fELF\2\1" + bytes(26) + struct.pack("<Q", 64) + bytes(14) + struct.pack("<2H", 56, 2)
_SHORT = b"\x7fELF\1\2" + bytes(22) + struct.pack(">I", 64) + bytes(10) + struct.pack(">2H", 32, 2)
_IN_LONG = bytes(56) + struct.pack("<I4xQ16xQ16x", 3, 64 + 112, 7)
_IN_SHORT = bytes(32) + struct.pack(">II8xI12x", 3, 64 + 64, 7)


@pytest.mark.parametrize(
    "program",
    [
        _program(_LONG, _IN_LONG, b"/ld.so\0"),
        _program(_SHORT, _IN_SHORT, b"/ld.so\0"),
    ],
    ids=["64 bits, little end", "32 bits, big end"],
)
def test_the_loader_of_a_program_is_what_its_header_names(tmp_path: Path, program: bytes) -> None:
    (tmp_path / "program").write_bytes(program)

    assert replacement._loader_of(tmp_path / "program") == Path("/ld.so")


@pytest.mark.parametrize(
    "program",
    [b"", b"#!/bin/sh\n", _LONG, _program(_LONG, bytes(112)), _program(_LONG, bytes(60))],
    ids="empty,a script,a head,static,cut".split(","),
)
def test_a_program_without_a_loader_cannot_be_hidden(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: bytes
) -> None:
    (tmp_path / "program").write_bytes(program)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "program"))

    with pytest.raises(Bug, match="executes no program that others"):
        hidden_loader()


@pytest.mark.parametrize("name", ["memfd_create", "fchmod"])
def test_a_system_that_keeps_no_program_in_memory_hides_none(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    def refused(*_: Any) -> None:
        raise PermissionError

    monkeypatch.setattr(os, name, refused)
    with pytest.raises(Bug):
        hidden_loader()
    monkeypatch.delattr(os, name)
    with pytest.raises(Bug):
        hidden_loader()


def test_an_older_kernel_is_asked_without_the_flag_that_it_does_not_know(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made, flags = os.memfd_create, list[int]()

    def create(name: str, given: int) -> int:
        flags.append(given)
        if given & 0x10:
            raise OSError(22, "Invalid argument")
        return made(name, given)

    monkeypatch.setattr(os, "memfd_create", create)
    os.close(hidden_loader())

    assert flags == [os.MFD_CLOEXEC | 0x10, os.MFD_CLOEXEC]


def test_what_cannot_be_executed_leaves_the_signals_as_they_were() -> None:
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ())
    seen: list[set[Any]] = []
    given: list[Any] = []
    read, write = os.pipe()

    def execute(*told: Any) -> None:
        given.extend(told)
        seen.append({*signal.pthread_sigmask(signal.SIG_BLOCK, ())})

    with pytest.raises(OSError, match="nothing was executed"):
        replace(9, "a.module", "1", kept=[read], words=["w"], execute=execute)
    is_kept = os.get_inheritable(read), os.get_inheritable(write)
    os.close(read)
    os.close(write)

    program, words, variables = given
    assert signal.pthread_sigmask(signal.SIG_BLOCK, ()) == before
    assert seen[0] - before == {*replacement._HELD}
    assert (program, words[:4], words[5:]) == (9, ["aegis", sys.executable, "-I", "-c"], ["w"])
    assert "harden(); from a.module import main; main(['1'])" in words[4]
    assert is_kept == (True, False)
    assert "HOME" not in variables


# Children from before


def test_a_child_that_ends_by_itself_is_polled_and_waited_for() -> None:
    process = subprocess.Popen(["sh", "-c", "read x; exit 7"], stdin=subprocess.PIPE)
    child = InheritedChild(process.pid)

    assert child.poll() is None
    with pytest.raises(subprocess.TimeoutExpired):
        child.wait(0.02)
    assert process.stdin is not None
    process.stdin.close()
    assert (child.wait(), child.poll(), child.wait(1)) == (7, 7, 7)
    child.kill()  # it has ended
    process.returncode = 7


def test_of_a_child_that_somebody_else_waited_for_nothing_is_known() -> None:
    process = subprocess.Popen(["true"])
    process.wait()
    child = InheritedChild(process.pid)

    assert child.poll() == 0
