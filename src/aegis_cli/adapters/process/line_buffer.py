"""JSON between processes of ours for who reads without a wait: piece by piece."""

from collections.abc import Iterator
from typing import Any

from aegis_cli.adapters.process.json_lines import LARGEST, Broken, decode


class LineBuffer:
    """The messages of a line that is read piece by piece, without a wait."""

    def __init__(self) -> None:
        self._rest = b""

    def messages(self, piece: bytes) -> Iterator[dict[str, Any]]:
        """Yield the messages that are whole with this piece; raise `Broken` for what is none."""
        *lines, self._rest = (self._rest + piece).split(b"\n")
        yield from map(decode, lines)
        if len(self._rest) > LARGEST:
            raise Broken("a line is too long")
