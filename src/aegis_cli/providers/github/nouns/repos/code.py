"""The search for code."""

from dataclasses import replace
from typing import Annotated, Any, ClassVar, TypeAlias

from pydantic import Field

from aegis_cli.actions.fields.field_types import Limit
from aegis_cli.actions.results.templates import pick, text_at
from aegis_cli.actions.results.views import Column, Listing
from aegis_cli.core.text import excerpt
from aegis_cli.providers.github.github_types import OwnerName, RepoName
from aegis_cli.providers.github.nouns.repos.files import FilePath
from aegis_cli.providers.github.resources import Resource
from aegis_cli.providers.github.search_text import WORDS, Language, OneLine, Term, TextSearch

_MOST_OF_A_LINE = 200
CodeWords: TypeAlias = Annotated[
    str,
    replace(
        WORDS,
        reads="code",
        question="Give what to search for, as in TODO, or in quotation marks, as in 'to do'.",
        example="TODO",
    ),
    OneLine,
]


def _line_found(item: Any) -> str:
    """Return the line of a file in which the text was found first; "" if GitHub shows none."""
    for part in pick(item, "text_matches") or []:
        fragment, start = text_at(part, "fragment"), 0
        match pick(part, "matches.indices"):
            case [[int(first), *_], *_]:
                start = first
        before, after = fragment[:start].rpartition("\n")[2], fragment[start:].partition("\n")[0]
        return excerpt(before + after, _MOST_OF_A_LINE)
    return ""


class FoundIn(Resource):
    """The repository that something was found in."""

    full_name: str


class FoundText(Resource):
    """What was found, and between which characters of the fragment it stands."""

    text: str
    indices: list[int] | None = None


class TextMatch(Resource):
    """Where in a text the search found something, and a part of the text around it."""

    fragment: str
    matches: list[FoundText] | None = None


class FoundFile(Resource):
    """A file in which a search found something."""

    listing: ClassVar = Listing(
        "file|files",
        columns=(
            Column("REPOSITORY", "{repository.full_name}", style="bold"),
            Column("FILE", "{path}", style="cyan"),
            Column("LINE", _line_found, flexible=True),
        ),
        piped=("{repository.full_name}", "{path}", _line_found, "{html_url}"),
    )

    path: str
    sha: str
    """The name of the blob."""
    html_url: str
    repository: FoundIn
    text_matches: list[TextMatch] | None = None


class SearchCode(
    TextSearch[list[FoundFile]],
    op="search/code",
    action="code.search",
    media="application/vnd.github.text-match+json",
    everywhere=True,
    says="Search for code",
    verbs=("search", "find", "grep"),
    utterances=(
        "search|search_for|find|grep code|files about|for|containing|with {words} [in {repo}]",
        "search|search_for {words} [in|of {repo}]",
        "grep for? {words} [in|of {repo}]",
        "find where {words} is? used|called|defined [in|of {repo}]",
        "find {words} in {repo}",
        "search {repo} for {words}",
    ),
):
    """Search for text in the files of default branches, as far as GitHub has indexed them."""

    words: Annotated[tuple[CodeWords, ...], Field(min_length=1), Term()]
    """Words and phrases that must all stand there; GitHub looks for words and numbers alone."""

    repo: Annotated[RepoName | None, Term("repo")] = None
    """Only in this repository, as OWNER/NAME."""

    owner: Annotated[OwnerName | None, Term("user")] = None
    """Only in the repositories of this organisation or person."""

    language: Annotated[Language | None, Term("language")] = None
    """Only in files of this language."""

    path: Annotated[FilePath | None, Term("path")] = None
    """Only in this folder, or below it."""

    filename: Annotated[FilePath | None, Term("filename")] = None
    """Only in files with this name."""

    limit: Limit = 30

    def keeps(self, item: dict[str, Any]) -> bool:
        """Leave out what is outside of where it was to be looked for."""
        return self.is_within(text_at(item, "repository.full_name"))
