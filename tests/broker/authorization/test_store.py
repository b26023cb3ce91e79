"""The store as a worker asks it: from several threads, with one token, within two seconds."""

import asyncio
import json
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from aegis_cli.broker.authorization.batch_check import Store, StoreClient, Unavailable
from aegis_cli.broker.authorization.questions import questions_of
from aegis_cli.broker.authorization.store import LONGEST, Evaluator
from aegis_cli.broker.http.access_token import Caller
from aegis_cli.core.secret import Secret
from aegis_cli.providers.github.nouns.repos.repos import GetRepo

pytestmark = pytest.mark.enable_socket

ALICE = Caller("auth0|alice", "cli", frozenset(), None, None, 0.0)
QUESTIONS = questions_of(GetRepo(repo="acme/web"))
MANY = 24
THREADS = 8


class Answers(BaseHTTPRequestHandler):
    """Gives a token, and allows what alice asks; nobody else's questions."""

    protocol_version = "HTTP/1.1"
    given = 0
    """Tokens."""
    refused: frozenset[str] = frozenset()
    """Tokens that it does not accept any more."""

    def do_POST(self) -> None:
        """Answer a request."""
        sent = self.rfile.read(int(self.headers["content-length"]))
        if self.path == "/oauth/token":
            type(self).given += 1
            self._say(200, {"access_token": f"t{self.given}", "expires_in": 3600})
        elif self.headers["authorization"].removeprefix("Bearer ") in self.refused:
            self._say(401, {"code": "auth_failed_invalid_bearer_token"})
        else:
            checks = json.loads(sent)["checks"]
            result = {
                each["correlation_id"]: {"allowed": "alice" in each["tuple_key"]["user"]}
                for each in checks
            }
            self._say(200, {"result": result})

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def _say(self, status: int, document: object) -> None:
        body = json.dumps(document).encode()
        self.send_response(status)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def evaluator(url: str) -> Iterator[Evaluator]:
    """Make the evaluator of a worker."""
    store, secret = Store(url, "01STORE", "01MODEL"), Secret("s3cret")
    access = StoreClient(f"{url}/oauth/token", f"{url}/", "client", secret)
    with ThreadPoolExecutor(THREADS) as pool:
        made = Evaluator(store, access, pool)
        yield made
        # A broker's connections end with it; here each thread closes its own.
        all_there = threading.Barrier(THREADS)

        def close() -> None:
            all_there.wait()
            made._sender().close()

        for _ in range(THREADS):
            pool.submit(close)


@pytest.fixture
def running() -> Iterator[tuple[Evaluator, type[Answers]]]:
    """Run a store that answers."""

    class Own(Answers):
        pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Own) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with evaluator(f"http://127.0.0.1:{server.server_port}") as made:
            yield made, Own
        server.shutdown()


def ask(made: Evaluator, callers: list[Caller]) -> list[object]:
    """Ask for all callers at once; return for each whether all is allowed, or the error."""

    async def one(caller: Caller) -> bool:
        return all((await made.verdicts(caller, QUESTIONS)).values())

    async def every() -> list[object]:
        return await asyncio.gather(*map(one, callers), return_exceptions=True)

    return asyncio.run(every())


def test_nobody_gets_the_verdict_of_another(running: tuple[Evaluator, type[Answers]]) -> None:
    made, _ = running
    bob = Caller("auth0|bob", "cli", frozenset(), None, None, 0.0)
    assert [True, False] * MANY == ask(made, [ALICE, bob] * MANY)


def test_a_token_is_shared_and_renewed_when_it_is_refused(
    running: tuple[Evaluator, type[Answers]],
) -> None:
    made, store = running
    assert [True] * MANY == ask(made, [ALICE] * MANY)
    assert store.given <= THREADS

    store.refused = frozenset(f"t{number}" for number in range(store.given + 1))
    assert [True] * MANY == ask(made, [ALICE] * MANY)
    assert store.given <= 2 * THREADS


def test_a_store_that_hangs_from_the_token_on_holds_nobody_longer_than_two_seconds() -> None:
    started = time.monotonic()
    with (
        socket.create_server(("127.0.0.1", 0), backlog=100) as silent,
        evaluator(f"http://127.0.0.1:{silent.getsockname()[1]}") as made,
    ):
        found = ask(made, [ALICE] * MANY)

    took = time.monotonic() - started  # with the threads, which ask for nobody any more
    assert all(isinstance(each, Unavailable) for each in found), found
    assert LONGEST <= took < 1.8 * LONGEST
