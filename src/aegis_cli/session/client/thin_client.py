"""The client of a session: hands words, descriptors and a folder to the agent, and ends as it says.

It runs before anything else of aegis is imported, because a command in a session should cost no
more than its services. It never sees a token, and sends no secret, but for the value that its own
command line sets: another process of the same user may have taken the agent's place.
"""

import _socket  # NOTE: `socket` would double the time of a start
import os
import sys

from aegis_cli.session.client.errands import ERRANDS, Errands
from aegis_cli.session.client.silence import SilenceNotice
from aegis_cli.session.line import frames
from aegis_cli.session.line.address import sockets

TYPE_CHECKING = False  # NOTE: `typing` takes longer than all the rest
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

PATIENCE = 15.0
"""Seconds for the end of a request after a Ctrl-C; the agent has fewer, and says how it ended."""
PATIENCE_WITH_SILENCE = 1.0
"""The same, where the agent has not said a word."""

DISPLAY = (
    "TERM", "COLORTERM", "NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "FORCE_COLOR", "COLUMNS",
    "LANG", "LC_ALL", "LC_CTYPE", "TZ", "GH_REPO", "TERM_PROGRAM", "VTE_VERSION", "WT_SESSION",
    "TMUX", "STY", "AEGIS_PLAIN", "ACCESSIBLE",
)  # fmt: skip
"""What decides how a result looks, and which repository is meant."""
_OF_CLIENTS = (b"AEGIS_SESSION", b"AEGIS_PAGER", b"AEGIS_PLAIN", b"AEGIS_CRASH_FILE")
HARMLESS = ("--debug", "--plain")
"""The options before a command that steer nothing."""
_CREDENTIALS = 12  # process, user, group: unix(7)


SERVED = ("ask", "do", "undo", "whoami", "doctor", "mcp-call", "git-door")
"""The commands that the agent serves; the last two are a tool call of `aegis mcp`, and what git
runs in a session that has a door for it."""
OTHERS = (
    "actions", "connect", "accounts", "disconnect", "session", "mcp", "config", "setup", "broker",
    "sandbox", "demo", "help", "version", "gh-door",
)  # fmt: skip
"""The commands that it does not; other words are a sentence, as `cli.main` has it. Gh reaches the
last one by a socket of its own, and no client does."""
_HERE = frozenset({"--tenant", "--token-stdin", "--residue", "--live"})
"""What `doctor` does without a session: it takes a token or a sign-in of its own, or a sandbox."""


def from_command(words: "Sequence[str]") -> "Sequence[str]":
    """Return a command line from its command on, without the harmless options before that."""
    while words[:1] and words[0] in HARMLESS:
        words = words[1:]
    return words


def is_served(words: "Sequence[str]") -> bool:
    """Tell whether the agent serves a command line: one of its commands, or a sentence.

    NOTE: no option stands before either, since `--config` must not steer the agent.
    """
    words = from_command(words)
    first, second = [*words[:2], "-", "-"][:2]
    if first.startswith("-") or first in OTHERS or (first == "doctor" and _HERE & {*words}):
        return False
    return first in SERVED or " " in first or not second.startswith("-")


class Refusal:
    """Why a request was not served, in the words of an error: code, message and hint."""

    def __init__(self, code: str, message: str, hint: str = "", notice: str = "") -> None:
        self.code, self.message, self.hint = code, message, hint
        self.notice = notice
        """What is to be said before it."""


class SeveralSessions(Refusal):
    """There are several sessions to choose from, at these addresses."""

    def __init__(self, addresses: "Sequence[str]") -> None:
        paths = "\n".join(f"  export AEGIS_SESSION={path}" for path in addresses)
        message = "There are several sessions, and AEGIS_SESSION names none."
        super().__init__("bad_usage", message, f"Choose one:\n{paths}")
        self.addresses = addresses


class Ended:
    """A request was served; the command ends with this exit code."""

    def __init__(self, code: int) -> None:
        self.code = code


_LOST = Refusal(
    "outcome_unknown",
    "The session ended before it answered; whether a write was sent is not known.",
    "Look whether it happened before you try again.",
)
_STOPPED = Refusal(
    "outcome_unknown",
    "You stopped waiting for the session; whether a write was sent is not known.",
    "`aegis session log` says it. Look before you try again.",
)
ENDED = Refusal(
    "no_session",
    "The session that AEGIS_SESSION names has ended.",
    "Begin one with `aegis session`, or `unset AEGIS_SESSION` to sign in for one command.",
)


BLOCKED = Refusal(
    "no_session",
    "This process may not reach the session: a sandbox around it forbids the socket.",
    "Let the sandbox allow the socket that AEGIS_SESSION names, or use `aegis mcp`.",
)


def request(words: "Sequence[str]") -> Ended | Refusal | None:
    """Have the agent serve the words of a command line; `None` if there is no session for them."""
    if not is_served(words):
        return None
    with SilenceNotice() as notice:
        line = connect()
        if not isinstance(line, _socket.socket):
            return line
        try:
            return serve(line, words, (0, 1, 2), notice.note_sound)
        finally:
            line.close()


def reach() -> "tuple[dict[str, _socket.socket], list[Refusal]]":
    """Return a connection to each agent there is, and why others could not be reached."""
    tried = [(path, _connection(path)) for path in sockets(os.environ)]
    lines = {path: line for path, line in tried if isinstance(line, _socket.socket)}
    return lines, [line for _, line in tried if isinstance(line, Refusal)]


def connect() -> "_socket.socket | Refusal | None":
    """Return a connection to the one agent there is; `None` if there is none."""
    lines, refusals = reach()
    if len(lines) == 1:
        return next(iter(lines.values()))
    for line in lines.values():
        line.close()
    if lines:
        return SeveralSessions([*lines])
    return refusals[0] if refusals else ENDED if os.environ.get("AEGIS_SESSION") else None


def _connection(path: str) -> "_socket.socket | Refusal | None":
    """Connect to a socket; return `None` if nobody listens there any more."""
    try:
        line = _socket.socket(_socket.AF_UNIX, _socket.SOCK_STREAM)
    except PermissionError:
        return BLOCKED
    try:
        line.connect(path)
    except (FileNotFoundError, ConnectionRefusedError):
        line.close()
        return None
    except PermissionError:
        line.close()
        return BLOCKED
    except OSError as problem:
        line.close()
        return Refusal("busy", f"The session does not answer: {problem.strerror}.", "Try again.")
    if _owner(line) not in {os.geteuid(), None}:
        line.close()
        return Refusal("no_session", "Another user listens at the session's socket.")
    return line


def _owner(line: "_socket.socket") -> int | None:
    """Return the user id of the listening process; `None` where the system does not say."""
    option = getattr(_socket, "SO_PEERCRED", None)
    if option is None:
        return None
    data = line.getsockopt(_socket.SOL_SOCKET, option, _CREDENTIALS)
    return int.from_bytes(data[4:8], sys.byteorder)


def serve(
    line: "_socket.socket",
    words: "Sequence[str]",
    streams: "Sequence[int]",
    heard: "Callable[[], None]" = lambda: None,
) -> Ended | Refusal:
    """Send a request with the descriptors of its three streams, and wait for its end.

    `heard` is called once the agent has taken it.
    """
    errands = Errands(words)
    try:
        return _exchange(line, words, streams, errands, heard)
    finally:
        errands.drop()


def _exchange(
    line: "_socket.socket",
    words: "Sequence[str]",
    streams: "Sequence[int]",
    errands: Errands,
    heard: "Callable[[], None]",
) -> Ended | Refusal:
    try:
        folder = os.open(".", getattr(os, "O_PATH", os.O_RDONLY) | os.O_DIRECTORY)
    except OSError:
        return Refusal("bad_usage", "The working directory cannot be opened.", "Change to another.")
    buffer, has_begun = bytearray(), False

    def note_begin() -> None:
        nonlocal has_begun
        has_begun = True
        heard()

    try:
        try:
            _send(line, _order(frames.REQUEST, words), [*streams, folder])
        finally:
            os.close(folder)
        return _until_end(line, buffer, note_begin, errands)
    except KeyboardInterrupt:
        pass
    # NOTE: only the agent knows whether a write was in flight; nothing here may say that none was.
    try:
        line.settimeout(PATIENCE if has_begun else PATIENCE_WITH_SILENCE)
        cancel(line)
        ended = _until_end(line, buffer, note_begin, errands)
    except KeyboardInterrupt:
        return _STOPPED
    return _STOPPED if ended is _LOST else ended


def cancel(line: "_socket.socket") -> None:
    """End a request that another thread waits for, as a Ctrl-C does."""
    _send(line, frames.pack(frames.CANCEL), [])


def await_end(line: "_socket.socket", *, waits: bool) -> None:
    """Say whether somebody still waits for the end of a request."""
    _send(line, frames.pack(frames.AWAITED, b"1" if waits else b"0"), [])


def _until_end(
    line: "_socket.socket", buffer: bytearray, heard: "Callable[[], None]", errands: Errands
) -> Ended | Refusal:
    """Do what the agent asks for until it says how the request ended."""
    try:
        while True:
            match _frame(line, buffer):
                case [frames.BEGUN]:
                    heard()
                case [frames.EXIT, code]:
                    return Ended(int(code))
                case [frames.ERROR, code, message, hint]:
                    return Refusal(code.decode(), message.decode(), hint.decode())
                case [what, about, *more] if what in ERRANDS:
                    _hand_over(line, *errands.do(what, about, is_forced=more == [b"1"]))
                case _:
                    return _LOST
    except ValueError:  # what listens there is no agent of ours
        return _LOST


def _hand_over(line: "_socket.socket", descriptors: list[int], reason: str, told: bytes) -> None:
    """Answer an errand: with the descriptor that it gives, or why it gives none."""
    said = [reason.encode(errors="backslashreplace"), *([told] if told else [])]
    try:
        _send(line, frames.pack(frames.FILE, *said), descriptors)
    finally:
        for number in descriptors:
            os.close(number)


def send_control(line: "_socket.socket", name: str, heard: "Callable[[], None]") -> bytes | Refusal:
    """Send a control message; return the document that the agent tells.

    `heard` is called when it took the message, and its answer takes time.
    """
    _send(line, frames.pack(frames.CONTROL, name.encode()), [])
    buffer = bytearray()
    try:
        frame = _frame(line, buffer)
        if frame == [frames.BEGUN]:
            heard()
            frame = _frame(line, buffer)
        match frame:
            case [frames.TOLD, document]:
                return document
            case [frames.ERROR, code, message, hint]:
                return Refusal(code.decode(), message.decode(), hint.decode())
    except ValueError:
        pass  # as above
    return Refusal("no_session", "The session has ended.")


def introduce(line: "_socket.socket", words: "Sequence[str]") -> list[bytes] | None:
    """Say what would be asked of an agent that nobody named; return its answer, if it is one."""
    _send(line, _order(frames.FOUND, words), [])
    try:
        return _frame(line, bytearray())
    except ValueError:
        return None  # as above


def _order(kind: bytes, words: "Sequence[str]") -> bytes:
    environment = os.environb
    names = [name.encode() for name in DISPLAY if name in os.environ]
    names += [name for name in environment if is_setting(name)]
    return frames.pack(
        kind,
        frames.SPEAKS.encode(),
        frames.join_words([os.fsencode(word) for word in words]),
        frames.join_words([name + b"=" + environment[name] for name in names]),
    )


def is_setting(name: bytes) -> bool:
    """Tell whether a variable is a setting of aegis and no secret, so that the agent may see it."""
    is_secret = b"SECRET" in name or b"KEY" in name
    return name.startswith(b"AEGIS_") and not is_secret and name not in _OF_CLIENTS


def _send(line: "_socket.socket", data: bytes, descriptors: list[int]) -> None:
    """Send a frame; if the agent has gone, the missing answer shows that."""
    rights = b"".join(number.to_bytes(4, sys.byteorder) for number in descriptors)
    ancillary = [(_socket.SOL_SOCKET, _socket.SCM_RIGHTS, rights)] if descriptors else []
    try:
        sent = line.sendmsg([data], ancillary)
        line.sendall(data[sent:])
    except OSError:
        pass


def _frame(line: "_socket.socket", buffer: bytearray) -> list[bytes] | None:
    """Receive the next frame; return `None` if the agent has ended, or takes too long."""
    while (frame := frames.take_frame(buffer)) is None:
        try:
            data = line.recv(65536)
        except OSError:
            return None
        if not data:
            return None
        buffer += data
    return frame
