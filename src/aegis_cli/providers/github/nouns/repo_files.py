"""Actions on the files of a repository."""

from base64 import b64decode
from typing import Annotated, Any, TypeAlias

from pydantic import Field, StringConstraints, model_validator

from aegis_cli.actions.facts import Effect
from aegis_cli.actions.kinds import Branch, Kind, RepoName, Role
from aegis_cli.actions.views import Card
from aegis_cli.providers.github.github_action import GitHubAction
from aegis_cli.providers.github.resources import Resource

FilePath: TypeAlias = Annotated[
    str,
    Kind(
        role=Role.TARGET,
        reads="branch",
        noun="file",
        question="Name the file, as in docs/notes.md.",
        example="docs/notes.md",
        has_slashes=True,
    ),
    StringConstraints(min_length=1, max_length=4_096),
]
FilesRepo: TypeAlias = Annotated[
    RepoName, Field(description="Repository that the file is in, as OWNER/NAME.")
]


class FileResource(Resource):
    """A file; what is UTF-8 is there as text, and anything else in Base64."""

    path: str
    sha: str
    """The name of the blob."""
    size: int
    html_url: str | None = None
    encoding: str | None = None
    content: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _as_text(cls, data: Any) -> Any:
        if not isinstance(data, dict) or data.get("encoding") != "base64":
            return data
        content = b64decode(str(data.get("content", "")))
        try:
            return data | {"encoding": "utf-8", "content": content.decode()}
        except UnicodeDecodeError:
            return data


class GetFile(
    GitHubAction[FileResource],
    op="repos/get-content",
    action="files.get",
    effect=Effect.READ,
    needs="contents:read",
    says="Show the file {path!r} of {repo}",
    view=Card(
        heading="{path}",
        reference="{@repo}",
        summary=(("{size:byte|bytes}", "plain"), ("{@ref}", "plain")),
        facts=(("Blob", "{sha}"),),
        body="{content}",
        footer="View this file on GitHub: {html_url}",
    ),
    verbs=("show", "read", "print", "get", "view"),
    asks=("SHOW file {path} [on|from branch {ref}]",),
):
    """Show a file."""

    repo: FilesRepo

    path: FilePath
    """Path of the file, as in docs/notes.md."""

    ref: Branch | None = None
    """Branch to read it from; the default branch unless told otherwise."""
