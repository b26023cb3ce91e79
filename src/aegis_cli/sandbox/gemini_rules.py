"""What Gemini refuses in a `generateContent` request that it could read.

Pure: each function takes the message that `gemini_schema.parse` returned, and raises `Refused`, in
Google's words where these are known.
"""

import re
from collections.abc import Mapping
from typing import Any

from aegis_cli.sandbox.gemini_schema import Refused, invalid, snake

LEVELS = {
    "gemini-3.8-flash": ("LOW", "MEDIUM", "HIGH"),
    "gemini-3.6-flash": ("MINIMAL", "LOW", "MEDIUM", "HIGH"),
    "gemini-3.5-flash-lite": ("MINIMAL", "LOW", "MEDIUM", "HIGH"),
}
"""Each model that exists, with the thinking levels that it takes."""

Turn = tuple[str, list[tuple[str | None, str]]]
"""Who called what: a model, and the id and name of each call of one turn, in order."""

_MAX_DECLARATIONS = 512
_KEYWORDS = {
    "object": {"properties", "required"},
    "array": {"items", "minItems", "maxItems"},
    "string": {"enum"},
    "integer": {"minimum", "maximum"},
    "number": {"minimum", "maximum"},
    "boolean": set[str](),
}
_BOUNDS = {
    "minimum": (int, float),
    "maximum": (int, float),
    "minItems": (int,),
    "maxItems": (int,),
}


def calling_config(message: dict[str, Any]) -> dict[str, Any]:
    """Return the function calling config, empty where there is none."""
    tool_config: dict[str, Any] = message.get("toolConfig", {})
    return tool_config.get("functionCallingConfig") or {}


def declared_names(message: dict[str, Any]) -> list[str]:
    """Return the names of all declared functions."""
    tools = message.get("tools", [])
    return [declared["name"] for tool in tools for declared in tool["functionDeclarations"]]


def identities(parts: list[Any], kind: str) -> list[tuple[str | None, str]]:
    """Return the id and name of each `functionCall` or `functionResponse` among the parts."""
    found = [part[kind] for part in parts if kind in part]
    return [(item.get("id"), item.get("name", "")) for item in found]


def check(message: dict[str, Any], *, model: str, signed: Mapping[bytes, Turn]) -> None:
    """Refuse what breaks a rule; `signed` holds the turn that each signature was given for."""
    _check_tools(message.get("tools", []))
    _check_calling(calling_config(message), declared_names(message))
    _check_generation(message.get("generationConfig", {}), model)
    _check_instruction(message.get("systemInstruction"))
    contents = message.get("contents", [])
    _check_contents(contents)
    _check_turns(contents)
    for i, content in enumerate(contents):
        _check_signature(content["parts"], model, (i, signed))


def _check_tools(tools: list[dict[str, Any]]) -> None:
    names: list[str] = []
    for i, tool in enumerate(tools):
        path = f"tools[{i}]"
        if not tool.get("functionDeclarations"):
            why = "required one_of 'tool_type' must have one initialized field"
            raise Refused(f"{path}.tool_type: {why}")
        for j, declaration in enumerate(tool["functionDeclarations"]):
            _check_declaration(declaration, f"{path}.function_declarations[{j}]")
            if declaration["name"] in names:
                raise Refused(f"Duplicate function declaration found: {declaration['name']}")
            names.append(declaration["name"])
    if len(names) > _MAX_DECLARATIONS:
        raise Refused(f"At most {_MAX_DECLARATIONS} function declarations can be sent.")


def _check_declaration(declaration: dict[str, Any], path: str) -> None:
    if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_.:-]{0,127}", declaration.get("name", "")):
        why = (
            "[FIELD_INVALID] Invalid function name. Must start with a letter or an underscore."
            " Must be a-z, A-Z, 0-9, or contain underscores (_), dots (.), colons (:), or"
            " dashes (-), with a maximum length of 128."
        )
        raise invalid(f"{path}.name", why)
    if "parametersJsonSchema" in declaration:
        schema, where = (
            declaration["parametersJsonSchema"],
            f"{path}.parameters_json_schema",
        )
        _check_schema(schema, where)
        if schema["type"] != "object":
            raise invalid(f"{where}.type", "must be object")


def _check_schema(schema: Any, path: str) -> None:
    # Only what Gemini is known to honour: it ignores or refuses other keywords by the day.
    kind = schema.get("type") if isinstance(schema, dict) else None
    if not isinstance(kind, str) or kind not in _KEYWORDS:
        raise invalid(path, f"each schema needs a type out of {', '.join(_KEYWORDS)}")
    _check_keywords(schema, path)
    match kind:
        case "object":
            _check_object(schema, path)
        case "string":
            _check_choices(schema.get("enum", ["any"]), f"{path}.enum")
        case "array":
            if "items" not in schema:
                raise invalid(f"{path}.items", "missing field.")
            _check_schema(schema["items"], f"{path}.items")


def _check_keywords(schema: dict[str, Any], path: str) -> None:
    kind = schema["type"]
    for keyword in schema.keys() - {"type", "description"} - _KEYWORDS[kind]:
        if keyword == "enum":
            raise invalid(f"{path}.enum", "only allowed for STRING type")
        raise invalid(path, f'the keyword "{keyword}" is not honoured for {kind.upper()} type')
    if not isinstance(schema.get("description", ""), str):
        raise invalid(f"{path}.description", "must be a string")
    for keyword, types in _BOUNDS.items():
        if keyword in schema and type(schema[keyword]) not in types:
            raise invalid(f"{path}.{snake(keyword)}", "must be a number")


def _check_object(schema: dict[str, Any], path: str) -> None:
    properties, required = schema.get("properties"), schema.get("required", [])
    if not isinstance(properties, dict) or not properties:
        raise invalid(f"{path}.properties", "should be non-empty for OBJECT type")
    for name, property_schema in properties.items():
        _check_schema(property_schema, f"{path}.properties[{name}]")
    if not isinstance(required, list):
        raise invalid(f"{path}.required", "must be a list")
    for i, name in enumerate(required):
        if name not in [*properties]:
            raise invalid(f"{path}.required[{i}]", "property is not defined")


def _check_choices(choices: Any, path: str) -> None:
    if not isinstance(choices, list) or {type(choice) for choice in choices} != {str}:
        raise invalid(path, "must be a non-empty list of strings")


def _check_calling(config: dict[str, Any], declared: list[str]) -> None:
    allowed = config.get("allowedFunctionNames", [])
    if config and not declared:
        raise Refused("Function calling config is set without function_declarations.")
    if not set(allowed) <= set(declared):
        why = "should be a subset of the provided function_declarations"
        raise Refused(f"allowed_function_names {why}")
    if allowed and config.get("mode") not in ("ANY", "VALIDATED"):
        raise Refused("allowed_function_names can be set only in the modes ANY and VALIDATED.")


def _check_generation(config: dict[str, Any], model: str) -> None:
    if config.keys() & {"presencePenalty", "frequencyPenalty"}:
        raise Refused(f"Penalty is not enabled for models/{model}")
    if config.get("candidateCount", 1) != 1:
        raise Refused("Multiple candidates is not enabled for this model")
    if config.get("maxOutputTokens", 1) < 1:
        raise invalid("generation_config.max_output_tokens", "must be positive.")
    thinking = config.get("thinkingConfig", {})
    level = thinking.get("thinkingLevel", "THINKING_LEVEL_UNSPECIFIED")
    if level not in ("THINKING_LEVEL_UNSPECIFIED", *LEVELS[model]):
        raise Refused(f"Thinking level {level} is not supported for this model.")
    if thinking.keys() >= {"thinkingLevel", "thinkingBudget"}:
        raise Refused("You can only set only one of thinking budget and thinking level.")


def _check_instruction(instruction: dict[str, Any] | None) -> None:
    for i, part in enumerate((instruction or {}).get("parts", [])):
        if "text" not in part:
            raise invalid(f"system_instruction.parts[{i}]", "must be text")


def _check_contents(contents: list[dict[str, Any]]) -> None:
    if not contents:
        raise invalid("contents", "contents is not specified")
    for i, content in enumerate(contents):
        if content.get("role", "user") not in ("user", "model"):
            raise Refused("Please use a valid role: user, model.")
        if not content.get("parts"):
            raise invalid(f"contents[{i}].parts", "contents.parts must not be empty.")
        for j, part in enumerate(content["parts"]):
            _check_part(part, f"contents[{i}].parts[{j}]")
    if contents[-1].get("role") == "model":
        raise Refused("Requests ending with a model turn are not supported.")


def _check_part(part: dict[str, Any], path: str) -> None:
    data = part.keys() & {"text", "functionCall", "functionResponse"}
    if len(data) != 1:
        raise invalid(
            f"{path}.data",
            "required oneof field 'data' must have one initialized field",
        )
    for kind in data - {"text"}:
        if not part[kind].get("name"):
            raise invalid(f"{path}.{snake(kind)}.name", "Name cannot be empty.")


def _check_turns(contents: list[dict[str, Any]]) -> None:
    before: list[tuple[str | None, str]] = []
    after_user = False
    for content in contents:
        calls = identities(content["parts"], "functionCall")
        responses = identities(content["parts"], "functionResponse")
        is_user = content.get("role", "user") == "user"
        if calls and (is_user or not after_user):
            why = "comes immediately after a user turn or after a function response turn."
            raise Refused(f"Please ensure that function call turn {why}")
        if bool(before) != bool(responses) or (responses and not is_user):
            why = "comes immediately after a function call turn."
            raise Refused(f"Please ensure that function response turn {why}")
        _check_responses(responses, before, alone=len(responses) == len(content["parts"]))
        before, after_user = calls, is_user


def _check_responses(
    responses: list[tuple[str | None, str]],
    calls: list[tuple[str | None, str]],
    *,
    alone: bool,
) -> None:
    if calls and not alone:
        raise Refused("A function response turn holds function responses and nothing else.")
    if len(responses) != len(calls):
        why = "is equal to the number of function call parts of the function call turn."
        raise Refused(f"Please ensure that the number of function response parts {why}")
    for (call_id, call), (response_id, response) in zip(calls, responses, strict=True):
        if response_id != call_id:
            why = f"functionResponse.id {response_id!r} does not match functionCall.id {call_id!r}."
            raise Refused(why)
        if response != call:
            why = f"functionResponse.name {response!r} does not match functionCall.name {call!r}."
            raise Refused(why)


def _check_signature(
    parts: list[dict[str, Any]], model: str, at: tuple[int, Mapping[bytes, Turn]]
) -> None:
    index, signed = at
    calls = identities(parts, "functionCall")
    if not calls:
        return
    first = next(part for part in parts if "functionCall" in part)
    if not first.get("thoughtSignature"):
        why = (
            "Function call is missing a thought_signature in functionCall parts. This is required"
            " for tools to work correctly, and missing thought_signature may lead to degraded model"
            f" performance. Additional data, function call `default_api:{calls[0][1]}`, position"
            f" {index + 1}. Please refer to https://ai.google.dev/gemini-api/docs/thought-signatures"
            " for more details."
        )
        raise Refused(why)
    if signed.get(first["thoughtSignature"]) != (model, calls):
        raise Refused("Invalid thought signature.")
