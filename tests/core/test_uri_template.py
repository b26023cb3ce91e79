"""No value of a path's variable leads out of its place."""

from urllib.parse import unquote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from aegis_cli.core.uri_template import expand, variables
from tests.helpers.rows import for_each

LABEL = "/repos/{repo}/issues/{issue_number}/labels/{name}"


@given(st.text())
@example("..")
@example("a/../../user")
@example("a?b#c")
@example("%2e%2e")
@example("\\..\\")
@example("a\r\nb")
def test_no_value_can_leave_its_segment(name: str) -> None:
    try:
        path = expand(
            LABEL, {"repo": "acme/web", "issue_number": "1", "name": name}, slashed={"repo"}
        )
    except ValueError:
        return

    head, _, last = path.rpartition("/")
    assert "/repos/acme/web/issues/1/labels" == head
    assert name == unquote(last)
    assert last.isascii()
    assert last.isprintable()
    assert not set("?#\\ ") & set(last)


@given(st.text())
@example("acme/web/issues")
@example("acme")
@example("acme/..")
def test_a_repository_is_exactly_two_segments_of_a_path(repo: str) -> None:
    try:
        path = expand("/repos/{repo}", {"repo": repo}, slashed={"repo"})
    except ValueError:
        return

    assert 4 == len(path.split("/"))
    assert ["", "repos", *repo.split("/")] == [unquote(segment) for segment in path.split("/")]


@pytest.mark.parametrize("name", ["", ".", "..", "/", "//"])
def test_a_segment_that_names_another_resource_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="cannot stand in a path"):
        expand("/labels/{name}", {"name": name})


@for_each("repo", ["/web", "acme/", "acme/..", "./web", "/", ""])
def test_an_odd_repository_is_refused(repo: str) -> None:
    with pytest.raises(ValueError, match="cannot stand in a path"):
        expand("/repos/{repo}", {"repo": repo}, slashed={"repo"})


def test_a_slash_stays_in_the_value_that_it_is_a_part_of() -> None:
    path = expand(
        LABEL, {"repo": "acme/web", "issue_number": "1", "name": "ui/ux"}, slashed={"repo"}
    )

    assert "/repos/acme/web/issues/1/labels/ui%2Fux" == path


@pytest.mark.parametrize(("value", "segment"), [("X", "X"), (" ", "%20"), ("/a", "%2Fa")])
def test_a_value_that_is_not_slashes_alone_is_one_segment(value: str, segment: str) -> None:
    assert f"/labels/{segment}" == expand("/labels/{name}", {"name": value})


def test_a_value_is_not_expanded_again() -> None:
    path = expand("/labels/{name}/{repo}", {"name": "{repo}", "repo": "acme/web"}, slashed={"repo"})

    assert "/labels/%7Brepo%7D/acme/web" == path


def test_a_template_names_its_variables_in_order() -> None:
    assert ("repo", "issue_number", "name") == variables(LABEL)
    assert () == variables("/user")
