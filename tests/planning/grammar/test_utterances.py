"""Actions that say how they are asked for in plain sentences: what is read, and what is not."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from aegis_cli.actions.action import Action
from aegis_cli.actions.catalog import ENTRIES, load
from aegis_cli.actions.utterances import action_words, words_of
from aegis_cli.planning.grammar.canonical import canonical_sentence
from aegis_cli.planning.grammar.examples import unread_examples
from aegis_cli.planning.grammar.fit import Draft
from aegis_cli.planning.grammar.grammar import GRAMMAR, Grammar
from aegis_cli.planning.grammar.lexicon import MISSING
from aegis_cli.planning.grammar.scope import Scope
from aegis_cli.planning.grammar.steps import Gap, plan_sentence
from aegis_cli.planning.plan import Context, Grade
from aegis_cli.planning.wire import WirePlan
from tests.helpers import trial_actions
from tests.helpers.asked import decoys, orders
from tests.helpers.rows import for_each

TRIALS = {cls.facts.action: cls for cls in trial_actions.CLASSES}
TRIED = {(cls.facts.method, cls.facts.path) for cls in trial_actions.CLASSES}
"""The operations of the trials, which stand in the place of the catalogue's actions of these."""
FEWER = Grammar(
    {
        name: entry
        for name, entry in ENTRIES.items()
        if (load(name).facts.method, load(name).facts.path) not in TRIED
    },
    load,
    GRAMMAR.words_of_action,
)
WIDER = Grammar(
    {**FEWER.entries, **trial_actions.ENTRIES},
    lambda name: TRIALS.get(name) or load(name),
    lambda name: action_words(TRIALS[name]) if name in TRIALS else GRAMMAR.words_of_action(name),
)
OURS = [form for form in WIDER.forms if form.action.name in TRIALS]
HERE = Context(repo="acme/web")

Call = tuple[str, Mapping[str, str]]


def plan(sentence: str, context: Context = HERE, grammar: Grammar = WIDER) -> WirePlan | Gap:
    return plan_sentence(sentence, context, Grade.FROM_CONTEXT, grammar)


def calls(sentence: str, context: Context = HERE) -> list[Call]:
    wire = plan(sentence, context)
    assert isinstance(wire, WirePlan), wire
    return [
        (
            step.action.removeprefix("trials."),
            {arg.name: str(arg.value) for arg in step.args},
        )
        for step in wire.steps
    ]


SHOW = ("issues.get", {"repo": "acme/web", "issue_number": "12"})
LABEL = ("create_label", {"repo": "acme/web", "name": "needs triage"})
FLAKY = ("delete_label", {"repo": "acme/web", "name": "flaky"})
MERGE = ("merge_pull", {"repo": "acme/web", "pull_number": "12"})
SQUASH = ("merge_pull", {**MERGE[1], "merge_method": "squash"})
BRANCH = ("delete_branch", {"repo": "acme/web", "branch": "feature/x/y"})
TEAM = ("add_repo_to_team", {"org": "acme", "team_slug": "reviewers", "repo": "acme/web"})


@for_each(
    ("sentence", "call"),
    [
        ("create the label 'needs triage' in acme/web", LABEL),
        ("please create the label 'needs triage' in acme/web", LABEL),
        ("Define a label 'needs triage' in the repo acme/web, please", LABEL),
        ("in acme/web, create the label 'needs triage'", LABEL),
        (
            "make the label ui in acme/web with the description 'Looks'",
            ("create_label", {"repo": "acme/web", "name": "ui", "description": "Looks"}),
        ),
        (
            "create the label ui with the color d73a4a in acme/web",
            ("create_label", {"repo": "acme/web", "name": "ui", "color": "d73a4a"}),
        ),
        (
            "create the label ui in acme/web with the colour #008672",
            ("create_label", {"repo": "acme/web", "name": "ui", "color": "#008672"}),
        ),
        ("delete the label flaky from acme/web", FLAKY),
        ("delete the label flaky of acme/web", FLAKY),
        ("merge acme/web#12", MERGE),
        ("merge #12 in acme/web", MERGE),
        ("merge acme/web #12", MERGE),
        ("merge pull request #12 in acme/web", MERGE),
        ("merge acme/web#12 by squash", SQUASH),
        ("merge #12 using squash in acme/web", SQUASH),
        ("delete the branch feature/x/y of acme/web", BRANCH),
        ("delete the branch 'feature/x/y' of acme/web", BRANCH),
        ("remove the branch `feature/x/y` in acme/web", BRANCH),
        ("add acme/web to the team reviewers of acme", TEAM),
        ("add the repo acme/web to team reviewers in acme for me", TEAM),
        ("Add acme/web to team 'reviewers' of @acme", TEAM),
    ],
)
@for_each("context", [HERE, Context()], ids=["here", "nowhere"])
def test_a_sentence_like_an_utterance_means_exactly_its_call(
    sentence: str, call: Call, context: Context
) -> None:
    assert [call] == calls(sentence, context)


def test_what_is_left_out_comes_from_the_place_and_from_what_was_said() -> None:
    assert [("create_label", {"repo": "acme/web", "name": "ui"})] == calls("create the label ui")
    assert [MERGE] == calls("merge #12")
    assert [SHOW, MERGE] == calls("show acme/web#12 and merge it", Context())
    assert [("delete_label", {"repo": "acme/web", "name": name}) for name in ("bug", "ui")] == (
        calls("delete the labels bug and ui in acme/web")
    )
    assert [("add_repo_to_team", {**TEAM[1], "team_slug": "web"})] == (
        calls("add this repo to team web of acme")
    )


def test_another_thing_of_the_same_place_is_named_and_never_it() -> None:
    under = ("add_sub_issue", {"repo": "acme/web", "issue_number": "12", "sub_issue_id": "13"})

    assert [under] == calls("add #13 as a sub-issue of acme/web#12", Context())
    assert [under] == calls("add acme/web#13 as a sub-issue of acme/web#12", Context())
    for sentence, missing in (
        ("add acme/api#13 as a sub-issue of acme/web#12", MISSING["two"]),
        ("show acme/web#13 and add it as a sub-issue of acme/web#12", MISSING["it"]),
    ):
        found = plan(sentence)
        assert isinstance(found, Gap)
        assert found.missing == missing


BLOCK = ("block_issue", {"repo": "acme/web", "issue_number": "12", "issue_id": "3"})
ELSEWHERE = ("block_issue", {**BLOCK[1], "its_repo": "acme/api"})
FOUR = ("block_issue", {**BLOCK[1], "issue_id": "4"})


@for_each(
    ("sentence", "expected"),
    [
        ("block acme/web#12 by #3", [BLOCK]),
        ("block acme/web#12 by acme/web#3", [BLOCK]),
        ("block acme/web#12 by ACME/Web#3", [BLOCK]),
        ("block acme/web#12 by acme/api#3", [ELSEWHERE]),
        ("block #12 in acme/web by acme/api#3", [ELSEWHERE]),
        ("block acme/web#12 by acme/api#3 and acme/web#4", [ELSEWHERE, FOUR]),
        ("show acme/web#12 and block it by acme/api#3", [SHOW, ELSEWHERE]),
    ],
)
def test_another_thing_may_be_in_another_place_where_the_action_says_so(
    sentence: str, expected: list[Call]
) -> None:
    assert expected == calls(sentence, Context())


@pytest.mark.parametrize(
    "sentence",
    [
        "block #12 by acme/api#3",
        "block acme/web#12 by acme/api",
        "block acme/web#12 by 3",
        "acme/web#12 is blocked by acme/api#3",
        "block the release of acme/web#12 by acme/api#3",
    ],
)
def test_no_place_of_another_thing_is_a_guess(sentence: str) -> None:
    assert isinstance(plan(sentence), Gap)


def test_it_is_an_issue_or_a_pull_request_and_no_milestone() -> None:
    after = Context(
        last={
            "action": "trials.delete_milestone",
            "arguments": {"repo": "acme/web", "milestone_number": 3},
        }
    )
    milestone = ("delete_milestone", {"repo": "acme/web", "milestone_number": "3"})

    assert [milestone] == calls("delete milestone 3 of acme/web")
    assert isinstance(plan("close it", after), Gap)
    assert isinstance(plan("delete milestone 3 of acme/web and close it"), Gap)
    assert isinstance(plan("close acme/web#12 and delete the milestone"), Gap)


def test_the_verbs_are_those_of_the_utterances_unless_the_class_says_others() -> None:
    assert trial_actions.CreateLabel.facts.verbs == ("create", "define", "make")
    assert trial_actions.MergePull.facts.verbs == ("merge",)
    assert words_of(trial_actions.MergePull, utterances=("merge {pull_number}",), verbs=("land",))[
        "verbs"
    ] == (("land",))


def test_a_short_name_stands_for_its_alternatives() -> None:
    short, full = (
        words_of(trial_actions.MergePull, utterances=(ask,))
        for ask in (
            "CHANGE the title OF? PULL {pull_number}",
            "change|update|edit|set|replace the title of|on|in|for? pull_request|pr {pull_number}",
        )
    )

    assert full == short
    assert ("change", "update", "edit", "set", "replace") == short["verbs"]


def test_what_is_only_looked_at_needs_no_verbs_of_its_own() -> None:
    utterances = ("SHOW? the? merge of {pull_number}",)

    assert ("show", "get", "view") == words_of(trial_actions.MergePull, utterances=utterances)[
        "verbs"
    ]
    assert ("list", "show") == words_of(
        trial_actions.MergePull, utterances=utterances, is_list=True
    )["verbs"]
    assert ("peek",) == words_of(
        trial_actions.MergePull, utterances=(*utterances, "peek at {pull_number}")
    )["verbs"]
    assert () == words_of(trial_actions.MergePull)["verbs"]


def test_only_classes_that_may_be_meant_are_imported() -> None:
    loaded: list[str] = []

    def noting(name: str) -> type[Action[Any]]:
        loaded.append(name)
        return load(name)

    grammar = replace(GRAMMAR, load=noting)

    assert isinstance(plan("label acme/web#12 release", grammar=grammar), WirePlan)
    assert set(loaded) < {name for name in ENTRIES if "label" in name}


@for_each(
    "sentence",
    [
        "merge conflicts in acme/web#12",
        "merge conflicts in acme/web",
        "merge acme/web",
        "merge #12 about acme/web",
        "merge #12 by hand",
        "merge 12 commits",
        "delete the branch",
        "delete the branch protection of acme/web",
        "delete the branch named in acme/web#12",
        "delete the branch of acme/web#12",
        "delete the merged branch of acme/web",
        "delete the branch merged in acme/web",
        "delete the branch completely",
        "create label rules for acme/web",
        "create label rules in acme/web",
        "create label descriptions in acme/web",
        "create the label mentioned in acme/web",
        "create the label later in acme/web",
        "create the label ui in acme/web in color #12",
        "create the label ui in acme/web with the color coding",
        "create the label ui about acme/web",
        "create the label ui, acme/web",
        "add acme/web to the team permissions of acme",
        "add acme/web to the team",
        "add acme/web to the team of acme",
        "add acme/web to the list of acme",
        "add it to the team reviewers of acme",
    ],
)
def test_a_remark_is_no_step(sentence: str) -> None:
    assert isinstance(plan(sentence), Gap)
    assert isinstance(plan(sentence, Context()), Gap)


def test_other_sentences_mean_what_they_meant() -> None:
    asked = [*(order.text for order in orders()), *(decoy.text for decoy in decoys())]
    for sentence in asked[::3]:
        before, wider = (
            plan_sentence(sentence, Context(), Grade.IMPERATIVE, grammar)
            for grammar in (FEWER, WIDER)
        )

        assert isinstance(before, Gap) or before == wider, sentence


def test_an_utterance_is_its_own_example() -> None:
    assert [] == [*unread_examples(WIDER)]


def test_a_field_of_an_utterance_is_understood_by_the_cues_of_its_kind_too() -> None:
    titled = ("pulls.merge", {"repo": "acme/web", "pull_number": "12", "commit_title": "Three"})

    for words in ("titled 'Three'", "with the title 'Three'", "and with the title 'Three'"):
        wire = plan(f"merge acme/web#12 {words}", grammar=GRAMMAR)
        assert isinstance(wire, WirePlan), words
        (step,) = wire.steps
        assert titled == (step.action, {arg.name: str(arg.value) for arg in step.args})


def test_the_examples_are_plain_sentences() -> None:
    written = {canonical_sentence(Draft(form), Scope(), stdin=False) for form in OURS}

    assert written == {
        "create the label bug in acme/web",
        "delete the label bug in acme/web",
        "merge acme/web#12",
        "delete the branch main in acme/web",
        "add acme/web to the team reviewers of acme",
        "delete the milestone 3 in acme/web",
        "add #13 as a sub-issue of acme/web#12",
        "block acme/web#12 by #13",
    }
