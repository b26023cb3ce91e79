"""Actions on who is asked to review a pull request."""

from typing import Annotated, Self

from pydantic import model_validator

from aegis_cli.actions.facts import Effect
from aegis_cli.actions.fields.marks import Answered, OfTarget
from aegis_cli.actions.results.views import Card, Line
from aegis_cli.actions.undoing import Undo
from aegis_cli.providers.github.github_types import Login, TeamSlug
from aegis_cli.providers.github.nouns.pull_requests.pulls import PullWrite
from aegis_cli.providers.github.resources import PullRequest, Resource, TeamName, User
from aegis_cli.providers.github.targets import PullAction


class RequestedReviewers(Resource):
    """Who is asked to review."""

    users: list[User]
    teams: list[TeamName]


class ReviewedPull(PullRequest):
    """A pull request with those who are asked to review it."""

    requested_reviewers: list[User] | None = None
    requested_teams: list[TeamName] | None = None


_ASKED = Line(
    "{@repo}#{number} is to be reviewed by: {requested_reviewers.login} {requested_teams.slug}",
    piped="{html_url}",
)


class ListRequestedReviewers(
    PullAction[RequestedReviewers],
    op="pulls/list-requested-reviewers",
    action="pulls.list_requested_reviewers",
    says="List who is asked to review {repo}#{pull_number}",
    view=Card(
        heading="Asked to review {@repo}#{@pull_number}",
        facts=(("People", "{users.login:or_none}"), ("Teams", "{teams.slug:or_none}")),
    ),
    verbs=("list", "show"),
    utterances=("SHOW? the requested? reviewers of|on|for {pull_number}",),
):
    """List the people and the teams that are asked to review a pull request."""


class RequestReviewers(
    PullWrite[ReviewedPull],
    op="pulls/request-reviewers",
    action="pulls.request_reviewers",
    effect=Effect.WRITE,
    undo=Undo(action="pulls.remove_reviewers"),
    says="Ask for reviews of {repo}#{pull_number}",
    view=_ASKED,
    utterances=(
        "request a review|reviews from|by {reviewers} on|of|for {pull_number}",
        "ask {reviewers} to review {pull_number}",
        "add {reviewers} as reviewers|reviewer to|of|on|for {pull_number}",
        "request a review|reviews from|by the team|teams {team_reviewers} on|of|for {pull_number}",
        "ask the team|teams {team_reviewers} to review {pull_number}",
    ),
):
    """Ask people or teams to review a pull request, beside those who are asked already."""

    reviewers: Annotated[tuple[Login, ...] | None, Answered("requested_reviewers")] = None
    """People to ask."""

    team_reviewers: Annotated[
        tuple[TeamSlug, ...] | None, Answered("requested_teams.slug", nothing=())
    ] = None
    """Teams to ask, as their addresses have them."""

    @model_validator(mode="after")
    def _asks_somebody(self) -> Self:
        if not (self.reviewers or self.team_reviewers):
            raise ValueError("say whom to ask: reviewers or team_reviewers")
        return self


class RemoveReviewers(
    PullWrite[ReviewedPull],
    op="pulls/remove-requested-reviewers",
    action="pulls.remove_reviewers",
    effect=Effect.WRITE,
    undo=Undo(action="pulls.request_reviewers"),
    because="they can be asked again, and no review is lost",
    says="Ask no longer for reviews of {repo}#{pull_number}",
    view=_ASKED,
    utterances=(
        "remove|drop {reviewers} as reviewers|reviewer from|of|on|for {pull_number}",
        "remove|drop {reviewers} from the reviewers of|on|for {pull_number}",
        "remove|drop the team|teams {team_reviewers} from the review of {pull_number}",
    ),
):
    """Ask people or teams no longer to review a pull request."""

    reviewers: Annotated[tuple[Login, ...], OfTarget("requested_reviewers")] = ()
    """People to ask no longer."""

    team_reviewers: Annotated[tuple[TeamSlug, ...] | None, OfTarget("requested_teams")] = None
    """Teams to ask no longer, as their addresses have them."""

    @model_validator(mode="after")
    def _names_somebody(self) -> Self:
        if not (self.reviewers or self.team_reviewers):
            raise ValueError("say who: reviewers or team_reviewers")
        return self
