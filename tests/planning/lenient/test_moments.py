"""A time that is said in words is written in full, and never gets into a text."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from aegis_cli.actions import catalog
from aegis_cli.planning.grammar.grammar import GRAMMAR
from aegis_cli.planning.lenient.moments import guess_day_of_field, guess_with_day, guess_with_time
from aegis_cli.planning.plan import Context
from tests.helpers.rows import for_each

NOW = datetime(2026, 11, 29, 14, 5, tzinfo=ZoneInfo("Europe/Berlin"))
"""A Sunday."""


@pytest.fixture(autouse=True)
def _every_provider() -> Iterator[None]:
    catalog.enable_providers(catalog.known_providers())
    yield
    catalog.enable_providers([])


@for_each(
    ("said", "moment"),
    [
        ("tomorrow at 9am", "2026-11-30 09:00"),
        ("tomorrow", "2026-11-30 09:00"),
        ("at 9am tomorrow", "2026-11-30 09:00"),
        ("in 30 minutes", "2026-11-29 14:35"),
        ("in an hour", "2026-11-29 15:05"),
        ("in half an hour", "2026-11-29 14:35"),
        ("next monday", "2026-11-30 09:00"),
        ("on sunday at 10:30", "2026-12-06 10:30"),
        ("at the end of the day", "2026-11-29 17:00"),
        ("tonight", "2026-11-29 20:00"),
        ("today at 17:30", "2026-11-29 17:30"),
        ("at 5pm", "2026-11-29 17:00"),
        ("at 9am", "2026-11-30 09:00"),
        ("at 12am", "2026-11-30 00:00"),
    ],
)
def test_a_time_is_the_next_that_the_words_may_mean(said: str, moment: str) -> None:
    found = guess_with_time(f"send 'hi' to #general {said}", Context(), NOW, GRAMMAR)

    assert found is not None
    (step,) = found.plan.steps
    assert ("slack.messages.schedule", moment) == (
        step.action,
        next(arg.value for arg in step.args if arg.name == "post_at"),
    )
    assert moment in found.read_as


@for_each(
    "sentence",
    [
        "send 'tomorrow at 9am' to #general",
        "close #12 tomorrow at 9am",
        "open an issue in acme/web tomorrow at 9am",
        "comment on #12 tomorrow at 9am",
        "send 'hi' to #general today at 5pm or tomorrow at 5pm",
        "send 'hi' to #general",
    ],
)
def test_what_no_action_takes_as_a_time_is_no_plan(sentence: str) -> None:
    assert guess_with_time(sentence, Context(repo="acme/web"), NOW, GRAMMAR) is None


@pytest.mark.parametrize(
    ("sentence", "day"),
    [
        ("set the due date of WEB-42 to friday", "2026-12-04"),
        ("set the due date of WEB-42 to tomorrow", "2026-11-30"),
        ("change the deadline of WEB-42 to next monday", "2026-11-30"),
        ("change the deadline of WEB-42 to sunday.", "2026-12-06"),
        ("set the due date of WEB-42 to today", "2026-11-29"),
    ],
)
def test_what_is_due_is_moved_to_the_next_day_of_that_name(sentence: str, day: str) -> None:
    found = guess_with_day(sentence, Context(), NOW, GRAMMAR)

    assert found is not None
    (step,) = found.plan.steps
    assert ("jira.fields.set", day) == (
        step.action,
        next(arg.value for arg in step.args if arg.name == "value"),
    )
    assert found.read_as.endswith(f" to {day}")


@pytest.mark.parametrize(
    "sentence",
    [
        "set the due date of WEB-42 to whenever",
        "set the due date of WEB-42 to 'friday'",
        "set the sprint of WEB-42 to friday",
        "set the due date to friday",
        "is the due date of WEB-42 changed to friday",
    ],
)
def test_no_other_sentence_moves_what_is_due(sentence: str) -> None:
    assert guess_with_day(sentence, Context(), NOW, GRAMMAR) is None


@pytest.mark.parametrize(
    ("sentence", "field", "day"),
    [
        ("create a ticket in WEB titled 'Crash' due friday", "due", "2026-12-04"),
        ("create a ticket in WEB titled 'Not on monday' due tomorrow", "due", "2026-11-30"),
        ("show the messages by bob in #general since monday", "since", "2026-11-23"),
        ("show the messages by me since yesterday", "since", "2026-11-28"),
        ("show the messages by bob on last friday", "day", "2026-11-27"),
    ],
)
def test_a_day_in_words_is_ahead_of_a_write_and_behind_a_read(
    sentence: str, field: str, day: str
) -> None:
    found = guess_day_of_field(sentence, Context(), NOW, GRAMMAR)

    assert found is not None
    (step,) = found.plan.steps
    assert [day] == [arg.value for arg in step.args if arg.name == field]
    assert day in found.read_as


@pytest.mark.parametrize(
    "sentence",
    [
        "create a ticket in WEB titled 'Crash' due someday",
        "create a ticket in WEB titled 'Crash' due yesterday",
        "create a ticket in WEB titled 'Crash' due 'friday'",
        "create a ticket in WEB titled 'Crash' due monday or friday",
        "create a ticket in WEB titled 'friday'",
        "create a ticket in friday titled 'Crash'",
    ],
)
def test_what_says_no_day_of_a_field_is_no_plan(sentence: str) -> None:
    assert guess_day_of_field(sentence, Context(), NOW, GRAMMAR) is None
