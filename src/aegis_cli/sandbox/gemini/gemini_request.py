"""Read a `generateContent` request as Gemini does, or refuse it. Pure.

Only mistakes that aegis could make are refused as Google refuses them, in Google's words where
these are known. Left out, because aegis sends nothing like it:

- all other fields of Gemini (files, penalties, response schemas, …) are unknown names here;
- a lone value in place of a list, an enum value in lower case, a name in both spellings at once;
- limits on the number of declarations, and wrong types below a schema's keywords.

What public reports saw refused without a word of why is refused so here: python-genai #2133 (the
enums of mode ANY), #950 (260 values), Open-Historia #790 (bounds), gemini-cli #5923 (nesting).
"""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator
from pydantic.alias_generators import to_camel

LEVELS = {
    "gemini-3.8-flash": ("LOW", "MEDIUM", "HIGH"),
    "gemini-3.6-flash": ("MINIMAL", "LOW", "MEDIUM", "HIGH"),
    "gemini-3.5-flash-lite": ("MINIMAL", "LOW", "MEDIUM", "HIGH"),
}
"""Each model that exists, with the thinking levels that it takes."""

Functions = list[tuple[str | None, str]]
"""The id and name of each function that one turn calls or answers, in order."""

Signed = Mapping[bytes, tuple[str, Functions]]
"""The model and the calls of each thought signature that was handed out."""

MOST_ENUM_VALUES, MOST_ENUM_TEXT = 259, 2_400
"""How many values all enums have together in mode ANY, and how many characters.

NOTE: no document says it. 240 values of one word were taken, 240 of two words were not.
"""
MOST_NESTED = 2
"""How many arrays of objects stand in each other."""
_BOUNDS = {"minItems", "maxItems"}
_OPAQUE = "Request contains an invalid argument."

# Gemini ignores or refuses other keywords of JSON Schema, and which ones changes by the day.
_KEYWORDS = {
    "object": {"properties", "required"},
    "array": {"items", *_BOUNDS},
    "string": {"enum"},
    "integer": {"minimum", "maximum"},
    "number": {"minimum", "maximum"},
    "boolean": set[str](),
}


def _check_schema(schema: Any) -> Any:
    kind = schema.get("type") if isinstance(schema, dict) else None
    if kind not in [*_KEYWORDS]:
        raise ValueError(f"each schema needs a type out of {', '.join(_KEYWORDS)}")
    for keyword in schema.keys() - {"type", "description"} - _KEYWORDS[kind]:
        raise ValueError(f'the keyword "{keyword}" is not honoured for {kind.upper()} type')
    properties = schema.get("properties", {})
    if kind == "object" and not properties:
        raise ValueError("properties: should be non-empty for OBJECT type")
    if not properties.keys() >= set(schema.get("required", [])):
        raise ValueError("required: property is not defined")
    for child in [schema.get("items")] if kind == "array" else properties.values():
        _check_schema(child)
    return schema


class _Message(BaseModel):
    model_config = ConfigDict(
        strict=True,
        extra="forbid",
        alias_generator=to_camel,
        validate_by_name=True,  # proto JSON has both spellings
        validate_by_alias=True,
        loc_by_alias=False,
        val_json_bytes="base64",  # in either alphabet, with padding or without
    )


class _Function(_Message):
    id: str | None = None
    name: Annotated[str, Field(min_length=1)]
    args: dict[str, Any] | None = None
    response: dict[str, Any] | None = None


class _Part(_Message):
    text: str | None = None
    function_call: _Function | None = None
    function_response: _Function | None = None
    thought: bool = False
    thought_signature: bytes | None = None

    @model_validator(mode="after")
    def _has_one_field(self) -> Self:
        data = (self.text, self.function_call, self.function_response)
        if sum(field is not None for field in data) != 1:
            raise ValueError("required oneof field 'data' must have one initialized field")
        return self


class Content(_Message):
    """One turn of the conversation."""

    role: Literal["user", "model"] = "user"
    parts: Annotated[list[_Part], Field(min_length=1)]

    @property
    def calls(self) -> Functions:
        """The functions that this turn calls."""
        return [(call.id, call.name) for part in self.parts if (call := part.function_call)]

    @property
    def responses(self) -> Functions:
        """The functions that this turn answers."""
        return [(item.id, item.name) for part in self.parts if (item := part.function_response)]

    @property
    def signature(self) -> bytes | None:
        """The thought signature of the first function call; Gemini signs no other."""
        return next(part.thought_signature for part in self.parts if part.function_call)


class _Declaration(_Message):
    name: Annotated[str, Field(pattern=r"\A[A-Za-z_][A-Za-z0-9_.:-]{0,127}\z")]
    description: str = ""
    parameters_json_schema: Annotated[dict[str, Any], AfterValidator(_check_schema)]


class _Tool(_Message):
    function_declarations: Annotated[list[_Declaration], Field(min_length=1)]


class _Calling(_Message):
    mode: Literal["AUTO", "ANY", "NONE", "VALIDATED"] | None = None
    allowed_function_names: list[str] = []


class _ToolConfig(_Message):
    function_calling_config: _Calling = _Calling()


class _Thinking(_Message):
    thinking_level: Literal["MINIMAL", "LOW", "MEDIUM", "HIGH"] | None = None


class _Generation(_Message):
    candidate_count: Literal[1] = 1
    max_output_tokens: Annotated[int, Field(ge=1)] = 1
    temperature: Annotated[float, Field(ge=0, le=2)] = 1
    thinking_config: _Thinking = _Thinking()


class GenerateContent(_Message):
    """A request that Gemini can read."""

    contents: Annotated[list[Content], Field(min_length=1)]
    system_instruction: Content | None = None
    tools: list[_Tool] = []
    tool_config: _ToolConfig = _ToolConfig()
    generation_config: _Generation = _Generation()
    store: bool = True

    @property
    def declared(self) -> list[str]:
        """The names of all declared functions."""
        return [function.name for tool in self.tools for function in tool.function_declarations]

    @property
    def schemas(self) -> list[dict[str, Any]]:
        """The parameters of all declared functions."""
        declarations = [each for tool in self.tools for each in tool.function_declarations]
        return [each.parameters_json_schema for each in declarations]


def check(message: GenerateContent, *, model: str, signed: Signed) -> None:
    """Raise `ValueError` if the request breaks a rule that is about more than one field."""
    level = message.generation_config.thinking_config.thinking_level
    if level and level not in LEVELS[model]:
        raise ValueError(f"Thinking level {level} is not supported for this model.")
    calling = message.tool_config.function_calling_config
    if not set(calling.allowed_function_names) <= set(message.declared):
        raise ValueError("allowed_function_names should be a subset of function_declarations")
    if calling.allowed_function_names and calling.mode not in ("ANY", "VALIDATED"):
        raise ValueError("allowed_function_names can be set only in the modes ANY and VALIDATED.")
    for schema in message.schemas:
        _check_reported(schema, in_any=calling.mode == "ANY")
    _check_turns(message.contents)
    for position, content in enumerate(message.contents, start=1):
        if content.calls:
            _check_signature(content, position, (model, signed))


def _check_reported(schema: dict[str, Any], *, in_any: bool) -> None:
    """Raise `ValueError`, with the text that explains nothing, for what reports saw refused."""
    parts = [*_parts(schema)]
    values = [str(value) for part, _ in parts for value in part.get("enum", [])]
    has_bounds = any(_holds_objects(part) and part.keys() & _BOUNDS for part, _ in parts)
    is_long = len(values) > MOST_ENUM_VALUES or len("".join(values)) > MOST_ENUM_TEXT
    if has_bounds or max(depth for _, depth in parts) > MOST_NESTED or (in_any and is_long):
        raise ValueError(_OPAQUE)


def _parts(schema: dict[str, Any], depth: int = 0) -> Iterator[tuple[dict[str, Any], int]]:
    """Yield a schema and all in it, with how many arrays of objects each is or stands in."""
    depth += _holds_objects(schema)
    yield schema, depth
    inner = [
        *schema.get("properties", {}).values(),
        *([schema["items"]] if "items" in schema else []),
    ]
    for each in inner:
        yield from _parts(each, depth)


def _holds_objects(schema: dict[str, Any]) -> bool:
    items = schema.get("items")
    return isinstance(items, dict) and items.get("type") == "object"


def _check_turns(contents: list[Content]) -> None:
    calls: Functions = []
    previous_role = "model"
    for content in contents:
        if content.calls and (content.role, previous_role) != ("model", "user"):
            raise ValueError("A function call turn comes immediately after a user turn.")
        if content.responses != calls or (content.role == "model" and calls):
            raise ValueError(f"{content.responses} are not the responses to the calls {calls}.")
        if calls and len(calls) != len(content.parts):
            raise ValueError("A function response turn holds function responses and nothing else.")
        calls, previous_role = content.calls, content.role
    if previous_role == "model":
        raise ValueError("Requests ending with a model turn are not supported.")


def _check_signature(content: Content, position: int, signatures: tuple[str, Signed]) -> None:
    model, signed = signatures
    if not content.signature:
        call = f"function call `default_api:{content.calls[0][1]}`, position {position}."
        raise ValueError(f"Function call is missing a thought_signature. Additional data, {call}")
    if signed.get(content.signature) != (model, content.calls):
        raise ValueError("Invalid thought signature.")
