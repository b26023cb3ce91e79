"""The types of fields that nouns of any provider share: the rules for a value, and its kind."""

import re
from datetime import date
from typing import Annotated, Literal, TypeAlias

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints

from aegis_cli.actions.fields.kinds import Kind, Role, Synonyms
from aegis_cli.actions.fields.marks import Doc


def digits(value: object) -> object:
    """Refuse texts that Python reads as numbers although they are not plain digits."""
    if isinstance(value, str) and not re.fullmatch(r"[0-9]{1,19}", value):
        raise ValueError("a number is written in digits")
    return value


IdNumber: TypeAlias = Annotated[int, BeforeValidator(digits), Field(ge=1, le=2**63 - 1)]
"""A number that names one thing in all of a service, such as a run; its kind stands beside it."""

Limit: TypeAlias = Annotated[
    int,
    Kind(
        role=Role.BOUND,
        reads="number",
        noun="number",
        example="10",
        cues=("limit|at_most|up_to {}",),
    ),
    Doc("How many {things} to show at most."),
    Field(ge=1, le=1_000),
]

DAY_OF_TIME = r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ][0-9].*"
"""The day of a time such as 2026-01-31T09:00:00Z."""
Direction: TypeAlias = Annotated[
    Literal["asc", "desc"],
    Synonyms(asc=("oldest", "ascending"), desc=("newest", "latest", "descending")),
    Doc("Which end comes first."),
]
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_FIRST_DAY, _LAST_DAY = date(1970, 1, 1), date(2999, 12, 31)
"""Within these, every day has a day before and after it, and a moment in every zone."""


def check_day(value: str) -> str:
    """Return a day of the calendar, as in 2026-01-31; raise `ValueError` for any other text."""
    if not _DAY.fullmatch(value):
        raise ValueError("a day is written as in 2026-01-31")
    try:
        day = date.fromisoformat(value)
    except ValueError:
        raise ValueError(f"the calendar has no day {value}") from None
    if not _FIRST_DAY <= day <= _LAST_DAY:
        raise ValueError(f"a day is one from {_FIRST_DAY} to {_LAST_DAY}")
    return value


Day: TypeAlias = Annotated[
    str,
    Kind(role=Role.TARGET, reads="branch", noun="day", example="2026-01-31", also=(DAY_OF_TIME,)),
    StringConstraints(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"),
    AfterValidator(check_day),
]
