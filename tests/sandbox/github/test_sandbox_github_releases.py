"""Releases: drafts, the latest one, tags that are taken, and files that go with a release."""

import hashlib

import pytest
from starlette.testclient import TestClient

from tests.sandbox.github.conftest import BASE, Clock

RELEASES = "/repos/acme/web/releases"


def latest(github: TestClient) -> str:
    tag: str = github.get(f"{RELEASES}/latest").json()["tag_name"]
    return tag


def test_a_release_has_an_id_links_and_its_maker(github: TestClient) -> None:
    made = github.post(RELEASES, json={"tag_name": "v4"})

    release = made.json()
    url = f"{BASE}{RELEASES}/{release['id']}"
    assert url == release["url"] == made.headers["Location"]
    assert (f"{url}/assets", "mona") == (release["assets_url"], release["author"]["login"])
    assert release == github.get(f"{RELEASES}/{release['id']}").json()
    assert release == github.get(f"{RELEASES}/tags/v4").json()


def test_a_draft_is_published_by_a_change_and_is_the_latest_then(
    github: TestClient, clock: Clock
) -> None:
    made = github.post(RELEASES, json={"tag_name": "v4", "draft": True}).json()

    assert (None, "v2.0") == (made["published_at"], latest(github))
    assert 404 == github.get(f"{RELEASES}/tags/v4").status_code
    clock.at += 60
    changed = github.patch(f"{RELEASES}/{made['id']}", json={"draft": False}).json()
    assert ("2026-11-24T10:31:00Z", "v4") == (changed["published_at"], latest(github))


def test_only_who_may_push_sees_a_draft(github: TestClient, anonymous: TestClient) -> None:
    mine, theirs = (
        [each["tag_name"] for each in client.get(RELEASES).json()] for client in (github, anonymous)
    )

    assert ["v3.0", "v2.1-rc.1", "v2.0", "v1.9"] == mine
    assert ["v2.1-rc.1", "v2.0", "v1.9"] == theirs


def test_an_older_release_can_be_made_the_latest(github: TestClient) -> None:
    github.patch(f"{RELEASES}/18000001", json={"make_latest": "true"})

    assert "v1.9" == latest(github)


def test_a_published_tag_is_taken(github: TestClient) -> None:
    refused = github.post(RELEASES, json={"tag_name": "v2.0"})

    assert (422, "already_exists") == (refused.status_code, refused.json()["errors"][0]["code"])


def test_generated_notes_stand_below_those_that_are_given(github: TestClient) -> None:
    sent = {"tag_name": "v4", "body": "First.", "generate_release_notes": True}

    body = github.post(RELEASES, json=sent).json()["body"]

    assert body.startswith("First.\n\n## What's Changed\n")


def test_a_file_goes_alone_or_with_its_release(github: TestClient) -> None:
    assets = f"{RELEASES}/18000002/assets"

    assert [19000002, 19000003] == [each["id"] for each in github.get(assets).json()]
    assert 204 == github.delete(f"{RELEASES}/assets/19000003").status_code
    assert [19000002] == [each["id"] for each in github.get(assets).json()]
    assert 204 == github.delete(f"{RELEASES}/18000002").status_code
    assert 404 == github.get(assets).status_code
    assert 404 == github.get(f"{RELEASES}/assets/19000002").status_code
    assert "v1.9" == latest(github)


UPLOADS = f"/api/uploads{RELEASES}/18000002/assets"
OCTETS = {"Content-Type": "application/octet-stream"}


def test_a_file_that_is_uploaded_is_what_reads_show(github: TestClient) -> None:
    sent = github.post(f"{UPLOADS}?name=app.whl&label=For+all", content=b"abc", headers=OCTETS)

    made = sent.json()
    digest = f"sha256:{hashlib.sha256(b'abc').hexdigest()}"
    assert (201, 3, digest) == (sent.status_code, made["size"], made["digest"])
    assert ("app.whl", "For all", "uploaded") == (made["name"], made["label"], made["state"])
    assert made == github.get(f"{RELEASES}/assets/{made['id']}").json()
    assert made in github.get(f"{RELEASES}/18000002").json()["assets"]


def test_a_name_stands_once_at_a_release_and_nothing_is_empty(github: TestClient) -> None:
    first, again, empty = (
        github.post(f"{UPLOADS}?name={name}", content=data, headers=OCTETS)
        for name, data in (("a.whl", b"abc"), ("a.whl", b"d"), ("b.whl", b""))
    )

    assert (201, 422, 400) == (first.status_code, again.status_code, empty.status_code)
    assert "already_exists" == again.json()["errors"][0]["code"]


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", f"{RELEASES}/18000002/assets?name=a.whl"), ("GET", f"/api/uploads{RELEASES}")],
)
def test_files_come_at_their_own_origin_alone(github: TestClient, method: str, path: str) -> None:
    sent = b"abc" if method == "POST" else None

    answer = github.request(method, path, content=sent, headers=OCTETS)

    assert 501 == answer.status_code


def test_only_who_may_push_uploads(anonymous: TestClient) -> None:
    answer = anonymous.post(f"{UPLOADS}?name=a.whl", content=b"abc", headers=OCTETS)

    assert 401 == answer.status_code
