"""One plan at three providers: in order, each with its own token, and what a failure leaves."""

import re
from collections.abc import Iterator

import pytest

from aegis_cli.adapters.process.sandbox_process import EVERY
from tests.helpers.console import GEMINI, Console, LinkOf, console, plan

pytestmark = pytest.mark.enable_socket

SENTENCE = (
    "make a ticket in WEB titled 'Crash', open an issue in acme/web titled 'Crash', "
    "and post 'It is' with its link in #releases"
)
PLAN = plan(
    ("jira.issues.create", {"project": "WEB", "summary": "Crash"}),
    ("issues.create", {"repo": "acme/web", "title": "Crash"}),
    ("slack.messages.send", {"channel": "#releases", "text": LinkOf("s2", "It is")}),
)
WRITES = {
    "jira": "/ex/jira/[^/]+/rest/api/3/issue",
    "github": "/repos/acme/web/issues",
    "slack": "/api/chat.postMessage",
}
ORDER = tuple(WRITES)


@pytest.fixture(scope="module")
def shared() -> Iterator[Console]:
    with console(*EVERY) as found:
        yield found


@pytest.fixture
def at(shared: Console) -> Iterator[Console]:
    shared.begin()
    yield shared
    shared.sandbox.release()
    shared.sandbox.set(unconnected=[])


def sent(at: Console) -> list[str]:
    """Return the providers whose write arrived, in order; one that arrived twice is there twice."""
    lines = [
        (each["door"], each["path"])
        for door in WRITES
        for each in at.sandbox.seen(door)
        if each["method"] == "POST" and re.fullmatch(WRITES[door], each["path"])
    ]
    return sorted((door for door, _ in lines), key=ORDER.index)


def typed(at: Console) -> tuple[int, str]:
    """Type the sentence, answer yes, and return how it ended, and what was shown after that."""
    at.sandbox.script(PLAN)
    with at.terminal("ask", SENTENCE, more=GEMINI) as terminal:
        terminal.expect("[y/")
        terminal.answer("y")
        code = terminal.ended()
        return code, terminal.seen.rpartition("[y/")[2]


def test_each_is_done_and_the_message_has_the_link_of_the_issue(at: Console) -> None:
    code, shown = typed(at)

    (message,) = (
        each["body"] for each in at.sandbox.seen("slack") if each["path"] == WRITES["slack"]
    )
    number = re.search(r"acme/web#([0-9]+)", shown)
    assert 0 == code
    assert number is not None
    assert f"It is https://github.com/acme/web/issues/{number[1]}" == message["text"]
    assert [*ORDER] == sent(at)


@pytest.mark.parametrize("failing", ORDER)
def test_what_is_refused_ends_the_plan_there_and_what_was_done_is_said(
    at: Console, failing: str
) -> None:
    at.sandbox.fault(failing, "POST", WRITES[failing], status=422, body="{}")

    code, shown = typed(at)

    before = ORDER[: ORDER.index(failing)]
    assert 0 != code
    assert [*before, failing] == sent(at)
    assert len(before) == shown.count("✓")
    assert len(ORDER) - len(before) - 1 == shown.count("was not tried")


@pytest.mark.parametrize("failing", ORDER)
def test_an_answer_that_is_lost_is_unknown_and_nothing_is_sent_twice(
    at: Console, failing: str
) -> None:
    at.sandbox.fault(failing, "POST", WRITES[failing], drop=True, after=True)

    code, shown = typed(at)

    before = ORDER[: ORDER.index(failing)]
    assert 8 == code
    assert [*before, failing] == sent(at)
    assert len(before) == shown.count("✓")


@pytest.mark.parametrize("failing", ["jira", "slack"])
def test_an_account_that_is_not_connected_ends_it_before_anything_is_sent(
    at: Console, failing: str
) -> None:
    at.sandbox.set(unconnected=[failing])
    at.sandbox.script(PLAN)

    ended = at.run("ask", SENTENCE, "--yes", "-o", "json", more=GEMINI)

    assert 0 != ended.code
    assert [] == sent(at)


@pytest.mark.parametrize("refusing", ["jira", "slack"])
def test_an_expired_token_is_exchanged_once_more_and_each_write_arrives_once(
    at: Console, refusing: str
) -> None:
    at.sandbox.set(stale_tokens={refusing: 1})
    before = len(at.sandbox.issued().get(refusing, []))

    code, shown = typed(at)

    assert 0 == code, shown
    assert [*ORDER] == sent(at)
    assert before + 2 == len(at.sandbox.issued()[refusing])


@pytest.mark.parametrize("refusing", ["jira", "slack"])
def test_a_second_expired_token_ends_the_plan_and_says_how_to_connect(
    at: Console, refusing: str
) -> None:
    at.sandbox.set(stale_tokens={refusing: 2})
    at.sandbox.script(PLAN)
    before = len(at.sandbox.issued().get(refusing, []))

    with at.terminal("ask", SENTENCE, more=GEMINI) as terminal:
        code, shown = terminal.ended(), terminal.seen

    assert 7 == code, shown
    assert f"aegis connect {refusing}" in shown
    assert [] == sent(at)
    assert before + 2 == len(at.sandbox.issued()[refusing])


def test_the_question_names_who_acts_at_each_provider_which_is_read_once(at: Console) -> None:
    at.sandbox.script(PLAN)
    with at.terminal("ask", SENTENCE, more=GEMINI) as terminal:
        asked = terminal.expect("[y/")
        terminal.answer("n")
        terminal.ended()

    rows = [line.strip() for line in asked.splitlines()]
    assert [
        "You act at Jira as: Ada Lovelace",
        "You act at GitHub as: mona",
        "You act at Slack as: @ada",
        "You are signed in as: Mona Lisa",
    ] == [line for line in rows if line.startswith("You ")]
    reads = {"jira": "/myself", "github": "/user", "slack": "/auth.test"}
    for door, path in reads.items():
        assert 1 == sum(each["path"].endswith(path) for each in at.sandbox.seen(door)), door
