"""A broker whose processes are killed under load, and what its clients were told of their writes.

Nothing may be lost, or done twice: what a client was told of a write is compared with what there is.
"""

import os
import signal
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from random import randrange

import httpx

from aegis_cli.errors import AegisError
from aegis_cli.executor.remote import BrokerExecutor
from aegis_cli.providers.github.nouns.context.users import GetMe
from aegis_cli.providers.github.nouns.issues.issue_changes import CreateIssue
from aegis_cli.request.ports import Session
from tests.broker.running import Broker, broker
from tests.helpers.patience import PATIENCE
from tests.helpers.support import LOOPBACK, Sandbox, approved, children, reads, signed_in, until

REPO = "acme/web"
_PAGE = 100


@dataclass
class Told:
    """What clients were told: of each write, by its title, and of the reads."""

    writes: dict[str, str] = field(default_factory=dict)
    """`done`, `failed`, `skipped`, `outcome_unknown`, or the code of a refusal."""
    reads: Counter[str] = field(default_factory=Counter)
    broken: list[str] = field(default_factory=list)
    """What no client may see: anything but an answer or an error of ours."""

    def count(self, *ends: str) -> int:
        """Return how many writes ended so."""
        return sum(end in ends for end in list(self.writes.values()))

    def ends(self) -> dict[str, int]:
        """Return how many writes ended how, while others go on."""
        return dict(Counter(list(self.writes.values())))

    def contradictions(self, titles: list[str]) -> list[str]:
        """Compare with the titles that there are; name each write that was lost, or done twice."""
        there = Counter(titles)
        may_be = {"done": {1}, "outcome_unknown": {0, 1}}
        return [
            f"{title} was told {end!r}, and is there {there[title]} times"
            for title, end in self.writes.items()
            if there[title] not in may_be.get(end, {0})
        ] + self.broken


@dataclass
class Load:
    """A broker under load."""

    tenant: Sandbox
    broker: Broker
    told: Told

    def kill_worker(self) -> None:
        """Kill one of the workers, and wait until it is replaced."""
        before = children(self.broker.process.pid)
        os.kill(before[0], signal.SIGKILL)
        until(lambda: len(set(children(self.broker.process.pid)) - set(before)) == 1)

    def kill_template(self) -> None:
        """Kill the fork server of one of the workers, with its forks."""
        worker = children(self.broker.process.pid)[-1]
        (fork_server,) = until(lambda: children(worker))
        os.kill(fork_server, signal.SIGKILL)
        until(lambda: children(worker) not in ([], [fork_server]))

    def kill_fork(self) -> None:
        """Kill forks until one of them had a write in flight."""
        before = self.told.count("outcome_unknown")
        looks = deque[set[int]]([set()] * 3, maxlen=3)

        def had_a_write() -> bool:
            # Those that were there before have mostly left the exchange behind, some looks ago or
            # one: on a busy machine a fork takes its time.
            there = {*self.broker.forks_of_workers()}
            for fork in looks[randrange(len(looks))] & there:  # noqa: S311  # no secret
                _kill(fork)
            looks.append(there)
            return self.told.count("outcome_unknown") > before

        until(had_a_write, every=0.1)

    def goes_on(self, writes: int) -> None:
        """Wait until so many more writes were done."""
        wanted = self.told.count("done") + writes
        until(lambda: self.told.count("done") >= wanted)

    def titles(self) -> list[str]:
        """Return the titles of all issues that there are."""
        headers = {"authorization": f"Bearer {self.tenant.tokens()[-1]}"}
        found: list[str] = []
        with httpx.Client(base_url=self.tenant.github, headers=headers, **LOOPBACK) as github:
            page = 1
            while True:
                asked: dict[str, str | int] = {"state": "all", "per_page": _PAGE, "page": page}
                some = github.get(f"/repos/{REPO}/issues", params=asked).raise_for_status().json()
                found += [issue["title"] for issue in some]
                if len(some) < _PAGE:
                    return found
                page += 1


def _kill(pid: int) -> None:
    with suppress(ProcessLookupError):  # it has ended by itself
        os.kill(pid, signal.SIGKILL)


@contextmanager
def loaded(tenant: Sandbox, folder: Path, *, clients: int, workers: int) -> Iterator[Load]:
    """Keep clients writing and reading, each by an executor of its own, until the context ends."""
    options = ["--workers", str(workers), "--per-minute", "100000", "--max-concurrent", "64"]
    session = signed_in(tenant)
    over = threading.Event()
    with broker(tenant.environment, folder, *options) as found:
        load = Load(tenant, found, Told())
        threads = [
            threading.Thread(target=_client, args=(f"client {number}", load, session, over))
            for number in range(clients)
        ]
        for thread in threads:
            thread.start()
        try:
            yield load
        finally:
            over.set()
            for thread in threads:
                thread.join(PATIENCE)


def _client(name: str, load: Load, session: Session, over: threading.Event) -> None:
    told = load.told
    executor = BrokerExecutor(load.broker.url, wait=lambda wait: time.sleep(min(wait.seconds, 0.5)))
    write = 0
    while not over.is_set():
        write += 1
        title = f"{name}, write {write}"
        told.writes[title] = _ended(told, partial(_write, load, executor, session, title))
        told.reads[_ended(told, lambda: _read(executor, session))] += 1
    executor.close()


def _ended(told: Told, work: Callable[[], str]) -> str:
    try:
        return work()
    except AegisError as error:
        return str(error.code.value)
    except BaseException as error:  # noqa: BLE001  # it is what is looked for
        told.broken.append(repr(error))
        return "broken"


def _write(load: Load, executor: BrokerExecutor, session: Session, title: str) -> str:
    approval = approved(load.tenant.github, CreateIssue(repo=REPO, title=title))
    with executor.open(session) as run:
        return run.write(approval)[0].status.value


def _read(executor: BrokerExecutor, session: Session) -> str:
    with executor.open(session) as run:
        (outcome,) = run.read(reads(GetMe()))
        return outcome.status.value
