"""Turns a 404 into a suggestion: what the person can reach and may have meant.

For acme/wbe it suggests acme/web. If the repository itself can be reached, the missing thing is
inside it.

The list of a provider is read in the same run, with the same token, once at most, and only if the
policy allows that read. Whatever goes wrong with it leaves the error as it was.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import Any

from aegis_cli.actions.action import Action
from aegis_cli.actions.call import Call
from aegis_cli.actions.provider.provider import Provider
from aegis_cli.core.text import excerpt
from aegis_cli.errors import AegisError, Code, error_for
from aegis_cli.request.execution import Outcome
from aegis_cli.request.ports import Run

_ALIKE = 0.8
"""From this similarity on, one name may be the other with a typing error."""


@dataclass(slots=True)
class DidYouMean:
    """Adds to an error "not found" what may have been meant; reads in the run of the plan."""

    run: Callable[[], Run]
    """Returns the run of the plan."""
    may_read: Callable[[Action[Any]], bool]
    """Tells whether the policy allows a read."""
    _names: dict[Provider[Any], list[str]] = field(default_factory=dict, init=False)

    def add_to_outcome(self, outcome: Outcome, action: Action[Any]) -> Outcome:
        """Return an outcome whose error names what may have been meant, if it is a 404."""
        if outcome.error is None:
            return outcome
        return replace(outcome, error=self.add_to_error(outcome.error, action))

    def add_to_error(self, error: AegisError, *actions: Action[Any]) -> AegisError:
        """Return an error with a hint that names what may have been meant, if it is a 404."""
        if error.code is not Code.NOT_FOUND:
            return error
        places = ((action, action.about(action.sent_arguments()).name) for action in actions)
        named = [(action, place) for action, place in places if place]
        near = next(filter(None, (self._near(*each) for each in named)), None)
        if near is not None:
            hint = f"Did you mean {excerpt(near)}?"
            return error_for(error.code, error.message, hint=f"{hint}\n{error.hint or ''}".strip())
        if len(actions) == len(named) == 1 and self._is_there(*named[0]):
            action = actions[0]
            return action.provider.absent(action) or error
        return error

    def _near(self, action: Action[Any], name: str) -> str | None:
        """Return a name that is nearly the one that was typed; `None` if that one is there."""
        known = self._known_names(action)
        if name.lower() in known:
            return None
        alike = get_close_matches(name.lower(), known, n=1, cutoff=_ALIKE)
        return known[alike[0]] if alike else None

    def _is_there(self, action: Action[Any], name: str) -> bool:
        return name.lower() in self._known_names(action)

    def _known_names(self, action: Action[Any]) -> dict[str, str]:
        """Return the names that the person can reach, by how they are compared."""
        if action.provider not in self._names:
            self._names[action.provider] = self._read(action)
        return {each.lower(): each for each in self._names[action.provider]}

    def _read(self, action: Action[Any]) -> list[str]:
        make = action.provider.reachable
        reading = None if make is None else make()
        if reading is None or not self.may_read(reading):
            return []
        try:
            (outcome,) = self.run().read((Call(reading.facts.action, reading),))
        except (AegisError, KeyboardInterrupt):
            return []
        found = outcome.data if isinstance(outcome.data, list) else []
        return [told[0] for told in map(action.provider.places.told, found) if told]
