"""Actions on the branches of a repository."""

from typing import Annotated, Any, ClassVar, TypeAlias

from aegis_cli.actions.action import R
from aegis_cli.actions.facts import Confirmation, Effect
from aegis_cli.actions.fields.field_types import Limit
from aegis_cli.actions.fields.kinds import Synonyms
from aegis_cli.actions.fields.marks import Answered, At, OfTarget, ResolvedId, Unsent
from aegis_cli.actions.results.conditions import Condition, ConditionKind
from aegis_cli.actions.results.new_page import NewPage
from aegis_cli.actions.results.templates import pick, text_at
from aegis_cli.actions.results.views import Card, Column, Line, Listing, Tone
from aegis_cli.actions.targets.target import Headline, Made, Target
from aegis_cli.actions.undoing import Undo
from aegis_cli.actions.words.forms import Form
from aegis_cli.providers.github import phrases
from aegis_cli.providers.github.github_action import GitHubAction
from aegis_cli.providers.github.github_types import Branch, RepoName
from aegis_cli.providers.github.nouns.repos.commits import GetCommit, GitCommit
from aegis_cli.providers.github.resources import Resource


class BranchAction(GitHubAction[R]):
    """An action on one branch."""

    repo: RepoName
    """Repository that the branch is in, as OWNER/NAME."""


def name_in_ref(made: Any) -> str:
    """Return the name of a branch or a tag, which Git has as `refs/heads/NAME`."""
    return text_at(made, "ref").split("/", 2)[-1]


class Tip(Resource):
    """The last commit of a branch."""

    sha: str
    html_url: str | None = None
    commit: GitCommit


def _protection_of(branch: Any) -> str:
    return "protected" if pick(branch, "protected") else "not protected"


def _tone(branch: Any) -> Tone:
    return "green" if pick(branch, "protected") else "grey"


def _short_tip(branch: Any) -> str:
    return text_at(branch, "commit.sha")[:7]


class BranchResource(Resource):
    """A branch with its last commit."""

    headline: ClassVar = Headline(
        kind="branch",
        name="{name!r} of {@repo}",
        title="{commit.commit.message}",
        state=_protection_of,
        identity=("commit.sha",),
    )

    name: str
    protected: bool
    commit: Tip


class BranchTip(Resource):
    """The last commit of a branch or a tag, as lists have it."""

    sha: str


class ListedBranch(Resource):
    """A branch, as lists show it."""

    listing: ClassVar = Listing(
        "branch|branches",
        columns=(
            Column("NAME", "{name}", style="bold", flexible=True),
            Column("PROTECTION", _protection_of, style=_tone),
            Column("COMMIT", _short_tip, style="yellow"),
        ),
        piped=("{name}", _protection_of, "{commit.sha}"),
    )

    conditions: ClassVar = (
        Condition("name", "name", ConditionKind.TEXT),
        Condition("protected", "protected", ConditionKind.CHOICE),
    )

    name: str
    protected: bool
    commit: BranchTip


class ListBranches(
    BranchAction[list[ListedBranch]],
    op="repos/list-branches",
    action="branches.list",
    says="List the branches of {repo}",
    utterances=("SHOW? the [{protected}] branches [limit|at_most {limit}]",),
):
    """List the branches of a repository."""

    protected: (
        Annotated[bool, Synonyms(true=("protected",), false=("unprotected", "not protected"))]
        | None
    ) = None
    """Only those that are protected, or only those that are not."""

    limit: Limit = 30


class GetBranch(
    BranchAction[BranchResource],
    op="repos/get-branch",
    action="branches.get",
    says="Show the branch {branch!r} of {repo}",
    view=Card(
        heading="{name}",
        reference="{@repo}",
        summary=(
            ("{commit.commit.author.name}", "plain"),
            ("{commit.commit.author.date:ago}", "plain"),
        ),
        facts=(("Protected", "{protected}"), ("Last commit", "{commit.sha}")),
        body="{commit.commit.message}",
        footer="View its last commit on GitHub: {commit.html_url}",
    ),
    utterances=("SHOW branch {branch}",),
):
    """Show a branch with its last commit."""

    branch: Branch
    """Branch to show."""


class CreatedRef(Resource):
    """A branch or a tag that was made, as Git has it."""

    ref: str
    object: BranchTip


SourceCommit: TypeAlias = Annotated[
    str | None, ResolvedId(read=GetCommit, by={"ref": "source"}, path="sha"), Answered("object.sha")
]
"""The commit at which a new branch or tag is, by what stands in `source`."""


class CreateBranch(
    BranchAction[CreatedRef],
    op="git/create-ref",
    action="branches.create",
    effect=Effect.WRITE,
    undo=Undo(action="branches.delete", left={"commit.sha": "object.sha"}),
    target=Made(read=GetBranch),
    page=NewPage(noun="branch", path="/{repo}/tree/{branch}", number=""),
    says="Create the branch {branch!r} of {repo} from {source!r}",
    view=Line("Created the branch {@branch!r} of {@repo} at {object.sha}", piped="{@branch}"),
    utterances=(
        "create|make|add|start|open a new? branch {branch} from|off|at|based_on branch? {source}",
        "branch {branch} from|off branch? {source}",
        "branch off|from {source} as|to|into {branch}",
    ),
):
    """Create a branch at the commit that another one is at, or at any other commit."""

    branch: Annotated[Branch, At("ref", "refs/heads/{}"), Answered(name_in_ref)]
    """Branch to create."""

    source: Annotated[Branch, Unsent()]
    """Where it begins: a branch, a tag or a commit."""

    sha: SourceCommit = None
    """Commit that the source is at."""


class RenameBranch(
    BranchAction[BranchResource],
    op="repos/rename-branch",
    action="branches.rename",
    effect=Effect.WRITE,
    undo=Undo(action="branches.rename", by={"branch": "new_name", "new_name": "branch"}),
    says="Rename the branch {branch!r} of {repo} to {new_name!r}",
    view=Line("Renamed the branch {@branch!r} of {@repo} to {name!r}", piped="{name}"),
    utterances=(
        "rename the branch {branch} to|as|into {new_name}",
        "change the name of the branch {branch} to|into {new_name}",
        "rename {branch} branch to|as|into {new_name}",
    ),
    target=Target(read=GetBranch),
):
    """Give a branch another name; its protection and its pull requests follow."""

    branch: Branch
    """Branch to rename."""

    new_name: Annotated[Branch, Answered("name"), OfTarget("name", called="name")]
    """The new name."""


class DeleteBranch(
    BranchAction[None],
    op="git/delete-ref",
    action="branches.delete",
    effect=Effect.ASKED,
    undo=Undo(action="branches.create", before={"source": "commit"}),
    because="its commits can be found again, and it can be restored",
    says="Delete the branch {branch!r} of {repo}",
    view=Line("Deleted the branch {@branch!r} of {@repo}", piped="{@branch}"),
    utterances=(
        Form(
            ("delete|remove",),
            (
                "head|source|feature|merged|remote|old|stale? branch {branch}",
                "{branch} branch",
            ),
            phrases.TO_REPO,
            example="delete the branch {branch} of {repo}",
        ),
    ),
    target=Target(
        read=GetBranch,
        pins=("commit.sha",),
        leaves=(("commit", "commit.sha", None),),
        shows=(
            ("by", "{commit.commit.author.name}"),
            ("made", "{commit.commit.author.date:ago}"),
        ),
    ),
    confirmation=Confirmation(
        phrase="delete branch {branch} of {repo}",
        same="delete branch {name} of {@repo}",
        heading="This branch would be deleted:",
    ),
):
    """Delete a branch; its open pull requests are closed."""

    branch: Annotated[Branch, At("ref", "heads/{}")]
    """Branch to delete."""
