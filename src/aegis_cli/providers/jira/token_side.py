"""What Jira's tokens are, for the process that holds one: it knows no action."""

from aegis_cli.actions.derived_token import Narrowing
from aegis_cli.core.http import Request

_READS = frozenset({"/rest/api/3/search/approximate-count"})
"""The paths of the POSTs that only read."""


def narrowing() -> Narrowing:
    """Return what tells Jira's tokens: they are opaque, and none can be derived from another."""
    return Narrowing(lambda _token: "opaque", is_read=is_read)


def is_read(request: Request) -> bool:
    """Tell whether a request only reads: a GET, and few POSTs."""
    return request.is_read or (request.method == "POST" and request.path in _READS)
