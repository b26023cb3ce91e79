"""How a pull request is shown: where it goes, what stands in its way, and what people decided."""

from typing import Any

from aegis_cli.actions.templates import text_at
from aegis_cli.actions.views import Breakdown, Card
from aegis_cli.providers.github.nouns.pull_requests.reviews import REVIEW_STATES, in_force, words_of
from aegis_cli.providers.github.nouns.repos.commits import CHECK_STATES, group_of
from aegis_cli.providers.github.resources import LABEL_COLOURS
from aegis_cli.providers.github.states import branch_of, state_of, state_tone, status_of

_MERGING = {
    "clean": "can be merged",
    "unstable": "can be merged, although a check failed",
    "has_hooks": "can be merged",
    "dirty": "has conflicts",
    "blocked": "is blocked by a check or a review",
    "behind": "is behind its base",
    "draft": "is a draft",
}


def merging_of(pull: Any) -> str:
    """Say whether an open pull request can be merged, from GitHub's `mergeable_state`."""
    state = text_at(pull, "mergeable_state")
    return _MERGING.get(state, "not known yet") if state_of(pull) in {"OPEN", "DRAFT"} else ""


PULL_CARD = Card(
    heading="{title}",
    reference="{@repo}#{number}",
    summary=(
        (status_of, state_tone),
        ("{user.login} opened {created_at:ago}", "plain"),
        ("{commits:commit|commits}", "plain"),
        ("+{additions}", "green"),
        ("-{deletions}", "red"),
    ),
    facts=(
        ("From", branch_of),
        ("Into", "{base.ref}"),
        ("Merging", merging_of),
        ("Auto-merge", "{auto_merge.merge_method}"),
        ("Asked to review", "{requested_reviewers.login}"),
        ("Teams asked", "{requested_teams.slug}"),
        ("Assignees", "{assignees.login}"),
        ("Labels", "{labels.name}"),
        ("Milestone", "{milestone.title}"),
    ),
    styles=(("Labels", LABEL_COLOURS),),
    breakdowns=(
        Breakdown(
            label="Checks",
            items="checks",
            state=group_of,
            tones=CHECK_STATES,
            named=("failed",),
            name="{name}",
            more="{conclusion:words}",
        ),
        Breakdown(
            label="Reviews",
            items="reviews",
            state=words_of,
            tones=REVIEW_STATES,
            named=tuple(state for state, _ in REVIEW_STATES),
            name="{user.login:or_none}",
            more="{state:words} {submitted_at:ago}",
            of=in_force,
        ),
    ),
    body="{body}",
    footer="View this pull request on GitHub: {html_url}",
    piped=(
        ("title", "{title}"),
        ("state", state_of),
        ("author", "{user.login}"),
        ("head", branch_of),
        ("base", "{base.ref}"),
        ("mergeable", "{mergeable_state}"),
        ("labels", "{labels.name}"),
        ("assignees", "{assignees.login}"),
        ("reviewers", "{requested_reviewers.login}"),
        ("teams", "{requested_teams.slug}"),
        ("auto-merge", "{auto_merge.merge_method}"),
        ("milestone", "{milestone.title}"),
        ("number", "{number}"),
        ("url", "{html_url}"),
        ("additions", "{additions}"),
        ("deletions", "{deletions}"),
        ("files", "{changed_files}"),
    ),
)
