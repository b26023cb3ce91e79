"""Counts what was found in each place, and reports it by the names of the secrets; pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from aegis_cli.actions import catalog
from aegis_cli.actions.provider.names import BARE
from aegis_cli.core.secret import Secret
from aegis_cli.doctor.checks import Skipped
from aegis_cli.doctor.residue.search import Copies, Needles
from aegis_cli.errors import Code, Failed

ACCESS = "access token"
CLIENT_SECRET = "client secret of the Custom API Client"  # noqa: S105  # a name
_OF_AUTH0 = {"access": ACCESS, "refresh": "refresh token", "device": "device code"}

REPORT = "Please report it as SECURITY.md says. This output names no secret, and can be sent."
_LOOK = "Run it on Linux, as root if this user may not read other processes."


@dataclass(frozen=True, slots=True)
class PlaceReport:
    """One place that was searched."""

    amount: str
    """What was searched and how much, as in "1 process, 70 MB"."""
    leaks: tuple[str, ...] = ()
    """The secrets that should not be there, each as a sentence without its full stop."""
    gaps: tuple[str, ...] = ()
    """What could not be searched, and why."""


def needles_of(issued: Mapping[str, Any], vault_secret: str) -> Needles:
    """Name each secret that a sandbox issued; raise `Failed` if none is of a provider."""
    named = {
        f"{noun} {at}": Secret(secret)
        for kind, noun in (_of_providers() | _OF_AUTH0).items()
        for at, secret in enumerate(issued.get(kind, ()), start=1)
    }
    if not provider_tokens(named):
        nouns = " or ".join(_of_providers().values())
        raise Failed(f"The sandbox issued no {nouns} to look for.", code=Code.PROTOCOL)
    return named | {CLIENT_SECRET: Secret(vault_secret)}


def _of_providers() -> dict[str, str]:
    """Return what the tokens of each provider that exists are called, by its name."""
    providers = map(catalog.provider_named, sorted(catalog.providers(), key=lambda n: n != BARE))
    return {provider.name: f"{provider.title} token" for provider in providers}


def provider_tokens(names: Iterable[str]) -> list[str]:
    """Return the names of secrets that are tokens of providers."""
    return [name for name in names if name.startswith(tuple(_of_providers().values()))]


def of_kind(kind: str, names: Iterable[str]) -> list[str]:
    """Return the names of secrets of one kind."""
    return [name for name in names if name.startswith(kind)]


def list_kinds(needles: Needles) -> str:
    """Count the secrets by kind, as in "2 GitHub tokens, 1 access token and …"."""
    kinds = (*_of_providers().values(), *_OF_AUTH0.values(), CLIENT_SECRET)
    counts = {noun: len(of_kind(noun, needles)) for noun in kinds}
    parts = [count_of(number, noun) for noun, number in counts.items() if number]
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def count_of(number: int, noun: str, plural: str = "") -> str:
    """Return a number with its noun."""
    return f"{number} {noun if number == 1 else plural or noun + 's'}"


def size_text(size: int) -> str:
    """Return a number of bytes in a unit that people read."""
    for unit, least in (("MB", 1_000_000), ("kB", 1_000)):
        if size >= least:
            return f"{size / least:.0f} {unit}"
    return count_of(size, "byte")


def leak_sentences(where: str, found: Copies, *, allowed: Sequence[str] = ()) -> Iterator[str]:
    """Return a sentence for each secret in a place, except for those allowed there."""
    for name, forms in found.items():
        if name not in allowed:
            copies = ", ".join(f"{number}x {form}" for form, number in forms.items())
            yield f"{name} is in {where} ({copies})"


@dataclass
class Tally:
    """The sum over all places."""

    places: int = 0
    leaks: int = 0
    gaps: int = 0

    def take(self, report: PlaceReport) -> str | Skipped:
        """Count a place, and say how much was searched; raise `Failed` if a secret is there."""
        self.places += 1
        self.leaks += len(report.leaks)
        self.gaps += len(report.gaps)
        if report.leaks:
            message = f"{'; '.join(report.leaks)}. Looked at: {report.amount}."
            raise Failed(message, code=Code.RESIDUE, hint=REPORT)
        if report.gaps:
            return Skipped(f"{'; '.join(report.gaps)} ({report.amount})", _LOOK, Code.UNSEEN)
        return f"{report.amount}; nothing found"

    def verdict(self) -> str | Skipped:
        """Say what the search found in all places; raise `Failed` if a secret is in any."""
        places = count_of(self.places, "place")
        if self.leaks:
            message = f"A secret was left behind: {count_of(self.leaks, 'find')} in {places}."
            raise Failed(message, code=Code.RESIDUE, hint=REPORT)
        if self.gaps:
            message = "nothing was found, and not everything could be seen, so it is not clean"
            return Skipped(message, _LOOK, Code.UNSEEN)
        return (
            f"clean: nothing was left behind in {places}; "
            "swap, and the pages of processes that have ended, cannot be seen"
        )
