"""The case of several files in one commit."""

from base64 import b64encode
from typing import Any

from aegis_cli.providers.github.nouns.repos.file_push import PushAutomation, PushFiles
from tests.actions.case import Case

SHA = "7fd1a60b01f91b314f59955a4e4d4e80d8edf11d"
TIP = {
    "name": "main",
    "protected": False,
    "commit": {
        "sha": SHA,
        "html_url": "https://github.com/acme/web/commit/7fd1a60",
        "commit": {"message": "Bump vite"},
    },
}
CI = {"path": ".github/workflows/ci.yml", "contents": "on: push"}
NOTES = {"path": "docs/notes.md", "contents": "Hi"}


def base64(text: str) -> str:
    return b64encode(text.encode()).decode()


def sent(*additions: dict[str, str], **body: str) -> dict[str, Any]:
    return {
        "branch": {"repositoryNameWithOwner": "acme/web", "branchName": "main"},
        "expectedHeadOid": SHA,
        "fileChanges": {"additions": [*additions]},
        "message": {"headline": "Add notes"} | body,
    }


CASES = (
    Case(
        PushFiles(repo="acme/web", branch="main", files=(NOTES,), message="Add notes"),
        sends="POST /graphql",
        body=sent({"path": "docs/notes.md", "contents": base64("Hi")}),
        said='push the files \'{"path": "docs/notes.md", "contents": "Hi"}\' to main in acme/web'
        " with the message 'Add notes'",
        more={
            "body": "For the team.",
            "files": [NOTES, {"path": "a b.txt", "contents": "\u00e9\n"}],
        },
        body_more=sent(
            {"path": "docs/notes.md", "contents": base64("Hi")},
            {"path": "a b.txt", "contents": base64("\u00e9\n")},
            body="For the team.",
        ),
        answer={
            "commit": {
                "oid": "9fceb02",
                "url": "https://github.com/acme/web/commit/9fceb02",
                "messageHeadline": "Add notes",
            },
            "ref": {"name": "main"},
        },
        target=TIP,
        in_sandbox={"acme/web": "acme/website"},
    ),
    Case(
        PushAutomation(repo="acme/web", branch="main", files=(CI,), message="Add a check"),
        sends="POST /graphql",
        body=sent(
            {"path": ".github/workflows/ci.yml", "contents": base64("on: push")},
            headline="Add a check",
        ),
        said=(
            'push the automation files \'{"path": ".github/workflows/ci.yml", "contents": "on: '
            "push\"}' to main in acme/web with the message 'Add a check'"
        ),
        more={"body": "For the team."},
        body_more=sent(
            {"path": ".github/workflows/ci.yml", "contents": base64("on: push")},
            headline="Add a check",
            body="For the team.",
        ),
        answer={
            "commit": {
                "oid": "9fceb02",
                "url": "https://github.com/acme/web/commit/9fceb02",
                "messageHeadline": "Add a check",
            },
            "ref": {"name": "main"},
        },
        target=TIP,
        in_sandbox={"acme/web": "acme/website"},
    ),
)
