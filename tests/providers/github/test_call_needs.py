"""What one call takes beside what GitHub documents, as others saw, and no more than that."""

from typing import Any

from aegis_cli.actions import catalog
from aegis_cli.actions.action import Action
from aegis_cli.actions.call import Call
from aegis_cli.actions.provider.derived_token import NotNarrowed
from aegis_cli.actions.provider.names import BARE
from aegis_cli.providers.github.call_needs import needs_in_words
from aegis_cli.providers.github.live_permissions import When, of_operation
from aegis_cli.providers.github.narrowing import scope_of
from aegis_cli.providers.github.token_reach import TokenReach
from tests.helpers.rows import for_each

BOTH = "issues:write pull_requests:write"
CI = ".github/workflows/ci.yml"


def action_of(name: str, arguments: dict[str, Any]) -> Action[Any]:
    return catalog.load(name).from_arguments({"repo": "acme/web", **arguments})


def asked_for(action: Action[Any], *, fully: bool = True) -> str:
    """Return the permissions of a token for one call, without `metadata:read`."""
    found = scope_of((Call("s1", action),), fully=fully)
    assert isinstance(found, TokenReach), found
    each = (f"{name}:{level}" for name, level in found.permissions if name != "metadata")
    return " ".join(each)


ON_12 = {"issue_number": 12}
OF_COMMENT = {"comment_id": 7}
THREAD = {"pull_number": 11, "comment": 7}
FILE = {"content": "x", "message": "Write it"}
FILES = {"branch": "main", "message": "Write them"}


@for_each(
    ("name", "arguments", "permissions"),
    [
        ("issues.add_comment", {**ON_12, "body": "Hi"}, BOTH),
        ("issues.update", {**ON_12, "title": "Other"}, BOTH),
        ("issues.add_labels", {**ON_12, "labels": ["bug"]}, BOTH),
        ("issues.set_labels", {**ON_12, "labels": ["bug"]}, BOTH),
        ("issues.remove_label", {**ON_12, "name": "bug"}, BOTH),
        ("issues.add_assignees", {**ON_12, "assignees": ["mona"]}, BOTH),
        ("issues.remove_assignees", {**ON_12, "assignees": ["mona"]}, BOTH),
        ("issues.lock", ON_12, BOTH),
        ("issues.unlock", ON_12, BOTH),
        ("issues.react", {**ON_12, "content": "heart"}, BOTH),
        ("issues.update_comment", {**OF_COMMENT, "body": "Hi"}, BOTH),
        ("issues.delete_comment", OF_COMMENT, BOTH),
        ("issues.react_to_comment", {**OF_COMMENT, "content": "heart"}, BOTH),
        ("comments.minimize", {**OF_COMMENT, "classifier": "SPAM"}, BOTH),
        ("comments.unminimize", OF_COMMENT, BOTH),
        # An issue, and nothing else, as the action says itself.
        ("issues.close", ON_12, "issues:write"),
        ("issues.reopen", ON_12, "issues:write"),
        ("issues.create", {"title": "Crash"}, "issues:write"),
        ("issues.list_comments", ON_12, "issues:read"),
        # Contents beside the pull request.
        ("pulls.update_branch", {"pull_number": 11}, "contents:write pull_requests:write"),
        ("pulls.mark_ready", {"pull_number": 11}, "contents:write pull_requests:write"),
        ("pulls.convert_to_draft", {"pull_number": 11}, "contents:write pull_requests:write"),
        ("review_threads.resolve", THREAD, "contents:write pull_requests:write"),
        ("review_threads.unresolve", THREAD, "contents:write pull_requests:write"),
        ("review_threads.list", {"pull_number": 11}, "pull_requests:read"),
        # Files below .github/workflows, and what only is about one.
        ("files.put_automation", {"path": CI, **FILE}, "contents:write workflows:write"),
        (
            "files.put_automation",
            {"path": ".github//workflows/x.yml", **FILE},
            "contents:write workflows:write",
        ),
        ("files.delete", {"path": CI, "message": "Away"}, "contents:write workflows:write"),
        ("files.put", {"path": "docs/ci.yml", **FILE}, "contents:write"),
        ("files.put", {"path": ".github/workflows.md", **FILE}, "contents:write"),
        ("files.put", {"path": f"docs/{CI}", **FILE}, "contents:write"),
        (
            "files.push_automation",
            {
                **FILES,
                "files": [{"path": ".gitmodules", "contents": "x"}, {"path": CI, "contents": "x"}],
            },
            "contents:write workflows:write",
        ),
        ("files.push", {**FILES, "files": [{"path": "a", "contents": "x"}]}, "contents:write"),
        ("files.get", {"path": CI}, "contents:read"),
        ("pulls.merge", {"pull_number": 11}, "contents:write"),
        # Teams, and searches.
        (
            "pulls.request_reviewers",
            {"pull_number": 11, "team_reviewers": ["core"]},
            "members:read pull_requests:write",
        ),
        (
            "pulls.request_reviewers",
            {"pull_number": 11, "reviewers": ["bob"]},
            "pull_requests:write",
        ),
        (
            "pulls.remove_reviewers",
            {"pull_number": 11, "team_reviewers": ["core"]},
            "members:read pull_requests:write",
        ),
        ("code.search", {"words": ["session"]}, "contents:read"),
        ("commits.search", {"words": ["session"]}, "contents:read"),
        ("variables.list", {}, "actions_variables:read"),
        ("variables.create", {"name": "REGION", "value": "eu"}, "actions_variables:write"),
    ],
    ids=lambda *row: row[0],
)
def test_a_token_is_asked_for_with_what_others_saw_github_want(
    name: str, arguments: dict[str, Any], permissions: str
) -> None:
    assert permissions == asked_for(action_of(name, arguments))


@for_each(
    ("name", "arguments", "permissions"),
    [
        ("issues.add_comment", {**ON_12, "body": "Hi"}, "issues:write"),
        ("issues.react", {**ON_12, "content": "heart"}, "issues:write"),
        ("code.search", {"words": ["session"]}, ""),
        # What a call names is known, so that it is not left out.
        ("files.put_automation", {"path": CI, **FILE}, "contents:write workflows:write"),
        (
            "pulls.request_reviewers",
            {"pull_number": 11, "team_reviewers": ["core"]},
            "members:read pull_requests:write",
        ),
    ],
    ids=lambda *row: row[0],
)
def test_where_an_app_has_no_more_a_token_leaves_out_what_is_not_known(
    name: str, arguments: dict[str, Any], permissions: str
) -> None:
    assert permissions == asked_for(action_of(name, arguments), fully=False)


@for_each(
    ("name", "arguments"),
    [("repos.fork", {}), ("repos.create_from_template", {"name": "new"})],
)
def test_no_token_is_derived_for_what_makes_a_repository(
    name: str, arguments: dict[str, Any]
) -> None:
    found = scope_of((Call("s1", action_of(name, arguments)),))

    assert NotNarrowed(f"{name} makes a repository that no token can name yet.") == found


@for_each(
    ("name", "arguments", "words"),
    [
        (
            "pulls.merge",
            {"pull_number": 11},
            "contents:write, and workflows:write for a merge that brings a workflow",
        ),
        (
            "issues.add_comment",
            {**ON_12, "body": "Hi"},
            "issues:write or pull_requests:write, and pull_requests:write on a pull request",
        ),
        ("files.put", {"path": "README.md", **FILE}, "contents:write"),
        (
            "files.put_automation",
            {"path": CI, **FILE},
            "contents:write, and workflows:write for a file below .github/workflows",
        ),
        ("issues.list_comments", ON_12, "issues:read or pull_requests:read"),
    ],
)
def test_what_an_app_needs_is_said_with_when(
    name: str, arguments: dict[str, Any], words: str
) -> None:
    assert words == needs_in_words(action_of(name, arguments))


def test_a_row_is_of_an_operation_that_an_action_does() -> None:
    known = {getattr(each, "op", "") for each in catalog.load_all(BARE)}

    rows = {each: of_operation(each) for each in known}
    assert 30 <= sum(map(len, rows.values()))
    assert {When.WORKFLOW} == {*of_operation("*")}


def test_what_git_reads_before_a_push_takes_a_token_that_may_write() -> None:
    read = catalog.load_of_door("git.read")

    assert "contents:read" == asked_for(read.model_validate({"repo": "acme/web"}))
    before = read.model_validate({"repo": "acme/web", "before_push": True})
    assert "contents:write" == asked_for(before)
    assert "contents:write before a push" in needs_in_words(before)
