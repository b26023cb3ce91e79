"""Actions on people."""

from aegis_cli.actions.views import Card
from aegis_cli.providers.github.github_action import GitHubAction
from aegis_cli.providers.github.resources import Me


class GetMe(
    GitHubAction[Me],
    op="users/get-authenticated",
    action="users.get_me",
    says="Show the signed-in GitHub user",
    view=Card(
        heading="{login}",
        reference="{name}",
        facts=(
            ("Company", "{company}"),
            ("Location", "{location}"),
            ("Public repositories", "{public_repos}"),
            ("Followers", "{followers}"),
            ("Since", "{created_at:day}"),
        ),
        footer="View this profile on GitHub: {html_url}",
        piped=(
            ("login", "{login}"),
            ("name", "{name}"),
            ("company", "{company}"),
            ("location", "{location}"),
            ("public repositories", "{public_repos}"),
            ("followers", "{followers}"),
            ("since", "{created_at}"),
            ("url", "{html_url}"),
        ),
    ),
    verbs=("show", "get", "who", "whoami"),
    utterances=(
        "who_am_i [on_github] [signed_in|logged_in] [as]",
        "whoami",
        "who_is signed_in|logged_in",
        "SHOW? my profile|account|user|username|identity|login",
    ),
):
    """Show who is signed in at GitHub."""
