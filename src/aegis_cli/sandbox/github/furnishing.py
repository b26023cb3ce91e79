"""What a new world has beside its people, repositories and issues, in a fixed place each."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from aegis_cli.sandbox.github import history
from aegis_cli.sandbox.github.development import Branch, Run, sha_of
from aegis_cli.sandbox.github.organizations import IssueField, IssueType, Team
from aegis_cli.sandbox.github.world import Reaction, Repo, World

_TYPES = (
    ("Task", "A specific piece of work", "yellow"),
    ("Bug", "An unexpected problem or behavior", "red"),
    ("Feature", "A request, idea, or new functionality", "blue"),
)
_FIELDS = (
    ("Priority", "single_select", ("Urgent", "High", "Medium", "Low")),
    ("Effort", "number", ()),
    ("Target date", "date", ()),
    ("Customer", "text", ()),
)
_TEAMS = (
    ("Core", "Everybody who can merge", ("alice", "mona")),
    ("Support", "They hear it first", ("bob", "hubot")),
)
_RUNS = (
    ("CI", "push", "main", "Fix the footer links", "success"),
    ("CI", "pull_request", "session-sleep", "Keep the session while the tab sleeps", "failure"),
    ("Deploy", "workflow_dispatch", "main", "Deploy", "success"),
    ("CI", "schedule", "main", "CI", "success"),
)
_PROTECTION = {
    "required_status_checks": {"strict": True, "contexts": ["CI"]},
    "enforce_admins": False,
    "required_pull_request_reviews": {"required_approving_review_count": 1},
    "restrictions": None,
}
_WHOLE, _PARTS, _WAITING, _BLOCKER, _DONE = 12, (10, 14), 18, 16, 10


def furnish(world: World, now: datetime) -> None:
    """Add branches, files and history everywhere, and to acme and acme/web what else there is."""
    for repo in world.repos.values():
        _add_code(repo)
    _add_organization(world)
    web = world.repo("acme/web")
    assert web is not None
    _add_web(world, web, now)
    history.begin(world)


def _add_code(repo: Repo) -> None:
    if repo.activity is None:
        return
    pulls = (issue.pull for issue in repo.issues.values() if issue.pull and issue.state == "open")
    heads = {pull.head: Branch(pull.head, pull.head_sha) for pull in pulls}
    main = Branch("main", sha_of(repo.full_name, "main"))
    repo.branches = {"main": main, **heads}
    readme = f"# {repo.name}\n\n{repo.description or ''}\n".encode()
    repo.files = {name: {"README.md": readme} for name in repo.branches}


def _add_organization(world: World) -> None:
    types = (IssueType(next(world.ids), *each) for each in _TYPES)
    world.issue_types["acme"] = tuple(types)
    world.issue_fields["acme"] = tuple(
        IssueField(
            next(world.ids), name, kind, tuple((next(world.ids), option) for option in options)
        )
        for name, kind, options in _FIELDS
    )
    teams = (
        Team(next(world.ids), name, name.casefold(), description, frozenset(members))
        for name, description, members in _TEAMS
    )
    world.teams["acme"] = {team.slug: team for team in teams}


def _add_web(world: World, web: Repo, now: datetime) -> None:
    release = Branch("release/1.x", sha_of(web.full_name, "release/1.x"), _PROTECTION)
    web.branches[release.name] = release
    web.files[release.name] = dict(web.files["main"])
    web.files["main"]["src/index.ts"] = b"export const version = 2;\n"
    web.teams["core"] = "push"
    for number, run in enumerate(_RUNS, start=1):
        made = _run(world, web, run, number=number, when=now - timedelta(hours=7 * number))
        web.runs[made.id] = made
    ids = {number: issue.id for number, issue in web.issues.items()}
    people = (world.people[login] for login in ("alice", "bob"))
    liked = tuple(Reaction(next(world.ids), each, "+1", now) for each in people)
    changes: dict[int, dict[str, Any]] = {
        _WHOLE: {"sub_issues": tuple(ids[number] for number in _PARTS), "reactions": liked},
        _WAITING: {"blocked_by": (ids[_BLOCKER],)},
        _DONE: {"milestone": 1},
    }
    for number, fields in changes.items():
        web.issues[number] = replace(web.issues[number], **fields)


def _run(world: World, repo: Repo, told: tuple[str, ...], *, number: int, when: datetime) -> Run:
    name, event, branch, title, conclusion = told
    return Run(
        id=next(world.ids),
        name=name,
        path=f".github/workflows/{name.casefold()}.yml",
        workflow_id=[each[0] for each in _RUNS].index(name) + 1,
        run_number=number,
        display_title=title,
        head_branch=branch,
        head_sha=sha_of(repo.full_name, branch),
        event=event,
        actor=world.people["alice"],
        created_at=when,
        updated_at=when + timedelta(minutes=6),
        run_started_at=when,
        conclusion=conclusion,
    )
