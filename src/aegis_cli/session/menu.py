"""The keys of a session that its person presses behind Ctrl-], and the screen that lists them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from aegis_cli.adapters.terminal.tty import Tty
from aegis_cli.core.text import one_line
from aegis_cli.session.control import Control

_GO_BACK = "Type one of these letters and Enter; Enter alone goes back: "


@dataclass(frozen=True, slots=True)
class Key:
    """One letter, and what it does."""

    says: str
    """What it does, for the list."""
    press: Callable[[Control], str]
    """Does the work of the key; returns a line for the person, or "" if they see the effect
    anyway."""


def press(control: Control, key: bytes) -> None:
    """Do what the person's key behind the prefix says; any other one shows the list."""
    _do(control, key.decode(errors="replace"))


def _do(control: Control, letter: str) -> None:
    known = KEYS.get(letter.lower())
    if known is None:
        _show(control, about(control))
    elif told := known.press(control):
        control.agent.terminal.show(f"{told}\n")


def about(control: Control) -> str:
    """Say how the session is, and what happened last."""
    told = control.status()
    lines = [
        f"The session of {one_line(told['identity'])} is {told['state']}.",
        f"Requests that run: {told['requests']}. Questions that wait: {told['questions']}.",
        *[*control.agent.journal.lines][-10:],
    ]
    return "".join(f"{line}\n" for line in lines)


def list_keys() -> str:
    """List the keys of the screen, all of which work there."""
    rows = "".join(f"  {letter}  {key.says}\n" for letter, key in KEYS.items())
    return f"{rows}Elsewhere each stands behind Ctrl-]; Ctrl-] twice sends one to the command.\n"


def tell_locked(control: Control) -> None:
    """Say that a lock by key is complete, and take one of the letters."""
    _show(control, "The session is locked, and every token is dropped.\n")


def _show(control: Control, said: str) -> None:
    """Show a text and the keys, and take one of the letters."""
    typed: list[str] = []
    text = f"{said}\n{list_keys()}\n"

    def ask(tty: Tty) -> bool:
        tty.write(text)
        typed.append(tty.ask(_GO_BACK).strip())
        return bool(typed[-1])

    def take_answer(agreed: bool) -> None:  # noqa: FBT001  # the one thing it takes
        if agreed and typed[-1].lower() in KEYS:
            _do(control, typed[-1])
        elif agreed:
            _show(control, f"{one_line(typed[-1])!r} is none of these letters.\n")

    control.agent.terminal.ask(ask, take_answer)


def _lock(control: Control) -> str:
    agent = control.agent
    if agent.is_locked and not agent.is_unlocking:
        return "The session is locked already. Press Ctrl-] and then u to unlock it."
    agent.tells_lock = True
    agent.lock("the person locked it")
    return ""  # a lock shows it when it is complete


def _unlock(control: Control) -> str:
    agent = control.agent
    if not agent.is_locked:
        return "The session is not locked."
    agent.unlock()
    return ""  # the sign-in is shown


def _end(control: Control) -> str:
    """End the session if the person says so.

    NOTE: a Ctrl-] and the key after it may both be meant for the command.
    """
    agent = control.agent
    asked = "This ends the session, and the command that runs in it.\nEnd it? [y/n] "

    def end(wanted: bool) -> None:  # noqa: FBT001  # the one thing it takes
        if wanted:
            agent.stop("the person ended it")

    agent.terminal.ask(lambda tty: tty.agrees(asked), end)
    return ""


def _panic(control: Control) -> str:
    control.panic()
    return ""  # the end of the session says what outlives it


def _ask_again(control: Control) -> str:
    agent = control.agent
    if not agent.terminal.forget_refusals():
        return "Nothing was refused or taken back in the last minute."
    agent.note("the person wants to be asked again about what was refused")
    return (
        "Nothing was sent. What was refused or taken back in the last minute is asked about when "
        "it comes again."
    )


def _tell_undo(control: Control) -> str:
    if not control.agent.undo:
        return "Nothing was changed in this session that can be taken back."
    return "`aegis undo`, typed in this session, takes back what was changed last; you are asked."


KEYS: Mapping[str, Key] = {
    "l": Key("lock the session: drop every token", _lock),
    "u": Key("unlock it: sign in again", _unlock),
    "r": Key("be asked again about what was refused in the last minute", _ask_again),
    "t": Key("say how what was changed last is taken back", _tell_undo),
    "e": Key("end it; you are asked first", _end),
    "p": Key("panic: end it at once, and revoke what can be revoked", _panic),
}
