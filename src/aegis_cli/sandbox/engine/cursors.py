"""Cursors: where a list goes on, as a text that is none of anybody else's list."""

from base64 import urlsafe_b64decode, urlsafe_b64encode


def cursor(of: str, at: int) -> str:
    """Return the cursor of a place in the list that `of` names."""
    return urlsafe_b64encode(f"{of}:{at:05d}".encode()).decode()


def place(of: str, text: str) -> int:
    """Return the place of a cursor; raise `ValueError` for one that was not given for this list."""
    named, _, number = urlsafe_b64decode(text.encode()).decode().rpartition(":")
    if named != of:
        raise ValueError(text)
    return int(number)
