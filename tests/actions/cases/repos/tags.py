"""The cases of actions on tags."""

from aegis_cli.providers.github.nouns.repos.tags import (
    CreateTag,
    DeleteTag,
    GetTag,
    GetTagRef,
    ListTags,
)
from tests.actions.case import Case
from tests.actions.cases.repos.commits import COMMIT

_REF = {"ref": "refs/tags/v2.0", "object": {"sha": "0" * 40, "type": "tag"}}

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
        GetTagRef(repo="acme/web", tag="v2.0"),
        sends="GET /repos/acme/web/git/ref/tags%2Fv2.0",
        said="show the tag v2.0 of acme/web",
        answer=_REF,
        in_sandbox={"v2.0": "v1.1"},
    ),
    Case(
        GetTag(repo="acme/web", tag="v2.0"),
        sends=f"GET /repos/acme/web/git/tags/{'0' * 40}",
        said="show the message of the tag v2.0 of acme/web",
        answer={
            "tag": "v2.0",
            "sha": "0" * 40,
            "message": "The new basket",
            "tagger": COMMIT["commit"]["author"],
            "object": {"sha": COMMIT["sha"], "type": "commit"},
        },
        target=_REF,
        in_sandbox={"v2.0": "v1.1"},
    ),
    Case(
        CreateTag(repo="acme/web", tag="v2.0", source="main"),
        sends="POST /repos/acme/web/git/refs",
        body={"ref": "refs/tags/v2.0", "sha": COMMIT["sha"]},
        said="create the tag v2.0 at main in acme/web",
        answer={"ref": "refs/tags/v2.0", "object": {"sha": COMMIT["sha"]}},
        target=COMMIT,
    ),
    Case(
        DeleteTag(repo="acme/web", tag="v2.0"),
        sends="DELETE /repos/acme/web/git/refs/tags%2Fv2.0",
        said="delete the tag v2.0 in acme/web",
        target=_REF,
        in_sandbox={"v2.0": "v1.1"},
    ),
)
