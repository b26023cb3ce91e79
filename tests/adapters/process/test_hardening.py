"""Hardening, seen from outside: cores off, not dumpable, silent libraries, and who is traced by whom.

Each test runs a fresh interpreter, because what it does to a process cannot be undone.
"""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.helpers.support import is_alive, until

linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has prctl and /proc")
root = pytest.mark.skipif(os.geteuid() != 0, reason="only root may become somebody else")

PRELUDE = """\
import ctypes, logging, os, resource, sys
from aegis_cli.adapters.process.hardening import die_with_parent, harden, is_hardened, is_traced, outlive_parent
"""

NOISY = (
    "httpx",
    "httpcore.http11",
    "httpx2",
    "httpcore2.connection",
    "google_genai.models",
    "asyncio",
)


def said(code: str) -> str:
    """Run code in a fresh interpreter, and return what it printed."""
    done = subprocess.run(
        [sys.executable, "-c", PRELUDE + code], capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def test_a_hardened_process_dumps_no_core() -> None:
    assert "(0, 0)" == said("harden(); print(resource.getrlimit(resource.RLIMIT_CORE))")


def test_a_process_that_may_not_change_its_limits_is_hardened_all_the_same() -> None:
    code = "resource.setrlimit(resource.RLIMIT_CORE, (0, 0)); harden(); print('still here')"

    assert "still here" == said(code)


def test_a_hardened_process_writes_the_keys_of_its_connections_nowhere(tmp_path: Path) -> None:
    keys = f"os.environ['SSLKEYLOGFILE'] = {str(tmp_path / 'keys')!r}; import ssl; "
    keep = "print(ssl.create_default_context().keylog_filename)"

    assert str(tmp_path / "keys") == said(keys + keep)
    assert "None" == said(f"{keys} harden(); {keep}")


@linux
def test_a_hardened_process_is_not_dumpable() -> None:
    dumpable = "print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))"  # PR_GET_DUMPABLE

    assert ("1", "0") == (said(dumpable), said(f"harden(); {dumpable}"))
    told = "print(is_hardened())"
    assert ("False", "True") == (said(told), said(f"harden(); {told}"))


@linux
@root
def test_another_process_of_the_same_person_cannot_read_a_hardened_one() -> None:
    code = """
os.setuid(65534)
ctypes.CDLL(None).prctl(4, 1, 0, 0, 0)  # as any process starts out
(ready, told), (end, ends) = os.pipe(), os.pipe()
target = os.fork()
if not target:
    if "harden" in sys.argv: harden()
    os.write(told, b"!"); os.read(end, 1); os._exit(0)
os.read(ready, 1)
try:
    os.close(os.open(f"/proc/{target}/mem", os.O_RDONLY)); print("read")
except OSError:
    print("refused")
os.write(ends, b"!"); os.waitpid(target, 0)
"""

    assert ("read", "refused") == (said(code), said(f"sys.argv.append('harden')\n{code}"))


def test_libraries_that_write_requests_to_their_log_are_silent() -> None:
    code = f"""
logging.basicConfig(level=logging.DEBUG, stream=sys.stdout, format="%(message)s")
harden()
for name in {NOISY!r}:
    logging.getLogger(name).error("authorization: Bearer ghu_token of " + name)
logging.getLogger("else").error("heard")
"""

    assert "heard" == said(code)


def test_a_process_without_a_debugger_is_not_traced() -> None:
    assert "False" == said("print(is_traced())")


# The tracee asks to be traced by its parent, which first becomes `uid`.
TRACED = """
is_traced()  # so that all it needs is loaded: the other person may not read where Python is
if not os.fork():
    os.setuid({uid})
    if not os.fork():
        ctypes.CDLL(None).ptrace(0, 0, 0, 0)  # PTRACE_TRACEME
        os.write(1, str(is_traced()).encode())
        os._exit(0)
    os.wait()
    os._exit(0)
os.wait()
"""


@linux
@root
def test_a_debugger_of_an_ordinary_person_is_noticed() -> None:
    assert "True" == said(TRACED.format(uid=65534))


@linux
@root
def test_a_tracer_that_is_root_is_no_reason_to_refuse() -> None:
    """Root reads everything anyway; and `strace` as root is how the bar on residue is checked."""
    assert "False" == said(TRACED.format(uid=0))


@linux
def test_a_process_dies_with_its_parent(tmp_path: Path) -> None:
    noted = tmp_path / "child"
    code = f"""
child = os.fork()
if not child:
    die_with_parent()
    open({str(noted)!r}, "w").write(f"{{os.getpid()}}.")
while True: os.read(os.pipe()[0], 1)
"""
    with subprocess.Popen([sys.executable, "-c", PRELUDE + code]) as parent:
        until(lambda: noted.exists() and noted.read_text().endswith("."))
        parent.send_signal(signal.SIGKILL)

    child = int(noted.read_text().rstrip("."))
    until(lambda: not is_alive(child))


@linux
def test_a_process_that_outlives_its_parent_finishes_its_work(
    tmp_path: Path,
) -> None:
    noted = tmp_path / "child"
    code = f"""
parent, (lives, held) = os.getpid(), os.pipe()
if not os.fork():
    os.close(held)
    die_with_parent()
    outlive_parent()
    noted = open({str(noted)!r}, "w", buffering=1)
    print("ready", file=noted)
    os.read(lives, 1)
    while os.getppid() == parent: pass
    print("done", file=noted)
    os._exit(0)
while True: os.read(os.pipe()[0], 1)
"""
    with subprocess.Popen([sys.executable, "-c", PRELUDE + code]) as parent:
        until(lambda: noted.exists() and noted.read_text() == "ready\n")
        parent.send_signal(signal.SIGKILL)

    until(lambda: noted.read_text() == "ready\ndone\n")
