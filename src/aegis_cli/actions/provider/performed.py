"""What a provider's client gives back for an action, and how it is asked."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from aegis_cli.core.flow import Flow, Wait
from aegis_cli.core.http import Response
from aegis_cli.errors import AegisError, Code, Failed

LOOK = "Look at what there is now before you try again."


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A value of the target, as it is and as the write leaves it."""

    field: str
    """What it is called in the action."""
    before: Any
    """A text, a number, a truth value, a list of texts, or `None` for nothing."""
    after: Any
    is_same: bool
    """Whether both are the same to the provider."""


@dataclass(frozen=True, slots=True)
class Performed:
    """The result of one action."""

    data: Any
    """The result as JSON of its type."""
    already: bool = False
    """Whether the answer shows that it was so before, so that this changed nothing."""
    note: str = ""
    """What a list leaves out, in whole sentences; "" if nothing is known of that."""
    is_example: bool = False
    """Whether a sandbox says that it only showed the provider's documented example."""


class PartlyIgnored(Failed):
    """The provider did a part of a write and dropped the rest; `data` is what it did."""

    def __init__(self, message: str, data: Any, hint: str = LOOK) -> None:
        super().__init__(message, code=Code.PARTLY_IGNORED, hint=hint)
        self.data = data


class LacksPermission(Failed):
    """The provider refused a write, of which it did nothing, for want of one permission."""

    def __init__(self, refusal: AegisError, permission: str) -> None:
        super().__init__(refusal.message, code=refusal.code, hint=refusal.hint)
        self.permission = permission


class Perform(Protocol):
    """Performs an action at a base; raises what the provider's errors mean."""

    def __call__(self, action: Any, base: str, *, in_place: bool) -> Flow[Performed]:
        """With `in_place`, a redirect ends a read as `moved`."""
        ...


@dataclass(frozen=True, slots=True)
class ProviderClient:
    """What performs the actions of a provider."""

    performed: Perform
    compare: Callable[[Any, Any, Any], None]
    """Raises `PartlyIgnored` if a write's answer, and the result in it, show less than asked."""
    changes: Callable[[Any, Any], tuple[FieldChange, ...]] = lambda _action, _answer: ()
    """Returns what a write would change of its target, by the answer about that; `None` stands for
    nothing there."""
    pause: Callable[[Any, Sequence[Any], str], Wait | None] = lambda _action, _before, _base: None
    """Returns the wait before a call at a base, by the calls of the plan that were made before it,
    where the provider asks for one."""
    refuses_token: Callable[[Response], bool] = lambda _answer: False
    """Tells of an answer whether the provider refused the token, so that it did nothing."""
