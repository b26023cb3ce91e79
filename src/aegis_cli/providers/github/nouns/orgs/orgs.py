"""Actions on organizations and their members."""

from typing import Annotated, Any, ClassVar, Literal, TypeAlias

from aegis_cli.actions.facts import Confirmation, Effect
from aegis_cli.actions.fields.field_types import Limit
from aegis_cli.actions.fields.kinds import Synonyms
from aegis_cli.actions.results.templates import text_at
from aegis_cli.actions.results.views import Card, Column, Line, Listing
from aegis_cli.actions.targets.target import Headline, Target
from aegis_cli.providers.github.github_action import GitHubAction
from aegis_cli.providers.github.github_types import Login, OwnerName
from aegis_cli.providers.github.resources import AccountResource, Resource, User

_Role: TypeAlias = Annotated[
    Literal["all", "admin", "member"],
    Synonyms(admin=("owner", "owners", "admins", "administrators"), member=("ordinary", "plain")),
]


def _standing_of(membership: Any) -> str:
    """Return the role in an organization, and whether it is only offered."""
    role, state = text_at(membership, "role"), text_at(membership, "state")
    return f"{role}, invited" if state == "pending" else role


class OrgSummary(Resource):
    """An organization, as lists show it."""

    listing: ClassVar = Listing(
        "organization|organizations",
        columns=(
            Column("LOGIN", "{login}", style="bold"),
            Column("DESCRIPTION", "{description}", flexible=True),
        ),
        piped=("{login}", "{description}"),
    )

    login: str
    id: int
    description: str | None = None


class OrgResource(OrgSummary):
    """An organization."""

    name: str | None = None
    company: str | None = None
    location: str | None = None
    blog: str | None = None
    email: str | None = None
    is_verified: bool | None = None
    public_repos: int | None = None
    followers: int | None = None
    html_url: str | None = None
    created_at: str | None = None


class OrgMembership(Resource):
    """How somebody belongs to an organization."""

    headline: ClassVar = Headline(
        kind="membership",
        name="of {user.login} in {organization.login}",
        state=_standing_of,
    )

    state: str
    role: str
    user: User | None = None
    organization: User


class GetOrg(
    GitHubAction[OrgResource],
    op="orgs/get",
    action="orgs.get",
    says="Show the organization {org}",
    view=Card(
        heading="{login}",
        reference="{name}",
        summary=(
            ("{public_repos:public repository|public repositories}", "plain"),
            ("{followers:follower|followers}", "plain"),
        ),
        facts=(
            ("Description", "{description}"),
            ("Location", "{location}"),
            ("Website", "{blog}"),
            ("Email", "{email}"),
            ("Since", "{created_at:day}"),
        ),
        footer="View this organization on GitHub: {html_url}",
        piped=(
            ("login", "{login}"),
            ("name", "{name}"),
            ("description", "{description}"),
            ("location", "{location}"),
            ("website", "{blog}"),
            ("email", "{email}"),
            ("public repositories", "{public_repos}"),
            ("followers", "{followers}"),
            ("since", "{created_at}"),
            ("url", "{html_url}"),
        ),
    ),
    utterances=(
        "SHOW the org|organization|organisation|company {org}",
        "SHOW? details|info|information about|on|of org|organization|organisation {org}",
        "what_is the org|organization|organisation {org}",
    ),
):
    """Show what everybody may see of an organization, and to its members more."""

    org: OwnerName
    """Organization to show."""


class ListMyOrgs(
    GitHubAction[list[OrgSummary]],
    op="orgs/list-for-authenticated-user",
    action="orgs.list_mine",
    says="List the organizations that you belong to",
    view=OrgSummary.listing.table("that you belong to"),
    utterances=(
        "SHOW? my orgs|organizations|organisations",
        "what|which orgs|organizations|organisations am_i|do_i_belong in|to|a_member_of?",
        "SHOW? the orgs|organizations|organisations i am_in|belong_to",
    ),
):
    """List the organizations that you belong to."""

    limit: Limit = 30


class ListMembers(
    GitHubAction[list[AccountResource]],
    op="orgs/list-members",
    action="orgs.list_members",
    says="List the members of {org}",
    view=AccountResource.listing.table("in {org}"),
    utterances=(
        "SHOW? [{role}] members of|in|from org|organization|organisation? {org}",
        "SHOW the {role} of org|organization|organisation? {org}",
        "SHOW? the people|users in|of org|organization|organisation {org}",
        "who_is in|part_of org|organization|organisation {org}",
        "who belongs to org|organization|organisation? {org}",
    ),
):
    """List the members of an organization; of the hidden ones, only members hear."""

    org: OwnerName
    """Organization whose members to list."""

    role: _Role | None = None
    """Only those with this role; `admin` is an owner."""

    limit: Limit = 30


class GetMembership(
    GitHubAction[OrgMembership],
    op="orgs/get-membership-for-user",
    action="orgs.get_membership",
    says="Show how {username} belongs to {org}",
    view=Line(
        "{user.login} is {role} of {organization.login} ({state})",
        piped="{user.login}\t{role}\t{state}",
    ),
    verbs=("show", "get", "check"),
    utterances=(
        "SHOW the membership|role of {username} in org|organization|organisation? {org}",
        "is {username} a member|part of org|organization|organisation? {org}",
        "is {username} in org|organization|organisation {org}",
        "what|which role does|has {username} have? in org|organization|organisation? {org}",
    ),
):
    """Show whether somebody belongs to an organization, and with which role."""

    org: OwnerName
    """Organization to look in."""

    username: Login
    """Person to look for."""


class RemoveMember(
    GitHubAction[None],
    op="orgs/remove-member",
    action="orgs.remove_member",
    effect=Effect.DESTRUCTIVE,
    because="private forks and assignments of the person may be gone with the access",
    target=Target(read=GetMembership, pins=("role",)),
    confirmation=Confirmation(
        phrase="remove {username} from the organization {org}",
        same="remove {user.login} from the organization {organization.login}",
        heading="All their access to it, and their forks of private repositories, would be lost:",
    ),
    says="Remove {username} from the organization {org}, with all access that they have by it",
    view=Line("Removed {@username} from {@org}", piped="{@username}"),
    utterances=(
        "remove|delete|expel|kick {username} from|out_of the org|organization|organisation {org}",
        "remove|delete member {username} from|of org|organization|organisation? {org}",
        "take {username} out_of|off org|organization|organisation {org}",
    ),
):
    """Remove a person from an organization, its teams and its repositories."""

    org: OwnerName
    """Organization to remove them from."""

    username: Login
    """Person to remove."""
