"""Make `docs/picture.svg`: what a terminal shows of two real commands on a running sandbox.

    python -m tools.picture

What differs from run to run, the sandbox's ports and the codes of its sign-ins, is made the same.
"""

import html
import io
import os
import re
import sys
import tempfile
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pexpect  # type: ignore[import-untyped]  # it has no types
from rich.console import Console  # noqa: TID253  # a tool, which nobody waits for
from rich.terminal_theme import TerminalTheme  # noqa: TID253
from rich.text import Text  # noqa: TID253

from aegis_cli.adapters.process.sandbox_process import SandboxProcess

ROOT = Path(__file__).resolve().parent.parent
PICTURE = ROOT / "docs" / "picture.svg"

COLUMNS = 92
"""About what fits in a README."""

SIZE = (50, COLUMNS)
TERM = "xterm"
"""A terminal of sixteen colours, which are the theme's."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A sentence for `aegis ask`, and what the person answers to the question."""

    sentence: str
    answer: str | None = None


SHOWN = (
    Shown("open an issue in acme/web titled 'Crash on start' labelled bug", answer="y"),
    Shown("show the languages of acme/web"),
)

_AEGIS = Path(sys.executable).with_name("aegis")
QUESTION = "[y/n] "
_TYPING = 0.05
"""Seconds between two keys."""
_CLEAR = "\r\x1b[2K"
_BOLD, _PLAIN = "\x1b[1m", "\x1b[0m"
_CODE = re.compile(r"\b[B-Z]{4}-[B-Z]{4}\b")
_FIXED_CODE = "QTZL-MCBW"
_FIXED_PORTS = {"AEGIS_ISSUER": 18_080, "AEGIS_GITHUB_API": 18_081, "AEGIS_GEMINI_URL": 18_082}
_SPOKEN = re.compile(r"<text [^>]*>([^<]*)</text>")
_DARK, _PALE, _GREY = (13, 17, 23), (230, 237, 243), (139, 148, 158)
_RED, _GREEN, _YELLOW = (255, 123, 114), (63, 185, 80), (210, 153, 34)
_BLUE, _MAGENTA, _CYAN = (88, 166, 255), (188, 140, 255), (57, 197, 207)
_COLOURS = [_RED, _GREEN, _YELLOW, _BLUE, _MAGENTA, _CYAN, _PALE]
_THEME = TerminalTheme(_DARK, _PALE, [_DARK, *_COLOURS], [_GREY, *_COLOURS])


def main() -> None:
    """Make the picture."""
    PICTURE.write_text(svg(recorded()), encoding="utf-8")


def recorded() -> str:
    """Run the commands on a terminal of their own, and return all that it shows."""
    sandbox = SandboxProcess(os.environ, "--confirm", "auto")
    try:
        with tempfile.TemporaryDirectory() as home:
            # Nothing of the developer's own surroundings gets into the picture.
            surroundings = {
                "HOME": home,
                "PATH": os.defpath,
                "LANG": "C.UTF-8",
                "TMPDIR": home,  # a session that somebody holds is looked for there
                "TERM": TERM,
                "AEGIS_SESSION": "",  # whatever session of theirs is open
            }
            # NOTE: a session that somebody holds on this machine is not used.
            environment = surroundings | sandbox.environment | {"AEGIS_SESSION": ""}
            screens = [_screen(shown, environment, home) for shown in SHOWN]
        return stable("\n".join(screens), sandbox.environment)
    finally:
        sandbox.close()


def _screen(shown: Shown, environment: Mapping[str, str], folder: str) -> str:
    """Run one command, and return its line and what it wrote."""
    terminal = pexpect.spawn(
        str(_AEGIS),
        ["ask", shown.sentence],
        env=environment,
        cwd=folder,
        dimensions=SIZE,
        encoding="utf-8",
        timeout=30,
    )
    written = ""
    if shown.answer is not None:
        written += _until(terminal, QUESTION)
        for key in shown.answer:  # as a person does: what comes at once is a paste
            terminal.send(key)
            written += _until(terminal, key)
            time.sleep(_TYPING)
        terminal.send("\r")
    terminal.expect(pexpect.EOF)
    written += terminal.before
    terminal.close()
    if terminal.exitstatus != 0:
        raise SystemExit(f"aegis ended with {terminal.exitstatus}:\n{written}")
    return settled(shown, written)


def _until(terminal: "pexpect.spawn[str]", text: str) -> str:
    """Wait for a text, and return what was written up to its end."""
    terminal.expect_exact(text)
    return f"{terminal.before}{terminal.after}"


def settled(shown: Shown, written: str) -> str:
    """Return a command, and what stays on the screen: the line of progress is always taken back."""
    lines = written.replace("\r\n", "\n").split("\n")
    kept = "\n".join(line.rpartition(_CLEAR)[2] for line in lines)
    return f'{_BOLD}$ aegis ask "{shown.sentence}"{_PLAIN}\n{kept}'


def stable(text: str, environment: Mapping[str, str]) -> str:
    """Give the sandbox's hosts the same ports, and each sign-in the same code, in every run."""
    for name, port in _FIXED_PORTS.items():
        text = text.replace(urlsplit(environment[name]).netloc, f"127.0.0.1:{port}")
    return _CODE.sub(_FIXED_CODE, text)


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
