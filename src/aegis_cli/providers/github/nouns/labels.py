"""Actions on the labels of a repository."""

from aegis_cli.actions.action import Action, Effect, any_of
from aegis_cli.actions.kinds import Limit, RepoName
from aegis_cli.actions.views import Column, Table
from aegis_cli.providers.github.resources import LabelResource


class ListLabels(
    Action[list[LabelResource]],
    action="labels.list",
    effect=Effect.READ,
    needs=any_of("issues:read", "pull_requests:read"),
    endpoint="GET /repos/{repo}/labels",
    says="List the labels of {repo}",
    view=Table(
        title="Showing {count:label|labels} in {repo}",
        columns=(
            Column("NAME", "{name}", style="bold"),
            Column("DESCRIPTION", "{description}", flexible=True),
            Column("COLOR", "#{color}", style="grey"),
        ),
        piped=("{name}", "{description}", "#{color}"),
        empty="there are no labels in {repo}",
    ),
    verbs=("list", "show"),
):
    """List the labels that a repository defines."""

    repo: RepoName
    """Repository whose labels to list, as OWNER/NAME."""

    limit: Limit = 30
    """How many labels to show at most."""
