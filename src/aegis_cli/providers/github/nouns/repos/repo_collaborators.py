"""Actions on who may do what in a repository."""

from typing import Annotated, ClassVar, Literal, TypeAlias

from aegis_cli.actions.action import R
from aegis_cli.actions.facts import Confirmation, Effect
from aegis_cli.actions.fields.field_types import Limit
from aegis_cli.actions.fields.kinds import Kind, Role, Synonyms
from aegis_cli.actions.fields.marks import Answered, OfTarget, SentAs
from aegis_cli.actions.results.conditions import Condition, ConditionKind
from aegis_cli.actions.results.views import Card, Column, Line, Listing
from aegis_cli.actions.targets.target import Headline, Target
from aegis_cli.actions.undoing import Lasting
from aegis_cli.providers.github.github_action import GitHubAction
from aegis_cli.providers.github.github_types import Login, RepoName
from aegis_cli.providers.github.nouns.repos.repo_invitations import InvitationResource
from aegis_cli.providers.github.resources import Resource
from aegis_cli.providers.github.targets import ListedRepo

_OLD_NAMES = {"read": "pull", "write": "push"}
"""The roles that requests call as Git does, and answers do not."""


def _as_sent(role: str) -> str:
    return _OLD_NAMES.get(role, role)


OldRole: TypeAlias = Annotated[
    Literal["pull", "triage", "push", "maintain", "admin"],
    Synonyms(pull=("read",), push=("write",), admin=("administrator",)),
]
RepoRole: TypeAlias = Annotated[
    Literal["read", "triage", "write", "maintain", "admin"],
    Kind(
        role=Role.CHOICE,
        noun="access",
        question="Say what they may do: read, triage, write, maintain or admin.",
        example="read",
    ),
    Synonyms(read=("pull",), write=("push", "edit"), admin=("administrator",)),
    SentAs(_as_sent),
]


class Collaborator(Resource):
    """Somebody who may do something in a repository."""

    listing: ClassVar = Listing(
        "collaborator|collaborators",
        columns=(
            Column("LOGIN", "{login}", style="bold", flexible=True),
            Column("ACCESS", "{role_name}"),
        ),
        piped=("{login}", "{role_name}"),
    )

    conditions: ClassVar = (
        Condition("name", "login", ConditionKind.TEXT),
        Condition("role", "role_name", ConditionKind.CHOICE),
    )

    login: str
    role_name: str | None = None


class ListCollaborators(
    GitHubAction[list[Collaborator]],
    op="repos/list-collaborators",
    action="repos.list_collaborators",
    says="List the collaborators of {repo}",
    utterances=(
        "SHOW? the [{affiliation}] collaborators [with {permission} access] [limit {limit}]",
        "who has [{permission}] access to {repo}",
        "who are? the [{affiliation}] collaborators of|in|on {repo}",
    ),
):
    """List who has access to a repository, and what each may do there."""

    repo: ListedRepo

    affiliation: (
        Annotated[Literal["outside", "direct", "all"], Synonyms(outside=("external",))] | None
    ) = None
    """Only those from outside of the organization, or only those who were added directly."""

    permission: OldRole | None = None
    """Only those who may do this, or more."""

    limit: Limit = 30


class AccessOf(Resource):
    """What somebody may do in a repository."""

    headline: ClassVar = Headline(
        kind="access", name="of {@username} to {@repo}", state="{role_name}"
    )

    permission: str
    role_name: str


class _AccessAction(GitHubAction[R]):
    """An action on what one person may do in a repository."""

    repo: RepoName
    """Repository that it is about, as OWNER/NAME."""


class GetPermission(
    _AccessAction[AccessOf],
    op="repos/get-collaborator-permission-level",
    action="repos.get_permission",
    says="Show what {username} may do in {repo}",
    view=Card(
        heading="{@username}",
        reference="{@repo}",
        facts=(("Access", "{role_name}"),),
        piped=(("login", "{@username}"), ("access", "{role_name}")),
    ),
    utterances=(
        "SHOW the permission|permissions|access|access_level of {username} in|on|to {repo}",
        "what|which access|permission|permissions does? {username} have in|on|to {repo}",
        "what may|can {username} do? in|on {repo}",
    ),
):
    """Show what a person may do in a repository."""

    username: Login
    """Person to look up."""


class AddCollaborator(
    _AccessAction[InvitationResource | None],
    op="repos/add-collaborator",
    action="repos.add_collaborator",
    effect=Effect.ASKED,
    because=(
        "it gives somebody access, which can be taken away again; what they may do now is shown"
    ),
    undo=Lasting("No action takes an invitation back."),
    target=Target(read=GetPermission),
    confirmation=Confirmation(
        phrase="give {username} {permission} access to {repo}",
        heading="What this person may do would change:",
    ),
    says="Give {username} {permission} access to {repo}",
    view=Line(
        "{@username} has {@permission} access to {@repo}, or is invited and has to accept",
        piped="{@username}",
    ),
    utterances=(
        "give|grant {username} {permission} access|permission|permissions to|on {repo}",
        "invite {username} to|into {repo} with|as {permission} access?",
        "add {username} as a? collaborator to|of|on {repo} with {permission} access?",
        "add {username} to {repo} with {permission} access",
        (
            "change|set|update the access|permission|permissions of {username} in|on {repo}"
            " to {permission}"
        ),
    ),
):
    """Give a person access to a repository, or change it; whoever has none is invited."""

    username: Login
    """Person to give it."""

    permission: Annotated[RepoRole, OfTarget("role_name", called="access"), Answered("permissions")]
    """What they may do there."""


class RemoveCollaborator(
    _AccessAction[None],
    op="repos/remove-collaborator",
    action="repos.remove_collaborator",
    effect=Effect.DESTRUCTIVE,
    because="private forks and assignments of the person are gone with the access",
    target=Target(read=GetPermission, watched=("role_name",)),
    confirmation=Confirmation(
        phrase="remove {username} from {repo}",
        heading="This person would lose access, with their forks and assignments there:",
    ),
    says="Take the access of {username} to {repo} away",
    view=Line("{@username} has no access of their own to {@repo} any more", piped="{@username}"),
    utterances=(
        "remove|kick|drop collaborator {username} from {repo}",
        "remove|kick {username} as a? collaborator from|of|on {repo}",
        "revoke|remove|drop the access of {username} to|from|on {repo}",
    ),
):
    """Take the access of a person to a repository away, and an open invitation with it."""

    username: Login
    """Person to remove."""
