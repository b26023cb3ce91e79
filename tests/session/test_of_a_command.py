"""A session with a command serves what that command started, whatever became of it since."""

import json
import os
import shlex
import subprocess
import sys

import pytest

from tests.adapters.pseudo_terminal.test_namespaces import isolated
from tests.helpers.console import AEGIS, Console, environment
from tests.session.held import LIST, wrapped

pytestmark = [
    pytest.mark.enable_socket,
    pytest.mark.skipif(sys.platform != "linux", reason="elsewhere no parent is known"),
]

_CONTROLS = ("status", "log", "lock", "unlock", "end", "panic")

# What is beyond the client of an agent: it starts what it is told to, with the variables it is told.
_SERVER = """
import json, subprocess, sys
for line in sys.stdin:
    words, variables = json.loads(line)
    ended = subprocess.run(words, env=variables, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    print(json.dumps([ended.returncode, ended.stdout, ended.stderr]), flush=True)
"""

# A daemon: its parent and its parent's parent end, it has a session of its own, and then it asks.
_DAEMON = """
import os, subprocess, sys, time
if os.fork():
    os.wait()
    sys.exit()
os.setsid()
if os.fork():
    sys.exit()
while os.path.exists("goes"):
    time.sleep(0.01)
with open("told", "w") as told:
    try:
        code = subprocess.call(sys.argv[1:], stdin=subprocess.DEVNULL, stdout=told, stderr=told)
    except OSError as error:
        print(error, file=told)
        code = 127
os.rename("told", f"ended-{code}")
"""


def test_what_the_command_did_not_start_is_refused_and_told_of(at: Console) -> None:
    with wrapped(at) as session:
        text = session.run(*LIST)
        document = session.run(*LIST, "--output", "json")
        log = session.run("session", "log").out.splitlines()
        session.terminal.type("on\r")
        code = session.terminal.ended()
        farewell = session.terminal.seen.replace("\n| ", " ")

    assert document.end == (4, "not_signed_in", "no_session")
    assert " is for `sh` and what that starts; this program was started elsewhere." in text.err
    for way in ("inside the session", "`AEGIS_SESSION= aegis …`", "`aegis session` without a"):
        assert way in text.err.replace("\n", " ")
    assert [line[9:48] for line in log] == ["not served, since the session's command"] * 2
    # A program of aegis shows where it is to root alone.
    where = f", in {at.folder}" if os.geteuid() == 0 else ""
    assert all(line.endswith(where) for line in log)
    assert "Not served, since the session's command did not start them: " in farewell
    assert (code, at.sandbox.lines()) == (7, [])


def test_what_was_started_before_is_not_in_the_session_whatever_it_is_told(at: Console) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", _SERVER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdin is not None
        assert server.stdout is not None
        with wrapped(at) as session:
            known = environment(at.folder, {**at.sandbox.environment, "GH_TOKEN": "x"})
            ends = []
            for words in (LIST, ("whoami",)):
                order = [[AEGIS, *words], known | {"AEGIS_SESSION": session.address}]
                server.stdin.write(json.dumps(order) + "\n")
                server.stdin.flush()
                ends.append(json.loads(server.stdout.readline()))
        server.stdin.close()

    assert [code for code, _, _ in ends] == [4, 4]
    assert all("this program was started elsewhere" in err for _, _, err in ends)
    assert at.sandbox.lines() == []


_CALL = """
import json
from aegis_cli.mcp.agent_call import AgentCall
print(json.dumps(AgentCall(b"{}").document()))
"""


def test_a_server_of_tools_outside_is_told_why_it_gets_nothing(at: Console) -> None:
    with wrapped(at) as session:
        known = {**os.environ, "AEGIS_SESSION": session.address}
        ran = subprocess.run(
            [sys.executable, "-c", _CALL], env=known, capture_output=True, text=True, check=True
        )

    document = json.loads(ran.stdout)
    assert (document["status"], document["error"]["code"]) == ("not_signed_in", "no_session")
    assert "Start it inside the session." in document["error"]["hint"]


def test_control_from_outside_stays(at: Console) -> None:
    with wrapped(at) as session:
        codes = [session.run("session", name).code for name in _CONTROLS]
        session.terminal.ended()

    # After its end there is no session to panic in.
    assert codes in ([0, 0, 0, 0, 0, 4], [0] * 6)


@pytest.mark.parametrize("options", [(), pytest.param(("--isolate",), marks=isolated)], ids=str)
def test_what_the_command_starts_and_leaves_behind_is_in_its_session(
    at: Console, options: tuple[str, ...]
) -> None:
    (at.folder / "goes").touch()
    child = shlex.join([AEGIS, *LIST])
    daemon = shlex.join([sys.executable, "-I", "-c", _DAEMON, AEGIS, *LIST])
    with wrapped(at, *options, does=f"{child} > child; {daemon}") as session:
        (at.folder / "goes").unlink()
        ended = session.until(lambda: [*at.folder.glob("ended-*")])
        outside = session.run(*LIST)

    assert [path.name for path in ended] == ["ended-0"]
    assert "Checkout total" in ended[0].read_text(encoding="utf-8")
    assert "Checkout total" in (at.folder / "child").read_text(encoding="utf-8")
    assert outside.code == 4
    for path in (*ended, at.folder / "child"):
        path.unlink()
