"""What a new or changed message says: text, blocks or Markdown, each with its limits."""

import json
from dataclasses import dataclass

from aegis_cli.sandbox.slack.call import Call
from aegis_cli.sandbox.slack.errors import Problem

LONGEST = 40_000
"""Characters of a text; what is longer is cut off where a message is posted."""
LONGEST_EDIT = 4_000
_LONGEST_MARKDOWN = 12_000
_MOST_BLOCKS = 50
_MOST_ATTACHMENTS = 100


@dataclass(frozen=True, slots=True)
class Said:
    """What a message says."""

    text: str
    blocks: str
    resolves_names: bool
    """Whether `@name` in plain text rings too."""


def text_of(call: Call, *, longest: int, cuts: bool = False) -> Said:
    """Return what a message is to say, or refuse it; `cuts` it off where it is too long."""
    args = call.args
    markdown, text = args.get("markdown_text", ""), args.get("text", "")
    blocks = _list(call, "blocks", most=_MOST_BLOCKS)
    attachments = _list(call, "attachments", most=_MOST_ATTACHMENTS)
    if markdown and (text or blocks):
        raise Problem("markdown_text_conflict")
    if not (markdown or text.strip() or blocks or attachments):
        raise Problem("no_text")
    if len(markdown) > _LONGEST_MARKDOWN or (len(text) > longest and not cuts):
        raise Problem("msg_too_long" if "msg_too_long" in call.method.errors else "no_text")
    if len(text) > longest:
        text = text[:longest]
        call.warnings.append("message_truncated")
    names = args.get("link_names") in (True, "true", "1") or args.get("parse") == "full"
    return Said(markdown or text, blocks, names)


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
