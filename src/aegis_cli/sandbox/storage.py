"""The storage host: files at addresses that GitHub gives, each signed and valid for a minute.

As at Azure and S3, who has an address may read; a token beside it is an error.
"""

import asyncio
import hashlib
import secrets
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from hmac import compare_digest
from itertools import cycle, repeat
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from aegis_cli.sandbox.engine.application import application

if TYPE_CHECKING:
    from aegis_cli.sandbox.state import State

LIFE = 60
"""Seconds for which an address is valid."""

_PIECE = 128 * 1024
_DROP = "aegis.drop"  # as in observed.py, which knows the state


@dataclass(frozen=True, slots=True)
class Blob:
    """A file, which may be too large to be held."""

    size: int
    pieces: Callable[[], Iterator[bytes]]
    media: str = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class Kept:
    """A file at an address."""

    blob: Blob
    signature: str = field(repr=False)
    ends: float
    """Unix seconds."""


def blob_of(data: bytes, media: str) -> Blob:
    """Return a file that is held."""
    return Blob(len(data), lambda: iter([data]), media)


def noise(name: str, size: int) -> Blob:
    """Return a file of so many bytes, always the same for a name."""
    seeds = (hashlib.sha256(f"{name} {at}".encode()).digest() for at in range(_PIECE // 32))
    block = b"".join(seeds)

    def pieces() -> Iterator[bytes]:
        yield from repeat(block, size // _PIECE)
        yield block[: size % _PIECE]

    return Blob(size, pieces)


def longer(before: bytes, lines: list[bytes], after: bytes, size: int, media: str) -> Blob:
    """Return a text of about so many bytes, with these lines in it as often as that takes."""
    missing = max(0, size - len(before) - len(after))
    count = -(-missing // max(map(len, lines)))
    total = sum(len(line) for line, _ in zip(cycle(lines), range(count), strict=False))

    def pieces() -> Iterator[bytes]:
        yield before
        batch: list[bytes] = []
        for line, at in zip(cycle(lines), range(count), strict=False):
            batch.append(line)
            if at % 1000 == 0:
                yield b"".join(batch)
                batch = []
        yield b"".join(batch)
        yield after

    return Blob(len(before) + total + len(after), pieces, media)


def give(state: "State", blob: Blob) -> str:
    """Keep a file for a minute, and return its address."""
    state.forget(state.kept, lambda kept: kept.ends, after=LIFE)
    key, signature = secrets.token_hex(8), state.new_signature()
    ends = state.now() + LIFE
    state.kept[key] = Kept(blob, signature, ends)
    return f"{state.storage}/files/{key}?se={ends:.0f}&sp=r&sig={signature}"


def storage(state: "State") -> Starlette:
    """Build the service."""
    return application(state, [("GET", "/files/{key}", _read)], not_implemented=_nothing)


async def _read(state: "State", request: Request) -> Response:
    if "authorization" in request.headers:
        return _error(400, "InvalidAuthenticationInfo")
    kept, signature = state.kept.get(request.path_params["key"]), request.query_params.get("sig")
    is_valid = kept and signature and compare_digest(kept.signature, signature)
    if kept is None or not is_valid or kept.ends < state.now():
        return _error(403, "AuthenticationFailed")
    headers = {"Content-Length": str(kept.blob.size)}
    pieces = _pieces(state, kept.blob, request)
    return StreamingResponse(pieces, headers=headers, media_type=kept.blob.media)


async def _pieces(state: "State", blob: Blob, request: Request) -> AsyncIterator[bytes]:
    """Yield a file; where a test says so, wait or break off after so many bytes."""
    sent = 0
    for piece in blob.pieces():
        if state.storage_stalls and sent >= state.storage_stalls:
            await state.lifted.wait()
        if state.storage_breaks and sent >= state.storage_breaks:
            request.scope["extensions"][_DROP]()
            await asyncio.sleep(0)
        sent += len(piece)
        yield piece


def _error(status: int, code: str) -> Response:
    text = f'<?xml version="1.0" encoding="utf-8"?><Error><Code>{code}</Code></Error>'
    return Response(text, status, media_type="application/xml")


def _nothing(_asked: str) -> Response:
    return _error(404, "ResourceNotFound")
