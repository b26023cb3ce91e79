"""A door in one process: what gh sends is judged, reads go to a sandbox, and nothing else does."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx

from aegis_cli.providers.github.gh_door.gh_folder import gh_folder
from aegis_cli.providers.github.gh_door.graphql_document import LARGEST
from aegis_cli.providers.github.gh_door.one_request import GhRequest, NotOneRequest, OneRequest
from aegis_cli.providers.github.gh_door.verdict import GhRead, GhWrite, NotHandedOn, judge_request
from aegis_cli.providers.github.graphql_documents import GRAPHQL
from tests.helpers.patience import PATIENCE
from tests.sandbox.github.gh_program import Gh
from tests.sandbox.github.served import TOKEN


class DoorHere(socketserver.ThreadingUnixStreamServer):
    """Listens at a socket; `judged` has what came, and what became of it."""

    daemon_threads = True

    def __init__(self, place: Path, base: str) -> None:
        self.base = base
        self.http = httpx.Client(base_url=base, timeout=PATIENCE)
        self.judged: list[tuple[GhRequest, GhRead | GhWrite | NotHandedOn]] = []
        super().__init__(str(place), Served)

    def server_close(self) -> None:
        super().server_close()
        self.http.close()


class Served(socketserver.BaseRequestHandler):
    """One connection of gh."""

    server: DoorHere

    def handle(self) -> None:
        one = OneRequest(self.request.recv, self.request.sendall)
        with suppress(BrokenPipeError):
            try:
                arrived, body = one.read(LARGEST)
            except NotOneRequest as error:
                one.refuse(error.told, error.status)
                return
            verdict = judge_request(arrived, body, self.server.base)
            self.server.judged.append((arrived, verdict))
            self._answer(one, arrived, verdict)

    def _answer(
        self, one: OneRequest, arrived: GhRequest, verdict: GhRead | GhWrite | NotHandedOn
    ) -> None:
        match verdict:
            case GhRead():
                self._read(one, verdict)
            case GhWrite(is_document=True) as write:
                one.refuse_document(write.told)
            case GhWrite() as write:
                one.refuse(write.told)
            case NotHandedOn(told, status):
                one.refuse(told, status)
                assert arrived.path != GRAPHQL or "GraphQL" in told or "document" in told

    def _read(self, one: OneRequest, read: GhRead) -> None:
        headers = dict(read.headers)
        if read.body is not None:
            headers["content-type"] = "application/json"
        answer = self.server.http.request(
            read.method,
            read.path,
            params=list(read.query),
            headers={**headers, "authorization": f"Bearer {TOKEN}"},
            content=read.body,
        )
        location = answer.headers.get("location", "")
        if answer.is_redirect and not location.startswith(("/", self.server.base)):
            answer = httpx.get(location)
        one.answer(answer.status_code, answer.headers.items(), [answer.content])


@contextmanager
def gh_at_door(program: str, base: str, folder: Path, **more: str) -> Iterator[tuple[Gh, DoorHere]]:
    """Give a gh that knows the door and nothing else."""
    place, settings = folder / "a socket: #1", folder / "gh"
    made = gh_folder(str(settings), str(place), "mona")
    settings.mkdir()
    for name, text in made.files.items():
        (settings / name).write_text(text, encoding="utf-8")
    settings.chmod(0o500)
    with DoorHere(place, base) as door:
        threading.Thread(target=door.serve_forever, daemon=True).start()
        yield Gh(program, folder, {**made.variables, **more}), door
        door.shutdown()
    settings.chmod(0o700)
