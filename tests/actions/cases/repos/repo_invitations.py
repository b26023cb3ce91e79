"""The cases of actions on invitations."""

from aegis_cli.providers.github.nouns.repos.repo_invitations import ListInvitations
from tests.actions.case import Case

INVITATION = {
    "id": 21,
    "invitee": {"login": "carol"},
    "inviter": {"login": "mona"},
    "permissions": "read",
    "created_at": "2026-11-20T09:00:00Z",
    "expired": False,
    "html_url": "https://github.com/acme/web/invitations",
}

CASES = (
    Case(
        ListInvitations(repo="acme/web"),
        sends="GET /repos/acme/web/invitations?per_page=30",
        said="list the invitations to acme/web",
        more={"limit": 1000},
        sends_more="GET /repos/acme/web/invitations?per_page=100",
        answer=[INVITATION, INVITATION | {"id": 22, "invitee": None, "inviter": None}],
        in_sandbox={"acme/web": "acme/website"},
    ),
)
