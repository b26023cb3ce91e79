"""The routes of the service are those of `operations.json`, found by name and by number."""

import pytest

from aegis_cli.sandbox.github.description.described import describe, find, names
from aegis_cli.sandbox.github.operations import BEHAVIOURS, behaviour_of
from tests.helpers.rows import for_each


def test_every_behaviour_is_of_a_described_operation() -> None:
    assert set() == BEHAVIOURS.keys() - set(names())


@for_each("name", BEHAVIOURS)
def test_every_behaviour_names_its_function_or_is_in_a_row(name: str) -> None:
    found = behaviour_of(describe(name))

    assert found is not None
    assert not found.is_example
    assert callable(found.run)


@for_each("name", names())
def test_every_operation_is_found_by_its_own_path(name: str) -> None:
    operation = describe(name)
    path = operation.path
    for number in operation.numbers:
        path = path.replace(f"{{{number}}}", "12")

    asked = find(operation.method, path)

    assert asked is not None
    assert name == asked[0].id


@pytest.mark.parametrize(
    ("request_line", "name", "params"),
    [
        (
            "GET /repos/acme/web/labels/area%2Flog%20in",
            "issues/get-label",
            {"owner": "acme", "repo": "web", "name": "area/log in"},
        ),
        (
            "GET /repos/acme/web/contents/src/main.py",
            "repos/get-content",
            {"owner": "acme", "repo": "web", "path": "src/main.py"},
        ),
        (
            "HEAD /repositories/7/issues/12",
            "issues/get",
            {"repo_id": 7, "issue_number": 12},
        ),
        ("GET /repositories/7", "repos/get", {"repo_id": 7}),
    ],
)
def test_the_path_says_what_it_is_about(
    request_line: str, name: str, params: dict[str, object]
) -> None:
    method, _, path = request_line.partition(" ")
    asked = find(method, path)

    assert asked is not None
    assert (name, params) == (asked[0].id, asked[1])


@for_each(
    "request_line",
    [
        "GET /repos/acme/web/",
        "GET /repos//web",
        "GET /repos/acme/web/issues/twelve",
        "GET /repos/acme/web/issues/\u0661",
        "GET /repositories/web",
        "GET /repositories/7x",
        "TRACE /user",
    ],
)
def test_what_github_does_not_describe_is_not_found(request_line: str) -> None:
    method, _, path = request_line.partition(" ")

    assert find(method, path) is None


@for_each(
    ("name", "permissions"),
    [
        ("gists/list", "allows_permissionless_access=true"),
        ("activity/get-thread", ""),
        ("apps/check-token", ""),
        ("issues/create", "issues=write"),
        ("issues/create-label", "issues=write; pull_requests=write"),
        ("pulls/get", "pull_requests=read; contents=read"),
        ("repos/create-or-update-file-contents", "contents=write"),
    ],
)
def test_permissions_are_written_as_in_githubs_header(name: str, permissions: str) -> None:
    assert permissions == describe(name).permissions
