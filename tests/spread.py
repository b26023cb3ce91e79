"""Runs the tests side by side, in forks of one process that has collected them all.

    pytest -p tests.spread --side-by-side 6

Importing aegis with its probes, and collecting ten thousand tests, takes as long as running a tenth
of them: here that is done once, and not once in each worker.
"""

import multiprocessing
from collections import deque
from collections.abc import Iterable, Iterator
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import pytest
from _pytest.config.argparsing import Parser

from tests import forked, measured

Room = deque[int]
"""The tests of one file that are still to run, by their place in `session.items`."""


def pytest_addoption(parser: Parser) -> None:
    """Take the number of workers; most tests of real processes wait, so more than there are cores."""
    parser.addoption("--side-by-side", type=int, default=6, help="number of forks that run tests")


def pytest_configure() -> None:
    """Have the workers share what they fork from."""
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

        Of the others, those of few tests are first: what is left at the end can then be shared.
        """
        rooms: dict[bool, dict[str, Room]] = {True: {}, False: {}}
        for at, item in enumerate(items):
            waits = item.get_closest_marker("enable_socket") is not None
            rooms[waits].setdefault(str(item.path), deque()).append(at)
        self._untouched = deque([*rooms[True].values(), *sorted(rooms[False].values(), key=len)])
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


class Worker:
    """A fork, and the file that it is at."""

    def __init__(self, process: BaseProcess, door: Connection) -> None:
        self.process = process
        self.door = door
        self.has_ended = False
        self._room = Room()

    def hear(self, session: pytest.Session, rooms: Rooms) -> None:
        """Take a report, the question for the next test, or its end."""
        try:
            said = self.door.recv()
        except EOFError:
            self._end(session)
            return
        if said is None:
            self._room = self._room or rooms.enter()
            self.door.send(self._room.popleft() if self._room else None)
            return
        hook, config = session.config.hook, session.config
        report = hook.pytest_report_from_serializable(config=config, data=said)
        hook.pytest_runtest_logreport(report=report)
        rooms.unreported -= report.when == "teardown"

    def _end(self, session: pytest.Session) -> None:
        self.process.join()
        self.has_ended = True
        if self.process.exitcode:
            raise session.Interrupted(f"a worker ended with {self.process.exitcode}")


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
    session.config.pluginmanager.register(_Telling(session.config, door))
    at = _next(door)
    while at is not None:
        following = _next(door)
        item = session.items[at]
        after = None if following is None else session.items[following]
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=after)
        at = following
    measured.leave()


def _next(door: Connection) -> int | None:
    door.send(None)
    given: int | None = door.recv()
    return given


def _part(config: pytest.Config, folder: Path) -> None:
    """Share no file with the other forks: neither what is captured, nor temporary folders."""
    plugins: Any = config.pluginmanager
    plugins.unregister(name="terminalreporter")
    capturing = plugins.getplugin("capturemanager")
    capturing.stop_global_capturing()
    capturing.start_global_capturing()
    config._tmp_path_factory._basetemp = folder  # type: ignore[attr-defined]


class _Telling:
    """Sends each report to the process that shows it."""

    def __init__(self, config: pytest.Config, door: Connection) -> None:
        self._config = config
        self._door = door

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Send it."""
        data = self._config.hook.pytest_report_to_serializable(config=self._config, report=report)
        self._door.send(data)
