"""What to sign in for, by what a plan can change: never more than it needs."""

from aegis_cli.actions.action import Effect

SCOPES = {
    Effect.READ: ("openid", "profile", "aegis:read"),
    Effect.WRITE: ("openid", "profile", "aegis:read", "aegis:write"),
    Effect.DESTRUCTIVE: (
        "openid",
        "profile",
        "aegis:read",
        "aegis:write",
        "aegis:admin",
    ),
}
"""What to sign in for, by the strongest effect of a plan."""
