"""A short code that a person chose at the start, and types again at each question.

Of the code itself nothing is kept: a slow hash with a salt is enough to know it again.
NOTE: a code of four digits has ten thousand values, so whoever reads the hash finds the code.
"""

import hashlib
import hmac
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

SHORTEST = 4
"""The fewest characters of a PIN."""

_MOST_WRONG = 3
_SALT = 16
_COST, _BLOCK, _LANES = 2**14, 8, 1
"""The cost of scrypt (RFC 7914) that it is advised to have where somebody waits for it."""

_VARIABLES = {
    "TMUX": "tmux",
    "STY": "GNU screen",
    "ZELLIJ": "zellij",
    "KITTY_LISTEN_ON": "kitty, whose remote control is on",
    "WEZTERM_UNIX_SOCKET": "WezTerm",
    "ITERM_SESSION_ID": "iTerm2",
    "KONSOLE_DBUS_SESSION": "Konsole",
    "NVIM": "the terminal of Neovim",
    "INSIDE_EMACS": "the terminal of Emacs",
}
_PROGRAMS = {"vscode": "the terminal of VS Code"}


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


@dataclass(frozen=True, slots=True, repr=False)
class PinHash:
    """What is kept of a code."""

    salt: bytes
    hash: bytes

    @classmethod
    def of(cls, code: str) -> "PinHash":
        """Return the hash of a code, with a new salt."""
        salt = os.urandom(_SALT)
        return cls(salt, _hash(code, salt))

    def as_json(self) -> dict[str, str]:
        """Return it for another program of this process."""
        return {"salt": self.salt.hex(), "hash": self.hash.hex()}

    @classmethod
    def from_json(cls, kept: Mapping[str, str]) -> "PinHash":
        """Return what `as_json` made."""
        return cls(bytes.fromhex(kept["salt"]), bytes.fromhex(kept["hash"]))

    def is_of(self, typed: str) -> bool:
        """Tell whether this is the code."""
        return hmac.compare_digest(_hash(typed, self.salt), self.hash)


def _hash(code: str, salt: bytes) -> bytes:
    data = code.encode("utf-8", "surrogatepass")
    return hashlib.scrypt(data, salt=salt, n=_COST, r=_BLOCK, p=_LANES)


class Pin:
    """The hash of a code, and how often in a row it was typed wrong.

    It is against keys that another process presses in the person's terminal; it is not against
    whoever can see the person's keys. One question at a time.
    """

    def __init__(self, kept: PinHash, locks: Callable[[], None]) -> None:
        """Take the hash, and what is called after three wrong ones in a row."""
        self.kept = kept
        self._locks = locks
        self._wrong = 0

    @classmethod
    def choose(cls, person: HiddenQuestions, locks: Callable[[], None]) -> "Pin | None":
        """Have a person choose a code, typed twice; `None` if they type none."""
        while typed := person.ask_hidden(f"Choose a PIN of {SHORTEST} or more characters: "):
            if len(typed) < SHORTEST or not typed.isprintable():
                person.write(f"A PIN has {SHORTEST} or more characters that can be printed.\n")
                continue
            kept = PinHash.of(typed)
            if kept.is_of(person.ask_hidden("The same PIN again: ")):
                return cls(kept, locks)
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
            if self.kept.is_of(typed):
                self._wrong = 0
                return True
            self._wrong += 1
            person.write("This is not the PIN.\n")
        self._locks()
        return False

    def forgive(self) -> None:
        """Forget the wrong ones, once the person has shown otherwise who they are."""
        self._wrong = 0


def drivers(environment: Mapping[str, str]) -> tuple[str, ...]:
    """Name the programs around this terminal that let other processes type into it.

    Whoever runs as the same user can have each of them press a key; a PIN is against that.
    NOTE: a desktop's own ways to type, such as xdotool, leave no mark in the environment.
    """
    found = [name for variable, name in _VARIABLES.items() if environment.get(variable)]
    program = _PROGRAMS.get(environment.get("TERM_PROGRAM", ""))
    return tuple(found + ([program] if program else []))
