"""Actions on the invitations to a repository that nobody has answered yet."""

from typing import ClassVar

from aegis_cli.actions.fields.field_types import Limit
from aegis_cli.actions.results.views import Column, Listing
from aegis_cli.providers.github.github_action import GitHubAction
from aegis_cli.providers.github.resources import Resource, User
from aegis_cli.providers.github.targets import ListedRepo


class InvitationResource(Resource):
    """An invitation to a repository."""

    listing: ClassVar = Listing(
        "invitation|invitations",
        columns=(
            Column("ID", "{id}", style="cyan"),
            Column("INVITED", "{invitee.login}", style="bold", flexible=True),
            Column("ACCESS", "{permissions}"),
            Column("BY", "{inviter.login}"),
            Column("CREATED", "{created_at:age}", style="grey"),
        ),
        piped=("{id}", "{invitee.login}", "{permissions}", "{inviter.login}", "{created_at}"),
    )

    id: int
    invitee: User | None = None
    inviter: User | None = None
    permissions: str
    created_at: str
    expired: bool | None = None
    html_url: str


class ListInvitations(
    GitHubAction[list[InvitationResource]],
    op="repos/list-invitations",
    action="repos.list_invitations",
    says="List the open invitations to {repo}",
    utterances=(
        "SHOW? the open|pending? invitations|invites [to {repo}] [limit {limit}]",
        "who is|was invited to {repo}",
    ),
):
    """List who is invited to a repository and has not answered yet."""

    repo: ListedRepo

    limit: Limit = 30
