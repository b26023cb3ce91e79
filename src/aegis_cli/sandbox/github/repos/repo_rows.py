"""Releases, webhooks, keys, invitations, variables and secrets, as far as plain rules keep them."""

from aegis_cli.sandbox.github.api.changes import Change
from aegis_cli.sandbox.github.api.collection import Collection, Limit
from aegis_cli.sandbox.github.api.row import Row
from aegis_cli.sandbox.github.repos import access, releases
from aegis_cli.sandbox.github.world.development import (
    Asset,
    Release,
)
from aegis_cli.sandbox.github.world.repo_settings import (
    DeployKey,
    Hook,
    Invitation,
    Secret,
    Variable,
)
from aegis_cli.sandbox.github.world.world import Role

_REPO = "/repos/{owner}/{repo}"


def _settings(name: str, kind: type) -> Collection:
    """Return the row of settings for runs, each of which has a name of its own."""
    return Collection(
        path=f"{_REPO}/actions/{name}",
        kind=kind,
        store=lambda call: getattr(call.repo_for_role(Role.WRITE), name),
        limits={"name": Limit(255, pattern="[A-Za-z_][A-Za-z0-9_]*")},
        unique="name",
        orders={"": lambda _, setting: setting.name},
    )


RELEASES = Collection(
    path=f"{_REPO}/releases",
    kind=Release,
    store="releases",
    among=releases.is_seen,
    orders={"": lambda _, release: -release.created_at.timestamp()},
    shape=releases.show,
)


HOOKS = Collection(
    path=f"{_REPO}/hooks",
    kind=Hook,
    store=lambda call: call.repo_for_role(Role.ADMIN).hooks,
    least=Role.ADMIN,
    shape=access.show_hook,
)


ROWS: tuple[Row, ...] = (
    RELEASES,
    HOOKS,
    Change(operation="repos/ping-webhook", of=HOOKS, times=()),
    Collection(
        path=f"{_REPO}/keys",
        kind=DeployKey,
        store=lambda call: call.repo_for_role(Role.ADMIN).deploy_keys,
        unique="key",
        shape=access.show_key,
    ),
    Collection(
        path=f"{_REPO}/invitations",
        kind=Invitation,
        store=lambda call: call.repo_for_role(Role.ADMIN).invitations,
        shape=access.show_invitation,
    ),
    _settings("variables", Variable),
    _settings("secrets", Secret),
    Collection(
        path=f"{RELEASES.place}/assets",
        item=f"{_REPO}/releases/assets/{{asset_id}}",
        kind=Asset,
        store="assets",
        parent=RELEASES,
        shape=releases.show_asset,
    ),
)
