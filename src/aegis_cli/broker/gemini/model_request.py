"""What a caller may ask a model: one turn of planning, and nothing else that Gemini can do. Pure.

    contents           text, function calls and function responses
    systemInstruction  text
    tools              function declarations, and only these
    toolConfig         mode ANY: the model calls a function, and never answers with text; or
                       VALIDATED, where Gemini does not take ANY: it may answer with text
    generationConfig   one candidate, a bounded answer, how much to think, how freely to choose
    store              false

All else (files, code execution, search, cached content, …) is refused. The request to Google is
written anew, so that no byte of the caller's own form reaches it.
Source: ai.google.dev/api/generate-content; names in both spellings, as the SDK mixes them.
"""

import json
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic.alias_generators import to_camel

from aegis_cli.broker.http.problem import Problem
from aegis_cli.core.strict_json import read_json

LARGEST = 256 * 1024
"""Bytes of a request: one with 1,000 actions and its repairs has half of it."""

MOST_TOKENS = 8192
"""Tokens of an answer, with its thoughts; also the limit if the caller sets none."""

_MOST = 64
"""Turns of a conversation, and parts of a turn; a planner has a handful of each."""

_Name = Annotated[str, Field(pattern=r"\A[A-Za-z_][A-Za-z0-9_.:-]{0,127}\z")]
_Id = Annotated[str, Field(max_length=128)]
_Signature = Annotated[str, Field(pattern=r"\A[A-Za-z0-9+/_=-]*\z")]


class _Message(BaseModel):
    model_config = ConfigDict(
        strict=True,
        extra="forbid",
        hide_input_in_errors=True,
        alias_generator=to_camel,
        validate_by_name=True,
        validate_by_alias=True,
    )


class _FunctionCall(_Message):
    id: _Id | None = None
    name: _Name
    args: dict[str, Any] | None = None


class _FunctionResponse(_Message):
    id: _Id | None = None
    name: _Name
    response: dict[str, Any]


class _Part(_Message):
    text: str | None = None
    function_call: _FunctionCall | None = None
    function_response: _FunctionResponse | None = None
    thought: bool | None = None
    thought_signature: _Signature | None = None

    @model_validator(mode="after")
    def _holds_one_thing(self) -> "_Part":
        held = (self.text, self.function_call, self.function_response)
        if sum(value is not None for value in held) != 1:
            raise ValueError("a part is a text, a call or a response")
        return self


class _Content(_Message):
    role: Literal["user", "model"] | None = None
    parts: Annotated[list[_Part], Field(min_length=1, max_length=_MOST)]


class _Text(_Message):
    text: str


class _Instruction(_Message):
    role: Literal["user", "system"] | None = None
    parts: Annotated[list[_Text], Field(min_length=1, max_length=_MOST)]


class _Declaration(_Message):
    name: _Name
    description: str
    parameters_json_schema: dict[str, Any]


class _Tool(_Message):
    function_declarations: Annotated[list[_Declaration], Field(min_length=1, max_length=_MOST)]


class _Calling(_Message):
    mode: Literal["ANY", "VALIDATED"]
    allowed_function_names: list[_Name] | None = None


class _ToolConfig(_Message):
    function_calling_config: _Calling


class _Thinking(_Message):
    thinking_level: Literal["MINIMAL", "LOW", "MEDIUM", "HIGH"]


class _Generation(_Message):
    candidate_count: Annotated[int, Field(ge=1, le=1)] = 1
    max_output_tokens: Annotated[int, Field(ge=1, le=MOST_TOKENS)] = MOST_TOKENS
    temperature: Annotated[float, Field(ge=0, le=2)] | None = None
    thinking_config: _Thinking | None = None


class _Request(_Message):
    contents: Annotated[list[_Content], Field(min_length=1, max_length=_MOST)]
    system_instruction: _Instruction | None = None
    tools: Annotated[list[_Tool], Field(min_length=1, max_length=1)]
    tool_config: _ToolConfig
    generation_config: _Generation = _Generation()
    store: Literal[False] = False


def rebuilt(body: bytes) -> bytes:
    """Return a request as it is sent on; raise `Problem` 400, which repeats nothing of it."""
    try:
        request = _Request.model_validate(read_json(body))
        document = request.model_dump(by_alias=True, exclude_none=True)
        text = json.dumps(document, ensure_ascii=False, allow_nan=False)
    except ValueError:
        text = ""  # NOTE: raised outside the handler, whose context holds what was sent
    if not text:
        raise Problem(
            400, "bad_request", "The body is not a request for a plan as docs/broker-api.md has it."
        )
    return text.encode()
