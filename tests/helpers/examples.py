"""The commands that README, pages, helps, manual page and tour show, found in their own texts.

A command is a line of a shell that calls `aegis`: in a block of a page, in the examples of a help,
or in the running text of a page with an option or a quotation in it. What has `…` or a word such as
FILE in it shows a form, and is no command.
"""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
HELPS = ROOT / "tests" / "golden" / "help"
"""The help of each command, which `tests/cli/test_help.py` compares with what it shows."""

_BLOCK = re.compile(r"^( *)```(\w*)\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"`([^`\n]+)`")
_EXAMPLES = re.compile(r"^  Examples:\n(.*)", re.MULTILINE | re.DOTALL)
_PLAIN = re.compile(r"^\.nf\n(.*?)^\.fi", re.MULTILINE | re.DOTALL)
_ESCAPES = {r"\&": "", r"\-": "-", r"\(dq": '"', r"\e": "\\"}
_REMARK = re.compile(r"\s+#\s.*|\s{2,}\S.*")
"""What stands behind a command: a comment, or what it does, two spaces from it."""
_CRON = re.compile(r"^(?:[\d*/,-]+ ){5}\s*")
_FORM = re.compile(r"…|(?<![\w'$/.-])[A-Z]{4,}(?![\w=/.-])")
_SETTING = re.compile(r"\w+=")
_SUBSTITUTED = re.compile(r"\$\([^)]*\)")
_JOINS = frozenset({"|", "&&", "||", ";", "&"})


def of_page(text: str) -> list[str]:
    """Return the commands of a page: those of its blocks, and those in its running text."""
    blocks = (
        line
        for _, kind, block in _BLOCK.findall(text)
        if kind in {"sh", "console", "crontab"}
        for line in _lines(block, only_typed=kind == "console")
    )
    spans = (
        span for span in _CODE.findall(_BLOCK.sub("", text)) if re.search(r" --?\w|['\"]", span)
    )
    return _distinct([*blocks, *spans])


def of_help(text: str) -> list[str]:
    """Return the commands among the examples of a help."""
    return _distinct(line for shown in _EXAMPLES.findall(text) for line in _lines(shown))


def of_manual(text: str) -> list[str]:
    """Return the commands among the examples of the manual page."""
    shown = "\n".join(_PLAIN.findall(text))
    for escape, char in _ESCAPES.items():
        shown = shown.replace(escape, char)
    return _distinct(_lines(shown))


def of_tour(text: str) -> list[str]:
    """Return what the demo has a person type."""
    said = (line.removeprefix("$ ") for line in text.splitlines() if line.startswith("$ "))
    return [f"aegis --sandbox ask {shlex.quote(sentence)}" for sentence in said]


def _lines(block: str, *, only_typed: bool = False) -> Iterator[str]:
    """Yield the lines of a block, each with what continues it."""
    line = ""
    for part in block.splitlines():
        if only_typed and not part.startswith("$ "):
            continue
        text = _CRON.sub("", part.strip().removeprefix("$ "))
        line = " ".join(filter(None, [line.removesuffix("\\").strip(), text]))
        if line.endswith("\\") or line.count('"') % 2:
            continue
        yield line
        line = ""


def _distinct(lines: "Iterator[str] | list[str]") -> list[str]:
    shown = (_REMARK.sub("", line) for line in lines)
    return list(dict.fromkeys(line for line in shown if _calls_aegis(line)))


def _calls_aegis(line: str) -> bool:
    """Tell whether `aegis` stands where a shell has a command, and the line is no form."""
    if _FORM.search(re.sub(r"'[^']*'|\"[^\"]*\"", "", line)) or "…" in line:
        return False
    try:
        words = shlex.split(_SUBSTITUTED.sub("x", line))
    except ValueError:
        return False
    starts = [at for at in range(len(words)) if at == 0 or words[at - 1] in {*_JOINS, "--"}]
    for at in starts:
        command = next((word for word in words[at:] if not _SETTING.match(word)), "")
        if command.rpartition("/")[2] == "aegis":
            return True
    return False
