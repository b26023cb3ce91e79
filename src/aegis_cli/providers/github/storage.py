"""Files that GitHub keeps at a storage host, at an address that it gives for about a minute.

Source: docs.github.com/rest, "Download job logs for a workflow run", "Download an artifact" and
"Get a release asset": the answer is the file, or a 302 to where it is.
"""

from http import HTTPStatus

from aegis_cli.actions.action import Action
from aegis_cli.actions.provider.performed import Performed
from aegis_cli.core.given_address import storage_read
from aegis_cli.core.http import Request, Response, Stored, Unreachable, split_url
from aegis_cli.core.secret import Secret
from aegis_cli.errors import Code, Failed
from aegis_cli.providers.github.errors import GITHUB_API


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


def download_result(action: Action[object], answer: Response | Unreachable, base: str) -> Performed:
    """Return what a host has sent; raise `Failed` for anything but a whole file."""
    if isinstance(answer, Response) and answer.stored and answer.status == HTTPStatus.OK:
        return Performed(GITHUB_API.validate(action, _as_data(answer.stored)))
    parts = split_url(base)
    host = parts.netloc if parts else "its host"
    if isinstance(answer, Unreachable):
        told, code = f"The file did not come from {host}: {answer.reason}.", Code.NETWORK
    else:
        told, code = f"{host} answered {answer.status} in the place of the file.", Code.PROTOCOL
    raise Failed(told, code=code, hint="Ask again: GitHub gives a new address each time.")


def _as_data(stored: Stored) -> dict[str, object]:
    return {"size": stored.size, "sha256": stored.sha256}
