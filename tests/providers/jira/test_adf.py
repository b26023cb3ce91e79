"""Every text becomes a valid document without marks, and every document a bounded text."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft4Validator  # type: ignore[import-untyped]  # it has no types

from aegis_cli.providers.jira.adf import document_of, text_of
from tests.helpers.rows import for_each
from tests.providers.jira.hostile import HOSTILE

SCHEMA = Path(__file__).parents[2] / "data" / "adf_excerpt.json"
VALID = Draft4Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))
TEXTS = st.text(st.characters(codec="utf-8"))
MARKED = st.lists(
    st.sampled_from(["- a", "- ", "-", "```", "```py", "", "", " ", "x", "*b*", "[a](b)", "@ada"])
).map("\n".join)
"""Texts full of what begins or ends a list or code."""


def types_in(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        yield node["type"]
        for child in node.get("content", ()):
            yield from types_in(child)


def paragraph(*lines: str) -> dict[str, Any]:
    content: list[dict[str, Any]] = []
    for at, line in enumerate(lines):
        content += [{"type": "hardBreak"}] if at else []
        content += [{"type": "text", "text": line}] if line else []
    return {"type": "paragraph", "content": content}


@for_each(
    ("text", "blocks"),
    [
        ("", []),
        ("one", [paragraph("one")]),
        ("one\ntwo", [paragraph("one", "two")]),
        ("one\r\ntwo\rthree", [paragraph("one", "two", "three")]),
        ("one\n\ntwo", [paragraph("one"), paragraph("two")]),
        ("\n", [paragraph("", "")]),
        (
            "**bold** _it_ [a](https://x.example) @ada",
            [paragraph("**bold** _it_ [a](https://x.example) @ada")],
        ),
        (
            "- a\n- b",
            [
                {
                    "type": "bulletList",
                    "content": [
                        {"type": "listItem", "content": [paragraph("a")]},
                        {"type": "listItem", "content": [paragraph("b")]},
                    ],
                }
            ],
        ),
        ("- a\nb", [paragraph("- a", "b")]),
        ("- ", [paragraph("- ")]),
        (
            "```py\nx = 1\n\ny = 2\n```\n\nend",
            [
                {
                    "type": "codeBlock",
                    "attrs": {"language": "py"},
                    "content": [{"type": "text", "text": "x = 1\n\ny = 2"}],
                },
                paragraph("end"),
            ],
        ),
        ("```\n\n```", [paragraph("```"), paragraph("```")]),
        ("```\nnever closed", [paragraph("```", "never closed")]),
    ],
)
def test_a_text_becomes_paragraphs_breaks_lists_and_code(
    text: str, blocks: list[dict[str, Any]]
) -> None:
    assert blocks == document_of(text)["content"]


@given(TEXTS | MARKED)
def test_every_text_is_a_valid_document_without_marks_whose_text_it_is(text: str) -> None:
    document = document_of(text)

    VALID.validate(document)  # the excerpt has no mark at all
    assert text.replace("\r\n", "\n").replace("\r", "\n") == text_of(document)


@for_each("text", HOSTILE)
def test_a_hostile_text_is_text(text: str) -> None:
    document = document_of(text)

    VALID.validate(document)
    assert {*types_in(document)} <= {
        *("doc", "paragraph", "text", "hardBreak", "bulletList", "listItem", "codeBlock")
    }


def doc(*blocks: Any) -> dict[str, Any]:
    return {"version": 1, "type": "doc", "content": [*blocks]}


def said(text: str, **more: Any) -> dict[str, Any]:
    return {"type": "text", "text": text, **more}


def node(kind: str, *content: Any, **attributes: Any) -> dict[str, Any]:
    return {"type": kind, "attrs": attributes, "content": [*content]}


@for_each(
    ("document", "text"),
    [
        (None, ""),
        (7, ""),
        ([], ""),
        ("plain", "plain"),
        ({}, ""),
        (doc(), ""),
        (doc(node("heading", said("Steps"), level=2)), "# Steps"),
        (
            doc(node("orderedList", *(node("listItem", node("paragraph", said(x))) for x in "ab"))),
            "1. a\n2. b",
        ),
        (
            doc(
                node(
                    "paragraph",
                    said("Hi "),
                    {"type": "mention", "attrs": {"id": "1", "text": "@Ada"}},
                    {"type": "emoji", "attrs": {"shortName": ":wave:"}},
                    {"type": "hardBreak"},
                    {"type": "inlineCard", "attrs": {"url": "https://acme.example/x"}},
                )
            ),
            "Hi @Ada:wave:\nhttps://acme.example/x",
        ),
        (
            doc(
                node(
                    "paragraph",
                    said(
                        "here", marks=[{"type": "link", "attrs": {"href": "https://evil.example"}}]
                    ),
                )
            ),
            "here (https://evil.example)",
        ),
        (doc(node("paragraph", said("b", marks=[{"type": "strong"}, 7, None]))), "b"),
        (doc(node("blockquote", node("paragraph", said("q")))), "> q"),
        (
            doc(
                node(
                    "table",
                    *(
                        node(
                            "tableRow",
                            *(node("tableCell", node("paragraph", said(x))) for x in "ab"),
                        )
                        for _ in "12"
                    ),
                )
            ),
            "a | b\na | b",
        ),
        (doc(node("mediaSingle", {"type": "media", "attrs": {"id": "x"}})), "[media]"),
        (doc({"type": "rule"}), "[rule]"),
        (doc(node("panel", node("paragraph", said("note")))), "note"),
        (doc({"type": "date", "attrs": {"timestamp": "1764547200000"}}), "2025-12-01"),
        (doc({"type": "date", "attrs": {"timestamp": "9" * 40}}), "[date]"),
        # What no schema allows.
        (doc({"type": "text"}, {"type": "text", "text": 7}, said("x")), "x"),
        (doc({"type": ["text"]}, {"content": "x"}, {"type": {}}), "[?]\n\n[?]\n\n[?]"),
        ({"type": "doc", "content": {"type": "text"}}, ""),
        (doc(node("\x1b[31m" + "x" * 99)), "[\\x1b[31m" + "x" * 22 + "…]"),
    ],
)
def test_the_text_of_a_document_is_what_people_read(document: Any, text: str) -> None:
    assert text == text_of(document)


def test_a_document_that_is_deep_or_large_is_cut() -> None:
    deep: dict[str, Any] = said("bottom")
    for _ in range(5_000):
        deep = {"type": "panel", "content": [deep]}
    wide = doc(*(node("paragraph", said("x" * 50)) for _ in range(30_000)))

    assert "bottom" not in text_of(doc(deep))
    assert text_of(doc(said("top"), deep)).startswith("top")
    assert text_of(doc(said("top"), deep)).endswith("[the rest is left out]")
    assert text_of(doc(*[said("")] * 30_000)).endswith("[the rest is left out]")
    assert 100_000 < len(text_of(wide)) < 101_000
    assert 100_000 < len(text_of("y" * 200_000)) < 101_000


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["type", "content", "text", "attrs", "marks", "href", "timestamp"]),
            inner | st.sampled_from(["text", "mention", "link", "bulletList", "date", "codeBlock"]),
        )
    ),
    max_leaves=30,
)


@given(JSON)
def test_nothing_that_jira_may_send_breaks_the_reading(document: Any) -> None:
    assert isinstance(text_of(document), str)
