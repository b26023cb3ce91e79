"""What is at stake is data: actions that the catalogue does not have go the whole way.

A strict merge with two pins, a typed deletion without a repository, a typed write that reads
nothing, and a plain write that is pinned: from the plan to the broker, none needs code of its own.
"""

import json
from dataclasses import replace
from typing import Any

import pytest

from aegis_cli.actions import catalog
from aegis_cli.actions.action import Action
from aegis_cli.actions.call import Call
from aegis_cli.adapters.terminal.preview import render_preview
from aegis_cli.broker.http.plan_request import read_plan_request
from aegis_cli.broker.http.problem import Problem
from aegis_cli.core.http import Response, Unreachable
from aegis_cli.core.secret import Secret
from aegis_cli.errors import Code, Failed, NotApproved
from aegis_cli.executor.messages import call_as_json
from aegis_cli.planning.expansion import Act
from aegis_cli.planning.grammar.explicit_commands import ExplicitCommands
from aegis_cli.planning.plan import Origin
from aegis_cli.planning.typed import as_typed
from aegis_cli.providers.github.nouns.pull_requests.pull_changes import DeletePullBranch
from aegis_cli.request.approval import Approved, Reply, approve
from aegis_cli.request.carrying_out import carry_out
from aegis_cli.request.consent import (
    Consent,
    Preapproval,
    acts_to_ask,
    needs_approval,
    why_not_preapproved,
)
from aegis_cli.request.execution import Outcome, Sending, StepStatus, run
from aegis_cli.request.plan_preview import preview
from aegis_cli.request.policy import Layer, Policy
from aegis_cli.request.result import Result
from tests.actions.cases import CASES
from tests.actions.cases.pull_requests.pulls import full_pull
from tests.adapters.render.samples import TERMINAL
from tests.helpers.act_factory import access_to, act_of, pin
from tests.helpers.canned import BASE, answer
from tests.helpers.confirmed_actions import (
    BURN,
    GIST,
    MERGE,
    PULL,
    PUT,
    SIGN,
    MergePull,
    pins_of,
    read_of,
    snapshots_of,
)
from tests.helpers.flows import Player
from tests.helpers.rows import for_each
from tests.helpers.world import Stage, rules

ANSWERS = {"tests.show_pull": PULL, "tests.show_gist": GIST}
SHA = "b2" * 20
YES = Preapproval(yes=True)
NOTHING = Consent(Preapproval(), None)
PINNED = [(MERGE, PULL), (BURN, GIST), (PUT, GIST)]
NO_LONGER = "is no longer the one that was approved."
SHOWN = "what was shown of it has changed since; nothing was sent."
PHRASES = {"acme/web#12", "Abc1", "gist Abc1"}


def step(action: Action[Any], id: str = "s1", **origins: Origin) -> Act:  # noqa: A002
    """Make a step that the person said, but for the origins that are given."""
    return act_of(id, action, dict.fromkeys(action.sent_arguments(), Origin.USER) | origins)


def ended(stage: Stage, action: Action[Any], **options: Any) -> Result:
    """Let the pipeline do a typed action."""
    plan = (step(action),)
    return carry_out("do it", plan, rules(**options), stage.services(), wanted=None)


def code(result: Result) -> str:
    return result.error.code.value if result.error else result.status.value


# The pipeline


@pytest.mark.parametrize(
    ("action", "reply", "events"),
    [
        (
            MERGE,
            Reply(yes=True),
            ["sign in for aegis:write", "open", "read tests.show_pull", "ask s1", "write", "close"],
        ),
        (
            BURN,
            Reply(typed={"s1": "abc1"}),
            ["sign in for aegis:admin", "open", "read tests.show_gist", "ask s1", "write", "close"],
        ),
        (
            SIGN,
            Reply(typed={"s1": "gist Abc1"}),
            ["sign in for aegis:admin", "open", "ask s1", "write", "close"],
        ),
        (
            PUT,
            Reply(yes=True),
            ["sign in for aegis:write", "open", "read tests.show_gist", "ask s1", "write", "close"],
        ),
    ],
)
def test_what_is_at_stake_is_read_asked_about_and_done_in_this_order(
    action: Action[Any], reply: Reply, events: list[str]
) -> None:
    stage = Stage(reply=reply, answers=ANSWERS)

    assert "done" == code(ended(stage, action))
    assert ["show in short", *events] == stage.events
    assert stage.approved is not None
    (call,) = stage.approved.calls
    read = read_of(action)
    pinned = pins_of(action, ANSWERS[read.facts.action]) if read else ()
    assert (pinned, call.fingerprint(action.request(BASE))) == (call.preconditions, call.seal)


@pytest.mark.parametrize(
    ("action", "change", "words"),
    [
        (MERGE, {"number": 13}, "acme/web#12 is now acme/web#13; nothing was sent."),
        (BURN, {"id": "Xyz9"}, "Abc1 is now Xyz9; nothing was sent."),
        (BURN, {"id": None}, "Abc1 is now something else; nothing was sent."),
        (BURN, {"id": ""}, "Abc1 is now something else; nothing was sent."),
        (BURN, {"id": "x" * 10**6}, f"Abc1 is now {'x' * 300}…; nothing was sent."),
    ],
)
def test_an_answer_about_something_else_is_refused_before_the_question(
    action: Action[Any], change: dict[str, Any], words: str
) -> None:
    stage = Stage(answers={name: found | change for name, found in ANSWERS.items()})

    result = ended(stage, action)

    assert ("moved", words) == (code(result), str(result.error))
    assert "ask s1" not in stage.events


@pytest.mark.parametrize(
    ("repo", "where"), [({"full_name": "mona/web"}, "mona/web"), (None, "none")]
)
def test_the_branch_of_a_fork_is_refused_in_words_that_say_where_it_is(
    repo: Any, where: str
) -> None:
    of_fork = full_pull(11, "Fix", "main")
    stage = Stage(answers={"pulls.get": of_fork | {"head": of_fork["head"] | {"repo": repo}}})

    result = ended(stage, DeletePullBranch(repo="acme/web", pull_number=11))

    words = f"The branch of acme/web#11 is in {where}, and only one of acme/web can be deleted so"
    assert ("moved", f"{words}; nothing was sent.") == (code(result), str(result.error))


@pytest.mark.parametrize(
    ("action", "change", "path"),
    [
        (MERGE, {"head": {}}, "head.sha"),
        (MERGE, {"id": None}, "id"),
        (BURN, {"history": None}, "history"),
    ],
)
def test_an_answer_without_what_is_pinned_is_refused_before_the_question(
    action: Action[Any], change: dict[str, Any], path: str
) -> None:
    stage = Stage(answers={name: found | change for name, found in ANSWERS.items()})

    result = ended(stage, action)

    assert "protocol" == code(result)
    assert f"the answer about it lacks {path}; nothing was sent." in str(result.error)
    assert "ask s1" not in stage.events


@pytest.mark.parametrize("action", [MERGE, BURN])
def test_what_shows_what_is_lost_is_judged_by_the_policy(action: Action[Any]) -> None:
    stage = Stage(answers=ANSWERS)

    result = ended(stage, action, policy=Policy((Layer("the file", deny=("*.show_*",)),)))

    assert "policy" == code(result)
    assert [] == stage.events


def test_a_fresh_proof_is_asked_for_what_is_typed_whatever_its_effect() -> None:
    stage = Stage(reply=Reply(typed={"s1": "gist Abc1"}), wants_proof=1)

    assert "done" == code(ended(stage, SIGN))
    assert 1 == stage.events.count("step up for aegis:admin")
    assert 1 == stage.events.count("ask s1")


def test_no_executor_gets_a_fresh_proof_for_what_is_strict() -> None:
    stage = Stage(answers=ANSWERS, wants_proof=1)

    assert "insufficient_user_authentication" == code(ended(stage, MERGE))
    assert not any(event.startswith("step up") for event in stage.events)


@pytest.mark.parametrize("change", [{"head": {"sha": SHA}}, {"id": 71}])
def test_another_pin_after_the_fresh_proof_is_asked_about_again(
    change: dict[str, Any],
) -> None:
    plan = (step(MERGE), step(SIGN, "s2"))
    stage = Stage(
        answers=ANSWERS,
        reply=Reply(yes=True, typed={"s2": "gist Abc1"}),
        wants_proof=1,
        moves={"tests.show_pull": PULL | change},
    )

    result = carry_out("do it", plan, rules(), stage.services(), wanted=None)

    assert "done" == code(result)
    assert 2 == stage.events.count("ask s1, s2")
    assert stage.approved is not None
    merge, sign = stage.approved.calls
    assert (pins_of(MERGE, PULL | change), pins_of(SIGN, {})) == (
        merge.preconditions,
        sign.preconditions,
    )


# What covers it


@for_each("action", [MERGE, BURN, SIGN])
@for_each("asked", [None, "ordered"])
def test_yes_covers_nothing_that_is_strict_or_typed(action: Action[Any], asked: str | None) -> None:
    commands = ExplicitCommands((step(action).step,)) if asked else None

    assert (step(action),) == acts_to_ask((step(action),), Consent(YES, commands))
    assert "" == as_typed(step(action))


def test_yes_covers_what_is_plain_though_something_of_its_target_is_pinned() -> None:
    assert () == acts_to_ask((step(PUT),), Consent(YES, None))
    assert as_typed(step(PUT)).endswith(" --yes")


@pytest.mark.parametrize(
    ("action", "phrase"), [(MERGE, "acme/web#12"), (BURN, "Abc1"), (SIGN, "gist Abc1")]
)
def test_confirm_stands_for_exactly_the_phrase(action: Action[Any], phrase: str) -> None:
    plan = (step(action),)

    for confirmed in PHRASES:
        left = acts_to_ask(plan, Consent(Preapproval(confirm=(confirmed,)), ExplicitCommands()))
        assert (() if confirmed == phrase else plan) == left


def test_one_confirm_stands_for_one_step() -> None:
    twice = (step(MERGE), step(MERGE, "s2"))

    def left(*confirm: str) -> list[str]:
        return [each.id for each in acts_to_ask(twice, Consent(Preapproval(confirm=confirm), None))]

    assert ["s2"] == left("acme/web#12")
    assert [] == left("acme/web#12", "acme/web#12")
    assert ["s2"] == left("acme/web#12", "acme/web#13")


@for_each(
    ("origins", "preapproved"),
    [
        ({}, True),
        ({"commit_title": Origin.STDIN}, True),
        ({"merge_method": Origin.DEFAULT}, True),
        ({"repo": Origin.MODEL}, True),
        ({"repo": Origin.REMOTE}, True),
        ({"commit_title": Origin.MODEL}, False),
        ({"merge_method": Origin.MODEL}, False),
    ],
)
def test_confirm_covers_nothing_that_a_model_adds_to_what_the_phrase_names(
    origins: dict[str, Origin], *, preapproved: bool
) -> None:
    merge = MergePull(
        repo="acme/web", pull_number=12, merge_method="squash", commit_title="As reviewed"
    )
    consent = Consent(Preapproval(confirm=("acme/web#12",)), ExplicitCommands())
    steps = (step(merge, **origins),)

    assert (() if preapproved else steps) == acts_to_ask(steps, consent)
    if not preapproved:
        hint = needs_approval(steps, consent).hint or ""
        (name,) = origins
        assert f"add --confirm 'acme/web#12' and say the {name.replace('_', ' ')} yourself" in hint


@for_each(
    ("reply", "is_approved"),
    [
        (Reply(yes=True, typed={"s2": "Abc1", "s3": "gist Abc1"}), True),
        (Reply(yes=False, typed={"s2": "Abc1", "s3": "gist Abc1"}), False),
        (Reply(yes=True, typed={"s2": "Abc1"}), False),
        (Reply(yes=True, typed={"s2": "gist Abc1", "s3": "Abc1"}), False),
        (Reply(yes=True, typed={"s1": "acme/web#12", "s2": "", "s3": "gist Abc1"}), False),
        (Reply(yes=True), False),
    ],
)
def test_a_yes_approves_what_is_strict_and_the_phrase_what_is_typed(
    reply: Reply, *, is_approved: bool
) -> None:
    plan = (step(MERGE), step(BURN, "s2"), step(SIGN, "s3"))
    pinned = {"s1": pins_of(MERGE, PULL), "s2": pins_of(BURN, GIST)}

    if is_approved:
        approved = approve(pin(plan, pinned), reply, consent=NOTHING)
        assert [MERGE, BURN, SIGN] == [call.action for call in approved.calls]
    else:
        with pytest.raises(NotApproved):
            approve(pin(plan, pinned), reply, consent=NOTHING)


@pytest.mark.parametrize(
    ("actions", "why"),
    [
        ((MERGE,), "It is always asked about."),
        ((BURN,), ""),
        ((BURN, MERGE), "It is always asked about."),
    ],
)
def test_who_is_asked_about_what_is_strict_in_spite_of_yes_is_told_why(
    actions: tuple[Action[Any], ...], why: str
) -> None:
    asked = tuple(map(step, actions))

    assert why == why_not_preapproved(asked, Consent(YES, ExplicitCommands()))
    assert "" == why_not_preapproved(asked, NOTHING)


# The preview


def test_the_preview_shows_what_the_class_says_of_the_confirmation() -> None:
    plan = (step(MERGE), step(BURN, "s2"), step(SIGN, "s3"), step(PUT, "s4"))
    found = {"s1": PULL, "s2": GIST, "s4": GIST}

    merge, burn, sign, put = preview(plan, snapshots=snapshots_of(plan, found)).items
    text = render_preview(preview(plan, snapshots=snapshots_of(plan, found)), TERMINAL)

    assert [None, "Abc1", "gist Abc1", None] == [i.phrase for i in (merge, burn, sign, put)]
    assert f"   This is at stake:\n     title: Faster\n     head: {'a1' * 20}\n\n2." in text
    assert "   This would burn:\n     description: Notes\n   To approve it, type: Abc1\n" in text
    assert "   To approve it, type: gist Abc1\n" in text
    assert 1 == text.count("This is at stake:")


def test_what_the_class_says_of_the_confirmation_stands_alone_where_nothing_is_shown() -> None:
    run = catalog.load("runs.approve").model_validate({"repo": "acme/web", "run_id": 7})

    text = render_preview(preview((step(run),)), TERMINAL)

    assert "   The code of somebody without a role here would run.\n" in text


# Execution, the messages and the broker


def approved(*pairs: tuple[Action[Any], Any]) -> Approved:
    steps = tuple(step(action, f"s{at}") for at, (action, _) in enumerate(pairs, start=1))
    pinned = {f"s{at}": pins_of(*pair) for at, pair in enumerate(pairs, start=1)}
    reply = Reply(yes=True, typed={each.id: each.action.phrase() or "" for each in steps})
    return approve(pin(steps, pinned), reply, consent=NOTHING)


def performed(
    calls: tuple[Call, ...], *answers: Response | Unreachable
) -> tuple[tuple[Outcome, ...], Player]:
    player = Player(*answers)
    return player.run(run(calls, access_to(BASE, Secret("ghu_secret")))), player


@pytest.mark.parametrize(("action", "found"), PINNED)
def test_each_pin_is_read_again_right_before_the_write(action: Action[Any], found: Any) -> None:
    (outcome,), player = performed(
        approved((action, found)).calls, answer(found), answer(None, 204)
    )

    read = read_of(action)
    assert read is not None
    lines = [f"{each.request(BASE).method} {each.request(BASE).path}" for each in (read, action)]
    assert [lines[0], Sending("s1"), lines[1], outcome] == player.log
    assert StepStatus.DONE is outcome.status


@pytest.mark.parametrize(
    ("action", "found", "change", "words"),
    [
        (MERGE, PULL, {"id": 71}, f"acme/web#12 {NO_LONGER}"),
        (MERGE, PULL, {"head": {"sha": SHA}}, f"acme/web#12 {NO_LONGER}"),
        (BURN, GIST, {"history": "v4"}, f"Abc1 {NO_LONGER}"),
        (BURN, GIST, {"history": None}, f"Abc1 {NO_LONGER}"),
        (PUT, GIST, {"history": "v4"}, f"Replace the gist Abc1: {SHOWN}"),
    ],
)
def test_a_pin_that_changed_since_the_approval_stops_the_write(
    action: Action[Any], found: Any, change: dict[str, Any], words: str
) -> None:
    (outcome,), player = performed(approved((action, found)).calls, answer(found | change))

    assert outcome.error is not None
    assert Code.CHANGED is outcome.error.code
    assert words == str(outcome.error)
    assert ["GET"] == [request.method for request in player.requests]


def test_what_is_not_pinned_may_change() -> None:
    calls = approved((MERGE, PULL)).calls

    (outcome,), _ = performed(calls, answer(PULL | {"title": "Slower"}), answer(None, 204))

    assert StepStatus.DONE is outcome.status


@pytest.mark.parametrize(("action", "found"), PINNED)
def test_a_call_without_its_preconditions_or_with_others_sends_nothing(
    action: Action[Any], found: Any
) -> None:
    (call,) = approved((action, found)).calls
    bare = replace(call, preconditions=())
    resealed = replace(bare, seal=bare.fingerprint(action.request(BASE)))

    for changed in (bare, resealed, replace(call, preconditions=call.preconditions * 2)):
        (outcome,), player = performed((changed,))

        assert outcome.error is not None
        assert Code.NOT_APPROVED is outcome.error.code
        assert [] == player.requests


def test_a_seal_does_not_hold_for_other_pins_that_are_there_now() -> None:
    (call,) = approved((MERGE, PULL)).calls
    now = PULL | {"head": {"sha": SHA}}

    (outcome,), player = performed((replace(call, preconditions=pins_of(MERGE, now)),), answer(now))

    assert outcome.error is not None
    assert Code.NOT_APPROVED is outcome.error.code
    assert ["GET"] == [request.method for request in player.requests]


def body_of(calls: tuple[Call, ...], **change: Any) -> bytes:
    sent = [call_as_json(call) | change for call in calls]
    return json.dumps({"calls": sent, "digest": None}).encode()


@pytest.mark.usefixtures("catalogued")
def test_what_the_broker_reads_is_what_was_approved() -> None:
    calls = approved((MERGE, PULL), (BURN, GIST), (SIGN, None), (PUT, GIST)).calls

    assert calls == read_plan_request(body_of(calls)).calls


@pytest.mark.usefixtures("catalogued")
@for_each(
    ("change", "refused"),
    [
        ({"pins": {"id": 70, "head.sha": None}}, "bad_request"),
        ({"pins": {"id": 70.5}}, "bad_request"),
        ({"pins": {"id": 2**63}}, "bad_request"),
        ({"pins": {"id": "x" * 1001}}, "bad_request"),
        ({"pins": {}}, "bad_request"),
        ({"pins": {"head sha": "a"}}, "bad_request"),
        ({"arguments": {"repo": "acme/web"}}, "bad_request"),
        ({"action": "tests.unknown"}, "unknown_action"),
        ({"more": 1}, "bad_request"),
    ],
)
def test_the_broker_reads_preconditions_strictly(change: dict[str, Any], refused: str) -> None:
    (call,) = approved((MERGE, PULL)).calls
    (held,) = call_as_json(call)["preconditions"]

    with pytest.raises(Problem) as caught:
        read_plan_request(body_of((call,), preconditions=[held | change]))

    assert (400, refused) == (caught.value.status, caught.value.code)


@pytest.mark.usefixtures("catalogued")
def test_the_order_and_the_types_of_pins_survive_the_way_to_the_broker() -> None:
    (call,) = approved((MERGE, PULL)).calls
    (held,) = call_as_json(call)["preconditions"]
    turned = held | {"pins": dict(reversed(held["pins"].items()))}

    assert (call,) == read_plan_request(body_of((call,), preconditions=[turned])).calls
    for value in (True, 1, "1"):
        pins = held["pins"] | {"id": value}
        (read,) = read_plan_request(body_of((call,), preconditions=[held | {"pins": pins}])).calls
        ((_, found),) = [pin for pin in read.preconditions[0].pins if pin[0] == "id"]
        assert (type(value), value) == (type(found), found)


# Where there may be nothing to read


PROTECT = CASES["branches.set_protection"]
PUT_PROTECTION = PROTECT.call
NONE = Failed("Branch not protected", code=Code.NOT_FOUND)
PROTECTION = CASES["branches.get_protection"]


def asked(found: Any) -> tuple[str, Call]:
    """Return what the person is shown at the question, and the call that they approve."""
    stage = Stage(answers={"branches.get_protection": found})
    assert None is ended(stage, PUT_PROTECTION).error
    assert stage.approved is not None
    return render_preview(stage.previews[-1], TERMINAL), stage.approved.calls[0]


def carried_out(call: Call, *answers: Response | Unreachable) -> tuple[Outcome, list[str]]:
    player = Player(*answers)
    (outcome,) = player.run(run((call,), access_to(BASE, Secret("ghu_secret"))))
    return outcome, [request.method for request in player.requests]


def test_what_a_protection_replaces_is_shown_and_all_of_it_is_pinned() -> None:
    text, call = asked(PROTECTION.data)

    assert '   target: protection "release/1.x" of acme/web\n' in text
    assert '     checks: CI, "build / test" → CI\n     strict: yes → (none)\n' in text
    assert "     approvals: 1 → 2\n     users: alice → (none)\n" in text
    assert "   This protection would be replaced:\n     rules:\n   | up to date before a " in text
    ((path, value),) = call.preconditions[0].pins
    assert (".", 64) == (path, len(str(value)))
    done, methods = carried_out(call, answer(PROTECTION.answer), answer(PROTECT.answer))
    assert (["GET", "PUT"], None) == (methods, done.error and done.error.code)


@pytest.mark.parametrize(
    "now",
    [
        answer(PROTECTION.answer | {"enforce_admins": {"enabled": False}}),
        answer(PROTECTION.answer | {"restrictions": {"users": [], "teams": [], "apps": []}}),
        answer(PROTECTION.answer | {"required_status_checks": None}),
        answer({"message": "Branch not protected"}, 404),
    ],
)
def test_another_protection_than_the_one_shown_is_not_replaced(now: Response) -> None:
    _, call = asked(PROTECTION.data)

    outcome, methods = carried_out(call, now)

    assert StepStatus.FAILED is outcome.status
    assert ["GET"] == methods


def test_where_nothing_protects_a_branch_that_is_said_and_pinned() -> None:
    text, call = asked(NONE)

    assert '   target: protection "release/1.x" of acme/web, not protected\n' in text
    assert "would be replaced" not in text
    assert ((".", None),) == call.preconditions[0].pins
    nothing = answer({"message": "Branch not protected"}, 404)
    _, methods = carried_out(call, nothing, answer(PROTECT.answer))
    assert ["GET", "PUT"] == methods
    outcome, methods = carried_out(call, answer(PROTECTION.answer))
    assert outcome.error is not None
    assert (Code.CHANGED, ["GET"]) == (outcome.error.code, methods)


def test_a_broker_takes_the_pin_of_a_whole_answer_and_of_none() -> None:
    for found in (PROTECTION.data, NONE):
        _, call = asked(found)
        body = {"calls": [call_as_json(call)], "digest": "0" * 64}

        assert (call,) == read_plan_request(json.dumps(body).encode()).calls


def test_another_error_of_that_read_ends_it_before_the_question() -> None:
    stage = Stage(answers={"branches.get_protection": Failed("No.", code=Code.FORBIDDEN)})

    assert "forbidden" == code(ended(stage, PUT_PROTECTION))
    assert "ask s1" not in stage.events
