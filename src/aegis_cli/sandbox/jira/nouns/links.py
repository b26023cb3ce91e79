"""Links between issues, and from an issue to an address elsewhere."""

from urllib.parse import urlsplit

from aegis_cli.sandbox.jira.call import Call, Reply, answers
from aegis_cli.sandbox.jira.errors import Problem, no_issue, of_fields
from aegis_cli.sandbox.jira.history import item_of, note
from aegis_cli.sandbox.jira.nouns.comments import new_comment, text_alone
from aegis_cli.sandbox.jira.world import Issue, Link, LinkType, RemoteLink

_LONGEST_GLOBAL_ID = 255


@answers("getIssueLinkTypes")
def list_types(call: Call) -> Reply:
    """List how issues can be related."""
    return Reply({"issueLinkTypes": [*map(call.shapes.write, call.world.link_types.values())]})


@answers("linkIssues")
def add_link(call: Call) -> Reply:
    """Link two issues: the inward one says `outward` of the other, as in "blocks"."""
    world, body = call.world, call.body
    kind = _kind(call)
    source, target = _end(call, "inwardIssue"), _end(call, "outwardIssue")
    if source is target:
        raise Problem(400, "You cannot link an issue to itself.")
    comment = text_alone(body["comment"]) if body.get("comment") is not None else None
    if any(
        (each.type, each.source, each.target) == (kind, source, target)
        for each in world.links.values()
    ):
        return Reply()  # there is no second link of one kind
    link = Link(world.new_id(), kind, source, target)
    world.links[link.id] = link
    for one, words, other in _both_ends(link):
        note(world, one, item_of("Link", None, None, other.key, words), call.now)
    if comment is not None:
        source.comments.append(new_comment(call, comment))
    return Reply()


@answers("deleteIssueLink")
def remove_link(call: Call) -> Reply:
    """Take a link away."""
    world = call.world
    link = world.links.get(call.path["linkId"])
    if link is None or not (link.source.is_seen and link.target.is_seen):
        raise Problem(404, f"No issue link with id '{call.path['linkId']}' exists.")
    for each in (link.source, link.target):
        call.require_writable(each.project)
    del world.links[link.id]
    for one, words, other in _both_ends(link):
        note(world, one, item_of("Link", other.key, words, None, None), call.now)
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
    found = call.world.issue(asked.get("key", asked.get("id", "")))
    if found is None:
        raise no_issue()
    call.require_writable(found.project)
    return found


def _both_ends(link: Link) -> tuple[tuple[Issue, str, Issue], ...]:
    """Return each end of a link with how it says what the other one is to it."""
    source, target, kind = link.source, link.target, link.type
    return (
        (source, f"This issue {kind.outward} {target.key}", target),
        (target, f"This issue {kind.inward} {source.key}", source),
    )
