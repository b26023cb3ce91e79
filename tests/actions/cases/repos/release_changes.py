"""The cases of actions that make, change, publish and delete releases."""

from aegis_cli.providers.github.nouns.repos.release_changes import (
    CreateDraft,
    CreateRelease,
    DeleteRelease,
    PublishRelease,
    UpdateRelease,
)
from tests.actions.case import Case
from tests.actions.cases.repos.releases import DRAFT, V2, release

_ALL = {
    "target_commitish": "release/2.x",
    "name": "Sooner",
    "body": "Better.",
    "prerelease": True,
    "generate_release_notes": True,
}

CASES = (
    Case(
        CreateRelease(repo="acme/web", tag_name="v3.1.0"),
        sends="POST /repos/acme/web/releases",
        body={"tag_name": "v3.1.0"},
        said="publish release v3.1.0 of acme/web",
        more={**_ALL, "make_latest": "false"},
        body_more={"tag_name": "v3.1.0", **_ALL, "make_latest": "false"},
        answer=release(18000009, "v3.1.0"),
    ),
    Case(
        CreateDraft(repo="acme/web", tag_name="v3.1.0"),
        sends="POST /repos/acme/web/releases",
        body={"tag_name": "v3.1.0", "draft": True},
        said="draft the release v3.1.0 of acme/web",
        more=_ALL,
        body_more={"tag_name": "v3.1.0", **_ALL, "draft": True},
        answer=release(18000009, "v3.1.0", draft=True, published_at=None),
    ),
    Case(
        UpdateRelease(repo="acme/web", tag="v2.0", name="The basket"),
        sends="PATCH /repos/acme/web/releases/18000002",
        body={"name": "The basket"},
        said="rename the release v2.0 of acme/web to 'The basket'",
        more={"body": "Better.", "prerelease": True, "make_latest": "legacy"},
        body_more={
            "name": "The basket",
            "body": "Better.",
            "prerelease": True,
            "make_latest": "legacy",
        },
        target=[V2],
        answer=V2 | {"name": "The basket"},
    ),
    Case(
        PublishRelease(repo="acme/web", tag="v3.0"),
        sends="PATCH /repos/acme/web/releases/18000004",
        body={"draft": False},
        said="publish the draft release v3.0 of acme/web",
        target=[DRAFT],
        answer=DRAFT | {"draft": False, "published_at": "2026-11-25T12:00:00Z"},
    ),
    Case(
        DeleteRelease(repo="acme/web", tag="v2.0"),
        sends="DELETE /repos/acme/web/releases/18000002",
        said="delete the release v2.0 of acme/web",
        target=[V2],
        in_sandbox={"v2.0": "v1.9"},
    ),
)
