"""The case of who wrote the lines of a file."""

from aegis_cli.providers.github.nouns.repos.file_blame import GetBlame
from tests.actions.case import Case

FIRST = {
    "oid": "7fd1a60b01f91b314f59955a4e4d4e80d8edf11d",
    "messageHeadline": "Bump vite",
    "committedDate": "2026-11-24T11:20:00Z",
    "author": {"name": "Alice Ng"},
}

OF_FILE = {"owner": "acme", "name": "web", "path": "docs/notes.md"}

CASES = (
    Case(
        GetBlame(repo="acme/web", path="docs/notes.md"),
        sends="POST /graphql",
        body=OF_FILE | {"expression": "HEAD"},
        said="blame docs/notes.md in acme/web",
        more={"ref": "release/1.x"},
        body_more=OF_FILE | {"expression": "release/1.x"},
        answer=[
            {"startingLine": 1, "endingLine": 12, "commit": FIRST},
            {"startingLine": 13, "endingLine": 13, "commit": FIRST | {"author": None}},
        ],
        in_sandbox={"docs/notes.md": "src/version.txt"},
    ),
)
