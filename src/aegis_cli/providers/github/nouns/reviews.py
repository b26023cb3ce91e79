"""Actions on the reviews of a pull request."""

from typing import Annotated, Any, Literal, Self, TypeAlias

from pydantic import Field, StringConstraints, model_validator

from aegis_cli.actions.facts import Effect
from aegis_cli.actions.forms import Form
from aegis_cli.actions.kinds import Body, CommentBody, Kind, Role, Synonyms
from aegis_cli.actions.marks import Found, ListItem
from aegis_cli.actions.views import Line
from aegis_cli.providers.github import phrases
from aegis_cli.providers.github.github_action import GitHubAction
from aegis_cli.providers.github.nouns.pulls import GetPull, NumberOfPull, RepoOfPull
from aegis_cli.providers.github.resources import Resource, User

ReviewEvent: TypeAlias = Annotated[
    Literal["APPROVE", "REQUEST_CHANGES", "COMMENT"], Synonyms(COMMENT=("review",))
]
Side: TypeAlias = Literal["LEFT", "RIGHT"]

_DOES = {
    None: "Begin a review of",
    "APPROVE": "Approve",
    "REQUEST_CHANGES": "Request changes on",
    "COMMENT": "Review",
}
_DECIDED = {
    "APPROVED": "APPROVE",
    "CHANGES_REQUESTED": "REQUEST_CHANGES",
    "COMMENTED": "COMMENT",
}


class Review(Resource):
    """A review of a pull request."""

    id: int
    user: User | None = None
    body: str
    state: str
    html_url: str
    commit_id: str | None = None
    submitted_at: str | None = None


class LineComment(ListItem):
    """A comment on lines of a pull request's changes."""

    path: Annotated[str, StringConstraints(min_length=1)]
    """File, from the root of the repository."""

    line: Annotated[int, Field(ge=1)]
    """Line in that file, the last of several."""

    body: CommentBody
    """What to say, in Markdown."""

    side: Side | None = None
    """LEFT is the file before the change, RIGHT after it; GitHub takes RIGHT unless told."""

    start_line: Annotated[int, Field(ge=1)] | None = None
    """First of several lines."""

    start_side: Side | None = None
    """Side of the first line."""


class CreateReview(
    GitHubAction[Review],
    op="pulls/create-review",
    action="reviews.create",
    effect=Effect.WRITE,
    needs="pull_requests:write",
    says="Review {repo}#{pull_number}",
    view=Line(
        "Reviewed {@repo}#{@pull_number} ({state:words}): {html_url}", piped="{id}\t{html_url}"
    ),
    verbs=("approve", "request", "review"),
    asks=(
        Form(
            ("{event:choice}",),
            phrases=(*phrases.ON_PULL, *phrases.SAYING, "with comment {body}"),
            needs=("event",),
            example="{event=approve} {pull_number} [saying {body}]",
        ),
    ),
):
    """Review a pull request: approve it, request changes, or comment on its lines."""

    repo: RepoOfPull
    pull_number: NumberOfPull

    event: ReviewEvent | None = None
    """What you decide; without it the review is pending, and only you see it."""

    body: Body | None = None
    """What to say of the whole, in Markdown; needed unless you approve."""

    comments: Annotated[tuple[LineComment, ...] | None, Kind(role=Role.PAYLOAD)] = None
    """What to say of single lines."""

    commit_id: Annotated[
        str | None, Kind(role=Role.TARGET, noun="commit"), Found(read=GetPull, path="head.sha")
    ] = None
    """The last commit that you saw; GitHub marks the review as outdated when there are others."""

    @model_validator(mode="after")
    def _says_why(self) -> Self:
        if self.event in {"REQUEST_CHANGES", "COMMENT"} and not self.body:
            raise ValueError("say what you think of it: saying 'Please add a test'")
        return self

    def answered(self, data: Any) -> dict[str, Any]:
        """Compare the state with what was decided."""
        return {**data, "event": _DECIDED.get(data["state"])}

    def says(self) -> str:
        """Say what is decided, too."""
        return f"{_DOES[self.event]} {self.repo}#{self.pull_number}"
