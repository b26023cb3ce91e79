"""Actions on the labels of a repository."""

from typing import Annotated, TypeAlias

from pydantic import BeforeValidator, Field, StringConstraints

from aegis_cli.actions.facts import Approval, Effect, Stake, any_of
from aegis_cli.actions.forms import NOUN, Form
from aegis_cli.actions.kinds import Description, Kind, Label, Limit, RepoName, Role
from aegis_cli.actions.views import Line
from aegis_cli.providers.github import phrases
from aegis_cli.providers.github.github_action import GitHubAction
from aegis_cli.providers.github.resources import LabelResource

Colour: TypeAlias = Annotated[
    str,
    Kind(role=Role.PAYLOAD, reads="colour", noun="colour", example="d73a4a"),
    BeforeValidator(lambda value: value.removeprefix("#") if isinstance(value, str) else value),
    StringConstraints(pattern=r"^[0-9A-Fa-f]{6}$"),
]
Purpose: TypeAlias = Annotated[Description, Field(max_length=100)]
"""What a label is for; GitHub takes no longer one (docs.github.com/rest/issues/labels)."""


class ListLabels(
    GitHubAction[list[LabelResource]],
    op="issues/list-labels-for-repo",
    action="labels.list",
    effect=Effect.READ,
    needs=any_of("issues:read", "pull_requests:read"),
    says="List the labels of {repo}",
    verbs=("list", "show"),
    asks=(
        Form(
            NOUN,
            ("LABELS",),
            (phrases.IN_REPO, phrases.THERE, "does {repo} have|use|define", phrases.AT_MOST),
            phrases.FIRST,
            example="list the [first {limit}] labels of {repo}",
        ),
    ),
):
    """List the labels that a repository defines."""

    repo: RepoName
    """Repository whose labels to list, as OWNER/NAME."""

    limit: Limit = 30
    """How many labels to show at most."""


class CreateLabel(
    GitHubAction[LabelResource],
    op="issues/create-label",
    action="labels.create",
    effect=Effect.WRITE,
    needs=any_of("issues:write", "pull_requests:write"),
    says="Define the label {name!r} in {repo}",
    view=Line("Defined the label {name!r} in {@repo}", piped="{name}"),
    asks=(
        (
            "create|define|make the new? label|labels called|named? {name}"
            " [in|with the color|colour {color}] [with the description {description}]"
        ),
        (
            "add a new label|labels called|named? {name}"
            " [in|with the color|colour {color}] [with the description {description}]"
        ),
    ),
):
    """Define a label in a repository."""

    repo: RepoName
    """Repository to define it in, as OWNER/NAME."""

    name: Label
    """Name of the new label."""

    color: Colour | None = None
    """How it looks, in six hexadecimal digits such as d73a4a; GitHub chooses one if left out."""

    description: Purpose | None = None
    """What it is for."""


class DeleteLabel(
    GitHubAction[None],
    op="issues/delete-label",
    action="labels.delete",
    effect=Effect.DESTRUCTIVE,
    needs=any_of("issues:write", "pull_requests:write"),
    says="Delete the label {name!r} of {repo}, and take it off all that has it",
    view=Line("Deleted the label {@name!r} of {@repo}", piped="{@name}"),
    approval=Approval.STRICT,
    stake=Stake(phrase="delete label {name} of {repo}"),
    asks=("delete|destroy the label|labels {name}",),
):
    """Delete a label of a repository; all issues and pull requests lose it."""

    repo: RepoName
    """Repository that defines it, as OWNER/NAME."""

    name: Label
    """Label to delete."""
