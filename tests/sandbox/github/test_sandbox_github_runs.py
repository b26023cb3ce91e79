"""Runs and their jobs: how far they are, what stops and goes on, and what is gone with them."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from aegis_cli.sandbox.state import State
from tests.sandbox.github.conftest import Clock

RUNS = "/repos/acme/web/actions/runs"
FAILED, WAITING, OF_FORK, RUNNING, CANCELLED = 16000002, 16000006, 16000007, 16000005, 16000010
STAGING, PRODUCTION = 17000001, 17000002


def jobs_of(github: TestClient, run: int) -> dict[str, Any]:
    jobs = github.get(f"{RUNS}/{run}/jobs").json()["jobs"]
    return {job["name"]: job["conclusion"] or job["status"] for job in jobs}


def standing_of(github: TestClient, run: int) -> tuple[str, str | None]:
    shown = github.get(f"{RUNS}/{run}").json()
    return shown["status"], shown["conclusion"]


@pytest.mark.parametrize(
    ("run", "jobs"),
    [
        (16000001, {"lint": "success", "test": "success", "package": "success"}),
        (FAILED, {"lint": "success", "test": "failure", "package": "skipped"}),
        (RUNNING, {"lint": "success", "test": "in_progress", "package": "queued"}),
        (WAITING, {"deploy": "waiting"}),
        (OF_FORK, {}),
        (CANCELLED, {"deploy": "cancelled"}),
    ],
)
def test_the_jobs_of_a_run_are_as_far_as_it_is(
    github: TestClient, run: int, jobs: dict[str, str]
) -> None:
    assert jobs == jobs_of(github, run)


def test_a_job_breaks_at_one_step_and_leaves_out_the_next(github: TestClient) -> None:
    (_, job, _) = github.get(f"{RUNS}/{FAILED}/jobs").json()["jobs"]

    ends = [step["conclusion"] for step in job["steps"]]
    assert ["success", "success", "success", "failure", "skipped"] == ends
    assert job["completed_at"] == job["steps"][-1]["completed_at"] > job["started_at"]


def test_only_the_jobs_that_failed_are_run_again(github: TestClient, clock: Clock) -> None:
    before = github.get(f"{RUNS}/{FAILED}/jobs").json()["jobs"][0]
    clock.at += 60

    assert 201 == github.post(f"{RUNS}/{FAILED}/rerun-failed-jobs").status_code

    assert {"lint": "success", "test": "queued", "package": "queued"} == jobs_of(github, FAILED)
    after = github.get(f"{RUNS}/{FAILED}/jobs").json()["jobs"][0]
    assert before["started_at"] == after["started_at"]
    assert 403 == github.post(f"{RUNS}/{FAILED}/rerun-failed-jobs").status_code


def test_a_run_without_failed_jobs_has_none_to_run_again(github: TestClient) -> None:
    assert 403 == github.post(f"{RUNS}/16000001/rerun-failed-jobs").status_code


def test_a_job_is_run_again_with_what_comes_after_it(github: TestClient) -> None:
    assert 201 == github.post("/repos/acme/web/actions/jobs/2016000001/rerun").status_code

    assert {"lint": "success", "test": "queued", "package": "queued"} == jobs_of(github, 16000001)
    assert 404 == github.post("/repos/acme/web/actions/jobs/1/rerun").status_code


@pytest.mark.parametrize("verb", ["cancel", "force-cancel"])
def test_a_run_is_cancelled_once(github: TestClient, verb: str) -> None:
    answers = [github.post(f"{RUNS}/{RUNNING}/{verb}").status_code for _ in range(2)]

    assert [202, 409] == answers
    assert ("completed", "cancelled") == standing_of(github, RUNNING)
    assert "cancelled" == jobs_of(github, RUNNING)["test"]


def test_a_run_of_a_fork_begins_when_it_is_approved(github: TestClient) -> None:
    answers = [github.post(f"{RUNS}/{OF_FORK}/approve").status_code for _ in range(2)]

    assert [201, 403] == answers
    assert ("queued", None) == standing_of(github, OF_FORK)
    assert "queued" == jobs_of(github, OF_FORK)["lint"]


def test_what_is_deleted_is_gone_with_what_it_kept(github: TestClient) -> None:
    kept = github.get(f"{RUNS}/{CANCELLED}/artifacts").json()["artifacts"]
    assert ["web-dist"] == [each["name"] for each in kept]

    assert 204 == github.delete(f"{RUNS}/{CANCELLED}").status_code

    places = (f"{RUNS}/{CANCELLED}", f"{RUNS}/{CANCELLED}/jobs", f"{RUNS}/{CANCELLED}/artifacts")
    assert {404} == {github.get(place).status_code for place in places}
    left = github.get("/repos/acme/web/actions/artifacts").json()["artifacts"]
    assert kept[0] not in left
    assert left


def test_a_run_goes_on_when_nothing_is_left_to_approve(github: TestClient) -> None:
    pending = f"{RUNS}/{WAITING}/pending_deployments"
    assert [(STAGING, True), (PRODUCTION, False)] == [
        (each["environment"]["id"], each["current_user_can_approve"])
        for each in github.get(pending).json()
    ]

    def review(*ids: int, state: str = "approved") -> int:
        sent = {"environment_ids": [*ids], "state": state, "comment": ""}
        return github.post(pending, json=sent).status_code

    assert [403, 422, 200, 422] == [review(PRODUCTION), review(9), review(STAGING), review(STAGING)]
    assert [PRODUCTION] == [each["environment"]["id"] for each in github.get(pending).json()]
    assert ("waiting", None) == standing_of(github, WAITING)


def test_a_run_whose_deployment_is_rejected_has_failed(github: TestClient) -> None:
    sent = {"environment_ids": [STAGING], "state": "rejected", "comment": "Not today"}

    (answer,) = github.post(f"{RUNS}/{WAITING}/pending_deployments", json=sent).json()

    assert ("staging", "main") == (answer["environment"], answer["ref"])
    assert ("completed", "failure") == standing_of(github, WAITING)
    assert [] == github.get(f"{RUNS}/{WAITING}/pending_deployments").json()


def test_a_run_took_as_long_as_its_jobs(github: TestClient) -> None:
    usage = github.get(f"{RUNS}/{FAILED}/timing").json()

    billed = usage["billable"]["UBUNTU"]
    assert usage["run_duration_ms"] == sum(each["duration_ms"] for each in billed["job_runs"]) > 0
    assert (0, 3) == (billed["total_ms"], billed["jobs"])
    assert {} == github.get(f"{RUNS}/{OF_FORK}/timing").json()["billable"]


def test_an_artifact_is_listed_until_it_is_deleted(github: TestClient) -> None:
    places = ("/repos/acme/web/actions/artifacts", f"{RUNS}/16000003/artifacts")
    for place in places:
        found = github.get(f"{place}?name=web-dist").json()["artifacts"]
        assert (15000002, 16000003) == (found[0]["id"], found[0]["workflow_run"]["id"])

    assert 204 == github.delete("/repos/acme/web/actions/artifacts/15000002").status_code

    for place in places:
        assert 15000002 not in [each["id"] for each in github.get(place).json()["artifacts"]]
    assert 404 == github.delete("/repos/acme/web/actions/artifacts/15000002").status_code


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", [14000001, 14000002, 14000003]),
        ("?key=npm", [14000001, 14000002]),
        ("?ref=refs/heads/main&sort=size_in_bytes", [14000003, 14000001]),
        ("?sort=created_at&direction=asc", [14000003, 14000001, 14000002]),
    ],
)
def test_caches_are_found_by_ref_and_by_how_their_keys_begin(
    github: TestClient, query: str, found: list[int]
) -> None:
    caches = github.get(f"/repos/acme/web/actions/caches{query}").json()["actions_caches"]

    assert found == [each["id"] for each in caches]


def test_a_deleted_cache_is_gone(github: TestClient) -> None:
    answers = [
        github.delete("/repos/acme/web/actions/caches/14000001").status_code for _ in range(2)
    ]

    assert [204, 404] == answers
    left = github.get("/repos/acme/web/actions/caches").json()
    assert (2, 14000002) == (left["total_count"], left["actions_caches"][0]["id"])


def test_a_run_that_is_under_way_is_further_at_each_look_at_its_jobs(github: TestClient) -> None:
    looks = [jobs_of(github, RUNNING) for _ in range(6)]

    assert ("completed", "success") == standing_of(github, RUNNING)
    assert [
        *[{"lint": "success", "test": "in_progress", "package": "queued"}] * 2,
        *[{"lint": "success", "test": "success", "package": "in_progress"}] * 3,
        {"lint": "success", "test": "success", "package": "success"},
    ] == looks


def test_the_steps_of_a_run_end_one_after_another(github: TestClient) -> None:
    def done() -> int:
        jobs = github.get(f"{RUNS}/{RUNNING}/jobs").json()["jobs"]
        return sum(step["status"] == "completed" for job in jobs for step in job["steps"])

    assert [6, 7, 8, 9, 10, 11, 11] == [done() for _ in range(7)]


def test_a_run_that_is_started_again_begins_at_the_next_look(github: TestClient) -> None:
    github.post(f"{RUNS}/{FAILED}/rerun-failed-jobs")

    assert {"lint": "success", "test": "queued", "package": "queued"} == jobs_of(github, FAILED)
    assert ("in_progress", None) == standing_of(github, FAILED)


def test_a_run_stands_still_where_the_setting_says_so(github: TestClient, state: State) -> None:
    state.run_pace = 0

    assert 1 == len({str(jobs_of(github, RUNNING)) for _ in range(3)})
    assert ("in_progress", None) == standing_of(github, RUNNING)


def test_an_answer_that_is_known_is_not_sent_again_and_costs_nothing(
    github: TestClient, state: State
) -> None:
    state.run_pace = 0
    first = github.get(f"{RUNS}/{RUNNING}")
    etag = first.headers["etag"]

    again = github.get(f"{RUNS}/{RUNNING}", headers={"If-None-Match": etag})
    other = github.get(f"{RUNS}/{FAILED}", headers={"If-None-Match": etag})

    assert (304, b"", etag) == (again.status_code, again.content, again.headers["etag"])
    assert first.headers["x-ratelimit-used"] == again.headers["x-ratelimit-used"]
    assert 200 == other.status_code
