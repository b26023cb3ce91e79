"""Seals a value for a public key with PyNaCl, which only the child imports, at the last step."""

import base64
from importlib.util import find_spec

from aegis_cli.adapters.installation import how_to_add, record
from aegis_cli.core.secret import Secret
from aegis_cli.errors import Code, Failed, UsageError

_KEY_LENGTH = 32


def require_package() -> None:
    """Raise `UsageError` if PyNaCl is not installed. It is not imported here."""
    if find_spec("nacl") is None:
        raise UsageError(
            "Setting a secret needs the package PyNaCl, which is not installed.",
            code=Code.BAD_SETTINGS,
            hint=how_to_add("secrets", record()),
        )


def seal(value: Secret, key: str) -> str:
    """Return a value as a sealed box for a key (libsodium's `crypto_box_seal`), both in base64.

    Raises `Failed` for what is no key.
    """
    require_package()
    from nacl.public import PublicKey, SealedBox  # noqa: PLC0415  # an extra, in the child alone

    try:
        number = base64.b64decode(key, validate=True)
    except ValueError:
        number = b""
    if len(number) != _KEY_LENGTH:
        raise Failed("GitHub's key for secrets is no key.", code=Code.PROTOCOL)
    box = SealedBox(PublicKey(number)).encrypt(value.reveal().encode())
    return base64.b64encode(box).decode()
