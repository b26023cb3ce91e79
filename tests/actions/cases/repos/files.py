"""The cases of actions on files."""

from base64 import b64encode
from typing import Any

from aegis_cli.providers.github.nouns.repos.files import (
    DeleteFile,
    GetFile,
    ListFolder,
    PutAutomation,
    PutFile,
)
from tests.actions.case import Case

TEXT = "# web\n\nThe web shop of Acme.\n"
FILE: dict[str, Any] = {
    "type": "file",
    "path": "docs/notes.md",
    "sha": "3d21ec53a331a6f037a91c368710b99387d012c1",
    "size": len(TEXT),
    "html_url": "https://github.com/acme/web/blob/main/docs/notes.md",
    "encoding": "base64",
    "content": b64encode(TEXT.encode()).decode(),
}

CASES = (
    Case(
        GetFile(repo="acme/web", path="docs/notes.md"),
        sends="GET /repos/acme/web/contents/docs%2Fnotes.md",
        said="show the file docs/notes.md of acme/web",
        more={"ref": "release/1.x"},
        sends_more="GET /repos/acme/web/contents/docs%2Fnotes.md?ref=release%2F1.x",
        answer=FILE,
        in_sandbox={"docs/notes.md": "src/version.txt"},
    ),
    Case(
        PutFile(repo="acme/web", path="docs/notes.md", content=TEXT, message="Add notes"),
        sends="PUT /repos/acme/web/contents/docs%2Fnotes.md",
        body={"content": FILE["content"], "message": "Add notes", "sha": FILE["sha"]},
        said=f"write '{TEXT}' to docs/notes.md in acme/web with the message 'Add notes'",
        more={"branch": "release/1.x"},
        answer={"content": FILE, "commit": {"message": "Add notes"}},
        target=FILE,
        in_sandbox={"docs/notes.md": "src/version.txt"},
    ),
    Case(
        PutAutomation(
            repo="acme/web", path=".github/workflows/ci.yml", content=TEXT, message="Add a check"
        ),
        sends="PUT /repos/acme/web/contents/.github%2Fworkflows%2Fci.yml",
        body={"content": FILE["content"], "message": "Add a check", "sha": FILE["sha"]},
        said=f"write '{TEXT}' to the automation file .github/workflows/ci.yml in acme/web"
        " with the message 'Add a check'",
        more={"branch": "release/1.x"},
        answer={
            "content": FILE | {"path": ".github/workflows/ci.yml"},
            "commit": {"message": "Add a check"},
        },
        target=FILE | {"path": ".github/workflows/ci.yml"},
        in_sandbox={".github/workflows/ci.yml": ".github/workflows/ci.yml"},
    ),
    Case(
        DeleteFile(repo="acme/web", path="docs/notes.md"),
        sends="DELETE /repos/acme/web/contents/docs%2Fnotes.md",
        body={"message": "Delete a file", "sha": FILE["sha"]},
        said="delete the file docs/notes.md in acme/web",
        more={"branch": "release/1.x", "message": "Delete the notes"},
        answer={"content": None, "commit": {"message": "Delete a file"}},
        target=FILE,
        in_sandbox={"docs/notes.md": "README.md", "acme/web": "acme/infra"},
    ),
    Case(
        ListFolder(repo="acme/web", path="docs"),
        sends="GET /repos/acme/web/contents/docs",
        said="list the files in the folder docs of acme/web",
        more={"path": "src/app", "ref": "release/1.x"},
        sends_more="GET /repos/acme/web/contents/src%2Fapp?ref=release%2F1.x",
        answer=[
            {"name": "img", "path": "docs/img", "type": "dir", "sha": "9fceb02", "size": 0},
            {"name": "n\x1b[2J.md", "path": "docs/n.md", "type": "file", "sha": "7c0d", "size": 28},
        ],
        in_sandbox={"docs": "src"},
    ),
)
