"""Has a plan performed by a fork: sends what it needs, permits its writes, and sees it end."""

import asyncio
from collections.abc import Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, field

from aegis_cli.adapters.process.json_lines import decode, encode
from aegis_cli.broker.workers.forks import Forks
from aegis_cli.core.secret import Secret
from aegis_cli.errors import AegisError, Code, error_for
from aegis_cli.executor.protocol import ParentProtocol, assertion_for, opening, too_late
from aegis_cli.oauth.exchange import Vault
from aegis_cli.request.execution import Outcome

LARGEST = 8 * 1024 * 1024
"""Bytes that a fork may send for one plan; the command line accepts no more than 10 MB."""

PATIENCE = 3.0
"""Seconds that a fork gets to end; a derived token is deleted in that time."""

_TOO_LARGE = f"The answer is larger than {LARGEST // 1024 // 1024} MB."


@dataclass(frozen=True, slots=True)
class Executing:
    """Where forks come from, and how long one may take."""

    forks: Forks
    bases: Mapping[str, str]
    """The roots of the APIs that the settings name, by the provider's name."""
    seconds: float
    pool: Executor | None = None
    """Where an assertion is made; `None` for asyncio's own."""
    in_place: bool = False
    """Whether no redirect is followed, since only the names that were sent were judged."""
    sites: Mapping[str, str] = field(default_factory=dict)
    """The hosts of web pages that the settings name, by the provider's name."""

    async def run(self, run: ParentProtocol, vault: Vault, session: Secret) -> tuple[Outcome, ...]:
        """Perform a run; the fork has ended, with all it held, when this returns.

        Raises `AegisError` if nothing was begun, and `Problem` 503 if there can be no fork now.
        """
        reader, writer = await asyncio.open_unix_connection(sock=self.forks.begin(), limit=LARGEST)
        error: AegisError | None = None
        try:
            async with asyncio.timeout(self.seconds):
                opened = opening(vault, session) | {"audited": True, "in_place": self.in_place}
                writer.write(encode({"open": opened}))
                writer.write(encode(run.order()))
                await self._converse(run, vault, reader, writer)
        except TimeoutError:
            error = too_late()
        except (OSError, ValueError, KeyError, TypeError):
            pass  # the fork is gone, or sent an invalid message
        finally:
            await _end(reader, writer)
        return run.all_outcomes(error)

    async def _converse(
        self,
        run: ParentProtocol,
        vault: Vault,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        left = LARGEST
        while not run.is_over:
            try:
                line = await reader.readline()
            except ValueError:  # longer than the reader's limit
                line, left = b"", -1
            left -= len(line)
            if left < 0 and run.in_flight is None:
                run.refused = error_for(Code.PROTOCOL, _TOO_LARGE, hint="Ask for less at once.")
                return
            if not line.endswith(b"\n"):
                return
            reply = run.receive(decode(line))
            if reply is not None and "assertion" in reply:
                loop = asyncio.get_running_loop()
                reply = {"assertion": await loop.run_in_executor(self.pool, assertion_for, vault)}
            if reply is not None:
                writer.write(encode(reply))


async def _end(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Close our side, which ends the fork, and wait until its side closes."""
    try:
        async with asyncio.timeout(PATIENCE):
            writer.write_eof()
            while await reader.read(65536):
                pass
    except (OSError, TimeoutError, ValueError):
        pass  # the alarm of the fork ends it
    finally:
        writer.transport.abort()
