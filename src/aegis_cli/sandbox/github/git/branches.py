"""The branches of a repository: list, get, rename and merge them, and how one is protected."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from aegis_cli.sandbox.github.api import errors, queries
from aegis_cli.sandbox.github.api.bodies import check_body
from aegis_cli.sandbox.github.api.call import Call, Reply
from aegis_cli.sandbox.github.api.shapes import web
from aegis_cli.sandbox.github.description.objects import as_object
from aegis_cli.sandbox.github.git import merging
from aegis_cli.sandbox.github.git.commits import commit, require_sha
from aegis_cli.sandbox.github.people.teams import team
from aegis_cli.sandbox.github.runs import workflow_files
from aegis_cli.sandbox.github.world.development import Branch
from aegis_cli.sandbox.github.world.repo_settings import Rule
from aegis_cli.sandbox.github.world.world import Repo, Role

_SWITCHES = (
    *("required_linear_history", "allow_force_pushes", "allow_deletions", "block_creations"),
    *("required_conversation_resolution", "lock_branch", "allow_fork_syncing"),
)


def index(call: Call) -> Reply:
    """List the branches."""
    wanted = call.query.get("protected")
    branches = [
        each
        for each in call.repo.branches.values()
        if wanted in {None, "", str(each.protection is not None).lower()}
    ]
    return queries.list_page(call, branches, _short)


def get(call: Call) -> Reply:
    """Return one branch with its last commit."""
    return Reply(_full(call, call.repo, branch_of(call)))


def _full(call: Call, repo: Repo, branch: Branch) -> dict[str, Any]:
    protection = protection_of(call, repo, branch) if branch.protection else {"enabled": False}
    url = f"{call.base}/repos/{repo.full_name}/branches/{branch.name}"
    return as_object(
        "branch-with-protection",
        name=branch.name,
        commit=commit(call, repo, branch.sha),
        protected=branch.protection is not None,
        protection_url=_url(call, repo, branch),
        protection=protection,
        _links={"html": web(repo, f"tree/{branch.name}"), "self": url},
    )


def rename(call: Call) -> Reply:
    """Give a branch another name; its files and its pull requests follow."""
    repo, before = call.to_write(Role.WRITE), branch_of(call)
    name = check_body(call)["new_name"]
    if before.name == repo.default_branch and repo.role_of(call.viewer) < Role.ADMIN:
        raise errors.forbidden()
    if name in repo.branches:
        raise errors.Refusal(422, f"Branch '{name}' already exists")
    kept = (replace(each, name=name) if each == before else each for each in repo.branches.values())
    repo.branches = {each.name: each for each in kept}
    if before.name in repo.files:
        repo.files[name] = repo.files.pop(before.name)
    if before.name == repo.default_branch:
        repo.default_branch = name
    for number, issue in repo.issues.items():
        pull = issue.pull
        names = [field for field in ("head", "base") if getattr(pull, field, "") == before.name]
        if pull and names and issue.state == "open":
            changed = replace(pull, **dict.fromkeys(names, name))
            repo.issues[number] = replace(issue, pull=changed)
    return Reply(_full(call, repo, repo.branches[name]), 201)


def merge(call: Call) -> Reply:
    """Merge a commit into a branch by a commit of its own, unless the branch has it already."""
    repo = call.to_write(Role.WRITE)
    body = check_body(call)
    branch = repo.branches.get(body["base"])
    if branch is None:
        raise errors.Refusal(404, "Base does not exist")
    sha = require_sha(repo, body["head"])
    if merging.is_ahead(call, repo, branch.sha, sha):
        return Reply(status=204)
    if (branch.protection or {}).get("required_pull_request_reviews"):
        raise errors.Refusal(403, "Changes must be made through a pull request.")
    workflow_files.require_to_merge(call, repo, workflow_files.changes(repo, sha, branch.sha))
    message = body.get("commit_message") or f"Merge {body['head']} into {branch.name}"
    made = merging.commit(call, repo, branch, sha, message)
    return Reply(commit(call, repo, made.sha), 201)


def list_rules(call: Call) -> Reply:
    """List the rules that rulesets set for a branch, which need not be there."""
    name = call.params["branch"]
    return queries.list_page(call, [e for e in call.repo.rules if name in e.branches], _rule)


def _rule(_: Call, __: Repo, rule: Rule) -> dict[str, Any]:
    names = ("type", "ruleset_id", "ruleset_source", "ruleset_source_type")
    parameters = {} if rule.parameters is None else {"parameters": rule.parameters}
    return {**{name: getattr(rule, name) for name in names}, **parameters}


def get_protection(call: Call) -> Reply:
    """Return how a branch is protected."""
    repo = call.repo_for_role(Role.ADMIN)
    branch = branch_of(call)
    if branch.protection is None:
        raise errors.Refusal(404, "Branch not protected")
    return Reply(protection_of(call, repo, branch))


def delete_protection(call: Call) -> Reply:
    """Protect a branch no longer."""
    repo = call.to_write(Role.ADMIN)
    branch = branch_of(call)
    if branch.protection is None:
        raise errors.Refusal(404, "Branch not protected")
    repo.branches[branch.name] = replace(branch, protection=None)
    return Reply(status=204)


def drop(call: Call, repo: Repo, name: str) -> None:
    """Delete a branch, and close its open pull requests."""
    del repo.branches[name]
    repo.files.pop(name, None)
    for number, issue in repo.issues.items():
        if issue.pull and issue.pull.head == name and issue.state == "open":
            repo.issues[number] = replace(
                issue, state="closed", closed_at=call.now, closed_by=call.viewer
            )


def branch_of(call: Call) -> Branch:
    """Return the branch that a path names, or refuse it."""
    branch = call.repo.branches.get(call.params["branch"])
    if branch is None:
        raise errors.Refusal(404, "Branch not found")
    return branch


def _short(call: Call, repo: Repo, branch: Branch) -> dict[str, Any]:
    url = f"{call.base}/repos/{repo.full_name}/commits/{branch.sha}"
    return as_object(
        "short-branch",
        name=branch.name,
        commit={"sha": branch.sha, "url": url},
        protected=branch.protection is not None,
    )


def _url(call: Call, repo: Repo, branch: Branch) -> str:
    return f"{call.base}/repos/{repo.full_name}/branches/{branch.name}/protection"


def protection_of(call: Call, repo: Repo, branch: Branch) -> dict[str, Any]:
    """Write what was asked for as GitHub answers it: switches as objects, names as accounts."""
    asked, url = branch.protection or {}, _url(call, repo, branch)
    checks, reviews = asked["required_status_checks"], asked["required_pull_request_reviews"]
    restrictions = asked["restrictions"]
    parts: dict[str, Any] = {
        "required_status_checks": checks
        and {
            "contexts_url": f"{url}/required_status_checks/contexts",
            "strict": checks["strict"],
            "contexts": checks["contexts"],
            "checks": [{"app_id": None, "context": context} for context in checks["contexts"]],
        },
        "required_pull_request_reviews": reviews is not None
        and {"dismiss_stale_reviews": False, "require_code_owner_reviews": False, **reviews},
        "restrictions": restrictions and _accounts(call, repo, restrictions, f"{url}/restrictions"),
        "enforce_admins": {"enabled": bool(asked["enforce_admins"])},
    }
    return {
        "url": url,
        **{name: {"url": f"{url}/{name}", **part} for name, part in parts.items() if part},
        **{name: {"enabled": False} for name in _SWITCHES},
    }


def _accounts(call: Call, repo: Repo, asked: Mapping[str, Any], url: str) -> dict[str, Any]:
    people = [call.world.person(login) for login in asked.get("users", ())]
    teams = call.world.teams.get(repo.owner.login, {})
    slugs = asked.get("teams", ())
    if None in people or not teams.keys() >= set(slugs):
        message = "Only organization repositories can have users and team restrictions"
        raise errors.Refusal(422, "Validation Failed", errors=[message])
    return {
        **{f"{key}_url": f"{url}/{key}" for key in ("users", "teams", "apps")},
        "users": people,
        "teams": [team(call, repo.owner.login, teams[slug]) for slug in slugs],
        "apps": [],
    }
