"""The process that converts the code of a new App: it answers without its keys, and ends.

It is told the address and the code over its channel. The App's private key and the secret of its
webhook come with the same answer as the client secret, and never leave this process.
"""

import json
import os
import sys
import time
from collections.abc import Mapping
from dataclasses import asdict
from typing import IO, Any

from aegis_cli.adapters.process.hardening import die_with_parent
from aegis_cli.adapters.process.json_lines import read_line, write_line
from aegis_cli.adapters.sender import Patience, Sender
from aegis_cli.core.echoes import Echoes
from aegis_cli.core.flow import Wait, drive
from aegis_cli.core.secret import Secret
from aegis_cli.errors import AegisError, Code, error_for
from aegis_cli.executor.error_messages import error_as_json
from aegis_cli.providers.default import DEFAULT


def main() -> None:
    """Convert one code on this process's standard input and output, which are its channel."""
    die_with_parent()
    try:
        order = read_line(sys.stdin.buffer)
        if order is not None:
            _answer(sys.stdout.buffer, order)
    except Exception:  # noqa: BLE001  # the traceback would hold the keys
        os._exit(1)
    os._exit(0)


def _answer(out: IO[bytes], order: dict[str, Any]) -> None:
    assert DEFAULT.registration is not None
    sender = Sender(patience=Patience(order["silence"], tell=lambda _text: None))
    try:
        flow = DEFAULT.registration().convert(order["base"], order["code"])
        made = drive(flow, sender, wait=_wait)
    except AegisError as error:
        write_line(out, {"error": error_as_json(error)})
        return
    app, secret = asdict(made.app), made.client_secret
    told = {"app": app, "client_secret": secret.reveal()}
    # NOTE: what GitHub, or somebody in its place, repeats of a key stays here all the same, and the
    # client secret is in no field that is shown.
    if _repeats(told, *made.kept) or _repeats(app, secret):
        message = f"{DEFAULT.title}'s answer repeats a key of the App in another field."
        told = {"error": error_as_json(error_for(Code.PROTOCOL, message))}
    write_line(out, told)


def _repeats(told: Mapping[str, Any], *secrets: Secret) -> bool:
    return Echoes().add(*secrets).are_in(json.dumps(told, ensure_ascii=False))


def _wait(wait: Wait) -> None:
    time.sleep(wait.seconds)
