"""The files at issues: what each holds is noise, the same for a name."""

from aegis_cli.sandbox.jira.call import Call, Reply, answers
from aegis_cli.sandbox.jira.errors import Problem, not_written
from aegis_cli.sandbox.storage import noise


@answers("getAttachmentContent")
def content(call: Call) -> Reply:
    """Send a file itself; a redirect to it is asked for by nobody."""
    if call.query["redirect"]:
        raise not_written("a redirect to an attachment")
    attached = (each for issue in call.world.visible() for each in issue.attachments)
    found = next((each for each in attached if each.id == call.path["id"]), None)
    if found is None:
        raise Problem(404, f"The attachment with id '{call.path['id']}' does not exist")
    return Reply(b"".join(noise(found.filename, found.size).pieces()))
