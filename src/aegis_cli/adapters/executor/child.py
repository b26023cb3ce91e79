"""The executor's process: it receives a session and a plan, acts, answers, and ends.

It learns what it needs over its channel, never by arguments or environment. Before each write it
announces the step and waits for a go, so that its parent always knows what is in flight. The
messages are listed in `protocol`.
"""

import hashlib
import json
import os
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import asdict
from queue import SimpleQueue
from typing import IO, Any, TypeAlias

from aegis_cli.actions.call import Call
from aegis_cli.adapters.executor.messages import call_from, error_as_json, outcome_as_json
from aegis_cli.adapters.executor.plan_token import PlanToken
from aegis_cli.adapters.process.hardening import die_with_parent, outlive_parent
from aegis_cli.adapters.process.json_lines import Broken, read_line, write_line
from aegis_cli.adapters.sender import Sender
from aegis_cli.core.echoes import Echoes
from aegis_cli.core.flow import Wait, drive
from aegis_cli.core.http import Request, Response, Unreachable
from aegis_cli.core.provider_app import ProviderApp
from aegis_cli.core.secret import Secret
from aegis_cli.errors import AegisError, Bug, Code
from aegis_cli.oauth.exchange import Granted, Vault, exchange
from aegis_cli.providers.default import DEFAULT
from aegis_cli.request.execution import Outcome, Sending, run

Inbox: TypeAlias = SimpleQueue[dict[str, Any]]

# Imported here, while the person signs in; a fork of the broker's template has them already.
DEFAULT.client()
_NARROWING = DEFAULT.narrowing()


class Child:
    """Performs the runs of one plan, after a single exchange."""

    def __init__(self, inbox: Inbox, out: IO[bytes]) -> None:
        self._inbox = inbox
        self._out = out
        self._sender = Sender(observe=lambda line: self._say(observed=line))
        self._granted: Granted | None = None
        self._plan_token: PlanToken | None = None
        self._secrets = Echoes()
        self._is_audited = False
        self._permitted = ""
        """The step that got its go last."""

    def serve(self) -> None:
        """Answer until the parent closes the channel, which ends the process."""
        opened = self._inbox.get()["open"]
        vault = self._vault(opened)
        if vault.app is not None:
            # The closed channel shows the parent's end too, and leaves time to delete a token.
            outlive_parent()
        self._is_audited = opened.get("audited", False)
        session, base = self._secret(opened["session"]), opened["base"]
        self._plan_token = PlanToken(_NARROWING, vault.app, base, self._sender, self._wait)
        while True:
            order = self._inbox.get()
            calls = tuple(map(call_from, order["run"]))
            try:
                granted = self._exchanged(vault, session)
                self._act(
                    calls,
                    base,
                    granted,
                    self._plan_token,
                    keep_going=order.get("keep_going", False),
                )
                if order.get("inspect"):
                    flow = _NARROWING.inspect(vault.app, base, granted.token)
                    self._say(inspected=asdict(drive(flow, self._sender, wait=self._wait)))
                self._say(end=True)
            except AegisError as error:
                self._say(refused=error_as_json(error))

    def forget(self) -> None:
        """Delete the derived token, if there is one; the process is about to end."""
        if self._plan_token is not None:
            self._plan_token.forget()

    def _vault(self, opened: dict[str, str]) -> Vault:
        secret = opened.get("vault_client_secret")
        app = None
        if "app_client_secret" in opened:
            app = ProviderApp(opened["app_client_id"], self._secret(opened["app_client_secret"]))
        return Vault(
            token_endpoint=opened["token_endpoint"],
            client_id=opened["vault_client_id"],
            credential=self._assertion if secret is None else self._secret(secret),
            connection=opened["connection"],
            app=app,
        )

    def _secret(self, text: str) -> Secret:
        """Return a secret that no message to the parent may contain."""
        secret = Secret(text)
        self._secrets.add(secret)
        return secret

    def _assertion(self) -> Secret:
        """Ask the parent, which alone has the private key, for an assertion to send once."""
        self._say(asking="assertion")
        return self._secret(self._inbox.get()["assertion"])

    def _exchanged(self, vault: Vault, session: Secret) -> Granted:
        if self._granted is None:
            self._granted = drive(exchange(vault, session), self._sender, wait=self._wait)
            self._secrets.add(self._granted.token)
            if self._is_audited:
                token = self._granted.token.reveal()
                self._say(thumbprint=hashlib.sha256(token.encode()).hexdigest())
        return self._granted

    def _act(
        self,
        calls: tuple[Call, ...],
        base: str,
        granted: Granted,
        plan_token: PlanToken,
        *,
        keep_going: bool,
    ) -> None:
        self._permitted = ""
        try:
            token = plan_token.begin(granted, calls)
            self._secrets.add(token)
            flow = run(calls, base, token, keep_going=keep_going)
            drive(flow, self._answer, wait=self._wait, show=self._show)
        finally:
            facts = plan_token.end()
        if facts is not None:
            self._say(token=asdict(facts))

    def _answer(self, request: Request) -> Response | Unreachable:
        """Send a request of a plan, and search an error response for secrets before it is cut.

        NOTE: a token whose end is cut off would not be found.
        """
        answer = self._sender(request)
        if isinstance(answer, Response) and not answer.ok:
            self._end_on_echo(answer.body.decode("utf-8", "replace"))
        return answer

    def _wait(self, wait: Wait) -> None:
        self._say(waiting=wait.reason)
        time.sleep(wait.seconds)

    def _show(self, event: object) -> None:
        match event:
            case Sending(step) if step != self._permitted:  # a retry needs no second go
                self._say(sending=step)
                if self._inbox.get().get("go") != step:
                    raise Bug("The parent process did not permit a write.", code=Code.INTERNAL)
                self._permitted = step
            case Outcome():
                self._say(outcome=outcome_as_json(event))

    def _say(self, **message: Any) -> None:
        self._end_on_echo(json.dumps(message, ensure_ascii=False))
        write_line(self._out, message)

    def _end_on_echo(self, text: str) -> None:
        """End the process if a text contains a secret, in any encoding.

        NOTE: a token that a server echoes must not get into the parent process.
        """
        if self._secrets.are_in(text):
            self.forget()
            os._exit(4)


def _listen(pipe: IO[bytes], inbox: Inbox, forget: Callable[[], None]) -> None:
    """Pass on each message of the parent; when the channel closes, forget and end the process."""
    while True:
        try:
            message = read_line(pipe)
        except (Broken, OSError):
            message = None
        if message is None:
            forget()
            os._exit(0)
        inbox.put(message)


def main() -> None:
    """Run the executor on this process's standard input and output, which are its channel."""
    die_with_parent()
    act(sys.stdin.buffer, sys.stdout.buffer)


def act(pipe: IO[bytes], out: IO[bytes]) -> None:
    """Perform what comes through a pipe, and end the process with it, without a traceback."""
    inbox = Inbox()
    child = Child(inbox, out)
    threading.Thread(target=_listen, args=(pipe, inbox, child.forget), daemon=True).start()
    try:
        child.serve()
    except Exception:  # noqa: BLE001  # the traceback would hold the token
        child.forget()
        os._exit(1)
