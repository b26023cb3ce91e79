"""The parent's side of the protocol with the process that acts. It does no I/O.

Both parents (the command line and the broker) make one `ParentProtocol` for each run: they pass in
each message of the child, and send the reply that they get back.

    parent → child   {"load": [action, …]}   {"open": …}   {"run": [call, …], "keep_going": …}
                     {"go": step}   {"assertion": …}   {"stop": step}
    child → parent   {"waiting": reason}   {"sending": step}   {"outcome": …}   {"end": true}
                     {"refused": error}    {"observed": request in one line}
                     {"asking": "assertion"}     {"tokens": {provider: facts}}
                     {"inspected": …}       {"slow": who is waited for}
                     {"moved": bytes, "of": bytes}     {"interim": {"id": step, "data": …}}

With a `run` come as many descriptors as its `descriptors` says, one for each call that downloads or
takes something, in their order. `stop` ends a body that is not whole yet, and is no answer.
A `run` may also ask to `inspect` the vault's token, or begin `anew`: what look-ups found before is
forgotten then. If `open` says `audited`, the child sends the SHA-256 of each provider's token:
{"thumbprint": …, "provider": name}; with `in_place`, it follows no redirect.

An interim result is what a look found of a thing that is watched and not at its end: it is shown,
and is no outcome.

The child is not trusted: calls run one after another, and each write is sent once, only if it was
approved. A write that got its go and has no outcome is *outcome unknown*, however the run ended.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aegis_cli.actions.call import Call
from aegis_cli.actions.derived_token import Inspection, TokenFacts
from aegis_cli.adapters.sender import USUAL
from aegis_cli.core.secret import Secret
from aegis_cli.core.vault_connection import VaultConnection
from aegis_cli.errors import AegisError, Bug, Code, Failed, OutcomeUnknown
from aegis_cli.executor.error_messages import error_from
from aegis_cli.executor.messages import call_as_json, outcome_from, result_from
from aegis_cli.oauth.exchange import Vault
from aegis_cli.request.execution import (
    Outcome,
    StepStatus,
    answers_of,
    outcome_per_call,
    outcome_unknown,
    stops,
)
from aegis_cli.request.linking import is_broken

_STATUS = re.compile(r": ([1-5][0-9][0-9]), [0-9]+ ms(?:, with [a-z, -]+)?\Z", re.ASCII)


@dataclass(slots=True)
class ParentProtocol:
    """One run: the calls that the child performs, and what it has reported."""

    calls: tuple[Call, ...]
    keep_going: bool = False
    """Whether the calls after a failed one are tried too."""
    may_go: Callable[[], bool] = lambda: True
    """Whether another write may be sent; not after a Ctrl-C, or when the caller has left."""
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    in_flight: str | None = None
    """The write that got its go and has no outcome yet."""
    refused: AegisError | None = None
    is_over: bool = False
    tokens: dict[str, TokenFacts] = field(default_factory=dict)
    """What may be shown of the tokens that the child acted with, by the provider's name."""
    thumbprints: dict[str, str] = field(default_factory=dict)
    """SHA-256 of the token of each provider, by its name."""
    inspection: Inspection | None = None
    interim: Any = None
    """What was found last of the thing that is watched, as JSON; `None` before the first look."""
    upstream_status: int | None = None
    """Status of the last HTTP response to the child; `None` if its last request got none."""

    @property
    def is_complete(self) -> bool:
        """Whether every call has its outcome."""
        return len(self.outcomes) == len(self.calls)

    @property
    def is_uploading(self) -> bool:
        """Whether the write in flight takes a file, which may not be whole yet."""
        takes = {call.id for call in self.calls if call.action.facts.takes == "file"}
        return self.in_flight in takes

    @property
    def current(self) -> Call | None:
        """The next call without an outcome; `None` after one that stopped the run."""
        if any(stops(each, keep_going=self.keep_going) for each in self.outcomes.values()):
            return None
        return next((call for call in self.calls if call.id not in self.outcomes), None)

    @property
    def doing(self) -> str:
        """What the child is doing, for a line of progress; "" if the run is over."""
        call = self.current
        if call is None:
            return ""
        count = len(self.calls)
        place = f"{self.calls.index(call) + 1} of {count}: " if count > 1 else ""
        return f"{place}{call.action.says()}"

    def order(self) -> dict[str, Any]:
        """Return the message that begins the run."""
        return {"run": [call_as_json(call) for call in self.calls], "keep_going": self.keep_going}

    def receive(self, message: dict[str, Any]) -> dict[str, Any] | None:
        """Take a message of the child; return the reply to send, or `None`.

        In the reply `{"assertion": None}` the caller puts what `assertion_for` returns. Raises
        `ValueError`, `KeyError` or `TypeError` for a message that is invalid or not allowed.
        """
        self._note(message)
        if "interim" in message:
            self.interim = self._interim(**message["interim"])
        if "outcome" in message:
            self._take(outcome_from(message["outcome"]))
        if "refused" in message:
            self.refused = error_from(message["refused"])
        if "end" in message and self.current is not None:
            raise ValueError("a run ends with its last call, or with one that stops it")
        self.is_over = self.is_over or "end" in message or "refused" in message
        if "asking" in message:
            return {"assertion": None}
        return self._permit(message["sending"]) if "sending" in message else None

    def all_outcomes(self, error: AegisError | None = None) -> tuple[Outcome, ...]:
        """Return an outcome for each call; the first that did not run carries the reason.

        `error` is why the parent ended the run. Raises the child's refusal if no call was started.
        """
        if self.in_flight is not None:
            if not isinstance(error, OutcomeUnknown):
                error = self.unknown("The answer to what was sent did not come")
        elif self.refused is not None:
            if not self.outcomes:
                raise self.refused
            error = self.refused
        elif error is None and not self.is_over:
            error = no_answer()
        return outcome_per_call(self.calls, self.outcomes, self.in_flight, error)

    def unknown(self, why: str) -> OutcomeUnknown:
        """Return the error of the write in flight."""
        return outcome_unknown(why, (call for call in self.calls if call.id == self.in_flight))

    def _note(self, message: dict[str, Any]) -> None:
        if "observed" in message:
            match = _STATUS.search(message["observed"])
            self.upstream_status = int(match[1]) if match else None
        for name, facts in dict(message.get("tokens", {})).items():
            self.tokens[name] = TokenFacts(**facts)
        if "inspected" in message:
            self.inspection = Inspection.read(message["inspected"])
        if "thumbprint" in message:
            self.thumbprints[str(message.get("provider"))] = str(message["thumbprint"])

    def _take(self, outcome: Outcome) -> None:
        """Record an outcome; raise `ValueError` if it is impossible."""
        call = self.current
        if call is None or outcome.id != call.id:
            raise ValueError("an outcome belongs to the call whose turn it is")
        if outcome.status is StepStatus.SKIPPED and not self._is_broken(call):
            raise ValueError("a call is skipped for its link alone while others are tried")
        was_sent = call.seal is None or self.in_flight == call.id
        if outcome.status is StepStatus.DONE and not was_sent:
            raise ValueError("a write without its go is not done")
        self.outcomes[call.id], self.in_flight, self.interim = outcome, None, None

    def _is_broken(self, call: Call) -> bool:
        return is_broken(call, answers_of(self.outcomes.values()))

    def _interim(self, id: Any, data: Any) -> Any:  # noqa: A002  # as the message has it
        """Return an interim result, read by its type; raise `ValueError` for one that cannot be."""
        call = self.current
        if call is None or id != call.id or call.seal is not None:
            raise ValueError("an interim result belongs to the read whose turn it is")
        if type(call.action).facts.watches is None:
            raise ValueError("an action that watches nothing has no interim result")
        if data is None:
            raise ValueError("an interim result says what was found")
        return result_from(call, data)

    def _permit(self, step: Any) -> dict[str, Any] | None:
        """Return the go for a write, and count it as in flight; raise `ValueError` if forbidden."""
        if not self.may_go():
            self.is_over = True
            return None
        call = self.current
        if call is None or step != call.id or call.seal is None or self.in_flight is not None:
            raise ValueError("a write may be sent once, in order, and only if it was approved")
        if self._is_broken(call):
            raise ValueError("a write with a link waits for the call that this is of")
        self.in_flight = call.id
        return {"go": call.id}


def opening(vault: Vault, session: Secret, *, silence: float = USUAL.silence) -> dict[str, Any]:
    """Return what `open` tells the child: what it exchanges, how, and where it acts.

    `silence` is how many seconds a server may say nothing.
    """
    message: dict[str, Any] = {
        "token_endpoint": vault.token_endpoint,
        "vault_client_id": vault.client_id,
        "connections": {
            provider: _connection_as_json(connection)
            for provider, connection in vault.connections.items()
        },
        "session": session.reveal(),
        "silence": silence,
    }
    if isinstance(vault.credential, Secret):
        message["vault_client_secret"] = vault.credential.reveal()
    return message


def _connection_as_json(connection: VaultConnection) -> dict[str, str]:
    told = {"name": connection.name, "base": connection.base, "site": connection.site}
    app = connection.app
    if app is not None:
        told |= {"app_client_id": app.client_id, "app_client_secret": app.client_secret.reveal()}
    return told


def assertion_for(vault: Vault) -> str:
    """Make the assertion that the child asked for; the private key stays in the parent."""
    if isinstance(vault.credential, Secret):
        raise TypeError("a child that got the client secret needs no assertion")
    return vault.credential().reveal()


def no_answer() -> Bug:
    """Return the error of a child that ended before its run was over."""
    return Bug("The executor ended without an answer.", code=Code.INTERNAL)


def too_late() -> Failed:
    """Return the error of a child that took too long."""
    return Failed("The executor did not answer in time.", code=Code.NETWORK)
