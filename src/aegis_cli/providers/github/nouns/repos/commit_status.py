"""What services say of a commit: their statuses, all together, and a new one."""

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import StringConstraints

from aegis_cli.actions.facts import Effect
from aegis_cli.actions.fields.kinds import Kind, Role, Synonyms, named_kind
from aegis_cli.actions.fields.marks import ResolvedId, Unsent
from aegis_cli.actions.results.templates import pick, text_at
from aegis_cli.actions.results.views import Card, Line, Tone
from aegis_cli.actions.targets.target import Target
from aegis_cli.actions.undoing import Lasting
from aegis_cli.providers.github.github_types import CommitRef, Description, WebAddress
from aegis_cli.providers.github.nouns.repos.commits import CommitAction, GetCommit, in_one_line
from aegis_cli.providers.github.resources import Resource

StatusContext: TypeAlias = Annotated[
    str,
    named_kind("context", "ci/build", "'build / test'", has_slashes=True),
    StringConstraints(min_length=1, max_length=255),
]


class CommitStatus(Resource):
    """What one service says of a commit."""

    state: str
    context: str
    description: str | None = None
    target_url: str | None = None


class CombinedStatus(Resource):
    """What all services together say of a commit."""

    state: str
    sha: str
    total_count: int
    statuses: list[CommitStatus]


_STATE_TONES: dict[str, Tone] = {"success": "green", "failure": "red", "pending": "yellow"}


def _state_tone(status: Any) -> Tone:
    return _STATE_TONES.get(text_at(status, "state"), "plain")


def _statuses_of(combined: Any) -> str:
    """Name what each service says of a commit."""
    statuses = pick(combined, "statuses") or []
    return in_one_line([f"{text_at(e, 'context')}: {text_at(e, 'state')}" for e in statuses])


class GetCommitStatus(
    CommitAction[CombinedStatus],
    op="repos/get-combined-status-for-ref",
    action="commits.get_status",
    envelope="",
    says="Show the status of {ref} in {repo}",
    view=Card(
        heading="{@ref}",
        reference="{@repo}",
        summary=(("{state}", _state_tone), ("{total_count:status|statuses}", "plain")),
        facts=(("Statuses", _statuses_of), ("Commit", "{sha}")),
        piped=(("state", "{state}"), ("statuses", _statuses_of), ("commit", "{sha}")),
    ),
    utterances=(
        "SHOW the combined? commit_status|status|statuses of|on|for commit|branch|tag {ref}",
        "SHOW the combined_status|commit_status|commit_statuses of|on|for {ref}",
    ),
):
    """Show what services such as a deployment say of a commit, all together and each."""

    ref: CommitRef
    """Commit, by its SHA, its branch or its tag."""


class CreateCommitStatus(
    CommitAction[CommitStatus],
    op="repos/create-commit-status",
    action="commits.create_status",
    effect=Effect.WRITE,
    undo=Lasting("A status stays; a later one of the same context takes its place."),
    target=Target(read=GetCommit),
    says="Set the status {context!r} of the commit {ref} in {repo} to {state}",
    view=Line("The status {context!r} of the commit {@ref} in {@repo} is {state}", piped="{state}"),
    utterances=(
        "set|change status of|on|for commit|branch? {ref} to {state} [in|for context {context}]",
        "mark the commit {ref} as {state} [in|for context {context}]",
        (
            "report|post|add|create a {state} status on|for|to commit|branch? {ref}"
            " [in context {context}]"
        ),
    ),
):
    """Say of a commit how something ended, in place of what was said before in this context."""

    ref: Annotated[CommitRef, Unsent()]
    """Commit, by its SHA, its branch or its tag."""

    state: Annotated[
        Literal["error", "failure", "pending", "success"],
        Synonyms(
            error=("broken",),
            failure=("failed", "failing", "red"),
            pending=("running", "waiting"),
            success=("passed", "passing", "successful", "green"),
        ),
        Kind(role=Role.CHOICE, question="Say how it ended: success, failure, error or pending."),
    ]
    """How it ended, or that it still runs."""

    context: StatusContext = "default"
    """What it is about, as in ci/build; it meets a check of this name that a branch requires."""

    description: Annotated[Description, StringConstraints(max_length=140)] | None = None
    """More about it, in one line."""

    target_url: WebAddress | None = None
    """Where more about it is."""

    sha: Annotated[str | None, ResolvedId(read=GetCommit, path="sha")] = None
    """SHA of the commit."""
