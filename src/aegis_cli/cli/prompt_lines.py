"""What the prompt does with each line: a command, a sentence, or the answer to a question."""

import shlex
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from aegis_cli.adapters.render.rows import shorten
from aegis_cli.adapters.terminal.line_editor import LineEditor
from aegis_cli.cli.ask import sentence
from aegis_cli.cli.emit import Presentation, emit, files_of, is_watched
from aegis_cli.cli.options import Output
from aegis_cli.cli.streams import write_err
from aegis_cli.core.text import one_line
from aegis_cli.errors import AegisError, Code, Unclear, UsageError
from aegis_cli.planning.row_references import ListedRows
from aegis_cli.planning.said_value import hide_value
from aegis_cli.planning.same_for import LineBefore, same_for, says_same
from aegis_cli.request.conversation import place_of_plan
from aegis_cli.request.listed_rows import answer_after, rows_after
from aegis_cli.request.result import Result, failed_result
from aegis_cli.request.undo_plan import written_after
from aegis_cli.wiring.app import App

WORDS = {"help": "/help", "?": "/help", "quit": "/quit", "exit": "/quit", "/exit": "/quit"}
"""What people type before they know the commands; none of these words is a sentence."""

UNDO = "/undo"
_LONGEST_REPO = 40
"""Columns of a repository's name in the prompt."""
_OFFERED = "Did you mean this? Its number fills it in; change it, or press Enter to have it done."
_ANSWER = "Answer it here, say something else, or press Ctrl-C."
_FOR_A_SHELL = "Say the sentence alone; /json, /jq and /web show its answer again, /help says more."
_NOT_THE_SAME = "It is not certain what the sentence before would be for that."
OFFLINE = "/engine offline understands plain sentences without a model"
_WITHOUT_MODEL = f"{OFFLINE}; /do does an action by its name; /help says more."


def strip_command(line: str) -> str:
    """Return the line that is meant: pages and hints show commands for a shell, and people paste.

    Raises `UsageError` for options of a shell's line that the prompt has other commands for.
    """
    try:
        words = shlex.split(line) if line.startswith("aegis ") else []
    except ValueError:
        words = []
    match words[1:]:
        case ["do" | "actions" as command, *rest]:
            return shlex.join([f"/{command}", *rest])
        case ["whoami"]:
            return "/whoami"
        case [*text] if any(word.startswith("-") for word in text):
            raise UsageError(
                "This is a line for a shell, with options.", code=Code.BAD_USAGE, hint=_FOR_A_SHELL
            )
        case ["ask", *text] if text:
            return " ".join(text)
        case [text] if " " in text:
            return text
        case _:
            return WORDS.get(line.casefold(), line)


@dataclass
class Prompt:
    """Does the lines of one prompt, one after another."""

    app: App
    lines: LineEditor
    commands: Mapping[str, "SlashCommand"]
    """What a line that starts with a slash does, by its first word."""
    output: Output = Output.TEXT
    asked: str = ""
    """The sentence to which the planner has asked a question; "" if there is none."""
    offered: tuple[str, ...] = ()
    """The sentences that were suggested for the last line; a number fills one in."""
    filled: str = ""
    """What the next line begins with, for the person to send or to change."""
    listed: ListedRows = field(default_factory=ListedRows)
    """The rows of the last list, which a sentence may name."""
    answer: Result | None = None
    """The last answer, which `/json`, `/jq` and `/web` show in another way."""
    written: Result | None = None
    """The last answer of a plan that changed something, which `/undo` takes back."""
    before: LineBefore = field(default_factory=LineBefore)
    """The sentence before, which "same for acme/api" says again."""
    has_left: bool = False

    @property
    def text(self) -> str:
        """The text before the cursor."""
        if self.asked:
            return "answer> "
        repo = shorten(self.app.environment.options.repo, _LONGEST_REPO)
        return f"aegis {repo}> " if repo else "aegis> "

    def emit(self, result: Result) -> None:
        """Write a result as the person wants to read it now, and keep what its rows are."""
        self.listed = rows_after(result, self.listed)
        self.answer = answer_after(result, self.answer)
        self.written = written_after(result, self.written)
        has_rows = self.listed.is_last_answer and bool(self.listed.rows)
        spooled = self.app.requests.take_spooled()
        presentation = Presentation(spooled, is_numbered=has_rows, undo=UNDO)
        emit(result, self.output, self.app.screen.progress, presentation)

    def read(self) -> str:
        """Read the next line, which may be filled in already."""
        filled, self.filled = self.filled, ""
        return self.lines.read(self.text, filled).strip()

    def enter(self, line: str) -> None:
        """Do one line; report an error, and go on."""
        try:
            line = hide_value(strip_command(line))
            self.filled = self._suggestion(line)
            if not line or self.filled:
                return
            if line.startswith("/"):
                self._command(line)
            else:
                self._ask(sentence([line]))
        except AegisError as error:
            self.emit(failed_result(line, error))
        except KeyboardInterrupt:
            self.app.screen.progress.clear()
            write_err("\nCancelled.\n")

    def _suggestion(self, line: str) -> str:
        """Return the suggestion whose number a line is; "" if it is none."""
        numbered = {str(at): each for at, each in enumerate(self.offered, start=1)}
        return numbered.get(line, "")

    def _ask(self, text: str) -> None:
        # The answer to a question is added to the sentence that it was about.
        requests = self.app.requests
        # "The first one" may be of what the question names.
        is_last = self.listed.is_last_answer and not self.asked
        listed = replace(self.listed, is_last_answer=is_last)
        starts_over = not self.asked or requests.is_sentence(text, listed)
        whole = text if starts_over else f"{self.asked} {text}"
        whole = same_for(whole, self.before, self.app.environment.web_host)
        self.asked, self.offered = "", ()
        result = requests.ask(
            whole,
            is_watched=is_watched(self.output),
            listed=listed,
            files=files_of(self.output),
        )
        self.before = LineBefore(whole, place_of_plan(result))
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
        if isinstance(error, Unclear) and says_same(whole):
            return Unclear(_NOT_THE_SAME, code=error.code, hint="Say the whole sentence.")
        return error

    def _command(self, line: str) -> None:
        name, _, rest = line.partition(" ")
        self.asked, self.offered = "", ()
        if name not in self.commands:
            raise UsageError(
                f"There is no command {name}.", code=Code.BAD_USAGE, hint="/help lists them."
            )
        self.commands[name].do(self, rest.strip())


class SlashCommand(NamedTuple):
    """One command of the prompt."""

    says: str
    """What it is for, in a line of `/help`."""
    do: Callable[[Prompt, str], None]
    """Does it, with what stands behind its name."""
    offers: Callable[[], Iterable[str]] = tuple
    """Returns what may stand there, for Tab."""
