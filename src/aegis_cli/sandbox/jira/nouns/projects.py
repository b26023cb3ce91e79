"""Projects, and which types and fields an issue in one of them can have."""

from collections.abc import Iterable, Mapping
from typing import Any

from aegis_cli.sandbox.jira.call import Call, Reply, answers, lists, shows
from aegis_cli.sandbox.jira.errors import Problem
from aegis_cli.sandbox.jira.shapes import POINTS, SPRINT, Shapes
from aegis_cli.sandbox.jira.world import Issue, IssueType, Project


@answers("searchProjects")
def search_projects(call: Call) -> Reply:
    """List the projects that the person may browse."""
    query, wanted = call.query, call.query.get("query", "").casefold()
    keys, ids = query.get("keys"), query.get("id")
    found = [
        each
        for each in call.world.projects.values()
        if each.is_visible
        and (wanted in each.key.casefold() or wanted in each.name.casefold())
        and (keys is None or each.key in keys)
        and (ids is None or int(each.id) in ids)
        and (query["action"] not in ("edit", "create") or each.is_writable)
        and query.get("typeKey", "software") == "software"
    ]
    by = query["orderBy"]
    member = by.lstrip("+-")
    if member not in ("key", "name"):
        raise Problem(400, f"The sandbox does not order projects by '{member}'.")
    found.sort(key=lambda each: getattr(each, member), reverse=by.startswith("-"))
    return Reply(call.page(found, call.shapes.listed_project))


def _types(call: Call) -> list[IssueType]:
    return call.writable_project().issue_types


def _fields_of_type(call: Call) -> list[dict[str, Any]]:
    """Return the fields that a new issue of a type can have."""
    project, asked = call.writable_project(), call.path["issueTypeId"]
    kind = next((each for each in project.issue_types if each.id == asked), None)
    if kind is None:
        raise Problem(400, f"The issue type with id '{asked}' is not of this project.")
    return _fields(call, project, kind)


answers.add(
    (
        ("getProject", shows(Call.project, Shapes.whole_project)),
        ("getCreateIssueMetaIssueTypes", lists(_types, name="issueTypes")),
        (
            "getCreateIssueMetaIssueTypeId",
            lists(_fields_of_type, lambda _, field: field, name="fields"),
        ),
    )
)


def editable_fields(call: Call, issue: Issue) -> dict[str, dict[str, Any]]:
    """Return the fields of an issue that an edit takes, by their ids."""
    if not issue.project.is_writable:
        return {}
    fields = _fields(call, issue.project, issue.issuetype)
    return {
        each["key"]: {key: value for key, value in each.items() if key != "fieldId"}
        for each in fields
        if each["key"] != "project"
    }


def _fields(call: Call, project: Project, kind: IssueType) -> list[dict[str, Any]]:
    things: Mapping[str, Iterable[Any]] = {
        "priority": call.world.priorities.values(),
        "components": project.components,
        "fixVersions": project.versions,
        "issuetype": [kind],
    }
    allowed = {name: [*map(call.shapes.write, each)] for name, each in things.items()}
    allowed["project"] = [call.shapes.project(project)]
    rows = [row for row in _ROWS if row[0] != "parent" or kind.hierarchy_level < 1]
    return [
        {
            "fieldId": name,
            "key": name,
            "name": title,
            "required": name in _REQUIRED or (name == "parent" and kind.subtask),
            "hasDefaultValue": name in ("priority", "reporter"),
            "operations": ["set"] if schema["type"] != "array" else ["add", "set", "remove"],
            "schema": schema,
            **({"allowedValues": allowed[name]} if name in allowed else {}),
        }
        for name, title, schema in rows
    ]


_REQUIRED = ("summary", "issuetype", "project", "reporter")


def _system(name: str, kind: str, items: str = "") -> dict[str, Any]:
    return {"type": kind, "system": name, **({"items": items} if items else {})}


_PLUGIN = "com.pyxis.greenhopper.jira"
_ROWS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("summary", "Summary", _system("summary", "string")),
    ("issuetype", "Issue Type", _system("issuetype", "issuetype")),
    ("project", "Project", _system("project", "project")),
    ("reporter", "Reporter", _system("reporter", "user")),
    ("description", "Description", _system("description", "string")),
    ("assignee", "Assignee", _system("assignee", "user")),
    ("priority", "Priority", _system("priority", "priority")),
    ("labels", "Labels", _system("labels", "array", "string")),
    ("parent", "Parent", _system("parent", "issuelink")),
    ("components", "Components", _system("components", "array", "component")),
    ("fixVersions", "Fix versions", _system("fixVersions", "array", "version")),
    ("duedate", "Due date", _system("duedate", "date")),
    (
        POINTS,
        "Story point estimate",
        {"type": "number", "custom": f"{_PLUGIN}:jsw-story-points", "customId": 10016},
    ),
    (
        SPRINT,
        "Sprint",
        {"type": "array", "items": "json", "custom": f"{_PLUGIN}:gh-sprint", "customId": 10020},
    ),
)
