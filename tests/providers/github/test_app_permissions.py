"""What a GitHub App must be allowed: derived from the catalogue, in GitHub's own words."""

import json
from itertools import pairwise
from pathlib import Path

import pytest

from aegis_cli.actions import catalog
from aegis_cli.actions.facts import Effect
from aegis_cli.providers.github import app_permissions
from aegis_cli.providers.github.app_permissions import (
    EXPRESSIBLE,
    PROFILES,
    intended_profile,
    lacks,
    needs_of_profile,
    permission_of,
)
from aegis_cli.providers.github.live_permissions import permissions_beyond_schema
from tests.helpers.golden import agreed
from tests.helpers.rows import for_each
from tools import operations

GOLDEN = Path(__file__).parents[2] / "golden" / "app_profiles.txt"
NAMES = [profile.name for profile in PROFILES]
_ENDPOINTS = Path(app_permissions.__file__).with_name("endpoints")
_ROWS = [row for file in _ENDPOINTS.iterdir() for row in file.read_text("utf-8").splitlines()]


DESCRIBED = json.loads(operations.FILE.read_bytes())["permissions"]
"""The levels of each permission that GitHub's description has."""
NAMED = DESCRIBED.keys() | permissions_beyond_schema()
"""The permissions that a manifest can name: others saw it take more than are described."""


def permissions(name: str) -> dict[str, str]:
    return needs_of_profile(app_permissions.profile(name))


def test_each_profile_has_what_its_actions_need_and_no_more() -> None:
    told = "".join(
        f"{name}: {' '.join(f'{key}:{level}' for key, level in permissions(name).items())}\n"
        for name in NAMES
    )

    assert agreed(GOLDEN, told) == told, "an action needs more: `make fix`, and look at the change"


def test_everything_is_the_whole_catalogue_and_each_profile_holds_the_ones_before_it() -> None:
    of_each = [set(profile.actions()) for profile in PROFILES]

    assert of_each[-1] == {*catalog.ENTRIES}
    assert all(less < more for less, more in pairwise(of_each))
    assert "releases.generate_notes" not in of_each[0]  # a read, for which GitHub wants a write
    assert {Effect.READ} == {catalog.load(name).facts.effect for name in of_each[0]}


def test_only_everything_needs_an_owner_of_an_organization() -> None:
    for name in NAMES[:-1]:
        held = {permission_of(key).section for key in permissions(name)}
        assert held == {"repository", "account"}, name
        assert "administration" not in permissions(name), name


@for_each("row", _ROWS, ids=lambda row: row.split("\t")[0])
def test_every_permission_of_an_operation_has_its_name_and_a_level_of_githubs(row: str) -> None:
    needs = row.split("\t")[2].replace(" or ", "+").split("+")

    for key, _, level in (each.partition(":") for each in needs if ":" in each):
        assert permission_of(key).title != key, "app_permissions.toml has no name for it"
        assert permission_of(key).is_in_schema == (key in NAMED)
        assert level in DESCRIBED.get(key, app_permissions.LEVELS)


def test_a_derived_token_can_name_all_but_what_is_of_an_account() -> None:
    assert {"issues", "workflows", "members", "actions_variables"} < EXPRESSIBLE <= NAMED
    assert not EXPRESSIBLE & {"issue_types", "gists", "followers", "starring"}


def test_what_an_action_takes_for_some_things_only_is_missing_where_the_app_lacks_it() -> None:
    held = permissions("everything")
    del held["workflows"]

    (lack,) = lacks(held, intended_profile(held))

    assert "Workflows (Read and write)" == lack.in_words
    assert {"files.put", "files.push", "pulls.merge", "releases.create"} < {*lack.actions}
    assert not {"review_comments.create", "git.get_tree"} & {*lack.actions}


@pytest.mark.parametrize("name", NAMES)
def test_an_app_that_has_its_profile_lacks_nothing(name: str) -> None:
    held = permissions(name)

    assert name == intended_profile(held).name
    assert () == lacks(held, intended_profile(held))


def test_what_is_missing_is_named_with_what_it_is_for() -> None:
    held = permissions("maintainer") | {"contents": "read"}
    del held["checks"]

    found = lacks(held, intended_profile(held))

    assert "maintainer" == intended_profile(held).name
    assert ["checks", "contents"] == [each.permission.key for each in found]
    assert ("commits.list_check_runs", "pulls.list_standing") == found[0].actions
    assert {"files.put", "pulls.merge"} < {*found[1].actions}
    assert "Contents (Read and write)" == found[1].in_words


def test_an_app_by_the_old_table_of_the_guide_lacks_what_came_later() -> None:
    old = {"issues": "write", "pull_requests": "read", "checks": "read", "metadata": "read"}

    found = {each.permission.title: each.level for each in lacks(old, intended_profile(old))}

    later = {"Actions", "Commit statuses", "Contents", "Starring"}
    assert dict.fromkeys(later, "read").items() <= found.items()
    assert {"read"} == {*found.values()}


def test_what_no_action_needs_tells_nothing_of_what_an_app_is_for() -> None:
    more = {"organization_projects": "admin", "checks": "write", "discussions": "all"}

    assert "maintainer" == intended_profile(permissions("maintainer") | more).name
    assert () == lacks(
        permissions("maintainer") | more, intended_profile(permissions("maintainer") | more)
    )
    assert "everything" == intended_profile({"administration": "read"}).name
    assert "read-only" == intended_profile({}).name
