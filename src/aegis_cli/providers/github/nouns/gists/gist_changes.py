"""Actions that make, change, copy, star and delete gists."""

from typing import Annotated, Any, Literal, Self, TypeAlias

from pydantic import StringConstraints, model_validator

from aegis_cli.actions.action import R
from aegis_cli.actions.facts import Confirmation, Effect
from aegis_cli.actions.fields.kinds import named_kind
from aegis_cli.actions.fields.marks import At, FileContent, Unsent
from aegis_cli.actions.results.views import Line, line_with_link
from aegis_cli.actions.targets.target import Made, Target
from aegis_cli.actions.undoing import Lasting, Undo
from aegis_cli.providers.github.github_action import GitHubAction
from aegis_cli.providers.github.github_types import CommentBody, Description
from aegis_cli.providers.github.nouns.gists.gists import (
    GetGist,
    GistAction,
    GistId,
    GistResource,
    files_of,
)
from aegis_cli.providers.github.nouns.repos.files import FileText
from aegis_cli.providers.github.resources import Resource, User

_NAMED = "{filename}"
"""Stands for the name of the file where its values are placed."""

Filename: TypeAlias = Annotated[
    str,
    named_kind("file", "notes.md"),
    StringConstraints(min_length=1, max_length=255, pattern=r"^[^/\x00-\x1f\x7f]+$"),
]


class _GistFileAction(GitHubAction[R]):
    """An action on one file of a gist, under whose name the request has what is said of it."""

    def body_values(self) -> dict[str, Any]:
        """Return what is sent, with the name of the file in its place."""
        values = super().body_values()
        files = values.get("files", {})
        name = getattr(self, "filename", None)
        return values | {"files": {name: files[_NAMED]}} if files else values


class _NewGist(_GistFileAction[R]):
    """An action that makes a gist."""

    filename: Annotated[Filename, Unsent()]
    """Name of its file, as in notes.md."""

    content: Annotated[FileText, FileContent(), At(f"files.{_NAMED}.content")]
    """All that is in the file; `@notes.md` is what that file here holds."""

    description: Description | None = None
    """What it is about."""


_AS_MADE = Undo(
    action="gists.delete",
    answered={"gist_id": "id"},
    left={"updated_at": "updated_at", "comments": "comments"},
)


class CreateGist(
    _NewGist[GistResource],
    op="gists/create",
    action="gists.create",
    effect=Effect.WRITE,
    undo=_AS_MADE,
    target=Made(),
    says="Create a secret gist with the file {filename!r}, which whoever has its address sees",
    view=line_with_link("Created the secret gist {id}"),
    utterances=(
        (
            "create|make|add [new] secret|private? gist {filename} with content {content}"
            " [from|using {content:stdin}] [described as {description}]"
        ),
        "create|make|add [new] secret|private? gist called|named {filename} with content {content}",
        "create|make|add [new] secret|private? gist with file {filename} with content {content}",
        "put|save|share {content} in|into|to|as [new] secret|private? gist {filename}",
    ),
):
    """Create a secret gist with one file: no list shows it, and whoever has its address sees it."""

    public: Literal[False] = False
    """That it is secret."""


class CreatePublicGist(
    _NewGist[GistResource],
    op="gists/create",
    action="gists.create_public",
    effect=Effect.ASKED,
    because="everybody can read it from then on, and a public gist cannot be made secret",
    undo=_AS_MADE,
    target=Made(),
    confirmation=Confirmation(phrase="publish gist {filename}"),
    says="Publish a gist with the file {filename!r}, which everybody finds",
    view=line_with_link("Published the gist {id}"),
    utterances=(
        (
            "create|make|add|publish [new] public gist {filename} with content {content}"
            " [from|using {content:stdin}] [described as {description}]"
        ),
        "create|make|add|publish [new] public gist called|named {filename} with content {content}",
        "publish [new] gist {filename} with content {content} [described as {description}]",
        "publish {content} in|into|as public? gist {filename}",
    ),
):
    """Create a public gist with one file: everybody finds it, and it stays public."""

    public: Literal[True] = True
    """That everybody finds it."""


class UpdateGist(
    _GistFileAction[GistResource],
    op="gists/update",
    action="gists.update",
    effect=Effect.WRITE,
    undo=Undo(by={"filename": "new_filename"}),
    target=Target(read=GetGist, watched=("files.",), shows=(("files", files_of),)),
    says="Change the gist {gist_id}",
    view=line_with_link(
        "Changed the gist {id} ({@changes})", already="The gist {id} was already so"
    ),
    verbs=("change", "update", "edit", "set", "replace", "rename", "add", "put", "write"),
    utterances=(
        "CHANGE the description of gist {gist_id} to {description}",
        "CHANGE|write the file {filename} of|in gist {gist_id} to {content}",
        "add|put the file {filename} to|into gist {gist_id} with content {content}",
        "rename the file {filename} of|in gist {gist_id} to|as {new_filename}",
    ),
):
    """Change the description of a gist, or write or rename one of its files."""

    gist_id: GistId
    """Gist, by the id in its address."""

    filename: Annotated[Filename | None, Unsent()] = None
    """File to write or rename; a new one if the gist has none of this name."""

    content: Annotated[FileText | None, FileContent(), At(f"files.{_NAMED}.content")] = None
    """All that is in the file from now on; `@notes.md` is what that file here holds."""

    new_filename: Annotated[Filename | None, At(f"files.{_NAMED}.filename")] = None
    """What the file is called from now on."""

    description: Description | None = None
    """What the gist is about from now on."""

    @model_validator(mode="after")
    def _says_which_file(self) -> Self:
        of_file = self.content, self.new_filename
        if self.filename is None and any(value is not None for value in of_file):
            raise ValueError("name the file of the gist, as in notes.md")
        if self.filename is not None and all(value is None for value in of_file):
            raise ValueError("say what the file is to hold, or what it is to be called")
        return self


class DeleteGist(
    GistAction[None],
    op="gists/delete",
    action="gists.delete",
    effect=Effect.DESTRUCTIVE,
    because="its history and the comments of others are gone with it",
    says="Delete the gist {gist_id}, with its files, its history and its comments",
    view=Line("Deleted the gist {@gist_id}", piped="{@gist_id}"),
    target=Target(read=GetGist, watched=("files.",), shows=(("files", files_of),)),
    confirmation=Confirmation(
        phrase="delete gist {gist_id}",
        same="delete gist {id}",
        heading="This would be lost for good:",
    ),
    utterances=("delete|destroy|remove my? gist {gist_id}",),
):
    """Delete a gist with its files, its history and its comments."""


class ForkGist(
    GistAction[GistResource],
    op="gists/fork",
    action="gists.fork",
    effect=Effect.WRITE,
    undo=Lasting("It may be a fork that you had before; gists.delete deletes it."),
    says="Fork the gist {gist_id} into your account",
    view=line_with_link("Forked the gist {@gist_id} as {id}"),
    utterances=("fork|copy the gist {gist_id}", "create|make a fork|copy of gist {gist_id}"),
):
    """Copy the gist of another person into your account; the copy is as public as it is."""


class StarGist(
    GistAction[None],
    op="gists/star",
    action="gists.star",
    effect=Effect.WRITE,
    undo=Lasting("Whether it had your star before is not known; gists.unstar takes it back."),
    says="Star the gist {gist_id}",
    view=Line("Starred the gist {@gist_id}", piped="{@gist_id}"),
    utterances=("star the gist {gist_id}", "give|add a star to gist {gist_id}"),
):
    """Star a gist."""


class UnstarGist(
    GistAction[None],
    op="gists/unstar",
    action="gists.unstar",
    effect=Effect.WRITE,
    undo=Lasting("Whether it had your star before is not known; gists.star takes it back."),
    because="the gist can be starred again",
    says="Take your star off the gist {gist_id}",
    view=Line("Took your star off the gist {@gist_id}", piped="{@gist_id}"),
    utterances=(
        "unstar the gist {gist_id}",
        "remove|take my? star from|off|of gist {gist_id}",
    ),
):
    """Take your star off a gist."""


class GistComment(Resource):
    """A comment on a gist."""

    id: int
    user: User | None = None
    body: str
    created_at: str


class AddGistComment(
    GistAction[GistComment],
    op="gists/create-comment",
    action="gists.add_comment",
    effect=Effect.WRITE,
    undo=Lasting("No action deletes a comment on a gist."),
    says="Comment on the gist {gist_id}",
    view=Line("Commented on the gist {@gist_id}", piped="{id}"),
    utterances=(
        "comment {body} on gist {gist_id}",
        "comment on gist {gist_id} saying {body}",
        "add|post|write a comment to|on gist {gist_id} saying {body}",
        "say {body} on gist {gist_id}",
    ),
):
    """Comment on a gist; everybody who sees it may read that."""

    body: Annotated[CommentBody, StringConstraints(max_length=65_535)]
