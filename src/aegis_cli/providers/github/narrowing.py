"""Decides what the token of one plan must reach, and whether GitHub can derive such a token.

Source: docs.github.com/rest/apps, "Create a scoped access token".
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain
from typing import Any

from aegis_cli.actions.action import Action
from aegis_cli.actions.call import Call
from aegis_cli.actions.facts import Effect
from aegis_cli.actions.provider.derived_token import NotNarrowed
from aegis_cli.providers.github.app_permissions import EXPRESSIBLE, Alternatives, least
from aegis_cli.providers.github.call_needs import makes_elsewhere, needs_of
from aegis_cli.providers.github.live_permissions import permissions_beyond_schema
from aegis_cli.providers.github.token_reach import PlanReach, TokenReach


def plan_reach(calls: tuple[Call, ...]) -> PlanReach | NotNarrowed:
    """Return what the token of a plan must reach, or why no derived token would do.

    NOTE: what an App was never given cannot be derived. If no narrow token can cover the related
    reads, the token is derived for the main calls only, and then without what only a pull request
    takes: the plan neither fails nor gets the wide token.
    """
    alone = tuple(replace(call, related=()) for call in calls)
    least = scope_of(alone, fully=False)
    if isinstance(least, NotNarrowed):
        return least
    wider = dict.fromkeys((scope_of(calls), scope_of(alone)))
    return PlanReach(
        least, tuple(each for each in wider if isinstance(each, TokenReach) and each != least)
    )


def wider_reach(call: Call, permission: str) -> TokenReach | None:
    """Return what a token for one call must reach with one permission more; `None` for no such."""
    scope = scope_of((replace(call, related=()),))
    if not isinstance(scope, TokenReach):
        return None
    name, _, level = permission.partition(":")
    permissions = tuple(sorted({**dict(scope.permissions), name: level}.items()))
    return replace(scope, permissions=permissions)


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
    may_be_refused = any(name in permissions_beyond_schema() for name, _ in permissions)
    return TokenReach(owner, names, permissions, only_reads, may_be_refused)


def _actions_of(calls: Iterable[Call]) -> Iterator[Action[Any]]:
    """Return each action of a run, with the reads of what was pinned and the related ones."""
    for call in calls:
        yield from (each.read for each in call.preconditions)
        yield call.action
        yield from (each.before_answer(call.action) for each in call.related_reads)


def _usable(needs: Alternatives) -> Alternatives:
    """Return the sets of permissions that a derivation can express."""
    return tuple(each for each in needs if all(name in EXPRESSIBLE for name, _ in each))


def _beyond(needs: Alternatives) -> Iterator[str]:
    """Yield the permissions that no derivation can express."""
    for name, level in chain(*needs):
        if name not in EXPRESSIBLE:
            yield f"{name}:{level}"
