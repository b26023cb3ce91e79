"""Projects, and which types and fields an issue in one of them can have."""

from collections.abc import Mapping
from typing import Any

from aegis_cli.sandbox.jira.call import Call, Reply, answers
from aegis_cli.sandbox.jira.errors import Problem
from aegis_cli.sandbox.jira.issue_shapes import POINTS, SPRINT
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
    return Reply(call.page_with_end(found, call.shapes.listed_project))


@answers("getProject")
def get_project(call: Call) -> Reply:
    """Show a project."""
    return Reply(call.shapes.project(call.project(), whole=True))


@answers("getCreateIssueMetaIssueTypes")
def list_types(call: Call) -> Reply:
    """List the types that a new issue of a project can have."""
    project = call.project()
    call.require_writable(project)
    kinds = [call.world.issue_types[each] for each in project.issue_types]
    return Reply(call.page(kinds, call.shapes.issue_type, "issueTypes"))


@answers("getCreateIssueMetaIssueTypeId")
def list_fields(call: Call) -> Reply:
    """List the fields that a new issue of a type can have."""
    project = call.project()
    call.require_writable(project)
    asked = call.path["issueTypeId"]
    if asked not in project.issue_types:
        raise Problem(400, f"The issue type with id '{asked}' is not of this project.")
    fields = _fields(call, project, call.world.issue_types[asked])
    return Reply(call.page(fields, lambda each: each, "fields"))


def editable_fields(call: Call, issue: Issue) -> dict[str, dict[str, Any]]:
    """Return the fields of an issue that an edit takes, by their ids."""
    project, kind = call.world.projects[issue.project], call.world.issue_types[issue.type]
    if not project.is_writable:
        return {}
    fields = {each["fieldId"]: each for each in _fields(call, project, kind)}
    return {
        name: {key: value for key, value in each.items() if key != "fieldId"}
        for name, each in fields.items()
        if name != "project"
    }


def _fields(call: Call, project: Project, kind: IssueType) -> list[dict[str, Any]]:
    of, world = call.shapes, call.world
    allowed: Mapping[str, list[Any]] = {
        "project": [of.project(project)],
        "issuetype": [of.issue_type(kind)],
        "priority": [of.named_thing("priority", each) for each in world.priorities.values()],
        "components": [of.named_thing("component", each) for each in project.components],
        "fixVersions": [of.named_thing("version", each) for each in project.versions],
    }
    rows = [row for row in _ROWS if row[0] != "parent" or kind.level < 1]
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
