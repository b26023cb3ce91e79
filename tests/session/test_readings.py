"""What programs have read is noted for each process, and said of no other."""

import os

from aegis_cli.session.requests.readings import EVERYBODY, Readings, clock

ME, PARENT = os.getpid(), os.getppid()


def test_what_a_process_has_read_is_said_of_that_one_the_latest_first() -> None:
    readings = Readings()
    readings.note(ME, [("acme/web", "private")], "14:03")
    readings.note(ME, [("acme/api", "unknown")], "14:05")
    readings.note(ME, [], "14:06")

    assert readings.of(ME) == "acme/api (perhaps private) at 14:05, acme/web (private) at 14:03"
    assert readings.of(PARENT) == ""


def test_what_was_learned_of_a_place_stays_where_a_later_answer_does_not_say_it() -> None:
    readings = Readings()
    readings.note(ME, [("acme/web", "public")], "14:03")
    readings.note(PARENT, [("acme/web", "unknown")], "14:05")

    assert readings.of(PARENT) == "acme/web (public) at 14:05"
    assert readings.visibilities == {"acme/web": "public"}


def test_many_places_are_counted_and_the_oldest_of_many_processes_is_forgotten() -> None:
    readings = Readings()
    readings.note(ME, [(f"acme/{at}", "public") for at in range(9)], "14:03")
    said = readings.of(ME)
    for pid in range(10_000_000, 10_000_064):  # there are none with these numbers
        readings.note(pid, [("acme/web", "public")], "14:05")

    assert said.startswith("acme/8 (public) at 14:03, acme/7")
    assert said.endswith(", 3 more")
    assert readings.of(ME) == ""
    assert readings.of(10_000_063) == "acme/web (public) at 14:05"


def test_the_clock_shows_hours_and_minutes() -> None:
    assert len(clock()) == len("14:03")


def test_what_a_program_with_many_processes_has_read_is_said_of_every_process() -> None:
    readings = Readings()
    readings.note(EVERYBODY, [("acme/web", "unknown"), ("acme/api", "private")], "14:03")
    readings.note(ME, [("acme/web", "unknown")], "14:05")
    for pid in range(10_000_000, 10_000_064):
        readings.note(pid, [("acme/web", "public")], "14:06")

    assert readings.of(PARENT) == "acme/api (private) at 14:03, acme/web (public) at 14:03"
    readings.note(ME, [("acme/web", "unknown")], "14:07")
    assert readings.of(ME) == "acme/web (public) at 14:07, acme/api (private) at 14:03"
