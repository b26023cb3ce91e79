"""One step's result by its view: for a person on a terminal, for a program in a pipe."""

from dataclasses import replace
from typing import Any

import pytest

from aegis_cli.actions.results.views import Card, Chart, Column, Line, Table, Thread, View
from aegis_cli.adapters.render.capabilities import Device
from aegis_cli.adapters.render.page import Page
from aegis_cli.adapters.render.rows import rows
from aegis_cli.adapters.render.step import nothing, render_step
from aegis_cli.providers.github.resources import LABEL_COLOURS
from aegis_cli.providers.github.states import state_tone, status_of
from tests.adapters.render.samples import COLOUR, PIPE, TERMINAL
from tests.helpers.rows import for_each

CALL = {"repo": "acme/web", "issue_number": 12}

LINE = Line("Opened {@repo}#{number}", piped="{html_url}")
SENTENCE = Line("Deleted {@repo}")
CARD = Card(
    heading="{title}",
    reference="{@repo}#{number}",
    summary=((status_of, state_tone), ("{user.login} opened it", "plain")),
    facts=(("Labels", "{labels.name}"), ("Milestone", "{milestone.title}")),
    styles=(("Labels", LABEL_COLOURS),),
    body="{body}",
    footer="See {html_url}",
    piped=(("title", "{title}"), ("milestone", "{milestone.title}")),
)
PLAIN_CARD = Card(heading="Limits", facts=(("Core", "{left} left"), ("Search", "{none} left")))
TABLE = Table(
    title="Showing {count:thing|things} in {repo}",
    columns=(Column("ID", "#{id}"),),
    piped=("{id}",),
    empty="no things in {repo}",
)
THREAD = Thread(
    title="{count} notes",
    author="{by}",
    moment="{at}",
    body="{body}",
    piped=("{body}",),
    empty="no notes in {repo}",
)
CHART = Chart("Bytes", "bars", unit="byte|bytes", empty="no code in {repo}")

ISSUE = {
    "number": 12,
    "title": "Crash",
    "state": "open",
    "user": {"login": "mona"},
    "labels": [{"name": "bug", "color": "d73a4a"}],
    "milestone": None,
    "body": "It\ncrashes.",
    "html_url": "https://github.com/acme/web/issues/12",
}


def text(view: View, data: Any, device: Device = TERMINAL, **options: str) -> str:
    return render_step(view, data, Page(device, CALL), **options)


@pytest.mark.parametrize(
    ("line", "view", "device"),
    [
        ("ok Opened acme/web#12", LINE, TERMINAL),
        ("https://github.com/acme/web/issues/12", LINE, PIPE),
        ("ok Deleted acme/web", SENTENCE, TERMINAL),
        ("Deleted acme/web", SENTENCE, PIPE),
    ],
)
def test_a_write_is_a_sentence_for_a_person_and_a_value_for_a_program(
    line: str, view: Line, device: Device
) -> None:
    assert line == text(view, ISSUE, device, mark="ok ")


def test_a_card_is_a_heading_with_what_is_known_below_it() -> None:
    expected = (
        "| Crash acme/web#12\n"
        "| Open • mona opened it\n"
        "Labels: bug\n\n"
        "| It\n| crashes.\n\n"
        "See https://github.com/acme/web/issues/12"
    )

    assert expected == text(CARD, ISSUE)


def test_an_empty_list_without_a_sentence_for_it_is_not_drawn() -> None:
    silent = replace(TABLE, empty="")

    assert "" == text(silent, []) == nothing(silent, [], Page(TERMINAL, {}))


def test_a_card_has_colours() -> None:
    found = text(CARD, ISSUE, COLOUR).split("\n")

    assert "| \x1b[1mCrash\x1b[0m acme/web#12" == found[0]
    assert "| \x1b[32mOpen\x1b[0m • mona opened it" == found[1]
    assert "\x1b[1mLabels:\x1b[0m \x1b[38;2;215;58;74mbug\x1b[0m" == found[2]
    assert found[-1].startswith("\x1b[38;5;242mSee ")


def test_a_card_for_a_program_keeps_the_line_of_an_empty_value() -> None:
    assert "title:\tCrash\nmilestone:\t\n--\nIt\ncrashes." == text(CARD, ISSUE, PIPE)


@pytest.mark.parametrize(
    ("shown_as", "device"),
    [("Limits\nCore: 7 left", TERMINAL), ("core:\t7 left\nsearch:\tleft", PIPE)],
)
def test_a_card_may_be_facts_alone(shown_as: str, device: Device) -> None:
    assert shown_as == text(PLAIN_CARD, {"left": 7}, device)


def test_a_card_of_nothing_is_its_reference() -> None:
    assert "| acme/web#" == text(CARD, {})


def test_a_long_fact_goes_on_below_itself() -> None:
    narrow = replace(TERMINAL, width=20)
    data = {"labels": [{"name": "first"}, {"name": "second"}, {"name": "third"}]}

    assert "Labels: first,\n| second, third" in rows(text(CARD, data, narrow), narrow)


@for_each(
    ("shown_as", "view", "data", "device"),
    [
        ("\nShowing 1 thing in acme/web\n\n  ID\n| #7", TABLE, [{"id": 7}], TERMINAL),
        ("7", TABLE, [{"id": 7}], PIPE),
        ("\n1 notes\n\n@mona\n\n| hi", THREAD, [{"by": "mona", "body": "hi"}], TERMINAL),
        ("hi", THREAD, [{"by": "mona", "body": "hi"}], PIPE),
        ("C\t1", CHART, {"C": 1}, PIPE),
        ("C\t0", CHART, {"C": 0}, PIPE),
    ],
)
def test_lists_and_charts_are_drawn_by_their_view(
    shown_as: str, view: View, data: Any, device: Device
) -> None:
    assert shown_as == text(view, data, device)


def test_a_chart_is_drawn_for_a_person() -> None:
    assert rows(text(CHART, {"C": 1}), TERMINAL).startswith("\nBytes\n\n| C  █")


EMPTY: list[tuple[str, View, Any]] = [
    ("no things in acme/web", TABLE, []),
    ("no things in acme/web", TABLE, None),
    ("no notes in acme/web", THREAD, []),
    ("no code in acme/web", CHART, {"C": 0}),
]


@pytest.mark.parametrize(("message", "view", "data"), EMPTY)
def test_where_there_is_nothing_a_message_says_so_and_nothing_is_drawn(
    message: str, view: View, data: Any
) -> None:
    assert message == nothing(view, data, Page(TERMINAL, CALL))
    assert "" == text(view, data)


@pytest.mark.parametrize(
    ("view", "data"), [(TABLE, [{}]), (THREAD, [{}]), (CHART, {"C": 1}), (LINE, {}), (CARD, {})]
)
def test_where_there_is_something_there_is_no_message(view: View, data: Any) -> None:
    assert "" == nothing(view, data, Page(TERMINAL, CALL))
