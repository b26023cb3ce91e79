"""What Slack's tokens are, for the process that holds one: it knows no action."""

from aegis_cli.actions.derived_token import Narrowing
from aegis_cli.core.secret import Secret

_KINDS = ("xoxe.xoxp-", "xoxe.xoxb-", "xoxp-", "xoxb-", "xoxe-", "xapp-")


def narrowing() -> Narrowing:
    """Return what tells Slack's tokens, of which none can be derived from another."""
    return Narrowing(_kind_of)


def _kind_of(token: Secret) -> str:
    return token.prefix_among(_KINDS) or "unknown"
