"""Gives the SDK the message that was answered before it was there, and drops its answer to that."""

from typing import Any, Self

import mcp_types as types
from mcp.shared.message import SessionMessage

from aegis_cli.mcp.opening import Opening


class _Stream:
    """A stream of the SDK, which ends as the one below it does."""

    def __init__(self, opening: Opening, below: Any) -> None:
        self._line, self._answered, self._below = opening.line, opening.answered, below

    async def aclose(self) -> None:
        """Close it."""
        await self._below.aclose()

    async def __aenter__(self) -> Self:
        await self._below.__aenter__()
        return self

    async def __aexit__(self, *raised: object) -> Any:
        return await self._below.__aexit__(*raised)


class Replayed(_Stream):
    """The messages of a client, of which the first was read before."""

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> SessionMessage | Exception:
        if not self._line:
            received: SessionMessage | Exception = await self._below.__anext__()
            return received
        line, self._line = self._line, b""
        try:
            return SessionMessage(types.jsonrpc_message_adapter.validate_json(line, by_name=False))
        except ValueError as error:  # which the SDK is told as its own stream tells it
            return error

    async def receive(self) -> SessionMessage | Exception:
        """Return the next message, or what is wrong with it."""
        return await anext(self)


class AnsweredOnce(_Stream):
    """What a client gets, without the SDK's answer to the message that has its answer already."""

    async def send(self, item: SessionMessage, /) -> None:
        """Send a message, unless it is that answer."""
        if self._answered is not None and getattr(item.message, "id", None) == self._answered:
            self._answered = None
            return
        await self._below.send(item)
