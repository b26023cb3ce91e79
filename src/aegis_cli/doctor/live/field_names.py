"""The names that the form of an answer may have: those of our models and protocols; pure."""

import re
from collections.abc import Collection, Iterator
from functools import cache
from typing import Any

from aegis_cli.actions import catalog
from aegis_cli.actions.action import adapter_of
from aegis_cli.doctor.live.claims import LiveClaim

_PLAIN = re.compile(r"\w+", re.ASCII)

PROTOCOL_NAMES = frozenset(
    """
    issuer authorization_endpoint device_authorization_endpoint token_endpoint userinfo_endpoint
    jwks_uri revocation_endpoint registration_endpoint end_session_endpoint mfa_challenge_endpoint
    scopes_supported response_types_supported response_modes_supported subject_types_supported
    token_endpoint_auth_methods_supported token_endpoint_auth_signing_alg_values_supported
    id_token_signing_alg_values_supported code_challenge_methods_supported claims_supported
    grant_types_supported request_uri_parameter_supported request_parameter_supported
    dpop_signing_alg_values_supported backchannel_logout_supported
    keys kty use n e kid x5t x5c alg
    """.split()
)
"""Of an issuer's metadata (RFC 8414, OpenID Connect Discovery) and its keys (RFC 7517)."""


def names_of(claim: LiveClaim) -> Collection[str]:
    """Return the names that the form of an answer may have, by the claim that it was about.

    There are none where its provider is not set up.
    """
    if not claim.action:
        return PROTOCOL_NAMES
    return _names_of(claim.action) if claim.action in catalog.ENTRIES else ()


@cache
def _names_of(action: str) -> Collection[str]:
    schema = adapter_of(catalog.load(action)).json_schema(mode="serialization")
    return frozenset(name for name in _names_in(schema) if _PLAIN.fullmatch(name))


def _names_in(schema: Any) -> Iterator[str]:
    """Yield the name of each property that a JSON schema describes, at any depth."""
    if isinstance(schema, list):
        for each in schema:
            yield from _names_in(each)
    elif isinstance(schema, dict):
        yield from schema.get("properties", {})
        for each in schema.values():
            yield from _names_in(each)
