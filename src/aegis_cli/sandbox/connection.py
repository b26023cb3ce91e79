"""uvicorn's HTTP connection, which a fault can close without an answer."""

import asyncio

from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from aegis_cli.sandbox.observed import DROP


class Connection(H11Protocol):
    """One connection to a door."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Give the app a function that closes this connection."""
        super().connection_made(transport)
        app = self.app

        async def serve(scope: Scope, receive: Receive, send: Send) -> None:
            scope["extensions"] = {DROP: transport.close}
            await app(scope, receive, send)

        self.app = serve
