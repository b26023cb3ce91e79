"""The keys at the question: they edit, show, strike out and explain, and only a yes approves."""

from pathlib import Path
from typing import Any

import pytest

from tests.adapters.terminal.test_interactive import (
    COMMENT,
    CREATE,
    DELETE,
    READ,
    SIGN,
    Run,
    Screen,
    browser,
    run,
)
from tests.helpers.support import until

__all__ = ["browser", "run"]

ONE, ALL = "Do this as Mona Lisa? [y/n] ", "Do all 2 as Mona Lisa? [y/n] "
CLOSE = ("issues.close", {"repo": "acme/web", "issue_number": 1})
TWO_TEXTS = ("issues.create", CREATE[1] | {"body": "It crashes."})


@pytest.fixture
def editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make an editor of a line of shell, which the test writes; `$1` is the file."""
    program = tmp_path / "editor"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    monkeypatch.setenv("EDITOR", str(program))
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("GEMINI_API_KEY", "AQ.key")
    (tmp_path / "run").mkdir()
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "run"))
    return program


def does(editor: Path, line: str) -> None:
    editor.write_text(f"#!/bin/sh\n{line}\n")


def test_an_editor_runs_in_the_folder_of_its_file_where_nobody_could_leave_orders(
    editor: Path, run: Run, tmp_path: Path
) -> None:
    does(
        editor,
        f"pwd -P > {tmp_path}/at; dirname $1 > {tmp_path}/folder; sed -i 's/Crash/Boom/' $1",
    )
    screen = run("ask", TWO_TEXTS)

    screen.answer(ONE, "e")

    assert screen.noted()["edits"]
    assert (tmp_path / "at").read_text() == (tmp_path / "folder").read_text()


def test_e_edits_the_texts_of_a_step_in_a_private_file_that_is_gone_afterwards(
    editor: Path, run: Run, tmp_path: Path
) -> None:
    does(
        editor,
        f"stat -c '%a %n' $1 $(dirname $1) > {tmp_path}/modes; env > {tmp_path}/env;"
        " sed -i 's/Crash on start/Crash on *every* start/' $1",
    )
    screen = run("ask", TWO_TEXTS)

    screen.answer(ONE, "e")

    assert {"edits": {"s1": {"title": "Crash on *every* start"}}} == screen.noted()
    assert ["600", "700"] == (tmp_path / "modes").read_text().split()[::2]
    assert "AQ.key" not in (tmp_path / "env").read_text()
    assert [] == [*(tmp_path / "run").iterdir()]
    assert str(tmp_path / "run") in (tmp_path / "modes").read_text()


def test_the_texts_of_several_steps_are_edited_at_once_and_what_is_out_stays_out(
    editor: Path, run: Run
) -> None:
    does(editor, "sed -i 's/Crash/Boom/; s/Me too/Me three/' $1")
    screen = run("ask", READ, CREATE, COMMENT, DELETE, height=60)

    screen.answer("Do all 3 as Mona Lisa? [y/n] ", "s 4")
    screen.answer("Do the other 2 as Mona Lisa? [y/n] ", "e 2 3")

    edits = {"s2": {"title": "Boom on start"}, "s3": {"body": "Me three"}}
    assert {"edits": edits, "left out": ["s4"]} == screen.noted()


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("true", "Nothing was changed."),
        ("exit 3", "ended with 3"),
        ("sed -i 's/^=====.*//' $1", "Lines that begin with ===== were changed"),
        ("rm $1", "cannot be read"),
        ("printf '\\377' > $1", "is not UTF-8"),
        ("head -c 2000000 /dev/zero > $1", "larger than 1 MiB"),
    ],
)
def test_what_an_editor_does_not_do_changes_nothing_and_the_question_is_asked_again(
    line: str, said: str, editor: Path, run: Run
) -> None:
    does(editor, line)
    screen = run("ask", CREATE)

    screen.answer(ONE, "e")
    shown = screen.answer(ONE, "n")

    assert {"yes": False, "typed": {}} == screen.noted()
    assert said in shown.replace("\r\n| ", " ")


@pytest.mark.parametrize("program", ["/nowhere/editor", "'unclosed"])
def test_an_editor_that_cannot_be_started_is_named(
    program: str, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VISUAL", program)
    screen = run("ask", CREATE)

    screen.answer(ONE, "e")
    shown = screen.answer(ONE, "n")

    assert {"yes": False, "typed": {}} == screen.noted()
    assert "Set VISUAL or EDITOR" in shown.replace("\r\n| ", " ")


def test_the_name_that_is_typed_is_not_edited(editor: Path, run: Run) -> None:
    does(editor, "sed -i 's/acme/evil/' $1")
    screen = run("ask", DELETE, CREATE)

    screen.answer(ALL, "e 1")
    shown = screen.answer(ALL, "n")

    assert {"yes": False, "typed": {}} == screen.noted()
    assert "There is no text to edit" in shown


def test_ctrl_c_in_an_editor_is_for_the_editor(editor: Path, run: Run) -> None:
    does(editor, "trap '' INT; echo editing; read line; sed -i 's/Crash/Boom/' $1")
    screen = run("ask", CREATE)

    screen.answer(ONE, "e")
    screen.terminal.expect("editing")
    screen.terminal.type("\x03\n")

    assert {"edits": {"s1": {"title": "Boom on start"}}} == screen.noted()


def page_opened(run: Run, browser: Path, *keys: str, calls: tuple[Any, ...]) -> str:
    screen: Screen = run("ask", *calls)
    question = ONE if len(calls) == 1 else ALL
    for key in keys:
        screen.answer(question, key)
    screen.answer(question, "n")
    assert {"yes": False, "typed": {}} == screen.noted()
    until(browser.exists)
    return browser.read_text()


def test_w_opens_the_page_of_what_a_step_is_about_and_asks_again(browser: Path, run: Run) -> None:
    page = page_opened(run, browser, "w 2", calls=(CREATE, COMMENT))

    assert "https://github.com/acme/web/issues/1" == page


def test_w_at_a_phrase_opens_its_page_and_is_no_phrase(browser: Path, run: Run) -> None:
    screen = run("ask", DELETE)

    screen.answer("Type acme/web to confirm: ", "?")
    screen.answer("Type acme/web to confirm: ", "w")
    screen.answer("Type acme/web to confirm: ", "n")

    assert {"yes": False, "typed": {}} == screen.noted()
    until(browser.exists)
    assert "https://github.com/acme/web" == browser.read_text()


def test_what_has_no_page_opens_none(browser: Path, run: Run) -> None:
    screen = run("ask", ("repos.create", {"name": "demo"}))

    screen.answer(ONE, "w")
    shown = screen.answer(ONE, "n")

    assert {"yes": False, "typed": {}} == screen.noted()
    assert "There is no page to open." in shown
    assert not browser.exists()


def test_s_strikes_a_step_out_and_the_rest_is_asked_about(run: Run) -> None:
    screen = run("ask", CREATE, COMMENT)

    screen.answer(ALL, "S 1")
    screen.answer("Do the other one as Mona Lisa? [y/n] ", "y")

    assert {"yes": True, "typed": {}, "left out": ["s1"]} == screen.noted()


def test_a_question_mark_explains_every_key(run: Run) -> None:
    screen = run("ask", CREATE)

    screen.answer(ONE, "?")
    shown = screen.answer(ONE, "n")

    assert {"yes": False, "typed": {}} == screen.noted()
    for key in ("y, yes ", "e  ", "w  ", "s  ", "? ", "n, no "):
        assert f"\r\n  {key}" in shown
    assert "step" not in shown


def test_a_question_mark_names_a_step_where_there_are_several(run: Run) -> None:
    screen = run("ask", CREATE, COMMENT)

    screen.answer(ALL, "?")
    shown = screen.answer(ALL, "n")

    assert {"yes": False, "typed": {}} == screen.noted()
    for key in ("e 2  ", "w 2  ", "s 2, 2 "):
        assert f"\r\n  {key}" in shown


def test_a_question_mark_names_no_key_that_would_do_nothing(run: Run) -> None:
    named = {"name": "demo", "description": "A demo"}
    has_no_page, has_no_text = ("repos.create", named), CLOSE
    keys = []
    for call in (has_no_page, has_no_text):
        screen = run("ask", call)
        screen.answer(ONE, "?")
        shown = screen.answer(ONE, "n")
        assert {"yes": False, "typed": {}} == screen.noted()
        keys.append("".join(row[2] for row in shown.splitlines() if row.startswith("  ")))

    assert ["yes?n", "yws?n"] == keys


def test_a_question_mark_names_the_steps_for_which_a_key_does_something(run: Run) -> None:
    screen = run("ask", CREATE, CLOSE)

    screen.answer(ALL, "?")
    shown = screen.answer(ALL, "n")

    assert {"yes": False, "typed": {}} == screen.noted()
    for key in ("e 1  ", "w 2  ", "s 2, 2 "):
        assert f"\r\n  {key}" in shown


@pytest.mark.parametrize(
    ("call", "phrase", "says"), [(DELETE, "acme/web", 1), (SIGN, "gist Abc1", 0)]
)
def test_a_question_mark_at_a_phrase_names_the_page_that_there_is(
    call: Any, phrase: str, says: int, run: Run
) -> None:
    screen = run("ask", call)

    screen.answer(f"Type {phrase} to confirm: ", "?")
    shown = screen.answer(f"Type {phrase} to confirm: ", "n")

    assert {"yes": False, "typed": {}} == screen.noted()
    assert f"To do it, type {phrase}" in shown
    assert says == shown.count("; w opens its page")


@pytest.mark.parametrize("key", ["e", "w", "s", "e 3", "w 0", "s 9"])
def test_a_key_that_names_no_step_asks_which(key: str, run: Run) -> None:
    screen = run("ask", CREATE, COMMENT)

    screen.answer(ALL, key)
    shown = screen.answer(ALL, "n")

    assert {"yes": False, "typed": {}} == screen.noted()
    assert f"Say which step, as in {key[0]} 2." in shown


@pytest.mark.usefixtures("editor", "browser")
@pytest.mark.parametrize("then", ["", "e y", "ey", "e 1 y", "y e", "?y", "??", "ja", "s y", "w1y"])
def test_nothing_but_yes_approves_after_any_key(then: str, run: Run) -> None:
    screen = run("ask", CREATE, height=60)

    for key in ("e", "w", "?", "e 1", "w 1", "s 2"):
        screen.answer(ONE, key)
    screen.no_answer(ONE, then)

    assert {"yes": False, "typed": {}} == screen.noted()


@pytest.mark.usefixtures("editor", "browser")
@pytest.mark.parametrize("first", ["e", "w", "?"])
def test_a_yes_that_is_typed_ahead_of_a_key_answers_nothing(first: str, run: Run) -> None:
    screen = run("ask", CREATE)

    screen.terminal.expect(ONE)
    screen.terminal.type(f"{first}\ny\n")
    screen.terminal.expect("it was not taken.")
    screen.answer(ONE, "n")

    assert {"yes": False, "typed": {}} == screen.noted()
