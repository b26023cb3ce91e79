"""What a planner emits: the one function declaration, `submit_plan`, and its arguments.

Flat, every field required, no unions and no free-form objects: models leave those empty, and
large unions are rejected. Types are enforced afterwards, by each action's own class.
Source: ai.google.dev/gemini-api/docs/function-calling (the supported subset of JSON Schema).
"""

from collections.abc import Iterable, Mapping
from typing import Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
    model_validator,
)

from aegis_cli.core.text import one_line
from aegis_cli.planning.plan import MOST_STEPS, Invalid

FUNCTION = "submit_plan"

_LONGEST_REASON = 600
_KINDS = {
    "missing": "it is required",
    "string_too_short": "it is empty",
    "too_short": "at least one is needed",
}
_WORDS = {r"String should match pattern '\S'": "it is blank"}
"""What pydantic says in words of its own, in ours; by its kind of error, or by its message."""

# What models add that have seen other plans: aegis knows an action's effect, and runs no loops.
_DECIDES_NOTHING = frozenset("kind limit confidence reasoning explanation".split())


class WireModel(BaseModel):
    """A part of the function's arguments; unknown members are refused unless they are empty."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _without_empty(cls, data: Any) -> Any:
        """Drop members we do not declare that say or decide nothing, such as an empty `over`."""
        if not isinstance(data, dict):
            return data
        known = cls.model_fields.keys()
        return {
            name: value
            for name, value in data.items()
            if name in known or not (name in _DECIDES_NOTHING or value in ("", None, [], {}))
        }


class WireArgument(WireModel):
    """One argument; a list is written as several arguments of the same name."""

    name: str = Field(max_length=60)
    source: Literal["literal", "stdin"] = "literal"
    value: str = Field(default="", max_length=100_000)

    @model_validator(mode="before")
    @classmethod
    def _as_text(cls, data: Any) -> Any:
        """Accept a number or a truth value written as itself instead of as text."""
        value = data.get("value") if isinstance(data, dict) else None
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        return {**data, "value": str(value).lower()} if isinstance(value, bool | int) else data


class WireStep(WireModel):
    """One action with its arguments."""

    id: str = Field(default="", max_length=20)
    action: str = Field(max_length=60)
    args: list[WireArgument] = Field(default=[], max_length=60)

    @field_validator("args", mode="before")
    @classmethod
    def _one_by_one(cls, args: Any) -> Any:
        """Accept a list as one argument's value; leave out a value that is null or empty.

        NOTE: an empty list never means "take all away": nothing is sent for it.
        """
        return [one for arg in args for one in _spread(arg)] if isinstance(args, list) else args


def _spread(arg: Any) -> list[Any]:
    if not isinstance(arg, dict) or "value" not in arg or arg.get("source") == "stdin":
        return [arg]
    value = arg["value"]
    if isinstance(value, list):
        return [{**arg, "value": item} for item in value]
    return [] if value is None else [arg]


class WirePlan(WireModel):
    """The whole call: steps, or a question, or a reason why it cannot be done."""

    steps: list[WireStep] = Field(default=[], max_length=MOST_STEPS)
    question: str = Field(default="", max_length=500)
    unsupported: str = Field(default="", max_length=500)

    @property
    def uses_stdin(self) -> bool:
        """Whether a step takes standard input."""
        return any(arg.source == "stdin" for step in self.steps for arg in step.args)


def schema(actions: Iterable[str]) -> dict[str, Any]:
    """Return the parameters of `submit_plan` as JSON Schema, in the subset that Gemini honours."""
    text = {"type": "string"}
    argument = {
        "type": "object",
        "properties": {
            "name": {
                "type": "string",
                "description": "The argument's name, from the signature.",
            },
            "source": {
                "type": "string",
                "enum": ["literal", "stdin"],
                "description": "literal: take `value`. stdin: take standard input, `value` empty.",
            },
            "value": {
                "type": "string",
                "description": "The value as text. For a list, give one argument for each item.",
            },
        },
        "required": ["name", "source", "value"],
    }
    step = {
        "type": "object",
        "properties": {
            "id": {"type": "string", "description": "s1, s2, … in order."},
            "action": {"type": "string", "enum": list(actions)},
            "args": {"type": "array", "items": argument},
        },
        "required": ["id", "action", "args"],
    }
    return {
        "type": "object",
        "properties": {
            "steps": {"type": "array", "items": step},
            "question": text | {"description": "One question, if something needed is missing."},
            "unsupported": text | {"description": "Why no action does this, if none does."},
        },
        "required": ["steps", "question", "unsupported"],
    }


def decode(args: Any) -> WirePlan | Invalid:
    """Check the shape of a call's arguments; the reason of a failure is for the planner."""
    try:
        wire = WirePlan.model_validate(args)
    except ValidationError as error:
        return Invalid(explain(error))
    filled = [
        bool(wire.steps),
        bool(wire.question.strip()),
        bool(wire.unsupported.strip()),
    ]
    if sum(filled) == 0:
        return Invalid("Give steps, or a question, or say what is unsupported.")
    if filled[0] and sum(filled) > 1:
        return Invalid("Give either steps, or a question, or unsupported; not two of them.")
    return wire


def explain(error: ValidationError, *, where: str = "") -> str:
    """Say what pydantic found, without the values: some of them may be standard input."""
    found = (
        f"{'.'.join(map(str, detail['loc'])) or 'arguments'}: {_said(detail)}"
        for detail in error.errors(include_input=False, include_url=False, include_context=False)
    )
    return one_line(where + "; ".join(found))[:_LONGEST_REASON]


def _said(detail: Mapping[str, object]) -> str:
    words = str(detail["msg"]).removeprefix("Value error, ")
    return _WORDS.get(words) or _KINDS.get(str(detail["type"]), words)
