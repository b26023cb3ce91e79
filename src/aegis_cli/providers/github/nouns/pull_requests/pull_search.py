"""Search for pull requests of any repository."""

from dataclasses import replace
from typing import Annotated, ClassVar, Literal

from aegis_cli.actions.fields.field_types import Day
from aegis_cli.actions.fields.kinds import Synonyms
from aegis_cli.actions.results.conditions import Condition, ConditionKind
from aegis_cli.actions.words.forms import NOUN, Form
from aegis_cli.providers.github.github_types import Branch, Login
from aegis_cli.providers.github.nouns.issues.issues import FoundIssue
from aegis_cli.providers.github.resources import PullOfIssue
from aegis_cli.providers.github.search_text import Search, Term


class FoundPull(FoundIssue):
    """A pull request of any repository, as a search finds it."""

    listing: ClassVar = replace(FoundIssue.listing, noun="pull request|pull requests")

    conditions: ClassVar = (
        *FoundIssue.conditions,
        Condition("draft", "draft", ConditionKind.CHOICE),
        Condition("merged", "pull_request.merged_at", ConditionKind.DAY),
    )

    draft: bool | None = None
    pull_request: PullOfIssue | None = None


class SearchPulls(
    Search[list[FoundPull]],
    op="search/issues-and-pull-requests",
    action="pulls.search",
    needs="pull_requests:read",
    everywhere=True,
    says="Search for pull requests",
    verbs=("search", "find"),
    utterances=(
        "search|search_for [{state}] [{draft}] PULLS [in|of {repo}] [by|from {author}]",
        (
            "find [{state}] PULLS about|mentioning|that_mention|containing {words} [in|of {repo}]"
            " [by|from {author}]"
        ),
        Form(
            NOUN,
            ("PULLS",),
            ("should|must|do {review_requested:i} have_to? review",),
            needs=("review_requested",),
            example="show pull requests waiting for review by {review_requested}",
        ),
        "SHOW? PULLS waiting_for|awaiting review by|from|of {review_requested}",
        "SHOW? PULLS by|from|of {author} with {status} checks [in|of {repo}]",
    ),
):
    """Search for pull requests by their text and by who and what they are about."""

    fixed: ClassVar[str] = "is:pr"

    state: Annotated[Literal["open", "closed", "merged"] | None, Term("is")] = None
    """Only those in this state."""

    draft: Annotated[bool | None, Term("draft")] = None
    """Only drafts, or only those that are none."""

    base: Annotated[Branch | None, Term("base")] = None
    """Only those into this branch."""

    merged_since: Annotated[Day | None, Term("merged", ">=")] = None
    """Only those merged on this day or later, as in 2026-01-31."""

    review_requested: Annotated[Login | None, Term("review-requested")] = None
    """Only those that wait for a review of this person; @me is you."""

    review: Annotated[
        Literal["none", "required", "approved", "changes_requested"] | None, Term("review")
    ] = None
    """Only those whose reviews say so."""

    status: (
        Annotated[
            Literal["pending", "success", "failure"],
            Term("status"),
            Synonyms(failure=("failing", "failed"), success=("passing", "passed")),
        ]
        | None
    ) = None
    """Only those whose last commit has checks that ended so."""
