"""What is known of a download that is at its end."""

from typing import Any


def downloaded(path: str, size: int) -> dict[str, Any]:
    """Return what a result says of a file that went to a path."""
    return {"size": size, "sha256": "5d" * 32, "path": path}
