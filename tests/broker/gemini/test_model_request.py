"""What may be asked of a model through a broker: one turn of planning, and nothing beside it."""

import json
from copy import deepcopy
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aegis_cli.adapters.gemini.access import OwnKey
from aegis_cli.adapters.gemini.planner import GeminiPlanner
from aegis_cli.broker.gemini.model_request import LARGEST, MOST_TOKENS, rebuilt
from aegis_cli.broker.http.problem import Problem
from aegis_cli.core.secret import Secret
from aegis_cli.planning.gemini.request_forms import Manner
from aegis_cli.planning.plan import Context, Invalid
from aegis_cli.planning.sentence.sentence import Sentence
from tests.helpers.rows import for_each
from tests.helpers.synthetic_catalogue import catalogue_of

DECLARATION: dict[str, Any] = {
    "name": "submit_plan",
    "description": "Submit the plan.",
    "parametersJsonSchema": {"type": "object", "properties": {"a": {"type": "string"}}},
}
GOOD: dict[str, Any] = {
    "contents": [
        {"role": "user", "parts": [{"text": "{}"}]},
        {
            "role": "model",
            "parts": [
                {"text": "hm", "thought": True},
                {
                    "functionCall": {"id": "1", "name": "submit_plan", "args": {"a": None}},
                    "thoughtSignature": "-_v7+/==",
                },
            ],
        },
        {
            "role": "user",
            "parts": [
                {
                    "functionResponse": {
                        "id": "1",
                        "name": "submit_plan",
                        "response": {"error": "no"},
                    }
                }
            ],
        },
    ],
    "systemInstruction": {"role": "user", "parts": [{"text": "You plan."}]},
    "tools": [{"functionDeclarations": [DECLARATION]}],
    "toolConfig": {
        "functionCallingConfig": {"mode": "ANY", "allowedFunctionNames": ["submit_plan"]}
    },
    "generationConfig": {
        "candidateCount": 1,
        "maxOutputTokens": 4096,
        "thinkingConfig": {"thinkingLevel": "LOW"},
    },
    "store": False,
}
MARK = "MARK-0123"


def read(document: Any) -> Any:
    return json.loads(rebuilt(json.dumps(document).encode()))


def changed(path: str, value: Any) -> dict[str, Any]:
    """Return a good request with one member set, by its dotted path."""
    document = deepcopy(GOOD)
    *parents, last = path.split(".")
    at: Any = document
    for name in parents:
        at = at[int(name)] if name.isdigit() else at[name]
    at[int(last) if last.isdigit() else last] = value
    return document


def without(name: str) -> dict[str, Any]:
    return {key: value for key, value in GOOD.items() if key != name}


def refusal(body: bytes) -> Problem:
    with pytest.raises(Problem) as caught:
        rebuilt(body)
    return caught.value


def test_a_turn_of_planning_comes_through_as_it_is() -> None:
    assert GOOD == read(GOOD)


def test_the_mixed_spelling_of_the_sdk_is_read_and_one_spelling_is_written() -> None:
    declaration = {**DECLARATION}
    declaration["parameters_json_schema"] = declaration.pop("parametersJsonSchema")
    snake = changed("tools.0.functionDeclarations.0", declaration)
    snake["generationConfig"]["thinkingConfig"] = {"thinking_level": "LOW"}

    assert GOOD == read(snake)


def test_what_the_planner_sends_is_taken_whole() -> None:
    sent: list[dict[str, Any]] = []

    def answer(request: httpx.Request) -> httpx.Response:
        sent.append(json.loads(request.content))
        call = {"functionCall": {"name": "submit_plan", "args": {}, "id": "7"}}
        parts = [{"text": "thinking", "thought": True}, call | {"thoughtSignature": "+/v7"}]
        content = {"role": "model", "parts": parts}
        return httpx.Response(
            200, json={"candidates": [{"content": content, "finishReason": "STOP"}]}
        )

    planner = GeminiPlanner(
        OwnKey(Secret("key"), url="http://127.0.0.1:9", api_version="v1"),
        model="gemini-3.8-flash",
        catalogue=catalogue_of(1000),
        manner=Manner("high", 0.25),
        now=lambda: datetime(2026, 11, 29, 14, 5, tzinfo=UTC),
        progress=lambda _line: None,
    )
    planner._http = httpx.Client(transport=httpx.MockTransport(answer))
    with pytest.raises(Exception, match="no usable plan"):
        planner.propose(Sentence("list my repositories"), Context(), lambda _wire: Invalid("no"))

    assert [1, 3, 5] == [len(each["contents"]) for each in sent]
    for each in sent:
        found = read(each)
        assert each["contents"] == found["contents"]
        assert each["systemInstruction"] == found["systemInstruction"]
        assert {
            "candidateCount": 1,
            "maxOutputTokens": 8192,
            "temperature": 0.25,
            "thinkingConfig": {"thinkingLevel": "HIGH"},
        } == found["generationConfig"]
        assert len(json.dumps(each)) < LARGEST / 2


def test_the_plainest_form_of_a_request_comes_through_as_it_is() -> None:
    calling = {"mode": "VALIDATED", "allowedFunctionNames": ["submit_plan"]}
    plainest = changed("toolConfig.functionCallingConfig", calling)
    plainest["generationConfig"] = {"candidateCount": 1, "maxOutputTokens": 8192}

    assert plainest == read(plainest)


def test_what_is_left_out_is_bounded_all_the_same() -> None:
    found = read(without("generationConfig"))

    assert {"candidateCount": 1, "maxOutputTokens": MOST_TOKENS} == found["generationConfig"]
    assert read(without("store"))["store"] is False


HOSTILE: dict[str, dict[str, Any]] = {
    # other abilities of Gemini
    "a cached content": GOOD | {"cachedContent": "cachedContents/1"},
    "cached content, in snake case": GOOD | {"cached_content": "cachedContents/1"},
    "a continuation": GOOD | {"continuationToken": "x"},
    "safety settings": GOOD | {"safetySettings": []},
    "a service tier": GOOD | {"serviceTier": "priority"},
    "labels": GOOD | {"labels": {"a": "b"}},
    "another model in the body": GOOD | {"model": "models/gemini-4-argon"},
    "storing": GOOD | {"store": True},
    "storing, as a word": GOOD | {"store": "false"},
    "a file": changed("contents.0.parts.0", {"fileData": {"fileUri": "https://evil.example/"}}),
    "a file, in snake case": changed("contents.0.parts.0", {"file_data": {"file_uri": "gs://x"}}),
    "a picture": changed("contents.0.parts.0", {"inlineData": {"data": "AA==", "mimeType": "x"}}),
    "code": changed("contents.0.parts.0", {"executableCode": {"code": "1", "language": "PYTHON"}}),
    "a result of code": changed("contents.0.parts.0", {"codeExecutionResult": {"outcome": "OK"}}),
    "a file in the instruction": changed(
        "systemInstruction.parts.0", {"fileData": {"fileUri": "https://evil.example/"}}
    ),
    "a text with a video's frames": changed(
        "contents.0.parts.0", {"text": "a", "videoMetadata": {"fps": 1}}
    ),
    "a response with files": changed(
        "contents.2.parts.0.functionResponse",
        {"name": "a", "response": {}, "parts": [{"inlineData": {}}]},
    ),
    "code execution": changed("tools.0", {"codeExecution": {}}),
    "a search": changed("tools.0", {"googleSearch": {}}),
    "a search beside functions": changed(
        "tools.0", {"functionDeclarations": [DECLARATION], "googleSearch": {}}
    ),
    "an older search": changed("tools.0", {"googleSearchRetrieval": {}}),
    "URLs": changed("tools.0", {"urlContext": {}}),
    "URLs, in snake case": changed("tools.0", {"url_context": {}}),
    "maps": changed("tools.0", {"googleMaps": {}}),
    "a computer": changed("tools.0", {"computerUse": {"environment": "ENVIRONMENT_BROWSER"}}),
    "files to search": changed("tools.0", {"fileSearch": {}}),
    "an MCP server": changed("tools.0", {"mcpServers": [{"url": "https://evil.example/"}]}),
    "a second tool": GOOD | {"tools": [*GOOD["tools"], {"urlContext": {}}]},
    "a second tool of functions": GOOD | {"tools": GOOD["tools"] * 2},
    "a behaviour of a function": changed(
        "tools.0.functionDeclarations.0", DECLARATION | {"behavior": "NON_BLOCKING"}
    ),
    "retrieval": changed("toolConfig", GOOD["toolConfig"] | {"retrievalConfig": {}}),
    "tools that run at Google": changed(
        "toolConfig", GOOD["toolConfig"] | {"includeServerSideToolInvocations": True}
    ),
    # talk, instead of a call
    "no tool": without("tools"),
    "no tools in the list": GOOD | {"tools": []},
    "a tool without functions": changed("tools.0", {"functionDeclarations": []}),
    "no tool config": without("toolConfig"),
    "mode AUTO": changed("toolConfig.functionCallingConfig", {"mode": "AUTO"}),
    "mode NONE": changed("toolConfig.functionCallingConfig", {"mode": "NONE"}),
    "arguments that stream": changed(
        "toolConfig.functionCallingConfig", {"mode": "ANY", "streamFunctionCallArguments": True}
    ),
    # more than is needed
    "two candidates": changed("generationConfig.candidateCount", 2),
    "true candidates": changed("generationConfig", {"candidateCount": True}),
    "a long answer": changed("generationConfig.maxOutputTokens", MOST_TOKENS + 1),
    "no answer": changed("generationConfig.maxOutputTokens", 0),
    "a temperature that is none": changed("generationConfig.temperature", 2.1),
    "a temperature as a text": changed("generationConfig.temperature", "1"),
    "a true temperature": changed("generationConfig.temperature", True),  # noqa: FBT003  # a value
    "a schema of the answer": changed("generationConfig.responseSchema", {"type": "STRING"}),
    "speech": changed("generationConfig.speechConfig", {}),
    "pictures": changed("generationConfig.responseModalities", ["IMAGE"]),
    "thoughts": changed("generationConfig.thinkingConfig", {"includeThoughts": True}),
    "a budget to think": changed("generationConfig.thinkingConfig", {"thinkingBudget": 30000}),
    "thinking without end": changed("generationConfig.thinkingConfig.thinkingLevel", "XHIGH"),
    # what is no request
    "no contents": without("contents"),
    "no contents in the list": GOOD | {"contents": []},
    "contents as one": GOOD | {"contents": GOOD["contents"][0]},
    "a talk without end": GOOD | {"contents": GOOD["contents"][:1] * 65},
    "parts without end": changed("contents.0.parts", [{"text": "a"}] * 65),
    "functions without end": changed("tools.0.functionDeclarations", [DECLARATION] * 65),
    "no parts": changed("contents.0.parts", []),
    "a part of nothing": changed("contents.0.parts.0", {}),
    "a part of two things": changed(
        "contents.0.parts.0", {"text": "a", "functionCall": {"name": "f"}}
    ),
    "a part that is only signed": changed("contents.0.parts.0", {"thoughtSignature": "AA=="}),
    "a signature that is none": changed("contents.1.parts.1.thoughtSignature", "<script>"),
    "another role": changed("contents.0.role", "system"),
    "a number as a text": changed("contents.0.parts.0.text", 7),
    "an instruction as a text": GOOD | {"systemInstruction": "You plan."},
    "a call by the model's instruction": changed(
        "systemInstruction.parts.0", {"functionCall": {"name": "f"}}
    ),
    "a name that is none": changed("tools.0.functionDeclarations.0.name", "a b"),
    "a name that is too long": changed("tools.0.functionDeclarations.0.name", "a" * 129),
    "a name with an end of line": changed("tools.0.functionDeclarations.0.name", "a\n"),
    "both spellings at once": changed(
        "generationConfig.thinkingConfig", {"thinkingLevel": "LOW", "thinking_level": "HIGH"}
    ),
    "an unknown member": GOOD | {MARK: MARK},
    "an unknown member, deep": changed("contents.1.parts.1.functionCall", {"name": "f", MARK: 1}),
}


@for_each("document", HOSTILE.values(), ids=HOSTILE)
def test_whatever_else_gemini_can_do_is_refused(document: dict[str, Any]) -> None:
    problem = refusal(json.dumps(document).encode())

    assert (400, "bad_request") == (problem.status, problem.code)
    assert problem.__context__ is None
    assert MARK not in problem.detail


@for_each(
    "body",
    [
        b"",
        b"[]",
        b"null",
        b'{"contents": [',
        b"\xff\xfe",
        b"[" * 60_000,
        json.dumps(GOOD).replace('{"a": null}', '{"a": NaN}').encode(),
        json.dumps(GOOD).replace('{"a": null}', '{"a": 1e999}').encode(),
        json.dumps(GOOD).replace('{"a": null}', '{"a": "\\ud800"}').encode(),
        json.dumps(GOOD).replace('{"a": null}', '{"a": ' + "9" * 5000 + "}").encode(),
        json.dumps(GOOD).replace('{"a": null}', '{"a": ' + "[" * 900 + "]" * 900 + "}").encode(),
    ],
)
def test_what_is_no_json_object_is_refused(body: bytes) -> None:
    assert 400 == refusal(body).status


@pytest.mark.parametrize(
    "body",
    [
        json.dumps(GOOD)[:-1] + ', "store": false, "store": false}',
        json.dumps(GOOD).replace('"description":', '"description": "x", "description":', 1),
        "\ufeff" + json.dumps(GOOD),
    ],
    ids=["a member twice", "a member twice inside", "a byte-order mark"],
)
def test_what_two_readers_could_read_differently_is_refused(body: str) -> None:
    assert 400 == refusal(body.encode()).status


NAMES = [
    "contents", "parts", "text", "tools", "functionDeclarations", "store", "toolConfig",
    "functionCallingConfig", "mode", "name", "urlContext", "cachedContent", "role",
]  # fmt: skip
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.sampled_from(["ANY", "a", "user"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=4)
    ),
    max_leaves=20,
)


@given(member=st.sampled_from(sorted(GOOD)), value=JSON)
def test_whatever_is_sent_only_known_members_come_out(member: str, value: Any) -> None:
    try:
        found = read(GOOD | {member: value})
    except Problem:
        return

    assert found.keys() <= GOOD.keys()
    assert [{"functionDeclarations"}] == [each.keys() for each in found["tools"]]
    assert found["store"] is False
