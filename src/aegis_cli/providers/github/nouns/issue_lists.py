"""Actions on the whole list of an issue's labels, and on who is assigned to it or can be."""

from typing import Annotated, ClassVar

from pydantic import Field

from aegis_cli.actions.facts import Effect
from aegis_cli.actions.field_types import Label, Limit, Login, RepoName
from aegis_cli.actions.marks import Answered, OfTarget
from aegis_cli.actions.views import Column, Line, Listing, linked
from aegis_cli.providers.github.github_action import GitHubAction
from aegis_cli.providers.github.nouns.issues import EitherWrite
from aegis_cli.providers.github.resources import Issue, LabelResource, User
from aegis_cli.providers.github.targets import EitherAction


class ListIssueLabels(
    EitherAction[list[LabelResource]],
    op="issues/list-labels-on-issue",
    action="issues.list_labels",
    says="List the labels of {repo}#{issue_number}",
    asks=(
        "SHOW? labels on|in|for|of {issue_number} [limit|at_most|up_to {limit}]",
        "which|what labels does {issue_number} have",
    ),
):
    """List the labels that an issue or a pull request has."""

    limit: Limit = 30


class SetLabels(
    EitherWrite[list[LabelResource]],
    op="issues/set-labels",
    action="issues.set_labels",
    effect=Effect.WRITE,
    says="Replace all labels of {repo}#{issue_number}",
    view=Line("Labels of {@repo}#{@issue_number} are now: {name:or_none}", piped="{name}"),
    asks=(
        "replace|set|change all labels OF {issue_number} with|by|to {labels}",
        "label|tag {issue_number} only with|as {labels}",
    ),
):
    """Replace all labels of an issue or a pull request."""

    labels: Annotated[tuple[Label, ...], Field(min_length=1), Answered(""), OfTarget("labels")]
    """The labels it has from now on; all others are taken off."""


class RemoveAssignees(
    EitherWrite[Issue],
    op="issues/remove-assignees",
    action="issues.remove_assignees",
    effect=Effect.WRITE,
    because="they can be assigned again",
    says="Take {assignees} off {repo}#{issue_number}",
    view=linked("{@repo}#{number} is now assigned to {assignees.login:or_none}"),
    asks=(
        "unassign {assignees} from|off|of {issue_number}",
        "unassign {issue_number} from {assignees}",
        "remove|take|drop {assignees} from|off assignees|assignee of {issue_number}",
        "remove|take|drop assignees|assignee {assignees} from|off|of {issue_number}",
    ),
):
    """Take people off an issue or a pull request that they are assigned to."""

    assignees: Annotated[tuple[Login, ...], Field(min_length=1, max_length=10)]
    """People to take off; @me is you."""


class Assignable(User):
    """Somebody who can be assigned."""

    listing: ClassVar = Listing(
        "person who can be assigned|people who can be assigned",
        columns=(Column("LOGIN", "{login}", style="bold"),),
        piped=("{login}",),
    )


class ListAssignees(
    GitHubAction[list[Assignable]],
    op="issues/list-assignees",
    action="issues.list_assignees",
    says="List who can be assigned in {repo}",
    asks=(
        "who can be assigned [to issues|tickets]",
        "SHOW the [first|top {limit} of?] [possible|available] assignees",
    ),
):
    """List the people to whom issues of a repository can be assigned."""

    repo: RepoName
    """Repository whose people to list, as OWNER/NAME."""

    limit: Limit = 30
    """How many people to show at most."""
