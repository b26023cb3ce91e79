"""What a write did, the next read shows: every operation on issues and labels, and those beside.

Each story is a row of steps against one new world; each answer is held to GitHub's description.
"""

import json
from typing import Any

import pytest
from starlette.testclient import TestClient

from aegis_cli.sandbox.github.description.described import find
from aegis_cli.sandbox.github.service import github as github_service
from aegis_cli.sandbox.state import State
from tests.helpers.direct import DirectClient
from tests.sandbox.github.conftest import BASE, TOKEN, Clock, held
from tools.operations import GRAPHQL, rows

BESIDE = {
    "actions/list-workflow-runs-for-repo",
    "actions/re-run-workflow",
    "git/delete-ref",
    "repos/get-branch",
    "repos/update-branch-protection",
    "repos/get-branch-protection",
    "repos/create-or-update-file-contents",
    "repos/get-content",
    "teams/add-or-update-repo-permissions-in-org",
    "repos/generate-release-notes",
}
WEB, TWELVE = "/repos/acme/web", "/repos/acme/web/issues/12"
DOTFILES = "/repos/mona/dotfiles"
RULES = {
    "required_status_checks": {"strict": True, "contexts": ["CI"]},
    "enforce_admins": True,
    "required_pull_request_reviews": {"dismiss_stale_reviews": True},
    "restrictions": {"users": ["mona"], "teams": []},
    "allow_force_pushes": None,
}

Step = tuple[str, Any, int, str, Any]
"""A request, its body, its status, where to look in the answer, and what has to be there.

`$` and a digit in a request or a body stand for what an earlier step was to `keep`.
"""

STORIES: dict[str, list[Step]] = {
    "an issue": [
        (f"POST {WEB}/issues", {"title": "Two"}, 201, "title", "Two"),
        (f"GET {WEB}/issues/20", None, 200, "title", "Two"),
        (f"PATCH {WEB}/issues/20", {"title": "Three"}, 200, "title", "Three"),
        (f"PATCH {WEB}/issues/20", {"state": "closed"}, 200, "state_reason", "completed"),
        (f"GET {WEB}/issues?state=closed&per_page=1", None, 200, "0.title", "Three"),
        ("GET /issues?filter=created&state=closed", None, 200, "0.repository.name", "web"),
        (f"PUT {WEB}/issues/20/lock", {"lock_reason": "spam"}, 204, "", None),
        (f"GET {WEB}/issues/20", None, 200, "active_lock_reason", "spam"),
        (f"DELETE {WEB}/issues/20/lock", None, 204, "", None),
        (f"GET {WEB}/issues/20", None, 200, "locked", False),
    ],
    "assigned to me": [
        (f"POST {TWELVE}/assignees", {"assignees": ["mona"]}, 201, "assignees.-1.login", "mona"),
        ("GET /issues?per_page=1&sort=updated", None, 200, "0.number", 12),
        (f"DELETE {TWELVE}/assignees", {"assignees": ["MONA"]}, 200, "assignees.-1.login", "alice"),
        (f"GET {WEB}/assignees", None, 200, "#.login", ["alice", "bob", "hubot", "mona"]),
    ],
    "a search": [
        (f"POST {WEB}/issues", {"title": "Zebra", "labels": ["a b"]}, 201, "number", 20),
        ('GET /search/issues?q=zebra is:issue label:"a b"', None, 200, "total_count", 1),
        (f"PATCH {WEB}/issues/20", {"state": "closed"}, 200, "state", "closed"),
        ("GET /search/issues?q=zebra is:issue is:open", None, 200, "items", []),
    ],
    "comments": [
        (f"POST {TWELVE}/comments", {"body": "One"}, 201, "keep", "id"),
        (
            f"POST {WEB}/issues/comments/$0/reactions",
            {"content": "heart"},
            201,
            "user.login",
            "mona",
        ),
        (f"POST {WEB}/issues/comments/$0/reactions", {"content": "heart"}, 200, "content", "heart"),
        (f"PATCH {WEB}/issues/comments/$0", {"body": "Two"}, 200, "reactions.heart", 1),
        (f"GET {TWELVE}/comments", None, 200, "3.body", "Two"),
        (f"GET {WEB}/issues/comments/$0", None, 200, "body", "Two"),
        (f"DELETE {WEB}/issues/comments/$0", None, 204, "", None),
        (f"GET {TWELVE}/comments", None, 200, "#.reactions.heart", [0, 0, 0]),
    ],
    "reactions": [
        (f"POST {TWELVE}/reactions", {"content": "+1"}, 201, "content", "+1"),
        (f"POST {TWELVE}/reactions", {"content": "+1"}, 200, "user.login", "mona"),
        (f"GET {TWELVE}", None, 200, "reactions.+1", 3),
        (f"GET {TWELVE}", None, 200, "reactions.total_count", 3),
    ],
    "labels of an issue": [
        (f"PUT {TWELVE}/labels", {"labels": ["bug"]}, 200, "#.name", ["bug"]),
        (f"POST {TWELVE}/labels", {"labels": ["question"]}, 200, "#.name", ["bug", "question"]),
        (f"DELETE {TWELVE}/labels/bug", None, 200, "#.name", ["question"]),
        (f"GET {TWELVE}/labels", None, 200, "#.name", ["question"]),
    ],
    "labels": [
        (f"POST {WEB}/labels", {"name": "flaky"}, 201, "color", "ededed"),
        (f"PATCH {WEB}/labels/flaky", {"new_name": "shaky"}, 200, "name", "shaky"),
        (f"GET {WEB}/labels/shaky", None, 200, "color", "ededed"),
        (f"DELETE {WEB}/labels/shaky", None, 204, "", None),
        (f"GET {WEB}/labels/shaky", None, 404, "message", "Not Found"),
        (f"GET {WEB}/labels?per_page=1", None, 200, "#.name", ["bug"]),
    ],
    "a milestone": [
        (f"GET {WEB}/milestones/1", None, 200, "closed_issues", 1),
        (f"POST {WEB}/milestones", {"title": "v3"}, 201, "number", 3),
        (f"PATCH {TWELVE}", {"milestone": 3}, 200, "milestone.open_issues", 1),
        (f"PATCH {WEB}/milestones/3", {"state": "closed"}, 200, "open_issues", 1),
        (f"GET {WEB}/milestones?state=closed", None, 200, "#.title", ["v3"]),
        (f"DELETE {WEB}/milestones/3", None, 204, "", None),
        (f"GET {WEB}/milestones/3", None, 404, "message", "Not Found"),
        (f"GET {TWELVE}", None, 200, "milestone", None),
    ],
    "the parts of an issue": [
        (f"GET {WEB}/issues/16", None, 200, "keep", "id"),
        (f"GET {WEB}/issues/14", None, 200, "keep", "id"),
        (f"GET {WEB}/issues/16/parent", None, 404, "message", "Not Found"),
        (f"POST {TWELVE}/sub_issues", {"sub_issue_id": "$0"}, 201, "sub_issues_summary.total", 3),
        (f"GET {TWELVE}/sub_issues", None, 200, "#.number", [10, 14, 16]),
        (f"GET {WEB}/issues/16/parent", None, 200, "number", 12),
        (f"GET {WEB}/issues/16", None, 200, "parent_issue_url", f"{BASE}{TWELVE}"),
        (
            f"PATCH {TWELVE}/sub_issues/priority",
            {"sub_issue_id": "$0", "before_id": "$1"},
            200,
            "sub_issues_summary.percent_completed",
            33,
        ),
        (f"GET {TWELVE}/sub_issues", None, 200, "#.number", [10, 16, 14]),
        (
            f"PATCH {TWELVE}/sub_issues/priority",
            {"sub_issue_id": "$0", "after_id": "$1"},
            200,
            "number",
            12,
        ),
        (f"GET {TWELVE}/sub_issues", None, 200, "#.number", [10, 14, 16]),
        (f"DELETE {TWELVE}/sub_issue", {"sub_issue_id": "$0"}, 200, "number", 12),
        (f"GET {TWELVE}/sub_issues", None, 200, "#.number", [10, 14]),
    ],
    "a part of another": [
        (f"GET {WEB}/issues/10", None, 200, "keep", "id"),
        (
            f"POST {WEB}/issues/16/sub_issues",
            {"sub_issue_id": "$0", "replace_parent": True},
            201,
            "number",
            16,
        ),
        (f"GET {WEB}/issues/10/parent", None, 200, "number", 16),
        (f"GET {TWELVE}/sub_issues", None, 200, "#.number", [14]),
    ],
    "what waits": [
        (f"GET {WEB}/issues/14", None, 200, "keep", "id"),
        (f"POST {TWELVE}/dependencies/blocked_by", {"issue_id": "$0"}, 201, "number", 12),
        (f"GET {TWELVE}/dependencies/blocked_by", None, 200, "#.number", [14]),
        (f"GET {WEB}/issues/14/dependencies/blocking", None, 200, "#.number", [12]),
        (f"GET {TWELVE}", None, 200, "issue_dependencies_summary.blocked_by", 1),
        (f"DELETE {TWELVE}/dependencies/blocked_by/$0", None, 200, "number", 12),
        (f"GET {TWELVE}/dependencies/blocked_by", None, 200, "", []),
    ],
    "types": [
        ("GET /orgs/acme/issue-types", None, 200, "#.name", ["Task", "Bug", "Feature"]),
        (f"GET {WEB}/issue-types", None, 200, "0.is_enabled", True),
        (f"GET {DOTFILES}/issue-types", None, 200, "", []),
    ],
    "fields": [
        ("GET /orgs/acme/issue-fields", None, 200, "0.options.1.name", "High"),
        (
            f"PUT {TWELVE}/issue-field-values",
            {
                "issue_field_values": [
                    {"field_id": 42001, "value": "High"},
                    {"field_id": 42002, "value": 3},
                    {"field_id": 42003, "value": "2026-12-24"},
                ]
            },
            200,
            "0.single_select_option.name",
            "High",
        ),
        (f"DELETE {TWELVE}/issue-field-values/42001", None, 204, "", None),
        (f"DELETE {TWELVE}/issue-field-values/42001", None, 404, "message", "Not Found"),
        (f"GET {TWELVE}/issue-field-values", None, 200, "#.value", [3, "2026-12-24"]),
    ],
    "what happened": [
        (f"PATCH {TWELVE}", {"title": "New"}, 200, "title", "New"),
        (f"GET {TWELVE}/events", None, 200, "-1.rename.to", "New"),
        (f"POST {TWELVE}/comments", {"body": "Hm"}, 201, "body", "Hm"),
        (f"GET {TWELVE}/timeline", None, 200, "-1.body", "Hm"),
        (f"GET {TWELVE}/timeline", None, 200, "-2.event", "renamed"),
    ],
    "a run": [
        (f"GET {WEB}/actions/runs?status=failure", None, 200, "total_count", 1),
        (f"GET {WEB}/actions/runs?branch=main", None, 200, "workflow_runs.0.run_number", 1),
        (f"POST {WEB}/actions/runs/16000002/rerun", None, 201, "", {}),
        (f"GET {WEB}/actions/runs?status=queued", None, 200, "workflow_runs.0.run_attempt", 2),
        (f"GET {WEB}/actions/runs?status=queued", None, 200, "workflow_runs.0.conclusion", None),
        (f"POST {WEB}/actions/runs/16000002/rerun", None, 403, "status", "403"),
    ],
    "a branch": [
        (f"GET {WEB}/branches/checkout", None, 200, "protected", False),
        (f"DELETE {WEB}/git/refs/heads/checkout", None, 204, "", None),
        (f"GET {WEB}/pulls/15", None, 200, "state", "closed"),
        (f"GET {WEB}/branches/checkout", None, 404, "message", "Branch not found"),
        (f"DELETE {WEB}/git/refs/heads/checkout", None, 422, "message", "Reference does not exist"),
    ],
    "a protected branch": [
        (f"GET {DOTFILES}/branches/main/protection", None, 404, "message", "Branch not protected"),
        (
            f"PUT {DOTFILES}/branches/main/protection",
            RULES,
            200,
            "required_pull_request_reviews.dismiss_stale_reviews",
            True,
        ),
        (
            f"GET {DOTFILES}/branches/main/protection",
            None,
            200,
            "required_status_checks.checks.0.context",
            "CI",
        ),
        (f"GET {DOTFILES}/branches/main", None, 200, "protected", True),
    ],
    "a file": [
        (
            f"PUT {WEB}/contents/docs/a.txt",
            {"message": "Add", "content": "YQ=="},
            201,
            "content.sha",
            "2e65efe2a145dda7ee51d1741299f848e5bf752e",
        ),
        (f"GET {WEB}/contents/docs%2Fa.txt", None, 200, "content", "YQ=="),
        (f"GET {WEB}/contents/docs", None, 200, "#.path", ["docs/a.txt"]),
        (
            f"PUT {WEB}/contents/docs/a.txt",
            {
                "message": "Change",
                "content": "Yg==",
                "sha": "2e65efe2a145dda7ee51d1741299f848e5bf752e",
            },
            200,
            "content.size",
            1,
        ),
        (f"GET {WEB}/contents/docs/a.txt", None, 200, "content", "Yg=="),
    ],
    "a team": [
        (
            "PUT /orgs/acme/teams/support/repos/acme/website",
            {"permission": "maintain"},
            204,
            "",
            None,
        ),
        (
            "POST /repos/acme/website/pulls/4/requested_reviewers",
            {"team_reviewers": ["support"]},
            201,
            "requested_teams.0.slug",
            "support",
        ),
    ],
    "release notes": [
        (
            f"POST {WEB}/releases/generate-notes",
            {"tag_name": "v2", "previous_tag_name": "v1"},
            200,
            "body",
            (
                "## What's Changed\n"
                "* Add the CI workflow by @alice in https://github.com/acme/web/pull/2\n"
                "* Fix the footer links by @bob in https://github.com/acme/web/pull/4\n\n"
                "**Full Changelog**: https://github.com/acme/web/compare/v1...v2"
            ),
        ),
    ],
}


@pytest.fixture
def github() -> TestClient:
    clock = Clock()
    state = State(now=clock, provider_tokens={TOKEN: clock.at + 28_800})
    headers = {"authorization": f"Bearer {TOKEN}"}
    client = DirectClient(github_service(state, base=BASE), base_url=BASE, headers=headers)
    client.event_hooks = {"response": [held]}
    return client


@pytest.mark.parametrize("steps", STORIES.values(), ids=STORIES)
def test_what_a_write_did_the_next_read_shows(steps: list[Step], github: TestClient) -> None:
    kept: list[int | str] = []
    for asked, body, status, where, expected in steps:
        line, text = asked, json.dumps(body)
        for at, value in enumerate(kept):
            line = line.replace(f"${at}", str(value))
            text = text.replace(f'"${at}"', json.dumps(value))
        method, _, path = line.partition(" ")
        content = None if body is None else text

        answer = github.request(method, path, content=content)

        assert status == answer.status_code, (line, answer.text)
        if where == "keep":
            kept.append(answer.json()[expected])
        elif status != 204:
            assert expected == looked_up(answer.json(), where), line


def looked_up(data: Any, where: str) -> Any:
    """Return what is at a place as `0.name`; `#.name` is the name of each."""
    first, _, rest = where.partition(".")
    if not first:
        return data
    if first == "#":
        return [looked_up(each, rest) for each in data]
    return looked_up(data[int(first)] if isinstance(data, list) else data[first], rest)


def test_every_operation_on_issues_and_labels_is_in_a_story() -> None:
    wanted = {
        row["operation_id"]
        for row in rows()
        if row["toolset"] in {"issues", "labels"} and row["method"] != GRAPHQL
    }
    lines_ = (
        step[0].partition("?")[0].replace("$0", "1") for one in STORIES.values() for step in one
    )
    operations = [find(*line.split(" ")) for line in lines_]
    told = {operation[0].id for operation in operations if operation}

    assert set() == (wanted | BESIDE) - told
