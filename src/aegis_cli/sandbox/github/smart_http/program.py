"""The git program of this machine: its commands, and its own server, which is a CGI program."""

import asyncio
import os
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from shutil import which
from signal import SIGKILL

from starlette.requests import Request
from starlette.responses import PlainTextResponse

from aegis_cli.sandbox.engine.application import Refused

_LARGEST_BODY = 2 * 1024**3
"""What GitHub takes in one push (docs.github.com, "Troubleshooting the 2 GB push limit")."""
_PIECE = 128 * 1024
_ALONE = {
    "PATH": os.defpath,
    "HOME": "/nonexistent",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_HTTP_EXPORT_ALL": "1",
}
"""The environment of each command: nothing of the person's settings."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What git's own server answers."""

    status: int
    headers: Mapping[str, str]
    pieces: AsyncIterator[bytes]


class GitFailed(Exception):
    """A command of git that ended with an error."""


def is_there() -> bool:
    """Return whether this machine has git."""
    return which("git", path=_ALONE["PATH"]) is not None


async def run(folder: Path, *arguments: str, sent: bytes = b"") -> bytes:
    """Run a command in a repository, and return what it prints."""
    process = await _start(folder, arguments, {}, stderr=PIPE)
    printed, told = await process.communicate(sent)
    if process.returncode:
        raise GitFailed(f"git {arguments[0]}: {told.decode(errors='replace')}")
    return printed


async def serve(folder: Path, request: Request, service: str, more: Mapping[str, str]) -> Answer:
    """Answer a request as git's own server does; `more` is for its hooks."""
    given = {
        "GIT_PROJECT_ROOT": str(folder.parent),
        "PATH_INFO": f"/{folder.name}/{service}",
        "REQUEST_METHOD": request.method,
        "QUERY_STRING": request.url.query,
        "CONTENT_TYPE": request.headers.get("content-type", ""),
        "CONTENT_LENGTH": request.headers.get("content-length", ""),
        "HTTP_CONTENT_ENCODING": request.headers.get("content-encoding", ""),
        "GIT_PROTOCOL": request.headers.get("git-protocol", ""),
        **more,
    }
    process = await _start(
        folder, ("http-backend",), {key: v for key, v in given.items() if v}, stderr=DEVNULL
    )
    assert process.stdout is not None
    try:
        await _feed(process, request)
        head = (await process.stdout.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    except BaseException:
        await _end(process)
        raise
    headers = dict(line.split(": ", 1) for line in head if line)
    status = int(headers.pop("Status", "200").partition(" ")[0])
    return Answer(status, headers, _pieces(process))


async def _start(
    folder: Path, arguments: Iterable[str], more: Mapping[str, str], *, stderr: int
) -> Process:
    return await asyncio.create_subprocess_exec(
        "git",
        *arguments,
        cwd=folder,
        env={**_ALONE, **more},
        stdin=PIPE,
        stdout=PIPE,
        stderr=stderr,
        start_new_session=True,
    )


async def _feed(process: Process, request: Request) -> None:
    """Hand on the body as it comes."""
    pipe, size = process.stdin, 0
    assert pipe is not None
    async for piece in request.stream():
        size += len(piece)
        if size > _LARGEST_BODY:
            raise Refused(PlainTextResponse("The body is larger than the sandbox reads.\n", 413))
        with suppress(ConnectionError):  # git has read enough, and says why
            pipe.write(piece)
            await pipe.drain()
    pipe.close()


async def _pieces(process: Process) -> AsyncIterator[bytes]:
    assert process.stdout is not None
    try:
        while piece := await process.stdout.read(_PIECE):
            yield piece
    finally:
        await _end(process)


async def _end(process: Process) -> None:
    """End a process and those that it started, and read the rest: else it never counts as ended."""
    if process.returncode is None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, SIGKILL)
    await process.communicate(b"")
