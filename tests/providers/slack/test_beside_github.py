"""Where Slack exists, no sentence of GitHub means anything else, and Slack's own mean Slack."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest

from aegis_cli.actions import catalog
from aegis_cli.planning.gemini.prompt import instruction
from aegis_cli.planning.gemini.signatures import ActionRow
from aegis_cli.planning.grammar.explicit_commands import explicit_commands_in
from aegis_cli.planning.grammar.grammar import GRAMMAR
from aegis_cli.planning.grammar.steps import Gap, plan_sentence
from aegis_cli.planning.lenient.any_order import AnyOrder
from aegis_cli.planning.lenient.loose_forms import LooseForm, loose_grammar
from aegis_cli.planning.lenient.ways import ways_of
from aegis_cli.planning.offline import guess_after, instead_of_plan
from aegis_cli.planning.plan import Context, Suggestions
from aegis_cli.planning.sentence.sentence import Sentence
from aegis_cli.planning.wire import WirePlan
from tests.actions.case import Case
from tests.helpers.rows import for_each
from tests.planning.grammar.test_covered import sentences
from tests.planning.lenient.test_ways import example_of, words_of
from tests.providers.slack.slack_cases import CASES
from tests.security.test_hijacked_model import LIKE_WRITING, READING

TODAY = date(2026, 11, 29)
HERE = Context(repo="acme/site")
TS = "1503435956.000247"
LAST = Context(
    repo="acme/site",
    last={"action": "slack.messages.get", "arguments": {"channel": "#eng", "message": TS}},
)
AT_EIGHT_TOKENS = 4
"""Characters of a token, as the tests of the prompt count them."""
MOST_TOKENS = 2_500


@contextmanager
def slack_exists() -> Iterator[None]:
    catalog.enable_providers(["slack"])
    try:
        yield
    finally:
        catalog.enable_providers([])


def read_strictly(text: str, context: Context) -> Any:
    """Return what the grammar makes of a sentence: its plan, or what is missing."""
    plan = plan_sentence(text, context)
    return plan.missing if isinstance(plan, Gap) else plan


def read_in_full(text: str, context: Context) -> tuple[str, Any]:
    """Return what the person gets without a model: a plan, a guess, suggestions or a reason."""
    plan = plan_sentence(text, context)
    if not isinstance(plan, Gap):
        return "plan", plan
    guess = guess_after(plan, text, context, TODAY)
    if guess is not None:
        return "guess", guess.plan
    told = instead_of_plan(plan, text, context, TODAY)
    return "told", told.sentences if isinstance(told, Suggestions) else told


@pytest.mark.whole
def test_no_sentence_of_github_is_read_otherwise_because_slack_exists() -> None:
    known = [
        each for at, each in enumerate(sentences()) if each[0].startswith("nouns/") or at % 4 == 0
    ]
    before = [read_strictly(text, context) for *_, text, context in known]

    with slack_exists():
        after = [read_strictly(text, context) for *_, text, context in known]

    changed = [
        name for (_, name, *_), one, other in zip(known, before, after, strict=True) if one != other
    ]
    assert [] == changed
    assert len(known) > 900


@pytest.mark.whole
def test_no_guess_and_no_suggestion_for_github_becomes_one_for_slack() -> None:
    known = [*sentences()][::50]
    before = [read_in_full(text, context) for *_, text, context in known]

    with slack_exists():
        after = [read_in_full(text, context) for *_, text, context in known]

    changed = [
        name for (_, name, *_), one, other in zip(known, before, after, strict=True) if one != other
    ]
    assert [] == changed


@pytest.mark.usefixtures("slack")
@for_each(
    ("sentence", "steps"),
    [
        (
            "send 'deploy done' to #releases",
            ["slack.messages.send channel=#releases text=deploy done"],
        ),
        ("post 'x' in #eng", ["slack.messages.send channel=#eng text=x"]),
        ("tell #eng 'x'", ["slack.messages.send channel=#eng text=x"]),
        ("what was said in #releases", ["slack.messages.list channel=#releases"]),
        (
            "what was said in #releases today",
            ["slack.messages.list channel=#releases oldest=2026-11-29"],
        ),
        (
            "what was said in #eng since monday",
            ["slack.messages.list channel=#eng oldest=2026-11-23"],
        ),
        (
            "show the messages in #eng since 2026-11-20",
            ["slack.messages.list channel=#eng oldest=2026-11-20"],
        ),
        ("show the last 5 messages in #eng", ["slack.messages.list channel=#eng limit=5"]),
        (
            "reply to that with 'thanks'",
            [f"slack.messages.reply channel=#eng text=thanks message={TS}"],
        ),
        (
            "react with thumbsup to that",
            [f"slack.reactions.add channel=#eng message={TS} emoji=thumbsup"],
        ),
        ("pin that", [f"slack.pins.add channel=#eng message={TS}"]),
        ("delete that message", [f"slack.messages.delete channel=#eng message={TS}"]),
        ("change it to 'y'", [f"slack.messages.edit channel=#eng text=y message={TS}"]),
        ("show #eng", ["slack.channels.get channel=#eng"]),
        ("show the channel #eng", ["slack.channels.get channel=#eng"]),
        ("who is in #eng", ["slack.channels.members channel=#eng"]),
        ("search slack for 'outage'", ["slack.messages.search words=outage"]),
        ("set my slack status to 'on call'", ["slack.status.set text=on call"]),
        ("archive #old-news", ["slack.channels.archive channel=#old-news"]),
        ("set the topic of #eng to 'x'", ["slack.channels.topic channel=#eng topic=x"]),
        ("invite bob to #eng", ["slack.channels.invite channel=#eng person=bob"]),
        ("join #eng", ["slack.channels.join channel=#eng"]),
        ("send 'x' to D0BOB00001", ["slack.messages.send channel=D0BOB00001 text=x"]),
        ("close #42", ["issues.close repo=acme/site issue_number=42"]),
        ("comment 'x' on #42", ["issues.add_comment repo=acme/site issue_number=42 body=x"]),
        (
            "close #42 and send 'done' to #eng",
            [
                "issues.close repo=acme/site issue_number=42",
                "slack.messages.send channel=#eng text=done",
            ],
        ),
        ("who am i", ["users.get_me"]),
        ("who am i at slack", ["slack.auth.whoami"]),
        ("list the members of acme", ["orgs.list_members org=acme"]),
    ],
)
def test_a_sentence_is_read_at_slack_or_at_github_by_what_it_names(
    sentence: str, steps: list[str]
) -> None:
    context = LAST if {"that", "it"} & {*sentence.split()} else HERE
    _, plan = read_in_full(sentence, context)

    assert isinstance(plan, WirePlan), plan
    said = [
        " ".join([each.action, *(f"{arg.name}={arg.value}" for arg in each.args)])
        for each in plan.steps
    ]
    assert steps == [line.removesuffix(" state=closed") for line in said]


@pytest.mark.usefixtures("slack")
def test_each_further_way_of_slack_reads_its_own_example() -> None:
    own = [form for form in ways_of(GRAMMAR) if form.action.provider == "slack"]
    grammar = loose_grammar(GRAMMAR)

    unread = [
        example_of(form)
        for form in own
        if AnyOrder(grammar).fit(LooseForm(form), words_of(example_of(form))) is None
    ]
    assert [] == unread
    assert len(own) > 20


@pytest.mark.usefixtures("slack")
def test_where_slack_is_named_nothing_is_said_of_github() -> None:
    _, at_github = read_in_full("set my status to 'x' later", HERE)
    _, at_slack = read_in_full("set my slack status to 'x' later", HERE)

    assert at_github.provider == "github"
    assert at_slack == ()


@pytest.mark.usefixtures("slack")
def test_what_no_action_of_slack_does_is_told_with_the_reason() -> None:
    own = [each for each in catalog.impossible() if "slack" in (each.page + each.wish).lower()]

    assert len(own) == 14
    assert [] == [each.ask for each in own if read_in_full(each.ask, HERE) != ("told", each)]


def test_slacks_part_of_the_prompt_is_small() -> None:
    def length() -> int:
        return len(instruction(map(ActionRow.of, catalog.ENTRIES.values())))

    alone = length()
    with slack_exists():
        both = length()

    assert (both - alone) / AT_EIGHT_TOKENS <= MOST_TOKENS


LOOKING_AT_SLACK = (
    "what was said in #releases",
    "show the messages in #eng",
    "list who posted in #eng",
    "show what was sent to #eng",
    "who archived #old-news",
    "show the topic of #eng",
    "what does 'send hi to #eng' do",
    "is #old-news archived",
    "show the pins in #eng",
    "show the replies to 1503435956.000247 in #eng",
    "should i join #eng?",
    "did bob invite carol to #eng",
    "search slack for 'delete the message'",
    "do not send 'x' to #eng",
    "never archive #eng",
)
"""Sentences that order no write at Slack, though many have a word that one goes by."""
WRITES = {case.name for case in CASES if case.is_write}


@pytest.mark.usefixtures("slack")
@for_each("sentence", [*READING, *LIKE_WRITING, *LOOKING_AT_SLACK])
def test_a_sentence_that_only_looks_orders_no_write_at_slack(sentence: str) -> None:
    for context in (Context(), HERE, LAST):
        ordered = explicit_commands_in(Sentence(sentence), context, catalog.load)
        assert not {step.action.facts.action for step in ordered.steps} & WRITES


@pytest.mark.usefixtures("slack")
@for_each("case", [case for case in CASES if case.is_write])
def test_the_sentence_of_a_write_orders_that_alone(case: Case) -> None:
    ordered = explicit_commands_in(Sentence(case.said), Context(), catalog.load)

    assert [case.name] == [step.action.facts.action for step in ordered.steps]
