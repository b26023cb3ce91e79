"""A write looks at its target before the question: is it there, what is it, and how is it?"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest

from aegis_cli.actions.action import Action
from aegis_cli.actions.call import Call
from aegis_cli.adapters.terminal.preview import render_preview
from aegis_cli.core.text import quote
from aegis_cli.errors import Code, Denied, Failed, Status
from aegis_cli.planning.plan import Origin
from aegis_cli.providers.github.nouns.issues.comments import AddComment
from aegis_cli.providers.github.nouns.issues.issue_assignees import RemoveAssignees
from aegis_cli.providers.github.nouns.issues.issue_changes import (
    CloseAsDuplicate,
    CloseIssue,
    DeleteIssue,
    PinIssue,
    ReopenIssue,
    UpdateIssue,
)
from aegis_cli.providers.github.nouns.issues.issue_labels import AddLabels
from aegis_cli.providers.github.nouns.issues.issues import GetIssue
from aegis_cli.providers.github.nouns.labels.labels import CreateLabel, DeleteLabel, UpdateLabel
from aegis_cli.providers.github.nouns.pull_requests.pull_changes import (
    ClosePull,
    MergePull,
    UpdatePull,
)
from aegis_cli.providers.github.nouns.pull_requests.review_changes import DismissReview
from aegis_cli.providers.github.nouns.repos.branch_protection import GetProtection
from aegis_cli.request.approval import Reply
from aegis_cli.request.carrying_out import carry_out
from aegis_cli.request.edits import Edits
from aegis_cli.request.policy import Layer, Policy
from aegis_cli.request.result import Result, to_json, untold
from aegis_cli.request.target_snapshot import TargetSnapshot, words_of
from tests.actions.cases import CASES
from tests.adapters.render.samples import TERMINAL
from tests.helpers.act_factory import act_of
from tests.helpers.rows import for_each
from tests.helpers.world import Stage, rules

ISSUE: dict[str, Any] = {"repo": "acme/web", "issue_number": 12}
PULL: dict[str, Any] = {"repo": "acme/web", "pull_number": 12}
CLOSE, COMMENT = CloseIssue(**ISSUE), AddComment(**ISSUE, body="Why?")
THERE = CASES["issues.get"].data
AS_PULL = THERE | {"pull_request": {"merged_at": None}, "draft": False}
FULL_PULL = CASES["pulls.get"].data | {"number": 12, "title": "Fix it"}
NOT_FOUND = Failed("There is no acme/web#12.", code=Code.NOT_FOUND)
PLACE = "--repo acme/web --issue-number 12"
WEAK = Failed("GitHub could not be reached: timed out.", code=Code.NETWORK)
UNSEEN = f"Nothing was sent, since its target could not be looked at: {WEAK}"


def ended(
    *actions: Action[Any],
    answers: Mapping[str, Any],
    policy: Policy = Policy(),  # noqa: B008  # frozen
    reply: Reply = Reply(yes=True),  # noqa: B008  # frozen
    edits: Sequence[Edits] = (),
    **options: Any,
) -> tuple[Result, Stage]:
    """Let the pipeline do actions that the person typed."""
    acts = tuple(
        act_of(f"s{at}", action, dict.fromkeys(action.sent_arguments(), Origin.USER))
        for at, action in enumerate(actions, start=1)
    )
    stage = Stage(reply=reply, answers=answers, edits=[*edits])
    return carry_out("do it", acts, rules(policy, **options), stage.services(), wanted=None), stage


def shown(stage: Stage) -> str:
    return render_preview(stage.previews[-1], TERMINAL)


def reads(stage: Stage) -> list[str]:
    return [event for event in stage.events if event.startswith("read")]


def calls(stage: Stage) -> tuple[Call, ...]:
    assert stage.approved is not None
    return stage.approved.calls


# It is shown, and what is shown is pinned


def test_a_target_is_shown_with_its_kind_its_title_and_its_state_before_the_question() -> None:
    result, stage = ended(CLOSE, answers={"issues.get": THERE})

    assert Status.DONE is result.status
    assert ["read issues.get", "ask s1", "write"] == stage.events[-4:-1]
    assert '   target: issue acme/web#12: "Crash on start", open\n     state: open → closed\n' in (
        shown(stage)
    )


def test_what_changes_stands_below_the_target_and_above_what_was_found() -> None:
    duplicate = CloseAsDuplicate(**ISSUE, duplicate_of=10)

    _, stage = ended(duplicate, answers={"issues.get": THERE | {"node_id": "I_1"}})

    assert "open\n     state: open → closed\n   found: issue acme/web#12: " in shown(stage)


def test_what_is_replaced_is_pinned_with_what_tells_the_target_from_any_other() -> None:
    _, stage = ended(CLOSE, answers={"issues.get": THERE})

    (held,) = calls(stage)[0].preconditions
    assert GetIssue(**ISSUE) == held.read
    assert ["id.", "state."] == [path for path, _ in held.pins]
    assert held.holds(THERE | {"title": "Another", "updated_at": "2026-11-25T00:00:00Z"})
    assert not held.holds(THERE | {"state": "closed"})
    assert not held.holds(THERE | {"id": 13})


def test_labels_are_pinned_by_their_names_and_not_by_their_colours() -> None:
    _, stage = ended(AddLabels(**ISSUE, labels=["new"]), answers={"issues.get": THERE})

    (held,) = calls(stage)[0].preconditions
    repainted = [label | {"color": "000000"} for label in THERE["labels"]]
    assert held.holds(THERE | {"labels": repainted})
    assert not held.holds(THERE | {"labels": repainted[:1]})


def test_the_result_says_before_and_after() -> None:
    update = UpdateIssue(**ISSUE, title="New", labels=["bug"])

    result, _ = ended(update, answers={"issues.get": THERE})

    (step,) = to_json(result)["results"]
    assert [
        {"field": "title", "before": "Crash on start", "after": "New"},
        {"field": "labels", "before": ["bug", "help wanted"], "after": ["bug"]},
    ] == step["changes"]


def test_a_program_is_told_nothing_of_what_was_read_before_the_approval() -> None:
    result, _ = ended(UpdateIssue(**ISSUE, title="New"), answers={"issues.get": THERE})

    assert "Crash on start" in str(to_json(result))
    assert "Crash on start" not in str(to_json(untold(result)))


CHOSEN = 'a of acme/web#1: "fine", resolved, "x'
"""A name that imitates the rest of a line."""


@for_each(
    ("read", "path"),
    [
        ("review_threads.list", "path"),
        ("review_comments.get", "path"),
        ("files.get", "path"),
        ("branches.get", "name"),
    ],
)
@for_each("name", [CHOSEN, "a" * 300])
def test_a_name_that_others_chose_stands_in_quotation_marks(
    read: str, path: str, name: str
) -> None:
    case = CASES[read]
    things = case.data if isinstance(case.data, list) else [case.data]

    ordinary = words_of(TargetSnapshot(case.call, [things[0] | {path: "src"}]))
    words = words_of(TargetSnapshot(case.call, [things[0] | {path: name}]))

    assert quote(name) in words
    assert ordinary == words.replace(quote(name), '"src"')


def test_a_branch_whose_protection_is_changed_stands_in_quotation_marks() -> None:
    read = GetProtection(repo="acme/web", branch='a"of')

    assert 'protection "a\\"of" of acme/web' == words_of(TargetSnapshot(read, {"id": 1}))


# It is not there, or so already


@for_each("yes", [True, False])
def test_what_is_not_there_ends_before_the_question(*, yes: bool) -> None:
    result, stage = ended(CLOSE, answers={"issues.get": NOT_FOUND}, yes=yes)

    assert (Status.FAILED, Code.NOT_FOUND) == (result.status, result.error and result.error.code)
    assert not {"ask s1", "write"} & {*stage.events}


@for_each("yes", [True, False])
@for_each(
    "action",
    [
        ReopenIssue(**ISSUE),
        UpdateIssue(**ISSUE, title="Crash on start"),
        UpdateIssue(**ISSUE, labels=["HELP wanted", "bug"], assignees=["octocat", "hubot"]),
        AddLabels(**ISSUE, labels=["Bug"]),
    ],
)
def test_what_is_so_already_is_neither_asked_about_nor_sent(
    action: Action[Any], *, yes: bool
) -> None:
    result, stage = ended(action, answers={"issues.get": THERE}, yes=yes)

    assert (Status.ALREADY, 0, None) == (result.status, result.status.exit_code, result.error)
    assert not {"ask s1", "write"} & {*stage.events}
    (outcome,) = result.outcomes
    assert (True, None, "") == (outcome.already, outcome.data, result.digest)


def test_what_is_so_already_is_said_in_the_words_of_the_action_and_to_a_program_without_any() -> (
    None
):
    result, _ = ended(ReopenIssue(**ISSUE), answers={"issues.get": THERE})

    page = "https://github.com/acme/web/issues/12"
    assert f"acme/web#12 was already open: {page}" == result.outcomes[0].reason
    assert "Reopen issue acme/web#12: it is so already." == untold(result).outcomes[0].reason


@for_each(
    "action",
    [
        COMMENT,
        UpdateIssue(**ISSUE, title="Crash on start", body="Another"),
        UpdateIssue(**ISSUE, labels=["bug"]),
        CloseIssue(**ISSUE),
        PinIssue(**ISSUE),
    ],
)
def test_what_changes_anything_is_asked_about(action: Action[Any]) -> None:
    _, stage = ended(action, answers={"issues.get": THERE | {"node_id": "I_1"}})

    assert "ask s1" in stage.events


@for_each(
    ("action", "change"),
    [
        (UpdateLabel(repo="acme/web", name="bug", new_name="Bug"), "name: bug → Bug"),
        (UpdatePull(**PULL, base="Main"), "base: main → Main"),
    ],
)
def test_a_name_that_has_case_is_not_so_already_in_another_case(
    action: Action[Any], change: str
) -> None:
    answers = {"pulls.get": FULL_PULL, "labels.get": CASES["labels.get"].data | {"name": "bug"}}

    _, stage = ended(action, answers=answers)

    assert "ask s1" in stage.events
    assert f"     {change}\n" in shown(stage)


def test_an_answer_without_a_thing_does_not_say_that_it_is_so_already() -> None:
    unassign = RemoveAssignees(**ISSUE, assignees=["octocat"])

    _, stage = ended(unassign, answers={"issues.get": []})

    assert "ask s1" in stage.events


def test_of_a_plan_only_what_is_not_so_already_is_asked_about() -> None:
    result, stage = ended(ReopenIssue(**ISSUE), COMMENT, answers={"issues.get": THERE})

    assert (Status.DONE, ["ask s2"]) == (result.status, [e for e in stage.events if "ask" in e])
    assert ["skipped", "done"] == [outcome.status.value for outcome in result.outcomes]
    assert ["issues.add_comment"] == [item.action for item in stage.previews[-1].items]


# It is of another kind


def test_a_person_is_told_of_the_kind_and_asked_about_the_right_action() -> None:
    answers = {"issues.get": AS_PULL, "pulls.get": FULL_PULL}

    result, stage = ended(CLOSE, answers=answers)

    assert Status.DONE is result.status
    assert [ClosePull(**PULL)] == [call.action for call in calls(stage)]
    text = shown(stage)
    assert text.startswith("1. WRITE: Close pull request acme/web#12 without merging it\n")
    assert "   It is a pull request; issues.close was asked for.\n   target: pull request " in text
    assert "open\n     state: open → closed\n" in text
    assert "pull_number (your words): 12" in text


def test_an_issue_in_place_of_a_pull_request_is_found_by_one_more_read() -> None:
    answers = {"pulls.get": NOT_FOUND, "issues.get": THERE}

    _, stage = ended(ClosePull(**PULL), answers=answers)

    assert [CLOSE] == [call.action for call in calls(stage)]
    assert ["read pulls.get", "read issues.get"] == reads(stage)
    assert "It is an issue; pulls.close was asked for." in shown(stage)


@for_each(
    ("action", "answers", "words", "hint"),
    [
        (
            CLOSE,
            {"issues.get": AS_PULL},
            "acme/web#12 is a pull request, and not an issue; nothing was sent.",
            "For a pull request: `aegis do pulls.close --repo acme/web --pull-number 12 --yes`",
        ),
        (
            UpdatePull(**PULL, title="New"),
            {"pulls.get": NOT_FOUND, "issues.get": THERE},
            "acme/web#12 is an issue, and not a pull request; nothing was sent.",
            f"For an issue: `aegis do issues.update {PLACE} --title New --yes`",
        ),
    ],
)
def test_what_nobody_is_asked_about_is_not_done_to_another_kind(
    action: Action[Any], answers: Mapping[str, Any], words: str, hint: str
) -> None:
    result, stage = ended(action, answers=answers, yes=True)

    assert result.error is not None
    assert (Code.OTHER_KIND, words, hint) == (
        result.error.code,
        result.error.message,
        result.error.hint,
    )
    assert "write" not in stage.events


@for_each(
    ("action", "answers"),
    [
        (DeleteIssue(**ISSUE), {"issues.get": AS_PULL | {"node_id": "PR_1"}}),
        (PinIssue(**ISSUE), {"issues.get": AS_PULL | {"node_id": "PR_1"}}),
        (MergePull(**PULL), {"pulls.get": NOT_FOUND, "issues.get": THERE}),
    ],
)
def test_what_cannot_be_done_to_the_other_kind_ends_before_the_question(
    action: Action[Any], answers: Mapping[str, Any]
) -> None:
    result, stage = ended(action, answers=answers)

    assert Code.OTHER_KIND is (result.error and result.error.code)
    assert "ask s1" not in stage.events


def test_labels_of_a_pull_request_are_changed_as_those_of_an_issue_and_the_kind_is_shown() -> None:
    _, stage = ended(UpdateIssue(**ISSUE, labels=["bug"]), answers={"issues.get": AS_PULL})

    assert ["issues.update"] == [call.action.facts.action for call in calls(stage)]
    assert "   target: pull request acme/web#12:" in shown(stage)


def test_the_policy_judges_the_action_that_takes_the_place_of_another() -> None:
    policy = Policy((Layer("the options", deny=("pulls.close",)),))
    answers = {"issues.get": AS_PULL, "pulls.get": FULL_PULL}

    result, stage = ended(CLOSE, answers=answers, policy=policy)

    assert Status.DENIED is result.status
    assert "ask s1" not in stage.events


def test_a_planner_is_told_of_the_action_that_was_planned() -> None:
    answers = {"issues.get": AS_PULL, "pulls.get": FULL_PULL}

    result, _ = ended(CLOSE, answers=answers)

    (act,) = result.acts
    assert act.planned is not None
    assert ("pulls.close", CloseIssue) == (act.action.facts.action, act.planned.action)


# It is not looked at


def test_a_look_that_the_policy_denies_is_left_out_and_that_is_said() -> None:
    policy = Policy((Layer("the options", allow=("issues.close",)),))

    result, stage = ended(CLOSE, answers={}, policy=policy)

    assert Status.DONE is result.status
    assert [] == reads(stage)
    assert "target: not looked at: the options allows only issues.close, and not issues.get\n" in (
        shown(stage).replace("\n   | ", " ")
    )
    assert () == calls(stage)[0].preconditions


def test_a_look_that_a_broker_denies_is_left_out_too() -> None:
    stage = Stage(read_fails=Denied("The broker refused the plan.", code=Code.POLICY))

    act = act_of("s1", CLOSE, dict.fromkeys(CLOSE.sent_arguments(), Origin.USER))
    result = carry_out("do it", (act,), rules(), stage.services(), wanted=None)

    assert Status.DONE is result.status
    assert "   target: not looked at: The broker refused the plan.\n" in shown(stage)


def test_a_look_that_fails_is_told_with_the_reason() -> None:
    result, stage = ended(CLOSE, answers={"issues.get": WEAK})

    assert Status.DONE is result.status
    assert "   target: could not be looked at: GitHub could not be reached: timed out.\n" in (
        shown(stage)
    )
    assert () == calls(stage)[0].preconditions


@for_each(
    ("answers", "policy", "why"),
    [
        (
            {},
            Policy((Layer("the options", deny=("issues.get",)),)),
            "Its target was not looked at: the options denies issues.get.",
        ),
        (
            {"issues.get": WEAK},
            Policy(),
            "Its target could not be looked at: GitHub could not be reached: timed out.",
        ),
    ],
)
def test_where_nobody_was_asked_the_result_says_that_there_was_no_look_and_to_a_program_nothing(
    answers: Mapping[str, Any], policy: Policy, why: str
) -> None:
    asked, _ = ended(CLOSE, answers=answers, policy=policy)
    unasked, _ = ended(CLOSE, answers=answers, policy=policy, yes=True)

    assert ("", why) == (asked.outcomes[0].note, unasked.outcomes[0].note)
    assert "" == untold(unasked).outcomes[0].note


@for_each("code", [Code.GONE, Code.MOVED, Code.BAD_CREDENTIALS])
def test_a_failure_that_the_write_would_share_ends_before_the_question(code: Code) -> None:
    result, stage = ended(CLOSE, answers={"issues.get": Failed("No.", code=code)})

    assert code is (result.error and result.error.code)
    assert "ask s1" not in stage.events


@for_each(("trouble", "said"), [(WEAK, UNSEEN), (Denied("No.", code=Code.POLICY), "No.")])
def test_a_look_that_approval_needs_ends_the_plan_where_it_fails(
    trouble: Failed | Denied, said: str
) -> None:
    result, stage = ended(MergePull(**PULL), answers={"pulls.get": trouble})

    assert (trouble.code, said) == (result.error and result.error.code, str(result.error))
    assert "ask s1" not in stage.events


PLAIN_FIRST = UpdateLabel(repo="acme/web", name="bug", color="ff0000")


@for_each(
    ("steps", "read"),
    [
        ((DeleteLabel(repo="acme/web", name="bug"),), "labels.get"),
        ((PLAIN_FIRST, DeleteLabel(repo="acme/web", name="bug")), "labels.get"),
        ((DismissReview(**PULL, review_id=7, message="Old"),), "reviews.get"),
    ],
)
def test_what_is_always_asked_about_or_destroys_ends_where_its_target_cannot_be_seen(
    steps: tuple[Action[Any], ...], read: str
) -> None:
    result, stage = ended(*steps, answers={read: WEAK})

    assert Code.NETWORK is (result.error and result.error.code)
    assert UNSEEN == str(result.error)
    assert not [event for event in stage.events if event.startswith("ask")]


def test_what_destroys_is_asked_about_where_the_policy_denies_a_look_that_pins_nothing() -> None:
    policy = Policy((Layer("the options", deny=("labels.get",)),))

    _, stage = ended(DeleteLabel(repo="acme/web", name="bug"), answers={}, policy=policy)

    assert "   target: not looked at: the options denies labels.get\n" in shown(stage)


# Steps of one plan


def test_what_an_earlier_step_changes_is_shown_as_that_and_not_pinned() -> None:
    plan = (UpdateIssue(**ISSUE, title="New"), UpdateIssue(**ISSUE, title="Newer"))

    _, stage = ended(*plan, answers={"issues.get": THERE})

    first, second = calls(stage)
    assert ["read issues.get"] == reads(stage)
    assert (1, 0) == (len(first.preconditions), len(second.preconditions))
    assert '   target: issue acme/web#12: "Crash on start", as step 1 leaves it\n' in shown(stage)


def test_what_an_earlier_step_makes_is_shown_as_that_and_not_read() -> None:
    place = {"repo": "acme/web", "name": "flaky"}
    plan = (CreateLabel(**place), UpdateLabel(**place, color="c5def5"))

    result, stage = ended(*plan, answers={"labels.get": NOT_FOUND})

    # Only whether there is one already.
    assert (Status.DONE, ["read labels.get"]) == (result.status, reads(stage))
    assert "   target: as step 1 leaves it\n" in shown(stage)


def test_a_comment_leaves_the_issue_as_it_was() -> None:
    _, stage = ended(COMMENT, CLOSE, answers={"issues.get": THERE})

    assert "as step" not in shown(stage)
    assert [1, 1] == [len(call.preconditions) for call in calls(stage)]


RETITLED = (UpdateIssue(**ISSUE, title="New"), UpdateIssue(**ISSUE, title="Newer"))
WITHOUT_FIRST = Reply(yes=True, left_out=frozenset({"s1"}))


def test_an_earlier_step_is_named_by_its_number_on_the_preview() -> None:
    result, stage = ended(ReopenIssue(**ISSUE), *RETITLED, answers={"issues.get": THERE})

    assert ["skipped", "done", "done"] == [outcome.status.value for outcome in result.outcomes]
    assert "2. WRITE" in shown(stage)
    assert '"Crash on start", as step 1 leaves it\n' in shown(stage)


def test_what_no_step_changes_after_one_was_struck_out_is_shown_pinned_and_asked_about() -> None:
    result, stage = ended(*RETITLED, answers={"issues.get": THERE}, reply=WITHOUT_FIRST)

    assert ["skipped", "done"] == [outcome.status.value for outcome in result.outcomes]
    assert ["ask s1, s2", "ask s2"] == [event for event in stage.events if "ask" in event]
    assert ["read issues.get"] == reads(stage)
    assert '"Crash on start", open\n     title: "Crash on start" → Newer\n' in shown(stage)
    assert "You are asked again: What you left out would have changed" in shown(stage)
    (call,) = calls(stage)
    assert ["id.", "title."] == [path for path, _ in call.preconditions[0].pins]


def test_what_would_have_been_made_by_a_step_that_was_struck_out_is_struck_out_with_it() -> None:
    place = {"repo": "acme/web", "name": "flaky"}
    plan = (CreateLabel(**place), UpdateLabel(**place, color="c5def5"))

    gone, first = ended(*plan, answers={"labels.get": NOT_FOUND}, reply=WITHOUT_FIRST)
    done, other = ended(*plan, CLOSE, answers={"issues.get": THERE}, reply=WITHOUT_FIRST)

    assert (Code.DECLINED, False) == (gone.error and gone.error.code, "write" in first.events)
    assert ["skipped", "skipped", "done"] == [each.status.value for each in done.outcomes]
    assert 1 == len([event for event in other.events if "ask" in event])


def test_what_is_so_already_without_what_was_struck_out_is_not_sent() -> None:
    plan = (CLOSE, ReopenIssue(**ISSUE))

    result, stage = ended(*plan, answers={"issues.get": THERE}, reply=WITHOUT_FIRST)

    assert [False, True] == [outcome.already for outcome in result.outcomes]
    assert (["ask s1, s2"], False) == (
        [event for event in stage.events if "ask" in event],
        "write" in stage.events,
    )


def test_after_an_edit_what_is_left_is_looked_at_without_what_was_struck_out() -> None:
    edits = Edits({"s2": {"title": "Mine"}}, frozenset({"s1"}))

    _, stage = ended(*RETITLED, answers={"issues.get": THERE}, edits=[edits])

    assert "as step" not in shown(stage)
    assert '     title: "Crash on start" → Mine\n' in shown(stage)


def test_an_edit_that_does_not_fit_leaves_no_step_behind_that_was_struck_out() -> None:
    edits = Edits({"s2": {"title": " "}}, frozenset({"s1"}))

    _, stage = ended(*RETITLED, answers={"issues.get": THERE}, edits=[edits])

    assert '     title: "Crash on start" → Newer\n' in shown(stage)
    assert "does not fit" in stage.previews[-1].notice


# What a call may pin


@for_each(
    ("is_pinned", "change"),
    [
        (True, {}),
        (True, {"preconditions": ()}),
        (False, {"pins": (("id.", "x"),)}),
        (False, {"pins": (("body.", "x"), ("id.", "x"), ("state.", "x"))}),
        (False, {"pins": (("state.", "x"), ("id.", "x"))}),
        (False, {"pins": ()}),
        (False, {"pins": (("id.", None), ("state.", None))}),
        (False, {"read": GetIssue(repo="acme/web", issue_number=13)}),
    ],
)
def test_a_call_pins_all_of_what_it_looked_at_or_nothing(
    change: dict[str, Any], *, is_pinned: bool
) -> None:
    _, stage = ended(CLOSE, answers={"issues.get": THERE})
    (call,) = calls(stage)
    (held,) = call.preconditions
    is_none = "preconditions" in change
    conditions = () if is_none else (replace(held, **change),)

    assert is_pinned is replace(call, preconditions=conditions).is_pinned


@pytest.mark.parametrize("number", [1, 2])
def test_no_precondition_stands_twice(number: int) -> None:
    _, stage = ended(CLOSE, answers={"issues.get": THERE})
    (call,) = calls(stage)

    assert (number == 1) is replace(call, preconditions=call.preconditions * number).is_pinned
