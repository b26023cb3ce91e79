"""The manual page: the help of each command in roff, as man(7) has it, from the same source."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from aegis_cli import __version__
from aegis_cli.cli.lazy import Command, Context, HelpFormatter, LazyGroup, TyperGroup, context_of

_PLAIN = "\b"
"""Begins a paragraph whose line ends stay, in a help text."""
_CONTROLS = frozenset(".'")
"""What begins a request of roff at the start of a line."""


def manual(root: Command) -> str:
    """Return the page of `aegis` and all its commands, of which the actions are only listed."""
    top = _Roff()
    top.request("TH", "AEGIS", "1", "", f"aegis {__version__}", "aegis manual")
    context = context_of(root, "aegis")
    top.request("SH", "NAME")
    top.line(f"aegis - {(root.help or '').rstrip('.')}")
    for path, command, its_context in commands_of(root, context):
        top.request("SH", path.upper())
        command.format_help(its_context, top)
    return top.getvalue()


def commands_of(command: Command, context: Context) -> Iterator[tuple[str, Command, Context]]:
    """Yield a command and those below it, each with its path; but not each action as a command."""
    yield context.command_path, command, context
    is_catalogue = isinstance(command, LazyGroup) and not command.table
    if not isinstance(command, TyperGroup) or is_catalogue:
        return
    for name in command.list_commands(context):
        below = command.get_command(context, name)
        if below is not None:
            yield from commands_of(below, context_of(below, name, context))


class _Roff(HelpFormatter):
    """Writes roff where the help texts ask for text: same words, and no widths."""

    def request(self, name: str, *words: str) -> None:
        """Write a request, such as `.SH NAME`."""
        quoted = (f'"{_escape(word)}"' for word in words)
        self.write(" ".join([f".{name}", *quoted]) + "\n")

    def line(self, text: str) -> None:
        """Write a line of text."""
        escaped = _escape(text)
        self.write(("\\&" if escaped[:1] in _CONTROLS else "") + escaped + "\n")

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write how a command is typed."""
        del prefix
        self.request("B", f"{prog} {args}".strip())

    def write_heading(self, heading: str) -> None:
        """Write the heading of a section within a command."""
        self.request("SS", heading)

    def write_paragraph(self) -> None:
        """Begin a paragraph."""
        self.request("PP")

    def write_text(self, text: str) -> None:
        """Write paragraphs; those that are laid out by hand stay as they are."""
        for paragraph in re.split(r"\n\s*\n", text):
            words = paragraph.lstrip("\n")
            if words.startswith(_PLAIN):
                self._as_it_is(words.removeprefix(_PLAIN).strip("\n"))
            else:
                self.write_paragraph()
                self.line(" ".join(words.split()))

    def _as_it_is(self, text: str) -> None:
        self.request("nf")
        for line in text.splitlines():
            self.line(line)
        self.request("fi")

    def write_dl(
        self, rows: Sequence[tuple[str, str]], col_max: int = 30, col_spacing: int = 2
    ) -> None:
        """Write a list of names, each with what it means."""
        del col_max, col_spacing
        for name, meaning in rows:
            self.request("TP")
            self.request("B", name)
            self.line(meaning)

    @contextmanager
    def section(self, name: str) -> Iterator[None]:
        """Write a section within a command."""
        self.write_heading(name)
        yield

    @contextmanager
    def indentation(self) -> Iterator[None]:
        """Leave the indentation to roff."""
        yield


def _escape(text: str) -> str:
    """Return text in which roff finds nothing to obey; a hyphen stays one that can be copied."""
    return text.replace("\\", "\\e").replace("-", "\\-").replace('"', "\\(dq")
