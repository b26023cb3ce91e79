"""The cases of actions on deploy keys."""

from typing import Any

from aegis_cli.providers.github.nouns.repos.deploy_keys import (
    CreateDeployKey,
    DeleteDeployKey,
    ListDeployKeys,
)
from tests.actions.case import Case

_KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJOM"
_DEPLOY_KEY: dict[str, Any] = {
    "id": 12345678,
    "title": "ci",
    "key": _KEY,
    "read_only": True,
    "created_at": "2026-11-20T09:00:00Z",
    "added_by": "mona",
    "last_used": None,
}
_IN_SANDBOX = {"acme/web": "acme/website", "12345678": "52000001"}

CASES = (
    Case(
        ListDeployKeys(repo="acme/web"),
        sends="GET /repos/acme/web/keys?per_page=30",
        said="list the deploy keys of acme/web",
        more={"key_id": 12345678, "limit": 1000},
        sends_more="GET /repos/acme/web/keys?per_page=100",
        answer=[_DEPLOY_KEY, _DEPLOY_KEY | {"id": 12345679, "title": "é 📱", "read_only": False}],
        in_sandbox=_IN_SANDBOX,
    ),
    Case(
        CreateDeployKey(repo="acme/web", title="ci", key=f"{_KEY} somebody@machine"),
        sends="POST /repos/acme/web/keys",
        body={"title": "ci", "key": _KEY, "read_only": True},
        said=f"add the deploy key '{_KEY}' titled 'ci' to acme/web",
        more={"write_access": True},
        body_more={"title": "ci", "key": _KEY, "read_only": False},
        answer=_DEPLOY_KEY,
        in_sandbox=_IN_SANDBOX,
    ),
    Case(
        DeleteDeployKey(repo="acme/web", key_id=12345678),
        sends="DELETE /repos/acme/web/keys/12345678",
        said="delete the deploy key 12345678 of acme/web",
        in_sandbox=_IN_SANDBOX,
    ),
)
