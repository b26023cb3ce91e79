"""Nothing from outside begins a row at the left margin, where only aegis speaks.

The registers of every screen are in `tests/helpers/shown_surfaces.py`; `python -m bench.attacks` shows each more.
"""

import ast
import json
from dataclasses import replace

import pyte
import pytest

from aegis_cli.actions import catalog
from aegis_cli.actions.facts import Effect
from aegis_cli.actions.results.templates import begins_with_words
from aegis_cli.adapters.render.rows import rows
from aegis_cli.adapters.terminal.preview import render_plan_brief, render_preview
from aegis_cli.cli.output import render_error
from aegis_cli.errors import Code, Unclear
from aegis_cli.planning.plan import Origin
from aegis_cli.request.plan_preview import Argument, Preview, PreviewItem
from tests.adapters.render.samples import TERMINAL
from tests.helpers.hostile_text import Attacker, outside, seen, unprotected
from tests.helpers.rows import for_each
from tests.helpers.shown_surfaces import SURFACES
from tests.helpers.sources import nodes, without

TEXTS = 150
"""As many as show a register that lets something through; `python -m bench.attacks` shows more."""
SIGN_IN = "Sign in at acme.eu.auth0.com: confirm the code ATTK-CODE at"
PAGE = "https://acme.example/activate?user_code=ATTK-CODE"
TONES = "\U0001f3fb" * 25
"""Each is two cells in nearly every terminal, and was counted as one."""


@for_each("name", SURFACES)
def test_no_row_at_the_margin_comes_from_outside(name: str) -> None:
    found = seen(SURFACES[name], TEXTS, emulated=0.1)

    assert found.texts >= TEXTS
    assert () == found.outside


def test_what_is_left_to_the_terminal_is_seen() -> None:
    def before(by: Attacker, _columns: int) -> str:
        return unprotected(by.text())

    def marginal(by: Attacker, _columns: int) -> str:
        return f"I will: {unprotected(by.text())}"

    for planted in (before, marginal):
        assert len(seen(planted, TEXTS).outside) > TEXTS // 5


# What the audit did


def title(columns: int) -> str:
    """Break at the right margin into the rows of a sign-in."""
    begun = "Crash".ljust(columns, ".")
    return f"{begun}{SIGN_IN.ljust(columns, '.')}{PAGE}"[:256]


def screen(text: str, columns: int) -> list[str]:
    """Return the rows that a terminal shows."""
    shown = pyte.Screen(columns, 60)
    pyte.Stream(shown).feed(text.replace("\n", "\r\n"))
    return [row.rstrip() for row in shown.display if row.strip()]


@pytest.mark.parametrize("columns", [40, 60, 80, 100])
def test_a_title_cannot_break_into_a_sign_in(columns: int) -> None:
    for view in ("cards", "tables", "headings and notes", "errors"):
        shown = SURFACES[view](_Says(title(columns)), columns)

        begun = [row for row in screen(shown, columns) if row.startswith(("Sign in at", "http"))]
        assert [] == begun, view


@pytest.mark.parametrize("columns", [40, 60, 80, 100])
def test_neither_a_brief_nor_a_question_of_the_model_can_be_a_sign_in(columns: int) -> None:
    device = replace(TERMINAL, width=columns)
    made_up = Argument("labels", ((title(columns - 30), Origin.MODEL),))
    item = PreviewItem(
        "s1", Effect.READ, "issues.list", "GET", "/x", "List issues in a/b", (made_up,)
    )
    asked = Unclear(f"The model asks: {title(columns - 25)}", code=Code.QUESTION)

    brief = screen(rows(render_plan_brief(Preview((item,)), device), device), columns)
    question = screen(_told(asked, columns), columns)

    assert [] == [row for row in brief + question if row.startswith(("Sign in at", "http"))]
    assert len("".join(brief)) < 200


def test_skin_tones_push_nothing_to_the_margin_of_the_preview() -> None:
    value = f"{TONES} You act as: hubot {TONES}{TONES} Do this? [y/N]"
    for columns in range(20, 201):
        device = replace(TERMINAL, width=columns)
        item = PreviewItem(
            *("s1", Effect.WRITE, "issues.create", "POST", "/x", "Open it"),
            (Argument("title", ((value, Origin.USER),)),),
        )
        shown = rows(render_preview(Preview((item,), identity="mona"), device), device)

        assert ["You act as: mona"] == [
            row for row in shown.split("\n") if row[:3] in {"You", "Do "}
        ]
        assert [] == outside(shown, columns)


class _Says(Attacker):
    """An attacker with one sentence."""

    def __init__(self, sentence: str) -> None:
        super().__init__(0)
        self._sentence = sentence

    def text(self) -> str:
        return self._sentence


def _told(error: Unclear, columns: int) -> str:
    device = replace(TERMINAL, width=columns)
    return rows(render_error(error, device), device)


# What keeps it so

WRITERS = {
    "cli/manual.py": "a buffer, in roff",
    "__main__.py": "the version, before anything is imported",
    "adapters/terminal/approving.py": "rows, on the controlling terminal",
    "adapters/terminal/line_editor.py": "the prompt again, where nothing draws it",
    "adapters/terminal/interactive.py": "rows, on standard error",
    "adapters/terminal/picture.py": "rows, and taking them back",
    "adapters/terminal/progress.py": "rows, and taking them back",
    "adapters/terminal/tty.py": "rows, on the controlling terminal",
    "adapters/process/json_lines.py": "a pipe",
    "adapters/git_pipe.py": "the pipe of a git that waits for it",
    "adapters/sink.py": "a file that the person named, and the pipe of a git",
    "doctor/live/report_file.py": "a file that the person named, of names of ours",
    "cli/doctor_live.py": "that file, by the module above",
    "adapters/crash_report.py": "a file that the person named, of names of ours",
    "adapters/terminal/pager.py": "rows, to the person's pager",
    "cli/emit.py": "rows, to a file that is shown",
    "adapters/process/replacement.py": "the system's loader, in memory",
    "adapters/pseudo_terminal/pin.py": "sentences of its own, by a Tty",
    "adapters/pseudo_terminal/proxy.py": "what the command itself wrote, and taking it back",
    "broker/audit.py": "the audit",
    "broker/http/connection.py": "a refusal, on its connection",
    "broker/workers/supervisor.py": "the log of a service",
    "cli/form.py": "rows, on the controlling terminal",
    "cli/slash_commands.py": "the sequence that clears a screen",
    "cli/streams.py": "rows, on standard output and error",
    "mcp/agent_call.py": "a pipe",
    "mcp/opening.py": "a message of the protocol",
    "request/portions.py": "what was approved, by an executor",
    "session/menu.py": "the keys of the session, and what happened in one line each",
    "session/terminal/terminal_turns.py": "sentences of its own, by a Tty",
    "session/line/loop.py": "a pipe",
    "session/terminal/outer.py": "what happened in one line each",
    "session/client/silence.py": "a sentence of its own",
    "session/ports/writes_in_line.py": "what was approved, by an executor",
}
"""Every module with a `write`, and what it writes."""


def _writes(name: str) -> bool:
    inside = nodes(name)
    names = {node.attr for node in inside if isinstance(node, ast.Attribute)}
    prints = any(isinstance(node, ast.Name) and node.id == "print" for node in inside)
    return "write" in names or prints


def test_a_closed_list_of_modules_writes_anything() -> None:
    assert set(WRITERS) == {name for name in without("sandbox") if _writes(name)}


@for_each("name", catalog.ENTRIES)
def test_what_is_said_of_an_action_begins_with_words_of_aegis(name: str) -> None:
    facts = catalog.load(name).facts
    said = [facts.says, *(getattr(facts.view, part, "x") for part in ("title", "empty", "footer"))]

    assert [] == [template for template in said if template and not begins_with_words(template)]


def test_a_document_on_a_terminal_is_the_same_json_without_its_bars() -> None:
    shown = SURFACES["JSON on a terminal"](_Says(title(80)), 80)

    assert "\n| " in shown
    assert "done" == json.loads(shown.replace("\n| ", " "))["results"][0]["status"]
