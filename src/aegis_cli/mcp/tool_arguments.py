"""What the tools take: one model for each, read from the JSON of a client; pure.

The server reads a call with them, and the process that the agent forks for it reads it again.
"""

import json
from collections.abc import Mapping
from typing import Annotated, Any, TypeAlias, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from aegis_cli.errors import Code, UsageError
from aegis_cli.planning.misfit import explain
from aegis_cli.planning.plan import MOST_STEPS

T = TypeVar("T", bound="ToolArguments")

_NonEmpty: TypeAlias = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
_LONGEST_SENTENCE = 10_000
_LONGEST_WHY = 300


class ToolArguments(BaseModel):
    """The arguments of one tool."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    @property
    def runs_nothing(self) -> bool:
        """Whether the call only plans."""
        return isinstance(self, PlanSentence)


class FindActions(ToolArguments):
    """Words to look for among the actions."""

    words: str = Field(max_length=_LONGEST_WHY)
    detail: bool = False


class ReadAction(ToolArguments):
    """One action that only reads."""

    action: _NonEmpty
    fields: dict[str, Any] = Field(default_factory=dict)


class ProposeWrites(ToolArguments):
    """Actions that change something, to be approved as one plan."""

    steps: list[ReadAction] = Field(min_length=1, max_length=MOST_STEPS)
    why: str = Field("", max_length=_LONGEST_WHY)


class OutcomeOf(ToolArguments):
    """A proposal by its id."""

    id: _NonEmpty
    withdraw: bool = False


class PlanSentence(ToolArguments):
    """A sentence to plan."""

    sentence: Annotated[_NonEmpty, Field(max_length=_LONGEST_SENTENCE)]


def read_arguments(cls: type[T], given: Mapping[str, Any]) -> T:
    """Read the arguments of a tool; raise `UsageError` that names each one that is wrong."""
    try:
        return cls.model_validate(dict(given))
    except ValidationError as error:
        reason = explain(error)
    raise UsageError(f"The arguments do not fit: {reason}.", code=Code.BAD_USAGE)


def as_order(tool: str, arguments: ToolArguments, client: str) -> bytes:
    """Write a call for the agent, as `served_call.ServedCall` reads it.

    `client` is the name that the client of the server gave itself.
    """
    order = {"tool": tool, "arguments": arguments.model_dump(), "client": client}
    return json.dumps(order).encode()
