"""Releases, and the notes of one, made of the pull requests that were merged."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from aegis_cli.sandbox.github.api import errors
from aegis_cli.sandbox.github.api.bodies import check_body
from aegis_cli.sandbox.github.api.call import Call, Reply, creation
from aegis_cli.sandbox.github.api.shapes import in_repository, page_of, web
from aegis_cli.sandbox.github.runs import workflow_files
from aegis_cli.sandbox.github.world.development import Asset, Release
from aegis_cli.sandbox.github.world.world import Repo, Role

_SET = ("tag_name", "target_commitish", "name", "body", "draft", "prerelease", "make_latest")
"""What a body sets of a release."""


def is_seen(call: Call, release: Release) -> bool:
    """Return whether the viewer sees a release: a draft takes the right to push."""
    return not release.draft or call.repo.role_of(call.viewer) >= Role.WRITE


def show(call: Call, repo: Repo, shown: Release) -> dict[str, Any]:
    """Return a `release`."""
    below = f"repos/{repo.full_name}"
    return in_repository(
        call,
        repo,
        shown,
        upload_url=f"https://uploads.github.com/{below}/releases/{shown.id}/assets{{?name,label}}",
        tarball_url=f"{call.base}/{below}/tarball/{shown.tag_name}",
        zipball_url=f"{call.base}/{below}/zipball/{shown.tag_name}",
        assets=[show_asset(call, repo, each) for each in shown.assets],
    )


def show_asset(call: Call, repo: Repo, shown: Asset) -> dict[str, Any]:
    """Return a `release-asset`."""
    of = next(each for each in repo.releases.values() if shown in each.assets)
    page = web(repo, f"releases/download/{of.tag_name}/{shown.name}")
    return in_repository(call, repo, shown, browser_download_url=page)


def get_latest(call: Call) -> Reply:
    """Return the newest release that is neither a draft nor a prerelease."""
    full = [each for each in _public_releases(call.repo) if not each.prerelease]
    latest = max(full, key=latest_at, default=None)
    return Reply(show(call, call.repo, errors.present(latest)))


def get_by_tag(call: Call) -> Reply:
    """Return the published release of a tag; a draft is not found by it."""
    tag = call.params["tag"]
    found = next((each for each in _public_releases(call.repo) if each.tag_name == tag), None)
    return Reply(show(call, call.repo, errors.present(found)))


def create(call: Call) -> Reply:
    """Make a release, and publish it unless it is to be a draft."""
    repo = call.to_write(Role.WRITE)
    body = check_body(call)
    new = Release(next(call.world.ids), body["tag_name"], call.me, call.now, call.now)
    new = _with_changes(call, new, body)
    if body.get("generate_release_notes"):
        notes = [body["body"]] if body.get("body") else []
        new = replace(new, body="\n\n".join([*notes, _notes(repo, new.tag_name, None)]))
    repo.releases[new.id] = new
    return creation(show(call, repo, new))


def update(call: Call) -> Reply:
    """Change a release; one that was a draft may be published so."""
    repo = call.to_write(Role.WRITE)
    before = errors.present(repo.releases.get(int(call.params["release_id"])))
    repo.releases[before.id] = _with_changes(call, before, check_body(call))
    return Reply(show(call, repo, repo.releases[before.id]))


def generate_notes(call: Call) -> Reply:
    """Return what changed, by the pull requests that were merged; nothing is written."""
    repo = call.repo_for_role(Role.WRITE)
    body = check_body(call)
    tag = body["tag_name"]
    return Reply({"name": tag, "body": _notes(repo, tag, body.get("previous_tag_name"))})


def _notes(repo: Repo, tag: str, former: str | None) -> str:
    merged = [each for each in repo.issues.values() if each.pull and each.pull.merged_at]
    lines = [f"* {each.title} by @{each.author.login} in {page_of(repo, each)}" for each in merged]
    changes = ["## What's Changed", *lines, ""] if lines else []
    since = f"compare/{former}...{tag}" if former else f"commits/{tag}"
    return "\n".join([*changes, f"**Full Changelog**: {web(repo, since)}"])


def _public_releases(repo: Repo) -> list[Release]:
    return [each for each in repo.releases.values() if not each.draft]


def latest_at(release: Release) -> tuple[bool, datetime]:
    """Return by what the latest release is found."""
    is_wanted = release.make_latest != "false"
    return is_wanted, release.latest_at or release.published_at or release.created_at


def _with_changes(call: Call, before: Release, body: Mapping[str, Any]) -> Release:
    """Return a release with what a body sets of it, or refuse a tag that another one has.

    A commit whose workflows are others than the default branch has is not found without the
    permission to write them (GitHub's description of the operation).
    """
    sent = {name: body[name] for name in _SET if body.get(name) is not None}
    after = replace(before, **sent, updated_at=call.now)
    changed = workflow_files.changes(call.repo, after.target_commitish, call.repo.default_branch)
    try:
        workflow_files.require(call, call.repo, changed)
    except errors.Refusal:
        raise errors.not_found() from None
    others = [each.tag_name for each in _public_releases(call.repo) if each.id != after.id]
    if not after.draft and after.tag_name in others:
        raise errors.invalid_field("Release", "tag_name", "already_exists")
    if not after.draft and after.published_at is None:
        after = replace(after, published_at=call.now)
    return replace(after, latest_at=call.now) if sent.get("make_latest") == "true" else after
