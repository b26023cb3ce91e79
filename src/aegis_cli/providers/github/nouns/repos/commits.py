"""Actions on the commits of a repository."""

from typing import Annotated, Any, ClassVar, Literal

from aegis_cli.actions.action import R
from aegis_cli.actions.field_types import Limit
from aegis_cli.actions.kinds import Synonyms
from aegis_cli.actions.target import Headline
from aegis_cli.actions.templates import pick, text_at
from aegis_cli.actions.views import Card, Column, Listing, Tone
from aegis_cli.providers.github.github_action import GitHubAction
from aegis_cli.providers.github.github_types import Branch, RepoName
from aegis_cli.providers.github.resources import Resource

CHECK_STATES: tuple[tuple[str, Tone], ...] = (
    ("passed", "green"),
    ("failed", "red"),
    ("running", "yellow"),
    ("skipped", "grey"),
    ("cancelled", "grey"),
)
"""The states that `group_of` returns, with their colours."""

_GROUPS = {
    "success": "passed",
    "neutral": "skipped",
    "skipped": "skipped",
    "cancelled": "cancelled",
    "stale": "cancelled",
}


def group_of(check: Any) -> str:
    """Return whether a check passed, failed, still runs, or did not count."""
    ended = text_at(check, "conclusion")
    return _GROUPS.get(ended, "failed") if ended else "running"


def _how_it_ended(check: Any) -> str:
    words = text_at(check, "conclusion") or text_at(check, "status")
    return words.replace("_", " ")


def _tone(check: Any) -> Tone:
    return dict(CHECK_STATES)[group_of(check)]


class GitUser(Resource):
    """Who wrote a commit, and when, as Git has it."""

    name: str | None = None
    date: str | None = None


class GitCommit(Resource):
    """A commit as Git has it."""

    message: str
    author: GitUser | None = None


def _short(commit: Any) -> str:
    return text_at(commit, "sha")[:7]


def _subject(commit: Any) -> str:
    return text_at(commit, "commit.message").partition("\n")[0]


class ListedCommit(Resource):
    """A commit, as lists show it."""

    listing: ClassVar = Listing(
        "commit|commits",
        columns=(
            Column("COMMIT", _short, style="yellow"),
            Column("MESSAGE", _subject, flexible=True),
            Column("AUTHOR", "{commit.author.name}"),
            Column("WRITTEN", "{commit.author.date:age}", style="grey"),
        ),
        piped=("{sha}", _subject, "{commit.author.name}", "{commit.author.date}"),
    )

    sha: str
    commit: GitCommit


class ChangedFile(Resource):
    """A file that a commit or a pull request changes."""

    filename: str
    status: str
    additions: int
    deletions: int
    previous_filename: str | None = None


class CommitStats(Resource):
    """How many lines a commit changes."""

    additions: int | None = None
    deletions: int | None = None


class FullCommit(ListedCommit):
    """A commit with what it changes."""

    headline: ClassVar = Headline(
        kind="commit", name="{sha} of {@repo}", title=_subject, identity=("sha",)
    )

    html_url: str
    stats: CommitStats | None = None
    files: list[ChangedFile] | None = None


_MOST_FILES = 20
"""The files that a card names at most."""


def files_of(thing: Any) -> str:
    """Name the files that a commit or a comparison changes, each with how many lines of it."""
    files = pick(thing, "files") or []
    told = [
        f"{text_at(each, 'filename')} +{text_at(each, 'additions')} -{text_at(each, 'deletions')}"
        for each in files[:_MOST_FILES]
    ]
    more = len(files) - len(told)
    return ", ".join([*told, *([f"and {more} more"] if more > 0 else [])])


class CheckRun(Resource):
    """One run of a check on a commit."""

    listing: ClassVar = Listing(
        "check|checks",
        columns=(
            Column("NAME", "{name}", style="bold", flexible=True),
            Column("RESULT", _how_it_ended, style=_tone),
            Column("STARTED", "{started_at:age}", style="grey"),
        ),
        piped=("{name}", "{status}", "{conclusion}", "{started_at}", "{html_url}"),
    )

    id: int
    name: str
    status: str
    conclusion: str | None = None
    html_url: str | None = None
    started_at: str | None = None
    completed_at: str | None = None


class _CommitAction(GitHubAction[R]):
    """An action on the commits of one repository."""

    repo: RepoName
    """Repository that the commit is in, as OWNER/NAME."""


class GetCommit(
    _CommitAction[FullCommit],
    op="repos/get-commit",
    action="commits.get",
    says="Show the commit {ref} of {repo}",
    view=Card(
        heading="{sha}",
        reference="{@repo}",
        summary=(
            ("{commit.author.name}", "plain"),
            ("{commit.author.date:ago}", "plain"),
            ("+{stats.additions}", "green"),
            ("-{stats.deletions}", "red"),
        ),
        facts=(("Files", files_of),),
        body="{commit.message}",
        footer="View this commit on GitHub: {html_url}",
        piped=(
            ("commit", "{sha}"),
            ("author", "{commit.author.name}"),
            ("date", "{commit.author.date}"),
            ("additions", "{stats.additions}"),
            ("deletions", "{stats.deletions}"),
            ("files", files_of),
            ("url", "{html_url}"),
        ),
    ),
    utterances=("SHOW the [message|author|date|files|changes|activity of|in] commit {ref}",),
):
    """Show a commit: its message, who wrote it and when, and the files that it changes."""

    ref: Branch
    """Commit, by its SHA, its branch or its tag."""


class ListCheckRuns(
    _CommitAction[list[CheckRun]],
    op="checks/list-for-ref",
    action="commits.list_check_runs",
    says="List the checks of {ref} in {repo}",
    utterances=("SHOW? the [{status}] checks|check_runs of|on|for the? commit|branch? {ref}",),
):
    """List the checks of a commit, each with how it ended."""

    ref: Branch
    """Commit, by its SHA, its branch or its tag."""

    status: (
        Annotated[
            Literal["queued", "in_progress", "completed"],
            Synonyms(in_progress=("running",), completed=("finished",)),
        ]
        | None
    ) = None
    """Only those that are so far."""

    limit: Limit = 30
