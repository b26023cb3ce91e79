"""The prompt: keeps a session for reading in memory until the person leaves.

A session for plain writes is kept for the minutes of a window, and none that can destroy.
A line is a sentence, or a command that starts with a slash. Ctrl-C cancels the running request,
Ctrl-D leaves. The planner gets the person's earlier lines and the last action, never a result.
"""

import shlex
from contextlib import suppress
from dataclasses import dataclass, replace

from aegis_cli import __version__
from aegis_cli.adapters.render.rows import shortened
from aegis_cli.adapters.terminal.kept_history import KeptHistory, history_path
from aegis_cli.adapters.terminal.line_editor import LineEditor
from aegis_cli.cli.ask import sentence
from aegis_cli.cli.emit import emit
from aegis_cli.cli.options import Output
from aegis_cli.cli.slash_commands import COMMANDS, completions
from aegis_cli.cli.streams import write_err
from aegis_cli.core.text import one_line
from aegis_cli.errors import AegisError, Code, Unclear, UsageError
from aegis_cli.request.result import Result, failed
from aegis_cli.settings.cli_options import CliOptions
from aegis_cli.wiring.app import App

WORDS = {"help": "/help", "?": "/help", "quit": "/quit", "exit": "/quit", "/exit": "/quit"}
"""What people type before they know the commands; none of these words is a sentence."""

_LONGEST_REPO = 40
"""Columns of a repository's name in the prompt."""
_OFFERED = "Did you mean one of these? Type its number."
_ANSWER = "Answer it here, say something else, or press Ctrl-C."
_OFFLINE = "/engine offline understands plain sentences without a model"
_NO_KEY = f"No Gemini key is set: {_OFFLINE}.\n"
_WITHOUT_MODEL = f"{_OFFLINE}; /do does an action by its name; /help says more."
_KEPT = """\
Your lines are kept in {path}, as the setting prompt.history says:
with every name and text that you type, and without results. Delete the file to forget them.
"""


def repl(options: CliOptions) -> int:
    """Read and do lines until the person leaves; return the exit code."""
    with App.of(replace(options, lasts=True)) as app:
        write_err(f"aegis {__version__}. Say what you want done, or /help.\n")
        if options.sandbox:
            write_err("This is a sandbox: nothing here is real, and it ends with the prompt.\n")
        elif _is_without_model(app):
            write_err(_NO_KEY)
        prompt = Prompt(app, LineEditor(completions, _kept(app)))
        while not prompt.has_left:
            try:
                line = prompt.lines.read(prompt.text).strip()
            except KeyboardInterrupt:
                prompt.asked = ""
            except EOFError:
                prompt.has_left = True
            else:
                prompt.enter(line)
        return 0


def _is_without_model(app: App) -> bool:
    """Tell whether no sentence could be planned as things stand; an error is told with a line."""
    with suppress(AegisError):
        return app.planners.lacks_model
    return False


def _kept(app: App) -> KeptHistory | None:
    """Return the history that is kept in a file, if the settings say so; tell the person of it."""
    if app.environment.options.sandbox:
        return None
    with suppress(AegisError):
        if app.environment.settings.keeps_history:
            path = history_path()
            try:
                kept = KeptHistory(path)
            except OSError as problem:
                write_err(f"{path} cannot be written, so no line is kept: {problem.strerror}.\n")
                return None
            write_err(_KEPT.format(path=path))
            return kept
    return None


def meant(line: str) -> str:
    """Return the line that is meant: hints show commands for a shell, and people paste them."""
    try:
        words = shlex.split(line) if line.startswith("aegis ") else []
    except ValueError:
        words = []
    match words[1:]:
        case ["ask", *text] if text and not any(word.startswith("-") for word in text):
            return " ".join(text)
        case ["do", *fields]:
            return shlex.join(["/do", *fields])
        case ["actions" | "whoami" as command]:
            return f"/{command}"
        case _:
            return WORDS.get(line.casefold(), line)


@dataclass
class Prompt:
    """Does the lines of one prompt, one after another."""

    app: App
    lines: LineEditor
    output: Output = Output.TEXT
    asked: str = ""
    """The sentence to which the planner has asked a question; "" if there is none."""
    offered: tuple[str, ...] = ()
    """The sentences that were suggested for the last line; a number picks one."""
    has_left: bool = False

    @property
    def text(self) -> str:
        """The text before the cursor."""
        if self.asked:
            return "answer> "
        repo = shortened(self.app.environment.options.repo, _LONGEST_REPO)
        return f"aegis {repo}> " if repo else "aegis> "

    def emit(self, result: Result) -> None:
        """Write a result as the person wants to read it now."""
        emit(result, self.output, self.app.screen.progress)

    def enter(self, line: str) -> None:
        """Do one line; report an error, and go on."""
        line = meant(line)
        if not line:
            return
        try:
            if line.startswith("/"):
                self._command(line)
            else:
                self._ask(sentence([self._picked(line)]))
        except AegisError as error:
            self.emit(failed(line, error))
        except KeyboardInterrupt:
            self.app.screen.progress.clear()
            write_err("\nCancelled.\n")

    def _picked(self, line: str) -> str:
        """Return the suggestion that a number picks, or else the line."""
        at = int(line) - 1 if line.isascii() and line.isdigit() and len(line) == 1 else -1
        if not 0 <= at < len(self.offered):
            return line
        write_err(f"| {one_line(self.offered[at])}\n")
        return self.offered[at]

    def _ask(self, text: str) -> None:
        # The answer to a question is added to the sentence that it was about.
        starts_over = not self.asked or self.app.requests.is_sentence(text)
        whole = text if starts_over else f"{self.asked} {text}"
        self.asked, self.offered = "", ()
        result = self.app.requests.ask(whole)
        if result.error is not None:
            result = replace(result, error=self._for_here(whole, result.error))
        self.emit(result)

    def _for_here(self, whole: str, error: AegisError) -> AegisError:
        """Return an error with a hint that is for the prompt, and not for a shell."""
        if error.code is Code.NO_PLANNER:
            return UsageError(error.message, code=error.code, hint=_WITHOUT_MODEL)
        if error.code is Code.QUESTION:
            self.asked = whole
            return Unclear(error.message, code=Code.QUESTION, hint=_ANSWER)
        if isinstance(error, Unclear) and error.sentences:
            self.offered = error.sentences
            rows = (f"{at}  {one_line(each)}" for at, each in enumerate(self.offered, start=1))
            hint = "\n".join([_OFFERED, *rows])
            return Unclear(error.message, code=error.code, hint=hint)
        return error

    def _command(self, line: str) -> None:
        name, _, rest = line.partition(" ")
        self.asked, self.offered = "", ()
        if name not in COMMANDS:
            raise UsageError(
                f"There is no command {name}.", code=Code.BAD_USAGE, hint="/help lists them."
            )
        COMMANDS[name].do(self, rest.strip())
