"""The search for repositories."""

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BeforeValidator, Field

from aegis_cli.actions.fields.field_types import Day, Direction, Limit, digits
from aegis_cli.actions.fields.kinds import Kind, Role, Synonyms
from aegis_cli.actions.fields.marks import At
from aegis_cli.providers.github.github_types import OwnerName
from aegis_cli.providers.github.nouns.repos.repo_topics import Topic
from aegis_cli.providers.github.resources import Repository
from aegis_cli.providers.github.search_text import Language, SearchWords, Term, TextSearch

StarCount: TypeAlias = Annotated[
    int,
    Kind(
        role=Role.TARGET,
        reads="number",
        noun="number",
        example="100",
        cues=("and? with at_least|more_than|over {} stars",),
    ),
    BeforeValidator(digits),
    Field(ge=1, le=10_000_000),
]


class SearchRepos(
    TextSearch[list[Repository]],
    op="search/repos",
    action="repos.search",
    everywhere=True,
    says="Search for repositories",
    verbs=("search", "find"),
    utterances=(
        (
            "search|search_for|find REPOS about|for|mentioning|containing {words}"
            " [in language? {language}] [of|by|from org|organization|user? {owner}]"
        ),
        "search|search_for|find REPOS written_in {language} [about {words}]",
        "search|search_for|find REPOS with? topic {topics} [in language? {language}]",
    ),
):
    """Search for repositories by their names, descriptions, topics and languages."""

    words: Annotated[SearchWords | None, Term()] = None
    """Words and phrases to find in the name, the description or the topics."""

    owner: Annotated[OwnerName | None, Term("user")] = None
    """Only those of this organisation or person."""

    language: Annotated[Language | None, Term("language")] = None
    """Only those written in this language for the most part."""

    topics: Annotated[tuple[Topic, ...] | None, Term("topic")] = None
    """Only those that have all of these topics."""

    min_stars: Annotated[StarCount | None, Term("stars", ">=")] = None
    """Only those with at least this many stars."""

    visibility: Annotated[Literal["public", "private"] | None, Term("is")] = None
    """Only those with this visibility."""

    archived: Annotated[bool | None, Term("archived")] = None
    """Only archived ones, or only those that are not."""

    created_since: Annotated[Day | None, Term("created", ">=")] = None
    """Only those made on this day or later, as in 2026-01-31."""

    pushed_since: Annotated[Day | None, Term("pushed", ">=")] = None
    """Only those pushed to on this day or later, as in 2026-01-31."""

    sort: (
        Annotated[
            Literal["stars", "forks", "help-wanted-issues", "updated"],
            Synonyms(stars=("popular", "popularity"), updated=("recent",)),
        ]
        | None
    ) = None
    """What to sort by; the best match comes first unless told otherwise."""

    direction: Annotated[Direction | None, At("order")] = None

    limit: Limit = 30

    def keeps(self, item: dict[str, Any]) -> bool:
        """Leave out what is not of the asked owner."""
        return self.is_within(str(item.get("full_name")))
