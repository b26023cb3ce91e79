"""How much of GitHub's API quota is left."""

from aegis_cli.actions.resources import RateLimits
from aegis_cli.core.action import Action, Effect
from aegis_cli.core.views import Card


class GetRateLimit(
    Action[RateLimits],
    action="rate_limit.get",
    effect=Effect.READ,
    endpoint="GET /rate_limit",
    says="Show the API rate limits",
    view=Card(
        heading="API rate limits",
        facts=(
            ("Core", "{resources.core.remaining} of {resources.core.limit} left"),
            ("Search", "{resources.search.remaining} of {resources.search.limit} left"),
            (
                "GraphQL",
                "{resources.graphql.remaining} of {resources.graphql.limit} left",
            ),
        ),
    ),
    verbs=("show", "get", "check"),
):
    """Show how many API requests are left in this hour."""
