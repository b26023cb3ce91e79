"""What GitHub's tokens are, for the process that holds one: it knows no action."""

from aegis_cli.actions.derived_token import Narrowing
from aegis_cli.providers.github.derivation import delete, narrow, widen
from aegis_cli.providers.github.inspection import inspect
from aegis_cli.providers.github.token_reach import kind_of


def narrowing() -> Narrowing:
    """Return what derives tokens for single plans."""
    return Narrowing(kind_of, narrow, widen, delete, inspect)
