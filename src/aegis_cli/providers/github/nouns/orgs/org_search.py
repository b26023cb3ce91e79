"""The search for organizations."""

from typing import ClassVar

from aegis_cli.providers.github.nouns.context.user_search import AccountSearch, FoundAccount


class SearchOrgs(
    AccountSearch[list[FoundAccount]],
    op="search/users",
    action="orgs.search",
    says="Search for organizations",
    verbs=("search", "find"),
    utterances=(
        (
            "search|search_for|find orgs|organizations|organisations about|for|named|called {words}"
            " [in {location}]"
        ),
        "search|search_for|find orgs|organizations|organisations in|from|based_in {location}",
    ),
):
    """Search for organizations by name, and by where they are."""

    fixed: ClassVar[str] = "type:org"
