"""The terminal of a session without a command: what is said there, and when."""

import os
import termios
from collections import deque
from threading import Thread
from typing import Any

from aegis_cli.session.terminal.outer import OwnTerminal
from tests.helpers.support import until


def test_lines_wait_for_the_end_of_a_question_and_only_the_last_are_shown() -> None:
    master, slave = os.openpty()
    with os.fdopen(master, "rb", buffering=0) as screen:
        terminal = OwnTerminal(slave)
        terminal.hold(lambda _descriptor: None)
        for number in range(500):
            terminal.say(f"line {number}")
        os.write(slave, b"question\n")
        terminal.release()
        shown = b""
        while b"line 499" not in shown:
            shown += screen.read(4096)
        os.close(slave)

    assert shown.startswith(b"question\r\nline 490\r\n")
    assert shown.count(b"line") == 10


def test_a_terminal_is_as_it_was_after_a_question_whose_asker_was_killed() -> None:
    master, slave = os.openpty()
    before = termios.tcgetattr(slave)
    terminal = OwnTerminal(slave)

    terminal.hold(lambda _descriptor: None)
    during = termios.tcgetattr(slave)
    silent: list[Any] = [*during]
    silent[3] &= ~(termios.ECHO | termios.ICANON)
    termios.tcsetattr(slave, termios.TCSANOW, silent)
    terminal.release()

    # Ctrl-Z would stop the agent, and not who asks.
    assert during[6][termios.VSUSP] == b"\0" != before[6][termios.VSUSP]
    assert during[3] == before[3]
    assert termios.tcgetattr(slave) == before
    terminal.release()
    os.close(slave)
    os.close(master)


def test_a_screen_that_takes_nothing_stops_nobody() -> None:
    master, slave = os.openpty()
    os.set_blocking(slave, False)
    while True:
        try:
            os.write(slave, b"x" * 1024)
        except BlockingIOError:
            break
    os.set_blocking(slave, True)
    terminal = OwnTerminal(slave)
    thread = Thread(target=lambda: terminal.say("a line"), daemon=True)
    thread.start()

    until(lambda: not thread.is_alive())
    os.close(slave)
    os.close(master)


def test_a_screen_that_takes_half_a_line_stops_nobody_and_gets_the_rest_before_the_next() -> None:
    master, slave = os.openpty()
    terminal = OwnTerminal(slave)
    lines = [f"line {number} xxxxxx" for number in range(1000)]
    thread = Thread(target=lambda: deque(map(terminal.say, lines), maxlen=0), daemon=True)
    thread.start()

    until(lambda: not thread.is_alive())
    with os.fdopen(master, "rb", buffering=0) as screen:
        shown = b""
        while b"the last" not in shown:
            shown += screen.read(65536)
            terminal.say("the last")
        os.close(slave)

    *whole, last = shown.decode().split("\r\n")[:-1]
    assert set(whole) <= {*lines, "the last"}
    assert whole[:20] == lines[:20]
    assert last == "the last"
