"""The action that starts a workflow by hand, by the event `workflow_dispatch`."""

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Field, StringConstraints

from aegis_cli.actions.facts import Confirmation, Effect
from aegis_cli.actions.fields.kinds import Kind, Role
from aegis_cli.actions.fields.marks import ListItem, SentAs
from aegis_cli.actions.results.views import line_with_link
from aegis_cli.actions.undoing import Lasting
from aegis_cli.actions.words.forms import Form
from aegis_cli.providers.github import phrases
from aegis_cli.providers.github.github_types import Branch
from aegis_cli.providers.github.nouns.actions.workflows import WorkflowAction
from aegis_cli.providers.github.resources import Resource


class WorkflowInput(ListItem):
    """A value that a workflow is given."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=100)]
    """What the workflow calls it."""

    value: Annotated[str, StringConstraints(max_length=65_535)]
    """What it is."""


def _as_object(inputs: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Return inputs as GitHub takes them: an object, with each value under its name."""
    return {each["name"]: each["value"] for each in inputs}


_GIVEN = "and? with|using the? inputs|input|parameters|parameter? {}"
"""How inputs are said."""
Inputs: TypeAlias = Annotated[
    tuple[WorkflowInput, ...],
    Kind(
        role=Role.PAYLOAD,
        reads="pairs",
        noun="input",
        cues=(_GIVEN.format("{}"),),
        question="Give each input as a JSON object of name and value.",
        example='{"name": "dry_run", "value": "true"}',
    ),
    Field(max_length=25),
]


class DispatchedRun(Resource):
    """The run that was started."""

    workflow_run_id: int
    html_url: str


class RunWorkflow(
    WorkflowAction[DispatchedRun],
    op="actions/create-workflow-dispatch",
    action="workflows.run",
    effect=Effect.ASKED,
    because="what a workflow does, such as to publish, is up to it, and no call takes it back",
    undo=Lasting("What runs can only be cancelled."),
    says="Run the workflow {workflow!r} of {repo} on {ref!r}",
    view=line_with_link("Started the run {workflow_run_id} of {@workflow!r} in {@repo}"),
    confirmation=Confirmation(
        phrase="run {workflow} of {repo}", heading="This would run, with what the workflow may do:"
    ),
    verbs=("run", "trigger", "start", "dispatch", "launch", "kick off"),
    utterances=(
        "run|trigger|start|dispatch|launch workflow {workflow} on|from|at {ref}",
        "trigger|dispatch {workflow} on|from|at {ref}",
        Form(
            ("VERB", "kick off"),
            ("{workflow} workflow",),
            (
                "on|from|at|for branch|tag? {ref}",
                _GIVEN.format("{inputs}"),
                "for_me",
                *phrases.TO_REPO,
            ),
            example="run the {workflow} workflow on {ref} in {repo}",
        ),
    ),
):
    """Start a workflow that allows it, on a branch or a tag; what it does is up to it."""

    ref: Branch
    """Branch or tag whose workflow file and code to run."""

    inputs: Annotated[Inputs | None, SentAs(_as_object)] = None
    """What the workflow is given, each as a JSON object of name and value."""

    return_run_details: Literal[True] = True
    """That GitHub answers which run it is."""
