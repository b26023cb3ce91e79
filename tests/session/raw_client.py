"""A client of a session that sends what it likes: the attacker of the same user."""

import os
import socket
import struct
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from aegis_cli.session.line import frames
from tests.helpers.patience import PATIENCE
from tests.session.held import CLOSE, LIST


@contextmanager
def connected(address: str) -> Iterator[socket.socket]:
    """Connect to an agent."""
    with socket.socket(socket.AF_UNIX) as line:
        line.connect(address)  # NOTE: with a timeout, a full queue would be an error
        line.settimeout(PATIENCE)
        yield line


def order(
    words: Sequence[str | bytes], variables: Sequence[bytes] = (), *, speaks: str = frames.SPEAKS
) -> bytes:
    """Return the frame of a request."""
    known = [b"TERM=dumb", b"LANG=C.UTF-8", *variables]
    return frames.pack(
        frames.REQUEST,
        speaks.encode(),
        frames.join_words([os.fsencode(word) for word in words]),
        frames.join_words(known),
    )


def send(line: socket.socket, data: bytes, descriptors: Sequence[int] = ()) -> None:
    """Send bytes with descriptors; an agent that has hung up is no error."""
    with suppress(OSError):
        if descriptors:
            data = data[socket.send_fds(line, [data], [*descriptors]) :]
        line.sendall(data)


def answer(line: socket.socket) -> list[bytes] | None:
    """Return the next frame of the agent that is no `BEGUN`; `None` once it has hung up."""
    buffer = bytearray()
    while (frame := frames.take_frame(buffer)) in (None, [frames.BEGUN]):
        if frame:
            continue
        try:
            data = line.recv(65536)
        except ConnectionError:
            return None
        if not data:
            return None
        buffer += data
    return frame


Opens = Callable[[], int]


def _nothing() -> int:
    return os.open(os.devnull, os.O_RDWR)


def _folder() -> int:
    return os.open("/", os.O_RDONLY | os.O_DIRECTORY)


def _queue() -> int:
    ours, theirs = os.pipe()
    os.close(ours)
    return theirs


def _epoll() -> int:
    import select  # noqa: PLC0415  # Linux alone has it

    with select.epoll() as made:
        return os.dup(made.fileno())


def _memory() -> int:
    return os.memfd_create("odd")


def _socket() -> int:
    with socket.socket(socket.AF_UNIX) as made:
        return made.detach()


ODD: dict[str, Opens] = {
    "a folder": _folder,
    "a pipe": _queue,
    "an epoll": _epoll,
    "memory": _memory,
    "a socket": _socket,
    "nothing": _nothing,
    "a path": lambda: os.open("/", os.O_PATH),
    "the end of a pidfd": lambda: os.pidfd_open(os.getpid()),
}


@dataclass(frozen=True, slots=True)
class Forged:
    """What is sent in place of a request."""

    what: str
    data: bytes
    opens: tuple[Opens, ...] = ()


_USUAL: tuple[Opens, ...] = (_nothing, _nothing, _nothing, _folder)
_WRITE = ("do", "issues.close", "-R", "acme/web", "--issue-number", "12", "--yes")
_UNSERVED: tuple[list[str], ...] = (
    ["setup"], ["setup", "auth0"], ["broker"], ["broker", "serve"], ["session"],
    ["session", "end"], ["session", "--grant", "*.*@acme/*", "--", "sh"], ["sandbox"], ["demo"],
    ["connect"], ["disconnect"], ["accounts"], ["mcp"], [], [""], ["--version"],
    ["--install-completion"], ["--show-completion"], ["--debug", "--install-completion"],
    ["--debug", "--debug", *_WRITE], ["--config", "/dev/null", *_WRITE], ["--sandbox", *_WRITE],
    ["--step-up", "browser", *_WRITE], ["--", *_WRITE], ["--debug"], ["doctor", "--residue"],
    ["doctor", "--tenant"], ["doctor", "--token-stdin"], ["--debug", "doctor", "--residue"],
    ["ASK", "x"], ["a sk", "x"], ["\0ask", "x"],
)  # fmt: skip
_NAMES = (
    b"approve", b"unlocked", b"window", b"grant", b"answered", b"terminal", b"turn", b"child",
    b"session", b"held", b"step_up", b"yes", b"exit", b"error", b"open", b"told", b"file",
    b"cancel", b"pin", b"forget", b"propose", b"jwks", b"connect", b"granted", b"written", b"",
    b"found", b"serves", b"passes", b"jq", b"browse",
)  # fmt: skip
_STEERING = (
    b"AEGIS_GITHUB_API=http://127.0.0.1:9", b"AEGIS_ISSUER=http://127.0.0.1:9/",
    b"AEGIS_BROKER=http://127.0.0.1:9", b"AEGIS_AUDIENCE=x", b"AEGIS_GEMINI_URL=http://127.0.0.1:9",
    b"AEGIS_CONNECTION=x", b"AEGIS_STEP_UP=browser", b"AEGIS_VAULT_SECRET_COMMAND=touch caught",
    b"PAGER=sh -c 'touch caught'", b"EDITOR=touch caught", b"BROWSER=touch caught",
    b"GIT_SSH_COMMAND=touch caught", b"GIT_CONFIG_COUNT=1", b"PYTHONPATH=.", b"PYTHONSTARTUP=x.py",
    b"LD_PRELOAD=./x.so", b"PATH=.", b"HTTPS_PROXY=http://127.0.0.1:9", b"SSLKEYLOGFILE=caught",
    b"_AEGIS_COMPLETE=bash_source", b"HOME=.", b"XDG_CONFIG_HOME=.", b"SSL_CERT_FILE=x.pem",
)  # fmt: skip


def forged() -> Iterator[Forged]:
    """Yield more than a hundred kinds of frames that must lead to no write, and to a refusal."""
    for name in _NAMES:
        yield Forged(f"a frame {name!r}", frames.pack(name))
        yield Forged(f"a control {name!r}", frames.pack(frames.CONTROL, name))
        yield Forged(f"a frame {name!r} with a number", frames.pack(name, b"1", b"true"))
    for words in _UNSERVED:
        yield Forged(f"the words {words}", order(words), _USUAL)
    for variable in _STEERING:
        yield Forged(f"the variable {variable!r}", order(LIST, [variable]), _USUAL)
    for count in (0, 1, 3, 5, 8, 200):
        yield Forged(f"{count} descriptors", order(LIST), (_nothing,) * count)
    good, speaks = order(LIST), frames.SPEAKS.encode()
    for cut in (1, 3, 4, 5, 8, 12, len(good) - 1):
        shorter = struct.pack(">I", cut) + good[4:]
        yield Forged(f"a length of {cut}", shorter, _USUAL)
    for length in (0, 2**20 + 1, 2**31, 2**32 - 1):
        yield Forged(f"a frame of {length}", struct.pack(">I", length) + good[4:], _USUAL)
    yield Forged("a part that is too long", struct.pack(">II", 8, 100) + b"abcd", _USUAL)
    yield Forged("another version", order(LIST, speaks="0.0.1"), _USUAL)
    yield Forged("a version that is no text", good.replace(speaks, b"\xff" * len(speaks)), _USUAL)
    yield Forged("a request that is cut", frames.pack(frames.REQUEST), _USUAL)
    yield Forged("a request with more", frames.pack(frames.REQUEST, b"", b"", b"", b"y"), _USUAL)
    yield Forged("words that are no list", frames.pack(frames.REQUEST, b"1", b"\xff", b""), _USUAL)
    yield Forged("a file of nobody", frames.pack(frames.FILE, b""), (_nothing,))


HARMLESS_OR_REFUSED = (
    *(Forged(f"{what} as {at}", order(LIST), (*_USUAL[:number], opens, *_USUAL[number + 1 :]))
      for what, opens in ODD.items()
      for number, at in enumerate(("stdin", "stdout", "stderr", "the folder"))),
    Forged("two requests at once", order(LIST) + order(CLOSE), _USUAL),
    Forged("a request, then a control", order(LIST) + frames.pack(frames.CONTROL, b"status"), _USUAL),
    Forged("a request, and 1,000 cancels", order(LIST) + frames.pack(frames.CANCEL) * 1000, _USUAL),
    Forged("words that are no text", order([*LIST, "--state", b"\xff\x1b]0;x\x07\n"]), _USUAL),
    Forged("an odd zone", order(LIST, [b"TZ=:/dev/zero", b"LC_ALL=../../x", b"COLUMNS=-1"]), _USUAL),
    Forged("a variable without a value", order(LIST, [b"TERM", b"=", b"\xff"]), _USUAL),
)  # fmt: skip
"""What may be done, or refused, as long as it writes nothing and disturbs nobody."""


def sent(address: str, what: Forged) -> list[bytes] | None:
    """Send it from a connection of its own, and return the answer."""
    with connected(address) as line:
        opened = [opens() for opens in what.opens]
        try:
            send(line, what.data, opened)
        finally:
            for number in opened:
                os.close(number)
        with suppress(OSError):
            line.shutdown(socket.SHUT_WR)
        return answer(line)
