"""A sandbox in a process of its own, for one command; it ends with the command."""

import socket
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from aegis_cli.adapters.installation import require_extra
from aegis_cli.adapters.process.channel import Channel
from aegis_cli.adapters.process.inherited import InheritedChild
from aegis_cli.adapters.process.isolated import clock_of, start
from aegis_cli.adapters.process.json_lines import Broken, read_line
from aegis_cli.errors import Bug, Code, UsageError
from aegis_cli.providers import IN_SANDBOX

EVERY = tuple(word for name in IN_SANDBOX for word in ("--provider", name))
"""The options of a sandbox in which every provider is there, as a person gets it."""


class SandboxProcess:
    """A sandbox of Auth0, GitHub, Gemini and other providers on loopback, with fresh data."""

    def __init__(
        self,
        environment: Mapping[str, str],
        *arguments: str,
        kept: Mapping[str, Any] | None = None,
    ) -> None:
        """Start it, and wait until it sends its addresses.

        What was `kept` is one that runs: this process has started it, in another program.
        Raises `UsageError` where it does not start, as without the extra `sandbox`.
        """
        if kept is None:
            require_extra("sandbox", "The sandbox")
            self._channel = _start(environment, arguments)
        else:
            line = socket.socket(fileno=kept["line"])
            line.set_inheritable(False)
            self._channel = Channel(InheritedChild(kept["pid"]), line, is_open=True)
        addresses = kept or self._addresses()
        self.environment: dict[str, str] = addresses["environment"]
        """The settings with which aegis uses it."""
        self.control: str = addresses["control"]
        """The URL of its control door."""

    @property
    def kept(self) -> dict[str, Any]:
        """What another program of this process needs to go on with it, for JSON."""
        return {
            "pid": self.pid,
            "line": self._channel.line.fileno(),
            "environment": self.environment,
            "control": self.control,
        }

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._channel.process.pid

    def is_running(self) -> bool:
        """Tell whether it has not ended."""
        return self._channel.process.poll() is None

    def close(self) -> None:
        """End it by closing its channel."""
        self._channel.end(patience=3.0)
        self._channel.close()

    def _addresses(self) -> dict[str, Any]:
        message = None
        with suppress(Bug, OSError, Broken):  # the error below says that it did not start
            self._channel.open()
            message = read_line(self._channel.file("rb"))
        if message is None:
            self.close()
            raise UsageError(
                "The sandbox did not start.",
                code=Code.BAD_USAGE,
                hint="Its own error is shown above; `aegis sandbox --port 0` takes any free ports.",
            )
        return message


def _start(environment: Mapping[str, str], arguments: Sequence[str]) -> Channel:
    return start(
        "aegis_cli.sandbox.__main__",
        "--until-eof",
        *arguments,
        environment=environment,
        stderr="keep",
        more=clock_of(environment),  # or its tokens would be of another day
    )
