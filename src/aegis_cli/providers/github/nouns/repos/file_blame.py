"""Who wrote each line of a file."""

from typing import Annotated, Any, ClassVar

from aegis_cli.actions.fields.marks import At
from aegis_cli.actions.results.templates import text_at
from aegis_cli.actions.results.views import Column, Listing
from aegis_cli.providers.github.github_types import Branch
from aegis_cli.providers.github.nouns.repos.files import FileAction
from aegis_cli.providers.github.resources import Resource


class LineAuthor(Resource):
    """Who wrote a commit, as Git has it."""

    name: str | None = None


class BlamedCommit(Resource):
    """The commit that a line is from."""

    oid: str
    messageHeadline: str  # noqa: N815  # GitHub's name
    committedDate: str | None = None  # noqa: N815  # GitHub's name
    author: LineAuthor | None = None


def _lines_of(part: Any) -> str:
    first, last = text_at(part, "startingLine"), text_at(part, "endingLine")
    return first if first == last else f"{first}-{last}"


def _short(part: Any) -> str:
    return text_at(part, "commit.oid")[:7]


class BlamedLines(Resource):
    """Lines of a file that are from one commit."""

    listing: ClassVar = Listing(
        "part|parts",
        columns=(
            Column("LINES", _lines_of, style="bold"),
            Column("COMMIT", _short, style="yellow"),
            Column("MESSAGE", "{commit.messageHeadline}", flexible=True),
            Column("AUTHOR", "{commit.author.name}"),
            Column("WRITTEN", "{commit.committedDate:age}", style="grey"),
        ),
        piped=(
            "{startingLine}",
            "{endingLine}",
            "{commit.oid}",
            "{commit.messageHeadline}",
            "{commit.author.name}",
            "{commit.committedDate}",
        ),
    )

    startingLine: int  # noqa: N815  # GitHub's name
    endingLine: int  # noqa: N815  # GitHub's name
    commit: BlamedCommit


class GetBlame(
    FileAction[list[BlamedLines]],
    op="graphql:files_blame",
    action="files.blame",
    because="a query changes nothing",
    envelope="data.repository.object.blame.ranges",
    says="Show who wrote each line of {path!r} in {repo}",
    verbs=("blame", "show"),
    utterances=(
        "blame|annotate file? {path} [on|from|at branch? {ref}]",
        "SHOW the blame of|for|on file? {path} [on|from|at branch? {ref}]",
        "who wrote the lines of? file? {path} [on|from|at branch? {ref}]",
    ),
):
    """Show from which commit, and from whom, each line of a file is."""

    ref: Annotated[Branch, At("expression")] = "HEAD"
    """Branch, tag or commit to read it from; the default branch unless told otherwise."""
