"""Whose the terminal is, of the threads in which an agent waits."""

from threading import Thread

from aegis_cli.session.line.loop import Loop
from aegis_cli.session.requests.waiting import Waiting
from aegis_cli.session.terminal.terminal_turns import TerminalTurns
from tests.session.agent_here import OuterHere


def test_a_terminal_that_nobody_holds_is_the_loops_and_not_that_of_a_thread_without_work() -> None:
    terminal = TerminalTurns(Loop(), OuterHere(-1))
    waiting = Waiting(terminal)
    told = [waiting.has_terminal()]
    thread = Thread(target=lambda: told.append(waiting.has_terminal()))
    thread.start()
    thread.join()
    terminal.loop.close()

    assert terminal.owner is None
    assert told == [True, False]
