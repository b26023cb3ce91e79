"""The prompt: keeps a session for reading in memory until the person leaves.

A session for plain writes is kept for the minutes of a window, and none that can destroy.
A line is a sentence, or a command that starts with a slash. Ctrl-C cancels the running request,
Ctrl-D leaves. The planner gets the person's earlier lines and the last action, never a result.
"""

import shlex
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace

from aegis_cli import __version__
from aegis_cli.actions import catalog
from aegis_cli.adapters.render.rows import shortened
from aegis_cli.adapters.terminal.line_editor import LineEditor
from aegis_cli.cli.ask import sentence
from aegis_cli.cli.emit import emit
from aegis_cli.cli.options import Output
from aegis_cli.cli.streams import write_err, write_out
from aegis_cli.core.text import one_line
from aegis_cli.errors import AegisError, Code, Unclear, UsageError
from aegis_cli.request.result import Result, failed
from aegis_cli.settings.cli_options import CliOptions
from aegis_cli.wiring.app import App

COMMANDS = {
    "/help": "show this",
    "/actions": "list the actions",
    "/do": "do one action: /do issues.list --repo acme/web",
    "/repo": "set what 'this repo' means: /repo acme/web",
    "/whoami": "show who is signed in",
    "/output": "write text or json: /output json",
    "/clear": "forget the lines before, and clear the screen",
    "/quit": "leave, and forget the session",
}

WORDS = {"help": "/help", "?": "/help", "quit": "/quit", "exit": "/quit", "/exit": "/quit"}
"""What people type before they know the commands; none of these words is a sentence."""

_LONGEST_REPO = 40
"""Columns of a repository's name in the prompt."""
_CLEAR = "\x1b[H\x1b[2J\x1b[3J"
_ANSWER = "Answer it here, or press Ctrl-C to say something else."


def repl(options: CliOptions) -> int:
    """Read and do lines until the person leaves; return the exit code."""
    with App(replace(options, lasts=True)) as app:
        prompt = Prompt(app)
        editor = LineEditor(completions)
        write_err(f"aegis {__version__}. Say what you want done, or /help.\n")
        if options.sandbox:
            write_err("This is a sandbox: nothing here is real, and it ends with the prompt.\n")
        while True:
            try:
                line = editor.read(prompt.text).strip()
            except KeyboardInterrupt:
                prompt.asked = ""
                continue
            except EOFError:
                return 0
            line = meant(line)
            if line == "/quit":
                return 0
            if line:
                prompt.take(line)


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
    output: Output = Output.TEXT
    asked: str = ""
    """The sentence to which the planner has asked a question; "" if there is none."""

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

    def take(self, line: str) -> None:
        """Do one line; report an error, and go on."""
        try:
            if line.startswith("/"):
                self._command(line)
            else:
                self._ask(sentence([line]))
        except AegisError as error:
            self.emit(failed(line, error))
        except KeyboardInterrupt:
            self.app.screen.progress.clear()
            write_err("\nCancelled.\n")

    def _ask(self, text: str) -> None:
        # The answer to a question is added to the sentence that it was about.
        whole = f"{self.asked} {text}".strip()
        self.asked = ""
        result = self.app.requests.ask(whole)
        if result.error is not None and result.error.code is Code.QUESTION:
            self.asked = whole
            error = Unclear(result.error.message, code=Code.QUESTION, hint=_ANSWER)
            result = replace(result, error=error)
        self.emit(result)

    def _command(self, line: str) -> None:
        name, _, rest = line.partition(" ")
        self.asked = ""
        match name:
            case "/help":
                width = max(map(len, COMMANDS))
                write_out("".join(f"  {n:<{width}}  {t}\n" for n, t in COMMANDS.items()))
            case "/actions":
                entries = catalog.ENTRIES.values()
                write_out("".join(f"  {e.signature}\n      {e.summary}\n" for e in entries))
            case "/do":
                self._do(rest)
            case "/repo":
                self.app.environment.set_repo(rest.strip())
            case "/whoami":
                self._whoami()
            case "/output":
                self._set_output(rest.strip())
            case "/clear":
                self.app.requests.conversation.forget()
                sys.stdout.write(_CLEAR)
                sys.stdout.flush()
            case _:
                raise UsageError(
                    f"There is no command {name}.", code=Code.BAD_USAGE, hint="/help lists them."
                )

    def _do(self, rest: str) -> None:
        from aegis_cli.cli.do import parsed  # noqa: PLC0415  # seldom needed here

        try:
            words = shlex.split(rest)
        except ValueError as problem:
            raise UsageError(f"The line cannot be read: {problem}.", code=Code.BAD_USAGE) from None
        action = parsed(words)
        if action is not None:
            requests = self.app.requests
            self.emit(requests.do(rest, requests.typed_act(*action)))

    def _whoami(self) -> None:
        identity = self.app.identities.whoami()
        self.app.screen.progress.clear()
        scope = " ".join(identity["scope"])
        who = one_line(f"{identity['name']} ({identity['subject']})")
        write_out(f"You are {who}, granted: {one_line(scope)}\n")

    def _set_output(self, word: str) -> None:
        try:
            self.output = Output(word)
        except ValueError:
            raise UsageError("Write /output text or /output json.", code=Code.BAD_USAGE) from None


def completions(before: str) -> Iterator[tuple[str, str]]:
    """Offer commands at the start of a line, and action names after /do."""
    if before.startswith("/do "):
        word = before.removeprefix("/do ")
        yield from ((name, word) for name in catalog.ENTRIES if name.startswith(word))
    elif before.startswith("/") and " " not in before:
        yield from ((name, before) for name in COMMANDS if name.startswith(before))
