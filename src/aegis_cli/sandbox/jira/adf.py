"""Documents in Atlassian's format: whether a value is one, and the words of one.

`adf.json` is an excerpt of Atlassian's JSON Schema (npm @atlaskit/adf-schema): the nodes that an
issue or a comment without files, panels and tables has. That no mark is there twice, ProseMirror
adds, on which Atlassian's editor stands.
"""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from aegis_cli.sandbox.engine.schemas import Schemas

_FILE = Path(__file__).with_suffix(".json")
_INLINE = frozenset({"text", "hardBreak", "mention"})
_DEEPEST = 100
"""Objects and lists within each other: two for each node."""


@cache
def _nodes() -> dict[str, Any]:
    nodes: dict[str, Any] = json.loads(_FILE.read_bytes())
    return nodes


_SCHEMAS = Schemas(lambda name: _nodes()[name])


def is_document(value: Any) -> bool:
    """Return whether a value is a document, and all in it too."""
    return _depth_of(value) <= _DEEPEST and not any(_SCHEMAS.problems({"$ref": "doc"}, value))


def _depth_of(value: Any) -> int:
    within = value.values() if isinstance(value, dict) else value
    return 1 + max(map(_depth_of, within), default=0) if isinstance(value, dict | list) else 0


def words(document: dict[str, Any] | None) -> str:
    """Return the text of a document, a line for each block."""
    return "\n".join(_lines(document)) if document else ""


def mentions(document: dict[str, Any] | None) -> list[str]:
    """Return the account ids of those whom a document mentions, and so tells of it."""
    if not document:
        return []
    own = [document["attrs"]["id"]] if document["type"] == "mention" else []
    inner = [each for node in document.get("content", ()) for each in mentions(node)]
    return own + inner


def _lines(node: dict[str, Any]) -> Iterator[str]:
    children = node.get("content", [])
    if any(each["type"] in _INLINE for each in children):
        yield "".join(_inline(each) for each in children)
    else:
        for each in children:
            yield from _lines(each)


def _inline(node: dict[str, Any]) -> str:
    match node["type"]:
        case "text":
            return str(node["text"])
        case "mention":
            return str(node["attrs"].get("text", node["attrs"]["id"]))
        case _:
            return "\n"


def paragraphs(*texts: str) -> dict[str, Any]:
    """Return a document of paragraphs."""
    content = [{"type": "paragraph", "content": [{"type": "text", "text": text}]} for text in texts]
    return {"version": 1, "type": "doc", "content": content}
