"""The cases of actions on tags."""

from aegis_cli.providers.github.nouns.repos.tags import CreateTag, ListTags
from tests.actions.case import Case
from tests.actions.cases.repos.commits import COMMIT

CASES = (
    Case(
        ListTags(repo="acme/web"),
        sends="GET /repos/acme/web/tags?per_page=30",
        said="list the tags of acme/web",
        more={"limit": 1000},
        sends_more="GET /repos/acme/web/tags?per_page=100",
        answer=[
            {"name": "v2.0", "commit": {"sha": COMMIT["sha"]}},
            {"name": "nightly/📱", "commit": {"sha": "0" * 40}},
        ],
    ),
    Case(
        CreateTag(repo="acme/web", tag="v2.0", source="main"),
        sends="POST /repos/acme/web/git/refs",
        body={"ref": "refs/tags/v2.0", "sha": COMMIT["sha"]},
        said="create the tag v2.0 at main in acme/web",
        answer={"ref": "refs/tags/v2.0", "object": {"sha": COMMIT["sha"]}},
        target=COMMIT,
    ),
)
