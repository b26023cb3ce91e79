"""Actions on the threads of reviews: what people say to each other about one place in a change."""

from typing import Annotated, Any, ClassVar, Literal, TypeAlias

from aegis_cli.actions.action import R
from aegis_cli.actions.facts import Effect
from aegis_cli.actions.fields.field_types import IdNumber, Limit
from aegis_cli.actions.fields.kinds import Synonyms, numbered_kind
from aegis_cli.actions.fields.marks import At, Doc, ResolvedId, Unsent
from aegis_cli.actions.results.templates import pick, text_at
from aegis_cli.actions.results.views import Line, Thread, Tone
from aegis_cli.actions.targets.target import Headline, Target
from aegis_cli.actions.undoing import Lasting, Undo
from aegis_cli.providers.github.github_types import CommentBody, PullNumber
from aegis_cli.providers.github.nouns.pull_requests.pulls import PULL
from aegis_cli.providers.github.nouns.pull_requests.review_changes import LineNumber, Pending, Side
from aegis_cli.providers.github.nouns.pull_requests.reviews import ListReviews
from aegis_cli.providers.github.nouns.repos.files import FilePath
from aegis_cli.providers.github.repositories import REPOSITORY
from aegis_cli.providers.github.resources import Resource, User
from aegis_cli.providers.github.targets import PullAction, PullNodeAction

ReviewCommentId: TypeAlias = Annotated[
    IdNumber,
    numbered_kind(
        "comment", "21500001", inside=REPOSITORY, also=(r"(?:https?://\S+)?#discussion_r([0-9]+)",)
    ),
    Doc("Id of the comment, as in the list."),
]


class ThreadComment(Resource):
    """What somebody said in a thread."""

    fullDatabaseId: int | None = None  # noqa: N815  # GitHub's name, as are those below
    """Its id, which GitHub sends as a text."""
    body: str
    author: User | None = None


class ThreadComments(Resource):
    """What was said in a thread."""

    nodes: list[ThreadComment]


class ResolvedThread(Resource):
    """A thread as a mutation answers it."""

    id: str
    path: str
    line: int | None = None
    isResolved: bool  # noqa: N815


def where(thing: Any) -> str:
    """Return the file and the line that a comment or a thread is about."""
    return text_at(thing, "path") + line_of(thing)


def line_of(thing: Any) -> str:
    """Return the line that a comment or a thread is about, as it stands behind a file."""
    line = text_at(thing, "line")
    return f":{line}" if line else ""


def _state(thread: Any) -> str:
    if pick(thread, "isResolved"):
        return "resolved"
    return "outdated" if pick(thread, "isOutdated") else "unresolved"


def _tone(thread: Any) -> Tone:
    return "yellow" if _state(thread) == "unresolved" else "grey"


def _comments(thread: Any) -> list[Any]:
    said = pick(thread, "comments.nodes")
    return said if isinstance(said, list) else []


def _first(thread: Any) -> str:
    return next((f"comment {text_at(one, 'fullDatabaseId')}" for one in _comments(thread)), "")


def _talk(thread: Any) -> str:
    return "\n\n".join(f"{_who(one)}: {text_at(one, 'body')}" for one in _comments(thread))


def _who(comment: Any) -> str:
    login = text_at(comment, "author.login")
    return f"@{login}" if login else "somebody"


class ReviewThread(ResolvedThread):
    """A thread with its comments."""

    headline: ClassVar = Headline(
        kind="review thread",
        name="on {path!r} of {@repo}#{@pull_number}",
        title=_talk,
        state=_state,
        identity=("id",),
    )

    isOutdated: bool  # noqa: N815
    comments: ThreadComments


class ListThreads(
    PullAction[list[ReviewThread]],
    op="graphql:review_threads_list",
    action="review_threads.list",
    because="a query changes nothing",
    envelope="data.repository.pullRequest.reviewThreads.nodes",
    says="List the review threads of {repo}#{pull_number}",
    view=Thread(
        title="Showing {count:thread|threads} of {repo}#{pull_number}",
        parts=((where, "bold"), (_state, _tone), (_first, "grey")),
        body=_talk,
        piped=("{comments.nodes.fullDatabaseId}", _state, where, "{comments.nodes.body}"),
        empty="there are no such threads on {repo}#{pull_number}",
    ),
    verbs=("list", "show", "read"),
    utterances=(
        (
            "SHOW? the [{resolved}] review? threads|conversations OF {pull_number}"
            " [with the comment {comment}]"
        ),
    ),
):
    """List the threads on the code of a pull request, each with whether it is resolved."""

    pull_number: Annotated[PullNumber, At("number")]

    comment: Annotated[ReviewCommentId | None, Unsent()] = None
    """Only the thread that has this comment."""

    resolved: Annotated[
        bool | None, Unsent(), Synonyms(true=("resolved",), false=("unresolved", "open"))
    ] = None
    """Only threads that are resolved, or only those that are not."""

    limit: Limit = 30
    """How many threads to show at most."""

    def keeps(self, item: dict[str, Any]) -> bool:
        """Keep the thread of the comment, and those in the state that is asked for."""
        ids = pick(item, "comments.nodes.fullDatabaseId") or ()
        has_comment = self.comment is None or str(self.comment) in map(str, ids)
        return has_comment and self.resolved in {None, pick(item, "isResolved")}


class _ThreadAction(PullNodeAction[R]):
    """An action on the thread that a comment is in, which resolves it or opens it again."""

    resolves: ClassVar[bool]

    comment: Annotated[ReviewCommentId, Unsent()]
    """Id of a comment in the thread."""
    thread_id: Annotated[
        str | None,
        At("threadId"),
        ResolvedId(read=ListThreads, path="id"),
    ] = None
    """The thread that has the comment."""

    def answer_values(self, data: Any) -> dict[str, Any]:
        """Return which thread is in the state that was asked for, if it is."""
        return {"thread_id": data["id"] if data["isResolved"] is self.resolves else ""}


class ResolveThread(
    _ThreadAction[ResolvedThread],
    op="graphql:review_threads_resolve",
    action="review_threads.resolve",
    effect=Effect.WRITE,
    undo=Undo(action="review_threads.unresolve"),
    target=Target(read=ListThreads, leaves=(("resolved", "isResolved", True),)),
    says="Resolve the thread of comment {comment} on {repo}#{pull_number}",
    view=Line("Resolved the thread on {path} of {@repo}#{@pull_number}", piped="{id}"),
    utterances=(
        (
            "resolve the review? thread|conversation of|with? comment? {comment}"
            " on|of|in {pull_number}"
        ),
    ),
):
    """Resolve a thread of a review, which one of its comments names."""

    resolves = True


class UnresolveThread(
    _ThreadAction[ResolvedThread],
    op="graphql:review_threads_unresolve",
    action="review_threads.unresolve",
    effect=Effect.WRITE,
    undo=Undo(action="review_threads.resolve"),
    target=Target(read=ListThreads, leaves=(("resolved", "isResolved", False),)),
    says="Open the thread of comment {comment} on {repo}#{pull_number} again",
    view=Line("Opened the thread on {path} of {@repo}#{@pull_number} again", piped="{id}"),
    utterances=(
        (
            "unresolve|reopen the review? thread|conversation of|with? comment? {comment}"
            " on|of|in {pull_number}"
        ),
    ),
):
    """Open a resolved thread of a review again."""

    resolves = False


class AddThread(
    PullNodeAction[ResolvedThread],
    op="graphql:review_threads_add",
    action="review_threads.add",
    effect=Effect.WRITE,
    also=("review_comments.create",),
    undo=Lasting("It belongs to your review, which is not submitted yet."),
    target=PULL,
    says="Comment on {path!r} in your pending review of {repo}#{pull_number}",
    view=Line(
        "Added a comment on {path} to your pending review of {@repo}#{@pull_number}", piped="{id}"
    ),
    utterances=(
        (
            "add|put a comment {body} on|to|at line {line} of|in {path}"
            " to my? pending? review of {pull_number}"
        ),
    ),
):
    """Add a comment on a line to your pending review, which nobody sees until you submit it."""

    path: FilePath
    """File, from the root of the repository."""

    body: CommentBody

    line: LineNumber | None = None
    """Line in that file, the last of several; without it, the comment is about the file."""

    side: Side | None = None

    start_line: Annotated[LineNumber | None, At("startLine")] = None
    """First of several lines."""

    start_side: Annotated[Side | None, At("startSide")] = None
    """Side of the first line."""

    subject_type: Annotated[Literal["LINE", "FILE"] | None, At("subjectType")] = None
    """What it is about, if it is about the whole file."""

    state: Pending = "PENDING"
    """The state of the review that it is added to."""

    review_id: Annotated[
        str | None,
        At("pullRequestReviewId"),
        ResolvedId(read=ListReviews, path="node_id"),
    ] = None
    """Your pending review, of which there is one at most."""
