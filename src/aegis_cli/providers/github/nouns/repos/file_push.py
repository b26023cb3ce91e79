"""Several files in one commit, on top of the very commit that was shown."""

from typing import Annotated, TypeAlias

from pydantic import Field, StringConstraints
from typing_extensions import TypedDict  # pydantic takes no other before Python 3.12

from aegis_cli.actions.action import R
from aegis_cli.actions.facts import Confirmation, Effect
from aegis_cli.actions.fields.kinds import Kind, Role
from aegis_cli.actions.fields.marks import Answered, At, ListItem, ResolvedId, SentAs
from aegis_cli.actions.results.views import line_with_link
from aegis_cli.actions.targets.target import Target
from aegis_cli.actions.undoing import Lasting
from aegis_cli.providers.github.github_action import GitHubAction
from aegis_cli.providers.github.github_types import Body, Branch, RepoName
from aegis_cli.providers.github.nouns.repos.branches import GetBranch
from aegis_cli.providers.github.nouns.repos.files import (
    AutomationPath,
    CommitMessage,
    FileText,
    PlainPath,
    base64_of,
)
from aegis_cli.providers.github.resources import Resource

_MOST = 100
"""The files that one commit may hold here; a plan that shows more is read by nobody."""


MessageLine: TypeAlias = Annotated[
    CommitMessage, StringConstraints(max_length=256, pattern=r"^[^\x00-\x1f\x7f]*$")
]


class FileToWrite(ListItem):
    """A file, and all that is in it from now on."""

    path: PlainPath
    """Path of the file, as in docs/notes.md."""

    contents: FileText
    """All that is in the file from now on."""


class AutomationFile(ListItem):
    """A file that runs with secrets, and all that is in it from now on."""

    path: AutomationPath
    """Path of the file, as in .github/workflows/ci.yml."""

    contents: FileText
    """All that is in the file from now on."""


class FileAddition(TypedDict):
    """A file as GraphQL takes it: its contents in base64."""

    path: str
    contents: str


def _additions(files: list[dict[str, str]]) -> list[FileAddition]:
    return [{"path": each["path"], "contents": base64_of(each["contents"])} for each in files]


class NamedRef(Resource):
    """A branch, by its name."""

    name: str


class PushedCommit(Resource):
    """A commit that was made, by the name that GraphQL gives it."""

    oid: str
    url: str
    messageHeadline: str  # noqa: N815  # GitHub's name


class Pushed(Resource):
    """A commit on a branch."""

    commit: PushedCommit
    ref: NamedRef | None = None


class _PushFiles(GitHubAction[R]):
    """One commit that writes files on a branch."""

    repo: Annotated[RepoName, At("branch.repositoryNameWithOwner")]
    """Repository that the files are in, as OWNER/NAME."""

    branch: Annotated[Branch, At("branch.branchName"), Answered("ref.name")]
    """Branch to commit to."""

    files: tuple[ListItem, ...]

    message: Annotated[MessageLine, At("message.headline")]
    """First line of the message of the commit."""

    body: Annotated[Body | None, At("message.body")] = None
    """Rest of the message."""

    head: Annotated[
        str | None, At("expectedHeadOid"), ResolvedId(read=GetBranch, path="commit.sha")
    ] = None
    """The last commit of the branch; GitHub refuses the new one if another came before it."""


_BRANCH = Target(read=GetBranch, aside=("message",), pins=("commit.sha",))
_COMMITTED = line_with_link(
    "Committed {commit.messageHeadline!r} to {@branch!r} of {@repo}", url="{commit.url}"
)


def _files_kind(example: str) -> Kind:
    return Kind(
        role=Role.PAYLOAD,
        reads="quote",
        noun="file",
        question=f"Give the files, as in '{example}'.",
        example=example,
    )


class PushFiles(
    _PushFiles[Pushed],
    op="graphql:files_push",
    action="files.push",
    effect=Effect.WRITE,
    also=("files.put",),
    undo=Lasting("A commit stays; a later one can put the files back."),
    target=_BRANCH,
    says="Write {files.path} to the branch {branch!r} of {repo}, in one commit",
    view=_COMMITTED,
    utterances=(
        "push|commit files {files} to|on branch? {branch} [in|of {repo}] with message {message}",
        "push|commit {files} to|on branch? {branch} with message {message}",
        "write|put|save|upload files {files} to|into|on branch? {branch} with message {message}",
        "add the files {files} to|on branch? {branch} with message {message}",
    ),
):
    """Write several files of a branch with one commit, whether they are there yet or not."""

    files: Annotated[
        tuple[FileToWrite, ...],
        _files_kind('{"path": "notes.md", "contents": "Hi"}'),
        Field(min_length=1, max_length=_MOST),
        At("fileChanges.additions"),
        SentAs(_additions),
    ]
    """The files to write, each with its path and all that is in it from now on."""


class PushAutomation(
    _PushFiles[Pushed],
    op="graphql:files_push_automation",
    action="files.push_automation",
    effect=Effect.ASKED,
    also=("files.put_automation",),
    because=(
        "what such a file says runs with the secrets of the repository as soon as it is "
        "pushed; a commit takes it back, and not what was read"
    ),
    undo=Lasting("A commit stays; a later one can put the files back."),
    target=_BRANCH,
    confirmation=Confirmation(
        phrase="push automation files to {branch} of {repo}",
        same="push automation files to {name} of {@repo}",
        heading="What these files say runs with the secrets of the repository:",
    ),
    says="Write automation files {files.path} to the branch {branch!r} of {repo}, in one commit",
    view=_COMMITTED,
    utterances=(
        (
            "push|commit automation files {files} to|on branch? {branch} [in|of {repo}]"
            " with message {message}"
        ),
    ),
):
    """Write several files of .github/workflows or the like with one commit."""

    files: Annotated[
        tuple[AutomationFile, ...],
        _files_kind('{"path": ".github/workflows/ci.yml", "contents": "on: push"}'),
        Field(min_length=1, max_length=_MOST),
        At("fileChanges.additions"),
        SentAs(_additions),
    ]
    """The files to write, each with its path and all that is in it from now on."""
