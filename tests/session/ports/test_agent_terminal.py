"""The person of a session: what the agent is told of their answer, and what the request gets."""

import codecs
import io
import os
import sys
import termios
import tty
from collections.abc import Callable
from encodings.aliases import aliases
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from aegis_cli.adapters.render.capabilities import Encoding
from aegis_cli.adapters.terminal.interactive import InteractiveTerminal
from aegis_cli.adapters.terminal.progress import Progress
from aegis_cli.adapters.terminal.tty import Before, NoTerminal
from aegis_cli.core.text import visible
from aegis_cli.errors import AegisError, Code
from aegis_cli.planning.expansion import Act
from aegis_cli.planning.plan import Origin
from aegis_cli.providers.github.nouns.issues.comments import AddComment
from aegis_cli.providers.github.nouns.issues.issue_changes import CloseIssue
from aegis_cli.providers.github.nouns.repos.repo_changes import DeleteRepo
from aegis_cli.request.approval import Reply
from aegis_cli.request.edits import Edits
from aegis_cli.request.plan_preview import preview
from aegis_cli.session.ports.agent_terminal import AgentTerminal
from aegis_cli.session.ports.link import Link
from tests.helpers.act_factory import act_of
from tests.helpers.support import ROOT

FIRST = act_of(
    "s1",
    CloseIssue(repo="acme/web", issue_number=12),
    {"repo": Origin.AGENT, "issue_number": Origin.AGENT, "state": Origin.DEFAULT},
)
OTHER = act_of(
    "s2",
    CloseIssue(repo="acme/web", issue_number=13),
    {"repo": Origin.AGENT, "issue_number": Origin.AGENT, "state": Origin.DEFAULT},
)
TYPED = act_of("s1", DeleteRepo(repo="acme/web"), {"repo": Origin.AGENT})
CLOSES, CLOSES_OTHER = "Close issue acme/web#12", "Close issue acme/web#13"
DELETES = "Delete the repository acme/web, with its issues, pull requests and settings"


class LinkHere:
    """Hands out a descriptor, and notes what it is told."""

    def __init__(self, *, stands: bool) -> None:
        self.told: dict[str, Any] = {}
        self.stands = stands

    def call(self, name: str, **values: Any) -> Any:
        if name == "terminal":
            value = {"waiting": 0, "named": [], "encoding": "ascii", "within_line": False}
            return SimpleNamespace(value=value, descriptor=os.open(os.devnull, os.O_RDWR))
        assert name == "answered"
        self.told = values
        return SimpleNamespace(value=self.stands and values["answer"] == "yes")


Asked = Callable[..., tuple[Reply | Edits, dict[str, Any]]]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Asked:
    """Have acts asked about, and answered so; return the reply, and what the agent was told."""

    def ask(acts: tuple[Act, ...], answer: Any, *, stands: bool = True) -> Any:
        def answered(*_: Any) -> Any:
            if isinstance(answer, Exception):
                raise answer
            return answer

        monkeypatch.setattr(InteractiveTerminal, "ask", answered)
        link = LinkHere(stands=stands)
        here = io.StringIO()
        terminal = AgentTerminal(
            here,
            cast("Any", None),
            Progress(here, is_terminal=False),
            cast("Any", None),
            {},
            link=cast("Link", link),
        )
        try:
            return terminal.ask(preview(acts), acts), link.told
        except AegisError as error:
            return error, link.told

    return ask


@pytest.mark.parametrize(
    ("acts", "reply", "told"),
    [
        ((FIRST, OTHER), Reply(yes=True), ("yes", [CLOSES, CLOSES_OTHER], False)),
        (
            (FIRST, OTHER),
            Reply(yes=True, left_out=frozenset({"s1"})),
            ("yes", [CLOSES_OTHER], True),
        ),
        ((FIRST,), Reply(), ("no", [], False)),
        ((FIRST,), Reply(yes=True, left_out=frozenset({"s1"})), ("no", [], False)),
        ((TYPED,), Reply(typed={"s1": "acme/web"}), ("yes", [DELETES], False)),
        ((TYPED,), Reply(typed={"s1": ""}), ("no", [], False)),
        ((TYPED,), Reply(typed={"s1": "acme/website"}), ("no", [], False)),
        ((FIRST,), Edits({"s1": {}}, frozenset()), ("edited", [], True)),
    ],
)
def test_the_agent_is_told_what_exactly_was_approved(
    asked: Asked,
    acts: tuple[Act, ...],
    reply: Reply | Edits,
    told: tuple[str, list[str], bool],
) -> None:
    got, values = asked(acts, reply)

    assert got == reply
    assert dict(zip(("answer", "approves", "changed"), told, strict=True)) | {"named": []} == values


def test_a_yes_that_the_agent_does_not_take_is_none(asked: Asked) -> None:
    got, _ = asked((FIRST,), Reply(yes=True), stands=False)

    assert got == Reply()


@pytest.mark.parametrize("problem", [NoTerminal(), OSError()])
def test_a_terminal_that_takes_no_question_is_no_answer_of_a_person(
    asked: Asked, problem: Exception
) -> None:
    got, told = asked((FIRST,), problem)

    assert isinstance(got, AegisError)
    assert (got.code, told["answer"]) == (Code.NEEDS_APPROVAL, "")


CHARSETS = sorted({*aliases.values()} - {"mbcs", "oem"})  # these two are of another system
_ISOLATES = str.maketrans("", "", "\u2068\u2069")


def drawn(texts: list[str], encoding: Encoding) -> bytes:
    """Return what the person's terminal gets of a question about comments, and of other words."""
    ours, theirs = os.openpty()
    tty.setraw(theirs)
    termios.tcsetwinsize(theirs, (50, 200))
    here = io.StringIO()
    person = AgentTerminal(
        here,
        cast("Any", None),
        Progress(here, is_terminal=False),
        cast("Any", None),
        {},
        agents_variables={"TERM": "xterm-256color"},
    )._at(theirs, encoding, Before())
    shown = b""
    for text in texts:
        body = {"repo": "acme/web", "issue_number": 12, "body": text}
        act = act_of("s1", AddComment(**body), dict.fromkeys(body, Origin.AGENT))
        person.tty.page(person._lines(preview((act,))))
        person.tty.write("Do this as mona? [y/n] ")
        while not shown.endswith(b"[y/n] "):
            shown += os.read(ours, 1 << 16)
        shown += b"\n"
    os.close(ours)
    os.close(theirs)
    return shown


def texts_for(charset: str) -> list[str]:
    """Return texts whose bytes in a charset steer a terminal with UTF-8, and others."""
    found = ["\u0412\u203a2J\u0412\u203aHComment on acme/web#12: Thanks! \u201b \u00e9 \u6f22"]
    for steering in (b"\xc2\x9b2J\xc2\x9bH false", b"\x9b2J\x1b[H false", b"+AJs-2J"):
        decoded: object = codecs.decode(steering, charset, "replace")
        found += [decoded] if isinstance(decoded, str) else []
    return found


@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
def test_no_charset_of_a_client_changes_a_byte_of_what_visible_lets_through(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, encoding: Encoding
) -> None:
    at_fault, charsets = [], 0
    for charset in CHARSETS:
        if not codecs.lookup(charset)._is_text_encoding:
            continue
        texts = texts_for(charset)
        expected = drawn(texts, encoding)
        with (tmp_path / charset).open("w", encoding=charset, errors="backslashreplace") as stream:
            monkeypatch.setattr(sys, "stderr", stream)
            got = drawn(texts, encoding)
            monkeypatch.undo()
        shown = got.decode(encoding).translate(_ISOLATES)
        whole = "".join(shown.split("\n   | "))
        is_there = encoding == "ascii" or all(visible(text) in whole for text in texts)
        if not (got == expected and shown == visible(shown) and is_there):
            at_fault.append(charset)
        charsets += 1

    assert at_fault == []
    assert charsets > 80


def test_the_attack_that_this_is_about_steers_a_terminal_in_the_charset_of_the_client() -> None:
    assert b"\xc2\x9b2J" in visible("\u0412\u203a2J").encode("cp1251")


@pytest.mark.parametrize(
    "where", ["adapters/terminal", "session/ports", "adapters/pseudo_terminal", "adapters/render"]
)
def test_no_adapter_of_a_question_looks_at_standard_error(where: str) -> None:
    modules = [*(ROOT / "src" / "aegis_cli" / where).glob("*.py")]

    assert len(modules) > 3
    assert [path.name for path in modules if "sys.stderr" in path.read_text(encoding="utf-8")] == []
