"""A sandbox in a process of its own, for one command; it ends with the command."""

import json
import subprocess
from collections.abc import Mapping
from typing import Any

from aegis_cli.adapters.processes import start
from aegis_cli.errors import Code, UsageError


class SandboxProcess:
    """Auth0, GitHub and Gemini look-alikes on loopback, with a fresh world."""

    def __init__(self, environment: Mapping[str, str], *arguments: str) -> None:
        """Start it, and wait until it says where it is."""
        self._process = start(
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
        return self._process.pid

    def is_running(self) -> bool:
        """Tell whether it has not ended."""
        return self._process.poll() is None

    def close(self) -> None:
        """End it by closing its pipe."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        try:
            self._process.wait(timeout=3.0)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()

    def _told(self) -> dict[str, Any]:
        line = self._process.stdout.readline() if self._process.stdout else b""
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
