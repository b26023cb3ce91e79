"""Which provider a sentence means is said by the shape of a place or a thing, or by a noun."""

from typing import Any

import pytest

from aegis_cli.actions import catalog
from aegis_cli.planning.grammar.steps import Gap, plan_sentence
from aegis_cli.planning.plan import Context, Suggestions
from aegis_cli.planning.wire import WirePlan
from tests.helpers.parsed import parse
from tests.helpers.rows import for_each

POST = "post 'Lunch at noon' in #lobby"
LOBBY = "https://board.example/rooms/lobby"
AT_NOTE = {"action": "board.notes.get", "arguments": {"note": "lobby-12"}}
AT_ISSUE = {"action": "issues.get", "arguments": {"repo": "acme/web", "issue_number": 7}}
AT_ROOM = {"action": "board.notes.list", "arguments": {"room": "#lobby"}}


def steps(sentence: str, last: dict[str, Any] | None = None) -> list[str]:
    """Return what a sentence is read as, one line for each step; or why it is not."""
    context = Context(repo="acme/site", last=last or {})
    plan = plan_sentence(sentence, context)
    if isinstance(plan, Gap):
        return [plan.missing]
    return [
        " ".join([step.action, *(f"{arg.name}={arg.value}" for arg in step.args)])
        for step in plan.steps
    ]


CLOSE, CLOSED = "issues.close repo=acme/web issue_number=7", "state=closed"


@pytest.mark.usefixtures("board")
@for_each(
    ("sentence", "last", "expected"),
    [
        (POST, {}, ["board.notes.post room=#lobby text=Lunch at noon"]),
        ("show the notes in #lobby", {}, ["board.notes.list room=#lobby"]),
        ("show the notes of the room #lobby", {}, ["board.notes.list room=#lobby"]),
        ("show the rooms", {}, ["board.rooms.list"]),
        ("show the note lobby-12", {}, ["board.notes.get note=lobby-12"]),
        # The same words at both: the shape of the thing decides.
        ("close lobby-12", {}, ["board.notes.close note=lobby-12"]),
        ("close acme/web#7", {}, [CLOSE]),
        ("close #7", {}, ["issues.close repo=acme/site issue_number=7"]),
        (
            "close lobby-12 and lobby-13",
            {},
            ["board.notes.close note=lobby-12", "board.notes.close note=lobby-13"],
        ),
        ("close lobby-12 and close acme/web#7", {}, ["board.notes.close note=lobby-12", CLOSE]),
        # A link to the website says both.
        (f"show the notes in {LOBBY}", {}, ["board.notes.list room=#lobby"]),
        (f"close {LOBBY}/notes/12", {}, ["board.notes.close note=lobby-12"]),
        (f"close {LOBBY}/notes/12?at=1#x", {}, ["board.notes.close note=lobby-12"]),
        (f"close {LOBBY.upper()}/notes/12", {}, [""]),
        (f"close {LOBBY}/notes/12/more", {}, [""]),
        (f"close '{LOBBY}/notes/12'", {}, [""]),
        ("close https://board.example@evil.example/rooms/lobby/notes/12", {}, [""]),
        ("close https://evil.example/rooms/lobby/notes/12", {}, [""]),
        (f"show the labels in {LOBBY}", {}, [""]),
        # "It" and "there" are at the provider of what was named last, and at no other.
        (
            "show the note lobby-12 and close it",
            {},
            ["board.notes.get note=lobby-12", "board.notes.close note=lobby-12"],
        ),
        (
            "show acme/web#7 and close it",
            {},
            ["issues.get repo=acme/web issue_number=7", CLOSE],
        ),
        ("close it", AT_NOTE, ["board.notes.close note=lobby-12"]),
        ("close it", AT_ISSUE, [CLOSE]),
        ("post 'Hi' in there", AT_NOTE, ["board.notes.post room=#lobby text=Hi"]),
        ("post 'Hi' in there", AT_ROOM, ["board.notes.post room=#lobby text=Hi"]),
        (
            "show the note lobby-12 and post 'Hi' in there",
            {},
            ["board.notes.get note=lobby-12", "board.notes.post room=#lobby text=Hi"],
        ),
        (
            "show the room #lobby and show the notes in it",
            {},
            ["board.rooms.get room=#lobby", "board.notes.list room=#lobby"],
        ),
        # A place of one provider is none at another, nor is the current repository.
        (
            "close acme/web#7, post 'Hi' in #lobby and show the labels there",
            {},
            [CLOSE, "board.notes.post room=#lobby text=Hi", "labels.list repo=acme/web"],
        ),
        ("show the labels", AT_ROOM, ["labels.list repo=acme/site"]),
        # The name of a provider says it where words could be of several.
        ("who am i at board", {}, ["board.members.get_me"]),
        ("who am i on github", {}, ["users.get_me"]),
    ],
)
def test_a_sentence_is_read_at_the_provider_that_it_means(
    sentence: str, last: dict[str, Any], expected: list[str]
) -> None:
    assert expected == [line.removesuffix(f" {CLOSED}") for line in steps(sentence, last)]


@pytest.mark.usefixtures("board")
@for_each(
    ("sentence", "last", "missing"),
    [
        ("close it", {}, "It is not clear what this refers to"),
        ("show the labels there", AT_ROOM, "It is not clear what this refers to"),
        ("post 'Hi' in there", AT_ISSUE, "It is not clear what this refers to"),
        ("show the notes in it", AT_NOTE, "It is not clear what this refers to"),
        ("show the notes in it", AT_ISSUE, "It is not clear what this refers to"),
        ("post 'Hi'", AT_ISSUE, "Name the room, as in #lobby."),
        ("post 'Hi in #lobby'", {}, "Name the room, as in #lobby."),
        ("post 'Hi' here", {}, ""),
        ("post 'Hi' in acme/web", {}, ""),
        ("show the notes in '#lobby'", {}, ""),
        ("who am i", {}, "This may be meant for Board or for GitHub: add where, as in 'at board'."),
    ],
)
def test_what_could_be_at_another_provider_or_place_is_asked_about(
    sentence: str, last: dict[str, Any], missing: str
) -> None:
    (found,) = steps(sentence, last)

    assert missing == found[: len(missing)]
    assert missing or not found.startswith("board.")


def test_the_grammar_has_the_providers_that_exist() -> None:
    before, who = parse(POST, Context()), parse("who am i", Context())
    catalog.enable_providers(["board"])
    try:
        assert isinstance(parse(POST, Context()), WirePlan)
    finally:
        catalog.enable_providers([])

    assert not isinstance(before, WirePlan)
    assert (before, who) == (parse(POST, Context()), parse("who am i", Context()))
    assert isinstance(who, WirePlan)


@pytest.mark.usefixtures("board")
@for_each(
    ("sentence", "suggestion"),
    [
        ("post hello in #lobby", "post 'hello' in #lobby"),
        ("in #lobby post 'x' pls", "post 'x' in #lobby"),
    ],
)
def test_what_is_suggested_is_written_as_its_provider_writes_it(
    sentence: str, suggestion: str
) -> None:
    found = parse(sentence, Context(repo="acme/site"))

    assert isinstance(found, Suggestions)
    assert suggestion == found.sentences[0]


@pytest.mark.usefixtures("board")
@for_each(
    ("sentence", "suggestions"),
    [
        ("post in #lobby", ()),
        ("post hello in #lobby", ("post 'hello' in #lobby",)),
        (f"post hello in {LOBBY}", ("post 'hello' in #lobby",)),
        ("close lobby-12 quickly", ("close the lobby-12",)),
        ("comment tidy code on #7", ("comment 'tidy code' on acme/site#7",)),
        (f"open an issue in {LOBBY} called Crash", ()),
    ],
)
def test_nothing_is_suggested_at_another_place_than_the_one_that_is_named(
    sentence: str, suggestions: tuple[str, ...]
) -> None:
    found = parse(sentence, Context(repo="acme/site"))

    assert isinstance(found, Suggestions)
    assert suggestions == found.sentences


def test_where_no_other_provider_exists_its_places_are_words_as_any() -> None:
    found = parse("post in #lobby", Context(repo="acme/site"))

    assert isinstance(found, Suggestions)
    assert () == found.sentences
