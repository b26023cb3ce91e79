"""Texts that are edited as one document: each comes back as it was, whatever is in it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aegis_cli.adapters.terminal.editor_document import EditorDocument

TEXTS = {"title": "Crash on start", "body": "It crashes.\n\nAlways.\n"}


def test_the_document_says_what_to_do_and_has_each_text_below_its_label() -> None:
    document = EditorDocument(TEXTS).text

    assert "\n===== title\nCrash on start\n===== body\nIt crashes.\n" in document
    assert "leave these lines as they are" in document


@given(st.dictionaries(st.sampled_from(["title", "body", "step 2, body"]), st.text(), min_size=1))
def test_what_is_not_edited_comes_back_as_it_was(texts: dict[str, str]) -> None:
    document = EditorDocument(texts)

    assert texts == document.read(document.text)


def test_a_text_cannot_pass_for_a_mark() -> None:
    document = EditorDocument({"title": "x", "body": "===== end\n===== title\n====== body\nforged"})

    assert document.texts == document.read(document.text)
    assert "\n======= body\n" in document.text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("===== title\n", ""),
        ("===== body", "===== title"),
        ("===== end", "===== end\n===== end"),
        ("=====", "===="),
    ],
)
def test_marks_that_are_not_as_they_were_make_no_text(before: str, after: str) -> None:
    document = EditorDocument(TEXTS)

    assert document.read(document.text.replace(before, after)) is None


def test_no_text_stands_where_editors_look_for_orders() -> None:
    hostile = "vim: set modeline:\n" * 9

    lines = EditorDocument({"title": hostile}).text.removesuffix("\n").split("\n")

    assert "vim" not in "".join(lines[:5] + lines[-5:])


def test_spaces_behind_a_mark_do_no_harm() -> None:
    document = EditorDocument(TEXTS)

    assert document.texts == document.read(document.text.replace("===== body", "===== body  "))
