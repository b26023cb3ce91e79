"""What a command costs in a session: `python -m bench.session [rounds]`.

Medians of interleaved runs on one sandbox, against `python -c pass`, and against `gh issue list`
where gh is there, as far as it comes without a server. What the services took is subtracted: the
very requests of each command are sent once more in the same round, by a client that is warm, when
the session has made ready for the next command. Exits 1 if a bar is missed.
"""

import math
import os
import pty
import re
import select
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, NamedTuple

import httpx

from bench.path import BIN, sandbox_that_takes

PASS = [sys.executable, "-c", "pass"]
GH = ["gh", "issue", "list", "--repo", "127.0.0.1:9/acme/web"]
"""It fails at the first connection, so its time is that of its start."""
_DEVICE = "urn:ietf:params:oauth:grant-type:device_code"
_PATIENCE = 30.0
_SETTLED = 0.2
"""Seconds in which a session forks in advance; what is measured meanwhile would take longer."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A command, and how many times `python -c pass` it may take, without its services."""

    words: tuple[str, ...]
    most: float
    of_gh: float
    """How many times what gh needs until it connects."""


BARS = (
    Bar(("do", "issues.list", "-R", "acme/web", "--output", "json"), 7.0, 1.1),
    Bar(("ask", "list the issues of acme/web", "--engine", "gemini"), 10.0, 1.5),
)


@contextmanager
def session(environment: Mapping[str, str], before: Sequence[str] = ()) -> Iterator[str]:
    """Hold a session at a terminal, and give its address; `before` are a tracer's words."""
    pid, terminal = pty.fork()
    if pid == 0:
        words = [*before, str(BIN / "aegis"), "session"]
        os.execvpe(words[0], words, environment)  # noqa: S606  # no shell
    try:
        yield _address(terminal)
    finally:
        os.close(terminal)  # the session ends with its terminal
        os.waitpid(pid, 0)


def _address(terminal: int) -> str:
    shown, ends = b"", time.monotonic() + _PATIENCE
    while time.monotonic() < ends:
        if select.select([terminal], [], [], 0.1)[0]:
            shown += os.read(terminal, 65536)
        if found := re.search(rb"AEGIS_SESSION=(\S+)\r", shown):
            return found[1].decode()
    raise SystemExit(f"the session did not begin: {shown.decode(errors='replace')}")


class Services:
    """The services of a sandbox, as a client asks them that does nothing else."""

    def __init__(self, said: Mapping[str, Any]) -> None:
        self._known, self._control = said["environment"], said["control"]
        self._http = httpx.Client(timeout=30, trust_env=False)
        self._issuer = self._known["AEGIS_ISSUER"]
        self._token = self._signed_in()
        self.github_token = self._exchanged()

    def requests(self) -> list[dict[str, Any]]:
        """Return the requests that have arrived since the last time, and forget them."""
        journal: list[dict[str, Any]] = self._http.get(f"{self._control}/journal").json()
        self._http.delete(f"{self._control}/journal").raise_for_status()
        return journal

    def took(self, requests: list[dict[str, Any]]) -> float:
        """Send the same requests; return how long that takes, in milliseconds."""
        started = time.perf_counter()
        for request in requests:
            self._send(request)
        return (time.perf_counter() - started) * 1000

    def _send(self, request: Mapping[str, Any]) -> None:
        path = request["path"]
        match request["door"], request["method"]:
            case "auth0", "POST" if path == "/oauth/token":
                self._exchanged()
            case "github", "GET":
                headers = {"authorization": f"Bearer {self.github_token}"}
                url = f"{self._known['AEGIS_GITHUB_API']}{path}"
                found = self._http.get(url, params=request.get("query"), headers=headers)
                found.raise_for_status()
            case "gemini", "POST":
                headers = {"x-goog-api-key": self._known["GEMINI_API_KEY"]}
                url = f"{self._known['AEGIS_GEMINI_URL']}{path}"
                self._http.post(url, json=request["body"], headers=headers).raise_for_status()
            case door, method:
                raise SystemExit(f"a command sent what is not known here: {door} {method} {path}")

    def _signed_in(self) -> str:
        app = {"client_id": self._known["AEGIS_CLIENT_ID"]}
        wanted = app | {"audience": self._known["AEGIS_AUDIENCE"], "scope": "aegis:read"}
        code = self._http.post(f"{self._issuer}oauth/device/code", data=wanted).json()
        time.sleep(code["interval"])
        poll = app | {"grant_type": _DEVICE, "device_code": code["device_code"]}
        return str(self._http.post(f"{self._issuer}oauth/token", data=poll).json()["access_token"])

    def _exchanged(self) -> str:
        kinds = "urn:ietf:params:oauth:token-type:access_token"
        granted = "federated-connection-access-token"
        form = {
            "grant_type": f"urn:auth0:params:oauth:grant-type:token-exchange:{granted}",
            "subject_token_type": kinds,
            "requested_token_type": f"http://auth0.com/oauth/token-type/{granted}",
            "subject_token": self._token,
            "connection": self._known["AEGIS_CONNECTION"],
            "client_id": self._known["AEGIS_VAULT_CLIENT_ID"],
            "client_secret": self._known["AEGIS_VAULT_CLIENT_SECRET"],
        }
        answer = self._http.post(f"{self._issuer}oauth/token", data=form)
        return str(answer.raise_for_status().json()["access_token"])


def once(command: list[str], environment: Mapping[str, str]) -> float:
    """Run a command and return its wall time in milliseconds."""
    started = time.perf_counter()
    done = subprocess.run(command, env=environment, capture_output=True, check=False)
    took = (time.perf_counter() - started) * 1000
    if done.returncode and command is not GH:
        raise SystemExit(f"{command} failed: {done.stderr.decode()}")
    return took


class Row(NamedTuple):
    """The milliseconds of one round."""

    whole: float
    served: float
    least: float
    gh: float
    """Not a number without gh, which misses no bar."""

    @property
    def own(self) -> float:
        """What the command took without its services."""
        return self.whole - self.served


def missed(bar: Bar, run: Callable[[list[str]], float], services: Services, rounds: int) -> bool:
    """Measure one bar, print its row, and tell whether it is missed."""
    command = [str(BIN / "aegis"), *bar.words]
    run(command)
    services.requests()
    run(command)
    requests = services.requests()
    services.took(requests)

    def row() -> Row:
        whole = run(command)
        time.sleep(_SETTLED)
        served = services.took(requests)
        return Row(whole, served, run(PASS), run(GH) if shutil.which("gh") else math.nan)

    rows = [row() for _ in range(rounds)]
    ratios = [statistics.median(each.own / each.least for each in rows)]
    ratios += [statistics.median(each.own / each.gh for each in rows)]
    verdict = any(ratio > most for ratio, most in zip(ratios, (bar.most, bar.of_gh), strict=True))
    medians = "".join(f"{statistics.median(column):8.1f}" for column in zip(*rows, strict=True))
    print(
        f"{' '.join(('aegis', *bar.words))[:44]:44}{medians}"
        f"{ratios[0]:8.2f}{bar.most:6.1f}{ratios[1]:8.2f}{bar.of_gh:6.1f}"
        f"{'  MISSED' if verdict else ''}"
    )
    return verdict


def main() -> int:
    """Measure every bar and print a table."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    print(f"{rounds} interleaved runs on {os.cpu_count()} cores, Python {sys.version.split()[0]}\n")
    if shutil.which("gh") is None:
        print("gh is not installed: it is not compared (apt-get install gh)")
    titles = f"{'ms':>8}{'services':>8}{'pass':>8}{'gh':>8}{'of pass':>8}{'bar':>6}{'of gh':>8}"
    print(f"{'command':44}{titles}{'bar':>6}")
    with sandbox_that_takes({}) as said:
        environment = dict(os.environ) | said["environment"] | {"AEGIS_SESSION": ""}
        services = Services(said)
        with session(environment) as address:
            # With a token for its host, gh goes as far as to connect.
            known = environment | {"AEGIS_SESSION": address, "GH_ENTERPRISE_TOKEN": "none"}

            def run(command: list[str]) -> float:
                return once(command, known)

            verdicts = [missed(bar, run, services, rounds) for bar in BARS]
    return 1 if any(verdicts) else 0


if __name__ == "__main__":
    sys.exit(main())
