"""The names of the header fields that tell something to whoever looks for a fault; pure.

A name is one of ours or it is none: an answer can say what it likes, and not in this place.
"""

from collections.abc import Iterable
from enum import StrEnum


class HeaderName(StrEnum):
    """A header field of an answer that aegis reads, or that a service documents."""

    DATE = "date"
    CONTENT_TYPE = "content-type"
    ETAG = "etag"
    LINK = "link"
    LOCATION = "location"
    RETRY_AFTER = "retry-after"
    WWW_AUTHENTICATE = "www-authenticate"
    DPOP_NONCE = "dpop-nonce"
    DEPRECATION = "deprecation"
    SUNSET = "sunset"
    RATELIMIT_LIMIT = "x-ratelimit-limit"
    RATELIMIT_REMAINING = "x-ratelimit-remaining"
    RATELIMIT_RESET = "x-ratelimit-reset"
    RATELIMIT_REASON = "ratelimit-reason"
    GITHUB_SSO = "x-github-sso"
    GITHUB_REQUEST_ID = "x-github-request-id"
    GITHUB_API_VERSION = "x-github-api-version-selected"
    GITHUB_TOKEN_ENDS = "github-authentication-token-expiration"  # noqa: S105  # a name
    GITHUB_PERMISSIONS = "x-accepted-github-permissions"
    OAUTH_SCOPES = "x-oauth-scopes"
    ACCEPTED_SCOPES = "x-accepted-oauth-scopes"


def known_names(names: Iterable[str]) -> tuple[HeaderName, ...]:
    """Return those of some names that are among ours, in our order."""
    there = {name.lower() for name in names}
    return tuple(each for each in HeaderName if each in there)
