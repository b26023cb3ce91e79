"""A read beside state answers from it: a list and what it lists agree, and what is deleted is gone.

It walks over all reads that GitHub describes, so that a new collection is held to it as well.
"""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from aegis_cli.sandbox.github.description.described import Described, describe, names
from aegis_cli.sandbox.github.operations import behaviour_of
from aegis_cli.sandbox.github.world.registered_apps import App
from aegis_cli.sandbox.state import State
from tests.helpers.rows import for_each

ALL = [describe(name) for name in names()]
HERE = {
    "owner": "acme",
    "repo": "web",
    "org": "acme",
    "username": "mona",
    "issue_number": "12",
    "pull_number": "11",
    "team_slug": "core",
    "branch": "main",
    "ref": "heads/main",
    "path": "README.md",
    "run_id": "16000001",
    "workflow_id": "1",
    "commit_sha": "main",
    "basehead": "main...main",
    "template_owner": "acme",
    "template_repo": "web",
}
EVERY = {
    name: "admin"
    for operation in ALL
    for name in re.findall(r"(\w+)=(?:read|write|admin)", operation.permissions)
}
LIST_ONLY = {"repository", "score", "body", "temp_clone_token"}
NOBODYS = "99999999"


def is_stateful(operation: Described) -> bool:
    done = behaviour_of(operation)
    return done is not None and not done.is_example


def family(operation: Described) -> str:
    """What a list and the things of it have in common: the path without a last parameter."""
    return re.sub(r"/\{\w+\}$", "", operation.path)


def path_of(operation: Described, **other: str) -> str:
    return re.sub(r"\{(\w+)\}", lambda each: (HERE | other).get(each[1], "1"), operation.path)


READS = [each for each in ALL if each.method == "GET" and behaviour_of(each) is not None]
STATEFUL = [operation for operation in ALL if is_stateful(operation)]
EXAMPLES = [
    operation for operation in READS if (done := behaviour_of(operation)) and done.is_example
]
LISTS = {
    every.id: one.id
    for every in STATEFUL
    for one in STATEFUL
    if (every.method, one.method) == ("GET", "GET")
    and re.fullmatch(re.escape(every.path) + r"/\{\w+\}", one.path)
}
"""The reads of lists with state, each with that of one of its things."""
OTHER_LISTS = {
    "issues/list-comments": "issues/get-comment",
    "issues/list-labels-on-issue": "issues/get-label",
    "issues/list-sub-issues": "issues/get",
    "pulls/list-review-comments": "pulls/get-review-comment",
    "pulls/list-commits": "repos/get-commit",
    "actions/list-workflow-runs": "actions/get-workflow-run",
    "actions/list-jobs-for-workflow-run": "actions/get-job-for-workflow-run",
    "repos/list-for-authenticated-user": "repos/get",
    "repos/list-for-org": "repos/get",
    "repos/list-for-user": "repos/get",
    "orgs/list-members": "users/get-by-username",
    "orgs/list-for-authenticated-user": "orgs/get",
    "teams/list-for-authenticated-user": "teams/get-by-name",
    "teams/list-members-in-org": "users/get-by-username",
    "search/issues-and-pull-requests": "issues/get",
    "search/repos": "repos/get",
    "search/users": "users/get-by-username",
}
PARTS = [
    (read, name)
    for read in READS
    if read.permissions  # what is for no token of an App is refused before
    for name in re.findall(r"\{(\w+)\}", read.path)
    if name not in {"owner", "ref", "branch", "basehead", "commit_sha", "file_sha", "tag_sha"}
    if any(
        each.path == read.path[: read.path.index(f"{{{name}}}") + len(name) + 2]
        for each in STATEFUL
    )
]
"""The reads of a thing that has state, or of what is a part of one, with the parameter for it."""


@pytest.fixture
def beside() -> dict[str, Any]:
    return {"app": App(permissions=EVERY).installed_on("mona", "acme", "octo-org")}


def key_of(one: Described, thing: dict[str, Any]) -> str:
    """Return what the path of one thing has for it in its last parameter."""
    parameter = re.findall(r"\{(\w+)\}", one.path)[-1]
    named = {"branch": "name", "username": "login", "ref": "sha", "repo": "name", "org": "login"}
    return str(thing[named.get(parameter, parameter.rpartition("_")[2])])


def differences(one: dict[str, Any], other: dict[str, Any]) -> list[str]:
    """Return the keys of both that do not say the same."""
    found = []
    for key in sorted(one.keys() & other.keys() - LIST_ONLY):
        values = one[key], other[key]
        if all(isinstance(value, dict) for value in values):
            found += [f"{key}.{each}" for each in differences(*values)]
        elif values[0] != values[1]:
            found.append(key)
    return found


def is_mine(thing: dict[str, Any]) -> bool:
    """Tell whether the viewer administers a repository, or need not, for what is no repository."""
    return bool(thing.get("permissions", {}).get("admin", True))


def listed(github: TestClient, name: str, **where: str) -> list[dict[str, Any]]:
    operation = describe(name)
    words = {"search/repos": "web user:acme", "search/users": "mona"}
    query = {"q": words.get(name, "is:issue repo:acme/web")} if "q" in operation.required else {}
    answer = github.get(
        path_of(operation, **where), params={"per_page": "100", "state": "all", **query}
    )
    assert 200 == answer.status_code, answer.text
    key = operation.envelope
    found: list[dict[str, Any]] = answer.json()[key] if key else answer.json()
    return found


def path_to(one: Described, thing: dict[str, Any], **where: str) -> str:
    parameter = re.findall(r"\{(\w+)\}", one.path)[-1]
    other = where | {parameter: quote(key_of(one, thing), safe="")}
    if parameter == "repo":
        other["owner"] = thing["owner"]["login"]
    return path_of(one, **other)


@for_each("operation", EXAMPLES, ids=[each.id for each in EXAMPLES])
def test_what_is_only_documented_has_no_state_beside_it(operation: Described) -> None:
    beside = [each.id for each in STATEFUL if family(each) == family(operation)]

    assert [] == beside


@for_each(("every", "one"), [*(LISTS | OTHER_LISTS).items()])
def test_a_list_shows_what_is_read_alone(every: str, one: str, github: TestClient) -> None:
    things = listed(github, every)

    assert things
    for thing in things[:3]:
        alone = github.get(path_to(describe(one), thing))
        assert 200 == alone.status_code, alone.text
        told = alone.json()
        assert [] == differences(thing, told)


@for_each(("read", "name"), PARTS, ids=lambda read, name: f"{read.id} {name}")
def test_what_is_not_there_has_no_parts(read: Described, name: str, github: TestClient) -> None:
    answer = github.get(path_of(read, **{name: NOBODYS}), params=dict.fromkeys(read.required, "x"))

    assert answer.status_code in {404, 410}


DELETED = [
    (deletion.id, every)
    for every, one in (LISTS | OTHER_LISTS).items()
    for deletion in STATEFUL
    if (deletion.method, deletion.path) == ("DELETE", describe(one).path)
    if deletion.status == 204  # a pending review is answered, and its tests are with reviews
]


@for_each(("deletion", "every"), DELETED)
def test_what_is_deleted_is_read_no_longer(
    deletion: str, every: str, state: State, connect: Callable[..., TestClient]
) -> None:
    state.make_anew()
    github, operation = connect(), describe(deletion)
    is_of_admins = operation.permissions.startswith("administration=")
    where = {"repo": "website"} if is_of_admins else {}  # where the viewer is one
    thing = next(each for each in listed(github, every, **where) if is_mine(each))
    path = path_to(operation, thing, **where)

    assert 204 == github.delete(path).status_code

    assert thing not in listed(github, every, **where)
    for read in READS:
        if read.path == operation.path or read.path.startswith(f"{operation.path}/"):
            rest = path_of(read, **where).split("/")[len(path.split("/")) :]
            assert github.get("/".join([path, *rest])).status_code in {404, 410}, read.id


def test_a_branch_that_is_deleted_is_nowhere(github: TestClient) -> None:
    places = ("branches/{}", "git/ref/heads/{}", "commits/{}", "compare/main...{}")
    paths = [f"/repos/acme/web/{place.format('checkout')}" for place in places]
    assert {200} == {github.get(path).status_code for path in paths}

    github.delete("/repos/acme/web/git/refs/heads/checkout")

    assert {404} == {github.get(path).status_code for path in paths}
    assert "checkout" not in {each["name"] for each in listed(github, "repos/list-branches")}


def test_what_is_rerun_is_so_in_every_read(github: TestClient, state: State) -> None:
    state.run_pace = 0  # nothing moves on between two reads
    github.post("/repos/acme/web/actions/runs/16000001/rerun")

    reads = ["actions/runs/16000001", "actions/runs/16000001/jobs", "actions/jobs/1016000001"]
    run, jobs, job = (github.get(f"/repos/acme/web/{path}").json() for path in reads)
    assert ["queued"] * 3 == [run["status"], jobs["jobs"][0]["status"], job["status"]]
    assert jobs["jobs"][0] == job


def test_a_file_is_the_blob_that_its_tree_names(github: TestClient) -> None:
    sha = github.get("/repos/acme/web/branches/main").json()["commit"]["sha"]
    tree = github.get(f"/repos/acme/web/git/trees/{sha}?recursive=1").json()["tree"]
    (entry,) = [each for each in tree if each["path"] == "README.md"]

    file = github.get("/repos/acme/web/contents/README.md").json()
    blob = github.get(f"/repos/acme/web/git/blobs/{entry['sha']}").json()

    assert ["README.md", "src", "src/version.txt"] == [each["path"] for each in tree]
    known = ("sha", "size", "content", "encoding")
    assert [file[key] for key in known] == [blob[key] for key in known]
    assert 404 == github.get(f"/repos/acme/web/git/blobs/{sha}").status_code
    assert 404 == github.get(f"/repos/acme/web/git/trees/{entry['sha']}").status_code


@for_each(
    ("path", "pick", "expected"),
    [
        ("/orgs/acme/memberships/alice", lambda told: told["user"]["login"], "alice"),
        ("/orgs/acme/memberships/carol", lambda told: told["status"], "404"),
        ("/orgs/mona", lambda told: told["status"], "404"),
        ("/orgs/octo-org/members", list, []),
        ("/orgs/octo-org/teams", lambda told: told["status"], "404"),
        ("/repos/acme/web/topics", lambda told: told["names"][0], "frontend"),
        ("/repos/acme/web/readme", lambda told: told["path"], "README.md"),
        ("/repos/acme/web/collaborators", len, 4),
        ("/repos/acme/web/collaborators/alice/permission", lambda t: t["permission"], "admin"),
        ("/repos/acme/web/collaborators/carol/permission", lambda t: t["permission"], "read"),
        (
            "/repos/octo-org/handbook/collaborators/bob/permission",
            lambda t: t["role_name"],
            "triage",
        ),
        ("/repos/acme/web/contributors", lambda told: told[0]["contributions"] > 0, True),
        ("/repos/acme/web/commits?sha=none", lambda told: told["status"], "404"),
        ("/repos/mona/empty/commits", lambda told: told["status"], "409"),
        ("/repos/mona/empty/contributors", lambda _: None, None),
        ("/repos/acme/web/git/ref/tags/v1", lambda told: told["status"], "404"),
    ],
    ids=lambda path, *_: path,
)
def test_a_read_tells_what_is_there(
    path: str, pick: Callable[[Any], Any], expected: Any, github: TestClient
) -> None:
    answer = github.get(path)

    assert expected == pick(answer.json() if answer.content else None)


def test_all_reads_of_a_commit_have_its_sha(github: TestClient) -> None:
    sha = github.get("/repos/acme/web/git/ref/heads/main").json()["object"]["sha"]

    paths = ("commits/main", "git/commits/main", "commits/main/status")
    assert {sha} == {github.get(f"/repos/acme/web/{path}").json()["sha"] for path in paths}


def test_the_statistics_count_the_same_commits(github: TestClient) -> None:
    def computed(name: str) -> Any:
        github.get(f"/repos/acme/web/stats/{name}")
        return github.get(f"/repos/acme/web/stats/{name}").json()

    total = sum(week["total"] for week in computed("commit_activity"))
    assert total == sum(commits for _, _, commits in computed("punch_card"))
    weeks = [week["week"] for week in computed("commit_activity")]
    assert weeks == [week for week, _, _ in computed("code_frequency")]


def test_a_run_that_is_running_is_not_run_again(github: TestClient) -> None:
    answers = [github.post("/repos/acme/web/actions/runs/16000001/rerun") for _ in range(2)]

    assert [201, 403] == [answer.status_code for answer in answers]
    run = github.get("/repos/acme/web/actions/runs/16000001").json()
    assert (2, None, "2026-11-24T10:30:00Z") == (
        run["run_attempt"],
        run["conclusion"],
        run["run_started_at"],
    )
