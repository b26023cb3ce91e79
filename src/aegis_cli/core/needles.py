"""The forms in which a secret may lie about: what a search for one looks for. Pure."""

import base64
from collections.abc import Iterator

from aegis_cli.core.secret import Secret

FRAGMENT = 16
"""Characters of a secret, or of a form of it, that are taken for the secret.

Sixteen letters and digits are more than chance writes: in five megabytes of random ones, a given
sixteen are there once in 10^18 cases, and of hexadecimal digits once in 10^12.
"""

_STEPS = 8  # pieces at most, and nearly so, of a secret however long it is
_STEP = 8
_SIGNED, _ENCRYPTED = 3, 5
"""Parts of a signed token (RFC 7515, section 3.1), and of an encrypted one (RFC 7516, 3.1)."""


def telling(secret: Secret) -> str:
    """Return the part that makes it a secret: of a token in parts, its signature or its text.

    The other parts are the same in many tokens, and open nothing.
    """
    text = secret.reveal()
    parts = text.split(".")
    part = {_SIGNED: parts[-1], _ENCRYPTED: max(parts, key=len)}.get(len(parts), "")
    return part if len(part) >= FRAGMENT else text


def forms(secret: Secret) -> dict[str, tuple[bytes, ...]]:
    """Return the bytes that a secret, or a piece of it, is recognised by."""
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
    """Cut a secret so that any 23 bytes of it hold a whole piece; of a long one, any third."""
    last = max(len(data) - FRAGMENT, 0)
    for start in sorted({*range(0, last, max(len(data) // _STEPS, step)), last}):
        yield data[start : start + FRAGMENT]


def in_base64(data: bytes, others: bytes = b"+/") -> Iterator[bytes]:
    """Encode a secret at each place that it can have in a group of three bytes.

    A header of HTTP Basic (RFC 7617), where it stands behind a name, is one of them.
    """
    for before in range(3):
        encoded = base64.b64encode(bytes(before) + data, others).rstrip(b"=")
        # The first and the last digits hold bits of what stands around it.
        yield encoded[(0, 2, 3)[before] : -1]
