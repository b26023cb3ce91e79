"""How far each branch is ahead of the default branch, and behind it."""

from typing import Annotated, Any, ClassVar

from aegis_cli.actions.fields.field_types import Limit
from aegis_cli.actions.fields.marks import At, ResolvedId
from aegis_cli.actions.results.templates import pick, text_at
from aegis_cli.actions.results.views import Column, Listing, Tone
from aegis_cli.actions.words.forms import NOUN, Form
from aegis_cli.providers.github import phrases
from aegis_cli.providers.github.github_action import GitHubAction
from aegis_cli.providers.github.github_types import RepoName
from aegis_cli.providers.github.nouns.repos.repos import GetRepo
from aegis_cli.providers.github.resources import Resource


class Divergence(Resource):
    """What the default branch has beyond a branch: GitHub compares that one with it."""

    aheadBy: int  # noqa: N815  # GitHub's name
    """The commits that only the default branch has."""
    behindBy: int  # noqa: N815  # GitHub's name
    """The commits that only the branch has."""


class BranchCommit(Resource):
    """The last commit of a branch."""

    oid: str


def _number(path: str) -> str:
    return f"{{compare.{path}}}"


def _tone_of_behind(branch: Any) -> Tone:
    return "yellow" if pick(branch, "compare.aheadBy") else "grey"


def _tone_of_ahead(branch: Any) -> Tone:
    return "green" if pick(branch, "compare.behindBy") else "grey"


def _short_tip(branch: Any) -> str:
    return text_at(branch, "target.oid")[:7]


class ComparedBranch(Resource):
    """A branch, beside the default branch."""

    listing: ClassVar = Listing(
        "branch|branches",
        columns=(
            Column("NAME", "{name}", style="bold", flexible=True),
            Column("AHEAD", _number("behindBy"), style=_tone_of_ahead),
            Column("BEHIND", _number("aheadBy"), style=_tone_of_behind),
            Column("COMMIT", _short_tip, style="yellow"),
        ),
        piped=("{name}", _number("behindBy"), _number("aheadBy"), "{target.oid}"),
    )

    name: str
    target: BranchCommit | None = None
    compare: Divergence | None = None
    """Nothing where the two have no commit in common."""


class ListAheadBehind(
    GitHubAction[list[ComparedBranch]],
    op="graphql:branches_list_ahead_behind",
    action="branches.list_ahead_behind",
    because="a query changes nothing",
    envelope="data.repository.refs.nodes",
    says="List how far each branch of {repo} is ahead of the default branch, and behind it",
    view=ComparedBranch.listing.table("of {repo}, beside its default branch"),
    utterances=(
        Form(
            (*NOUN, "how_far are?"),
            (
                "branches with|by? ahead_and_behind|ahead_or_behind|ahead|behind|divergence",
                "branches are? ahead|behind|stale",
                "ahead_and_behind|divergence of? branches",
            ),
            (phrases.IN_REPO, "and|or behind|ahead", "of|the? default_branch"),
            example="show the branches with ahead and behind in {repo}",
        ),
        Form(
            ("compare",),
            ("all? branches with|to|and default_branch",),
            (phrases.IN_REPO,),
            example="compare all branches with the default branch in {repo}",
        ),
    ),
):
    """List the branches, each with how many commits it is ahead of the default one, and behind."""

    repo: RepoName
    """Repository that the branches are in, as OWNER/NAME."""

    default_branch: Annotated[
        str | None, At("headRef"), ResolvedId(read=GetRepo, path="default_branch")
    ] = None
    """The default branch."""

    limit: Limit = 30
