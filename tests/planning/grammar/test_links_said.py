"""How people say that a text has the link of what was just made: the words, and of what it is."""

from collections.abc import Iterator

import pytest

from aegis_cli.actions import catalog
from aegis_cli.actions.catalog import load
from aegis_cli.planning.grammar.canonical import canonical_sentence
from aegis_cli.planning.grammar.explicit_commands import explicit_commands_in
from aegis_cli.planning.grammar.fit import Draft
from aegis_cli.planning.grammar.grammar import GRAMMAR
from aegis_cli.planning.grammar.lexicon import MISSING
from aegis_cli.planning.grammar.scope import Scope
from aegis_cli.planning.grammar.slots import SlotValue
from aegis_cli.planning.grammar.steps import Gap, plan_sentence
from aegis_cli.planning.plan import Context, Grade, Link, Origin
from aegis_cli.planning.sentence.sentence import Sentence
from aegis_cli.planning.wire import WirePlan
from tests.helpers.rows import for_each

OPEN = "open an issue in acme/web titled 'Crash'"
TICKET = "create a ticket in WEB titled 'Crash'"


@pytest.fixture(autouse=True)
def providers() -> Iterator[None]:
    """Let Slack and Jira exist."""
    catalog.enable_providers(["slack", "jira"])
    yield
    catalog.enable_providers([])


def planned(text: str, grade: Grade = Grade.IMPERATIVE) -> WirePlan | Gap:
    return plan_sentence(text, Context(), grade)


def last_of(text: str) -> tuple[str, list[tuple[str, str, str]]]:
    """Return the last action of a sentence, with the arguments of its texts."""
    plan = planned(text)
    assert isinstance(plan, WirePlan), plan
    step = plan.steps[-1]
    texts = [arg for arg in step.args if arg.name in {"text", "body"}]
    return step.action, [(arg.source, arg.value, arg.name) for arg in texts]


@for_each(
    "said",
    [
        "its link",
        "its url",
        "its URL",
        "its address",
        "the link",
        "the link of it",
        "the link to it",
        "a link to it",
        "a link to that",
        "the url of this",
    ],
)
@for_each("first", [OPEN, TICKET])
def test_a_link_is_said_in_plain_words(first: str, said: str) -> None:
    action, texts = last_of(f"{first} and send {said} to #releases")

    assert ("slack.messages.send", [("link", "s1", "text")]) == (action, texts)


@for_each(
    ("second", "action", "before"),
    [
        ("post its link to #releases", "slack.messages.send", ""),
        ("post 'Deployed:' and its link to #releases", "slack.messages.send", "Deployed:"),
        ("send 'Deployed:' with the link to #releases", "slack.messages.send", "Deployed:"),
        ("comment on WEB-1 with its link", "jira.comments.add", ""),
        ("comment on WEB-1: its link", "jira.comments.add", ""),
    ],
)
def test_a_link_stands_alone_or_behind_a_text(second: str, action: str, before: str) -> None:
    found, texts = last_of(f"{OPEN} and {second}")

    assert action == found
    assert [before] * bool(before) == [value for source, value, _ in texts if source == "literal"]
    assert ["s1"] == [value for source, value, _ in texts if source == "link"]


@for_each(
    ("said", "of"),
    [
        (f"{OPEN}, {TICKET} and post its link to #releases", "s2"),
        (f"{OPEN} and post its link to #releases, {TICKET} and post its link to #eng", "s3"),
    ],
)
def test_a_link_is_of_the_order_right_before(said: str, of: str) -> None:
    assert [of] == [value for source, value, _ in last_of(said)[1] if source == "link"]


@for_each(
    "said",
    [
        "post its link to #releases",
        "close acme/web#1 and post its link to #releases",
        f"{OPEN}, close acme/web#1 and post its link to #releases",
        "close acme/web#1 and acme/web#2 and post its link to #releases",
        "send 'Hi' to #releases and post its link to #eng",
        f"{OPEN} and send 'Hi' to #eng and post its link to #releases",
        "show acme/web and post its link to #releases",
    ],
)
def test_a_link_of_nothing_that_is_made_there_is_a_gap_that_says_so(said: str) -> None:
    gap = planned(said)

    assert isinstance(gap, Gap)
    assert MISSING["link"] == gap.missing


@for_each(
    "said",
    [
        f"{OPEN} and comment on acme/web#1 with its link",
        f"{TICKET} and comment on acme/web#1 with its link",
        f"{OPEN} and post them to #releases",
        f"{OPEN} and post its title to #releases",
        f"{OPEN} and post the links to #releases",
        f"{OPEN} and post link to #releases",
        f"{OPEN} and post its link now to #releases",
        f"{OPEN} and post its link 'Deployed' to #releases",
        f"{OPEN} and rename #releases to its link",
    ],
)
def test_what_says_no_link_in_full_is_read_as_none(said: str) -> None:
    plan = planned(said)

    assert isinstance(plan, Gap) or not plan.has_links


@for_each(
    "said", ["send 'its link' to #releases", f"{OPEN} and send 'the link of it' to #releases"]
)
def test_a_text_in_quotation_marks_is_text(said: str) -> None:
    _, texts = last_of(said)

    assert ["literal"] == [source for source, _, _ in texts]


def test_with_github_alone_no_word_means_a_link() -> None:
    catalog.enable_providers([])

    for said in (
        f"{OPEN} and comment on acme/web#1 with its link",
        f"{OPEN} and comment on it: its link",
        "comment on acme/web#1 with its link",
        "comment on acme/web#1: the link of it",
    ):
        plan = planned(said)
        assert isinstance(plan, Gap) or not plan.has_links


def test_a_link_that_is_said_is_the_persons_and_an_explicit_command() -> None:
    said = Sentence(f"{OPEN} and post its link to #releases")

    _, posted = explicit_commands_in(said, Context(), load).steps

    (link,) = posted.links.values()
    assert (Link("s1"), Origin.USER) == (link, link.origin)


@for_each(("text", "said"), [("", "its link"), ("Deployed:", "'Deployed:' and its link")])
def test_a_link_is_written_as_it_is_read(text: str, said: str) -> None:
    form = next(form for form in GRAMMAR.forms if form.action.name == "slack.messages.send")
    values = (SlotValue("channel", "#releases"), SlotValue("text", text, link=True))

    written = canonical_sentence(Draft(form, values), Scope(provider="slack"), stdin=False)

    assert said in written
