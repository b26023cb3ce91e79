"""Holds the tokens of one plan, and sends its requests with them. It knows requests and no actions.

Whoever calls it knows what is asked for and what an answer means, and has the number of each token.
Here the session is exchanged, a token is derived and deleted, what goes in or
out beside a request is filled in, and all that leaves this process is searched for what is secret.
"""

import hashlib
import json
import os
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from importlib import import_module
from typing import IO, Any, NoReturn

from aegis_cli.actions.provider.derived_token import TokenSide
from aegis_cli.adapters.process.json_lines import write_line
from aegis_cli.adapters.sender import USUAL, Patience, Sender
from aegis_cli.adapters.sink import Sink
from aegis_cli.adapters.source import BodySource
from aegis_cli.core.echoes import Echoes
from aegis_cli.core.flow import Wait, drive
from aegis_cli.core.given_address import storage_read
from aegis_cli.core.http import Request, Response, Unreachable
from aegis_cli.core.provider_app import ProviderApp
from aegis_cli.core.secret import Secret
from aegis_cli.core.vault_connection import VaultConnection
from aegis_cli.errors import AegisError, Code, Failed
from aegis_cli.executor.beside import Beside, Besides
from aegis_cli.executor.error_messages import error_as_json
from aegis_cli.executor.plan_token import PlanToken
from aegis_cli.executor.request_messages import answer_as_json, request_from
from aegis_cli.executor.seals import UnspentSeals, WriteSeal, is_plain_read, not_approved
from aegis_cli.oauth.exchange import Granted, Vault, exchange
from aegis_cli.providers import PACKAGES

_OF_ANSWERS = frozenset({"accept", "if-none-match"})
"""The headers that say which answer is wanted, whatever they have."""


@dataclass(frozen=True, slots=True)
class ProviderWords:
    """A provider's names in the errors of an exchange; `VaultConnection` explains each."""

    title: str
    argument: str
    renewal: str


@dataclass(frozen=True, slots=True)
class _Account:
    """The person's account at one provider, with the token that the vault gave for it."""

    connection: VaultConnection
    granted: Granted
    plan_token: PlanToken


class _Searched(str):
    """The body of an answer in a message, which was searched as it came."""

    __slots__ = ()


class TokenHolder:
    """The tokens of one plan, after an exchange for each provider.

    There is one further exchange where a provider refuses the token.
    """

    def __init__(self, out: IO[bytes], next_message: Callable[[], dict[str, Any]]) -> None:
        """Take where messages go, and what returns the next one of the parent."""
        self._out = out
        self._next_message = next_message
        self._sender = self._make_sender(USUAL.silence)
        self._opened: dict[str, Any] = {}
        self._accounts: dict[str, _Account] = {}
        self._renewed: set[str] = set()
        """Where there was a further exchange, since the first token was refused."""
        self._begun: dict[str, PlanToken] = {}
        """The tokens of this run."""
        self._tokens: list[tuple[str, Secret]] = []
        """The tokens, by the numbers that the parent has of them."""
        self._addresses: list[tuple[str, Secret | None]] = []
        """Where files are that a provider keeps at a storage host, by such numbers; `None` for one
        that was used."""
        self._approvals = UnspentSeals()
        self._writes = False
        """Whether what is sent now, or was sent last, is a write."""
        # One for all plan tokens, so that after `forget` nothing is derived for any provider.
        self._lock = threading.RLock()
        self._secrets = Echoes()
        self._besides = Besides(self._tell_progress, self._search, self._scan, self._secrets.add)

    def open(self, opened: dict[str, Any]) -> None:
        """Learn what is exchanged, how, and where it is used."""
        self._opened = opened
        self._sender = self._make_sender(opened.get("silence", USUAL.silence))
        secret, told = opened.get("vault_client_secret"), opened["connections"]
        self._vault = Vault(
            token_endpoint=opened["token_endpoint"],
            client_id=opened["vault_client_id"],
            credential=self._assertion if secret is None else self._secret(secret),
            connections={provider: self._connection(told[provider]) for provider in told},
        )
        self._session = self._secret(opened["session"])

    @property
    def may_derive(self) -> bool:
        """Whether there may be a token of a plan, which is to be deleted before the end."""
        return self._vault.may_derive

    def begin(self, approvals: Mapping[str, WriteSeal], beside: Iterable[Beside]) -> None:
        """Begin a run: learn its seals, and the files that go in or out beside it."""
        if approvals:
            self._approvals.learn(approvals)
        self._besides.place(beside)

    def token(
        self, provider: str, words: Mapping[str, str], reach: Mapping[str, Any] | None
    ) -> int:
        """Return the number of the token of a run: derived for what it must reach, if possible.

        The first run exchanges.
        """
        account = self._account(provider, ProviderWords(**words))
        self._begun[provider] = account.plan_token
        return self._hold(provider, account.plan_token.begin(account.granted, reach))

    def more(self, provider: str, reach: Mapping[str, Any] | None) -> int | None:
        """Return that of a token with one permission more, if the provider derives one."""
        account = self._accounts[provider]
        token = account.plan_token.more(account.granted, reach)
        return None if token is None else self._hold(provider, token)

    def renew(self, provider: str) -> int | None:
        """Return that of the token of one further exchange, in the place of a refused one.

        `None` after such an exchange, and where the vault has no other token.
        """
        account = self._accounts[provider]
        if provider in self._renewed:
            return None
        self._renewed.add(provider)
        granted = self._exchange(provider, account.connection)
        self._accounts[provider] = replace(account, granted=granted)
        if granted.token == account.granted.token:
            return None
        return self._hold(provider, account.plan_token.again(granted))

    def end(self) -> dict[str, Any]:
        """Delete the tokens that were derived for a run; return what may be shown of its tokens."""
        self._besides.place(())
        begun, self._begun = self._begun, {}
        ended = {provider: token.end() for provider, token in begun.items()}
        return {name: asdict(facts) for name, facts in ended.items() if facts}

    def send(
        self,
        request: dict[str, Any],
        provider: str,
        step: str,
        token: int | None,
        address: int | None,
    ) -> dict[str, Any]:
        """Send a request of a plan, and return the answer; raise `Failed` for any other request.

        The address of a file stays here, as its token does.
        """
        token_side = token_side_of(provider)
        if address is None:
            made = self._request_at(provider, step, request_from(request))
        else:
            made = self._storage_read(provider, address)
        sink, source = self._besides.ends_for(step, made)
        spent, self._writes = None, not self._is_plain_read(made, token_side, step)
        if self._writes:
            if made.streamed:
                raise not_approved()  # its answer could not be kept, though it is done
            spent = self._approvals.spend(step, made)
            made = self._besides.fill(step, made)
        if token is not None:
            made = _with_token(made, self._token_of(provider, token), token_side)
        answer = self._answer(made, token_side, sink, source)
        if isinstance(answer, Unreachable) and made.streamed and sink is not None:
            sink.give_up(answer.reason)
        if spent is not None and _is_undone(answer, token_side):
            self._approvals.give_back(step, spent)
        return self._reply(provider, answer if address is None else _of_storage(answer))

    def _answer(
        self, request: Request, token_side: TokenSide, sink: Sink | None, source: BodySource | None
    ) -> Response | Unreachable:
        """Send a request, with those before it that bring a file to where it is shared from."""
        if request.upload is None or token_side.upload is None:
            return self._sender(request, sink, source)
        flow = token_side.upload(request)
        return drive(flow, lambda each: self._sender(each, None, source), wait=self.wait)

    def _reply(self, provider: str, answer: Response | Unreachable) -> dict[str, Any]:
        """Write an answer for the parent, unless a secret is in it."""
        if isinstance(answer, Unreachable):
            return {"answer": answer_as_json(answer)}
        cleaned = token_side_of(provider).without_credentials(answer.body)
        # NOTE: once, and not in the message: there a line break is an escape, whose letter would
        # hide a secret, and a body of 10 MB is larger.
        self._end_on_echo(cleaned.decode("utf-8", "replace"))
        told = answer_as_json(replace(answer, body=cleaned))
        told |= {name: _Searched(told[name]) for name in ("body", "base64") if name in told}
        reply: dict[str, Any] = {"answer": told}
        if answer.elsewhere is not None:
            reply["elsewhere"] = self._elsewhere(provider, answer.elsewhere)
        return reply

    def _is_plain_read(self, request: Request, token_side: TokenSide, step: str) -> bool:
        of_program = self._besides.is_of_program(step)
        return is_plain_read(request, token_side, of_program=of_program)

    def _request_at(self, provider: str, step: str, request: Request) -> Request:
        """Return a request; raise `Failed` for one that is not at the roots of its provider.

        NOTE: a header could change what a request is about, as its method, or how its body is read.
        """
        there, token_side = self._accounts[provider].connection, token_side_of(provider)
        root = token_side.root_of(there.base, request.path)
        named = _OF_ANSWERS
        if self._besides.is_of_program(step) and self._is_plain_read(request, token_side, step):
            named |= token_side.headers_of_programs
        more = {each for each in request.headers if each[0] not in named}
        is_there = request.base == (root if request.upload is None else there.uploads)
        if not is_there or not more <= token_side.headers:
            raise not_approved()
        return request

    def _token_of(self, provider: str, number: int) -> Secret:
        """Return a token by its number; raise `Failed` for one of another provider."""
        of, token = self._tokens[number]
        if of != provider:
            raise not_approved()
        return token

    def _storage_read(self, provider: str, number: int) -> Request:
        """Return the request for a file by the number of its address, which is used once."""
        of, address = self._addresses[number]
        self._addresses[number] = (of, None)
        base = self._accounts[provider].connection.base
        made = storage_read(address, base) if address is not None and of == provider else None
        if made is None:
            raise not_approved()
        return made

    def _elsewhere(self, provider: str, address: Secret) -> dict[str, Any]:
        """Keep the address of a file; return its number, and its origin if it may be used."""
        self._end_on_echo(address.reveal())
        self._addresses.append((provider, address))
        made = storage_read(address, self._accounts[provider].connection.base)
        return {"number": len(self._addresses) - 1, "origin": made.base if made else ""}

    def stop(self, step: Any) -> None:
        """End what a call sends, as the person asks; the thread that listens does this."""
        source = self._besides.source(step)
        if source is not None:
            self._sender.stop(source)

    def inspect(self, provider: str) -> dict[str, Any] | None:
        """Return what a provider says of the token that the vault gave."""
        account, inspect = self._accounts[provider], token_side_of(provider).inspect
        if inspect is None:
            return None
        flow = inspect(account.connection.app, account.connection.base, account.granted.token)
        return asdict(drive(flow, self._sender, wait=self.wait))

    def forget(self) -> None:
        """Delete the derived tokens, if there are any; the process is about to end."""
        for account in [*self._accounts.values()]:
            account.plan_token.forget()

    def wait(self, wait: Wait) -> None:
        """Say why there is a wait, and wait."""
        self.say(waiting=wait.reason)
        time.sleep(wait.seconds)

    def say(self, **message: Any) -> None:
        """Tell the parent something, unless a secret is in it."""
        self._end_on_echo(json.dumps(_without_searched(message), ensure_ascii=False))
        write_line(self._out, message)

    def _account(self, provider: str, words: ProviderWords) -> _Account:
        if provider not in self._accounts:
            connection = replace(self._vault.connections[provider], **asdict(words))
            granted = self._exchange(provider, connection)
            token_side = token_side_of(provider)
            plan_token = PlanToken(
                token_side, connection.app, connection.base, self._sender, self.wait
            )
            plan_token.lock = self._lock
            self._accounts[provider] = _Account(connection, granted, plan_token)
        return self._accounts[provider]

    def _exchange(self, provider: str, connection: VaultConnection) -> Granted:
        try:
            flow = exchange(self._vault, connection, self._session)
            granted = drive(flow, self._sender, wait=self.wait)
        except AegisError as problem:
            problem.provider = provider
            raise
        self._secrets.add(granted.token)
        if self._opened.get("audited"):
            token = granted.token.reveal()
            thumbprint = hashlib.sha256(token.encode()).hexdigest()
            self.say(thumbprint=thumbprint, provider=provider)
        return granted

    def _hold(self, provider: str, token: Secret) -> int:
        """Keep a token, and return the number that the parent has of it."""
        self._secrets.add(token)
        self._tokens.append((provider, token))
        return len(self._tokens) - 1

    def _connection(self, told: dict[str, str]) -> VaultConnection:
        app = None
        if "app_client_secret" in told:
            app = ProviderApp(told["app_client_id"], self._secret(told["app_client_secret"]))
        return VaultConnection(told["name"], told["base"], app, uploads=told["uploads"])

    def _secret(self, text: str) -> Secret:
        """Return a secret that no message to the parent may contain."""
        secret = Secret(text)
        self._secrets.add(secret)
        return secret

    def _assertion(self) -> Secret:
        """Ask the parent, which alone has the private key, for an assertion to send once."""
        self.say(asking="assertion")
        return self._secret(self._next_message()["assertion"])

    def _make_sender(self, silence: float) -> Sender:
        patience = Patience(silence, tell=lambda text: self.say(slow=text))
        return Sender(observe=lambda line: self.say(observed=line), patience=patience)

    def _tell_progress(self, size: int, of: int | None) -> None:
        self.say(moved=size, of=of)

    def _search(self, piece: bytes) -> None:
        """Search a piece of a file for secrets, if it is from a server that had a token."""
        self._end_on_echo(piece.decode("latin-1"))

    def _scan(self, piece: bytes) -> None:
        """Search a piece that goes to a program for secrets as they are, and in base64."""
        if self._secrets.are_plainly_in(piece):
            self._end_at_once(Code.OUTPUT)  # a part may be in its pipe, and nothing follows that

    def _end_on_echo(self, text: str) -> None:
        """End the process if a text contains a secret, in any encoding.

        NOTE: a token that a server echoes must not get into the parent process.
        """
        if self._secrets.are_in(text):
            self._end_at_once()

    def _end_at_once(self, why: Code = Code.PROTOCOL) -> NoReturn:
        self.forget()
        with suppress(OSError):
            if not self._writes:  # of a write this would say that it was not sent
                write_line(self._out, {"refused": error_as_json(_error_of_echo(why))})
        os._exit(4)


def _error_of_echo(why: Code) -> Failed:
    return Failed("The answer holds a secret, so nobody gets it.", code=why)


def _with_token(request: Request, token: Secret, token_side: TokenSide) -> Request:
    """Return a request with its token: a bearer, or the password of HTTP Basic."""
    user = token_side.basic_user(request)
    return replace(request, basic=(user, token)) if user else replace(request, bearer=token)


def _of_storage(answer: Response | Unreachable) -> Response | Unreachable:
    """Return an answer of a storage host without what may repeat the address of the file."""
    return answer if isinstance(answer, Unreachable) else replace(answer, headers={}, body=b"")


def _without_searched(message: dict[str, Any]) -> dict[str, Any]:
    """Return a message without the body of an answer, if that was searched."""
    match message:
        case {"reply": {"answer": dict(answer)} as reply}:
            left = {name: each for name, each in answer.items() if type(each) is not _Searched}
            return message | {"reply": reply | {"answer": left}}
    return message


def _is_undone(answer: Response | Unreachable, token_side: TokenSide) -> bool:
    """Tell whether a write surely did nothing: it never left, or the provider says so."""
    if isinstance(answer, Unreachable):
        return not answer.sent
    return token_side.did_nothing(answer)


def token_side_of(provider: str) -> TokenSide:
    """Return what is done with the tokens of a provider."""
    token_side: TokenSide = import_module(f"{PACKAGES[provider]}.token_side").token_side()
    return token_side
