"""Text from and to the Atlassian Document Format, in which Jira keeps long texts; pure.

A text is sent as it was typed: of it become paragraphs (between blank lines), line breaks, lists
(of which each line begins with `- `) and code (between lines of three backticks), and nothing else.
No bold, no link and no mention comes out of a text, for no text node has a mark.
`text_of(document_of(text))` is the text itself.
A document that comes from Jira is anybody's: whatever it holds, its text is bounded.
Source: the JSON Schema of the format, @atlaskit/adf-schema.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

from aegis_cli.core.text import excerpt

_BETWEEN = "\n\n"
_LINE_END = re.compile(r"\r\n?")
_FENCE = "```"
_CODE = re.compile(
    r"```(?P<language>[A-Za-z0-9+#_-]{0,20})\n(?P<code>.+?)\n```(?=\n\n|\Z)", re.DOTALL
)
_ITEM = "- "
_DEEPEST = 40
_MOST_NODES = 20_000
_LONGEST = 100_000
_CUT = "\n[the rest is left out]"


def document_of(text: str) -> dict[str, Any]:
    """Return the document of a text; of an empty one it is empty."""
    return {"version": 1, "type": "doc", "content": [*_blocks(_LINE_END.sub("\n", text))]}


def _blocks(text: str) -> Iterator[dict[str, Any]]:
    """Yield the block of each part; only code may have a blank line in it."""
    at = 0
    while text and at <= len(text):
        code = _CODE.match(text, at)
        if code:
            end = code.end()
            yield _code(code["code"], code["language"])
        else:
            found = text.find(_BETWEEN, at)
            end = len(text) if found < 0 else found
            yield _block(text[at:end].split("\n"))
        if end == len(text):
            return
        at = end + len(_BETWEEN)


def _block(lines: list[str]) -> dict[str, Any]:
    if all(line.startswith(_ITEM) and line != _ITEM for line in lines):
        items = (_paragraph([line.removeprefix(_ITEM)]) for line in lines)
        listed = [{"type": "listItem", "content": [item]} for item in items]
        return {"type": "bulletList", "content": listed}
    return _paragraph(lines)


def _paragraph(lines: list[str]) -> dict[str, Any]:
    content: list[dict[str, Any]] = []
    for at, line in enumerate(lines):
        content += [{"type": "hardBreak"}] if at else []
        content += [{"type": "text", "text": line}] if line else []
    return {"type": "paragraph", "content": content}


def _code(code: str, language: str) -> dict[str, Any]:
    attributes = {"attrs": {"language": language}} if language else {}
    return {"type": "codeBlock", **attributes, "content": [{"type": "text", "text": code}]}


def text_of(document: Any) -> str:
    """Return the text of what should be a document; a plain text is one too, and null is none."""
    if isinstance(document, str):
        return _cut(document)
    if not isinstance(document, Mapping):
        return ""
    reading = _Reading()
    text = reading.blocks(document, 0)
    return _cut(text, leaves_out=reading.leaves_out)


def _cut(text: str, *, leaves_out: bool = False) -> str:
    is_whole = len(text) <= _LONGEST and not leaves_out
    return text if is_whole else text[:_LONGEST] + _CUT


class _Reading:
    """Reads one document, so many nodes of it and so deep."""

    def __init__(self) -> None:
        self._left = _MOST_NODES
        self.leaves_out = False
        """Whether there was more, or deeper, than is read."""

    def blocks(self, node: Mapping[str, Any], depth: int, between: str = _BETWEEN) -> str:
        """Return the text of what is in a node; inline nodes side by side are one block."""
        parts: list[str] = []
        for is_inline, group in groupby(self._children(node, depth), _is_inline):
            texts = [self._text(child, depth + 1) for child in group]
            parts += ["".join(texts)] if is_inline else texts
        return between.join(parts)

    def _children(self, node: Mapping[str, Any], depth: int) -> Iterator[Mapping[str, Any]]:
        content = node.get("content")
        for child in content if isinstance(content, list) else ():
            self._left -= 1
            if self._left < 0 or depth >= _DEEPEST:
                self.leaves_out = True
                return
            if isinstance(child, Mapping):
                yield child

    def _text(self, node: Mapping[str, Any], depth: int) -> str:
        kind = _kind(node)
        said = _INLINE[kind](node) if kind in _INLINE else ""
        if said or kind in {"paragraph", "text"}:
            return said or self.blocks(node, depth)
        if kind in {"bulletList", "orderedList", "taskList", "decisionList"}:
            return self._list(node, depth, is_numbered=kind == "orderedList")
        if kind == "codeBlock":
            language = _attribute(node, "language")
            return f"{_FENCE}{language}\n{self.blocks(node, depth)}\n{_FENCE}"
        if kind in _BEFORE:
            return _BEFORE[kind] + self.blocks(node, depth, "\n")
        if kind == "tableRow":
            return self.blocks(node, depth, " | ")
        inside = self.blocks(node, depth, "\n" if kind == "table" else _BETWEEN)
        return inside or f"[{excerpt(kind, 30)}]"

    def _list(self, node: Mapping[str, Any], depth: int, *, is_numbered: bool) -> str:
        items: list[str] = []
        for number, item in enumerate(self._children(node, depth), 1):
            mark = f"{number}. " if is_numbered else _ITEM
            lines = self.blocks(item, depth + 1, "\n").split("\n")
            items.append(mark + f"\n{' ' * len(mark)}".join(lines))
        return "\n".join(items)


def _attribute(node: Mapping[str, Any], *names: str) -> str:
    """Return the first of these attributes that is a text; "" if none is."""
    attributes = node.get("attrs")
    values = (attributes.get(name) for name in names) if isinstance(attributes, Mapping) else ()
    return next((value for value in values if isinstance(value, str)), "")


def _text_with_link(node: Mapping[str, Any]) -> str:
    """Return the text of a text node, and behind it where it leads if it does not say that."""
    text, marks = node.get("text"), node.get("marks")
    if not isinstance(text, str):
        return ""
    of_marks = marks if isinstance(marks, list) else ()
    links = (each for each in of_marks if isinstance(each, Mapping) and _kind(each) == "link")
    address = next((_attribute(each, "href") for each in links), "")
    return f"{text} ({address})" if address not in {"", text} else text


def _day(node: Mapping[str, Any]) -> str:
    """Return the day of a date node, whose time is in milliseconds."""
    try:
        moment = datetime.fromtimestamp(int(_attribute(node, "timestamp")) / 1_000, UTC)
    except (ValueError, OverflowError, OSError):
        return ""
    return f"{moment:%Y-%m-%d}"


_INLINE: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "text": _text_with_link,
    "hardBreak": lambda _node: "\n",
    "mention": lambda node: _attribute(node, "text", "id"),
    "emoji": lambda node: _attribute(node, "text", "shortName"),
    "inlineCard": lambda node: _attribute(node, "url"),
    "status": lambda node: _attribute(node, "text"),
    "date": _day,
    "placeholder": lambda node: _attribute(node, "text"),
    "mediaInline": lambda node: _attribute(node, "alt"),
}
"""What stands within a line, with its text."""
_BEFORE = {"heading": "# ", "blockquote": "> "}


def _is_inline(node: Mapping[str, Any]) -> bool:
    return _kind(node) in _INLINE


def _kind(node: Mapping[str, Any]) -> str:
    kind = node.get("type")
    return kind if isinstance(kind, str) else "?"
