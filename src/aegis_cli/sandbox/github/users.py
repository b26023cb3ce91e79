"""The operation on the person behind the token."""

from aegis_cli.sandbox.github.call import Call, Reply, viewer_of
from aegis_cli.sandbox.github.shapes import private_user


def get_authenticated(call: Call) -> Reply:
    """Return who the token belongs to."""
    viewer_of(call)
    return Reply(private_user(call.base, call.world))
