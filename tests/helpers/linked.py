"""Plans in which a step sends the link of what an earlier one makes."""

from typing import Any

from aegis_cli.actions.action import Action
from aegis_cli.actions.links import LINK_IN_PLACE, with_stand_in
from aegis_cli.planning.expansion import Act, expand
from aegis_cli.planning.plan import Link, Origin, Plan, Step
from aegis_cli.providers.github.nouns.issues.issue_changes import CreateIssue
from tests.helpers.act_factory import BASES
from tests.other_providers.board.notes import PostNote

OPEN = CreateIssue(repo="acme/web", title="Crash")
LINK = LINK_IN_PLACE
PAGE = "https://github.com/acme/web/issues/"


def post(text: str = "Opened:", room: str = "#lobby") -> PostNote:
    """Make a note that ends with a link, behind a text or alone."""
    return PostNote(room=room, text=with_stand_in(text))


def step(at: int, action: Action[Any], of: str = "", field: str = "text") -> Step:
    """Make a step that the person said; with `of`, the field ends with the link of that step."""
    origins = dict.fromkeys(action.sent_arguments(), Origin.USER)
    if not of:
        return Step.of(f"s{at}", action, origins)
    text = getattr(action, field).removesuffix(LINK).rstrip()
    return Step.of(f"s{at}", action, origins, {field: Link(of, text, Origin.USER)})


def plan_of(*steps: tuple[Action[Any], str]) -> Plan:
    """Make a plan of actions, each with the id of the step that its text ends with the link of."""
    return Plan(tuple(step(at, action, of) for at, (action, of) in enumerate(steps, start=1)))


LINKED = plan_of((OPEN, ""), (post(), "s1"))
"""An issue is opened, and its link posted."""


def linked_acts(plan: Plan = LINKED) -> tuple[Act, ...]:
    """Make the acts of a plan at the bases of their providers."""
    return expand(plan, BASES)
