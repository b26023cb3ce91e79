"""Operations that set fields of the thing that their path is below, as the lock of an issue."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from aegis_cli.sandbox.github.api import errors
from aegis_cli.sandbox.github.api.bodies import check_body
from aegis_cli.sandbox.github.api.call import Call, Reply
from aegis_cli.sandbox.github.api.collection import Answering, Collection, Shape
from aegis_cli.sandbox.github.description.described import Described


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What one operation sets of a thing."""

    operation: str
    """Its name, as `issues/lock`."""
    of: Collection
    """The things of which it is about one."""
    only: Mapping[str, Any] = field(default_factory=dict)
    """What fields must hold before."""
    otherwise: Callable[[], errors.Refusal] | None = None
    """Makes the refusal where they do not."""
    sets: Mapping[str, Any] = field(default_factory=dict)
    """Fields, and what is in them afterwards."""
    takes: tuple[str, ...] = ()
    """The fields that the body sets: one that it does not have is null."""
    keeps: str = ""
    """The field that keeps the whole body."""
    times: tuple[str, ...] = ("updated_at",)
    """The fields that hold the time of the change."""
    counts: str = ""
    """The field that counts such changes."""
    shape: Shape | None = None
    """Makes the answer, if that is not the thing."""

    def answer_to(self, operation: Described) -> Answering | None:
        """Return what answers an operation; `None` if that is another."""
        return self.run if operation.id == self.operation else None

    def run(self, call: Call) -> Reply:
        """Set the fields."""
        before = self.of.allow(call, self.of.require_thing)
        if self.otherwise and any(getattr(before, key) != it for key, it in self.only.items()):
            raise self.otherwise()
        body = check_body(call)
        fields = {**self.sets, **{name: body.get(name) for name in self.takes}}
        fields |= dict.fromkeys(self.times, call.now)
        fields |= {self.keeps: body} if self.keeps else {}
        fields |= {self.counts: getattr(before, self.counts) + 1} if self.counts else {}
        after = replace(before, **fields)
        answer = replace(self.of, shape=self.shape or self.of.shape).answer
        reply = answer(call, after, call.operation.status)
        self.of.keep(call, before, after)
        return reply
