"""Actions on the labels of a repository."""

from aegis_cli.actions.facts import Effect, any_of
from aegis_cli.actions.forms import NOUN, Form
from aegis_cli.actions.kinds import Limit, RepoName
from aegis_cli.providers.github import phrases
from aegis_cli.providers.github.github_action import GitHubAction
from aegis_cli.providers.github.resources import LabelResource


class ListLabels(
    GitHubAction[list[LabelResource]],
    op="issues/list-labels-for-repo",
    action="labels.list",
    effect=Effect.READ,
    needs=any_of("issues:read", "pull_requests:read"),
    says="List the labels of {repo}",
    verbs=("list", "show"),
    asks=(
        Form(
            NOUN,
            ("LABELS",),
            (phrases.IN_REPO, phrases.THERE, "does {repo} have|use|define", phrases.AT_MOST),
            phrases.FIRST,
            example="list the [first {limit}] labels of {repo}",
        ),
    ),
):
    """List the labels that a repository defines."""

    repo: RepoName
    """Repository whose labels to list, as OWNER/NAME."""

    limit: Limit = 30
    """How many labels to show at most."""
