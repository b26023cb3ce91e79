"""The dialogue with a model: how each answer is judged, and when to stop asking."""

from typing import Any

import pytest

from aegis_cli.core.text import visible
from aegis_cli.errors import AegisError, Code
from aegis_cli.planning.gemini.dialogue import (
    Answer,
    Fault,
    FunctionCall,
    ModelCall,
    Pause,
    converse,
    explain,
)
from aegis_cli.planning.plan import Invalid, Question, Reading
from aegis_cli.planning.wire import FUNCTION, WirePlan
from tests.helpers.rows import for_each

ASKED = Question("Which repository?")
ARGUMENTS = {"steps": [], "question": ASKED.text, "unsupported": ""}
GOOD = Answer("STOP", (FunctionCall(FUNCTION, ARGUMENTS, "call-1"),))

Said = Answer | Fault


def understood(wire: WirePlan) -> Reading | Invalid:
    return Question(wire.question)


def said(finish: str | None, *names: str, args: Any = None) -> Answer:
    """Make an answer with calls of these names, by default with sound arguments."""
    arguments = ARGUMENTS if args is None else args
    return Answer(finish, tuple(FunctionCall(name, arguments, name) for name in names))


class Talk:
    """A dialogue against scripted answers, and what it asked for on its way."""

    def __init__(self, *script: Said, jitter: float = 1.0) -> None:
        self.turns: list[ModelCall] = []
        self.pauses: list[float] = []
        self._left = list(script)
        self._dialogue = converse(understood, jitter=lambda: jitter)

    @property
    def repairs(self) -> list[str]:
        return [turn.repair for turn in self.turns if turn.repair]

    def end(self) -> Reading | Code:
        """Run to the end; every answer of the script must have been asked for."""
        try:
            outcome: Reading | Code = self.run()
        except AegisError as error:
            outcome = error.code
        assert not self._left, "an answer that nobody asked for is left over"
        return outcome

    def run(self) -> Reading:
        answer: Said | None = None
        while True:
            try:
                need = self._dialogue.send(answer)
            except StopIteration as end:
                return end.value  # type: ignore[no-any-return]  # typed by Dialogue
            if isinstance(need, Pause):
                self.pauses.append(need.seconds)
                answer = None
                continue
            self.turns.append(need)
            assert self._left, f"the model was asked once more: {need.repair}"
            answer = self._left.pop(0)


MALFORMED = said("MALFORMED_FUNCTION_CALL")
UNEXPECTED = said("UNEXPECTED_TOOL_CALL", FUNCTION)
INVENTED = said("STOP", "delete_repository")
UNSOUND = said("STOP", FUNCTION, args={"steps": "all of them"})
CUT = said("MAX_TOKENS", FUNCTION)
BUSY = Fault(503, "overloaded")
QUOTA = Fault(429, "per minute", retry_after=5.0)

REFUSING = (
    "SAFETY RECITATION SPII BLOCKLIST PROHIBITED_CONTENT MODEL_ARMOR LANGUAGE ESCALATION "
    "PUP_LIMITED_DISABLED IMAGE_SAFETY IMAGE_PROHIBITED_CONTENT IMAGE_RECITATION"
).split()
FAILING = (
    "OTHER TOO_MANY_TOOL_CALLS MISSING_THOUGHT_SIGNATURE MALFORMED_RESPONSE "
    "FINISH_REASON_UNSPECIFIED NO_IMAGE IMAGE_OTHER"
).split()
FAILURES: list[tuple[str, list[Said], Reading | Code, int, list[float]]] = [
    (reason, [said(reason, *calls), GOOD], ASKED, 1, [])
    for reason in FAILING
    for calls in ((), (FUNCTION,))
]
REFUSALS: list[tuple[str, list[Said], Reading | Code, int, list[float]]] = [
    (reason, [said(reason, *calls)], Code.PLANNER, 0, [])
    for reason in REFUSING
    for calls in ((), (FUNCTION,))
]
FAULTS: list[tuple[str, list[Said], Reading | Code, int, list[float]]] = [
    (str(status), [Fault(status, "x"), Fault(status, "x"), GOOD], ASKED, 0, [1.0, 2.0])
    for status in (500, 502, 503, 504, 408, 499)
]

# The "aegis" column of the failure table: (event, script, outcome, repairs, pauses)
TABLE: list[tuple[str, list[Said], Reading | Code, int, list[float]]] = [
    ("one call and STOP", [GOOD], ASKED, 0, []),
    ("malformed, mended", [MALFORMED, GOOD], ASKED, 1, []),
    (
        "malformed, though a call parsed",
        [said("MALFORMED_FUNCTION_CALL", FUNCTION), GOOD],
        ASKED,
        1,
        [],
    ),
    ("malformed, mended at last", [MALFORMED, MALFORMED, GOOD], ASKED, 2, []),
    ("malformed for good", [MALFORMED] * 3, Code.UNCLEAR, 2, []),
    ("unexpected tool call, mended", [UNEXPECTED, GOOD], ASKED, 1, []),
    ("unexpected tool call for good", [UNEXPECTED] * 3, Code.UNCLEAR, 2, []),
    ("hallucinated name, mended", [INVENTED, GOOD], ASKED, 1, []),
    ("every new name spends one budget", [said("STOP", n) for n in "abc"], Code.UNCLEAR, 2, []),
    ("arguments, mended", [UNSOUND, GOOD], ASKED, 1, []),
    ("arguments for good", [UNSOUND] * 3, Code.UNCLEAR, 2, []),
    ("no arguments", [Answer("STOP", (FunctionCall(FUNCTION, None),)), GOOD], ASKED, 1, []),
    ("one budget for all kinds", [MALFORMED, INVENTED, UNSOUND], Code.UNCLEAR, 2, []),
    ("no call", [said("STOP"), GOOD], ASKED, 1, []),
    ("text for good", [said("STOP")] * 3, Code.UNCLEAR, 2, []),
    ("two calls", [said("STOP", FUNCTION, FUNCTION), GOOD], ASKED, 1, []),
    ("a second call of another name", [said("STOP", FUNCTION, "x"), GOOD], ASKED, 1, []),
    *REFUSALS,
    *FAILURES,
    ("prompt blocked", [Answer(None, blocked="SAFETY")], Code.PLANNER, 0, []),
    ("prompt blocked, with a call", [Answer("STOP", GOOD.calls, "JAILBREAK")], Code.PLANNER, 0, []),
    ("no candidates", [Answer(None)], Code.PLANNER, 0, []),
    ("cut, mended", [CUT, GOOD], ASKED, 1, []),
    ("cut twice", [CUT, CUT], Code.UNCLEAR, 1, []),
    ("continuation is a cut", [said("CONTINUATION", FUNCTION), GOOD], ASKED, 1, []),
    ("continuation twice", [said("CONTINUATION")] * 2, Code.UNCLEAR, 1, []),
    ("unknown reason", [said("NEW_REASON", FUNCTION), GOOD], ASKED, 1, []),
    ("unknown reason for good", [said("NEW_REASON", FUNCTION)] * 3, Code.UNCLEAR, 2, []),
    ("no reason, and no call", [said(None)], Code.PLANNER, 0, []),
    ("no reason, with a call", [said(None, FUNCTION), GOOD], ASKED, 1, []),
    ("400 schema", [Fault(400, "Invalid JSON payload")], Code.PLANNER, 0, []),
    ("400 key", [Fault(400, "bad", reason="API_KEY_INVALID")], Code.PLANNER_KEY, 0, []),
    ("401", [Fault(401, "no")], Code.PLANNER_KEY, 0, []),
    ("403", [Fault(403, "leaked")], Code.PLANNER_KEY, 0, []),
    ("404", [Fault(404, "no such model")], Code.PLANNER_MODEL, 0, []),
    ("429 per minute", [QUOTA, GOOD], ASKED, 0, [5.0]),
    ("429 twice", [QUOTA, QUOTA, GOOD], ASKED, 0, [5.0, 5.0]),
    ("429 three times", [QUOTA] * 3, Code.PLANNER_QUOTA, 0, [5.0, 5.0]),
    ("429 of unknown length", [Fault(429, "slow"), GOOD], ASKED, 0, [20.0]),
    ("429 of a minute", [Fault(429, "m", retry_after=60.0), GOOD], ASKED, 0, [60.0]),
    ("429 too long", [Fault(429, "h", retry_after=61.0)], Code.PLANNER_QUOTA, 0, []),
    ("429 per day", [Fault(429, "d", retry_after=1.0, daily=True)], Code.PLANNER_QUOTA, 0, []),
    *FAULTS,
    ("503 three times", [BUSY] * 3, Code.PLANNER, 0, [1.0, 2.0]),
    ("no connection, then an answer", [Fault(None, "refused"), GOOD], ASKED, 0, [1.0]),
    ("silence for all its time", [Fault(None, "t", timed_out=True)], Code.NETWORK, 0, []),
    ("no connection for good", [Fault(None, "refused")] * 3, Code.NETWORK, 0, [1.0, 2.0]),
    ("a redirect", [Fault(302, "moved")], Code.PROTOCOL, 0, []),
    ("HTML with 200", [Fault(200, "not JSON")], Code.PROTOCOL, 0, []),
    ("204", [Fault(204, "nothing")], Code.PROTOCOL, 0, []),
    ("another 4xx", [Fault(418, "teapot")], Code.PLANNER, 0, []),
    ("a fault after a repair", [MALFORMED, BUSY, GOOD], ASKED, 2, [1.0]),
    (
        "faults spend one budget",
        [BUSY, MALFORMED, BUSY, MALFORMED, BUSY],
        Code.PLANNER,
        3,
        [1.0, 2.0],
    ),
    ("a minute in all", [Fault(429, "m", retry_after=59.5), BUSY], Code.PLANNER, 0, [59.5]),
]


@for_each(
    ("script", "outcome", "repairs", "pauses"),
    [row[1:] for row in TABLE],
    ids=[row[0] for row in TABLE],
)
def test_every_failure_of_the_table_ends_as_the_table_says(
    script: list[Said], outcome: Reading | Code, repairs: int, pauses: list[float]
) -> None:
    talk = Talk(*script)

    assert outcome == talk.end()
    assert (repairs, pauses) == (len(talk.repairs), talk.pauses)


@for_each(
    ("words", "answer"),
    [
        ("JSON arguments, and write no code", MALFORMED),
        ("JSON arguments, and write no code", UNEXPECTED),
        ("no such function", INVENTED),
        ("exactly once", said("STOP")),
        ("exactly once", said("STOP", FUNCTION, FUNCTION)),
        ("fewer steps", CUT),
        ("steps", UNSOUND),
    ],
)
def test_a_repair_says_in_our_own_words_what_to_correct(words: str, answer: Answer) -> None:
    talk = Talk(answer, GOOD)

    talk.end()

    assert words in talk.repairs[0]
    assert len(talk.repairs[0]) <= 600


def test_a_repair_never_repeats_what_the_model_wrote() -> None:
    talk = Talk(said("STOP", "TOP-SECRET", args={"x": "TOP-SECRET"}), GOOD)

    talk.end()

    assert "TOP-SECRET" not in talk.repairs[0]


def test_an_argument_that_the_action_refuses_is_repaired_too() -> None:
    answers: list[Reading | Invalid] = [Invalid("s1 issues.get: repo: odd"), ASKED]
    dialogue = converse(lambda _: answers.pop(0), jitter=lambda: 1.0)

    first, second = dialogue.send(None), dialogue.send(GOOD)
    with pytest.raises(StopIteration) as ended:
        dialogue.send(GOOD)

    assert [ModelCall(None), ModelCall("s1 issues.get: repo: odd")] == [first, second]
    assert ASKED == ended.value.value


def test_a_dialogue_without_a_plan_names_the_ways_out() -> None:
    with pytest.raises(AegisError) as caught:
        Talk(*[MALFORMED] * 3).run()

    assert "no usable plan" in caught.value.message
    assert "--engine offline" in (caught.value.hint or "")


@pytest.mark.parametrize("blocked", ["SAFETY", "\x1b[2J"])
def test_a_refusal_names_its_reason_safely(blocked: str) -> None:
    with pytest.raises(AegisError) as caught:
        Talk(Answer(None, blocked=blocked)).run()

    assert visible(blocked) in caught.value.message
    assert "aegis do" in (caught.value.hint or "")


@pytest.mark.parametrize("jitter", [0.7, 1.3])
def test_pauses_after_faults_differ_from_one_process_to_the_next(jitter: float) -> None:
    talk = Talk(BUSY, BUSY, GOOD, jitter=jitter)

    talk.end()

    assert [jitter, 2 * jitter] == talk.pauses


def test_a_pause_is_never_negative() -> None:
    talk = Talk(Fault(429, "odd", retry_after=-5.0), GOOD)

    talk.end()

    assert all(pause >= 0 for pause in talk.pauses)


def test_a_turn_must_be_answered() -> None:
    dialogue = converse(understood, jitter=lambda: 1.0)
    next(dialogue)

    with pytest.raises(TypeError, match="needs an answer or a fault"):
        next(dialogue)


@for_each(
    ("words", "hint", "fault"),
    [
        ("could not be reached: refused", "--engine offline", Fault(None, "refused")),
        ("does not accept the API key", "aistudio", Fault(400, "K", reason="API_KEY_INVALID")),
        ("does not accept the API key", "revoke", Fault(403, "reported as leaked")),
        ("does not offer this model", "--model", Fault(404, "models/x is not found")),
        ("this model", "It offers a, b. Choose", Fault(404, "no x", offers=("a", "b\n"))),
        ("quota is used up", "--engine offline", Fault(429, "per day", daily=True)),
        ("not available (503)", "--engine offline", BUSY),
        ("answered 302", "AEGIS_GEMINI_URL", Fault(302, "moved")),
    ],
)
def test_a_fault_is_explained_with_a_way_out(words: str, hint: str, fault: Fault) -> None:
    error = explain(fault)

    assert words in error.message
    assert hint in (error.hint or "")


@for_each(
    ("words", "hint", "fault"),
    [
        ("broker could not be reached: refused", "AEGIS_BROKER", Fault(None, "refused")),
        ("broker refuses, or Gemini", "who runs the broker", Fault(400, "K", "API_KEY_INVALID")),
        ("broker refuses, or Gemini", "who runs the broker", Fault(403, "leaked")),
        ("does not offer this model", "--model", Fault(404, "models/x is not found")),
        ("asked of the broker's model", "--engine offline", Fault(429, "the broker says: Many.")),
        ("no answer of Gemini (503)", "--engine offline", BUSY),
        ("answered 302 is not a broker", "AEGIS_BROKER", Fault(302, "moved")),
        ("The broker answered 418", "who runs the broker", Fault(418, "a teapot")),
    ],
)
def test_at_a_broker_a_fault_has_no_way_out_by_settings_that_are_not_the_persons(
    words: str, hint: str, fault: Fault
) -> None:
    error = explain(fault, at_broker=True)

    assert words in error.message
    assert hint in (error.hint or "")
    assert not any(name in f"{error.message}{error.hint}" for name in ("AEGIS_GEMINI", "aistudio"))


@for_each("status", [None, 302, 400, 401, 404, 418, 429, 503])
def test_a_message_of_google_cannot_control_or_flood_the_terminal(status: int | None) -> None:
    error = explain(Fault(status, "\x1b[2J\u202e" + "x" * 5_000))

    shown = error.message + (error.hint or "")
    assert not {"\x1b", "\u202e"} & set(shown)
    assert len(shown) < 600
