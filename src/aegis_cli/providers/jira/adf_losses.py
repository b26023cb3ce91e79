"""What a document of Atlassian's format holds beside its text, and would lose to a text; pure.

A text replaces the whole document, so that pictures, mentions and tables in it are gone.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from aegis_cli.core.text import excerpt

_TEXT = frozenset({"doc", "paragraph", "text", "hardBreak", "bulletList", "listItem", "codeBlock"})
"""The nodes that a text becomes."""
_WITHIN = frozenset(
    {"mediaSingle", "mediaGroup", "tableRow", "tableHeader", "tableCell", "caption"}
)
"""Nodes that are a part of one that is counted."""
_WORDS = {
    "media": ("picture or file", "pictures or files"),
    "mediaInline": ("picture or file", "pictures or files"),
    "mention": ("mention", "mentions"),
    "table": ("table", "tables"),
    "link": ("link", "links"),
    "inlineCard": ("link", "links"),
    "blockCard": ("link", "links"),
    "embedCard": ("link", "links"),
    "heading": ("heading", "headings"),
    "orderedList": ("numbered list", "numbered lists"),
    "taskList": ("list of tasks", "lists of tasks"),
    "decisionList": ("list of decisions", "lists of decisions"),
    "panel": ("panel", "panels"),
    "expand": ("section that opens", "sections that open"),
    "nestedExpand": ("section that opens", "sections that open"),
    "extension": ("macro", "macros"),
    "bodiedExtension": ("macro", "macros"),
    "inlineExtension": ("macro", "macros"),
}
"""What people call a node or a mark, of one and of several."""
_PARTS = frozenset({"taskItem", "decisionItem"})
_FORMATS = frozenset({"strong", "em", "underline", "strike", "code", "textColor", "subsup"})
_FORMATTED = ("formatted text", "formatted texts")
_MOST_NODES, _DEEPEST, _MOST_KINDS = 20_000, 40, 12


def beside_text(document: Any) -> list[str]:
    """Return what a document holds beside its text, such as `2 pictures or files`."""
    counts: Counter[tuple[str, str]] = Counter()
    for at, kind in enumerate(_kinds(document, 0)):
        if at >= _MOST_NODES:
            counts["further thing", "further things"] += 1
            break
        if kind not in _TEXT | _WITHIN | _PARTS:
            counts[_words_of(kind)] += 1
    return [f"{n} {one if n == 1 else several}" for (one, several), n in counts.items()][
        :_MOST_KINDS
    ]


def _words_of(kind: str) -> tuple[str, str]:
    if kind in _FORMATS:
        return _FORMATTED
    return _WORDS.get(kind, (excerpt(kind, 30), excerpt(kind, 30)))


def _kinds(node: Any, depth: int) -> Iterator[str]:
    """Yield the kind of each node and mark in a node, so deep."""
    if not isinstance(node, Mapping):
        return
    kind = node.get("type")
    yield kind if isinstance(kind, str) else "?"
    marks = node.get("marks")
    for mark in marks if isinstance(marks, list) else ():
        yield from _kinds({"type": mark.get("type")} if isinstance(mark, Mapping) else {}, depth)
    content = node.get("content")
    children = content if isinstance(content, list) else ()
    if depth >= _DEEPEST and children:
        yield "deeper part"
        return
    for child in children:
        yield from _kinds(child, depth + 1)
