"""Issues and pull requests share their numbers: the same action on the other of the two.

It is the action of the same name at the other noun, as `pulls.close` is for `issues.close`, if it
takes the same arguments.
"""

from typing import Any

from pydantic import ValidationError

from aegis_cli.actions import catalog
from aegis_cli.actions.action import Action

_NUMBERS = {"issues": "issue_number", "pulls": "pull_number"}
"""The field of the number, by the noun."""


def of_other_kind(action: Action[Any]) -> Action[Any] | None:
    """Return the same action on the other kind of thing; `None` where there is no such action."""
    noun, _, verb = action.facts.action.partition(".")
    (other,) = _NUMBERS.keys() - {noun} if noun in _NUMBERS else ("",)
    if f"{other}.{verb}" not in catalog.ENTRIES or _NUMBERS[noun] not in type(action).model_fields:
        return None
    names = {_NUMBERS[noun]: _NUMBERS[other]}
    try:
        return catalog.load(f"{other}.{verb}").model_validate(
            {names.get(name, name): value for name, value in action.sent_arguments().items()}
        )
    except ValidationError:
        return None
