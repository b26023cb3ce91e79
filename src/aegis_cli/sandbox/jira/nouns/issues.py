"""Issues: read, made, changed, assigned, and deleted."""

from typing import Any

from aegis_cli.sandbox.jira.call import Call, Reply, answers, lists
from aegis_cli.sandbox.jira.errors import Problem, of_fields
from aegis_cli.sandbox.jira.fields import Place, Wrong, assignee, field_of, read_fields, referent
from aegis_cli.sandbox.jira.history import change
from aegis_cli.sandbox.jira.nouns.comments import added_comments, new_comment
from aegis_cli.sandbox.jira.nouns.projects import editable_fields
from aegis_cli.sandbox.jira.nouns.transitions import shown_transitions
from aegis_cli.sandbox.jira.shapes import whole_page
from aegis_cli.sandbox.jira.world import Issue, IssueType, Project


@answers("getIssue")
def get_issue(call: Call) -> Reply:
    """Show an issue; a moved one under its present key."""
    issue = call.issue()
    shown = call.shapes.issue(issue, call.query.get("fields") or ["*all"])
    expand = call.query.get("expand", "").split(",")
    if "changelog" in expand:
        entries = [call.shapes.write(each) for each in reversed(issue.history)]
        shown["changelog"] = whole_page("histories", entries)
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
        project=project,
        number=project.last_number,
        issuetype=kind,
        status=next(iter(world.statuses.values())),
        created=call.at,
        updated=call.at,
        watchers=[world.me],
        **{"reporter": world.me, "priority": world.priorities["3"], **members},
    )
    world.issues[issue.id] = issue
    issue.comments += [new_comment(call, each) for each in comments]
    return Reply(call.shapes.reference(issue))


@answers("editIssue")
def edit_issue(call: Call) -> Reply:
    """Change fields of an issue."""
    issue = call.issue(writes=True)
    fields, update = _changes_in(call, ())
    if not fields and not update:
        raise Problem(400, "one of 'fields' or 'update' required")
    world = call.world
    place = Place(world, issue.project, issue.issuetype, issue)
    comments, update = added_comments(update)
    members, errors = read_fields(place, fields, update)
    if errors:
        raise of_fields(errors)
    change(world, issue, members, call.now)
    issue.comments += [new_comment(call, each) for each in comments]
    if call.query.get("returnIssue"):
        return Reply(call.shapes.issue(issue, ["*all"]), 200)
    return Reply(status=204)


@answers("assignIssue")
def assign_issue(call: Call) -> Reply:
    """Give an issue to somebody, or to nobody."""
    issue, world = call.issue(writes=True), call.world
    if not call.body:
        raise Problem(400, "The body is an object with accountId.")
    place = Place(world, issue.project, issue.issuetype, issue)
    said = call.body["accountId"]
    with field_of("assignee"):
        who = assignee(place, None if said is None else {"accountId": said})
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
    gone = [issue, *parts]
    for each in gone:
        del world.issues[each.id]
    for each in world.issues.values():
        each.parent = None if each.parent in gone else each.parent
    world.links = {
        number: link
        for number, link in world.links.items()
        if link.source not in gone and link.target not in gone
    }
    return Reply()


answers.add([("getChangeLogs", lists(lambda call: call.issue().history))])


def _changes_in(call: Call, required: tuple[str, ...]) -> tuple[dict[str, Any], dict[str, Any]]:
    for name in required:
        if name not in call.body:
            raise Problem(400, f"one of 'fields' or 'update' required: {name}")
    return call.body.get("fields", {}), call.body.get("update", {})


def _project(call: Call, fields: dict[str, Any]) -> Project:
    with field_of("project", "valid project is required"):
        found = call.world.project(referent(fields.get("project"), ("id", "key")))
        if found is None:
            raise Wrong
    call.require_writable(found)
    return found


def _type(call: Call, project: Project, fields: dict[str, Any]) -> IssueType:
    """Return the type of a new issue; a name means one type of the whole site, or none."""
    with field_of("issuetype", "Specify an issue type"):
        said = referent(fields.get("issuetype"), ("id", "name"))
    types = call.world.issue_types
    called = [each for each in types.values() if each.name == said]
    kind = types.get(said) or (called[0] if len(called) == 1 else None)
    if kind not in project.issue_types:
        raise of_fields({"issuetype": "Specify a valid issue type"})
    return kind
