"""The case of the search for organizations."""

from aegis_cli.providers.github.nouns.orgs.org_search import SearchOrgs
from tests.actions.case import Case
from tests.actions.cases.context.user_search import MORE, SENT_MORE, account

CASES = (
    Case(
        SearchOrgs(location="Berlin"),
        sends="GET /search/users?q=type%3Aorg+location%3ABerlin&per_page=30",
        said="search for organizations in Berlin",
        more=MORE,
        sends_more=f"GET /search/users?q=type%3Aorg+%22mona%22{SENT_MORE.format(language='')}",
        answer=[account("acme", "Organization")],
    ),
)
