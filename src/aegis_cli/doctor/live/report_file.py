"""The file of a report: read if it is one, and replaced as a whole, for its owner alone."""

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from aegis_cli.doctor.live.claims import claims
from aegis_cli.doctor.live.field_names import names_of
from aegis_cli.doctor.live.live_report import LiveReport, from_markdown, to_markdown
from aegis_cli.errors import Code, UsageError

_LARGEST = 1024 * 1024


@dataclass(frozen=True, slots=True)
class ReportFile:
    """A report that is kept, so that another run goes on from it."""

    path: Path

    def read(self) -> LiveReport | None:
        """Return what was tried before; `None` where there is no file.

        Raises `UsageError` for a file that is no report of this version of aegis.
        """
        if self.path.exists() and not self.path.is_file():
            raise self._refusal("is no file")
        try:
            with self.path.open("rb") as file:
                raw = file.read(_LARGEST)
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as problem:
            raise self._refusal(f"cannot be read: {_reason(problem)}") from None
        report = from_markdown(
            raw.decode("utf-8", "replace"), {claim.id: names_of(claim) for claim in claims()}
        )
        if report is None:
            raise self._refusal("is no report of this version of aegis, so it stays as it is")
        return report

    def write(self, report: LiveReport) -> None:
        """Put a report in the place of the one before, or raise `UsageError` and leave that."""
        partial = self.path.with_name(f".{self.path.name}.{os.getpid()}.partial")
        try:
            number = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
            with os.fdopen(number, "w", encoding="utf-8") as file:
                file.write(to_markdown(report))
                file.flush()
                os.fsync(file.fileno())
            partial.replace(self.path)
        except (OSError, ValueError) as problem:
            with suppress(OSError):
                partial.unlink()
            raise self._refusal(f"cannot be written: {_reason(problem)}") from None

    def _refusal(self, why: str) -> UsageError:
        return UsageError(
            f"{self.path} {why}.", code=Code.BAD_USAGE, hint="Name another file with --report."
        )


def _reason(problem: Exception) -> str:
    return getattr(problem, "strerror", None) or "it is no path"
