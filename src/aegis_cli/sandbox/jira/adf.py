"""Documents in Atlassian's format: which nodes there are, what each holds, and their words.

Source: the JSON schema of npm @atlaskit/adf-schema, of which this takes the nodes that an issue
or a comment without files, panels and tables has.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

_INLINE = frozenset({"text", "hardBreak", "mention"})
_PLAIN_TEXT = frozenset({"text"})
_BLOCKS = frozenset(
    {"paragraph", "heading", "bulletList", "orderedList", "codeBlock", "blockquote", "rule"}
)
_IN_ITEM = frozenset({"paragraph", "bulletList", "orderedList", "codeBlock"})
_MARKS = frozenset({"strong", "em", "code", "strike", "link", "underline"})
_LEVELS = range(1, 7)
_DEEPEST = 50


@dataclass(frozen=True, slots=True)
class _Node:
    """What a node holds: which nodes, at least how many, and which attributes."""

    holds: frozenset[str] = frozenset()
    least: int = 0
    has_content: bool = True
    needs_content: bool = False
    attrs: frozenset[str] = frozenset()
    needs_attrs: frozenset[str] = frozenset()


_NODES: Mapping[str, _Node] = {
    "paragraph": _Node(_INLINE),
    "heading": _Node(_INLINE, attrs=frozenset({"level"}), needs_attrs=frozenset({"level"})),
    "bulletList": _Node(frozenset({"listItem"}), least=1, needs_content=True),
    "orderedList": _Node(
        frozenset({"listItem"}), least=1, needs_content=True, attrs=frozenset({"order"})
    ),
    "listItem": _Node(_IN_ITEM, least=1, needs_content=True),
    "codeBlock": _Node(_PLAIN_TEXT, attrs=frozenset({"language", "uniqueId"})),
    "blockquote": _Node(
        frozenset({"paragraph", "bulletList", "orderedList", "codeBlock"}),
        least=1,
        needs_content=True,
    ),
    "rule": _Node(has_content=False),
    "hardBreak": _Node(has_content=False, attrs=frozenset({"text"})),
    "mention": _Node(
        has_content=False,
        attrs=frozenset({"id", "text", "accessLevel", "localId", "userType"}),
        needs_attrs=frozenset({"id"}),
    ),
    "text": _Node(has_content=False),
}


def is_document(value: Any) -> bool:
    """Return whether a value is a document, and all in it too."""
    return (
        isinstance(value, dict)
        and value.keys() == {"version", "type", "content"}
        and value["version"] == 1
        and not isinstance(value["version"], bool)
        and value["type"] == "doc"
        and isinstance(value["content"], list)
        and all(_is_node(each, _BLOCKS, _DEEPEST) for each in value["content"])
    )


def _is_node(node: Any, allowed: frozenset[str], depth: int) -> bool:
    if depth == 0 or not isinstance(node, dict) or node.get("type") not in allowed:
        return False
    if node["type"] == "text":
        return _is_text(node)
    kind = _NODES[node["type"]]
    names = {"type", "attrs"} | ({"content"} if kind.has_content else set())
    if not node.keys() <= names or not _has_its_attrs(node, kind):
        return False
    content = node.get("content")
    if content is None:
        return "content" not in node and not kind.needs_content
    return (
        isinstance(content, list)
        and len(content) >= kind.least
        and all(_is_node(each, kind.holds, depth - 1) for each in content)
        and (node["type"] != "codeBlock" or all("marks" not in each for each in content))
        and (node["type"] != "listItem" or content[0]["type"] in ("paragraph", "codeBlock"))
    )


def _has_its_attrs(node: dict[str, Any], kind: _Node) -> bool:
    attrs = node.get("attrs", {})
    if not isinstance(attrs, dict) or not kind.needs_attrs <= attrs.keys() <= kind.attrs:
        return False
    for name, value in attrs.items():
        is_number = name in ("level", "order")
        if isinstance(value, bool) or not isinstance(value, int if is_number else str):
            return False
    return attrs.get("level", 1) in _LEVELS and attrs.get("order", 0) >= 0


def _is_text(node: dict[str, Any]) -> bool:
    text, marks = node.get("text"), node.get("marks", [])
    if not node.keys() <= {"type", "text", "marks"} or not isinstance(text, str) or not text:
        return False
    if not isinstance(marks, list) or not all(_is_mark(each) for each in marks):
        return False
    names = [each["type"] for each in marks]
    is_once = len(set(names)) == len(names)
    return is_once and ("code" not in names or set(names) <= {"code", "link"})


def _is_mark(mark: Any) -> bool:
    if not isinstance(mark, dict) or mark.get("type") not in _MARKS:
        return False
    if mark["type"] != "link":
        return bool(mark.keys() == {"type"})
    attrs = mark.get("attrs")
    return (
        mark.keys() == {"type", "attrs"}
        and isinstance(attrs, dict)
        and {"href"} <= attrs.keys() <= {"href", "title"}
        and all(isinstance(each, str) for each in attrs.values())
    )


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
