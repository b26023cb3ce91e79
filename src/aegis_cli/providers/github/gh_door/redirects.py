"""Where an answer that GitHub just gave points: to itself, or to a file at a storage host; pure.

gh follows a redirect to GitHub by asking the door again. One to a storage host is followed by the
session, without the token, and gh never learns the address: who has it may read the file.
"""

from http import HTTPStatus

from aegis_cli.core.http import Request, is_at
from aegis_cli.core.secret import Secret
from aegis_cli.providers.github.storage import storage_request

_WITH_A_PLACE = frozenset(
    {
        HTTPStatus.MOVED_PERMANENTLY,
        HTTPStatus.FOUND,
        HTTPStatus.SEE_OTHER,
        HTTPStatus.TEMPORARY_REDIRECT,
        HTTPStatus.PERMANENT_REDIRECT,
    }
)


def is_redirect(status: int) -> bool:
    """Tell whether an answer says that the thing is elsewhere."""
    return status in _WITH_A_PLACE


def stays_at(location: str, base: str) -> bool:
    """Tell whether an address is of the API itself, so that gh may have it.

    NOTE: what begins with two slashes is of the host that follows; so is one with a backslash, to
    some readers.
    """
    if location.startswith("/"):
        return not location.startswith(("//", "/\\"))
    return is_at(base, location)


def follow(method: str, location: Secret, base: str) -> Request | None:
    """Return the request for the file at an address; `None` where nothing is read but a head.

    Raises `Failed` for an address from which aegis fetches nothing.
    """
    return storage_request(location, base) if method == "GET" else None
