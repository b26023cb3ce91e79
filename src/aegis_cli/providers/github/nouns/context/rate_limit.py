"""How much of GitHub's API quota is left."""

from aegis_cli.actions.results.views import Card
from aegis_cli.providers.github.github_action import GitHubAction
from aegis_cli.providers.github.resources import RateLimits

_LEFT = "{KIND.remaining} of {KIND.limit} left, full again {KIND.reset:until}"
_PIPED = (
    ("limit", "{KIND.limit}"),
    ("remaining", "{KIND.remaining}"),
    ("reset", "{KIND.reset:time}"),
)
_KINDS = (("Core", "core"), ("Search", "search"), ("GraphQL", "graphql"))


class GetRateLimit(
    GitHubAction[RateLimits],
    op="rate-limit/get",
    action="rate_limit.get",
    of_service=True,
    says="Show the API rate limits",
    view=Card(
        heading="API rate limits",
        facts=tuple((label, _LEFT.replace("KIND", f"resources.{kind}")) for label, kind in _KINDS),
        piped=tuple(
            (f"{kind} {key}", template.replace("KIND", f"resources.{kind}"))
            for _, kind in _KINDS
            for key, template in _PIPED
        ),
    ),
    verbs=("show", "get", "check"),
    utterances=(
        "SHOW? my? the api? rate_limit|rate_limits|quota",
        "how_many api? requests|calls are|do_i_have? left|remaining",
    ),
):
    """Show how many API requests are left in this hour."""
