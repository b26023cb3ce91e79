"""What an install brings is little, and its page says of each why it is there."""

import re
from collections.abc import Iterable, Mapping
from importlib.metadata import requires

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.supply_chain.test_lock import PROJECT, TEXTS
from tools.lock import ALL, ROOT, read

OWN: list[str] = PROJECT["project"]["dependencies"]
EXTRAS: Mapping[str, list[str]] = PROJECT["project"]["optional-dependencies"]
FOR_PEOPLE = ("sandbox", "broker", "mcp", "gh", "jq", "secrets")
PAGE = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")

_OLDEST = {
    "python_version": "3.11",
    "python_full_version": "3.11.0",
    "sys_platform": "linux",
    "platform_system": "Linux",
}


def needed(lines: Iterable[str], extras: frozenset[str] = frozenset()) -> Iterable[Requirement]:
    """Return what of these lines holds on Linux, for the oldest Python."""
    for line in map(Requirement, lines):
        marker = line.marker
        if marker is None or any(
            marker.evaluate({**_OLDEST, "extra": extra}) for extra in extras | {""}
        ):
            yield line


def installed(lines: Iterable[str]) -> dict[str, set[str]]:
    """Return each distribution that an installer brings for these, with those that need it."""
    found: dict[str, set[str]] = {}
    todo = [("aegis", line) for line in needed(lines)]
    while todo:
        by, line = todo.pop()
        name = canonicalize_name(line.name)
        if by in found.setdefault(name, set()):
            continue
        found[name].add(by)
        todo += [(name, each) for each in needed(requires(name) or (), frozenset(line.extras))]
    return found


def test_who_signs_in_plans_and_writes_installs_no_server_and_no_graphql() -> None:
    assert installed(OWN).keys().isdisjoint({"starlette", "uvicorn", "graphql-core", "fastapi"})


def test_the_page_says_of_each_distribution_who_needs_it_and_why() -> None:
    rows = re.findall(r"^\| `([a-z0-9-]+)` \| ([a-z0-9, -]+) \| (.+) \|$", PAGE, re.MULTILINE)
    told = {name: {*by.split(", ")} for name, by, why in rows if name not in FOR_PEOPLE and why}

    assert installed(OWN) == told
    assert f"brings the {len(told)} distributions" in PAGE


@pytest.mark.parametrize("extra", FOR_PEOPLE)
def test_the_page_says_what_an_extra_brings_besides(extra: str) -> None:
    (told,) = re.findall(rf"^\| `{extra}` \| .+ \| (.+) \|$", PAGE, re.MULTILINE)

    besides = installed([*OWN, *EXTRAS[extra]]).keys() - installed(OWN).keys()

    assert ", ".join(sorted(besides)) == told


def test_the_page_says_what_google_genai_alone_brings() -> None:
    others = [line for line in OWN if not line.startswith("google-genai")]
    alone = installed(OWN).keys() - installed(others).keys() - {"google-genai"}

    assert f"{', '.join(sorted(alone))}, and itself." in PAGE


def test_each_is_locked() -> None:
    pins, _ = read(TEXTS[ALL])

    every = installed([*OWN, *(line for extra in FOR_PEOPLE for line in EXTRAS[extra])])
    assert every.keys() <= {pin.name for pin in pins}


def test_the_first_line_of_the_readme_installs_the_sandbox_that_it_uses() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    line = next(line for line in readme.splitlines() if line.startswith("python3 -m venv .venv"))

    assert "pip install -q '.[sandbox]' && .venv/bin/aegis --sandbox ask" in line
