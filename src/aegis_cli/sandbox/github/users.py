"""The operations on the person behind the token: who it is, and what is left of their hour."""

from aegis_cli.sandbox.github.call import Call, Reply, viewer_of
from aegis_cli.sandbox.github.limits import overview
from aegis_cli.sandbox.github.shapes import private_user


def get_authenticated(call: Call) -> Reply:
    """Return who the token belongs to."""
    viewer_of(call)
    return Reply(private_user(call.base, call.world))


def get_rate_limit(call: Call) -> Reply:
    """Return what is left of the hour; asking costs nothing."""
    return Reply(overview(call.budget, call.now.timestamp()))
