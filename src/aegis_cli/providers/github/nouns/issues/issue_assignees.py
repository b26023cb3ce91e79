"""Actions on who is assigned to an issue or a pull request, or can be."""

from typing import Annotated, ClassVar

from pydantic import Field

from aegis_cli.actions.facts import Effect
from aegis_cli.actions.fields.field_types import Limit
from aegis_cli.actions.results.views import Column, Listing, line_with_link
from aegis_cli.actions.undoing import Undo
from aegis_cli.actions.words.forms import Form
from aegis_cli.providers.github import phrases
from aegis_cli.providers.github.github_action import GitHubAction
from aegis_cli.providers.github.github_types import Login, RepoName
from aegis_cli.providers.github.nouns.issues.issues import EitherWrite
from aegis_cli.providers.github.resources import Issue, User


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
    utterances=(
        "who can be assigned [to issues|tickets]",
        "SHOW the [first|top {limit} of?] [possible|available] assignees",
    ),
):
    """List the people to whom issues of a repository can be assigned."""

    repo: RepoName
    """Repository whose people to list, as OWNER/NAME."""

    limit: Limit = 30
    """How many people to show at most."""


class AddAssignees(
    EitherWrite[Issue],
    op="issues/add-assignees",
    action="issues.add_assignees",
    effect=Effect.WRITE,
    undo=Undo(action="issues.remove_assignees"),
    says="Assign {repo}#{issue_number} to {assignees}",
    view=line_with_link("{@repo}#{number} is now assigned to {assignees.login:or_none}"),
    utterances=(
        Form(
            ("assign", "assign {assignees}"),
            phrases=(*phrases.TO, "to {assignees}", "again"),
            example="assign {assignees} to {issue_number}",
        ),
        Form(
            ("give",),
            phrases=(
                "{issue_number}",
                "{repo} {issue_number}",
                *phrases.TO_REPO,
                "to {assignees}",
                "{assignees:handles} {issue_number}",
            ),
        ),
        Form(
            ("add|assign",),
            ("assignees|assignee {assignees}", "{assignees} as assignees|assignee"),
            phrases.TO,
        ),
    ),
):
    """Assign people to an issue or a pull request, beside those it has."""

    assignees: Annotated[tuple[Login, ...], Field(min_length=1, max_length=10)]
    """People to assign; @me is you."""


class RemoveAssignees(
    EitherWrite[Issue],
    op="issues/remove-assignees",
    action="issues.remove_assignees",
    effect=Effect.WRITE,
    undo=Undo(action="issues.add_assignees"),
    because="they can be assigned again",
    says="Take {assignees} off {repo}#{issue_number}",
    view=line_with_link("{@repo}#{number} is now assigned to {assignees.login:or_none}"),
    utterances=(
        "unassign {assignees} from|off|of {issue_number}",
        "unassign {issue_number} from {assignees}",
        "remove|take|drop {assignees} from|off assignees|assignee of {issue_number}",
        "remove|take|drop assignees|assignee {assignees} from|off|of {issue_number}",
    ),
):
    """Take people off an issue or a pull request that they are assigned to."""

    assignees: Annotated[tuple[Login, ...], Field(min_length=1, max_length=10)]
    """People to take off; @me is you."""
