"""Real processes and real HTTP for tests: a sandbox, hostile servers, and a parent to command."""

import json
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
from base64 import b64decode
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from functools import partial
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, Protocol, TypeVar
from urllib.parse import urlsplit

import httpx

from aegis_cli.actions.action import Action
from aegis_cli.actions.call import Call
from aegis_cli.adapters.auth0.freshness import SessionGuard
from aegis_cli.core.provider_app import ProviderApp
from aegis_cli.core.secret import Secret
from aegis_cli.core.vault_connection import VaultConnection
from aegis_cli.executor.embedded import EmbeddedExecutor, interpreter
from aegis_cli.oauth.exchange import Vault
from aegis_cli.request.approval import Approved, Reply, approve
from aegis_cli.request.consent import Consent, Preapproval
from aegis_cli.request.ports import Session
from tests.helpers import forked
from tests.helpers.act_factory import act_of
from tests.helpers.forked import Forked
from tests.helpers.patience import PATIENCE

T = TypeVar("T")

LOOPBACK: dict[str, Any] = {
    "trust_env": False,
    "verify": ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT),
}
"""Options for httpx, which else reads every certificate that the system trusts; this trusts none."""

# What is not kept open cannot have been closed by a server that was killed.
HTTP = httpx.Client(**LOOPBACK, limits=httpx.Limits(max_keepalive_connections=0))

ROOT = Path(__file__).resolve().parents[2]
EVERYTHING = "openid profile aegis:read aegis:write aegis:admin"
_DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code"


class Ending(Protocol):
    """A process that somebody waits for."""

    def how_it_ended(self) -> str:
        """Say how it ended, and what it wrote last; nothing while it runs."""
        ...


def until(
    found: Callable[[], T | None],
    *,
    of: Ending | None = None,
    seconds: float = PATIENCE,
    every: float = 0.02,
) -> T:
    """Ask until the answer is true, and return it; fail if that takes too long.

    Fail at once where it is a thing `of` a process that has ended.
    """
    ends = time.monotonic() + seconds
    while True:
        end = of.how_it_ended() if of else ""
        if answer := found():
            return answer
        assert not end, f"what was waited for did not happen: {end}"
        assert time.monotonic() < ends, "what was waited for did not happen"
        time.sleep(every)


def _is_removed(folder: Path) -> bool:
    shutil.rmtree(folder, ignore_errors=True)
    return not folder.exists()


@contextmanager
def temporary_folder() -> Iterator[Path]:
    """Keep a folder in which processes run; what was killed may write in it until it ends."""
    folder = Path(mkdtemp(prefix="aegis-"))
    try:
        yield folder
    finally:
        until(partial(_is_removed, folder))


def named(*values: str) -> dict[str, Secret]:
    """Name values that are looked for by their number."""
    return {str(at): Secret(value) for at, value in enumerate(values)}


class Sandbox:
    """A running sandbox, its environment and its control door."""

    def __init__(self, process: Forked) -> None:
        assert process.stdout is not None
        said = json.loads(process.stdout.readline())
        self.process = process
        self.environment: dict[str, str] = said["environment"]
        self.control: str = said["control"]
        self.github: str = self.environment["AEGIS_GITHUB_API"]
        self.set(interval=0.1)  # nothing that most tests claim takes a second

    def reset(self, **more: Any) -> None:
        """Forget what was seen, changed and set, but for `more`, and what was to go wrong."""
        permissions = [word for word in EVERYTHING.split() if ":" in word]
        settings = {
            "connected": True,
            "installations": ["mona", "acme", "octo-org"],
            "permissions": permissions,
            "access_life": 600,
            "auth_age": 0,
            "offline_access": True,
            "vault_public_key": "",
            "tells_auth_time": True,
        }
        journal, faults = ("DELETE", "/journal", None), ("DELETE", "/faults", None)
        world, script = ("DELETE", "/world", None), ("DELETE", "/script", None)
        self._calls(journal, faults, world, script, ("PUT", "/settings", settings | more))

    def seen(self, door: str) -> list[dict[str, Any]]:
        """Return the requests that arrived at a door."""
        journal: list[dict[str, Any]] = self._call("GET", "/journal")
        return [entry for entry in journal if entry["door"] == door]

    def lines(self, door: str = "github") -> list[str]:
        """Return method and path of the requests that arrived at a door."""
        return [f"{entry['method']} {entry['path']}" for entry in self.seen(door)]

    def fault(self, door: str, method: str, path: str, **what: Any) -> None:
        """Have requests that match go wrong."""
        self._call("POST", "/faults", [{"door": door, "method": method, "path": path, **what}])

    def release(self) -> None:
        """Let what a fault holds back go on, and have nothing more go wrong."""
        self._call("DELETE", "/faults")

    def set(self, **settings: Any) -> None:
        """Change settings."""
        self._call("PUT", "/settings", settings)

    def script(self, *answers: dict[str, Any]) -> None:
        """Have the Gemini service give these answers first."""
        self._call("POST", "/script", list(answers))

    def drain_script(self) -> None:
        """Forget what is left of a script."""
        self._call("DELETE", "/script")

    def tokens(self) -> list[str]:
        """Return every GitHub token that was handed out."""
        tokens: list[str] = self._call("GET", "/tokens")
        return tokens

    def sessions(self) -> list[str]:
        """Return every access token that was handed out."""
        return self.issued()["access"]

    def issued(self) -> dict[str, list[str]]:
        """Return every secret that was handed out, by its kind."""
        issued: dict[str, list[str]] = self._call("GET", "/issued")
        return issued

    def values(self, repo: str) -> dict[str, bytes]:
        """Return the values of secrets that were sealed for a repository, by their names."""
        values: dict[str, dict[str, str]] = self._call("GET", "/secret-values")
        return {name: b64decode(text) for name, text in values.get(repo, {}).items()}

    def expire_codes(self) -> None:
        """End the life of every code that waits for a person."""
        self._call("DELETE", "/codes")

    def press(self, user_code: str, action: str) -> None:
        """Do what a person does on the verification page."""
        form = {"user_code": user_code, "action": action}
        url = f"{self.environment['AEGIS_ISSUER']}activate"
        HTTP.post(url, data=form).raise_for_status()

    def _call(self, method: str, path: str, sent: Any = None) -> Any:
        return self._calls((method, path, sent))[0]

    def _calls(self, *calls: tuple[str, str, Any]) -> list[Any]:
        """Send requests one after another; `http.client` does it with a quarter of httpx's work."""
        control = urlsplit(self.control)
        with closing(HTTPConnection(control.netloc, timeout=PATIENCE)) as connection:
            return [_answer(connection, method, path, sent) for method, path, sent in calls]


def _answer(connection: HTTPConnection, method: str, path: str, sent: Any) -> Any:
    body = None if sent is None else json.dumps(sent)
    connection.request(method, path, body, {"content-type": "application/json"})
    answer = connection.getresponse()
    told = answer.read()
    assert answer.status < HTTPStatus.MULTIPLE_CHOICES, told
    return json.loads(told or "null")


@contextmanager
def sandbox(*options: str) -> Iterator[Sandbox]:
    """Run a sandbox in a process of its own, which confirms sign-ins unless told otherwise."""
    process = forked.sandbox("--until-eof", "--confirm", "auto", *options)
    with process:
        try:
            yield Sandbox(process)
        finally:
            process.kill()


def signed_in(found: Sandbox, scope: str = EVERYTHING) -> Session:
    """Sign in at a sandbox that confirms by itself, without waiting for an interval."""
    issuer, client_id = (found.environment[name] for name in ("AEGIS_ISSUER", "AEGIS_CLIENT_ID"))
    asked = {"client_id": client_id, "audience": found.environment["AEGIS_AUDIENCE"]}
    code = HTTP.post(f"{issuer}oauth/device/code", data=asked | {"scope": scope}).json()
    form = {"grant_type": _DEVICE_GRANT, "client_id": client_id}
    form["device_code"] = code["device_code"]
    granted = HTTP.post(f"{issuer}oauth/token", data=form).json()
    return session(granted["access_token"], granted["scope"])


def session(access_token: str, scope: str = EVERYTHING) -> Session:
    """Make a session out of an access token."""
    return Session(Secret(access_token), frozenset(scope.split()), "Mona Lisa", "github|1", 600.0)


def vault_of(environment: Mapping[str, str], base: str | None = None) -> Vault:
    """Return the vault application that an environment names, with another GitHub if it is said."""
    github = base or environment["AEGIS_GITHUB_API"]
    connection = VaultConnection(environment["AEGIS_CONNECTION"], github, app_of(environment))
    return Vault(
        token_endpoint=f"{environment['AEGIS_ISSUER']}oauth/token",
        client_id=environment["AEGIS_VAULT_CLIENT_ID"],
        credential=Secret(environment["AEGIS_VAULT_CLIENT_SECRET"]),
        connections={"github": connection},
    )


def app_of(environment: Mapping[str, str]) -> ProviderApp | None:
    """Return the GitHub App that an environment names, if it names one."""
    client_id = environment.get("AEGIS_GITHUB_APP_CLIENT_ID")
    if client_id is None:
        return None
    return ProviderApp(client_id, Secret(environment["AEGIS_GITHUB_APP_CLIENT_SECRET"]))


UNGUARDED = SessionGuard(admit=lambda _session: None, proved_at=lambda _session: time.time())
"""Lets every session through."""


def executor_for(
    environment: Mapping[str, str],
    *,
    base: str | None = None,
    guard: SessionGuard = UNGUARDED,
    progress: Callable[[str], None] = lambda _reason: None,
    observe: Callable[[str], None] = lambda _line: None,
) -> EmbeddedExecutor:
    """Make an executor for a sandbox's environment, with another GitHub if one is given."""
    return EmbeddedExecutor(
        lambda: vault_of(environment, base),
        guard=guard,
        child=partial(interpreter, {**os.environ, **environment}),
        progress=progress,
        observe=observe,
    )


def reads(*actions: Action[Any]) -> tuple[Call, ...]:
    """Make calls of actions that only read."""
    return tuple(Call(f"s{at}", action) for at, action in enumerate(actions, start=1))


def approved(base: str, *actions: Action[Any]) -> Approved:
    """Approve a plan as a person who says yes."""
    steps = tuple(
        act_of(f"s{at}", action, {}, base=base) for at, action in enumerate(actions, start=1)
    )
    return approve(steps, Reply(yes=True), consent=Consent(Preapproval(), None))


# A server that does what a test wants


class Heard:
    """One request as it arrived."""

    def __init__(self, head: str, body: bytes) -> None:
        line, *rest = head.split("\r\n")
        self.method, self.target, _ = line.split(" ", 2)
        pairs = (field.partition(":") for field in rest if field)
        self.headers = {name.lower(): value.strip() for name, _, value in pairs}
        self.body = body


Talk = Callable[[Heard, socket.socket], None]


class Server:
    """A loopback HTTP server: each connection carries one request, and ends with its answer."""

    def __init__(self, listener: socket.socket, talk: Talk) -> None:
        self.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        self.heard: list[Heard] = []
        self._listener = listener
        self._talk = talk

    def serve(self) -> None:
        """Answer until the listener is closed."""
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with connection, suppress(OSError):
                connection.settimeout(PATIENCE)
                heard = _hear(connection)
                if heard is not None:
                    self.heard.append(heard)
                    self._talk(heard, connection)


def _hear(connection: socket.socket) -> Heard | None:
    data = b""
    while b"\r\n\r\n" not in data:
        chunk = connection.recv(65536)
        if not chunk:
            return None
        data += chunk
    head, _, body = data.partition(b"\r\n\r\n")
    length = re.search(rb"(?i)content-length: *(\d+)", head)
    while length and len(body) < int(length[1]):
        body += connection.recv(65536)
    return Heard(head.decode("latin-1"), body)


@contextmanager
def server(talk: Talk) -> Iterator[Server]:
    """Run a server in a thread of this process."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        running = Server(listener, talk)
        thread = threading.Thread(target=running.serve)
        thread.start()
        try:
            yield running
        finally:
            # A thread inside accept() is woken by shutdown(), not by close().
            listener.shutdown(socket.SHUT_RDWR)
            thread.join()


def answering(body: bytes | str = b"", status: int = 200, **headers: str) -> Talk:
    """Give the same answer to every request."""
    sent = body.encode() if isinstance(body, str) else body
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    named = {"content-length": str(len(sent)), "connection": "close"} | named
    head = "".join(f"{name}: {value}\r\n" for name, value in named.items())
    data = f"HTTP/1.1 {status} Said\r\n{head}\r\n".encode() + sent
    return lambda _heard, connection: connection.sendall(data)


def trickle(before: bytes) -> Talk:
    """Answer with one byte at a time, each soon enough, for as long as anybody listens."""

    def talk(_heard: Heard, connection: socket.socket) -> None:
        connection.sendall(before)
        with suppress(OSError):
            while True:
                connection.sendall(b"x")
                time.sleep(0.05)

    return talk


# A process that holds a session, as aegis's own does


class Parent:
    """`tests.helpers.parent` in a process of its own: what it is told to do, and what it says."""

    def __init__(self, process: "subprocess.Popen[bytes] | Forked") -> None:
        self._process = process

    @property
    def pid(self) -> int:
        """The process's id."""
        return self._process.pid

    def tell(self, **command: Any) -> None:
        """Tell it to do something, without waiting for its answer."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(command).encode() + b"\n")
        self._process.stdin.flush()

    def said(self) -> dict[str, Any]:
        """Wait for its next answer."""
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, "the parent has ended"
        answer: dict[str, Any] = json.loads(line)
        return answer

    def asked(self, **command: Any) -> dict[str, Any]:
        """Tell it to do something, and wait for its answer."""
        self.tell(**command)
        return self.said()

    def interrupt(self) -> None:
        """Press Ctrl-C, and wait until that has arrived: a second one before would be none."""
        self._process.send_signal(signal.SIGINT)
        until(lambda: not is_pending(self.pid, signal.SIGINT))

    def kill(self) -> None:
        """End it at once."""
        self._process.kill()
        self._process.wait()

    def end(self) -> int:
        """Close its input, and wait for its end."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        return self._process.wait(timeout=PATIENCE)


@contextmanager
def parent(*tracer: str, forks: bool = False) -> Iterator[Parent]:
    """Run `tests.helpers.parent` as a fork of what is imported, or from nothing under a tracer.

    Its children are its own under a tracer, or with `forks`; or else the fork server's.
    """
    command = [*tracer, sys.executable, "-m", "tests.helpers.parent"]
    process = (
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT)
        if tracer
        else forked.with_pipes("tests.helpers.parent_of_forks" if forks else "tests.helpers.parent")
    )
    with process:
        try:
            yield Parent(process)
        finally:
            process.kill()


def children(pid: int) -> list[int]:
    """Return the ids of a process's children (Linux)."""
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for task in tasks for child in task.read_text().split()]


def is_alive(pid: int) -> bool:
    """Tell whether a process runs; one that ended and was not yet waited for does not."""
    return _state(pid) not in {"", "Z", "X"}


def is_pending(pid: int, number: signal.Signals) -> bool:
    """Tell whether a process has a signal yet to take; where /proc is not there, hope it has not."""
    with suppress(OSError):
        status = Path(f"/proc/{pid}/status").read_text()
        sets = re.findall(r"^(?:SigPnd|ShdPnd):\t([0-9a-f]+)$", status, re.MULTILINE)
        return any(int(each, 16) & 1 << (number - 1) for each in sets)
    return False


def is_held(port: int) -> bool:
    """Tell whether another process holds its end of a connection from this port of loopback.

    Where /proc is not there, hope that it does not.
    """
    table = Path("/proc/net/tcp")
    lines = table.read_text().splitlines()[1:] if table.exists() else []
    ends = [(remote, state) for _, _, remote, state, *_ in map(str.split, lines)]
    return any(remote.endswith(f":{port:04X}") and state != _TIME_WAIT for remote, state in ends)


_TIME_WAIT = "06"


def is_waiting(pid: int) -> bool:
    """Tell whether a process sleeps, as in a read; where /proc is not there, hope so."""
    return not Path("/proc/self").exists() or _state(pid) == "S"


def _state(pid: int) -> str:
    """Return the state of a process as one letter; empty if there is none of this id."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return ""
