"""What git is told of its push at the end (gitprotocol-pack, "Report Status"). Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

from aegis_cli.core.pkt_lines import FLUSH, BadLine, payloads, pkt_line
from aegis_cli.core.push_commands import PushCommands
from aegis_cli.core.text import one_line

ALIVE = pkt_line(b"\x01")
"""A line without content, which says that somebody is still there."""

_REPORT, _MESSAGES, _FAULT = 1, 2, 3
"""The bands of an answer: gitprotocol-pack, "side-band"."""
_LONGEST = 300
_PIECE = 60_000


@dataclass(frozen=True, slots=True)
class PushReport:
    """What became of each reference, as the server says."""

    unpack: str
    """`ok`, or why the pack was not taken."""
    taken: frozenset[str]
    refused: tuple[tuple[str, str], ...]
    """The references that were not changed, each with why."""

    @classmethod
    def read(cls, answer: bytes) -> Self:
        """Read an answer, in bands or not; raise `BadLine` for anything else."""
        lines = [each.decode("utf-8", "replace").strip("\n") for each in payloads(_report(answer))]
        words = [line.split(" ", 2) for line in lines]
        unpack = next((line for line in lines if line.startswith("unpack ")), "")
        if not unpack:
            raise BadLine("the answer does not say whether the pack was taken")
        taken = frozenset(each[1] for each in words if each[0] == "ok" and each[1:])
        refused = tuple((each[1], each[-1]) for each in words if each[0] == "ng" and each[1:])
        return cls(unpack.removeprefix("unpack "), taken, refused)


def _report(answer: bytes) -> bytes:
    """Return the report in an answer: what its first band holds, or all of it."""
    if answer[4:5] not in {b"\x01", b"\x02", b"\x03"}:
        return answer
    pieces = [*payloads(answer)]
    if fault := next((each[1:] for each in pieces if each[:1] == bytes([_FAULT])), b""):
        raise BadLine(f"the server ended it: {one_line(fault.decode('utf-8', 'replace'))}")
    return b"".join(each[1:] for each in pieces if each[:1] == bytes([_REPORT]))


def fault_of(told: str, _why: str = "") -> bytes:
    """Return what ends a git that pushes, and that it shows, before its commands are known."""
    return pkt_line(bytes([_FAULT]) + f"aegis: {one_line(told)[: _LONGEST * 2]}\n".encode())


def refusal_of(commands: PushCommands, told: str, why: str = "") -> bytes:
    """Return what git is told of a push that nobody sent, or of which nobody knows.

    `why` stands beside each reference, and `told` is shown above them.
    """
    reason = one_line(why or told)[:_LONGEST]
    lines = ["unpack ok", *(f"ng {each.ref} {reason}" for each in commands.updates)]
    report = b"".join(pkt_line(f"{line}\n".encode()) for line in lines) + FLUSH
    if not commands.hears_meanwhile:
        return report
    message = f"aegis: {one_line(told)[: _LONGEST * 2]}\n".encode()
    return pkt_line(bytes([_MESSAGES]) + message) + b"".join(_in_band(report)) + FLUSH


def _in_band(report: bytes) -> Iterator[bytes]:
    for at in range(0, len(report), _PIECE):
        yield pkt_line(bytes([_REPORT]) + report[at : at + _PIECE])
