"""The values of the secrets that one request sets: typed unseen, or piped in, by the person.

The process of the person has them; in a session that is the client, which imports this late. What
is shown, sealed and logged is the length; the value itself goes to the child over a line.
"""

import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Protocol, TypeAlias

from aegis_cli.actions.call import Call
from aegis_cli.actions.fields.fields import HMAC, commitments
from aegis_cli.adapters.installation import require_extra
from aegis_cli.adapters.terminal.stdin import StandardInput
from aegis_cli.adapters.terminal.tty import SeveralLines, Tty
from aegis_cli.adapters.value_line import value_line
from aegis_cli.core.secret import Secret
from aegis_cli.core.text import one_line
from aegis_cli.core.value_commitment import LONGEST, ValueCommitment, commitment_to, new_key
from aegis_cli.errors import Code, UsageError
from aegis_cli.planning.expansion import Act

_LINE_ENDS = (b"\r\n", b"\n")
_PIPED = "Pipe it in, as in `aegis do … < value.txt`."


class GivenValue(Protocol):
    """A value that somebody gave, wherever it is."""

    @property
    def commitment(self) -> ValueCommitment:
        """What is approved of it."""
        ...

    def line(self) -> int:
        """Return the end of a new line from which the child reads it."""
        ...


GiveValue: TypeAlias = Callable[[str], GivenValue]
"""Asks for the value of what a sentence says, in the process of the person; raises `AegisError`."""


class OwnValue:
    """A value that this process has, with the key of its plan."""

    def __init__(self, value: Secret) -> None:
        self._value, self._key = value, new_key()
        self.commitment = commitment_to(value, self._key)

    def line(self) -> int:
        """Return the end of a new line from which the child reads it."""
        return value_line(self._key, self._value)


def own_value(says: str) -> OwnValue:
    """Take a value from standard input, or ask for it unseen on the terminal.

    Raises `UsageError` for what cannot be the value of a secret.
    """
    is_piped = StandardInput().is_available()
    data = _read_piped() if is_piped else _ask(says)
    return OwnValue(_secret(data))


def _read_piped() -> bytes:
    """Read standard input without its final line end, as most files have one."""
    data = sys.stdin.buffer.read(LONGEST + len(_LINE_ENDS[0]) + 1)
    end = next((end for end in _LINE_ENDS if data.endswith(end)), b"")
    return data.removesuffix(end)


def _ask(says: str) -> bytes:
    """Ask on the terminal; what is typed is not shown."""
    tty = Tty()
    if not tty.is_there():
        raise UsageError(
            "There is no terminal to type the value at.", code=Code.BAD_INPUT, hint=_PIPED
        )
    try:
        data = tty.ask_value(f"{one_line(says)}.\nIts value (it is not shown): ")
    except SeveralLines:
        raise UsageError(
            "Several lines were pasted; none of it was taken.", code=Code.BAD_INPUT, hint=_PIPED
        ) from None
    if data is None:
        raise UsageError("No value was given; nothing was sent.", code=Code.BAD_INPUT)
    return data


def _secret(data: bytes) -> Secret:
    """Return the value; raise `UsageError` where it is none. NOTE: no message has a part of it."""
    if not data:
        raise UsageError("The value is empty; nothing was sent.", code=Code.BAD_INPUT)
    if len(data) > LONGEST:
        raise UsageError("The value is longer than 48 KB, and no secret is.", code=Code.BAD_INPUT)
    text = data.decode("utf-8", "replace")
    if text.encode() != data:
        raise UsageError(
            "The value is not UTF-8 text, and a secret is handed on as text.",
            code=Code.BAD_INPUT,
            hint="Write it in base64 first, and have the workflow decode it.",
        )
    return Secret(text)


@dataclass(slots=True)
class SecretValues:
    """The values that the calls of one request take."""

    give: GiveValue
    has_broker: bool = False
    _given: dict[str, GivenValue] = field(default_factory=dict)
    """By the ids of the calls."""

    def take(self, acts: tuple[Act, ...]) -> tuple[Act, ...]:
        """Return the acts with the commitments to the values, for which the person is asked now."""
        takers = [act for act in acts if act.action.facts.takes == "secret"]
        if takers and self.has_broker:
            raise UsageError(
                "A broker gets no values of secrets.",
                code=Code.BAD_USAGE,
                hint="Without AEGIS_BROKER, aegis sets it itself.",
            )
        if len(takers) > 1:
            raise UsageError(
                f"This sets {len(takers)} secrets, and one value is taken at a time.",
                code=Code.BAD_USAGE,
                hint="Ask for one of them.",
            )
        return tuple(self._with_value(act) if act in takers else act for act in acts)

    def _with_value(self, act: Act) -> Act:
        require_extra("secrets", "Setting a secret")
        given = self._given[act.id] = self.give(act.action.says())
        parts = {"length": given.commitment.length, HMAC: given.commitment.hmac}
        fields = commitments(type(act.action)).items()
        found = {name: parts[mark.part] for name, mark in fields}
        arguments = act.action.sent_arguments() | found
        with suppress(ValueError):
            return replace(act, action=act.action.from_arguments(arguments))
        raise UsageError("What was given cannot be the value of a secret.", code=Code.BAD_INPUT)

    def line(self, call: Call) -> int:
        """Return the end of a new line from which the child reads the value of a call."""
        if call.id not in self._given:
            raise UsageError("There is no value here for this.", code=Code.BAD_USAGE)
        return self._given[call.id].line()

    def drop(self) -> None:
        """Forget the values."""
        self._given.clear()
