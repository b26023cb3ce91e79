"""Whatever a part of a session knows is kept by a lock, or is named here with the reason why not.

What is kept is not listed a second time: it is what the code reads that writes the document.
"""

import os
import selectors
import socket
import sys
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from types import FunctionType, MethodType, SimpleNamespace
from typing import Any, cast

import pytest

from aegis_cli.adapters.pseudo_terminal.chord import Chord
from aegis_cli.adapters.pseudo_terminal.command import Command
from aegis_cli.adapters.pseudo_terminal.modes import Modes
from aegis_cli.adapters.pseudo_terminal.outer_terminal import OuterTerminal
from aegis_cli.adapters.pseudo_terminal.proxy import PtyProxy
from aegis_cli.session import start
from aegis_cli.session.agent import Agent
from aegis_cli.session.audience import Audience
from aegis_cli.session.journal import Journal
from aegis_cli.session.line.peers import Peer
from aegis_cli.session.requests.clients import Clients
from aegis_cli.session.requests.fork_calls import ForkCalls
from aegis_cli.session.requests.grants import Grants
from aegis_cli.session.requests.holder import Holder
from aegis_cli.session.requests.readings import Readings
from aegis_cli.session.requests.served_request import ServedRequest
from aegis_cli.session.terminal.outer import OwnTerminal
from aegis_cli.session.terminal.proxied_command import ProxiedCommand
from aegis_cli.session.terminal.terminal_turns import TerminalTurns
from aegis_cli.session.terminal.turns import Turns
from aegis_cli.wiring.app import App
from tests.session.test_replacing import agent_of, app_with, configuration

__all__ = ["configuration"]

pytestmark = [
    pytest.mark.enable_socket,
    pytest.mark.skipif(sys.platform != "linux", reason="only Linux replaces the program"),
]

_PARTS = "it is made of other parts, and is made again"
_NOBODY = "nobody asks, and nobody is served, when the program is replaced"
_TOKENS = "it may hold tokens"

FRESH: Mapping[type, Mapping[str, str]] = {
    Agent: {
        "is_locked": "it is locked",
        "ended_because": "a session that has ended is not replaced",
        "listens": "the clients' listener has it",
        "programs": "the other listener of the clients has it",
        **dict.fromkeys(("loop", "control", "replace", "tell_locked"), _PARTS),
        **dict.fromkeys(("waiting", "_lock_in_progress", "_signs_in"), _NOBODY),
        "actors": "it is read anew of whoever signs in",
        "undo": "a lock forgets what was read, and whoever unlocks may be somebody else",
    },
    Audience: {},
    Clients: {"address": "the socket has it", **dict.fromkeys(("_host", "_loop"), _PARTS)},
    ForkCalls: {
        **dict.fromkeys(("holder", "fork_servers", "terminal", "grants", "waiting"), _PARTS),
        **dict.fromkeys(("require", "note_all"), _PARTS),
        "writes": _NOBODY,
        **dict.fromkeys(("_sessions", "kept_children"), _TOKENS),
    },
    Grants: {"_reserved": _NOBODY},
    Holder: {},
    Journal: {},
    OwnTerminal: {
        "_device": "it is opened again",
        **dict.fromkeys(("_modes", "_unsaid"), _NOBODY),
    },
    Readings: {},
    ServedRequest: {
        "peer": "the connection tells it",
        **dict.fromkeys(("_host", "_loop"), _PARTS),
        **dict.fromkeys(("state", "log", "may_write", "_fork", "_files", "_code"), _NOBODY),
        **dict.fromkeys(("is_cancelled", "_hurried_at", "is_there", "is_awaited"), _NOBODY),
    },
    TerminalTurns: {
        "loop": _PARTS,
        **dict.fromkeys(("_descriptor", "_withdraws", "_has_left", "_asks"), _NOBODY),
    },
    Turns: dict.fromkeys(("current", "began", "waiting"), _NOBODY),
    Chord: {"_prefix": _PARTS},
    Command: {},
    Modes: {},
    OuterTerminal: {"device": "it is the same", "descriptor": "it is opened again"},
    ProxiedCommand: {"goes_on": "it has gone on"},
    PtyProxy: {
        **dict.fromkeys(("_command", "_outer", "_selector", "_menu", "_prefix"), _PARTS),
        **dict.fromkeys(("_end", "_handlers"), _PARTS),
        **dict.fromkeys(("_standing", "_wanted", "_is_granted"), _NOBODY),
        "_whole_at": "the size is set again",
        "_master_is_open": "the exit code tells it",
        "_outer_is_open": "a session whose terminal is gone has ended",
        "_is_resumed": "it is",
    },
}
"""The fields of each part that another program does not get, and why."""


class Watched:
    """Stands for a part, and notes what it holds and which of that is read, and so for its parts."""

    def __init__(self, part: object, found: "Found") -> None:
        held, was_read = found.setdefault(type(part), (set(), set()))
        held |= {each.name for each in fields(part)} if is_dataclass(part) else set()
        held |= {*getattr(part, "__dict__", ())}

        def read(name: str) -> object:
            member = getattr(type(part), name, None)
            if isinstance(member, property) and member.fget is not None:
                return member.fget(self)
            if isinstance(member, FunctionType):
                return MethodType(member, self)
            was_read.add(name)
            return watched(getattr(part, name), found)

        object.__setattr__(self, "read", read)

    def __getattribute__(self, name: str) -> Any:
        return object.__getattribute__(self, "read")(name)


Found = dict[type, tuple[set[str], set[str]]]
"""By class: the fields that there are, and those that were read."""


def watched(value: object, found: Found) -> Any:
    if isinstance(value, list):
        return [watched(each, found) for each in value]
    return Watched(value, found) if type(value) in FRESH else value


@pytest.fixture
def agent(configuration: Path) -> Iterator[tuple[App, Agent]]:
    with app_with(configuration) as app, agent_of(app) as agent:
        ours, theirs = socket.socketpair()
        agent.clients._accept(ours, Peer(os.getpid(), os.geteuid(), None))
        yield app, agent
        for request in [*agent.clients.requests]:
            request.close()
        theirs.close()


@pytest.fixture
def proxied() -> Iterator[tuple[ProxiedCommand, PtyProxy]]:
    master, slave = os.openpty()
    outer = OuterTerminal(os.ttyname(slave))
    command = Command(cast("Any", SimpleNamespace(pid=77)), master)
    with selectors.DefaultSelector() as selector:
        run = ProxiedCommand(command, outer)
        proxy = run.proxy(selector, lambda _: None)
        yield run, proxy
        proxy._close()  # the terminals as well
    os.close(slave)


def test_every_field_of_a_session_is_kept_or_named_as_fresh(
    agent: tuple[App, Agent], proxied: tuple[ProxiedCommand, PtyProxy]
) -> None:
    found: Found = {}
    start.kept_of(agent[0], watched(agent[1], found))
    watched(proxied[0], found).state_to_keep(watched(proxied[1], found))

    assert {each: held - was_read for each, (held, was_read) in found.items()} == {
        each: {*fresh} for each, fresh in FRESH.items()
    }
    assert all(why for fresh in FRESH.values() for why in fresh.values())
