"""Seals a value for a public key with PyNaCl, which only the child imports, at the last step."""

import base64
from collections.abc import Callable

from aegis_cli.adapters.value_line import read_value
from aegis_cli.core.echoes import Echoes
from aegis_cli.core.http import Request, Sealing
from aegis_cli.core.needles import FRAGMENT
from aegis_cli.core.secret import Secret
from aegis_cli.core.value_commitment import ValueCommitment
from aegis_cli.errors import Code, Failed

_KEY_LENGTH = 32


class SealedValue:
    """What the child fills into one request: the value that it was handed, sealed."""

    def __init__(self, descriptor: int, sealing: Sealing | None, said: str) -> None:
        """Take the descriptor of the value, and its facts in the template and in the call.

        What is said is in messages all the same.
        """
        self._descriptor, self._sealing, self._said = descriptor, sealing, said
        self._box = ""

    def fill(self, request: Request, hide: Callable[[Secret], object]) -> Request:
        """Return the request of a template; `hide` takes the value if no message may contain it.

        A message may contain what is too short to be told from a word, and what the call says too.
        Raises `Failed` if the value is not the one that was approved, and `ValueError` for any
        other template.
        """
        if self._sealing is None or request.sealing != self._sealing:
            raise ValueError("only what was approved is filled in")
        self._box = self._box or self._seal_value(self._sealing, hide)
        return request.fill(self._box)

    def _seal_value(self, sealing: Sealing, hide: Callable[[Secret], object]) -> str:
        value = read_value(self._descriptor, ValueCommitment(sealing.length, sealing.hmac))
        if sealing.length >= FRAGMENT and not Echoes().add(value).are_in(self._said):
            hide(value)
        return seal(value, sealing.key)


def seal(value: Secret, key: str) -> str:
    """Return a value as a sealed box for a key (libsodium's `crypto_box_seal`), both in base64.

    Raises `Failed` for what is no key.
    """
    from nacl.public import PublicKey, SealedBox  # noqa: PLC0415  # an extra, in the child alone

    try:
        number = base64.b64decode(key, validate=True)
    except ValueError:
        number = b""
    if len(number) != _KEY_LENGTH:
        raise Failed("The key that the value would be sealed for is no key.", code=Code.PROTOCOL)
    box = SealedBox(PublicKey(number)).encrypt(value.reveal().encode())
    return base64.b64encode(box).decode()
