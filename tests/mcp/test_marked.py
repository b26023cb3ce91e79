"""What was read is marked, visible and bounded, in whichever answer it stands."""

import json
from typing import Any

import pytest

from aegis_cli.errors import Code, error_for
from aegis_cli.mcp.documents import labels
from aegis_cli.mcp.marked import LARGEST, compact, mark
from aegis_cli.planning.expansion import Act
from aegis_cli.planning.plan import Origin
from aegis_cli.providers.github.nouns.issues.issues import ListIssues
from aegis_cli.request.execution import Outcome, StepStatus
from aegis_cli.request.result import failed_result, finished_result
from tests.helpers.act_factory import act_of

LIST = act_of("s1", ListIssues(repo="acme/web"), {"repo": Origin.AGENT})


def document(data: Any, act: Act = LIST, known: str = "unknown") -> dict[str, Any]:
    done = finished_result("list", (act,), "d", (Outcome("s1", StepStatus.DONE, data),))
    return mark(done, {"acme/web": known})


def data_of(data: Any) -> dict[str, Any]:
    found: dict[str, Any] = document(data)["results"][0]["data"]
    return found


def test_control_characters_become_visible_in_values_and_in_keys() -> None:
    data = data_of([{"title": "\x1b[2J\u202eevil", "\u200bkey": 1.0, "tail": 1.5}])

    assert data["value"] == [{"title": "\\x1b[2J\\u202eevil", "\\u200bkey": 1, "tail": 1.5}]
    assert "cut" not in data


def test_a_long_text_is_cut_and_that_is_said() -> None:
    data = data_of([{"body": "x" * 20_000}])

    assert data["value"][0]["body"] == "x" * 16_000 + "[…]"
    assert data["cut"] == ["texts end after 16000 characters, with […]"]


@pytest.mark.parametrize(
    "data",
    [
        [{"body": "x" * 5_000}] * 100,
        [{"number": number, "title": "t" * 150} for number in range(1_000)],
        {"items": [{"number": number, "title": "t" * 150} for number in range(1_000)]},
        {f"key {number}": number for number in range(20_000)},
        [{f"key {number}": number for number in range(20_000)}],
    ],
)
def test_no_document_is_larger_than_the_bound_and_what_is_missing_is_said(data: Any) -> None:
    found = document(data)

    assert len(compact(found)) <= LARGEST
    assert found["results"][0]["data"]["cut"]


def test_an_error_of_the_provider_is_marked_and_one_of_ours_is_not() -> None:
    theirs = failed_result("x", error_for(Code.INVALID, "GitHub says \x1b[2J"), (LIST,))
    ours = failed_result("x", error_for(Code.POLICY, "No."), (LIST,))

    assert mark(theirs, {})["error"]["untrusted"] is True
    assert mark(theirs, {})["error"]["message"] == "GitHub says \\x1b[2J"
    assert "untrusted" not in mark(ours, {})["error"]
    assert labels(mark(theirs, {})) == {"integrity": "untrusted", "confidentiality": "private"}
    assert labels(mark(ours, {})) == {"integrity": "trusted", "confidentiality": "public"}


def test_the_labels_follow_what_is_known_of_the_place() -> None:
    for known, seen in (("public", "public"), ("private", "private"), ("unknown", "private")):
        found = labels(document([], known=known))
        assert found == {"integrity": "untrusted", "confidentiality": seen}


def test_the_text_is_what_javascript_would_write() -> None:
    assert compact({"a": ["é", None, True]}) == '{"a":["é",null,true]}'
    assert json.loads(compact(document([{"n": 2.0}])))["results"][0]["data"]["value"] == [{"n": 2}]


def test_a_step_without_data_has_none_and_changes_no_label() -> None:
    other = act_of("s2", ListIssues(repo="acme/web"), {"repo": Origin.AGENT})
    outcomes = (
        Outcome("s1", StepStatus.DONE, [1]),
        Outcome("s2", StepStatus.FAILED, None, error_for(Code.INVALID, "GitHub says no")),
    )
    found = mark(finished_result("list", (LIST, other), "d", outcomes), {"acme/web": "public"})

    assert found["results"][0]["data"]["value"] == [1]
    assert found["results"][1]["data"] is None
    assert labels({**found, "error": None}) == {
        "integrity": "untrusted",
        "confidentiality": "public",
    }
    assert labels(found)["confidentiality"] == "private"  # the error quotes the provider


def test_what_aegis_itself_knows_is_of_no_place() -> None:
    known = {"results": [{"data": {"visibility": "private"}}], "error": None}

    assert labels(known) == {"integrity": "trusted", "confidentiality": "public"}


def test_no_more_is_cut_than_must_be() -> None:
    assert data_of([{"body": "x" * 16_000}])["value"][0]["body"] == "x" * 16_000

    many = data_of([{"number": number, "title": "t" * 150} for number in range(1_000)])
    assert many["cut"] == ["250 of 1000 items are here"]
    assert many["value"][249]["number"] == 249
    long = data_of([{"body": "x" * 5_000}] * 12)
    assert long["cut"] == ["texts end after 4000 characters, with […]"]
    assert len(long["value"]) == 12
    both = data_of([{"body": "x" * 5_000}] * 1_000)
    assert both["cut"] == [
        "250 of 1000 items are here",
        "texts end after 200 characters, with […]",
    ]
    huge = data_of({f"key {number}": number for number in range(20_000)})
    assert huge["value"] is None
    assert huge["cut"] == ["all of it was left out: it is too large"]


def test_a_model_gets_nothing_that_it_has_no_use_for() -> None:
    label = {"name": "bug", "color": "d73a4a", "description": "Something is broken"}
    issue = {"number": 12, "node_id": "I_1", "labels": [label], "user": {"node_id": "U_1"}}

    assert data_of([issue])["value"] == [{"number": 12, "labels": [{"name": "bug"}], "user": {}}]
    assert data_of([label])["value"] == [label]
