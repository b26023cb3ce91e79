"""A jq expression in its child: what it makes of a document, what it cannot reach, and where it ends."""

import json
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from aegis_cli.adapters.jq.evaluation import LARGEST
from aegis_cli.adapters.jq.line import JqLine, NotInstalled, start_child
from aegis_cli.adapters.process.isolated import entry
from aegis_cli.errors import Code, UsageError
from tests.helpers.rows import for_each, some_of

DOCUMENT = [{"title": "Crash", "number": 1}, {"title": "Ünïcode \x1b[31m", "number": 2}]


def results(expression: str, document: Any = DOCUMENT) -> list[Any]:
    with JqLine(start_child()) as jq:
        jq.take(expression)
        return jq.results(document)


def fault(expression: str) -> str:
    """Return what is said of an expression that fails."""
    with pytest.raises(UsageError) as raised:
        results(expression)
    assert raised.value.code is Code.BAD_USAGE
    return f"{raised.value.message} {raised.value.hint or ''}"


@for_each(
    ("expression", "expected"),
    [
        (".[].title", ["Crash", "Ünïcode \x1b[31m"]),
        (".[] | select(.number > 1) | .number", [2]),
        ("map(.number) | add, length", [3, 2]),
        (".[0] # what comes first\n| {number}", [{"number": 1}]),
        ("def one: .[0]; one | .none", [None]),
        ("empty", []),
        ("nan, 0.5, true", [None, 0.5, True]),
    ],
)
def test_an_expression_makes_results_of_a_document_in_their_order(
    expression: str, expected: list[Any]
) -> None:
    assert expected == results(expression)


def test_an_expression_that_cannot_be_read_is_told_where_before_there_is_a_document() -> None:
    with JqLine(start_child()) as jq, pytest.raises(UsageError) as raised:
        jq.take(".[] | .title |")

    message = "The jq expression cannot be read: syntax error, unexpected end of file"
    assert raised.value.message.startswith(message)
    assert "line 1" in raised.value.message
    assert "compile error" not in raised.value.message


@for_each(
    ("expression", "told"),
    [
        ('import "module" as m {{"search": "{here}"}}; m::found', "`include` cannot be used here"),
        ('include "{here}/module"; found', "`include` cannot be used here"),
        ('import "values" as $v {{"search": "{here}"}}; $v', "`include` cannot be used here"),
        ("found", "found/0 is not defined"),
        ("input", "there is no other input"),
    ],
)
def test_an_expression_reaches_no_variable_no_file_and_no_other_input(
    expression: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "module.jq").write_text('def found: "found";')
    (tmp_path / "values.json").write_text('"found"')
    (tmp_path / ".jq").write_text('def found: "found";')
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("AEGIS_VAULT_CLIENT_SECRET", "vault")
    monkeypatch.chdir(tmp_path)

    assert [{}, {}] == results("env, $ENV")
    assert [[], None] == results("[inputs], input_filename")
    assert told in fault(expression.format(here=tmp_path))


@for_each(
    ("expression", "told"),
    some_of(
        [
            ('"x" * 999999999', "did not come to an end."),
            ("def f: f; f", "did not come to an end. It may take 5 seconds and 512 MiB."),
            ('"x" * 1000000 | repeat(.)', f"longer than {LARGEST} characters"),
        ],
        one_in=2,
    ),
)
def test_an_expression_that_takes_too_much_ends_and_is_no_result(
    expression: str, told: str
) -> None:
    assert told in fault(expression)


def test_an_error_of_an_expression_is_told_and_not_what_came_before_it() -> None:
    assert "The jq expression failed: no title " == fault('.[0].title, error("no title")')
    assert "Cannot index" in fault(".title")
    assert "The jq expression failed: no title " == fault('.[0].title, ("no title" | halt_error)')
    assert "The jq expression failed: 2 " == fault("length | halt_error(0)")


def test_without_the_package_that_is_what_is_told() -> None:
    code = entry("aegis_cli.adapters.jq.evaluation", first="import sys; sys.modules['jq'] = None")
    ours, theirs = socket.socketpair()
    child = subprocess.Popen([sys.executable, "-I", "-c", code], stdin=theirs.fileno())
    theirs.close()

    with child, JqLine(ours) as jq, pytest.raises(NotInstalled):
        jq.take(".")


@for_each("said", [b"", b"[]\n", b"no JSON\n", b"{", b"[" * 9999 + b"\n", b"{}\n"], ids=str)
def test_a_child_that_says_something_else_has_no_results(said: bytes) -> None:
    ours, theirs = socket.socketpair()
    theirs.sendall(said)
    theirs.close()

    with JqLine(ours) as jq, pytest.raises(UsageError) as raised:
        jq.take(".")

    assert "The jq expression did not come to an end." == raised.value.message


def test_results_that_are_no_list_are_none() -> None:
    ours, theirs = socket.socketpair()
    with theirs, JqLine(ours) as jq:
        theirs.sendall(b'{"fault": ""}\n{"fault": "", "results": 5}\n')
        jq.take(".")
        with pytest.raises(UsageError) as raised:
            jq.results({})

    assert "The jq expression did not come to an end." == raised.value.message


def test_what_is_sent_is_a_line_of_json_whatever_the_document_is() -> None:
    odd = {"a": "x\ny\u2028", "b": [[]] * 3, "c": 2**53 - 1}

    assert [odd] == results(".", odd)
    assert [json.dumps(odd["b"]).replace(" ", "")] == results(".b | tojson", odd)
