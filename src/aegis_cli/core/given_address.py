"""The address of a file at a storage host, which a provider gives for a minute. It is a secret."""

from aegis_cli.core.http import Request, is_loopback, is_safe_url, split_url
from aegis_cli.core.secret import Secret

_LONGEST = 16 * 1024


def storage_read(address: Secret, base: str) -> Request | None:
    """Return the request for what is at an address that was given at `base`; `None` for none.

    It goes to a storage host by https, and to one on this machine only where the provider is here.
    """
    parts = split_url(address.reveal())
    if parts is None or len(address.reveal()) > _LONGEST or not is_safe_url(address.reveal()):
        return None
    origin = f"{parts.scheme}://{parts.netloc}"
    if is_loopback(origin) and not is_loopback(base):
        return None
    return Request("GET", origin, "/", address=address, streamed=True)
