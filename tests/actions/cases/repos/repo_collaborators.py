"""The cases of actions on who may do what in a repository."""

from aegis_cli.providers.github.nouns.repos.repo_collaborators import (
    AddCollaborator,
    GetPermission,
    ListCollaborators,
    RemoveCollaborator,
)
from tests.actions.case import Case
from tests.actions.cases.repos.repo_invitations import INVITATION

_ACCESS = {"permission": "read", "role_name": "triage"}
_IN_SANDBOX = {"acme/web": "acme/website"}

CASES = (
    Case(
        ListCollaborators(repo="acme/web"),
        sends="GET /repos/acme/web/collaborators?per_page=30",
        said="list the collaborators of acme/web",
        more={"affiliation": "outside", "permission": "push", "limit": 1000},
        sends_more="GET /repos/acme/web/collaborators"
        "?affiliation=outside&permission=push&per_page=100",
        answer=[
            {"login": "alice", "role_name": "admin"},
            {"login": "bob", "role_name": "read"},
        ],
    ),
    Case(
        GetPermission(repo="acme/web", username="bob"),
        sends="GET /repos/acme/web/collaborators/bob/permission",
        said="show the permission of bob in acme/web",
        answer=_ACCESS,
    ),
    Case(
        AddCollaborator(repo="acme/web", username="carol", permission="write"),
        sends="PUT /repos/acme/web/collaborators/carol",
        body={"permission": "push"},
        said="give carol write access to acme/web",
        answer=INVITATION | {"permissions": "write"},
        in_sandbox=_IN_SANDBOX,
    ),
    Case(
        RemoveCollaborator(repo="acme/web", username="bob"),
        sends="DELETE /repos/acme/web/collaborators/bob",
        said="remove collaborator bob from acme/web",
        in_sandbox=_IN_SANDBOX,
    ),
)
