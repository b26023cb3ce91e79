"""The audit: one JSON line per request, without tokens, titles, bodies or words to a model.

Refused strangers have a queue and a rate limit of their own; beyond these they are only counted, so
that a flood of them costs no line about a known caller.
A line is ASCII and at most 4096 bytes, which several workers can write to one pipe without mixing
(POSIX, PIPE_BUF). Writing never blocks and never fails a request; lost lines are counted.
"""

import json
import re
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from queue import Full, Queue
from threading import BoundedSemaphore
from typing import Any, BinaryIO, TypeAlias

from aegis_cli.actions.action import Action
from aegis_cli.actions.fields.fields import kinds_of
from aegis_cli.actions.fields.kinds import Role
from aegis_cli.actions.provider.names import BARE
from aegis_cli.actions.targets.related_reads import RelatedRead
from aegis_cli.broker.http.limits import RateLimiter
from aegis_cli.broker.http.problem import Stranger
from aegis_cli.core.text import one_line

LONGEST = 4096
"""Bytes of a line, with its end."""

WAITING = 10_000
"""Lines that may wait for a slow reader; further ones are lost."""

STRANGERS = 100
"""Lines about strangers that may wait beside them."""

A_MINUTE = 60
"""Lines about strangers in a minute, from all addresses; a third of them may come at once."""

_LONGEST_TEXT = 200
_MOST = 50
_MOST_REASONS = 5
_HASH = re.compile(r"[0-9a-f]{64}", re.ASCII)


@dataclass(slots=True)
class _Entry:
    """What every line says of its request; the fields are filled in as the request goes on."""

    correlation_id: str
    verdict: str = "internal"
    """`allowed`, or the stable code of the refusal."""
    subject: str | None = None
    client: str | None = None
    reasons: tuple[str, ...] = ()
    upstream_status: int | None = None
    duration_ms: float = 0.0


@dataclass(slots=True)
class PlanEntry(_Entry):
    """What is recorded of a plan."""

    actions: tuple[Action[Any], ...] = ()
    """Recorded by name, effect and targets; titles and bodies are left out."""
    related: tuple[RelatedRead[Any], ...] = ()
    """The related reads that are made; recorded by the names of their actions."""
    digest: str | None = None
    """The plan's, 64 hexadecimal digits."""
    rules_model: str | None = None
    """The model by which the organisation's rules were asked for; `None` if they were not."""
    is_ahead: bool = False
    """Whether it was judged before anybody was asked to approve it, and not carried out."""
    token_sha256: Mapping[str, str] = field(default_factory=dict)
    """SHA-256 of the token of each provider, 64 hexadecimal digits; never the token."""


@dataclass(slots=True)
class ModelEntry(_Entry):
    """What is recorded of a turn of planning: how much was sent and answered, and no word of it."""

    model: str | None = None
    """One of the broker's own list; `None` for any other."""
    api_version: str | None = None
    """The version of Gemini's API that answered."""
    request_bytes: int = 0
    answer_bytes: int = 0
    prompt_tokens: int | None = None
    total_tokens: int | None = None
    """As Gemini counts, with its thoughts."""


AuditEntry: TypeAlias = PlanEntry | ModelEntry


class Audit:
    """Writes entries to a stream in a thread of its own, so that a slow reader blocks nothing."""

    def __init__(
        self, stream: BinaryIO, *, now: Callable[[], float] = time.time, waiting: int = WAITING
    ) -> None:
        """Take the stream; it is flushed after each line, and never closed.

        NOTE: a stream of bytes, because `sys.stdout` reports no error when its reader is gone
        (`cli/streams.py`): the lines would be lost and not counted.
        """
        self._stream = stream
        self._now = now
        self._queue: Queue[tuple[str, bool] | None] = Queue(waiting + STRANGERS)
        self._room = BoundedSemaphore(waiting), BoundedSemaphore(STRANGERS)
        self._pace = RateLimiter(A_MINUTE, clock=time.monotonic)
        self._counting = threading.Lock()
        self.lost = 0
        """Lines that were not written: the stream was closed, or its reader too slow."""
        self.left_out = 0
        """Refusals of strangers that were only counted."""
        self._reported = 0
        self._writer = threading.Thread(target=self._write_all, name="audit", daemon=True)
        self._writer.start()

    def note(self, entry: AuditEntry, stranger: Stranger | None = None) -> None:
        """Queue a line, and return at once."""
        if stranger is None:
            if not self._enqueue(line(entry, self._now()), is_strangers=False):
                self._lose()
            return
        is_sampled = not stranger.is_counted_only and not self._pace.seconds_to_wait("")
        if is_sampled and self._enqueue(self._sample(entry, stranger), is_strangers=True):
            self._reported = self.left_out
        else:
            self.left_out += 1

    def close(self, timeout: float = 2.0) -> None:
        """Wait until all queued lines are written, for at most `timeout` seconds."""
        if self.left_out > self._reported:
            last = {"time": _time(self._now()), "verdict": "strangers"}
            self._enqueue(_text(last | self._since()), is_strangers=False)
        try:
            self._queue.put(None, timeout=timeout)
        except Full:
            return
        self._writer.join(timeout)

    def _sample(self, entry: AuditEntry, stranger: Stranger) -> str:
        document = json.loads(line(entry, self._now()))
        return _text(document | {"address": stranger.address} | self._since())

    def _since(self) -> dict[str, int]:
        """Return how many refusals of strangers were left out since the last line about one."""
        return {"left_out": self.left_out - self._reported}

    def _enqueue(self, text: str, *, is_strangers: bool) -> bool:
        if not self._room[is_strangers].acquire(blocking=False):
            return False
        self._queue.put_nowait((text, is_strangers))
        return True

    def _write_all(self) -> None:
        while (queued := self._queue.get()) is not None:
            text, is_strangers = queued
            self._room[is_strangers].release()
            try:
                self._stream.write(text.encode("ascii"))
                self._stream.flush()
            except (OSError, ValueError):  # a reader that is gone, or a stream that is closed
                self._lose()

    def _lose(self) -> None:
        with self._counting:
            self.lost += 1


def line(entry: AuditEntry, now: float) -> str:
    """Return an entry as one line with its end; `now` in seconds since 1970.

    If a plan's line would be too long, its lists are cut, and `cut` says how many of each are kept.
    """
    if isinstance(entry, ModelEntry):
        return _text(_common(entry, now, _MOST_REASONS) | _turn(entry))
    kept = _MOST
    while True:
        text = _text(_common(entry, now, kept) | _plan(entry, kept))
        if len(text) <= LONGEST or kept == 0:
            return text
        kept //= 2


def _text(document: Mapping[str, Any]) -> str:
    return json.dumps(document, separators=(",", ":")) + "\n"


def _common(entry: AuditEntry, now: float, kept: int) -> dict[str, Any]:
    return {
        "time": _time(now),
        "correlation_id": _safe(entry.correlation_id),
        "subject": _safe(entry.subject),
        "client": _safe(entry.client),
        "verdict": _safe(entry.verdict),
        "reasons": [_safe(reason) for reason in entry.reasons[:kept]],
        "upstream_status": entry.upstream_status,
        "duration_ms": round(entry.duration_ms, 1),
    }


def _plan(entry: PlanEntry, kept: int) -> dict[str, Any]:
    actions = entry.actions[:kept]
    is_cut = len(entry.actions) > kept or len(entry.reasons) > kept
    providers = sorted({action.provider.name for action in entry.actions})
    # NOTE: the names are those of the plan, and not those that a child may say.
    others = {name: _hash(entry.token_sha256.get(name)) for name in providers if name != BARE}
    return (
        {
            "providers": providers,
            "actions": [action.facts.action for action in actions],
            "targets": [
                {name: _safe_value(value) for name, value in targets_of(action).items()}
                for action in actions
            ],
            "effects": [str(action.facts.effect) for action in actions],
            "beside": [each.read.facts.action for each in entry.related[:kept]],
            "digest": _hash(entry.digest),
            "token_sha256": _hash(entry.token_sha256.get(BARE)),
        }
        | ({"tokens_sha256": others} if others else {})
        | ({"rules_model": _safe(entry.rules_model)} if entry.rules_model else {})
        | ({"ahead": True} if entry.is_ahead else {})
        | ({"cut": kept} if is_cut else {})
    )


def _turn(entry: ModelEntry) -> dict[str, Any]:
    return {
        "model": _safe(entry.model),
        "api_version": _safe(entry.api_version),
        "request_bytes": entry.request_bytes,
        "answer_bytes": entry.answer_bytes,
        "prompt_tokens": entry.prompt_tokens,
        "total_tokens": entry.total_tokens,
    }


def _time(now: float) -> str:
    return datetime.fromtimestamp(now, UTC).isoformat(timespec="milliseconds")[:-6] + "Z"


def targets_of(action: Action[Any]) -> Mapping[str, Any]:
    """Return what an action acts on, by field: repository, number, login, label, branch.

    The containers that only the names of things say stand under their noun.
    """
    kinds, sent = kinds_of(type(action)), action.sent_arguments()
    said = {name: value for name, value in sent.items() if kinds[name].role is Role.TARGET}
    inside = {place.name: None for _, place in action.containers() if place.thing and place.name}
    return {action.provider.places.noun: [*inside], **said} if inside else said


def _safe_value(value: Any) -> Any:
    if isinstance(value, int):
        return value
    if isinstance(value, list | tuple):
        return [_safe(str(item)) for item in value[:_MOST]]
    return _safe(str(value))


def _safe(text: str | None) -> str | None:
    """Return a text in one line of ASCII, cut."""
    if text is None:
        return None
    plain = one_line(text[:_LONGEST_TEXT]).encode("ascii", "backslashreplace").decode()
    return plain[:_LONGEST_TEXT]


def _hash(text: str | None) -> str | None:
    """Return a hash, or `None`. NOTE: a token that was given by mistake is not written."""
    return text if text is not None and _HASH.fullmatch(text) else None
