"""The addresses of the rows of a list: each of an approved place and the digits of one number."""

from collections.abc import Iterator
from typing import Any

import pytest

from aegis_cli.actions import catalog
from aegis_cli.actions.catalog import load
from aegis_cli.actions.row_pages import address_of_row, page_of_rows, place_field_of_list
from tests.helpers.rows import for_each

ISSUES, TICKETS = "/{place}/issues/{number}", "/browse/{place}-{number}"


@pytest.fixture(autouse=True)
def everywhere() -> Iterator[None]:
    """Let Slack and Jira exist."""
    catalog.enable_providers(["slack", "jira"])
    yield
    catalog.enable_providers([])


@for_each(
    ("page", "place", "key", "address"),
    [
        (ISSUES, "acme/web", 12, "https://host/acme/web/issues/12"),
        (ISSUES, "acme/web", 1, "https://host/acme/web/issues/1"),
        (ISSUES, "acme/a b", 1, "https://host/acme/a%20b/issues/1"),
        (ISSUES, "acme/web", 10**18, f"https://host/acme/web/issues/{10**18}"),
        (TICKETS, "WEB", "WEB-12", "https://host/browse/WEB-12"),
        (TICKETS, "WEB", "web-12", "https://host/browse/WEB-12"),
    ],
)
def test_an_address_is_of_the_place_and_the_number_alone(
    page: str, place: str, key: Any, address: str
) -> None:
    assert address == address_of_row(page, "host", place, key)


@for_each(
    "key",
    [
        *(0, -1, True, 10**19, 1.5, None, "", "12", "12/../evil", "acme/web-0", "acme/web-"),
        *("acme/web-1x", "acme/web-01", "acme/web-\u0661", "acme/web-1\n", "evil/web-1"),
        "acme/web-12345678901234567890",
    ],
)
def test_any_other_key_makes_no_address(key: Any) -> None:
    assert address_of_row(ISSUES, "host", "acme/web", key) is None


@for_each(
    ("page", "host", "place"),
    [
        ("", "host", "acme/web"),
        (ISSUES, "", "acme/web"),
        (ISSUES, "host", ""),
        (ISSUES, "host", "acme/.."),
        (ISSUES, "host", "acme//web"),
    ],
)
def test_without_a_page_a_host_or_a_place_there_is_no_address(
    page: str, host: str, place: str
) -> None:
    assert address_of_row(page, host, place, 12) is None


@for_each(
    ("action", "page", "field"),
    [
        ("issues.list", ISSUES, "repo"),
        ("issues.search", ISSUES, "repo"),
        ("issues.list_mine", ISSUES, ""),
        ("pulls.list", "/{place}/pull/{number}", "repo"),
        ("milestones.list", "/{place}/milestone/{number}", "repo"),
        ("runs.list", "/{place}/actions/runs/{number}", "repo"),
        ("jira.issues.search", TICKETS, "project"),
        ("branches.list", "", "repo"),
        ("issues.get", "", "repo"),
        ("issues.close", "", "repo"),
        ("repos.list_for_org", "", ""),
        ("slack.messages.list", "", "channel"),
    ],
)
def test_a_list_says_by_its_class_where_its_rows_have_a_page(
    action: str, page: str, field: str
) -> None:
    found = load(action)

    assert (page, field) == (page_of_rows(found), place_field_of_list(found))
