"""What is approved of a value that nobody is shown: its length, and an HMAC with a key of one plan.

NOTE: a plain hash of a short value could be guessed by whoever sees it: a log, a broker, a result.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from typing import Self

from aegis_cli.core.secret import Secret

LONGEST = 48 * 1024
"""The most bytes of a value."""

KEY_LENGTH = 64
"""The letters of a key, which is written in hex."""


@dataclass(frozen=True, slots=True)
class ValueCommitment:
    """What a value must be that is not in a request yet."""

    length: int
    """In bytes."""
    hmac: str
    """HMAC-SHA256 of the value (RFC 2104), in hex."""

    def in_words(self) -> str:
        """Write it in two words."""
        return f"{self.length} {self.hmac}"

    @classmethod
    def read(cls, words: str) -> Self:
        """Read it; raise `ValueError` for anything else."""
        length, made = words.split(" ")
        return cls(int(length), made)

    def holds(self, value: Secret, key: Secret) -> bool:
        """Tell whether a value is this one."""
        other = commitment_to(value, key)
        return self.length == other.length and hmac.compare_digest(self.hmac, other.hmac)


def new_key() -> Secret:
    """Make the key of one plan."""
    return Secret(secrets.token_hex(KEY_LENGTH // 2))


def commitment_to(value: Secret, key: Secret) -> ValueCommitment:
    """Return what is approved of a value."""
    data = value.reveal().encode()
    made = hmac.new(bytes.fromhex(key.reveal()), data, hashlib.sha256)
    return ValueCommitment(len(data), made.hexdigest())
