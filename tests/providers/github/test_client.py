"""One action becomes requests, answers become data: reads persist, no write is sent twice."""

import json
import time
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest

from aegis_cli.actions.action import Action
from aegis_cli.core.http import Response, Unreachable
from aegis_cli.errors import Code, Failed, OutcomeUnknown
from aegis_cli.providers.api import ATTEMPTS, LONGEST_WAIT
from aegis_cli.providers.github.client import perform, perform_action
from aegis_cli.providers.github.nouns.git.git import GetTree
from aegis_cli.providers.github.nouns.issues.comments import AddComment
from aegis_cli.providers.github.nouns.issues.issue_changes import CloseIssue, CreateIssue
from aegis_cli.providers.github.nouns.issues.issue_labels import RemoveLabel
from aegis_cli.providers.github.nouns.issues.issues import GetIssue, ListIssues, SearchIssues
from aegis_cli.providers.github.nouns.orgs.teams import ListTeamMembers
from aegis_cli.providers.github.nouns.pull_requests.pulls import GetDiff
from aegis_cli.providers.github.nouns.repos.code import SearchCode
from aegis_cli.providers.github.nouns.repos.repo_changes import CreateRepo, DeleteRepo
from aegis_cli.providers.github.nouns.repos.repos import (
    GetRepo,
    ListContributors,
    ListLanguages,
    ListOrgRepos,
    ListUserRepos,
)
from aegis_cli.providers.github.nouns.repos.stats import GetContributors, GetParticipation
from aegis_cli.providers.github.rest import HEADERS
from tests.helpers.canned import BASE, LOST, REFUSED, Canned, answer
from tests.helpers.declared import (
    GENERATE,
    NOTES,
    RERUN,
    VISIT,
    ListRuns,
    ListTopics,
    Render,
    ReplaceTopics,
)
from tests.helpers.rows import for_each

ISSUE = {"number": 12, "title": "Crash", "state": "open", "html_url": "https://gh/12"}
REPO = {"id": 1, "name": "web", "full_name": "acme/web", "private": True, "html_url": "https://gh"}
COMMENT = {"id": 1, "html_url": "https://gh/c"}

READ = GetIssue(repo="acme/web", issue_number=12)
WRITE = CreateIssue(repo="acme/web", title="Crash")
LIST = ListIssues(repo="acme/web", limit=3)
ISSUES = "/repos/acme/web/issues"
FAULTS = (408, 500, 501, 502, 503, 504, 507, 520, 522, 530, 599)
STATS = GetContributors(repo="acme/web")

WRITES: list[Action[Any]] = [
    WRITE,
    CloseIssue(repo="acme/web", issue_number=12),
    AddComment(repo="acme/web", issue_number=12, body="Done"),
    RemoveLabel(repo="acme/web", issue_number=12, name="bug"),
    CreateRepo(name="web"),
    DeleteRepo(repo="acme/web"),
    RERUN,
    VISIT,
]

READS: list[tuple[Action[Any], dict[str, Any]]] = [(READ, ISSUE), (GENERATE, NOTES)]
"""A read by GET and one by POST, each with its answer."""


def issue(number: int, **more: Any) -> dict[str, Any]:
    return ISSUE | {"number": number} | more


def page(*items: Any, following: str = "") -> Response:
    if not following:
        return answer(list(items))
    return answer(list(items), link=f'<{BASE}/x?page=0>; rel="prev", <{following}>; rel="next"')


def test_a_read_is_one_request_with_the_api_version_and_gives_the_typed_result() -> None:
    github = Canned(answer(ISSUE | {"unknown": 1}))

    data = github.run(perform(READ, BASE))

    (request,) = github.requests
    assert ["GET /repos/acme/web/issues/12"] == github.lines
    assert HEADERS == request.headers
    assert ("x-github-api-version", "2022-11-28") in request.headers
    assert 12 == data["number"]
    assert [] == data["labels"]
    assert "unknown" not in data


@for_each("action", [READ, LIST, STATS])
@for_each(("said", "expected"), [("example", True), ("Example", False), ("", False)])
def test_a_read_says_that_a_sandbox_showed_an_example(
    action: Action[Any], said: str, *, expected: bool
) -> None:
    found = answer(ISSUE if action is READ else [])
    github = Canned(replace(found, headers={**found.headers, "x-aegis-sandbox": said}))

    assert expected == github.run(perform_action(action, BASE)).is_example


@for_each(("action", "said"), READS)
@for_each("fault", [LOST, REFUSED, *(answer(None, s) for s in FAULTS)])
def test_a_read_is_tried_again_after_a_fault(
    action: Action[Any], said: dict[str, Any], fault: Response | Unreachable
) -> None:
    github = Canned(fault, fault, answer(said))

    data = github.run(perform(action, BASE))

    assert said.items() <= data.items()
    assert [0.5, 1.0] == github.waits


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        (Code.NETWORK, LOST),
        (Code.NETWORK, REFUSED),
        (Code.GITHUB, answer(None, 502)),
        (Code.RATE_LIMITED, answer(None, 429, retry_after="1")),
    ],
)
def test_a_read_gives_up_after_three_attempts(code: Code, fault: Response | Unreachable) -> None:
    github = Canned(*[fault] * ATTEMPTS)

    error = github.fails(perform(READ, BASE))

    assert code is error.code
    assert ATTEMPTS - 1 == len(github.waits)


@for_each("status", [400, 401, 403, 404, 405, 409, 410, 418, 422, 451])
def test_a_refused_read_is_not_tried_again(status: int) -> None:
    github = Canned(answer({"message": "no"}, status))

    github.fails(perform(READ, BASE))

    assert 1 == len(github.requests)


def test_a_missing_single_sign_on_is_not_waited_for() -> None:
    github = Canned(answer({}, 403, x_github_sso="required; url=https://gh/sso", retry_after="1"))

    error = github.fails(perform(READ, BASE))

    assert Code.SSO_REQUIRED is error.code
    assert [] == github.waits


@pytest.mark.parametrize(("action", "said"), READS)
@pytest.mark.parametrize("status", [403, 429])
def test_a_read_waits_for_a_short_rate_limit(
    action: Action[Any], said: dict[str, Any], status: int
) -> None:
    github = Canned(answer({}, status, retry_after="15"), answer(said))

    github.run(perform(action, BASE))

    assert [LONGEST_WAIT] == github.waits


@pytest.mark.parametrize(
    "limited",
    [
        answer({}, 429, retry_after="16"),
        answer({"message": "You have exceeded a secondary rate limit"}, 403),
        answer({}, 403, x_ratelimit_remaining="0", x_ratelimit_reset="9"),
    ],
)
def test_a_read_does_not_wait_for_a_long_rate_limit_or_one_of_unknown_length(
    limited: Response,
) -> None:
    github = Canned(limited)

    error = github.fails(perform(READ, BASE))

    assert Code.RATE_LIMITED is error.code
    assert [] == github.waits


def test_a_read_after_a_fault_waits_as_long_as_github_asks() -> None:
    github = Canned(answer(None, 503, retry_after="7"), answer(ISSUE))

    github.run(perform(READ, BASE))

    assert [7.0] == github.waits


def test_a_read_is_never_sent_before_the_time_that_github_asked_for() -> None:
    github = Canned(answer(None, 503, retry_after="120"))

    error = github.fails(perform(READ, BASE))

    assert Code.GITHUB is error.code
    assert [] == github.waits


@for_each("action", WRITES)
def test_a_write_that_may_have_arrived_is_never_sent_again(action: Action[Any]) -> None:
    github = Canned(LOST)

    error = github.fails(perform(action, BASE))

    assert isinstance(error, OutcomeUnknown)
    assert Code.OUTCOME_UNKNOWN is error.code
    assert "the connection broke" in error.message
    assert action.says() in (error.hint or "")


@for_each("action", WRITES)
@for_each("status", FAULTS)
def test_a_write_that_a_gateway_lost_is_never_sent_again(action: Action[Any], status: int) -> None:
    github = Canned(answer(None, status))

    error = github.fails(perform(action, BASE))

    assert Code.OUTCOME_UNKNOWN is error.code
    assert str(status) in error.message


def test_a_write_of_which_nothing_left_is_sent_again() -> None:
    github = Canned(REFUSED, REFUSED, answer(ISSUE, 201))

    data = github.run(perform(WRITE, BASE))

    assert 12 == data["number"]
    assert [0.5, 1.0] == github.waits
    assert 1 == len({request.fingerprint() for request in github.requests})


def test_a_write_that_never_leaves_is_a_failure_of_the_network() -> None:
    github = Canned(*[REFUSED] * ATTEMPTS)

    error = github.fails(perform(WRITE, BASE))

    assert Code.NETWORK is error.code


def test_a_write_that_left_at_the_second_attempt_is_not_sent_a_third_time() -> None:
    github = Canned(REFUSED, LOST)

    error = github.fails(perform(WRITE, BASE))

    assert Code.OUTCOME_UNKNOWN is error.code


@for_each(
    ("code", "refusal"),
    [
        (Code.RATE_LIMITED, answer({}, 429, retry_after="1")),
        (Code.RATE_LIMITED, answer({"message": "secondary rate limit"}, 403)),
        (Code.INVALID, answer({"message": "Validation Failed"}, 422)),
        (Code.FORBIDDEN, answer({"message": "Forbidden"}, 403)),
        (Code.OUTCOME_UNKNOWN, answer(None, 503, retry_after="1")),
        (Code.OUTCOME_UNKNOWN, answer(None, 500)),
        (Code.GITHUB, answer(None, 303, location=f"{BASE}/x")),
    ],
)
def test_a_refused_write_is_neither_repeated_nor_waited_for(code: Code, refusal: Response) -> None:
    github = Canned(refusal)

    error = github.fails(perform(WRITE, BASE))

    assert code is error.code
    assert [] == github.waits


@for_each("body", [b"", b"<html>", b"[]", b'{"number": "twelve"}', b"{}", b"[" * 100_000])
def test_a_write_whose_answer_cannot_be_read_is_not_called_a_failure(body: bytes) -> None:
    github = Canned(Response(201, body=body))

    error = github.fails(perform(WRITE, BASE))

    assert Code.OUTCOME_UNKNOWN is error.code


@pytest.mark.parametrize("body", [b"", b"{}", b"{\n\n}\n"])
def test_a_write_is_done_under_the_status_that_its_class_names(body: bytes) -> None:
    github = Canned(Response(201, body=body))

    assert None is github.run(perform(RERUN, BASE))
    assert ["POST /repos/acme/web/actions/runs/12/rerun"] == github.lines
    assert None is github.requests[0].body


def test_a_read_by_post_sends_its_body_and_gives_the_typed_result() -> None:
    github = Canned(answer(NOTES | {"unknown": 1}))

    assert NOTES == github.run(perform(GENERATE, BASE))
    (request,) = github.requests
    assert ("POST", (), b'{"tag_name": "v2"}') == (request.method, request.query, request.body)
    assert HEADERS == request.headers


def test_a_read_by_post_that_names_no_target_may_bring_anything() -> None:
    said = {"full_name": "acme/web", "url": f"{BASE}/repos/evil/web"}

    assert said == Canned(answer(said)).run(perform(Render(text="a"), BASE))


def test_a_write_by_get_is_not_repeated() -> None:
    error = Canned(answer(None, 503)).fails(perform(VISIT, BASE))

    assert Code.OUTCOME_UNKNOWN is error.code


def test_a_deletion_has_no_result() -> None:
    delete = DeleteRepo(repo="acme/web")

    assert None is Canned(answer(None, 204)).run(perform(delete, BASE))


@for_each(
    ("action", "said"),
    [
        (WRITE, answer(None, 204)),
        (RemoveLabel(repo="acme/web", issue_number=12, name="bug"), answer(None, 204)),
        (DeleteRepo(repo="acme/web"), answer({"message": "blocked by the proxy"}, 200)),
        (DeleteRepo(repo="acme/web"), answer(None, 202)),
        (DeleteRepo(repo="acme/web"), answer({"message": "ok"}, 204)),
        (DeleteRepo(repo="acme/web"), answer({}, 201)),
        (RERUN, answer({}, 200)),
        (RERUN, answer({}, 202)),
        (RERUN, answer(None, 204)),
        (RERUN, answer({"message": "ok"}, 201)),
        (RERUN, answer([], 201)),
        (RERUN, Response(201, body=b"null")),
        (RERUN, Response(201, body=b"<html>")),
        (VISIT, answer(NOTES, 202)),
        (ReplaceTopics(repo="acme/web", names=("ui",)), answer(["ui"])),
        (ReplaceTopics(repo="acme/web", names=("ui",)), answer({"names": None})),
        (WRITE, answer(ISSUE, 202)),
        (WRITE, answer(ISSUE, 203)),
        (WRITE, answer([ISSUE], 200)),
        (WRITE, answer({"message": "Moved"}, 200)),
        (RemoveLabel(repo="acme/web", issue_number=12, name="bug"), answer(ISSUE, 200)),
    ],
)
def test_a_success_that_is_not_the_documented_one_is_not_taken_for_done(
    action: Action[Any], said: Response
) -> None:
    error = Canned(said).fails(perform(action, BASE))

    assert Code.OUTCOME_UNKNOWN is error.code


@for_each(
    ("action", "said"),
    [
        (READ, answer(None, 204)),
        (READ, answer(ISSUE, 202)),
        (LIST, answer([], 206)),
        (LIST, answer(None, 204)),
        (ListLanguages(repo="acme/web"), answer({}, 202)),
        (ListLanguages(repo="acme/web"), answer(None, 204)),
        (STATS, answer([], 201)),
        (GENERATE, answer(NOTES, 201)),
        (GENERATE, answer(NOTES, 202)),
        (GENERATE, answer(None, 204)),
    ],
)
def test_a_read_takes_nothing_but_the_documented_success(
    action: Action[Any], said: Response
) -> None:
    error = Canned(said).fails(perform(action, BASE))

    assert Code.PROTOCOL is error.code


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirected_read_is_followed_within_the_api(status: int) -> None:
    github = Canned(
        answer(None, status, location=f"{BASE}/repositories/9/issues/12?a=b+c&d="), answer(ISSUE)
    )

    github.run(perform(READ, BASE))

    first, second = github.requests
    assert "/repositories/9/issues/12" == second.path
    assert (("a", "b c"), ("d", "")) == second.query
    assert HEADERS == second.headers
    assert first.base == second.base


def test_a_diff_is_asked_for_by_its_media_type_and_is_a_text() -> None:
    diff = "diff --git a/a b/a\n+\u00e9\n"
    there = f"{BASE}/repositories/9/pulls/12"
    github = Canned(answer(None, 301, location=there), Response(200, {}, diff.encode()))

    found = github.run(perform(GetDiff(repo="acme/web", pull_number=12), BASE))

    assert diff == found
    accepted = [dict(request.headers)["accept"] for request in github.requests]
    assert ["application/vnd.github.diff"] * 2 == accepted


def test_a_relative_redirect_stays_on_the_host() -> None:
    github = Canned(answer(None, 301, location="/repositories/9"), answer(REPO))

    github.run(perform(GetRepo(repo="acme/web"), BASE))

    assert f"{BASE}/repositories/9" == github.requests[1].url


def test_a_prefix_of_the_api_is_not_doubled_by_a_link() -> None:
    base = "https://ghe.example/api/v3"
    github = Canned(answer(None, 301, location=f"{base}/repositories/9"), answer(REPO))

    github.run(perform(GetRepo(repo="acme/web"), base))

    assert f"{base}/repositories/9" == github.requests[1].url


ELSEWHERE = [
    "",
    "https://evil.example/repositories/9",
    "//evil.example/repositories/9",
    "http://api.github.com/repositories/9",
    "https://api.github.com:8443/repositories/9",
    "https://api.github.com.evil.example/",
    "https://api.github.com@evil.example/",
    "https://evil@api.github.com/",
    "https://api.github.com\\@evil.example/",
    "file:///etc/passwd",
    "javascript:alert(1)",
    "https://[",
    "https://[evil]/",
]


@for_each("location", ELSEWHERE)
def test_a_token_never_follows_a_redirect_to_another_origin(location: str) -> None:
    github = Canned(answer(None, 302, location=location))

    error = github.fails(perform(READ, BASE))

    assert Code.PROTOCOL is error.code


@for_each("link", ELSEWHERE[1:])
def test_a_token_never_follows_a_next_page_to_another_origin(link: str) -> None:
    github = Canned(page(issue(1), following=link))

    error = github.fails(perform(LIST, BASE))

    assert Code.PROTOCOL is error.code


@for_each("location", ELSEWHERE)
def test_a_redirected_write_asks_nothing_of_another_origin(location: str) -> None:
    github = Canned(answer(None, 307, location=location))

    error = github.fails(perform(WRITE, BASE))

    assert error.code in {Code.PROTOCOL, Code.MOVED}


@pytest.mark.parametrize("path", ["/a b", "/a\x1b[2J", "/a\x7f", "/\u202e", "/ü"])
def test_a_link_that_is_not_percent_encoded_is_not_followed(path: str) -> None:
    github = Canned(answer(None, 301, location=BASE + path))

    error = github.fails(perform(READ, BASE))

    assert Code.PROTOCOL is error.code


def test_a_circle_of_redirects_ends() -> None:
    around = answer(None, 301, location=f"{BASE}/repositories/9")
    github = Canned(around, around, around)

    error = github.fails(perform(READ, BASE))

    assert Code.PROTOCOL is error.code


@for_each("status", [301, 302, 307, 308])
@for_each("action", [*WRITES, GENERATE])
def test_a_redirected_write_or_post_is_not_sent_to_the_new_name(
    action: Action[Any], status: int
) -> None:
    github = Canned(
        answer(None, status, location=f"{BASE}/repositories/9/issues/12/labels?x=y"),
        answer(REPO | {"full_name": "acme/site"}),
    )

    error = github.fails(perform(action, BASE))

    assert Code.MOVED is error.code
    assert "acme/site" in error.message
    assert "acme/site" in (error.hint or "")
    assert "GET /repositories/9" == github.lines[1]
    assert f"{BASE}/repositories/9" == github.requests[1].url


def test_a_new_name_without_end_is_cut() -> None:
    github = Canned(
        answer(None, 301, location=f"{BASE}/repositories/9"),
        answer(REPO | {"full_name": "acme/" + "x" * 10**6}),
    )

    error = github.fails(perform(WRITES[0], BASE))

    assert f"acme/{'x' * 295}…; nothing was sent" in error.message
    assert len(error.hint or "") < 400


@for_each(
    "asked",
    [
        LOST,
        answer({"message": "Not Found"}, 404),
        answer([]),
        Response(200, body=b"<html>"),
        answer({"full_name": None}),
        answer({}),
    ],
)
def test_a_moved_repository_without_a_new_name_is_still_reported_as_moved(
    asked: Response | Unreachable,
) -> None:
    github = Canned(answer(None, 307, location="/repositories/9/issues"), asked)

    error = github.fails(perform(WRITE, BASE))

    assert Code.MOVED is error.code
    assert "acme/web has moved" in error.message


def test_a_move_to_something_that_is_not_a_repository_is_not_looked_up() -> None:
    github = Canned(answer(None, 307, location="/repos/acme/site/issues"))

    error = github.fails(perform(WRITE, BASE))

    assert Code.MOVED is error.code


def test_the_new_name_that_github_gives_cannot_touch_the_terminal() -> None:
    github = Canned(
        answer(None, 307, location="/repositories/9/issues"),
        answer(REPO | {"full_name": "acme/\x1b[2J\u202eweb"}),
    )

    error = github.fails(perform(WRITE, BASE))

    shown = error.message + (error.hint or "")
    assert not {"\x1b", "\u202e"} & set(shown)


def test_a_list_is_read_page_by_page_until_the_limit() -> None:
    github = Canned(
        page(issue(1), issue(2), following=f"{BASE}/repositories/9/issues?page=2&per_page=3"),
        page(issue(3), issue(4), following=f"{BASE}/repositories/9/issues?page=3&per_page=3"),
    )

    data = github.run(perform(LIST, BASE))

    assert [1, 2, 3] == [item["number"] for item in data]
    assert (("per_page", "3"),) == github.requests[0].query
    assert (("page", "2"), ("per_page", "3")) == github.requests[1].query


@for_each(
    ("action", "first", "following"),
    [
        (LIST, ISSUES, ISSUES),
        (LIST, ISSUES, "/repositories/9/issues"),
        (SearchIssues(words=("crash",)), "/search/issues", "/search/issues"),
        (ListUserRepos(username="mona"), "/users/mona/repos", "/user/7/repos"),
        (ListOrgRepos(org="acme"), "/orgs/acme/repos", "/organizations/7/repos"),
        (
            ListTeamMembers(org="acme", team_slug="core"),
            "/orgs/acme/teams/core/members",
            "/organizations/7/team/3/members",
        ),
    ],
)
def test_the_next_page_is_the_same_list_by_name_or_by_id(
    action: Action[Any], first: str, following: str
) -> None:
    link = f'<{BASE}{following}?page=2>; rel="next"'
    listed = {"total_count": 0, "items": []} if "search" in first else []
    github = Canned(answer(listed, link=link), answer(listed))

    github.run(perform(action, BASE))

    assert [f"GET {first}", f"GET {following}"] == github.lines


@for_each(
    "following",
    [
        "/user/repos",
        "/repos/acme/web/pulls",
        "/repos/acme/secret/issues",
        "/repos/acme/web/issues/1",
        "/repos/acme/web/issues/",
        "/repositories/9/pulls",
        "/repositories/9",
        "/repositories/nine/issues",
        "/repositories/9/8/issues",
        "/repositories/9/issues/1/comments",
        "/organizations/9/issues",
        "/user/9/issues",
        "/repos/acme/web/../secret/issues",
        "",
    ],
)
def test_a_next_page_of_another_list_is_not_asked_for(following: str) -> None:
    link = f'<{BASE}{following}?page=2>; rel="next"'
    github = Canned(answer([issue(1)], link=link))

    error = github.fails(perform(LIST, BASE))

    assert Code.PROTOCOL is error.code
    assert 1 == len(github.requests)


def test_every_page_is_asked_for_with_the_headers_of_the_first() -> None:
    link = f'<{BASE}/search/code?page=2>; rel="next"'
    found = {"total_count": 2, "items": []}
    github = Canned(answer(found, link=link), answer(found))

    github.run(perform(SearchCode(words=("retry",), repo="acme/web"), BASE))

    (first, second) = (dict(request.headers)["accept"] for request in github.requests)
    assert "text-match" in first
    assert first == second


def test_a_list_ends_where_there_is_no_next_page() -> None:
    github = Canned(page(issue(1), following=f"{BASE}{ISSUES}?page=2"), page(issue(2)))

    data = github.run(perform(LIST, BASE))

    assert [1, 2] == [item["number"] for item in data]


def test_pull_requests_are_left_out_of_issues_and_replaced_by_further_issues() -> None:
    pull = {"pull_request": {"url": "https://gh/pulls/2"}}
    github = Canned(
        page(issue(1), issue(2, **pull), issue(3, **pull), following=f"{BASE}{ISSUES}?page=2"),
        page(issue(4, **pull), issue(5), issue(6), following=f"{BASE}{ISSUES}?page=3"),
    )

    data = github.run(perform(LIST, BASE))

    assert [1, 5, 6] == [item["number"] for item in data]


def test_a_list_without_an_end_ends() -> None:
    pull = issue(1, pull_request={})
    pages = (page(pull, following=f"{BASE}{ISSUES}?page={number}") for number in range(2, 102))

    done = Canned(*pages).run(perform_action(LIST, BASE))

    assert ([], "GitHub has more than the 100 pages that aegis reads.") == (done.data, done.note)


def test_pages_that_go_round_in_circles_are_no_end() -> None:
    pull = issue(1, pull_request={})
    github = Canned(*[page(pull, following=f"{BASE}{ISSUES}?page=2")] * 2)

    assert "go round in circles" in github.fails(perform(LIST, BASE)).message


@pytest.mark.parametrize(
    "link",
    [
        '<{0}/repos/acme/web/issues?page=1>; rel="prev", <{0}/repos/acme/web/issues?page=2>; rel="next", <{0}/repos/acme/web/issues?page=9>; rel="last"',
        "<{0}/repos/acme/web/issues?page=2>;rel=next",
        '<{0}/repos/acme/web/issues?page=2>; title="a"; rel="next"',
        '<{0}/repos/acme/web/issues?labels=a,b&page=2>; rel="next"',
    ],
)
def test_the_next_page_is_found_among_the_links(link: str) -> None:
    github = Canned(answer([issue(1)], link=link.format(BASE)), answer([issue(2)]))

    github.run(perform(LIST, BASE))

    assert ("page", "2") in github.requests[1].query


@pytest.mark.parametrize(
    "link",
    ["", "nonsense", f'<{BASE}{ISSUES}?page=1>; rel="prev", <{BASE}{ISSUES}?page=9>; rel="last"'],
)
def test_a_link_to_something_else_is_not_a_next_page(link: str) -> None:
    github = Canned(answer([issue(1)], link=link))

    assert 1 == len(github.run(perform(LIST, BASE)))


@pytest.mark.parametrize("link", ["<" * 90_000, "<>;" * 30_000, "<>;" + " ;" * 45_000])
def test_links_that_are_nothing_but_brackets_take_no_time(link: str) -> None:
    started = time.process_time()

    Canned(answer([issue(1)], link=link)).run(perform(LIST, BASE))

    assert time.process_time() - started < 5


def runs(*ids: int, following: str = "", **more: Any) -> Response:
    """Make one page of an envelope."""
    listed = [{"id": number, "name": "CI", **more} for number in ids]
    envelope = {"total_count": 9, "workflow_runs": listed}
    return answer(envelope, link=f'<{following}>; rel="next"' if following else "")


def test_a_list_in_an_envelope_is_read_page_by_page_until_the_limit() -> None:
    github = Canned(
        runs(1, 2, following=f"{BASE}/repositories/9/actions/runs?page=2&per_page=3"),
        runs(3, 4, following=f"{BASE}/repositories/9/actions/runs?page=3&per_page=3"),
    )

    data = github.run(perform(ListRuns(repo="acme/web", limit=3), BASE))

    assert [{"id": number, "name": "CI"} for number in (1, 2, 3)] == data
    assert (("per_page", "3"),) == github.requests[0].query
    assert (("page", "2"), ("per_page", "3")) == github.requests[1].query


def test_a_list_in_an_envelope_ends_where_there_is_no_next_page_and_may_be_empty() -> None:
    github = Canned(runs(1, following=f"{BASE}/repos/acme/web/actions/runs?page=2"), LOST, runs())

    assert [1] == [item["id"] for item in github.run(perform(ListRuns(repo="acme/web"), BASE))]
    assert [] == Canned(runs()).run(perform(ListRuns(repo="acme/web"), BASE))


@for_each(
    ("beside", "limit", "note"),
    [
        ({}, 30, ""),
        ({"total_count": 2}, 30, ""),
        ({"total_count": 1_234}, 2, "GitHub counts 1,234 in all."),
        ({"total_count": 3}, 30, "GitHub counts 3 in all."),
        ({"total_count": "9", "incomplete_results": "yes"}, 30, ""),
        ({"incomplete_results": False}, 30, ""),
        (
            {"incomplete_results": True, "total_count": 9},
            30,
            (
                "GitHub ran out of time and did not search everything: there may be more."
                " GitHub counts 9 in all."
            ),
        ),
    ],
)
def test_what_a_list_in_an_envelope_leaves_out_is_told(
    beside: dict[str, Any], limit: int, note: str
) -> None:
    listed = [{"id": 1, "name": "CI"}, {"id": 2, "name": "CI"}]
    github = Canned(answer({"workflow_runs": listed, **beside}))

    done = github.run(perform_action(ListRuns(repo="acme/web", limit=limit), BASE))

    assert (listed, note) == (done.data, done.note)


@pytest.mark.parametrize(("cut", "note"), [(False, ""), (True, "GitHub left out a part: ")])
def test_a_tree_that_is_truncated_says_so(*, cut: bool, note: str) -> None:
    entry = {"path": "README.md", "mode": "100644", "type": "blob", "sha": "7c0d", "size": 1}
    github = Canned(answer({"sha": "9fce", "tree": [entry], "truncated": cut}))

    done = github.run(perform_action(GetTree(repo="acme/web", recursive=True), BASE))

    assert [entry] == done.data
    assert (bool(note), note) == (bool(done.note), done.note[: len(note)])


def test_a_search_is_incomplete_if_one_of_its_pages_is() -> None:
    first = {
        "total_count": 2,
        "incomplete_results": True,
        "workflow_runs": [{"id": 1, "name": "CI"}],
    }
    github = Canned(
        answer(first, link=f'<{BASE}/repos/acme/web/actions/runs?page=2>; rel="next"'), runs(2)
    )

    done = github.run(perform_action(ListRuns(repo="acme/web"), BASE))

    assert done.note.startswith("GitHub ran out of time")


def test_a_list_in_an_envelope_needs_no_pages() -> None:
    read, written = ListTopics(repo="acme/web"), ReplaceTopics(repo="acme/web", names=("ui",))

    for action in (read, written):
        assert ["ui"] == Canned(answer({"names": ["ui"]})).run(perform(action, BASE))


@for_each(
    "body",
    [
        [],
        [{"id": 1}],
        {},
        {"total_count": 0},
        {"total_count": 1, "jobs": [{"id": 1}]},
        {"workflow_runs": None},
        {"workflow_runs": {}},
        {"workflow_runs": {"workflow_runs": []}},
        {"workflow_runs": [1]},
        {"workflow_runs": [{"name": "CI"}]},
        "workflow_runs",
        None,
    ],
    ids=json.dumps,
)
def test_another_form_than_the_envelope_is_refused_and_never_shown_as_empty(body: Any) -> None:
    said = Response(200, body=json.dumps(body).encode())

    error = Canned(said).fails(perform(ListRuns(repo="acme/web"), BASE))

    assert Code.PROTOCOL is error.code
    assert None is error.__context__


def test_a_list_in_an_envelope_is_about_what_was_asked_for() -> None:
    elsewhere = runs(1, url=f"{BASE}/repos/evil/web/actions/runs/1")

    error = Canned(elsewhere).fails(perform(ListRuns(repo="acme/web"), BASE))

    assert "GitHub's answer is about evil/web and not acme/web." == error.message


def test_a_fault_on_a_later_page_is_waited_out_too() -> None:
    github = Canned(page(issue(1), following=f"{BASE}{ISSUES}"), LOST, page(issue(2)))

    assert 2 == len(github.run(perform(LIST, BASE)))


@for_each(
    "data",
    [
        {"message": "not a list"},
        [1, "two", None],
        [issue(1), 2],
        [{}],
        [issue(1, labels="bug")],
        [issue(1, labels=[[[]]])],
        [issue(1, user=[])],
        [ISSUE | {"number": 1.5}],
        None,
    ],
    ids=lambda data: json.dumps(data)[:20],
)
def test_a_list_of_the_wrong_form_is_refused_and_never_shown_as_empty(data: Any) -> None:
    github = Canned(Response(200, body=json.dumps(data).encode()))

    error = github.fails(perform(LIST, BASE))

    assert Code.PROTOCOL is error.code


@for_each(
    "body",
    [
        b"",
        b"<html>",
        b"null",
        b"[]",
        b"{}",
        b"[" * 100_000,
        b'{"number": ' + b"[" * 900 + b"]" * 900 + b"}",
        json.dumps(ISSUE | {"number": 10**400}).encode().replace(b"}", b"0" * 5_000 + b"}"),
        json.dumps(ISSUE | {"number": float("inf")}).encode(),
        json.dumps(ISSUE | {"number": float("nan")}).encode(),
        json.dumps(ISSUE | {"state": 1}).encode(),
        json.dumps(ISSUE | {"user": {"login": {"login": "octocat"}}}).encode(),
        json.dumps(ISSUE)[:-1].encode(),
    ],
    ids=lambda body: body[:12].decode(),
)
def test_hostile_json_is_a_fault_of_the_protocol_that_holds_nothing_of_it(body: bytes) -> None:
    github = Canned(Response(200, body=body))

    error = github.fails(perform(READ, BASE))

    assert Code.PROTOCOL is error.code
    assert None is error.__context__
    assert "GitHub's answer does not have the documented form." == error.message


def test_what_cannot_be_written_as_utf8_is_refused_or_replaced() -> None:
    github = Canned(answer(ISSUE | {"title": "half a character: \ud83d"}))

    with suppress(Failed):
        data = github.run(perform(READ, BASE))

        assert json.dumps(data, ensure_ascii=False).encode()


def test_a_map_of_numbers_is_a_result_too() -> None:
    github = Canned(answer({"Python": 3, "C": 1}))

    assert {"Python": 3, "C": 1} == github.run(perform(ListLanguages(repo="acme/web"), BASE))


def test_statistics_are_asked_for_until_they_are_computed() -> None:
    computing = answer({}, 202)
    github = Canned(computing, computing, LOST, answer([]))

    assert [] == github.run(perform(STATS, BASE))
    assert [0.5, 1.0, 0.5] == github.waits


def test_statistics_that_never_come_are_not_waited_for_forever() -> None:
    github = Canned(*[answer({}, 202)] * 8)

    error = github.fails(perform(STATS, BASE))

    assert Code.NOT_READY is error.code
    assert 20.5 == sum(github.waits)


def test_statistics_of_an_empty_repository_are_empty() -> None:
    participation = GetParticipation(repo="acme/web")

    assert [] == Canned(answer(None, 204)).run(perform(STATS, BASE))
    assert None is Canned(answer(None, 204)).run(perform(participation, BASE))


def test_a_list_whose_204_is_documented_is_empty() -> None:
    assert [] == Canned(answer(None, 204)).run(perform(ListContributors(repo="acme/web"), BASE))
