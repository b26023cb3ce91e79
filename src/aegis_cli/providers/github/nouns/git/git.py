"""Actions on what Git keeps of a repository: its trees, blobs and commits, by their names."""

from typing import Annotated, Any, ClassVar, TypeAlias

from pydantic import StringConstraints, model_validator

from aegis_cli.actions.action import R
from aegis_cli.actions.fields.kinds import Synonyms, named_kind
from aegis_cli.actions.results.templates import pick, text_at
from aegis_cli.actions.results.views import Card, Column, Listing, Tone
from aegis_cli.providers.github.github_action import GitHubAction
from aegis_cli.providers.github.github_types import Branch, RepoName
from aegis_cli.providers.github.nouns.repos.commits import GitUser
from aegis_cli.providers.github.nouns.repos.files import text_of, untold_by, with_text
from aegis_cli.providers.github.resources import Resource

_SHA = StringConstraints(pattern=r"^[0-9a-f]{40}([0-9a-f]{24})?$", to_lower=True)
"""A name that Git gives, in full: GitHub finds no object by the beginning of one."""
_EXAMPLE = "3d21ec53a331a6f037a91c368710b99387d012c1"
BlobSha: TypeAlias = Annotated[str, named_kind("blob", _EXAMPLE), _SHA]
CommitSha: TypeAlias = Annotated[str, named_kind("commit", _EXAMPLE), _SHA]


class _GitAction(GitHubAction[R]):
    """An action on one object of Git."""

    repo: RepoName
    """Repository that the object is in, as OWNER/NAME."""


_KINDS = {
    "040000": "folder",
    "100755": "executable",
    "120000": "link",
    "160000": "submodule",
}
"""What an entry of a tree is, by its mode; any other is a file."""


def _kind_of(entry: Any) -> str:
    return _KINDS.get(text_at(entry, "mode"), "file")


class TreeEntry(Resource):
    """A file, a folder, a link or a submodule in a tree."""

    listing: ClassVar = Listing(
        "entry|entries",
        columns=(
            Column("PATH", "{path}", style="bold", flexible=True),
            Column("KIND", _kind_of, style="grey"),
            Column("SIZE", "{size:byte|bytes}", style="grey"),
        ),
        piped=("{path}", "{type}", "{size}", "{sha}", "{mode}"),
    )

    path: str
    mode: str
    type: str
    sha: str
    size: int | None = None


class GetTree(
    _GitAction[list[TreeEntry]],
    op="git/get-tree",
    action="git.get_tree",
    envelope="tree",
    says="List the tree of {tree_sha} in {repo}",
    view=TreeEntry.listing.table("in the tree of {tree_sha} in {repo}"),
    utterances=(
        "SHOW the [{recursive}] tree|git_tree [of|at|on|for branch|tag|commit {tree_sha}]",
        "SHOW the [{recursive}] tree|git_tree at {tree_sha} in {repo}",
        "SHOW the [{recursive}] files [on|at branch|tag {tree_sha}]",
    ),
):
    """List the files and folders of a commit, with `recursive` also what is in the folders."""

    tree_sha: Branch = "HEAD"
    """Branch, tag, commit, or the SHA of a tree; the default branch unless told otherwise."""

    recursive: Annotated[bool, Synonyms(true=("recursive", "whole", "full", "all"))] | None = None
    """Whether to list all that is below it too."""

    def body_values(self) -> dict[str, Any]:
        """Return what is sent: GitHub takes any value of `recursive` for a yes, also a no."""
        return super().body_values() if self.recursive else {}


class Blob(Resource):
    """A blob of Git; UTF-8 is there as text, and anything else in Base64."""

    sha: str
    size: int | None
    encoding: str
    content: str

    @model_validator(mode="before")
    @classmethod
    def _as_text(cls, data: Any) -> Any:
        return with_text(data)


class GetBlob(
    _GitAction[Blob],
    op="git/get-blob",
    action="git.get_blob",
    says="Show the blob {file_sha} of {repo}",
    view=Card(
        heading="{sha}",
        reference="{@repo}",
        summary=(("{size:byte|bytes}", "plain"), (untold_by, "yellow")),
        facts=(),
        body=text_of,
        piped=(("sha", "{sha}"), ("size", "{size}"), ("encoding", "{encoding}")),
    ),
    utterances=("SHOW the [content|contents of] git? blob {file_sha}",),
):
    """Show a blob of Git by its SHA."""

    file_sha: BlobSha
    """SHA of the blob, in full, as a tree and the card of a file show it."""


class NamedObject(Resource):
    """An object of Git, by its name."""

    sha: str


class Signature(Resource):
    """Whether GitHub could verify the signature of a commit, and why not."""

    verified: bool
    reason: str | None = None


class CommitObject(NamedObject):
    """A commit as Git has it, with what GitHub says of its signature."""

    html_url: str | None = None
    message: str
    author: GitUser
    committer: GitUser
    tree: NamedObject
    parents: list[NamedObject]
    verification: Signature | None = None


def _signature_of(commit: Any) -> str:
    if pick(commit, "verification.verified") is True:
        return "verified"
    return text_at(commit, "verification.reason").replace("_", " ")


def _tone(commit: Any) -> Tone:
    return "green" if pick(commit, "verification.verified") is True else "grey"


class GetCommitObject(
    _GitAction[CommitObject],
    op="git/get-commit",
    action="git.get_commit",
    says="Show what Git keeps of the commit {commit_sha} of {repo}",
    view=Card(
        heading="{sha}",
        reference="{@repo}",
        summary=(
            ("{author.name}", "plain"),
            ("{author.date:ago}", "plain"),
            (_signature_of, _tone),
        ),
        facts=(
            ("Tree", "{tree.sha}"),
            ("Parents", "{parents.sha}"),
            ("Committed by", "{committer.name}"),
            ("Committed", "{committer.date:ago}"),
        ),
        body="{message}",
        footer="View this commit on GitHub: {html_url}",
        piped=(
            ("commit", "{sha}"),
            ("tree", "{tree.sha}"),
            ("parents", "{parents.sha}"),
            ("author", "{author.name}"),
            ("date", "{author.date}"),
            ("committer", "{committer.name}"),
            ("committed", "{committer.date}"),
            ("signature", _signature_of),
            ("url", "{html_url}"),
        ),
    ),
    utterances=(
        "SHOW the git_commit|git_object|commit_object {commit_sha}",
        "SHOW the parents|parent|signature|committer of|on the commit {commit_sha}",
    ),
):
    """Show a commit as Git keeps it, with its tree, its parents and its signature."""

    commit_sha: CommitSha
    """SHA of the commit, in full."""
