"""The executor's process: it is given a session and one plan, acts, answers, and ends.

It learns what it needs over its channel, never by arguments or environment. Before each write it
announces the step and waits for a go, once; so its parent always knows what is in flight.

    parent → child   {"open": …}   {"run": [call, …]}   {"go": step}   {"assertion": …}
    child → parent   {"waiting": reason}   {"sending": step}   {"outcome": …}   {"end": true}
                     {"refused": error}    {"observed": request in one line}
                     {"asking": "assertion"}     {"token": facts}    {"inspected": …}

A run may ask for an `inspect` besides: what can be told of the vault's token. An `open` that is
`audited` has the token's SHA-256 said: {"thumbprint": …}.
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
from typing import IO, Any

from aegis_cli.actions.call import Call
from aegis_cli.adapters.executor.messages import call_from, error_as_json, outcome_as_json
from aegis_cli.adapters.executor.plan_token import PlanToken
from aegis_cli.adapters.process.hardening import die_with_parent, outlive_parent
from aegis_cli.adapters.process.json_lines import Broken, read_line, write_line
from aegis_cli.adapters.sender import Sender
from aegis_cli.core.echoes import Echoes
from aegis_cli.core.flow import Wait, drive
from aegis_cli.core.http import Request, Response, Unreachable
from aegis_cli.core.secret import Secret
from aegis_cli.errors import AegisError, Bug, Code
from aegis_cli.oauth.exchange import Credential, Granted, ProviderApp, Vault, exchange
from aegis_cli.providers.github.inspection import inspect
from aegis_cli.request.execution import Outcome, Sending, run


class Child:
    """One plan's turn: exchange once, act, forget by ending."""

    def __init__(self, inbox: "SimpleQueue[dict[str, Any]]", out: IO[bytes]) -> None:
        self._inbox = inbox
        self._out = out
        self._sender = Sender(observe=lambda line: self._say(observed=line))
        self._granted: Granted | None = None
        self._plan_token: PlanToken | None = None
        self._secrets = Echoes()
        self._is_audited = False
        self._let_go = ""

    def serve(self) -> None:
        """Answer until the parent closes the pipe, which ends the process."""
        opened = self._inbox.get()["open"]
        vault = Vault(
            token_endpoint=opened["token_endpoint"],
            client_id=opened["vault_client_id"],
            credential=self._credential(opened.get("vault_client_secret")),
            connection=opened["connection"],
            app=self._app(opened),
        )
        if vault.app is not None:
            # The closed pipe tells of the parent's end too, and leaves time to forget.
            outlive_parent()
        self._is_audited = opened.get("audited", False)
        session, base = Secret(opened["session"]), opened["github_api"]
        self._secrets.add(session)
        self._plan_token = PlanToken(vault.app, base, self._sender, self._wait)
        while True:
            order = self._inbox.get()
            calls = tuple(map(call_from, order["run"]))
            try:
                granted = self._exchanged(vault, session)
                self._act(calls, base, granted, self._plan_token)
                if order.get("inspect"):
                    flow = inspect(vault.app, base, granted.token)
                    found = drive(flow, self._sender, wait=self._wait)
                    self._say(inspected=asdict(found))
                self._say(end=True)
            except AegisError as error:
                self._say(refused=error_as_json(error))

    def forget(self) -> None:
        """Delete a token that was derived, should there be one; the process is about to end."""
        if self._plan_token is not None:
            self._plan_token.forget()

    def _app(self, opened: dict[str, str]) -> ProviderApp | None:
        if "app_client_secret" not in opened:
            return None
        secret = Secret(opened["app_client_secret"])
        self._secrets.add(secret)
        return ProviderApp(opened["app_client_id"], secret)

    def _credential(self, secret: str | None) -> Credential:
        """Return the client secret that came, or the way to have the parent make an assertion."""
        if secret is None:
            return self._assertion
        credential = Secret(secret)
        self._secrets.add(credential)
        return credential

    def _assertion(self) -> Secret:
        """Ask the parent, which alone holds the private key, for an assertion to send once."""
        self._say(asking="assertion")
        assertion = Secret(self._inbox.get()["assertion"])
        self._secrets.add(assertion)
        return assertion

    def _exchanged(self, vault: Vault, session: Secret) -> Granted:
        if self._granted is None:
            self._granted = drive(exchange(vault, session), self._sender, wait=self._wait)
            self._secrets.add(self._granted.token)
            if self._is_audited:
                self._say(thumbprint=_thumbprint(self._granted.token))
        return self._granted

    def _act(
        self, calls: tuple[Call, ...], base: str, granted: Granted, plan_token: PlanToken
    ) -> None:
        self._let_go = ""
        try:
            token = plan_token.begin(granted, calls)
            self._secrets.add(token)
            drive(run(calls, base, token), self._answer, wait=self._wait, show=self._show)
        finally:
            facts = plan_token.end()
        if facts is not None:
            self._say(token=asdict(facts))

    def _answer(self, request: Request) -> Response | Unreachable:
        """Send a request of a plan, and look through a refusal before it is cut.

        NOTE: no search finds a token of which the end is missing.
        """
        answer = self._sender(request)
        if isinstance(answer, Response) and not answer.ok:
            self._end_if_told(answer.body.decode("utf-8", "replace"))
        return answer

    def _wait(self, wait: Wait) -> None:
        self._say(waiting=wait.reason)
        time.sleep(wait.seconds)

    def _show(self, event: object) -> None:
        match event:
            case Sending(step) if step != self._let_go:  # a retry needs no second go
                self._say(sending=step)
                if self._inbox.get().get("go") != step:
                    raise Bug("A write was not let go.", code=Code.INTERNAL)
                self._let_go = step
            case Outcome():
                self._say(outcome=outcome_as_json(event))

    def _say(self, **message: Any) -> None:
        self._end_if_told(json.dumps(message, ensure_ascii=False))
        write_line(self._out, message)

    def _end_if_told(self, text: str) -> None:
        """End the process where a text holds a secret, however it is spelled.

        NOTE: a server that echoes a token must not have it carried into the other process.
        """
        if self._secrets.are_in(text):
            self.forget()
            os._exit(4)


def _thumbprint(token: Secret) -> str:
    """Return what an audit may keep of a token: its SHA-256."""
    return hashlib.sha256(token.reveal().encode()).hexdigest()


def _listen(
    pipe: IO[bytes], inbox: "SimpleQueue[dict[str, Any]]", forget: Callable[[], None]
) -> None:
    """Pass on what the parent says; when it says no more, forget and end the process."""
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
    """Do what comes through a pipe; the process ends with it, and without a traceback."""
    inbox: SimpleQueue[dict[str, Any]] = SimpleQueue()
    child = Child(inbox, out)
    listening = (pipe, inbox, child.forget)
    threading.Thread(target=_listen, args=listening, daemon=True).start()
    try:
        child.serve()
    except Exception:  # noqa: BLE001  # the traceback would hold the token
        child.forget()
        os._exit(1)
