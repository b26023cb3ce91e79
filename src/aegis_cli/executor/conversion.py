"""Has the code of a new App converted in a child, which alone ever holds the App's keys."""

from collections.abc import Mapping
from typing import Any

from aegis_cli.actions.provider.app_registration import MadeApp
from aegis_cli.adapters.process.channel import Channel
from aegis_cli.adapters.process.isolated import start
from aegis_cli.adapters.process.json_lines import Broken, read_line, write_line
from aegis_cli.adapters.sender import USUAL, Patience
from aegis_cli.core.secret import Secret
from aegis_cli.errors import Bug, Code
from aegis_cli.executor.error_messages import error_from

_MODULE = "aegis_cli.executor.conversion_child"
_MORE = 30.0
"""Seconds beyond those of the server, for the child itself."""


class Converter:
    """Converts one code, in a child that is started before it is needed."""

    def __init__(self, environment: Mapping[str, str], patience: Patience = USUAL) -> None:
        self._environment = environment
        self._patience = patience
        self.child: Channel | None = None

    def prepare(self) -> Channel:
        """Start the child, while the person is in the browser."""
        if self.child is None:
            self.child = start(_MODULE, environment=self._environment, stderr="drop")
        return self.child

    def convert(self, base: str, code: Secret) -> tuple[MadeApp, Secret]:
        """Return the App and its client secret; raise `AegisError` where there is none.

        When it returns, the child has ended.
        """
        child = self.prepare()
        try:
            child.open()
            silence = self._patience.silence
            order = {"base": base, "code": code.reveal(), "silence": silence}
            write_line(child.file("wb"), order)
            child.line.settimeout(silence * 3 + _MORE)
            return _read(read_line(child.file("rb")))
        except (OSError, Broken, KeyError, TypeError, ValueError):
            pass
        finally:
            self.close()
        raise Bug(
            "The process that was to fetch the App's secret ended without an answer.",
            code=Code.INTERNAL,
            hint="If the App is made, delete it, and run the command again.",
        )

    def close(self) -> None:
        """End the child."""
        if self.child is not None:
            self.child.end()
            self.child.close()
            self.child = None


def _read(answer: dict[str, Any] | None) -> tuple[MadeApp, Secret]:
    if answer is None:
        raise Broken("the child has ended")
    if "error" in answer:
        raise error_from(answer["error"])
    app, callbacks = answer["app"], answer["app"]["callbacks"]
    told = {
        **app,
        "permissions": tuple((key, level) for key, level in app["permissions"]),
        "callbacks": None if callbacks is None else tuple(callbacks),
        "events": tuple(app["events"]),
    }
    return MadeApp(**told), Secret(answer["client_secret"])
