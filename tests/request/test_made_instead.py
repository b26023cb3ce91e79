"""A write that sets a thing makes it where there is none, and the question says which of both."""

from dataclasses import replace
from typing import Any

import pytest

from aegis_cli.actions import catalog
from aegis_cli.actions.action import Action
from aegis_cli.adapters.terminal.preview import render_preview
from aegis_cli.errors import Denied, Status
from aegis_cli.planning.plan import Origin
from aegis_cli.providers.github.nouns.actions.variables import (
    CreateVariable,
    DeleteVariable,
    ListVariables,
    UpdateVariable,
)
from aegis_cli.request.approval import Reply
from aegis_cli.request.carrying_out import carry_out
from aegis_cli.request.policy import Layer, Policy
from aegis_cli.request.result import Result
from aegis_cli.request.undo_plan import undo_plan
from tests.adapters.render.samples import TERMINAL
from tests.helpers.act_factory import act_of
from tests.helpers.direct_github import ASKED, DirectStage
from tests.helpers.rows import for_each
from tests.helpers.world import Stage, rules, wire
from tests.sandbox.github.conftest import BASE

WEB: dict[str, Any] = {"repo": "acme/web"}
THERE, MISSING = {**WEB, "name": "NODE_ENV"}, {**WEB, "name": "REGION_2"}


class Person(DirectStage):
    """Somebody who approves all that they are asked, at a GitHub that keeps state."""

    def does(self, *actions: Action[Any], **options: Any) -> Result:
        acts = tuple(
            act_of(f"s{at}", action, dict.fromkeys(action.sent_arguments(), Origin.USER))
            for at, action in enumerate(actions, start=1)
        )
        return self.carries_out(acts, **options)

    def carries_out(self, acts: Any, **options: Any) -> Result:
        self.reply = Reply(yes=True)
        placed = tuple(replace(act, base=BASE) for act in acts)
        return carry_out("do it", placed, rules(**options), self.services(), wanted=None)

    def value_of(self, named: dict[str, Any]) -> list[str]:
        (found,) = self.does(ListVariables(**named)).outcomes
        return [each["value"] for each in found.data]


def done(result: Result) -> list[str]:
    return [act.action.facts.action for act in result.acts]


def sets(value: str, named: dict[str, Any]) -> UpdateVariable:
    return UpdateVariable(**named, value=value)


@for_each(
    ("named", "does", "question"),
    [
        (MISSING, "variables.create", "Create the variable REGION_2 of acme/web"),
        (THERE, "variables.update", "value: staging → eu"),
    ],
)
def test_the_look_picks_what_is_done_and_the_question_says_it(
    named: dict[str, Any], does: str, question: str
) -> None:
    person = Person(None)

    result = person.does(sets("eu", named))

    assert Status.DONE is result.status, result
    assert [does] == done(result)
    assert question in render_preview(person.previews[-1], TERMINAL)
    assert ["eu"] == person.value_of(named)


def test_a_word_for_it_covers_either_way() -> None:
    person = Person(None)

    result = person.does(sets("eu", MISSING), sets("us", THERE), yes=True)

    assert Status.DONE is result.status, result
    assert ["variables.create", "variables.update"] == done(result)
    assert ASKED not in person.log
    assert (["eu"], ["us"]) == (person.value_of(MISSING), person.value_of(THERE))


def test_what_an_earlier_step_makes_is_set_and_not_made_again() -> None:
    for first in (CreateVariable(**MISSING, value="eu"), sets("eu", MISSING)):
        person = Person(None)

        result = person.does(first, sets("us", MISSING))

        assert Status.DONE is result.status, result
        assert ["variables.create", "variables.update"] == done(result)
        assert ["us"] == person.value_of(MISSING)


def test_what_was_made_instead_is_taken_back_by_deleting_it() -> None:
    person = Person(None)
    result = person.does(sets("eu", MISSING))

    (back,) = undo_plan(result).acts

    assert DeleteVariable(**MISSING) == back.action


def test_an_undo_makes_nothing_that_is_gone_by_then() -> None:
    person = Person(None)
    result = person.does(sets("eu", THERE))
    person.does(DeleteVariable(**THERE))

    ended = person.carries_out(undo_plan(result).acts)

    assert ["variables.update"] == done(ended)
    assert [] == person.value_of(THERE)


@for_each(
    "layer",
    [
        Layer("mine", deny=("variables.create",)),
        Layer("mine", allow=("variables.update", "variables.list")),
    ],
)
@pytest.mark.parametrize("named", [THERE, MISSING])
def test_a_rule_must_allow_both_before_anything_is_looked_at(
    layer: Layer, named: dict[str, Any]
) -> None:
    person = Person(None)

    result = person.does(sets("eu", named), policy=Policy((layer,)))

    assert isinstance(result.error, Denied)
    assert "variables.create, which this variables.update does too" in result.error.message
    assert [] == person.log


def test_where_it_is_not_looked_at_it_is_set_and_not_made() -> None:
    person = Person(None)

    result = person.does(
        sets("eu", THERE), policy=Policy((Layer("mine", deny=("variables.list",)),))
    )

    assert (Status.DONE, ["variables.update"]) == (result.status, done(result))


def test_a_sentence_that_orders_it_covers_either_way_under_yes() -> None:
    plan = wire(("variables.update", {**MISSING, "value": "eu"}))
    stage = Stage(plan, answers={"variables.list": []})

    result = stage.hears("set the variable REGION_2 to eu in acme/web", rules(yes=True))

    assert Status.DONE is result.status, result
    assert ["variables.create"] == done(result)
    assert not any(event.startswith("ask") for event in stage.events)


def test_what_sets_a_thing_has_the_fields_of_what_makes_it() -> None:
    pairs = [
        (cls, catalog.load(target.made_by))
        for cls in catalog.load_all()
        if (target := cls.facts.target_read) is not None and target.made_by
    ]

    assert [(UpdateVariable, CreateVariable)] == pairs
    for cls, made in pairs:
        assert cls.model_fields.keys() == made.model_fields.keys()
        assert made.facts.effect is cls.facts.effect
        assert made.facts.action in cls.facts.also
