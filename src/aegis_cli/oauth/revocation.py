"""Revokes a refresh token (RFC 7009), so that a copy of it is useless."""

from aegis_cli.core.flow import Flow
from aegis_cli.core.http import Response
from aegis_cli.core.secret import Secret
from aegis_cli.oauth.answers import form
from aegis_cli.oauth.device import Client
from aegis_cli.oauth.discovery import ServerMetadata


def revoke(provider: ServerMetadata, client: Client, token: Secret) -> Flow[bool]:
    """Ask the issuer once to revoke a refresh token; tell whether it confirms that.

    A public client sends its id and no secret (RFC 7009, section 2.1). Auth0 revokes refresh
    tokens only; an access token is valid until it expires.
    """
    if provider.revocation_endpoint is None:
        return False
    answer = yield form(
        provider.revocation_endpoint, ("client_id", client.client_id), ("token", token)
    )
    return isinstance(answer, Response) and answer.ok
