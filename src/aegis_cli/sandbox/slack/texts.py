"""What a new or changed message says: text, blocks or Markdown, each with its limits."""

import json

from aegis_cli.sandbox.slack.call import Call
from aegis_cli.sandbox.slack.errors import Problem, refuse
from aegis_cli.sandbox.slack.world import Message

_LONGEST = 40_000
"""Characters of a text; what is longer is cut off where a message is posted."""
LONGEST_EDIT = 4_000
_LONGEST_MARKDOWN = 12_000
_MOST_BLOCKS = 50
_MOST_ATTACHMENTS = 100


def message_of(call: Call, *, longest: int = _LONGEST, cuts: bool = False) -> Message:
    """Return the message that a call sends, or refuse it; `cuts` it off where it is too long."""
    args = call.args
    markdown, text = args.get("markdown_text", ""), args.get("text", "")
    blocks = _list(call, "blocks", most=_MOST_BLOCKS)
    attachments = _list(call, "attachments", most=_MOST_ATTACHMENTS)
    refuse(
        markdown_text_conflict=markdown and (text or blocks),
        no_text=not (markdown or text.strip() or blocks or attachments),
    )
    if len(markdown) > _LONGEST_MARKDOWN or (len(text) > longest and not cuts):
        raise Problem("msg_too_long" if "msg_too_long" in call.method.errors else "no_text")
    if len(text) > longest:
        text = text[:longest]
        call.warnings.append("message_truncated")
    return Message(
        user=call.world.me,
        text=markdown or text,
        blocks=blocks,
        resolves_names=args.get("link_names") in (True, "true", "1") or args.get("parse") == "full",
        is_broadcast=args.get("reply_broadcast", False),
    )


def _list(call: Call, name: str, *, most: int) -> str:
    """Return a list of blocks or attachments as JSON text; "" for none."""
    written = call.args.get(name, "")
    if not written:
        return ""
    try:
        things = json.loads(written)
    except ValueError:
        things = None
    is_list = isinstance(things, list) and all(isinstance(each, dict) for each in things)
    if not is_list:
        raise Problem("invalid_blocks_format" if name == "blocks" else "no_text")
    if len(things) > most or not all("type" in each or name != "blocks" for each in things):
        raise Problem("invalid_blocks" if name == "blocks" else "too_many_attachments")
    return json.dumps(things) if things else ""
