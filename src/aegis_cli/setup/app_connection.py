"""Makes the connection to the provider, with the App that is to stand behind it.

Source: auth0.com/docs/api/management/v2, "Create a connection". Its options have no "Offline
Access", which the dashboard has: docs/auth0.md says what to look at.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from aegis_cli.core.flow import Flow
from aegis_cli.core.secret import Secret
from aegis_cli.errors import Code, Failed
from aegis_cli.setup.connection_findings import PIECES
from aegis_cli.setup.desired import Wanted
from aegis_cli.setup.management import ManagementApi, call
from aegis_cli.setup.repair import TenantSnapshot, look, repair

CREATE = "create:connections"
"""What the Management API token must be allowed for it."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """An App at the provider, as Auth0 has to know it."""

    strategy: str
    """What Auth0 calls the provider."""
    client_id: str
    client_secret: Secret
    more: Mapping[str, Any] = field(default_factory=dict)
    """What else the connection has to know."""


def is_connected(tenant: TenantSnapshot) -> bool:
    """Return whether the tenant has a connection of that name, whatever stands behind it."""
    return tenant.pieces.connection is not None


def connect_app(
    api: ManagementApi, wanted: Wanted, app: Credentials, *, was_tried: bool = False
) -> Flow[TenantSnapshot]:
    """Make the connection, and switch it on for the applications there are.

    `was_tried` says that this was begun before, and may have made the connection that is there.
    Raises `Failed` where only somebody else can have made it.
    """
    tenant = yield from look(api, wanted)
    if is_connected(tenant) and not was_tried:
        raise Failed(
            f"Somebody made a connection {wanted.connection!r} meanwhile, so this App does not "
            "stand behind it.",
            code=Code.CHANGED,
            hint="Look in the Auth0 dashboard at which App it has.",
        )
    if not is_connected(tenant):
        options = {"client_id": app.client_id, "client_secret": app.client_secret, **app.more}
        fields = (
            ("name", wanted.connection),
            ("strategy", app.strategy),
            ("options", options),
            *wanted.connection_fields.items(),
        )
        yield from call(api, "POST", "/connections", body=fields)
        tenant = yield from look(api, wanted)
    return (yield from repair(api, wanted, tenant, only=PIECES))
