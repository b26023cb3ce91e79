"""Statistics that GitHub computes: it answers 202 at first, and is asked again."""

from aegis_cli.actions.forms import NOUN, Form
from aegis_cli.actions.views import Chart
from aegis_cli.providers.github import phrases
from aegis_cli.providers.github.github_action import GitHubAction
from aegis_cli.providers.github.github_types import RepoName
from aegis_cli.providers.github.resources import CommitActivity, ContributorActivity, Participation


class GetContributors(
    GitHubAction[list[ContributorActivity]],
    op="repos/get-contributors-stats",
    action="stats.contributors",
    says="Show who contributed to {repo}",
    view=Chart(
        title="Commits per contributor in {repo}",
        marks="bars",
        label="author.login",
        value="total",
        unit="commit|commits",
        empty="nobody has committed to {repo} yet",
    ),
    verbs=("show", "list", "view", "get"),
    computed=True,
    utterances=(
        Form(
            (*NOUN, "who are?"),
            ("contributors|committers|contributions|contributor_stats|contributor_statistics",),
            (phrases.IN_REPO, "most"),
            ("top|main|biggest",),
            example="show the contributors of {repo}",
        ),
        Form(
            ("who",),
            ("contributes|contributed|commits|committed|contribute|works|worked",),
            (phrases.IN_REPO, "most"),
            example="who contributes to {repo}",
        ),
    ),
):
    """Show who committed to a repository, and how much."""

    repo: RepoName
    """Repository to look at, as OWNER/NAME."""


class GetCommitActivity(
    GitHubAction[list[CommitActivity]],
    op="repos/get-commit-activity-stats",
    action="stats.commit_activity",
    says="Show the commit activity of {repo}",
    view=Chart(
        title="Commits per week in {repo}, over the last year",
        marks="weeks",
        series=(("commits", "total"),),
        start="week",
        unit="commit|commits",
        empty="there were no commits in {repo} in the last year",
    ),
    verbs=("show", "view", "get"),
    computed=True,
    utterances=(
        Form(
            (*NOUN, "how many?"),
            (
                "commit? activity",
                "stats|statistics|active|busy",
                "weekly_commits|commits_per_week|commit_history",
            ),
            (
                phrases.IN_REPO,
                "has {repo} been",
                "lately|recently",
                "over|in|for|of last|past|this year",
            ),
            example="show the commit activity of {repo}",
        ),
    ),
):
    """Show how many commits a repository had in each week of the last year."""

    repo: RepoName
    """Repository to look at, as OWNER/NAME."""


class GetParticipation(
    GitHubAction[Participation],
    op="repos/get-participation-stats",
    action="stats.participation",
    says="Show who takes part in {repo}",
    view=Chart(
        title="Commits per week in {repo}, by everyone and by its owner",
        marks="weeks",
        series=(("everyone", "all"), ("owner", "owner")),
        unit="commit|commits",
        empty="there were no commits in {repo} in the last year",
    ),
    verbs=("show", "view", "get"),
    computed=True,
    utterances=("SHOW?|who the participation|takes_part|participates [stats] in {repo}",),
):
    """Compare the weekly commits of everyone with those of the owner."""

    repo: RepoName
    """Repository to look at, as OWNER/NAME."""
