"""Between other programs: standard input as an argument, output for programs, and its end."""

import fcntl
import json
import os
import re
import shlex
import signal
import subprocess
import sys
import termios
from array import array
from pathlib import Path
from typing import IO, Any

import pytest

from tests.helpers import command
from tests.helpers.console import (
    AEGIS,
    GEMINI,
    Console,
    Ended,
    Running,
    environment,
    from_nothing,
)
from tests.helpers.forked import aegis
from tests.helpers.patience import PATIENCE
from tests.helpers.support import until

pytestmark = pytest.mark.enable_socket

NIGHTLY = "open an issue in acme/web titled 'Nightly failed' with standard input as the body"
PIPED = b"what was piped in"
OPEN = ("do", "issues.create", "-R", "acme/web", "--title", "X")
JSON = ("--output", "json")
FULL = Path("/dev/full")
"""A device on which every write fails, as on a full disk (Linux)."""


def shell(at: Console, line: str, program: str = AEGIS) -> Ended:
    """Run a line of shell with `aegis` in it as `$AEGIS`, which starts from nothing."""
    known = environment(at.folder, {**at.sandbox.environment, "AEGIS": program})
    return from_nothing(["/bin/sh", "-c", line], environment=known, cwd=at.folder).ended()


_REDIRECTIONS = {
    "<&-": (0, "", 0),
    ">&-": (1, "", 0),
    "2>&-": (2, "", 0),
    "</dev/null": (0, os.devnull, os.O_RDONLY),
    "1</dev/null": (1, os.devnull, os.O_RDONLY),
    ">/dev/full": (1, str(FULL), os.O_WRONLY),
    "2>/dev/full": (2, str(FULL), os.O_WRONLY),
}
"""Which stream each replaces by which file, opened for what; "" closes it."""


def redirected(at: Console, line: str) -> Ended:
    """Run what `shell` would, in a fork, with the redirections at the end of the line."""
    words = [AEGIS, *shlex.split(line)]
    streams: dict[int, int | None] = {}
    while words[-1] in _REDIRECTIONS:
        stream, path, flags = _REDIRECTIONS[words.pop()]
        streams[stream] = os.open(path, flags) if path else None
    known = environment(at.folder, at.sandbox.environment)
    running = Running(aegis(words, environment=known, cwd=at.folder, streams=streams))
    for fd in streams.values():
        if fd is not None:
            os.close(fd)
    return running.ended()


def test_the_pipeline_of_the_readme_opens_an_issue_with_what_was_piped_in(at: Console) -> None:
    crash = "Traceback (most recent call last):\n  boom\n\nDiskFull: 100 % of /var, «sorry»\n"
    (at.folder / "crash.log").write_text(crash)
    line = f'cat crash.log | "$AEGIS" ask {shlex.quote(NIGHTLY)} --yes --output json'

    ended = shell(at, line, command.path())

    (result,) = ended.document["results"]
    assert (0, "done", None) == ended.end
    assert isinstance(result["data"]["number"], int)
    assert crash.removesuffix("\n") == result["data"]["body"]
    assert {"repo": "user", "title": "user", "body": "stdin"} == (
        ended.document["plan"]["steps"][0]["provenance"]
    )
    assert "DiskFull" not in str(at.asked_gemini())


def test_standard_input_that_cannot_be_sent_is_refused_before_sign_in(at: Console) -> None:
    table = {
        "larger than 1 MiB": b"x" * (1024 * 1024 + 1),
        "not UTF-8": b"text \xff\n",
        "longer than GitHub takes": b"x" * 65_537,
        "longer in characters, by one": "ü".encode() * 65_537,
        "empty": b"",
        "only space": b" \n\n",
    }

    running = {name: at.start("ask", NIGHTLY, "--yes", *JSON) for name in table}
    ends = {name: one.ended(table[name]) for name, one in running.items()}

    refused = (2, "usage", "bad_input")
    assert dict.fromkeys(table, refused) == {name: ended.end for name, ended in ends.items()}
    assert 0 == at.sign_ins()


def test_standard_input_is_left_alone_unless_a_step_takes_it(at: Console) -> None:
    running = at.start("ask", "list labels in acme/web", "--dry-run", *JSON)
    assert running.process.stdout is not None

    # Nothing is ever written to it, and it is not closed either.
    out = running.process.stdout.read()
    code = running.process.wait(PATIENCE)
    running.ended()

    assert 0 == code
    assert b'"planned"' in out


def test_who_stops_reading_gets_no_complaint_and_the_exit_code_of_what_happened(
    at: Console,
) -> None:
    gone, kept = os.pipe()
    os.close(gone)
    table = {
        ("actions",): 0,
        ("do", "--help"): 0,
        (*OPEN, "--yes"): 0,
        (*OPEN, "--yes", *JSON): 0,
        (*OPEN, "--read-only", *JSON): 5,
    }

    codes = {words: _without(at, words, 1, kept) for words in table}
    os.close(kept)

    assert {words: (code, "") for words, code in table.items()} == codes


def test_a_refusal_whose_explanation_nobody_reads_is_no_success(at: Console) -> None:
    gone, kept = os.pipe()
    os.close(gone)
    table = {
        (*OPEN, "--nope"): 2,
        (*OPEN, "--read-only"): 5,
        OPEN: 6,
        (*OPEN, "--yes"): 0,
    }

    codes = {words: _without(at, words, 2, kept)[0] for words in table}
    os.close(kept)

    assert table == codes
    assert ["POST /repos/acme/web/issues"] == at.writes()


def test_a_closed_output_ends_like_a_full_one_and_takes_nothing(at: Console) -> None:
    opening = shlex.join(OPEN)
    ends = {
        f"{opening} --yes >&-": 7,
        f"{opening} --yes --output json >&-": 7,
        f"{opening} --read-only >&-": 5,
        f"{opening} --read-only --output json >&-": 5,
        "actions >&-": 7,
        "--version >&-": 7,
        "--sandbox --version >&-": 7,
        "--help >&-": 7,
        "do --help >&-": 7,
        "ask --nope >&-": 2,
        "ask --nope <&- >&- 2>&-": 2,
        "actions <&- >&- 2>&-": 7,
        "actions </dev/null 1</dev/null": 7,
    }

    ended = {line: redirected(at, line) for line in ends}

    assert ends == {line: end.code for line, end in ended.items()}
    assert {""} == {end.out for end in ended.values()}
    for line, end in ended.items():
        assert "Traceback" not in end.err
        assert "Exception ignored" not in end.err
        assert (ends[line] != 7 or "2>&-" in line) or "Standard output cannot be written" in end.err
    # What went to GitHub holds nothing of what standard output was to take.
    assert ["POST /repos/acme/web/issues"] * 2 == at.writes()


def test_a_result_that_cannot_be_written_is_told_with_what_it_changed(at: Console) -> None:
    reads, opening = "do labels.list -R acme/web", shlex.join(OPEN)
    says = {
        f"{reads} >&-": "Nothing was changed;",
        f"{reads} --output json >&-": "Nothing was changed;",
        f"{opening} --dry-run >&-": "Nothing was changed;",
        f"{opening} --yes >&-": "What was asked for was done all the same;",
        f"{opening} --yes --output json >&-": "What was asked for was done all the same;",
        "actions >&-": "If it was to change something,",
    }

    hints = {line: redirected(at, line).err.rpartition("hint: ")[2] for line in says}

    assert {} == {line: hint for line, hint in hints.items() if not hint.startswith(says[line])}
    assert ["POST /repos/acme/web/issues"] * 2 == at.writes()


def test_a_closed_input_or_error_is_no_failure_and_hides_none(at: Console) -> None:
    opening = shlex.join(OPEN)
    ends = {
        f"{opening} --yes 2>&-": 0,
        f"{opening} --yes <&-": 0,
        f"{opening} --yes <&- 2>&-": 0,
        f"{opening} --read-only 2>&-": 5,
        f"{opening} 2>&-": 6,
        "ask --nope 2>&-": 2,
        f"ask {shlex.quote(NIGHTLY)} --yes <&-": 3,
    }

    codes = {line: redirected(at, line).code for line in ends}

    assert ends == codes
    assert ["POST /repos/acme/web/issues"] * 3 == at.writes()


def test_a_new_interpreter_takes_closed_streams_like_a_fork(at: Console) -> None:
    opening = shlex.join(OPEN)
    ends = {
        f"{opening} --yes <&- >&- 2>&-": 7,
        "--version >&-": 7,
    }

    codes = {line: shell(at, f'"$AEGIS" {line}').code for line in ends}

    assert ends == codes
    assert [0, 2] == [_unread(at, "--help", "stdout"), _unread(at, "--nope", "stderr")]
    assert ["POST /repos/acme/web/issues"] == at.writes()


def _unread(at: Console, option: str, stream: str) -> int:
    """Run in a new interpreter, with an output that nobody reads any more; return the exit code."""
    gone, kept = os.pipe()
    os.close(gone)
    streams: dict[str, Any] = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.DEVNULL)
    known = environment(at.folder, at.sandbox.environment)
    words = [AEGIS, *OPEN, option]
    with os.fdopen(kept):
        streams[stream] = kept
        return subprocess.run(words, env=known, cwd=at.folder, check=False, **streams).returncode


@pytest.mark.skipif(not FULL.exists(), reason="there is no /dev/full here")
@pytest.mark.parametrize("words", [("actions",), ("actions", *JSON), ("--version",)])
def test_a_full_disk_is_told_in_words(at: Console, words: tuple[str, ...]) -> None:
    with FULL.open("w") as full:
        code, err = _without(at, words, 1, full.fileno())

    assert 0 != code
    assert "Traceback" not in err
    assert "Exception ignored" not in err
    assert "aegis:" in err


@pytest.mark.skipif(not FULL.exists(), reason="there is no /dev/full here")
def test_a_full_disk_never_hides_how_it_ended(at: Console) -> None:
    ends = {
        "ask --nope --output json >/dev/full": (2, "There is no option"),
        "ask --nope 2>/dev/full": (2, ""),
        "ask --nope >/dev/full 2>/dev/full": (2, ""),
        "actions --output json >/dev/full 2>/dev/full": (7, ""),
        "do labels.list -R acme/web 2>/dev/full": (7, ""),
        f"{shlex.join(OPEN)} --read-only -o json >/dev/full": (5, "does not allow"),
        f"{shlex.join(OPEN)} --read-only -o json >/dev/full 2>/dev/full": (5, ""),
        f"{shlex.join(OPEN)} >/dev/full": (6, ""),
        "--help >/dev/full": (7, "Standard output cannot be written"),
    }
    ended = {line: redirected(at, line) for line in ends}
    told = redirected(at, "do labels.list -R acme/web --output json 2>/dev/full")
    anew = shell(at, '"$AEGIS" actions --output json >/dev/full 2>&1')

    assert {line: code for line, (code, _) in ends.items()} == {
        line: end.code for line, end in ended.items()
    }
    assert {} == {line: end.err for line, end in ended.items() if ends[line][1] not in end.err}
    assert not any("Traceback" in end.err for end in ended.values())
    assert [(7, "failed", "output"), 7] == [told.end, anew.code]
    assert "Standard error cannot be written" in told.out


def test_python_without_docstrings_is_told_for_what_it_is(at: Console) -> None:
    ended = shell(at, 'PYTHONOPTIMIZE=2 "$AEGIS" do issues.list --output json')

    assert (2, "usage", "bad_settings") == ended.end
    assert "PYTHONOPTIMIZE" in ended.document["error"]["hint"]


def _without(at: Console, words: tuple[str, ...], stream: int, file: int) -> tuple[int, str]:
    """Run with such an output; return the exit code and what is no sign-in on standard error."""
    with Path(os.devnull).open("rb") as nothing:
        streams = {0: nothing.fileno(), stream: file}
        known = environment(at.folder, at.sandbox.environment)
        process = aegis([AEGIS, *words], environment=known, cwd=at.folder, streams=streams)
    ended = Running(process).ended()
    told = (line for line in ended.err.splitlines() if "127.0.0.1" not in line)
    return ended.code, "\n".join(told)


def test_a_listing_in_a_pipe_has_tabs_and_no_colours(at: Console) -> None:
    words = ("do", "issues.list", "-R", "acme/web", "--limit", "3")

    ended = at.run(*words, more={"CLICOLOR_FORCE": "1"})

    rows = [line.split("\t") for line in ended.out.splitlines()]
    assert [5, 5, 5] == [len(row) for row in rows]
    assert "\x1b" not in ended.out + ended.err


def test_no_color_leaves_a_terminal_without_colours(at: Console) -> None:
    words = ("do", "repos.delete", "-R", "mona/scratch", "--dry-run")

    with at.terminal(*words) as coloured, at.terminal(*words, more={"NO_COLOR": "1"}) as bare:
        codes = [coloured.ended(), bare.ended()]

    colours = re.compile(r"\x1b\[[0-9;]*m")
    assert [0, 0] == codes
    assert colours.search(coloured.raw)
    assert not colours.search(bare.raw)
    assert "DESTROYS" in bare.seen


def test_debug_shows_each_request_and_no_secret(at: Console) -> None:
    ended = at.run("--debug", "ask", NIGHTLY, "--yes", *JSON, stdin=PIPED, more=GEMINI)

    settings = at.sandbox.environment
    secrets = [*at.sandbox.tokens(), settings["AEGIS_VAULT_CLIENT_SECRET"]]
    told = ended.out + ended.err
    assert 0 == ended.code
    assert "POST " in ended.err
    assert "/repos/acme/web/issues: 201" in ended.err
    assert PIPED.decode() not in ended.err
    assert [] == [word for word in [*secrets, settings["GEMINI_API_KEY"]] if word in told]
    # Neither a session, which is a JWT, nor a header, nor a device code.
    assert not re.search(r"eyJ[\w-]{8}|Bearer|device_code|ghu_\w", told)


def test_ctrl_c_while_nobody_has_confirmed_ends_with_130(at: Console) -> None:
    at.sandbox.set(confirm="page")
    running = at.start("do", "labels.list", "-R", "acme/web", *JSON)
    running.code_shown()

    running.process.send_signal(signal.SIGINT)
    ended = running.ended()

    assert (130, "interrupted", "interrupted") == ended.end


@pytest.mark.skipif(not hasattr(fcntl, "F_SETPIPE_SZ"), reason="pipes keep their size here")
def test_ctrl_c_in_the_midst_of_a_document_puts_no_second_one_behind_it(at: Console) -> None:
    reads, writes = os.pipe()
    # Small before anything is in it, so that the document does not fit.
    size = fcntl.fcntl(writes, fcntl.F_SETPIPE_SZ, 4096)
    words, known = [AEGIS, "actions", *JSON], environment(at.folder)
    with aegis(words, environment=known, cwd=at.folder, streams={1: writes}) as process:
        os.close(writes)
        with os.fdopen(reads, "rb") as pipe:
            until(lambda: _waiting(pipe) == size)
            process.send_signal(signal.SIGINT)
            told = pipe.read()
        code = process.wait(PATIENCE)

    assert (130, 1) == (code, told.count(b"aegis.result/1"))


def _waiting(pipe: IO[bytes]) -> int:
    """Return how many bytes a pipe holds."""
    return int(array("i", fcntl.ioctl(pipe, termios.FIONREAD, b"\0" * 4))[0])


def test_ctrl_c_after_the_document_changes_nothing_of_what_it_tells(at: Console) -> None:
    running = at.start("--sandbox", "do", "labels.list", "-R", "acme/web", *JSON)
    assert running.process.stdout is not None
    told = json.loads(running.process.stdout.readline())

    running.process.send_signal(signal.SIGINT)
    ended = running.ended()

    assert (0, 0, "") == (told["exit_code"], ended.code, ended.out)


_SAYS = """\
import os, sys
from aegis_cli.cli.streams import prepare
prepare()
sys.stderr.write("said\\n")
sys.stdout.write("shown\\n")
os._exit(0)  # which flushes nothing
"""


def test_where_python_does_not_buffer_everything_said_is_out_at_once(tmp_path: Path) -> None:
    known = environment(tmp_path, {"PYTHONUNBUFFERED": "1"})
    words = [sys.executable, "-c", _SAYS]

    ended = from_nothing(words, environment=known, cwd=tmp_path).ended()

    assert Ended(0, "shown\n", "said\n") == ended


def test_a_dry_run_tells_in_a_pipe_what_the_document_has(at: Console) -> None:
    words = (*OPEN, "--body", "First\nsecond", "--labels", "bug,docs", "--dry-run")

    text, document = at.run(*words), at.run(*words, *JSON).document

    (step,) = document["plan"]["steps"]
    assert "1. WRITE: Open issue" in text.out
    assert f"   {step['action']}: POST /repos/acme/web/issues\n" in text.out
    assert "   body (your words):\n   | First\n   | second\n" in text.out
    assert "   labels, 2 of 2 (your words): docs\n" in text.out
    assert text.out.endswith(f"Digest: {document['plan']['digest']}\n")
    assert (0, "") == (text.code, text.err)
