"""Links between issues, and from an issue to an address elsewhere."""

from urllib.parse import urlsplit

from aegis_cli.sandbox.jira.adf import is_document
from aegis_cli.sandbox.jira.call import Call, Reply, answers
from aegis_cli.sandbox.jira.errors import Problem, of_fields
from aegis_cli.sandbox.jira.history import note
from aegis_cli.sandbox.jira.nouns.comments import new_comment
from aegis_cli.sandbox.jira.world import Change, Issue, Link, LinkType, RemoteLink

_LONGEST_GLOBAL_ID = 255


@answers("getIssueLinkTypes")
def list_types(call: Call) -> Reply:
    """List how issues can be related."""
    of = call.shapes
    shown = [
        {
            "id": each.id,
            "name": each.name,
            "inward": each.inward,
            "outward": each.outward,
            "self": f"{of.api}/issueLinkType/{each.id}",
        }
        for each in call.world.link_types.values()
    ]
    return Reply({"issueLinkTypes": shown})


@answers("linkIssues")
def add_link(call: Call) -> Reply:
    """Link two issues: the inward one says `outward` of the other, as in "blocks"."""
    world, body = call.world, call.body
    kind = _kind(call)
    source, target = _end(call, "inwardIssue"), _end(call, "outwardIssue")
    if source is target:
        raise Problem(400, "You cannot link an issue to itself.")
    comment = body.get("comment")
    if comment is not None and (comment.keys() != {"body"} or not is_document(comment["body"])):
        raise of_fields({"comment": "Comment body is not valid!"})
    if any(
        (each.type, each.source, each.target) == (kind.id, source.id, target.id)
        for each in world.links.values()
    ):
        return Reply()  # there is no second link of one kind
    link = Link(world.new_id(), kind.id, source.id, target.id)
    world.links[link.id] = link
    note(world, source, _new_link(kind.outward, target), call.now)
    note(world, target, _new_link(kind.inward, source), call.now)
    if comment is not None:
        source.comments.append(new_comment(call, comment))
    return Reply()


@answers("deleteIssueLink")
def remove_link(call: Call) -> Reply:
    """Take a link away."""
    world = call.world
    link = world.links.get(call.path["linkId"])
    ends = [world.issues[end] for end in (link.source, link.target)] if link else []
    if link is None or not all(world.sees(each) for each in ends):
        raise Problem(404, f"No issue link with id '{call.path['linkId']}' exists.")
    for each in ends:
        call.require_writable(world.projects[each.project])
    kind = world.link_types[link.type]
    del world.links[link.id]
    source, target = ends
    note(world, source, _lost_link(kind.outward, target), call.now)
    note(world, target, _lost_link(kind.inward, source), call.now)
    return Reply()


@answers("createOrUpdateRemoteIssueLink")
def add_remote_link(call: Call) -> Reply:
    """Link an issue to an address; one with the same global id is changed."""
    issue, body = call.issue(writes=True), call.body
    address = urlsplit(body["object"]["url"])
    if address.scheme not in ("http", "https") or not address.netloc:
        raise of_fields({"url": "The url is not a valid address."})
    if not body["object"]["title"].strip():
        raise of_fields({"title": "'title' is required."})
    global_id = body.get("globalId") or ""
    if len(global_id) > _LONGEST_GLOBAL_ID:
        raise of_fields({"globalId": "'globalId' is too long."})
    known = next((each for each in issue.remote_links if each.global_id == global_id), None)
    call.world.touch(issue, call.now)
    if known is not None and global_id:
        known.object, known.relationship = body["object"], body.get("relationship", "")
        return Reply(_reference(call, issue, known), 200)
    number = int(call.world.new_id())
    made = RemoteLink(number, global_id, body["object"], body.get("relationship", ""))
    issue.remote_links.append(made)
    return Reply(_reference(call, issue, made), 201)


def _reference(call: Call, issue: Issue, link: RemoteLink) -> dict[str, object]:
    address = f"{call.shapes.api}/issue/{issue.key}/remotelink/{link.id}"
    return {"id": link.id, "self": address}


def _kind(call: Call) -> LinkType:
    asked = call.body["type"]
    for each in call.world.link_types.values():
        is_meant = asked.get("id", each.id) == each.id and asked.get("name", each.name) == each.name
        if is_meant and asked.keys() & {"id", "name"}:
            return each
    raise Problem(404, f"No issue link type with name '{asked.get('name', '')}' found.")


def _end(call: Call, name: str) -> Issue:
    asked = call.body[name]
    said = asked.get("key", asked.get("id", ""))
    found = call.world.issue(said)
    if found is None:
        raise Problem(404, "Issue does not exist or you do not have permission to see it.")
    call.require_writable(call.world.projects[found.project])
    return found


def _new_link(words: str, other: Issue) -> Change:
    return Change("Link", None, None, other.key, f"This issue {words} {other.key}")


def _lost_link(words: str, other: Issue) -> Change:
    return Change("Link", other.key, f"This issue {words} {other.key}", None, None)
