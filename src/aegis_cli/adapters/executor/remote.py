"""The executor at a broker: plans go there under the Auth0 token, and no GitHub token comes here.

One HTTP request is one run. A write that may have arrived is never sent again: it ends as
*outcome unknown*. What a broker answers is checked as GitHub's own answers are: it may be hostile,
or of another version.
"""

import contextlib
import json
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from aegis_cli.actions.action import adapter_of
from aegis_cli.actions.call import Call
from aegis_cli.adapters.executor.messages import call_as_json, outcome_from
from aegis_cli.adapters.sender import Sender
from aegis_cli.core.echoes import redacted
from aegis_cli.core.flow import Flow, Wait, drive
from aegis_cli.core.http import Malformed, Request, Response, Unreachable
from aegis_cli.core.secret import Secret
from aegis_cli.core.text import one_line
from aegis_cli.errors import AegisError, Code, OutcomeUnknown, error_for
from aegis_cli.oauth.safe_text import shown
from aegis_cli.providers.github.comparison import PartlyIgnored, compare
from aegis_cli.request.approval import Approved
from aegis_cli.request.execution import Outcome, StepStatus, TokenFacts
from aegis_cli.request.ports import Session

PATH = "/v1/plans"
LONGEST = 180.0
"""Seconds that one answer may take: longer than the broker gives a request."""

LONGEST_WAIT = 20.0
_LONGEST_KIND = 20
_LONGEST_WORDS = 1000
_ATTEMPTS = 3
_BUSY = 503
_NOT_BEGUN = {"overloaded", "unavailable"}
_ASIDE = {502, 503, 504}
"""What a proxy before the broker answers, without a problem document."""

_FAULT = 500
"""The least status of a server that failed; a proxy of its own accord may answer any of them."""


class BrokerExecutor:
    """Performs plans at a broker, which verifies, judges and exchanges by itself."""

    def __init__(
        self,
        broker: str,
        *,
        wait: Callable[[Wait], None],
        observe: Callable[[str], None] = lambda _line: None,
    ) -> None:
        """Take the broker's origin, and whoever waits and is told each request."""
        self._broker = broker
        self._wait = wait
        self._sender = Sender(longest=LONGEST, observe=observe)

    def prepare(self) -> None:
        """Do nothing: there is nothing to start here."""

    def close(self) -> None:
        """Close the connections."""
        self._sender.close()

    @contextlib.contextmanager
    def open(self, session: Session) -> Iterator["BrokerRun"]:
        """Begin one plan's turn."""
        yield BrokerRun(self._broker, session.access_token, self._sender, self._wait)


class BrokerRun:
    """One plan's turn at the broker."""

    def __init__(
        self, broker: str, token: Secret, sender: Sender, wait: Callable[[Wait], None]
    ) -> None:
        self._broker = broker
        self._token = token
        self._sender = sender
        self._wait = wait
        self.token: TokenFacts | None = None

    def read(self, calls: tuple[Call, ...]) -> tuple[Outcome, ...]:
        """Perform actions that only read."""
        if any(call.seal is not None for call in calls):
            raise ValueError("a write needs an Approved")
        return self._drive(carried_out(self._broker, self._token, calls, digest=None))

    def write(self, approved: Approved) -> tuple[Outcome, ...]:
        """Perform an approved plan."""
        flow = carried_out(self._broker, self._token, approved.calls, digest=approved.digest)
        return self._drive(flow)

    def _drive(self, flow: "Flow[BrokerAnswer]") -> tuple[Outcome, ...]:
        answered = drive(flow, self._sender, wait=self._wait)
        self.token = answered.token
        return answered.outcomes


@dataclass(frozen=True, slots=True)
class BrokerAnswer:
    """What a broker made of calls, and what it says of the token that it acted with."""

    outcomes: tuple[Outcome, ...]
    token: TokenFacts | None = None


def carried_out(
    broker: str, token: Secret, calls: tuple[Call, ...], *, digest: str | None
) -> Flow[BrokerAnswer]:
    """Have a broker carry out calls; raise the error that it answers with.

    Reads are sent again after faults. Writes are, only where the broker said that it was too busy
    to begin, or where nothing left this machine.
    """
    body = {"steps": [call_as_json(call) for call in calls], "digest": digest}
    request = Request(
        "POST",
        broker,
        PATH,
        body=json.dumps(body, ensure_ascii=False).encode(),
        bearer=token,
        headers=(("accept", "application/json, application/problem+json"),),
    )
    writes = digest is not None and any(call.seal is not None for call in calls)
    attempt = 1
    while True:
        answer = yield request
        pause = _pause(answer, writes=writes) if attempt < _ATTEMPTS else None
        if pause is None:
            break
        yield Wait(pause, "the broker is not ready; trying again")
        attempt += 1
    if isinstance(answer, Unreachable):
        raise _unknown() if writes and answer.sent else _unreachable(broker, answer)
    if not answer.ok:
        raise refusal(answer, token, writes=writes)
    return _answered(answer, calls, token, writes=writes)


def _pause(answer: Response | Unreachable, *, writes: bool) -> float | None:
    """Return how long to wait before the same request again; `None` for never."""
    if isinstance(answer, Unreachable):
        return None if writes and answer.sent else 1.0
    problem = _problem(answer)
    if answer.status == _BUSY and problem.get("code") in _NOT_BEGUN:
        text = answer.headers.get("retry-after", "")
        wait = float(text) if text.isascii() and text.isdigit() else 1.0
        return wait if wait <= LONGEST_WAIT else None
    return 1.0 if answer.status in _ASIDE and not problem and not writes else None


def _answered(
    answer: Response, calls: tuple[Call, ...], token: Secret, *, writes: bool
) -> BrokerAnswer:
    try:
        # NOTE: a broker that repeats the session would have it printed, and kept in a log.
        found = json.loads(redacted(json.dumps(answer.json_object()), token))
        pairs = zip(calls, found["outcomes"], strict=True)
        return BrokerAnswer(
            tuple(_outcome(call, said) for call, said in pairs), _facts(found.get("token"))
        )
    except (Malformed, KeyError, TypeError, ValueError, RecursionError):
        pass
    if writes:
        raise _unknown()
    raise error_for(Code.PROTOCOL, "The broker's answer is not what it should be.", hint=_ASK)


def _outcome(call: Call, said: dict[str, Any]) -> Outcome:
    """Read what became of a call; `ValueError` for what no executor says of it."""
    outcome = outcome_from(said)
    is_whole = {
        StepStatus.DONE: outcome.error is None,
        StepStatus.FAILED: outcome.error is not None,
    }.get(outcome.status, True)
    if outcome.id != call.id or not is_whole:
        raise ValueError("an outcome is of another call, or contradicts itself")
    error = outcome.error
    if error is not None:
        hint = error.hint and error.hint[:_LONGEST_WORDS]
        error = error_for(error.code, error.message[:_LONGEST_WORDS], hint=hint)
    found = replace(outcome, data=_result(call, outcome.data), error=error)
    is_written = found.status is StepStatus.DONE and call.seal is not None
    return _compared(call, found) if is_written else found


def _compared(call: Call, outcome: Outcome) -> Outcome:
    """Compare a result with what was asked for, as that of GitHub is: a broker may say anything."""
    said = outcome.data
    if said is None and call.action.facts.result is not None:
        raise ValueError("a write is done, and nothing came of it")
    if isinstance(said, dict):
        said = {name: value for name, value in said.items() if value is not None}
    try:
        compare(call.action, said, outcome.data)
    except PartlyIgnored as partly:
        return replace(outcome, status=StepStatus.FAILED, error=partly, already=False)
    return outcome


def _result(call: Call, data: Any) -> Any:
    """Return a result in the form that the action's has, whoever said it."""
    if data is None or call.action.facts.result is None:
        return None
    adapter = adapter_of(type(call.action))
    return adapter.dump_python(adapter.validate_python(data), mode="json")


def _facts(said: Any) -> TokenFacts | None:
    """Read what is told of the token. It decides nothing, so what cannot be read is left out."""
    kind, reason = (said.get("kind"), said.get("reason")) if isinstance(said, dict) else (None, "")
    if not isinstance(kind, str) or not isinstance(reason, str | None):
        return None
    life = said.get("expires_in")
    is_time = isinstance(life, int | float) and math.isfinite(life)
    return TokenFacts(
        one_line(kind)[:_LONGEST_KIND],
        life if is_time else None,
        narrowed=said.get("narrowed") is True,
        reason=reason,
    )


def refusal(answer: Response, token: Secret, *, writes: bool) -> AegisError:
    """Explain a refused plan; its `code` is one of ours, or of RFC 6750 and RFC 9470."""
    problem = _problem(answer)
    # NOTE: a proxy answers 503 also for a broker that died at work; `internal` may come as late.
    is_explained = problem and problem["code"] != Code.INTERNAL.value
    if writes and answer.status >= _FAULT and not is_explained:
        return _unknown()
    code = _CODES.get(problem.get("code", ""))
    detail = problem.get("detail")
    said = shown(detail, (token,), most=300) if isinstance(detail, str) else ""
    if code is None:
        code = _own(problem.get("code"))
    hint = _HINTS.get(code, _ASK)
    return error_for(
        code, f"The broker refused the plan: {said or f'status {answer.status}'}", hint=hint
    )


def _own(value: Any) -> Code:
    try:
        return Code.named(value)
    except ValueError:
        return Code.BROKER


def _problem(answer: Response) -> dict[str, Any]:
    try:
        found = answer.json_object()
    except Malformed:
        return {}
    return found if isinstance(found.get("code"), str) else {}


_ASK = "Ask who runs the broker, and tell them the time."
_CODES = {
    "invalid_token": Code.SESSION_EXPIRED,
    "missing_token": Code.SESSION_EXPIRED,
    "not_approved": Code.CHANGED,
    "rate_limited": Code.BROKER,
    "insufficient_scope": Code.SCOPE,
}
_HINTS = {
    Code.SESSION_EXPIRED: "Run the command again to sign in anew.",
    Code.POLICY: "The broker has its own rules; ask who runs it.",
    Code.NOT_CONNECTED: "Connect the account with `aegis connect`.",
    Code.RECONNECT: "Connect the account again with `aegis connect`.",
}


def _unreachable(broker: str, fault: Unreachable) -> AegisError:
    return error_for(
        Code.NETWORK,
        f"The broker {broker} could not be reached: {fault.reason}.",
        hint="Check the connection and AEGIS_BROKER.",
    )


def _unknown() -> OutcomeUnknown:
    return OutcomeUnknown(
        "The broker's answer to what was sent did not come; whether GitHub did it is not known.",
        code=Code.OUTCOME_UNKNOWN,
        hint="Look whether it happened before you try again.",
    )
