"""One question at a time, and no flood of them."""

import pytest

from aegis_cli.errors import AegisError, Code
from aegis_cli.session.terminal.turns import MOST, REFUSED, Turn, Turns

Said = tuple[Code, str]

SAME = (Code.BUSY, "The same question waits for an answer already.")
ANOTHER = (Code.BUSY, "This program has a question that waits for an answer already.")
TOO_MANY = (Code.BUSY, "Too many questions wait for an answer.")
REFUSED_ALREADY = (
    Code.DECLINED,
    "The same request was refused or taken back less than a minute ago, so it was not asked again.",
)


class Line:
    """A line of askers, and who got the terminal."""

    def __init__(self) -> None:
        self.turns = Turns()
        self.began: list[str] = []

    def ask(
        self,
        owner: str,
        digest: str = "",
        *,
        now: float = 0.0,
        process: int = 0,
        is_of_door: bool = False,
    ) -> None:
        begin = lambda: self.began.append(owner)  # noqa: E731  # short
        self.turns.ask(Turn(owner, begin, process or hash(owner), digest or owner, is_of_door), now)

    def refused(self, owner: str, digest: str = "", *, now: float = 0.0, process: int = 0) -> Said:
        with pytest.raises(AegisError) as caught:
            self.ask(owner, digest, now=now, process=process)
        return caught.value.code, caught.value.message


def test_the_first_asks_at_once_and_the_others_in_their_order() -> None:
    line = Line()
    for owner in "abc":
        line.ask(owner)
    assert line.began == ["a"]

    line.turns.end("a", 0.0)
    line.turns.end("b", 0.0)
    assert line.began == ["a", "b", "c"]


def test_one_who_leaves_the_line_does_not_ask() -> None:
    line = Line()
    for owner in "abc":
        line.ask(owner)

    line.turns.end("b", 0.0)
    line.turns.end("who never came", 0.0)
    assert line.began == ["a"]
    line.turns.end("a", 0.0)
    line.turns.end("a", 0.0)
    assert line.began == ["a", "c"]
    line.turns.end("c", 0.0)
    line.turns.end("c", 0.0)
    assert line.turns.current is None


def test_what_waits_for_an_answer_is_told_how_to_go_on() -> None:
    line = Line()
    line.ask("a", "digest")

    with pytest.raises(AegisError) as caught:
        line.ask("b", "digest")
    assert caught.value.hint == "Wait until it was answered, then ask again."


def test_the_same_question_is_asked_once_while_it_waits() -> None:
    line = Line()
    line.ask("a", "digest")

    assert line.refused("b", "digest") == SAME
    line.turns.end("a", 0.0)
    line.ask("b", "digest")
    assert line.began == ["a", "b"]


def test_what_was_refused_is_refused_again_for_a_minute_without_a_question() -> None:
    line = Line()
    line.ask("a", "digest")
    line.turns.end("a", 100.0, refused=True)

    assert line.refused("b", "digest", now=100.0 + REFUSED - 1) == REFUSED_ALREADY
    line.ask("b", "digest", now=100.0 + REFUSED)
    assert line.began == ["a", "b"]


def test_what_was_refused_is_remembered_for_its_minute_and_no_longer() -> None:
    line = Line()
    for owner, at in (("a", 0.0), ("b", REFUSED - 1), ("c", REFUSED)):
        line.ask(owner, now=at)
        line.turns.end(owner, at, refused=True)

    assert line.refused("b", now=REFUSED) == REFUSED_ALREADY
    assert line.turns.refused == {"b": REFUSED - 1, "c": REFUSED}


def test_a_process_has_one_question() -> None:
    line = Line()
    line.ask("a", process=7)

    assert line.refused("b", process=7) == ANOTHER


def test_no_more_than_eight_wait() -> None:
    line = Line()
    for at in range(MOST + 1):
        line.ask(f"owner {at}")

    assert line.refused("one more") == TOO_MANY


def test_a_question_of_a_door_waits_however_many_do_and_is_none_of_the_eight() -> None:
    line = Line()
    for at in range(2 * MOST):
        line.ask(f"door {at}", is_of_door=True)
    for at in range(MOST):
        line.ask(f"owner {at}")

    assert line.refused("one more") == TOO_MANY
    line.ask("another door", is_of_door=True)
    assert "another door" == line.turns.waiting[-1].owner


def test_a_sign_in_waits_in_the_same_line_and_is_never_one_too_many() -> None:
    line = Line()
    for at in range(MOST + 1):
        line.ask(f"owner {at}")
    line.turns.ask(Turn("sign-in", lambda: line.began.append("sign-in")), 0.0)
    for at in range(MOST + 1):
        line.turns.end(f"owner {at}", 0.0)

    assert line.began[-1] == "sign-in"


def test_what_was_refused_is_asked_again_once_the_person_wants_that() -> None:
    line = Line()
    line.ask("a", "digest")
    line.turns.end("a", 1.0, refused=True)

    assert line.turns.forget_refusals(2.0)
    assert not line.turns.forget_refusals(3.0)
    line.ask("b", "digest", now=4.0)
    assert line.began == ["a", "b"]


def test_a_refusal_whose_minute_is_over_is_none_to_forget() -> None:
    line = Line()
    line.ask("a")
    line.turns.end("a", 1.0, refused=True)

    assert not line.turns.forget_refusals(1.0 + REFUSED)


def test_a_turn_lapses_after_its_seconds_and_the_next_has_its_own() -> None:
    line = Line()
    assert line.turns.overdue(-1.0, 5.0) is None
    line.ask("a", now=5.0)
    line.ask("b", now=6.0)

    assert line.turns.overdue(10.0, 15.0) is None
    lapsed = line.turns.overdue(10.0, 16.0)
    assert lapsed is not None
    assert lapsed.owner == "a"
    line.turns.end("a", 16.0)
    assert line.turns.overdue(10.0, 26.0) is None


def test_a_turn_that_ends_when_it_begins_lets_the_next_begin() -> None:
    line = Line()
    line.ask("a")
    for owner in "bc":
        ends = lambda owner=owner: line.turns.end(owner, 1.0)  # noqa: E731  # short
        line.turns.ask(Turn(owner, ends), 0.0)
    line.ask("d")

    line.turns.end("a", 1.0)

    assert line.began == ["a", "d"]
    assert line.turns.waiting == []
