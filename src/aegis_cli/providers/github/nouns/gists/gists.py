"""Actions on gists."""

from typing import Annotated, Any, ClassVar, TypeAlias

from pydantic import BeforeValidator, StringConstraints

from aegis_cli.actions.action import R
from aegis_cli.actions.fields.field_types import Limit
from aegis_cli.actions.fields.kinds import named_kind
from aegis_cli.actions.results.conditions import Condition, ConditionKind
from aegis_cli.actions.results.templates import pick, text_at
from aegis_cli.actions.results.views import Card, Column, Listing, Tone
from aegis_cli.actions.targets.target import Headline, Target
from aegis_cli.actions.words.forms import NOUN, Form
from aegis_cli.providers.github.github_action import GitHubAction
from aegis_cli.providers.github.github_types import Login
from aegis_cli.providers.github.resources import Resource, User


def _id_in_address(value: object) -> object:
    """Return the id at the end of a gist's address; anything else as it is."""
    is_address = isinstance(value, str) and value.startswith("https://gist.github.com/")
    return value.rpartition("/")[2] if is_address and isinstance(value, str) else value


GistId: TypeAlias = Annotated[
    str,
    named_kind("gist", "aa5a315d61ae9438b18d"),
    BeforeValidator(_id_in_address),
    StringConstraints(pattern=r"^[0-9a-f]{1,40}$"),
]


def files_of(gist: Any) -> str:
    """Return the names of the files of a gist."""
    files = pick(gist, "files")
    return ", ".join(files) if isinstance(files, dict) else ""


def title_of(gist: Any) -> str:
    """Return what a gist is called: its files, if it has no description."""
    return text_at(gist, "description") or files_of(gist)


def visibility_of(gist: Any) -> str:
    """Return who finds a gist: everybody, or whoever has its address."""
    return "public" if pick(gist, "public") is True else "secret"


def visibility_tone(gist: Any) -> Tone:
    """Return the colour of `visibility_of`, as `gh` has it."""
    return "green" if pick(gist, "public") is True else "red"


def text_of(gist: Any) -> str:
    """Return all that the files of a gist hold; several are told apart by their names."""
    files = pick(gist, "files")
    held = {name: text_at(file, "content") for name, file in dict(files or {}).items()}
    if len(held) == 1:
        return "".join(held.values())
    return "\n\n".join(f"{name}\n\n{text}" for name, text in held.items())


class GistFile(Resource):
    """A file of a gist; a list of gists has no content."""

    filename: str | None = None
    type: str | None = None
    language: str | None = None
    size: int | None = None
    truncated: bool | None = None
    content: str | None = None


class GistResource(Resource):
    """A gist."""

    headline: ClassVar = Headline(kind="gist", name="{id}", title=title_of, state=visibility_of)

    listing: ClassVar = Listing(
        "gist|gists",
        columns=(
            Column("ID", "{id}", style="bold"),
            Column("DESCRIPTION", title_of, flexible=True),
            Column("FILES", files_of),
            Column("VISIBILITY", visibility_of, style=visibility_tone),
            Column("UPDATED", "{updated_at:age}", style="grey"),
        ),
        piped=("{id}", title_of, files_of, visibility_of, "{updated_at}"),
    )

    conditions: ClassVar = (
        Condition("description", "description", ConditionKind.TEXT),
        Condition("public", "public", ConditionKind.CHOICE),
        Condition("comments", "comments", ConditionKind.COUNT),
        Condition("created", "created_at", ConditionKind.DAY),
        Condition("updated", "updated_at", ConditionKind.DAY),
    )

    id: str | None = None
    description: str | None = None
    public: bool | None = None
    html_url: str | None = None
    files: dict[str, GistFile | None] | None = None
    owner: User | None = None
    comments: int | None = None
    created_at: str | None = None
    updated_at: str | None = None


class ListMyGists(
    GitHubAction[list[GistResource]],
    op="gists/list",
    action="gists.list",
    says="List your gists",
    view=GistResource.listing.table("of yours"),
    utterances=("SHOW? all? my? gists", "what|which gists do_i_have|have_i"),
):
    """List your gists, the secret ones too."""

    limit: Limit = 30


class ListUserGists(
    GitHubAction[list[GistResource]],
    op="gists/list-for-user",
    action="gists.list_for_user",
    says="List the public gists of {username}",
    view=GistResource.listing.table("of {username} that are public"),
    utterances=(
        Form(
            NOUN,
            ("public? gists",),
            ("of|by|from user|person|account? {username}",),
            needs=("username",),
            example="list the gists of {username}",
        ),
        "what|which gists does|has user? {username} have",
    ),
):
    """List the public gists of a person."""

    username: Login
    """Person whose gists to list."""

    limit: Limit = 30


class GetGist(
    GitHubAction[GistResource],
    op="gists/get",
    action="gists.get",
    says="Show the gist {gist_id}",
    view=Card(
        heading="{id}",
        reference="{description}",
        summary=(
            (visibility_of, visibility_tone),
            ("{owner.login}", "plain"),
            ("{comments:comment|comments}", "plain"),
            ("{updated_at:ago}", "plain"),
        ),
        facts=(("Files", files_of),),
        body=text_of,
        footer="View this gist on GitHub: {html_url}",
        piped=(
            ("id", "{id}"),
            ("description", "{description}"),
            ("visibility", visibility_of),
            ("owner", "{owner.login}"),
            ("files", files_of),
            ("comments", "{comments}"),
            ("updated", "{updated_at}"),
            ("url", "{html_url}"),
        ),
    ),
    utterances=("SHOW the gist {gist_id}", "what_is in gist {gist_id}"),
):
    """Show a gist with all that is in its files."""

    gist_id: GistId
    """Gist, by the id in its address."""


class GistAction(GitHubAction[R]):
    """An action on one gist."""

    target = Target(read=GetGist)

    gist_id: GistId
    """Gist, by the id in its address."""
