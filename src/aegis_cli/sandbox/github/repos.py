"""The operations on repositories, with languages, topics, collaborators and permissions."""

import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from aegis_cli.sandbox.github import errors, queries
from aegis_cli.sandbox.github.activity import first_commit
from aegis_cli.sandbox.github.bodies import check_body
from aegis_cli.sandbox.github.call import Call, Reply, creation
from aegis_cli.sandbox.github.person import Person
from aegis_cli.sandbox.github.repo_shapes import full_repository, repository
from aegis_cli.sandbox.github.seeds import default_labels
from aegis_cli.sandbox.github.shapes import simple_user
from aegis_cli.sandbox.github.world import PERMISSIONS, Repo, Role, World

_KEYS: dict[str, Callable[[Repo], Any]] = {
    "full_name": lambda repo: repo.full_name.casefold(),
    "created": lambda repo: repo.created_at,
    "updated": lambda repo: repo.updated_at,
    "pushed": lambda repo: repo.pushed_at,
}
"""What repositories are sorted by."""
_OF_TYPE: dict[str, Callable[[Repo], bool]] = {
    "public": lambda repo: not repo.private,
    "private": lambda repo: repo.private,
    "forks": lambda repo: repo.fork_of is not None,
    "sources": lambda repo: repo.fork_of is None,
}
"""Which repositories of an organization are of a type."""
_TOPIC = re.compile(r"[a-z0-9][a-z0-9-]{0,49}")
_LONGEST_NAME = 100
_LONGEST_DESCRIPTION = 350


def list_mine(call: Call) -> Reply:
    """List the repositories the viewer owns, works on, or shares through an organization."""
    viewer = call.me
    mine = [repo for repo in call.world.repos.values() if _is_mine(call, repo)]
    directions = {"full_name": "asc", "": "desc"}
    repos = queries.sort(call, mine, _KEYS, resource="Repository", directions=directions)
    return queries.page_of(call, repos, lambda repo: repository(call, repo, viewer))


def list_owned(call: Call) -> Reply:
    """List the repositories of an organization that the viewer may see, or all public ones."""
    owner = errors.present(call.world.person(call.params.get("org") or call.params["username"]))
    if "org" in call.params and owner.kind != "Organization":
        raise errors.Refusal(404, "Not Found")
    owned = [each for each in call.world.repos.values() if each.owner == owner]
    is_of = _OF_TYPE.get(call.query.get("type") or "all")
    own = [
        repo
        for repo in owned
        if (call.may_see(repo) if "org" in call.params else not repo.private)
        and (is_of is None or is_of(repo))
    ]
    directions = {"full_name": "asc", "": "desc"}
    repos = queries.sort(call, own, _KEYS, resource="Repository", directions=directions)
    return queries.page_of(call, repos, lambda repo: repository(call, repo, call.viewer))


def list_topics(call: Call) -> Reply:
    """Return the topics of a repository."""
    return Reply({"names": call.repo.topics})


def replace_topics(call: Call) -> Reply:
    """Replace all topics; they are kept in small letters."""
    repo = call.to_write(Role.ADMIN)
    names = [name.lower() for name in check_body(call)["names"]]
    if not all(map(_TOPIC.fullmatch, names)):
        raise errors.Refusal(422, "Validation Failed", errors=["Topics are not valid."])
    repo.topics = tuple(dict.fromkeys(names))
    return list_topics(call)


def list_collaborators(call: Call) -> Reply:
    """List those who have a role in a repository, to those who may push."""
    repo = call.repo_for_role(Role.WRITE)
    people = [call.world.people[login.casefold()] for login in sorted(repo.roles)]
    return queries.list_page(call, people, _collaborator)


def get_permission(call: Call) -> Reply:
    """Return what somebody may do in a repository."""
    person = errors.present(call.world.person(call.params["username"]))
    shown = _collaborator(call, call.repo, person)
    old = {"maintain": "write", "triage": "read"}.get(shown["role_name"], shown["role_name"])
    return Reply({"permission": old, "role_name": shown["role_name"], "user": shown})


def get(call: Call) -> Reply:
    """Return one repository."""
    return Reply(full_repository(call, call.repo))


def list_languages(call: Call) -> Reply:
    """Return the bytes of code in each language, the largest first."""
    languages = call.repo.languages
    return Reply(dict(sorted(languages.items(), key=lambda entry: -entry[1])))


def delete(call: Call) -> Reply:
    """Delete a repository; an archived one can be deleted too."""
    repo = call.repo_for_role(Role.ADMIN)
    del call.world.repos[repo.id]
    return Reply(status=204)


def create(call: Call) -> Reply:
    """Create a repository under the viewer's own account."""
    viewer = call.me
    body = check_body(call)
    # GitHub replaces all but letters, digits, `.`, `_` and `-` with a `-`.
    name = re.sub(r"[^A-Za-z0-9._-]+", "-", body["name"].strip())
    _check_new(call.world, viewer, name=name, body=body)
    repo = Repo(
        id=next(call.world.ids),
        owner=viewer,
        name=name,
        created_at=call.now,
        updated_at=call.now,
        pushed_at=call.now,
        description=body.get("description"),
        private=body.get("private", False),
        roles={viewer.login: Role.ADMIN},
        labels=default_labels(call.world.ids),
        activity=partial(first_commit, viewer, call.now) if body.get("auto_init") else None,
    )
    call.world.repos[repo.id] = repo
    call.world.renamed.pop(repo.full_name.casefold(), None)
    return creation(full_repository(call, repo))


def update(call: Call) -> Reply:
    """Change a repository; of an archived one nothing, but that it is archived."""
    repo = call.repo_for_role(Role.ADMIN)
    body = check_body(call)
    if repo.archived and body.get("archived") is not False:
        raise errors.archived()
    if "visibility" in body:
        body["private"] = body["visibility"] == "private"
    for name in _CHANGED & body.keys():
        setattr(repo, name, body[name])
    repo.updated_at = call.now
    return Reply(full_repository(call, repo))


_CHANGED = frozenset({"description", "homepage", "private", "archived", "has_issues"})


def fork(call: Call) -> Reply:
    """Fork a repository into the viewer's account or an organization, or return what is there."""
    parent, body = call.repo, call.body and check_body(call)
    owner = call.me
    if named := (body or {}).get("organization"):
        owner = errors.present(call.world.person(named))
        if not call.world.is_member(call.me, owner):
            raise errors.forbidden()
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
        branches={each: replace(it, protection=None) for each, it in parent.branches.items()},
        files={each: dict(files) for each, files in parent.files.items()},
        activity=parent.activity,
    )
    call.world.repos[repo.id] = repo
    parent.forks += 1
    return repo


def list_forks(call: Call) -> Reply:
    """List the forks that the viewer may see, the newest first."""
    forks = [
        each
        for each in call.world.repos.values()
        if each.fork_of == call.repo.id and call.may_see(each)
    ]
    forks.sort(key=lambda each: each.created_at, reverse=True)
    return queries.page_of(call, forks, lambda repo: repository(call, repo, call.viewer))


def _collaborator(call: Call, repo: Repo, person: Person) -> dict[str, Any]:
    role = repo.role_of(person)
    return {
        **simple_user(call.base, person),
        "permissions": {name: role >= least for name, least in PERMISSIONS.items()},
        "role_name": role.name.lower(),
    }


def _is_mine(call: Call, repo: Repo) -> bool:
    viewer = call.me
    visibility = queries.choice(call, "visibility", resource="Repository")
    shares = call.world.is_member(viewer, repo.owner) and repo.role_of(viewer) is not Role.NONE
    return (
        (repo.owner == viewer or shares or viewer.login in repo.roles)
        and call.lists(repo)
        and visibility in {"all", "private" if repo.private else "public"}
    )


def _check_new(world: World, owner: Person, *, name: str, body: dict[str, Any]) -> None:
    description = body.get("description") or ""
    has_controls = any(ord(character) < ord(" ") for character in description)
    is_taken = world.repo(f"{owner.login}/{name}") is not None
    most = f"cannot be more than {_LONGEST_DESCRIPTION} characters"
    problems = (
        ("name", "is too short (minimum is 1 character)", not name),
        ("name", "is reserved", name in {".", ".."}),
        ("name", "already exists on this account", is_taken),
        ("description", "control characters are not allowed", has_controls),
        ("description", most, len(description) > _LONGEST_DESCRIPTION),
    )
    wrong = errors.text_problems("Repository", "name", name, most=_LONGEST_NAME, needed=True)
    wrong += [
        errors.error("Repository", field, "custom", message=f"{field} {problem}")
        for field, problem, is_there in problems
        if is_there
    ]
    if wrong:
        raise errors.invalid(*wrong, message="Repository creation failed.")
