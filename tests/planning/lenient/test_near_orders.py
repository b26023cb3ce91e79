"""What is said more loosely than an order is suggested as one, with all that was said."""

from collections.abc import Iterator

import pytest

from aegis_cli.actions import catalog
from aegis_cli.planning.grammar.steps import Gap, plan_sentence
from aegis_cli.planning.offline import guess_after, instead_of_plan
from aegis_cli.planning.plan import Context, Suggestions
from bench.plans import SITES
from bench.understood import NOW, TODAY
from tests.helpers.rows import for_each

HERE = Context(repo="acme/web")


@pytest.fixture(autouse=True)
def _all_providers() -> Iterator[None]:
    catalog.enable_providers(["slack", "jira"], SITES)
    yield
    catalog.enable_providers([])


def told_of(said: str) -> Suggestions:
    gap = plan_sentence(said, HERE)
    assert isinstance(gap, Gap)
    assert guess_after(gap, said, HERE, TODAY, now=NOW) is None
    found = instead_of_plan(gap, said, HERE, TODAY)
    return found if isinstance(found, Suggestions) else Suggestions(())


@for_each(
    ("said", "line"),
    [
        # a text by its place alone
        ("dm carol the build is green again", "dm @carol 'the build is green again'"),
        ("tell carol on slack im running late", "dm @carol 'im running late'"),
        ("let #dev know staging is down", "send 'staging is down' in #dev"),
        # a second order that talks
        (
            "merge 11 and tell #dev its shipped",
            "merge acme/web#11 and send 'its shipped' in #dev",
        ),
        (
            "comment nice one on 11 and merge",
            "comment 'nice one' on acme/web#11 and merge acme/web#11",
        ),
        (
            "close 12 and open a new one called sort by date",
            "close acme/web#12 and open an issue in acme/web titled 'sort by date'",
        ),
        # how something is, or is to be
        ("WEB-7 is done", "move WEB-7 to done"),
        ("WEB-7 summary should be: Totals are wrong", 'set the summary of WEB-7 to "Totals'),
        ("kick carol off 12", "unassign @carol from acme/web#12"),
        (
            "swap ui for api on 12",
            "remove the label ui from acme/web#12 and label acme/web#12 api",
        ),
        ("cut v2.4.1", "publish release v2.4.1 in acme/web"),
    ],
)
def test_a_looser_order_is_suggested_whole(said: str, line: str) -> None:
    (sentence,) = told_of(said).sentences or ("",)

    assert sentence.startswith(line)


@for_each(
    ("said", "listing", "then"),
    [
        ("eyes on the last msg in #qa", "show the last 5 messages in #qa", "react with eyes"),
        ("pin carol's last message in #qa", "show the last 5 messages in #qa", "pin row 1"),
        ("cancel the running ci on main", "show the in progress", "cancel row 1"),
        ("put WEB-7 into the next sprint", "show my boards", "move WEB-7 to sprint 7"),
        ("dismiss carols review on 11, its old", "show the reviews of acme/web#11", "its old"),
    ],
)
def test_one_of_several_is_listed_first(said: str, listing: str, then: str) -> None:
    found = told_of(said)

    assert [True] == [each.startswith(listing) for each in found.sentences]
    assert then in found.missing


@for_each(
    "said",
    [
        "tell #dev who closed #12",
        "tell me a joke",
        "tell #dev a joke",
        "message @bob if CI fails",
        "slack @bob once #12 is merged",
        "post in #dev when the build is done",
        "comment its link on #12",
        "close #12 and let #dev know",
        "don't merge 11 and tell #dev its shipped",
        "if 11 is green merge it and tell #dev its shipped",
        "should i merge 11 and tell #dev its shipped",
        "WEB-7 is nice",
    ],
)
def test_no_text_is_made_of_what_is_none(said: str) -> None:
    assert not [
        each
        for each in told_of(said).sentences
        if each.startswith(("post", "send", "dm")) or " and " in each
    ]
