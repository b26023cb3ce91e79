"""The searches for accounts: of people here, of organizations in the toolset of those."""

from typing import Annotated, ClassVar, Literal

from aegis_cli.actions.action import R
from aegis_cli.actions.fields.field_types import Day, Direction, Limit
from aegis_cli.actions.fields.kinds import Kind, Role
from aegis_cli.actions.fields.marks import At
from aegis_cli.actions.results.views import Column, Listing
from aegis_cli.providers.github.resources import Resource
from aegis_cli.providers.github.search_text import (
    Language,
    OneLine,
    SearchWords,
    Term,
    TextSearch,
)


class FoundAccount(Resource):
    """An account, as a search finds it."""

    listing: ClassVar = Listing(
        "account|accounts",
        columns=(
            Column("LOGIN", "{login}", style="bold"),
            Column("TYPE", "{type}", style="grey"),
            Column("PAGE", "{html_url}", flexible=True),
        ),
        piped=("{login}", "{type}", "{html_url}"),
    )

    login: str
    id: int
    type: str
    html_url: str


class AccountSearch(TextSearch[R]):
    """A search for accounts of one type."""

    words: Annotated[SearchWords | None, Term()] = None
    """Words and phrases to find in the login, the name or the public address."""

    location: Annotated[
        Annotated[
            str,
            Kind(
                role=Role.TARGET,
                reads="branch",
                noun="place",
                example="Berlin",
                ignores_case=True,
                cues=("and? in|from|based_in|living_in {}",),
            ),
            OneLine,
        ]
        | None,
        Term("location"),
    ] = None
    """Only those that say they are at this place."""

    created_since: Annotated[Day | None, Term("created", ">=")] = None
    """Only those that joined on this day or later, as in 2026-01-31."""

    sort: Literal["followers", "repositories", "joined"] | None = None
    """What to sort by; the best match comes first unless told otherwise."""

    direction: Annotated[Direction | None, At("order")] = None

    limit: Limit = 30


class SearchUsers(
    AccountSearch[list[FoundAccount]],
    op="search/users",
    action="users.search",
    says="Search for people",
    verbs=("search", "find"),
    utterances=(
        (
            "search|search_for|find users|people|persons about|for|named|called {words}"
            " [in {location}]"
        ),
        "search|search_for|find users|people|persons in|from|based_in {location}",
    ),
):
    """Search for people by name, and by where they are."""

    fixed: ClassVar[str] = "type:user"

    language: Annotated[Language | None, Term("language")] = None
    """Only those whose repositories are in this language for the most part."""
