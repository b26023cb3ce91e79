"""Actions on the branches of a repository."""

from typing import Annotated, Any, TypeAlias

from pydantic import Field, StringConstraints

from aegis_cli.actions.facts import Approval, Effect, Stake
from aegis_cli.actions.fields import mark_of
from aegis_cli.actions.kinds import Branch, Kind, Login, RepoName, Role, TeamSlug
from aegis_cli.actions.marks import CLEAR, At, Clear
from aegis_cli.actions.views import Card, Line, pick
from aegis_cli.providers.github.github_action import GitHubAction
from aegis_cli.providers.github.resources import Resource

RequiredCheck: TypeAlias = Annotated[
    str,
    Kind(
        role=Role.TARGET,
        reads="labels",
        noun="check",
        question="Name the check, as in CI or 'build / test'.",
        example="CI",
        has_slashes=True,
    ),
    StringConstraints(min_length=1, max_length=255),
]
Approvals: TypeAlias = Annotated[
    int, Kind(role=Role.CHOICE, reads="number", noun="number", example="2"), Field(ge=0, le=6)
]
BranchRepo: TypeAlias = Annotated[
    RepoName, Field(description="Repository that the branch is in, as OWNER/NAME.")
]


class Signature(Resource):
    """Who made a commit, and when."""

    name: str | None = None
    date: str | None = None


class CommitText(Resource):
    """What a commit says of itself."""

    message: str
    author: Signature | None = None


class Tip(Resource):
    """The last commit of a branch."""

    sha: str
    html_url: str
    commit: CommitText


class BranchResource(Resource):
    """A branch with its last commit."""

    name: str
    protected: bool
    commit: Tip


class GetBranch(
    GitHubAction[BranchResource],
    op="repos/get-branch",
    action="branches.get",
    effect=Effect.READ,
    needs="contents:read",
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
    verbs=("show", "get", "view"),
    asks=("SHOW branch {branch}",),
):
    """Show a branch with its last commit."""

    repo: BranchRepo

    branch: Branch
    """Branch to show."""


class DeleteBranch(
    GitHubAction[None],
    op="git/delete-ref",
    action="branches.delete",
    effect=Effect.DESTRUCTIVE,
    needs="contents:write",
    says="Delete the branch {branch!r} of {repo}",
    view=Line("Deleted the branch {@branch!r} of {@repo}", piped="{@branch}"),
    asks=("delete|remove branch {branch}", "delete|remove {branch} branch"),
    approval=Approval.STRICT,
    stake=Stake(
        read=GetBranch,
        phrase="delete branch {branch} of {repo}",
        same="delete branch {name} of {@repo}",
        pins=("commit.sha",),
        heading="This branch would be deleted:",
        shows=(
            ("branch", "{name}"),
            ("last commit", "{commit.commit.message}"),
            ("by", "{commit.commit.author.name}"),
            ("made", "{commit.commit.author.date:ago}"),
            ("SHA", "{commit.sha}"),
        ),
    ),
):
    """Delete a branch; its open pull requests are closed."""

    repo: BranchRepo

    branch: Annotated[Branch, At("ref", "heads/{}")]
    """Branch to delete."""


class Protection(Resource):
    """How a branch is protected."""

    required_status_checks: dict[str, Any] | None = None
    required_pull_request_reviews: dict[str, Any] | None = None
    enforce_admins: dict[str, Any] | None = None
    restrictions: dict[str, Any] | None = None


class SetProtection(
    GitHubAction[Protection],
    op="repos/update-branch-protection",
    action="branches.set_protection",
    effect=Effect.WRITE,
    needs="administration:write",
    says="Protect the branch {branch!r} of {repo}; what is not said here does not protect it",
    view=Line("Protected the branch {@branch!r} of {@repo}", piped="{@branch}"),
    asks=(
        (
            "protect branch {branch} [and? with|requiring? {approvals} approval|approvals|reviews]"
            " [and? with|requiring? check|checks {checks}]"
        ),
    ),
    approval=Approval.STRICT,
    stake=Stake(phrase="protect branch {branch} of {repo}"),
):
    """Protect a branch; this replaces whatever protected it before."""

    repo: BranchRepo
    branch: Annotated[Branch, Field(description="Branch to protect.")]
    checks: Annotated[
        tuple[RequiredCheck, ...] | Clear, At("required_status_checks.contexts", beside=())
    ] = CLEAR
    """Checks that must pass before a merge."""
    strict: Annotated[bool | Clear, At("required_status_checks.strict", beside=False)] = CLEAR
    """Whether a branch must be up to date with this one before a merge."""
    approvals: Annotated[
        Approvals | Clear, At("required_pull_request_reviews.required_approving_review_count")
    ] = CLEAR
    """How many people must approve a pull request."""
    users: Annotated[tuple[Login, ...] | Clear, At("restrictions.users", beside=())] = CLEAR
    """People who may push, and nobody else; @me is you."""
    teams: Annotated[tuple[TeamSlug, ...] | Clear, At("restrictions.teams", beside=())] = CLEAR
    """Teams that may push, and nobody else."""
    enforce_admins: bool = False
    """Whether it holds for administrators too."""

    def answered(self, data: Any) -> dict[str, Any]:
        """Return what protects the branch now, by the names of the fields."""
        places = {name: mark_of(info, At) for name, info in type(self).model_fields.items()}
        found = {name: pick(data, at.place) for name, at in places.items() if at}
        found["teams"] = pick(data, "restrictions.teams.slug")
        return found | {"enforce_admins": pick(data, "enforce_admins.enabled")}
