"""The memory scan is not blind: it finds a secret in each form, and only where there is one."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from aegis_cli.core.needles import forms
from aegis_cli.core.secret import Secret
from aegis_cli.doctor.residue import proc
from aegis_cli.doctor.residue.proc import ENDED, Watch, descendants, scan
from tests.doctor.residue.holding import holding
from tests.helpers.support import named, until

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or os.geteuid() != 0,
    reason="only root can read another process's memory, on Linux",
)

TOKEN = "ghu_K7qWn2ZtRb9XmVd4LsPy8HcJf3GaEu6TwQo1"
OTHER = "ghu_w5YxB8kNr2DjTgLf7MvCz4QhSp9AeUi3KoRb"


def test_a_secret_is_found_in_each_form_in_another_process_and_no_other_secret() -> None:
    pieces = [piece for known in forms(Secret(TOKEN)).values() for piece in known]
    with holding(b" between ".join(pieces)) as pid:
        seen = scan(pid, named(TOKEN, OTHER))

    assert {"0": {*forms(Secret(TOKEN))}} == {name: {*found} for name, found in seen.found.items()}
    assert seen.size > 1_000_000


# What is sent is the token from its end, and it is turned around where it is to lie: it is nowhere
# else in the process.
HOLDER = """\
import ctypes, mmap, os, sys
kind, path = sys.argv[1:]
sent = sys.stdin.readline().strip().encode()
PRIVATE, READ = mmap.MAP_PRIVATE, mmap.PROT_READ
def fill(held):
    for at in range(len(sent)):
        held[at] = sent[-1 - at]
    return held
if kind in ("file", "anonymous file"):
    flags = os.O_RDWR | os.O_CREAT
    fd = os.open(path, flags) if kind == "file" else os.memfd_create("x")
    os.truncate(fd, 4096)
    fill(mmap.mmap(fd, 4096)).close()
    held = mmap.mmap(fd, 4096, PRIVATE, READ)
elif kind == "shared":
    held = fill(mmap.mmap(-1, 4096))
elif kind == "written over":
    fd = os.open(sys.executable, os.O_RDONLY)
    held = fill(mmap.mmap(fd, 4096, PRIVATE, READ | mmap.PROT_WRITE))
elif kind == "forbidden":
    held = fill(mmap.mmap(-1, 4096, PRIVATE))
    at = ctypes.addressof(ctypes.c_char.from_buffer(held))
    assert ctypes.CDLL(None).mprotect(ctypes.c_void_p(at), 4096, 0) == 0
print("!", flush=True)
sys.stdin.read()
"""


@pytest.mark.parametrize(
    ("kind", "copies"),
    [
        ("nowhere", 0),
        ("file", 1),
        ("anonymous file", 1),
        ("shared", 1),
        ("written over", 1),
        ("forbidden", 1),
    ],
)
def test_a_secret_is_found_in_each_kind_of_memory(kind: str, copies: int, tmp_path: Path) -> None:
    command = [sys.executable, "-I", "-S", "-c", HOLDER, kind, str(tmp_path / "file")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(f"{TOKEN[::-1]}\n".encode())
        process.stdin.flush()
        assert b"!\n" == process.stdout.readline()
        seen = scan(process.pid, named(TOKEN))
        process.kill()

    assert copies == seen.found.get("0", {}).get("utf-8", 0)


def test_a_process_without_the_secret_is_clean() -> None:
    with holding(TOKEN[:10].encode()) as pid:
        seen = scan(pid, named(TOKEN, OTHER))

    assert ({}, 0) == (seen.found, seen.unread)


def test_a_process_that_has_ended_is_an_error_and_not_clean() -> None:
    with holding(b"") as pid:
        pass

    with pytest.raises(ENDED):
        scan(pid, named(TOKEN))


def test_a_zombie_has_no_memory_and_is_not_living() -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        until(lambda: process.pid not in [*descendants(os.getpid())])
        with pytest.raises(ENDED):
            scan(process.pid, named(TOKEN))


NESTED = """\
import subprocess, sys
child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
print(child.pid, flush=True)
input()
"""


def test_children_of_children_are_found_too() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", NESTED], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        below = int(process.stdout.readline())
        found = [*descendants(os.getpid())]
        process.kill()

    assert {process.pid, below} <= {*found}
    assert [] == [*descendants(process.pid)]


def test_a_process_that_ends_while_they_are_looked_for_hides_none_behind_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "1" / "task" / "1").mkdir(parents=True)
    (tmp_path / "1" / "task" / "1" / "children").write_text("2 3 ")
    (tmp_path / "3").mkdir()
    (tmp_path / "3" / "stat").write_text("3 (sleep) S 1 ")
    monkeypatch.setattr(proc, "_PROC", tmp_path)

    assert [3] == [*descendants(1)]


def test_arguments_and_environment_are_seen_while_a_process_runs_and_kept_when_it_has_ended() -> (
    None
):
    with (
        holding(b"", "--token", TOKEN, environment={"GH_TOKEN": OTHER}) as pid,
        Watch(lambda: iter([pid, 2**22])) as watch,
    ):
        until(lambda: pid in watch.starts and watch.starts[pid].environment)
    watch.look()

    sight = watch.starts[pid]
    assert any(TOKEN.encode() in arguments for arguments in sight.arguments)
    assert sight.environment is not None
    assert f"GH_TOKEN={OTHER}".encode() in sight.environment
    assert not sight.is_refused
