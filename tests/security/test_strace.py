"""No token is left behind: under strace, no token goes to anything but sockets; to no pipe at all.

The process signs in, reads and writes as aegis does, against servers of plain HTTP, so that strace
sees what they are sent.
"""

import os
import shutil
import subprocess
from dataclasses import dataclass

import pytest

from tests.helpers.rows import for_each
from tests.helpers.support import parent, sandbox
from tests.security.trace import COMMAND, Event, events, problems, read

TOKEN = "ghu_K7qWn2ZtRb9XmVd4LsPy8HcJf3GaEu6TwQo1"
IN_A_FILE, IN_A_NAME, IN_A_PIPE = TOKEN, TOKEN[::-1], TOKEN.swapcase()
SESSION = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJtb25hIn0.c2lnbmF0dXJl"


def why_not() -> str:
    """Say why strace cannot be used here; nothing if it can."""
    if shutil.which("strace") is None:
        return "strace is not installed"
    if os.geteuid() != 0:
        return "only root can trace a hardened process"
    command = [*COMMAND, "-o", os.devnull, "true"]
    works = subprocess.run(command, capture_output=True, check=False).returncode == 0
    return "" if works else "strace may not trace here"


REASON = why_not()
needs_strace = pytest.mark.skipif(bool(REASON), reason=REASON)


@dataclass
class Traced:
    """What strace saw, the secrets that were about, and the file of the planted leaks."""

    events: list[Event]
    tokens: list[str]
    shared: list[str]
    leaks: str


@pytest.fixture(scope="module")
def traced(tmp_path_factory: pytest.TempPathFactory) -> Traced:
    folder = tmp_path_factory.mktemp("strace")
    path, leaks = folder / "trace", str(folder / "secret")
    issue = {"repo": "acme/web", "issue_number": 1}
    with sandbox() as tenant, parent(*COMMAND, "-o", str(path)) as process:
        process.asked(sign_in=tenant.environment)
        read_plan = process.asked(plan=[["issues.get", issue]])
        write_plan = process.asked(plan=[["issues.add_comment", issue | {"body": "hello"}]])
        process.asked(write=[leaks, IN_A_FILE])
        process.asked(write=[f"{leaks}-{IN_A_NAME}", "nothing"])
        process.asked(echo=IN_A_PIPE)
        process.end()
        (session,) = tenant.sessions()
        tokens = tenant.tokens()
        vault_secret = tenant.environment["AEGIS_VAULT_CLIENT_SECRET"]

    statuses = [plan["outcomes"][0]["status"] for plan in (read_plan, write_plan)]
    assert ["done", "done"] == statuses
    return Traced(read(path), tokens, [session, vault_secret], leaks)


@needs_strace
@pytest.mark.enable_socket
def test_no_token_goes_to_anything_but_sockets(traced: Traced) -> None:
    assert 2 == len(traced.tokens)
    assert [] == problems(traced.events, traced.tokens, traced.shared)


@needs_strace
@pytest.mark.enable_socket
def test_the_session_is_told_from_a_github_token_which_no_channel_may_carry(traced: Traced) -> None:
    found = problems(traced.events, [*traced.tokens, *traced.shared])

    assert found
    assert all("was written to UNIX-STREAM:" in problem for problem in found)


@needs_strace
@pytest.mark.enable_socket
def test_a_planted_leak_is_found_in_each_of_its_ways(traced: Traced) -> None:
    expected = {
        IN_A_FILE: f"was written to {traced.leaks}",
        IN_A_NAME: "is in openat",
        IN_A_PIPE: "was written to pipe:",
    }
    for token, how in expected.items():
        found = problems(traced.events, [token])
        assert any(f"secret {token[:4]}… {how}" in one for one in found)


# The reader itself, on lines as strace writes them


def hexed(text: str) -> str:
    """Write a text as `strace -xx` does."""
    return "".join(f"\\x{byte:02x}" for byte in text.encode())


def line(call: str, fd: str, *texts: str, rest: str = "") -> str:
    """Write a line as strace does."""
    is_socket = fd.startswith(("TCP", "UNIX"))
    target = f"3<{fd if is_socket else hexed(fd)}>" if fd else "AT_FDCWD"
    quoted = ", ".join(f'"{hexed(text)}"' for text in texts)
    return f"4711 {call}({target}, {quoted}{rest}) = 12"


SOCKET = "TCP:[127.0.0.1:1->127.0.0.1:2]"
SENT = line("sendto", SOCKET, f"GET / HTTP/1.1\r\nauthorization: Bearer {TOKEN}\r\n")
HALF = len(TOKEN) // 2
ENCODED = "Z2h1X0s3cVduMlp0UmI5WG1WZDRMc1B5OEhjSmYzR2FFdTZUd1FvMQ=="

LEAKS = {
    "a file": [line("write", "/var/log/log", f"token={TOKEN}")],
    "a file, in two writes": [
        line("write", "/var/log/log", TOKEN[:HALF]),
        line("write", "/var/log/log", TOKEN[HALF:]),
    ],
    "a file, in base64": [line("pwrite64", "/var/log/log", ENCODED)],
    "a file, in hex": [line("writev", "/var/log/log", TOKEN.encode().hex())],
    "a terminal": [line("write", "/dev/pts/0<char 136:0>", TOKEN)],
    "a pipe": [line("write", "pipe:[17]", TOKEN)],
    "a UNIX socket": [line("sendmsg", "UNIX-STREAM:[17->18]", TOKEN)],
    "a call that is not finished": [
        line("write", "/var/log/log", TOKEN).replace(") = 12", " <unfinished ...>")
    ],
    "an argument": [line("execve", "", "/bin/curl", "-H", f"authorization: {TOKEN}")],
    "the environment": [line("execve", "", "/bin/sh", f"GH_TOKEN={TOKEN}")],
    "a path": [line("openat", "", f"/var/log/{TOKEN}")],
    "a file that is mapped": [line("mmap", "/var/log/log", rest="PROT_WRITE, MAP_SHARED")],
    "a copy in the kernel": [line("sendfile", "/var/log/log")],
    "a text that strace cut": [line("write", "/var/log/log", "x").replace('")', '"...)')],
}


def test_a_token_on_a_socket_is_no_problem() -> None:
    assert [] == problems([*events([SENT])], [TOKEN])


@for_each("leak", LEAKS.values(), ids=LEAKS)
def test_a_leak_is_a_problem(leak: list[str]) -> None:
    assert 1 == len(problems([*events([SENT, *leak])], [TOKEN]))


def test_what_is_shared_may_go_to_a_channel_and_to_nothing_else() -> None:
    sent = SENT.replace(hexed(TOKEN), hexed(SESSION))
    channel = line("sendto", "UNIX-STREAM:[17->18]", SESSION)
    pipe, file = line("write", "pipe:[17]", SESSION), line("write", "/var/log/log", SESSION)

    assert [] == problems([*events([sent, channel])], [], [SESSION])
    assert 2 == len(problems([*events([sent, channel, pipe, file])], [], [SESSION]))


def test_a_tracer_that_sees_no_socket_is_blind_and_says_so() -> None:
    blind = [*events([line("write", "/var/log/log", "nothing")])]

    assert ["secret ghu_… was never seen on a socket"] == problems(blind, [TOKEN])
