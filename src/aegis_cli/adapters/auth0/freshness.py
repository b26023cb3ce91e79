"""Guards the embedded executor: it checks the access token, and the proof for what is typed.

It runs in the parent, which can read the access token, before the child learns of any write. A
broker makes its own checks and does not trust these. Source: RFC 9470.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

from aegis_cli.errors import StepUpRequired
from aegis_cli.oauth.session_lifetime import ADMIN, MAX_AGE, is_fresh
from aegis_cli.request.approval import Approved
from aegis_cli.request.ports import Session


@dataclass(frozen=True, slots=True)
class SessionGuard:
    """Decides whether a session may be exchanged, and whether it may do what was approved."""

    admit: Callable[[Session], None]
    """Raises `Failed` for a session whose token must not be exchanged."""
    proved_at: Callable[[Session], float | None]
    """Returns when the person of a session last authenticated, in Unix seconds."""

    def check(self, session: Session, approved: Approved) -> None:
        """Raise `StepUpRequired` for a typed action without a fresh proof; nothing was sent."""
        if not approved.is_typed:
            return
        if ADMIN not in session.scope or not is_fresh(self.proved_at(session), time.time()):
            raise StepUpRequired(
                "This cannot be undone, and the sign-in is too old for it; nothing was sent.",
                scope=ADMIN,
                max_age=MAX_AGE,
                hint="Sign in with your password or second factor when the page asks for it.",
            )
