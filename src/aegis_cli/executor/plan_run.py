"""One run of a plan, on the side that knows actions and no token: it asks the child to send.

Whoever carries a run out (the command line, the broker) brings a `ChildLine` to the child.
"""

import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass, field, is_dataclass
from functools import partial
from typing import Any, Protocol

from aegis_cli.actions.action import Action
from aegis_cli.actions.call import Call
from aegis_cli.actions.facts import Facts
from aegis_cli.actions.provider.derived_token import Inspection, TokenFacts
from aegis_cli.actions.provider.names import argument_of
from aegis_cli.actions.provider.provider import Provider
from aegis_cli.core.flow import Wait, drive, talks_to_nobody
from aegis_cli.core.http import Request, Response, Unreachable
from aegis_cli.core.secret import Secret
from aegis_cli.errors import AegisError, Code, OutcomeUnknown, UsageError
from aegis_cli.executor.error_messages import error_from
from aegis_cli.executor.protocol import assertion_for, no_answer
from aegis_cli.executor.request_messages import answer_from, request_as_json
from aegis_cli.executor.seals import WriteSeal
from aegis_cli.oauth.exchange import Vault
from aegis_cli.request.execution import (
    Outcome,
    ProviderAccess,
    Sending,
    is_over,
    outcome_per_call,
    outcome_unknown,
    run,
)
from aegis_cli.request.plan_memory import PlanMemory
from aegis_cli.request.watching import Interim

_INVALID = "The executor sent an invalid message"
_STATUS = re.compile(r": ([1-5][0-9][0-9]), [0-9]+ ms(?:, with [a-z, -]+)?\Z", re.ASCII)


class RunEnded(Exception):  # what happened
    """A run ends before its last call, for a reason that an outcome carries, if there is one."""

    def __init__(self, error: AegisError | None) -> None:
        super().__init__()
        self.error = error


class _Refused(Exception):  # what happened
    """The child refuses what it was asked for, and has not done it."""

    def __init__(self, error: AegisError) -> None:
        super().__init__()
        self.error = error


class ChildLine(Protocol):
    """The line to the child. Each method may raise `RunEnded`."""

    def say(self, message: dict[str, Any], files: list[int]) -> None:
        """Send a message, with descriptors."""
        ...

    def next(self) -> dict[str, Any]:
        """Wait for the next message of the child."""
        ...

    def wait(self, seconds: float) -> None:
        """Let time pass."""
        ...

    def check(self) -> None:
        """Do nothing, unless the run has to end before its next write."""
        ...


@dataclass
class PlanRun:
    """One run: its calls, and what came of them so far."""

    calls: tuple[Call, ...]
    keep_going: bool = False
    """Whether the calls after a failed one are tried too."""
    may_go: Callable[[], bool] = lambda: True
    """Whether another write may be sent; not after a Ctrl-C, or when the caller has left."""
    note_go: Callable[[str], None] = lambda _write: None
    """Takes note of a write, by its id, before it is sent."""
    progress: Callable[[str], None] = lambda _doing: None
    """Is told what is done now."""
    tell: Callable[[dict[str, Any]], None] = lambda _message: None
    """Is told what the child says beside its answers."""
    show_interim: Callable[[Action[Any], Any], None] = lambda _action, _data: None
    converse: Callable[[bytes], bytes] = talks_to_nobody
    """Tells the program for which a call is made something, and returns what it asks for next."""
    memory: PlanMemory = field(default_factory=PlanMemory)
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    in_flight: str | None = None
    """The write that was let go and has no outcome yet."""
    refused: AegisError | None = None
    """Why the child refused the run."""
    tokens: dict[str, TokenFacts] = field(default_factory=dict)
    """What may be shown of the tokens that the child acted with, by the provider's name."""
    thumbprints: dict[str, str] = field(default_factory=dict)
    """SHA-256 of the token of each provider, by its name."""
    inspection: Inspection | None = None
    has_interim: bool = False
    """Whether something is watched of which a look was shown."""
    upstream_status: int | None = None
    """Status of the last HTTP response to the child; `None` if its last request got none."""
    awaits_reply: bool = False
    """Whether the child has not answered yet what it was asked last."""
    _has_left: bool = False
    """Whether the write in flight was sent once, as the child says."""
    _stand_ins: list[tuple[Secret, int]] = field(default_factory=list)
    """What stands for a token or an address here, and its number in the child."""

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
        if is_over(self.calls, self.outcomes.values(), keep_going=self.keep_going):
            return None
        return next((call for call in self.calls if call.id not in self.outcomes), None)

    @property
    def doing(self) -> str:
        """What is done now, for a line of progress; "" if the run is over."""
        call = self.current
        if call is None:
            return ""
        count = len(self.calls)
        place = f"{self.calls.index(call) + 1} of {count}: " if count > 1 else ""
        return f"{place}{call.action.says()}"

    def perform(
        self,
        line: ChildLine,
        vault: Vault,
        *,
        files: Iterable[tuple[Call, int]] = (),
        in_place: bool = False,
        inspect: bool = False,
    ) -> tuple[Outcome, ...]:
        """Carry the run out, and return an outcome for each call.

        `files` are descriptors of what goes in or out beside calls. Raises the child's refusal if
        no call was started.
        """
        self._line, self._vault, self._in_place = line, vault, in_place
        error = None
        try:
            self._begin([*files])
            self.progress(self.doing)
            self._drive()
            if inspect:
                self._inspect()
        except RunEnded as end:
            error = end.error
        except AegisError as refusal:
            self.refused = refusal
        except Exception:
            # NOTE: whatever fails here, nobody may take what was sent for what was not.
            if self.in_flight is None and not self.outcomes:
                raise
            error = self._failure("The answer to what was sent could not be read")
        else:
            # All that was to be done is done, whatever the child says now.
            with suppress(RunEnded, AegisError, TypeError, ValueError):
                told = dict(self._ask("end"))
                self.tokens = {name: TokenFacts(**facts) for name, facts in told.items()}
            return self.all_outcomes()
        with suppress(RunEnded, AegisError):
            if error is None:
                self._ask("end")
        return self.all_outcomes(error)

    def _drive(self) -> None:
        flow = run(self.calls, self._access, keep_going=self.keep_going, memory=self.memory)
        drive(flow, self._send, wait=self._wait, show=self._show, converse=self.converse)

    def all_outcomes(self, error: AegisError | None = None) -> tuple[Outcome, ...]:
        """Return an outcome for each call; the first that did not run carries the reason."""
        if self.in_flight is not None:
            if not isinstance(error, OutcomeUnknown):
                error = self.unknown("The answer to what was sent did not come")
        elif self.refused is not None:
            if not self.outcomes:
                raise self.refused
            error = self.refused
        return outcome_per_call(self.calls, self.outcomes, self.in_flight, error)

    def unknown(self, why: str) -> OutcomeUnknown:
        """Return the error of the write in flight."""
        return outcome_unknown(why, (call for call in self.calls if call.id == self.in_flight))

    def _ask(self, do: str, files: list[int] | None = None, **message: Any) -> Any:
        """Have the child do something; return its reply, or raise its refusal."""
        self._line.say({"do": do, **message}, files or [])
        return self._answer()

    def _answer(self) -> Any:
        """Return what the child replies; raise the error with which it refuses."""
        try:
            return self._reply()
        except _Refused as refusal:
            raise refusal.error from None

    def _reply(self) -> Any:
        """Return what the child replies; raise `_Refused` where it refuses, and nowhere else."""
        self.awaits_reply = True
        while True:
            said = self._line.next()
            try:
                self.awaits_reply = not said.keys() & {"reply", "refused"}
                if "reply" in said:
                    return said["reply"]
                if "refused" in said:
                    raise _Refused(error_from(said["refused"]))
                self._note(said)
            except (KeyError, TypeError, ValueError):
                raise RunEnded(self._failure(_INVALID)) from None

    def _note(self, said: dict[str, Any]) -> None:
        if "observed" in said:
            match = _STATUS.search(said["observed"])
            self.upstream_status = int(match[1]) if match else None
        if "thumbprint" in said:
            self.thumbprints[str(said.get("provider"))] = str(said["thumbprint"])
        if "asking" in said:
            self._line.say({"assertion": assertion_for(self._vault)}, [])
        self.tell(said)

    def _failure(self, why: str) -> AegisError:
        """Return the error of a run that cannot go on; `why` is of a write that is in flight."""
        return no_answer() if self.in_flight is None else self.unknown(why)

    def _begin(self, files: list[tuple[Call, int]]) -> None:
        approvals = {
            call.id: self._approval(call, call.seal).as_json()
            for call in self.calls
            if call.seal is not None
        }
        beside = [self._describe(call) for call, _ in files]
        placed = {call.id for call, _ in files}
        if any(c.action.facts.takes == "secret" and c.id not in placed for c in self.calls):
            raise UsageError("The value that this sends is not here.", code=Code.BAD_USAGE)
        self._ask("begin", [file for _, file in files], approvals=approvals, beside=beside)

    def _base(self, action: Action[Any]) -> str:
        return self._vault.connections[action.provider.name].base

    def _approval(self, call: Call, seal: str) -> WriteSeal:
        template = call.request(self._base(call.action)) if call.links else None
        return WriteSeal(seal, template, call.pinned)

    def _describe(self, call: Call) -> dict[str, Any]:
        template = call.action.request(self._base(call.action))
        return {
            "step": call.id,
            "kind": _kind_of(call.action.facts),
            "sealing": asdict(template.sealing) if template.sealing else None,
            "said": call.action.told_in(template),
        }

    def _access(self, provider: Provider[Any]) -> ProviderAccess:
        """Return where the calls of a provider go, with what stands for the token of this run."""
        there = self._vault.connections[provider.name]
        words = {
            "title": provider.title,
            "argument": argument_of(provider.name),
            "renewal": provider.renewal,
        }
        own = tuple(call for call in self.calls if call.action.provider is provider)
        reach = None if there.app is None else _as_json(provider.reach(own))
        asked = {"do": "token", "provider": provider.name, "words": words, "reach": reach}
        self._line.say(asked, [])
        provider.client()  # which is loaded while the child exchanges
        number = self._answer()
        return ProviderAccess(
            there.base,
            self._stand_in(f"token {number}", number),
            self._in_place,
            there.site,
            more=partial(self._more, provider),
            renew=partial(self._renew, provider),
        )

    def _more(self, provider: Provider[Any], call: Call, permission: str) -> Secret | None:
        reach = _as_json(provider.wider_reach(call, permission))
        number = self._ask("more", provider=provider.name, reach=reach)
        return None if number is None else self._stand_in(f"token {number}", number)

    def _renew(self, provider: Provider[Any]) -> Secret | None:
        number = self._ask("renew", provider=provider.name)
        return None if number is None else self._stand_in(f"token {number}", number)

    def _stand_in(self, text: str, number: int) -> Secret:
        self._stand_ins.append((Secret(text), number))
        return self._stand_ins[-1][0]

    def _number(self, stand_in: Secret | None) -> int | None:
        if stand_in is None:
            return None
        return next(number for known, number in self._stand_ins if known == stand_in)

    def _send(self, request: Request) -> Response | Unreachable:
        call = self.current
        assert call is not None
        order = {
            "do": "send",
            "request": request_as_json(request),
            "provider": call.action.provider.name,
            "step": call.id,
            "token": self._number(request.bearer),
            "address": self._number(request.address),
        }
        self._line.say(order, [])
        try:
            told = self._reply()
        except _Refused as refusal:
            if self._has_left:
                raise RunEnded(self.unknown("What was sent may not be sent again")) from None
            self.in_flight = None  # what the child refuses, it has not sent
            raise refusal.error from None
        self._has_left = self.in_flight is not None
        try:
            answer, elsewhere = answer_from(told["answer"]), told.get("elsewhere")
            if elsewhere is None or isinstance(answer, Unreachable):
                return answer
            at = f"{elsewhere['origin']}/{elsewhere['number']}"
            return Response(
                answer.status,
                answer.headers,
                answer.body,
                answer.took,
                self._stand_in(at, elsewhere["number"]),
            )
        except (KeyError, TypeError, ValueError):
            raise RunEnded(self._failure(_INVALID)) from None

    def _wait(self, wait: Wait) -> None:
        self.tell({"waiting": wait.reason})
        self._line.wait(wait.seconds)

    def _show(self, event: object) -> None:
        match event:
            case Sending(step) if step != self.in_flight:  # a retry needs no second go
                self._line.check()
                if not self.may_go():
                    raise RunEnded(None)
                self.note_go(step)
                self.in_flight, self._has_left = step, False
            case Interim():
                assert self.current is not None
                self.has_interim = True
                self.show_interim(self.current.action, event.data)
            case Outcome():
                self.outcomes[event.id] = event
                self.in_flight, self.has_interim = None, False
                self.progress(self.doing)

    def _inspect(self) -> None:
        told = self._ask("inspect", provider=self.calls[0].action.provider.name)
        if told is not None:
            self.inspection = Inspection.read(told)


def _as_json(reach: Any) -> dict[str, Any] | None:
    return asdict(reach) if is_dataclass(reach) and not isinstance(reach, type) else None


def _kind_of(facts: Facts[Any]) -> str:
    """Return what is beside a call, as the child knows it."""
    return facts.takes or ("pipe" if facts.converses else "download")
