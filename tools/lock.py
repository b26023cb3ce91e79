"""Writes the lock files in `requirements/`, or with `--check` says where they do not fit.

python -m tools.lock             fit them to pyproject.toml; what still fits keeps its version
python -m tools.lock --upgrade   take what is new; all words go to `uv pip compile`
python -m tools.lock --check     read them, without a network
"""

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "requirements"

COOLDOWN = "P5D"
"""What is younger is not taken: most planted packages are found within days."""

ALL = "all"
LOCKS = {
    ALL: ("project", "broker", "dev", "lock", "manifests", "mutants", "sandbox", "build-system"),
    "dev": ("project", "dev", "sandbox", "build-system"),
    "broker": ("project", "broker"),
    "sandbox": ("project", "sandbox"),
    "build": ("build-system",),
}
"""The lock files, and what each is for: the project itself, its extras, what builds it.

The first decides the versions of the rest.
"""

_PIN = re.compile(
    r"(?P<name>[a-z0-9-]+)(?:\[[a-z0-9,-]+\])?==(?P<version>\S+)(?: ; [^\\:]+?)?"
    r"(?P<hashes>(?:\s+--hash=sha256:[0-9a-f]{64})+)"
)


@dataclass(frozen=True, slots=True)
class Pin:
    """One version of one package, and the files that are it."""

    name: str
    version: str
    hashes: tuple[str, ...]


def main(words: list[str]) -> int:
    """Write the lock files, or check them."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    if words == ["--check"]:
        texts = {name: (FOLDER / f"{name}.txt").read_text(encoding="utf-8") for name in LOCKS}
        wrong = list(faults(project, texts))
        for line in wrong:
            print(line)
        return 1 if wrong else 0
    if find_spec("uv") is None:
        print("The lock files are written by uv: make setup brings it.")
        return 2
    return next((code for name in LOCKS if (code := _write(name, project, words))), 0)


def wanted(project: Mapping[str, Any], name: str) -> list[str]:
    """List what a lock file is for, as pyproject.toml says it."""
    extras = project["project"]["optional-dependencies"]
    own, builds = project["project"]["dependencies"], project["build-system"]["requires"]
    rooms = {**extras, "project": own, "build-system": builds}
    return sorted({line for room in LOCKS[name] for line in rooms[room]})


def faults(project: Mapping[str, Any], texts: Mapping[str, str]) -> Iterator[str]:
    """Say where lock files do not fit the project, or each other."""
    decided: set[Pin] = set()
    for name, text in texts.items():
        pins, strange = read(text)
        decided |= pins if name == ALL else set()
        yield from (f"{name}.txt: no version with its hashes: {line}" for line in strange)
        if _made_for(project, name) not in text.splitlines():
            yield f"{name}.txt: made for another pyproject.toml; run make lock"
        yield from (
            f"{name}.txt: has no fitting version of {line}"
            for line in wanted(project, name)
            if not _is_met(Requirement(line), pins)
        )
        yield from (
            f"{name}.txt: {pin.name} {pin.version} is not the one of {ALL}.txt"
            for pin in sorted(pins - decided, key=lambda pin: pin.name)
        )


def read(text: str) -> tuple[set[Pin], list[str]]:
    """Return the pins of a lock file, and the lines that are neither pin nor comment."""
    pins, strange = set(), []
    for line in text.replace("\\\n", "").splitlines():
        if not line or line.startswith("#"):
            continue
        if (found := _PIN.fullmatch(line)) is None:
            strange.append(line)
            continue
        pins.add(Pin(found["name"], found["version"], tuple(found["hashes"].split())))
    return pins, strange


def _is_met(requirement: Requirement, pins: set[Pin]) -> bool:
    name = canonicalize_name(requirement.name)
    versions = [pin.version for pin in pins if pin.name == name]
    return bool(versions) and all(
        requirement.specifier.contains(version, prereleases=True) for version in versions
    )


def _made_for(project: Mapping[str, Any], name: str) -> str:
    told = "\n".join([project["project"]["requires-python"], *wanted(project, name)])
    return f"# made for sha256:{sha256(told.encode()).hexdigest()}"


def _write(name: str, project: Mapping[str, Any], words: Sequence[str]) -> int:
    path = FOLDER / f"{name}.txt"
    command = [
        *(sys.executable, "-m", "uv", "pip", "compile", "-", "--output-file", str(path)),
        *("--universal", "--generate-hashes", "--only-binary", ":all:", "--no-config"),
        *("--exclude-newer", COOLDOWN),
        *("--python-version", project["project"]["requires-python"].removeprefix(">=")),
        *("--no-strip-extras", "--no-header", "--no-annotate", "--quiet"),
        *(words if name == ALL else ("--constraint", str(FOLDER / f"{ALL}.txt"))),
    ]
    told = "\n".join(wanted(project, name))
    code = subprocess.run(command, input=told, text=True, check=False).returncode  # noqa: S603
    if code == 0:
        head = f"# Written by `python -m tools.lock`.\n{_made_for(project, name)}\n"
        path.write_text(head + path.read_text(encoding="utf-8"), encoding="utf-8")
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
