"""Decides which permissions one call takes, by what it names; pure.

What GitHub documents of the action is not all: a token needs more for some things, as others saw
(`live_permissions`). Of what cannot be known before, such as whether a number is that of a pull
request, a token asks for as much as it may take, and does with less where GitHub gives no more.
"""

from typing import Any

from aegis_cli.actions.action import Action
from aegis_cli.actions.facts import Needs
from aegis_cli.providers.github.app_permissions import Alternatives, alternatives
from aegis_cli.providers.github.live_permissions import (
    When,
    in_words,
    is_of_workflow,
    of_action,
)

_PULL_REQUEST = "pull request"
_BY_WHAT_IS_NAMED = (When.WORKFLOW, When.TEAM, When.PUSH)
"""When more is wanted of a call, as it says itself."""


def needs_of(action: Action[Any], *, fully: bool) -> tuple[Alternatives, ...]:
    """Return what a token needs for a call: of each of these, one set of permissions.

    `fully` adds what GitHub wants of something that is not known before.
    """
    documented = alternatives(action.facts.needs)
    wanted = of_action(type(action))
    needs = [_of_issue_or_pull(action, documented, wanted.get(When.PULL, ""), fully=fully)]
    if fully and When.PRIVATE in wanted:
        needs.append(_read(wanted[When.PRIVATE]))
    needs += (_read(wanted[when]) for when in _BY_WHAT_IS_NAMED if _is(action, when))
    return tuple(needs)


def makes_elsewhere(action: Action[Any]) -> bool:
    """Tell whether a call makes a repository, which no derived token can name before."""
    return When.DESTINATION in of_action(type(action))


def needs_in_words(action: Action[Any]) -> str:
    """Name the permissions of an App for a call, and those that it may take beside them."""
    wanted = {
        when: permission
        for when, permission in of_action(type(action)).items()
        if when not in _BY_WHAT_IS_NAMED or _is(action, when)
    }
    return in_words(type(action), wanted)


def _is(action: Action[Any], when: When) -> bool:
    """Tell whether a call is one of which GitHub wants more, by what it names."""
    if when is When.WORKFLOW:
        return is_of_workflow(action)
    if when is When.PUSH:
        return bool(getattr(action, "before_push", None))
    return bool(getattr(action, "team_reviewers", None)) and when in of_action(type(action))


def _of_issue_or_pull(
    action: Action[Any], documented: Alternatives, of_pull: str, *, fully: bool
) -> Alternatives:
    """Return the permissions of a call on an issue; if `fully`, with those for a pull request too.

    Of the alternatives that GitHub documents, the first is that of issues.
    """
    if not of_pull:
        return documented
    target = action.facts.target_read
    if target is not None and target.kinds and _PULL_REQUEST not in target.kinds:
        return documented[:1]
    if not fully:
        return documented
    return (tuple(dict.fromkeys((*documented[0], *_read(of_pull)[0]))),)


def _read(permission: str) -> Alternatives:
    return alternatives(Needs.read(permission))
