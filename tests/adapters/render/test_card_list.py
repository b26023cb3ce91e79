"""A list within a card: drawn below its text on a terminal, where there is something in it."""

from typing import Any

import pytest

from aegis_cli.actions.results.views import Card, CardList, Chart, Column, Listing
from aegis_cli.adapters.render.capabilities import Device
from aegis_cli.adapters.render.page import Page
from aegis_cli.adapters.render.step import render_step
from tests.adapters.render.samples import (
    COLOUR,
    HOSTILE,
    NARROW,
    PIPE,
    TERMINAL,
    controls,
    uncoloured,
)
from tests.helpers.rows import for_each

PEOPLE = Listing("person|people", (Column("NAME", "{name}"),), ("{name}",))
CARD = Card(
    heading="Things",
    facts=(),
    body="{text}",
    footer="The end",
    piped=(("people", "{people.name}"),),
    lists=(
        CardList("people", PEOPLE.within_card()),
        CardList("files", Chart("{count:file|files}", "diff", "name", "more", "less")),
    ),
)
DATA = {
    "text": "They met.",
    "people": [{"name": "alice"}, {"name": "bob"}],
    "files": [{"name": "a.py", "more": 3, "less": 1}],
}


def drawn(data: Any, device: Device = TERMINAL, *, is_numbered: bool = False) -> str:
    return render_step(CARD, data, Page(device, {}, is_numbered=is_numbered))


def test_lists_stand_between_the_text_and_the_footer() -> None:
    text = drawn(DATA)

    wanted = ("They met.", "2 people", "alice", "bob", "1 file", "a.py", "+++-", "The end")
    places = [text.index(each) for each in wanted]
    assert places == sorted(places)
    assert text == drawn(DATA, is_numbered=True)


@pytest.mark.parametrize(
    "nothing", [{}, {"people": None, "files": []}, {"people": "x", "files": 1}]
)
def test_an_empty_list_is_not_drawn(nothing: dict[str, Any]) -> None:
    assert "Things\n\n| They met.\n\nThe end" == drawn({"text": "They met.", **nothing})


def test_a_card_shows_twenty_rows_of_a_list_and_counts_the_others() -> None:
    many = {
        "text": "They met.",
        "people": [{"name": f"person {at}"} for at in range(1, 26)],
        "files": [{"name": f"{at}.py", "more": 1, "less": 0} for at in range(1, 1_022)],
    }

    lines = drawn(many).split("\n")

    assert {"25 people", "| person 20", "| and 5 more", "1,021 files"} <= {*lines}
    assert {"| and 1,001 more", "1,021 added, 0 removed in all"} <= {*lines}
    assert "| person 21" not in lines
    assert 20 == sum(line.startswith("|") and ".py" in line for line in lines)


def test_a_list_of_twenty_rows_is_whole() -> None:
    assert "more" not in drawn({"people": [{"name": "bob"}] * 20})


def test_a_program_gets_what_the_card_says_of_them() -> None:
    assert "people:\talice, bob\n--\nThey met." == drawn(DATA, PIPE)


@for_each("text", HOSTILE)
@for_each("device", [TERMINAL, NARROW, COLOUR])
def test_no_name_does_anything_to_a_terminal(text: str, device: Device) -> None:
    data = {"people": [{"name": text}], "files": [{"name": text, "more": 1, "less": 1}]}

    assert set() == controls(uncoloured(drawn(data, device)))
