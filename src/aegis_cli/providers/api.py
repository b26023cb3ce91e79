"""The flow of a call that all providers have: sent again while that helps, and read page by page.

A read is sent again after a fault. A write is sent again only if nothing of it left this machine,
or the provider says that it did nothing. What differs from provider to provider is a value; pure.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from http import HTTPStatus
from typing import Any

from pydantic import ValidationError

from aegis_cli.actions.action import Action, adapter_of
from aegis_cli.actions.facts import Effect
from aegis_cli.actions.provider.performed import Performed
from aegis_cli.core.flow import Flow, Wait, with_retries
from aegis_cli.core.http import Request, Response, Unreachable, split_url
from aegis_cli.errors import Code, Failed, OutcomeUnknown

ATTEMPTS = 3
LONGEST_WAIT = 15.0
"""Seconds that a request waits for a limit or a fault to pass; else the person is told."""
LONGEST_OF_LIST = 60.0
"""Seconds that all pages of a list wait together."""
FAULTS = frozenset({408, *range(500, 600)})
"""The statuses that tell nothing of what became of a request (RFC 9110, sections 15.5.9 and 15.6):
what answers so may be a gateway."""
_MOST_PAGES = 100


@dataclass(frozen=True, slots=True)
class ListPage:
    """One page of a list."""

    items: list[Any]
    following: Request | None
    """The request for the next page; `None` if this is the last."""
    total: int | None = None
    """How many items there are on all pages, if the provider says so."""
    note: str = ""
    """What else it says of them, as a sentence."""


@dataclass(frozen=True, slots=True)
class Found:
    """What the pages of a list hold together."""

    kept: list[Any]
    """The items that belong to the result, at most as many as were asked for."""
    is_whole: bool
    """Whether no page was left out because there were too many."""
    note: str
    """What the pages say, and how many items there are if these are not all, in sentences."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Api:
    """How a provider says that it does not do what it is asked, and how its errors name it."""

    title: str
    status_page: str
    is_fault: Callable[[Response], bool]
    """Tells whether it failed at a request, which may be done all the same."""
    retry_after: Callable[[Response], float | None]
    """Returns the seconds that it asks to wait; `None` if it does not say."""
    limit_wait: Callable[[Response], float | None]
    """Returns the seconds until a limit is over; `None` for one that nobody waits for, and for
    every other answer."""
    takes_writes_again: bool = True
    """Whether a write too is sent again after a limit."""

    def send(
        self,
        action: Action[Any],
        request: Request,
        meaning: Callable[[Response | Unreachable], Response | Unreachable] = lambda one: one,
    ) -> Flow[Response | Unreachable]:
        """Send a request until its answer is final, by what an answer means."""
        is_write = action.facts.effect > Effect.READ

        def pause(answer: Response | Unreachable, attempt: int) -> float | None:
            wait = self._pause(meaning(answer), 0.5 * 2.0 ** (attempt - 1), is_write=is_write)
            return wait if wait is not None and wait <= LONGEST_WAIT else None

        reason = f"{self.title} did not {'take it' if is_write else 'answer'}"
        return (yield from with_retries(request, pause, reason, attempts=ATTEMPTS))

    def _pause(
        self, answer: Response | Unreachable, backoff: float, *, is_write: bool
    ) -> float | None:
        if isinstance(answer, Unreachable):
            return None if is_write and answer.sent else backoff
        wait = self.limit_wait(answer) if self.takes_writes_again or not is_write else None
        if wait is None and not is_write and self.is_fault(answer):
            wait = self.retry_after(answer) or backoff
        return wait

    def require_answer(
        self, action: Action[Any], request: Request, answer: Response | Unreachable
    ) -> Response:
        """Return an answer; raise what it means that none came."""
        if isinstance(answer, Response):
            return answer
        if action.facts.effect > Effect.READ and answer.sent:
            line = f"{request.method} {request.path}"
            raise self.unknown(action, f"The answer to {line} never came ({answer.reason})")
        raise Failed(
            f"{self.title} could not be reached: {answer.reason}.",
            code=Code.NETWORK,
            hint=f"Check the connection, and {self.status_page}.",
        )

    def unknown(self, action: Action[Any], problem: str) -> OutcomeUnknown:
        """Return the error for a write that may or may not have happened."""
        return OutcomeUnknown(
            f"{problem}; whether {self.title} did it is not known.",
            code=Code.OUTCOME_UNKNOWN,
            hint=f"Look whether it happened before you try again ({action.says()}).",
        )

    def content(self, action: Action[Any], body: Any) -> Any:
        """Return what is in the envelope of an answer; raise `Failed` if it is not there."""
        for key in filter(None, action.facts.envelope.split(".")):
            if not isinstance(body, Mapping) or key not in body:
                raise self.protocol_error()
            body = body[key]
        return body

    def validate(self, action: Action[Any], data: Any) -> Any:
        """Return data in the form of the action's result; raise `Failed` if it has another."""
        adapter = adapter_of(type(action))
        with suppress(ValidationError, RecursionError):
            return adapter.dump_python(adapter.validate_python(data), mode="json")
        # NOTE: raised outside the handler, so that no context holds what the provider sent.
        raise self.protocol_error()

    def download_result(
        self, action: Action[Any], answer: Response | Unreachable, base: str
    ) -> Performed:
        """Return what a host has sent; raise `Failed` for anything but a whole file."""
        if isinstance(answer, Response) and answer.stored and answer.status == HTTPStatus.OK:
            return Performed(self.validate(action, asdict(answer.stored)))
        parts = split_url(base)
        host = parts.netloc if parts else "its host"
        if isinstance(answer, Unreachable):
            told, code = f"The file did not come from {host}: {answer.reason}.", Code.NETWORK
        else:
            told, code = f"{host} answered {answer.status} in the place of the file.", Code.PROTOCOL
        raise Failed(told, code=code, hint=f"Ask again: {self.title} is asked for it anew.")

    def protocol_error(self) -> Failed:
        """Return the error for an answer of another form."""
        told = f"{self.title}'s answer does not have the documented form."
        return Failed(told, code=Code.PROTOCOL)

    def read_pages(
        self,
        action: Action[Any],
        first: Request,
        read: Callable[[Request], Flow[ListPage]],
        *,
        enough: int | None,
    ) -> Flow[Found]:
        """Read pages until enough items are kept, or there is no next page.

        They wait for `LONGEST_OF_LIST` together at most. A look-up by name reads no further than
        the first that fits, and keeps all of that page: two of one name are a question, and not the
        first of them.
        Raises `Failed` if one is asked for again: what was read is not all there is.
        """
        kept: list[Any] = []
        notes: list[str] = []
        asked, seen, is_whole, waited = [first], 0, False, 0.0
        for _ in range(_MOST_PAGES):
            page, waited = yield from self._bound_waits(read(asked[-1]), waited)
            seen += len(page.items)
            kept += filter(action.keeps, page.items)
            notes.append(page.note)
            is_whole = page.following is None or (enough is not None and len(kept) >= enough)
            if page.following is None or is_whole:
                break
            if page.following in asked:
                raise self._circle()
            asked.append(page.following)
        if not is_whole:
            notes.append(f"{self.title} has more than the {_MOST_PAGES} pages that aegis reads.")
        if page.total is not None and page.total > seen:
            notes.append(f"{self.title} counts {page.total:,} in all.")
        return Found(kept[: action.most], is_whole, " ".join(dict.fromkeys(filter(None, notes))))

    def _bound_waits(self, page: Flow[ListPage], waited: float) -> Flow[tuple[ListPage, float]]:
        """Read a page, and return it with the seconds that the list has waited by then.

        Raises `Failed` in place of a wait with which these would be too many.
        """
        answer: Any = None
        while True:
            try:
                need = page.send(answer)
            except StopIteration as end:
                return end.value, waited
            if isinstance(need, Wait):
                waited += need.seconds
            if waited > LONGEST_OF_LIST:
                raise Failed(
                    f"{self.title} has this list wait for more than {LONGEST_OF_LIST:.0f} seconds.",
                    code=Code.RATE_LIMITED,
                    hint="Ask for less of it with a limit, or again in some minutes.",
                )
            answer = yield need

    def _circle(self) -> Failed:
        return Failed(
            f"{self.title}'s pages go round in circles, so that the list has no end.",
            code=Code.PROTOCOL,
            hint="Ask for less of it with a limit, or for a part of it.",
        )
