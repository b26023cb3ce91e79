"""What is taken back before its turn at the terminal begins is never asked."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any, cast

from aegis_cli.adapters.pseudo_terminal.outer_terminal import OuterTerminal
from aegis_cli.adapters.pseudo_terminal.proxy import PtyProxy
from aegis_cli.adapters.terminal.tty import Tty
from aegis_cli.session.line.loop import Loop
from aegis_cli.session.terminal.outer import ProxiedTerminal
from aegis_cli.session.terminal.terminal_turns import TerminalTurns


class Quiet:
    """A command that prints nothing and goes on."""

    def __init__(self, master: int) -> None:
        self.master = master
        self.process = SimpleNamespace(pid=os.getpid())

    def exit_code(self) -> None:
        return None

    def hang_up(self) -> None:
        pass

    def repaint(self) -> None:
        pass


@contextmanager
def proxied() -> Iterator[tuple[PtyProxy, TerminalTurns]]:
    """Put a proxy between a terminal and a command that is not there."""
    (person, seat), (master, slave) = os.openpty(), os.openpty()
    loop, name = Loop(), os.ttyname(seat)
    with PtyProxy(
        cast("Any", Quiet(master)), OuterTerminal(name), loop.selector, lambda _: None
    ) as proxy:
        yield proxy, TerminalTurns(loop, ProxiedTerminal(proxy, name))
    for number in (person, seat, slave):  # the master was the proxy's
        os.close(number)


def rounds(turns: TerminalTurns, many: int = 3) -> None:
    """Have the loop look at what it waits for."""
    for _ in range(many):
        for key, events in turns.loop.selector.select(0.05):
            key.data(events)


def test_who_gives_the_terminal_back_before_it_is_set_up_never_gets_it() -> None:
    calls: list[str] = []

    with proxied() as (proxy, turns):
        proxy.hold(lambda: calls.append("ready"))
        proxy.tick()
        proxy.release()
        rounds(turns)
        proxy.hold(lambda: calls.append("the next"))
        proxy.tick()
        rounds(turns)

    assert calls == ["the next"]


def test_what_a_session_takes_back_before_it_is_asked_is_not_asked() -> None:
    asked: list[Tty] = []

    def asks(tty: Tty) -> bool:
        asked.append(tty)
        return True

    with proxied() as (proxy, turns):
        turns.ask(asks, lambda _agreed: None)
        proxy.tick()
        turns.hide()
        rounds(turns)
        assert turns.owner is None
        proxy.tick()
        rounds(turns)
        assert turns.is_free()
        turns.close()

    assert asked == []
