"""The cases of actions on gists."""

from typing import Any

from aegis_cli.providers.github.nouns.gists.gists import GetGist, ListMyGists, ListUserGists
from tests.actions.case import Case

ID = "aa5a315d61ae9438b18d"
OTHERS = "0f1e2d3c4b5a69788796"


def file(name: str, **more: Any) -> dict[str, Any]:
    return {"filename": name, "type": "text/plain", "language": "Text", "size": 42, **more}


def gist(number: str, *files: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "id": number,
        "description": None,
        "public": False,
        "html_url": f"https://gist.github.com/mona/{number}",
        "files": {each["filename"]: each for each in files},
        "owner": {"login": "mona"},
        "comments": 2,
        "created_at": "2026-10-15T12:00:00Z",
        "updated_at": "2026-11-12T12:00:00Z",
        **more,
    }


TEXT = "# Before a release\n\n* Run the tests.\n* Tell support.\n"
CHECKLIST = gist(ID, file("checklist.md", content=TEXT), description="What we say before a release")
PUBLIC = gist("5d3a7c2be0f94c61a7e2", file("hello.py"), file("hello.rb"), public=True)

CASES = (
    Case(
        ListMyGists(),
        sends="GET /gists?per_page=30",
        said="list my gists",
        more={"limit": 1000},
        sends_more="GET /gists?per_page=100",
        answer=[PUBLIC, CHECKLIST],
    ),
    Case(
        ListUserGists(username="alice"),
        sends="GET /users/alice/gists?per_page=30",
        said="list the gists of alice",
        more={"limit": 1000},
        sends_more="GET /users/alice/gists?per_page=100",
        answer=[PUBLIC],
    ),
    Case(
        GetGist(gist_id=ID),
        sends=f"GET /gists/{ID}",
        said=f"show the gist {ID}",
        answer=CHECKLIST,
    ),
)
