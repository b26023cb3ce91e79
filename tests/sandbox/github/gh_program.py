"""Runs the gh program at the sandbox: its socket leads to a forwarder that adds the token."""

import os
import shutil
import socket
import socketserver
import subprocess
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from tests.sandbox.github.served import TOKEN

HOSTS = """\
github.com:
    users:
        mona:
            oauth_token: placeholder
    user: mona
    oauth_token: placeholder
    git_protocol: https
"""
OWN = {b"api.github.com", b"uploads.github.com"}


class Forwarder(socketserver.ThreadingUnixStreamServer):
    """Hands requests on: those to GitHub's own hosts to the sandbox, and with the token."""

    daemon_threads = True

    def __init__(self, place: Path, base: str, token: str = TOKEN) -> None:
        self.base, self.token = urlsplit(base), token
        super().__init__(str(place), Handing)


class Handing(socketserver.StreamRequestHandler):
    """One request, since gh keeps no connection."""

    server: Forwarder

    def handle(self) -> None:
        first, *lines = iter(self.rfile.readline, b"\r\n")
        pairs = [line.rstrip().split(b": ", 1) for line in lines]
        headers = {name.lower(): value for name, value in pairs}
        host = headers[b"host"]
        to = (self.server.base.hostname, self.server.base.port)
        if host in OWN:
            headers[b"authorization"] = f"Bearer {self.server.token}".encode()
        else:  # what a redirect named
            name, _, port = host.decode().partition(":")
            to = (name, int(port))
        headers[b"connection"] = b"close"
        if host == b"uploads.github.com":
            first = first.replace(b" /", b" /api/uploads/", 1)
        with socket.create_connection(to) as door:
            door.sendall(first + b"".join(b"%s: %s\r\n" % pair for pair in headers.items()))
            door.sendall(b"\r\n" + self.rfile.read(int(headers.get(b"content-length", 0))))
            while piece := door.recv(65536):
                self.wfile.write(piece)


@dataclass
class Gh:
    """A gh, with its settings in a folder."""

    program: str
    folder: Path
    more: Mapping[str, str] = field(default_factory=dict)

    def run(self, *words: str) -> "subprocess.CompletedProcess[str]":
        """Run a command, and return how it ended."""
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "GH_CONFIG_DIR": str(self.folder / "gh"),
            "TMPDIR": str(self.folder),
            "GH_TELEMETRY": "false",
            "GH_NO_UPDATE_NOTIFIER": "1",
            "GH_PROMPT_DISABLED": "1",
            **self.more,
        }
        return subprocess.run(
            [self.program, *words],
            cwd=self.folder,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            stdin=subprocess.DEVNULL,
        )


def programs() -> list[str]:
    """Return the gh programs of this machine; a variable may name another one."""
    found = [os.environ.get("AEGIS_TEST_GH"), shutil.which("gh")]
    return [each for each in found if each]


@contextmanager
def gh_at(program: str, base: str, folder: Path, token: str = TOKEN) -> Iterator[Gh]:
    """Give a gh whose socket leads to a sandbox's GitHub."""
    place, settings = folder / "socket", folder / "gh"
    settings.mkdir()
    (settings / "config.yml").write_text(f'version: "1"\nhttp_unix_socket: {place}\n')
    (settings / "hosts.yml").write_text(HOSTS)
    with Forwarder(place, base, token) as forwarder:
        threading.Thread(target=forwarder.serve_forever, daemon=True).start()
        yield Gh(program, folder)
        forwarder.shutdown()
