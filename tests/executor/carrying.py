"""A run whose child is a thread of this process: what both say to each other."""

import io
import json
import threading
import time
from collections.abc import Callable
from dataclasses import asdict
from queue import SimpleQueue
from typing import Any

from aegis_cli.core.provider_app import ProviderApp
from aegis_cli.core.secret import Secret
from aegis_cli.core.vault_connection import VaultConnection
from aegis_cli.errors import AegisError
from aegis_cli.executor.child import Child
from aegis_cli.executor.error_messages import error_as_json
from aegis_cli.executor.messages import call_from, outcome_as_json
from aegis_cli.executor.plan_run import PlanRun, RunEnded
from aegis_cli.executor.protocol import no_answer, opening
from aegis_cli.oauth.exchange import Vault
from aegis_cli.request.plan_memory import PlanMemory
from tests.helpers.patience import PATIENCE


class Ended(BaseException):
    """The child ended its process."""


class Lines(io.BytesIO):
    """What a child writes, line by line."""

    def __init__(self) -> None:
        super().__init__()
        self.queue: SimpleQueue[dict[str, Any] | None] = SimpleQueue()

    def write(self, data: Any) -> int:
        self.queue.put(json.loads(data))
        return len(data)


class ThreadLine:
    """The line to a child in a thread."""

    def __init__(self) -> None:
        self.has_ended = False
        self.told: list[dict[str, Any]] = []
        """What the child was told."""
        self.heard: list[dict[str, Any]] = []
        """What it said."""
        self._inbox: SimpleQueue[dict[str, Any]] = SimpleQueue()
        self._out = Lines()
        self.child = Child(self._inbox, self._out)
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        try:
            self.child.serve()
        except BaseException:  # noqa: BLE001  # it has ended, as its process would
            self._out.queue.put(None)

    def say(self, message: dict[str, Any], files: list[int]) -> None:
        """Tell the child something."""
        self.told.append(json.loads(json.dumps(message)))
        with_files = {"descriptors": files} if files else {}
        self._inbox.put(json.loads(json.dumps(message)) | with_files)

    def next(self) -> dict[str, Any]:
        """Return what it says next."""
        message = self._out.queue.get(timeout=PATIENCE)
        if message is None:
            self.has_ended = True
            raise RunEnded(no_answer())
        self.heard.append(message)
        return message

    def wait(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)

    def check(self) -> None:
        """Let it go on."""


def vault_of(opened: dict[str, Any], assertions: list[str]) -> Vault:
    """Return the vault that a message says."""
    secret = opened.get("vault_client_secret")
    credential: Secret | Callable[[], Secret]
    credential = (lambda: Secret(assertions.pop(0))) if secret is None else Secret(secret)
    return Vault(
        opened["token_endpoint"],
        opened["vault_client_id"],
        credential,
        {name: _connection(told) for name, told in opened["connections"].items()},
    )


def _connection(told: dict[str, str]) -> VaultConnection:
    app = None
    if "app_client_secret" in told:
        app = ProviderApp(told["app_client_id"], Secret(told["app_client_secret"]))
    return VaultConnection(told["name"], told["base"], app, site=told["site"])


def said(*messages: dict[str, Any], observed: bool = False) -> list[dict[str, Any]]:
    """Have a child do these runs; return what it says beside its answers, and what came of them."""
    line, memory, told = ThreadLine(), PlanMemory(), list[dict[str, Any]]()
    assertions = [message["assertion"] for message in messages if "assertion" in message]
    opened = messages[0]["open"]
    vault = vault_of(opened, assertions)
    more = {"audited": True} if opened.get("audited") else {}
    line.say({"open": opening(vault, Secret(opened["session"])) | more}, [])
    for order in messages[1:]:
        if "run" in order and not line.has_ended:
            told += _carried_out(line, vault, order, memory)
    return [each for each in told if ("observed" in each) is observed]


def _carried_out(
    line: ThreadLine, vault: Vault, order: dict[str, Any], memory: PlanMemory
) -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = []
    calls = tuple(map(call_from, order["run"]))
    run = PlanRun(
        calls,
        keep_going=order.get("keep_going", False),
        may_go=lambda: order.get("may_go", True),
        tell=told.append,
        note_go=lambda step: told.append({"sending": step}),
        show_interim=lambda _action, data: told.append({"interim": {"id": "s1", "data": data}}),
        memory=memory,
    )
    if order.get("anew"):
        memory.forget()
    placed = [call for call in calls if call.action.facts.needs_descriptor]
    files = [*zip(placed, order.get("descriptors", ()), strict=False)]
    try:
        run.perform(line, vault, files=files, inspect=order.get("inspect", False))
    except AegisError as error:
        return [*told, {"refused": error_as_json(error)}]
    told += [{"outcome": outcome_as_json(each)} for each in run.outcomes.values()]
    if run.refused is not None:
        return [*told, {"refused": error_as_json(run.refused)}]
    if line.has_ended:
        return told
    told.append({"tokens": {name: asdict(facts) for name, facts in run.tokens.items()}})
    told += [{"inspected": asdict(run.inspection)}] if run.inspection else []
    return [*told, {"end": True}]
