"""What follows from the rest of a new world: branches, files, links of issues, and history."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from aegis_cli.sandbox.github.issues import history
from aegis_cli.sandbox.github.world.development import Annotation, Branch, Commit, sha_of
from aegis_cli.sandbox.github.world.person import Reaction
from aegis_cli.sandbox.github.world.pull_world import File
from aegis_cli.sandbox.github.world.world import Repo, World

_PROTECTION = {
    "required_status_checks": {"strict": True, "contexts": ["CI"]},
    "enforce_admins": False,
    "required_pull_request_reviews": {"required_approving_review_count": 1},
    "restrictions": None,
}
_COMMITS = (
    ("Update README.md", File("README.md", "@@ -1 +1,2 @@\n # Read me\n+See docs/ for more.")),
    ("Say which version this is", File("src/version.txt", "@@ -1 +1 @@\n-1.9\n+2.0")),
    ("Explain how to set it up", File("README.md", "@@ -1 +1 @@\n-# Read\n+# Read me")),
    ("Add a file for the version", File("src/version.txt", "@@ -0,0 +1 @@\n+1.9", "added")),
    ("First commit", File("README.md", "@@ -0,0 +1 @@\n+# Read", "added")),
)
"""The commits of the default branch, the newest first, each with what it changes."""
_BETWEEN = timedelta(days=3)
_TAGS = {"v1.0": 3, "v1.1": 1}
"""At which of these commits each tag stands, counted from the newest."""
_WHOLE, _PARTS, _WAITING, _BLOCKER, _DONE = 12, (10, 14), 18, 16, 10
_OTHER_WHOLE, _OTHER_PART, _LOCKED = 19, 7, 6


def furnish(world: World) -> None:
    """Add branches, files and history everywhere, and links between the issues of acme/web."""
    for repo in world.repos.values():
        if repo.activity is not None:
            _add_code(world, repo)
    for repo in world.repos.values():
        if repo.fork_of is not None:
            _fall_behind(repo, world.repos[repo.fork_of])
    web = world.repo("acme/web")
    assert web is not None
    _add_links(world, web)
    history.begin(world)


def _add_code(world: World, repo: Repo) -> None:
    pulls = (issue.pull for issue in repo.issues.values() if issue.pull and issue.state == "open")
    heads = {pull.head: Branch(pull.head, pull.head_sha) for pull in pulls}
    repo.branches = {
        "main": Branch("main", sha_of(repo.full_name, "main")),
        "release/1.x": Branch("release/1.x", sha_of(repo.full_name, "1.x"), _PROTECTION),
        **heads,
    }
    _add_commits(world, repo)
    readme = f"# {repo.name}\n\n{repo.description or ''}\n".encode()
    code = {"README.md": readme, "src/version.txt": b"2.0\n"}
    repo.files = {name: dict(code) for name in repo.branches}


def _add_commits(world: World, repo: Repo) -> None:
    """Add what the default branch is made of, the first commit of each other branch, and tags."""
    shas = [sha_of(repo.full_name, *("main", str(at))[: 2 if at else 1]) for at in range(5)]
    people = [world.me, *(world.people[login] for login in repo.roles)]
    for at, (message, change) in enumerate(_COMMITS):
        who, when = people[at % len(people)], repo.pushed_at - at * _BETWEEN
        before = tuple(shas[at + 1 : at + 2])
        repo.commits[shas[at]] = Commit(shas[at], message, who, when, before, (change,))
    fix, when = repo.branches["release/1.x"].sha, repo.pushed_at - _BETWEEN / 2
    repo.commits[fix] = Commit(fix, "Backport a fix", world.me, when, (shas[2],))
    for issue in repo.issues.values():
        if pull := issue.pull:
            made = (pull.head_sha, issue.title, issue.author, issue.created_at, (shas[1],))
            repo.commits[pull.head_sha] = Commit(*made, pull.files)
    repo.tags = {name: shas[at] for name, at in _TAGS.items()}
    told = Annotation(sha_of(repo.full_name, "v1.1"), "The second one", world.me, repo.pushed_at)
    repo.annotations = {"v1.1": told}


def _fall_behind(fork: Repo, parent: Repo) -> None:
    """Let the branches of a fork be where the default one of its parent was some commits ago."""
    sha = parent.tags["v1.0"]
    fork.commits, fork.tags = dict(parent.commits), dict(parent.tags)
    fork.branches = {name: Branch(name, sha) for name in (fork.default_branch, "drafts")}
    fork.files = {name: dict(fork.files[fork.default_branch]) for name in fork.branches}


def _add_links(world: World, web: Repo) -> None:
    web.teams["core"] = "push"
    ids = {number: issue.id for number, issue in web.issues.items()}
    liked = tuple(
        Reaction(next(world.ids), world.people[login], "+1", web.updated_at)
        for login in ("alice", "bob")
    )
    priority = world.issue_fields["acme"][0]
    changes: dict[int, dict[str, Any]] = {
        _WHOLE: {"sub_issues": tuple(ids[number] for number in _PARTS), "reactions": liked},
        _OTHER_WHOLE: {"sub_issues": (ids[_OTHER_PART],)},
        _WAITING: {"blocked_by": (ids[_BLOCKER],), "field_values": ((priority.id, "Low"),)},
        _BLOCKER: {"field_values": ((priority.id, "High"),)},
        _DONE: {"milestone": 1},
        _LOCKED: {"locked": True, "lock_reason": "resolved"},
    }
    for number, fields in changes.items():
        web.issues[number] = replace(web.issues[number], **fields)
