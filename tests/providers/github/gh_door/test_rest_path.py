"""The place of a path, and the actions that do what a write asks."""

import pytest

from aegis_cli.actions.catalog import ENTRIES
from aegis_cli.actions.provider.names import Place
from aegis_cli.providers.github.gh_door import rest_path
from aegis_cli.providers.github.gh_door.rest_path import (
    actions_for,
    actions_for_mutation,
    is_plain,
    place_of,
)
from tests.helpers.rows import for_each

PLACES = {
    "/repos/acme/web": "acme/web",
    "/repos/acme/web/issues/1": "acme/web",
    "/repos/acme/web/nothing/that/is/documented": "acme/web",
    "/repos/Acme/we_b.x": "Acme/we_b.x",
    "/orgs/acme": "acme",
    "/orgs/acme/repos": "acme",
}


@for_each("path", PLACES)
def test_a_path_names_its_place(path: str) -> None:
    assert Place(name=PLACES[path]) == place_of(path)


@for_each(
    "path",
    [
        "/", "/user", "/user/repos", "/users/mona/repos", "/search/issues", "/repositories/1",
        "/repositories/1/issues", "/repos/acme", "/repos/acme/web.git", "/repos/acme/web.GIT/issues",
        "/repos/acme/we%20b", "/repos/ac%2Fme/web", "/Repos/acme/web", "/gists", "/networks/acme/web",
        "/repos/-acme/web", "/repos/@me/web", "/orgs/@me", "/orgs", "/repos/acme/.", "/teams/1",
    ],
)  # fmt: skip
def test_any_other_path_names_none(path: str) -> None:
    assert place_of(path) is None


@for_each(
    "path",
    ["/", "/repos/acme/web/contents/a%20b/%C3%9Cber.md", "/repos/acme/web/git/refs/heads%2Ftopic",
     "/repos/acme/web/compare/main...topic", "/repos/acme/web/labels/good%20first%20issue%3F"],
)  # fmt: skip
def test_a_plain_path_is_one(path: str) -> None:
    assert is_plain(path)


@for_each(
    "path",
    ["", "//", "/a//b", "/a/", "/a/.", "/a/../b", "/a/%2e%2e/b", "/a/..%2Fb", "/a/b%2F", "/a%2F%2Fb",
     "/a%00", "/a%0A", "/a%7F", "/a%5Cb", "/a\\b", "/a b", "/a%", "/a%2", "/a%zz", "/a#b", "/%61",
     "/a;b", "/a%2Eb", "/\u00e4", "/a%7eb"],
)  # fmt: skip
def test_a_path_that_can_be_read_in_two_ways_is_not(path: str) -> None:
    assert not is_plain(path)


BY_REF = ("branches.delete", "tags.delete", "pulls.delete_branch")
"""What deletes a reference."""


@for_each(
    "asked",
    {
        "POST /repos/acme/web/pulls": ("pulls.create",),
        "PUT /repos/acme/web/pulls/1/merge": ("pulls.merge",),
        "DELETE /repos/acme/web/git/refs/heads%2Ftopic": BY_REF,
        "DELETE /repos/acme/web/git/refs/heads/topic": BY_REF,
        "PUT /repos/acme/web/contents/docs/a.md": ("files.put", "files.put_automation"),
        "POST /repos/acme/web/nothing": (),
    }.items(),
)
def test_a_write_has_the_actions_that_send_it(asked: tuple[str, tuple[str, ...]]) -> None:
    line, actions = asked

    assert actions == actions_for(*line.split(" "))


@pytest.mark.parametrize(
    ("mutation", "actions"),
    [
        ("createIssue", ("issues.create",)),
        ("closeIssue", ("issues.close", "issues.close_as_duplicate")),
        ("mergePullRequest", ("pulls.merge",)),
        ("archiveRepository", ("repos.archive",)),
        ("addComment", ("issues.add_comment",)),
        ("createLinkedBranch", ()),
        ("x", ()),
    ],
)
def test_a_mutation_has_the_action_that_is_called_like_it(
    mutation: str, actions: tuple[str, ...]
) -> None:
    assert actions == actions_for_mutation(mutation)


def test_every_twin_is_an_action() -> None:
    assert {*rest_path._TWINS.values()} <= {*ENTRIES}
