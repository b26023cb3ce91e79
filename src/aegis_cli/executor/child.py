"""The process that holds the tokens of one plan: it sends requests, answers, and ends.

It learns what it needs over its channel, never by arguments or environment. The messages are listed
in `protocol`. It knows requests and no actions: what these mean, its parent knows.
"""

import gc
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from queue import SimpleQueue
from typing import IO, Any, TypeAlias

from aegis_cli.adapters import sender
from aegis_cli.adapters.process.descriptors import close_all, reader_of
from aegis_cli.adapters.process.hardening import die_with_parent, outlive_parent
from aegis_cli.adapters.process.json_lines import read_line
from aegis_cli.core.http import Sealing
from aegis_cli.errors import AegisError
from aegis_cli.executor.beside import Beside
from aegis_cli.executor.error_messages import error_as_json
from aegis_cli.executor.seals import WriteSeal
from aegis_cli.executor.token_holder import TokenHolder, token_side_of
from aegis_cli.providers import PACKAGES

Inbox: TypeAlias = SimpleQueue[dict[str, Any]]


class Child:
    """Answers the messages of the parent, one by one."""

    def __init__(self, inbox: Inbox, out: IO[bytes]) -> None:
        self._inbox = inbox
        self._holder = TokenHolder(out, inbox.get)
        self._files: list[int] = []
        self._does: dict[str, Callable[..., Any]] = {
            "begin": self._begin,
            "token": self._holder.token,
            "more": self._holder.more,
            "renew": self._holder.renew,
            "send": self._holder.send,
            "inspect": self._holder.inspect,
            "end": self._end,
        }

    def serve(self) -> None:
        """Answer until the parent closes the channel, which ends the process."""
        self._holder.open(self._inbox.get()["open"])
        if self._holder.may_derive:
            # If the parent ends, the channel closes too; then there is time to delete a token.
            outlive_parent()
        while True:
            message = self._inbox.get()
            try:
                reply = self._does[message.pop("do")](**message)
            except AegisError as error:
                self._holder.say(refused=error_as_json(error))
            else:
                self._holder.say(reply=reply)

    def stop(self, step: Any) -> None:
        """End what a call sends, as the person asks; the thread that listens does this."""
        self._holder.stop(step)

    def forget(self) -> None:
        """Delete the derived tokens, if there are any; the process is about to end."""
        self._holder.forget()

    def _begin(
        self, approvals: dict[str, Any], beside: list[Any], descriptors: Sequence[int] = ()
    ) -> None:
        self._close()
        self._files = [*descriptors]
        read = {step: WriteSeal.read(each) for step, each in approvals.items()}
        self._holder.begin(read, _read_beside(beside, self._files))

    def _end(self) -> dict[str, Any]:
        self._close()
        return self._holder.end()

    def _close(self) -> None:
        close_all(self._files)
        self._files = []


def _read_beside(told: list[dict[str, Any]], files: list[int]) -> Iterator[Beside]:
    for each, file in zip(told, files, strict=True):
        sealing = Sealing(**each["sealing"]) if each["sealing"] else None
        yield Beside(each["step"], each["kind"], file, sealing, each["said"])


def _listen(
    pipe: IO[bytes],
    inbox: Inbox,
    forget: Callable[[], None],
    files: Callable[[int], list[int]] = lambda _count: [],
    stop: Callable[[Any], None] = lambda _step: None,
) -> None:
    """Pass on each message of the parent; when the channel closes, forget and end the process.

    `files` takes the descriptors that came with a message, and `stop` what is not passed on: who
    waits for messages is busy with a body then.
    """
    # NOTE: whatever a parent says, the end of this thread is that of the process.
    with suppress(Exception):
        while (message := read_line(pipe)) is not None:
            if "descriptors" in message:
                message["descriptors"] = files(message["descriptors"])
            if "stop" in message:
                stop(message["stop"])
            else:
                inbox.put(message)
    try:
        forget()
    finally:
        os._exit(0)


def main() -> None:
    """Run the executor on this process's standard input and output, which are its channel.

    It prepares itself first: it is started while a sentence is planned and a person signs in.
    """
    die_with_parent()
    _prepare()
    act(socket.socket(fileno=sys.stdin.fileno()), sys.stdout.buffer)


def warm_up() -> None:
    """Build in the fork server what every fork would otherwise build for itself."""
    _prepare()
    gc.collect()
    gc.freeze()


def _prepare() -> None:
    """Load what the first request needs, and the tokens of every provider."""
    sender.warm_up()
    for provider in PACKAGES:
        token_side_of(provider)


def act_in_fork(descriptors: list[int], *, longest: int) -> None:
    """Perform one plan in a fork of a fork server; the fork may take at most so many seconds."""
    # NOTE: the kernel ends this process then, even if it is busy.
    signal.alarm(longest)
    (number,) = descriptors
    with socket.socket(fileno=number) as ours:
        act(ours, ours.makefile("wb"))


def act(line: socket.socket, out: IO[bytes]) -> None:
    """Perform what comes over a socket, and end the process with it, without a traceback."""
    inbox = Inbox()
    child = Child(inbox, out)
    pipe, raw = reader_of(line)
    listening = (pipe, inbox, child.forget, raw.take, child.stop)
    threading.Thread(target=_listen, args=listening, daemon=True).start()
    try:
        child.serve()
    except Exception:  # noqa: BLE001  # the traceback would hold the token
        child.forget()
        os._exit(1)
