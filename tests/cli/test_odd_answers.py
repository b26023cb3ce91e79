"""Where GitHub answers oddly: what was so before is said, and what was not done is no success."""

import json
from typing import Any

import pytest

from tests.helpers.console import Console

pytestmark = pytest.mark.enable_socket

JSON = ("--output", "json")
ISSUES = "/repos/acme/web/issues"


def at_issue(action: str, number: int, *more: str) -> tuple[str, ...]:
    words = ("do", f"issues.{action}", "-R", "acme/web", "--issue-number", str(number))
    return (*words, *more, "--yes", *JSON)


def issue(number: int, **more: Any) -> dict[str, Any]:
    page = f"https://github.com/acme/web/issues/{number}"
    return {"number": number, "title": "Old", "state": "open", "html_url": page} | more


def test_what_was_so_before_is_not_sent_and_says_so(at: Console) -> None:
    merged = ("do", "pulls.close", "-R", "acme/web", "--pull-number", "2", "--yes", *JSON)
    unseen = at_issue("close", 1, "--deny", "issues.get")
    table = {
        "closed": (at_issue("close", 1), "already", True),
        "closed, and not looked at": (unseen, "done", True),
        "merged": (merged, "already", True),
        "reopened": (at_issue("reopen", 3), "done", False),
        "open": (at_issue("reopen", 12), "already", True),
        "labelled": (at_issue("update", 3, "--labels", "wontfix"), "done", False),
    }

    ends = {name: at.run(*words) for name, (words, *_) in table.items()}

    assert {name: (0, status, None) for name, (_, status, _) in table.items()} == {
        name: end.end for name, end in ends.items()
    }
    assert {name: already for name, (*_, already) in table.items()} == {
        name: end.document["results"][0]["already"] for name, end in ends.items()
    }
    sent = [line for line in at.sandbox.lines() if not line.startswith("GET ")]
    assert [f"PATCH {ISSUES}/{number}" for number in (1, 3, 3)] == sent


def test_a_person_is_not_told_that_what_was_so_before_was_done_now(at: Console) -> None:
    with at.terminal(
        "do", "issues.close", "-R", "acme/web", "--issue-number", "1", "--yes"
    ) as seen:
        code = seen.ended()

    assert 0 == code
    assert "acme/web#1 was already closed: https://github.com/acme/web/issues/1" in seen.seen
    assert "Closed acme/web#1" not in seen.seen


def test_a_write_that_is_answered_with_something_else_is_failed(at: Console) -> None:
    answers: dict[str, tuple[str, str, Any, tuple[str, ...]]] = {
        "another state": ("PATCH", "12", issue(12), at_issue("close", 12)),
        "another number": ("PATCH", "13", issue(10, state="closed"), at_issue("close", 13)),
        "the old title": ("PATCH", "10", issue(10), at_issue("update", 10, "--title", "New")),
        "the label": ("DELETE", "9/labels/bug", [{"name": "Bug"}], at_issue("remove_label", 9, "--name", "bug")),
        "another text": (
            "POST",
            "8/comments",
            {"id": 1, "html_url": "https://github.com/acme/web/issues/8#c", "body": "Not so"},
            at_issue("add_comment", 8, "--body", "So"),
        ),
        "another issue": (
            "POST",
            "7/comments",
            {"id": 1, "html_url": "https://github.com/acme/web/issues/6#c", "body": "So"},
            at_issue("add_comment", 7, "--body", "So"),
        ),
    }  # fmt: skip
    for method, path, said, _ in answers.values():
        status = 201 if method == "POST" else 200
        at.sandbox.fault("github", method, f"{ISSUES}/{path}", status=status, body=json.dumps(said))

    ends = at.run_all({name: words for name, (*_, words) in answers.items()})

    partly = (7, "failed", "partly_ignored")
    assert dict.fromkeys(answers, partly) == {name: end.end for name, end in ends.items()}
