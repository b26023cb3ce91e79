"""The words and colours that `gh` has for the states of GitHub's things."""

from typing import Any

import pytest

from aegis_cli.actions.results.templates import fill
from aegis_cli.actions.results.views import Tone
from aegis_cli.adapters.render.ink import paint_cell, style_cell
from aegis_cli.providers.github.states import (
    branch_of,
    state_of,
    state_tone,
    status_of,
    visibility_of,
    visibility_tone,
)
from tests.adapters.render.samples import COLOUR
from tests.helpers.rows import for_each


@for_each(
    ("state", "status", "thing"),
    [
        ("OPEN", "Open", {"state": "open"}),
        ("OPEN", "Open", {"state": "open", "draft": False, "state_reason": "reopened"}),
        ("DRAFT", "Draft", {"state": "open", "draft": True}),
        ("CLOSED", "Closed", {"state": "closed", "draft": True, "state_reason": None}),
        ("CLOSED", "Closed as not planned", {"state": "closed", "state_reason": "not_planned"}),
        ("MERGED", "Merged", {"state": "closed", "merged_at": "2026-11-24T10:00:00Z"}),
        ("", "", {}),
    ],
)
def test_a_state_is_told_in_the_words_of_gh(state: str, status: str, thing: Any) -> None:
    assert state == state_of(thing)
    assert (state, status) == (fill(state_of, thing, now=None), fill(status_of, thing, now=None))


@pytest.mark.parametrize(
    ("info", "repository"),
    [
        ("internal", {"visibility": "internal", "private": True}),
        ("private", {"private": True}),
        ("public", {"private": False, "fork": False}),
        ("public, fork, archived", {"visibility": "public", "fork": True, "archived": True}),
    ],
)
def test_a_repository_is_told_by_who_sees_it_and_what_it_is(info: str, repository: Any) -> None:
    assert info == fill(visibility_of, repository, now=None)


@pytest.mark.parametrize(
    ("branch", "head", "base"),
    [
        ("fix", {"ref": "fix", "label": "acme:fix"}, {"ref": "main", "label": "acme:main"}),
        ("hubot:fix", {"ref": "fix", "label": "hubot:fix"}, {"ref": "m", "label": "acme:m"}),
        ("fix", {"ref": "fix", "label": None}, {"ref": "main", "label": "acme:main"}),
        ("fix", {"ref": "fix", "label": "hubot:fix"}, {"ref": "main", "label": None}),
    ],
)
def test_a_branch_of_a_fork_is_told_with_its_owner(branch: str, head: Any, base: Any) -> None:
    assert branch == fill(branch_of, {"head": head, "base": base}, now=None)


@for_each(
    ("ink", "thing"),
    [
        ("32", {"state": "open"}),
        ("35", {"state": "closed", "state_reason": "completed"}),
        ("35", {"state": "closed", "state_reason": None}),
        ("38;5;242", {"state": "closed", "state_reason": "not_planned"}),
        ("38;5;242", {"state": "closed", "state_reason": "duplicate"}),
        ("32", {"state": "open", "draft": False, "head": {"ref": "x"}}),
        ("38;5;242", {"state": "open", "draft": True, "head": {"ref": "x"}}),
        ("31", {"state": "closed", "merged_at": None, "head": {"ref": "x"}}),
        ("35", {"state": "closed", "merged_at": "2026-11-01T00:00:00Z", "head": {"ref": "x"}}),
        ("38;5;242", {}),
        ("38;5;242", None),
    ],
)
def test_a_state_has_the_colour_that_gh_gives_it(ink: str, thing: Any) -> None:
    assert f"\x1b[{ink}m#1\x1b[0m" == paint_cell(style_cell("#1", state_tone, thing), COLOUR)


@pytest.mark.parametrize(
    ("tone", "repository"),
    [
        ("yellow", {"visibility": "private", "fork": True}),
        ("yellow", {"private": True}),
        ("grey", {"visibility": "public"}),
        ("grey", {"visibility": "internal", "private": True}),
    ],
)
def test_a_private_repository_has_a_colour_of_its_own(tone: Tone, repository: Any) -> None:
    assert tone == visibility_tone(repository)
