"""What the token of one plan must reach, and whether GitHub can make one that reaches no more.

Source: docs.github.com/rest/apps, "Create a scoped access token".
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from aegis_cli.actions.action import Action, Effect
from aegis_cli.actions.call import Call
from aegis_cli.core.http import variables
from aegis_cli.core.secret import Secret

APPS_USER_TOKEN = "ghu_"  # noqa: S105  # how one begins, not one
"""How the one kind of token begins from which others can be derived."""

_KINDS = ("ghp_", "github_pat_", "gho_", APPS_USER_TOKEN, "ghr_", "ghs_")
_LEVELS = ("read", "write", "admin")

EXPRESSIBLE = frozenset(
    {
        *("actions", "administration", "checks", "code_quality", "contents", "deployments"),
        *("discussions", "environments", "issues", "metadata", "packages", "pages"),
        *("pull_requests", "repository_hooks", "repository_projects", "secret_scanning_alerts"),
        *("secrets", "security_events", "single_file", "statuses", "vulnerability_alerts"),
        *("workflows",),
    }
)
"""The repository permissions of GitHub's schema `app-permissions`: what a derivation can name."""


@dataclass(frozen=True, slots=True)
class Narrowed:
    """A token for these repositories of one owner, with these permissions."""

    owner: str
    repositories: tuple[str, ...]
    """Their names, without the owner."""
    permissions: tuple[tuple[str, str], ...]
    """Name and level (`read`, `write`), by name."""
    only_reads: bool = False
    """Whether nothing is written, so that a public repository needs no token of its own."""


@dataclass(frozen=True, slots=True)
class Wide:
    """What is done needs the vault's own token."""

    reason: str
    """Why, in one sentence for the person."""


def scope_of(calls: Iterable[Call]) -> Narrowed | Wide:
    """Decide what a token for these calls must reach, or why no derived one would do."""
    wholes: dict[str, str] = {}
    needs: list[tuple[str, ...]] = []
    only_reads = True
    for action in _performed(calls):
        facts = action.facts
        if "repo" in variables(facts.path):
            name: str = action.sent()["repo"]
            wholes.setdefault(name.casefold(), name)
        elif facts.needs.any_of:
            return Wide(f"{facts.action} names no repository.")
        needs.append(facts.needs.any_of)
        only_reads = only_reads and facts.effect is Effect.READ
    owners = {whole.partition("/")[0] for whole in wholes}
    if not wholes:
        return Wide("No repository is named.")
    if len(owners) > 1:
        return Wide("The repositories belong to several owners.")
    unknown = sorted({key for each in needs if each and not _usable(each) for key in each})
    if unknown:
        return Wide(f"A derived token cannot have the permission {' or '.join(unknown)}.")
    names = tuple(whole.partition("/")[2] for whole in wholes.values())
    owner = next(iter(wholes.values())).partition("/")[0]
    permissions = tuple(sorted(_least(map(_usable, needs)).items()))
    return Narrowed(owner, names, permissions, only_reads)


def _performed(calls: Iterable[Call]) -> Iterator[Action[Any]]:
    """Name what a run does: each action, and before one that destroys the read of its target."""
    for call in calls:
        target = call.action.target_read()
        yield from (call.action,) if target is None else (target, call.action)


def kind_of(token: Secret) -> str:
    """Return how a token begins, which tells its kind: `ghu_`; `unknown` for no known kind."""
    return token.prefix_among(_KINDS) or "unknown"


def _usable(any_of: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Return the alternatives that a derivation can express, as name and level."""
    pairs = (permission.split(":") for permission in any_of)
    return tuple((name, level) for name, level in pairs if name in EXPRESSIBLE)


def _least(needs: Iterable[tuple[tuple[str, str], ...]]) -> dict[str, str]:
    """Choose permissions that suffice for all: where one of several will do, one that is there."""
    chosen = {"metadata": "read"}
    for alternatives in sorted(needs, key=len):
        if any(_covers(chosen.get(name), level) for name, level in alternatives):
            continue
        chosen |= dict(alternatives[:1])
    return chosen


def _covers(held: str | None, level: str) -> bool:
    return held is not None and _LEVELS.index(held) >= _LEVELS.index(level)
