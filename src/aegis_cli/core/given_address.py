"""The address of a file at a storage host, which a provider gives for a minute. It is a secret."""

import re

from aegis_cli.core.http import Request, is_loopback, is_safe_url, split_url
from aegis_cli.core.secret import Secret

_LONGEST = 16 * 1024
_NAMED = re.compile(r"(?:[a-z0-9_-]+\.)+(?!localhost)[a-z][a-z0-9-]*\.?", re.ASCII)
"""A host with a name in DNS: no number, in any notation, and not this machine (RFC 6761)."""


def storage_read(address: Secret, base: str) -> Request | None:
    """Return the request for what is at an address that was given at `base`; `None` for none.

    It goes to a storage host that has a name, by https, and to one on this machine only where the
    provider is here.
    """
    parts = split_url(address.reveal())
    if parts is None or len(address.reveal()) > _LONGEST or not is_safe_url(address.reveal()):
        return None
    origin = f"{parts.scheme}://{parts.netloc}"
    is_here = is_loopback(origin) and is_loopback(base)
    if not is_here and not _NAMED.fullmatch(parts.hostname or ""):
        return None
    return Request("GET", origin, "/", address=address, streamed=True)
