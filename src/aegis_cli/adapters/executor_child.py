"""The executor's process: it is given a session and one plan, acts, answers, and ends.

It learns what it needs over its standard input, never by arguments or environment. Before each
write it announces the step and waits for a go; so its parent always knows what is in flight.

    parent → child   {"open": …}   {"run": [call, …]}   {"go": step}
    child → parent   {"waiting": reason}   {"sending": step}   {"outcome": …}   {"end": true}
                     {"refused": error}    {"observed": request in one line}
"""

import json
import os
import sys
import threading
import time
from queue import SimpleQueue
from typing import IO, Any

from aegis_cli import catalog
from aegis_cli.adapters.hardening import die_with_parent, harden, is_traced
from aegis_cli.adapters.lines import Broken, read_line, write_line
from aegis_cli.adapters.sender import Sender
from aegis_cli.core.call import Call
from aegis_cli.core.flow import Wait, drive
from aegis_cli.core.secret import Secret
from aegis_cli.errors import AegisError, Bug, Code
from aegis_cli.execution import Outcome, Sending, run
from aegis_cli.oauth.exchange import Vault, exchange


class Child:
    """One plan's turn: exchange once, act, forget by ending."""

    def __init__(self, inbox: "SimpleQueue[dict[str, Any]]", out: IO[bytes]) -> None:
        self._inbox = inbox
        self._out = out
        self._sender = Sender(observe=lambda line: self._say(observed=line))
        self._token: Secret | None = None
        self._secrets: list[Secret] = []

    def serve(self) -> None:
        """Answer until the parent closes the pipe, which ends the process."""
        opened = self._inbox.get()["open"]
        vault = Vault(
            token_endpoint=opened["token_endpoint"],
            client_id=opened["vault_client_id"],
            client_secret=Secret(opened["vault_client_secret"]),
            connection=opened["connection"],
        )
        session, base = Secret(opened["session"]), opened["github_api"]
        self._secrets += [vault.client_secret, session]
        while True:
            calls = tuple(map(_call, self._inbox.get()["run"]))
            try:
                self._act(calls, base, vault, session)
            except AegisError as error:
                self._say(refused=error_as_json(error))

    def _act(self, calls: tuple[Call, ...], base: str, vault: Vault, session: Secret) -> None:
        if self._token is None:
            self._token = drive(exchange(vault, session), self._sender, wait=self._wait)
            self._secrets.append(self._token)
        flow = run(calls, base, self._token)
        drive(flow, self._sender, wait=self._wait, show=self._show)
        self._say(end=True)

    def _wait(self, wait: Wait) -> None:
        self._say(waiting=wait.reason)
        time.sleep(wait.seconds)

    def _show(self, event: object) -> None:
        match event:
            case Sending(step):
                self._say(sending=step)
                if self._inbox.get().get("go") != step:
                    raise Bug("A write was not let go.", code=Code.INTERNAL)
            case Outcome():
                self._say(outcome=outcome_as_json(event))

    def _say(self, **message: Any) -> None:
        text = json.dumps(message, ensure_ascii=False)
        if any(secret.reveal() in text for secret in self._secrets):
            # NOTE: a server that echoes a token must not have it carried into the other process.
            os._exit(4)
        write_line(self._out, message)


def _call(data: dict[str, Any]) -> Call:
    action = catalog.load(data["action"]).model_validate(data["arguments"])
    return Call(data["id"], action, seal=data["seal"], target_id=data["target_id"])


def error_as_json(error: AegisError) -> dict[str, Any]:
    """Write an error for the pipe."""
    return {"code": error.code.value, "message": error.message, "hint": error.hint}


def outcome_as_json(outcome: Outcome) -> dict[str, Any]:
    """Write an outcome for the pipe."""
    return {
        "id": outcome.id,
        "status": outcome.status.value,
        "data": outcome.data,
        "error": error_as_json(outcome.error) if outcome.error else None,
    }


def _listen(pipe: IO[bytes], inbox: "SimpleQueue[dict[str, Any]]") -> None:
    """Pass on what the parent says; end the process when it says no more."""
    while True:
        try:
            message = read_line(pipe)
        except Broken:
            message = None
        if message is None:
            os._exit(0)
        inbox.put(message)


def main() -> None:
    """Run the executor on this process's standard input and output."""
    harden()
    die_with_parent()
    if is_traced():
        # NOTE: whoever attached before the process was hardened still reads its registers.
        os._exit(3)
    inbox: SimpleQueue[dict[str, Any]] = SimpleQueue()
    threading.Thread(target=_listen, args=(sys.stdin.buffer, inbox), daemon=True).start()
    try:
        Child(inbox, sys.stdout.buffer).serve()
    except Exception:  # noqa: BLE001  # the traceback would hold the token
        os._exit(1)
