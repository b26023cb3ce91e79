"""Makes checks in order, each after the checks that it needs; pure.

If a check fails, the checks that need it are skipped, so that one fault is reported once.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from aegis_cli.errors import AegisError, Code, error_for
from aegis_cli.setup.finding import Finding, State


@dataclass(frozen=True, slots=True)
class Concern:
    """Something that works today and deserves a look."""

    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class Skipped:
    """Something that was not looked at, and how to have it looked at."""

    message: str
    hint: str
    code: Code | None = None
    """If set, the command ends with this error, because a fault may have been missed."""


CheckResult: TypeAlias = str | Concern | Skipped | tuple[Finding, ...]
"""What a check returns: one line if all is well, or a finding for each of several things."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing to look at."""

    name: str
    look: Callable[[], CheckResult]
    """Returns what it found; raises the error that a command would end with."""
    needs: tuple[str, ...] = ()
    """Checks that must not have failed."""


def examine(checks: Iterable[Check]) -> Iterator[Finding]:
    """Make the checks in order, and yield each finding as soon as it is known."""
    causes: dict[str, str] = {}
    for check in checks:
        cause = next((causes[name] for name in check.needs if name in causes), None)
        if cause is not None:
            causes[check.name] = cause
            yield Finding(check.name, State.SKIPPED, f"not looked at, because {cause} failed")
            continue
        for finding in _findings(check):
            if finding.state is State.FAILED:
                causes[check.name] = check.name
            yield finding


def _findings(check: Check) -> tuple[Finding, ...]:
    try:
        result = check.look()
    except AegisError as error:
        return (Finding(check.name, State.FAILED, error.message, error.hint, error.code),)
    match result:
        case str():
            return (Finding(check.name, State.OK, result),)
        case Concern(message, hint):
            return (Finding(check.name, State.WARNING, message, hint),)
        case Skipped(message, hint, code):
            return (Finding(check.name, State.SKIPPED, message, hint, code),)
        case findings:
            return findings


def worst(findings: Iterable[Finding]) -> AegisError | None:
    """Return the error of the finding with the largest exit code.

    If several have it, a failed check comes before a skipped one, and then the first one counts.
    """
    off = [(finding, finding.code) for finding in findings if finding.code is not None]
    if not off:
        return None
    finding, code = max(
        off, key=lambda pair: (pair[1].status.exit_code, pair[0].state is State.FAILED)
    )
    return error_for(code, finding.message, hint=finding.hint)
