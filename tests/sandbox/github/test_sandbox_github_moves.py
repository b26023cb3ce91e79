"""How a branch moves to another commit, forward, by force, or by a merge."""

from starlette.testclient import TestClient

WEB, FORK, SITE = "/repos/acme/web", "/repos/mona/handbook", "/repos/acme/website"


def tip(github: TestClient, repo: str, ref: str) -> str:
    sha: str = github.get(f"{repo}/commits/{ref}").json()["sha"]
    return sha


def move(github: TestClient, ref: str, sha: str, *, force: bool = False) -> int:
    body = {"sha": sha, "force": force}
    return github.patch(f"{FORK}/git/refs/{ref}", json=body).status_code


def test_a_branch_moves_forward_and_back_by_force_alone(github: TestClient) -> None:
    before, after = tip(github, FORK, "drafts"), tip(github, FORK, "v1.1")

    assert 200 == move(github, "heads/drafts", after)
    assert after == tip(github, FORK, "drafts")
    assert 422 == move(github, "heads/drafts", before)
    assert 200 == move(github, "heads/drafts", before, force=True)
    assert before == tip(github, FORK, "drafts")


def test_a_tag_moves_too_and_what_is_not_there_does_not(github: TestClient) -> None:
    sha = tip(github, FORK, "v1.1")

    assert 200 == move(github, "tags/v1.0", sha)
    assert sha == tip(github, FORK, "v1.0")
    assert 422 == move(github, "heads/nothing", sha)
    assert 422 == move(github, "heads/drafts", "0" * 40)


def test_nothing_is_forced_on_a_protected_branch(github: TestClient) -> None:
    body = {"sha": tip(github, SITE, "v1.0"), "force": True}

    reply = github.patch(f"{SITE}/git/refs/heads/release/1.x", json=body)

    assert "Cannot force-push to this branch" == reply.json()["message"]


def test_a_merge_is_a_commit_with_both_and_is_made_once(github: TestClient) -> None:
    both = {"base": "main", "head": "release/1.x"}
    tips = [tip(github, WEB, "main"), tip(github, WEB, "release/1.x")]

    made = github.post(f"{WEB}/merges", json=both)

    assert (201, tips) == (made.status_code, [each["sha"] for each in made.json()["parents"]])
    assert "Merge release/1.x into main" == made.json()["commit"]["message"]
    assert made.json()["sha"] == tip(github, WEB, "main")
    assert 204 == github.post(f"{WEB}/merges", json=both).status_code


def test_nothing_is_merged_past_the_rules_of_a_branch_or_into_none(github: TestClient) -> None:
    into = {"release/1.x": 403, "nothing": 404}

    replies = [github.post(f"{WEB}/merges", json={"base": base, "head": "main"}) for base in into]

    assert [*into.values()] == [each.status_code for each in replies]
