"""The prompt of the REPL: prompt_toolkit, with a history that lives in memory only."""

from collections.abc import Callable, Iterable

from prompt_toolkit import PromptSession
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.history import InMemoryHistory

from aegis_cli.adapters.render.rows import BAR


class LineEditor:
    """Reads lines with editing, history and completion."""

    def __init__(self, complete: Callable[[str], Iterable[tuple[str, str]]]) -> None:
        """Take a function from the text before the cursor to pairs: a word, what it replaces."""
        self._session: PromptSession[str] = PromptSession(
            history=InMemoryHistory(), completer=_Words(complete), complete_while_typing=False
        )

    def read(self, prompt: str) -> str:
        """Read one line; `EOFError` on Ctrl-D, `KeyboardInterrupt` on Ctrl-C.

        NOTE: a pasted text may be somebody else's, so a bar marks each further line.
        """
        return self._session.prompt(prompt, prompt_continuation=BAR)


class _Words(Completer):
    def __init__(self, complete: Callable[[str], Iterable[tuple[str, str]]]) -> None:
        self._complete = complete

    def get_completions(
        self, document: Document, complete_event: CompleteEvent
    ) -> Iterable[Completion]:
        """Return the completions of the text before the cursor."""
        for word, replaced in self._complete(document.text_before_cursor):
            yield Completion(word, start_position=-len(replaced))
