"""Actions on the secrets that workflows of a repository use; GitHub never tells their values."""

from typing import Annotated, Any, ClassVar, TypeAlias

from pydantic import StringConstraints

from aegis_cli.actions.facts import Confirmation, Effect
from aegis_cli.actions.field_types import Limit
from aegis_cli.actions.kinds import named_kind
from aegis_cli.actions.marks import Unsent
from aegis_cli.actions.target import Headline, Target
from aegis_cli.actions.views import Column, Line, Listing
from aegis_cli.providers.github.github_action import GitHubAction
from aegis_cli.providers.github.github_types import RepoName
from aegis_cli.providers.github.resources import Resource
from aegis_cli.providers.github.targets import ListedRepo

SecretName: TypeAlias = Annotated[
    str,
    named_kind("secret", "DEPLOY_TOKEN", ignores_case=True),
    StringConstraints(max_length=255, pattern=r"^[A-Za-z_][A-Za-z0-9_]*$"),
]


class SecretResource(Resource):
    """A secret, of which GitHub tells the name and when it was set."""

    headline: ClassVar = Headline(
        kind="secret", name="{name!r} of {@repo}", identity=("created_at",)
    )

    listing: ClassVar = Listing(
        "secret|secrets",
        columns=(
            Column("NAME", "{name}", style="bold", flexible=True),
            Column("UPDATED", "{updated_at:age}", style="grey"),
        ),
        piped=("{name}", "{updated_at}"),
    )

    name: str
    created_at: str
    updated_at: str


class ListSecrets(
    GitHubAction[list[SecretResource]],
    op="actions/list-repo-secrets",
    action="secrets.list",
    says="List the secrets of {repo}",
    utterances=("SHOW? the secrets|secret_names [limit {limit}]",),
):
    """List the names of the secrets of a repository; GitHub tells nobody their values."""

    repo: ListedRepo

    secret_name: Annotated[SecretName | None, Unsent()] = None
    """Only the one of this name."""

    limit: Limit = 30

    def keeps(self, item: dict[str, Any]) -> bool:
        """Keep the one that is looked for."""
        return self.secret_name is None or item["name"].casefold() == self.secret_name.casefold()


class SecretsKey(Resource):
    """The public key that secrets of a repository are sealed for."""

    key_id: str
    key: str


class GetSecretsKey(
    GitHubAction[SecretsKey],
    op="actions/get-repo-public-key",
    action="secrets.get_public_key",
    says="Show the public key of the secrets of {repo}",
    view=Line("Secrets of {@repo} are sealed for the key {key_id}: {key}", piped="{key}"),
    utterances=("SHOW the public_key of|for the? secrets", "SHOW the secrets public_key|key"),
):
    """Show the public key that a value is sealed for before it becomes a secret of a repository."""

    repo: RepoName
    """Repository that the key is of, as OWNER/NAME."""


class DeleteSecret(
    GitHubAction[None],
    op="actions/delete-repo-secret",
    action="secrets.delete",
    effect=Effect.DESTRUCTIVE,
    target=Target(
        read=ListSecrets,
        by={"limit": ""},
        watched=("updated_at",),
        shows=(("set", "{updated_at:ago}"),),
    ),
    confirmation=Confirmation(
        phrase="delete secret {secret_name} of {repo}",
        heading="This secret would be gone, and nobody can read it out before:",
    ),
    says="Delete the secret {secret_name} of {repo}",
    view=Line("Deleted the secret {@secret_name} of {@repo}", piped="{@secret_name}"),
    utterances=("delete|remove|unset|drop the secret {secret_name}",),
):
    """Delete a secret, whose value nobody can read out, and which workflows may still use."""

    repo: RepoName
    """Repository that the secret is of, as OWNER/NAME."""

    secret_name: SecretName
    """Secret to delete."""
