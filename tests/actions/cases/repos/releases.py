"""The cases of actions on releases."""

from typing import Any

from aegis_cli.providers.github.nouns.repos.releases import (
    GenerateNotes,
    GetLatestRelease,
    GetRelease,
    GetReleaseById,
    GetReleaseByTag,
    ListReleases,
)
from tests.actions.case import Case


def asset(number: int, name: str, **more: Any) -> dict[str, Any]:
    return {
        "id": number,
        "name": name,
        "label": None,
        "content_type": "application/zip",
        "size": 1_310_720,
        "digest": "sha256:2151b604e3429bff440b9fbc03eb3617bc2603cda96c95b9bb05277f9ddba255",
        "download_count": 1_312,
        "created_at": "2026-11-04T12:00:00Z",
        "uploader": {"login": "alice"},
        "browser_download_url": f"https://github.com/acme/web/releases/download/v2.0/{name}",
        **more,
    }


def release(number: int, tag: str, **more: Any) -> dict[str, Any]:
    return {
        "id": number,
        "tag_name": tag,
        "target_commitish": "main",
        "name": None,
        "body": None,
        "draft": False,
        "prerelease": False,
        "author": {"login": "alice"},
        "created_at": "2026-11-03T12:00:00Z",
        "published_at": "2026-11-04T12:00:00Z",
        "html_url": f"https://github.com/acme/web/releases/tag/{tag}",
        "assets": [],
        **more,
    }


V2 = release(
    18000002,
    "v2.0",
    name="The new basket",
    body="## What's new\r\n\r\n* The basket is kept for a week.",
    assets=[asset(19000002, "web-2.0.zip"), asset(19000003, "checksums.txt", size=96)],
)
CANDIDATE = release(18000003, "v2.1-rc.1", prerelease=True)
DRAFT = release(18000004, "v3.0", name="Faster \u754c", draft=True, published_at=None)

CASES = (
    Case(
        ListReleases(repo="acme/web"),
        sends="GET /repos/acme/web/releases?per_page=30",
        said="releases of acme/web",
        more={"tag": "v2.0", "limit": 1000},
        sends_more="GET /repos/acme/web/releases?per_page=100",
        answer=[DRAFT, CANDIDATE, V2],
    ),
    Case(
        GetLatestRelease(repo="acme/web"),
        sends="GET /repos/acme/web/releases/latest",
        said="show the latest release of acme/web",
        answer=V2,
    ),
    Case(
        GetReleaseById(repo="acme/web", release_id=18000002),
        sends="GET /repos/acme/web/releases/18000002",
        said="show the release with the id 18000002 of acme/web",
        answer=V2,
    ),
    Case(
        GetReleaseByTag(repo="acme/web", tag="v2.0"),
        sends="GET /repos/acme/web/releases/tags/v2.0",
        said="show the release v2.0 of acme/web",
        more={"tag": "web/v2#0"},
        sends_more="GET /repos/acme/web/releases/tags/web%2Fv2%230",
        answer=V2,
    ),
    Case(
        GetRelease(repo="acme/web", tag="v3.0"),
        sends="GET /repos/acme/web/releases/18000004",
        said="show the draft release v3.0 of acme/web",
        target=[DRAFT],
        answer=DRAFT,
    ),
    Case(
        GenerateNotes(repo="acme/web", tag_name="v2.0"),
        sends="POST /repos/acme/web/releases/generate-notes",
        body={"tag_name": "v2.0"},
        said="draft the release notes for v2.0 in acme/web",
        more={
            "previous_tag_name": "v1.9",
            "target_commitish": "release/2.x",
            "configuration_file_path": ".github/release.yml",
        },
        answer={
            "name": "v2.0",
            "body": (
                "## What's Changed\r\n* Fix the footer links by @alice in "
                "https://github.com/acme/web/pull/10\r\n\r\n"
                "**Full Changelog**: https://github.com/acme/web/compare/v1.9...v2.0"
            ),
        },
    ),
)
