"""A session that a client found by itself, since AEGIS_SESSION names none.

It serves only a command whose own options and settings do not differ from the session's. With other
settings or options, with several sessions to choose from, or with one that is for others, the
command runs by itself and says why. A client imports this only where no session is named.
"""

import _socket

from aegis_cli.session.client.silence import SILENCE, SilenceNotice
from aegis_cli.session.client.thin_client import (
    HARMLESS,
    Ended,
    Refusal,
    SeveralSessions,
    introduce,
    is_served,
    reach,
    serve,
)
from aegis_cli.session.line import frames

TYPE_CHECKING = False  # as in `thin_client`
if TYPE_CHECKING:
    from collections.abc import Sequence

_BEFORE = {
    **dict.fromkeys(HARMLESS, False),
    "--sandbox": False, "--config": True, "--step-up": True, "--crash-file": True,
}  # fmt: skip
"""The options that stand before a command, and whether a value comes behind them."""


class ByItself:
    """A session was found and does not serve the command, which says this and runs by itself."""

    def __init__(self, notice: str) -> None:
        self.notice = notice


class _Joined:
    """A connection to the session that serves a command, and what is said before all else."""

    def __init__(self, line: "_socket.socket", notice: str) -> None:
        self.line, self.notice = line, notice


def request(words: "Sequence[str]") -> Ended | Refusal | ByItself | None:
    """Have the agent that is found serve the words of a command line; `None` if there is none."""
    if not is_served(words):
        return _passed_by(words)
    has_begun = False

    def note_begin() -> None:
        nonlocal has_begun
        has_begun = True
        silence.note_sound()

    with SilenceNotice() as silence:
        found = _find_session(words)
        if not isinstance(found, _Joined):
            return found
        try:
            ended = serve(found.line, words, (0, 1, 2), note_begin)
        finally:
            found.line.close()
    if has_begun or isinstance(ended, Ended):
        return ended  # the process that did it has said the notice
    return Refusal(ended.code, ended.message, ended.hint, found.notice)


def _find_session(words: "Sequence[str]") -> _Joined | Refusal | ByItself | None:
    """Find the one session that serves a command, or why none does."""
    lines, refusals = reach()
    if not lines:
        return refusals[0] if refusals else None
    for line in lines.values() if len(lines) > 1 else ():
        line.settimeout(SILENCE)  # NOTE: one suspended session must not hold up the others
    answers = {path: introduce(line, words) for path, line in lines.items()}
    members = [path for path, answer in answers.items() if not _is_error(answer)]
    chosen = members[0] if members else next(iter(lines))
    line, answer = lines.pop(chosen), answers[chosen]
    for other in lines.values():
        other.close()
    match answer:
        case [frames.SERVES, notice] if len(members) == 1:
            line.settimeout(None)
            return _Joined(line, notice.decode(errors="replace"))
    line.close()
    return _reason(members, answer)


def _is_error(answer: "Sequence[bytes] | None") -> bool:
    """Tell whether a session is for others; one that says nothing in time may be for this one."""
    return answer is not None and answer[0] == frames.ERROR


def _reason(members: "Sequence[str]", answer: "Sequence[bytes] | None") -> ByItself | None:
    """Say why a command runs by itself; `None` where the one session has just ended."""
    if len(members) > 1:
        several = SeveralSessions(members)
        return ByItself(f"{several.message} This command runs by itself. {several.hint}")
    match answer:
        case [frames.PASSES, notice]:
            return ByItself(notice.decode(errors="replace"))
        case [frames.ERROR, _, message, _]:
            return ByItself(f"{message.decode(errors='replace')} This command runs by itself.")
    return None


def _passed_by(words: "Sequence[str]") -> ByItself | None:
    """Return what a command says that a session would do, but for an option before it."""
    option = _option_before(words)
    lines = reach()[0] if option else {}
    for line in lines.values():
        line.close()
    if not lines:
        return None
    return ByItself(f"{option} was given, so this command runs by itself, and in no session.")


def _option_before(words: "Sequence[str]") -> str:
    """Return the first option that keeps a command from a session; "" where it is not that."""
    rest, said = [*words], ""
    while rest and rest[0].startswith("-"):
        name, is_joined, _ = rest.pop(0).partition("=")
        if name not in _BEFORE:
            return ""
        if _BEFORE[name] and not is_joined:
            del rest[:1]
        said = said or (name if name not in HARMLESS else "")
    return said if is_served(rest) else ""
