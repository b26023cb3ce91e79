"""What all workers have counted, in memory that they share: any of them can answer a scrape.

Each worker writes its own place and nobody else's, in turn into one of its two halves, so that
there is always a whole one, also where a worker was killed in the middle of a word.
"""

import mmap
import struct
import zlib
from collections import Counter
from collections.abc import Iterable

EVERY = 1.0
"""Seconds between two posts of one worker."""

_HALF = 32 * 1024
_HEAD = struct.Struct("<IIQ")  # checksum, length, turn


class Board:
    """Room for the texts of so many workers; made before they are forked."""

    def __init__(self, places: int) -> None:
        self._memory = mmap.mmap(-1, places * 2 * _HALF)
        self._places = places

    def place(self, number: int) -> "Place":
        """Return one worker's place, which goes on where the worker before it was killed."""
        return Place(self, number)

    def read(self, number: int) -> tuple[int, str]:
        """Return the turn and the text of a place's newest whole half; 0 where there is none."""
        return max(self._half(number * 2 + half) for half in (0, 1))

    def others(self, number: int) -> list[str]:
        """Return the texts of all places but one."""
        return [self.read(other)[1] for other in range(self._places) if other != number]

    def write(self, number: int, turn: int, text: str) -> None:
        """Put a text into a place; one that is too long is left out."""
        data = text.encode()
        if _HEAD.size + len(data) > _HALF:
            return
        at = (number * 2 + turn % 2) * _HALF
        record = _HEAD.pack(zlib.crc32(data, turn), len(data), turn) + data
        self._memory[at : at + len(record)] = record

    def _half(self, number: int) -> tuple[int, str]:
        at = number * _HALF
        checksum, length, turn = _HEAD.unpack(self._memory[at : at + _HEAD.size])
        data = self._memory[at + _HEAD.size : at + _HEAD.size + min(length, _HALF)]
        return (turn, data.decode()) if turn and zlib.crc32(data, turn) == checksum else (0, "")


class Place:
    """Where one worker posts what it counted, and reads what the others did."""

    def __init__(self, board: Board, number: int) -> None:
        self._board = board
        self._number = number
        self._turn, before = board.read(number)
        self._before = _without_gauges(before)

    def post(self, text: str) -> None:
        """Let the others know what this worker has counted, in Prometheus' format."""
        self._turn += 1
        self._board.write(self._number, self._turn, summed([self._before, text]))

    def whole(self, text: str) -> str:
        """Return what all have counted, with this worker's text as it is now."""
        return summed([self._before, text, *self._board.others(self._number)])


def summed(texts: Iterable[str]) -> str:
    """Add up texts in Prometheus' format, sample by sample; families keep together."""
    kinds: dict[str, str] = {}
    samples: dict[str, Counter[str]] = {}
    for text in texts:
        family = ""
        for line in text.splitlines():
            if line.startswith("# TYPE "):
                family = line.split(" ")[2]
                kinds.setdefault(family, line)
                continue
            sample, _, value = line.rpartition(" ")
            samples.setdefault(family, Counter())[sample] += float(value)  # type: ignore[assignment]
    lines: list[str] = []
    for family, kind in kinds.items():
        lines.append(kind)
        found = samples.get(family, Counter())
        lines += [f"{sample} {value:.15g}" for sample, value in found.items()]
    return "".join(f"{line}\n" for line in lines)


def _without_gauges(text: str) -> str:
    """Leave out what is only true of a process that lives."""
    lines, is_gauge = [], False
    for line in text.splitlines():
        is_gauge = line.endswith(" gauge") if line.startswith("# TYPE ") else is_gauge
        lines += [] if is_gauge else [line]
    return "".join(f"{line}\n" for line in lines)
