"""Actions on the commits of a repository."""

import re
from collections.abc import Iterator
from typing import Annotated, Any, ClassVar, Literal

from aegis_cli.actions.action import R
from aegis_cli.actions.fields.field_types import Day, Limit
from aegis_cli.actions.fields.kinds import Synonyms
from aegis_cli.actions.fields.marks import At, SentAs
from aegis_cli.actions.provider.names import Place
from aegis_cli.actions.results.conditions import Condition, ConditionKind
from aegis_cli.actions.results.templates import pick, text_at
from aegis_cli.actions.results.views import Card, CardList, Chart, Column, Listing, Tone
from aegis_cli.actions.targets.target import Headline
from aegis_cli.core.uri_template import expand
from aegis_cli.providers.github.github_action import GitHubAction
from aegis_cli.providers.github.github_types import Branch, CommitRef, Login, RepoName
from aegis_cli.providers.github.nouns.repos.files import FilePath
from aegis_cli.providers.github.resources import PullRequest, Resource

_DOTS = re.compile(r"\.{2,}")

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

    conditions: ClassVar = (
        Condition("message", "commit.message", ConditionKind.TEXT),
        Condition(
            "author",
            "commit.author.name",
            ConditionKind.CHOICE,
            "Anybody may write any author.",
        ),
        Condition("created", "commit.author.date", ConditionKind.DAY),
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

    html_url: str | None = None
    stats: CommitStats | None = None
    files: list[ChangedFile] | None = None


CHANGED_FILES = CardList(
    "files",
    Chart(
        title="{count:file|files} changed",
        marks="diff",
        label="filename",
        value="additions",
        less="deletions",
    ),
)
"""The files that a commit or a comparison changes, each with a bar for its lines."""

_MOST_NAMED = 20
"""The files, or the commits, that a card names at most."""


def files_of(thing: Any) -> str:
    """Name the files that a commit or a comparison changes, each with how many lines of it."""
    return in_one_line(
        [
            f"{text_at(file, 'filename')} +{file['additions']} -{file['deletions']}"
            for file in pick(thing, "files") or []
        ]
    )


def in_one_line(names: list[str]) -> str:
    """Name the first of many, and say how many more there are."""
    more = len(names) - _MOST_NAMED
    return ", ".join([*names[:_MOST_NAMED], *([f"and {more} more"] if more > 0 else [])])


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


class CommitAction(GitHubAction[R]):
    """An action on the commits of one repository."""

    repo: RepoName
    """Repository that the commit is in, as OWNER/NAME."""


def _start_of(day: str) -> str:
    return f"{day}T00:00:00Z"


def _end_of(day: str) -> str:
    return f"{day}T23:59:59Z"


class ListCommits(
    CommitAction[list[ListedCommit]],
    op="repos/list-commits",
    action="commits.list",
    says="List commits of {repo}",
    utterances=(
        (
            "SHOW? the [last|latest|newest|recent] [{limit}] commits"
            " [on|of|from branch {sha}] [to|touching|changing|that_touch file {path}]"
            " [by {author}] [since|after {since}] [until|before {until}]"
        ),
    ),
):
    """List the commits of a branch, the newest first; of the default branch unless told so."""

    sha: Branch | None = None
    """Branch, tag or commit to begin at; the default branch unless told otherwise."""

    path: FilePath | None = None
    """Only those that change this file, or something in this folder."""

    author: Login | None = None
    """Only those by this person; @me is you."""

    since: Annotated[Day | None, SentAs(_start_of)] = None
    """Only those of this day or later, in UTC, as in 2026-01-31."""

    until: Annotated[Day | None, SentAs(_end_of)] = None
    """Only those of this day or earlier, in UTC, as in 2026-01-31."""

    limit: Limit = 30


class GetCommit(
    CommitAction[FullCommit],
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
        facts=(),
        body="{commit.message}",
        lists=(CHANGED_FILES,),
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

    ref: CommitRef
    """Commit, by its SHA, its branch or its tag."""


class Comparison(Resource):
    """What one commit has that another one has not, and the other way round."""

    status: str
    ahead_by: int
    behind_by: int
    total_commits: int
    html_url: str
    commits: list[ListedCommit]
    files: list[ChangedFile] | None = None


def commits_of(comparison: Any) -> str:
    """Name the commits of a comparison, the oldest first."""
    return in_one_line([f"{_short(e)} {_subject(e)}" for e in pick(comparison, "commits") or []])


class CompareCommits(
    CommitAction[Comparison],
    op="repos/compare-commits-with-basehead",
    action="commits.compare",
    says="Compare {base} with {head} in {repo}",
    view=Card(
        heading="{@base}...{@head}",
        reference="{@repo}",
        summary=(
            ("{status}", "bold"),
            ("{ahead_by:commit|commits} ahead", "green"),
            ("{behind_by:commit|commits} behind", "red"),
        ),
        facts=(),
        lists=(
            CardList("commits", ListedCommit.listing.within_card()),
            CHANGED_FILES,
        ),
        footer="View this comparison on GitHub: {html_url}",
        piped=(
            ("status", "{status}"),
            ("ahead", "{ahead_by}"),
            ("behind", "{behind_by}"),
            ("commits", commits_of),
            ("files", files_of),
            ("url", "{html_url}"),
        ),
    ),
    verbs=("compare", "show"),
    utterances=(
        "compare branch|tag|commit? {base} with|to|and|against branch|tag|commit? {head}",
        "SHOW the difference|differences|changes|diff between|from {base} and|to {head}",
    ),
):
    """Compare two branches, tags or commits: what the second one has that the first has not."""

    base: Annotated[Branch, At("basehead")]
    """Branch, tag or commit to compare with."""

    head: Annotated[Branch, At("basehead")]
    """Branch, tag or commit that is compared."""

    def containers(self) -> tuple[tuple[str, Place], ...]:
        """Return where each side is too: OWNER:BRANCH and OWNER:NAME:BRANCH are of a fork."""
        sides = (("base", self.base), ("head", self.head))
        forks = ((name, fork) for name, side in sides for fork in _forks_in(side))
        return (*super().containers(), *forks)

    def _path(self) -> str:
        """Return the path, in which both stand as one."""
        both = {"repo": self.repo, "basehead": f"{self.base}...{self.head}"}
        return expand(self.facts.path, both, slashed={"repo"})


def _forks_in(side: str) -> Iterator[Place]:
    """Yield the owners, or repositories, of what is compared; no branch has a `:` or two dots."""
    for part in _DOTS.split(side):
        *where, _branch = part.split(":", 2)
        if where:
            yield Place(name="/".join(where))


class ListCheckRuns(
    CommitAction[list[CheckRun]],
    op="checks/list-for-ref",
    action="commits.list_check_runs",
    says="List the checks of {ref} in {repo}",
    utterances=("SHOW? the [{status}] checks|check_runs of|on|for the? commit|branch? {ref}",),
):
    """List the checks of a commit, each with how it ended."""

    ref: CommitRef
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


class ListCommitPulls(
    CommitAction[list[PullRequest]],
    op="repos/list-pull-requests-associated-with-commit",
    action="commits.list_pulls",
    says="List the pull requests with the commit {commit_sha} in {repo}",
    view=PullRequest.listing.table("with the commit {commit_sha} in {repo}"),
    utterances=(
        "SHOW? the PULLS of|with|for the commit {commit_sha}",
        "which|what PULLS have|contain|contains|include the commit {commit_sha}",
    ),
):
    """List the pull requests that a commit is part of, or came by."""

    commit_sha: Branch
    """Commit, by its SHA; or a branch, whose open pull requests are meant."""

    limit: Limit = 30
