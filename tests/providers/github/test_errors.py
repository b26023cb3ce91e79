"""What GitHub's refusals mean: every row of its table of errors, with a way out for each."""

import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aegis_cli.actions.action import Action
from aegis_cli.core.http import Response
from aegis_cli.core.text import visible
from aegis_cli.errors import Code, Status
from aegis_cli.providers.github.errors import absent, failure, write_failure
from aegis_cli.providers.github.nouns.context.users import GetMe, GetUser
from aegis_cli.providers.github.nouns.issues.comments import AddComment
from aegis_cli.providers.github.nouns.issues.issue_changes import CreateIssue
from aegis_cli.providers.github.nouns.issues.issues import GetIssue
from aegis_cli.providers.github.nouns.issues.milestones import GetMilestone
from aegis_cli.providers.github.nouns.labels.labels import GetLabel
from aegis_cli.providers.github.nouns.pull_requests.pull_changes import MergePull, UpdateBranch
from aegis_cli.providers.github.nouns.repos.branches import GetBranch
from aegis_cli.providers.github.nouns.repos.release_changes import CreateRelease
from aegis_cli.providers.github.nouns.repos.repo_changes import CreateRepo, DeleteRepo
from aegis_cli.providers.github.nouns.repos.repo_forks import ForkRepo
from aegis_cli.providers.github.nouns.repos.repo_templates import CreateFromTemplate
from aegis_cli.providers.github.nouns.repos.repos import GetRepo
from aegis_cli.providers.github.rest import is_rate_limit, retry_after
from tests.helpers.canned import answer
from tests.helpers.rows import for_each

READ = GetIssue(repo="acme/web", issue_number=12)
WRITE = CreateIssue(repo="acme/web", title="Crash")

NO_ACCESS = {"message": "Resource not accessible by integration"}
NO_TEMPLATE = "Could not clone: template repository not found."
BARRED = (
    "refusing to allow a GitHub App to create or update workflow `.github/workflows/ci.yml` "
    "without `workflows` permission"
)
SECONDARY = "You have exceeded a secondary rate limit. Please wait a few minutes."
DATE = "Tue, 24 Nov 2026 12:00:00 GMT"
NOON = 1_795_521_600

MERGE = MergePull(repo="acme/web", pull_number=11)

# (action, response, code, words of the message, words of the hint)
ROWS: list[tuple[Action[Any], Response, Code, str, str]] = [
    (READ, answer({"message": "Bad credentials"}, 401), Code.BAD_CREDENTIALS, "401", "Auth0"),
    (
        READ,
        answer({"message": "Forbidden"}, 403, x_github_sso="required; url=https://gh/orgs/a/sso"),
        Code.SSO_REQUIRED,
        "single sign-on",
        "https://gh/orgs/a/sso",
    ),
    (
        READ,
        answer({}, 403, x_github_sso="required"),
        Code.SSO_REQUIRED,
        "single sign-on",
        "",
    ),
    (
        READ,
        answer(
            {"message": "Forbidden"},
            403,
            x_github_sso="required; url=https://gh/orgs/a/sso",
            x_ratelimit_remaining="0",
        ),
        Code.SSO_REQUIRED,
        "single sign-on",
        "https://gh/orgs/a/sso",
    ),
    (
        READ,
        answer(
            {"message": "API rate limit exceeded"},
            403,
            x_ratelimit_remaining="0",
            x_ratelimit_reset=str(NOON + 90),
        ),
        Code.RATE_LIMITED,
        "GitHub's rate limit is used up",
        "after 12:01:30 UTC",
    ),
    (
        READ,
        answer({"message": SECONDARY}, 403, x_ratelimit_reset=str(NOON)),
        Code.RATE_LIMITED,
        "secondary rate limit",
        "in a few minutes",
    ),
    (
        READ,
        answer({"message": SECONDARY}, 429, retry_after="61"),
        Code.RATE_LIMITED,
        "secondary rate limit",
        "in 61 seconds",
    ),
    (
        WRITE,
        answer({"message": "Slow down"}, 429, retry_after="5"),
        Code.RATE_LIMITED,
        "rate limit",
        "in 5 seconds",
    ),
    (
        WRITE,
        answer(
            {"message": "Resource not accessible by integration"},
            403,
            x_accepted_github_permissions="issues=write",
        ),
        Code.FORBIDDEN,
        "Resource not accessible by integration",
        "The GitHub App needs issues:write",
    ),
    (
        WRITE,
        answer({"message": "Resource not accessible by integration"}, 403),
        Code.FORBIDDEN,
        "403",
        "The GitHub App needs issues:write",
    ),
    (
        GetUser(username="alice"),
        answer(NO_ACCESS, 403, x_accepted_github_permissions="allows_permissionless_access=true"),
        Code.FORBIDDEN,
        "Resource not accessible by integration",
        "your own role there, or a setting, does not allow it.",
    ),
    (
        WRITE,
        answer(NO_ACCESS, 403, x_accepted_github_permissions="issues=write,metadata=read; x=y"),
        Code.FORBIDDEN,
        "Resource not accessible by integration",
        "The GitHub App needs issues:write+metadata:read, and must",
    ),
    (
        AddComment(repo="acme/web", issue_number=11, body="Hi"),
        answer(NO_ACCESS, 403, x_accepted_github_permissions="issues=write; pull_requests=write"),
        Code.FORBIDDEN,
        "Resource not accessible by integration",
        "and pull_requests:write on a pull request",
    ),
    (
        UpdateBranch(repo="acme/web", pull_number=11),
        answer(NO_ACCESS, 403, x_accepted_github_permissions="pull_requests=write"),
        Code.FORBIDDEN,
        "Resource not accessible by integration",
        "pull_requests:write+contents:write, and contents:write for a head in a fork, at that fork",
    ),
    (
        MERGE,
        answer({"message": BARRED}, 403),
        Code.FORBIDDEN,
        "without `workflows` permission",
        "and workflows:write for a merge that brings a workflow",
    ),
    (
        ForkRepo(repo="acme/web", organization="octo-org"),
        answer(NO_ACCESS, 403),
        Code.FORBIDDEN,
        "GitHub forbids it (403): Resource not accessible",
        "must be installed at both: on acme/web, and on octo-org for all repositories",
    ),
    (
        ForkRepo(repo="acme/web"),
        answer(NO_ACCESS, 403),
        Code.FORBIDDEN,
        "GitHub forbids it (403): Resource not accessible",
        "on acme/web, and on your own account for all repositories",
    ),
    (
        CreateFromTemplate(repo="acme/base", owner="octo-org", name="new"),
        answer(
            {"message": NO_TEMPLATE, "errors": [{"message": NO_TEMPLATE}]},
            422,
        ),
        Code.FORBIDDEN,
        "GitHub forbids it (422): Could not clone: template repository not found.",
        "on acme/base, and on octo-org for all repositories",
    ),
    (
        CreateFromTemplate(repo="acme/base", owner="octo-org", name="new"),
        answer({"message": "Repository creation failed."}, 422),
        Code.INVALID,
        "Repository creation failed.",
        "Correct it",
    ),
    (
        CreateRelease(repo="acme/web", tag_name="v1"),
        answer({"message": "Not Found"}, 404),
        Code.NOT_FOUND,
        "GitHub did not make it (404)",
        "changes a file below .github/workflows, where the GitHub App has no workflows:write",
    ),
    (
        DeleteRepo(repo="acme/web"),
        answer(
            {"message": "Must have admin rights to Repository."},
            403,
            x_accepted_oauth_scopes="delete_repo",
            x_oauth_scopes="gist, repo",
        ),
        Code.FORBIDDEN,
        "Must have admin rights",
        "one of the scopes delete_repo",
    ),
    (
        READ,
        answer({"message": "Repository access blocked", "block": {"reason": "tos"}}, 403),
        Code.LEGAL_BLOCK,
        "blocked",
        "",
    ),
    (READ, answer({"message": "Not Found"}, 404), Code.NOT_FOUND, "acme/web#12", "private"),
    (
        GetRepo(repo="acme/web"),
        answer({"message": "Not Found"}, 404),
        Code.NOT_FOUND,
        "no acme/web, or your token cannot see it",
        "repos.list_mine",
    ),
    (WRITE, answer({"message": "Not Found"}, 404), Code.NOT_FOUND, "acme/web", "issues:write"),
    (
        WRITE,
        answer({"message": "Label does not exist"}, 404),
        Code.NOT_FOUND,
        "GitHub did not find it (404): Label does not exist",
        "Correct it",
    ),
    (GetMe(), answer({"message": "Not Found"}, 404), Code.NOT_FOUND, "/user", "private"),
    (WRITE, answer({"message": "Not allowed"}, 405), Code.CONFLICT, "405", "again"),
    (WRITE, answer({"message": "sha mismatch"}, 409), Code.CONFLICT, "sha mismatch", "again"),
    (
        WRITE,
        answer({"message": "Issues has been disabled in this repository."}, 410),
        Code.GONE,
        "Issues are disabled in acme/web",
        "settings",
    ),
    (
        CreateRepo(name="web"),
        answer({"message": "This is disabled."}, 410),
        Code.GONE,
        "disabled in the repository",
        "settings",
    ),
    (READ, answer({"message": "API version retired"}, 410), Code.GONE, "API version retired", ""),
    (WRITE, answer({"message": "Problems parsing JSON"}, 400), Code.INVALID, "parsing", "Correct"),
    (WRITE, answer({"message": "Too big"}, 413), Code.INVALID, "Too big", "Correct"),
    (WRITE, answer({"message": "Invalid request"}, 422), Code.INVALID, "Invalid request", ""),
    (
        READ,
        answer({"block": {"reason": "dmca", "html_url": "https://gh/dmca"}}, 451),
        Code.LEGAL_BLOCK,
        "blocked",
        "https://gh/dmca",
    ),
    (READ, answer({"block": {"html_url": 1}}, 451), Code.LEGAL_BLOCK, "blocked", ""),
    (READ, answer({"block": "dmca"}, 451), Code.LEGAL_BLOCK, "blocked", ""),
    (READ, answer({"message": "Server Error"}, 500), Code.GITHUB, "500: Server Error", "status"),
    (WRITE, answer(None, 503), Code.GITHUB, "look before you try again", "status"),
    (READ, answer(None, 418), Code.GITHUB, "418: no explanation", "status"),
]


@for_each(("action", "response", "code", "words", "hint"), ROWS)
def test_every_refusal_has_its_code_and_a_way_out(
    action: Action[Any], response: Response, code: Code, words: str, hint: str
) -> None:
    error = failure(action, response)

    assert code is error.code
    assert Status.FAILED is error.status
    assert words in error.message
    assert hint in (error.hint or "")


@for_each(
    ("action", "status", "message", "permission"),
    [
        (MERGE, 403, BARRED, "workflows:write"),
        (MERGE, 403, NO_ACCESS["message"], "workflows:write"),
        (UpdateBranch(repo="acme/web", pull_number=11), 403, BARRED, "workflows:write"),
        (MERGE, 403, "Must have admin rights to Repository.", None),
        (MERGE, 405, BARRED, None),
        (WRITE, 403, NO_ACCESS["message"], None),
    ],
)
def test_a_merge_is_refused_for_want_of_a_permission_where_github_says_so(
    action: Action[Any], status: int, message: str, permission: str | None
) -> None:
    response = answer({"message": message}, status)

    error = write_failure(action, response)

    assert permission == getattr(error, "permission", None)
    told = failure(action, response)
    assert (told.code, told.message, told.hint) == (error.code, error.message, error.hint)


def test_a_forbidden_repository_does_not_send_the_person_to_the_permissions() -> None:
    error = failure(READ, answer({"message": "Repository access blocked"}, 403))

    assert "GitHub App needs" not in (error.hint or "")


def test_an_archived_repository_sends_the_person_to_its_settings() -> None:
    message = "Repository was archived so is read-only."

    error = failure(WRITE, answer({"message": message}, 403))

    assert Code.FORBIDDEN is error.code
    assert "Unarchive" in (error.hint or "")


def test_a_read_that_fails_does_not_warn_of_a_write() -> None:
    assert "look before" not in failure(READ, answer(None, 500)).message


@for_each(
    ("words", "errors"),
    [
        ("the title is missing", [{"field": "title", "code": "missing_field"}]),
        ("the label does not exist", [{"field": "label", "code": "missing"}]),
        ("the color is not valid", [{"field": "color", "code": "invalid"}]),
        (
            "another Label has the same name",
            [{"resource": "Label", "field": "name", "code": "already_exists"}],
        ),
        ("the head cannot be processed", [{"field": "head", "code": "unprocessable"}]),
        ("name is taken", [{"field": "name", "code": "custom", "message": "name is taken"}]),
        ("the name is odd", [{"field": "name", "code": "odd"}]),
        ("a field is not valid", [{}]),
        ("too long; too wide", ["too long", "too wide"]),
        ("7", [7]),
        ("Validation Failed", "too long"),
        ("Validation Failed", []),
        ("Validation Failed", {"title": "missing"}),
    ],
)
def test_a_rejected_value_is_explained_field_by_field(words: str, errors: Any) -> None:
    response = answer({"message": "Validation Failed", "errors": errors}, 422)

    assert words in failure(WRITE, response).message


@for_each(
    "body",
    [b"", b"<html>Unicorn!</html>", b"[]", b'"text"', b'{"message": 7}', b"[" * 100_000],
    ids=lambda body: body[:8].decode(),
)
@for_each("status", [400, 401, 403, 404, 409, 410, 422, 429, 451, 500, 999])
def test_an_answer_without_an_explanation_is_still_explained(status: int, body: bytes) -> None:
    error = failure(WRITE, Response(status, body=body))

    assert Status.FAILED is error.status
    assert error.message


HOSTILE = "\x1b[2J\u202e" + "\U000e0041" + "x" * 5_000

hostile_bodies: list[Any] = [
    {"message": HOSTILE},
    {"message": "m", "errors": [HOSTILE] * 100},
    {"message": "m", "errors": [{"message": HOSTILE}]},
    {"message": "m", "errors": [{"field": HOSTILE, "code": HOSTILE, "resource": HOSTILE}]},
    {"message": "disabled " + HOSTILE},
    {"message": "m", "block": {"html_url": HOSTILE}},
]


@for_each("body", hostile_bodies, ids=range(len(hostile_bodies)))
@for_each("status", [400, 401, 403, 404, 409, 410, 422, 451, 500])
def test_what_github_says_cannot_touch_the_terminal_or_flood_it(status: int, body: Any) -> None:
    error = failure(WRITE, answer(body, status))

    shown = error.message + (error.hint or "")
    assert visible(shown) == shown
    assert len(shown) < 8_000


@pytest.mark.parametrize(
    "headers",
    [
        {"x-github-sso": "required; url=https://gh/\x1b[2J\u202esso"},
        {"x-accepted-github-permissions": "issues=\x1b[2Jwrite"},
        {"x-accepted-oauth-scopes": "\x1b[2J", "x-oauth-scopes": "repo"},
    ],
    ids=lambda headers: next(iter(headers)),
)
def test_what_a_header_says_cannot_touch_the_terminal(headers: dict[str, str]) -> None:
    error = failure(WRITE, Response(403, headers, b"{}"))

    assert "\x1b" not in error.message + (error.hint or "")
    assert "\u202e" not in error.message + (error.hint or "")


@for_each(
    ("limited", "response"),
    [
        (True, answer({}, 403, x_ratelimit_remaining="0")),
        (True, answer({}, 429, retry_after="1")),
        (True, answer({"message": SECONDARY}, 403)),
        (False, answer({"message": "Forbidden"}, 403, x_ratelimit_remaining="1")),
        (False, answer({"message": SECONDARY}, 200, retry_after="1")),
        (False, answer({}, 503, retry_after="1")),
    ],
)
def test_a_rate_limit_is_told_by_its_headers_and_words(
    response: Response, *, limited: bool
) -> None:
    assert limited is is_rate_limit(response)


@for_each(
    ("seconds", "headers"),
    [
        (30.0, {"retry-after": "30", "x-ratelimit-remaining": "0", "x-ratelimit-reset": "1"}),
        (0.0, {"retry-after": "0"}),
        (
            61.0,
            {"x-ratelimit-remaining": "0", "x-ratelimit-reset": str(NOON + 60), "date": DATE},
        ),
        (
            1.0,
            {"x-ratelimit-remaining": "0", "x-ratelimit-reset": str(NOON - 60), "date": DATE},
        ),
        (None, {"x-ratelimit-remaining": "9", "x-ratelimit-reset": str(NOON), "date": DATE}),
        (None, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": str(NOON)}),
        (None, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "1", "date": "today"}),
        (
            None,
            {
                "x-ratelimit-remaining": "0",
                "x-ratelimit-reset": "1",
                "date": "+99999999999 Dec 24 12.00.00 ,",
            },
        ),
        (None, {"retry-after": "-5"}),
        (None, {"retry-after": "1e9"}),
        (None, {"retry-after": "Tue, 24 Nov 2026 12:00:00 GMT"}),
        (None, {}),
    ],
)
def test_the_wait_that_github_asks_for_is_measured_by_its_own_clock(
    seconds: float | None, headers: dict[str, str]
) -> None:
    assert seconds == retry_after(Response(403, headers))


@given(st.from_regex(re.compile(r"\d{1,14}", re.ASCII), fullmatch=True), st.text(max_size=40))
def test_no_rate_limit_header_can_break_the_explanation(reset: str, date: str) -> None:
    headers = {"x-ratelimit-remaining": "0", "x-ratelimit-reset": reset, "date": date}
    response = Response(403, headers, json.dumps({"message": "rate limit"}).encode())

    retry_after(response)

    assert Code.RATE_LIMITED is failure(READ, response).code


def test_a_reset_beyond_the_calendar_is_still_explained() -> None:
    headers = {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "999999999999"}

    assert Code.RATE_LIMITED is failure(READ, Response(403, headers)).code


@for_each(
    ("action", "message"),
    [
        (GetIssue(repo="acme/web", issue_number=12), "There is no acme/web#12 (404)."),
        (GetLabel(repo="acme/web", name="bug"), "There is no label bug in acme/web (404)."),
        (GetMilestone(repo="acme/web", milestone="v1"), None),
        (GetBranch(repo="acme/web", branch="main"), "There is no branch main in acme/web (404)."),
        (GetRepo(repo="acme/web"), None),
        (GetMe(), None),
        (WRITE, None),
    ],
)
def test_what_is_not_there_in_a_repository_that_is_is_named(
    action: Action[Any], message: str | None
) -> None:
    error = absent(action)

    assert (error and error.message) == message
