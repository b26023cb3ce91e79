"""What services say of a commit, what people say of it, and the tags that have a message."""

from starlette.testclient import TestClient

from tests.helpers.rows import for_each

WEB = "/repos/acme/web"
HEAD = "982e9afe225210d3e0699f91c3419dd06c7695bb"


def test_a_commit_is_together_what_the_worst_service_says(github: TestClient) -> None:
    told = github.get(f"{WEB}/commits/{HEAD}/status").json()

    assert ("failure", 2) == (told["state"], told["total_count"])
    assert {"deploy/preview", "coverage"} == {each["context"] for each in told["statuses"]}


def test_a_commit_of_which_nobody_says_anything_is_pending(github: TestClient) -> None:
    assert "pending" == github.get(f"{WEB}/commits/main/status").json()["state"]


def test_the_newest_status_of_a_context_is_what_counts(github: TestClient) -> None:
    better = {"state": "success", "context": "coverage", "description": "Better"}

    made = github.post(f"{WEB}/statuses/{HEAD}", json=better)

    assert (201, "success", "Better") == (
        made.status_code,
        made.json()["state"],
        made.json()["description"],
    )
    told = github.get(f"{WEB}/commits/{HEAD}/status").json()
    assert ("success", 2) == (told["state"], told["total_count"])


@for_each(
    ("sha", "body"),
    [
        ("main", {"state": "success"}),
        ("0" * 40, {"state": "success"}),
        (HEAD, {"state": "green"}),
        (HEAD, {"state": "success", "description": "x" * 141}),
    ],
)
def test_a_status_is_of_a_commit_that_is_there_and_has_a_state_and_few_words(
    github: TestClient, sha: str, body: dict[str, str]
) -> None:
    assert 422 == github.post(f"{WEB}/statuses/{sha}", json=body).status_code


def test_a_commit_is_the_same_to_git_and_to_github(github: TestClient) -> None:
    whole = github.get(f"{WEB}/commits/{HEAD}").json()
    part = github.get(f"{WEB}/git/commits/{HEAD}").json()

    assert [whole["commit"][key] for key in ("author", "message", "tree")] == [
        part[key] for key in ("author", "message", "tree")
    ]
    assert [each["sha"] for each in whole["parents"]] == [each["sha"] for each in part["parents"]]
    assert not part["verification"]["verified"]


def test_a_comment_on_a_commit_is_counted_by_the_next_read(github: TestClient) -> None:
    sha = github.get(f"{WEB}/commits/main").json()["sha"]

    made = github.post(f"{WEB}/commits/{sha}/comments", json={"body": "Nice"})

    assert (201, "Nice", sha) == (made.status_code, made.json()["body"], made.json()["commit_id"])
    assert 1 == github.get(f"{WEB}/commits/main").json()["commit"]["comment_count"]


def test_a_tag_with_a_message_has_an_object_and_another_has_none(github: TestClient) -> None:
    plain, told = (
        github.get(f"{WEB}/git/ref/tags/{name}").json()["object"] for name in ("v1.0", "v1.1")
    )

    assert ("commit", "tag") == (plain["type"], told["type"])
    shown = github.get(f"{WEB}/git/tags/{told['sha']}").json()
    assert ("v1.1", "The second one") == (shown["tag"], shown["message"])
    assert 404 == github.get(f"{WEB}/git/tags/{plain['sha']}").status_code


def test_a_tag_that_moved_or_went_has_no_message_any_more(github: TestClient) -> None:
    sha = github.get(f"{WEB}/commits/main").json()["sha"]
    old = github.get(f"{WEB}/git/ref/tags/v1.1").json()["object"]["sha"]

    github.patch(f"{WEB}/git/refs/tags/v1.1", json={"sha": sha})

    assert "commit" == github.get(f"{WEB}/git/ref/tags/v1.1").json()["object"]["type"]
    assert 404 == github.get(f"{WEB}/git/tags/{old}").status_code
