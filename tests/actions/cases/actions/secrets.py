"""The cases of actions on secrets."""

from aegis_cli.providers.github.nouns.actions.secrets import (
    DeleteSecret,
    GetSecret,
    GetSecretsKey,
    ListSecrets,
    SetSecret,
)
from tests.actions.case import Case

_SECRET = {
    "name": "DEPLOY_TOKEN",
    "created_at": "2026-11-20T09:00:00Z",
    "updated_at": "2026-11-21T09:00:00Z",
}
_KEY = {
    "key_id": "568250167242549743",
    "key": "hBT5WZEj8ZoOv6TYJsfWq7MxTEQopZO5/IT3ZCVQPzs=",
}

CASES = (
    Case(
        ListSecrets(repo="acme/web"),
        sends="GET /repos/acme/web/actions/secrets?per_page=30",
        said="list the secrets of acme/web",
        more={"secret_name": "DEPLOY_TOKEN", "limit": 1000},
        sends_more="GET /repos/acme/web/actions/secrets?per_page=100",
        answer=[_SECRET, _SECRET | {"name": "NPM_TOKEN"}],
    ),
    Case(
        GetSecret(repo="acme/web", secret_name="DEPLOY_TOKEN"),
        sends="GET /repos/acme/web/actions/secrets/DEPLOY_TOKEN",
        said="show the secret DEPLOY_TOKEN of acme/web",
        answer=_SECRET,
    ),
    Case(
        SetSecret(repo="acme/web", secret_name="API_KEY"),
        sends="PUT /repos/acme/web/actions/secrets/API_KEY",
        body={"key_id": "568250167242549743"},
        said="set the secret API_KEY of acme/web",
        in_sandbox={"API_KEY": "NPM_TOKEN"},
        target=_KEY | _SECRET | {"name": "API_KEY"},
    ),
    Case(
        GetSecretsKey(repo="acme/web"),
        sends="GET /repos/acme/web/actions/secrets/public-key",
        said="show the public key of the secrets of acme/web",
        answer=_KEY,
    ),
    Case(
        DeleteSecret(repo="acme/web", secret_name="DEPLOY_TOKEN"),
        sends="DELETE /repos/acme/web/actions/secrets/DEPLOY_TOKEN",
        said="delete the secret DEPLOY_TOKEN of acme/web",
    ),
)
