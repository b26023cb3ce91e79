"""A short code that a person chose at the start, and types again at each question."""

from collections.abc import Callable
from typing import Protocol

from aegis_cli.core.secret import Secret

SHORTEST = 4
"""The fewest characters of a PIN."""

_MOST_WRONG = 3


class HiddenQuestions(Protocol):
    """Where a person is asked for what is not shown, such as a terminal."""

    def ask_hidden(self, question: str) -> str:
        """Ask, and return the line that was typed."""
        ...

    def decide(
        self, question: str, is_answer: Callable[[str], bool], *, shows: bool = True
    ) -> str | None:
        """Ask once the question can have been read; return an answer, or `None` for a no."""
        ...

    def write(self, text: str) -> None:
        """Show a text."""
        ...


class Pin:
    """A code in memory, and how often in a row it was typed wrong.

    It is against keys that another process presses in the person's terminal; it is not against
    whoever can see the person's keys. One question at a time.
    """

    def __init__(self, code: Secret, locks: Callable[[], None]) -> None:
        """Take the code, and what is called after three wrong ones in a row."""
        self._code = code
        self._locks = locks
        self._wrong = 0

    @classmethod
    def chosen(cls, person: HiddenQuestions, locks: Callable[[], None]) -> "Pin | None":
        """Have a person choose a code, typed twice; `None` if they type none."""
        while typed := person.ask_hidden(f"Choose a PIN of {SHORTEST} or more characters: "):
            if len(typed) < SHORTEST or not typed.isprintable():
                person.write(f"A PIN has {SHORTEST} or more characters that can be printed.\n")
            elif _is(Secret(typed), person.ask_hidden("The same PIN again: ")):
                return cls(Secret(typed), locks)
            else:
                person.write("The two are not the same.\n")
        return None

    def is_typed(self, person: HiddenQuestions) -> bool:
        """Ask for the code until it is right, a person types none, or the third is wrong.

        A line with a control character is a no, and not a wrong code.
        """
        while self._wrong < _MOST_WRONG:
            # NOTE: what was typed for something else must be no wrong PIN: the third one locks.
            typed = person.decide("Your yes takes your PIN.\nPIN: ", bool, shows=False)
            if typed is None or not typed.isprintable():
                return False
            if _is(self._code, typed):
                self._wrong = 0
                return True
            self._wrong += 1
            person.write("This is not the PIN.\n")
        self._locks()
        return False

    def forgive(self) -> None:
        """Forget the wrong ones, once the person has shown otherwise who they are."""
        self._wrong = 0


def _is(code: Secret, typed: str) -> bool:
    return bool(typed) and Secret(typed) == code
