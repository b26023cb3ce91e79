"""Slack's Web API without I/O: turns an action into requests, and the answers into data.

`ok` in an answer decides whether Slack did it, and never the status: a refusal comes with 200.
A rate limit means that nothing was done, so that a write too may be sent again; an answer that
never came, or that does not say what became of a write, leaves it unknown.
Source: docs.slack.dev/apis/web-api, and its page on rate limits.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, get_origin

from aegis_cli.actions.facts import Effect
from aegis_cli.actions.provider.performed import PartlyIgnored, Performed
from aegis_cli.actions.results.templates import pick
from aegis_cli.core.flow import Flow
from aegis_cli.core.http import Request, Response
from aegis_cli.core.text import excerpt
from aegis_cli.errors import Code, Failed
from aegis_cli.providers.api import FAULTS, ListPage
from aegis_cli.providers.slack.paging import after, next_cursor
from aegis_cli.providers.slack.slack_action import SlackAction
from aegis_cli.providers.slack.slack_names import ask_names, with_names
from aegis_cli.providers.slack.slack_refusals import SLACK_API, refusal, refusal_for, retry_after
from aegis_cli.providers.slack.token_side import JSON, body_of, error_of, is_limited
from aegis_cli.providers.uploads import require_whole

_OK = 200
_REDIRECTS = range(300, 400)
_HARMLESS = frozenset({"missing_charset", "superfluous_charset"})


def perform(action: SlackAction[Any], base: str, *, in_place: bool) -> Flow[Performed]:  # noqa: ARG001
    """Perform an action; no redirect is followed.

    A list is read page by page up to its limit. Raises `Failed` if Slack refuses, and
    `OutcomeUnknown` for a write of which nobody knows what became of it.
    """
    request = action.request(base)
    request = request if request.body is None else replace(request, headers=(JSON,))
    if action.facts.effect > Effect.READ:
        return _write_result(action, (yield from _answer_of(action, request)))
    if get_origin(action.facts.result) is list:
        items, note = yield from _list(action, request)
    else:
        items, note = [_one(action, (yield from _answer_of(action, request)))], ""
    if action.people:
        names = yield from ask_names(action, items, base)
        items = [with_names(action, item, names) for item in items]
    if get_origin(action.facts.result) is not list:
        return Performed(SLACK_API.validate(action, items[0]))
    return Performed(SLACK_API.validate(action, [*action.settle(items)]), note=note)


def _list(action: SlackAction[Any], request: Request) -> Flow[tuple[list[Any], str]]:
    """Read a list; what is looked for in a shorter one, and in the whole one if it is not there.

    NOTE: in a large workspace the whole list has more pages than Slack answers in a minute.
    """
    if action.nearer:
        items, note = yield from _list_pages(action, replace(request, path=f"/{action.nearer}"))
        if items:
            return items, note
    return (yield from _list_pages(action, request))


def _list_pages(action: SlackAction[Any], request: Request) -> Flow[tuple[list[Any], str]]:
    """Read pages until as many items are kept as are asked for, or there is no next page."""

    def read(asked: Request) -> Flow[ListPage]:
        body = yield from _answer_of(action, asked)
        items, cursor = pick(body, action.facts.envelope), next_cursor(body)
        following = after(asked, cursor) if cursor else None
        return ListPage(_items_of(action, items), following, note=_warning(body))

    enough = 1 if action.nearer else action.most
    found = yield from SLACK_API.read_pages(action, request, read, enough=enough)
    if not found.is_whole:
        raise Failed(
            f"{action.says()}: Slack has more than aegis reads at once.",
            code=Code.PROVIDER,
            hint="Ask for a part of it.",
        )
    return (found.kept[::-1] if action.newest_first else found.kept), found.note


def _items_of(action: SlackAction[Any], found: Any) -> list[Any]:
    """Return the items of a list, each as the result has it."""
    items: list[Any] = [*map(action.shape, found)] if isinstance(found, list) else [None]
    if not all(isinstance(item, dict) for item in items):
        raise SLACK_API.protocol_error()
    return items


def _one(action: SlackAction[Any], body: dict[str, Any]) -> Any:
    """Return the one thing of an answer; of a list, the item that is asked for."""
    found = pick(body, action.facts.envelope) if action.facts.envelope else body
    if isinstance(found, list):
        kept = [*filter(action.keeps, _items_of(action, found))]
        if not kept:
            raise refusal_for("message_not_found", error="nothing of that name")
        return kept[0]
    if not isinstance(found, dict):
        raise SLACK_API.protocol_error()
    thing = action.shape(found)
    # NOTE: what is shown, and pinned, must be what was asked for.
    if not action.keeps(thing):
        raise Failed("Slack's answer is about something else.", code=Code.PROTOCOL)
    return thing


def _write_result(action: SlackAction[Any], body: dict[str, Any]) -> Performed:
    """Return the result of a write; raise `OutcomeUnknown` if the answer does not have it."""
    is_already = not {error_of(body), *_warnings(body)}.isdisjoint(action.already)
    if action.facts.result is None:
        return Performed(None, already=is_already)
    try:
        data = SLACK_API.validate(action, _one(action, body))
    except Failed:
        data = None
    if data is None:
        raise SLACK_API.unknown(action, "Slack answered in a form that cannot be read")
    compare(action, body, data)
    return Performed(data, already=is_already, note=_warning(body))


def compare(action: Any, body: Any, data: Any) -> None:
    """Raise `PartlyIgnored` if the answer to a write is about another channel or message."""
    sent = action.body_values()
    for name in ("channel", "ts"):
        told = body.get(name) if isinstance(body, dict) else None
        told = told.get("id") if isinstance(told, dict) else told
        if isinstance(told, str) and name in sent and told != sent[name]:
            message = f"Slack did it, and its answer is about the {name} {excerpt(told, 40)!r}."
            raise PartlyIgnored(message, data)


def _answer_of(action: SlackAction[Any], request: Request) -> Flow[dict[str, Any]]:
    """Send a request and return the answer, if it says that it was done, or is so already."""
    answer = yield from SLACK_API.send(action, request)
    require_whole(
        "Slack", answer, left="Nothing was shared. Ask again to send the file as it is now."
    )
    return _require_done(action, SLACK_API.require_answer(action, request, answer))


def _require_done(action: SlackAction[Any], answer: Response) -> dict[str, Any]:
    """Return the content of a successful answer; raise the error of any other."""
    body = body_of(answer)
    error, is_write = error_of(body), action.facts.effect > Effect.READ
    if answer.status == _OK and body.get("ok") is True:
        return body
    if is_limited(answer):
        raise refusal_for("rate_limited", until=_until(answer))
    has_failed = answer.status in FAULTS
    if is_write and SLACK_API.is_fault(answer):
        raise SLACK_API.unknown(action, f"Slack failed ({excerpt(error, 60) or answer.status})")
    if error and not has_failed:
        if error in action.already and action.facts.result is None:
            return body
        raise refusal(action, body)
    if is_write and answer.status in _REDIRECTS:
        raise refusal_for("redirect", status=answer.status)
    if is_write and answer.ok:
        raise SLACK_API.unknown(action, "Slack answered, and does not say whether it did it")
    raise refusal_for("fault" if has_failed else "status", status=answer.status)


def _until(answer: Response) -> str:
    wait = retry_after(answer)
    return "in a minute" if wait is None else f"in {wait:.0f} seconds"


def _warnings(body: dict[str, Any]) -> Iterator[str]:
    warning = body.get("warning")
    yield from warning.split(",") if isinstance(warning, str) else ()


def _warning(body: dict[str, Any]) -> str:
    """Return what Slack warns of, in a sentence; "" for nothing that matters."""
    told = ", ".join(sorted({*_warnings(body)} - _HARMLESS))
    return f"Slack warns: {excerpt(told, 200)}." if told else ""
