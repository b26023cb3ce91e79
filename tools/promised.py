"""What is promised to stay, as each version has it: a line a kind in `promised/VERSION.txt`.

`python -m tools.generate` adds to the file of this version what is new, and takes nothing away: a
release keeps its file, and `tests/test_promised.py` compares all of them with what there is now.
What is to go stands in `deprecated.toml` first, as CHANGELOG.md promises ("What stays, and for how
long"):

    [[deprecated]]
    kind = "setting"                # as in the files
    word = "AEGIS_OLD=old"
    since = "0.2.0"                 # the release that says so
    day = 2027-01-31                # and its day
    instead = "AEGIS_NEW"
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TypeAlias

from packaging.version import Version

from aegis_cli import __version__
from aegis_cli.actions import catalog
from aegis_cli.actions.facts import Effect
from aegis_cli.actions.provider.derived_token import TokenFacts
from aegis_cli.actions.provider.performed import FieldChange
from aegis_cli.actions.result_fields import result_fields
from aegis_cli.broker import whitelist
from aegis_cli.errors import Code, Failed, Status
from aegis_cli.planning.expansion import Act
from aegis_cli.planning.plan import Step
from aegis_cli.providers import PACKAGES
from aegis_cli.providers.github.provider import GITHUB
from aegis_cli.request.execution import Outcome, StepStatus
from aegis_cli.request.result import Result, to_json
from aegis_cli.settings import known, policy_table
from aegis_cli.settings.vault_credentials import COMMAND

Promise: TypeAlias = tuple[str, str]
"""A kind, and a word of it: `("field issues.close", "repo")`."""

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "tools" / "promised"
DEPRECATED = ROOT / "tools" / "deprecated.toml"
LEAST = timedelta(days=90)

_BESIDE = ("AEGIS_ALLOWED_CLIENTS", "AEGIS_PAGER", "AEGIS_SESSION")
"""Variables that are no settings of the file."""


@dataclass(frozen=True, slots=True)
class Deprecation:
    """What is to go: the release that said so, its day, and what to use instead."""

    kind: str
    word: str
    since: str
    day: date
    instead: str


def promises() -> frozenset[Promise]:
    """Return what is promised of this version."""
    return frozenset((kind, word) for kind, words in _kinds() for word in words)


def _kinds() -> Iterator[tuple[str, Iterable[str]]]:
    yield "exit code", (f"{status.value}={status.exit_code}" for status in Status)
    yield "error code", (f"{code.value}={code.status.value}" for code in Code)
    yield "document", _places(to_json(_full_result()), "")
    yield "policy", policy_table.KEYS
    yield "broker policy", whitelist.KEYS
    yield "effect", map(str, Effect)
    yield "setting", _settings()
    before = catalog.providers()
    catalog.enable_providers(_shipped())
    try:
        for name in catalog.ENTRIES:
            yield "action", (name,)
            yield f"field {name}", (field.name for field in catalog.fields_of(name))
            yield f"answer {name}", result_fields(catalog.load(name))
    finally:
        catalog.enable_providers(before)


def _shipped() -> list[str]:
    """Return the providers of aegis; that of its tests is none."""
    return [name for name, package in PACKAGES.items() if package.startswith("aegis_cli.")]


def _settings() -> Iterator[str]:
    """Yield each variable with its key in the file, and what is only one of both."""
    for key, name in known.plain_variables().items():
        of_provider = key.split(".")[1] if key.startswith("providers.") else ""
        if not of_provider or of_provider in _shipped():
            yield f"{name}={key}"
    yield from (*known.SECRETS.values(), *_BESIDE, COMMAND)


def _full_result() -> Result:
    """Return a result in which nothing is left out."""
    action = catalog.load("labels.list").from_arguments({"repo": "acme/web"})
    act = Act(Step.of("s1", action, {}), action, GITHUB.base)
    changes, error = (FieldChange("x", "a", "b", is_same=False),), Failed("x", code=Code.NETWORK)
    outcome = Outcome("s1", StepStatus.FAILED, error=error, note="x", changes=changes)
    tokens = {"github": TokenFacts("ghu_")}
    return Result(Status.DONE, "x", (act,), "x", (outcome,), error, tokens, guessed_as="x")


def _places(value: object, at: str) -> Iterator[str]:
    """Yield the place of each value of a document; the names of arguments and providers vary."""
    if isinstance(value, list):
        yield from (place for item in value for place in _places(item, f"{at}[]"))
    elif isinstance(value, dict) and not at.endswith(("arguments", "provenance", "tokens")):
        yield from (place for key, item in value.items() for place in _places(item, f"{at}.{key}"))
    else:
        yield at.removeprefix(".") + (f"={value}" if at == ".schema" else "")
    if at == ".tokens":
        yield from (f"tokens.*.{name}" for name in asdict(TokenFacts("ghu_")))


def kept() -> dict[str, frozenset[Promise]]:
    """Return what each version has promised, by its name."""
    return {path.stem: read(path.read_text(encoding="utf-8")) for path in FOLDER.glob("*.txt")}


def read(text: str) -> frozenset[Promise]:
    """Return the promises of a file."""
    lines = (line.partition(":") for line in text.splitlines())
    return frozenset((kind, word) for kind, _, words in lines for word in words.split())


def written(promised: Iterable[Promise]) -> str:
    """Write promises as a file has them."""
    kinds: dict[str, list[str]] = {}
    for kind, word in sorted(promised):
        kinds.setdefault(kind, []).append(word)
    return "".join(f"{kind}: {' '.join(words)}\n" for kind, words in kinds.items())


def file_of_this_version() -> tuple[str, str]:
    """Return the file of this version and its text, with what is new beside what was there."""
    before = kept().get(__version__, frozenset())
    path = FOLDER / f"{__version__}.txt"
    return path.relative_to(ROOT).as_posix(), written(before | promises())


def deprecations() -> dict[Promise, Deprecation]:
    """Return what is to go, by what was promised."""
    rows = tomllib.loads(DEPRECATED.read_text(encoding="utf-8")).get("deprecated", [])
    return {(row["kind"], row["word"]): Deprecation(**row) for row in rows}


def broken(
    promised: Mapping[str, frozenset[Promise]],
    now: frozenset[Promise],
    going: Mapping[Promise, Deprecation],
    *,
    version: str,
    day: date,
) -> Iterator[str]:
    """Say of each promise that is not kept any more what to do; none of one that could go."""
    for release, its in sorted(promised.items()):
        for kind, word in sorted(its - now):
            # With an action go its fields, and those of its answer.
            gone = going.get((kind, word)) or going.get(("action", kind.partition(" ")[2]))
            if why := _too_early(gone, version, day):
                yield f"{kind} {word}, which {release} promises, is gone or another: {why}"


def _too_early(gone: Deprecation | None, version: str, day: date) -> str:
    """Say why something may not go yet; "" where it may."""
    if gone is None:
        return (
            "bring it back, and list it in tools/deprecated.toml and in CHANGELOG.md under "
            "Deprecated, with what to use instead; it can go 90 days after the release with that."
        )
    if day < gone.day + LEAST:
        return f"bring it back; it can go from {gone.day + LEAST} on."
    parts = 1 if Version(version).major else 2
    if Version(version).release[:parts] <= Version(gone.since).release[:parts]:
        return f"bring it back, or release it as the next {'major' if parts == 1 else 'minor'} one."
    return ""
