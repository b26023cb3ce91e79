"""The last answer, shown once more at the prompt: as JSON, through jq, or as its page."""

from collections.abc import Iterator

import pytest

from aegis_cli.cli.slash_commands import completions
from tests.helpers.console import Console, Terminal

pytestmark = pytest.mark.enable_socket

PLAIN = {"TERM": "dumb", "BROWSER": "false"}
ISSUES = "list the open issues in acme/web"


@pytest.fixture
def prompt(at: Console) -> Iterator[Terminal]:
    with at.terminal(more=PLAIN) as terminal:
        terminal.prompt("aegis> ")
        yield terminal


def test_it_is_shown_in_another_way_and_nothing_is_asked_for_again(
    at: Console, prompt: Terminal
) -> None:
    prompt.say(ISSUES)
    before = at.sandbox.seen("github") + at.sandbox.seen("auth0")
    fields = prompt.say("/json number, title")
    whole = prompt.say("/json")
    titles = prompt.say("/jq .[0].title")
    quoted = prompt.say("/jq '.[] | select(.number == 12) | .title'")
    page = prompt.say("/web")

    assert '"number": 19,\n    "title": "Add keyboard shortcuts' in fields
    assert "html_url" not in fields
    assert "html_url" in whole
    assert "\nAdd keyboard shortcuts to the search box\n" in titles
    assert "\nLogin page flickers on reload\n" in quoted
    assert "https://github.com/acme/web/issues" in page
    assert before == at.sandbox.seen("github") + at.sandbox.seen("auth0")


def test_the_rows_of_a_list_stay_and_the_next_answer_takes_its_place(prompt: Terminal) -> None:
    prompt.say(ISSUES)
    prompt.say("/json number")
    one = prompt.say("show row 6")
    shown = prompt.say("/json number")

    assert "Login page flickers on reload" in one
    assert '{\n  "number": 12\n}' in shown


def test_what_a_write_answered_can_be_shown_and_of_several_answers_each(prompt: Terminal) -> None:
    prompt.type("label acme/web#12 as 'help wanted' and show acme/web#13\r")
    prompt.expect("[y/n]")
    prompt.answer("y")
    prompt.prompt("aegis> ")
    each = prompt.say("/jq type")
    page = prompt.say("/web")

    assert "array\nobject\n" in each
    assert "/web opens one page, and the last line had 2 answers." in page


def test_what_cannot_be_shown_is_said_with_what_to_type(prompt: Terminal) -> None:
    nothing = prompt.say("/json")
    prompt.say("show the languages of acme/web")
    without = prompt.say("/json name")
    whole = prompt.say("/json")
    prompt.say(ISSUES)
    unknown = prompt.say("/json titles")
    gh = prompt.say("/json title --jq '.[].title'")
    empty = prompt.say("/jq")
    broken = prompt.say("/jq .[")
    prompt.say("/clear")
    forgotten = prompt.say("/json")

    assert "There is no answer to show again." in nothing
    assert "/json alone shows all of it." in without
    assert '"TypeScript": 412907' in whole
    assert 'Unknown JSON field: "titles"' in unknown
    assert "| title\n" in unknown
    assert "/jq '.[].title' is for an expression of jq" in gh
    assert "Write /jq with an expression" in empty
    assert "The jq expression cannot be read: " in broken
    assert "There is no answer to show again." in forgotten


def test_actions_are_listed_by_noun_and_described_here_too(prompt: Terminal) -> None:
    runs = prompt.say("/actions runs")
    one = prompt.say("/actions issues.create")
    found = prompt.say("/actions --search milestone")
    nearly = prompt.say("/actions issue")
    wrong = prompt.say("/actions --effects read")

    assert "runs.rerun_failed" in runs
    assert "issues.create" not in runs
    assert "POST /repos/{repo}/issues" in one
    assert "milestones.update" in found
    assert "Did you mean `aegis actions issues`?" in nearly
    assert "Did you mean --effect?" in wrong
    assert ("runs", "runs") in {*completions("/actions runs")}


def test_the_same_for_what_fits_nowhere_is_said_as_that(prompt: Terminal) -> None:
    prompt.say(ISSUES)
    prompt.say("show row 3")
    said = prompt.say("same for acme/api")

    assert "It is not certain what the sentence before would be for that." in said
    assert "Say the whole sentence." in said
