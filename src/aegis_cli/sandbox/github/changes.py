"""Operations that set fields of the thing that their path is below, as the lock of an issue."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from aegis_cli.sandbox.github.bodies import checked
from aegis_cli.sandbox.github.call import Call, Reply
from aegis_cli.sandbox.github.collection import Answering, Collection
from aegis_cli.sandbox.github.described import Described


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What one operation sets of a thing."""

    operation: str
    """Its name, as `issues/lock`."""
    of: Collection
    """The things of which it is about one."""
    sets: Mapping[str, Any] = field(default_factory=dict)
    """Fields, and what is in them afterwards."""
    takes: tuple[str, ...] = ()
    """The fields that the body sets: one that it does not have is null."""

    def answer_to(self, operation: Described) -> Answering | None:
        """Return what answers an operation; `None` if that is another."""
        return self.run if operation.id == self.operation else None

    def run(self, call: Call) -> Reply:
        """Set the fields."""
        before = self.of.allow(call, self.of.found)
        body = checked(call)
        sent = {name: body.get(name) for name in self.takes}
        after = replace(before, **self.sets, **sent, updated_at=call.now)
        self.of.keep(call, before, after)
        return self.of.answer(call, after, call.operation.status)
