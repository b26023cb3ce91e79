"""The broker's processes: overload, slow and dying forks, fork servers, workers, and the shutdown."""

import json
import os
import re
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from aegis_cli.providers.github.nouns.context.users import GetMe
from aegis_cli.providers.github.nouns.issues.issue_changes import CreateIssue
from tests.broker.running import PLANS, Broker, body, broker, sealed, token_of
from tests.helpers.patience import NEVER, PATIENCE
from tests.helpers.support import (
    LOOPBACK,
    Sandbox,
    approved,
    children,
    is_alive,
    is_held,
    is_pending,
    reads,
    until,
)

pytestmark = pytest.mark.enable_socket

ISSUES = "/repos/acme/web/issues"
CRASH = CreateIssue(repo="acme/web", title="Crash on start")
OTHER = CreateIssue(repo="acme/web", title="Another")
READ = body(*reads(GetMe()))


@pytest.fixture(scope="module")
def small(running: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    """Run a broker that does one plan at once, of two seconds at most."""
    options = ("--max-concurrent", "1", "--seconds", "2", "--per-minute", "10000")
    with broker(running.environment, tmp_path_factory.mktemp("small"), *options) as found:
        yield found


@contextmanager
def meanwhile(work: Callable[[], httpx.Response]) -> Iterator[list[httpx.Response]]:
    """Do something in a thread; its answer is in the list when the context has ended."""
    answers: list[httpx.Response] = []
    thread = threading.Thread(target=lambda: answers.append(work()))
    thread.start()
    try:
        yield answers
    finally:
        thread.join(PATIENCE)


def posts(tenant: Sandbox) -> int:
    """Count the writes that arrived."""
    return tenant.lines().count(f"POST {ISSUES}")


def unless_overloaded(answer: httpx.Response) -> httpx.Response | None:
    """Return an answer, unless it is to come again."""
    return None if answer.status_code == 503 else answer


def ends(answer: httpx.Response) -> list[tuple[str, str | None]]:
    """Return status and code of each outcome."""
    assert 200 == answer.status_code, answer.text
    found: list[dict[str, Any]] = answer.json()["outcomes"]
    return [(each["status"], (each["error"] or {}).get("code")) for each in found]


def test_one_plan_too_many_is_refused_at_once(tenant: Sandbox, tmp_path: Path) -> None:
    tenant.fault("github", "GET", "/user", delay=NEVER)
    with broker(tenant.environment, tmp_path, "--max-concurrent", "1") as found:
        token = token_of(tenant)

        with meanwhile(lambda: found.plan(token, READ)) as first:
            until(lambda: "GET /user" in tenant.lines())
            refused = found.plan(token, READ)
            is_first_still_running = not first
            tenant.release()
        again = found.plan(token, READ)

    assert (503, "overloaded") == (refused.status_code, refused.json()["code"])
    assert refused.headers["retry-after"].isdigit()
    assert is_first_still_running
    assert [200, 200] == [first[0].status_code, again.status_code]


def test_a_write_that_takes_too_long_has_an_unknown_outcome(tenant: Sandbox, small: Broker) -> None:
    token = token_of(tenant)
    tenant.fault("github", "POST", ISSUES, delay=NEVER, after=True)
    plan = sealed(approved(tenant.github, CRASH, OTHER))

    # On a busy machine a plan may take its two seconds before it comes to the write.
    answer = small.plan(token, plan)
    while not posts(tenant):
        answer = small.plan(token, plan)

    assert until(lambda: not small.forks())
    assert [("outcome_unknown", "outcome_unknown"), ("skipped", None)] == ends(answer)
    assert 1 == posts(tenant)


def test_a_read_that_takes_too_long_is_given_up(tenant: Sandbox, small: Broker) -> None:
    token = token_of(tenant)
    tenant.fault("github", "GET", "/user", delay=NEVER)

    assert [("skipped", "network")] == ends(small.plan(token, READ))


def test_a_fork_that_is_killed_during_a_write_leaves_its_outcome_unknown(
    tenant: Sandbox, tmp_path: Path
) -> None:
    with broker(tenant.environment, tmp_path) as found:
        token = token_of(tenant)
        tenant.fault("github", "POST", ISSUES, delay=NEVER, after=True)

        with meanwhile(lambda: found.plan(token, sealed(approved(tenant.github, CRASH)))) as said:
            until(lambda: posts(tenant))
            (fork,) = found.forks()
            os.kill(fork, signal.SIGKILL)
        after = found.plan(token, READ)

    assert [("outcome_unknown", "outcome_unknown")] == ends(said[0])
    assert [("done", None)] == ends(after)
    assert 1 == posts(tenant)


def test_a_template_that_is_killed_takes_its_forks_along_and_is_replaced(
    tenant: Sandbox, tmp_path: Path
) -> None:
    with broker(tenant.environment, tmp_path) as found:
        token, fork_server = token_of(tenant), found.fork_server()
        found.plan(token, READ)
        tenant.fault("github", "POST", ISSUES, delay=NEVER, after=True)

        with meanwhile(lambda: found.plan(token, sealed(approved(tenant.github, CRASH)))) as said:
            until(lambda: posts(tenant))
            (fork,) = found.forks()
            os.kill(fork_server, signal.SIGKILL)
        # Until there may be another fork server, it says that it cannot begin just now. It takes
        # two requests a second at most.
        after = until(lambda: unless_overloaded(found.plan(token, READ)), every=0.6)
        replaced = found.fork_server()

    assert [("outcome_unknown", "outcome_unknown")] == ends(said[0])
    assert not is_alive(fork)
    assert [("done", None)] == ends(after)
    assert fork_server != replaced


def test_a_broker_that_is_killed_leaves_no_process_behind(tenant: Sandbox, tmp_path: Path) -> None:
    with broker(tenant.environment, tmp_path) as found:
        token = token_of(tenant)
        tenant.fault("github", "POST", ISSUES, delay=NEVER, after=True)
        with meanwhile(lambda: _broken(found, token, tenant)):
            until(lambda: posts(tenant))
            left = [found.fork_server(), *found.forks()]
            found.process.kill()

        assert 2 == len(left)
        assert until(lambda: not any(is_alive(pid) for pid in left))


def _broken(found: Broker, token: str, tenant: Sandbox) -> httpx.Response:
    """Send a write whose answer does not come."""
    with pytest.raises(httpx.HTTPError):
        found.plan(token, sealed(approved(tenant.github, CRASH)))
    return httpx.Response(204)


def test_a_shutdown_finishes_what_runs(tenant: Sandbox, tmp_path: Path) -> None:
    with broker(tenant.environment, tmp_path) as found:
        token = token_of(tenant)
        tenant.fault("github", "POST", ISSUES, delay=NEVER, after=True)

        with meanwhile(
            lambda: found.plan(token, sealed(approved(tenant.github, CRASH, OTHER)))
        ) as said:
            until(lambda: posts(tenant))
            found.stop()
            until(lambda: not is_pending(found.process.pid, signal.SIGTERM))
            tenant.release()
        code = found.process.wait(timeout=PATIENCE)

    assert [("done", None), ("done", None)] == ends(said[0])
    assert (0, 2) == (code, posts(tenant))


def test_for_a_caller_who_left_no_further_write_goes(tenant: Sandbox, tmp_path: Path) -> None:
    with broker(tenant.environment, tmp_path) as found:
        token = token_of(tenant)
        tenant.fault("github", "POST", ISSUES, delay=NEVER, after=True)
        plan = sealed(approved(tenant.github, CRASH, OTHER))

        caller = HTTPConnection(urlsplit(found.url).netloc)
        headers = {"authorization": f"Bearer {token}", "content-type": "application/json"}
        caller.request("POST", PLANS, json.dumps(plan), headers)
        until(lambda: posts(tenant))
        assert caller.sock is not None
        port = caller.sock.getsockname()[1]
        caller.close()
        until(lambda: not is_held(port))
        tenant.release()
        (line,) = until(found.audit)

    assert 1 == posts(tenant)
    assert "allowed" == line["verdict"]


def test_workers_share_a_port_and_one_that_dies_is_replaced(
    tenant: Sandbox, tmp_path: Path
) -> None:
    with broker(tenant.environment, tmp_path, "--workers", "2") as found:
        token = token_of(tenant)
        served = [found.plan(token, READ).status_code for _ in range(4)]
        before = children(found.process.pid)
        os.kill(before[0], signal.SIGKILL)
        replaced = until(
            lambda: now if set(now := children(found.process.pid)) - set(before) else None
        )
        with httpx.Client(base_url=found.url, **LOOPBACK) as fresh:
            alive = [fresh.get("/healthz").status_code for _ in range(4)]
        found.stop()
        code = found.process.wait(timeout=PATIENCE)

    assert ([200] * 4, [200] * 4) == (served, alive)
    assert (2, 0) == (len(replaced), code)
    assert until(lambda: not any(is_alive(pid) for pid in replaced))


def test_counters_go_on_where_a_worker_was_killed(tenant: Sandbox, tmp_path: Path) -> None:
    with broker(tenant.environment, tmp_path, "--workers", "2", "--metrics") as found:
        token = token_of(tenant)
        for _ in range(4):
            assert 200 == found.plan(token, READ).status_code
        before = children(found.process.pid)
        os.kill(before[0], signal.SIGKILL)
        until(lambda: len({*children(found.process.pid)} - {*before}) == 1)
        counted = []
        for _ in range(6):
            with httpx.Client(base_url=found.url, **LOOPBACK) as fresh:
                counted.append(fresh.get("/metrics").text)
        found.stop()
        found.process.wait(timeout=PATIENCE)

    assert all('aegis_plans_total{verdict="allowed"} 4.0\n' in text for text in counted)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can look into a hardened process")
def test_the_folder_of_the_counters_is_removed_at_the_end(tenant: Sandbox, tmp_path: Path) -> None:
    def folders(pid: int) -> set[str]:
        return set(re.findall(r"(/\S*/aegis-metrics-\w+)/", Path(f"/proc/{pid}/maps").read_text()))

    with broker(tenant.environment, tmp_path, "--workers", "2", "--metrics") as found:
        workers = children(found.process.pid)
        (folder,) = until(lambda: {each for pid in workers for each in folders(pid)})
        was_there = Path(folder).is_dir()
        found.stop()
        code = found.process.wait(timeout=PATIENCE)

    assert (True, 0, False) == (was_there, code, Path(folder).exists())


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can look into a hardened process")
def test_a_fork_holds_neither_the_door_nor_the_way_of_another_fork(
    tenant: Sandbox, tmp_path: Path
) -> None:
    def sockets(pid: int) -> set[str]:
        held = {str(fd.readlink()) for fd in Path(f"/proc/{pid}/fd").iterdir()}
        return {name for name in held if name.startswith("socket:")}

    with broker(tenant.environment, tmp_path) as found:
        token = token_of(tenant)
        tenant.fault("github", "GET", "/user", delay=NEVER)
        with meanwhile(lambda: found.plan(token, READ)):
            until(lambda: "GET /user" in tenant.lines())
            (fork,) = found.forks()
            of_server, of_fork = sockets(found.fork_server()), sockets(fork)
            tenant.release()

    # The fork server keeps no way of a fork, so that no later fork inherits one.
    assert 1 == len(of_server)
    assert set() == of_server & of_fork
