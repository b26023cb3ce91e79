"""Gives one person permissions of the API: who a login names, and what that person lacks.

Auth0 makes a person when they sign in for the first time. A login is an e-mail address, a login at
the provider of the connection, or an id of Auth0 such as `github|583231`.
Source: auth0.com/docs/api/management/v2, "Search Users by Email", "List or Search Users", "Get a
User's Permissions", "Assign Permissions to a User".
"""

import re
from collections.abc import Iterator
from typing import Any

from aegis_cli.core.flow import Flow
from aegis_cli.errors import Code, Failed, UsageError
from aegis_cli.setup.desired import Wanted
from aegis_cli.setup.finding import Change, Finding, State
from aegis_cli.setup.management import JsonObject, ManagementApi, call, read_by_page
from aegis_cli.setup.pieces import TenantPieces, path_of

PERMISSIONS = ("read:users", "update:users")
"""The permissions of the Management API token beside those for setting up."""

_ID = "user_id"
_FIELDS = (
    ("fields", "user_id,nickname,email,email_verified,identities"),
    ("include_fields", "true"),
)
_LOGIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}")
"""A login at GitHub; nothing in it means something in a search."""
_MOST_NAMED = 5
EXAMPLE_ID = "github|583231"


def is_user_id(login: str) -> bool:
    """Return whether this is an id of Auth0, which names one person for certain."""
    return "|" in login


def is_certain(login: str) -> bool:
    """Return whether this names a person without somebody looking: an id, or an address."""
    return is_user_id(login) or "@" in login


def check_login(login: str) -> None:
    """Raise `UsageError` for what cannot name a person."""
    is_plain = login.isascii() and login.isprintable() and " " not in login
    if not is_plain or not (is_certain(login) or _LOGIN.fullmatch(login)):
        raise UsageError(
            f"{login!r} cannot be somebody's login.",
            code=Code.BAD_USAGE,
            hint=f"Give an e-mail address, a login at GitHub, or an id such as {EXAMPLE_ID!r}.",
        )


def read_people(api: ManagementApi, wanted: Wanted) -> Flow[tuple[JsonObject, ...]]:
    """Return the people whom the login names, as Auth0 has them."""
    login = wanted.person
    if is_user_id(login):
        return (yield from _by_id(api, login))
    if "@" in login:
        return (yield from _by_email(api, login))
    # NOTE: anybody may sign up with somebody else's nickname; only the provider's own one counts.
    q = f'nickname:"{login}" AND identities.connection:"{wanted.connection}"'
    query = (("q", q), ("search_engine", "v3"), *_FIELDS)
    users = yield from read_by_page(api, "/users", "users", query=query)
    return tuple(user for user in users if _is_known_as(user, login, wanted.connection))


def _by_id(api: ManagementApi, user_id: str) -> Flow[tuple[JsonObject, ...]]:
    try:
        user = yield from call(api, "GET", path_of("/users/{id}", {"id": user_id}), query=_FIELDS)
    except Failed as error:
        if error.code is Code.NOT_FOUND:
            return ()
        raise
    return (user,)


def _by_email(api: ManagementApi, email: str) -> Flow[tuple[JsonObject, ...]]:
    path = "/users-by-email"
    found = yield from call(api, "GET", path, query=(("email", email), *_FIELDS))
    if not isinstance(found, list) or not all(isinstance(user, dict) for user in found):
        raise Failed(f"Auth0's answer to GET {path} is not a list of users.", code=Code.PROTOCOL)
    return tuple(user for user in found if user.get("email") == email)


def _is_known_as(user: JsonObject, login: str, connection: str) -> bool:
    """Return whether the provider of the connection calls this person so."""
    identities = user.get("identities")
    first = identities[0] if isinstance(identities, list) and identities else None
    comes_from_there = isinstance(first, dict) and first.get("connection") == connection
    return comes_from_there and str(user.get("nickname")).lower() == login.lower()


def read_held(
    api: ManagementApi, wanted: Wanted, people: tuple[JsonObject, ...]
) -> Flow[frozenset[str]]:
    """Return the permissions of the API that the one person has, directly or by a role."""
    if len(people) != 1:
        return frozenset()
    held = yield from read_by_page(
        api, path_of("/users/{id}/permissions", people[0], _ID), "permissions"
    )
    ours = (each for each in held if each.get("resource_server_identifier") == wanted.audience)
    return frozenset(str(each.get("permission_name")) for each in ours)


def person_finding(wanted: Wanted, pieces: TenantPieces) -> Iterator[Finding]:
    """Return what the person lacks; nothing if nobody is to get permissions."""
    if not wanted.person:
        return
    named = f"{wanted.person!r}"
    if len(pieces.people) == 1:
        yield _of(wanted, pieces.people[0], pieces.held)
    elif pieces.people:
        ids = ", ".join(str(user.get(_ID)) for user in pieces.people[:_MOST_NAMED])
        hint = f"Give one id with --person, in quotes: {ids}."
        message = f"{named} names {len(pieces.people)} people at Auth0"
        yield Finding("person", State.WRONG, message, hint)
    else:
        hint = (
            "Auth0 knows a person from the first sign-in on: `aegis whoami`. Then run this again."
        )
        yield Finding("person", State.MISSING, f"Auth0 knows nobody called {named}", hint)


def _of(wanted: Wanted, user: JsonObject, held: frozenset[str]) -> Finding:
    who = _show_user(user)
    if "@" in wanted.person and user.get("email_verified") is not True:
        hint = f"If it is the right person, give the id with --person: '{user.get(_ID)}'."
        message = f"Auth0 has not verified the address of {who}, so anybody may have given it"
        return Finding("person", State.WRONG, message, hint)
    lacking = [name for name in wanted.permissions if name not in held]
    if not lacking:
        return Finding("person", State.OK, f"{who} has {', '.join(wanted.permissions)}")
    path = path_of("/users/{id}/permissions", user, _ID)
    message = f"{who} lacks {', '.join(lacking)}"
    assign = Change("POST", path, _body(wanted.audience, lacking))
    return Finding("person", State.MISSING, message, changes=(assign,))


def _show_user(user: JsonObject) -> str:
    names = [user[name] for name in ("nickname", "email") if isinstance(user.get(name), str)]
    return f"{user.get(_ID)} ({', '.join(names)})" if names else str(user.get(_ID))


def _body(audience: str, names: list[str]) -> dict[str, Any]:
    return {
        "permissions": [
            {"resource_server_identifier": audience, "permission_name": name} for name in names
        ]
    }
