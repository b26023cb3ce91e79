"""What Slack's tokens are, for the process that holds one: it knows no action."""

from aegis_cli.actions.derived_token import Narrowing
from aegis_cli.core.http import Request
from aegis_cli.core.secret import Secret

_KINDS = ("xoxe.xoxp-", "xoxe.xoxb-", "xoxp-", "xoxb-", "xoxe-", "xapp-")

_READS = frozenset({"/auth.test", "/chat.scheduledMessages.list"})
"""The paths of the POSTs that only read."""


def narrowing() -> Narrowing:
    """Return what tells Slack's tokens, of which none can be derived from another."""
    return Narrowing(_kind_of, is_read=is_read)


def _kind_of(token: Secret) -> str:
    return token.prefix_among(_KINDS) or "unknown"


def is_read(request: Request) -> bool:
    """Tell whether a POST only reads."""
    return request.method == "POST" and request.path in _READS
