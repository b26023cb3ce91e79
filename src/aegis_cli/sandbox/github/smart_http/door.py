"""Git's smart HTTP at GitHub's port: whose token it is, what that may do, and git's own server.

Source: docs.github.com, "Authenticating as a GitHub App installation" for the form of the token;
git-scm.com/docs/http-protocol. The messages are those that `git` shows of GitHub.
"""

from datetime import UTC, datetime
from functools import partial
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from aegis_cli.sandbox.engine.application import Refused
from aegis_cli.sandbox.engine.headers import basic
from aegis_cli.sandbox.github.api import errors, reach
from aegis_cli.sandbox.github.api.call import Call
from aegis_cli.sandbox.github.api.limits import Limits
from aegis_cli.sandbox.github.description.described import Described
from aegis_cli.sandbox.github.description.live_permissions import WORKFLOWS
from aegis_cli.sandbox.github.smart_http import program
from aegis_cli.sandbox.github.smart_http.repositories import Moved, Repositories
from aegis_cli.sandbox.github.world.world import Repo, Role, World
from aegis_cli.sandbox.state import SandboxService, Seen, State

_READ, _WRITE = "git-upload-pack", "git-receive-pack"
_USER = "x-access-token"
PUSH = "PUSH"
"""Stands in the journal as the method of each reference that a push changes."""


def routes(state: State, world: World, base: str) -> list[Route]:
    """Return where git clones, fetches and pushes."""
    door = _Door(state, world, base, Repositories(world))
    info = Route("/{owner}/{repo}/info/refs", partial(_serve, door, ""), methods=["GET"])
    packs = [
        Route(f"/{{owner}}/{{repo}}/{name}", partial(_serve, door, name), methods=["POST"])
        for name in (_READ, _WRITE)
    ]
    return [info, *packs]


class _Door:
    """One world, and its repositories in git."""

    def __init__(self, state: State, world: World, base: str, repositories: Repositories) -> None:
        self.state = state
        self.repositories = repositories
        self._world = world
        self._base = base
        self._limits = Limits()

    def call(self, request: Request, service: str) -> Call:
        """Return the request as those of REST are: who asks, with which token, of which place."""
        token = _token(request)
        if token is not None and self.state.ends(token) is None:
            raise _no_access("Invalid username or token.")
        now = self.state.now()
        params = request.path_params
        viewer = self._world.me if token is not None else None
        return Call(
            operation=_operation(service),
            world=self._world,
            base=self._base,
            now=datetime.fromtimestamp(now, UTC),
            path=request.url.path,
            params={"owner": params["owner"], "repo": params["repo"].removesuffix(".git")},
            query={},
            viewer=viewer,
            budget=self._limits.budget(viewer, now),
            state=self.state,
            derived=self.state.derived_tokens.get(token or ""),
            app=self.state.app_of(token) if token else None,
        )


async def _serve(door: _Door, name: str, request: Request) -> Response:
    """Answer one request; `name` is the service of a pack."""
    service = name or request.query_params.get("service", "")
    if service not in {_READ, _WRITE}:
        raise _refusal(403, "Please upgrade your git client: dumb HTTP is not served.")
    if not program.is_there():
        raise _refusal(501, "This machine has no git program, which the sandbox needs for this.")
    call = door.call(request, service)
    try:
        repo = _require_access(call, service)
    except errors.Refusal as refusal:
        return _say_refusal(refusal, call, request)
    folder = await door.repositories.open(call, repo)
    limits = _limits(call, repo) if service == _WRITE else {}
    answer = await program.serve(folder, request, name or "info/refs", limits)
    if name != _WRITE:
        return StreamingResponse(answer.pieces, answer.status, answer.headers)
    told = b"".join([each async for each in answer.pieces])
    _note(call, await door.repositories.take(call, repo))
    return Response(told, answer.status, answer.headers)


def _token(request: Request) -> str | None:
    """Return the token of a request; `None` where it has none."""
    authorization = request.headers.get("authorization")
    if authorization is None:
        return None
    user, token = basic(authorization)
    if user != _USER:
        raise _no_access("Invalid username or token.")
    return token


def _refusal(status: int, told: str, **headers: str) -> Refused:
    return Refused(PlainTextResponse(f"{told}\n", status, headers))


def _no_access(told: str) -> Refused:
    return _refusal(401, told, **{"WWW-Authenticate": 'Basic realm="GitHub"'})


def _operation(service: str) -> Described:
    """Return what a service is, as an operation of REST is described."""
    is_write = service == _WRITE
    return Described(
        id=f"git/{service}",
        method="POST" if is_write else "GET",
        path="/{owner}/{repo}.git",
        query={},
        required=frozenset(),
        body={},
        status=200,
        statuses=frozenset({200}),
        schema=None,
        envelope="",
        example=None,
        numbers=frozenset(),
        permissions="contents=write" if is_write else "contents=read",
    )


def _require_access(call: Call, service: str) -> Repo:
    """Return the repository, or refuse what the person or the token may not do there."""
    if call.viewer is None:
        repo = call.world.repo(f"{call.params['owner']}/{call.params['repo']}")
        if service == _WRITE or repo is None or repo.private:
            raise _no_access("No anonymous write access.")
    reach.require_in(call, call.repo, call.operation.permissions)
    return call.to_write(Role.WRITE) if service == _WRITE else call.repo


def _say_refusal(refusal: errors.Refusal, call: Call, request: Request) -> Response:
    """Say a refusal of REST as git's users read it."""
    name = f"{call.params['owner']}/{call.params['repo']}"
    if refusal.headers.get("Location"):
        moved = call.world.repos[call.world.renamed[name.casefold()]]
        place = request.url.path.split("/", 3)[3]
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(f"{call.base}/{moved.full_name}.git/{place}{query}", refusal.status)
    told = f"Permission to {name}.git denied to {call.me.login}."
    if refusal.status == HTTPStatus.NOT_FOUND:
        told = "Repository not found."
    elif refusal.message == errors.archived().message:
        told = "This repository was archived so it is read-only."
    return PlainTextResponse(f"{told}\n", refusal.status)


def _limits(call: Call, repo: Repo) -> dict[str, str]:
    """Return what the hook of a push is told: which branches are protected, and from whom."""
    is_admin = repo.role_of(call.viewer) is Role.ADMIN
    protected = {
        name: each.protection for name, each in repo.branches.items() if each.protection is not None
    }
    closed = [
        name
        for name, rules in protected.items()
        if rules.get("required_pull_request_reviews")
        and (rules.get("enforce_admins") or not is_admin)
    ]
    return {
        "REMOTE_USER": call.me.login,
        "AEGIS_CLOSED": "\n".join(f"refs/heads/{name}" for name in closed),
        "AEGIS_PROTECTED": "\n".join(f"refs/heads/{name}" for name in protected),
        "AEGIS_NO_WORKFLOWS": "" if reach.holds(call, repo, WORKFLOWS) else "yes",
    }


def _note(call: Call, moved: list[Moved]) -> None:
    """Add each reference that a push changed to the journal, as a write of its own."""
    kind = "derived" if call.derived else "wide"
    for each in moved:
        path = f"{call.path.rpartition('/')[0]}/{each.ref}"
        change = {"before": each.before, "after": each.after}
        seen = Seen(SandboxService.GITHUB, PUSH, path, "", status=200, body=change, token=kind)
        call.state.journal.append(seen)
