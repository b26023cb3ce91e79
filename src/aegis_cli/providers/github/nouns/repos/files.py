"""Actions on the files of a repository."""

from base64 import b64decode, b64encode
from typing import Annotated, Any, ClassVar, TypeAlias

from pydantic import AfterValidator, StringConstraints, model_validator

from aegis_cli.actions.action import R
from aegis_cli.actions.facts import Confirmation, Effect
from aegis_cli.actions.fields.kinds import Kind, Role, named_kind
from aegis_cli.actions.fields.marks import Answered, FileContent, OfTarget, ResolvedId, SentAs
from aegis_cli.actions.results.new_page import NewPage
from aegis_cli.actions.results.templates import text_at
from aegis_cli.actions.results.views import Card, Column, Line, Listing, line_with_link
from aegis_cli.actions.targets.target import Headline, Target
from aegis_cli.actions.undoing import Lasting, Undo
from aegis_cli.providers.github.automation_paths import runs_with_secrets
from aegis_cli.providers.github.github_action import GitHubAction
from aegis_cli.providers.github.github_types import Branch, RepoName
from aegis_cli.providers.github.resources import Resource

FilePath: TypeAlias = Annotated[
    str,
    named_kind("file", "docs/notes.md", has_slashes=True, also=(r"\.?/(.+)",)),
    StringConstraints(min_length=1, max_length=4_096),
]


def _check_plain(path: str) -> str:
    if runs_with_secrets(path):
        raise ValueError(
            "such a file says what runs with the repository's secrets: files.put_automation and "
            "files.push_automation write it"
        )
    return path


def _check_automation(path: str) -> str:
    if not runs_with_secrets(path):
        raise ValueError(
            "this file runs with no secrets, as what is in .github/workflows does: files.put and "
            "files.push write it"
        )
    return path


PlainPath: TypeAlias = Annotated[FilePath, AfterValidator(_check_plain)]
AutomationPath: TypeAlias = Annotated[
    str,
    named_kind("file", ".github/workflows/ci.yml", has_slashes=True),
    StringConstraints(min_length=1, max_length=4_096),
    AfterValidator(_check_automation),
]
FolderPath: TypeAlias = Annotated[
    str,
    named_kind("folder", "docs", has_slashes=True),
    StringConstraints(min_length=1, max_length=4_096),
]
FileText: TypeAlias = Annotated[
    str,
    Kind(
        role=Role.PAYLOAD,
        reads="text",
        noun="content",
        question="Give the content in quotation marks, or pipe it in.",
        example="Some text",
        cues=("and? with|has? content|text {}", "and? with|from|using? {:stdin}"),
        takes_stdin=True,
        takes_file=True,
    ),
    StringConstraints(max_length=500_000),
]
CommitMessage: TypeAlias = Annotated[
    str,
    Kind(
        role=Role.PAYLOAD,
        reads="text",
        noun="message",
        question="Give the message of the commit, as in with the message 'Add notes'.",
        example="Add notes",
        cues=("and? with? commit? message {}",),
    ),
    StringConstraints(min_length=1, max_length=65_536, pattern=r"\S"),
]


def base64_of(text: str) -> str:
    """Return the Base64 of a text in UTF-8."""
    return b64encode(text.encode()).decode()


class FileAction(GitHubAction[R]):
    """An action on one file."""

    repo: RepoName
    """Repository that the file is in, as OWNER/NAME."""
    path: FilePath
    """Path of the file, as in docs/notes.md."""


def with_text(data: Any) -> Any:
    """Return a file or a blob with its text; what is binary, as Git tells it, stays in Base64."""
    if not isinstance(data, dict) or data.get("encoding") != "base64":
        return data
    content = b64decode(str(data.get("content", "")))
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return data
    return data if "\0" in text else data | {"encoding": "utf-8", "content": text}


def text_of(file: Any) -> str:
    """Return the text of a file; "" where it has none to show."""
    return text_at(file, "content") if text_at(file, "encoding") == "utf-8" else ""


def untold_by(file: Any) -> str:
    """Say why a file is not shown; "" where its text is."""
    return _UNTOLD.get(text_at(file, "encoding"), "")


_UNTOLD = {
    "base64": "binary: not shown, and in Base64 in the JSON",
    "none": "larger than 1 MB: GitHub does not send what is in it",
}
"""Why a file is not shown, by the encoding in which it came."""


class FileResource(Resource):
    """A file; what is UTF-8 is there as text, and anything else in Base64."""

    headline: ClassVar = Headline(
        kind="file", name="{path!r} of {@repo}", state="{size:byte|bytes}"
    )

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
        return with_text(data)


class GetFile(
    FileAction[FileResource],
    op="repos/get-content",
    action="files.get",
    says="Show the file {path!r} of {repo}",
    view=Card(
        heading="{path}",
        reference="{@repo}",
        summary=(("{size:byte|bytes}", "plain"), ("{@ref}", "plain"), (untold_by, "yellow")),
        facts=(("Blob", "{sha}"),),
        body=text_of,
        footer="View this file on GitHub: {html_url}",
    ),
    verbs=("show", "read", "print", "get", "view"),
    utterances=("SHOW file {path} [on|from branch {ref}]",),
):
    """Show a file."""

    ref: Branch | None = None
    """Branch to read it from; the default branch unless told otherwise."""


class WrittenFile(Resource):
    """The file that a commit wrote."""

    path: str | None = None
    sha: str | None = None
    html_url: str | None = None


class FileCommit(Resource):
    """A commit that wrote a file, and the file; nothing where it deleted one."""

    content: WrittenFile | None
    commit: dict[str, Any]


class _WriteFile(FileAction[R]):
    """A commit that writes one file."""

    content: Annotated[FileText, FileContent(), SentAs(base64_of), OfTarget("content")]
    """All that is in the file from now on; `@notes.md` is what that file here holds."""

    message: Annotated[CommitMessage, Answered("commit.message")]
    """Message of the commit."""

    branch: Branch | None = None
    """Branch to commit to; the default branch unless told otherwise."""

    sha: Annotated[
        str | None, ResolvedId(read=GetFile, by={"ref": "branch"}, path="sha", or_absent=True)
    ] = None
    """The blob that it replaces; none if there is no such file."""


_REPLACED_FILE = Target(read=GetFile, by={"ref": "branch"}, aside=("message",), absent="new file")
_WROTE = line_with_link("Wrote {@path!r} of {@repo}", url="{content.html_url}")


class PutFile(
    _WriteFile[FileCommit],
    op="repos/create-or-update-file-contents",
    action="files.put",
    effect=Effect.WRITE,
    undo=Undo(made="files.delete", left={"sha": "content.sha"}),
    target=_REPLACED_FILE,
    page=NewPage(
        noun="file", path="/{repo}/blob/{branch}/{path}", number="", otherwise={"branch": "HEAD"}
    ),
    says="Write the file {path!r} of {repo}",
    view=_WROTE,
    utterances=(
        (
            "write|put|save {content} [{content:stdin}] to|into file? {path}"
            " [on|to branch {branch}] with message {message}"
        ),
        (
            "write|create|replace|overwrite file {path} with content {content}"
            " [with|from|using {content:stdin}] [on|to|in branch {branch}] with message {message}"
        ),
    ),
):
    """Write a file with a commit, whether it is there yet or not."""

    path: PlainPath
    """Path of the file, as in docs/notes.md."""


class PutAutomation(
    _WriteFile[FileCommit],
    op="repos/create-or-update-file-contents",
    action="files.put_automation",
    effect=Effect.ASKED,
    because=(
        "what such a file says runs with the secrets of the repository as soon as it is "
        "pushed; a commit takes it back, and not what was read"
    ),
    undo=Undo(made="files.delete", left={"sha": "content.sha"}),
    target=_REPLACED_FILE,
    confirmation=Confirmation(
        phrase="write {path} of {repo}",
        same="write {path} of {@repo}",
        heading="What this file says runs with the secrets of the repository:",
    ),
    says="Write the automation file {path!r} of {repo}",
    view=_WROTE,
    utterances=(
        (
            "write|put|save {content} [{content:stdin}] to|into automation file {path}"
            " [on|to branch {branch}] with message {message}"
        ),
        (
            "write|create|replace|overwrite automation file {path} with content {content}"
            " [with|from|using {content:stdin}] [on|to|in branch {branch}] with message {message}"
        ),
    ),
):
    """Write a file of .github/workflows or the like, which runs with secrets."""

    path: AutomationPath
    """Path of the file, as in .github/workflows/ci.yml."""


class DeleteFile(
    FileAction[FileCommit],
    op="repos/delete-file",
    action="files.delete",
    effect=Effect.ASKED,
    undo=Lasting("A commit stays; a later one can put the file back."),
    because="a commit deletes it, so that its history still has it and a revert brings it back",
    target=Target(read=GetFile, by={"ref": "branch"}, aside=("message",)),
    confirmation=Confirmation(
        phrase="delete {path} of {repo}",
        same="delete {path} of {@repo}",
        heading="This file would be deleted:",
    ),
    says="Delete the file {path!r} of {repo}",
    view=Line("Deleted {@path!r} of {@repo}", piped="{@path}"),
    utterances=(
        "delete|remove file {path} [on|from|in branch {branch}] [with commit? message {message}]",
    ),
):
    """Delete a file with a commit; those before it still have the file."""

    message: Annotated[CommitMessage, Answered("commit.message")] = "Delete a file"
    """Message of the commit."""

    branch: Branch | None = None
    """Branch to commit to; the default branch unless told otherwise."""

    sha: Annotated[str | None, ResolvedId(read=GetFile, by={"ref": "branch"}, path="sha")] = None
    """The blob that it deletes."""


class FolderEntry(Resource):
    """A file or a folder in a folder."""

    listing: ClassVar = Listing(
        "entry|entries",
        columns=(
            Column("NAME", "{name}", style="bold", flexible=True),
            Column("TYPE", "{type}", style="grey"),
            Column("SIZE", "{size:byte|bytes}", style="grey"),
        ),
        piped=("{path}", "{type}", "{size}", "{sha}"),
    )

    name: str
    path: str
    type: str
    sha: str
    size: int | None = None


class ListFolder(
    GitHubAction[list[FolderEntry]],
    op="repos/get-content",
    action="files.list",
    says="List what is in the folder {path!r} of {repo}",
    view=FolderEntry.listing.table("in {@path} of {@repo}"),
    utterances=(
        "SHOW the files in|of|under|below folder|directory {path} [on|from branch {ref}]",
        "SHOW the folder|directory {path} [on|from branch {ref}]",
    ),
):
    """List the files and folders in a folder."""

    repo: RepoName
    """Repository that the folder is in, as OWNER/NAME."""

    path: FolderPath
    """Path of the folder, as in docs."""

    ref: Branch | None = None
    """Branch to read it from; the default branch unless told otherwise."""
