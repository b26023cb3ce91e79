"""Actions on the commits of a repository."""

from typing import Annotated, Any, ClassVar, Literal

from aegis_cli.actions.field_types import Limit
from aegis_cli.actions.kinds import Synonyms
from aegis_cli.actions.templates import text_at
from aegis_cli.actions.views import Column, Listing, Tone
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


class ListCheckRuns(
    GitHubAction[list[CheckRun]],
    op="checks/list-for-ref",
    action="commits.list_check_runs",
    says="List the checks of {ref} in {repo}",
    utterances=("SHOW? the [{status}] checks|check_runs of|on|for the? commit|branch? {ref}",),
):
    """List the checks of a commit, each with how it ended."""

    repo: RepoName
    """Repository that the commit is in, as OWNER/NAME."""

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
