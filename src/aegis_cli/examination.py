"""An examination: checks in order, each after those that it needs, and what each one found; pure.

`aegis doctor` is one. A check that cannot be made because another failed is skipped, so that one
fault is told once, with the next thing to do.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

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
class Check:
    """One thing to look at."""

    name: str
    look: Callable[[], str | Concern]
    """Says in one line what is there; raises the error that a command would end with."""
    needs: tuple[str, ...] = ()
    """Checks that must not have failed."""


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


def examine(checks: Iterable[Check]) -> Iterator[Finding]:
    """Make the checks in order, and tell each finding as soon as it is there."""
    lacking: dict[str, str] = {}
    for check in checks:
        cause = next((lacking[name] for name in check.needs if name in lacking), None)
        if cause is not None:
            lacking[check.name] = cause
            yield Finding(check.name, State.SKIPPED, f"not looked at, because {cause} failed")
            continue
        finding = _found(check)
        if finding.state is State.FAILED:
            lacking[check.name] = check.name
        yield finding


def _found(check: Check) -> Finding:
    try:
        said = check.look()
    except AegisError as error:
        return Finding(check.name, State.FAILED, error.message, error.hint, error.code)
    if isinstance(said, Concern):
        return Finding(check.name, State.WARNING, said.message, said.hint)
    return Finding(check.name, State.OK, said)


def worst(findings: Iterable[Finding]) -> AegisError | None:
    """Return the error of the failure with the largest exit code; of equals, the first."""
    failures = [finding for finding in findings if finding.code is not None]
    found = max(failures, key=lambda one: _exit_code(one.code), default=None)
    if found is None or found.code is None:
        return None
    return error_for(found.code, found.message, hint=found.hint)


def _exit_code(code: Code | None) -> int:
    return code.status.exit_code if code else 0
