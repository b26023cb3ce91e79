"""What a client does for its agent, or for what has taken the agent's place: what its words say."""

import os
import socket
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from click import Context
from typer.main import get_command

from aegis_cli.actions import catalog
from aegis_cli.actions.fields.fields import mark_of
from aegis_cli.actions.fields.marks import FileContent
from aegis_cli.adapters.jq.line import JqLine
from aegis_cli.adapters.process import hardening
from aegis_cli.adapters.value_line import read_value
from aegis_cli.cli.main import app
from aegis_cli.core.secret import Secret
from aegis_cli.core.value_commitment import ValueCommitment
from aegis_cli.executor import secret_values
from aegis_cli.executor.secret_values import OwnValue
from aegis_cli.session.client import thin_client
from aegis_cli.session.client.errands import SWITCHES, Errands
from aegis_cli.session.client.thin_client import Ended, serve
from aegis_cli.session.line import frames
from tests.helpers.rows import for_each

JQ = ("ask", "list issues", "--json", "title", "--jq", ".a")
NOT_NAMED = b"The command line does not name"


def answers(words: Sequence[str], *asked: bytes) -> tuple[list[bytes], list[int]]:
    """Have the client do something for its agent; return its answer, and what it handed over."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.sendall(frames.pack(*asked) + frames.pack(frames.EXIT, b"0"))
        errands = Errands(words)
        thin_client._until_end(ours, bytearray(), lambda: None, errands)
        errands.drop()
        data, descriptors, _, _ = socket.recv_fds(theirs, 65_536, 4)
    answer = frames.take_frame(bytearray(data))
    assert answer is not None
    return answer, descriptors


def is_done(words: Sequence[str], *asked: bytes) -> bool:
    """Tell whether an errand is done; if not, the words do not ask for it."""
    (_, reason), descriptors = answers(words, *asked)
    for number in descriptors:
        os.close(number)
    assert reason == b"" or (reason.startswith(NOT_NAMED) and not descriptors)
    return reason == b""


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@for_each(
    ("words", "is_named"),
    [
        (["--body-file", "notes"], True),
        (["--body-file=notes"], True),
        (["-F", "notes"], True),
        (["-Fnotes"], True),
        (["-yFnotes"], True),
        (["-yF", "notes"], True),
        (["--content", "@notes"], True),
        (["--content=@notes"], True),
        ([], False),
        (["notes"], False),
        (["--title", "notes"], False),
        (["--title", "@notes"], False),
        (["--content", "notes"], False),
        (["--content", "@@notes"], False),
        (["--body-file", "other"], False),
        (["--to", "notes"], False),
        (["-R", "notes"], False),
        (["--title", "-Fnotes"], False),
        (["--title", "-F", "notes"], False),
        (["--title", "--body-file", "notes"], False),
        (["-R", "-Fnotes"], False),
        (["--title", "--", "-Fnotes"], True),
        (["--title=x", "-Fnotes"], True),
        (["--dry-run", "-Fnotes"], True),
        (["--", "-Fnotes"], False),
        (["--unknown", "-Fnotes"], False),
    ],
)
def test_a_file_is_read_where_an_option_has_it_read(words: list[str], *, is_named: bool) -> None:
    Path("notes").write_text("text")

    assert is_named == is_done(("do", "issues.create", *words), b"open", b"notes")


@for_each(
    ("words", "is_named"),
    [
        (["pulls.create", "--draft", "-Fnotes"], True),
        (["pulls.create", "--no-draft", "--body-file", "notes"], True),
        (["issues.create", "--draft", "-Fnotes"], False),
        (["slack.messages.send", "--text", "-Fnotes"], False),
        (["slack.messages.send", "--text-file", "notes"], True),
    ],
)
def test_a_switch_of_the_action_takes_no_word(words: list[str], *, is_named: bool) -> None:
    Path("notes").write_text("text")

    assert is_named == is_done(("do", *words), b"open", b"notes")


def test_the_switches_are_those_of_the_commands() -> None:
    root: Any = get_command(app)
    of = Context(root)
    ask, undo, do = (root.get_command(of, name) for name in ("ask", "undo", "do"))
    actions = [do.get_command(of, name) for name in ("issues.list", "artifacts.download")]
    flags = {
        name.encode()
        for command in (root, ask, undo, *actions)
        for each in command.params
        if getattr(each, "is_flag", False)
        for name in (*each.opts, *each.secondary_opts)
        if name.startswith("--")
    }

    of_typer = {b"--install-completion", b"--show-completion"}
    assert SWITCHES - {b"--help"} == flags - of_typer


def test_no_file_is_read_that_is_another_than_the_one_that_is_named(tmp_path: Path) -> None:
    Path("notes").write_text("text")
    words = ("do", "issues.create", "-F", "notes")

    for path in (b"/etc/passwd", b"./notes", bytes(tmp_path / "notes"), b"", b"notes\0"):
        assert not is_done(words, b"open", path)


MADE = (b"make", b"log.txt", b"0")


@pytest.mark.parametrize(
    ("words", "asked", "is_made"),
    [
        (("--to", "log.txt"), MADE, True),
        (("--to=log.txt",), MADE, True),
        (("--to", "log.txt", "--force"), (b"make", b"log.txt", b"1"), True),
        (("--to", "log.txt"), (b"make", b"log.txt", b"1"), False),
        (("--to", "other.txt"), MADE, False),
        ((), MADE, False),
        (("log.txt",), MADE, False),
        (("--title", "log.txt"), MADE, False),
        (("--body-file", "log.txt"), MADE, False),
    ],
)
def test_a_client_makes_only_the_file_that_its_own_words_name(
    words: tuple[str, ...],
    asked: tuple[bytes, ...],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    *,
    is_made: bool,
) -> None:
    monkeypatch.chdir(tmp_path)
    ours, theirs = socket.socketpair()
    told = [asked, (b"keep", asked[1]), (frames.EXIT, b"0")]
    with ours, theirs, open(os.devnull, "rb+", buffering=0) as nowhere:  # noqa: PTH123  # a number
        theirs.sendall(b"".join(frames.pack(*each) for each in told))
        serve(ours, ("do", "jobs.get_logs", *words), [nowhere.fileno()] * 3)

    assert (["log.txt"] if is_made else []) == [each.name for each in tmp_path.iterdir()]


def test_a_file_that_is_made_after_a_ctrl_c_is_gone_at_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    ours, theirs = socket.socketpair()
    frame, calls = thin_client._frame, list[bool]()

    def interrupted(line: Any, buffer: bytearray) -> list[bytes] | None:
        calls.append(True)
        if len(calls) == 1:
            raise KeyboardInterrupt
        return frame(line, buffer)

    monkeypatch.setattr(thin_client, "_frame", interrupted)
    with ours, theirs, open(os.devnull, "rb+", buffering=0) as nowhere:  # noqa: PTH123  # as above
        theirs.sendall(frames.pack(*MADE) + frames.pack(frames.EXIT, b"9"))
        ended = serve(ours, ("do", "jobs.get_logs", "--to", "log.txt"), [nowhere.fileno()] * 3)

    assert isinstance(ended, Ended)
    assert [] == [*tmp_path.iterdir()]


def test_what_an_agent_never_named_keeps_its_other_name_or_is_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    ours, theirs = socket.socketpair()
    with ours, theirs, open(os.devnull, "rb+", buffering=0) as nowhere:  # noqa: PTH123  # as above
        theirs.sendall(frames.pack(*MADE) + frames.pack(frames.EXIT, b"7"))
        serve(ours, ("do", "jobs.get_logs", "--to", "log.txt"), [nowhere.fileno()] * 3)

    assert [] == [*tmp_path.iterdir()]


@for_each(
    ("words", "is_named"),
    [
        (JQ, True),
        (["do", "x", "--jq=.a"], True),
        (["do", "x", "-q", ".a"], True),
        (["do", "x", "-q.a"], True),
        (["do", "x", "--json", "title"], False),
        (["ask", "jq"], False),
        (["mcp-call"], False),
    ],
)
def test_jq_is_started_where_the_words_have_an_expression(
    words: list[str], *, is_named: bool
) -> None:
    assert is_named == is_done(words, b"jq", b"")


def test_a_child_for_jq_is_the_clients_own() -> None:
    answer, [line] = answers(JQ, b"jq", b"")

    with JqLine(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM, fileno=line)) as jq:
        jq.take(".a")
        assert [1] == jq.results({"a": 1})
    assert [frames.FILE, b""] == answer


@for_each(
    ("words", "address", "browser", "reason"),
    [
        (["--web"], "https://github.com/acme/web", "true", b""),
        (["-w"], "https://github.com/acme/web", "true", b""),
        (["--web"], "https://github.com/acme/web", "", b"no browser opens it"),
        (["--web"], "http://github.com/acme/web", "true", b"no browser opens it"),
        (["--web"], "https://evil.example/acme/web", "true", b"no browser opens it"),
        (["--web"], "https://github.com.evil.example/", "true", b"no browser opens it"),
        (["--web"], "https://github.com:444/acme/web", "true", b"no browser opens it"),
        (["--web"], "http://127.0.0.1/", "true", b"no browser opens it"),
        (["--web"], "file:///etc/passwd", "true", b"no browser opens it"),
        (["--web"], "https://github.com@mona.example/", "true", b"no browser opens it"),
        (["--web"], "https://github.com/\x1b]0;x", "true", b"no browser opens it"),
        ([], "https://github.com/acme/web", "true", NOT_NAMED + b" a page."),
        (["--json", "title"], "https://github.com/", "true", NOT_NAMED + b" a page."),
    ],
)
def test_a_page_by_https_is_opened_where_the_words_ask_for_one(
    monkeypatch: pytest.MonkeyPatch, words: list[str], address: str, browser: str, reason: bytes
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("BROWSER", browser)
    monkeypatch.setattr(sys, "platform", "linux")

    said = answers(("do", "issues.get", *words), b"browse", address.encode())

    assert ([frames.FILE, reason], []) == said


def test_one_expression_and_one_page_are_all_of_a_request(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROWSER", "true")
    errands = Errands((*JQ, "--web"))

    for what, about in ((b"jq", b""), (b"browse", b"https://github.com/acme/web")):
        descriptors, first, _ = errands.do(what, about, is_forced=False)
        for number in descriptors:
            os.close(number)
        _, second, _ = errands.do(what, about, is_forced=False)
        assert ("", True) == (first, second.startswith(NOT_NAMED.decode()))


def test_a_name_that_is_no_text_is_said_in_the_reason() -> None:
    name = os.fsdecode(b"f\xff")
    Path(name).write_text("mine")

    answer, _ = answers(("do", "jobs.log", "--to", name), b"make", b"f\xff", b"0")

    assert [frames.FILE, rb"f\udcff is there already; --force replaces it."] == answer


def test_what_the_catalogue_reads_from_a_file_by_a_sign_is_always_the_content() -> None:
    fields = {
        name
        for action in catalog.load_all()
        for name, info in action.model_fields.items()
        if mark_of(info, FileContent) is not None
    }

    assert {"content"} == fields


@for_each(
    ("words", "kind", "reason"),
    [
        (("--from", "app.whl"), "file", b""),
        (("--from=app.whl",), "file", b""),
        (("--from", "app.whl"), "pipe", b"app.whl is no regular file."),
        (("--from", "other.whl"), "file", b"The command line does not name this file."),
        (("--to", "app.whl"), "file", b"The command line does not name this file."),
        (("app.whl",), "file", b"The command line does not name this file."),
    ],
)
def test_a_client_sends_only_the_file_that_stands_behind_from_in_its_own_words(
    words: tuple[str, ...], kind: str, reason: bytes
) -> None:
    Path("app.whl").unlink(missing_ok=True)
    if kind == "pipe":
        os.mkfifo("app.whl")
    else:
        Path("app.whl").write_bytes(b"abc")
    told, given = answers(words, b"take", b"app.whl")

    assert [frames.FILE, reason] == told
    assert ([] if reason else [b"abc"]) == [os.pread(number, 9, 0) for number in given]
    for number in given:
        os.close(number)


SAYS = b"Set the secret API_KEY of acme/web"


@pytest.mark.enable_socket
@for_each(
    ("words", "piped", "reason"),
    [
        (("do", "secrets.set"), b"hunter2\n", b""),
        (("ask", "set the secret API_KEY"), b"hunter2", b""),
        (("ask", "list the issues"), b"hunter2\n", NOT_NAMED + b" a secret."),
        (("mcp-call",), b"hunter2\n", NOT_NAMED + b" a secret."),
        (("do", "secrets.set"), b"", b"The value is empty; nothing was sent."),
    ],
)
def test_a_client_gives_a_value_only_where_its_own_words_are_about_a_secret(
    words: tuple[str, ...], piped: bytes, reason: bytes
) -> None:
    """It gives what is approved of it, and a line to it; another process may be the agent."""
    read, write = os.pipe()
    os.write(write, piped)
    os.close(write)
    with pytest.MonkeyPatch.context() as patch, os.fdopen(read) as stdin:
        patch.setattr(hardening, "harden", lambda: None)
        patch.setattr(sys, "stdin", stdin)
        told, given = answers(words, b"give", SAYS)

    assert [frames.FILE, reason] == told[:2]
    assert (0 if reason else 1) == len(given) == len(told) - 2
    for number, words_told in zip(given, told[2:], strict=True):
        made = ValueCommitment.read(words_told.decode())
        assert (7, Secret("hunter2")) == (made.length, read_value(number, made))
        os.close(number)


def test_a_client_asks_for_a_value_once_and_hands_over_a_line_for_each_run(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(hardening, "harden", lambda: None)
    given = iter([OwnValue(Secret("hunter2"))])
    monkeypatch.setattr(secret_values, "own_value", lambda _says: next(given))
    errands = Errands(("do", "secrets.set"))

    lines = [line for _ in range(2) for line in errands.give(SAYS)[0]]

    assert 2 == len({*lines})
    with pytest.raises(ValueError, match=NOT_NAMED.decode()):
        errands.give(b"Set the secret OTHER of acme/web")
    for number in lines:
        os.close(number)


@pytest.mark.parametrize(
    "words",
    [
        ["ask", "--", "show", "--web"],
        ["ask", "--", "list", "--jq", ".a"],
        ["do", "x", "--", "--to", "a", "-w"],
        ["ask", "--", "-F", "notes.md"],
    ],
)
def test_what_stands_behind_two_hyphens_is_no_option(words: list[str]) -> None:
    errands = Errands(words)

    for what, about in (
        (b"browse", b"https://github.com/acme/web"),
        (b"jq", b""),
        (b"make", b"a"),
        (b"open", b"notes.md"),
    ):
        _, why, _ = errands.do(what, about, is_forced=False)
        assert "The command line does not name" in why
