"""The prompt of the REPL: prompt_toolkit, with a history that lives in memory unless it is kept."""

import os
import signal
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from prompt_toolkit import PromptSession
from prompt_toolkit.application import create_app_session, get_app, run_in_terminal
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.filters import Condition
from prompt_toolkit.history import History, InMemoryHistory
from prompt_toolkit.input.typeahead import get_typeahead, store_typeahead
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.keys import Keys
from prompt_toolkit.output.plain_text import PlainTextOutput

from aegis_cli.adapters.render.capabilities import is_plain
from aegis_cli.adapters.render.rows import BAR

_NEW_LINE = "\n"
_GOES_ON = "\\"
"""At the end of a line: there is another one."""


class LineEditor:
    """Reads lines with editing, history and completion."""

    def __init__(
        self,
        complete: Callable[[str], Iterable[tuple[str, str]]],
        kept: History | None = None,
    ) -> None:
        """Take a function from the text before the cursor to pairs: a word, what it replaces.

        `kept` is a history that outlives this editor.
        """
        self._prompt = ""
        plain = PlainTextOutput(sys.stdout) if is_plain(os.environ) else None
        with create_app_session(output=plain):
            self._session: PromptSession[str] = PromptSession(
                history=kept or InMemoryHistory(),
                completer=_Words(complete),
                complete_while_typing=False,
                key_bindings=self._keys(),
            )

    def read(self, prompt: str, filled: str = "") -> str:
        """Read one line, which begins with what is filled in and can be changed.

        A terminal that can only print shows it above the line, and an empty line sends it. Raises
        `EOFError` on Ctrl-D, `KeyboardInterrupt` on Ctrl-C.

        NOTE: a pasted text may be somebody else's, so a bar marks each further line. The signal of
        a Ctrl-C is left to Python: prompt_toolkit's handler loses one that comes as it ends.
        """
        self._prompt = prompt
        above = filled if is_plain(os.environ) else ""
        shown = f"{BAR}{above}\n{prompt}" if above else prompt
        with _told_to_print():
            line = self._session.prompt(
                shown,
                default="" if above else filled,
                prompt_continuation=BAR,
                handle_sigint=False,
            )
        self._check_ahead()
        return line or above

    def _check_ahead(self) -> None:
        """Raise `KeyboardInterrupt` for a Ctrl-C right behind the end of a line.

        Until the editor has ended, the terminal gives Ctrl-C as a key and not as a signal.
        """
        keys = self._session.input
        ahead = [*get_typeahead(keys), *keys.read_keys()]
        if any(pressed.key is Keys.ControlC for pressed in ahead):
            raise KeyboardInterrupt
        store_typeahead(keys, ahead)

    def history(self) -> list[str]:
        """Return the lines so far, the oldest first."""
        return [*self._session.history.load_history_strings()][::-1]

    def remember(self, line: str) -> None:
        """Add a line that was written elsewhere."""
        self._session.history.append_string(line)

    def _keys(self) -> KeyBindings:
        """Bind what makes several lines, and what suspends this process and is redrawn after it."""
        keys = KeyBindings()
        keys.add("escape", "enter", eager=True)(_break_line)
        keys.add("enter", eager=True, filter=Condition(_goes_on))(_break_line)
        keys.add("c-z", eager=True)(self._suspend)
        return keys

    def _suspend(self, event: KeyPressEvent) -> None:
        event.app.create_background_task(self._give_terminal_back(event.current_buffer.text))

    async def _give_terminal_back(self, text: str) -> None:
        """Give the terminal back to the shell until the person is back."""
        await run_in_terminal(lambda: os.kill(0, signal.SIGTSTP))
        if is_plain(os.environ):
            # Nobody else draws anything there.
            self._session.output.write(f"{self._prompt}{text}")
            self._session.output.flush()


@contextmanager
def _told_to_print() -> Iterator[None]:
    """Have prompt_toolkit draw nothing where all is printed once; it asks `TERM` alone."""
    if not is_plain(os.environ):
        yield
        return
    before = os.environ.get("TERM")
    os.environ["TERM"] = "dumb"
    try:
        yield
    finally:
        if before is None:
            del os.environ["TERM"]
        else:
            os.environ["TERM"] = before


def _goes_on() -> bool:
    return get_app().current_buffer.document.text_before_cursor.endswith(_GOES_ON)


def _break_line(event: KeyPressEvent) -> None:
    """Begin another line at the cursor, in the place of a backslash before it."""
    document = event.current_buffer.document
    before = document.text_before_cursor.removesuffix(_GOES_ON) + _NEW_LINE
    event.current_buffer.document = Document(before + document.text_after_cursor, len(before))


class _Words(Completer):
    def __init__(self, complete: Callable[[str], Iterable[tuple[str, str]]]) -> None:
        self._complete = complete

    def get_completions(
        self, document: Document, complete_event: CompleteEvent
    ) -> Iterable[Completion]:
        """Return the completions of the text before the cursor."""
        for word, replaced in self._complete(document.text_before_cursor):
            yield Completion(word, start_position=-len(replaced))
