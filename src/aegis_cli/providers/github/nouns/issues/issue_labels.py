"""Actions on the labels that an issue or a pull request has."""

from typing import Annotated

from pydantic import Field

from aegis_cli.actions.facts import Effect
from aegis_cli.actions.fields.field_types import Limit
from aegis_cli.actions.fields.marks import Answered, OfTarget
from aegis_cli.actions.results.views import Line
from aegis_cli.actions.undoing import Undo
from aegis_cli.actions.words.forms import Form
from aegis_cli.providers.github import phrases
from aegis_cli.providers.github.github_types import Label
from aegis_cli.providers.github.nouns.issues.issues import EitherWrite
from aegis_cli.providers.github.resources import LabelResource
from aegis_cli.providers.github.targets import EitherAction


class ListIssueLabels(
    EitherAction[list[LabelResource]],
    op="issues/list-labels-on-issue",
    action="issues.list_labels",
    says="List the labels of {repo}#{issue_number}",
    utterances=(
        "SHOW? labels on|in|for|of {issue_number} [limit|at_most|up_to {limit}]",
        "which|what labels does {issue_number} have",
    ),
):
    """List the labels that an issue or a pull request has."""

    limit: Limit = 30


class AddLabels(
    EitherWrite[list[LabelResource]],
    op="issues/add-labels",
    action="issues.add_labels",
    effect=Effect.WRITE,
    undo=Undo(action="issues.remove_label", by={"name": "labels"}),
    says="Add labels to {repo}#{issue_number}",
    view=Line(
        "Labelled {@repo}#{@issue_number} with {@labels}; its labels are now: {name:or_none}",
        piped="{name}",
    ),
    utterances=(
        Form(
            ("label|tag ON? {issue_number}",),
            phrases=(*phrases.TO_REPO, "as|with? LABELS? {labels}", *phrases.FILLER_PHRASES),
            example="label {issue_number} {labels}",
        ),
        Form(
            ("mark {issue_number}",),
            phrases=(*phrases.TO_REPO, "as {labels:bug}", "as {labels:quote}"),
            needs=("labels",),
        ),
        Form(
            ("give {issue_number}",),
            phrases=(
                *phrases.TO_REPO,
                "LABELS {labels}",
                "{labels} label",
                "{labels:several} labels",
            ),
            needs=("labels",),
        ),
        Form(
            ("add|put|mark",),
            ("with? LABELS {labels}", "{labels} label", "{labels:several} labels"),
            phrases.TO,
        ),
    ),
):
    """Add labels to an issue or a pull request, beside those it has."""

    labels: Annotated[tuple[Label, ...], Field(min_length=1), Answered(""), OfTarget("labels")]
    """Labels to add."""


class SetLabels(
    EitherWrite[list[LabelResource]],
    op="issues/set-labels",
    action="issues.set_labels",
    effect=Effect.WRITE,
    also=("issues.add_labels", "issues.remove_label"),
    says="Replace all labels of {repo}#{issue_number}",
    view=Line("Labels of {@repo}#{@issue_number} are now: {name:or_none}", piped="{name}"),
    utterances=(
        "replace|set|change all labels OF {issue_number} with|by|to {labels}",
        "label|tag {issue_number} only with|as {labels}",
    ),
):
    """Replace all labels of an issue or a pull request."""

    labels: Annotated[tuple[Label, ...], Field(min_length=1), Answered(""), OfTarget("labels")]
    """The labels it has from now on; all others are taken off."""


class RemoveLabel(
    EitherWrite[list[LabelResource]],
    op="issues/remove-label",
    action="issues.remove_label",
    effect=Effect.WRITE,
    undo=Undo(action="issues.add_labels", by={"labels": "name"}),
    because="the label stays in the repository and can be added again",
    says="Remove the label {name!r} from {repo}#{issue_number}",
    view=Line(
        "Took {@name!r} off {@repo}#{@issue_number}; its labels are now: {name:or_none}",
        piped="{name}",
    ),
    verbs=("remove", "unlabel", "untag", "take", "drop", "delete the label"),
    utterances=(
        Form(
            ("remove|take|drop|delete",),
            ("LABELS {name:labels}", "{name:labels} label", "{name:several} labels"),
            phrases.FROM,
            example="remove the label {name} from {issue_number}",
        ),
        Form(("unlabel|untag",), phrases=(*phrases.FROM, "{name:labels}")),
    ),
):
    """Take a label off an issue or a pull request."""

    name: Annotated[Label, OfTarget("labels", called="labels")]
    """Label to take off."""
