"""A short code, chosen once and typed at each question."""

from collections.abc import Callable, Sequence

import pytest

from aegis_cli.adapters.pseudo_terminal.pin import Pin, PinHash, drivers
from tests.helpers.rows import for_each


class Typing:
    """A person who types these lines, one after another, and what they are told."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.lines = [*lines]
        self.told: list[str] = []

    def ask_hidden(self, question: str) -> str:
        self.told.append(question)
        return self.lines.pop(0)

    def decide(
        self, question: str, is_answer: Callable[[str], bool], *, shows: bool = True
    ) -> str | None:
        assert not shows
        said = self.ask_hidden(question)
        return said if is_answer(said) else None

    def write(self, text: str) -> None:
        self.told.append(text)


def pin() -> tuple[Pin, list[str]]:
    locked: list[str] = []
    return Pin(PinHash.of("4711"), lambda: locked.append("locked")), locked


@pytest.mark.parametrize(
    "lines",
    [
        ["4711", "4711"],
        ["471", "4711", "4711"],
        ["47\x1b1", "4711", "4711"],
        ["4711", "4712", "4711", "4711"],
        ["4711", "", "4711", "4711"],
    ],
)
def test_a_pin_is_typed_twice_until_it_is_one(lines: list[str]) -> None:
    person = Typing(lines)

    chosen = Pin.choose(person, lambda: None)

    assert chosen is not None
    assert [] == person.lines
    assert chosen.is_typed(Typing(["4711"]))
    assert not any("4711" in text for text in person.told)


def test_nothing_typed_is_no_pin() -> None:
    assert Pin.choose(Typing(["471", ""]), lambda: None) is None


@pytest.mark.parametrize("lines", [["4711"], ["4712", "4711"], ["1", "2", "4711"]])
def test_a_right_pin_agrees(lines: list[str]) -> None:
    code, locked = pin()

    assert code.is_typed(Typing(lines))
    assert [] == locked


@pytest.mark.parametrize("line", ["", "\x03", "4711\x1b", "\x1d"])
def test_nothing_or_a_control_character_is_a_no_and_no_wrong_pin(line: str) -> None:
    code, locked = pin()

    assert not any(code.is_typed(Typing([line])) for _ in range(5))
    assert code.is_typed(Typing(["4711"]))
    assert [] == locked


def test_three_wrong_ones_in_a_row_lock_whatever_question_they_are_for() -> None:
    code, locked = pin()

    assert not code.is_typed(Typing(["1111", "2222", ""]))
    assert [] == locked
    assert not code.is_typed(Typing(["3333", "4711"]))

    assert ["locked"] == locked
    assert not code.is_typed(Typing(["4711"]))
    code.forgive()
    assert code.is_typed(Typing(["4711"]))


def test_a_right_one_forgets_the_wrong_ones() -> None:
    code, locked = pin()

    for _ in range(3):
        assert code.is_typed(Typing(["1111", "2222", "4711"]))
    assert [] == locked


def test_of_a_code_only_a_slow_hash_with_a_salt_of_its_own_is_kept() -> None:
    one, two = PinHash.of("4711"), PinHash.of("4711")

    assert one.salt != two.salt
    assert one.hash != two.hash
    assert (one.is_of("4711"), one.is_of("4712"), one.is_of("")) == (True, False, False)
    assert (len(one.salt), len(one.hash)) == (16, 64)
    assert "4711" not in repr(one)
    assert b"4711" not in one.salt + one.hash


@pytest.mark.parametrize("code", ["ärger", "\udcff123"])
def test_a_code_may_have_any_character_that_can_be_typed(code: str) -> None:
    assert PinHash.of(code).is_of(code)


@for_each(
    ("environment", "named"),
    [
        ({}, ()),
        ({"TERM": "xterm-256color", "TMUX": "", "TERM_PROGRAM": "Apple_Terminal"}, ()),
        ({"TMUX": "/tmp/tmux-1000/default,1,0"}, ("tmux",)),  # noqa: S108  # a value
        ({"STY": "1.pts-0.host"}, ("GNU screen",)),
        ({"KITTY_LISTEN_ON": "unix:/run/kitty"}, ("kitty, whose remote control is on",)),
        ({"ITERM_SESSION_ID": "w0t0p0"}, ("iTerm2",)),
        ({"TERM_PROGRAM": "vscode"}, ("the terminal of VS Code",)),
        ({"TERM_PROGRAM": "vscode", "TMUX": "x"}, ("tmux", "the terminal of VS Code")),
    ],
)
def test_a_terminal_that_others_can_drive_is_named(
    environment: dict[str, str], named: tuple[str, ...]
) -> None:
    assert named == drivers(environment)
