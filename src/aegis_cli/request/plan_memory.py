"""What the look-ups of one plan found, in the process that made them.

Several names of a command are looked for in one list, which is read once. A read whose id was just
found here needs no second look; a write always has one, right before it is sent. No memory outlives
a question, which may have stood for minutes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar, get_origin

from aegis_cli.actions.action import Action
from aegis_cli.actions.call import Call, Precondition, pinned_reads
from aegis_cli.actions.facts import Effect
from aegis_cli.core.flow import Flow
from aegis_cli.core.http import Request, Response

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class PlanMemory:
    """The look-ups since the last question of a plan."""

    _found: dict[Action[Any], Any] = field(default_factory=dict)
    _pages: dict[str, Response] = field(default_factory=dict)

    def forget(self) -> None:
        """Forget all that was found."""
        self._found.clear()
        self._pages.clear()

    def keep(self, call: Call, data: Any) -> None:
        """Keep what a look-up found."""
        if call.in_place:
            self._found[call.action] = data

    def unmet(self, call: Call) -> tuple[Precondition, ...]:
        """Return the preconditions of a call that must be read: of a read, what is not known."""
        if call.action.facts.effect > Effect.READ or not self._found:
            return call.preconditions
        first = {each.read: each.first for each in pinned_reads(call.action)}
        return tuple(each for each in call.preconditions if not self._shows(each, first))

    def _shows(self, one: Precondition, first: Mapping[Action[Any], Action[Any]]) -> bool:
        looked_for = first.get(one.read, one.read)
        return looked_for in self._found and one.holds(self._found[looked_for])

    def recall(self, call: Call, flow: Flow[T]) -> Flow[T]:
        """Answer a look-up in a list from the pages that were read for another name.

        Pages are kept of a look-up that succeeded: a refusal may look like one, and be sent again.
        """
        if not call.in_place or get_origin(call.action.facts.result) is not list:
            return (yield from flow)
        answer: Any = None
        read: dict[str, Response] = {}
        while True:
            try:
                event = flow.send(answer)
            except StopIteration as end:
                self._pages.update(read)
                return end.value  # type: ignore[no-any-return]  # typed by the flow's own T
            answer = yield from self._answer(event, read)

    def _answer(self, event: Any, read: dict[str, Response]) -> Flow[Any]:
        if not isinstance(event, Request) or not event.is_read:
            return (yield event)
        page = event.fingerprint()
        if page in self._pages:
            return self._pages[page]
        answer = yield event
        if isinstance(answer, Response) and answer.ok:
            read[page] = answer
        return answer
