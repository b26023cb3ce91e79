"""Reads that the sandbox keeps no state for: GitHub's documented example, with values of here.

An example has its values emptied, so it says which keys there are; the schema says what they hold.
"""

from typing import Any

from aegis_cli.sandbox.engine.examples import IS_EXAMPLE, NO_EXAMPLE, Examples
from aegis_cli.sandbox.github.api import errors
from aegis_cli.sandbox.github.api.bodies import check_body
from aegis_cli.sandbox.github.api.call import Call, Reply
from aegis_cli.sandbox.github.api.shapes import WEB
from aegis_cli.sandbox.github.description.described import SCHEMAS
from aegis_cli.sandbox.github.description.objects import moment
from aegis_cli.sandbox.github.world.person import Person
from aegis_cli.sandbox.github.world.world import Repo

_SHA = "6dcb09b5b57875f334f61aebed695e2e4193db5e"


def read(call: Call) -> Reply:
    """Answer a read as it is documented; the repository and the issue have to exist."""
    repo = call.repo if call.operation.in_repo else None
    _require_whole(call)
    for name, limits in call.operation.query.items():
        value = call.query.get(name, "")
        if not value and name in call.operation.required:
            raise errors.invalid_field("Search", name, "missing")
        if value and value not in SCHEMAS.resolve(limits).get("enum", [value]):
            raise errors.invalid_field("Search", name, "invalid", value=value)
    check_body(call)  # a read by POST has a body
    schema, status = call.operation.schema, call.operation.status
    if schema is None:
        return Reply(status=status, headers=IS_EXAMPLE)
    example = NO_EXAMPLE if call.operation.example is None else call.operation.example
    data = Examples(SCHEMAS, _values(call, repo)).value(schema, example, "")
    return Reply(_with_key(call, data), status, IS_EXAMPLE)


def _require_whole(call: Call) -> None:
    """Refuse a read of a part of what is not there, and of a person who does not say who it is."""
    if call.operation.in_repo and "issue_number" in call.params:
        _ = call.issue
    for account in call.params.keys() & {"org", "username"}:
        errors.present(call.world.person(call.params[account]))
    if call.operation.path.split("/")[1] in {"user", "notifications"}:
        _ = call.me


def _values(call: Call, repo: Repo | None) -> dict[str, str]:
    """Return the texts of here by format and by key."""
    owner: Person | None = repo.owner if repo else call.viewer
    login = owner.login if owner else "octocat"
    full_name = repo.full_name if repo else f"{login}/hello-world"
    return {
        "date-time": moment(call.now),
        "date": moment(call.now)[:10],
        "uri": f"{call.base}{call.path}",
        "uri-template": f"{call.base}{call.path}{{/name}}",
        "email": f"{login}@example.com",
        "login": login,
        "full_name": full_name,
        "html_url": f"{WEB}/{full_name}",
        "url": f"{call.base}{call.path}",
        "repository_url": f"{call.base}/repos/{full_name}",
        **dict.fromkeys(("sha", "head_sha", "commit_id", "tree_id"), _SHA),
        "color": "ededed",
        "encoding": "base64",
        "content": "aGVsbG8K",
        **dict.fromkeys(("name", "ref", "head_branch", "default_branch"), "main"),
    }


def _with_key(call: Call, data: Any) -> Any:
    """Let what was asked for by its number, id or name have it."""
    last = call.operation.path.rsplit("/", 1)[1]
    if not last.startswith("{") or not isinstance(data, dict):
        return data
    parameter = last[1:-1]
    word = parameter.rpartition("_")[2]
    key = {"branch": "name", "username": "login"}.get(word, word)
    value = call.params.get(parameter)
    return {**data, key: value} if type(data.get(key)) is type(value) else data
