"""Decides what the token of one plan must reach, and whether GitHub can derive such a token.

Source: docs.github.com/rest/apps, "Create a scoped access token".
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

from aegis_cli.actions.action import Action
from aegis_cli.actions.call import Call
from aegis_cli.actions.derived_token import NotNarrowed
from aegis_cli.actions.facts import Effect
from aegis_cli.core.secret import Secret
from aegis_cli.providers.github.app_permissions import EXPRESSIBLE, Alternatives, least
from aegis_cli.providers.github.call_needs import makes_elsewhere, needs_of
from aegis_cli.providers.github.live_permissions import permissions_beyond_schema

APPS_USER_TOKEN = "ghu_"  # noqa: S105  # a prefix, not a token
"""The prefix of the only tokens from which others can be derived: a GitHub App's user tokens."""

_KINDS = ("ghp_", "github_pat_", "gho_", APPS_USER_TOKEN, "ghr_", "ghs_")


@dataclass(frozen=True, slots=True)
class TokenReach:
    """The repositories of one owner and the permissions that a derived token must have."""

    owner: str
    repositories: tuple[str, ...]
    """Their names, without the owner."""
    permissions: tuple[tuple[str, str], ...]
    """Name and level (`read`, `write`), by name."""
    only_reads: bool = False
    """Whether the plan writes nothing, so that a public repository needs no derived token."""

    @property
    def may_be_refused(self) -> bool:
        """Whether it has a permission of which it is not known that a derived token can name it."""
        return any(name in permissions_beyond_schema() for name, _ in self.permissions)


def scope_of(calls: Iterable[Call], *, fully: bool = True) -> TokenReach | NotNarrowed:
    """Return what a token for these calls must reach, or why no derived token would do.

    `fully` adds what GitHub wants of something that is not known before.
    """
    repositories: dict[str, str] = {}
    needs: list[Alternatives] = []
    only_reads = True
    for action in _actions_of(calls):
        facts = action.facts
        if repo := action.sent_arguments().get("repo"):
            repositories.setdefault(repo.casefold(), repo)
        elif facts.needs.any_of:
            return NotNarrowed(f"{facts.action} names no repository.")
        if makes_elsewhere(action):
            return NotNarrowed(f"{facts.action} makes a repository that no token can name yet.")
        needs += needs_of(action, fully=fully)
        only_reads = only_reads and facts.effect is Effect.READ
    if not repositories:
        return NotNarrowed("No repository is named.")
    if len({key.partition("/")[0] for key in repositories}) > 1:
        return NotNarrowed("The repositories belong to several owners.")
    unknown = sorted({key for each in needs if each and not _usable(each) for key in _beyond(each)})
    if unknown:
        return NotNarrowed(f"A derived token cannot have the permission {' or '.join(unknown)}.")
    names = tuple(repo.partition("/")[2] for repo in repositories.values())
    owner = next(iter(repositories.values())).partition("/")[0]
    permissions = tuple(sorted(least(map(_usable, needs)).items()))
    return TokenReach(owner, names, permissions, only_reads)


def _actions_of(calls: Iterable[Call]) -> Iterator[Action[Any]]:
    """Return each action of a run, with the reads of what was pinned and the related ones."""
    for call in calls:
        yield from (each.read for each in call.preconditions)
        yield call.action
        yield from (each.before_answer(call.action) for each in call.related_reads)


def kind_of(token: Secret) -> str:
    """Return the prefix of a token, such as `ghu_`, or `unknown`."""
    return token.prefix_among(_KINDS) or "unknown"


def wrong_kind(token: Secret) -> str | None:
    """Say why no token can be derived from a token of this kind; `None` if one can."""
    kind = kind_of(token)
    if kind == APPS_USER_TOKEN:
        return None
    only = f"Only the token of a GitHub App ({APPS_USER_TOKEN})"
    return f"{only} can be limited to one plan; this is {kind}."


def _usable(needs: Alternatives) -> Alternatives:
    """Return the sets of permissions that a derivation can express."""
    return tuple(each for each in needs if all(name in EXPRESSIBLE for name, _ in each))


def _beyond(needs: Alternatives) -> Iterator[str]:
    """Yield the permissions that no derivation can express."""
    for name, level in chain(*needs):
        if name not in EXPRESSIBLE:
            yield f"{name}:{level}"
