"""The operations on accounts: that of the token with its rate limit, and who follows whom."""

from aegis_cli.sandbox.github.api import errors, queries
from aegis_cli.sandbox.github.api.call import Call, Reply
from aegis_cli.sandbox.github.api.limits import Budget
from aegis_cli.sandbox.github.api.shapes import private_user, public_user
from aegis_cli.sandbox.github.description.described import FACTS


def get_authenticated(call: Call) -> Reply:
    """Return the account that the token belongs to."""
    return Reply(private_user(call, call.me))


def get_by_username(call: Call) -> Reply:
    """Return what everybody may see of an account."""
    person = errors.present(call.world.person(call.params["username"]))
    return Reply(public_user(call, person))


def list_followers(call: Call) -> Reply:
    """List who follows a person."""
    person = errors.present(call.world.person(call.params["username"]))
    following = call.world.following.items()
    logins = [login for login, each in following if person.login in each]
    return queries.page_of(call, [call.world.people[login] for login in logins])


def follow(call: Call) -> Reply:
    """Let the viewer follow a person; whoever does already goes on."""
    return _follow(call, is_wanted=True)


def unfollow(call: Call) -> Reply:
    """Let the viewer follow a person no more."""
    return _follow(call, is_wanted=False)


def get_rate_limit(call: Call) -> Reply:
    """Return the rate limit; this request does not count against it."""
    core, minute = call.budget.json(), int(call.now.timestamp()) + 60
    others = {name: Budget(limit, minute).json() for name, limit in FACTS["rate_limits"].items()}
    return Reply({"resources": {"core": core, **others}, "rate": core})


def get_meta(_: Call) -> Reply:
    """Return what GitHub says of itself; no address of the sandbox's is one that anybody has."""
    return Reply(FACTS["meta"])


def _follow(call: Call, *, is_wanted: bool) -> Reply:
    person = errors.present(call.world.person(call.params["username"]))
    before = call.world.following.get(call.me.login, ())
    others = tuple(each for each in before if each != person.login)
    call.world.following[call.me.login] = (*others, person.login) if is_wanted else others
    return Reply(status=204)
