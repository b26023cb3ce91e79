"""Files that a provider is sent: what an upload means that did not come to its end."""

from aegis_cli.core.http import HeldBack, Unreachable
from aegis_cli.errors import AegisError, Code, Failed, Interrupted

_CODES = {HeldBack.CUT: Code.NETWORK, HeldBack.CHANGED: Code.CHANGED}


def require_whole(title: str, answer: object, *, left: str) -> None:
    """Raise the error for a file whose last part was not sent, which a provider has not whole.

    `left` is the hint: what may be left there of it.
    """
    if isinstance(answer, Unreachable) and answer.held_back is not None:
        raise _not_whole(title, answer.held_back, answer.reason, left)


def _not_whole(title: str, why: HeldBack, reason: str, left: str) -> AegisError:
    if why is HeldBack.STOPPED:
        told = f"Interrupted; {title} has not got the whole file."
        return Interrupted(told, code=Code.INTERRUPTED, hint=left)
    if why is HeldBack.CHANGED:
        reason = "it is not the file that you were asked about any more"
    told = f"{title} has not got the whole file: {reason}."
    return Failed(told, code=_CODES[why], hint=left)
