"""The Gemini door, asked by the real SDK and by plain HTTP over loopback."""

import copy
import json
import socket
import threading
import time
import warnings
from base64 import b64decode
from collections import deque
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import uvicorn
from google import genai
from google.genai import errors, types
from starlette.testclient import TestClient

from aegis_cli.actions.catalog import ENTRIES
from aegis_cli.planning import wire
from aegis_cli.sandbox.gemini.service import gemini
from aegis_cli.sandbox.state import State
from tests.helpers.patience import PATIENCE
from tests.helpers.rows import for_each
from tests.helpers.support import LOOPBACK

pytestmark = pytest.mark.enable_socket

KEY = "AQ.sandbox"
MODEL = "gemini-3.8-flash"
MODELS = (MODEL, "gemini-3.6-flash", "gemini-3.5-flash-lite")
GENERATE = f"/v1/models/{MODEL}:generateContent"
PLAN = {"steps": [{"action": "issues.list", "limit": 3}], "note": None}
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "steps": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "action": {"type": "string", "enum": ["issues.list"], "description": "What."},
                    "limit": {"type": "integer", "minimum": 1, "maximum": 100},
                },
                "required": ["action"],
            },
        }
    },
    "required": ["steps"],
}
REQUEST: dict[str, Any] = {
    "contents": [{"role": "user", "parts": [{"text": "Plan."}, {"text": '{"sentence": "x"}'}]}],
    "systemInstruction": {"parts": [{"text": "You plan."}]},
    "tools": [
        {
            "functionDeclarations": [
                {"name": "submit_plan", "description": "Submit.", "parametersJsonSchema": SCHEMA}
            ]
        }
    ],
    "toolConfig": {
        "functionCallingConfig": {"mode": "ANY", "allowedFunctionNames": ["submit_plan"]}
    },
    "generationConfig": {"thinkingConfig": {"thinkingLevel": "LOW"}, "maxOutputTokens": 4096},
    "store": False,
}
SECOND = {"name": "b", "parametersJsonSchema": SCHEMA}
DECLARED = ("tools", 0, "functionDeclarations", 0)
CALLING = ("toolConfig", "functionCallingConfig")


class Door:
    """A service that listens, with the requests that its brain got."""

    def __init__(self) -> None:
        self.state = State()
        self.asked: list[Any] = []
        # Without the protocol, asyncio sets no TCP_NODELAY, and each answer takes 40 ms longer.
        self.listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        self.listener.bind(("127.0.0.1", 0))
        self.base = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        app = gemini(self.state, key=KEY, brain=self.brain)
        self.server = uvicorn.Server(uvicorn.Config(app, lifespan="off", log_level="critical"))
        self.http = httpx.Client(
            base_url=self.base, headers={"x-goog-api-key": KEY}, **LOOPBACK, timeout=PATIENCE
        )

    def brain(self, request: dict[str, Any]) -> dict[str, Any]:
        self.asked.append(request)
        return PLAN

    def post(self, message: Any, path: str = GENERATE) -> httpx.Response:
        return self.http.post(path, json=message)

    def error(self, message: Any) -> tuple[int, str]:
        response = self.post(message)
        return response.status_code, response.json().get("error", {}).get("message", "")

    def call(self) -> dict[str, Any]:
        content: dict[str, Any] = self.post(REQUEST).json()["candidates"][0]["content"]
        return content


@pytest.fixture(scope="module")
def listening() -> Iterator[Door]:
    door = Door()
    thread = threading.Thread(target=door.server.run, kwargs={"sockets": [door.listener]})
    thread.start()
    while not door.server.started:
        time.sleep(0.005)
    yield door
    door.http.close()
    door.server.should_exit = True
    thread.join()
    door.listener.close()


@pytest.fixture
def door(listening: Door) -> Door:
    listening.state.script.clear()
    listening.asked.clear()
    return listening


@pytest.fixture
def injected() -> Iterator[httpx.Client]:
    with httpx.Client(follow_redirects=False, **LOOPBACK, timeout=PATIENCE) as client:
        yield client


def sdk(base: str, http: httpx.Client, *, timeout: int = 5_000) -> genai.Client:
    return genai.Client(
        api_key=KEY,
        enterprise=False,
        debug_config=genai.client.DebugConfig(
            client_mode=None, replay_id=None, replays_directory=None
        ),
        http_options=types.HttpOptions(
            base_url=base, api_version="v1", timeout=timeout, httpx_client=http
        ),
    )


def ask(client: genai.Client, contents: list[types.Content]) -> types.GenerateContentResponse:
    declaration = types.FunctionDeclaration(
        name="submit_plan", description="Submit.", parameters_json_schema=SCHEMA
    )
    config = types.GenerateContentConfig(
        system_instruction="You plan.",
        tools=[types.Tool(function_declarations=[declaration])],
        tool_config=types.ToolConfig(
            function_calling_config=types.FunctionCallingConfig(
                mode=types.FunctionCallingConfigMode.ANY, allowed_function_names=["submit_plan"]
            )
        ),
        automatic_function_calling=types.AutomaticFunctionCallingConfig(disable=True),
        automatic_continuation=False,
        thinking_config=types.ThinkingConfig(thinking_level=types.ThinkingLevel.LOW),
        max_output_tokens=4096,
        candidate_count=1,
        store=False,
    )
    return client.models.generate_content(model=MODEL, contents=list(contents), config=config)


def sentence() -> types.Content:
    return types.Content(role="user", parts=[types.Part(text='{"sentence": "x"}')])


def only_call(response: types.GenerateContentResponse) -> tuple[types.Content, types.FunctionCall]:
    assert response.candidates
    content = response.candidates[0].content
    assert content is not None
    (part,) = content.parts or []
    assert part.function_call is not None
    return content, part.function_call


# The SDK


def test_the_sdk_gets_one_call_with_what_the_brain_thought(
    door: Door, injected: httpx.Client
) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        response = ask(sdk(door.base, injected), [sentence()])

    content, call = only_call(response)
    assert (content.role, call.name, call.args) == ("model", "submit_plan", PLAN)
    assert door.asked == [{"sentence": "x"}]
    assert response.candidates
    assert response.candidates[0].finish_reason == types.FinishReason.STOP
    assert response.model_version == MODEL
    assert response.usage_metadata
    assert response.usage_metadata.total_token_count


def test_the_sdk_repairs_a_plan_twice_by_answering_each_call(
    door: Door, injected: httpx.Client
) -> None:
    client, contents = sdk(door.base, injected), [sentence()]
    ids = []
    for _ in range(3):
        content, call = only_call(ask(client, contents))
        ids.append(call.id)
        answer = types.FunctionResponse(id=call.id, name=call.name, response={"error": "limit"})
        contents += [
            content,
            types.Content(role="user", parts=[types.Part(function_response=answer)]),
        ]

    assert door.asked == [{"sentence": "x"}] * 3
    assert len(set(ids)) == 3


def test_the_sdk_closes_no_client_that_was_given_to_it(door: Door, injected: httpx.Client) -> None:
    client = sdk(door.base, injected)

    client.close()

    assert not injected.is_closed


def test_the_sdk_lists_the_models(door: Door, injected: httpx.Client) -> None:
    client = sdk(door.base, injected)

    listed = [(model.name, model.supported_actions) for model in client.models.list()]

    assert listed == [(f"models/{name}", ["generateContent"]) for name in MODELS]
    assert client.models.get(model=MODEL).name == f"models/{MODEL}"


@pytest.mark.parametrize(
    ("entry", "raised", "code"),
    [
        ({"status": 429, "body": {"error": {"code": 429}}}, errors.ClientError, 429),
        ({"status": 500}, errors.ServerError, 500),
        ({"status": 503, "body": "<html>down</html>"}, errors.ServerError, 503),
        ({"status": 204}, errors.APIError, 204),
        ({"status": 302, "headers": {"Location": "http://x/"}}, errors.APIError, 302),
        ({"status": 200, "body": "<html>login</html>"}, json.JSONDecodeError, None),
        ({"delay": 0.6, "args": {}}, httpx.ReadTimeout, None),
    ],
)
def test_the_sdk_sees_each_failure_as_the_reference_says(
    door: Door, injected: httpx.Client, entry: Any, raised: type[Exception], code: int | None
) -> None:
    door.state.script.append(entry)

    with pytest.raises(raised) as caught:
        ask(sdk(door.base, injected, timeout=300), [sentence()])

    assert type(caught.value) is raised
    assert getattr(caught.value, "code", None) == code


# Requests


def changed(path: tuple[str | int, ...], value: Any) -> dict[str, Any]:
    message: Any = copy.deepcopy(REQUEST)
    inner = message
    for step in path[:-1]:
        inner = inner.setdefault(step, {}) if isinstance(inner, dict) else inner[step]
    if path[-1] == "+":
        inner.append(value)
    else:
        inner[path[-1]] = value
    return dict(message)


def snake_case(value: Any) -> Any:
    if isinstance(value, list):
        return [snake_case(item) for item in value]
    if not isinstance(value, dict):
        return value
    names = {name: "".join(f"_{c.lower()}" if c.isupper() else c for c in name) for name in value}
    return {
        names[name]: item if name == "parametersJsonSchema" else snake_case(item)
        for name, item in value.items()
    }


@pytest.mark.parametrize("message", [REQUEST, snake_case(REQUEST)], ids=["camel", "snake"])
@pytest.mark.parametrize("version", ["v1", "v1beta"])
def test_both_spellings_are_answered_with_a_signed_call(
    door: Door, message: Any, version: str
) -> None:
    answer = door.post(message, f"/{version}/models/{MODEL}:generateContent").json()

    (part,) = answer["candidates"][0]["content"]["parts"]
    call = part["functionCall"]
    assert (call["name"], call["args"], bool(call["id"])) == ("submit_plan", PLAN, True)
    assert len(b64decode(part["thoughtSignature"], validate=True)) == 64
    assert answer["candidates"][0]["finishReason"] == "STOP"


def test_all_wrong_names_are_reported_at_once_in_googles_words(door: Door) -> None:
    message = changed(("tools", 0, "declarations"), []) | {"frobnicate": 1}

    error = door.post(message).json()["error"]

    start = "Invalid JSON payload received. Unknown name "
    expected = [
        {
            "field": "tools[0]",
            "description": f"{start}\"declarations\" at 'tools[0]': Cannot find field.",
        },
        {"description": f'{start}"frobnicate": Cannot find field.'},
    ]
    assert error == {
        "code": 400,
        "status": "INVALID_ARGUMENT",
        "message": "\n".join(violation["description"] for violation in expected),
        "details": [
            {
                "@type": "type.googleapis.com/google.rpc.BadRequest",
                "fieldViolations": expected,
            }
        ],
    }


@for_each(
    ("path", "value", "excerpt"),
    [
        (("contents", 0, "x"), 1, "Unknown name \"x\" at 'contents[0]'"),
        (("contents", 0, "parts", 0, "x"), 1, "Unknown name \"x\" at 'contents[0].parts[0]'"),
        (("systemInstruction", "x"), 1, "Unknown name \"x\" at 'system_instruction'"),
        ((*DECLARED, "x"), 1, "Unknown name \"x\" at 'tools[0].function_declarations[0]'"),
        (("toolConfig", "x"), 1, "Unknown name \"x\" at 'tool_config'"),
        ((*CALLING, "x"), 1, "Unknown name \"x\" at 'tool_config.function_calling_config'"),
        (("generationConfig", "x"), 1, "Unknown name \"x\" at 'generation_config'"),
        (
            ("generationConfig", "thinkingConfig", "x"),
            1,
            "Unknown name \"x\" at 'generation_config.thinking_config'",
        ),
        (("safetySettings",), [], 'Unknown name "safetySettings": Cannot find field.'),
        (("tools", 0, "google_search"), {}, "Unknown name \"google_search\" at 'tools[0]'"),
        (("generationConfig", "responseMimeType"), "application/json", '"responseMimeType"'),
        (("generationConfig", "presencePenalty"), 0.5, 'Unknown name "presencePenalty"'),
        (("contents", 0, "parts", 0, "inlineData"), {}, 'Unknown name "inlineData"'),
        (("store",), "yes", "Invalid value at 'store': "),
        (("store",), [True], "Invalid value at 'store': "),
        (("systemInstruction",), "You plan.", "Invalid value at 'system_instruction': "),
        (("generationConfig", "maxOutputTokens"), "1", "'generation_config.max_output_tokens': "),
        (("generationConfig", "maxOutputTokens"), 1.5, "'generation_config.max_output_tokens': "),
        (("generationConfig", "maxOutputTokens"), True, "'generation_config.max_output_tokens': "),
        (
            ("contents", 0, "parts", 0, "thoughtSignature"),
            "?",
            "Invalid value at 'contents[0].parts[0].thought_signature': ",
        ),
        (
            ("contents", 0, "parts", 0, "thoughtSignature"),
            5,
            "Invalid value at 'contents[0].parts[0].thought_signature': ",
        ),
        ((*CALLING, "mode"), "SOME", "'tool_config.function_calling_config.mode': "),
        (
            ("generationConfig", "thinkingConfig", "thinkingLevel"),
            "EXTREME",
            "Invalid value at 'generation_config.thinking_config.thinking_level'",
        ),
        (
            ("generationConfig", "thinkingConfig", "thinkingLevel"),
            "MINIMAL",
            "Thinking level MINIMAL is not supported for this model.",
        ),
        (("generationConfig", "temperature"), 2.5, "'generation_config.temperature': "),
        (("generationConfig", "candidateCount"), 2, "'generation_config.candidate_count': "),
        (("generationConfig", "maxOutputTokens"), 0, "'generation_config.max_output_tokens': "),
        (("systemInstruction", "parts"), [{"thought": True}], "'system_instruction.parts[0]': "),
        ((*CALLING, "mode"), "AUTO", "only in the modes ANY and VALIDATED"),
        (
            (*CALLING, "allowedFunctionNames"),
            ["other"],
            "should be a subset of function_declarations",
        ),
        (("tools",), [], "should be a subset of function_declarations"),
        (("tools",), [{}], "'tools[0].function_declarations': "),
        ((*DECLARED, "name"), "1plan", "'tools[0].function_declarations[0].name': "),
        ((*DECLARED, "name"), "p" * 129, "'tools[0].function_declarations[0].name': "),
        (("tools", "+"), 5, "Invalid value at 'tools[1]'"),
        (("contents",), [], "Invalid value at 'contents': "),
        (("contents", 0, "parts"), [], "Invalid value at 'contents[0].parts': "),
        (("contents", 0, "parts"), [{"thought": True}], "required oneof field 'data' must have"),
        (
            ("contents", 0, "parts"),
            [{"functionCall": {"name": "a", "args": "b"}}],
            "Invalid value at 'contents[0].parts[0].function_call.args': ",
        ),
        (("contents", 0, "role"), "system", "Invalid value at 'contents[0].role': "),
        (("contents", 0, "role"), "model", "Requests ending with a model turn are not supported."),
    ],
)
def test_a_request_that_gemini_refuses_is_refused(
    door: Door, path: tuple[str | int, ...], value: Any, excerpt: str
) -> None:
    door.state.script.clear()
    door.state.script.append({"args": {}})

    status, message = door.error(changed(path, value))

    assert excerpt in message
    assert status == 400
    assert len(door.state.script) == 1, "a refused request uses up no entry"
    assert not door.asked


@pytest.mark.parametrize(
    ("schema", "excerpt"),
    [
        ("string", "should be an object"),
        ({"properties": {"a": {"type": "string"}}}, "each schema needs a type"),
        ({"type": ["string", "null"]}, "each schema needs a type"),
        ({"type": "object"}, "properties: should be non-empty for OBJECT type"),
        ({"type": "object", "properties": {}}, "properties: should be non-empty for OBJECT type"),
        ({**SCHEMA, "additionalProperties": False}, '"additionalProperties" is not honoured'),
        ({**SCHEMA, "$schema": "x"}, '"$schema" is not honoured'),
        ({**SCHEMA, "required": "steps"}, "required: property is not defined"),
        ({**SCHEMA, "required": ["steps", "x"]}, "required: property is not defined"),
    ],
)
def test_a_schema_outside_of_what_gemini_honours_is_refused(
    door: Door, schema: Any, excerpt: str
) -> None:
    status, message = door.error(changed((*DECLARED, "parametersJsonSchema"), schema))

    assert "tools[0].function_declarations[0].parameters_json_schema" in message
    assert excerpt in message
    assert status == 400


@pytest.mark.parametrize(
    ("schema", "excerpt"),
    [
        ({"type": "integer", "enum": [1]}, '"enum" is not honoured for INTEGER type'),
        ({"type": "string", "pattern": "a"}, '"pattern" is not honoured for STRING type'),
        ({"type": "string", "minLength": 1}, '"minLength" is not honoured for STRING type'),
        ({"type": "string", "const": "a"}, '"const" is not honoured for STRING type'),
        ({"type": "number", "exclusiveMinimum": 0}, '"exclusiveMinimum" is not honoured'),
        ({"type": "array"}, "each schema needs a type"),
        ({"type": "array", "items": {"$ref": "#"}}, "each schema needs a type"),
        ({"anyOf": [{"type": "string"}]}, "each schema needs a type"),
    ],
)
def test_a_property_outside_of_what_gemini_honours_is_refused(
    door: Door, schema: Any, excerpt: str
) -> None:
    root = {"type": "object", "properties": {"a": schema}}

    status, message = door.error(changed((*DECLARED, "parametersJsonSchema"), root))

    assert excerpt in message
    assert status == 400


def text(*choices: str) -> dict[str, Any]:
    """Make the schema of a text, which may be one of these alone."""
    return {"type": "string"} | ({"enum": [*choices]} if choices else {})


def thing(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties}


def several(items: dict[str, Any], **bounds: int) -> dict[str, Any]:
    return {"type": "array", "items": items} | bounds


def plan(action: dict[str, Any]) -> dict[str, Any]:
    """Make the declaration of a plan, two arrays of objects deep."""
    return thing(steps=several(thing(action=action, args=several(thing(name=text())))))


def bounded(schema: dict[str, Any]) -> dict[str, Any]:
    """Return a declaration of a plan with a bound on the conditions of a step."""
    bound: dict[str, Any] = copy.deepcopy(schema)
    bound["properties"]["steps"]["items"]["properties"]["where"]["maxItems"] = 6
    return bound


AS_IT_WAS = plan(text(*ENTRIES))
"""The declaration that aegis sent until December 2026: every action is a value of an enum."""
ONE_WORD = [f"word{at:04}" for at in range(240)]
REPORTED: dict[str, dict[str, Any]] = {
    "the names of all actions": AS_IT_WAS,
    "240 values of two words": plan(text(*(f"{word}_{word}" for word in ONE_WORD))),
    "260 short values": plan(text(*map(str, range(260)))),
    "values in several enums": thing(a=text(*ONE_WORD), b=text("closed", *ONE_WORD[:160])),
    "at most so many objects": thing(steps=several(thing(a=text()), maxItems=12)),
    "at least one object, inside": thing(a=several(thing(b=several(thing(c=text()), minItems=1)))),
    "a third array of objects": thing(a=several(plan(text()))),
    "the declaration of a plan, a level deeper": thing(plans=several(wire.schema())),
    "the declaration of a plan, with bounds": bounded(wire.schema()),
}
TAKEN: dict[str, dict[str, Any]] = {
    "240 values of one word": plan(text(*ONE_WORD)),
    "bounds on an array of texts": thing(a=several(text(), maxItems=3)),
    "two arrays of objects": plan(text("one", "other")),
    "the declaration of a plan": wire.schema(),
    "the plainest declaration of a plan": wire.names_and_types(),
    "two arrays of objects beside each other": thing(
        a=several(thing(b=text())), c=several(thing(d=text()))
    ),
}


def declaring(schema: dict[str, Any], mode: str = "ANY") -> dict[str, Any]:
    message = changed((*DECLARED, "parametersJsonSchema"), schema)
    message["toolConfig"]["functionCallingConfig"]["mode"] = mode
    return message


@pytest.mark.parametrize("schema", REPORTED.values(), ids=REPORTED)
def test_what_public_reports_saw_refused_is_refused_with_a_text_that_explains_nothing(
    door: Door, schema: dict[str, Any]
) -> None:
    assert door.error(declaring(schema)) == (400, "Request contains an invalid argument.")


@pytest.mark.parametrize("schema", TAKEN.values(), ids=TAKEN)
def test_what_the_same_reports_saw_taken_is_taken(door: Door, schema: dict[str, Any]) -> None:
    assert door.post(declaring(schema)).status_code == 200


def test_an_enum_has_no_budget_where_no_call_is_forced(door: Door) -> None:
    assert door.post(declaring(AS_IT_WAS, mode="VALIDATED")).status_code == 200


@pytest.mark.parametrize(
    ("path", "value", "named"),
    [
        (("tools", "+"), {"functionDeclarations": [SECOND]}, "one function"),
        (("contents", 0, "parts"), [{"text": "list issues"}], "a JSON object"),
        (("contents", 0, "parts"), [{"text": "[1]"}], "a JSON object"),
    ],
)
def test_a_request_that_the_door_cannot_answer_gets_501(
    door: Door, path: tuple[str | int, ...], value: Any, named: str
) -> None:
    message = changed(path, value)
    if path[0] == "tools":
        del message["toolConfig"]["functionCallingConfig"]["allowedFunctionNames"]

    status, refusal = door.error(message)

    assert named in refusal
    assert status == 501


@pytest.mark.parametrize("body", [b"", b"{", b'{"a": NaN}', b"\xff", b"[1]", b"[" * 100_000])
def test_a_body_that_is_no_json_object_is_refused(door: Door, body: bytes) -> None:
    response = door.http.post(GENERATE, content=body)

    assert response.status_code == 400
    assert "Invalid JSON payload received." in response.json()["error"]["message"]


def test_a_body_over_one_mebibyte_is_refused(door: Door) -> None:
    response = door.http.post(GENERATE, content=b" " * (3 << 20))

    assert response.status_code == 400
    assert "exceeds the limit: 1048576 bytes" in response.json()["error"]["message"]


def test_another_level_or_model_may_take_minimal_thinking(door: Door) -> None:
    message = changed(("generationConfig", "thinkingConfig", "thinkingLevel"), "MINIMAL")

    response = door.post(message, "/v1/models/gemini-3.5-flash-lite:generateContent")

    assert response.status_code == 200


def test_a_model_that_may_call_calls(door: Door) -> None:
    message = changed((*CALLING, "mode"), "VALIDATED")

    (part,) = door.post(message).json()["candidates"][0]["content"]["parts"]

    assert part["functionCall"]["args"] == PLAN


@pytest.mark.parametrize("mode", ["AUTO", "NONE", None])
def test_a_model_that_need_not_call_answers_with_text(door: Door, mode: str | None) -> None:
    message = changed(CALLING, {"mode": mode})

    parts = door.post(message).json()["candidates"][0]["content"]["parts"]

    assert [[*part] for part in parts] == [["text"]]


def test_a_long_beginning_is_cached_from_the_second_request_on_until_it_changes(
    door: Door,
) -> None:
    def cached(instruction: str, request: str) -> int:
        message = changed(("systemInstruction", "parts", 0, "text"), instruction)
        message["contents"][0]["parts"][1]["text"] = json.dumps({"sentence": request})
        told: dict[str, int] = door.post(message).json()["usageMetadata"]
        return told.get("cachedContentTokenCount", 0)

    long = "You plan, and this is said once. " * 600

    assert 0 == cached(long, "one")
    assert 4096 < cached(long, "two")
    assert 0 == cached(f"{long} Today is Monday.", "two")
    assert [0, 0] == [cached("You plan.", "one") for _ in range(2)]


# Turns


def turns(*contents: Any) -> dict[str, Any]:
    return changed(("contents",), [REQUEST["contents"][0], *contents])


def response_to(content: Any, **changes: Any) -> dict[str, Any]:
    called = content["parts"][0]["functionCall"]
    answer = {"id": called.get("id"), "name": called["name"], "response": {"error": "no"}}
    return {"role": "user", "parts": [{"functionResponse": answer | changes}]}


def test_a_signature_may_come_back_in_either_alphabet(door: Door) -> None:
    content = door.call()
    signature = content["parts"][0]["thoughtSignature"]
    url_safe = signature.translate(str.maketrans("+/", "-_")).rstrip("=")
    assert url_safe != signature

    for spelling in (signature, url_safe):
        content["parts"][0]["thoughtSignature"] = spelling
        assert door.error(turns(content, response_to(content))) == (200, "")


@pytest.mark.parametrize(
    ("part", "excerpt"),
    [
        ({"thoughtSignature": None}, "Function call is missing a thought_signature"),
        ({"thoughtSignature": ""}, "function call `default_api:submit_plan`, position 2."),
        ({"thoughtSignature": "AAAA"}, "Invalid thought signature."),
        ({"functionCall": {"id": "1", "name": "x"}}, "Invalid thought signature."),
        ({"functionCall": {"id": "1"}}, "'contents[1].parts[0].function_call.name': "),
        ({"functionCall": {"name": ""}}, "'contents[1].parts[0].function_call.name': "),
        ({"text": "both"}, "required oneof field 'data' must have one initialized field"),
    ],
)
def test_the_call_must_be_sent_back_as_it_was_signed(door: Door, part: Any, excerpt: str) -> None:
    content = door.call()
    content["parts"][0] |= part
    named = {"functionCall": {"name": "x"} | content["parts"][0]["functionCall"]}

    status, message = door.error(turns(content, response_to({"parts": [named]})))

    assert excerpt in message
    assert status == 400


def test_another_model_refuses_the_signature(door: Door) -> None:
    content = door.call()

    response = door.post(
        turns(content, response_to(content)), "/v1/models/gemini-3.6-flash:generateContent"
    )

    assert response.json()["error"]["message"] == "Invalid thought signature."


@pytest.mark.parametrize(
    ("changes", "excerpt"),
    [
        ({"id": "other"}, "[('other', 'submit_plan')] are not the responses to the calls [("),
        ({"id": None}, "[(None, 'submit_plan')] are not the responses to the calls [("),
        ({"name": "other"}, "'other')] are not the responses to the calls [("),
        ({"name": ""}, "'contents[2].parts[0].function_response.name': "),
    ],
)
def test_a_response_must_name_the_call_that_it_answers(
    door: Door, changes: Any, excerpt: str
) -> None:
    content = door.call()

    status, message = door.error(turns(content, response_to(content, **changes)))

    assert excerpt in message
    assert status == 400


def test_turns_out_of_order_are_refused(door: Door) -> None:
    call = door.call()
    answer, text = response_to(call), {"role": "user", "parts": [{"text": "well?"}]}
    as_model = answer | {"role": "model"}
    mixed = {"role": "user", "parts": [*answer["parts"], *text["parts"]]}
    twice = {"role": "user", "parts": answer["parts"] * 2}

    refusals = {
        "are not the responses to the calls": [
            turns(answer),
            turns(call, text),
            turns(call, as_model, text),
            turns(call, twice),
        ],
        "function call turn comes immediately after a user turn": [
            changed(("contents",), [call, answer]),
            turns(call | {"role": "user"}, answer),
        ],
        "holds function responses and nothing else": [turns(call, mixed)],
    }

    for excerpt, messages in refusals.items():
        for message in messages:
            status, refusal = door.error(message)
            assert excerpt in refusal
            assert status == 400


def test_calls_come_together_and_their_responses_together_in_order(door: Door) -> None:
    names = ("a", "b")
    door.state.script.append(
        {"parts": [{"functionCall": {"id": name, "name": name, "args": {}}} for name in names]}
    )
    content = door.call()
    signed = [*content["parts"]]
    answers = [response_to({"parts": [part]})["parts"][0] for part in signed]
    together = {"role": "user", "parts": answers}
    swapped = {"role": "user", "parts": answers[::-1]}
    interleaved = [
        {"role": role, "parts": [part]}
        for pair in zip(signed, answers, strict=True)
        for role, part in zip(("model", "user"), pair, strict=True)
    ]

    assert ["thoughtSignature" in part for part in signed] == [True, False]
    assert door.error(turns(content, together)) == (200, "")
    assert door.error(turns(content, swapped))[0] == 400
    assert door.error(turns(*interleaved)) == (400, "Invalid thought signature.")


# The script


@pytest.mark.parametrize(
    ("entry", "candidate"),
    [
        ({"args": {"a": 1}}, {"functionCall": {"name": "submit_plan", "args": {"a": 1}}}),
        (
            {"call": {"name": "rm", "args": {"a": 1}, "id": "7"}},
            {"functionCall": {"id": "7", "name": "rm", "args": {"a": 1}}},
        ),
        ({"call": {"name": "rm", "id": None}}, {"functionCall": {"name": "rm"}}),
        ({"parts": [{"text": "no"}]}, {"text": "no"}),
        (
            {"parts": [{"functionCall": {"args": None}, "thoughtSignature": None}]},
            {"functionCall": {"args": None}},
        ),
    ],
)
def test_a_scripted_answer_takes_the_place_of_the_brain_once(
    door: Door, entry: Any, candidate: Any
) -> None:
    door.state.script.append(entry)

    (part,) = door.call()["parts"]

    assert ("thoughtSignature" in part) == ("args" in entry or "call" in entry)
    if "args" in entry:
        assert part["functionCall"].pop("id")
    part.pop("thoughtSignature", None)
    assert part == candidate
    assert not door.asked
    assert door.call()["parts"][0]["functionCall"]["args"] == PLAN


def test_a_scripted_finish_reason_has_content_only_if_it_has_parts(door: Door) -> None:
    door.state.script.extend(
        [{"finishReason": "SAFETY"}, {"finishReason": "MAX_TOKENS", "parts": [{"text": "cut"}]}]
    )

    blocked, cut = (door.post(REQUEST).json()["candidates"][0] for _ in range(2))

    assert blocked == {"finishReason": "SAFETY", "index": 0}
    assert (cut["finishReason"], cut["content"]["parts"]) == ("MAX_TOKENS", [{"text": "cut"}])


def test_a_scripted_response_is_the_whole_body_and_its_signature_may_come_back(
    door: Door,
) -> None:
    call = {"functionCall": {"name": "x"}, "thoughtSignature": "QUJD"}
    body = {"candidates": [{"content": {"role": "model", "parts": [call]}}]}
    door.state.script.append({"response": body})

    assert door.post(REQUEST).json() == body
    content = body["candidates"][0]["content"]
    assert door.error(turns(content, response_to(content))) == (200, "")


@pytest.mark.parametrize(
    ("entry", "kind", "body"),
    [
        ({"status": 502, "body": "<html>"}, "text/html; charset=utf-8", b"<html>"),
        ({"status": 429, "body": [{"a": 1}]}, "application/json", b'[{"a":1}]'),
        ({"status": 500}, None, b""),
        ({"status": 200, "body": "x", "headers": {"Content-Type": "a/b"}}, "a/b", b"x"),
    ],
)
def test_a_scripted_status_is_any_http_answer(
    door: Door, entry: Any, kind: str | None, body: bytes
) -> None:
    door.state.script.append(entry)

    response = door.post(REQUEST)

    assert response.status_code == entry["status"]
    assert (response.headers.get("content-type"), response.content) == (kind, body)


@pytest.mark.parametrize(
    "entry",
    [5, {"arg": {}}, {"args": {}, "parts": []}, {"call": {}}, {"response": 5}, {"body": ""}],
)
def test_a_script_entry_without_a_known_form_is_an_error(door: Door, entry: Any) -> None:
    door.state.script.append(entry)

    status, message = door.error(REQUEST)

    assert "script" in message
    assert status == 501


def test_a_delay_alone_makes_the_brain_slow(door: Door) -> None:
    door.state.script.append({"delay": 0.05})
    start = time.monotonic()

    content = door.call()

    assert time.monotonic() - start >= 0.05
    assert content["parts"][0]["functionCall"]["args"] == PLAN


def test_a_sandbox_that_closes_waits_for_no_delay() -> None:
    state = State(script=deque([{"delay": 60}]))
    state.closing.set()
    http = TestClient(gemini(state, key=KEY, brain=lambda _: PLAN))

    assert http.post(GENERATE, json=REQUEST, headers={"x-goog-api-key": KEY}).status_code == 200


# Keys, models and routes


@pytest.mark.parametrize("path", [GENERATE, "/v1/models", f"/v1beta/models/{MODEL}"])
def test_nobody_is_served_without_the_right_key_in_the_header(door: Door, path: str) -> None:
    method = "POST" if path == GENERATE else "GET"

    def ask_with(query: str = "", **headers: str) -> tuple[int, Any]:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        response = httpx.request(
            method, f"{door.base}{path}{query}", headers=named, json=REQUEST, **LOOPBACK
        )
        return response.status_code, response.json()["error"]

    status, missing = ask_with()
    assert (status, missing["status"]) == (403, "PERMISSION_DENIED")
    assert missing["message"].startswith("Method doesn't allow unregistered callers")
    status, wrong = ask_with(x_goog_api_key="AIza-wrong")
    assert (status, wrong["status"]) == (400, "INVALID_ARGUMENT")
    assert wrong["details"][0] == {
        "@type": "type.googleapis.com/google.rpc.ErrorInfo",
        "reason": "API_KEY_INVALID",
        "domain": "googleapis.com",
        "metadata": {"service": "generativelanguage.googleapis.com"},
    }
    status, in_url = ask_with(f"?key={KEY}", x_goog_api_key=KEY)
    assert (status, KEY in in_url["message"]) == (400, False)
    status, both = ask_with(x_goog_api_key=KEY, authorization="Bearer github")
    assert (status, "github" in both["message"]) == (400, False)


@pytest.mark.parametrize(
    ("method", "path", "excerpt"),
    [
        (
            "POST",
            "/v1/models/gemini-2.0-flash:generateContent",
            "models/gemini-2.0-flash is not found for API version v1, or is not supported",
        ),
        (
            "GET",
            "/v1beta/models/gemini-flash-latest",
            "Model is not found: models/gemini-flash-latest for api version v1beta",
        ),
    ],
)
def test_an_unknown_model_is_not_found(door: Door, method: str, path: str, excerpt: str) -> None:
    response = door.http.request(method, path, json=REQUEST)

    error = response.json()["error"]
    assert (response.status_code, error["code"], error["status"]) == (404, 404, "NOT_FOUND")
    assert error["message"].startswith(excerpt)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", f"/v1/models/{MODEL}:streamGenerateContent"),
        ("POST", f"/v1/models/{MODEL}:countTokens"),
        ("POST", "/v1/interactions"),
        ("GET", GENERATE),
        ("DELETE", f"/v1/models/{MODEL}"),
        ("GET", "/v1/models/"),
        ("GET", "/v2/models"),
    ],
)
def test_a_route_that_is_not_implemented_answers_501(door: Door, method: str, path: str) -> None:
    response = door.http.request(method, path)

    error = response.json()["error"]
    assert (response.status_code, error["status"]) == (501, "UNIMPLEMENTED")
    assert f"{method} {path}" in error["message"]
