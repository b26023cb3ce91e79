"""The secrets of a repository: its key pair, and the sealed values that it opens.

Nobody is told a value over the API; the control door alone shows tests what was sealed.
"""

import base64
import binascii
from dataclasses import replace

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from aegis_cli.sandbox.github.api import errors
from aegis_cli.sandbox.github.api.bodies import check_body
from aegis_cli.sandbox.github.api.call import Call, Reply
from aegis_cli.sandbox.github.api.collection import Limit
from aegis_cli.sandbox.github.world.repo_settings import Secret
from aegis_cli.sandbox.github.world.world import Repo, Role

NAME = Limit(255, pattern="[A-Za-z_][A-Za-z0-9_]*")
_RESERVED = "GITHUB_"
_LARGEST = 48 * 1024
"""The most bytes of a value, before it is sealed (Using secrets in GitHub Actions, limits)."""


def get_public_key(call: Call) -> Reply:
    """Answer with the key that values are sealed for, to those who may push."""
    repo = call.repo_for_role(Role.WRITE)
    public = _key(call, repo).public_key().public_bytes_raw()
    return Reply({"key_id": _key_id(public), "key": base64.b64encode(public).decode()})


def put(call: Call) -> Reply:
    """Make or replace a secret, whose name GitHub keeps in capitals."""
    repo = call.to_write(Role.WRITE)
    sent, name = check_body(call), call.params["secret_name"].upper()
    NAME.require("Secret", "name", name)
    if name.startswith(_RESERVED):
        raise errors.invalid_field("Secret", "name", "invalid")
    key = _key(call, repo)
    if sent.get("key_id") != _key_id(key.public_key().public_bytes_raw()):
        raise errors.Refusal(422, "Could not encrypt secret with the given key_id")
    value = _open(sent.get("encrypted_value", ""), key)
    before = repo.secrets.get(name.casefold())
    secret = before or Secret(name, call.now, call.now)
    repo.secrets[name.casefold()] = replace(secret, updated_at=call.now)
    kept = call.state.secret_values.setdefault(repo.full_name, {})
    kept[name] = base64.b64encode(value).decode()
    return Reply(status=204) if before else Reply({}, 201)


def _key(call: Call, repo: Repo) -> X25519PrivateKey:
    keys = call.state.secret_keys
    return X25519PrivateKey.from_private_bytes(
        keys.setdefault(repo.id, X25519PrivateKey.generate().private_bytes_raw())
    )


def _key_id(public: bytes) -> str:
    """Return the id of a key: a number as long as those of GitHub."""
    return str(int.from_bytes(public[:8], "big")).zfill(18)[:18]


def _open(sealed: str, key: X25519PrivateKey) -> bytes:
    """Open a sealed box, or refuse it."""
    from nacl.exceptions import CryptoError  # noqa: PLC0415  # an extra: who seals has it too
    from nacl.public import PrivateKey, SealedBox  # noqa: PLC0415  # as above

    try:
        box = base64.b64decode(sealed, validate=True)
        value = SealedBox(PrivateKey(key.private_bytes_raw())).decrypt(box)
    except (binascii.Error, CryptoError, ValueError):
        raise errors.Refusal(422, "Could not decrypt the encrypted value") from None
    if len(value) > _LARGEST:
        raise errors.Refusal(422, "Secret value is too large: the maximum is 48 KB")
    return value
