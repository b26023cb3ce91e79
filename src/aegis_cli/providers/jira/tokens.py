"""What Jira's tokens are, for the process that holds one: it knows no action."""

from aegis_cli.actions.derived_token import Narrowing


def narrowing() -> Narrowing:
    """Return what tells Jira's tokens: they are opaque, and none can be derived from another."""
    return Narrowing(lambda _token: "opaque")
