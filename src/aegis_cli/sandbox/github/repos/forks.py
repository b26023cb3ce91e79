"""The forks of a repository: make and list them, and bring a branch of one up to date."""

from dataclasses import replace

from aegis_cli.sandbox.github.api import errors, queries, reach
from aegis_cli.sandbox.github.api.bodies import check_body
from aegis_cli.sandbox.github.api.call import Call, Reply
from aegis_cli.sandbox.github.api.repo_shapes import full_repository, repository
from aegis_cli.sandbox.github.beginnings.seeds import default_labels
from aegis_cli.sandbox.github.git import merging
from aegis_cli.sandbox.github.world.person import Person
from aegis_cli.sandbox.github.world.world import Repo, Role


def fork(call: Call) -> Reply:
    """Fork a repository into the viewer's account or an organization, or return what is there."""
    parent, body = call.repo, call.body and check_body(call)
    owner = call.me
    if named := (body or {}).get("organization"):
        owner = errors.present(call.world.person(named))
        if not call.world.is_member(call.me, owner):
            raise errors.forbidden()
    reach.require_at_destination(call, owner)
    name = (body or {}).get("name") or parent.name
    there = call.world.repo(f"{owner.login}/{name}")
    if there is None or there.fork_of != parent.id:
        name = name if there is None else f"{name}-1"
        there = _fork_of(call, parent, owner, name)
    return Reply(full_repository(call, there), 202)


def _fork_of(call: Call, parent: Repo, owner: Person, name: str) -> Repo:
    repo = Repo(
        id=next(call.world.ids),
        owner=owner,
        name=name,
        created_at=call.now,
        updated_at=call.now,
        pushed_at=parent.pushed_at,
        description=parent.description,
        homepage=parent.homepage,
        private=parent.private,
        fork_of=parent.id,
        has_issues=False,
        license=parent.license,
        size=parent.size,
        languages=dict(parent.languages),
        roles={call.me.login: Role.ADMIN},
        labels=default_labels(call.world.ids),
        commits=dict(parent.commits),
        tags=dict(parent.tags),
        branches={each: replace(it, protection=None) for each, it in parent.branches.items()},
        files={each: dict(files) for each, files in parent.files.items()},
        activity=parent.activity,
    )
    call.world.repos[repo.id] = repo
    parent.forks += 1
    return repo


def sync_fork(call: Call) -> Reply:
    """Bring a branch of a fork up to date: forward where it can be, and by a merge where not."""
    repo, name = call.to_write(Role.WRITE), check_body(call)["branch"]
    parent, branch = call.world.repos.get(repo.fork_of or 0), repo.branches.get(name)
    theirs = parent.branches.get(name) if parent else None
    if parent is None or branch is None or theirs is None:
        raise errors.Refusal(422, "The branch could not be synced with its upstream.")
    upstream = f"{parent.owner.login}:{name}"
    repo.commits = parent.commits | repo.commits
    done = merging.merge(call, repo, branch, theirs.sha, f"Merge branch '{upstream}'")
    message = _MESSAGES[done].format(upstream)
    return Reply({"message": message, "merge_type": done, "base_branch": upstream})


_MESSAGES = {
    "none": "This branch is not behind the upstream {}.",
    "fast-forward": "Successfully fetched and fast-forwarded from upstream {}.",
    "merge": "Successfully fetched and merged from upstream {}.",
}


def list_forks(call: Call) -> Reply:
    """List the forks that the viewer may see, the newest first."""
    forks = [
        each
        for each in call.world.repos.values()
        if each.fork_of == call.repo.id and call.may_see(each)
    ]
    forks.sort(key=lambda each: each.created_at, reverse=True)
    return queries.page_of(call, forks, lambda repo: repository(call, repo, call.viewer))
