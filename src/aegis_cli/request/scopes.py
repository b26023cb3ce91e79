"""The scopes of a sign-in: no more than a plan needs."""

from aegis_cli.actions.facts import Approval, Effect
from aegis_cli.planning.expansion import Act

SCOPES = {
    Effect.READ: ("openid", "profile", "aegis:read"),
    Effect.WRITE: ("openid", "profile", "aegis:read", "aegis:write"),
    Effect.ASKED: ("openid", "profile", "aegis:read", "aegis:write"),
    Effect.DESTRUCTIVE: ("openid", "profile", "aegis:read", "aegis:write", "aegis:admin"),
}
"""The scopes to sign in for, by the strongest effect of a plan."""


def scopes_of(acts: tuple[Act, ...]) -> tuple[str, ...]:
    """Return the scopes to sign in for.

    Auth0 requires a fresh proof of presence only for the last of them, aegis:admin.
    """
    return SCOPES[max(act.effect for act in acts)]


def needs_proof(acts: tuple[Act, ...]) -> bool:
    """Tell whether an act is typed, which takes a fresh proof of who is there."""
    return any(act.approval is Approval.TYPED for act in acts)
