"""Issues: read, made, changed, assigned, and deleted."""

from typing import Any

from aegis_cli.sandbox.jira.call import Call, Reply, answers
from aegis_cli.sandbox.jira.errors import Problem, of_fields
from aegis_cli.sandbox.jira.fields import Place, Wrong, assignee, read_fields, referent
from aegis_cli.sandbox.jira.history import change
from aegis_cli.sandbox.jira.nouns.comments import added_comments, new_comment
from aegis_cli.sandbox.jira.nouns.projects import editable_fields
from aegis_cli.sandbox.jira.nouns.transitions import shown_transitions
from aegis_cli.sandbox.jira.world import Issue, IssueType, Project

_EDITED = frozenset({"fields", "update", "historyMetadata", "properties"})


@answers("getIssue")
def get_issue(call: Call) -> Reply:
    """Show an issue; a moved one under its present key."""
    issue = call.issue()
    shown = call.issue_shapes.issue(issue, call.query.get("fields") or ["*all"])
    expand = call.query.get("expand", "").split(",")
    if "changelog" in expand:
        entries = [call.issue_shapes.entry(each) for each in reversed(issue.history)]
        shown["changelog"] = {
            "startAt": 0,
            "maxResults": len(entries),
            "total": len(entries),
            "histories": entries,
        }
    if "editmeta" in expand:
        shown["editmeta"] = {"fields": editable_fields(call, issue)}
    if "transitions" in expand:
        shown["transitions"] = shown_transitions(call, issue)
    return Reply(shown)


@answers("createIssue")
def create_issue(call: Call) -> Reply:
    """Make an issue in its first status."""
    fields, update = _changes_in(call, ("fields",))
    world = call.world
    project = _project(call, fields)
    kind = _type(call, project, fields)
    place = Place(world, project, kind)
    sent = {name: value for name, value in fields.items() if name not in ("project", "issuetype")}
    comments, update = added_comments(update)
    members, errors = read_fields(place, sent, update)
    if "summary" not in members:
        errors.setdefault("summary", "You must specify a summary of the issue.")
    if kind.subtask and "parent" not in members:
        errors.setdefault(
            "parent", "Issue type is a sub-task but parent issue key or id not specified."
        )
    if errors:
        raise of_fields(errors)
    project.last_number += 1
    issue = Issue(
        id=world.new_id(),
        project=project.key,
        number=project.last_number,
        type=kind.id,
        status=next(iter(world.statuses)),
        created=call.at,
        updated=call.at,
        watchers=[world.me],
        **{"reporter": world.me, **members},
    )
    world.issues[issue.id] = issue
    issue.comments += [new_comment(call, each) for each in comments]
    return Reply(call.issue_shapes.reference(issue))


@answers("editIssue")
def edit_issue(call: Call) -> Reply:
    """Change fields of an issue."""
    issue = call.issue(writes=True)
    fields, update = _changes_in(call, ())
    if not fields and not update:
        raise Problem(400, "one of 'fields' or 'update' required")
    world = call.world
    place = Place(world, world.projects[issue.project], world.issue_types[issue.type], issue)
    comments, update = added_comments(update)
    members, errors = read_fields(place, fields, update)
    if errors:
        raise of_fields(errors)
    change(world, issue, members, call.now)
    issue.comments += [new_comment(call, each) for each in comments]
    if call.query.get("returnIssue"):
        return Reply(call.issue_shapes.issue(issue, ["*all"]), 200)
    return Reply(status=204)


@answers("assignIssue")
def assign_issue(call: Call) -> Reply:
    """Give an issue to somebody, or to nobody."""
    issue, world = call.issue(writes=True), call.world
    if call.body.keys() != {"accountId"}:
        raise Problem(400, "The body is an object with accountId alone.")
    place = Place(world, world.projects[issue.project], world.issue_types[issue.type], issue)
    said = call.body["accountId"]
    try:
        who = assignee(place, None if said is None else {"accountId": said})
    except Wrong as wrong:
        raise of_fields({"assignee": str(wrong)}) from None
    change(world, issue, {"assignee": who}, call.now)
    return Reply()


@answers("deleteIssue")
def delete_issue(call: Call) -> Reply:
    """Delete an issue with all that is in it; one with subtasks only where that is said."""
    issue, world = call.issue(writes=True), call.world
    parts = world.subtasks(issue)
    if parts and call.query["deleteSubtasks"] != "true":
        message = (
            f"The issue '{issue.key}' has subtasks.  You must specify the 'deleteSubtasks' "
            "parameter to delete this issue and all its subtasks."
        )
        raise Problem(400, message)
    gone = {issue.id, *(each.id for each in parts)}
    for number in gone:
        del world.issues[number]
    for each in world.issues.values():
        each.parent = None if each.parent in gone else each.parent
    world.links = {
        number: link
        for number, link in world.links.items()
        if not gone & {link.source, link.target}
    }
    return Reply()


@answers("getChangeLogs")
def list_changes(call: Call) -> Reply:
    """List what was changed of an issue, the oldest change first."""
    return Reply(call.page_with_end(call.issue().history, call.issue_shapes.entry))


def _changes_in(call: Call, required: tuple[str, ...]) -> tuple[dict[str, Any], dict[str, Any]]:
    unknown = call.body.keys() - _EDITED
    if unknown:
        raise Problem(400, f"{min(unknown)} is not taken here")
    for name in required:
        if name not in call.body:
            raise Problem(400, f"one of 'fields' or 'update' required: {name}")
    return call.body.get("fields", {}), call.body.get("update", {})


def _project(call: Call, fields: dict[str, Any]) -> Project:
    try:
        said = referent(fields.get("project"), ("id", "key"))
    except Wrong:
        raise of_fields({"project": "valid project is required"}) from None
    found = call.world.project(said)
    if found is None:
        raise of_fields({"project": "valid project is required"})
    call.require_writable(found)
    return found


def _type(call: Call, project: Project, fields: dict[str, Any]) -> IssueType:
    """Return the type of a new issue; a name means one type of the whole site, or none."""
    try:
        said = referent(fields.get("issuetype"), ("id", "name"))
    except Wrong:
        raise of_fields({"issuetype": "Specify an issue type"}) from None
    types = call.world.issue_types
    called = [each for each in types.values() if each.name == said]
    kind = types.get(said) or (called[0] if len(called) == 1 else None)
    if kind is None or kind.id not in project.issue_types:
        raise of_fields({"issuetype": "Specify a valid issue type"})
    return kind
