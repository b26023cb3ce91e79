"""The operations on the owner of the token: the account, and its rate limit."""

from aegis_cli.sandbox.github import errors
from aegis_cli.sandbox.github.call import Call, Reply
from aegis_cli.sandbox.github.described import FACTS
from aegis_cli.sandbox.github.limits import Budget
from aegis_cli.sandbox.github.shapes import private_user, public_user


def get_authenticated(call: Call) -> Reply:
    """Return the account that the token belongs to."""
    return Reply(private_user(call, call.me))


def get_by_username(call: Call) -> Reply:
    """Return what everybody may see of an account."""
    person = errors.present(call.world.person(call.params["username"]))
    return Reply(public_user(call, person))


def get_rate_limit(call: Call) -> Reply:
    """Return the rate limit; this request does not count against it."""
    core, minute = call.budget.json(), int(call.now.timestamp()) + 60
    others = {name: Budget(limit, minute).json() for name, limit in FACTS["rate_limits"].items()}
    return Reply({"resources": {"core": core, **others}, "rate": core})
