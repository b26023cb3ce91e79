"""What an effect is called in people's words; a list of the catalogue needs no more than this."""

from collections.abc import Mapping
from typing import NamedTuple


class Weight(NamedTuple):
    """How much an action can change, as a person is told."""

    word: str
    always: str = ""
    """What its approval always takes; "" where `--yes` or a grant can be enough, and for reads."""

    def __str__(self) -> str:
        return f"{self.word}, {self.always}" if self.always else self.word


WEIGHTS: Mapping[str, Weight] = {
    "read": Weight("read"),
    "write": Weight("write"),
    "asked": Weight("write", "always asked about"),
    "destructive": Weight("destroys", "always typed and signed in for"),
}
"""By the name of the effect."""
