"""The site that is configured is compared with those that the account can reach."""

import pytest

from aegis_cli.errors import Code
from aegis_cli.providers.jira.site_check import fault

BASE = "https://api.atlassian.com/ex/jira/1f2e"
OURS = {"id": "1f2e", "url": "https://acme.atlassian.net"}
OTHER = {"id": "9a8b", "url": "https://evil.atlassian.net/\x1b[2J"}


@pytest.mark.parametrize("site", ["", "acme.atlassian.net"])
def test_a_site_that_the_account_reaches_is_good(site: str) -> None:
    assert fault([OTHER, OURS], BASE, site) is None


@pytest.mark.parametrize(
    ("reached", "site", "hint"),
    [
        ([OTHER], "acme.atlassian.net", 'site = "evil.atlassian.net", cloud_id = "9a8b"'),
        ([OURS], "other.atlassian.net", 'site = "acme.atlassian.net", cloud_id = "1f2e"'),
        ([], "", "aegis connect jira"),
        ([{"id": "5c6d", "url": "https://[evil"}, OTHER], "", 'cloud_id = "9a8b"'),
    ],
)
def test_any_other_is_named_with_those_that_it_reaches(
    reached: list[dict[str, str]], site: str, hint: str
) -> None:
    problem = fault(reached, BASE, site)

    assert problem is not None
    assert Code.MISCONFIGURED is problem.code
    assert hint in (problem.hint or "")
    assert "\x1b" not in problem.message + (problem.hint or "")
