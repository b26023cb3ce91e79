"""From what a planner emitted to a typed plan: nothing gets through that its action refuses."""

from typing import Any

import pytest

from aegis_cli.actions import catalog
from aegis_cli.actions.catalog import load
from aegis_cli.actions.facts import Effect
from aegis_cli.actions.fields.marks import CLEAR
from aegis_cli.errors import Code, UsageError
from aegis_cli.planning.expansion import Act, expand
from aegis_cli.planning.plan import (
    Context,
    Invalid,
    Origin,
    Plan,
    Question,
    Reading,
    Stdin,
    Unsupported,
)
from aegis_cli.planning.read import STDIN_IN_PLACE, read
from aegis_cli.planning.sentence.sentence import Sentence
from aegis_cli.planning.wire import WirePlan, decode
from aegis_cli.providers.github.nouns.issues.comments import AddComment
from aegis_cli.providers.github.nouns.issues.issue_changes import CreateIssue
from aegis_cli.providers.github.nouns.issues.issue_labels import AddLabels
from tests.helpers.marked_actions import SetMilestone
from tests.helpers.rows import for_each

SAID = Sentence("comment on acme/web#12, and label it bug")
PIPED = Context(stdin=True)
TARGET = ("repo", "acme/web"), ("issue_number", "12")
PULL = ("repo", "acme/web"), ("pull_number", "12")


def wire(*steps: tuple[str, list[tuple[str, ...]]], **more: str) -> WirePlan:
    """Make a planner's answer; an argument of three parts names its source."""
    found = decode(
        {
            "steps": [
                {
                    "id": "x",
                    "action": action,
                    "args": [
                        {"name": arg[0], "value": arg[1], "source": (*arg, "literal")[2]}
                        for arg in args
                    ],
                }
                for action, args in steps
            ],
            **more,
        }
    )
    assert isinstance(found, WirePlan)
    return found


def understood(plan: WirePlan, context: Context = PIPED) -> Reading | Invalid:
    return read(plan, SAID, context, load)


def plan_of(found: Reading | Invalid) -> Plan:
    assert isinstance(found, Plan), found
    return found


def acts_of(plan: WirePlan, stdin: str = "") -> tuple[Act, ...]:
    return expand(plan_of(understood(plan)), {}, stdin)


def reason_of(found: Reading | Invalid) -> str:
    assert isinstance(found, Invalid), found
    return found.reason


def test_steps_become_typed_actions_in_order_with_names_of_our_own() -> None:
    labelled, commented = acts_of(
        wire(
            ("issues.add_labels", [*TARGET, ("labels", "bug"), ("labels", "ui")]),
            ("issues.add_comment", [*TARGET, ("body", "Done")]),
        )
    )

    assert ("s1", "s2") == (labelled.id, commented.id)
    assert AddLabels(repo="acme/web", issue_number=12, labels=("bug", "ui")) == labelled.action
    assert AddComment(repo="acme/web", issue_number=12, body="Done") == commented.action
    assert (Origin.USER, Origin.MODEL) == labelled.step.provenance["labels"]
    assert [Effect.WRITE] * 2 == [labelled.effect, commented.effect]


@pytest.mark.parametrize(
    ("expected", "more"),
    [
        (Question("Which one?"), {"question": "Which one?"}),
        (Unsupported("No merging."), {"unsupported": "No merging."}),
        (Unsupported("No merging."), {"unsupported": "No merging.", "question": "Which one?"}),
    ],
)
def test_a_question_or_a_no_is_passed_on(expected: Reading, more: dict[str, str]) -> None:
    assert expected == understood(wire(**more))


def test_what_the_table_has_as_impossible_is_answered_from_it() -> None:
    for known in catalog.impossible():
        for said in (known.wish, f" {known.wish.upper()}.\n"):
            assert known == understood(wire(unsupported=said))


@for_each(
    ("sent", "action", "name", "said"),
    [
        ("SQUASH", "pulls.enable_auto_merge", "merge_method", "squash"),
        ("squash", "pulls.merge", "merge_method", "Squash"),
        (True, "pulls.revert", "draft", "True"),
        (None, "pulls.merge", "merge_method", "cherry-pick"),
    ],
)
def test_a_choice_is_taken_in_any_case(sent: Any, action: str, name: str, said: str) -> None:
    found = understood(wire((action, [*PULL, (name, said)])))

    if sent is None:
        assert isinstance(found, Invalid)
        assert "it is none of" in found.reason
    else:
        (act,) = expand(plan_of(found), {})
        assert sent == act.action.sent_arguments()[name]


@for_each(
    ("written", "side"),
    [
        ('{"path": "a.py", "line": 1, "body": "Left", "side": "left"}', "LEFT"),
        ('{"path": "a.py", "line": 1, "body": "Left", "side": "RIGHT"}', "RIGHT"),
        ('{"path": "a.py", "line": 1, "body": "Left", "side": 7}', None),
        ('["left"]', None),
        ("left", None),
    ],
)
def test_a_choice_in_an_object_is_taken_in_any_case_and_a_text_as_it_is(
    written: str, side: str | None
) -> None:
    found = understood(wire(("reviews.create", [*PULL, ("comments", written)])))

    if side is None:
        assert isinstance(found, Invalid)
    else:
        (act,) = expand(plan_of(found), {})
        (comment,) = act.action.sent_arguments()["comments"]
        assert ("Left", side) == (comment["body"], comment["side"])


@pytest.mark.parametrize("more", [{"question": " "}, {"unsupported": "\n"}])
def test_white_space_beside_steps_does_not_hide_them(more: dict[str, str]) -> None:
    plan = plan_of(understood(wire(("issues.get", [*TARGET]), **more)))

    assert 1 == len(plan.steps)


@for_each(
    ("words", "action", "args"),
    [
        ("no action 'issues.destroy'", "issues.destroy", []),
        ("the nearest are issues.delete, issues.", "issues.destroy", []),
        ("no action '../issues.get'", "../issues.get", []),
        ("issue_number", "issues.get", [("repo", "acme/web")]),
        ("issue_number", "issues.get", [("repo", "acme/web"), ("issue_number", "twelve")]),
        ("repo", "issues.get", [("repo", "acme/../x"), ("issue_number", "12")]),
        ("colour", "issues.get", [*TARGET, ("colour", "red")]),
        ("second repo", "issues.get", [*TARGET, ("repo", "acme/web")]),
        ("second body", "issues.add_comment", [*TARGET, ("body", "a"), ("body", "b")]),
        ("labels", "issues.add_labels", [*TARGET]),
        ("labels 2", "issues.add_labels", [*TARGET, ("labels", "bug"), ("labels", "..")]),
        ("state", "issues.close", [*TARGET, ("state", "open")]),
        ("state", "issues.list", [("repo", "acme/web"), ("state", "merged")]),
        ("limit", "issues.list", [("repo", "acme/web"), ("limit", "100000")]),
    ],
)
def test_an_argument_that_the_action_refuses_goes_back_to_the_planner(
    words: str, action: str, args: list[tuple[str, ...]]
) -> None:
    reason = reason_of(understood(wire((action, args))))

    assert words in reason
    assert "Step 1" in reason


def test_one_bad_step_refuses_the_whole_plan() -> None:
    found = understood(wire(("issues.get", [*TARGET]), ("issues.get", [])))

    assert "Step 2, issues.get:" in reason_of(found)


def test_standard_input_that_is_not_there_cannot_be_used() -> None:
    found = understood(
        wire(("issues.add_comment", [*TARGET, ("body", "", "stdin")])), Context(stdin=False)
    )

    assert "Standard input is not available" in reason_of(found)


def test_standard_input_is_checked_with_a_placeholder_before_it_is_read() -> None:
    plan = plan_of(understood(wire(("issues.add_comment", [*TARGET, ("body", "x", "stdin")]))))

    (step,) = plan.steps
    assert Stdin() == step.values["body"]
    assert Origin.STDIN is step.provenance["body"]
    assert plan.uses_stdin
    assert STDIN_IN_PLACE not in str(plan)


def test_standard_input_replaces_whatever_the_planner_wrote_beside_it() -> None:
    asked = wire(("issues.add_comment", [*TARGET, ("body", "model's text", "stdin")]))

    (act,) = acts_of(asked, "panic: 7\n")

    assert "panic: 7" == act.action.sent_arguments()["body"]


@pytest.mark.parametrize("stdin", ["", " \n", "x" * 65_537, "nul \x00"])
def test_standard_input_that_does_not_fit_is_the_persons_to_mend(stdin: str) -> None:
    asked = wire(("issues.add_comment", [*TARGET, ("body", "", "stdin")]))

    with pytest.raises(UsageError, match=r"does not fit issues\.add_comment") as caught:
        acts_of(asked, stdin)

    assert Code.BAD_INPUT is caught.value.code
    assert "Send less, or cut it first" in (caught.value.hint or "")
    assert None is caught.value.__cause__
    assert len(str(caught.value)) < 1_000


def test_the_error_about_standard_input_does_not_repeat_it() -> None:
    asked = wire(("issues.create", [("repo", "acme/web"), ("title", "", "stdin")]))

    with pytest.raises(UsageError) as caught:
        acts_of(asked, "TOP-SECRET " * 100)

    assert "TOP-SECRET" not in str(caught.value) + (caught.value.hint or "")


def test_an_argument_that_is_wrong_beside_standard_input_is_the_planners_to_mend() -> None:
    asked = wire(
        ("issues.add_comment", [("repo", "nowhere"), ("issue_number", "12"), ("body", "", "stdin")])
    )

    assert "repo" in reason_of(understood(asked))


@pytest.mark.parametrize("name", ["repo", "issue_number"])
def test_standard_input_cannot_name_the_repository_or_the_number(name: str) -> None:
    others: list[Any] = [argument for argument in TARGET if argument[0] != name]

    found = understood(wire(("issues.get", [*others, (name, "", "stdin")])))

    assert name in reason_of(found)


def test_none_with_an_at_sign_clears_a_list_for_a_planner_too() -> None:
    plan = wire((SetMilestone.facts.action, [*TARGET, ("assignees", "@none")]))

    found = read(plan, SAID, PIPED, lambda _name: SetMilestone)

    (act,) = expand(plan_of(found), {})
    assert SetMilestone(repo="acme/web", issue_number=12, assignees=CLEAR) == act.action


def test_an_item_beside_one_from_standard_input_keeps_its_own_origin() -> None:
    asked = wire(
        (
            "issues.add_labels",
            [*TARGET, ("labels", "bug"), ("labels", "urgent"), ("labels", "", "stdin")],
        )
    )

    (act,) = acts_of(asked, "p1")

    assert (Origin.USER, Origin.MODEL, Origin.STDIN) == act.step.provenance["labels"]
    assert ["bug", "urgent", "p1"] == act.action.sent_arguments()["labels"]


def test_an_optional_argument_that_is_left_out_is_not_sent() -> None:
    (act,) = acts_of(wire(("issues.create", [("repo", "acme/web"), ("title", "Crash")])))

    assert CreateIssue(repo="acme/web", title="Crash") == act.action
    assert {"repo", "title"} == act.step.provenance.keys()
