"""What was looked at in one place, and what that comes to; pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from aegis_cli.core.secret import Secret
from aegis_cli.doctor.checks import Unseen
from aegis_cli.doctor.residue.sought import Copies, Needles
from aegis_cli.errors import Code, Failed

GITHUB = "GitHub token"
ACCESS = "access token"
CLIENT_SECRET = "client secret of the vault"  # noqa: S105  # a name
_KINDS = {
    "github": GITHUB,
    "access": ACCESS,
    "refresh": "refresh token",
    "device": "device code",
}

REPORT = "Please report it as SECURITY.md says. This output names no secret, and can be sent."
_LOOK = "Run it on Linux, as root where the user may not look."


@dataclass(frozen=True, slots=True)
class Seen:
    """One place after it was looked at."""

    amount: str
    """What it is and how much of it, as in "1 process, 70 MB"."""
    found: tuple[str, ...] = ()
    """What is there and may not be, each as a sentence without its full stop."""
    unseen: tuple[str, ...] = ()
    """What could not be seen, and why."""


def needles_of(issued: Mapping[str, Any], vault_secret: str) -> Needles:
    """Name each secret that a sandbox handed out; raise `Failed` where it names no GitHub token."""
    named = {
        f"{what} {at}": Secret(secret)
        for kind, what in _KINDS.items()
        for at, secret in enumerate(issued.get(kind, ()), start=1)
    }
    if not of_kind(GITHUB, named):
        raise Failed("The sandbox issued no GitHub token to look for.", code=Code.PROTOCOL)
    return named | {CLIENT_SECRET: Secret(vault_secret)}


def of_kind(kind: str, names: Iterable[str]) -> list[str]:
    """Return which of the names are of a kind."""
    return [name for name in names if name.startswith(kind)]


def listed(needles: Needles) -> str:
    """Say what is looked for, as in "2 GitHub tokens, 1 access token and …"."""
    counts = {what: len(of_kind(what, needles)) for what in (*_KINDS.values(), CLIENT_SECRET)}
    parts = [counted(number, what) for what, number in counts.items() if number]
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def counted(number: int, what: str, many: str = "") -> str:
    """Return a number with its noun."""
    return f"{number} {what if number == 1 else many or what + 's'}"


def sized(size: int) -> str:
    """Return a number of bytes in the unit that people read."""
    for unit, least in (("MB", 1_000_000), ("kB", 1_000)):
        if size >= least:
            return f"{size / least:.0f} {unit}"
    return counted(size, "byte")


def misplaced(where: str, found: Copies, *, but: Sequence[str] = ()) -> Iterator[str]:
    """Say what was found in a place, but for what may be there."""
    for name, forms in found.items():
        if name not in but:
            copies = ", ".join(f"{number}x {form}" for form, number in forms.items())
            yield f"{name} is in {where} ({copies})"


def told(seen: Seen) -> str | Unseen:
    """Say what was looked at; raise `Failed` where something was found."""
    if seen.found:
        said = f"{'; '.join(seen.found)}. Looked at: {seen.amount}."
        raise Failed(said, code=Code.RESIDUE, hint=REPORT)
    if seen.unseen:
        return Unseen(f"{'; '.join(seen.unseen)} ({seen.amount})", _LOOK, Code.UNSEEN)
    return f"{seen.amount}; nothing found"


@dataclass
class Tally:
    """What all the places came to."""

    places: int = 0
    leaks: int = 0
    gaps: int = 0

    def take(self, seen: Seen) -> str | Unseen:
        """Count a place, and say what was looked at, as `told` does."""
        self.places += 1
        self.leaks += len(seen.found)
        self.gaps += len(seen.unseen)
        return told(seen)

    def verdict(self) -> str | Unseen:
        """Say what it comes to; raise `Failed` where something was found anywhere."""
        if self.leaks:
            raise Failed(
                f"A secret was left behind: {counted(self.leaks, 'find', 'finds')} "
                f"in {counted(self.places, 'place')}.",
                code=Code.RESIDUE,
                hint=REPORT,
            )
        if self.gaps:
            return Unseen(
                "nothing was found, and not everything could be seen, so it is not clean",
                _LOOK,
                Code.UNSEEN,
            )
        return (
            f"clean: nothing was left behind in {counted(self.places, 'place')}; "
            "swap, and the pages of processes that have ended, cannot be seen"
        )
