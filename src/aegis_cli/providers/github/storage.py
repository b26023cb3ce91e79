"""Files that GitHub keeps at a storage host, at an address that it gives for about a minute.

Source: docs.github.com/rest, "Download job logs for a workflow run", "Download an artifact" and
"Get a release asset": the answer is the file, or a 302 to where it is.
"""

from http import HTTPStatus

from aegis_cli.core.given_address import storage_read
from aegis_cli.core.http import Request, Response, Unreachable
from aegis_cli.core.secret import Secret
from aegis_cli.errors import Code, Failed


def storage_request(address: Secret, base: str) -> Request:
    """Return the request for a file at the address that GitHub gave; raise `Failed` for none."""
    request = storage_read(address, base)
    if request is None:
        raise Failed(
            "GitHub says that the file is where aegis fetches nothing from.", code=Code.PROTOCOL
        )
    return request


def is_lost(answer: Response | Unreachable) -> bool:
    """Tell whether a storage host may give the file when GitHub is asked for it anew."""
    if isinstance(answer, Unreachable):
        return not answer.timed_out
    return answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR
