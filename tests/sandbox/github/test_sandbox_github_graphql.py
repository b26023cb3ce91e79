"""The GraphQL endpoint: our documents answered as GitHub's schema says, and shown by REST too."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from graphql import build_schema, parse, validate
from starlette.testclient import TestClient

from aegis_cli.sandbox.github.description.objects import node_id
from aegis_cli.sandbox.state import DerivedToken, State
from tests.github_openapi.checking import faults
from tests.github_openapi.description import the_description

GITHUB = Path(__file__).parents[3] / "src/aegis_cli/providers/github"
FACTS = json.loads((GITHUB / "operations.json").read_text(encoding="utf-8"))["documents"]
DOCUMENTS = {
    re.match(r"\w+ (\w+)", text)[1]: text  # type: ignore[index]
    for text in (GITHUB / "documents.graphql").read_text(encoding="utf-8").split("\n\n")
    if re.match(r"\w+ \w+", text)
}
"""Our documents, by the names that they have."""
WEB = "/repos/acme/web"
P11 = f"{WEB}/pulls/11"
THREADS = {"owner": "acme", "name": "web", "number": 11, "first": 1}


def sent(github: TestClient, document: str, **variables: Any) -> Any:
    """Send one of our documents or a text, and hold the data to the schema."""
    text = DOCUMENTS.get(document, document)
    answer = github.request("POST", "/graphql", json={"query": text, "variables": variables})
    assert answer.status_code == 200
    told = answer.json()
    if document in DOCUMENTS and "errors" not in told:
        action = next(name for name in FACTS if name.replace(".", "_") == document)
        assert [] == faults(the_description().inlined(FACTS[action]["data"]), told["data"])
    return told


def done(github: TestClient, document: str, **variables: Any) -> Any:
    """Send a document that has to work, and return the data of its only field."""
    told = sent(github, document, **variables)
    assert "errors" not in told
    return next(iter(told["data"].values()))


def of(github: TestClient, path: str) -> str:
    """Return the node id of what stands at a path of REST."""
    number: str = github.request("GET", path).json()["node_id"]
    return number


def test_a_repository_is_found_by_an_old_name_unless_a_document_says_no(github: TestClient) -> None:
    github.request("PATCH", "/repos/mona/dotfiles", json={"name": "rules"})
    old = {"owner": "mona", "name": "dotfiles"}
    text = '{ repository(owner: "mona", name: "dotfiles") { nameWithOwner } }'

    told = sent(github, "files_blame", **old, expression="HEAD", path="README.md")

    assert {"repository": {"nameWithOwner": "mona/rules"}} == sent(github, text)["data"]
    assert "NOT_FOUND" == told["errors"][0]["type"]


def test_an_issue_is_closed_as_a_duplicate(github: TestClient) -> None:
    first, second = of(github, f"{WEB}/issues/12"), of(github, f"{WEB}/issues/16")
    variables = {"issueId": second, "stateReason": "DUPLICATE", "duplicateIssueId": first}

    issue = done(github, "issues_close_as_duplicate", **variables)["issue"]

    shown = github.request("GET", f"{WEB}/issues/16").json()
    assert ("CLOSED", "DUPLICATE", 16) == (issue["state"], issue["stateReason"], issue["number"])
    assert ("closed", "duplicate") == (shown["state"], shown["state_reason"])
    again = sent(github, "issues_close_as_duplicate", **variables | {"duplicateIssueId": second})
    assert "UNPROCESSABLE" == again["errors"][0]["type"]


def test_at_most_three_issues_are_pinned(github: TestClient) -> None:
    issues = [of(github, f"{WEB}/issues/{number}") for number in (12, 14, 16, 18)]

    pinned = [done(github, "issues_pin", issueId=each)["issue"] for each in issues[:3]]
    told = sent(github, "issues_pin", issueId=issues[3])

    assert all(issue["isPinned"] for issue in pinned)
    assert {"data": {"pinIssue": None}} == {"data": told["data"]}
    assert ["Maximum 3 pinned issues per repository"] == [
        each["message"] for each in told["errors"]
    ]
    assert not done(github, "issues_unpin", issueId=issues[0])["issue"]["isPinned"]
    assert done(github, "issues_pin", issueId=issues[3])["issue"]["isPinned"]


@pytest.mark.parametrize("creates", [True, False, None])
def test_a_transferred_issue_is_found_in_its_new_repository(
    *, creates: bool | None, github: TestClient
) -> None:
    github.request("POST", f"{WEB}/labels", json={"name": "only here"})
    github.request("PUT", f"{WEB}/issues/12/labels", json={"labels": ["bug", "only here"]})
    there = of(github, "/repos/acme/website")

    issue = done(
        github,
        "issues_transfer",
        issueId=of(github, f"{WEB}/issues/12"),
        repositoryId=there,
        createLabelsIfMissing=creates,
    )["issue"]

    assert "acme/website" == issue["repository"]["nameWithOwner"]
    moved = github.request("GET", f"{WEB}/issues/12")
    assert 301 == moved.status_code
    shown = github.request("GET", moved.headers["Location"]).json()
    assert (issue["number"], issue["url"]) == (shown["number"], shown["html_url"])
    labels = [label["name"] for label in shown["labels"]]
    assert ["bug", *(["only here"] if creates else [])] == labels
    assert 12 not in [each["number"] for each in github.request("GET", f"{WEB}/issues").json()]
    new = github.request("POST", f"{WEB}/issues", json={"title": "Next"}).json()
    assert 20 == new["number"]


def test_a_deleted_issue_is_gone(github: TestClient) -> None:
    path = "/repos/mona/scratch/issues"
    number = github.request("GET", path).json()[0]["number"]

    repository = done(github, "issues_delete", issueId=of(github, f"{path}/{number}"))

    assert {"repository": {"nameWithOwner": "mona/scratch"}} == repository
    assert 410 == github.request("GET", f"{path}/{number}").status_code


def test_a_deleted_issue_is_no_part_of_another(github: TestClient) -> None:
    path = "/repos/mona/scratch/issues"
    github.request("POST", path, json={"title": "Part"})
    part, whole = github.request("GET", path, params={"state": "all"}).json()[:2]
    body = {"sub_issue_id": part["id"]}
    assert (
        201 == github.request("POST", f"{path}/{whole['number']}/sub_issues", json=body).status_code
    )

    done(github, "issues_delete", issueId=part["node_id"])

    assert [] == github.request("GET", f"{path}/{whole['number']}/sub_issues").json()


@pytest.mark.parametrize("mutation", ["minimizeComment", "transferIssue"])
def test_an_input_without_what_it_needs_is_refused(mutation: str, github: TestClient) -> None:
    key = "subjectId" if mutation == "minimizeComment" else "issueId"
    text = f'mutation {{ {mutation}(input: {{{key}: "x"}}) {{ clientMutationId }} }}'

    (error,) = sent(github, text)["errors"]

    assert error["message"].startswith("Argument '")
    assert error["message"].endswith("Input' is required.")


@pytest.mark.parametrize(
    ("place", "kind"),
    [
        ("/repos/mona/scratch", "UNPROCESSABLE"),
        ("/repos/octo-org/handbook", "FORBIDDEN"),
        ("/repos/acme/infra", "UNPROCESSABLE"),
        ("/repos/acme/legacy", "FORBIDDEN"),
        ("/repos/acme/web", "UNPROCESSABLE"),
    ],
)
def test_an_issue_stays_where_it_cannot_be_transferred(
    place: str, kind: str, github: TestClient
) -> None:
    issue = of(github, f"{WEB}/issues/12")

    told = sent(github, "issues_transfer", issueId=issue, repositoryId=of(github, place))

    assert kind == told["errors"][0]["type"]
    assert 200 == github.request("GET", f"{WEB}/issues/12").status_code


def test_an_issue_of_a_private_repository_stays_private(github: TestClient) -> None:
    issue, there = of(github, "/repos/acme/api/issues/1"), of(github, WEB)

    told = sent(github, "issues_transfer", issueId=issue, repositoryId=there)

    assert "Issues of a private repository stay in private ones" == told["errors"][0]["message"]


@pytest.mark.parametrize("document", ["pulls_mark_ready", "pulls_convert_to_draft"])
def test_a_closed_pull_request_stays_as_it_is(document: str, github: TestClient) -> None:
    told = sent(github, document, pullRequestId=of(github, f"{WEB}/pulls/4"))

    assert "Pull request is closed" == told["errors"][0]["message"]


@pytest.mark.parametrize(
    "path", ["issues/comments/{}", "pulls/comments/21500001", "pulls/11/reviews/31400001"]
)
def test_a_comment_is_minimized_and_shown_again(path: str, github: TestClient) -> None:
    first = github.request("GET", f"{WEB}/issues/12/comments").json()[0]["id"]
    kinds = {"p": node_id("PRRC", 21500001), "r": node_id("PRR", 31400001)}
    subject = node_id("IC", first) if "{}" in path else kinds["r" if "reviews" in path else "p"]

    hidden = done(github, "comments_minimize", subjectId=subject, classifier="OFF_TOPIC")

    assert {"isMinimized": True, "minimizedReason": "off-topic"} == hidden["minimizedComment"]
    if "{}" in path:
        comment = github.request("GET", f"{WEB}/issues/12/comments").json()[0]
        assert {"reason": "off-topic"} == comment["minimized"]
    shown = done(github, "comments_unminimize", subjectId=subject)
    assert {"isMinimized": False} == shown["unminimizedComment"]
    assert github.request("GET", f"{WEB}/issues/12/comments").json()[0]["minimized"] is None


def test_a_draft_becomes_ready_and_a_draft_again(github: TestClient) -> None:
    pull = of(github, f"{WEB}/pulls/15")

    ready = done(github, "pulls_mark_ready", pullRequestId=pull)["pullRequest"]

    assert (15, False) == (ready["number"], ready["isDraft"])
    assert github.request("GET", f"{WEB}/pulls/15").json()["draft"] is False
    assert done(github, "pulls_convert_to_draft", pullRequestId=pull)["pullRequest"]["isDraft"]
    assert github.request("GET", f"{WEB}/pulls/15").json()["draft"] is True


def test_auto_merge_is_enabled_where_checks_are_pending(github: TestClient) -> None:
    pull, other = of(github, f"{WEB}/pulls/17"), of(github, P11)
    more = {"mergeMethod": "SQUASH", "commitHeadline": "Bump vite", "commitBody": "At last"}

    wish = done(github, "pulls_enable_auto_merge", pullRequestId=pull, **more)["pullRequest"]

    assert "SQUASH" == wish["autoMergeRequest"]["mergeMethod"]
    shown = github.request("GET", f"{WEB}/pulls/17").json()["auto_merge"]
    assert ("squash", "Bump vite", "At last", "mona") == (
        shown["merge_method"],
        shown["commit_title"],
        shown["commit_message"],
        shown["enabled_by"]["login"],
    )
    off = done(github, "pulls_disable_auto_merge", pullRequestId=pull)["pullRequest"]
    assert off["autoMergeRequest"] is None
    assert github.request("GET", f"{WEB}/pulls/17").json()["auto_merge"] is None
    for document, variables in (
        ("pulls_enable_auto_merge", {"pullRequestId": other}),
        ("pulls_enable_auto_merge", {"pullRequestId": pull, "expectedHeadOid": "0" * 40}),
        ("pulls_disable_auto_merge", {"pullRequestId": pull}),
    ):
        assert "UNPROCESSABLE" == sent(github, document, **variables)["errors"][0]["type"]


def test_a_merged_pull_request_is_reverted_by_another(github: TestClient) -> None:
    assert 200 == github.request("PUT", f"{P11}/merge").status_code

    new = done(github, "pulls_revert", pullRequestId=of(github, P11))["revertPullRequest"]

    shown = github.request("GET", f"{WEB}/pulls/{new['number']}").json()
    assert ('Revert "Keep the session while the tab sleeps"', "Reverts acme/web#11") == (
        shown["title"],
        shown["body"],
    )
    assert "revert-11-session-sleep" == shown["head"]["ref"]
    refused = sent(github, "pulls_revert", pullRequestId=of(github, f"{WEB}/pulls/15"))
    assert "UNPROCESSABLE" == refused["errors"][0]["type"]


def read_threads(github: TestClient, **changes: Any) -> Any:
    found = done(github, "review_threads_list", **THREADS | changes)
    return found["pullRequest"]["reviewThreads"]


def test_threads_are_listed_page_by_page(github: TestClient) -> None:
    first = read_threads(github)
    second = read_threads(github, after=first["pageInfo"]["endCursor"])

    ((session,), (test,)) = first["nodes"], second["nodes"]
    assert (True, False) == (session["isResolved"], test["isResolved"])
    assert [("bob", "21500001"), ("alice", "21500002")] == [
        (each["author"]["login"], each["fullDatabaseId"]) for each in session["comments"]["nodes"]
    ]
    assert [True, False] == [each["pageInfo"]["hasNextPage"] for each in (first, second)]


def test_a_thread_is_resolved_and_opened_again(github: TestClient) -> None:
    (thread,) = read_threads(github)["nodes"]

    opened = done(github, "review_threads_unresolve", threadId=thread["id"])["thread"]

    assert (False, 11) == (opened["isResolved"], opened["pullRequest"]["number"])
    assert not read_threads(github)["nodes"][0]["isResolved"]
    assert done(github, "review_threads_resolve", threadId=thread["id"])["thread"]["isResolved"]
    assert read_threads(github)["nodes"][0]["isResolved"]


def test_a_thread_is_added_to_a_pending_review(github: TestClient) -> None:
    review = github.request("POST", f"{P11}/reviews", json={}).json()
    place = {"path": "src/session.ts", "body": "Why?", "line": 14, "side": "RIGHT"}
    variables = {"pullRequestReviewId": review["node_id"]} | place

    thread = done(github, "review_threads_add", **variables)["thread"]

    assert ("src/session.ts", 14, False) == (thread["path"], thread["line"], thread["isResolved"])
    outside = done(github, "review_threads_add", **variables | {"line": 99})
    assert {"thread": None} == outside
    github.request("POST", f"{P11}/reviews/{review['id']}/events", json={"event": "COMMENT"})
    assert "Why?" in [each["body"] for each in github.request("GET", f"{P11}/comments").json()]
    assert thread["id"] in [each["id"] for each in read_threads(github, first=9)["nodes"]]
    late = sent(github, "review_threads_add", **variables)
    assert ("UNPROCESSABLE", ["addPullRequestReviewThread"]) == (
        late["errors"][0]["type"],
        late["errors"][0]["path"],
    )


@pytest.mark.parametrize(
    ("document", "variables", "expected"),
    [
        (
            "issues_pin",
            {"issueId": "I_kw"},
            "NOT_FOUND pinIssue Could not resolve to a node with the global id of 'I_kw'.",
        ),
        (
            "review_threads_list",
            THREADS | {"name": "nothing"},
            "NOT_FOUND repository Could not resolve to a Repository with the name 'acme/nothing'.",
        ),
        (
            "review_threads_list",
            THREADS | {"number": 12},
            (
                "NOT_FOUND repository.pullRequest "
                "Could not resolve to a PullRequest with the number of 12."
            ),
        ),
        (
            "review_threads_list",
            THREADS | {"owner": "octo-org", "name": "secret-plans"},
            (
                "NOT_FOUND repository "
                "Could not resolve to a Repository with the name 'octo-org/secret-plans'."
            ),
        ),
        (
            "review_threads_list",
            THREADS | {"first": 101},
            (
                "EXCESSIVE_PAGINATION repository.pullRequest.reviewThreads Requesting 101 records "
                "on the `reviewThreads` connection exceeds the `first` limit of 100 records."
            ),
        ),
        (
            "review_threads_list",
            THREADS | {"after": "x"},
            (
                "INVALID_CURSOR_ARGUMENTS repository.pullRequest.reviewThreads "
                "`x` does not appear to be a valid cursor."
            ),
        ),
    ],
)
def test_what_is_not_there_is_an_error_of_its_field(
    document: str, variables: dict[str, Any], expected: str, github: TestClient
) -> None:
    answer = sent(github, document, **variables)

    (error,) = answer["errors"]
    assert expected == f"{error['type']} {'.'.join(error['path'])} {error['message']}"
    data = answer["data"]
    for key in error["path"]:
        data = data[key]
    assert data is None


@pytest.mark.parametrize(
    ("document", "path"),
    [
        ("issues_pin", "/repos/octo-org/handbook/issues/1"),
        ("issues_delete", "/repos/acme/web/issues/12"),
        ("issues_pin", "/repos/acme/legacy/issues/1"),
    ],
)
def test_what_the_viewer_may_not_do_is_forbidden(
    document: str, path: str, github: TestClient
) -> None:
    answer = sent(github, document, issueId=of(github, path))

    assert "FORBIDDEN" == answer["errors"][0]["type"]


def test_a_token_is_needed(anonymous: TestClient) -> None:
    answer = anonymous.request("POST", "/graphql", json={"query": "{ viewer { login } }"})

    assert (401, "This endpoint requires you to be authenticated.") == (
        answer.status_code,
        answer.json()["message"],
    )


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({}, "A query attribute must be specified and must be a string."),
        ({"query": "{ viewer "}, "Syntax Error"),
        ({"query": "query a { viewer { login } }", "operationName": "b"}, 'No operation named "b"'),
        (
            {"query": DOCUMENTS["review_threads_list"], "variables": THREADS | {"first": "1"}},
            "Variable $first of type Int! was provided invalid value",
        ),
        (
            {"query": DOCUMENTS["issues_pin"]},
            "Variable $issueId of type ID! was provided invalid value",
        ),
        (
            {
                "query": DOCUMENTS["comments_minimize"],
                "variables": {"subjectId": "IC_x", "classifier": "RUDE"},
            },
            "Variable $classifier of type ReportedContentClassifiers! was provided invalid value",
        ),
    ],
)
def test_a_document_that_is_wrong_is_not_run(
    body: dict[str, Any], told: str, github: TestClient
) -> None:
    answer = github.request("POST", "/graphql", json=body)

    assert 200 == answer.status_code
    assert told in answer.json()["errors"][0]["message"]
    assert "data" not in answer.json()


@pytest.mark.parametrize(
    ("first", "explanation"),
    [("1", 'Could not coerce value "1" to Int'), (None, "Expected value to not be null")],
)
def test_a_variable_that_does_not_fit_is_explained(
    first: str | None, explanation: str, github: TestClient
) -> None:
    (error,) = sent(github, "review_threads_list", **THREADS | {"first": first})["errors"]

    column = DOCUMENTS["review_threads_list"].index("$first: Int!") + 1
    assert [{"line": 1, "column": column}] == error["locations"]
    assert {"value": first, "problems": [{"path": [], "explanation": explanation}]} == (
        error["extensions"]
    )


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("{ me: viewer { login __typename } }", {"me": {"login": "mona", "__typename": "User"}}),
        (
            (
                'query ($n: Int = 12) { repository(owner: "acme", name: "web") { issue(number: $n)'
                " { ... on Issue { number } ... on PullRequest { isDraft } } } }"
            ),
            {"repository": {"issue": {"number": 12}}},
        ),
        (
            (
                '{ repository(owner: "acme", name: "web") { issue(number: 12) { createdAt'
                " labels(first: 1) { totalCount nodes { name } } } } }"
            ),
            {
                "repository": {
                    "issue": {
                        "createdAt": "2026-10-25T10:30:00Z",
                        "labels": {"totalCount": 2, "nodes": [{"name": "bug"}]},
                    }
                }
            },
        ),
    ],
)
def test_any_text_is_answered(text: str, data: dict[str, Any], github: TestClient) -> None:
    assert data == sent(github, text)["data"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{ viewer { biography } }", "User.biography: Nobody wrote this field for the sandbox."),
        ("{ topics(name: 1) { id } }", "Query.topics: Nobody wrote this field"),
        ("{ viewer }", "viewer: Nobody wrote this selection"),
        ("{ viewer { login { id } } }", "viewer.login: Nobody wrote this selection"),
        ('{ repository(owner: "acme") { id } }', "Query.repository: Nobody wrote all arguments"),
    ],
)
def test_what_nobody_wrote_says_so(text: str, told: str, github: TestClient) -> None:
    answer = github.request("POST", "/graphql", json={"query": text})

    assert 501 == answer.status_code
    assert told in answer.json()["message"]


@pytest.mark.parametrize(
    ("repo", "level", "kinds"),
    [
        ("acme/web", "write", []),
        ("acme/web", "read", ["FORBIDDEN"]),
        ("acme/website", "write", ["FORBIDDEN"]),
    ],
)
def test_a_derived_token_stays_within_its_limits(
    repo: str, level: str, kinds: list[str], *, connect: Callable[..., TestClient], state: State
) -> None:
    github, narrow = connect(), connect("Bearer ghu_derived")
    allowed = frozenset({github.request("GET", f"/repos/{repo}").json()["id"]})
    state.derived_tokens["ghu_derived"] = DerivedToken(
        state.now() + 60, state.own_app.client_id, allowed, {"issues": level}
    )

    told = sent(narrow, "issues_pin", issueId=of(github, f"{WEB}/issues/12"))

    assert kinds == [error["type"] for error in told.get("errors", ())]
    hidden = sent(narrow, "issues_pin", issueId=of(github, "/repos/acme/api/issues/1"))
    assert "NOT_FOUND" == hidden["errors"][0]["type"]


def test_the_documents_that_are_answered_fit_the_schema_of_github() -> None:
    schema = Path.home() / ".cache/aegis-tests/github-openapi/node_modules/@octokit/graphql-schema"
    if not (schema / "schema.graphql").exists():
        pytest.skip("The schema of GitHub was not installed.")
    text = (schema / "schema.graphql").read_text(encoding="utf-8")
    known = build_schema(text, assume_valid=True, assume_valid_sdl=True)

    assert [] == [error for text in DOCUMENTS.values() for error in validate(known, parse(text))]


def test_files_are_pushed_on_top_of_the_expected_head_alone(github: TestClient) -> None:
    head = github.get(f"{WEB}/branches/main").json()["commit"]["sha"]
    files = [{"path": path, "contents": "SGkK"} for path in ("README.md", "docs/new.md")]
    variables = {
        "branch": {"repositoryNameWithOwner": "acme/web", "branchName": "main"},
        "expectedHeadOid": head,
        "fileChanges": {"additions": files},
        "message": {"headline": "Say hi", "body": "To all."},
    }

    made = done(github, "files_push", **variables)
    again = sent(github, "files_push", **variables)

    shown = github.get(f"{WEB}/commits/main").json()
    assert (made["commit"]["oid"], "Say hi\n\nTo all.") == (
        shown["sha"],
        shown["commit"]["message"],
    )
    changed = {(each["filename"], each["status"]) for each in shown["files"]}
    assert {("README.md", "modified"), ("docs/new.md", "added")} == changed
    assert 3 == github.get(f"{WEB}/contents/docs/new.md").json()["size"]
    assert "STALE_DATA" == again["errors"][0]["type"]


def test_each_line_is_blamed_on_a_commit_and_none_where_nothing_is(github: TestClient) -> None:
    asked = {"owner": "acme", "name": "web", "expression": "HEAD"}

    (part,) = done(github, "files_blame", path="README.md", **asked)["object"]["blame"]["ranges"]
    nowhere = done(github, "files_blame", path="README.md", **asked | {"expression": "no"})
    told = sent(github, "files_blame", path="no.md", **asked)

    assert (1, 3, "Update README.md") == (
        part["startingLine"],
        part["endingLine"],
        part["commit"]["messageHeadline"],
    )
    assert nowhere["object"] is None
    assert "NOT_FOUND" == told["errors"][0]["type"]


def test_a_branch_is_ahead_and_behind_as_a_comparison_by_rest_says(github: TestClient) -> None:
    asked = {"owner": "acme", "name": "web", "headRef": "main", "first": 2}

    refs = done(github, "branches_list_ahead_behind", **asked)["refs"]

    found = {
        each["name"]: (each["compare"]["behindBy"], each["compare"]["aheadBy"])
        for each in refs["nodes"]
    }
    by_rest = {
        name: github.get(f"{WEB}/compare/main...{quote(name, safe='')}").json()
        for name in ("main", "release/1.x")
    }
    assert {n: (one["ahead_by"], one["behind_by"]) for n, one in by_rest.items()} == found
    assert (0, 0) != found["release/1.x"]
    assert refs["pageInfo"]["hasNextPage"]


def test_pull_requests_are_listed_with_their_checks_and_reviews(github: TestClient) -> None:
    asked = {"owner": "acme", "name": "web", "first": 10}

    pulls = done(github, "pulls_list_standing", **asked)["pullRequests"]["nodes"]

    shown = {
        each["number"]: (
            each["isDraft"],
            each["reviewDecision"],
            each["commits"]["nodes"][0]["commit"]["statusCheckRollup"]["state"],
        )
        for each in pulls
    }
    assert {
        17: (False, "REVIEW_REQUIRED", "PENDING"),
        15: (True, "CHANGES_REQUESTED", "FAILURE"),
        11: (False, "APPROVED", "SUCCESS"),
    } == shown
