"""Every action of the catalogue, by its one case, through every part that it passes."""

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from functools import cache
from typing import Any, get_origin

from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # it has no types

from aegis_cli.actions.action import Action
from aegis_cli.actions.call import PinnedRead, pinned_reads
from aegis_cli.actions.catalog import ENTRIES, load
from aegis_cli.actions.fields.fields import mark_of, resolved_ids
from aegis_cli.actions.fields.marks import CLEAR, InQuery, Unsent
from aegis_cli.actions.targets.target import Made
from aegis_cli.adapters.terminal.preview import render_preview
from aegis_cli.core.uri_template import variables
from aegis_cli.errors import Code, Status
from aegis_cli.planning.expansion import Act, expand
from aegis_cli.planning.grammar.explicit_commands import explicit_commands_in
from aegis_cli.planning.plan import Context, Plan
from aegis_cli.planning.read import read
from aegis_cli.planning.sentence.sentence import Sentence
from aegis_cli.planning.wire import WirePlan, schema
from aegis_cli.providers.github.github_action import GitHubAction
from aegis_cli.providers.github.graphql_documents import documents
from aegis_cli.request.approval import Reply
from aegis_cli.request.consent import Consent, Preapproval, acts_to_ask
from aegis_cli.request.plan_preview import preview
from aegis_cli.request.policy import Layer, Policy
from aegis_cli.request.result import Result
from tests.actions.case import Case, taken_by, wrong_cases
from tests.actions.cases import CALLS, CASES, RESOLVED, WRITES
from tests.adapters.render.samples import TERMINAL, step_of
from tests.helpers.act_factory import BASES
from tests.helpers.canned import BASE
from tests.helpers.parsed import parse
from tests.helpers.rows import for_each
from tests.helpers.world import Stage, rules, wire

CONTEXTS = (
    Context(),
    Context(repo="mona/site"),
    Context(
        repo="mona/site",
        last={"action": "issues.get", "arguments": {"repo": "acme/api", "issue_number": 7}},
    ),
)
SUBMIT = Draft202012Validator(schema())

UPLOADS = "https://uploads.github.com"

every_case = for_each("case", CASES.values(), ids=CASES)
every_write = for_each("case", WRITES.values(), ids=WRITES)
every_call = for_each("call", CALLS.values(), ids=CALLS)


def arguments_of(call: Action[Any]) -> dict[str, Any]:
    return call.model_dump(mode="json", exclude_unset=True)


def test_every_action_has_a_case_and_every_case_an_action() -> None:
    assert [] == [*wrong_cases(ENTRIES, RESOLVED)]
    assert [*ENTRIES] == [*CASES]


# What is sent


def line_and_body(call: Action[Any]) -> tuple[str, Any]:
    request = call.request(BASE)
    assert request.form is None
    body: Any = None if request.body is None else json.loads(request.body)
    if body and isinstance(call, GitHubAction) and call.document:
        assert documents()[call.document] == body["query"]
        body = body["variables"] or None
    assert request.base in {BASE, UPLOADS if call.facts.takes == "file" else BASE}
    return f"{request.method} {request.url.removeprefix(request.base)}", body


@every_case
def test_a_call_is_one_request(case: Case) -> None:
    assert (case.sends, case.body or None) == line_and_body(case.ready(case.call))


@every_case
def test_all_that_an_action_takes_is_sent(case: Case) -> None:
    fields, beside = type(case.call).model_fields, {"limit", *variables(case.call.facts.path)}
    facts = case.call.facts
    more = {} if facts.method == "GET" or facts.takes == "file" else case.more
    apart = {n for n in more for kind in (Unsent, InQuery) if mark_of(fields[n], kind) is not None}
    unsent = apart | (beside & more.keys())
    added = {n: v for n, v in more.items() if n not in unsent}
    in_body = case.body_more or {**(case.body or {}), **added}

    assert (case.sends_more or case.sends, in_body or None) == line_and_body(case.ready(case.full))


# What a model is told, and what it may say


@every_call
def test_the_schema_of_an_action_allows_its_calls(call: Action[Any]) -> None:
    found = Draft202012Validator(type(call).model_json_schema())

    assert found.is_valid(arguments_of(call))
    assert not found.is_valid(arguments_of(call) | {"frobnicate": "x"})


@every_case
def test_the_signature_of_an_action_marks_what_may_be_left_out(case: Case) -> None:
    inside = ENTRIES[case.name].signature.removeprefix(f"{case.name}(").removesuffix(")")
    marks = dict(
        re.findall(r"(\w+)((?:\[\])?\??)(?:\|@none)?(?:={[^}]*}|=[^,]+?)?(?:, |$)", inside)
    )
    fields = type(case.call).model_fields

    assert [*taken_by(type(case.call))] == [*marks]
    assert {name: fields[name].is_required() for name in marks} == {
        name: not mark.endswith("?") for name, mark in marks.items()
    }
    assert {name: isinstance(value, list) for name, value in arguments_of(case.full).items()} == {
        name: mark.startswith("[]") for name, mark in marks.items()
    }


@every_call
def test_what_a_model_submits_is_read_as_the_call(call: Action[Any]) -> None:
    plan = wire((call.facts.action, arguments_of(call)))

    reading = read(plan, Sentence("whatever"), Context(), load)

    assert SUBMIT.is_valid({"question": "", "unsupported": "", **plan.model_dump(mode="json")})
    assert isinstance(reading, Plan)
    assert [call] == [act.action for act in expand(reading, {})]


# What a sentence means


@every_case
@for_each("context", CONTEXTS, ids=["nowhere", "a remote", "an earlier step"])
def test_its_sentence_means_exactly_the_call(case: Case, context: Context) -> None:
    plan = parse(case.said, context)

    assert isinstance(plan, WirePlan)
    reading = read(plan, Sentence(case.said), context, load)
    assert isinstance(reading, Plan)
    assert [case.call] == [act.action for act in expand(reading, {})]


def proposed(*cases: Case) -> WirePlan:
    return wire(*((case.name, case.needed) for case in cases))


def stage(*cases: Case, **more: Any) -> Stage:
    """Make a stage whose model proposes these calls, and whose GitHub has their targets."""
    targets = {name: found for each in cases for name, found in each.answers_to(each.call).items()}
    return Stage(proposed(*cases), answers=targets, **more)


def approved(at: Stage) -> list[Action[Any]]:
    return [] if at.approved is None else [call.action for call in at.approved.calls]


@every_case
def test_under_yes_its_sentence_covers_the_call(case: Case) -> None:
    at = stage(case, has_person=False)

    result = at.hears(case.said, rules(yes=True, confirm=case.confirmed))

    assert Status.DONE is result.status
    assert [case.ready(case.call)] == (approved(at) if case.is_write else at.looked_up[-1:])


@cache
def act_as_read(name: str) -> Act:
    """Return the call of a case as a plan of a model brings it; its id is the action's name."""
    reading = read(proposed(CASES[name]), Sentence("whatever"), Context(), load)
    assert isinstance(reading, Plan)
    (act,) = expand(reading, BASES)
    return replace(act, step=replace(act.step, id=name))


@every_case
def test_under_yes_its_sentence_covers_no_other_write(case: Case) -> None:
    others = tuple(act_as_read(name) for name in WRITES if name != case.name)
    consent = Consent(
        Preapproval(yes=True), explicit_commands_in(Sentence(case.said), Context(), load)
    )

    for acts in ((act_as_read(case.name), *others), (*others, act_as_read(case.name))):
        assert WRITES.keys() - {case.name} <= {act.id for act in acts_to_ask(acts, consent)}


@every_case
def test_under_yes_a_write_beside_its_sentence_is_not_even_signed_in_for(case: Case) -> None:
    other = next(other for other in WRITES.values() if other is not case)

    for plan in ((other,), (case, other), (other, case)):
        at = stage(*plan, has_person=False)
        at.hears(case.said, rules(yes=True))
        assert ["plan"] == at.events


# What policy and the person say


@every_case
def test_a_call_that_policy_denies_is_neither_shown_nor_signed_in_for(case: Case) -> None:
    at = stage(case)
    policy = Policy((Layer("the options", deny=(case.name,)),))

    result = at.hears(case.said, rules(policy, yes=True, confirm=case.confirmed))

    assert ["plan"] == at.events
    assert (Status.DENIED, Code.POLICY) == (result.status, _code(result))


def _code(result: Result) -> Code | None:
    return result.error.code if result.error else None


def _is_by_id(pinned: PinnedRead) -> bool:
    read: Any = type(pinned.first)
    return bool(resolved_ids(read))


def _events(case: Case) -> Iterator[str]:
    scope = ("read", "write", "write", "admin")[case.call.facts.effect]
    yield from ("plan", "show in short", f"sign in for aegis:{scope}", "open")
    target = case.call.facts.target
    if isinstance(target, Made) and target.read and get_origin(target.read.facts.result) is None:
        yield f"read {target.read.facts.action}"  # whether there is such a thing already
    # What is read by an id that is found comes behind what finds it.
    in_order = sorted(pinned_reads(case.call), key=_is_by_id)
    yield from (f"read {each.read.facts.action}" for each in in_order)
    # Where what moves comes from is read too, and both places once more after the answer.
    left = len(case.call.containers()) - len(case.call.goes_to())
    yield from ["read repos.get"] * left
    again = ["read repos.get"] * 2 * left
    yield from (f"read {name}" for name in _beside(case))
    yield from (("ask s1", *again, "write") if case.is_write else (f"read {case.name}",))
    yield "close"


def _beside(case: Case) -> Iterator[str]:
    """Yield what is read for the question alone, as far as the answers before say it."""
    target = case.call.facts.target
    for each in target.beside if target is not None else ():
        with suppress(ValueError):
            yield each.reading(case.call, case.target or {}).facts.action


@every_case
def test_a_call_goes_its_way_in_one_order(case: Case) -> None:
    at = stage(case, reply=Reply(yes=True, typed=dict.fromkeys(("s1",), case.call.phrase() or "")))

    result = at.hears(case.said)

    assert Status.DONE is result.status
    assert [*_events(case)] == at.events


@every_write
def test_a_write_that_the_person_refuses_is_not_approved(case: Case) -> None:
    at = stage(case, reply=Reply())

    result = at.hears(case.said)

    assert Code.DECLINED is _code(result)
    assert at.approved is None


@every_write
def test_a_write_without_a_person_and_without_yes_is_not_even_signed_in_for(case: Case) -> None:
    at = stage(case, has_person=False)

    result = at.hears(case.said)

    assert Code.NEEDS_APPROVAL is _code(result)
    assert ["plan"] == at.events


@every_call
def test_the_preview_shows_the_call_its_request_and_each_value(call: Action[Any]) -> None:
    text = render_preview(preview((step_of(call),)), TERMINAL)

    effect, request = call.facts.effect, call.request(BASE)
    weight = ("READ", "WRITE", "WRITE (always asked about)", "DESTROYS")[effect]
    assert text.startswith(f"1. {weight}: {call.says()[: 70 - len(weight)]}")
    assert f"   {call.facts.action}: {request.method} {request.path}\n" in text
    assert "made up" not in text
    for name, value in call.sent_arguments().items():
        assert "".join(_lines_of(name, value)) in text, name


def _lines_of(name: str, value: Any) -> Iterator[str]:
    values = value if isinstance(value, list) else [value]
    for at, item in enumerate(values, start=1):
        which = f", {at} of {len(values)}" if len(values) > 1 or isinstance(item, dict) else ""
        if isinstance(item, dict):
            for part, text in item.items():
                yield from _lines_of(f"{name}{which}, {part}", text)
            continue
        cleared = {CLEAR: "(none)", "": "(empty)"}
        written = str(item).lower() if isinstance(item, bool) else cleared.get(item, str(item))
        below = "".join(f"\n   | {line}" for line in written.split("\n"))
        shown = below if "\n" in written else f" {written}"
        yield f"   {name}{which} (your words):{shown}\n"


@every_call
def test_a_call_says_what_it_does_without_a_hole(call: Action[Any]) -> None:
    sentence = call.says()

    assert sentence
    assert not {"{", "}"} & set(sentence)
    assert "  " not in sentence
    if "repo" in call.sent_arguments():
        assert call.sent_arguments()["repo"] in sentence
