"""What a git that pushes asks for: which references are to be what (gitprotocol-pack). Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Self

from aegis_cli.core.pkt_lines import FLUSH, BadLine, payloads, pkt_line
from aegis_cli.core.text import visible

SERVED = frozenset(
    {"atomic", "delete-refs", "ofs-delta", "push-options", "quiet", "report-status"}
    | {"report-status-v2", "side-band-64k", "object-format=sha1"}
)
"""The capabilities of a server that git is told of; a signed push is none of them."""
LARGEST = 1024 * 1024
"""Bytes of all commands."""

NO_OBJECT = "0" * 40
"""The id that stands for no object: before what is new, and behind what is deleted."""
BRANCH, TAG = "refs/heads/", "refs/tags/"

_MOST, _MOST_OPTIONS, _LONGEST_OPTION = 256, 16, 256
_COMMAND = re.compile(r"([0-9a-f]{40}) ([0-9a-f]{40}) (refs/.+)", re.DOTALL)
_SHALLOW = re.compile(r"shallow [0-9a-f]{40}\n?")
_NO_NAME = re.compile(r"[\x00-\x20\x7f~^:?*\[\\]|\.\.|@\{|//|/\.|\.lock(?:/|$)|[./]$")
"""What no name of a reference has (git-check-ref-format(1))."""
_SAYS_SERVICE = pkt_line(b"# service=git-receive-pack\n") + FLUSH
_OF_CLIENTS = ("agent=", "session-id=")


@dataclass(frozen=True, slots=True)
class RefUpdate:
    """One reference, as it is to the git that pushes, and as it is to be."""

    ref: str
    old: str
    new: str

    @classmethod
    def read(cls, text: str) -> Self:
        """Read a command; raise `BadLine` for what is none."""
        found = _COMMAND.fullmatch(text)
        if found is None:
            raise BadLine("git said something that is no command of a push")
        old, new, ref = found.groups()
        if _NO_NAME.search(ref) or visible(ref) != ref:
            raise BadLine("a reference has a name that git itself would not give it")
        if old == new:
            raise BadLine("a reference is to become what it is")
        return cls(ref, old, new)

    @property
    def is_new(self) -> bool:
        """Whether there was none of that name."""
        return self.old == NO_OBJECT

    @property
    def is_deletion(self) -> bool:
        """Whether there is to be none."""
        return self.new == NO_OBJECT

    @property
    def is_branch(self) -> bool:
        """Whether it is a branch."""
        return self.ref.startswith(BRANCH)

    @property
    def is_tag(self) -> bool:
        """Whether it is a tag."""
        return self.ref.startswith(TAG)

    @property
    def name(self) -> str:
        """What people call it."""
        return self.ref.removeprefix(BRANCH).removeprefix("refs/")


@dataclass(frozen=True, slots=True)
class PushCommands:
    """All that git says before a pack."""

    updates: tuple[RefUpdate, ...]
    capabilities: frozenset[str]
    options: tuple[str, ...] = ()
    """What it hands to the server, as `git push -o` has it."""

    @classmethod
    def read(cls, message: bytes) -> Self:
        """Read the lines up to the first flush; raise `BadLine` for what is not served."""
        if len(message) > LARGEST:
            raise BadLine("this push has too many commands")
        lines = [each for each in map(_text, payloads(message)) if not _SHALLOW.fullmatch(each)]
        if not lines:
            raise BadLine("this push has no command")
        first, _, said = lines[0].partition("\0")
        if first.startswith("push-cert"):
            raise BadLine("a signed push is not served: push without --signed")
        updates = tuple(RefUpdate.read(each.removesuffix("\n")) for each in (first, *lines[1:]))
        if len(updates) > _MOST:
            raise BadLine(f"one push may have {_MOST} references, and this has {len(updates)}")
        if len({each.ref for each in updates}) < len(updates):
            raise BadLine("a reference is named twice")
        return cls(updates, _capabilities(said))

    def with_options(self, options: tuple[str, ...]) -> Self:
        """Return the same with options."""
        return replace(self, options=options)

    @property
    def has_pack(self) -> bool:
        """Whether a pack follows: not where all are deletions."""
        return not all(each.is_deletion for each in self.updates)

    @property
    def has_options(self) -> bool:
        """Whether options follow, before the pack."""
        return "push-options" in self.capabilities

    @property
    def hears_meanwhile(self) -> bool:
        """Whether git can be told something before the end."""
        return "side-band-64k" in self.capabilities


def read_options(message: bytes) -> tuple[str, ...]:
    """Read the options of a push up to the flush; raise `BadLine` for too many."""
    options = tuple(map(_text, payloads(message)))
    if len(options) > _MOST_OPTIONS or any(len(each) > _LONGEST_OPTION for each in options):
        raise BadLine(f"a push may have {_MOST_OPTIONS} short options")
    return tuple(each.removesuffix("\n") for each in options)


def _text(payload: bytes) -> str:
    try:
        return payload.decode()
    except UnicodeDecodeError:
        raise BadLine("git said something that is no text in UTF-8") from None


def _capabilities(said: str) -> frozenset[str]:
    """Return what git wants of that it was told; raise `BadLine` for anything else."""
    wanted = frozenset(
        each for each in said.strip("\n").split(" ") if each and not each.startswith(_OF_CLIENTS)
    )
    if not wanted <= SERVED or not wanted & {"report-status", "report-status-v2"}:
        raise BadLine("git wants something of a push that is not served")
    return wanted


def references_for_push(answer: bytes) -> bytes:
    """Return what a server says of its references by HTTP, as git itself is told.

    Only the capabilities are left that are served. Raises `BadLine` for anything else.
    """
    told = answer.removeprefix(_SAYS_SERVICE)
    return b"".join(pkt_line(each) for each in _with_served(payloads(told))) + FLUSH


def _with_served(lines: Iterator[bytes]) -> Iterator[bytes]:
    first, separator, said = next(lines, b"").partition(b"\0")
    if not separator:
        raise BadLine("the server did not say what it can take of a push")
    left = [each for each in said.decode("ascii", "replace").split() if each in SERVED]
    yield first + b"\0" + " ".join([*left, "agent=aegis"]).encode() + b"\n"
    yield from lines
