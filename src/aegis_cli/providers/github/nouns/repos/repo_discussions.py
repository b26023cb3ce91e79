"""Whether a repository has discussions; only GraphQL changes that."""

from typing import Annotated

from aegis_cli.actions.facts import Effect
from aegis_cli.actions.fields.kinds import Kind, Role
from aegis_cli.actions.fields.marks import At, ResolvedId, Unsent
from aegis_cli.actions.results.views import line_with_link
from aegis_cli.actions.undoing import Lasting
from aegis_cli.actions.words.forms import Form
from aegis_cli.providers.github import phrases
from aegis_cli.providers.github.github_types import RepoName
from aegis_cli.providers.github.nouns.repos.repo_changes import OnOrOff, RepoWrite
from aegis_cli.providers.github.nouns.repos.repos import GetRepo
from aegis_cli.providers.github.resources import Resource
from aegis_cli.providers.github.targets import NodeId


class RepoWithDiscussions(Resource):
    """A repository, as the mutation answers it."""

    nameWithOwner: str  # noqa: N815  # GitHub's name
    hasDiscussionsEnabled: bool  # noqa: N815  # GitHub's name
    url: str


class SetDiscussions(
    RepoWrite[RepoWithDiscussions],
    op="graphql:repos_set_discussions",
    action="repos.set_discussions",
    effect=Effect.WRITE,
    undo=Lasting("Whether it had discussions before is not known."),
    says="Turn the discussions of {repo} on or off",
    view=line_with_link("{nameWithOwner} has discussions: {hasDiscussionsEnabled}", url="{url}"),
    utterances=(
        Form(
            ("turn|switch",),
            ("{has_discussions} discussions", "discussions {has_discussions}"),
            phrases.TO_REPO,
            needs=("has_discussions",),
            example="turn {has_discussions=on} the discussions in {repo}",
        ),
    ),
):
    """Turn the discussions of a repository on or off."""

    repo: Annotated[RepoName, Unsent()]

    has_discussions: Annotated[
        OnOrOff,
        Kind(role=Role.CHOICE, question="Say whether they are to be on or off."),
        At("hasDiscussionsEnabled"),
    ]
    """Whether it has discussions."""

    repository_id: Annotated[
        NodeId | None, At("repositoryId"), ResolvedId(read=GetRepo, path="node_id")
    ] = None
    """Its node id."""
