"""The executor's process: it receives a session and a plan, acts, answers, and ends.

It learns what it needs over its channel, never by arguments or environment. Before each write it
announces the step and waits for a go, so that its parent always knows what is in flight. The
messages are listed in `protocol`.
"""

import gc
import hashlib
import json
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from functools import partial
from queue import SimpleQueue
from typing import IO, Any, TypeAlias

from aegis_cli.actions import catalog
from aegis_cli.actions.action import adapter_of
from aegis_cli.actions.call import Call
from aegis_cli.actions.names import argument_of
from aegis_cli.actions.provider import Provider
from aegis_cli.adapters import sender
from aegis_cli.adapters.process.descriptors import close_all, reader_of
from aegis_cli.adapters.process.hardening import die_with_parent, outlive_parent
from aegis_cli.adapters.process.json_lines import read_line, write_line
from aegis_cli.adapters.sealing import SealedValue
from aegis_cli.adapters.sender import USUAL, Patience, Sender
from aegis_cli.adapters.sink import Sink
from aegis_cli.adapters.source import BodySource
from aegis_cli.core.echoes import Echoes
from aegis_cli.core.flow import Wait, drive
from aegis_cli.core.http import Request, Response, Unreachable
from aegis_cli.core.provider_app import ProviderApp
from aegis_cli.core.secret import Secret
from aegis_cli.core.vault_connection import VaultConnection
from aegis_cli.errors import AegisError, Bug, Code, UsageError
from aegis_cli.executor.messages import call_from, error_as_json, outcome_as_json
from aegis_cli.executor.plan_token import PlanToken
from aegis_cli.oauth.exchange import Granted, Vault, exchange
from aegis_cli.providers.default import DEFAULT
from aegis_cli.request.execution import Outcome, ProviderAccess, Rejected, Sending, run
from aegis_cli.request.plan_memory import PlanMemory
from aegis_cli.request.watching import Interim

Inbox: TypeAlias = SimpleQueue[dict[str, Any]]

# Imported here, while the person signs in; a fork of the broker's fork server has them already.
DEFAULT.client()
DEFAULT.narrowing()


@dataclass(frozen=True, slots=True)
class _Account:
    """The person's account at one provider, with the token that the vault gave for it."""

    connection: VaultConnection
    granted: Granted
    plan_token: PlanToken


class Child:
    """Performs the runs of one plan, after an exchange for each provider.

    There is one further exchange where a provider refuses the token.
    """

    def __init__(self, inbox: Inbox, out: IO[bytes]) -> None:
        self._inbox = inbox
        self._out = out
        self._sender = self._make_sender(USUAL.silence)
        self._accounts: dict[Provider[Any], _Account] = {}
        self._renewed: set[Provider[Any]] = set()
        """Where there was a further exchange, since the first token was refused."""
        self._opened: dict[str, Any] = {}
        # One for all plan tokens, so that after `forget` nothing is derived for any provider.
        self._lock = threading.RLock()
        self._secrets = Echoes()
        self._memory = PlanMemory()
        self._permitted = ""
        """The step that got its go last."""
        self._answered = b""
        """The body of the last answer to a request of a plan."""
        self._sinks: dict[str, Sink] = {}
        """Where the downloads go that are not at their end, by the id of their calls."""
        self._sources: dict[str, BodySource] = {}
        """Where the bytes come from that calls take, by the id of these."""
        self._sealed: dict[str, SealedValue] = {}
        """The values of secrets that calls take, by the id of these."""

    def serve(self) -> None:
        """Answer until the parent closes the channel, which ends the process."""
        message = self._inbox.get()
        while "load" in message:
            for name in message["load"]:
                catalog.load(name)
            message = self._inbox.get()
        self._opened = message["open"]
        self._sender = self._make_sender(self._opened.get("silence", USUAL.silence))
        vault = self._vault(self._opened)
        if vault.may_derive:
            # If the parent ends, the channel closes too; then there is time to delete a token.
            outlive_parent()
        session = self._secret(self._opened["session"])
        while True:
            order = self._inbox.get()
            calls, files = tuple(map(call_from, order["run"])), order.get("descriptors") or []
            try:
                self._place(calls, files)
                self._act(calls, vault, session, order)
                if order.get("inspect"):
                    self._inspect(calls[0].action.provider)
                self._say(end=True)
            except AegisError as error:
                self._say(refused=error_as_json(error))
            finally:
                close_all(files)

    def _place(self, calls: tuple[Call, ...], files: list[int]) -> None:
        """Note where each download goes, and where each call takes its bytes from.

        The descriptors came in the order of the calls that need one.
        """
        self._sinks, self._sources, self._sealed = {}, {}, {}
        placed = (call for call in calls if call.action.facts.needs_descriptor)
        for call, file in zip(placed, files, strict=False):
            if call.action.facts.takes == "secret":
                base = self._opened["connections"][call.action.provider.name]["base"]
                self._sealed[call.id] = SealedValue(file, call.action, base)
            elif call.action.facts.takes:
                self._sources[call.id] = BodySource(file, told=self._tell_progress)
            else:
                self._sinks[call.id] = Sink(file, told=self._tell_progress, search=self._search)
        if any(c.action.facts.takes == "secret" and c.id not in self._sealed for c in calls):
            raise UsageError("The value that this sends is not here.", code=Code.BAD_USAGE)

    def _tell_progress(self, size: int, of: int | None) -> None:
        self._say(moved=size, of=of)

    def stop(self, step: Any) -> None:
        """End what a call sends, as the person asks; the thread that listens does this."""
        source = self._sources.get(step)
        if source is not None:
            self._sender.stop(source)

    def _search(self, piece: bytes) -> None:
        """Search a piece of a file for secrets, if it is from a server that had a token."""
        self._end_on_echo(piece.decode("latin-1"))

    def _make_sender(self, silence: float) -> Sender:
        patience = Patience(silence, tell=lambda text: self._say(slow=text))
        return Sender(observe=lambda line: self._say(observed=line), patience=patience)

    def forget(self) -> None:
        """Delete the derived tokens, if there are any; the process is about to end."""
        for account in [*self._accounts.values()]:
            account.plan_token.forget()

    def _inspect(self, provider: Provider[Any]) -> None:
        account, inspect = self._accounts[provider], provider.narrowing().inspect
        if inspect is None:
            return
        flow = inspect(account.connection.app, account.connection.base, account.granted.token)
        self._say(inspected=asdict(drive(flow, self._sender, wait=self._wait)))

    def _vault(self, opened: dict[str, Any]) -> Vault:
        secret = opened.get("vault_client_secret")
        told = opened["connections"]
        return Vault(
            token_endpoint=opened["token_endpoint"],
            client_id=opened["vault_client_id"],
            credential=self._assertion if secret is None else self._secret(secret),
            connections={provider: self._connection(told[provider]) for provider in told},
        )

    def _connection(self, told: dict[str, str]) -> VaultConnection:
        app = None
        if "app_client_secret" in told:
            app = ProviderApp(told["app_client_id"], self._secret(told["app_client_secret"]))
        return VaultConnection(told["name"], told["base"], app, site=told["site"])

    def _secret(self, text: str) -> Secret:
        """Return a secret that no message to the parent may contain."""
        secret = Secret(text)
        self._secrets.add(secret)
        return secret

    def _assertion(self) -> Secret:
        """Ask the parent, which alone has the private key, for an assertion to send once."""
        self._say(asking="assertion")
        return self._secret(self._inbox.get()["assertion"])

    def _account(self, provider: Provider[Any], vault: Vault, session: Secret) -> _Account:
        if provider not in self._accounts:
            connection = replace(
                vault.connections[provider.name],
                title=provider.title,
                argument=argument_of(provider.name),
                renewal=provider.renewal,
            )
            granted = self._exchange(provider, connection, vault, session)
            plan_token = PlanToken(
                provider.narrowing(), connection.app, connection.base, self._sender, self._wait
            )
            plan_token.lock = self._lock
            self._accounts[provider] = _Account(connection, granted, plan_token)
        return self._accounts[provider]

    def _exchange(
        self, provider: Provider[Any], connection: VaultConnection, vault: Vault, session: Secret
    ) -> Granted:
        try:
            granted = drive(exchange(vault, connection, session), self._sender, wait=self._wait)
        except AegisError as problem:
            problem.provider = provider.name
            raise
        self._secrets.add(granted.token)
        if self._opened.get("audited"):
            token = granted.token.reveal()
            thumbprint = hashlib.sha256(token.encode()).hexdigest()
            self._say(thumbprint=thumbprint, provider=provider.name)
        return granted

    def _renew(self, provider: Provider[Any], vault: Vault, session: Secret) -> Secret | None:
        """Return the token of one further exchange, in the place of a refused one.

        `None` after such an exchange, and where the vault has no other token.
        """
        account = self._accounts[provider]
        if provider in self._renewed:
            return None
        self._renewed.add(provider)
        granted = self._exchange(provider, account.connection, vault, session)
        self._accounts[provider] = replace(account, granted=granted)
        return None if granted.token == account.granted.token else granted.token

    def _act(
        self, calls: tuple[Call, ...], vault: Vault, session: Secret, order: dict[str, Any]
    ) -> None:
        if order.get("anew"):
            self._memory.forget()
        self._permitted = ""
        begun: dict[Provider[Any], PlanToken] = {}

        def access(provider: Provider[Any]) -> ProviderAccess:
            account = self._account(provider, vault, session)
            begun[provider] = account.plan_token
            its_calls = tuple(call for call in calls if call.action.provider is provider)
            token = account.plan_token.begin(account.granted, its_calls)
            self._secrets.add(token)
            in_place = self._opened.get("in_place", False)
            there = account.connection
            more = partial(self._more, account)
            renew = partial(self._renew, provider, vault, session)
            return ProviderAccess(there.base, token, in_place, there.site, more, renew)

        try:
            flow = run(
                calls, access, keep_going=order.get("keep_going", False), memory=self._memory
            )
            drive(flow, self._answer, wait=self._wait, show=self._show)
        finally:
            ended = {provider.name: token.end() for provider, token in begun.items()}
        self._say(tokens={name: asdict(facts) for name, facts in ended.items() if facts})

    def _more(self, account: _Account, call: Call, permission: str) -> Secret | None:
        """Return a token for one call with one permission more, if the provider derives one."""
        token = account.plan_token.more(account.granted, call, permission)
        if token is not None:
            self._secrets.add(token)
        return token

    def _answer(self, request: Request) -> Response | Unreachable:
        """Send a request of a plan, and search an error response for secrets before it is cut.

        NOTE: a token whose end is cut off would not be found.
        """
        sink, source = next(iter(self._sinks.values()), None), self._sources.get(self._permitted)
        if request.streamed and sink is None:
            raise UsageError("There is no place here for a download.", code=Code.BAD_USAGE)
        if request.upload and source is None:
            raise UsageError("What this sends is not here.", code=Code.BAD_USAGE)
        if request.sealing is not None:
            request = self._sealed[self._permitted].fill(request)
        answer = self._sender(request, sink, source)
        self._answered = answer.body if isinstance(answer, Response) else b""
        if isinstance(answer, Response) and not answer.ok:
            self._end_on_answered()
            if answer.elsewhere is not None:
                self._end_on_echo(answer.elsewhere.reveal())
        return answer

    def _end_on_answered(self) -> None:
        self._end_on_echo(self._answered.decode("utf-8", "replace"))

    def _wait(self, wait: Wait) -> None:
        self._say(waiting=wait.reason)
        time.sleep(wait.seconds)

    def _show(self, event: object) -> None:
        match event:
            case Sending(step) if step != self._permitted:  # a retry needs no second go
                if step in self._sealed:
                    self._secrets.add(*self._sealed[step].prepare())
                self._say(sending=step)
                if self._inbox.get().get("go") != step:
                    raise Bug("The parent process did not permit a write.", code=Code.INTERNAL)
                self._permitted = step
            case Rejected():
                self._end_on_answered()
            case Interim():
                self._say(interim={"id": event.step, "data": event.data})
            case Outcome():
                self._sinks.pop(event.id, None)
                self._sealed.pop(event.id, None)
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


def _listen(
    pipe: IO[bytes],
    inbox: Inbox,
    forget: Callable[[], None],
    files: Callable[[int], list[int]] = lambda _count: [],
    stop: Callable[[Any], None] = lambda _step: None,
) -> None:
    """Pass on each message of the parent; when the channel closes, forget and end the process.

    `files` takes the descriptors that came with a message, and `stop` what is not passed on: who
    waits for messages is busy with a body then.
    """
    while True:
        try:
            message = read_line(pipe)
            if message and "descriptors" in message:
                message["descriptors"] = files(message["descriptors"])
        except (ValueError, OSError):
            message = None
        if message is None:
            forget()
            os._exit(0)
        if "stop" in message:
            stop(message["stop"])
        else:
            inbox.put(message)


def main() -> None:
    """Run the executor on this process's standard input and output, which are its channel."""
    die_with_parent()
    act(socket.socket(fileno=sys.stdin.fileno()), sys.stdout.buffer)


def warm_up() -> None:
    """Build in the fork server what every fork would otherwise build for itself."""
    for action in catalog.load_all():
        action.model_rebuild()
        if action.facts.result is not None:
            adapter_of(action).rebuild()
    sender.warm_up()
    gc.collect()
    gc.freeze()


def act_in_fork(descriptors: list[int], *, longest: int) -> None:
    """Perform one plan in a fork of a fork server; the fork may take at most so many seconds."""
    # NOTE: the kernel ends this process then, even if it is busy.
    signal.alarm(longest)
    (number,) = descriptors
    with socket.socket(fileno=number) as ours:
        act(ours, ours.makefile("wb"))


def act(line: socket.socket, out: IO[bytes]) -> None:
    """Perform what comes over a socket, and end the process with it, without a traceback."""
    # Which provider exists is for the parent to say, with its connection.
    catalog.let_all_exist()
    inbox = Inbox()
    child = Child(inbox, out)
    pipe, raw = reader_of(line)
    listening = (pipe, inbox, child.forget, raw.take, child.stop)
    threading.Thread(target=_listen, args=listening, daemon=True).start()
    try:
        child.serve()
    except Exception:  # noqa: BLE001  # the traceback would hold the token
        child.forget()
        os._exit(1)
