"""A sandbox in a process of its own, for one command; it ends with the command."""

import json
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from aegis_cli.adapters.process.isolated import start
from aegis_cli.errors import Bug, Code, UsageError


class SandboxProcess:
    """Auth0, GitHub and Gemini look-alikes on loopback, with a fresh world."""

    def __init__(self, environment: Mapping[str, str], *arguments: str) -> None:
        """Start it, and wait until it says where it is."""
        self._channel = start(
            "aegis_cli.sandbox.__main__",
            "--until-eof",
            *arguments,
            environment=environment,
            stderr="keep",
        )
        told = self._told()
        self.environment: dict[str, str] = told["environment"]
        """The settings that lead to it."""
        self.control: str = told["control"]
        """The URL of its control door."""

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

    def _told(self) -> dict[str, Any]:
        line = b""
        with suppress(Bug, OSError):  # the error below says that it did not start
            self._channel.open()
            line = self._channel.file("rb").readline()
        try:
            told = json.loads(line)
        except ValueError:
            told = None
        if not isinstance(told, dict):
            self.close()
            raise UsageError(
                "The sandbox did not start.",
                code=Code.BAD_USAGE,
                hint="Its own words stand above; `aegis sandbox --port 0` takes any free ports.",
            )
        return told
