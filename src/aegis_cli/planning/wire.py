"""What a planner emits: the one function declaration, `submit_plan`, and its arguments.

The declaration is the same for every catalogue: an action's name is text, and what names none is
refused afterwards. It has no bounds, and two arrays of objects in each other. Every field is
required: models leave optional fields and free-form objects empty, and Gemini rejects large unions.
Each action's class checks the types afterwards.
Source: ai.google.dev/gemini-api/docs/function-calling (the supported subset of JSON Schema), and
public reports of what is refused beyond it: an enum of all names, bounds, deep nesting.
"""

import json
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from aegis_cli.planning.misfit import explain
from aegis_cli.planning.plan import MOST_STEPS, Invalid

FUNCTION = "submit_plan"

MOST_ARGUMENTS = 60
"""How many arguments a step has at most; each value of a list is one."""
MOST_CONDITIONS = 6
"""How many conditions a list has at most."""
_NOTHING = frozenset({"none", "null", "n/a", "-"})
_BLANK: tuple[dict[str, str], ...] = ({}, {"field": "", "test": "", "value": ""})
"""Conditions that say none, as models fill what is required."""
# Members that models add because they know other plan formats.
_IGNORED = frozenset("kind limit confidence reasoning explanation".split())


def as_text(value: Any) -> Any:
    """Return a JSON number or boolean as text, and anything else as it is."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).lower() if isinstance(value, bool | int) else value


def is_nothing(text: Any) -> bool:
    """Tell whether a text is a word that says nothing."""
    return isinstance(text, str) and text.strip().casefold() in _NOTHING


class WireModel(BaseModel):
    """A part of the function's arguments; unknown members are refused unless they are ignored."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _without_empty(cls, data: Any) -> Any:
        """Drop undeclared members that are ignored or empty, such as an empty `over`."""
        if not isinstance(data, dict):
            return data
        known = cls.model_fields.keys()
        return {
            name: value
            for name, value in data.items()
            if name in known or not (name in _IGNORED or value in ("", None, [], {}))
        }


class WireArgument(WireModel):
    """One argument; a list is written as several arguments of the same name."""

    name: str = Field(max_length=60)
    source: Literal["literal", "stdin", "link", "row"] = "literal"
    value: str = Field(default="", max_length=100_000)

    @field_validator("value", mode="before")
    @classmethod
    def _as_text(cls, value: Any) -> Any:
        """Accept a JSON number or boolean instead of text."""
        return as_text(value)


class WireCondition(WireModel):
    """What each thing of a list must be like."""

    field: str = Field(max_length=60)
    test: str = Field(max_length=60)
    value: str = Field(default="", max_length=200)

    @field_validator("value", mode="before")
    @classmethod
    def _as_text(cls, value: Any) -> Any:
        """Accept a JSON number or boolean instead of text."""
        return as_text(value)


class WireStep(WireModel):
    """One action with its arguments."""

    id: str = Field(default="", max_length=20)
    action: str = Field(max_length=60)
    args: list[WireArgument] = Field(default=[], max_length=MOST_ARGUMENTS)
    where: list[WireCondition] = Field(default=[], max_length=MOST_CONDITIONS)
    each: str = Field(default="", max_length=60)

    @property
    def has_loop(self) -> bool:
        """Whether it goes over a list, or is one with conditions."""
        return bool(self.each.strip() or self.where) or any(a.source == "row" for a in self.args)

    @field_validator("each", mode="before")
    @classmethod
    def _without_nothing(cls, text: Any) -> Any:
        """Take what says nothing for no list."""
        return "" if text is None or is_nothing(text) else as_text(text)

    @field_validator("where", mode="before")
    @classmethod
    def _conditions(cls, where: Any) -> Any:
        """Accept one condition alone; leave out null, and conditions without any text."""
        listed = [where] if isinstance(where, dict) else where
        return (
            [each for each in listed if each not in _BLANK]
            if isinstance(listed, list)
            else (listed or [])
        )

    @field_validator("args", mode="before")
    @classmethod
    def _flatten(cls, args: Any) -> Any:
        """Accept an object of names and values, and a list as a value; leave out null and [].

        NOTE: an empty list never means "remove all": nothing is sent for it.
        """
        if isinstance(args, dict):
            args = [{"name": name, "value": value} for name, value in args.items()]
        return [item for arg in args for item in _spread(arg)] if isinstance(args, list) else args


def _spread(arg: Any) -> list[Any]:
    if (
        not isinstance(arg, dict)
        or "value" not in arg
        or arg.get("source") in {"stdin", "link", "row"}
    ):
        return [arg]
    value = arg["value"]
    if isinstance(value, list):
        return [{**arg, "value": _item(item)} for item in value]
    return [] if value is None else [arg]


def _item(item: Any) -> Any:
    """Return an item of a list; an object as the text that a field of objects takes."""
    return json.dumps(item, ensure_ascii=False) if isinstance(item, dict) else item


class WirePlan(WireModel):
    """The whole call: steps, a question, or the reason why no action does it."""

    steps: list[WireStep] = Field(default=[], max_length=MOST_STEPS)
    question: str = Field(default="", max_length=500)
    unsupported: str = Field(default="", max_length=500)

    @field_validator("question", "unsupported", mode="before")
    @classmethod
    def _without_nothing(cls, text: Any) -> Any:
        """Take a word that says nothing for no text."""
        return "" if is_nothing(text) else text

    @property
    def uses_stdin(self) -> bool:
        """Whether a step takes standard input."""
        return any(arg.source == "stdin" for step in self.steps for arg in step.args)

    @property
    def has_loops(self) -> bool:
        """Whether a step goes over a list, or a list has conditions."""
        return any(step.has_loop for step in self.steps)

    @property
    def has_links(self) -> bool:
        """Whether a step sends the link of another."""
        return any(arg.source == "link" for step in self.steps for arg in step.args)


def schema() -> dict[str, Any]:
    """Return the parameters of `submit_plan` as JSON Schema, in the subset that Gemini honours."""
    argument = _object(
        name=_text("The argument's name, from the signature."),
        source={"type": "string", "enum": ["literal", "stdin", "link", "row"]}
        | _text(
            "literal: take `value`. stdin: take standard input, `value` empty. link: take the "
            "address of what an earlier step makes or lists, `value` is its id. row: the row of "
            "`each`, `value` empty."
        ),
        value=_text("The value as text. For a list, give one argument for each item."),
    )
    condition = _object(
        field=_text("What of each thing, from the conditions of its list."),
        test=_text("has, has_not, is, is_not, more_than, less_than, before, after or contains."),
        value=_text("What it is compared with; a day is a date, or an age such as 90 days."),
    )
    step = _object(
        id=_text("s1, s2, … in order."),
        action=_text("NOUN.VERB, from the list."),
        args={"type": "array", "items": argument},
        where={"type": "array", "items": condition},
        each=_text("The id of the list for each row of which it is done; or else empty."),
    )
    return _object(
        steps={"type": "array", "items": step},
        question=_text("One question, if something needed is missing; or else empty."),
        unsupported=_text("Why no action does this, if none does; or else empty."),
    )


def names_and_types() -> dict[str, Any]:
    """Return the same parameters with nothing but the names and types of their members."""
    return _bare(schema())


def _bare(node: dict[str, Any]) -> dict[str, Any]:
    bare: dict[str, Any] = {"type": node["type"]}
    if "items" in node:
        bare["items"] = _bare(node["items"])
    if "properties" in node:
        bare["properties"] = {name: _bare(its) for name, its in node["properties"].items()}
    return bare


def _object(**properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties)}


def _text(description: str) -> dict[str, Any]:
    return {"type": "string", "description": description}


def decode(args: Any) -> WirePlan | Invalid:
    """Check the shape of a call's arguments; the reason of a failure is for the planner."""
    try:
        wire = WirePlan.model_validate(args)
    except ValidationError as error:
        return Invalid(explain(error))
    filled = [bool(wire.steps), bool(wire.question.strip()), bool(wire.unsupported.strip())]
    if sum(filled) == 0:
        return Invalid("Give steps, or a question, or say what is unsupported.")
    if filled[0] and sum(filled) > 1:
        return Invalid("Give either steps, or a question, or unsupported; not two of them.")
    return wire
