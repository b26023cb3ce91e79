"""Holds the tokens of one plan, and sends its requests with them. It knows requests and no actions.

Whoever calls it knows what is asked for and what an answer means, and is given a stand-in in the
place of each token. Here the session is exchanged, a token is derived and deleted, what goes in or
out beside a request is filled in, and all that leaves this process is searched for what is secret.
"""

import hashlib
import json
import os
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, replace
from importlib import import_module
from typing import IO, Any

from aegis_cli.actions.derived_token import Narrowing, TokenFacts
from aegis_cli.adapters.process.json_lines import write_line
from aegis_cli.adapters.sender import USUAL, Patience, Sender
from aegis_cli.core.echoes import Echoes
from aegis_cli.core.flow import Wait, drive
from aegis_cli.core.http import Request, Response, Unreachable
from aegis_cli.core.provider_app import ProviderApp
from aegis_cli.core.secret import Secret
from aegis_cli.core.vault_connection import VaultConnection
from aegis_cli.errors import AegisError
from aegis_cli.executor.beside import Beside, Besides
from aegis_cli.executor.plan_token import PlanToken
from aegis_cli.oauth.exchange import Granted, Vault, exchange
from aegis_cli.providers import PACKAGES


@dataclass(frozen=True, slots=True)
class Words:
    """What errors of an exchange say of a provider; `VaultConnection` tells what each is."""

    title: str
    argument: str
    renewal: str


@dataclass(frozen=True, slots=True)
class _Account:
    """The person's account at one provider, with the token that the vault gave for it."""

    connection: VaultConnection
    granted: Granted
    plan_token: PlanToken


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
        self._ended: dict[str, TokenFacts | None] = {}
        """What may be shown of those of the run that has ended."""
        self._tokens: list[tuple[Secret, Secret]] = []
        """Each stand-in, and the token in whose place it is."""
        # One for all plan tokens, so that after `forget` nothing is derived for any provider.
        self._lock = threading.RLock()
        self._secrets = Echoes()
        self._permitted = ""
        """The step that may write now."""
        self._answered = b""
        """The body of the last answer to a request of a plan."""
        self._besides = Besides(self._tell_progress, self._search)

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

    def connection(self, provider: str) -> VaultConnection:
        """Return where the requests of a provider go."""
        return self._vault.connections[provider]

    def place(self, beside: Iterable[Beside]) -> None:
        """Note where each download of a run goes, and where each call takes its bytes from."""
        self._besides.place(beside)

    def begin(self, provider: str, words: Words, reach: Any) -> Secret:
        """Return the stand-in of the token of a run: derived for what it must reach, if possible.

        `words` say of the provider what an error of the exchange says. The first run exchanges.
        """
        account = self._account(provider, words)
        self._begun[provider] = account.plan_token
        return self._stand_in(account.plan_token.begin(account.granted, reach))

    def more(self, provider: str, reach: Any) -> Secret | None:
        """Return that of a token with one permission more, if the provider derives one."""
        account = self._accounts[provider]
        token = account.plan_token.more(account.granted, reach)
        return None if token is None else self._stand_in(token)

    def renew(self, provider: str) -> Secret | None:
        """Return that of the token of one further exchange, in the place of a refused one.

        `None` after such an exchange, and where the vault has no other token.
        """
        account = self._accounts[provider]
        if provider in self._renewed:
            return None
        self._renewed.add(provider)
        granted = self._exchange(provider, account.connection)
        self._accounts[provider] = replace(account, granted=granted)
        return None if granted.token == account.granted.token else self._stand_in(granted.token)

    def end_run(self) -> None:
        """Delete the tokens that were derived for a run; a run that is complete tells of them."""
        begun, self._begun = self._begun, {}
        self._permitted = ""
        self._ended = {provider: token.end() for provider, token in begun.items()}

    def tell_tokens(self) -> None:
        """Tell what may be shown of the tokens of the run that has ended."""
        told = {name: asdict(facts) for name, facts in self._ended.items() if facts}
        self.say(tokens=told)

    def permit(self, step: str) -> bool:
        """Prepare what a write fills in; tell whether it needs a go, as a retry does not."""
        if step == self._permitted:
            return False
        self._secrets.add(*self._besides.prepare(step))
        self._permitted = step
        return True

    def send(self, request: Request) -> Response | Unreachable:
        """Send a request of a plan, and search an error response for secrets before it is cut.

        NOTE: a token whose end is cut off would not be found.
        """
        sink, source = self._besides.required(self._permitted, request)
        request = self._besides.fill(self._permitted, request)
        if request.bearer is not None:
            request = replace(request, bearer=self._token(request.bearer))
        answer = self._sender(request, sink, source)
        self._answered = answer.body if isinstance(answer, Response) else b""
        if isinstance(answer, Response) and not answer.ok:
            self.search_last_answer()
            if answer.elsewhere is not None:
                self._end_on_echo(answer.elsewhere.reveal())
        return answer

    def search_last_answer(self) -> None:
        """Search the last answer for secrets: it was an error, whatever its status is."""
        self._end_on_echo(self._answered.decode("utf-8", "replace"))

    def finish(self, step: str) -> None:
        """Let go of what a call that has its outcome had beside it."""
        self._besides.finish(step)

    def stop(self, step: Any) -> None:
        """End what a call sends, as the person asks; the thread that listens does this."""
        source = self._besides.source(step)
        if source is not None:
            self._sender.stop(source)

    def inspect(self, provider: str) -> None:
        """Tell what a provider says of the token that the vault gave."""
        account, inspect = self._accounts[provider], _narrowing(provider).inspect
        if inspect is None:
            return
        flow = inspect(account.connection.app, account.connection.base, account.granted.token)
        self.say(inspected=asdict(drive(flow, self._sender, wait=self.wait)))

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
        self._end_on_echo(json.dumps(message, ensure_ascii=False))
        write_line(self._out, message)

    def _account(self, provider: str, words: Words) -> _Account:
        if provider not in self._accounts:
            connection = replace(self.connection(provider), **asdict(words))
            granted = self._exchange(provider, connection)
            narrowing = _narrowing(provider)
            plan_token = PlanToken(
                narrowing, connection.app, connection.base, self._sender, self.wait
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

    def _stand_in(self, token: Secret) -> Secret:
        """Return what stands for a token outside of here."""
        self._secrets.add(token)
        self._tokens.append((Secret(f"token {len(self._tokens)}"), token))
        return self._tokens[-1][0]

    def _token(self, stand_in: Secret) -> Secret:
        return next(token for known, token in self._tokens if known == stand_in)

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

    def _end_on_echo(self, text: str) -> None:
        """End the process if a text contains a secret, in any encoding.

        NOTE: a token that a server echoes must not get into the parent process.
        """
        if self._secrets.are_in(text):
            self.forget()
            os._exit(4)


def _narrowing(provider: str) -> Narrowing:
    """Return what is done with the tokens of a provider."""
    narrowing: Narrowing = import_module(f"{PACKAGES[provider]}.tokens").narrowing()
    return narrowing
