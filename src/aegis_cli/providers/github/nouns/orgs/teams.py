"""Actions on the teams of an organization."""

from typing import Annotated, Any, ClassVar, Literal, TypeAlias

from pydantic import StringConstraints

from aegis_cli.actions.action import R
from aegis_cli.actions.facts import Confirmation, Effect
from aegis_cli.actions.fields.field_types import Limit
from aegis_cli.actions.fields.kinds import Synonyms, named_kind
from aegis_cli.actions.results.templates import text_at
from aegis_cli.actions.results.views import Card, Column, Line, Listing, line_with_link
from aegis_cli.actions.targets.target import Headline, Made, Target
from aegis_cli.actions.undoing import Lasting
from aegis_cli.providers.github.github_action import GitHubAction
from aegis_cli.providers.github.github_types import (
    Description,
    Login,
    OwnerName,
    RepoName,
    TeamSlug,
)
from aegis_cli.providers.github.nouns.repos.repos import GetRepo
from aegis_cli.providers.github.resources import AccountResource, Resource, User

_TeamName: TypeAlias = Annotated[
    str,
    named_kind("team", "reviewers", "'Web reviewers'"),
    StringConstraints(min_length=1, max_length=255, pattern=r"\S"),
]
_Privacy: TypeAlias = Annotated[
    Literal["closed", "secret"], Synonyms(closed=("visible",), secret=("hidden",))
]


class TeamSummary(Resource):
    """A team, as lists show it."""

    listing: ClassVar = Listing(
        "team|teams",
        columns=(
            Column("TEAM", "{slug}", style="bold"),
            Column("DESCRIPTION", "{description}", flexible=True),
            Column("PRIVACY", "{privacy}", style="grey"),
        ),
        piped=("{slug}", "{description}", "{privacy}"),
    )

    id: int
    name: str
    slug: str
    description: str | None = None
    privacy: str | None = None
    html_url: str | None = None


class TeamResource(TeamSummary):
    """A team."""

    headline: ClassVar = Headline(
        kind="team",
        name="{organization.login}/{slug}",
        title="{description}",
        state="{members_count:member|members}",
        identity=("id",),
    )

    members_count: int
    repos_count: int
    created_at: str | None = None
    organization: User | None = None


class TeamMembership(Resource):
    """How somebody belongs to a team."""

    role: str
    state: str


class OwnTeam(Resource):
    """A team of a person, by its name and its address."""

    name: str
    slug: str


class OwnTeams(Resource):
    """The teams of a person in one organization."""

    nodes: list[OwnTeam | None] | None = None


def _teams_of(org: Any) -> str:
    """Return the teams of a person in an organization."""
    return text_at(org, "teams.nodes.slug")


class TeamsOfOrg(Resource):
    """An organization of a person, with the teams that they are in there."""

    listing: ClassVar = Listing(
        "organization|organizations",
        columns=(
            Column("ORGANIZATION", "{login}", style="bold"),
            Column("TEAMS", _teams_of, flexible=True),
        ),
        piped=("{login}", _teams_of),
    )

    login: str
    teams: OwnTeams


class ListTeams(
    GitHubAction[list[TeamSummary]],
    op="teams/list",
    action="teams.list",
    says="List the teams of {org}",
    utterances=(
        "SHOW? the teams of|in org|organization|organisation? {org}",
        "what|which teams does|has org|organization|organisation? {org} have?",
    ),
):
    """List the teams of an organization that you may see."""

    org: OwnerName
    """Organization whose teams to list."""

    limit: Limit = 30


class ListMyTeams(
    GitHubAction[list[TeamResource]],
    op="teams/list-for-authenticated-user",
    action="teams.list_mine",
    says="List the teams that you are in",
    view=TeamSummary.listing.named_by("{organization.login}/{slug}").table("that you are in"),
    utterances=(
        "SHOW? my teams",
        "what|which teams am_i|do_i_belong in|to|a_member_of?",
        "SHOW? the teams i am_in|belong_to",
    ),
):
    """List the teams that you are in, in all organizations."""

    limit: Limit = 30


class ListUserTeams(
    GitHubAction[list[TeamsOfOrg]],
    op="graphql:teams_list_for_user",
    action="teams.list_for_user",
    because="a query changes nothing",
    envelope="data.user.organizations.nodes",
    says="List the teams that {login} is in",
    view=TeamsOfOrg.listing.table("with the teams of {login}"),
    utterances=(
        "SHOW? the teams of|with user|person {login}",
        "what|which teams is user? {login} in|a_member_of",
        "SHOW? the teams that? user? {login} is_in|belongs_to",
    ),
):
    """List the teams that a person is in, by organization, as far as you may see them."""

    login: Login
    """Person whose teams to list."""

    limit: Limit = 30


class GetTeam(
    GitHubAction[TeamResource],
    op="teams/get-by-name",
    action="teams.get",
    says="Show the team {org}/{team_slug}",
    view=Card(
        heading="{organization.login}/{slug}",
        reference="{name}",
        summary=(
            ("{privacy}", "plain"),
            ("{members_count:member|members}", "plain"),
            ("{repos_count:repository|repositories}", "plain"),
        ),
        facts=(("Description", "{description}"), ("Since", "{created_at:day}")),
        footer="View this team on GitHub: {html_url}",
        piped=(
            ("team", "{organization.login}/{slug}"),
            ("name", "{name}"),
            ("description", "{description}"),
            ("privacy", "{privacy}"),
            ("members", "{members_count}"),
            ("repositories", "{repos_count}"),
            ("since", "{created_at}"),
            ("url", "{html_url}"),
        ),
    ),
    utterances=(
        "SHOW the team {team_slug} of|in {org}",
        "SHOW? details|info|information about|on|of team {team_slug} of|in {org}",
    ),
):
    """Show a team: what it is for, and how many belong to it."""

    org: OwnerName
    """Organization that the team is in."""

    team_slug: TeamSlug
    """Team, as its address has it."""


class ListTeamMembers(
    GitHubAction[list[AccountResource]],
    op="teams/list-members-in-org",
    action="teams.list_members",
    says="List the members of the team {org}/{team_slug}",
    view=AccountResource.listing.table("in the team {org}/{team_slug}"),
    utterances=(
        "SHOW? [{role}] members of|in team {team_slug} of|in {org}",
        "SHOW the {role} of|in team {team_slug} of|in {org}",
        "SHOW? the people of|in team {team_slug} of|in {org}",
        "who_is in|on|part_of team {team_slug} of|in {org}",
        "who belongs to team {team_slug} of|in {org}",
    ),
):
    """List the members of a team, and of the teams below it."""

    org: OwnerName
    """Organization that the team is in."""

    team_slug: TeamSlug
    """Team, as its address has it."""

    role: (
        Annotated[
            Literal["member", "maintainer", "all"],
            Synonyms(maintainer=("maintainers",), member=("ordinary", "plain")),
        ]
        | None
    ) = None
    """Only those with this role."""

    limit: Limit = 30


class CreateTeam(
    GitHubAction[TeamResource],
    op="teams/create",
    action="teams.create",
    effect=Effect.WRITE,
    undo=Lasting("No action deletes a team."),
    target=Made(),
    says="Create the team {name!r} in {org}, of which you are a maintainer",
    view=line_with_link("Created the team {@org}/{slug}"),
    utterances=(
        (
            "create|make|add|start [new] [{privacy}] team {name} in|of|for {org}"
            " [described as {description}]"
        ),
        (
            "create|make|add|start [new] [{privacy}] team called|named {name} in|of|for {org}"
            " [described as {description}]"
        ),
    ),
):
    """Create a team in an organization; nobody is in it but you, and it has no repository yet."""

    org: OwnerName
    """Organization to create it in."""

    name: _TeamName
    """What the team is called."""

    description: Description | None = None
    """What it is for."""

    privacy: _Privacy | None = None
    """Whether all members of the organization see it, or only its own; GitHub takes `secret`."""


class _MembershipChange(GitHubAction[R]):
    """A change of who is in a team."""

    target = Target(read=GetTeam)

    org: OwnerName
    """Organization that the team is in."""

    team_slug: TeamSlug
    """Team, as its address has it."""

    username: Login
    """Person whom it is about."""


class SetTeamMember(
    _MembershipChange[TeamMembership],
    op="teams/add-or-update-membership-for-user-in-org",
    action="teams.set_member",
    effect=Effect.ASKED,
    because="it gives people access, which can be taken away again",
    undo=Lasting("The role before is not known."),
    confirmation=Confirmation(
        phrase="let {username} into {org}/{team_slug}",
        heading="They would get the access that this team has:",
    ),
    says="Add {username} to the team {org}/{team_slug}",
    view=Line(
        "{@username} is {role} of the team {@org}/{@team_slug} ({state})",
        piped="{@username}\t{role}\t{state}",
    ),
    utterances=(
        "add {username} to the team {team_slug} of|in {org} [as {role}]",
        "put {username} in|into|on the team {team_slug} of|in {org} [as {role}]",
    ),
):
    """Add a person to a team, who is invited if they are no member of the organization yet."""

    role: Annotated[Literal["member", "maintainer"], Synonyms(maintainer=("lead",))] | None = None
    """A maintainer may add people too; an ordinary member unless told."""


class RemoveTeamMember(
    _MembershipChange[None],
    op="teams/remove-membership-for-user-in-org",
    action="teams.remove_member",
    effect=Effect.DESTRUCTIVE,
    because="private forks and assignments of the person may be gone with the access",
    confirmation=Confirmation(
        phrase="remove {username} from {org}/{team_slug}",
        same="remove {@username} from {organization.login}/{slug}",
        heading="The access that they have by this team would be lost:",
    ),
    says="Remove {username} from the team {org}/{team_slug}",
    view=Line("Removed {@username} from the team {@org}/{@team_slug}", piped="{@username}"),
    utterances=(
        "remove|delete|take {username} from|off the team {team_slug} of|in {org}",
        "remove|delete member {username} from|of team {team_slug} of|in {org}",
        "kick|take {username} out_of the team {team_slug} of|in {org}",
    ),
):
    """Remove a person from a team; they stay in the organization."""


class AddRepoToTeam(
    GitHubAction[None],
    op="teams/add-or-update-repo-permissions-in-org",
    action="teams.add_repo",
    effect=Effect.ASKED,
    because="it gives people access, which can be taken away again",
    undo=Lasting("No action takes a repository from a team."),
    target=Target(read=GetRepo),
    confirmation=Confirmation(phrase="add {repo} to {org}/{team_slug}"),
    says="Give the team {org}/{team_slug} access to {repo}",
    view=Line("The team {@org}/{@team_slug} now has access to {@repo}"),
    utterances=(
        "add {repo} to the team {team_slug} of|in {org} [with {permission} access?]",
        "give the team {team_slug} of|in {org} [{permission}] access to {repo}",
    ),
):
    """Give a team of an organization access to a repository of it, or change that access."""

    org: OwnerName
    """Organization that the team is in."""

    team_slug: TeamSlug
    """Team, as its address has it."""

    repo: RepoName
    """Repository to give it, as OWNER/NAME."""

    permission: (
        Annotated[
            Literal["pull", "triage", "push", "maintain", "admin"],
            Synonyms(pull=("read",), push=("write",), admin=("administrator",)),
        ]
        | None
    ) = None
    """What its members may do there; GitHub takes the usual one of the team if it is left out."""
