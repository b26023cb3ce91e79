"""One step that is ready to run: an action, and the approval of its request."""

from dataclasses import dataclass
from typing import Any

from aegis_cli.actions.action import Action


@dataclass(frozen=True, slots=True)
class Call:
    """An action with the seal that lets it write."""

    id: str
    action: Action[Any]
    seal: str | None = None
    """The fingerprint of the approved request; `None` for a read."""
    target_id: int | None = None
    """The numeric id of what a destructive action destroys, as it was when it was approved."""
