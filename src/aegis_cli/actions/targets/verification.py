"""How a thing that was found by its name is read again right before a write: by its id alone.

The lists in which a name is looked for may have many pages. They are read for the question; right
before the write, one read takes their place, which must show that id and the name of the call.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from aegis_cli.actions.fields.fields import mark_of
from aegis_cli.actions.fields.marks import ResolvedId, Unsent
from aegis_cli.actions.targets.target import headline_of

_NAME = re.compile(r"[^{}]*\{(?P<path>[a-z_][a-z0-9_.]*)\}[^{}]*")
"""A headline's name that is one text of the answer, as it is: nothing of it is lost."""


@dataclass(frozen=True, slots=True)
class Verification:
    """The read that verifies a thing found for a call, and the name by which it was found."""

    kind: Any
    """The class of the read."""
    given: Mapping[str, Any]
    """Its values, as far as they are known."""
    template: str
    """How a thing says its name."""
    at: str
    """Where it has the text of that."""
    name: str
    """The name that the call has."""
    paths: frozenset[str]
    """Where the thing has its name, and what else it is known by."""

    def read(self) -> Any:
        """Return the read, once the id is found."""
        return self.kind.from_arguments(self.given)

    def before_id(self) -> Any:
        """Return it as it is known before: for the policy. It is not validated, and never sent."""
        return self.kind.model_construct(**self.given)

    def is_name(self, text: object) -> bool:
        """Tell whether a text of a thing is the name that the call has, character for character.

        NOTE: what is filled in to be shown has other white space.
        """
        named = self.template.replace(f"{{{self.at}}}", text) if isinstance(text, str) else None
        return named == self.name


def verification(action: BaseModel, mark: ResolvedId[Any]) -> Verification | None:
    """Return how what is found for a call is verified; `None` where it is looked for again."""
    if mark.verify is None:
        return None
    headline, (field,) = headline_of(mark.read), found_by(type(action), mark)
    given, name = mark.given_to(mark.verify, action), mark.given_to(mark.read, action)[field]
    (path,) = name_paths(mark)
    return Verification(
        mark.verify, given, str(headline.name), path, name, frozenset({path, *headline.identity})
    )


def found_by(action: type[BaseModel], mark: ResolvedId[Any]) -> tuple[str, ...]:
    """Return the fields of a look-up whose values an action has and the verification leaves out."""
    verify: Any = mark.verify
    fields, taken = verify.model_fields, mark.takes(verify)
    sent = {own for name, own in taken.items() if mark_of(fields[name], Unsent) is None}
    own = action.model_fields.keys() - sent
    return tuple(name for name, its in mark.takes(mark.read).items() if its in own)


def name_paths(mark: ResolvedId[Any]) -> tuple[str, ...]:
    """Return where what is found has its name; nothing if that is not one text of the answer."""
    name = headline_of(mark.read).name
    match = _NAME.fullmatch(name) if isinstance(name, str) else None
    return (match["path"],) if match else ()
