"""The cases of nouns/pull_requests/pull_search.py."""

from aegis_cli.providers.github.nouns.pull_requests.pull_search import SearchPulls
from tests.actions.case import Case
from tests.actions.cases.issues.issues import MORE, SENT_MORE, WORDS, search_result

FOUND_PULL = {"merged_at": None, "html_url": "https://github.com/acme/api/pull/46"}

CASES = (
    Case(
        SearchPulls(words=("login",), author="mona"),
        sends="GET /search/issues?q=is%3Apr+%22login%22+author%3Amona"
        "&advanced_search=true&per_page=30",
        said="find pull requests by mona that mention 'login'",
        more=MORE
        | {"state": "merged", "draft": False, "review_requested": "carol", "status": "failure"}
        | {"review": "changes_requested", "repo": "acme/web"}
        | {"base": "release/2.3", "merged_since": "2026-06-30"},
        sends_more=f"GET /search/issues?q=is%3Apr+{WORDS}+repo%3Aacme%2Fweb"
        + SENT_MORE.format(
            state="is%3Amerged",
            draft="+draft%3Afalse+base%3Arelease%2F2.3+merged%3A%3E%3D2026-06-30"
            "+review-requested%3Acarol+review%3Achanges_requested+status%3Afailure",
        ),
        answer=[
            search_result("acme/api", 46, "Keep the login", draft=True, pull_request=FOUND_PULL)
        ],
        in_sandbox={"mona": "bob", "login": "footer"},
    ),
)
