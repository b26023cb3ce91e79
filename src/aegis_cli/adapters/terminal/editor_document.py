"""Several texts as one document that a person edits; pure.

    …                     what to do, and five lines at least
    ===== title
    Crash on start
    ===== body
    It crashes.
    ===== end             and five lines below it

NOTE: a text may be somebody else's, and editors obey "modelines" in the first and last five lines
of a file; so no text stands there.
"""

from collections.abc import Mapping
from dataclasses import dataclass

_ABOVE = """\
Write below the lines that begin with {bar}, and leave these lines as they are.
Save and close the editor to go on; close it without saving to change nothing.
Then everything is shown again. Nothing is sent before you approve it.


"""
_BELOW = "\n" * 6


@dataclass(frozen=True, slots=True)
class EditorDocument:
    """Texts by their labels."""

    texts: Mapping[str, str]

    @property
    def text(self) -> str:
        """What is edited."""
        *marks, end = self._marks
        parts = zip(marks, self.texts.values(), strict=True)
        body = "".join(f"{mark}\n{text}\n" for mark, text in parts)
        return f"{_ABOVE.format(bar=self._bar)}{body}{end}{_BELOW}"

    def read(self, document: str) -> Mapping[str, str] | None:
        """Return the texts in an edited document; `None` if its marks are not as they were."""
        lines = document.split("\n")
        at = [number for number, line in enumerate(lines) if line.rstrip() in self._marks]
        if [lines[number].rstrip() for number in at] != self._marks:
            return None
        between = zip(self.texts, at[:-1], at[1:], strict=True)
        return {label: "\n".join(lines[start + 1 : end]) for label, start, end in between}

    @property
    def _marks(self) -> list[str]:
        return [f"{self._bar} {label}" for label in (*self.texts, "end")]

    @property
    def _bar(self) -> str:
        """Return a bar that no line of a text begins with."""
        bar = "====="
        while any(line.startswith(bar) for text in self.texts.values() for line in _lines(text)):
            bar += "="
        return bar


def _lines(text: str) -> list[str]:
    return text.split("\n")
