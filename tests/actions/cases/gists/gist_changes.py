"""The cases of actions that make, change, copy, star and delete gists."""

from aegis_cli.providers.github.nouns.gists.gist_changes import (
    AddGistComment,
    CreateGist,
    CreatePublicGist,
    DeleteGist,
    ForkGist,
    StarGist,
    UnstarGist,
    UpdateGist,
)
from tests.actions.case import Case
from tests.actions.cases.gists.gists import CHECKLIST, ID, OTHERS, file, gist

_NEW = gist("2f0a9c", file("notes.md", content="Hello"))
_SENT = {"notes.md": {"content": "Hello"}}

CASES = (
    Case(
        CreateGist(filename="notes.md", content="Hello"),
        sends="POST /gists",
        body={"files": _SENT, "public": False},
        said="create a secret gist notes.md with the content 'Hello'",
        more={"description": "What I thought"},
        body_more={"files": _SENT, "description": "What I thought", "public": False},
        answer=_NEW,
    ),
    Case(
        CreatePublicGist(filename="notes.md", content="Hello"),
        sends="POST /gists",
        body={"files": _SENT, "public": True},
        said="create a public gist notes.md with the content 'Hello'",
        more={"description": "What I thought"},
        body_more={"files": _SENT, "description": "What I thought", "public": True},
        answer=_NEW | {"public": True},
    ),
    Case(
        UpdateGist(gist_id=ID, description="Before each release"),
        sends=f"PATCH /gists/{ID}",
        body={"description": "Before each release"},
        said=f"change the description of the gist {ID} to 'Before each release'",
        more={"filename": "checklist.md", "content": "Run.\n", "new_filename": "list.md"},
        body_more={
            "description": "Before each release",
            "files": {"checklist.md": {"content": "Run.\n", "filename": "list.md"}},
        },
        answer=CHECKLIST | {"description": "Before each release"},
    ),
    Case(
        DeleteGist(gist_id=ID),
        sends=f"DELETE /gists/{ID}",
        said=f"delete my gist {ID}",
        target=CHECKLIST,
        in_sandbox={ID: "5d3a7c2be0f94c61a7e2"},
    ),
    Case(
        ForkGist(gist_id=OTHERS),
        sends=f"POST /gists/{OTHERS}/forks",
        said=f"fork the gist {OTHERS}",
        answer=gist("2f0a9d", file("colours.css"), public=True),
    ),
    Case(
        StarGist(gist_id=OTHERS),
        sends=f"PUT /gists/{OTHERS}/star",
        said=f"star the gist {OTHERS}",
    ),
    Case(
        UnstarGist(gist_id=OTHERS),
        sends=f"DELETE /gists/{OTHERS}/star",
        said=f"unstar the gist {OTHERS}",
    ),
    Case(
        AddGistComment(gist_id=OTHERS, body="Thanks"),
        sends=f"POST /gists/{OTHERS}/comments",
        body={"body": "Thanks"},
        said=f"comment 'Thanks' on the gist {OTHERS}",
        answer={
            "id": 4711,
            "user": {"login": "mona"},
            "body": "Thanks",
            "created_at": "2026-11-24T12:00:00Z",
        },
    ),
)
