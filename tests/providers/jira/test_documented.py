"""Every request is one that Atlassian documents, whatever texts it carries; and so is each answer."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jsonschema import Draft4Validator  # type: ignore[import-untyped]  # it has no types

from aegis_cli.actions.action import Action
from aegis_cli.actions.facts import Effect
from aegis_cli.actions.fields.fields import is_list, kinds_of, never_given
from aegis_cli.actions.fields.kinds import Role
from aegis_cli.core.http import Request
from aegis_cli.providers.jira import parts
from aegis_cli.providers.jira.jira_action import JiraAction, operations, scopes_of
from tests.actions.case import Case
from tests.helpers.rows import for_each
from tests.providers.jira.hostile import HOSTILE
from tests.providers.jira.jira_cases import CASES
from tests.providers.jira.test_adf import VALID, types_in

BASE = "https://api.atlassian.com/ex/jira/1f2e3d4c-0000-4000-8000-0123456789ab"
DATA = Path(parts.__file__).with_name("operations.json")
SCHEMAS = json.loads(DATA.read_text(encoding="utf-8"))["schemas"]
MADE_OF_TEXT = {"doc", "paragraph", "text", "hardBreak", "bulletList", "listItem", "codeBlock"}
TEXTS = {"fields.description", "body", "comment"}
"""Where a request may have a document."""
READY = {name: call for case in CASES for name, call in case.ready_calls.items()}
WITH_TEXT = [
    (case, name)
    for case in CASES
    for name, kind in kinds_of(type(case.call)).items()
    if kind.role is Role.PAYLOAD and name not in never_given(type(case.call))
]


def schema_of(part: Any) -> Draft4Validator:
    return Draft4Validator({**part, "$defs": SCHEMAS})


def problems(action: Action[Any], request: Request) -> Iterator[str]:
    """Say what of a request is not documented of its operation."""
    assert isinstance(action, JiraAction)
    documented = operations()[action.op]
    pattern = re.sub(r"\{\w+\}", "[^/{}]+", documented["path"])
    if request.method != documented["method"] or not re.fullmatch(pattern, request.path):
        yield f"{request.method} {request.path}"
    yield from problems_of_query(request, documented["params"])
    if (request.body is None) != (documented["body"] is None):
        yield f"body {request.body!r}"
    if request.body is not None and documented["body"] is not None:
        sent = json.loads(request.body)
        yield from (each.message for each in schema_of(documented["body"]).iter_errors(sent))
        yield from problems_of_documents(sent)


def problems_of_query(request: Request, params: list[dict[str, Any]]) -> Iterator[str]:
    forms = {each["name"]: each["schema"] for each in params if each["in"] == "query"}
    for name, value in request.query:
        form = forms.get(name)
        is_number = form is not None and form.get("type") == "integer"
        is_one = form is not None and value in form.get("enum", [value])
        if not is_one or (is_number and not value.isdecimal()):
            yield f"{name}={value}"


def problems_of_documents(sent: Any) -> Iterator[str]:
    for found in filter(None, (at(sent, place) for place in TEXTS)):
        yield from (each.message for each in VALID.iter_errors(found))
        yield from {*types_in(found)} - MADE_OF_TEXT


def at(sent: Any, place: str) -> Any:
    for part in place.split("."):
        sent = sent.get(part) if isinstance(sent, dict) else None
    return sent


@for_each("call", READY.values(), ids=READY)
def test_a_request_is_documented(call: Action[Any]) -> None:
    assert [] == [*problems(call, call.request(BASE))]


@for_each("text", HOSTILE)
def test_a_hostile_text_changes_nothing_of_a_request_but_itself(text: str) -> None:
    for case, name in WITH_TEXT:
        value = " ".join(text.split()) if name in {"summary", "title", "value"} else text
        given = [value] if is_list(type(case.call).model_fields[name]) else value
        try:
            call = case.ready(type(case.call).model_validate(case.needed | {name: given}))
        except ValueError:
            assert "\x00" in value or not value.strip()
            continue
        request, usual = call.request(BASE), case.ready(case.call).request(BASE)
        assert [] == [*problems(call, request)], (case.name, name)
        assert (usual.method, usual.path, usual.query) == (
            request.method,
            request.path,
            request.query,
        )


@for_each("case", CASES, ids=[case.name for case in CASES])
def test_the_facts_of_an_action_are_those_of_its_operation(case: Case) -> None:
    facts = case.call.facts
    assert isinstance(case.call, JiraAction)
    documented = operations()[case.call.op]

    assert [scopes_of(case.call.op)] == [*facts.needs.any_of] or not scopes_of(case.call.op)
    assert documented["status"] in facts.success
    assert (facts.effect is Effect.READ) == (
        all(scope.startswith("read:") for scope in scopes_of(case.call.op))
    )


@for_each("case", CASES, ids=[case.name for case in CASES])
def test_an_answer_of_a_case_is_documented(case: Case) -> None:
    assert isinstance(case.call, JiraAction)
    answered = operations()[case.call.op]["resp"]
    if not answered or case.answer is None:
        return
    errors = [*schema_of(answered).iter_errors(case.wrapped)]

    assert [] == [f"{[*each.path]}: {each.message}" for each in errors]


def test_all_operations_are_called_and_their_scopes_are_asked_for() -> None:
    called = {type(case.call).op for case in CASES if isinstance(case.call, JiraAction)}
    needed = {scope for op in called for scope in scopes_of(op)}

    assert {*operations()} == called
    asked, fewer = parts.scopes({}), parts.scopes({"boards": "false"})
    assert tuple(sorted({*needed, "offline_access", "read:me"})) == asked
    assert len(asked) <= 50
    assert {each for each in asked if each.endswith(":jira-software")} <= {*asked} - {*fewer}
    assert {"offline_access", "read:me", "read:jira-work", "write:jira-work"} <= {*fewer}
    assert [] == [each for each in fewer if each.endswith((":jira-software", ":jira"))]
