"""The executor's process: it receives a session and a plan, acts, answers, and ends.

It learns what it needs over its channel, never by arguments or environment. Before each write it
announces the step and waits for a go, so that its parent always knows what is in flight. The
messages are listed in `protocol`.
"""

import gc
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from functools import partial
from queue import SimpleQueue
from typing import IO, Any, TypeAlias

from aegis_cli.actions import catalog
from aegis_cli.actions.action import adapter_of
from aegis_cli.actions.call import Call
from aegis_cli.actions.names import argument_of
from aegis_cli.actions.provider import Provider
from aegis_cli.adapters import sender
from aegis_cli.adapters.process.descriptors import close_all, reader_of
from aegis_cli.adapters.process.hardening import die_with_parent, outlive_parent
from aegis_cli.adapters.process.json_lines import read_line
from aegis_cli.core.flow import drive
from aegis_cli.core.secret import Secret
from aegis_cli.errors import AegisError, Bug, Code, UsageError
from aegis_cli.executor.beside import Beside
from aegis_cli.executor.error_messages import error_as_json
from aegis_cli.executor.messages import call_from, outcome_as_json
from aegis_cli.executor.token_holder import TokenHolder, Words
from aegis_cli.providers.default import DEFAULT
from aegis_cli.request.execution import Outcome, ProviderAccess, Rejected, Sending, run
from aegis_cli.request.plan_memory import PlanMemory
from aegis_cli.request.watching import Interim

Inbox: TypeAlias = SimpleQueue[dict[str, Any]]

# Imported here, while the person signs in; a fork of the broker's fork server has them already.
DEFAULT.client()
DEFAULT.narrowing()


class Child:
    """Performs the runs of one plan, with tokens that another part of it holds."""

    def __init__(self, inbox: Inbox, out: IO[bytes]) -> None:
        self._inbox = inbox
        self._holder = TokenHolder(out, inbox.get)
        self._opened: dict[str, Any] = {}
        self._memory = PlanMemory()

    def serve(self) -> None:
        """Answer until the parent closes the channel, which ends the process."""
        message = self._inbox.get()
        while "load" in message:
            for name in message["load"]:
                catalog.load(name)
            message = self._inbox.get()
        self._opened = message["open"]
        self._holder.open(self._opened)
        if self._holder.may_derive:
            # If the parent ends, the channel closes too; then there is time to delete a token.
            outlive_parent()
        while True:
            order = self._inbox.get()
            calls, files = tuple(map(call_from, order["run"])), order.get("descriptors") or []
            try:
                self._holder.place(self._beside(calls, files))
                self._act(calls, order)
                if order.get("inspect"):
                    self._holder.inspect(calls[0].action.provider.name)
                self._holder.say(end=True)
            except AegisError as error:
                self._holder.say(refused=error_as_json(error))
            finally:
                close_all(files)

    def stop(self, step: Any) -> None:
        """End what a call sends, as the person asks; the thread that listens does this."""
        self._holder.stop(step)

    def forget(self) -> None:
        """Delete the derived tokens, if there are any; the process is about to end."""
        self._holder.forget()

    def _beside(self, calls: tuple[Call, ...], files: list[int]) -> Iterator[Beside]:
        """Yield what each call has beside it; the descriptors come in the order of the calls."""
        placed = [call for call in calls if call.action.facts.needs_descriptor]
        for call, file in zip(placed, files, strict=False):
            kind = call.action.facts.takes or "download"
            if kind == "secret":
                base = self._opened["connections"][call.action.provider.name]["base"]
                template = call.action.request(base)
                said = call.action.told_in(template)
                yield Beside(call.id, "secret", file, template.sealing, said)
            else:
                yield Beside(call.id, kind, file)
        if any(call.action.facts.takes == "secret" for call in placed[len(files) :]):
            raise UsageError("The value that this sends is not here.", code=Code.BAD_USAGE)

    def _act(self, calls: tuple[Call, ...], order: dict[str, Any]) -> None:
        if order.get("anew"):
            self._memory.forget()
        access = partial(self._access, calls)
        flow = run(calls, access, keep_going=order.get("keep_going", False), memory=self._memory)
        try:
            drive(flow, self._holder.send, wait=self._holder.wait, show=self._show)
        finally:
            self._holder.end_run()
        self._holder.tell_tokens()

    def _access(self, calls: tuple[Call, ...], provider: Provider[Any]) -> ProviderAccess:
        """Return where the calls of a provider go, with the stand-in of the token of this run."""
        words = Words(provider.title, argument_of(provider.name), provider.renewal)
        there = self._holder.connection(provider.name)
        own = tuple(call for call in calls if call.action.provider is provider)
        reach = None if there.app is None else provider.reach(own)
        return ProviderAccess(
            there.base,
            self._holder.begin(provider.name, words, reach),
            self._opened.get("in_place", False),
            there.site,
            more=partial(self._more, provider),
            renew=partial(self._holder.renew, provider.name),
        )

    def _more(self, provider: Provider[Any], call: Call, permission: str) -> Secret | None:
        """Return the stand-in of a token for one call with one permission more, if there is one."""
        return self._holder.more(provider.name, provider.wider_reach(call, permission))

    def _show(self, event: object) -> None:
        match event:
            case Sending(step) if self._holder.permit(step):
                self._holder.say(sending=step)
                if self._inbox.get().get("go") != step:
                    raise Bug("The parent process did not permit a write.", code=Code.INTERNAL)
            case Rejected():
                self._holder.search_last_answer()
            case Interim():
                self._holder.say(interim={"id": event.step, "data": event.data})
            case Outcome():
                self._holder.finish(event.id)
                self._holder.say(outcome=outcome_as_json(event))


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
    while True:
        try:
            message = read_line(pipe)
            if message and "descriptors" in message:
                message["descriptors"] = files(message["descriptors"])
        except (ValueError, OSError):
            message = None
        if message is None:
            forget()
            os._exit(0)
        if "stop" in message:
            stop(message["stop"])
        else:
            inbox.put(message)


def main() -> None:
    """Run the executor on this process's standard input and output, which are its channel."""
    die_with_parent()
    act(socket.socket(fileno=sys.stdin.fileno()), sys.stdout.buffer)


def warm_up() -> None:
    """Build in the fork server what every fork would otherwise build for itself."""
    for action in catalog.load_all():
        action.model_rebuild()
        if action.facts.result is not None:
            adapter_of(action).rebuild()
    sender.warm_up()
    gc.collect()
    gc.freeze()


def act_in_fork(descriptors: list[int], *, longest: int) -> None:
    """Perform one plan in a fork of a fork server; the fork may take at most so many seconds."""
    # NOTE: the kernel ends this process then, even if it is busy.
    signal.alarm(longest)
    (number,) = descriptors
    with socket.socket(fileno=number) as ours:
        act(ours, ours.makefile("wb"))


def act(line: socket.socket, out: IO[bytes]) -> None:
    """Perform what comes over a socket, and end the process with it, without a traceback."""
    # Which provider exists is for the parent to say, with its connection.
    catalog.let_exist(catalog.known_providers())
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
