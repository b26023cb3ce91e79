"""Actions on the labels of a repository."""

from typing import Annotated, TypeAlias

from pydantic import BeforeValidator, Field, StringConstraints

from aegis_cli.actions.facts import Confirmation, Effect
from aegis_cli.actions.fields.field_types import Limit
from aegis_cli.actions.fields.kinds import Kind, Role
from aegis_cli.actions.fields.marks import Answered, OfTarget
from aegis_cli.actions.results.views import Card, Line
from aegis_cli.actions.targets.target import Made, Target
from aegis_cli.actions.undoing import Lasting, Undo
from aegis_cli.actions.words.forms import NOUN, Form
from aegis_cli.providers.github import phrases
from aegis_cli.providers.github.github_action import GitHubAction
from aegis_cli.providers.github.github_types import Description, Label, LabelName, RepoName
from aegis_cli.providers.github.resources import LabelResource
from aegis_cli.providers.github.targets import ListedRepo

Colour: TypeAlias = Annotated[
    str,
    Kind(
        role=Role.PAYLOAD,
        reads="colour",
        noun="colour",
        example="d73a4a",
        also=("#([0-9A-Fa-f]{6})",),
    ),
    BeforeValidator(lambda value: value.removeprefix("#") if isinstance(value, str) else value),
    StringConstraints(pattern=r"^[0-9A-Fa-f]{6}$"),
]
NewLabel: TypeAlias = Annotated[
    LabelName, Kind(role=Role.TARGET, reads="branch", noun="new name", example="defect")
]
Purpose: TypeAlias = Annotated[Description, Field(max_length=100)]
"""What a label is for; GitHub takes no longer one (docs.github.com/rest/issues/labels)."""


class ListLabels(
    GitHubAction[list[LabelResource]],
    op="issues/list-labels-for-repo",
    action="labels.list",
    says="List the labels of {repo}",
    utterances=(
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

    repo: ListedRepo

    limit: Limit = 30


class GetLabel(
    GitHubAction[LabelResource],
    op="issues/get-label",
    action="labels.get",
    says="Show the label {name!r} of {repo}",
    view=Card(
        heading="{name}",
        facts=(("Description", "{description}"), ("Color", "#{color}")),
        piped=(("name", "{name}"), ("description", "{description}"), ("color", "#{color}")),
    ),
    verbs=("show", "get", "view", "describe"),
    utterances=("SHOW the label {name}", "describe the label {name}"),
):
    """Show one label of a repository."""

    repo: RepoName
    """Repository that defines it, as OWNER/NAME."""

    name: Label
    """Label to show."""


class CreateLabel(
    GitHubAction[LabelResource],
    op="issues/create-label",
    action="labels.create",
    effect=Effect.WRITE,
    undo=Lasting("Issues of others may have it; labels.delete deletes it."),
    target=Made(read=GetLabel),
    says="Define the label {name!r} in {repo}",
    view=Line("Defined the label {name!r} in {@repo}", piped="{name}"),
    utterances=(
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


class UpdateLabel(
    GitHubAction[LabelResource],
    op="issues/update-label",
    action="labels.update",
    effect=Effect.WRITE,
    undo=Undo(by={"name": "new_name"}),
    target=Target(read=GetLabel),
    says="Change the label {name!r} of {repo}",
    view=Line(
        "Changed the label {@name!r} of {@repo}: it is {name!r} now",
        piped="{name}",
        already="The label {name!r} of {@repo} was already so",
    ),
    utterances=(
        "rename the label {name} to|as|into {new_name}",
        "change|set|edit|update the color|colour of the label {name} to|as {color}",
        "recolor|recolour|color|colour the label {name} to|as|in {color}",
        "change|set|edit|update the description of the label {name} to|as {description}",
        "describe the label {name} as|with {description}",
    ),
):
    """Change the name, the colour or the description of a label."""

    repo: RepoName
    """Repository that defines it, as OWNER/NAME."""

    name: Label
    """Label to change."""

    new_name: Annotated[NewLabel | None, Answered("name"), OfTarget("name", called="name")] = None
    """What it is called from now on."""

    color: Colour | None = None
    """How it looks from now on, in six hexadecimal digits such as d73a4a."""

    description: Purpose | None = None
    """What it is for from now on."""


class DeleteLabel(
    GitHubAction[None],
    op="issues/delete-label",
    action="labels.delete",
    effect=Effect.DESTRUCTIVE,
    because="nobody can tell afterwards what had it",
    says="Delete the label {name!r} of {repo}, and take it off all that has it",
    view=Line("Deleted the label {@name!r} of {@repo}", piped="{@name}"),
    target=Target(read=GetLabel, watched=("name", "description")),
    confirmation=Confirmation(
        phrase="delete label {name} of {repo}", same="delete label {name} of {@repo}"
    ),
    utterances=("delete|destroy the label|labels {name}",),
):
    """Delete a label of a repository; all issues and pull requests lose it."""

    repo: RepoName
    """Repository that defines it, as OWNER/NAME."""

    name: Label
    """Label to delete."""
