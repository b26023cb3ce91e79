"""What an action is about: how it is looked at before approval, and what of it must not change."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aegis_cli.actions.templates import Template

if TYPE_CHECKING:
    from aegis_cli.actions.action import Action


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """How the thing that an action is about is looked at before approval."""

    read: type["Action[Any]"]
    """The read that shows it, from the fields that both have."""
    by: Mapping[str, str] = field(default_factory=dict)
    """Fields of the read, and the action's fields that they take their values from instead."""
    pins: tuple[str, ...] = ()
    """Paths in the answer, such as `head.sha`: what is there is approved with the request, and must
    be the same right before the write. Without it, nothing is approved."""
    shows: tuple[tuple[str, Template], ...] = ()
    """Label and template of what the person is shown of it."""
    absent: str = ""
    """What the person is told where there is nothing to read, and nothing may be right before the
    write; "" if there must be something."""

    @property
    def needs(self) -> frozenset[str]:
        """The fields that an action must have, so that this can be read."""
        fields = self.read.model_fields.items()
        return frozenset(
            self.by.get(n, n) for n, info in fields if info.is_required() or n in self.by
        )

    def reading(self, action: "Action[Any]") -> "Action[Any]":
        """Return the read for a call."""
        names = {name: self.by.get(name, name) for name in self.read.model_fields}
        own = type(action).model_fields
        return self.read.model_validate(
            {name: getattr(action, given) for name, given in names.items() if given in own}
        )
