"""Reads a plan of typed calls from a caller, strictly; no response repeats any of it."""

import contextlib
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from aegis_cli.actions import catalog
from aegis_cli.actions.call import Call
from aegis_cli.broker.http.problem import Problem
from aegis_cli.core.strict_json import read_json
from aegis_cli.executor.messages import call_from

MOST = 12
"""Calls of a plan."""

_STRICT = ConfigDict(strict=True, extra="forbid", hide_input_in_errors=True)
_Hash = Annotated[str, Field(pattern=r"\A[0-9a-f]{64}\z")]


_Id = Annotated[str, Field(pattern=r"\A[A-Za-z0-9._-]{1,64}\z")]
_Path = Annotated[str, Field(pattern=r"\A[A-Za-z0-9_.-]{1,100}\z")]
_Pinned = (
    bool | Annotated[int, Field(ge=-(2**63), lt=2**63)] | Annotated[str, Field(max_length=1000)]
)


class _Named(BaseModel):
    model_config = _STRICT

    action: Annotated[str, Field(max_length=100)]
    arguments: dict[str, Any]


class _Precondition(_Named):
    pins: Annotated[dict[_Path, _Pinned] | dict[_Path, None], Field(min_length=1, max_length=MOST)]


class _Link(BaseModel):
    model_config = _STRICT

    field: Annotated[str, Field(max_length=100)]
    of: _Id
    page: Annotated[str, Field(max_length=2_000)]


class _Call(_Named):
    id: _Id
    seal: _Hash | None = None
    preconditions: Annotated[list[_Precondition], Field(max_length=MOST)] = []
    in_place: bool = False
    beside: Annotated[list[_Path], Field(max_length=MOST)] = []
    links: Annotated[list[_Link], Field(max_length=MOST)] = []


class _Body(BaseModel):
    model_config = _STRICT

    calls: Annotated[list[_Call], Field(min_length=1, max_length=MOST)]
    digest: _Hash | None = None
    keep_going: bool = False


@dataclass(frozen=True, slots=True)
class PlanRequest:
    """A plan as the caller sent it, typed but not judged yet."""

    calls: tuple[Call, ...]
    digest: str | None
    keep_going: bool = False


def read_plan_request(body: bytes) -> PlanRequest:
    """Read a request's body; raise `Problem` 400, which repeats nothing of it."""
    try:
        plan = _Body.model_validate(read_json(body))
    except ValueError:
        plan = None  # NOTE: raised outside the handler, whose context holds what was sent
    if plan is None:
        raise _bad(f"The body is not a plan of 1 to {MOST} calls, as docs/broker-api.md has it.")
    if len({call.id for call in plan.calls}) != len(plan.calls):
        raise _bad("Two calls have the same id.")
    calls = tuple(_read_call(number, call) for number, call in enumerate(plan.calls, start=1))
    return PlanRequest(calls, plan.digest, plan.keep_going)


def _read_call(number: int, sent: _Call) -> Call:
    if any(each.action not in catalog.ENTRIES for each in (sent, *sent.preconditions)):
        raise Problem(
            400, "unknown_action", f"Call {number} names an action that is not known here."
        )
    call = None
    with contextlib.suppress(ValueError, RecursionError):
        call = call_from(sent.model_dump())
    if call is None:
        raise _bad(f"Call {number} has arguments that {sent.action} cannot have.")
    return call


def _bad(detail: str) -> Problem:
    return Problem(400, "bad_request", detail)
