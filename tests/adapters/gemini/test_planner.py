"""The Gemini planner with its SDK, over real HTTP, and with answers that a script decides."""

import json
import re
import socket
import time
import traceback
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import Any

import httpx
import pytest

from aegis_cli.actions import catalog
from aegis_cli.adapters.gemini.access import OwnKey, ThroughBroker
from aegis_cli.adapters.gemini.planner import GeminiPlanner
from aegis_cli.core.secret import Secret
from aegis_cli.errors import AegisError, Code, NotSignedIn
from aegis_cli.planning.expansion import expand
from aegis_cli.planning.gemini.request_forms import Manner
from aegis_cli.planning.plan import Context, Invalid, Plan, Question, Reading, Unsupported
from aegis_cli.planning.read import read
from aegis_cli.planning.sentence.sentence import Sentence
from aegis_cli.planning.wire import WirePlan, names_and_types
from tests.helpers.support import Heard, Sandbox, Server, Talk, answering, sandbox, server
from tests.helpers.synthetic_catalogue import REAL, catalogue_of

pytestmark = pytest.mark.enable_socket

SENTENCE = "open an issue in acme/web titled 'Crash on start'"
MODEL = "gemini-3.8-flash"
NOW = datetime(2026, 11, 29, 14, 5, tzinfo=UTC)


def plan_of(**arguments: str) -> dict[str, Any]:
    """Make the arguments of a call that plans one issue."""
    args = [{"name": k, "source": "literal", "value": v} for k, v in arguments.items()]
    step = {"id": "s1", "action": "issues.create", "args": args}
    return {"steps": [step], "question": "", "unsupported": ""}


GOOD = plan_of(repo="acme/web", title="Crash on start")


@pytest.fixture(scope="module")
def running() -> Iterator[Sandbox]:
    with sandbox() as started:
        yield started


@pytest.fixture
def gemini(running: Sandbox) -> Iterator[Sandbox]:
    running.reset()
    yield running
    running.drain_script()


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Note what would be slept, instead of sleeping."""
    noted: list[float] = []
    monkeypatch.setattr(time, "sleep", noted.append)
    return noted


class Asking:
    """One planner, and what it said on its way."""

    def __init__(self, url: str, key: str, **more: Any) -> None:
        self.progress: list[str] = []
        self.observed: list[str] = []
        self.noted: list[str] = []
        version = more.pop("api_version", "v1")
        self.planner = GeminiPlanner(
            more.pop("access", None) or OwnKey(Secret(key), url=url, api_version=version),
            model=more.pop("model", MODEL),
            catalogue=more.pop("catalogue", REAL),
            now=lambda: NOW,
            progress=self.progress.append,
            observe=self.observed.append,
            note=self.noted.append,
            **more,
        )

    def propose(self, text: str = SENTENCE, context: Context | None = None) -> Reading:
        sentence, known = Sentence(text), context or Context()

        def understand(wire: WirePlan) -> Reading | Invalid:
            return read(wire, sentence, known, catalog.load)

        try:
            return self.planner.propose(sentence, known, understand)
        finally:
            self.planner.close()

    def refusal(self) -> AegisError:
        with pytest.raises(AegisError) as caught:
            self.propose()
        return caught.value


def asking(found: Sandbox, **more: Any) -> Asking:
    """Make a planner for the sandbox."""
    environment = found.environment
    return Asking(environment["AEGIS_GEMINI_URL"], environment["GEMINI_API_KEY"], **more)


def titles(reading: Reading) -> list[Any]:
    """Return the titles of a plan's steps."""
    assert isinstance(reading, Plan)
    return [act.action.sent_arguments()["title"] for act in expand(reading, {})]


# What becomes of an answer


def test_a_good_answer_is_a_plan(gemini: Sandbox) -> None:
    gemini.script({"args": GOOD})

    asked = asking(gemini)
    reading = asked.propose()

    assert ["Crash on start"] == titles(reading)
    assert [f"POST /v1/models/{MODEL}:generateContent"] == gemini.lines("gemini")
    (line,) = asked.observed
    assert line.startswith(f"Gemini {MODEL}, usual form, v1: STOP, tokens: ")
    assert re.search(r"tokens: \d+ in \(\d+ cached\), \d+ out, \d+ ms$", line)


def test_the_grammar_behind_the_door_plans_too(gemini: Sandbox) -> None:
    assert ["Crash on start"] == titles(asking(gemini).propose())


CALL = {"functionCall": {"name": "submit_plan", "args": GOOD, "id": "1"}}
SIGNED = {"text": "", "thoughtSignature": "Cv4BAdHtim+/Zk8q1w=="}
CODE = {"executableCode": {"language": "PYTHON", "code": "print(1)"}}
IN_FULL = {
    "candidates": [
        {
            "content": {"parts": [CALL], "role": "model"},
            "finishReason": "STOP",
            "finishMessage": "Model generated function call(s).",
            "safetyRatings": None,
            "aNewMember": [1],
        }
    ],
    "promptFeedback": {"safetyRatings": []},
    "usageMetadata": {"promptTokenCount": 1912, "thoughtsTokenCount": 211, "aNewCount": 3},
    "modelStatus": {"modelStage": "LEGACY", "retirementTime": "2027-01-01T00:00:00Z"},
    "responseId": "pX0laZ2bN4",
}
PLACES: dict[str, dict[str, Any]] = {
    "after a thought": {"parts": [{"text": "**Plan**", "thought": True}, CALL]},
    "beside text": {"parts": [{"text": "I will."}, CALL, {"text": "Done."}]},
    "before an empty text that is signed": {"parts": [CALL, SIGNED]},
    "beside code that nobody runs": {"parts": [CODE, CALL]},
    "in an answer without a role": {
        "response": {"candidates": [{"content": {"parts": [CALL]}, "finishReason": "STOP"}]}
    },
    "in an answer with all that there is": {"response": IN_FULL},
}


@pytest.mark.parametrize("answer", PLACES.values(), ids=PLACES)
def test_the_call_is_found_wherever_it_stands(answer: dict[str, Any], gemini: Sandbox) -> None:
    gemini.script(answer)

    assert ["Crash on start"] == titles(asking(gemini).propose())


@pytest.mark.parametrize(
    ("said", "reading"),
    [
        ({"question": "Which repository?"}, Question("Which repository?")),
        ({"unsupported": "No action does it."}, Unsupported("No action does it.")),
    ],
)
def test_a_question_or_a_no_is_taken_as_one(
    said: dict[str, str], reading: Reading, gemini: Sandbox
) -> None:
    gemini.script({"args": {"steps": [], "question": "", "unsupported": ""} | said})

    assert reading == asking(gemini).propose()


def test_what_is_sent_is_the_sentence_the_context_and_one_declaration(gemini: Sandbox) -> None:
    gemini.script({"args": GOOD})
    context = Context(repo="acme/web", stdin=True, earlier=("list issues",))

    asking(gemini).propose(context=context)

    (body,) = (entry["body"] for entry in gemini.seen("gemini"))
    (turn,) = body["contents"]
    assert {
        "context": {
            "repo": "acme/web",
            "now": "Sunday, 2026-11-29 14:05+00:00",
            "stdin": True,
            "earlier": ["list issues"],
            "last_action": None,
        },
        "request": SENTENCE,
    } == json.loads(turn["parts"][0]["text"])
    (tool,) = body["tools"]
    assert ["submit_plan"] == [each["name"] for each in tool["functionDeclarations"]]
    assert "## issues(repo, ...)" in body["systemInstruction"]["parts"][0]["text"]


def looped(*args: dict[str, str]) -> dict[str, Any]:
    """Write an answer that comments on each issue of a list."""
    repo = {"name": "repo", "source": "literal", "value": "acme/web"}
    row = [{"name": name, "source": "row", "value": ""} for name in ("repo", "issue_number")]
    old = {"field": "updated", "test": "before", "value": "90 days"}
    steps = [
        {"id": "s1", "action": "issues.list", "args": [repo], "where": [old], "each": ""},
        {
            "id": "s2",
            "action": "issues.add_comment",
            "args": [*row, *args],
            "where": [],
            "each": "s1",
        },
    ]
    return {"steps": steps, "question": "", "unsupported": ""}


def test_a_write_for_each_row_is_asked_for_once_and_is_a_plan(gemini: Sandbox) -> None:
    gemini.script({"args": looped({"name": "body", "source": "literal", "value": "Closing."})})

    plan = asking(gemini).propose()

    assert isinstance(plan, Plan)
    assert [("", 1), ("s1", 0)] == [(step.over, len(step.where)) for step in plan.steps]
    assert 1 == len(gemini.seen("gemini"))


BAD_TURNS: dict[str, tuple[dict[str, Any], str]] = {
    "an argument is missing": ({"args": plan_of(repo="acme/web")}, "title"),
    "an argument is wrong": ({"args": plan_of(repo="acme", title="x")}, "repo"),
    "an argument is made up": ({"args": GOOD | {"sudo": "yes"}}, "sudo"),
    "a row in a text": (
        {"args": looped({"name": "body", "source": "row", "value": "title"})},
        "it stands in repo and issue_number, not in body",
    ),
    "no such action": (
        {"args": {"steps": [{"id": "s1", "action": "repos.hack", "args": []}]}},
        "repos.hack",
    ),
    "another function": ({"call": {"name": "run_shell", "args": {}}}, "no such function"),
    "a call without an id": (
        {"call": {"name": "submit_plan", "args": {"steps": []}, "id": None}},
        "Give steps",
    ),
    "a malformed call": ({"finishReason": "MALFORMED_FUNCTION_CALL"}, "JSON arguments"),
    "text": ({"parts": [{"text": "I will open the issue."}]}, "exactly once"),
    "cut off": (
        {
            "parts": [{"functionCall": {"name": "submit_plan", "args": GOOD, "id": "1"}}],
            "finishReason": "MAX_TOKENS",
        },
        "cut off",
    ),
    "two calls": (
        {
            "parts": [
                {"functionCall": {"name": "submit_plan", "args": GOOD, "id": at}} for at in "12"
            ]
        },
        "exactly once",
    ),
}


@pytest.mark.parametrize(("bad", "reason"), BAD_TURNS.values(), ids=BAD_TURNS)
def test_an_answer_that_is_no_plan_is_answered_with_a_reason_and_mended(
    bad: dict[str, Any], reason: str, gemini: Sandbox
) -> None:
    gemini.script(bad, {"args": GOOD})

    assert ["Crash on start"] == titles(asking(gemini).propose())

    _, second = (entry["body"]["contents"] for entry in gemini.seen("gemini"))
    assert reason in json.dumps(second[-1])
    assert "user" == second[-1]["role"]


def test_a_model_turn_is_replayed_with_its_signature_and_each_call_is_answered(
    gemini: Sandbox,
) -> None:
    calls: list[dict[str, Any]] = [
        {"name": "submit_plan", "args": {}, "id": at} for at in ("a", "b")
    ]
    parts = [{"functionCall": call} for call in calls]
    gemini.script({"parts": parts}, {"args": GOOD})

    asking(gemini).propose()

    first, second = (entry["body"]["contents"] for entry in gemini.seen("gemini"))
    assert first == second[:1]
    assert "thoughtSignature" in second[1]["parts"][0]
    answers = [part["functionResponse"] for part in second[2]["parts"]]
    assert [("a", "submit_plan"), ("b", "submit_plan")] == [(a["id"], a["name"]) for a in answers]


def test_after_two_repairs_it_is_over(gemini: Sandbox) -> None:
    gemini.script(*[{"args": plan_of(repo="acme/web")}] * 3)

    error = asking(gemini).refusal()

    assert Code.UNCLEAR is error.code
    assert 3 == len(gemini.lines("gemini"))


@pytest.mark.parametrize(
    "answer",
    [
        {"finishReason": "SAFETY"},
        {"finishReason": "PROHIBITED_CONTENT"},
        {"response": {"promptFeedback": {"blockReason": "JAILBREAK"}}},
        {"response": {"candidates": []}},
        {"response": {}},
    ],
    ids=str,
)
def test_a_refusal_is_the_end_and_is_not_asked_again(
    answer: dict[str, Any], gemini: Sandbox
) -> None:
    gemini.script(answer, {"args": GOOD})

    error = asking(gemini).refusal()

    assert Code.PLANNER is error.code
    assert 1 == len(gemini.lines("gemini"))


def test_a_finish_reason_that_nobody_knows_is_refused_in_silence(
    gemini: Sandbox, capfd: pytest.CaptureFixture[str]
) -> None:
    part = {"functionCall": {"name": "submit_plan", "args": GOOD, "id": "1"}}
    unknown = {"parts": [part], "finishReason": "\x1b[2JNEW_REASON"}
    gemini.script(unknown, {"args": GOOD})

    assert ["Crash on start"] == titles(asking(gemini).propose())
    assert 2 == len(gemini.lines("gemini"))
    # The SDK would warn about it on standard error, in the server's own words.
    assert ("", "") == capfd.readouterr()


# When the service fails


def quota(**more: Any) -> dict[str, Any]:
    """Make an answer that the quota is used up."""
    error = {"code": 429, "message": "Quota exceeded.", "status": "RESOURCE_EXHAUSTED"} | more
    return {"status": 429, "body": {"error": error}}


RETRY_INFO = {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "7.5s"}
PER_DAY = {
    "@type": "type.googleapis.com/google.rpc.QuotaFailure",
    "violations": [{"quotaId": "GenerateRequestsPerDayPerProjectPerModel-FreeTier"}],
}


@pytest.mark.parametrize(
    ("answer", "wait"),
    [
        (quota(details=[RETRY_INFO]), 7.5),
        (quota(message="Please retry in 3.25s."), 3.25),
        (quota() | {"headers": {"retry-after": "4"}}, 4.0),
        (quota(), 20.0),
    ],
    ids=["RetryInfo", "message", "header", "nothing"],
)
def test_a_quota_per_minute_is_waited_for(
    answer: dict[str, Any], wait: float, gemini: Sandbox, slept: list[float]
) -> None:
    gemini.script(answer, {"args": GOOD})

    asked = asking(gemini)

    assert ["Crash on start"] == titles(asked.propose())
    assert [wait] == slept
    assert ["asking Gemini", "Gemini is busy; asking again", "asking Gemini"] == asked.progress


@pytest.mark.parametrize(
    "answer",
    [
        quota(details=[PER_DAY]),
        quota(message="Quota exceeded, limit: 0"),
        quota(details=[RETRY_INFO | {"retryDelay": "3600s"}]),
    ],
    ids=["per day", "zero", "an hour"],
)
def test_a_quota_that_does_not_come_back_soon_is_the_end(
    answer: dict[str, Any], gemini: Sandbox, slept: list[float]
) -> None:
    gemini.script(answer)

    assert Code.PLANNER_QUOTA is asking(gemini).refusal().code
    assert [] == slept


@pytest.mark.parametrize("status", [408, 500, 502, 503, 504])
def test_a_fault_is_asked_again_and_adds_nothing_to_the_conversation(
    status: int, gemini: Sandbox, slept: list[float]
) -> None:
    gemini.script({"status": status, "body": {"error": {"message": "try later"}}}, {"args": GOOD})

    assert ["Crash on start"] == titles(asking(gemini).propose())

    first, second = (entry["body"] for entry in gemini.seen("gemini"))
    assert first == second
    assert 0.7 <= slept[0] <= 1.3


def test_a_connection_that_breaks_is_tried_again_twice(gemini: Sandbox, slept: list[float]) -> None:
    gemini.fault("gemini", "POST", "/v1/models/.*", drop=True, times=3)

    error = asking(gemini).refusal()

    assert Code.NETWORK is error.code
    assert (3, 2) == (len(gemini.lines("gemini")), len(slept))


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ({"status": 200, "body": "<html>Sign in to the wireless network</html>"}, Code.PROTOCOL),
        ({"status": 200, "body": ""}, Code.PLANNER),
        ({"status": 200, "body": []}, Code.PLANNER),
        ({"status": 200, "body": {"candidates": "none"}}, Code.PLANNER),
        ({"status": 204}, Code.PROTOCOL),
        ({"status": 401, "body": {"error": {"message": "Who?"}}}, Code.PLANNER_KEY),
        ({"status": 403, "body": {"error": {"message": "Leaked."}}}, Code.PLANNER_KEY),
        ({"status": 404, "body": {"error": {"message": "No model."}}}, Code.PLANNER_MODEL),
        ({"status": 418, "body": "a teapot"}, Code.PLANNER),
    ],
    ids=lambda value: str(value)[:60],
)
def test_what_asking_again_does_not_mend_is_the_end(
    answer: dict[str, Any], code: Code, gemini: Sandbox, slept: list[float]
) -> None:
    gemini.script(answer)

    error = asking(gemini).refusal()

    assert code is error.code
    assert error.hint
    asked = [line for line in gemini.lines("gemini") if "generateContent" in line]
    assert (1, []) == (len(asked), slept)


def test_a_wrong_key_is_named_as_such(gemini: Sandbox) -> None:
    asked = Asking(gemini.environment["AEGIS_GEMINI_URL"], "AQ.wrong")

    assert Code.PLANNER_KEY is asked.refusal().code


# Which form and which version are taken


def refused(message: str, *, status: int = 400, canonical: str = "INVALID_ARGUMENT") -> Any:
    """Make a refusal as Google writes it."""
    error = {"code": status, "message": message, "status": canonical}
    return {"status": status, "body": {"error": error}}


OPAQUE = refused("Request contains an invalid argument.")
REFUSALS = {
    "without a word of why": OPAQUE,
    "too many states": refused(
        "The specified schema produces a constraint that has too many states for serving."
    ),
    "bounds": refused("GenerateContentRequest.tools[0]: maxItems is not supported"),
    "nesting": refused("A schema in GenerationConfig in the request exceeds the maximum depth."),
    "the level of thinking": refused("Thinking level LOW is not supported for this model."),
    "without any envelope": {"status": 400, "body": "Bad Request"},
}


def forms(found: Sandbox) -> list[tuple[str, str, bool]]:
    """Return of each request its version, its mode, and whether it says how much to think."""
    return [
        (
            entry["path"].split("/")[1],
            entry["body"]["toolConfig"]["functionCallingConfig"]["mode"],
            "thinkingConfig" in entry["body"]["generationConfig"],
        )
        for entry in found.seen("gemini")
    ]


USUAL, PLAINEST = ("v1", "ANY", True), ("v1", "VALIDATED", False)


def test_as_it_was_the_request_is_refused_and_as_it_is_it_is_taken(gemini: Sandbox) -> None:
    planner = asking(gemini).planner
    planner.probe()
    body = gemini.seen("gemini")[0]["body"]
    declared = body["tools"][0]["functionDeclarations"][0]
    step = declared["parameters_json_schema"]["properties"]["steps"]["items"]
    step["properties"]["action"]["enum"] = [*catalog.ENTRIES]
    key = {"x-goog-api-key": gemini.environment["GEMINI_API_KEY"]}
    path = f"/v1/models/{MODEL}:generateContent"

    was = httpx.post(gemini.environment["AEGIS_GEMINI_URL"] + path, json=body, headers=key)
    planner.close()

    refusal = was.json()["error"]
    assert (400, "Request contains an invalid argument.") == (was.status_code, refusal["message"])


@pytest.mark.parametrize("size", [len(REAL), 337, 1000])
def test_a_request_with_so_many_actions_is_taken(size: int, gemini: Sandbox) -> None:
    asked = asking(gemini, catalogue=catalogue_of(size))

    assert ["Crash on start"] == titles(asked.propose())
    assert [USUAL] == forms(gemini)


@pytest.mark.parametrize("refusal", REFUSALS.values(), ids=REFUSALS)
def test_a_refusal_that_may_be_of_the_form_is_answered_by_the_plainest_from_then_on(
    refusal: dict[str, Any], gemini: Sandbox
) -> None:
    gemini.script(refusal, {"args": plan_of(repo="acme/web")}, {"args": GOOD})
    asked = asking(gemini)

    assert ["Crash on start"] == titles(asked.propose())
    assert ["Crash on start"] == titles(asked.propose())

    assert [USUAL, PLAINEST, PLAINEST, PLAINEST] == forms(gemini)
    assert f"Gemini {MODEL}, usual form, v1: 400" in asked.observed[0]
    assert asked.observed[1].endswith("; trying the plainest form, v1")
    assert f"Gemini {MODEL}, plainest form, v1: STOP" in asked.observed[2]


def test_the_plainest_form_has_names_and_types_and_nothing_else(gemini: Sandbox) -> None:
    gemini.script(OPAQUE, {"args": GOOD})

    asking(gemini, manner=Manner("high", 0.5)).propose()

    usual, plainest = (entry["body"] for entry in gemini.seen("gemini"))
    config = usual["generationConfig"]
    assert ({"thinking_level": "HIGH"}, 0.5) == (config["thinkingConfig"], config["temperature"])
    assert {"maxOutputTokens", "candidateCount"} == plainest["generationConfig"].keys()
    declared = plainest["tools"][0]["functionDeclarations"][0]["parameters_json_schema"]
    assert names_and_types() == declared
    assert usual["systemInstruction"] == plainest["systemInstruction"]
    assert usual["contents"] == plainest["contents"]


def test_a_call_with_names_and_types_alone_is_mended_as_any_other(gemini: Sandbox) -> None:
    gemini.script(OPAQUE, {"parts": [{"text": "I would open it."}]}, {"args": GOOD})

    assert ["Crash on start"] == titles(asking(gemini).propose())


def test_where_the_plainest_form_is_refused_too_the_error_says_so_and_what_to_do(
    gemini: Sandbox,
) -> None:
    gemini.script(OPAQUE, refused("Function calling is not enabled."))

    error = asking(gemini).refusal()

    assert (
        "Gemini refuses the request, also in its plainest form: Function calling is not enabled."
        == error.message
    )
    assert "--model" in str(error.hint)
    assert 2 == len(gemini.lines("gemini"))


OF_THE_ACCOUNT = {
    "a key that is wrong": (refused("API key not valid."), Code.PLANNER_KEY),
    "a key that is wrong, by its reason": (
        {
            "status": 400,
            "body": {
                "error": {
                    "message": "No.",
                    "details": [
                        {
                            "@type": "type.googleapis.com/google.rpc.ErrorInfo",
                            "reason": "API_KEY_EXPIRED",
                        }
                    ],
                }
            },
        },
        Code.PLANNER_KEY,
    ),
    "billing": (
        refused(
            "Gemini API free tier is not available in your country. Please enable billing.",
            canonical="FAILED_PRECONDITION",
        ),
        Code.PLANNER,
    ),
    "a place": (
        refused("User location is not supported for the API use.", canonical="FAILED_PRECONDITION"),
        Code.PLANNER,
    ),
    "a model": (refused("GenerateContentRequest.model: unexpected model name"), Code.PLANNER_MODEL),
    "its length": (refused("The input token count (9) exceeds the maximum."), Code.PLANNER),
    "a quota": (quota(details=[PER_DAY]), Code.PLANNER_QUOTA),
    "nobody": (refused("Who?", status=401, canonical="UNAUTHENTICATED"), Code.PLANNER_KEY),
    "a key that leaked": (
        refused("Leaked.", status=403, canonical="PERMISSION_DENIED"),
        Code.PLANNER_KEY,
    ),
}


@pytest.mark.parametrize(("refusal", "code"), OF_THE_ACCOUNT.values(), ids=OF_THE_ACCOUNT)
def test_what_no_other_form_mends_is_asked_once_and_explained(
    refusal: dict[str, Any], code: Code, gemini: Sandbox
) -> None:
    gemini.script(refusal, {"args": GOOD})

    error = asking(gemini).refusal()

    assert (code, 1) == (error.code, len(gemini.lines("gemini")))
    assert error.hint


OF_THE_VERSION = {
    "a field that it does not know": refused(
        'Invalid JSON payload received. Unknown name "tools": Cannot find field.'
    ),
    "a model that it does not know": refused(
        f"models/{MODEL} is not found for API version v1, or is not supported for generateContent.",
        status=404,
        canonical="NOT_FOUND",
    ),
}


@pytest.mark.parametrize(("first", "second"), [("v1", "v1beta"), ("v1beta", "v1")])
@pytest.mark.parametrize("refusal", OF_THE_VERSION.values(), ids=OF_THE_VERSION)
def test_what_a_version_does_not_know_is_tried_in_the_other_which_is_kept(
    refusal: dict[str, Any], first: str, second: str, gemini: Sandbox
) -> None:
    gemini.script(refusal, {"args": plan_of(repo="acme/web")}, {"args": GOOD})
    asked = asking(gemini, api_version=first)

    asked.propose()

    assert [first, second, second] == [version for version, _, _ in forms(gemini)]
    assert asked.observed[1].endswith(f"; trying the usual form, {second}")


def test_a_version_that_does_not_help_is_not_kept(gemini: Sandbox) -> None:
    gemini.script(*[OF_THE_VERSION["a model that it does not know"]] * 2, {"args": GOOD})
    asked = asking(gemini)

    error = asked.refusal()
    asked.propose()

    assert Code.PLANNER_MODEL is error.code
    assert ["v1", "v1beta", "v1"] == [
        entry["path"].split("/")[1] for entry in gemini.seen("gemini") if entry.get("body")
    ]


def test_another_version_and_then_another_form_may_be_what_is_taken(gemini: Sandbox) -> None:
    gemini.script(OF_THE_VERSION["a field that it does not know"], OPAQUE, {"args": GOOD})

    assert ["Crash on start"] == titles(asking(gemini).propose())
    assert [("v1", "ANY"), ("v1beta", "ANY"), ("v1beta", "VALIDATED")] == [
        form[:2] for form in forms(gemini)
    ]


def test_a_retired_model_is_said_with_the_next_one_to_take(gemini: Sandbox) -> None:
    asked = asking(gemini, model="gemini-2.5-flash-lite")

    error = asked.refusal()

    assert Code.PLANNER_MODEL is error.code
    assert "The next one to take is gemini-3.5-flash-lite." in str(error.hint)
    assert "It offers gemini-3.8-flash, gemini-3.6-flash, gemini-3.5-flash-lite." in str(error.hint)


def test_the_list_of_models_is_read_in_the_version_that_has_one(gemini: Sandbox) -> None:
    gemini.fault("gemini", "GET", "/v1/models", status=404, times=1)

    error = asking(gemini, model="gemini-0.1").refusal()

    assert "It offers gemini-3.8-flash" in str(error.hint)
    assert ["GET /v1/models", "GET /v1beta/models"] == [
        line.split("?")[0] for line in gemini.lines("gemini") if line.startswith("GET")
    ]


def test_without_any_list_of_models_the_next_one_is_named_all_the_same(gemini: Sandbox) -> None:
    gemini.fault("gemini", "GET", ".*", status=404, times=2)

    error = asking(gemini, model="gemini-0.1").refusal()

    assert str(error.hint).startswith("The next one to take is gemini-3.8-flash. Choose another")


def test_a_model_that_is_going_is_told_once(gemini: Sandbox) -> None:
    gemini.script({"response": IN_FULL}, {"response": IN_FULL})
    asked = asking(gemini, model="gemini-3.6-flash")

    asked.propose()
    asked.propose()

    (told,) = asked.noted
    assert told.startswith("Gemini has gemini-3.6-flash only as legacy, until 2027-01-01; ")
    assert "take gemini-3.8-flash" in told


def test_the_tokens_of_a_turn_are_told_with_those_from_the_cache(gemini: Sandbox) -> None:
    usage = {"promptTokenCount": 9000, "cachedContentTokenCount": 8192, "candidatesTokenCount": 70}
    gemini.script({"response": IN_FULL | {"usageMetadata": usage | {"thoughtsTokenCount": 30}}})
    asked = asking(gemini)

    asked.propose()

    assert "tokens: 9000 in (8192 cached), 100 out" in asked.observed[0]


def test_all_but_the_turns_is_the_same_in_every_request(gemini: Sandbox) -> None:
    asked = asking(gemini)
    asked.propose()
    asked.propose("list the labels of acme/api", Context(repo="acme/api", earlier=("hello",)))

    one, other = (entry["body"] for entry in gemini.seen("gemini"))
    turns = [body.pop("contents") for body in (one, other)]
    assert json.dumps(one) == json.dumps(other)
    assert turns[0] != turns[1]
    assert re.search(r"\([1-9]\d{3,} cached\)", asked.observed[1])


def test_a_probe_is_the_request_of_a_sentence_and_says_how_it_fared(gemini: Sandbox) -> None:
    gemini.script(OPAQUE)
    asked = asking(gemini)

    probe = asked.planner.probe()
    asked.planner.close()
    asked.propose("list my repositories", Context())

    _, probed, proposed = (entry["body"] for entry in gemini.seen("gemini"))
    assert probed == proposed
    assert probe.has_plan
    assert re.fullmatch(
        r"plainest form, v1, \d\.\d s, tokens: \d+ in \(\d+ cached\), \d+ out", str(probe)
    )


def big(*, says_so: bool) -> Talk:
    """Answer with a good plan and eight million spaces: with its length, or in chunks."""
    body = json.dumps({"candidates": [_called(**GOOD)]}).encode() + b" " * 8_000_000
    chunks = f"{len(body):x}\r\n".encode() + body + b"\r\n0\r\n\r\n"
    length = f"content-length: {len(body)}" if says_so else "transfer-encoding: chunked"
    head = f"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n{length}\r\n\r\n"
    sent = head.encode() + (body if says_so else chunks)
    return lambda _heard, connection: connection.sendall(sent)


@pytest.mark.parametrize("says_so", [True, False], ids=["with its length", "in chunks"])
@pytest.mark.usefixtures("slept")
def test_an_answer_that_is_huge_is_not_read(*, says_so: bool) -> None:
    with server(big(says_so=says_so)) as hostile:
        error = Asking(hostile.url, "AQ.key").refusal()

    assert error.code in {Code.NETWORK, Code.PLANNER}


def test_a_proxy_that_cannot_be_used_is_told_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALL_PROXY", "socks5://127.0.0.1:9")

    error = Asking("https://gemini.example", "AQ.key").refusal()

    assert Code.NETWORK is error.code
    assert "proxy" in error.message


# Where the key goes

KEY = "AQ.0123456789abcdef-the-key"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_refused_and_the_key_goes_nowhere_else(status: int) -> None:
    with (
        server(answering("{}")) as elsewhere,
        server(answering(status=status, location=elsewhere.url)) as hostile,
    ):
        error = Asking(hostile.url, KEY).refusal()

    assert Code.PROTOCOL is error.code
    assert [KEY] == [heard.headers["x-goog-api-key"] for heard in hostile.heard]
    assert [] == elsewhere.heard


@pytest.fixture
def elsewhere() -> Iterator[Server]:
    """Run a server that nothing may reach."""
    with server(answering("{}")) as running:
        yield running


def test_nothing_in_the_environment_moves_the_key_or_records_the_prompt(
    gemini: Sandbox, elsewhere: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hostile = {
        "GOOGLE_API_KEY": "AIza-another",
        "GEMINI_API_KEY": "AQ.another",
        "GOOGLE_GEMINI_BASE_URL": elsewhere.url,
        "GOOGLE_VERTEX_BASE_URL": elsewhere.url,
        "GOOGLE_GENAI_USE_VERTEXAI": "true",
        "GOOGLE_GENAI_USE_ENTERPRISE": "true",
        "GOOGLE_GENAI_API_VERSION": "v9",
        "GOOGLE_GENAI_CLIENT_MODE": "record",
        "GOOGLE_GENAI_REPLAYS_DIRECTORY": str(tmp_path),
        "GOOGLE_GENAI_REPLAY_ID": "leak/leak",
        "HTTP_PROXY": elsewhere.url,
        "ALL_PROXY": elsewhere.url,
        "NO_PROXY": "",
    }
    for name, value in hostile.items():
        monkeypatch.setenv(name, value)
    gemini.script({"args": GOOD})

    assert ["Crash on start"] == titles(asking(gemini).propose())
    assert [] == elsewhere.heard
    assert [] == [*tmp_path.iterdir()]


# Through a broker

TOKEN = "eyJ.the-persons-session.sig"
PROBLEM = "application/problem+json"


def good(_heard: Heard, connection: socket.socket) -> None:
    """Answer with a good plan."""
    part = {"functionCall": {"name": "submit_plan", "args": GOOD}}
    candidate = {"content": {"role": "model", "parts": [part]}, "finishReason": "STOP"}
    answering(json.dumps({"candidates": [candidate]}))(_heard, connection)


def problem(status: int, code: str, detail: str = "No.", **headers: str) -> Talk:
    """Refuse as a broker does."""
    document = {"status": status, "code": code, "detail": detail}
    return answering(json.dumps(document), status=status, content_type=PROBLEM, **headers)


def in_turn(*talks: Talk) -> Talk:
    """Answer one after the other."""
    left = iter(talks)

    def talk(heard: Heard, connection: socket.socket) -> None:
        next(left)(heard, connection)

    return talk


def through(broker: Server, *tokens: str) -> Asking:
    """Make a planner that asks a broker, with a token for each request."""
    given = iter(tokens or (TOKEN,) * 5)
    return Asking("", "-", access=ThroughBroker(broker.url, token=lambda: Secret(next(given))))


def test_at_a_broker_a_request_carries_the_session_and_no_key(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("GEMINI_API_KEY", KEY)
    with server(good) as broker:
        assert ["Crash on start"] == titles(through(broker).propose())

    (heard,) = broker.heard
    assert ("POST", f"/gemini/v1/models/{MODEL}:generateContent") == (heard.method, heard.target)
    assert f"Bearer {TOKEN}" == heard.headers["authorization"]
    assert "x-goog-api-key" not in heard.headers
    assert KEY not in str(heard.headers) + heard.body.decode()


def test_each_request_carries_the_token_that_the_session_has_then(slept: list[float]) -> None:
    with server(in_turn(problem(503, "overloaded", retry_after="1"), good)) as broker:
        assert ["Crash on start"] == titles(through(broker, "one", "two").propose())

    assert ["Bearer one", "Bearer two"] == [h.headers["authorization"] for h in broker.heard]
    assert 1 == len(slept)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_of_a_broker_is_refused_and_the_session_goes_nowhere_else(status: int) -> None:
    with (
        server(good) as elsewhere,
        server(answering(status=status, location=elsewhere.url)) as broker,
    ):
        error = through(broker).refusal()

    assert Code.PROTOCOL is error.code
    assert [] == elsewhere.heard


def test_the_quota_of_a_broker_is_waited_for_as_long_as_it_says(slept: list[float]) -> None:
    with server(in_turn(problem(429, "rate_limited", retry_after="7"), good)) as broker:
        assert ["Crash on start"] == titles(through(broker).propose())

    assert [7.0] == slept


AT_BROKER = {
    "a session that has ended": (problem(401, "invalid_token"), Code.SESSION_EXPIRED, 1),
    "no right to read": (problem(403, "insufficient_scope"), Code.SCOPE, 1),
    "a key that is refused": (problem(502, "misconfigured"), Code.PLANNER_KEY, 1),
    "another model": (problem(404, "unknown_model"), Code.PLANNER_MODEL, 1),
    "a broker that plans no more": (problem(404, "not_found"), Code.BROKER, 1),
    "too large": (problem(413, "too_large"), Code.BROKER, 1),
    "another form": (problem(400, "bad_request"), Code.BROKER, 1),
    "a quota of an hour": (problem(429, "rate_limited", retry_after="3600"), Code.PLANNER_QUOTA, 1),
    "busy": (problem(503, "overloaded", retry_after="1"), Code.PLANNER, 3),
    "no answer of Gemini": (problem(502, "network"), Code.PLANNER, 3),
    "a proxy in between": (answering("<html>", status=502), Code.PLANNER, 3),
    "a portal": (answering("<html>"), Code.PROTOCOL, 1),
    "a model that is gone": (answering('{"error": {"message": "Gone."}}', status=404), Code.PLANNER_MODEL, 1),
    "a field that Gemini does not know": (
        answering('{"error": {"message": "Unknown name \\"a\\": Cannot find field."}}', status=400),
        Code.PLANNER,
        2,
    ),
    "nobody": (lambda _heard, connection: connection.close(), Code.NETWORK, 3),
}  # fmt: skip


@pytest.mark.parametrize(("talk", "code", "asked"), AT_BROKER.values(), ids=AT_BROKER)
@pytest.mark.usefixtures("slept")
def test_what_a_broker_refuses_ends_as_what_it_is(talk: Talk, code: Code, asked: int) -> None:
    with server(talk) as broker:
        error = through(broker).refusal()

    assert code is error.code
    assert error.hint
    assert [f"/gemini/v1/models/{MODEL}:generateContent"] * asked == [
        heard.target for heard in broker.heard
    ]


def asks(text: str) -> Talk:
    """Answer with a question of the model."""
    return answering(json.dumps({"candidates": [_called(question=text)]}))


def _called(**args: Any) -> dict[str, Any]:
    part = {"functionCall": {"name": "submit_plan", "args": args}}
    return {"content": {"role": "model", "parts": [part]}, "finishReason": "STOP"}


ECHOES: dict[str, Callable[[str], Talk]] = {
    "in a problem": lambda header: problem(403, "policy", f"Not with {header}."),
    "in a problem that ends it": lambda header: problem(401, "invalid_token", f"Not {header}."),
    "in an error": lambda header: answering(
        json.dumps({"error": {"message": f"Not with {header}."}}), status=400
    ),
    "in HTML": lambda header: answering(f"<html>{header}", status=418),
    "in an answer": lambda header: asks(f"Is it {header}?"),
}


@pytest.mark.parametrize("echo", ECHOES.values(), ids=ECHOES)
@pytest.mark.usefixtures("slept")
def test_a_session_that_a_broker_echoes_is_in_no_error_and_in_no_frame(
    echo: Callable[[str], Talk],
) -> None:
    with server(lambda h, c: echo(h.headers["authorization"])(h, c)) as broker:
        error = through(broker).refusal()
        broker.heard.clear()

    assert TOKEN not in "".join(traceback.format_exception(error)) + str(error.hint)
    assert [] == [where for each in chain(error) for where in holds(each, TOKEN)]


def test_whoever_does_not_sign_in_sends_nothing() -> None:
    def nobody() -> Secret:
        raise NotSignedIn("Nobody confirmed.", code=Code.SIGN_IN_EXPIRED)

    with server(good) as broker:
        asked = Asking("", "-", access=ThroughBroker(broker.url, token=nobody))

        assert Code.SIGN_IN_EXPIRED is asked.refusal().code
        assert [] == broker.heard
        assert [] == asked.progress


def test_through_a_broker_too_a_refusal_of_google_is_answered_by_the_plainest_form() -> None:
    opaque = json.dumps(OPAQUE["body"])
    with server(in_turn(answering(opaque, status=400), good, good)) as broker:
        asked = through(broker)
        assert ["Crash on start"] == titles(asked.propose())
        assert ["Crash on start"] == titles(asked.propose())

    sent = [json.loads(heard.body)["toolConfig"]["functionCallingConfig"] for heard in broker.heard]
    assert ["ANY", "VALIDATED", "VALIDATED"] == [calling["mode"] for calling in sent]
    assert f"Gemini {MODEL}, plainest form: STOP" in asked.observed[2]


def test_a_broker_is_looked_at_by_one_turn_of_planning() -> None:
    with server(in_turn(good, problem(401, "invalid_token"), problem(503, "overloaded"))) as broker:
        asked = through(broker)
        asked.planner.probe()
        codes = []
        for _ in range(2):
            with pytest.raises(AegisError) as caught:
                asked.planner.probe()
            codes.append(caught.value.code)
        asked.planner.close()

    assert [Code.SESSION_EXPIRED, Code.PLANNER] == codes


LEAKY = {
    "a server error": (answering("{}", status=418), Code.PLANNER),
    "HTML": (answering("<html>"), Code.PROTOCOL),
    "a broken connection": (lambda _heard, connection: connection.close(), Code.NETWORK),
    "a redirect": (answering(status=302, location="http://127.0.0.1:1/"), Code.PROTOCOL),
    "a redirect to nowhere": (answering(status=302, location="javascript:1"), Code.PROTOCOL),
    "a question that is the key": (asks(KEY), Code.PROTOCOL),
    "a step that is the key": (
        answering(json.dumps({"candidates": [_called(steps=[{"id": "s1", "action": KEY}])]})),
        Code.PROTOCOL,
    ),
    "an echo of the key": (
        lambda heard, connection: answering(
            json.dumps({"error": {"message": f"Bad key {heard.headers['x-goog-api-key']}."}}),
            status=400,
        )(heard, connection),
        Code.PLANNER,
    ),
    "a reason that is the key": (
        lambda heard, connection: answering(
            json.dumps({"promptFeedback": {"blockReason": heard.headers["x-goog-api-key"]}})
        )(heard, connection),
        Code.PROTOCOL,
    ),
    "a model that is called as the key": (
        in_turn(
            answering("{}", status=404),
            lambda heard, connection: answering(
                json.dumps(
                    {
                        "models": [
                            {
                                "name": heard.headers["x-goog-api-key"],
                                "supportedGenerationMethods": ["generateContent"],
                            }
                        ]
                    }
                )
            )(heard, connection),
        ),
        Code.PLANNER_MODEL,
    ),
}


@pytest.mark.parametrize(("talk", "code"), LEAKY.values(), ids=LEAKY)
@pytest.mark.usefixtures("slept")
def test_no_error_holds_the_key_not_even_in_its_frames(talk: Any, code: Code) -> None:
    with server(talk) as failing:
        error = Asking(failing.url, KEY).refusal()
        failing.heard.clear()

    assert code is error.code
    assert KEY not in "".join(traceback.format_exception(error)) + str(error.hint)
    assert [] == [where for each in chain(error) for where in holds(each, KEY)]


def test_a_word_that_stands_in_for_a_key_may_be_said() -> None:
    with server(good) as trial:
        assert ["Crash on start"] == titles(Asking(trial.url, "Crash").propose())


def test_the_search_through_frames_finds_a_key_that_is_kept() -> None:
    def fail() -> None:
        kept = {"headers": [{"x-goog-api-key": KEY}]}
        raise ValueError(len(kept))

    with pytest.raises(ValueError, match="1") as caught:
        fail()

    assert [*holds(caught.value, KEY)]


def chain(error: BaseException | None) -> Iterator[BaseException]:
    """Return an exception and all that it came from."""
    if error is not None:
        yield error
        yield from chain(error.__cause__)
        yield from chain(error.__context__)


def holds(error: BaseException, key: str) -> Iterator[str]:
    """Name the frames of an exception, and what in them holds the key outside a `Secret`."""
    if key in repr(error.args) + repr(vars(error)):
        yield repr(error)
    for frame, _ in traceback.walk_tb(error.__traceback__):
        yield from _in_frame(frame, key)


def _in_frame(frame: FrameType, key: str) -> Iterator[str]:
    seen: set[int] = set()
    for name, value in frame.f_locals.items():
        if name != "key" and _reaches(value, key, seen, depth=7):
            yield f"{frame.f_code.co_qualname}: {name}"


def _reaches(value: object, key: str, seen: set[int], *, depth: int) -> bool:
    """Look for the key in a value, its parts and its attributes."""
    if isinstance(value, str):
        return key in value
    if isinstance(value, bytes):
        return key.encode() in value
    if depth == 0 or id(value) in seen or isinstance(value, Secret | type):
        return False
    seen.add(id(value))
    parts: list[object] = [*getattr(value, "__dict__", {}).values()]
    if isinstance(value, dict):
        parts += [*value.keys(), *value.values()]
    if isinstance(value, list | tuple | set | frozenset):
        parts += value
    return any(_reaches(part, key, seen, depth=depth - 1) for part in parts)
