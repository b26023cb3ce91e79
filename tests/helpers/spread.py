"""Runs the tests side by side, in forks of one process that has collected them all.

    pytest -p tests.helpers.spread --side-by-side 12

Importing aegis with its probes, and collecting ten thousand tests, takes as long as running a tenth
of them: here that is done once, and not once in each worker.
"""

import faulthandler
import math
import multiprocessing
import os
import sys
import time
from collections import deque
from collections.abc import Iterable, Iterator
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from _pytest.config.argparsing import Parser
from _pytest.faulthandler import fault_handler_stderr_fd_key

from tests.helpers import forked, measured

Room = deque[int]
"""The tests of one file that are still to run, by their place in `session.items`."""

_MOST_AT_ONCE = 16
"""How many tests a worker is given at once."""


class Passed(NamedTuple):
    """A report of which nothing is shown but that it is good: most are, and it is small."""

    at: int
    location: tuple[str, int | None, str]
    when: Any
    duration: float
    start: float
    stop: float


def pytest_addoption(parser: Parser) -> None:
    """Take the number of workers; most tests of real processes wait, so more than there are cores."""
    parser.addoption("--side-by-side", type=int, default=12, help="number of forks that run tests")


def pytest_configure() -> None:
    """Have the workers share what they fork from, and no interpreter compile what another has."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False
    forked.share()


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool | None:
    """Run every test in one of the workers, and report it here."""
    if session.testsfailed or session.config.option.collectonly:
        return None  # as without this plugin
    rooms = Rooms(session.items)
    workers: dict[Any, Worker] = {worker.door: worker for worker in _started(session)}
    try:
        while workers:
            for door in wait(workers):
                workers[door].hear(session, rooms)
                if workers[door].has_ended:
                    del workers[door]
                if session.shouldfail:
                    raise session.Failed(session.shouldfail)
    finally:
        for worker in workers.values():
            worker.process.terminate()
    if rooms.unreported:
        raise session.Interrupted(f"{rooms.unreported} tests were not reported")
    return True


class Rooms:
    """What is still to run; a worker stays in a file for as long as there is something in it."""

    def __init__(self, items: Iterable[pytest.Item]) -> None:
        """Begin with the files whose tests wait for other processes: they take the longest.

        The largest of them are first, so that none of their tests waits alone at the end. Of the
        others, those of few tests are first: what is left at the end can then be shared.
        """
        rooms: dict[bool, dict[str, Room]] = {True: {}, False: {}}
        for at, item in enumerate(items):
            waits = item.get_closest_marker("enable_socket") is not None
            rooms[waits].setdefault(str(item.path), deque()).append(at)
        waiting = sorted(rooms[True].values(), key=len, reverse=True)
        self._untouched = deque([*waiting, *sorted(rooms[False].values(), key=len)])
        self._begun: list[Room] = []
        self.unreported = sum(map(len, self._untouched))

    def enter(self) -> Room:
        """Return a file that nobody has begun, or half of what is left of the fullest one."""
        if not self._untouched:
            fullest = max(self._begun, key=len, default=Room())
            self._untouched.append(Room(fullest.popleft() for _ in range(len(fullest) // 2)))
        room = self._untouched.popleft()
        self._begun.append(room)
        return room


def some_of(room: Room) -> list[int]:
    """Take the next tests out of a file; at its end one by one, so that others can share it."""
    most = max(1, min(_MOST_AT_ONCE, len(room) // 8))
    return [room.popleft() for _ in range(min(most, len(room)))]


class Worker:
    """A fork, and the file that it is at."""

    def __init__(self, process: BaseProcess, door: Connection) -> None:
        self.process = process
        self.door = door
        self.has_ended = False
        self._room = Room()

    def hear(self, session: pytest.Session, rooms: Rooms) -> None:
        """Take reports, with the question for the next tests, or its end."""
        try:
            told, asks = self.door.recv()
        except EOFError:
            self._end(session)
            return
        if asks:
            self._room = self._room or rooms.enter()
            self.door.send(some_of(self._room))
        for one in told:
            report = _report(session, one)
            session.config.hook.pytest_runtest_logreport(report=report)
            rooms.unreported -= report.when == "teardown"

    def _end(self, session: pytest.Session) -> None:
        self.process.join()
        self.has_ended = True
        if self.process.exitcode:
            raise session.Interrupted(f"a worker ended with {self.process.exitcode}")


def _report(session: pytest.Session, told: "Passed | dict[str, Any]") -> Any:
    """Return a report as pytest knows it."""
    if isinstance(told, dict):
        config = session.config
        return config.hook.pytest_report_from_serializable(config=config, data=told)
    return pytest.TestReport(
        session.items[told.at].nodeid,
        told.location,
        keywords={},
        outcome="passed",
        longrepr=None,
        when=told.when,
        duration=told.duration,
        start=told.start,
        stop=told.stop,
    )


def _started(session: pytest.Session) -> Iterator[Worker]:
    """Fork the workers."""
    forks = multiprocessing.get_context("fork")
    folders: Any = session.config._tmp_path_factory  # type: ignore[attr-defined]
    doors: list[Connection] = []
    for number in range(session.config.option.side_by_side):
        ours, theirs = forks.Pipe()
        doors.append(ours)
        folder = folders.getbasetemp() / f"worker-{number}"
        folder.mkdir()
        process = forks.Process(target=_work, args=(session, folder, theirs, [*doors]))
        process.start()
        theirs.close()
        yield Worker(process, ours)


def _work(
    session: pytest.Session, folder: Path, door: Connection, others: list[Connection]
) -> None:
    """Run, in a fork, one test after another as they are given."""
    for other in others:
        other.close()
    _part(session.config, folder)
    telling, watch = _Telling(session.config, door), _Watch(session.config)
    session.config.pluginmanager.register(telling)
    queue = deque(telling.ask())
    while queue:
        telling.at = queue.popleft()
        queue.extend(() if queue else telling.ask())
        item = session.items[telling.at]
        after = session.items[queue[0]] if queue else None
        watch.begin()
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=after)
    telling.tell(asks=False)
    measured.leave()


def _part(config: pytest.Config, folder: Path) -> None:
    """Share no file with the other forks: neither what is captured, nor temporary folders."""
    plugins: Any = config.pluginmanager
    plugins.unregister(name="terminalreporter")
    plugins.unregister(name="faulthandler")
    capturing = plugins.getplugin("capturemanager")
    capturing.stop_global_capturing()
    capturing.start_global_capturing()
    config._tmp_path_factory._basetemp = folder  # type: ignore[attr-defined]


class _Watch:
    """Ends this process where a test takes too long, and shows where it was.

    pytest does that with a thread for each test, which here is one for many.
    """

    def __init__(self, config: pytest.Config) -> None:
        self._longest = float(config.getini("faulthandler_timeout") or 0)
        self._began = -math.inf
        self._shown = config.stash[fault_handler_stderr_fd_key]

    def begin(self) -> None:
        """Give a test at least nine tenths of the time that is set."""
        now = time.monotonic()
        if self._longest and now - self._began > self._longest / 10:
            faulthandler.dump_traceback_later(self._longest, exit=True, file=self._shown)
            self._began = now


class _Telling:
    """Sends what was reported to the process that shows it, and asks for more tests."""

    def __init__(self, config: pytest.Config, door: Connection) -> None:
        self.at = 0
        """The test that runs."""
        self._config = config
        self._door = door
        self._told: list[Passed | dict[str, Any]] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep it."""
        if _is_plain(report):
            times = report.duration, report.start, report.stop
            self._told.append(Passed(self.at, report.location, report.when, *times))
            return
        hook = self._config.hook
        self._told.append(hook.pytest_report_to_serializable(config=self._config, report=report))

    def ask(self) -> list[int]:
        """Return the next tests; none at the end."""
        self.tell(asks=True)
        given: list[int] = self._door.recv()
        return given

    def tell(self, *, asks: bool) -> None:
        """Send what is kept."""
        self._door.send((self._told, asks))
        self._told = []


def _is_plain(report: pytest.TestReport) -> bool:
    more = report.sections or report.user_properties or hasattr(report, "wasxfail")
    return report.passed and not more
