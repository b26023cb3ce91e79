"""What the sandbox's OpenFGA keeps."""

import secrets
import time
from dataclasses import dataclass, field
from typing import Any

from aegis_cli.sandbox.fga.evaluator import Tuple

_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_id() -> str:
    """Return an id as the service makes them: a ULID, of which a later one is greater."""
    number = (time.time_ns() // 1_000_000 << 80) | secrets.randbits(80)
    return "".join(_LETTERS[number >> 5 * place & 31] for place in reversed(range(26)))


@dataclass(slots=True)
class FgaStore:
    """One store: who may ask it, its models, and its tuples."""

    id: str = field(default_factory=new_id)
    client_id: str = "aegis-sandbox-fga"
    client_secret: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    tokens: set[str] = field(default_factory=set)
    models: dict[str, dict[str, Any]] = field(default_factory=dict)
    """By their ids, the newest last."""
    tuples: list[Tuple] = field(default_factory=list)
