"""What GitHub is reported to refuse a token of an App, beyond what it documents."""

from base64 import b64encode
from typing import Any

import pytest
from starlette.testclient import TestClient

from aegis_cli.actions import catalog
from aegis_cli.actions.call import Call
from aegis_cli.providers.github.narrowing import scope_of
from aegis_cli.providers.github.token_reach import TokenReach
from aegis_cli.sandbox.github.service import github as github_service
from aegis_cli.sandbox.github.world.registered_apps import App
from aegis_cli.sandbox.state import State
from tests.helpers.direct import DirectClient
from tests.helpers.rows import for_each
from tools import operations

BASE = "http://127.0.0.1:8123"
WIDE = "ghu_test"
APP = App("Iv1.app", "app-secret")
HERE, CONTENTS = "/repos/acme/web", "/repos/acme/web/contents"
NO = "Resource not accessible by integration"
CI = ".github/workflows/ci.yml"
BARRED = (
    f"refusing to allow a GitHub App to create or update workflow `{CI}` "
    "without `workflows` permission"
)


class Desk:
    """A door whose App derives a token for any permissions of acme/web."""

    def __init__(self, state: State, app: App = APP) -> None:
        self._service = github_service(state, base=BASE, app=app)
        self.wide = self.holding(WIDE)

    def holding(self, token: str) -> TestClient:
        headers = {"Authorization": f"Bearer {token}"}
        return DirectClient(self._service, base_url=BASE, headers=headers)

    def derived(self, repo: str = "web", **permissions: str) -> TestClient:
        """Return a client whose token has these permissions alone."""
        sent = {
            "access_token": WIDE,
            "target": "acme",
            "repositories": [repo],
            "permissions": {"metadata": "read", **permissions},
        }
        client = DirectClient(self._service, base_url=BASE)
        path = "/applications/Iv1.app/token/scoped"
        answer = client.post(path, json=sent, auth=("Iv1.app", "app-secret"))
        assert 200 == answer.status_code, answer.text
        return self.holding(answer.json()["token"])

    def with_workflow(self, branch: str = "ci") -> str:
        """Make a branch whose last commit changes a workflow, and return that commit."""
        main = self.wide.get(f"{HERE}/branches/main").json()["commit"]["sha"]
        self.wide.post(f"{HERE}/git/refs", json={"ref": f"refs/heads/{branch}", "sha": main})
        put = self.wide.put(f"{CONTENTS}/{CI}", json={**FILE, "branch": branch})
        return str(put.json()["commit"]["sha"])


FILE = {"message": "Try it", "content": b64encode(b"on: push\n").decode()}


@pytest.fixture
def desk(state: State) -> Desk:
    return Desk(state)


def first_comment(desk: Desk, number: int) -> Any:
    return desk.wide.get(f"{HERE}/issues/{number}/comments").json()[0]


def mutate(client: TestClient, name: str, **given: str) -> Any:
    fields = ", ".join(f'{key}: "{value}"' for key, value in given.items())
    query = f"mutation {{ {name}(input: {{ {fields} }}) {{ clientMutationId }} }}"
    return client.post("/graphql", json={"query": query}).json()


BOTH = {"issues": "write", "pull_requests": "write"}
ISSUES, PULLS = {"issues": "write"}, {"pull_requests": "write"}


@for_each(
    ("method", "path", "body"),
    [
        ("POST", "/issues/{n}/comments", {"body": "Hi"}),
        ("PATCH", "/issues/{n}", {"title": "Other"}),
        ("POST", "/issues/{n}/assignees", {"assignees": ["mona"]}),
        ("DELETE", "/issues/{n}/assignees", {"assignees": ["mona"]}),
        ("PUT", "/issues/{n}/lock", None),
        ("DELETE", "/issues/{n}/lock", None),
        ("POST", "/issues/{n}/reactions", {"content": "heart"}),
        ("PATCH", "/issues/comments/{c}", {"body": "Other"}),
        ("POST", "/issues/comments/{c}/reactions", {"content": "heart"}),
        ("DELETE", "/issues/comments/{c}", None),
    ],
)
def test_a_pull_request_wants_the_permission_of_pull_requests(
    method: str, path: str, body: Any, desk: Desk
) -> None:
    answers = {}
    for number in (12, 11):
        where = path.format(n=number, c=first_comment(desk, number)["id"])
        answers[number] = [
            desk.derived(**held).request(method, f"{HERE}{where}", json=body).status_code
            for held in (ISSUES, PULLS)
        ]

    assert 403 != answers[12][0]
    assert (403, True) == (answers[11][0], answers[11][1] < 300)


@for_each(
    ("method", "path", "body"),
    [
        ("DELETE", "/labels/enhancement", None),
        ("POST", "/labels", {"labels": ["bug"]}),
        ("PUT", "/labels", {"labels": ["bug"]}),
    ],
)
def test_labels_of_a_pull_request_want_both(method: str, path: str, body: Any, desk: Desk) -> None:
    statuses = [
        desk.derived(**held).request(method, f"{HERE}/issues/11{path}", json=body).status_code
        for held in (ISSUES, PULLS, BOTH)
    ]

    assert [403, 403, 200] == statuses


def test_a_comment_on_a_pull_request_is_hidden_with_the_permission_of_pull_requests(
    desk: Desk,
) -> None:
    subject = first_comment(desk, 11)["node_id"]
    query = (
        "mutation ($id: ID!) { unminimizeComment(input: {subjectId: $id}) { clientMutationId } }"
    )
    sent = {"query": query, "variables": {"id": subject}}

    refused, done = (desk.derived(**held).post("/graphql", json=sent) for held in (ISSUES, PULLS))

    assert ("FORBIDDEN", NO) == tuple(
        refused.json()["errors"][0][key] for key in ("type", "message")
    )
    assert "errors" not in done.json()


@for_each(
    ("mutation", "key", "kind"),
    [
        ("resolveReviewThread", "threadId", "thread"),
        ("unresolveReviewThread", "threadId", "thread"),
        ("convertPullRequestToDraft", "pullRequestId", "pull"),
        ("markPullRequestReadyForReview", "pullRequestId", "pull"),
    ],
)
def test_threads_and_drafts_want_contents_too(
    mutation: str, key: str, kind: str, desk: Desk
) -> None:
    pull = desk.wide.get(f"{HERE}/pulls/11").json()["node_id"]
    comments = desk.wide.get(f"{HERE}/pulls/11/comments").json()
    of_kind = {"pull": pull, "thread": f"PRRT_{comments[0]['node_id'].partition('_')[2]}"}

    refused = mutate(desk.derived(**PULLS, contents="read"), mutation, **{key: of_kind[kind]})
    done = mutate(desk.derived(**PULLS, contents="write"), mutation, **{key: of_kind[kind]})

    assert [NO] == [each["message"] for each in refused["errors"]]
    assert "errors" not in done


def test_a_branch_of_a_pull_request_is_updated_with_contents_too(desk: Desk) -> None:
    path = f"{HERE}/pulls/11/update-branch"

    assert 403 == desk.derived(**PULLS).put(path, json={}).status_code
    assert 403 != desk.derived(**PULLS, contents="write").put(path, json={}).status_code


# Files below .github/workflows


def test_a_file_of_a_workflow_wants_the_permission_of_workflows(desk: Desk) -> None:
    plain, more = desk.derived(contents="write"), desk.derived(contents="write", workflows="write")

    refused = plain.put(f"{CONTENTS}/{CI}", json=FILE)

    assert (403, NO) == (refused.status_code, refused.json()["message"])
    assert 201 == plain.put(f"{CONTENTS}/.github/workflows.md", json=FILE).status_code
    assert 201 == more.put(f"{CONTENTS}/{CI}", json=FILE).status_code


def test_a_commit_of_several_files_wants_it_too(desk: Desk) -> None:
    head = desk.wide.get(f"{HERE}/branches/main").json()["commit"]["sha"]
    query = """mutation ($head: GitObjectID!, $files: [FileAddition!]!) {
      createCommitOnBranch(input: {
        branch: {repositoryNameWithOwner: "acme/web", branchName: "main"}
        expectedHeadOid: $head, message: {headline: "Try it"}, fileChanges: {additions: $files}
      }) { commit { oid } } }"""
    files = [{"path": CI, "contents": FILE["content"]}]
    body = {"query": query, "variables": {"head": head, "files": files}}

    refused = desk.derived(contents="write").post("/graphql", json=body).json()
    done = desk.derived(contents="write", workflows="write").post("/graphql", json=body).json()

    assert [NO] == [each["message"] for each in refused["errors"]]
    assert "errors" not in done


def test_a_merge_that_brings_a_workflow_says_which(desk: Desk) -> None:
    desk.with_workflow()
    sent = {"title": "Try it", "head": "ci", "base": "main"}
    number = desk.wide.post(f"{HERE}/pulls", json=sent).json()["number"]
    path = f"{HERE}/pulls/{number}/merge"

    refused = desk.derived(contents="write").put(path, json={})
    done = desk.derived(contents="write", workflows="write").put(path, json={})

    assert (403, BARRED) == (refused.status_code, refused.json()["message"])
    assert 200 == done.status_code


def test_branches_are_merged_with_it_too(desk: Desk) -> None:
    desk.with_workflow()
    sent = {"base": "main", "head": "ci"}

    refused = desk.derived(contents="write").post(f"{HERE}/merges", json=sent)
    done = desk.derived(contents="write", workflows="write").post(f"{HERE}/merges", json=sent)

    assert (403, BARRED) == (refused.status_code, refused.json()["message"])
    assert done.is_success


def test_a_branch_or_a_release_of_such_a_commit_wants_it_too(desk: Desk) -> None:
    sha = desk.with_workflow()
    ref = {"ref": "refs/heads/copy", "sha": sha}
    release = {"tag_name": "v9", "target_commitish": "ci"}
    plain, more = desk.derived(contents="write"), desk.derived(contents="write", workflows="write")

    refused = plain.post(f"{HERE}/git/refs", json=ref)
    missing = plain.post(f"{HERE}/releases", json=release)

    assert (403, NO) == (refused.status_code, refused.json()["message"])
    assert (
        "contents=write; contents=write,workflows=write"
        == refused.headers["X-Accepted-GitHub-Permissions"]
    )
    assert (404, "Not Found") == (missing.status_code, missing.json()["message"])
    assert 201 == plain.post(f"{HERE}/releases", json={"tag_name": "v9"}).status_code
    assert 201 == more.post(f"{HERE}/git/refs", json=ref).status_code
    assert 201 == more.post(f"{HERE}/releases", json={**release, "tag_name": "v10"}).status_code


# Teams, destinations, variables, and searches


def test_a_team_is_asked_for_a_review_by_who_can_read_it(desk: Desk) -> None:
    path = f"{HERE}/pulls/11/requested_reviewers"
    team = next(iter(desk.wide.get("/orgs/acme/teams").json()))

    sent = {"team_reviewers": [team["slug"]]}
    refused = desk.derived(**PULLS).post(path, json=sent)
    done = desk.derived(**PULLS, members="read").post(path, json=sent)

    assert 422 == refused.status_code
    told = f"Could not resolve to a node with the global id of '{team['node_id']}'."
    assert [told] == refused.json()["errors"]
    assert 403 != done.status_code
    assert told not in done.text


@for_each(
    ("path", "sent"),
    [
        ("/repos/acme/web/forks", {"name": "copy"}),
        ("/repos/acme/website/generate", {"name": "new"}),
    ],
)
def test_the_app_has_to_be_where_a_repository_is_made(
    path: str, sent: dict[str, str], state: State
) -> None:
    statuses = [
        Desk(state, app).wide.post(path, json=sent).status_code
        for app in (APP.installed_on("acme"), APP.installed_on("acme", "mona"))
    ]

    assert [403, True] == [statuses[0], statuses[1] < 300]


def test_a_template_is_not_found_where_the_app_is_not(state: State) -> None:
    desk = Desk(state, APP.installed_on("mona"))

    answer = desk.wide.post("/repos/acme/website/generate", json={"name": "new"})

    assert 422 == answer.status_code
    assert "Could not clone: template repository not found." == answer.json()["message"]


def test_a_token_can_name_variables_which_no_schema_has(desk: Desk) -> None:
    client = desk.derived(actions_variables="read")

    assert 200 == client.get(f"{HERE}/actions/variables").status_code


@for_each(
    ("path", "query"),
    [("/search/code", "api repo:acme/api"), ("/search/commits", "update repo:acme/api")],
)
def test_a_private_repository_is_searched_with_contents(path: str, query: str, desk: Desk) -> None:
    counts = [
        desk.derived("api", **held).get(path, params={"q": query}).json().get("total_count")
        for held in ({}, {"contents": "read"})
    ]

    assert [0, True] == [counts[0], counts[1] > 0]


# The token that aegis asks for

ON_11 = {"issue_number": 11}
NEW = {"content": "on: push\n", "message": "Try it"}


@for_each(
    ("name", "arguments"),
    [
        ("issues.add_comment", {**ON_11, "body": "Hi"}),
        ("issues.update", {**ON_11, "title": "Other"}),
        ("issues.add_labels", {**ON_11, "labels": ["bug"]}),
        ("issues.remove_label", {**ON_11, "name": "enhancement"}),
        ("issues.add_assignees", {**ON_11, "assignees": ["mona"]}),
        ("issues.lock", ON_11),
        ("issues.react", {**ON_11, "content": "heart"}),
        ("pulls.update_branch", {"pull_number": 11}),
        ("files.put_automation", {"path": CI, **NEW}),
        ("pulls.request_reviewers", {"pull_number": 11, "team_reviewers": ["core"]}),
        ("code.search", {"words": ["api"]}),
    ],
    ids=lambda *row: row[0],
)
def test_a_token_for_one_plan_is_enough_and_what_github_documents_is_not(
    name: str, arguments: dict[str, Any], desk: Desk
) -> None:
    repo = "api" if name == "code.search" else "web"
    action = catalog.load(name).from_arguments({"repo": f"acme/{repo}", **arguments})
    row = next(row for row in operations.rows() if row["action_name"] == name)
    documented = row["fine_grained_permission"].partition(" ")[0]
    asked = scope_of((Call("s1", action),))
    assert isinstance(asked, TokenReach)

    wanted, control = (
        desk.derived(repo, **held)
        for held in (dict(asked.permissions), dict([documented.split(":")[:2]]))
    )
    request = action.request(BASE)
    refused, done = (
        client.request(request.method, request.url.removeprefix(BASE), content=request.body)
        for client in (control, wanted)
    )

    is_enough = done.is_success or "no new commits" in done.text  # which is said to who may
    assert is_enough, done.text
    assert (done.status_code, done.text) != (refused.status_code, refused.text)
    assert refused.status_code in {403, 422} or refused.json()["total_count"] == 0
