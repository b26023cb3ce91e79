"""Actions on the forks of a repository."""

from typing import Annotated, Any, Literal

from aegis_cli.actions.facts import Effect
from aegis_cli.actions.fields.field_types import Limit
from aegis_cli.actions.fields.kinds import Synonyms
from aegis_cli.actions.fields.marks import At, ResolvedId, Unsent
from aegis_cli.actions.provider.names import Place, own_account
from aegis_cli.actions.results.views import Line, line_with_link
from aegis_cli.actions.targets.target import Target
from aegis_cli.actions.undoing import Lasting
from aegis_cli.actions.words.forms import Form
from aegis_cli.providers.github.github_action import GitHubAction
from aegis_cli.providers.github.github_types import Branch, NewRepoName, OwnerName, RepoName
from aegis_cli.providers.github.nouns.repos.repo_changes import ITSELF, RepoWrite
from aegis_cli.providers.github.nouns.repos.repos import GetRepo
from aegis_cli.providers.github.resources import Repository, Resource


class ListForks(
    GitHubAction[list[Repository]],
    op="repos/list-forks",
    action="repos.list_forks",
    of_others=True,
    says="List the forks of {repo}",
    utterances=(
        "SHOW? the [{sort}] forks [sorted|ordered by {sort}] [limit|at_most {limit}]",
        Form(("who", "who has"), ("forked {repo}",), needs=("repo",), example="who forked {repo}"),
    ),
):
    """List the forks of a repository, the newest first unless told otherwise."""

    repo: RepoName
    """Repository whose forks to list, as OWNER/NAME."""

    sort: (
        Annotated[
            Literal["newest", "oldest", "stargazers", "watchers"], Synonyms(stargazers=("stars",))
        ]
        | None
    ) = None
    """What to sort by."""

    limit: Limit = 30


class ForkRepo(
    RepoWrite[Repository],
    op="repos/create-fork",
    action="repos.fork",
    effect=Effect.WRITE,
    also=("repos.create",),
    undo=Lasting("It may be a fork that you had before; repos.delete deletes it."),
    of_others=True,
    says="Fork the repository {repo}",
    view=line_with_link("Forked {@repo} as {full_name}"),
    target=Target(read=GetRepo, aside=("organization", "name", "default_branch_only")),
    utterances=(
        Form(
            ("fork",),
            phrases=(
                ITSELF,
                "to|into org|organization|organisation? {organization}",
                "as|named|called {name}",
            ),
            needs=("repo",),
            example="fork the repo {repo} [into {organization}] [as {name}]",
        ),
    ),
):
    """Fork a repository into your own account, or into an organization."""

    organization: OwnerName | None = None
    """Organization to fork it into, in place of your own account."""

    name: NewRepoName | None = None
    """What the fork is called, if not as the repository."""

    default_branch_only: (
        Annotated[bool, Synonyms(true=("default branch only", "default branch alone"))] | None
    ) = None
    """Whether to take the default branch alone."""

    def containers(self) -> tuple[tuple[str, Place], ...]:
        """Return where the fork is made too, which may be the person's own account."""
        own = () if self.organization else (("organization", own_account()),)
        return (*super().containers(), *own)


class SyncedFork(Resource):
    """What became of a branch of a fork."""

    message: str | None = None
    merge_type: str | None = None
    base_branch: str | None = None


class SyncFork(
    RepoWrite[SyncedFork],
    op="repos/merge-upstream",
    action="repos.sync_fork",
    effect=Effect.WRITE,
    also=("branches.update",),
    undo=Lasting("What was taken over stays in the branch."),
    says="Bring the fork {repo} up to date with the repository that it is of",
    view=Line("Brought the fork {@repo} up to date ({merge_type} from {base_branch})"),
    target=Target(read=GetRepo, aside=("branch",)),
    utterances=(
        Form(
            ("sync", "synchronize", "synchronise", "update"),
            phrases=(
                "branch {branch} of my? fork? {repo:itself}",
                "my? fork {repo:itself}",
                "{repo:itself} fork",
                "with|from? upstream",
                "on|at branch {branch}",
            ),
            needs=("repo",),
            example="sync the fork {repo} [on branch {branch}]",
        ),
        "sync|synchronize|synchronise branch {branch} with|from upstream",
    ),
):
    """Bring a branch of a fork up to date with the repository that it is a fork of."""

    branch: Annotated[Branch | None, Unsent()] = None
    """Branch of the fork that gets what is new; its default branch unless told otherwise."""

    default_branch: Annotated[
        str | None, ResolvedId(read=GetRepo, path="default_branch"), At("branch")
    ] = None
    """Default branch of the fork."""

    def body_values(self) -> dict[str, Any]:
        """Send the branch that was said in the place of the default one."""
        said = {} if self.branch is None else {"branch": self.branch}
        return super().body_values() | said
