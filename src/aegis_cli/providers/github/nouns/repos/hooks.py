"""Actions on the webhooks of a repository."""

from typing import Annotated, Any, ClassVar, Literal, TypeAlias

from pydantic import StringConstraints

from aegis_cli.actions.action import R
from aegis_cli.actions.facts import Confirmation, Effect
from aegis_cli.actions.fields.field_types import IdNumber, Limit
from aegis_cli.actions.fields.kinds import named_kind, numbered_kind
from aegis_cli.actions.fields.marks import At, Unsent
from aegis_cli.actions.results.templates import pick
from aegis_cli.actions.results.views import Column, Line, Listing, Tone
from aegis_cli.actions.targets.target import Headline, Target
from aegis_cli.actions.undoing import Lasting, Undo
from aegis_cli.providers.github.github_action import GitHubAction
from aegis_cli.providers.github.github_types import RepoName, WebAddress
from aegis_cli.providers.github.nouns.repos.repos import GetRepo
from aegis_cli.providers.github.resources import Resource
from aegis_cli.providers.github.targets import ListedRepo

HookId: TypeAlias = Annotated[IdNumber, numbered_kind("webhook", "12345678")]
HookEvent: TypeAlias = Annotated[
    str,
    named_kind("event", "push", "'pull_request'", reads="labels"),
    StringConstraints(max_length=100, pattern=r"^(?:[a-z_]+|\*)$"),
]


def _state_of(hook: Any) -> str:
    return "active" if pick(hook, "active") is True else "inactive"


def _tone(hook: Any) -> Tone:
    return "green" if pick(hook, "active") is True else "grey"


class HookConfig(Resource):
    """Where a webhook sends to; its secret is not read."""

    url: str | None = None
    content_type: str | None = None


class HookResource(Resource):
    """A webhook."""

    headline: ClassVar = Headline(
        kind="webhook",
        name="{id} of {@repo}",
        title="{config.url}",
        state=_state_of,
        identity=("id",),
    )

    listing: ClassVar = Listing(
        "webhook|webhooks",
        columns=(
            Column("ID", "{id}", style="cyan"),
            Column("ADDRESS", "{config.url}", style="bold", flexible=True),
            Column("EVENTS", "{events}", flexible=True),
            Column("STATE", _state_of, style=_tone),
        ),
        piped=("{id}", "{config.url}", "{events}", _state_of),
    )

    id: int
    active: bool
    events: list[str]
    config: HookConfig


class ListHooks(
    GitHubAction[list[HookResource]],
    op="repos/list-webhooks",
    action="hooks.list",
    says="List the webhooks of {repo}",
    utterances=("SHOW? the webhooks|hooks [limit {limit}]",),
):
    """List the webhooks of a repository."""

    repo: ListedRepo

    hook_id: Annotated[HookId | None, Unsent()] = None
    """Only the one of this id."""

    limit: Limit = 30

    def keeps(self, item: dict[str, Any]) -> bool:
        """Keep the one that is looked for."""
        return self.hook_id is None or item["id"] == self.hook_id


class _HookAction(GitHubAction[R]):
    """An action on one webhook."""

    target = Target(
        read=ListHooks, by={"limit": ""}, shows=(("address", "{config.url}"), ("on", "{events}"))
    )

    repo: RepoName
    """Repository that the webhook is of, as OWNER/NAME."""


class CreateHook(
    GitHubAction[HookResource],
    op="repos/create-webhook",
    action="hooks.create",
    effect=Effect.ASKED,
    because="what happens in a repository is sent elsewhere; it can be stopped again",
    undo=Undo(
        action="hooks.delete",
        answered={"hook_id": "id"},
        left={name: name for name in ("config.url", "events", "active")},
    ),
    target=Target(read=GetRepo),
    confirmation=Confirmation(
        phrase="send events of {repo} to {url}",
        heading="What happens in this repository would be sent to that address:",
    ),
    says="Have GitHub send events of {repo} to {url!r}",
    view=Line("Created the webhook {id} of {@repo}, which sends to {config.url}", piped="{id}"),
    utterances=(
        (
            "create|add|make a new? webhook|hook to|for|at|with|that_sends_to"
            " address|url? {url} [on|for event|events {events}] [as {content_type}]"
        ),
    ),
):
    """Have GitHub tell an address of what happens in a repository; it gets no secret."""

    repo: RepoName
    """Repository whose events to send, as OWNER/NAME."""

    url: Annotated[WebAddress, At("config.url")]
    """Address that gets them."""

    content_type: Annotated[Literal["json", "form"] | None, At("config.content_type")] = None
    """How they are written; GitHub takes form."""

    events: tuple[HookEvent, ...] | None = None
    """Which events to send; GitHub takes push."""

    active: bool | None = None
    """Whether it sends from the beginning; GitHub takes yes."""


class PingHook(
    _HookAction[None],
    op="repos/ping-webhook",
    action="hooks.ping",
    effect=Effect.ASKED,
    because="what happens in a repository is sent elsewhere; it can be stopped again",
    undo=Lasting("What was sent is sent."),
    confirmation=Confirmation(
        phrase="ping webhook {hook_id} of {repo}", heading="This webhook would be called:"
    ),
    says="Ping the webhook {hook_id} of {repo}",
    view=Line("Pinged the webhook {@hook_id} of {@repo}", piped="{@hook_id}"),
    utterances=("ping|test|try the webhook|hook {hook_id}",),
):
    """Have a webhook send a ping to its address."""

    hook_id: HookId
    """Id of the webhook."""


class DeleteHook(
    _HookAction[None],
    op="repos/delete-webhook",
    action="hooks.delete",
    effect=Effect.DESTRUCTIVE,
    because="its secret is gone, which nobody can read",
    confirmation=Confirmation(
        phrase="delete webhook {hook_id} of {repo}",
        heading="This webhook would be gone, with its secret:",
    ),
    says="Delete the webhook {hook_id} of {repo}",
    view=Line("Deleted the webhook {@hook_id} of {@repo}", piped="{@hook_id}"),
    utterances=("delete|remove|destroy|drop the webhook|hook {hook_id}",),
):
    """Delete a webhook; nobody can read its secret, so that it cannot be made again as it was."""

    hook_id: HookId
    """Id of the webhook."""
