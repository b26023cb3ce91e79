"""Actions on the files of releases."""

from typing import Annotated, Any, TypeAlias

from pydantic import Field, StringConstraints

from aegis_cli.actions.facts import Confirmation, Effect
from aegis_cli.actions.fields.field_types import IdNumber, Limit
from aegis_cli.actions.fields.kinds import Kind, Role, named_kind, numbered_kind
from aegis_cli.actions.fields.marks import Answered, Committed, InQuery
from aegis_cli.actions.results.download import Download
from aegis_cli.actions.results.templates import pick
from aegis_cli.actions.results.views import Card, Line, line_with_link
from aegis_cli.actions.targets.target import Target
from aegis_cli.actions.undoing import Undo
from aegis_cli.providers.github.github_action import GitHubAction
from aegis_cli.providers.github.github_types import RepoName
from aegis_cli.providers.github.nouns.repos.releases import AssetResource, ReleaseAction
from aegis_cli.providers.github.repositories import REPOSITORY

AssetId: TypeAlias = Annotated[
    IdNumber,
    numbered_kind(
        "asset",
        "19000003",
        "Say which asset by its id, as in asset 19000003; the assets of a release show them.",
        inside=REPOSITORY,
    ),
]


AssetName: TypeAlias = Annotated[
    str,
    named_kind("name", "web-2.0.zip"),
    StringConstraints(
        max_length=255, pattern=r"^[A-Za-z0-9_+-](?:[A-Za-z0-9._+-]*[A-Za-z0-9_+-])?$"
    ),
]
"""A name that GitHub keeps as it is: of others it makes what nobody approved."""

AssetLabel: TypeAlias = Annotated[
    str,
    Kind(role=Role.PAYLOAD, reads="text", noun="label", example="For all systems"),
    StringConstraints(min_length=1, max_length=255),
]

_SHA256 = "sha256:"


class ListAssets(
    ReleaseAction[list[AssetResource]],
    op="repos/list-release-assets",
    action="releases.list_assets",
    says="List the files of the release {tag!r} of {repo}",
    view=AssetResource.listing.table("of {tag} in {repo}"),
    utterances=(
        "SHOW the assets|files|downloads of|for release {tag}",
        "SHOW the release {tag} assets|files|downloads",
    ),
):
    """List the files that a release has, with how often each was downloaded."""

    limit: Limit = 30


class GetAsset(
    GitHubAction[AssetResource],
    op="repos/get-release-asset",
    action="releases.get_asset",
    says="Show the file {asset_id} of a release of {repo}",
    view=Card(
        heading="{name}",
        reference="{id}",
        summary=(
            ("{size:byte|bytes}", "plain"),
            ("{download_count:download|downloads}", "plain"),
            ("{created_at:ago}", "plain"),
        ),
        facts=(
            ("Label", "{label}"),
            ("Type", "{content_type}"),
            ("Digest", "{digest}"),
            ("Uploaded by", "{uploader.login}"),
        ),
        footer="Download it: {browser_download_url}",
    ),
    utterances=("SHOW the release? asset {asset_id}",),
):
    """Show what is known of one file of a release; its content is not downloaded."""

    repo: RepoName
    """Repository of the release, as OWNER/NAME."""

    asset_id: AssetId
    """Id of the file."""


class DownloadAsset(
    GitHubAction[Download],
    op="repos/get-release-asset",
    action="releases.download_asset",
    media="application/octet-stream",
    downloads="file",
    says="Download the file {asset_id} of a release of {repo}",
    view=Line("Saved the asset {@asset_id} as {path}", piped="{path}"),
    utterances=("download|fetch|save the release? asset {asset_id}",),
):
    """Save one file of a release."""

    repo: RepoName
    """Repository of the release, as OWNER/NAME."""

    asset_id: AssetId
    """Id of the file."""


def _sha256_of(asset: Any) -> str | None:
    """Return the SHA-256 that GitHub worked out of a file; `None` where it says none."""
    digest = pick(asset, "digest")
    is_one = isinstance(digest, str) and digest.startswith(_SHA256)
    return digest.removeprefix(_SHA256) if is_one else None


class UploadAsset(
    ReleaseAction[AssetResource],
    op="repos/upload-release-asset",
    action="releases.upload_asset",
    effect=Effect.WRITE,
    undo=Undo(action="releases.delete_asset", answered={"asset_id": "id"}),
    takes="file",
    says="Upload a file to the release {tag!r} of {repo}",
    view=line_with_link(
        "Uploaded {name} to the release {@tag!r} of {@repo}", url="{browser_download_url}"
    ),
    utterances=(
        (
            "upload|attach|add file|asset|binary|this|it to|into|on release {tag}"
            " [as|named|called {name}] [labelled|with_label {label}]"
        ),
        "upload|attach {name} to|into|on release {tag} [labelled|with_label {label}]",
    ),
):
    """Upload a file to a release, whole or not at all; only `--from` says which file."""

    name: Annotated[AssetName | None, InQuery(), Committed("name", unless_given=True)] = None
    """What the file is called there; its own name, unless that is another."""

    label: Annotated[AssetLabel | None, InQuery()] = None
    """What is shown in place of the name."""

    size: Annotated[Annotated[int, Field(ge=1, le=2 * 1024**3 - 1)] | None, Committed("size")] = (
        None
    )
    """Its bytes; less than 2 GiB."""

    sha256: Annotated[str | None, Committed("sha256"), Answered(_sha256_of)] = None
    """Its SHA-256."""


class DeleteAsset(
    GitHubAction[None],
    op="repos/delete-release-asset",
    action="releases.delete_asset",
    effect=Effect.DESTRUCTIVE,
    because=(
        "its notes and files are gone for good, and so are the addresses that people have of them"
    ),
    says="Delete the file {asset_id} of a release of {repo}",
    view=Line("Deleted the asset {@asset_id} of {@repo}", piped="{@asset_id}"),
    target=Target(
        read=GetAsset,
        pins=("name",),
        shows=(("downloads", "{download_count}"), ("digest", "{digest}")),
    ),
    confirmation=Confirmation(
        phrase="delete asset {asset_id} of {repo}",
        same="delete asset {id} of {@repo}",
        heading="This would be lost for good:",
    ),
    utterances=("delete|destroy|remove the release? asset {asset_id}",),
):
    """Delete one file of a release; whoever has its address gets nothing from it any more."""

    repo: RepoName
    """Repository of the release, as OWNER/NAME."""

    asset_id: AssetId
    """Id of the file."""
