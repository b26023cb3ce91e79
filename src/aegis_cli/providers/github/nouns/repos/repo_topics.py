"""Actions on the topics of a repository."""

from typing import Annotated, TypeAlias

from pydantic import Field, StringConstraints

from aegis_cli.actions.facts import Effect
from aegis_cli.actions.fields.kinds import named_kind
from aegis_cli.actions.fields.marks import OfTarget
from aegis_cli.actions.results.views import Line
from aegis_cli.actions.targets.target import Target
from aegis_cli.providers.github.github_action import GitHubAction
from aegis_cli.providers.github.github_types import RepoName
from aegis_cli.providers.github.nouns.repos.repos import GetRepo
from aegis_cli.providers.github.resources import Resource

Topic: TypeAlias = Annotated[
    str,
    named_kind("topic", "shop", reads="topics", ignores_case=True),
    StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9-]{0,49}$"),
]


class Topics(Resource):
    """The topics of a repository."""

    names: list[str]


class GetTopics(
    GitHubAction[Topics],
    op="repos/get-all-topics",
    action="repos.get_topics",
    says="Show the topics of {repo}",
    view=Line("Topics of {@repo}: {names:or_none}", piped="{names}"),
    utterances=("SHOW? the topics", "what|which topics are_there"),
):
    """Show the topics of a repository."""

    repo: RepoName
    """Repository whose topics to show, as OWNER/NAME."""


class SetTopics(
    GitHubAction[Topics],
    op="repos/replace-all-topics",
    action="repos.set_topics",
    effect=Effect.WRITE,
    target=Target(read=GetRepo),
    says="Replace all topics of {repo}",
    view=Line("Topics of {@repo} are now: {names:or_none}", piped="{names}"),
    utterances=("CHANGE all? the topics to|with|by|as {names}",),
):
    """Replace all topics of a repository."""

    repo: RepoName
    """Repository whose topics to set, as OWNER/NAME."""

    names: Annotated[tuple[Topic, ...], Field(min_length=1, max_length=20), OfTarget("topics")]
    """The topics that it has from now on; all others are taken off."""
