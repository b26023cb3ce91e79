"""The operations of the GitHub App, under its secret: check, derive and delete tokens.

Source: docs.github.com/rest/apps/oauth-applications and docs.github.com/rest/apps/apps.
"""

import base64
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from aegis_cli.sandbox.github.api import errors
from aegis_cli.sandbox.github.api.bodies import check_body
from aegis_cli.sandbox.github.api.call import Call, Reply
from aegis_cli.sandbox.github.description.described import LEVELS
from aegis_cli.sandbox.github.world.person import Person
from aegis_cli.sandbox.github.world.registered_apps import App
from aegis_cli.sandbox.github.world.world import Repo, Role
from aegis_cli.sandbox.state import DerivedToken


def authenticate(authorization: str | None, apps: Mapping[str, App], *, client_id: str) -> None:
    """Refuse a request without an App's id and secret (RFC 7617), or for another App."""
    scheme, _, given = (authorization or "").partition(" ")
    try:
        name, _, secret = base64.b64decode(given, validate=True).decode("ascii").partition(":")
    except ValueError:
        name, secret = "", ""
    app = apps.get(name)
    if scheme.casefold() != "basic" or app is None or not app.knows(secret):
        raise errors.bad_credentials()
    if client_id != app.client_id:
        raise errors.not_found()


def check_token(call: Call) -> Reply:
    """Describe a token of this App; refuse any other token."""
    token = check_body(call)["access_token"]
    return Reply(_authorization(call, token, errors.present(call.state.ends(token))))


def delete_token(call: Call) -> Reply:
    """Delete one token; the person's other tokens stay valid."""
    token = check_body(call)["access_token"]
    if call.state.ends(token) is None:
        raise errors.invalid_field("OauthAccess", "access_token", "missing")
    call.state.provider_tokens.pop(token, None)
    call.state.derived_tokens.pop(token, None)
    return Reply(status=204)


def scope_token(call: Call) -> Reply:
    """Derive a token for some repositories and permissions from a token of a person."""
    body = check_body(call)
    parent = body["access_token"]
    ends = call.state.provider_tokens.get(parent, 0.0)
    if ends <= call.state.now():
        raise errors.not_found()
    account = _target(call, body)
    repos = _repositories(call, account, body)
    app = _app(call)
    held = app.installations[account.login]
    permissions = _permissions(held, body.get("permissions", held))
    token = call.state.new_github_token()
    repo_ids = frozenset(repo.id for repo in repos)
    derived = DerivedToken(ends, app.client_id, repo_ids, permissions)
    call.state.derived_tokens[token] = derived
    installation: dict[str, Any] = {
        "permissions": permissions,
        "repository_selection": "selected" if "repositories" in body else "all",
        "single_file_name": None,
        "has_multiple_single_files": False,
        "single_file_paths": [],
        "repositories_url": f"{call.base}/user/repos",
        "account": account,
    }
    return Reply(_authorization(call, token, ends) | {"installation": installation})


def list_installations(call: Call) -> Reply:
    """List the installations of the App at the person and at the organizations of theirs."""
    me, app, world = call.me, errors.present(call.app), call.world
    accounts = [errors.present(world.person(login)) for login in app.installations]
    reached = [each for each in accounts if each == me or world.is_member(me, each)]
    shown = [_installation(call, app, account) for account in reached]
    return Reply({"total_count": len(shown), "installations": shown})


def _app(call: Call) -> App:
    """Return the App that asks."""
    return call.state.apps[call.params["client_id"]]


def _target(call: Call, body: dict[str, Any]) -> Person:
    if "target" not in body:
        raise errors.invalid_request("Either target or target_id must be supplied.")
    account = call.world.person(body["target"])
    if account is None or account.login not in _app(call).installations:
        raise errors.invalid_field("OauthAccess", "target", "invalid")
    return account


def _repositories(call: Call, account: Person, body: dict[str, Any]) -> list[Repo]:
    own = [repo for repo in call.world.repos.values() if repo.owner == account]
    wanted = {name.casefold() for name in body.get("repositories", ())}
    if not wanted:
        return own
    named = [repo for repo in own if repo.name.casefold() in wanted]
    reachable = [repo for repo in named if repo.role_of(call.world.me) is not Role.NONE]
    if len(reachable) != len(wanted):
        raise errors.Refusal(
            422,
            "There is at least one repository that does not exist or is not accessible to the "
            "parent installation.",
        )
    return reachable


def _permissions(held: Mapping[str, str], wanted: Mapping[str, Any]) -> dict[str, str]:
    for name, level in wanted.items():
        most = held.get(name)
        if most is None or LEVELS.index(most) < LEVELS.index(level):
            message = "The permissions requested are not granted to this installation."
            raise errors.Refusal(422, message)
    return dict(wanted)


def _authorization(call: Call, token: str, ends: float) -> dict[str, Any]:
    app = _app(call)
    return {
        "id": app.id,
        "url": f"{call.base}/authorizations/{app.id}",
        "app": {
            "client_id": app.client_id,
            "name": app.slug,
            "url": f"https://github.com/apps/{app.slug}",
        },
        "token": token,
        "hashed_token": sha256(token.encode()).hexdigest(),
        "token_last_eight": token[-8:],
        "note": None,
        "note_url": None,
        "created_at": call.now,
        "updated_at": call.now,
        "scopes": None,
        "fingerprint": None,
        "expires_at": datetime.fromtimestamp(ends, UTC),
        "user": call.world.me,
    }


def _installation(call: Call, app: App, account: Person) -> dict[str, Any]:
    number = account.id + app.id
    return {
        "id": number,
        "account": account,
        "access_tokens_url": f"{call.base}/app/installations/{number}/access_tokens",
        "repositories_url": f"{call.base}/installation/repositories",
        "html_url": f"https://github.com/settings/installations/{number}",
        "app_id": app.id,
        "app_slug": app.slug,
        "target_id": account.id,
        "target_type": account.kind,
        "permissions": dict(app.installations[account.login]),
        "events": [],
        "repository_selection": "all",
        "single_file_name": None,
        "created_at": account.joined,
        "updated_at": account.joined,
        "suspended_at": None,
        "suspended_by": None,
    }
