"""A broker in a process of its own, against a sandbox, and what is asked of it over HTTP."""

import json
import os
import re
import signal
from base64 import urlsafe_b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx

from aegis_cli.actions.call import Call
from aegis_cli.core.secret import Secret
from aegis_cli.executor.messages import call_as_json
from aegis_cli.request.approval import Approved
from tests.helpers.forked import Forked, aegis
from tests.helpers.patience import PATIENCE
from tests.helpers.support import LOOPBACK, ROOT, Sandbox, children, signed_in, until

PLANS = "/v2/plans"
METADATA = "/.well-known/oauth-protected-resource"


class Broker:
    """A running broker."""

    def __init__(self, process: Forked, folder: Path) -> None:
        assert process.stderr is not None
        found = re.search(rb"http://\S+:[0-9]+", process.stderr.readline())
        assert found, "the broker did not start"
        self.process = process
        self.url = found[0].decode()
        self._folder = folder
        self.http = httpx.Client(base_url=self.url, **LOOPBACK, timeout=PATIENCE)

    def get(self, path: str, **headers: str) -> httpx.Response:
        """Ask for a document."""
        return self.http.get(path, headers=headers)

    def plan(self, token: str | None, body: Any, **headers: str) -> httpx.Response:
        """Send a plan as JSON."""
        named = {"authorization": f"Bearer {token}"} if token else {}
        return self.http.post(PLANS, json=body, headers=named | headers)

    def fork_server(self) -> int:
        """Return the process id of the fork server."""
        (pid,) = until(lambda: children(self.process.pid))
        return pid

    def forks(self) -> list[int]:
        """Return the process ids of the forks that live."""
        return [fork for pid in children(self.process.pid) for fork in children(pid)]

    def forks_of_workers(self) -> list[int]:
        """Return the same where there are several workers."""
        fork_servers = [one for pid in children(self.process.pid) for one in _children(pid)]
        return [fork for pid in fork_servers for fork in _children(pid)]

    def audit(self) -> list[dict[str, Any]]:
        """Return the audit so far."""
        return [json.loads(line) for line in self.written("out").splitlines()]

    def written(self, stream: str) -> str:
        """Return what the broker wrote to `out`."""
        return (self._folder / stream).read_text()

    def stop(self) -> None:
        """Ask it to end, without waiting."""
        self.process.send_signal(signal.SIGTERM)


def _children(pid: int) -> list[int]:
    """Return the children of a process that may have been killed meanwhile."""
    with suppress(FileNotFoundError, ProcessLookupError):
        return children(pid)
    return []


@contextmanager
def broker(
    environment: Mapping[str, str], folder: Path, *options: str, **more: str
) -> Iterator[Broker]:
    """Run a broker for a sandbox's environment."""
    command = ["aegis", "broker", "--port", "0", *options]
    config = folder / "config"
    known = dict(os.environ) | dict(environment) | {"XDG_CONFIG_HOME": str(config)} | more
    with (folder / "out").open("wb") as out:
        process = aegis(command, environment=known, cwd=ROOT, streams={1: out.fileno()})
    with process:
        running = None
        try:
            running = Broker(process, folder)
            yield running
        finally:
            if running is not None:
                running.http.close()
            process.kill()


def token_of(tenant: Sandbox, scope: str | None = None) -> str:
    """Sign in, and return the access token."""
    session = signed_in(tenant, scope) if scope else signed_in(tenant)
    return revealed(session.access_token)


def made_up(kid: str) -> str:
    """Return what looks like a token until somebody looks for its key."""
    header = json.dumps({"alg": "RS256", "typ": "at+jwt", "kid": kid}).encode()
    return f"{urlsafe_b64encode(header).decode().rstrip('=')}.e30.AAAA"


def revealed(secret: Secret) -> str:
    """Return a secret's value, for the wire."""
    return secret.reveal()


def body(*calls: Call, digest: str | None = None) -> dict[str, Any]:
    """Write calls as a plan's body."""
    return {"calls": [call_as_json(call) for call in calls], "digest": digest}


def sealed(approval: Approved) -> dict[str, Any]:
    """Write an approved plan as a body."""
    return body(*approval.calls, digest=approval.digest)
