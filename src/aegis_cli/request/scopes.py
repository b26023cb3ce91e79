"""The scopes of a sign-in: no more than a plan needs."""

from aegis_cli.actions.facts import Effect
from aegis_cli.planning.plan import Plan

SCOPES = {
    Effect.READ: ("openid", "profile", "aegis:read"),
    Effect.WRITE: ("openid", "profile", "aegis:read", "aegis:write"),
    Effect.DESTRUCTIVE: ("openid", "profile", "aegis:read", "aegis:write", "aegis:admin"),
}
"""The scopes to sign in for, by the strongest effect of a plan."""


def scopes_of(plan: Plan) -> tuple[str, ...]:
    """Return the scopes to sign in for; Auth0 proves who is there under the last one only."""
    return SCOPES[Effect.DESTRUCTIVE if plan.needs_proof else plan.effect]
