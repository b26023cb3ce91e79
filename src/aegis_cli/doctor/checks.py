"""An examination: checks in order, each after those that it needs, and what each one found; pure.

`aegis doctor` is one. A check that cannot be made because another failed is skipped, so that one
fault is told once, with the next thing to do.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeAlias

from aegis_cli.errors import AegisError, Code, error_for


class State(StrEnum):
    """What came of a check."""

    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Concern:
    """Something that works today and deserves a look."""

    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class Unseen:
    """Something that was not looked at, and how to have it looked at."""

    message: str
    hint: str
    code: Code | None = None
    """With one, the examination does not end well: what was not seen is not known to be well."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found."""

    check: str
    state: State
    message: str
    hint: str | None = None
    code: Code | None = None

    def as_json(self) -> dict[str, Any]:
        """Return it for the JSON document."""
        return {
            "check": self.check,
            "state": self.state.value,
            "message": self.message,
            "hint": self.hint,
            "code": self.code.value if self.code else None,
        }


Said: TypeAlias = str | Concern | Unseen | tuple[Finding, ...]
"""What a check says: in one line what is there, or a finding for each of several things."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing to look at."""

    name: str
    look: Callable[[], Said]
    """Says what is there; raises the error that a command would end with."""
    needs: tuple[str, ...] = ()
    """Checks that must not have failed."""


def examine(checks: Iterable[Check]) -> Iterator[Finding]:
    """Make the checks in order, and tell each finding as soon as it is there."""
    lacking: dict[str, str] = {}
    for check in checks:
        cause = next((lacking[name] for name in check.needs if name in lacking), None)
        if cause is not None:
            lacking[check.name] = cause
            yield Finding(check.name, State.SKIPPED, f"not looked at, because {cause} failed")
            continue
        for finding in _found(check):
            if finding.state is State.FAILED:
                lacking[check.name] = check.name
            yield finding


def _found(check: Check) -> tuple[Finding, ...]:
    try:
        said = check.look()
    except AegisError as error:
        return (Finding(check.name, State.FAILED, error.message, error.hint, error.code),)
    match said:
        case str():
            return (Finding(check.name, State.OK, said),)
        case Concern(message, hint):
            return (Finding(check.name, State.WARNING, message, hint),)
        case Unseen(message, hint, code):
            return (Finding(check.name, State.SKIPPED, message, hint, code),)
        case findings:
            return findings


def worst(findings: Iterable[Finding]) -> AegisError | None:
    """Return the error of the finding with the largest exit code.

    Of equals it is what was found rather than what could not be seen, and then the first.
    """
    off = [(one, one.code) for one in findings if one.code is not None]
    if not off:
        return None
    found, code = max(off, key=lambda it: (it[1].status.exit_code, it[0].state is State.FAILED))
    return error_for(code, found.message, hint=found.hint)
