"""Files: an address is given, the bytes come there, and then the file is shared.

Source: docs.slack.dev/messaging/working-with-files, "Uploading files".
"""

from typing import Any

from aegis_cli.sandbox.slack.call import Call, answers
from aegis_cli.sandbox.slack.errors import Problem, refuse
from aegis_cli.sandbox.slack.posting import post
from aegis_cli.sandbox.slack.world import Message, StoredFile


@answers("files.getUploadURLExternal")
def give_address(call: Call) -> dict[str, Any]:
    """Give an address for the bytes of a file, which whoever has it may use once."""
    refuse(missing_argument=call.args["length"] < 1)
    file = StoredFile(call.world.new_id("F"), call.args["filename"], call.args["length"])
    call.world.files[file.id] = file
    return {"upload_url": f"{call.origin}/upload/v1/{file.ticket}", "file_id": file.id}


@answers("files.completeUploadExternal")
def share(call: Call) -> dict[str, Any]:
    """Share files whose bytes have come; others are not found."""
    world = call.world
    files = [world.files.get(each.get("id", "")) for each in call.args["files"]]
    if not files or not all(each and each.sha256 for each in files):
        raise Problem("file_not_found")
    channel = world.channels.get(call.args.get("channel_id", ""))
    if channel is None or not world.sees(channel):
        raise Problem("channel_not_found")
    refuse(
        posting_to_channel_denied=channel.is_archived,
        not_in_channel=world.me not in channel.members,
    )
    shared = [
        {"id": each.id, "title": told.get("title") or each.name}
        for each, told in zip(filter(None, files), call.args["files"], strict=True)
    ]
    message = Message(user=world.me, text=call.args.get("initial_comment", ""), files=shared)
    post(world, channel, message, call.now)
    return {"files": shared}
