"""Has a plan carried out by a fork: tells it what it needs, lets its writes go, sees it end."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial
from typing import Any

from aegis_cli.adapters.executor.messages import call_as_json
from aegis_cli.broker.workers.fork_run import ForkRun
from aegis_cli.broker.workers.forks import Forks
from aegis_cli.core.secret import Secret
from aegis_cli.errors import Code, error_for
from aegis_cli.oauth.exchange import Vault
from aegis_cli.request.execution import Outcome

LARGEST = 8 * 1024 * 1024
"""Bytes of all that one plan may bring; the command line takes no more than 10 MB."""

PATIENCE = 3.0
"""Seconds that a fork gets to end; a derived token is deleted in that time."""

_TOO_LARGE = f"The answer is larger than {LARGEST // 1024 // 1024} MB."


@dataclass(frozen=True, slots=True)
class Executing:
    """Where forks come from, and how long one may take."""

    forks: Forks
    base: str
    """Root of the GitHub API."""
    seconds: float
    pool: Executor | None = None
    """Where an assertion is made; `None` for asyncio's own."""

    async def run(self, turn: ForkRun, vault: Vault, session: Secret) -> tuple[Outcome, ...]:
        """Carry out a turn; the fork has ended, with all it held, when this returns.

        Raises `AegisError` where nothing was begun, and `Problem` 503 where no fork can be had.
        """
        reader, writer = await asyncio.open_unix_connection(sock=self.forks.begin(), limit=LARGEST)
        late = False
        try:
            async with asyncio.timeout(self.seconds):
                _say(writer, open=_opening(vault, self.base, session))
                _say(writer, run=[call_as_json(call) for call in turn.calls])
                await _converse(turn, reader, writer, partial(self._assertion, vault))
        except TimeoutError:
            late = True
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            pass  # a fork that is gone, or that says what none says
        finally:
            await _ended(reader, writer)
        return turn.ended(late=late)

    async def _assertion(self, vault: Vault) -> Secret:
        """Make the assertion that a fork asks for; the private key stays in this process."""
        credential = vault.credential
        if isinstance(credential, Secret):
            raise TypeError("a fork that was given the secret asks for no assertion")
        return await asyncio.get_running_loop().run_in_executor(self.pool, credential)


async def _converse(
    turn: ForkRun,
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    assertion: Callable[[], Awaitable[Secret]],
) -> None:
    left = LARGEST
    while not turn.is_over:
        line = await _line(reader)
        left -= len(line) if line is not None else LARGEST + 1
        if left < 0 and turn.ledger.in_flight is None:
            turn.refused = error_for(Code.PROTOCOL, _TOO_LARGE, hint="Ask for less at once.")
            return
        if line is None or not line.endswith(b"\n"):
            return
        answer = turn.heard(json.loads(line))
        if answer is not None and "assertion" in answer:
            _say(writer, assertion=(await assertion()).reveal())
        elif answer is not None:
            _say(writer, **answer)


async def _line(reader: asyncio.StreamReader) -> bytes | None:
    """Return the next line, `None` for one that is too long."""
    try:
        return await reader.readline()
    except ValueError:
        return None


def _say(writer: asyncio.StreamWriter, **message: Any) -> None:
    writer.write(json.dumps(message, ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n")


async def _ended(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Close our side, which ends the fork, and wait until its side closes."""
    try:
        async with asyncio.timeout(PATIENCE):
            writer.write_eof()
            while await reader.read(65536):
                pass
    except (OSError, TimeoutError, ValueError):
        pass  # its own alarm ends it
    finally:
        writer.transport.abort()


def _opening(vault: Vault, base: str, session: Secret) -> dict[str, Any]:
    opening: dict[str, Any] = {
        "token_endpoint": vault.token_endpoint,
        "vault_client_id": vault.client_id,
        "connection": vault.connection,
        "github_api": base,
        "session": session.reveal(),
        "audited": True,
    }
    if isinstance(vault.credential, Secret):
        opening["vault_client_secret"] = vault.credential.reveal()
    if vault.app is not None:
        opening["app_client_id"] = vault.app.client_id
        opening["app_client_secret"] = vault.app.client_secret.reveal()
    return opening
