"""Looks for secrets in the memory of another process (Linux, root), as whoever takes it would.

scan(pid, secrets) -> {secret: {form: copies}}, without the secrets that were not found
"""

import base64
from collections.abc import Iterator, Sequence
from pathlib import Path

FRAGMENT = 16
"""Bytes of a secret that are taken for the secret."""

_STEP = 8
_CHUNK = 32 * 1024 * 1024
_OVERLAP = 64 * 1024


def forms(secret: str) -> dict[str, tuple[bytes, ...]]:
    """Return the bytes that a secret, or a piece of it, is recognised by."""
    data = secret.encode()
    return {
        "utf-8": (data,),
        "fragment": tuple(_fragments(data)),
        "utf-16": (secret.encode("utf-16-le"),),
        "utf-32": (secret.encode("utf-32-le"),),
        "base64": tuple(_in_base64(data)),
        "hex": (data.hex().encode(),),
    }


def scan(pid: int, secrets: Sequence[str]) -> dict[str, dict[str, int]]:
    """Count the copies of each secret, in each form, in all that a process can read."""
    wanted = {secret: forms(secret) for secret in secrets}
    found: dict[str, dict[str, int]] = {}
    for chunk in _readable(pid):
        for secret, patterns in wanted.items():
            for form, pieces in patterns.items():
                count = sum(map(chunk.count, pieces))
                if count:
                    copies = found.setdefault(secret, {})
                    copies[form] = copies.get(form, 0) + count
    return found


def _fragments(data: bytes) -> Iterator[bytes]:
    """Cut a secret so that any 23 bytes of it hold a whole fragment."""
    last = max(len(data) - FRAGMENT, 0)
    for start in {*range(0, last, _STEP), last}:
        yield data[start : start + FRAGMENT]


def _in_base64(data: bytes) -> Iterator[bytes]:
    """Encode a secret at each place that it can have in a group of three bytes."""
    for before in range(3):
        encoded = base64.b64encode(bytes(before) + data).rstrip(b"=")
        # The first and the last digits hold bits of what stands around it.
        yield encoded[(0, 2, 3)[before] : -1]


def _readable(pid: int) -> Iterator[bytes]:
    """Read every readable mapping, in pieces that overlap."""
    maps = Path(f"/proc/{pid}/maps").read_text().splitlines()
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
        for line in maps:
            bounds, permissions, *_, name = [*line.split(maxsplit=5), ""][:6]
            # vvar and vsyscall belong to the kernel, and cannot be read this way.
            if "r" not in permissions or name.startswith("[v"):
                continue
            start, end = (int(bound, 16) for bound in bounds.split("-"))
            for at in range(start, end, _CHUNK):
                memory.seek(at)
                yield memory.read(min(_CHUNK + _OVERLAP, end - at))
