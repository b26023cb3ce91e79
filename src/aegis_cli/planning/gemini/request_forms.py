"""How Gemini may be asked for a plan, and what to try after a refusal. Pure.

What it takes differs by model and version of the API, and no document says all of it; so there is a
second version, and a second form from which nothing more can be left out.
Source: public reports of what it refuses (googleapis/python-genai #950, #2133 and #2293).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from aegis_cli.planning import wire
from aegis_cli.planning.gemini.dialogue import Fault, kind_of, refuses_key

_FORM_REFUSED = "400"
_VERSIONS = "v1", "v1beta"
MOST_WAYS = len(_VERSIONS) + 1
"""The most requests that one question makes: in each version, and once in the plainest form."""
_OF_THE_VERSION = re.compile(r'Unknown name ".*Cannot find field|is not found for API version')


@dataclass(frozen=True, slots=True)
class RequestForm:
    """What a request holds beside the words."""

    name: str
    mode: Literal["ANY", "VALIDATED"]
    """`ANY` always ends in a call; `VALIDATED` may end in text, which is then answered."""
    schema: Mapping[str, Any]
    thinks: bool
    """Whether it says how the model is to think and choose."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How a model is to think and choose."""

    thinking: str = "low"
    """How much it thinks: Gemini's levels, in small letters."""
    temperature: float | None = None
    """`None` leaves it to the model."""


USUAL = RequestForm("usual", "ANY", wire.schema(), thinks=True)
PLAINEST = RequestForm("plainest", "VALIDATED", wire.names_and_types(), thinks=False)


@dataclass(frozen=True, slots=True)
class Way:
    """A version of the API, and a form of the request."""

    version: str
    """"" where a broker asks, which has its own."""
    form: RequestForm = USUAL

    def __str__(self) -> str:
        return ", ".join(filter(None, (f"{self.form.name} form", self.version)))


def next_way(tried: Sequence[Way], fault: Fault) -> Way | None:
    """Return what to try after a fault, each version and form once; `None` if nothing may help."""
    last = tried[-1]
    if last.version and is_of_version(fault) and len({way.version for way in tried}) == 1:
        return replace(last, version=other_version(last.version))
    # It is no fault of the key, the account or the model, so that another form may be taken.
    if kind_of(fault) == _FORM_REFUSED and last.form is USUAL:
        return replace(last, form=PLAINEST)
    return None


def is_of_version(fault: Fault) -> bool:
    """Tell whether a version of the API does not know what was sent, or the model.

    NOTE: whatever else a fault says, a key that is refused is sent nowhere again.
    """
    is_said = fault.status in {400, 404} and bool(_OF_THE_VERSION.search(fault.message))
    return is_said and not refuses_key(fault)


def other_version(version: str) -> str:
    """Return the version to try where one does not know something."""
    first, second = _VERSIONS
    return first if version == second else second
