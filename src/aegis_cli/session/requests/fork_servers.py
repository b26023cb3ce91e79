"""The two fork servers of a session.

One has all of aegis loaded, for the requests of clients; the other what sends a plan's requests,
and nothing else. A lock keeps both.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from socket import socket
from typing import Any, Self

from aegis_cli.adapters.process.fork_server import PLAN, REQUEST
from aegis_cli.adapters.process.fork_server_parent import ForkServer


@dataclass(frozen=True, slots=True)
class ForkServers:
    """The fork servers of a session, by what they fork for."""

    by_kind: Mapping[bytes, ForkServer]

    @classmethod
    def from_kept(cls, kept: Sequence[Mapping[str, Any]]) -> Self:
        """Go on with those that this process has started in another program."""
        return cls(dict(zip((REQUEST, PLAN), map(ForkServer.from_kept, kept), strict=True)))

    @property
    def kept(self) -> list[dict[str, Any]]:
        """What another program of this process needs to go on with them, for JSON."""
        return [self.by_kind[kind].kept for kind in (REQUEST, PLAN)]

    def open(self) -> None:
        """Wait until both are ready, and have them fork in advance; raise `Bug` if one is not."""
        for each in self.by_kind.values():
            each.open()
        self.keep_spares()

    def keep_spares(self) -> None:
        """Have both fork in advance, while nobody waits for them."""
        for each in self.by_kind.values():
            each.keep_spare()

    def fork(self, kind: bytes, descriptors: Sequence[int] = ()) -> socket:
        """Have one fork; return the channel to the fork. Raises `OSError` if that cannot be now."""
        return self.by_kind[kind].fork(kind, descriptors)

    def end_forks(self) -> None:
        """Wait until both have ended every fork (Linux); raise `OSError` if that fails."""
        for each in self.by_kind.values():
            each.end_forks()

    def close(self) -> None:
        """End both, which ends every fork."""
        for each in self.by_kind.values():
            each.close()
