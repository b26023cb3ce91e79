"""The cases of actions on the objects of Git."""

from base64 import b64encode

from aegis_cli.providers.github.nouns.git.git import GetBlob, GetCommitObject, GetTree
from tests.actions.case import Case
from tests.actions.cases.repos.commits import COMMIT

_BLOB = "3d21ec53a331a6f037a91c368710b99387d012c1"
_TEXT = "# web\n\nThe \x1b[31mshop\x1b[0m that customers see.\n"
_PERSON = {"name": "Alice Ng", "email": "alice@acme.example", "date": "2026-11-24T11:20:00Z"}

CASES = (
    Case(
        GetTree(repo="acme/web"),
        sends="GET /repos/acme/web/git/trees/HEAD",
        said="show the git tree of acme/web",
        more={"tree_sha": "release/1.x", "recursive": True},
        sends_more="GET /repos/acme/web/git/trees/release%2F1.x?recursive=true",
        answer=[
            {"path": "README.md", "mode": "100644", "type": "blob", "sha": _BLOB, "size": 42},
            {"path": "bin/run", "mode": "100755", "type": "blob", "sha": "7c0d", "size": 1},
            {"path": "docs", "mode": "040000", "type": "tree", "sha": "9fceb02"},
            {"path": "la\x1b[2Jtest", "mode": "120000", "type": "blob", "sha": "51", "size": 9},
            {"path": "vendor/ui", "mode": "160000", "type": "commit", "sha": "0" * 40},
        ],
    ),
    Case(
        GetBlob(repo="acme/web", file_sha=_BLOB),
        sends=f"GET /repos/acme/web/git/blobs/{_BLOB}",
        said=f"show the blob {_BLOB} of acme/web",
        answer={
            "sha": _BLOB,
            "size": len(_TEXT),
            "encoding": "base64",
            "content": b64encode(_TEXT.encode()).decode(),
        },
        in_sandbox={_BLOB: "cd5ac039d67e0bdadb17976e4ac39f0ffe6bb6e4"},
    ),
    Case(
        GetCommitObject(repo="acme/web", commit_sha=COMMIT["sha"]),
        sends=f"GET /repos/acme/web/git/commits/{COMMIT['sha']}",
        said=f"show the git commit {COMMIT['sha']} of acme/web",
        answer={
            "sha": COMMIT["sha"],
            "html_url": f"https://github.com/acme/web/commit/{COMMIT['sha']}",
            "message": "Bump vite\n\nIt fixes the watcher.",
            "author": _PERSON,
            "committer": _PERSON | {"name": "GitHub"},
            "tree": {"sha": "9" * 40},
            "parents": [{"sha": "0" * 40}, {"sha": "1" * 40}],
            "verification": {"verified": True, "reason": "valid"},
        },
        in_sandbox={COMMIT["sha"]: "982e9afe225210d3e0699f91c3419dd06c7695bb"},
    ),
)
