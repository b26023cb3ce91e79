"""Whom a session serves, and what it says to a client that merely found it.

A session that runs a command is for that command and what it starts. One that runs none, a queue,
serves whoever finds it. A client that found the session by itself is told whose it is, or
why not to use it: the client's own explicit settings come first.
"""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from aegis_cli.core.text import one_line
from aegis_cli.errors import Code, error_for
from aegis_cli.session.client.thin_client import DISPLAY
from aegis_cli.session.line.peers import Peer
from aegis_cli.settings.cli_options import STEERING, differing

_MOST_STRANGERS = 20
"""How many programs from outside the log names; more of them add no line."""
_ENGINE = "--engine"


@dataclass(slots=True)
class Audience:
    """What decides whom a session serves."""

    command: str = ""
    """The name of the program that it runs; "" for a queue, which serves everybody."""
    terminal: str = ""
    """Where its person is asked."""
    settings: Mapping[str, str] = field(default_factory=dict)
    """The settings in the agent's environment, without the secrets."""
    unused: frozenset[str] = frozenset()
    """The person's settings that the session does not use, because a sandbox has its own."""
    engine: str = ""
    strangers: dict[int, str] = field(default_factory=dict)
    """What the programs claim to be that were not served, by process."""

    @property
    def kept(self) -> dict[str, Any]:
        """What it is, for JSON."""
        return {
            "command": self.command,
            "terminal": self.terminal,
            "settings": dict(self.settings),
            "unused": sorted(self.unused),
            "engine": self.engine,
            "strangers": [*self.strangers.items()],
        }

    @classmethod
    def from_kept(cls, kept: Mapping[str, Any]) -> "Audience":
        """Return the audience that was `kept`."""
        unused, strangers = frozenset(kept["unused"]), dict(kept["strangers"])
        return cls(**{**kept, "unused": unused, "strangers": strangers})

    def require_member(self, peer: Peer, note: Callable[[str], object]) -> None:
        """Raise `AegisError` for a program that the session's command did not start.

        `note` tells the person of it, once for each process. A program that has ended is not
        checked.
        """
        if not self.command or not peer.is_alive() or peer.is_known_to_descend_from(os.getpid()):
            return
        if peer.pid not in self.strangers and len(self.strangers) < _MOST_STRANGERS:
            claims = self.strangers[peer.pid] = peer.claims()
            note(f"not served, since the session's command did not start it: {claims}")
        raise error_for(
            Code.NO_SESSION,
            f"The session{self._where} is for `{self.command}` and what that starts; this program "
            "was started elsewhere.",
            hint="Start it inside the session. `AEGIS_SESSION= aegis …` does without a session, "
            "and `aegis session` without a command serves all your terminals.",
        )

    def name(self, identity: str) -> str:
        """Return words by which a person recognises the session."""
        what = f", which runs `{self.command}`" if self.command else ""
        return f"the session of {identity}{self._where}{what}"

    @property
    def _where(self) -> str:
        return f" at {self.terminal}" if self.terminal else ""

    def welcome(
        self, words: Sequence[str], variables: Mapping[str, str], identity: str
    ) -> tuple[bool, str]:
        """Tell whether a client that merely found the session is served, and what it then says.

        It is not served if one of its own settings differs from the session's.
        """
        given = {name: value for name, value in variables.items() if name not in DISPLAY}
        others = " and ".join([*differing(self.settings, given), *self._options(words)])
        name = self.name(identity)
        says = (
            f"{others} would not apply in {name}, so this command runs by itself."
            if others
            else f"This command runs in {name}."
        )
        return not others, one_line(says)

    def _options(self, words: Sequence[str]) -> Iterator[str]:
        given = _options_in(words)
        yield from (name for name in STEERING if name in given)
        if given.get(_ENGINE, self.engine) != self.engine:
            yield _ENGINE


def _options_in(words: Sequence[str]) -> Mapping[str, str]:
    """Return the long options in words that nobody parsed, with what may be their values."""
    found = {}
    for word, value in pairwise([*words, ""]):
        if word == "--":
            break
        name, is_joined, joined = word.partition("=")
        if name.startswith("--"):
            found[name] = joined if is_joined else value
    return found
