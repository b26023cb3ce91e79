"""The error of an exchange as a problem: the same `code`, and who can act as the status. Pure.

401  the session is no longer valid              409  the person has to connect an account
403  Auth0 does not let this person exchange     502  the issuer, or the broker's own credentials
"""

from aegis_cli.broker.http.problem import Problem
from aegis_cli.errors import AegisError, Code, Status

_CONFLICTS = frozenset({Code.NOT_CONNECTED, Code.RECONNECT})
_OURS = "The broker is set up wrongly at Auth0, or its own credentials are not accepted there."


def problem_of(error: AegisError) -> Problem:
    """Return the problem for a caller; it tells nothing of the broker's own set-up."""
    code = error.code
    if code is Code.SESSION_EXPIRED:
        challenge = {"WWW-Authenticate": 'Bearer error="invalid_token"'}
        return Problem(401, code.value, error.message, challenge)
    if code in _CONFLICTS:
        return Problem(409, code.value, error.message)
    if error.status is Status.DENIED:
        return Problem(403, code.value, error.message, {"WWW-Authenticate": "Bearer"})
    if code in {Code.MISCONFIGURED, Code.BAD_SETTINGS}:
        # NOTE: never 401, which would send the person to sign in again for nothing.
        return Problem(502, Code.MISCONFIGURED.value, _OURS)
    if error.status is Status.FAILED:
        return Problem(502, code.value, error.message)
    return Problem(500, Code.INTERNAL.value, "The broker made a mistake.")
