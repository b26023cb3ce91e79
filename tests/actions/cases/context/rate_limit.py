"""The case of the API quota."""

from aegis_cli.providers.github.nouns.context.rate_limit import GetRateLimit
from tests.actions.case import Case

CASES = (
    Case(
        GetRateLimit(),
        sends="GET /rate_limit",
        said="show my rate limit",
        answer={
            "resources": {
                "core": {"limit": 5000, "remaining": 4987, "used": 13, "reset": 1795525920},
                "search": {"limit": 30, "remaining": 30, "used": 0, "reset": 1795521630},
                "graphql": None,
            }
        },
    ),
)
