"""Make the two pictures of the README: a sentence with its question, and an agent in a session.

    python -m tools.picture

Both are real runs on a sandbox: `docs/picture.svg` has one sentence, what it would change, a yes
and the result; `docs/agent.svg` has `aegis session`, an MCP client that stands for a coding agent,
the writes that it wants, a yes, a no, and a chart.
What differs from run to run (ports, codes, times, paths) is made the same, and `…` stands where
lines are left out.
"""

import html
import io
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pexpect  # type: ignore[import-untyped]  # it has no types
from rich.console import Console  # noqa: TID253  # a tool, which nobody waits for
from rich.terminal_theme import TerminalTheme  # noqa: TID253
from rich.text import Text  # noqa: TID253

from aegis_cli.adapters.process.isolated import clock_of
from aegis_cli.adapters.process.sandbox_process import SandboxProcess

ROOT = Path(__file__).resolve().parent.parent
PICTURE = ROOT / "docs" / "picture.svg"
PICTURE_OF_AGENT = ROOT / "docs" / "agent.svg"

COLUMNS = 92
"""About what fits in a README."""

SIZE = (60, COLUMNS)
TERM = "xterm"
"""A terminal of sixteen colours, which are the theme's."""

SENTENCE = "change the title of acme/web#12 to 'Login page flickers on every reload'"

ISSUE = {"repo": "acme/web", "issue_number": 12}
READ = {"action": "issues.get", "fields": ISSUE}
PROPOSED = (
    ("issues.add_labels", {**ISSUE, "labels": ["priority"]}, "it is on the login page", "y"),
    ("issues.close", ISSUE, "nobody answers", "n"),
)
"""Action, fields and reason of what the agent proposes, and what the person answers."""
CHART = "show the languages of acme/web"

_AEGIS = str(Path(sys.executable).with_name("aegis"))
_AGENT = {"name": "my-agent", "version": "1"}
_QUESTION = "[y/n] "
_BEGUN = "to end it."
_PATIENCE = 60
_TYPING = 0.05
"""Seconds between two keys."""
_CLEAR = "\r\x1b[2K"
_BOLD, _PLAIN = "\x1b[1m", "\x1b[0m"
_SAME = (
    (r"\b[B-Z]{4}-[B-Z]{4}\b", "QTZL-MCBW"),
    (r"127\.0\.0\.1:\d+", "127.0.0.1:18080"),
    (r"\b\d\d:\d\d:\d\d\b", "14:03:27"),
    (r" at \d\d:\d\d\b", " at 14:03"),
    (r"Its command: .*", "Its command: aegis mcp, in ~/web"),
    (r"(?m)^([| ]*)about \d+ \w+ ago", r"\1about 3 weeks ago"),
)
"""What is made the same in every run."""
_SPOKEN = re.compile(r"<text [^>]*>([^<]*)</text>")
_DARK, _PALE, _GREY = (13, 17, 23), (230, 237, 243), (139, 148, 158)
_RED, _GREEN, _YELLOW = (255, 123, 114), (63, 185, 80), (210, 153, 34)
_BLUE, _MAGENTA, _CYAN = (88, 166, 255), (188, 140, 255), (57, 197, 207)
_COLOURS = [_RED, _GREEN, _YELLOW, _BLUE, _MAGENTA, _CYAN, _PALE]
_THEME = TerminalTheme(_DARK, _PALE, [_DARK, *_COLOURS], [_GREY, *_COLOURS])


def main() -> None:
    """Make the pictures, each on a sandbox of its own."""
    for path, record in RECORDED.items():
        sandbox = SandboxProcess(os.environ, "--confirm", "auto")
        try:
            with tempfile.TemporaryDirectory() as home:
                path.write_text(svg(record(sandbox.environment, home)), encoding="utf-8")
        finally:
            sandbox.close()


def _environment(sandbox: Mapping[str, str], home: str) -> dict[str, str]:
    """Return the environment of a run, which has nothing of the developer's own surroundings."""
    surroundings = {
        "HOME": home,
        "PATH": os.defpath,
        "LANG": "C.UTF-8",
        "TMPDIR": home,  # a session that somebody holds is looked for there
        "TERM": TERM,
    }
    return {**surroundings, **clock_of(os.environ), **sandbox, "AEGIS_SESSION": ""}


def recorded_sentence(sandbox: Mapping[str, str], home: str) -> str:
    """Say a sentence on a sandbox, answer yes, and return what the terminal shows."""
    terminal = _terminal(["ask", SENTENCE], _environment(sandbox, home), home)
    read_as, *asked = _asked(terminal, "y")
    plan = next(at for at, line in enumerate(asked) if line.startswith("1. "))
    terminal.expect(pexpect.EOF)
    result = _settled(terminal.before).partition("\n")[2]
    screens = [f'{_BOLD}$ aegis "{SENTENCE}"{_PLAIN}', read_as, "…", *asked[plan:], result]
    return stable("\n".join(screens))


def recorded_agent(sandbox: Mapping[str, str], home: str) -> str:
    """Run the session on a sandbox, and return what its terminal, and that of a chart, show."""
    environment = _environment(sandbox, home)
    session = _terminal(["session"], environment, home)
    shown = _until(session, _BEGUN)
    session.expect(r"export AEGIS_SESSION=(\S+)")
    environment["AEGIS_SESSION"] = session.match[1]
    session.expect("\r\n")
    _, begins, greeting = _settled(shown).partition("You are signed in")
    screens = [f"{_BOLD}$ aegis session{_PLAIN}", "…", *f"{begins}{greeting}".splitlines(), "…"]
    with _agent(environment, home) as call:
        call("read_action", READ)
        for action, fields, why, answer in PROPOSED:
            steps = [{"action": action, "fields": fields}]
            number = call("propose_writes", {"steps": steps, "why": why}, waits=False)
            screens += ["", *_asked(session, answer)]
            call.wait(number)
    chart = _terminal(["ask", CHART], environment, home)
    chart.expect(pexpect.EOF)
    screens += ["", f'{_BOLD}$ aegis "{CHART}"{_PLAIN}', _settled(chart.before)]
    session.terminate(force=True)
    return stable("\n".join(screens))


RECORDED: Mapping[Path, Callable[[Mapping[str, str], str], str]] = {
    PICTURE: recorded_sentence,
    PICTURE_OF_AGENT: recorded_agent,
}
"""What is recorded for each picture."""


def _terminal(
    words: Sequence[str], environment: Mapping[str, str], folder: str
) -> "pexpect.spawn[str]":
    return pexpect.spawn(
        _AEGIS,
        [*words],
        env=environment,
        cwd=folder,
        dimensions=SIZE,
        encoding="utf-8",
        timeout=_PATIENCE,
    )


def _asked(session: "pexpect.spawn[str]", answer: str) -> Iterator[str]:
    """Have the person answer a question, as a person does: what comes at once is a paste."""
    shown = _until(session, _QUESTION)
    _, head, preview = _settled(shown).rpartition("1. WRITE")
    for key in (answer, "\r"):
        time.sleep(_TYPING)
        session.send(key)
    yield from (line for line in f"{head}{preview}{answer}".splitlines() if line.strip())


class _Calls:
    """The calls of one MCP client."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process, self._number = process, 0

    def __call__(self, tool: str, arguments: Mapping[str, Any], *, waits: bool = True) -> int:
        """Call a tool; return the number of the call."""
        number = self.send("tools/call", {"name": tool, "arguments": dict(arguments)})
        if waits:
            self.wait(number)
        return number

    def send(self, method: str, params: Mapping[str, Any]) -> int:
        """Send a request."""
        assert self._process.stdin is not None
        self._number += 1
        message = {"jsonrpc": "2.0", "id": self._number, "method": method, "params": params}
        self._process.stdin.write(json.dumps(message) + "\n")
        self._process.stdin.flush()
        return self._number

    def wait(self, number: int) -> None:
        """Wait for the answer to a request."""
        assert self._process.stdout is not None
        while json.loads(self._process.stdout.readline()).get("id") != number:
            pass


@contextmanager
def _agent(environment: Mapping[str, str], folder: str) -> Iterator[_Calls]:
    """Be a coding agent: a client of `aegis mcp`."""
    with subprocess.Popen(  # noqa: S603  # our own command
        [_AEGIS, "mcp"],
        env=environment,
        cwd=folder,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        call = _Calls(process)
        opening = {"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": _AGENT}
        call.wait(call.send("initialize", opening))
        yield call
        process.kill()


def _until(terminal: "pexpect.spawn[str]", text: str) -> str:
    """Wait for a text, and return what was written up to its end."""
    terminal.expect_exact(text)
    return f"{terminal.before}{terminal.after}"


def _settled(written: str) -> str:
    """Return what stays on the screen: the line of progress is always taken back."""
    lines = written.replace("\r\n", "\n").split("\n")
    return "\n".join(line.rpartition(_CLEAR)[2] for line in lines)


def stable(text: str) -> str:
    """Make the same what differs from run to run."""
    for pattern, same in _SAME:
        text = re.sub(pattern, same, text)
    return text


def svg(text: str) -> str:
    """Draw a terminal that shows a text with its colours; it loads no fonts from elsewhere."""
    console = Console(record=True, width=COLUMNS, file=io.StringIO(), color_system="truecolor")
    console.print(Text.from_ansi(text.rstrip("\n")), soft_wrap=True)
    drawn = console.export_svg(
        title="aegis",
        theme=_THEME,
        code_format=_FORM,
        font_aspect_ratio=0.6,
        unique_id="aegis",
    )
    return "\n".join(line.rstrip() for line in drawn.splitlines()) + "\n"


# Rich's own form, but for the fonts: those of a README's readers, since none can be fetched there.
_FORM = """\
<svg viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
<style>
.{unique_id}-matrix {{
  font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace;
  font-size: {char_height}px;
  line-height: {line_height}px;
}}
.{unique_id}-title {{ font-family: sans-serif; font-size: 18px; font-weight: bold; }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}" />
</clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""


def words(drawn: str) -> str:
    """Return what a picture says, whatever it looks like."""
    return "".join(_joined(html.unescape(found) for found in _SPOKEN.findall(drawn)))


def _joined(texts: Iterable[str]) -> Iterable[str]:
    return (word for text in texts for word in text.split())


if __name__ == "__main__":
    main()
