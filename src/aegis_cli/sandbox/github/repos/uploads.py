"""The origin for uploads: a file of a release, which is there once all of it has come.

GitHub has it at a host of its own; here it is below a path, as at an Enterprise Server.
"""

import hashlib
from dataclasses import dataclass, replace

from starlette.requests import Request

from aegis_cli.sandbox.github.api import errors
from aegis_cli.sandbox.github.api.call import Call, Reply, creation
from aegis_cli.sandbox.github.repos.releases import show_asset
from aegis_cli.sandbox.github.world.development import Asset
from aegis_cli.sandbox.github.world.world import Role
from aegis_cli.sandbox.state import State

PREFIX = "/api/uploads"
OPERATION = "repos/upload-release-asset"

_LARGEST = 2 * 1024**3
_KEPT = 16 * 1024**2
"""The most bytes of a file that the sandbox keeps; of a longer one it knows length and hash."""


@dataclass(frozen=True, slots=True)
class Uploaded:
    """A body that has come whole."""

    size: int
    sha256: str
    media: str
    content: bytes | None
    """What was sent; `None` where that was too long to be kept."""


async def receive(request: Request, state: State) -> Uploaded:
    """Read a body piece by piece; where a test says so, wait after so many bytes.

    Raises starlette's `ClientDisconnect` for one that is cut off: of that nothing is left.
    """
    media = request.headers.get("Content-Type", "")
    seen, size, kept = hashlib.sha256(), 0, bytearray()
    async for piece in request.stream():
        seen.update(piece)
        size += len(piece)
        if size >= _LARGEST:
            raise errors.Refusal(422, "File size must be less than 2 GB")
        kept += piece if size <= _KEPT else b""
        if state.storage_stalls and size >= state.storage_stalls:
            await state.lifted.wait()
    content = bytes(kept) if size <= _KEPT else None
    return Uploaded(size, seen.hexdigest(), media, content)


def upload(call: Call) -> Reply:
    """Add a file to a release; a name stands there once."""
    repo = call.to_write(Role.WRITE)
    release = errors.present(repo.releases.get(call.params["release_id"]))
    body: Uploaded = call.body
    if not body.size:
        raise errors.Refusal(400, "Bad Content-Length: 0")
    if not body.media:
        raise errors.Refusal(400, "Bad Content-Type")
    name = call.query["name"]
    if any(each.name == name for each in release.assets):
        raise errors.invalid_field("ReleaseAsset", "name", "already_exists")
    made = Asset(
        next(call.world.ids),
        name,
        call.me,
        call.now,
        call.now,
        size=body.size,
        content_type=body.media,
        label=call.query.get("label") or "",
        digest=f"sha256:{body.sha256}",
        content=body.content,
    )
    repo.releases[release.id] = replace(release, assets=(*release.assets, made))
    return creation(show_asset(call, repo, made))
