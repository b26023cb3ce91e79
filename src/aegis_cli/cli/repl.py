"""The prompt: keeps a session for reading in memory until the person leaves.

A session for plain writes is kept for the minutes of a window, and none that can destroy.
A line is a sentence, or a command that starts with a slash. Ctrl-C cancels the running request,
Ctrl-D leaves. The planner gets the person's earlier lines and the last action, never a result.
"""

from contextlib import suppress
from dataclasses import replace

from aegis_cli import __version__
from aegis_cli.adapters.terminal.kept_history import KeptHistory, LinesInMemory, history_path
from aegis_cli.adapters.terminal.line_editor import LineEditor
from aegis_cli.cli.prompt_lines import Prompt
from aegis_cli.cli.slash_commands import COMMANDS, completions
from aegis_cli.cli.streams import write_err
from aegis_cli.errors import AegisError
from aegis_cli.settings.cli_options import CliOptions
from aegis_cli.wiring.app import App
from aegis_cli.wiring.planners import WITHOUT_KEY

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
            write_err(f"{WITHOUT_KEY}\n")
        with suppress(AegisError):  # which is told with a line
            write_err("".join(f"{line}\n" for line in app.requests.providers_without_rules()))
        prompt = Prompt(app, LineEditor(completions, _open_history(app)), COMMANDS)
        while not prompt.has_left:
            try:
                line = prompt.read()
            except KeyboardInterrupt:
                prompt.asked = ""
            except EOFError:
                prompt.has_left = True
            else:
                prompt.enter(line)
        return 0


def _is_without_model(app: App) -> bool:
    """Tell whether the offline engine reads for want of a key; an error is told with a line."""
    with suppress(AegisError):
        return app.planners.reads_offline
    return False


def _open_history(app: App) -> KeptHistory | LinesInMemory:
    """Return the history, in a file if the settings say so; tell the person of it."""
    if app.environment.options.sandbox:
        return LinesInMemory()
    with suppress(AegisError):
        if app.environment.settings.keeps_history:
            path = history_path()
            try:
                kept = KeptHistory(path)
            except OSError as problem:
                write_err(f"{path} cannot be written, so no line is kept: {problem.strerror}.\n")
                return LinesInMemory()
            write_err(_KEPT.format(path=path))
            return kept
    return LinesInMemory()
