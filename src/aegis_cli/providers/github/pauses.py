"""One write a second, as GitHub asks of whoever makes many, and one new text in two; pure.

Source: docs.github.com/rest, "Best practices for using the REST API", on mutative requests, and
"Rate limits for the REST API": 80 requests a minute that create content, and 500 an hour.
"""

from collections.abc import Iterable
from typing import Any

from aegis_cli.actions.facts import Effect
from aegis_cli.core.flow import Wait
from aegis_cli.core.http import is_loopback
from aegis_cli.providers.github.provider import GITHUB


def pause(action: Any, before: Iterable[Any], base: str) -> Wait | None:
    """Return the wait before a call, by the calls of its plan that were made before it.

    A sandbox on this machine asks for none.
    """
    if is_loopback(base) or not _writes(action) or not any(map(_writes, before)):
        return None
    if _makes_content(action) and any(map(_makes_content, before)):
        return Wait(2.0, "GitHub takes so many new texts a minute, of which this makes thirty")
    return Wait(1.0, "GitHub asks for a second between two writes")


def _makes_content(action: Any) -> bool:
    """Tell whether a call makes what others are told of, such as an issue or a comment."""
    return _writes(action) and action.facts.page is not None


def _writes(action: Any) -> bool:
    return action.provider is GITHUB and action.facts.effect > Effect.READ
