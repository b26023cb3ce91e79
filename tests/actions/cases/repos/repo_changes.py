"""The cases of actions that make, change and delete repositories."""

from aegis_cli.providers.github.nouns.repos.repo_changes import (
    ArchiveRepo,
    CreateOrgRepo,
    CreateRepo,
    DeleteRepo,
    RenameRepo,
    SetVisibility,
    UnarchiveRepo,
    UpdateRepo,
)
from tests.actions.case import Case
from tests.actions.cases.repos.repos import PRIVATE, repository

CASES = (
    Case(
        CreateRepo(name="notes"),
        sends="POST /user/repos",
        body={"name": "notes", "private": True},
        said="create a repo named notes",
        more={"description": "It tries things.", "private": False, "auto_init": True},
        answer=repository("notes", **PRIVATE),
    ),
    Case(
        CreateOrgRepo(org="acme", name="notes"),
        sends="POST /orgs/acme/repos",
        body={"name": "notes", "private": True},
        said="create a repo named notes in the organization acme",
        more={"description": "It tries things.", "private": False, "auto_init": True},
        answer=repository("notes", **PRIVATE),
    ),
    Case(
        UpdateRepo(repo="acme/old", description="The old one"),
        sends="PATCH /repos/acme/old",
        body={"description": "The old one"},
        said="set the description of acme/old to 'The old one'",
        more={"homepage": "https://acme.example"},
        body_more={"description": "The old one", "homepage": "https://acme.example"},
        answer=repository("old", description="The old one"),
        in_sandbox={"acme/old": "acme/website"},
    ),
    Case(
        RenameRepo(repo="acme/old", name="older"),
        sends="PATCH /repos/acme/old",
        body={"name": "older"},
        said="rename the repo acme/old to older",
        target=repository("old"),
        answer=repository("older"),
        in_sandbox={"acme/old": "mona/handbook"},
    ),
    Case(
        SetVisibility(repo="acme/old", visibility="private"),
        sends="PATCH /repos/acme/old",
        body={"visibility": "private"},
        said="make acme/old private",
        target=repository("old"),
        answer=repository("old", **PRIVATE),
        in_sandbox={"acme/old": "mona/dotfiles"},
    ),
    Case(
        ArchiveRepo(repo="acme/old"),
        sends="PATCH /repos/acme/old",
        body={"archived": True},
        said="archive acme/old",
        target=repository("old"),
        answer=repository("old", archived=True),
        in_sandbox={"acme/old": "mona/scratch"},
    ),
    Case(
        UnarchiveRepo(repo="acme/old"),
        sends="PATCH /repos/acme/old",
        body={"archived": False},
        said="unarchive acme/old",
        answer=repository("old"),
        sees={"archived": True},
        in_sandbox={"acme/old": "acme/legacy"},
    ),
    Case(
        DeleteRepo(repo="acme/old"),
        sends="DELETE /repos/acme/old",
        said="delete the repo acme/old",
        target=repository("old"),
        in_sandbox={"acme/old": "mona/empty"},
    ),
)
