"""The report of `aegis doctor --live`, as Markdown and back; pure.

What it is made of can hold no text (`sightings`), and what is read back is nothing else: a file
that is not exactly what would be written of it is no report.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import TypeVar

from aegis_cli import __version__
from aegis_cli.core.header_names import known_names
from aegis_cli.doctor.live.claims import LiveClaim, claims
from aegis_cli.doctor.live.sightings import (
    EACH,
    Fact,
    HttpSighting,
    JsonKind,
    ShapeSighting,
    Sighting,
    Verdict,
    request_in,
)
from aegis_cli.errors import Code

E = TypeVar("E", bound=StrEnum)

_TITLE = "# Report of `aegis doctor --live`"
_PROMISE = "It has no token, name, id, address or text of any answer: only what this table shows."
_HEAD = "| claim | result | day | error code | what was seen | answers | form of the last answer |"
_RULE = "|---|---|---|---|---|---|---|"
_HEADER = re.compile(
    rf"aegis {re.escape(__version__)} with Python (\d)\.(\d{{1,2}}) on (.+), at (.+):", re.ASCII
)
_ROW = re.compile(r"\| `([\w-]+)` " + r"\|(?: (.+))? " * 6 + r"\|", re.ASCII)
_ANSWER = re.compile(r"([A-Z]+) (\d{3}) (\d{1,6}) ms(?: \(([a-z, -]+)\))?", re.ASCII)
_MOST_ANSWERS = 12
_CODES: Mapping[str, Code] = {code.value: code for code in Code}


class SystemName(StrEnum):
    """What aegis ran on."""

    LINUX = "Linux"
    MACOS = "macOS"
    OTHER = "another system"


class TriedAt(StrEnum):
    """Who answered."""

    SERVICES = "the services themselves"
    SANDBOX = "a sandbox, which says nothing of them"


@dataclass(frozen=True, slots=True)
class LiveReport:
    """What was tried so far, and where."""

    python: tuple[int, int]
    system: SystemName
    at: TriedAt
    sightings: Mapping[str, tuple[date, Sighting]] = field(default_factory=dict)
    """By the id of each claim that was tried, with the day."""

    def with_sighting(self, claim: LiveClaim, day: date, seen: Sighting) -> "LiveReport":
        """Return it with how a claim fared; one that is untried now does not undo an answer."""
        if seen.verdict is Verdict.UNTRIED and self.verdict(claim) is not Verdict.UNTRIED:
            return self
        kept = replace(seen, answers=seen.answers[-_MOST_ANSWERS:])
        return replace(self, sightings={**self.sightings, claim.id: (day, kept)})

    def verdict(self, claim: LiveClaim) -> Verdict:
        """Return how a claim fared."""
        found = self.sightings.get(claim.id)
        return Verdict.UNTRIED if found is None else found[1].verdict

    def counts(self) -> str:
        """Say in words how many claims fared how."""
        counts = Counter(map(self.verdict, claims()))
        return ", ".join(f"{counts[verdict]} {verdict}" for verdict in Verdict)


def to_markdown(report: LiveReport) -> str:
    """Write a report."""
    python = ".".join(map(str, report.python))
    where = f"aegis {__version__} with Python {python} on {report.system}, at {report.at}:"
    lines = [_TITLE, "", where, f"{report.counts()}.", _PROMISE, "", _HEAD, _RULE]
    lines += [_row(claim, *_sighting(report, claim)) for claim in claims()]
    off = [claim for claim in claims() if report.verdict(claim) is Verdict.NO]
    lines += ["", "## What did not hold", ""] if off else []
    lines += [f"- `{claim.id}`: {claim.says}. So {claim.wrong}." for claim in off]
    return "\n".join([*lines, ""])


def from_markdown(text: str, names: Mapping[str, Collection[str]]) -> LiveReport | None:
    """Read a report; `None` for anything that this version of aegis would not write so.

    `names` are those that the form of an answer may have, by the ids of the claims.
    """
    header = next(filter(None, map(_HEADER.fullmatch, text.splitlines())), None)
    if header is None:
        return None
    try:
        report = LiveReport(
            (int(header[1]), int(header[2])), SystemName(header[3]), TriedAt(header[4])
        )
        report = replace(report, sightings=dict(_rows(text.splitlines(), names)))
    except (ValueError, KeyError):
        return None
    return report if to_markdown(report) == text else None


def _sighting(report: LiveReport, claim: LiveClaim) -> tuple[date | None, Sighting]:
    return report.sightings.get(claim.id, (None, Sighting(Verdict.UNTRIED)))


def _row(claim: LiveClaim, day: date | None, seen: Sighting) -> str:
    cells = (
        seen.verdict,
        "" if day is None else day.isoformat(),
        "" if seen.code is None else seen.code.value,
        "; ".join(seen.facts),
        "; ".join(map(str, seen.answers)),
        "" if seen.shape is None else str(seen.shape),
    )
    return f"| `{claim.id}` " + "".join(f"| {cell} " if cell else "| " for cell in cells) + "|"


def _rows(
    lines: Iterable[str], names: Mapping[str, Collection[str]]
) -> Iterable[tuple[str, tuple[date, Sighting]]]:
    """Yield what each row of a table says that has a day; raise `ValueError` for a foreign one."""
    for line in lines:
        found = _ROW.fullmatch(line)
        if found is None or found[3] is None:
            continue
        known = names[found[1]]
        seen = Sighting(
            Verdict(found[2]),
            tuple(Fact(each) for each in _parts(found[5], "; ")),
            _CODES[found[4]] if found[4] else None,
            tuple(map(_answer, _parts(found[6], "; "))),
            None if found[7] is None else _shape(found[7], known),
        )
        yield found[1], (date.fromisoformat(found[3]), seen)


def _parts(cell: str | None, by: str) -> list[str]:
    return cell.split(by) if cell else []


def _answer(text: str) -> HttpSighting:
    found = _ANSWER.fullmatch(text)
    seen = found and request_in(f"{found[1]} -: {found[2]}, {found[3]} ms")
    if not found or not seen:
        raise ValueError("this is no answer")
    return replace(seen, headers=known_names((found[4] or "").split(", ")))


def _shape(text: str, names: Collection[str]) -> ShapeSighting:
    """Read a form, in no other names than these."""
    known = {name: name for name in (EACH, *names)}
    parts = text.split(", ")
    has_others = parts[-1] == "others"
    fields = []
    for part in parts[:-1] if has_others else parts:
        place, _, kind = part.rpartition(" ")
        fields.append((tuple(known[name] for name in place.split(".")), JsonKind(kind)))
    return ShapeSighting(tuple(fields), has_others)
