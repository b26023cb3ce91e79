"""What a write changes is told in few words, in whatever form others wrote it."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from aegis_cli.actions.provider.performed import FieldChange
from aegis_cli.adapters.render.changes import in_brief, is_text, lines_of, value_of
from tests.helpers.rows import for_each


def change(before: Any, after: Any) -> FieldChange:
    return FieldChange("body", before, after, is_same=False)


@for_each(
    ("words", "value"),
    [
        ("bug", "bug"),
        ("#d73a4a", "#d73a4a"),
        ("feature/x", "feature/x"),
        ('"help wanted"', "help wanted"),
        ('"a → b"', "a → b"),
        ('"a, b"', "a, b"),
        ('"say \\"no\\""', 'say "no"'),
        ('"(none)"', "(none)"),
        ('"\\x1b[2J"', "\x1b[2J"),
        ('"- x"', "- x"),
        ("(none)", None),
        ("(none)", ""),
        ("(none)", []),
        ("yes", True),
        ("no", False),
        ("2", 2),
        ("bug, (none)", ["bug", ""]),
        ('bug, "help wanted"', ["bug", "help wanted"]),
        ("2,048 bytes that are no text", {"bytes": 2048}),
        ("0 bytes that are no text", {"bytes": None}),
    ],
)
def test_a_value_is_quoted_where_it_could_be_taken_for_something_else(
    words: str, value: Any
) -> None:
    assert words == value_of(value)


def test_a_list_of_many_is_cut() -> None:
    assert value_of([str(number) for number in range(25)]).endswith("18, 19, and 5 more")


@for_each(
    ("lines", "before", "after"),
    [
        (["-old", "+new"], "old", "new"),
        ([" a", "-b", "+c", " d"], "x\na\nb\nd\ny", "x\na\nc\nd\ny"),
        (["+new"], "", "new"),
        (["-old"], "old", ""),
        (["+a", "+b"], None, "a\nb"),
        ([" a", "+b"], "a", "a\nb"),
        (["-- x", "+- y"], "- x", "- y"),
        (["--- x", "+++ y"], "-- x", "++ y"),
        (["-@@ -1 +1 @@", "+@@ x"], "@@ -1 +1 @@", "@@ x"),
        (["-- a", "--- b", "++ a"], "- a\n-- b", "+ a"),
        (["only line ends change"], "a\r\nb", "a\nb"),
        ([" a", "-b", "-c", "+d"], "a\nb\r\nc", "a\nd"),
    ],
)
def test_a_text_is_told_by_the_lines_that_go_and_those_that_come(
    lines: list[str], before: str | None, after: str
) -> None:
    assert lines == [*lines_of(change(before, after))]


def test_of_a_large_text_the_first_lines_are_told_and_how_many_more() -> None:
    before = "\n".join(f"{number} of the lines" for number in range(60_000))

    lines = [*lines_of(change(before, "short\ntext"))]

    assert (25, "… 59,978 more lines: 59,976 go, 2 come") == (len(lines), lines[-1])


def test_a_long_line_is_cut() -> None:
    (line,) = lines_of(change(None, "a" * 1_000_000))

    assert (201, "…") == (len(line), line[-1])


@for_each(
    ("lines", "before", "after"),
    [
        (
            [f"-…{'x' * 196}old", f"+…{'x' * 196}new"],
            f"{'x' * 500}old",
            f"{'x' * 500}new",
        ),
        (
            [f"-…{'x' * 40}1{'y' * 158}…", f"+…{'x' * 40}2{'y' * 158}…"],
            f"{'x' * 500}1{'y' * 500}",
            f"{'x' * 500}2{'y' * 500}",
        ),
        ([" a", f"+{'b' * 199}…", " c"], "a\nc", f"a\n{'b' * 300}\nc"),
        ([f" {'a' * 199}…", f"+{'a' * 199}…"], "a" * 300, f"{'a' * 300}\n{'a' * 299}b"),
    ],
)
def test_a_long_line_begins_where_it_differs(
    lines: list[str], before: str | None, after: str
) -> None:
    assert lines == [*lines_of(change(before, after))]


def test_texts_that_differ_in_many_lines_are_not_compared_line_by_line() -> None:
    before = "\n".join("ab"[number % 2] for number in range(1_000))
    after = "\n".join("xy"[number % 3 % 2] for number in range(1_000))

    lines = [*lines_of(change(before, after))]

    assert {"-a", "-b"} == {*lines[:-1]}
    assert lines[-1].startswith("… 1,976 more lines: 976 go, 1,000 come")


@given(st.text(), st.text())
def test_what_goes_and_what_comes_is_what_differs(before: str, after: str) -> None:
    lines = [*lines_of(change(before, after))]

    assert all(line[:1] in {"-", "+", " ", "…"} or "line ends" in line for line in lines)


@for_each(
    ("words", "before", "after"),
    [
        ("body: open → closed", "open", "closed"),
        ("body: 3 → 70 characters", "a\nb", "x" * 70),
        ("body: 0 → 3 characters", None, "a\nb"),
        ("body: bug → (none)", ["bug"], []),
    ],
)
def test_a_change_is_told_in_a_line_for_a_log(words: str, before: Any, after: Any) -> None:
    assert words == in_brief(change(before, after))


def test_what_is_no_text_is_not_compared_line_by_line() -> None:
    assert not is_text(change({"bytes": 7}, "a\nb"))
    assert not is_text(change(None, ["a\nb"]))
    assert is_text(change(None, "a\nb"))
