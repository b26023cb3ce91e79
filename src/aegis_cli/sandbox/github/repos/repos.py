"""The operations on repositories, with languages, topics, collaborators and permissions."""

import re
from collections.abc import Callable
from functools import partial
from typing import Any

from aegis_cli.sandbox.github.api import errors, queries, reach
from aegis_cli.sandbox.github.api.bodies import check_body
from aegis_cli.sandbox.github.api.call import Call, Reply, creation
from aegis_cli.sandbox.github.api.repo_shapes import full_repository, repository
from aegis_cli.sandbox.github.beginnings.seeds import default_labels
from aegis_cli.sandbox.github.stats.activity import first_commit
from aegis_cli.sandbox.github.world.development import Branch, Commit, sha_of
from aegis_cli.sandbox.github.world.person import Person
from aegis_cli.sandbox.github.world.world import Repo, Role, World

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
    """Create a repository under the viewer's own account, or in an organization of theirs."""
    owner = errors.present(call.world.person(call.account))
    body = check_body(call)
    begins = partial(first_commit, call.me, call.now) if body.get("auto_init") else None
    return creation(full_repository(call, _new(call, owner, body, activity=begins)))


def create_from_template(call: Call) -> Reply:
    """Create a repository with the files of a template, in one commit."""
    full_name = f"{call.params['template_owner']}/{call.params['template_repo']}"
    viewer, template = call.me, call.world.repo(full_name)
    if template is None or not call.may_see(template):
        raise errors.not_found()
    if not template.is_template:
        raise errors.Refusal(422, "Validation Failed", errors=["Repository is not a template."])
    body = check_body(call)
    owner = errors.present(call.world.person(body.get("owner") or viewer.login))
    if owner != viewer and not call.world.is_member(viewer, owner):
        raise errors.forbidden()
    reach.require_at_destination(call, owner)
    if call.app and template.owner.login not in call.app.installations:
        message = "Could not clone: template repository not found."
        raise errors.Refusal(422, message, errors=[{"message": message}])
    names = [*template.branches] if body.get("include_all_branches") else [template.default_branch]
    repo = _new(call, owner, body, activity=partial(first_commit, viewer, call.now))
    sha = sha_of(repo.full_name, "main")
    repo.commits = {sha: Commit(sha, "Initial commit", viewer, call.now)}
    repo.default_branch = template.default_branch
    repo.branches = {name: Branch(name, sha) for name in names}
    repo.files = {name: dict(template.files.get(name, {})) for name in names}
    return creation(full_repository(call, repo))


def _new(call: Call, owner: Person, body: dict[str, Any], **fields: Any) -> Repo:
    # GitHub replaces all but letters, digits, `.`, `_` and `-` with a `-`.
    name = re.sub(r"[^A-Za-z0-9._-]+", "-", body["name"].strip())
    _check_new(call.world, owner, name=name, body=body)
    repo = Repo(
        id=next(call.world.ids),
        owner=owner,
        name=name,
        created_at=call.now,
        updated_at=call.now,
        pushed_at=call.now,
        description=body.get("description"),
        private=body.get("private", False),
        roles={call.me.login: Role.ADMIN},
        labels=default_labels(call.world.ids),
        **fields,
    )
    call.world.repos[repo.id] = repo
    call.world.renamed.pop(repo.full_name.casefold(), None)
    return repo


def update(call: Call) -> Reply:
    """Change a repository; of an archived one nothing, but that it is archived."""
    repo = call.repo_for_role(Role.ADMIN)
    body = check_body(call)
    if repo.archived and body.get("archived") is not False:
        raise errors.archived()
    if body.get("default_branch", repo.default_branch) not in {*repo.branches, repo.default_branch}:
        raise errors.Refusal(422, "Validation Failed", errors=["The branch was not found."])
    if "visibility" in body:
        body["private"] = body["visibility"] == "private"
    if body.get("name", repo.name) != repo.name:
        _move(call.world, repo, repo.owner, body["name"])
    for name in _CHANGED & body.keys():
        setattr(repo, name, body[name])
    repo.updated_at = call.now
    return Reply(full_repository(call, repo))


def transfer(call: Call) -> Reply:
    """Give a repository to another owner: at once to an organization, after a word to a person.

    The answer names the owner before.
    """
    repo = call.repo_for_role(Role.ADMIN)
    body = check_body(call)
    owner = call.world.person(body["new_owner"])
    if owner is None or owner == repo.owner:
        raise errors.invalid_field("Repository", "new_owner", "invalid")
    reply = Reply(repository(call, repo, call.viewer), 202)
    name = body.get("new_name") or repo.name
    if call.world.repo(f"{owner.login}/{name}"):
        raise errors.invalid_field("Repository", "name", "already_exists")
    if owner.kind == "Organization":
        _move(call.world, repo, owner, name)
    return reply


def _move(world: World, repo: Repo, owner: Person, name: str) -> None:
    """Give a repository another owner or name; its former one leads to it."""
    there = world.repo(f"{owner.login}/{name}")
    if there is not None and there is not repo:
        raise errors.invalid_field("Repository", "name", "custom", message="name already exists")
    world.renamed[repo.full_name.casefold()] = repo.id
    repo.owner, repo.name = owner, name
    world.renamed.pop(repo.full_name.casefold(), None)


_CHANGED = frozenset(
    "description homepage private archived default_branch has_issues has_projects has_wiki".split()
)


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
