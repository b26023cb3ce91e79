"""A GitHub that checks every request against its OpenAPI description, and answers from there.

What it answers is made from the shape of a documented example, or from the schema. So that a write is
told what it asked for, values are echoed: those of the path and of the body go under their own
names, the items of a list into copies of the example's item, under its `name` or `login`, and what
a DELETE takes away is not among what is left. Links lead to what was asked about.
Of each thing that is listed in pages there are 130. Statistics are computed at the second request.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal
from urllib.parse import urlencode

from tests.github_openapi.checking import Asked, violations
from tests.github_openapi.description import Description, Operation
from tests.github_openapi.instances import Shape, filled, instance

THERE_ARE = 130


@dataclass(frozen=True)
class Said:
    """One answer."""

    status: int
    data: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def body(self) -> bytes:
        """The data as it is sent."""
        return b"" if self.data is None else json.dumps(self.data).encode()


@dataclass(frozen=True)
class Manner:
    """How to answer."""

    shape: Literal["example"] | Shape = "example"
    example: int = 0
    """Which of the examples."""
    echoes: bool = True
    refuses: int | None = None
    """The status with which to refuse everything."""
    assigned: str = "hubot"
    """Who an issue is assigned to that is read."""


class Mock:
    """What is asked of it, what was wrong with that, and how it answers."""

    def __init__(self, description: Description) -> None:
        self.description = description
        self.begin()

    def begin(self, manner: Manner = Manner()) -> None:
        """Forget what was asked, and say how to answer from now on."""
        self._manner = manner
        self.lists = False
        """Whether what may be one thing or a list is a list."""
        self.about: Mapping[str, str] = {}
        """The path variables of what was asked about first: a mutation is about what was read first."""
        self.wrong: list[str] = []
        """What was wrong with each request."""
        self.operations: list[str] = []
        """What was asked for."""

    def answer(self, asked: Asked) -> Said:
        """Check a request, and answer it."""
        found = self.description.found(asked.method, asked.path, asked.body)
        wrong = violations(self.description, asked)
        self.wrong += [f"{asked.method} {asked.target}: {one}" for one in wrong]
        if wrong or found is None:
            return Said(422 if found else 404, {"message": "; ".join(wrong)})
        operation, in_path = found
        self.operations.append(operation.id)
        self.about = self.about or (in_path if "owner" in in_path else {})
        if self._manner.refuses is not None:
            return self._refusal(operation, self._manner.refuses, asked)
        if "/stats/" in operation.template and self.operations.count(operation.id) == 1:
            return Said(202, {})
        if operation.schema is None:
            return Said(operation.status)
        schema = _of_one_form(operation.schema, is_list=self.lists)
        operation = replace(operation, schema=schema)
        data = self._echoed(operation, self._data(operation, schema), asked, in_path)
        data, links = self._part(data, operation, asked)
        data = self._settled(placed(data, in_path), asked)
        if operation.id == "issues/get" and self._manner.shape == "example":
            # The documented example is a pull request, and everybody in it is the same person.
            data = {**data, "pull_request": None, "assignees": [{"login": self._manner.assigned}]}
        if operation.id == "pulls/get" and self._manner.shape == "example":
            data = {**data, "state": "open", "merged": False, "merged_at": None}  # it can be merged
        return Said(operation.status, data, {"link": links} if links else {})

    def _part(self, data: Any, operation: Operation, asked: Asked) -> tuple[Any, str | None]:
        """Return the page that was asked for, with the links to others."""
        links, key = None, operation.envelope
        items = data if key is None else data[key]
        # A commit has pages too: of its files.
        if ("query", "page") in operation.parameters and isinstance(items, list):
            items, links = _page(items, asked)
            items = _where_searched(items, dict(asked.query).get("q", ""))
            data = items if key is None else data | {key: items}
        if operation.is_document:
            sent = json.loads(asked.body)["variables"]
            is_told = self.about and self._manner.echoes and "repositoryId" not in sent
            data = _thing_of(data, sent, operation.id) if self._manner.echoes else data
            data = _connected(data, sent)
            data = _told_of(data, self.about) if is_told else data
        return data, links

    def _echoed(
        self, operation: Operation, data: Any, asked: Asked, in_path: Mapping[str, str]
    ) -> Any:
        if not self._manner.echoes or operation.schema is None or data is None:
            return data
        sent, known = operation.sent(asked.body), instance(operation.schema, "full")
        return _told(data, sent) if operation.is_document else echoed(data, known, in_path, sent)

    def _settled(self, data: Any, asked: Asked) -> Any:
        return settled(data, asked) if self._manner.echoes else data

    def _data(self, operation: Operation, schema: Mapping[str, Any]) -> Any:
        if operation.is_document:
            shape = self._manner.shape
            if shape == "sparse" and operation.id == "graphql:files_blame":
                shape = "hollow"  # the least that an expression may name is no commit
            return instance(schema, "full" if shape == "example" else shape)
        if self._manner.shape == "example":
            data = filled(operation.examples[self._manner.example])
            is_other = isinstance(data, list) != self.lists and "oneOf" in schema
            if operation.envelope and isinstance(data[operation.envelope][0], str):
                is_other = True  # the example of a search has a word in the place of its items
            return instance(schema, "full") if is_other else data
        if schema.get("type") == "array":
            return [instance(schema["items"], self._manner.shape)]
        made, key = instance(schema, self._manner.shape), operation.envelope
        if key is None:
            return made
        return made | {key: [instance(schema["properties"][key]["items"], self._manner.shape)]}

    def _refusal(self, operation: Operation, status: int, asked: Asked) -> Said:
        schema, shape = operation.refusals[status], self._manner.shape
        elsewhere = f"http://{asked.headers['host']}/repositories/1"
        headers = {"location": elsewhere} if status in {301, 307} else {}
        data = None if schema is None else instance(schema, "full" if shape == "example" else shape)
        return Said(status, data, headers)


def _of_one_form(schema: Mapping[str, Any], *, is_list: bool) -> Mapping[str, Any]:
    """Return the schema of one thing or of a list, where an answer may be both: file or folder.

    An answer that is one list or another is a list of one thing or another.
    """
    forms = schema.get("anyOf", ())
    if forms and all(one.get("type") == "array" for one in forms):
        return {"type": "array", "items": {"anyOf": [one["items"] for one in forms]}}
    things = [one for one in schema.get("oneOf", ()) if (one.get("type") == "array") == is_list]
    return {**schema, "oneOf": things} if things else schema


def echoed(data: Any, known: Any, path: Mapping[str, str], body: Mapping[str, Any]) -> Any:
    """Put what was asked for into an answer; `known` is one that has every name."""
    if isinstance(data, list) and "issue_field_values" in body:
        values = body["issue_field_values"]
        return [data[0] | {"issue_field_id": v["field_id"], "value": v["value"]} for v in values]
    if isinstance(data, list):
        # A label's name in the path is the one that is taken away.
        left = [item for item in data if "name" not in path or item.get("name") != path["name"]]
        return [*_items(known, body.get("labels", ())), *left]
    named = {_SHOWN_AS.get(name, name).removeprefix("new_"): each for name, each in body.items()}
    echo = {name: value for name, value in named.items() if name in known}
    echo |= {name: value for name, value in _of_path(known, path, body).items() if name in known}
    things = {
        name: _items(known[name], value) if isinstance(value, list) else _inside(known[name], value)
        for name, value in echo.items()
        if isinstance(known[name], list | dict) and value is not None
    }
    left_out = {name for name, value in echo.items() if value is None}
    return {name: value for name, value in (data | echo | things).items() if name not in left_out}


def _of_path(
    known: Mapping[str, Any], path: Mapping[str, str], body: Mapping[str, Any]
) -> dict[str, Any]:
    """Return what an answer says of the thing in the path, and of what becomes of it."""
    number, owner = _number(path), path.get("owner", "octocat")
    name = body.get("name") or path.get("repo")  # a fork may be called otherwise
    id_in_path = path.get("comment_id") or path.get("run_id")
    of_repo = {"name": name, "full_name": f"{owner}/{name}"} if "full_name" in known else {}
    if of_repo and "private" in body:
        of_repo["visibility"] = "private" if body["private"] else "public"
    return {
        **({"name": path["branch"]} if "branch" in path and "new_name" not in body else {}),
        # A branch is never where it is moved to already.
        **({"commit": {"sha": "b" * 40}} if "branch" in path and "protected" in known else {}),
        **({"ref": f"refs/{path['ref']}"} if "ref" in path and "sha" in body else {}),
        **({"object": {"sha": body["sha"]}} if "object" in known and "sha" in body else {}),
        **({"number": int(number)} if number else {}),
        **({"path": path["path"]} if "path" in path else {}),
        **({"id": int(id_in_path)} if id_in_path else {}),
        **({"id": path["gist_id"]} if "gist_id" in path and "files" in known else {}),
        **({"state": _DECIDED[body["event"]]} if "event" in body else {}),
        **(
            {"commit": {"message": body.get("message") or body.get("commit_message")}}
            if "message" in known.get("commit", {}) and {"message", "commit_message"} & {*body}
            else {}
        ),
        **of_repo,
    }


_SHOWN_AS = {"reviewers": "requested_reviewers", "team_reviewers": "requested_teams"}
"""What is sent under one name, and answered under another."""


def _told_of(data: Any, path: Mapping[str, str]) -> Any:
    """Have each thing in the answer to a document be the one that the path is about."""
    if isinstance(data, list):
        return [_told_of(item, path) for item in data]
    if not isinstance(data, dict):
        return data
    repo, number = f"{path['owner']}/{path['repo']}", _number(path)
    own = {"nameWithOwner": repo, "number": number and int(number)}
    told = {name: own.get(name) or _told_of(value, path) for name, value in data.items()}
    return told | ({"url": _placed(str(told["url"]), repo, number)} if "url" in told else {})


_DECIDED = {
    "APPROVE": "APPROVED",
    "REQUEST_CHANGES": "CHANGES_REQUESTED",
    "COMMENT": "COMMENTED",
    "DISMISS": "DISMISSED",
}
"""The state of a review after each event."""


def settled(data: Any, asked: Asked) -> Any:
    """Leave in an answer what a list was replaced with, and nothing that was taken away."""
    sent = json.loads(asked.body or b"{}")
    lists = {name: value for name, value in sent.items() if isinstance(value, list)}
    if asked.method == "PUT" and isinstance(data, list):
        return data[: sum(map(len, lists.values()))]
    if asked.method == "DELETE" and isinstance(data, dict):
        return data | {name: [] for name in lists if name in data}
    if isinstance(data, dict) and "permissions" in data and "permission" in sent:
        # What an invitation is asked for under an old name is answered under the one that it has.
        role = {"pull": "read", "push": "write"}.get(sent["permission"], sent["permission"])
        return data | {"permissions": role}
    return data


def _where_searched(items: list[Any], text: str) -> list[Any]:
    """Have what a search finds be in the repository that it names."""
    named = re.search(r"\brepo:(\S+)", re.sub(r'"(?:[^"\\]|\\.)*"', "", text))
    if not named:
        return items
    at = {"repository_url": f"https://api.github.com/repos/{named[1]}"}
    repository = {"full_name": named[1]}
    return [item | at | {"repository": item.get("repository", {}) | repository} for item in items]


def placed(data: Any, path: Mapping[str, str]) -> Any:
    """Have the links of an answer, or of its items, lead to what the path is about."""
    if isinstance(data, list):
        return [placed(item, path) for item in data]
    if not isinstance(data, dict):
        return data
    asked = f"{path['owner']}/{path['repo']}" if "owner" in path else None
    repo = data.get("full_name") or asked
    number = _number(path) or data.get("number")
    links = {
        key: _placed(str(data[key]), repo, number)
        for key in ("url", "html_url", "issue_url", "repository_url")
        if key in data
    }
    if repo is not None and isinstance(data.get("owner"), dict):
        links["owner"] = data["owner"] | {"login": repo.partition("/")[0]}
    return data | links


def _placed(link: str, repo: str | None, number: Any) -> str:
    if repo is not None:
        link = re.sub(r"(api.github.com/repos/|//github.com/)[^/]+/[^/]+", rf"\g<1>{repo}", link)
    return re.sub(r"(/(?:issues|pulls?)/)[0-9]+", rf"\g<1>{number}", link)


def _number(path: Mapping[str, str]) -> str | None:
    """Return the number in a path of an issue or a pull request."""
    return path.get("issue_number") or path.get("pull_number")


def _inside(known: dict[str, Any], asked: Any) -> Any:
    """Make an object like the one that is known: a side of a pull request, which is asked for as
    BRANCH or OWNER:BRANCH, a switch, or what has the parts that were asked for.
    """
    if isinstance(asked, str):
        return (
            known | {"ref": asked.rpartition(":")[2], "label": asked} if "ref" in known else known
        )
    if isinstance(asked, bool):
        return known | {"enabled": asked}
    if isinstance(asked, int):
        return known | {"number": asked}
    return known | {
        name: _items(known[name], value) if _are_things(known.get(name)) else value
        for name, value in asked.items()
    }


def _are_things(known: Any) -> bool:
    return isinstance(known, list) and bool(known) and isinstance(known[0], dict)


def _items(known: list[Any], asked: Sequence[str]) -> list[Any]:
    """Make items like the one that is known, with other names."""
    if isinstance(known[0], str):
        return [*asked]
    key = next((each for each in ("login", "slug") if each in known[0]), "name")
    return [known[0] | {key: text} for text in asked]


def _page(examples: list[Any], asked: Asked) -> tuple[list[Any], str]:
    """Return a page of the many things that there are, and the links to others."""
    query = dict(asked.query)
    size, page = int(query.get("per_page", 30)), int(query.get("page", 1))
    last = -(-THERE_ARE // size)
    numbers = range((page - 1) * size + 1, min(page * size, THERE_ARE) + 1)
    items = [_numbered(examples[number % len(examples)], number) for number in numbers]
    at = f"http://{asked.headers['host']}{asked.path}?"
    pages = {"next": page + 1, "last": last} if page < last else {"prev": page - 1, "first": 1}
    links = [f'<{at}{urlencode(query | {"page": to})}>; rel="{rel}"' for rel, to in pages.items()]
    return items, ", ".join(links)


def _thing_of(data: Any, variables: Mapping[str, Any], operation: str) -> Any:
    """Return an answer about what the variables name: `threadId` is the id of its thread."""
    if not isinstance(data, dict):
        return data
    found = {key: _thing_of(value, variables, operation) for key, value in data.items()}
    for name in found.keys() & {key.removesuffix("Id") for key in variables if key.endswith("Id")}:
        found[name] = found[name] | {"id": variables[f"{name}Id"]}
    if operation.endswith("_add"):
        found |= {key: variables[key] for key in found.keys() & variables.keys()}
    is_resolved = "_resolve" in operation
    return found | ({"isResolved": is_resolved} if "isResolved" in found else {})


def _told(data: Any, sent: Mapping[str, Any]) -> Any:
    """Put what a mutation asked for into its answer.

    A node id does not say what it is of, and every case is about acme/web#12.
    """
    if not isinstance(data, dict):
        return data
    echo = dict(sent) | {
        "isMinimized": "classifier" in sent,
        "minimizedReason": str(sent.get("classifier")).lower(),
        "nameWithOwner": "acme/api" if {"issueId", "repositoryId"} <= {*sent} else "acme/web",
        "number": 12,
        **({"name": sent["branch"]["branchName"]} if "branch" in sent else {}),
    }
    return {key: echo.get(key, _told(value, sent)) for key, value in data.items()}


def _connected(data: Any, variables: Mapping[str, Any]) -> Any:
    """Return an answer in which each paged connection has the page that was asked for."""
    if isinstance(data, list) or not isinstance(data, dict):
        return data
    if "pageInfo" not in data:
        return {key: _connected(value, variables) for key, value in data.items()}
    start, size = int(variables.get("after") or 0), variables["first"]
    end = min(start + size, THERE_ARE)
    nodes = (
        [_as_one_of_many(data["nodes"][0], at) for at in range(start, end)] if data["nodes"] else []
    )
    return data | {
        "nodes": nodes,
        "pageInfo": {"hasNextPage": end < THERE_ARE, "endCursor": str(end)},
    }


def _as_one_of_many(node: Any, number: int) -> Any:
    """Number a node, and all that is in it, so that no two are the same."""
    if isinstance(node, list):
        return [_as_one_of_many(one, number) for one in node]
    if not isinstance(node, dict):
        return node
    found = {key: _as_one_of_many(value, number) for key, value in node.items()}
    numbers: dict[str, Any] = {
        k: number for k in ("databaseId", "number") if isinstance(node.get(k), int)
    }
    numbers |= {"fullDatabaseId": str(number)} if "fullDatabaseId" in node else {}
    return found | numbers | ({"id": f"{node['id']}{number}"} if "id" in node else {})


def _numbered(item: Any, number: int) -> Any:
    """Make one of many; every second "issue" is a pull request, as lists of issues hold both.

    Of reviews, one is pending, as nobody has more. Each release has another tag, and every second
    one is a draft. Artifacts have ids like those of the cases.
    """
    keys = [key for key in ("id", "number") if key in item]
    found = item | {k: str(number) if isinstance(item[k], str) else number for k in keys}
    if number % 2:
        found.pop("pull_request", None)
    if number == 1 and "pull_request_url" in item and "state" in item:
        found["state"] = "PENDING"
    if "archive_download_url" in item:
        found["id"] = 15_000_000 + number
    if "tag_name" in item:
        found |= {"tag_name": f"v{number}.0", "draft": number % 2 == 1}
    return found
