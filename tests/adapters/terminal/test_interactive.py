"""The person: what is shown where, and that only a clear yes to this very question is a yes."""

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyte
import pytest

from aegis_cli.adapters.render.capabilities import Device
from aegis_cli.adapters.terminal.approving import question
from aegis_cli.adapters.terminal.interactive import InteractiveTerminal, TerminalOptions
from aegis_cli.adapters.terminal.progress import Progress
from aegis_cli.core.secret import Secret
from aegis_cli.oauth.device import DeviceCode
from tests.adapters.terminal.deciding import plan_of, preview_of
from tests.helpers import forked
from tests.helpers.console import Terminal
from tests.helpers.patience import PATIENCE
from tests.helpers.support import ROOT, until

UNCLEAR = "That is no answer to this, so nothing was done, and nothing was refused."
DECIDING = "tests.adapters.terminal.deciding"
CREATE = ("issues.create", {"repo": "acme/web", "title": "Crash on start"})
COMMENT = ("issues.add_comment", {"repo": "acme/web", "issue_number": 1, "body": "Me too"})
DELETE = ("repos.delete", {"repo": "acme/web"})
MERGE = ("tests.merge_pull", {"repo": "acme/web", "pull_number": 12})
SIGN = ("tests.sign_gist", {"gist_id": "Abc1"})
READ = ("issues.list", {"repo": "acme/web"})


class Screen:
    """A person's terminal with the program on it."""

    def __init__(self, notes: Path, kind: str, *calls: Any, height: int = 24) -> None:
        self.notes = notes
        words = (str(notes), kind, json.dumps(calls))

        def start(terminal: int) -> forked.Forked:
            with notes.with_suffix(".out").open("wb") as out:
                return forked.on_terminal(DECIDING, *words, terminal=terminal, output=out.fileno())

        self.terminal = Terminal(start, size=(height, 80))

    def answer(self, question: str, answer: str) -> str:
        """Answer a question; return what stood before it."""
        before = len(self.terminal.raw)
        self.terminal.expect(question)
        shown = self.terminal.raw[before:].removesuffix(question)
        self.terminal.answer(answer)
        return shown

    def no_answer(self, question: str, answer: str) -> None:
        """Give what is no answer to a question, and say no when it is asked again."""
        self.answer(question, answer)
        self.terminal.expect(UNCLEAR)
        self.answer(question, "n")

    def noted(self) -> Any:
        """Wait for the end, and return what was noted."""
        assert self.terminal.ended() == 0
        return json.loads(self.notes.read_text())


Run = Callable[..., Screen]


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    screens: list[Screen] = []

    def started(kind: str, *calls: Any, **more: int) -> Screen:
        screens.append(Screen(tmp_path / "notes", kind, *calls, **more))
        return screens[-1]

    yield started
    for screen in screens:
        screen.terminal.close()


# Asking, on a terminal while input, output and errors are pipes


@pytest.mark.parametrize(
    ("answer", "yes"),
    [
        ("y", True),
        ("Yes", True),
        (" y ", True),
        ("n", False),
        ("No", False),
    ],
)
def test_a_yes_is_a_yes_and_a_no_a_no(answer: str, run: Run, *, yes: bool) -> None:
    screen = run("ask", CREATE)

    shown = screen.answer("Do this as Mona Lisa? [y/n] ", answer)

    assert {"yes": yes, "typed": {}} == screen.noted()
    assert "Crash on start" in shown
    assert "" == (screen.notes.with_suffix(".out")).read_text()


@pytest.mark.parametrize(("answer", "yes"), [("y", True), ("n", False)])
def test_a_yes_on_a_terminal_that_got_narrower_is_asked_for_again(
    answer: str, run: Run, *, yes: bool
) -> None:
    screen = run("ask", CREATE)

    screen.terminal.expect("Do this as Mona Lisa? [y/n] ")
    screen.terminal.resize(24, 40)
    screen.terminal.answer("y")
    screen.terminal.expect("Your terminal is narrower now.")
    shown = screen.answer("Do this as Mona Lisa? [y/n] ", answer)

    assert {"yes": yes, "typed": {}} == screen.noted()
    assert "Crash on start" in shown


def test_a_terminal_that_got_wider_broke_no_row(run: Run) -> None:
    screen = run("ask", CREATE)

    screen.terminal.expect("Do this as Mona Lisa? [y/n] ")
    screen.terminal.resize(24, 120)
    screen.terminal.answer("y")

    assert {"yes": True, "typed": {}} == screen.noted()


@pytest.mark.parametrize("answer", ["", "yep", "yes please", "acme/web", "q"])
def test_what_is_neither_is_asked_about_again(answer: str, run: Run) -> None:
    screen = run("ask", CREATE)

    screen.no_answer("Do this as Mona Lisa? [y/n] ", answer)

    assert {"yes": False, "typed": {}} == screen.noted()


def test_what_is_neither_once_more_is_a_no(run: Run) -> None:
    screen = run("ask", CREATE)

    screen.answer("Do this as Mona Lisa? [y/n] ", "")
    screen.answer("Do this as Mona Lisa? [y/n] ", "")

    assert {"yes": False, "typed": {}} == screen.noted()
    assert "That is no answer either, so it is a no." in screen.terminal.seen


def test_several_writes_are_one_question_with_their_number(run: Run) -> None:
    screen = run("ask", READ, CREATE, COMMENT)

    shown = screen.answer("Do all 2 as Mona Lisa? [y/n] ", "y")

    assert {"yes": True, "typed": {}} == screen.noted()
    assert all(name in shown for name in ("issues.list", "issues.create", "issues.add_comment"))


def test_what_destroys_is_typed_and_no_yes_is_asked_for(run: Run) -> None:
    screen = run("ask", DELETE)

    shown = screen.answer("Type acme/web to confirm: ", "acme/web")

    assert {"yes": False, "typed": {"s1": "acme/web"}} == screen.noted()
    assert "This would be lost for good" in shown


@pytest.mark.parametrize("typed", ["y", "", "acme/we", "yes do it"])
def test_what_is_not_the_name_confirms_nothing_and_is_asked_about_again(
    typed: str, run: Run
) -> None:
    screen = run("ask", DELETE)

    screen.no_answer("Type acme/web to confirm: ", typed)

    assert {"yes": False, "typed": {}} == screen.noted()


def test_who_confirms_one_not_is_not_asked_to_confirm_another(run: Run) -> None:
    screen = run("ask", DELETE, SIGN)

    screen.answer("Do all 2 as Mona Lisa? [y/n] ", "y")
    screen.answer("Type acme/web to confirm: ", "no")

    assert {"yes": True, "typed": {}} == screen.noted()


def test_what_destroys_and_what_writes_are_asked_about_one_by_one(run: Run) -> None:
    screen = run("ask", DELETE, CREATE)

    screen.answer("Do all 2 as Mona Lisa? [y/n] ", "y")
    screen.answer("Type acme/web to confirm: ", "acme/web")

    assert {"yes": True, "typed": {"s1": "acme/web"}} == screen.noted()


def test_what_is_strict_is_shown_with_its_stake_and_asked_about_once(run: Run) -> None:
    screen = run("ask", MERGE)

    shown = screen.answer("Do this as Mona Lisa? [y/n] ", "y")

    assert {"yes": True, "typed": {}} == screen.noted()
    assert "This is at stake" in shown
    assert "type:" not in shown


def test_what_is_typed_is_typed_beside_what_is_only_asked_about(run: Run) -> None:
    screen = run("ask", SIGN, MERGE)

    screen.answer("Do all 2 as Mona Lisa? [y/n] ", "y")
    screen.answer("Type gist Abc1 to confirm: ", "gist Abc1")

    assert {"yes": True, "typed": {"s1": "gist Abc1"}} == screen.noted()


def test_who_says_no_to_all_is_asked_to_type_nothing(run: Run) -> None:
    screen = run("ask", SIGN, MERGE)

    screen.answer("Do all 2 as Mona Lisa? [y/n] ", "n")

    assert {"yes": False, "typed": {}} == screen.noted()


# Leaving out single writes


def test_a_number_leaves_its_write_out_and_the_rest_is_asked_about_again(run: Run) -> None:
    screen = run("ask", READ, CREATE, COMMENT, DELETE, height=60)

    shown = screen.answer("Do all 3 as Mona Lisa? [y/n] ", "4")
    again = screen.answer("Do the other 2 as Mona Lisa? [y/n] ", "3")
    last = screen.answer("Do the other one as Mona Lisa? [y/n] ", "y")

    assert {"yes": True, "typed": {}, "left out": ["s3", "s4"]} == screen.noted()
    assert "To leave some out, answer with their numbers, such as 4; " in shown
    assert "Left out: 4.\r\n" in again
    assert "Left out: 3, 4.\r\n" in last


@pytest.mark.parametrize("answer", ["2 3", "2,3", "3, 2", "2 3 2"])
def test_several_numbers_leave_out_several(answer: str, run: Run) -> None:
    screen = run("ask", DELETE, CREATE, COMMENT, height=60)

    screen.answer("Do all 3 as Mona Lisa? [y/n] ", answer)
    screen.answer("Do the other one as Mona Lisa? [y/n] ", "y")
    screen.answer("Type acme/web to confirm: ", "acme/web")

    assert {"yes": True, "typed": {"s1": "acme/web"}, "left out": ["s2", "s3"]} == screen.noted()


def test_who_leaves_out_everything_has_said_no(run: Run) -> None:
    screen = run("ask", CREATE, COMMENT)

    screen.answer("Do all 2 as Mona Lisa? [y/n] ", "1 2")

    assert {"yes": False, "typed": {}, "left out": ["s1", "s2"]} == screen.noted()


@pytest.mark.parametrize("answer", ["4", "0", "1", "2 9", "99999999999999999999", "02 1"])
def test_a_number_that_is_none_of_the_writes_is_asked_about_again(answer: str, run: Run) -> None:
    screen = run("ask", READ, CREATE, COMMENT)

    screen.answer("Do all 2 as Mona Lisa? [y/n] ", answer)
    screen.answer("Do all 2 as Mona Lisa? [y/n] ", "n")

    assert {"yes": False, "typed": {}} == screen.noted()


@pytest.mark.parametrize(
    "answer",
    ["\u0663", "\uff12", "\u00b2", "2y", "y 2", "2 y", "-2", "2-", "1.", "#2", "+2", "2;y"],
)
def test_what_is_neither_yes_nor_numbers_is_no_answer(answer: str, run: Run) -> None:
    screen = run("ask", READ, CREATE, COMMENT)

    screen.no_answer("Do all 2 as Mona Lisa? [y/n] ", answer)

    assert {"yes": False, "typed": {}} == screen.noted()


def _many(count: int) -> list[Any]:
    return [("issues.close", {"repo": "acme/web", "issue_number": at}) for at in range(1, count)]


@pytest.mark.parametrize("answer", ["y", "yes", "yes 12", "yes 14"])
def test_many_writes_are_approved_by_their_number_alone(answer: str, run: Run) -> None:
    screen = run("ask", *_many(14), height=160)

    screen.answer("Do all 13 as Mona Lisa? [y/n] ", answer)
    screen.answer("Do all 13 as Mona Lisa? [y/n] ", "yes 13")

    assert {"yes": True, "typed": {}} == screen.noted()
    assert "Type yes 13 to do them." in screen.terminal.seen


def test_a_range_leaves_out_all_from_one_to_another(run: Run) -> None:
    screen = run("ask", *_many(14), height=160)

    screen.answer("Do all 13 as Mona Lisa? [y/n] ", "2-9, 12")
    shown = screen.answer("Do the other 4 as Mona Lisa? [y/n] ", "y")

    assert "Left out: 2, 3, 4, 5, 6, 7, 8, 9, 12." in shown
    assert screen.noted()["yes"]


@pytest.mark.parametrize("answer", ["9-2", "2-20"])
def test_a_range_that_is_none_of_the_writes_leaves_nothing_out(answer: str, run: Run) -> None:
    screen = run("ask", *_many(14), height=160)

    screen.answer("Do all 13 as Mona Lisa? [y/n] ", answer)
    screen.answer("Do all 13 as Mona Lisa? [y/n] ", "n")

    assert {"yes": False, "typed": {}} == screen.noted()


@pytest.mark.parametrize("pasted", ["2\ny", "y\n2", "2 3\ny\ny"])
def test_a_pasted_answer_of_several_lines_approves_nothing(pasted: str, run: Run) -> None:
    screen = run("ask", READ, CREATE, COMMENT)

    screen.terminal.expect("Do all 2 as Mona Lisa? [y/n] ")
    screen.terminal.type(f"{pasted}\n")
    screen.terminal.expect("That came all at once, as a paste does; it was not taken.")
    screen.answer("Do all 2 as Mona Lisa? [y/n] ", "n")

    assert {"yes": False, "typed": {}} == screen.noted()


def test_a_number_is_no_answer_to_the_question_about_a_single_write(run: Run) -> None:
    screen = run("ask", READ, CREATE)

    screen.answer("Do this as Mona Lisa? [y/n] ", "2")

    assert {"yes": False, "typed": {}, "left out": ["s2"]} == screen.noted()


def test_a_plan_over_one_screen_is_paged_and_its_end_comes_before_the_question(run: Run) -> None:
    body = "\n".join(f"line {at}" for at in range(1, 41))
    screen = run("ask", ("issues.create", CREATE[1] | {"body": body}))

    first = screen.answer("more lines; Enter goes on, q stops", "")
    second = screen.answer("more lines; Enter goes on, q stops", "")
    last = screen.answer("[y/n] ", "y")

    assert {"yes": True, "typed": {}} == screen.noted()
    for at in range(1, 41):
        assert f"| line {at}\r\n" in first + second + last


def test_a_person_who_stops_reading_has_approved_nothing(run: Run) -> None:
    body = "\n".join(f"line {at}" for at in range(1, 41))
    screen = run("ask", ("issues.create", CREATE[1] | {"body": body}))

    screen.answer("more lines; Enter goes on, q stops", "q")

    assert {"yes": False, "typed": {}} == screen.noted()


def test_nothing_in_a_plan_reaches_the_terminal_as_a_command(run: Run) -> None:
    hostile = "x\x1b[2J\x1b]0;approved\x07\u202e\nDo this as Mona Lisa? [y/n] y"
    screen = run("ask", ("issues.create", {"repo": "acme/web", "title": "x", "body": hostile}))

    shown = screen.answer("\r\nDo this as Mona Lisa? [y/n] ", "n")

    assert {"yes": False, "typed": {}} == screen.noted()
    assert "\\x1b[2J\\x1b]0;approved\\x07\\u202e" in shown
    assert "\x1b[2J" not in shown


@pytest.mark.parametrize(("answer", "wanted"), [("", True), ("y", True), ("n", False)])
def test_a_new_code_is_got_unless_the_person_says_no(
    answer: str, run: Run, *, wanted: bool
) -> None:
    screen = run("new code")

    screen.answer("Get a new one? [Y/n] ", answer)

    assert wanted is screen.noted()


def test_a_person_on_a_terminal_can_be_asked(run: Run) -> None:
    assert run("can ask").noted()


@pytest.mark.parametrize("kind", ["can ask", "new code"])
def test_without_a_terminal_nobody_is_asked(kind: str, tmp_path: Path) -> None:
    notes = tmp_path / "notes"

    order = {"module": DECIDING, "argv": [DECIDING, str(notes), kind, "[]"], "terminal": False}
    place = {"environment": dict(os.environ), "cwd": str(ROOT)}
    with forked.Forked(order | place, [None, None, 2]) as alone:
        assert 0 == alone.wait(PATIENCE)

    assert json.loads(notes.read_text()) is False


# Showing

TERMINAL = Device(is_terminal=True, width=80, colour=False, now=datetime(2026, 11, 24, tzinfo=UTC))
PIPE = replace(TERMINAL, is_terminal=False)
CODE = DeviceCode(
    user_code="BCDF-GHJK",
    verification_uri="https://tenant.example/activate",
    verification_uri_complete="https://tenant.example/activate?user_code=BCDF-GHJK",
    expires_in=900,
    device_code=Secret("device-code"),
)


def shown_by(
    device: Device,
    act: Callable[[InteractiveTerminal], object],
    manner: TerminalOptions | None = None,
    environment: dict[str, str] | None = None,
) -> str:
    """Return what a person is shown on standard error."""
    stream = io.StringIO()
    progress = Progress(stream, is_terminal=device.is_terminal)
    quiet = TerminalOptions(opens_browser=False)
    act(InteractiveTerminal(stream, lambda: device, progress, manner or quiet, environment or {}))
    return stream.getvalue()


def test_a_plan_is_shown_in_full_or_in_a_line_for_each_step() -> None:
    described = preview_of(plan_of(READ, CREATE))

    full = shown_by(TERMINAL, lambda person: person.show(described, in_full=True))
    brief = shown_by(TERMINAL, lambda person: person.show(described, in_full=False))

    assert "POST /repos/acme/web/issues" in full
    assert 2 == brief.count("\n")
    assert "POST" not in brief


@pytest.mark.parametrize("in_full", [True, False])
def test_where_nobody_watches_no_plan_is_shown(*, in_full: bool) -> None:
    described = preview_of(plan_of(CREATE))

    assert "" == shown_by(PIPE, lambda person: person.show(described, in_full=in_full))


@pytest.mark.parametrize("device", [TERMINAL, PIPE], ids=["terminal", "pipe"])
def test_the_code_and_its_url_are_printed_wherever_it_goes(device: Device) -> None:
    said = shown_by(device, lambda person: person.show_code(CODE, "tenant.example"))

    assert "Sign in at tenant.example: confirm the code BCDF-GHJK" in said
    assert "https://tenant.example/activate?user_code=BCDF-GHJK\n" in said
    assert "device-code" not in said


def test_hosts_that_are_not_the_default_and_a_note_stand_below_the_code() -> None:
    hosts = (("GitHub API", "https://ghes.example/api/v3"),)
    manner = TerminalOptions(opens_browser=False, hosts=lambda: hosts, note="(It confirms itself.)")

    said = shown_by(TERMINAL, lambda person: person.show_code(CODE, "tenant.example"), manner)

    assert "GitHub API is at https://ghes.example/api/v3\n" in said
    assert "(It confirms itself.)\n" in said


def test_a_host_is_named_once_at_the_first_sign_in_or_the_first_plan() -> None:
    hosts = [("GitHub API", "https://ghes.example/api/v3")]
    manner = TerminalOptions(opens_browser=False, hosts=lambda: tuple(hosts))

    def act(person: InteractiveTerminal) -> None:
        person.show_code(CODE, "tenant.example")
        person.show(replace(preview_of(plan_of(CREATE)), hosts=tuple(hosts)), in_full=True)
        hosts.append(("Gemini", "https://gemini.example"))
        person.show(replace(preview_of(plan_of(CREATE)), hosts=tuple(hosts)), in_full=True)
        person.show_code(CODE, "tenant.example")

    said = shown_by(TERMINAL, act, manner)

    assert 1 == said.count("https://ghes.example/api/v3\n")
    assert 1 == said.count("Hosts that are not the default:\n  Gemini: https://gemini.example\n")
    assert 1 == said.count("https://gemini.example\n")


def test_a_sign_in_says_in_two_lines_which_code_and_no_other_is_meant_and_where() -> None:
    said = shown_by(TERMINAL, lambda person: person.show_code(CODE, "tenant.example"))

    assert [
        "Sign in at tenant.example: confirm the code BCDF-GHJK, and no other, at",
        "  https://tenant.example/activate?user_code=BCDF-GHJK",
    ] == said.splitlines()


def test_a_host_that_was_named_in_a_file_only_is_named_again() -> None:
    manner = TerminalOptions(opens_browser=False, hosts=lambda: (("Gemini", "https://g.example"),))

    def act(person: InteractiveTerminal) -> None:
        person.show_code(CODE, "tenant.example")
        person.show_code(CODE, "tenant.example")

    assert 2 == shown_by(PIPE, act, manner).count("https://g.example\n")


@pytest.mark.parametrize("width", [20, 40, 52])
def test_where_the_address_with_the_code_does_not_fit_the_code_is_typed(width: int) -> None:
    narrow = replace(TERMINAL, width=width)

    said = shown_by(narrow, lambda person: person.show_code(CODE, "tenant.example"))

    assert "user_code=" not in said
    assert "https://tenant.example/activate" in said.replace("\n| ", "")


def test_a_question_has_room_for_its_answer_whoever_acts() -> None:
    assert question([1, 2, 4], None).endswith("such as 4; ? says more.\nDo all 3 as you? [y/n] ")
    assert question([2], "x" * 300).endswith(f"\nDo this as {'x' * 37}...? [y/n] ")


def test_skin_tones_push_no_words_to_the_margin_of_the_question(run: Run) -> None:
    tones = "\U0001f3fb" * 25
    title = f"{tones} You act as: hubot {tones} Do this? [y/n] "
    screen = run("ask", ("issues.create", CREATE[1] | {"title": title}))

    shown = screen.answer("Do this as Mona Lisa? [y/n] ", "n")

    terminal = pyte.Screen(80, 40)
    pyte.Stream(terminal).feed(shown)
    begun = [row for row in terminal.display if row.startswith(("You", "Do", "\U0001f3fb"))]
    assert ["You act as: Mona Lisa"] == [row.rstrip() for row in begun]


@pytest.fixture
def browser(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a browser that notes the page, and return where."""
    notes, program = tmp_path / "page", tmp_path / "browser"
    program.write_text(f'#!/bin/sh\nprintf %s "$1" > {notes}.tmp; mv {notes}.tmp {notes}\n')
    program.chmod(0o755)
    monkeypatch.setenv("BROWSER", str(program))
    return notes


def test_a_browser_opens_where_a_person_sits(browser: Path) -> None:
    manner = TerminalOptions(opens_browser=True)
    shown_by(TERMINAL, lambda p: p.show_code(CODE, "tenant.example"), manner, {"DISPLAY": ":0"})

    until(browser.exists)
    assert CODE.url == browser.read_text()


@pytest.mark.parametrize(
    ("device", "wanted", "environment"),
    [
        (PIPE, True, {"DISPLAY": ":0"}),
        (TERMINAL, False, {"DISPLAY": ":0"}),
        pytest.param(
            TERMINAL,
            True,
            {},
            marks=pytest.mark.skipif(sys.platform == "darwin", reason="a Mac has a screen"),
        ),
    ],
    ids=["no terminal", "--no-browser", "no screen"],
)
def test_no_browser_opens_elsewhere(
    device: Device, environment: dict[str, str], monkeypatch: pytest.MonkeyPatch, *, wanted: bool
) -> None:
    started: list[Any] = []
    monkeypatch.setattr(subprocess, "Popen", lambda *args, **_: started.append(args))
    manner = TerminalOptions(opens_browser=wanted)

    shown_by(device, lambda p: p.show_code(CODE, "tenant.example"), manner, environment)

    assert [] == started


def test_waiting_is_said_and_taken_back_before_anything_else() -> None:
    def act(person: InteractiveTerminal) -> None:
        person.waiting("waiting for you")
        person.show_code(CODE, "tenant.example")

    said = shown_by(TERMINAL, act)

    assert said.startswith("\r\x1b[2KWaiting for you…\r\x1b[2KSign in at")
