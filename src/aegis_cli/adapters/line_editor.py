"""The prompt of the REPL: prompt_toolkit, with a history that lives in memory only."""

from collections.abc import Callable, Iterable

from prompt_toolkit import PromptSession
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.history import InMemoryHistory


class LineEditor:
    """Reads lines with editing, history and completion."""

    def __init__(self, complete: Callable[[str], Iterable[tuple[str, str]]]) -> None:
        """Take what completes the text before the cursor: (word, what it replaces)."""
        self._session: PromptSession[str] = PromptSession(
            history=InMemoryHistory(), completer=_Words(complete), complete_while_typing=False
        )

    def read(self, prompt: str) -> str:
        """Read one line; `EOFError` on Ctrl-D, `KeyboardInterrupt` on Ctrl-C."""
        return self._session.prompt(prompt)


class _Words(Completer):
    def __init__(self, complete: Callable[[str], Iterable[tuple[str, str]]]) -> None:
        self._complete = complete

    def get_completions(
        self, document: Document, complete_event: CompleteEvent
    ) -> Iterable[Completion]:
        """Offer what fits the text before the cursor."""
        for word, replaced in self._complete(document.text_before_cursor):
            yield Completion(word, start_position=-len(replaced))
