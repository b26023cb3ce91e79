"""Actions on the protection of branches."""

from typing import Annotated, Any, ClassVar, TypeAlias

from pydantic import ConfigDict, Field, StringConstraints

from aegis_cli.actions.facts import Confirmation, Effect
from aegis_cli.actions.fields.kinds import Kind, Role, named_kind
from aegis_cli.actions.fields.marks import CLEAR, Answered, At, Clear
from aegis_cli.actions.results.templates import pick
from aegis_cli.actions.results.views import Card, Line
from aegis_cli.actions.targets.target import WHOLE, Headline, Target
from aegis_cli.actions.undoing import Lasting
from aegis_cli.providers.github.github_types import Branch, Login, TeamSlug
from aegis_cli.providers.github.nouns.repos.branches import BranchAction
from aegis_cli.providers.github.resources import Resource, TeamName, User

RequiredCheck: TypeAlias = Annotated[
    str,
    named_kind("check", "CI", "'build / test'", reads="labels", has_slashes=True),
    StringConstraints(min_length=1, max_length=255),
]
Approvals: TypeAlias = Annotated[
    int, Kind(role=Role.CHOICE, reads="number", noun="number", example="2"), Field(ge=0, le=6)
]


class Switch(Resource):
    """Something that is on or off."""

    enabled: bool


class _Whole(Resource):
    """A part of a protection, with all that GitHub says of it: all of it is replaced."""

    model_config = ConfigDict(extra="allow")


class RequiredChecks(_Whole):
    """The checks that a branch requires."""

    strict: bool | None = None
    contexts: list[str] | None = None


class RequiredReviews(_Whole):
    """The reviews that a branch requires."""

    required_approving_review_count: int | None = None
    dismiss_stale_reviews: bool | None = None
    require_code_owner_reviews: bool | None = None
    require_last_push_approval: bool | None = None


class Restrictions(_Whole):
    """Who may push to a branch."""

    users: list[User] | None = None
    teams: list[TeamName] | None = None


class Protection(_Whole):
    """How a branch is protected."""

    headline: ClassVar = Headline(kind="protection", name="{@branch!r} of {@repo}")

    required_status_checks: RequiredChecks | None = None
    required_pull_request_reviews: RequiredReviews | None = None
    enforce_admins: Switch | None = None
    restrictions: Restrictions | None = None
    required_linear_history: Switch | None = None
    allow_force_pushes: Switch | None = None
    allow_deletions: Switch | None = None
    block_creations: Switch | None = None
    required_conversation_resolution: Switch | None = None
    lock_branch: Switch | None = None
    allow_fork_syncing: Switch | None = None


_RULES = {
    "required_status_checks.strict": "up to date before a merge",
    "required_pull_request_reviews.dismiss_stale_reviews": "new commits dismiss approvals",
    "required_pull_request_reviews.require_code_owner_reviews": "code owners approve",
    "required_pull_request_reviews.require_last_push_approval": "another approves the last push",
    "enforce_admins.enabled": "administrators too",
    "required_linear_history.enabled": "linear history",
    "required_conversation_resolution.enabled": "conversations resolved",
    "block_creations.enabled": "creation restricted",
    "lock_branch.enabled": "read-only",
    "allow_force_pushes.enabled": "force pushes allowed",
    "allow_deletions.enabled": "deletion allowed",
    "allow_fork_syncing.enabled": "fork syncing allowed",
}
"""The rules that are on or off, by where the protection has them."""


def _also(protection: Any) -> str:
    """Name the rules that are on."""
    return ", ".join(name for path, name in _RULES.items() if pick(protection, path) is True)


_DEMANDS = (
    ("Checks", "required_status_checks.contexts"),
    ("Approvals", "required_pull_request_reviews.required_approving_review_count"),
    ("People who may push", "restrictions.users.login"),
    ("Teams that may push", "restrictions.teams.slug"),
)
"""What a branch can demand, and where the protection has it."""


class GetProtection(
    BranchAction[Protection],
    op="repos/get-branch-protection",
    action="branches.get_protection",
    says="Show the protection of the branch {branch!r} of {repo}",
    view=Card(
        heading="Protection of {@branch}",
        reference="{@repo}",
        facts=(*((label, f"{{{path}}}") for label, path in _DEMANDS), ("Rules", _also)),
    ),
    utterances=("SHOW the branch_protection|protection of|for the? branch? {branch}",),
):
    """Show how a branch is protected."""

    branch: Branch
    """Branch whose protection to show."""


class SetProtection(
    BranchAction[Protection],
    op="repos/update-branch-protection",
    action="branches.set_protection",
    effect=Effect.ASKED,
    because=(
        "it replaces rules that people rely on, all of them are shown and pinned, and they "
        "can be set again"
    ),
    undo=Lasting("It is replaced as a whole, of which not all is known."),
    says="Protect the branch {branch!r} of {repo}; what is not said here does not protect it",
    view=Line("Protected the branch {@branch!r} of {@repo}", piped="{@branch}"),
    utterances=(
        (
            "protect branch {branch} [and? with|requiring? {approvals} approval|approvals|reviews]"
            " [and? with|requiring? check|checks {checks}]"
        ),
    ),
    target=Target(
        read=GetProtection,
        pins=(WHOLE,),
        shows=(("rules", lambda protection: _also(protection) or "none"),),
        absent="not protected",
    ),
    confirmation=Confirmation(
        phrase="protect branch {branch} of {repo}",
        same="protect branch {@branch} of {@repo}",
        heading="This protection would be replaced:",
    ),
):
    """Protect a branch; this replaces whatever protected it before."""

    branch: Branch
    """Branch to protect."""
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
    teams: Annotated[
        tuple[TeamSlug, ...] | Clear,
        At("restrictions.teams", beside=()),
        Answered("restrictions.teams.slug"),
    ] = CLEAR
    """Teams that may push, and nobody else."""
    enforce_admins: Annotated[bool, Answered("enforce_admins.enabled")] = False
    """Whether it holds for administrators too."""


class DeleteProtection(
    BranchAction[None],
    op="repos/delete-branch-protection",
    action="branches.delete_protection",
    effect=Effect.ASKED,
    undo=Lasting("What is destroyed does not come back."),
    because="all that protected it is shown, and can be set again",
    says="Protect the branch {branch!r} of {repo} no longer",
    view=Line("Nothing protects the branch {@branch!r} of {@repo} any more", piped="{@branch}"),
    utterances=(
        "unprotect branch? {branch}",
        "remove|delete|drop the protection of|from|on|for branch {branch}",
        "stop protecting branch? {branch}",
    ),
    target=Target(
        read=GetProtection,
        pins=(WHOLE,),
        shows=(
            *((label.lower(), f"{{{path}}}") for label, path in _DEMANDS),
            ("rules", lambda protection: _also(protection) or "none"),
        ),
    ),
    confirmation=Confirmation(
        phrase="unprotect branch {branch} of {repo}",
        same="unprotect branch {@branch} of {@repo}",
        heading="This protection would be gone:",
    ),
):
    """Protect a branch no longer: whoever may write can push to it, and delete it."""

    branch: Branch
    """Branch whose protection to take away."""
