"""The mock notices what is wrong with a request: a checker that never says no proves nothing."""

import pytest

from tests.github_openapi.checking import Asked, violations
from tests.github_openapi.description import Description, closed, the_description
from tests.helpers.rows import for_each

HEADERS = {
    "accept": "application/vnd.github+json",
    "x-github-api-version": "2022-11-28",
    "user-agent": "aegis-cli/1.0",
    "authorization": "Bearer ghu_0123456789",
}
JSON = HEADERS | {"content-type": "application/json"}
ISSUES = "/repos/acme/web/issues"
GOOD = Asked("POST", ISSUES, JSON, b'{"title": "Crash", "labels": ["bug"], "milestone": null}')


@pytest.fixture(scope="module")
def description() -> Description:
    return the_description()


WRONG: dict[str, tuple[Asked, str]] = {
    "another path": (Asked("GET", "/repos/acme/web/tissues", HEADERS), "no such operation"),
    "another method": (Asked("DELETE", ISSUES, HEADERS), "no such operation"),
    "a slash that is not encoded": (
        Asked("DELETE", f"{ISSUES}/1/labels/a/b", HEADERS),
        "no such operation",
    ),
    "a segment that is empty": (Asked("GET", "/repos//web", HEADERS), "no such operation"),
    "a number that is none": (Asked("GET", f"{ISSUES}/one", HEADERS), "issue_number is 'one'"),
    "an unknown parameter": (Asked("GET", f"{ISSUES}?limit=5", HEADERS), "limit is unknown"),
    "another word": (Asked("GET", f"{ISSUES}?state=merged", HEADERS), "state is 'merged'"),
    "a page that is no number": (Asked("GET", f"{ISSUES}?per_page=x", HEADERS), "per_page is 'x'"),
    "a page that is too large": (
        Asked("GET", f"{ISSUES}?per_page=101", HEADERS),
        "per_page is '101'",
    ),
    "a parameter twice": (Asked("GET", f"{ISSUES}?labels=a&labels=b", HEADERS), "labels is there"),
    "a read with a body": (Asked("GET", ISSUES, JSON, b"{}"), "takes none"),
    "no body": (Asked("POST", ISSUES, HEADERS), "body: there is none"),
    "a body that is not JSON": (Asked("POST", ISSUES, JSON, b"title=x"), "not JSON"),
    "a form": (
        Asked("POST", ISSUES, HEADERS | {"content-type": "text/plain"}, b'{"title": "x"}'),
        "content-type",
    ),
    "a title that is missing": (Asked("POST", ISSUES, JSON, b"{}"), "'title' is a required"),
    "a title of another type": (Asked("POST", ISSUES, JSON, b'{"title": []}'), "body.title"),
    "null where it may not be": (
        Asked("POST", ISSUES, JSON, b'{"title": "x", "labels": null}'),
        "body.labels",
    ),
    "an unknown property": (Asked("POST", ISSUES, JSON, b'{"title": "x", "repo": "y"}'), "'repo'"),
    "an unknown property inside": (
        Asked("POST", ISSUES, JSON, b'{"title": "x", "labels": [{"name": "x", "size": 1}]}'),
        "body.labels[0]",
    ),
    "another state": (Asked("PATCH", f"{ISSUES}/1", JSON, b'{"state": "merged"}'), "body.state"),
    **{
        f"without {name}": (Asked("GET", "/user", {**HEADERS, name: ""}), f"the header {name}")
        for name in HEADERS
    },
    "a classic token": (
        Asked("GET", "/user", HEADERS | {"authorization": "token ghu_x"}),
        "authorization",
    ),
    "a newer version": (
        Asked("GET", "/user", HEADERS | {"x-github-api-version": "2026-03-10"}),
        "x-github-api-version",
    ),
}


@for_each(("asked", "words"), WRONG.values(), ids=WRONG)
def test_a_request_that_is_wrong_is_told(
    asked: Asked, words: str, description: Description
) -> None:
    (wrong,) = violations(description, asked)

    assert words in wrong


def test_a_request_that_is_right_is_let_through(description: Description) -> None:
    assert [] == violations(description, GOOD)


def test_what_one_branch_names_is_known_to_the_whole() -> None:
    branches = [{"properties": {"a": {}}}, {"properties": {"b": {}}, "additionalProperties": True}]

    found = closed({"type": "object", "anyOf": branches})

    assert found["unevaluatedProperties"] is False
    assert [{"properties": {"a": {}}}, {"properties": {"b": {}}}] == found["anyOf"]
