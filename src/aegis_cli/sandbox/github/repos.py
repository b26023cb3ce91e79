"""The operations on repositories, with languages, topics, collaborators and permissions."""

import re
from collections.abc import Callable
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
    """List the repositories of an account that the viewer may see."""
    owner = errors.present(call.world.person(call.params.get("org") or call.params["username"]))
    own = [repo for repo in call.world.repos.values() if repo.owner == owner and call.may_see(repo)]
    directions = {"full_name": "asc", "": "desc"}
    repos = queries.sort(call, own, _KEYS, resource="Repository", directions=directions)
    return queries.page_of(call, repos, lambda repo: repository(call, repo, call.viewer))


def list_topics(call: Call) -> Reply:
    """Return the topics of a repository."""
    return Reply({"names": call.repo.topics})


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
