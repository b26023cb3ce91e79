"""The executor at a broker: plans go there with the Auth0 token, and no GitHub token comes here.

One HTTP request is one run. A write that may have arrived is never sent again: it ends as
*outcome unknown*. A broker's response is checked like one of GitHub: the broker may be hostile, or
of another version.
"""

import contextlib
import json
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from aegis_cli.actions import catalog
from aegis_cli.actions.call import Call
from aegis_cli.actions.provider.derived_token import TokenFacts
from aegis_cli.actions.provider.names import argument_of
from aegis_cli.actions.provider.performed import PartlyIgnored
from aegis_cli.adapters.sender import USUAL, Patience, Sender
from aegis_cli.core.echoes import redact, show
from aegis_cli.core.flow import Flow, Wait, again, drive
from aegis_cli.core.http import Malformed, Request, Response, Unreachable
from aegis_cli.core.secret import Secret
from aegis_cli.core.text import one_line
from aegis_cli.errors import AegisError, Code, Failed, OutcomeUnknown, UsageError, error_for
from aegis_cli.executor.messages import call_as_json, outcome_from, result_from
from aegis_cli.oauth.answers import rate_limit_pause
from aegis_cli.oauth.protected_resource import PROTOCOL
from aegis_cli.request.approval import Approved, portions_of
from aegis_cli.request.execution import Outcome, StepStatus, answers_of, outcome_unknown
from aegis_cli.request.linking import fill_links
from aegis_cli.request.ports import Session

PATH = f"/v{PROTOCOL}/plans"
VERDICTS = f"/v{PROTOCOL}/verdicts"
LONGEST = 180.0
"""Seconds that one response may take: longer than the broker gives a request."""

LONGEST_WAIT = 20.0
_LONGEST_KIND = 20
_LONGEST_TEXT = 1000
_ATTEMPTS = 3
_BUSY = {429, 503}
_FORBIDDEN = 403
_NOT_BEGUN = {"overloaded", "unavailable", "rate_limited"}
_GATEWAY_FAULTS = {502, 503, 504}
"""Statuses of a proxy in front of the broker, which sends no problem document."""

_FAULT = 500
"""The lowest status of a server fault; a proxy may send any of them by itself."""


class BrokerExecutor:
    """Performs plans at a broker, which verifies, judges and exchanges by itself."""

    most_calls = 12
    """What a broker takes in one request (docs/broker-api.md)."""

    def __init__(
        self,
        broker: str,
        *,
        wait: Callable[[Wait], None],
        observe: Callable[[str], None] = lambda _line: None,
        patience: Patience = USUAL,
        note_go: Callable[[str], None] = lambda _write: None,
    ) -> None:
        """Take the broker's origin, and the callbacks that wait, show requests and note writes."""
        self._broker = broker
        self._wait = wait
        self._note_go = note_go
        self._sender = Sender(longest=LONGEST, observe=observe, patience=patience)

    def prepare(self) -> None:
        """Do nothing: there is nothing to start here."""

    def close(self) -> None:
        """Close the connections."""
        self._sender.close()

    def judge(self, session: Session, calls: tuple[Call, ...]) -> None:
        """Ask the broker whether it would carry out calls; raise `Denied` if it would not.

        NOTE: this decides nothing: whatever else goes wrong is left to the plan itself, which the
        broker judges again.
        """
        for start in range(0, len(calls), self.most_calls):
            part = calls[start : start + self.most_calls]
            flow = verdict_ahead(self._broker, session.access_token, part)
            drive(flow, self._sender, wait=self._wait)

    def require_fits(self, calls: tuple[Call, ...]) -> None:
        """Raise `UsageError` where more calls belong together than a broker takes at once."""
        largest = max(map(len, portions_of(calls, self.most_calls)), default=0)
        if largest > self.most_calls:
            raise UsageError(
                f"A broker takes {self.most_calls} requests at once, and {largest} of these "
                "belong together, because they need what one of them makes; nothing was sent.",
                code=Code.BAD_INPUT,
                hint="Say more of them, so that fewer fit.",
            )

    @contextlib.contextmanager
    def open(self, session: Session, *, keep_going: bool = False) -> Iterator["BrokerRun"]:
        """Begin one plan."""
        yield BrokerRun(
            self._broker,
            session.access_token,
            self._sender,
            self._wait,
            keep_going,
            note_go=self._note_go,
        )


@dataclass(slots=True)
class BrokerRun:
    """One plan at the broker."""

    broker: str
    session: Secret
    sender: Sender
    wait: Callable[[Wait], None]
    keep_going: bool
    tokens: dict[str, TokenFacts] = field(default_factory=dict)
    note_go: Callable[[str], None] = lambda _write: None
    """Takes note of a write, by its id, that the broker may have sent."""

    def read(self, calls: tuple[Call, ...], *, anew: bool = False) -> tuple[Outcome, ...]:
        """Perform actions that only read; a broker begins each request anew."""
        if any(call.seal is not None for call in calls):
            raise ValueError("a write needs an Approved")
        return self._perform(calls, digest=None)

    def write(self, approved: Approved) -> tuple[Outcome, ...]:
        """Perform an approved plan; what a broker refused as a whole, it sent nothing of."""
        sent = {call.id for call in approved.calls if call.seal is not None}
        try:
            outcomes = self._perform(approved.calls, digest=approved.digest)
            sent -= {each.id for each in outcomes if each.status is StepStatus.SKIPPED}
        except AegisError as error:
            if not isinstance(error, OutcomeUnknown):
                sent.clear()
            raise
        finally:
            for write in sorted(sent):
                self.note_go(write)
        return outcomes

    def _perform(self, calls: tuple[Call, ...], *, digest: str | None) -> tuple[Outcome, ...]:
        flow = carried_out(
            self.broker, self.session, calls, digest=digest, keep_going=self.keep_going
        )
        answer = drive(flow, self.sender, wait=self.wait)
        self.tokens = answer.tokens
        return answer.outcomes


@dataclass(frozen=True, slots=True)
class BrokerAnswer:
    """The outcomes that a broker reports, and the facts of the tokens that it acted with."""

    outcomes: tuple[Outcome, ...]
    tokens: dict[str, TokenFacts]
    """By the provider's name."""


def carried_out(
    broker: str,
    token: Secret,
    calls: tuple[Call, ...],
    *,
    digest: str | None,
    keep_going: bool = False,
) -> Flow[BrokerAnswer]:
    """Have a broker perform calls; raise the error that it responds with.

    Reads are sent again after faults; writes only if the broker said that it was too busy to
    begin or that too many requests came, or if nothing left this machine.
    """
    request = _request(broker, PATH, token, calls, digest=digest, keep_going=keep_going)
    writes = digest is not None and any(call.seal is not None for call in calls)
    response: Response | Unreachable = yield request
    attempt = 1
    while attempt < _ATTEMPTS and (pause := _pause(response, writes=writes)) is not None:
        attempt += 1
        yield again(attempt, pause, "the broker is not ready")
        response = yield request
    if isinstance(response, Unreachable):
        if writes and response.sent:
            raise outcome_unknown(_LOST, calls)
        raise error_for(
            Code.NETWORK,
            f"The broker {broker} could not be reached: {response.reason}.",
            hint="Check the connection and AEGIS_BROKER.",
        )
    if not response.ok:
        raise refusal(response, token, calls, writes=writes)
    return _read_answer(response, calls, token, writes=writes)


def verdict_ahead(broker: str, token: Secret, calls: tuple[Call, ...]) -> Flow[None]:
    """Ask whether a broker would carry out calls; raise `Denied` if its rules forbid it."""
    response: Response | Unreachable = yield _request(broker, VERDICTS, token, calls)
    if isinstance(response, Response) and response.status == _FORBIDDEN:
        error = refusal(response, token, calls, writes=False)
        if error.code is Code.POLICY:
            raise error


def _request(
    broker: str, path: str, token: Secret, calls: tuple[Call, ...], **more: Any
) -> Request:
    body = {"calls": [call_as_json(call) for call in calls], **more}
    return Request(
        "POST",
        broker,
        path,
        body=json.dumps(body, ensure_ascii=False).encode(),
        bearer=token,
        headers=(("accept", "application/json, application/problem+json"),),
    )


def _pause(response: Response | Unreachable, *, writes: bool) -> float | None:
    """Return the seconds to wait before a retry; `None` for no retry."""
    if isinstance(response, Unreachable):
        is_final = response.timed_out or (writes and response.sent)
        return None if is_final else 1.0
    problem = _problem(response)
    if response.status in _BUSY and problem.get("code") in _NOT_BEGUN:
        return rate_limit_pause(response, default=1.0, longest=LONGEST_WAIT)
    return 1.0 if response.status in _GATEWAY_FAULTS and not problem and not writes else None


def _read_answer(
    response: Response, calls: tuple[Call, ...], token: Secret, *, writes: bool
) -> BrokerAnswer:
    try:
        # NOTE: a broker may repeat the session token, which would be printed and kept in a log.
        body = json.loads(redact(json.dumps(response.json_object()), token))
        outcomes, said = _outcomes(calls, body["outcomes"]), body.get("tokens")
        tokens = said if isinstance(said, dict) else {}
        names = dict.fromkeys(call.action.provider.name for call in calls)
        found = {name: facts for name in names if (facts := _facts(tokens.get(name)))}
        return BrokerAnswer(outcomes, found)
    except (Malformed, KeyError, TypeError, ValueError, RecursionError):
        pass
    if writes:
        raise outcome_unknown(_LOST, calls)
    raise error_for(Code.PROTOCOL, "The broker's answer is not what it should be.", hint=_ASK)


def _outcomes(calls: tuple[Call, ...], told: list[dict[str, Any]]) -> tuple[Outcome, ...]:
    """Read the outcomes of all calls, each of which is what was sent with the links so far."""
    outcomes: list[Outcome] = []
    for call, data in zip(calls, told, strict=True):
        is_done = data["status"] == StepStatus.DONE.value
        outcomes.append(_outcome(_fill_in(call, calls, outcomes) if is_done else call, data))
    return tuple(outcomes)


def _fill_in(call: Call, calls: tuple[Call, ...], outcomes: list[Outcome]) -> Call:
    """Return a call with its links; raise `ValueError` where the answers before have none."""
    try:
        return fill_links(call, calls, answers_of(outcomes))
    except Failed:
        raise ValueError("a call with a link is done, and there is no link") from None


def _outcome(call: Call, data: dict[str, Any]) -> Outcome:
    """Read the outcome of a call; raise `ValueError` for one that no executor sends."""
    outcome = outcome_from(data)
    error = outcome.error
    is_contradictory = (outcome.status is StepStatus.DONE and error is not None) or (
        outcome.status is StepStatus.FAILED and error is None
    )
    if outcome.id != call.id or is_contradictory:
        raise ValueError("an outcome is of another call, or contradicts itself")
    if error is not None:
        hint = error.hint and error.hint[:_LONGEST_TEXT]
        error = error_for(error.code, error.message[:_LONGEST_TEXT], hint=hint)
    outcome = replace(outcome, data=result_from(call, outcome.data), error=error)
    is_written = outcome.status is StepStatus.DONE and call.seal is not None
    return _compare(call, outcome) if is_written else outcome


def _compare(call: Call, outcome: Outcome) -> Outcome:
    """Compare a result with the request, as the provider's client does: a broker may be hostile."""
    result = outcome.data
    if result is None and call.action.facts.result is not None:
        if outcome.note:
            return outcome  # which says why: it was too large
        raise ValueError("a write is done and has no result and no note")
    if isinstance(result, dict):
        result = {name: value for name, value in result.items() if value is not None}
    try:
        action = call.sends or call.action
        action.provider.client().compare(action, result, outcome.data)
    except PartlyIgnored as partly:
        return replace(outcome, status=StepStatus.FAILED, error=partly, already=False)
    return outcome


def _facts(data: Any) -> TokenFacts | None:
    """Read the facts of the token. They decide nothing, so what cannot be read is left out."""
    if not isinstance(data, dict):
        return None
    kind, reason, life = data.get("kind"), data.get("reason"), data.get("expires_in")
    if not isinstance(kind, str) or not isinstance(reason, str | None):
        return None
    return TokenFacts(
        one_line(kind)[:_LONGEST_KIND],
        life if isinstance(life, int | float) and math.isfinite(life) else None,
        narrowed=data.get("narrowed") is True,
        reason=reason,
    )


def refusal(
    response: Response, token: Secret, calls: tuple[Call, ...] = (), *, writes: bool
) -> AegisError:
    """Explain a refused plan; its `code` is one of ours, or of RFC 6750 and RFC 9470."""
    problem = _problem(response)
    # NOTE: a proxy may send 503, and a broker `internal`, after the write was sent to GitHub.
    is_explained = problem and problem["code"] != Code.INTERNAL.value
    if writes and response.status >= _FAULT and not is_explained:
        return outcome_unknown(_LOST, calls)
    code = _CODES.get(problem.get("code", ""), Code.BROKER)
    detail = problem.get("detail")
    reason = show(detail, (token,), most=300) if isinstance(detail, str) else ""
    named = problem.get("provider")
    provider = named if named in catalog.known_providers() else ""
    return error_for(
        code,
        f"The broker refused the plan: {reason or f'status {response.status}'}",
        hint=_HINTS.get(code, _ASK).format(argument=argument_of(provider)),
        provider=provider,
    )


def _problem(response: Response) -> dict[str, Any]:
    try:
        body = response.json_object()
    except Malformed:
        return {}
    return body if isinstance(body.get("code"), str) else {}


_LOST = "The broker's answer to what was sent did not come"
_ASK = "Ask who runs the broker, and tell them the time."
_CODES = {code.value: code for code in Code} | {
    "invalid_token": Code.SESSION_EXPIRED,
    "missing_token": Code.SESSION_EXPIRED,
    "not_approved": Code.CHANGED,
    "rate_limited": Code.BROKER,
    "insufficient_scope": Code.SCOPE,
}
_HINTS = {
    Code.SESSION_EXPIRED: "Run the command again to sign in anew.",
    Code.POLICY: "The broker has its own rules; ask who runs it.",
    Code.AUTHORIZATION_UNAVAILABLE: "Try again in a minute; if it stays so, ask who runs it.",
    Code.NOT_CONNECTED: "Connect the account with `aegis connect{argument}`.",
    Code.RECONNECT: "Connect the account again with `aegis connect{argument}`.",
}
