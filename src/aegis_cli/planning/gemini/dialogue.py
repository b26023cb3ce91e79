"""The dialogue with a model, without I/O: judges each answer, asks for repairs, and retries.

A generator, like the flows: it yields `ModelCall` (ask the model) or `Pause`, is sent an `Answer`
or a `Fault`, and returns a plan, a question or a refusal. Source of the finish reasons:
ai.google.dev/gemini-api/docs, "Function calling", "Troubleshooting" and the FinishReason reference.
"""

from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from aegis_cli.core.text import excerpt
from aegis_cli.errors import AegisError, Code, Failed, Unclear, error_for
from aegis_cli.oauth.service_refusals import of_rows, rows_in
from aegis_cli.planning.plan import Invalid, Reading
from aegis_cli.planning.read import Understand
from aegis_cli.planning.wire import FUNCTION, decode

MOST_REPAIRS = 2
_FAULT_PAUSES = (1.0, 2.0)
_MOST_QUOTA_WAITS = 2
_LONGEST_QUOTA_WAIT = 60.0
_BUDGET = 60.0
"""The largest sum of all pauses of one request, in seconds."""

_STOPPED = frozenset(
    "SAFETY RECITATION LANGUAGE SPII BLOCKLIST PROHIBITED_CONTENT MODEL_ARMOR ESCALATION "
    "IMAGE_SAFETY IMAGE_PROHIBITED_CONTENT IMAGE_RECITATION PUP_LIMITED_DISABLED".split()
)
_CUT = frozenset({"MAX_TOKENS", "CONTINUATION"})
_BAD_REQUEST = 400
_OF_THE_KEY = "api key"
_BAD_REQUESTS = {
    "account": ("billing", "quota", "user location"),
    "404": ("model name",),
    "size": ("token count", "payload size"),
}
"""What the words of a 400 are about, where it is not the form of the request."""
_RETRIED = frozenset({408, 499, 500, 502, 503, 504})


@dataclass(frozen=True, slots=True)
class FunctionCall:
    """One function call of an answer."""

    name: str
    args: Any
    id: str | None = None


@dataclass(frozen=True, slots=True)
class Usage:
    """The tokens of a request and its answer, as far as the service tells them."""

    prompt: int | None = None
    cached: int | None = None
    """How many of the prompt were there from an earlier request, at a lower price."""
    output: int | None = None
    """With those of its thoughts."""

    def __str__(self) -> str:
        if self.prompt is None:
            return "tokens not told"
        return f"tokens: {self.prompt} in ({self.cached or 0} cached), {self.output or 0} out"


@dataclass(frozen=True, slots=True)
class Answer:
    """The parts of a model's answer that decide anything, and what it cost."""

    finish: str | None
    calls: tuple[FunctionCall, ...] = ()
    blocked: str | None = None
    """Why the prompt was blocked, if it was."""
    usage: Usage = Usage()


@dataclass(frozen=True, slots=True)
class Fault:
    """A request without an answer of the model."""

    status: int | None
    """The HTTP status; `None` if the service could not be reached in time."""
    message: str
    reason: str = ""
    """Google's `ErrorInfo.reason`, such as `API_KEY_INVALID`."""
    canonical: str = ""
    """Google's canonical code, such as `INVALID_ARGUMENT`."""
    retry_after: float | None = None
    daily: bool = False
    """Whether the exhausted quota is per day, or zero."""
    offers: tuple[str, ...] = ()
    """The available models, if the requested one is not among them."""
    successor: str = ""
    """The model to take in place of the requested one."""
    timed_out: bool = False
    """Whether the service used up the time that an answer may take."""


@dataclass(frozen=True, slots=True)
class ModelCall:
    """Ask the model."""

    repair: str | None = None
    """Why its last answer was unusable; `None` for the first call."""


@dataclass(frozen=True, slots=True)
class Pause:
    """Wait before the next call."""

    seconds: float
    reason: str


Dialogue: TypeAlias = Generator[ModelCall | Pause, Answer | Fault | None, Reading]


def converse(
    understand: Understand, *, jitter: Callable[[], float], at_broker: bool = False
) -> Dialogue:
    """Ask until there is a plan, with at most two repairs and a minute of pauses in all.

    `jitter` returns a factor around 1, so that pauses differ between processes; `at_broker` says
    whether a broker answers instead of Gemini.
    Raises `Failed` if the service fails or refuses, and `Unclear` if there is no usable plan.
    """
    repairs: list[str] = []
    budget = _RetryBudget(jitter, at_broker=at_broker)
    while True:
        answer = yield ModelCall(repairs[-1] if repairs else None)
        if isinstance(answer, Fault):
            yield budget.pause(answer)
            continue
        if answer is None:
            raise TypeError("the dialogue needs an answer or a fault")
        reading = _judge(answer, understand)
        if not isinstance(reading, Invalid):
            return reading
        reason = reading.reason
        if len(repairs) == MOST_REPAIRS or (answer.finish in _CUT and reason in repairs):
            raise Unclear(
                f"The model gave no usable plan: {reason}",
                code=Code.UNCLEAR,
                hint="Say it in other words, or try `--engine offline`.",
            )
        repairs.append(reason)


def _judge(answer: Answer, understand: Understand) -> Reading | Invalid:
    """Read one answer; an unexpected one fails closed."""
    if answer.blocked or answer.finish in _STOPPED:
        raise Failed(
            f"Gemini refused the request ({excerpt(answer.blocked or answer.finish or '')}).",
            code=Code.PLANNER,
            hint="Say it in other words, or use `aegis do` with the action's name.",
        )
    if answer.finish is None and not answer.calls:
        raise Failed("Gemini gave no answer.", code=Code.PLANNER, hint="Try again.")
    if answer.finish in _CUT:
        return Invalid("The answer was cut off. Use fewer steps.")
    if answer.finish in {"MALFORMED_FUNCTION_CALL", "UNEXPECTED_TOOL_CALL"}:
        return Invalid(f"Call {FUNCTION} with JSON arguments, and write no code.")
    # NOTE: an unknown finish reason is refused, even with a valid call.
    if answer.finish != "STOP" or len(answer.calls) != 1:
        return Invalid(f"Call {FUNCTION} exactly once, and nothing else.")
    (call,) = answer.calls
    if call.name != FUNCTION:
        return Invalid(f"There is no such function. Call {FUNCTION}.")
    wire = decode(call.args)
    return wire if isinstance(wire, Invalid) else understand(wire)


class _RetryBudget:
    """The retries and pauses that one request has left."""

    def __init__(self, jitter: Callable[[], float], *, at_broker: bool) -> None:
        self._jitter = jitter
        self._at_broker = at_broker
        self._fault_pauses = iter(_FAULT_PAUSES)
        self._quota_waits = 0
        self._left = _BUDGET

    def pause(self, fault: Fault) -> Pause:
        """Return the pause before a retry; raise if a retry does not help."""
        seconds = self._seconds(fault)
        if seconds is None or seconds > self._left:
            raise explain(fault, at_broker=self._at_broker)
        self._left -= seconds
        why = "could not be reached" if fault.status is None else "is busy"
        return Pause(seconds, f"Gemini {why}; asking again")

    def _seconds(self, fault: Fault) -> float | None:
        if fault.status == 429 and not fault.daily:  # noqa: PLR2004  # RFC 6585
            self._quota_waits += 1
            wait = max(fault.retry_after, 0.0) if fault.retry_after is not None else 20.0
            fits = self._quota_waits <= _MOST_QUOTA_WAITS and wait <= _LONGEST_QUOTA_WAIT
            return wait if fits else None
        if fault.timed_out:
            return None  # the service used up its whole time limit, so do not retry
        if fault.status is None or fault.status in _RETRIED:
            pause = next(self._fault_pauses, None)
            return None if pause is None else pause * self._jitter()
        return None


def explain(fault: Fault, *, at_broker: bool = False) -> AegisError:
    """Explain a fault and say what to do; the key is never part of the message."""
    *known, other = failures("gemini")
    if at_broker:
        *own, other = failures("at_broker")
        known = [*own, *known]
    message = excerpt(fault.message)
    error = of_rows([*known, other], kind_of(fault), status=fault.status, message=message)
    hint = error.hint
    if fault.successor:
        hint = f"The next one to take is {fault.successor}. {hint}"
    if fault.offers:
        hint = f"It offers {excerpt(', '.join(fault.offers))}. {hint}"
    if fault.daily:
        hint = f"A quota per day resets at midnight Pacific time. {hint}"
    return error_for(error.code, error.message, hint=hint)


def failures(who: str) -> Sequence[Mapping[str, Any]]:
    """Return the rows of what the failures of a service mean."""
    return rows_in(Path(__file__).with_name("failures.toml"))[who]


def refuses_key(fault: Fault) -> bool:
    """Tell whether Gemini does not accept the key, by status, reason or words."""
    is_said = fault.status == _BAD_REQUEST and _OF_THE_KEY in fault.message.lower()
    return is_said or fault.status in {401, 403} or fault.reason.startswith("API_KEY")


def kind_of(fault: Fault) -> str:
    """Return the key of the explanation for a fault: its status where nothing better is known."""
    if fault.status is None:
        return "unreached"
    if refuses_key(fault):
        return "key"
    if fault.status == _BAD_REQUEST:
        return _kind_of_bad_request(fault)
    if fault.status < _BAD_REQUEST:
        return "no API"
    return "unavailable" if fault.status in _RETRIED else str(fault.status)


def _kind_of_bad_request(fault: Fault) -> str:
    if fault.canonical == "FAILED_PRECONDITION":
        return "account"
    message = fault.message.lower()
    found = (kind for kind, words in _BAD_REQUESTS.items() if any(it in message for it in words))
    return next(found, str(_BAD_REQUEST))
