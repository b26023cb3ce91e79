"""Actions on the secrets that workflows of a repository use; GitHub never tells their values."""

from typing import Annotated, Any, ClassVar, TypeAlias

from pydantic import AfterValidator, Field, StringConstraints

from aegis_cli.actions.facts import Confirmation, Effect
from aegis_cli.actions.fields.field_types import Limit
from aegis_cli.actions.fields.kinds import named_kind
from aegis_cli.actions.fields.marks import Committed, ResolvedId, SealedFor, Unsent
from aegis_cli.actions.results.views import Card, Column, Line, Listing
from aegis_cli.actions.targets.target import Headline, Target
from aegis_cli.actions.undoing import Lasting
from aegis_cli.core.value_commitment import LONGEST
from aegis_cli.providers.github.github_action import GitHubAction
from aegis_cli.providers.github.github_types import RepoName
from aegis_cli.providers.github.resources import Resource
from aegis_cli.providers.github.targets import ListedRepo

SecretName: TypeAlias = Annotated[
    str,
    named_kind("secret", "DEPLOY_TOKEN", ignores_case=True),
    StringConstraints(max_length=255, pattern=r"^[A-Za-z_][A-Za-z0-9_]*$"),
]


_RESERVED = "GITHUB_"


def _new_name(value: str) -> str:
    if value.upper().startswith(_RESERVED):
        raise ValueError("GitHub keeps names that begin with GITHUB_ for itself")
    if value != value.upper():
        raise ValueError(f"GitHub keeps the names of secrets in capitals: write {value.upper()}")
    return value


NewSecretName: TypeAlias = Annotated[SecretName, AfterValidator(_new_name)]
"""What a secret can be called that is set."""


class SecretResource(Resource):
    """A secret, of which GitHub tells the name and when it was set."""

    headline: ClassVar = Headline(
        kind="secret", name="{@secret_name!r} of {@repo}", identity=("created_at",)
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


class GetSecret(
    GitHubAction[SecretResource],
    op="actions/get-repo-secret",
    action="secrets.get",
    says="Show when the secret {secret_name} of {repo} was set",
    view=Card("{name}", (("set", "{updated_at:ago}"), ("created", "{created_at:ago}"))),
    utterances=("SHOW the secret {secret_name}",),
):
    """Show when a secret was set; GitHub tells nobody its value."""

    repo: RepoName
    """Repository that the secret is of, as OWNER/NAME."""

    secret_name: SecretName
    """Secret to show."""


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


class SetSecret(
    GitHubAction[None],
    op="actions/create-or-update-repo-secret",
    action="secrets.set",
    effect=Effect.ASKED,
    because=(
        "all workflows get another value at once, and nobody can read out the one before; it "
        "can be set again"
    ),
    undo=Lasting("Nobody can read the value before."),
    takes="secret",
    target=Target(
        read=GetSecret,
        pins=("updated_at",),
        shows=(("replaces", "the value that was set {updated_at:ago}"),),
        absent="new",
    ),
    confirmation=Confirmation(
        phrase="set secret {secret_name} of {repo}",
        same="set secret {name} of {@repo}",
        heading="This secret would get your value, for all workflows that use it:",
    ),
    says="Set the secret {secret_name} of {repo}",
    view=Line("Set the secret {@secret_name} of {@repo}", piped="{@secret_name}"),
    utterances=(
        "set|add|create|store|save|change|update|replace|rotate the new? secret {secret_name}",
        "set|add|create|store a new? secret called|named {secret_name}",
        "set|change|update|replace the value of the secret {secret_name}",
    ),
):
    """Give a secret a value, which is typed unseen or piped in, and sealed before it is sent."""

    repo: RepoName
    """Repository that the secret is of, as OWNER/NAME."""

    secret_name: NewSecretName
    """Secret to set, in capitals."""

    key_id: Annotated[str | None, ResolvedId(read=GetSecretsKey, path="key_id")] = None
    """Id of the public key that the value is sealed for."""

    key: Annotated[
        str | None, ResolvedId(read=GetSecretsKey, path="key"), SealedFor("encrypted_value")
    ] = None
    """That key."""

    length: Annotated[int | None, Field(ge=1, le=LONGEST), Committed("length")] = None
    """Bytes of the value."""

    hmac: Annotated[str | None, Field(pattern=r"^[0-9a-f]{64}$"), Committed("hmac")] = None
    """HMAC-SHA256 of the value with a key of the plan, which is not shown."""


class DeleteSecret(
    GitHubAction[None],
    op="actions/delete-repo-secret",
    action="secrets.delete",
    effect=Effect.DESTRUCTIVE,
    because="workflows may still read it; the value of a secret is gone for good",
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
