"""The messages of `generateContent` as Gemini reads them: proto JSON, by name and type.

Pure: `parse` returns the request under its camelCase names with bytes decoded. A refusal is raised
as `Refused`, in Google's words where these are known.
"""

import json
import re
from base64 import b64decode
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

_STATUS = {
    400: "INVALID_ARGUMENT",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    501: "UNIMPLEMENTED",
}
_GOOGLE = "type.googleapis.com/google"

_MESSAGES = {
    "GenerateContentRequest": "model:string contents:Content* systemInstruction:Content tools:Tool*"
    " toolConfig:ToolConfig generationConfig:GenerationConfig store:bool",
    "Content": "role:string parts:Part*",
    "Part": "text:string thought:bool thoughtSignature:bytes functionCall:FunctionCall"
    " functionResponse:FunctionResponse",
    "FunctionCall": "id:string name:string args:struct",
    "FunctionResponse": "id:string name:string response:struct",
    "Tool": "functionDeclarations:FunctionDeclaration*",
    "FunctionDeclaration": "name:string description:string parametersJsonSchema:value",
    "ToolConfig": "functionCallingConfig:FunctionCallingConfig",
    "FunctionCallingConfig": "mode:FunctionCallingConfig.Mode allowedFunctionNames:string*",
    "GenerationConfig": "temperature:float topP:float topK:float candidateCount:int32"
    " maxOutputTokens:int32 stopSequences:string* presencePenalty:float frequencyPenalty:float"
    " seed:int32 thinkingConfig:ThinkingConfig",
    "ThinkingConfig": "includeThoughts:bool thinkingBudget:int32"
    " thinkingLevel:ThinkingConfig.ThinkingLevel",
}
_FIELDS = {
    kind: dict(pair.split(":") for pair in fields.split()) for kind, fields in _MESSAGES.items()
}
# Google knows these names too. To take them and do nothing would be a lie: they are answered 501.
_UNWRITTEN = {
    "GenerateContentRequest": "cachedContent continuationToken safetySettings serviceTier",
    "Part": "audioTranscription codeExecutionResult executableCode fileData inlineData"
    " mediaProcessing mediaResolution partMetadata toolCall toolResponse videoMetadata",
    "FunctionResponse": "parts scheduling willContinue",
    "Tool": "codeExecution computerUse fileSearch googleMaps googleSearch googleSearchRetrieval"
    " mcpServers urlContext",
    "FunctionDeclaration": "behavior parameters response responseJsonSchema",
    "ToolConfig": "includeServerSideToolInvocations retrievalConfig",
    "GenerationConfig": "audioTranscriptionConfig enableEnhancedCivicAnswers imageConfig logprobs"
    " mediaResolution responseJsonSchema responseLogprobs responseMimeType responseModalities"
    " responseSchema speechConfig",
}
_ENUMS = {
    "FunctionCallingConfig.Mode": "MODE_UNSPECIFIED AUTO ANY NONE VALIDATED",
    "ThinkingConfig.ThinkingLevel": "THINKING_LEVEL_UNSPECIFIED MINIMAL LOW MEDIUM HIGH XHIGH",
}


class Refused(Exception):
    """An answer in Google's error envelope."""

    def __init__(self, message: str, *, code: int = 400, details: Sequence[Any] = ()) -> None:
        super().__init__(message)
        self.code = code
        error = {"code": code, "message": message, "status": _STATUS[code]}
        self.body: dict[str, Any] = {"error": error | ({"details": [*details]} if details else {})}


def invalid(path: str, why: str) -> Refused:
    """Say what is wrong with one field of a request that could be read."""
    return Refused(f"* GenerateContentRequest.{path}: {why}\n")


def parse(value: Any) -> dict[str, Any]:
    """Read a request, under either spelling of its names, or refuse all wrong fields at once."""
    reader = _Reader()
    if isinstance(value, dict):
        message = reader.message(value, "GenerateContentRequest", "")
    else:
        reader.unknown("", "", "Root element must be a message.")
    if not reader.violations:
        return message
    details = {
        "@type": f"{_GOOGLE}.rpc.BadRequest",
        "fieldViolations": reader.violations,
    }
    raise Refused("\n".join(v["description"] for v in reader.violations), details=[details])


def decode_base64(text: Any) -> bytes:
    """Decode bytes from JSON: proto takes both alphabets, with padding or without."""
    if not isinstance(text, str):
        raise TypeError
    standard = text.translate(str.maketrans("-_", "+/")).rstrip("=")
    return b64decode(standard + "=" * (-len(standard) % 4), validate=True)


@dataclass(slots=True)
class _Reader:
    violations: list[dict[str, str]] = field(default_factory=list)

    def message(self, value: dict[str, Any], kind: str, path: str) -> dict[str, Any]:
        names = _FIELDS[kind]
        spelled = {spelling: name for name in names for spelling in (name, snake(name))}
        result: dict[str, Any] = {}
        for given, content in value.items():
            name = spelled.get(given)
            if name is None:
                _refuse_unwritten(given, kind)
                self.unknown(given, path, "Cannot find field.")
            elif name in result:
                self.unknown(given, path, "The field is set already, under its other spelling.")
            elif content is not None:  # proto JSON: null is the same as absent
                result[name] = self.field(content, names[name], (path, name))
        return result

    def field(self, value: Any, kind: str, at: tuple[str, str]) -> Any:
        parent, name = at
        path = f"{parent}.{snake(name)}" if parent else snake(name)
        if kind.endswith("*"):
            # Google takes a lone value where a list is due; its own examples rely on it.
            items = value if isinstance(value, list) else [value]
            return [self.one(item, kind[:-1], f"{path}[{i}]") for i, item in enumerate(items)]
        if isinstance(value, list) and kind != "value":
            self.unknown(name, parent, "Proto field is not repeating, cannot start list.")
            return None
        return self.one(value, kind, path)

    def one(self, value: Any, kind: str, path: str) -> Any:
        if kind in _FIELDS and isinstance(value, dict):
            return self.message(value, kind, path)
        try:
            return _read_enum(value, kind) if kind in _ENUMS else _SCALARS[kind](value)
        except (ArithmeticError, KeyError, TypeError, ValueError):
            given = json.dumps(value)
            if kind == "bytes":
                given = f"Base64 decoding failed for {given}"
            self.violate(path, f"Invalid value at '{path}' ({_type_name(kind)}), {given}")
        return None

    def unknown(self, name: str, path: str, why: str) -> None:
        at = f" at '{path}'" if path else ""
        self.violate(path, f'Invalid JSON payload received. Unknown name "{name}"{at}: {why}')

    def violate(self, path: str, description: str) -> None:
        where = {"field": path} if path else {}
        self.violations.append(where | {"description": description})


def snake(name: str) -> str:
    """Spell a camelCase name as the proto file does, and as Google's errors do."""
    return re.sub("[A-Z]", lambda capital: f"_{capital[0].lower()}", name)


def _refuse_unwritten(given: str, kind: str) -> None:
    for name in _UNWRITTEN.get(kind, "").split():
        if given in (name, snake(name)):
            raise Refused(f"The sandbox does not imitate {kind}.{name} of Gemini.", code=501)


def _type_name(kind: str) -> str:
    if kind == "struct":
        return f"{_GOOGLE}.protobuf.Struct"
    if kind in _FIELDS or kind in _ENUMS:
        return f"{_GOOGLE}.ai.generativelanguage.v1beta.{kind}"
    return f"TYPE_{kind.upper()}"


def _read_enum(value: Any, kind: str) -> str:
    # Google matches the names of enum values without regard to case.
    name = str(value).upper()
    if name not in _ENUMS[kind].split():
        raise ValueError
    return name


def _only(*types: type) -> Callable[[Any], Any]:
    def check(value: Any) -> Any:
        if type(value) not in types:  # a bool is an int to isinstance, and is none here
            raise TypeError
        return value

    return check


def _read_int(value: Any) -> int:
    if isinstance(value, bool) or int(value) != float(value):
        raise ValueError
    return int(value)


_SCALARS: dict[str, Callable[[Any], Any]] = {
    "string": _only(str),
    "bool": _only(bool),
    "float": _only(int, float),
    "int32": _read_int,
    "bytes": decode_base64,
    "struct": _only(dict),
    "value": lambda value: value,
}
