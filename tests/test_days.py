"""A day that is sent to a process with a real clock is made from now: a literal one will be past."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.helpers import examples

TESTS = Path(__file__).parent
DAY = re.compile(r"\b20\d\d-[01]\d-[0-3]\d(?!-)")
SENDS = {"run", "run_in_one", "terminal", "type", "typed", "wrapped"}
"""How the tests of real processes give them words."""


def sent(source: str) -> Iterator[tuple[int, str]]:
    """Yield the literal texts of a test that a process with a real clock is given, with their lines."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.keyword) and node.arg == "said":
            yield from _texts(node.value)
        elif isinstance(node, ast.Call) and "enable_socket" in source:
            called = node.func
            if isinstance(called, ast.Attribute | ast.Name):
                name = called.attr if isinstance(called, ast.Attribute) else called.id
                yield from _texts(*node.args, *node.keywords) if name in SENDS else ()


def _texts(*parts: ast.AST) -> Iterator[tuple[int, str]]:
    for part in parts:
        for node in ast.walk(part):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.lineno, node.value


def test_a_day_for_a_process_with_a_real_clock_is_made_from_now() -> None:
    literal = [
        f"{path.relative_to(TESTS.parent)}:{line}: {text!r} has a literal day; "
        "make it with tests.helpers.days.day_in"
        for path in sorted(TESTS.rglob("*.py"))
        for line, text in sent(path.read_text(encoding="utf-8"))
        if DAY.search(text)
    ]

    assert [] == literal


def test_no_command_of_a_page_or_a_help_has_a_day_that_will_be_past() -> None:
    pages = [*examples.ROOT.glob("*.md"), *examples.ROOT.glob("docs/**/*.md")]
    shown = [line for page in pages for line in examples.of_page(page.read_text("utf-8"))]
    shown += [
        line
        for page in examples.HELPS.glob("*")
        for line in examples.of_help(page.read_text("utf-8"))
    ]

    assert [] == [line for line in shown if DAY.search(line)]


def test_the_rule_sees_what_it_forbids() -> None:
    planted = "enable_socket; at.run('ask', 'due on 2027-03-31'); Case(said=f'at 2027-03-31 {x}')"

    assert 2 == len([text for _, text in sent(planted) if DAY.search(text)])
    assert [] == [*sent("at.run('ask', 'due on 2027-03-31')")]
