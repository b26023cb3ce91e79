"""Actions on the variables that workflows of a repository read; they are no secrets."""

from typing import Annotated, Any, ClassVar, TypeAlias

from pydantic import StringConstraints

from aegis_cli.actions.action import R
from aegis_cli.actions.facts import Confirmation, Effect
from aegis_cli.actions.fields.field_types import Limit
from aegis_cli.actions.fields.kinds import Kind, Role, named_kind
from aegis_cli.actions.fields.marks import OfTarget, Unsent
from aegis_cli.actions.results.views import Column, Line, Listing
from aegis_cli.actions.targets.target import Headline, Made, Target
from aegis_cli.actions.undoing import Undo
from aegis_cli.providers.github.github_action import GitHubAction
from aegis_cli.providers.github.github_types import RepoName
from aegis_cli.providers.github.resources import Resource
from aegis_cli.providers.github.targets import ListedRepo

VariableName: TypeAlias = Annotated[
    str,
    named_kind("variable", "NODE_ENV", ignores_case=True),
    StringConstraints(max_length=255, pattern=r"^[A-Za-z_][A-Za-z0-9_]*$"),
]
VariableValue: TypeAlias = Annotated[
    str,
    Kind(
        role=Role.PAYLOAD,
        reads="typed",
        noun="value",
        question="Give the value in quotation marks, as in 'production'.",
        example="'production'",
        has_slashes=True,
        takes_stdin=True,
        takes_file=True,
    ),
    StringConstraints(min_length=1, max_length=49_152),
]


class VariableResource(Resource):
    """A variable of a repository."""

    headline: ClassVar = Headline(
        kind="variable", name="{name!r} of {@repo}", title="{value}", identity=("created_at",)
    )

    listing: ClassVar = Listing(
        "variable|variables",
        columns=(
            Column("NAME", "{name}", style="bold"),
            Column("VALUE", "{value}", flexible=True),
            Column("UPDATED", "{updated_at:age}", style="grey"),
        ),
        piped=("{name}", "{value}", "{updated_at}"),
    )

    name: str
    value: str
    created_at: str
    updated_at: str


class ListVariables(
    GitHubAction[list[VariableResource]],
    op="actions/list-repo-variables",
    action="variables.list",
    per_page=30,
    says="List the variables of {repo}",
    utterances=("SHOW? the variables [limit {limit}]",),
):
    """List the variables of a repository, which its workflows read."""

    repo: ListedRepo

    name: Annotated[VariableName | None, Unsent()] = None
    """Only the one of this name."""

    limit: Limit = 30

    def keeps(self, item: dict[str, Any]) -> bool:
        """Keep the one that is looked for."""
        return self.name is None or item["name"].casefold() == self.name.casefold()


class _VariableAction(GitHubAction[R]):
    """An action on one variable."""

    target = Target(read=ListVariables, by={"limit": ""})

    repo: RepoName
    """Repository that the variable is of, as OWNER/NAME."""


class CreateVariable(
    _VariableAction[None],
    op="actions/create-repo-variable",
    action="variables.create",
    effect=Effect.WRITE,
    undo=Undo(action="variables.delete", left={"value": "@value"}),
    target=Made(read=ListVariables, by={"limit": ""}),
    says="Create the variable {name} of {repo}",
    view=Line("Created the variable {@name} of {@repo}", piped="{@name}"),
    utterances=(
        "create|add|define|make a new? variable {name} with|as value? {value}",
        "create|add|define|make a new? variable called|named {name} with value? {value}",
    ),
):
    """Create a variable that workflows read; whoever may read the workflows may see it."""

    name: VariableName
    """Name of the new variable."""

    value: VariableValue
    """Its value."""


class UpdateVariable(
    _VariableAction[None],
    op="actions/update-repo-variable",
    action="variables.update",
    effect=Effect.WRITE,
    target=Target(read=ListVariables, by={"limit": ""}, made_by="variables.create"),
    says="Set the variable {name} of {repo}",
    view=Line(
        "Set the variable {@name} of {@repo}",
        piped="{@name}",
        already="The variable {@name} of {@repo} was already so",
    ),
    utterances=(
        "set|change|update|edit the variable {name} to|as {value}",
        "set|change|update|edit the value of the variable {name} to|as {value}",
    ),
):
    """Set a variable: give it another value, or create it where there is none of the name."""

    name: VariableName
    """Variable to set."""

    value: Annotated[VariableValue, OfTarget("value")]
    """Its value from now on."""


class DeleteVariable(
    _VariableAction[None],
    op="actions/delete-repo-variable",
    action="variables.delete",
    effect=Effect.DESTRUCTIVE,
    because="workflows may still read it; the value of a secret is gone for good",
    target=Target(read=ListVariables, by={"limit": ""}, watched=("value",)),
    confirmation=Confirmation(
        phrase="delete variable {name} of {repo}",
        heading="This variable would be gone, for all workflows that read it:",
    ),
    says="Delete the variable {name} of {repo}",
    view=Line("Deleted the variable {@name} of {@repo}", piped="{@name}"),
    utterances=("delete|remove|unset|drop the variable {name}",),
):
    """Delete a variable, which workflows may still read."""

    name: VariableName
    """Variable to delete."""
