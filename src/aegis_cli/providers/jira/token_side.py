"""What Jira's tokens are, for the process that holds one: it knows no action."""

from aegis_cli.actions.provider.derived_token import TokenSide
from aegis_cli.core.http import Request

SITES = "/oauth/token/accessible-resources"
_READS = frozenset({"/rest/api/3/search/approximate-count"})
"""The paths of the POSTs that only read."""


def token_side() -> TokenSide:
    """Return what tells Jira's tokens: they are opaque, and none can be derived from another."""
    return TokenSide(lambda _token: "opaque", is_read=is_read, root_of=root_of)


def root_of(base: str, path: str) -> str:
    """Return the root that a path is below: the list of sites is of no site."""
    return base.partition("/ex/jira/")[0] if path == SITES else base


def is_read(request: Request) -> bool:
    """Tell whether a request only reads: a GET, and few POSTs."""
    return request.is_read or (request.method == "POST" and request.path in _READS)
