"""Files that GitHub is sent: what an upload that did not come to its end leaves.

Source: docs.github.com/rest, "Upload a release asset": what is cut off may be left as an empty
asset in the state `starter`, which can be deleted.
"""

from aegis_cli.core.http import HeldBack
from aegis_cli.errors import AegisError, Code, Failed, Interrupted

_CODES = {HeldBack.CUT: Code.NETWORK, HeldBack.CHANGED: Code.CHANGED}
_LEFT = (
    "GitHub may keep an empty asset in its place, in the state starter; list the assets of the "
    "release, and delete it before you try again."
)


def not_whole(why: HeldBack, reason: str) -> AegisError:
    """Return the error for a file whose last part was not sent, which GitHub has not whole."""
    if why is HeldBack.STOPPED:
        told = "Interrupted; GitHub has not got the whole file."
        return Interrupted(told, code=Code.INTERRUPTED, hint=_LEFT)
    if why is HeldBack.CHANGED:
        reason = "it is not the file that you were asked about any more"
    told = f"GitHub has not got the whole file: {reason}."
    return Failed(told, code=_CODES[why], hint=_LEFT)
