"""The scopes of a sign-in: no more than a plan needs."""

from aegis_cli.actions.action import Effect

SCOPES = {
    Effect.READ: ("openid", "profile", "aegis:read"),
    Effect.WRITE: ("openid", "profile", "aegis:read", "aegis:write"),
    Effect.DESTRUCTIVE: ("openid", "profile", "aegis:read", "aegis:write", "aegis:admin"),
}
"""The scopes to sign in for, by the strongest effect of a plan."""
