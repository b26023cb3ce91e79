"""The search for commits."""

from dataclasses import replace
from typing import Annotated, Any, ClassVar, Literal

from aegis_cli.actions.fields.field_types import Day, Direction, Limit
from aegis_cli.actions.fields.marks import At
from aegis_cli.actions.results.templates import text_at
from aegis_cli.actions.results.views import Column
from aegis_cli.providers.github.github_types import Login, OwnerName, RepoName
from aegis_cli.providers.github.nouns.repos.code import FoundIn
from aegis_cli.providers.github.nouns.repos.commits import ListedCommit
from aegis_cli.providers.github.search_text import SearchWords, Term, TextSearch


class FoundCommit(ListedCommit):
    """A commit of any repository."""

    listing: ClassVar = replace(
        ListedCommit.listing,
        columns=(
            Column("REPOSITORY", "{repository.full_name}", style="bold"),
            *ListedCommit.listing.columns,
        ),
        piped=("{repository.full_name}", *ListedCommit.listing.piped),
    )

    html_url: str
    repository: FoundIn


class SearchCommits(
    TextSearch[list[FoundCommit]],
    op="search/commits",
    action="commits.search",
    everywhere=True,
    says="Search for commits",
    verbs=("search", "find"),
    utterances=(
        (
            "search|search_for|find commits about|for|mentioning|containing {words} [in|of {repo}]"
            " [by|from {author}] [since|after {authored_since}]"
        ),
        "search|search_for|find commits by|from {author} [in|of {repo}] [about {words}]",
    ),
):
    """Search for commits of default branches by their messages, and by who wrote them and when."""

    words: Annotated[SearchWords | None, Term()] = None
    """Text to find in the message, as it stands there."""

    repo: Annotated[RepoName | None, Term("repo")] = None
    """Only in this repository, as OWNER/NAME."""

    owner: Annotated[OwnerName | None, Term("user")] = None
    """Only in the repositories of this organisation or person."""

    author: Annotated[Login | None, Term("author")] = None
    """Only those written by this person; @me is you."""

    committer: Annotated[Login | None, Term("committer")] = None
    """Only those committed by this person; @me is you."""

    authored_since: Annotated[Day | None, Term("author-date", ">=")] = None
    """Only those written on this day or later, as in 2026-01-31."""

    sort: Literal["author-date", "committer-date"] | None = None
    """What to sort by; the best match comes first unless told otherwise."""

    direction: Annotated[Direction | None, At("order")] = None

    limit: Limit = 30

    def keeps(self, item: dict[str, Any]) -> bool:
        """Leave out what is outside of where it was to be looked for."""
        return self.is_within(text_at(item, "repository.full_name"))
