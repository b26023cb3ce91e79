"""The forms in which a secret may appear in memory or in a text, for a search for it. Pure."""

import base64
from collections.abc import Iterator

from aegis_cli.core.secret import Secret

FRAGMENT = 16
"""Characters of a secret, or of a form of it, that count as the secret.

Chance does not write sixteen given letters and digits: five megabytes of random ones hold them once
in 10^18 cases, and five megabytes of hexadecimal digits once in 10^12.
"""

_STEPS = 8  # about the most pieces of a secret, however long it is
_STEP = 8
_SIGNED, _ENCRYPTED = 3, 5
"""Parts of a signed token (RFC 7515, section 3.1), and of an encrypted one (RFC 7516, 3.1)."""


def telling(secret: Secret) -> str:
    """Return the part of a token that is secret: its signature, or its ciphertext.

    The other parts are the same in many tokens. A secret without parts is returned whole.
    """
    text = secret.reveal()
    parts = text.split(".")
    part = {_SIGNED: parts[-1], _ENCRYPTED: max(parts, key=len)}.get(len(parts), "")
    return part if len(part) >= FRAGMENT else text


def forms(secret: Secret) -> dict[str, tuple[bytes, ...]]:
    """Return the bytes of each form of a secret."""
    text = telling(secret)
    data = text.encode("utf-8", "surrogatepass")
    return {
        "utf-8": (data,),
        "fragment": tuple(pieces(data)),
        # Without the zeros at their ends, both byte orders are the same.
        "utf-16": (text.encode("utf-16-le", "surrogatepass")[:-1],),
        "utf-32": (text.encode("utf-32-le", "surrogatepass")[:-3],),
        "base64": tuple(dict.fromkeys([*in_base64(data), *in_base64(data, b"-_")])),
        "hex": (data.hex().encode(), data.hex().upper().encode()),
    }


def pieces(data: bytes, step: int = _STEP) -> Iterator[bytes]:
    """Cut a secret so that any 23 bytes of it hold a whole piece; of a long secret, any third."""
    last = max(len(data) - FRAGMENT, 0)
    for start in sorted({*range(0, last, max(len(data) // _STEPS, step)), last}):
        yield data[start : start + FRAGMENT]


def in_base64(data: bytes, others: bytes = b"+/") -> Iterator[bytes]:
    """Encode a secret at each offset that it can have in a group of three bytes.

    In a header of HTTP Basic (RFC 7617), for example, the user name stands before it.
    """
    for before in range(3):
        encoded = base64.b64encode(bytes(before) + data, others).rstrip(b"=")
        # The first and the last digits hold bits of the neighbouring bytes.
        yield encoded[(0, 2, 3)[before] : -1]
