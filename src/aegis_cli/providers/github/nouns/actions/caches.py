"""Actions on the caches of workflows."""

from typing import Annotated, Any, ClassVar, Literal, TypeAlias

from pydantic import StringConstraints

from aegis_cli.actions.facts import Confirmation, Effect
from aegis_cli.actions.fields.field_types import Direction, IdNumber, Limit
from aegis_cli.actions.fields.kinds import Synonyms, named_kind, numbered_kind
from aegis_cli.actions.fields.marks import Unsent
from aegis_cli.actions.results.conditions import Condition, ConditionKind
from aegis_cli.actions.results.templates import pick
from aegis_cli.actions.results.views import Column, Line, Listing
from aegis_cli.actions.targets.target import Headline, Target
from aegis_cli.actions.undoing import Lasting
from aegis_cli.providers.github.github_action import GitHubAction
from aegis_cli.providers.github.github_types import RepoName
from aegis_cli.providers.github.repositories import REPOSITORY
from aegis_cli.providers.github.resources import Resource
from aegis_cli.providers.github.targets import ListedRepo

CacheId: TypeAlias = Annotated[
    IdNumber,
    numbered_kind(
        "cache",
        "14000002",
        "Say which cache by its id, as in cache 14000002; a list of caches shows them.",
        inside=REPOSITORY,
    ),
]
CacheKey: TypeAlias = Annotated[
    str,
    named_kind("key", "npm-linux"),
    StringConstraints(min_length=1, max_length=512),
]
CacheRef: TypeAlias = Annotated[
    str,
    named_kind("ref", "refs/heads/main", has_slashes=True),
    StringConstraints(min_length=1, max_length=255),
]


class CacheResource(Resource):
    """What workflows kept to be faster the next time."""

    headline: ClassVar = Headline(
        kind="cache",
        name="{id} of {@repo}",
        title="{key}",
        state="{size_in_bytes:byte|bytes}",
        identity=("id",),
    )

    listing: ClassVar = Listing(
        "cache|caches",
        columns=(
            Column("ID", "{id}", style="cyan"),
            Column("KEY", "{key}", style="bold", flexible=True),
            Column("BYTES", "{size_in_bytes}"),
            Column("REF", "{ref}"),
            Column("USED", "{last_accessed_at:age}", style="grey"),
            Column("CREATED", "{created_at:age}", style="grey"),
        ),
        piped=("{id}", "{key}", "{size_in_bytes}", "{ref}", "{last_accessed_at}", "{created_at}"),
    )

    conditions: ClassVar = (
        Condition("name", "key", ConditionKind.TEXT),
        Condition("bytes", "size_in_bytes", ConditionKind.COUNT),
        Condition("used", "last_accessed_at", ConditionKind.DAY),
        Condition("created", "created_at", ConditionKind.DAY),
    )

    id: int | None = None
    key: str | None = None
    ref: str | None = None
    size_in_bytes: int | None = None
    last_accessed_at: str | None = None
    created_at: str | None = None


class ListCaches(
    GitHubAction[list[CacheResource]],
    op="actions/get-actions-cache-list",
    action="caches.list",
    says="List the caches of {repo}",
    utterances=(
        (
            "SHOW? the [{sort}] [first|top {limit} of?] caches [with key {key}] [of ref {ref}]"
            " [sorted_by|ordered_by|by {sort}] [{direction} first]"
        ),
        "what|which caches are_there",
    ),
):
    """List the caches of a repository's workflows, the last used first."""

    repo: ListedRepo

    key: CacheKey | None = None
    """Only those whose key is this, or begins so."""

    ref: CacheRef | None = None
    """Only those of this ref, such as refs/heads/main or refs/pull/11/merge."""

    sort: (
        Annotated[
            Literal["created_at", "last_accessed_at", "size_in_bytes"],
            Synonyms(
                created_at=("created", "creation", "age"),
                last_accessed_at=("used", "use", "last used"),
                size_in_bytes=("size", "largest", "biggest"),
            ),
        ]
        | None
    ) = None
    """What they are sorted by."""

    direction: Direction | None = None

    cache_id: Annotated[CacheId | None, Unsent()] = None
    """Only the one of this id."""

    limit: Limit = 30

    def keeps(self, item: dict[str, Any]) -> bool:
        """Keep the one that is looked for."""
        return self.cache_id in {None, pick(item, "id")}


class DeleteCache(
    GitHubAction[None],
    op="actions/delete-actions-cache-by-id",
    action="caches.delete",
    effect=Effect.ASKED,
    undo=Lasting("A later run makes it again."),
    because="the next run that needs it makes it again",
    target=Target(
        read=ListCaches,
        by=dict.fromkeys(("key", "ref", "sort", "direction", "limit"), ""),
        pins=("key",),
        shows=(("ref", "{ref}"), ("last used", "{last_accessed_at:ago}")),
    ),
    says="Delete the cache {cache_id} of {repo}",
    view=Line("Deleted the cache {@cache_id} of {@repo}", piped="{@cache_id}"),
    confirmation=Confirmation(
        phrase="delete cache {cache_id} of {repo}",
        same="delete cache {id} of {@repo}",
        heading="The next run that needs this has to make it again:",
    ),
    utterances=("delete|clear|remove|drop|evict the cache {cache_id}",),
):
    """Delete one cache; the next run that needs it is slower, and makes it again."""

    repo: RepoName
    """Repository that it is in, as OWNER/NAME."""

    cache_id: CacheId
    """The cache, by its id."""
