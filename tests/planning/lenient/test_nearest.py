"""What nobody reads gets a line to type: the nearest action, with the place and the names kept."""

from collections.abc import Iterator

import pytest

from aegis_cli.actions import catalog
from aegis_cli.planning.grammar.grammar import GRAMMAR
from aegis_cli.planning.grammar.steps import plan_sentence
from aegis_cli.planning.plan import Suggestions
from aegis_cli.planning.wire import WirePlan
from tests.helpers.parsed import parse
from tests.helpers.rows import for_each
from tests.helpers.suggested import HERE


@pytest.fixture(autouse=True)
def every_provider() -> Iterator[None]:
    catalog.enable_providers(["slack", "jira"])
    yield
    catalog.enable_providers([])


@for_each(
    ("sentence", "line"),
    [
        ("oops, reopen #180", "reopen acme/web#180"),
        ("close pr 220, we went with 221", "close pr acme/web#220"),
        ("take the label urgent back off #182", "remove the label urgent from acme/web#182"),
        ("unarchive acme/legacy for a sec", "unarchive the repo acme/legacy"),
        ("what broke in run 16400021", "show run 16400021 in acme/web"),
        (
            "what does the protection of main in acme/api demand",
            "show protection of main in acme/api",
        ),
        (
            "close the milestone Q1 hardening in acme/api",
            "close milestone 'Q1 hardening' in acme/api",
        ),
        ("comments of WEB-42, newest first", "show comments on WEB-42"),
    ],
)
def test_the_nearest_action_is_suggested_with_the_names_kept(sentence: str, line: str) -> None:
    found = parse(sentence, HERE)

    assert isinstance(found, Suggestions)
    assert line in found.sentences
    assert all(isinstance(plan_sentence(each, HERE), WirePlan) for each in found.sentences)


@for_each(
    "sentence",
    [
        "merge #12 domani",
        "close #12 tomorrow or so",
        "merge #66 as soon as the checks are green",
        "I'm so close to finishing #44",
        "wipe all actions caches of branch feature/search",
        "should I approve #92?",
        "WEB-42 must not go to Done before QA",
        "what would happen if I moved WEB-42 to Done?",
        "close it",
        "the latest 3 closed",
        "drop the branch foo and the branch bar",
        "with CI green, merge #12",
        "merge #12 once bob approved and delete the branch",
    ],
)
def test_no_write_is_near_that_would_leave_out_what_matters(sentence: str) -> None:
    found = parse(sentence, HERE)

    assert isinstance(found, Suggestions)
    for line in found.sentences:
        wire = plan_sentence(line, HERE)
        assert isinstance(wire, WirePlan)
        assert all(GRAMMAR.actions[step.action].reads for step in wire.steps), line


def test_no_number_is_looked_for_where_a_reviewer_is_named() -> None:
    found = parse("request a review of #12 from acme/core and bob", HERE)

    assert isinstance(found, Suggestions)
    assert not [line for line in found.sentences if "acme/core#12" in line]


@for_each(
    ("sentence", "line", "verb"),
    [
        ("close every issue labelled stale", "show issues labelled stale in acme/web", "close"),
        ("delete all branches of acme/api", "show branches of acme/api", "delete"),
        ("lock each issue by bob", "show issues by bob in acme/web", "lock"),
    ],
)
def test_for_each_of_many_the_list_is_suggested_first(sentence: str, line: str, verb: str) -> None:
    found = parse(sentence, HERE)

    assert isinstance(found, Suggestions)
    assert (line,) == found.sentences
    assert f"say '{verb} rows 1 to 5'" in found.missing
