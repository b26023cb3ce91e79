"""The first answer of git over HTTPS: which branches a repository has.

Source: git-scm.com/docs/http-protocol, "Smart Clients". A person authenticates with any name and a
token as the password; whether GitHub takes the user token of an App so, no document says.
"""

import base64
from functools import partial

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from aegis_cli.sandbox.github.app_pages import AppDesk
from aegis_cli.sandbox.github.registered_apps import covers
from aegis_cli.sandbox.github.world import Repo, Role

_SERVICE = "git-upload-pack"
_WHO = {"www-authenticate": 'Basic realm="GitHub"'}


def route(desk: AppDesk) -> Route:
    """Return the route that git asks first."""
    path = "/{owner}/{repo}.git/info/refs"
    return Route(path, partial(_advertise, desk), methods=["GET"])


async def _advertise(desk: AppDesk, request: Request) -> Response:
    if request.query_params.get("service") != _SERVICE:
        return PlainTextResponse("Nobody wrote this service for the sandbox.", 501)
    params = request.path_params
    repo = desk.world.repo(f"{params['owner']}/{params['repo']}")
    if repo is not None and not repo.private:
        return _refs(repo)
    kind, _, given = request.headers.get("authorization", "").partition(" ")
    if kind.casefold() != "basic":
        return PlainTextResponse("Authentication required", 401, headers=_WHO)
    if repo is None or not _may_read(desk, repo, given):
        return PlainTextResponse("Repository not found.", 404)
    return _refs(repo)


def _may_read(desk: AppDesk, repo: Repo, given: str) -> bool:
    try:
        token = base64.b64decode(given, validate=True).decode("ascii").partition(":")[2]
    except ValueError:
        return False
    app = desk.state.app_of(token)
    held = app.installations.get(repo.owner.login, {}) if app else {}
    return covers(held, "contents=read") and repo.role_of(desk.world.me) is not Role.NONE


def _refs(repo: Repo) -> Response:
    """Return each branch with its commit, in lines that begin with their length."""
    lines = [f"{branch.sha} refs/heads/{name}" for name, branch in sorted(repo.branches.items())]
    lines[:1] = [f"{line}\0agent=sandbox" for line in lines[:1]]
    parts = [_line(f"# service={_SERVICE}"), b"0000", *map(_line, lines), b"0000"]
    return Response(b"".join(parts), media_type=f"application/x-{_SERVICE}-advertisement")


def _line(text: str) -> bytes:
    data = f"{text}\n".encode()
    return f"{len(data) + 4:04x}".encode() + data
