"""Actions on the deploy keys of a repository: SSH keys that let a machine read or write it."""

import re
from typing import Annotated, Any, ClassVar, TypeAlias

from pydantic import AfterValidator, StringConstraints

from aegis_cli.actions.facts import Confirmation, Effect
from aegis_cli.actions.fields.field_types import IdNumber, Limit
from aegis_cli.actions.fields.kinds import Kind, Role, Synonyms, numbered_kind
from aegis_cli.actions.fields.marks import Answered, At, SentAs, Unsent
from aegis_cli.actions.results.templates import pick
from aegis_cli.actions.results.views import Column, Line, Listing
from aegis_cli.actions.targets.target import Headline, Target
from aegis_cli.actions.undoing import Undo
from aegis_cli.providers.github.github_action import GitHubAction
from aegis_cli.providers.github.github_types import RepoName, Title
from aegis_cli.providers.github.nouns.repos.repos import GetRepo
from aegis_cli.providers.github.resources import Resource
from aegis_cli.providers.github.targets import ListedRepo

_PUBLIC = re.compile(
    r"((?:ssh-|ecdsa-|sk-)[a-z0-9@.-]{1,60} [A-Za-z0-9+/]{16,8000}={0,3})(?: .*)?", re.ASCII
)


def _public_key(text: str) -> str:
    """Return a public key without its comment, as GitHub keeps it.

    NOTE: a private key is refused here, before it is shown or sent.
    """
    found = _PUBLIC.fullmatch(text.strip())
    if not found:
        raise ValueError("a public key is written as in ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA…")
    return found[1]


KeyId: TypeAlias = Annotated[IdNumber, numbered_kind("deploy key", "12345678")]
_KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJ"
PublicKey: TypeAlias = Annotated[
    str,
    Kind(
        role=Role.PAYLOAD,
        reads="quote",
        noun="public key",
        question="Give the public key in quotation marks, as in 'ssh-ed25519 AAAAC3…'.",
        example=_KEY,
        takes_stdin=True,
        takes_file=True,
    ),
    StringConstraints(max_length=10_000),
    AfterValidator(_public_key),
]


def _access_of(key: Any) -> str:
    return "read-only" if pick(key, "read_only") is True else "read-write"


def _may_write(key: Any) -> bool:
    return pick(key, "read_only") is False


def _is_not(value: bool) -> bool:  # noqa: FBT001  # what a field holds
    return not value


class DeployKey(Resource):
    """A deploy key."""

    headline: ClassVar = Headline(
        kind="deploy key",
        name="{id} of {@repo}",
        title="{title}",
        state=_access_of,
        identity=("id",),
    )

    listing: ClassVar = Listing(
        "deploy key|deploy keys",
        columns=(
            Column("ID", "{id}", style="cyan"),
            Column("TITLE", "{title}", style="bold", flexible=True),
            Column("TYPE", _access_of),
            Column("CREATED AT", "{created_at:age}", style="grey"),
        ),
        piped=("{id}", "{title}", _access_of, "{key}", "{created_at}"),
    )

    id: int
    title: str
    key: str
    read_only: bool
    created_at: str | None = None
    added_by: str | None = None
    last_used: str | None = None


class ListDeployKeys(
    GitHubAction[list[DeployKey]],
    op="repos/list-deploy-keys",
    action="deploy_keys.list",
    says="List the deploy keys of {repo}",
    utterances=("SHOW? the deploy_keys|deployment_keys [limit {limit}]",),
):
    """List the deploy keys of a repository."""

    repo: ListedRepo

    key_id: Annotated[KeyId | None, Unsent()] = None
    """Only the one of this id."""

    limit: Limit = 30

    def keeps(self, item: dict[str, Any]) -> bool:
        """Keep the one that is looked for."""
        return self.key_id is None or item["id"] == self.key_id


class CreateDeployKey(
    GitHubAction[DeployKey],
    op="repos/create-deploy-key",
    action="deploy_keys.create",
    effect=Effect.ASKED,
    because="whoever has the private key gets access, which can be taken away again",
    undo=Undo(action="deploy_keys.delete", answered={"key_id": "id"}),
    target=Target(read=GetRepo),
    confirmation=Confirmation(
        phrase="add deploy key {title} to {repo}",
        heading="Whoever has the private key would have access to this repository:",
    ),
    says="Add the deploy key {title!r} to {repo}",
    view=Line("Added the deploy key {id} {title!r} to {@repo}", piped="{id}"),
    utterances=(
        (
            "add|create|make a new? [{write_access}] deploy_key|deployment_key {key}"
            " called|titled {title}"
        ),
    ),
):
    """Let whoever has a private key read a repository, or write it too."""

    repo: RepoName
    """Repository that the key is for, as OWNER/NAME."""

    title: Title
    """What the key is called."""

    key: PublicKey
    """The public key."""

    write_access: Annotated[
        bool,
        At("read_only"),
        SentAs(_is_not),
        Answered(_may_write),
        Synonyms(true=("writable", "read_write", "read-write"), false=("read_only", "read-only")),
    ] = False
    """Whether it lets write too, and not only read."""


class DeleteDeployKey(
    GitHubAction[None],
    op="repos/delete-deploy-key",
    action="deploy_keys.delete",
    effect=Effect.DESTRUCTIVE,
    because="machines lose access, and nobody can tell afterwards which",
    target=Target(
        read=ListDeployKeys,
        by={"limit": ""},
        shows=(("added by", "{added_by:or_none}"), ("last used", "{last_used:or_none}")),
    ),
    confirmation=Confirmation(
        phrase="delete deploy key {key_id} of {repo}",
        heading="Machines that use this key would lose access:",
    ),
    says="Delete the deploy key {key_id} of {repo}",
    view=Line("Deleted the deploy key {@key_id} of {@repo}", piped="{@key_id}"),
    utterances=("delete|remove|revoke|drop the deploy_key|deployment_key {key_id}",),
):
    """Delete a deploy key: who has its private key can reach the repository by it no longer."""

    repo: RepoName
    """Repository that the key is of, as OWNER/NAME."""

    key_id: KeyId
    """Id of the key."""
