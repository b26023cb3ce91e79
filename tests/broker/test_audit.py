"""The audit: a line for each request, and nothing in it that may not be there."""

import io
import json
import os
import threading
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from aegis_cli.broker.audit import (
    LONGEST,
    STRANGERS,
    Audit,
    AuditEntry,
    ModelEntry,
    PlanEntry,
    line,
    targets_of,
)
from aegis_cli.broker.http.problem import Stranger
from aegis_cli.providers.github.nouns.context.users import GetMe
from aegis_cli.providers.github.nouns.issues.issue_changes import CloseIssue, CreateIssue
from aegis_cli.providers.github.nouns.issues.issue_labels import AddLabels
from aegis_cli.providers.github.nouns.repos.repo_changes import DeleteRepo
from tests.helpers.patience import PATIENCE
from tests.helpers.rows import for_each
from tests.other_providers.board.notes import EditNote, PostNote

NOW = 1_795_548_000.25
SHA = "a" * 64
ENTRY = PlanEntry(
    correlation_id="c-1",
    verdict="allowed",
    subject="github|583231",
    client="native-client",
    actions=(CreateIssue(repo="acme/web", title="A secret title", body="A secret body"),),
    digest="b" * 64,
    upstream_status=201,
    duration_ms=412.345,
    token_sha256={"github": SHA},
)


def read(entry: AuditEntry) -> dict[str, Any]:
    text = line(entry, NOW)
    assert text.endswith("\n")
    assert 1 == text.count("\n")
    assert text.isascii()
    assert len(text) <= LONGEST
    document: dict[str, Any] = json.loads(text)
    return document


def test_a_line_says_who_did_what_to_what_and_how_it_ended() -> None:
    assert {
        "time": "2026-11-24T19:20:00.250Z",
        "correlation_id": "c-1",
        "subject": "github|583231",
        "client": "native-client",
        "providers": ["github"],
        "actions": ["issues.create"],
        "targets": [{"repo": "acme/web"}],
        "effects": ["write"],
        "beside": [],
        "verdict": "allowed",
        "reasons": [],
        "digest": "b" * 64,
        "upstream_status": 201,
        "duration_ms": 412.3,
        "token_sha256": SHA,
    } == read(ENTRY)


def test_a_turn_of_planning_is_a_line_that_is_as_safe() -> None:
    long = "x\n\x1b\U0001f4a5" * 1000
    entry = ModelEntry(
        correlation_id=long,
        verdict=long,
        subject=long,
        client=long,
        model=long,
        reasons=(long,) * 100,
        total_tokens=1300,
    )

    found = read(entry)

    assert (1300, None, 5) == (
        found["total_tokens"],
        found["prompt_tokens"],
        len(found["reasons"]),
    )


def test_the_time_is_that_of_rfc_3339() -> None:
    assert NOW == datetime.fromisoformat(read(ENTRY)["time"]).timestamp()


def test_a_refused_request_has_the_same_fields() -> None:
    refused = read(PlanEntry("c-2", "invalid_token", reasons=("expired",)))

    assert list(read(ENTRY)) == list(refused)
    assert (None, None, ["expired"]) == (
        refused["subject"],
        refused["token_sha256"],
        refused["reasons"],
    )


@pytest.mark.parametrize(
    ("action", "expected"),
    [
        (GetMe(), {}),
        (DeleteRepo(repo="acme/web"), {"repo": "acme/web"}),
        (CloseIssue(repo="acme/web", issue_number=7), {"repo": "acme/web", "issue_number": 7}),
        (
            AddLabels(repo="acme/web", issue_number=7, labels=("bug", "p1")),
            {"repo": "acme/web", "issue_number": 7, "labels": ["bug", "p1"]},
        ),
        (EditNote(note="eng-web-3", text="Hello"), {"room": ["#eng-web"], "note": "eng-web-3"}),
    ],
)
def test_targets_are_what_is_acted_on(action: Any, expected: dict[str, Any]) -> None:
    assert expected == targets_of(action)
    assert [expected] == read(PlanEntry("c", "allowed", actions=(action,)))["targets"]


def test_titles_and_bodies_are_never_written() -> None:
    text = line(ENTRY, NOW)

    assert "secret" not in text


@for_each("name", ["token_sha256", "digest"])
@for_each("given", ["ghu_0123456789abcdef", "A" * 64, "a" * 63, "a" * 64 + "\n", ""])
def test_what_is_no_hash_is_not_written(name: str, given: str) -> None:
    value = given if name == "digest" else {"github": given, "board": given}
    fields: dict[str, Any] = {"correlation_id": "c", "verdict": "allowed", name: value}

    found = read(PlanEntry(**fields))
    assert found[name] is None
    assert found.get("tokens_sha256", {"board": None}) == {"board": None}


def test_a_plan_at_two_providers_has_both_and_a_hash_for_each_token() -> None:
    note, other = PostNote(room="#lobby", text="A secret text"), "c" * 64
    entry = replace(
        ENTRY, actions=(*ENTRY.actions, note), token_sha256={"github": SHA, "board": other}
    )

    found = read(entry)

    assert (["board", "github"], SHA) == (found["providers"], found["token_sha256"])
    assert {"board": other} == found["tokens_sha256"]
    assert {"room": "#lobby"} == found["targets"][1]


@for_each(
    "hostile",
    [
        'x\n{"verdict":"allowed"}',
        "\x1b[2J\u202e",
        "\u2028\u0085",
        "x" * 100_000,
        "山" * 9999,
        '"\\',
    ],
)
@for_each("name", ["correlation_id", "subject", "client", "verdict", "reasons"])
def test_no_text_can_make_a_second_line_or_flood_it(name: str, hostile: str) -> None:
    fields: dict[str, Any] = {"correlation_id": "c", "verdict": "allowed"}

    fields[name] = (hostile,) * 99 if name == "reasons" else hostile

    found = read(PlanEntry(**fields))[name]
    assert all(len(text) <= 200 for text in (found if name == "reasons" else [found]))


def test_a_long_plan_is_cut_to_one_atomic_write_and_says_so() -> None:
    many = tuple(CloseIssue(repo="a" * 39 + "/" + "b" * 100, issue_number=n + 1) for n in range(80))

    found = read(PlanEntry("c", "allowed", actions=many))

    assert found["cut"] == len(found["actions"]) == len(found["targets"]) == len(found["effects"])
    assert 0 < found["cut"] < 80


def test_lines_are_written_in_order_and_close_waits_for_them() -> None:
    stream = io.BytesIO()
    audit = Audit(stream, now=lambda: NOW)

    for number in range(100):
        audit.note(PlanEntry(f"c-{number}", "allowed"))
    audit.close()

    lines = [json.loads(text) for text in stream.getvalue().splitlines()]
    assert [f"c-{number}" for number in range(100)] == [each["correlation_id"] for each in lines]
    assert 0 == audit.lost


def test_a_closed_stream_fails_no_request_and_is_counted() -> None:
    stream = io.BytesIO()
    stream.close()
    audit = Audit(stream)

    audit.note(ENTRY)
    audit.note(ENTRY)
    audit.close()

    assert 2 == audit.lost


def test_a_reader_that_is_gone_fails_no_request_and_is_counted() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    stream = os.fdopen(writing, "wb")
    audit = Audit(stream)

    audit.note(ENTRY)
    audit.close()

    assert audit.lost >= 1
    with pytest.raises(BrokenPipeError):
        stream.close()


class Stuck(io.BytesIO):
    """A stream whose reader does not read."""

    def __init__(self) -> None:
        super().__init__()
        self.go_on = threading.Event()
        self.writes = threading.Event()

    def write(self, text: Any) -> int:
        self.writes.set()
        self.go_on.wait(PATIENCE)
        return super().write(text)


def test_a_reader_that_does_not_read_blocks_no_request_and_what_is_lost_is_counted() -> None:
    stream = Stuck()
    audit = Audit(stream, waiting=10)
    audit.note(ENTRY)
    assert stream.writes.wait(PATIENCE)

    for _ in range(49):
        audit.note(ENTRY)

    assert 39 == audit.lost
    stream.go_on.set()
    audit.close()
    assert 50 == audit.lost + stream.getvalue().count(b"\n")


def test_closing_does_not_wait_for_ever() -> None:
    stream = Stuck()
    audit = Audit(stream, waiting=1)
    audit.note(ENTRY)
    assert stream.writes.wait(PATIENCE)
    audit.note(ENTRY)
    audit.note(ENTRY)

    audit.close(timeout=0.05)

    assert 1 == audit.lost
    stream.go_on.set()


# Strangers

REFUSED = PlanEntry("c-9", "invalid_token", reasons=("The signature does not hold.",))


def stranger(*, counted_only: bool = False) -> Stranger:
    return Stranger(401, "invalid_token", "No.", {}, None, "192.0.2.7", counted_only)


def test_a_refused_stranger_is_a_line_with_an_address() -> None:
    stream = io.BytesIO()
    audit = Audit(stream, now=lambda: NOW)

    audit.note(REFUSED, stranger())
    audit.close()

    assert read(REFUSED) | {"address": "192.0.2.7", "left_out": 0} == json.loads(stream.getvalue())


def test_of_a_flood_of_strangers_a_few_are_noted_and_the_others_counted() -> None:
    stream = io.BytesIO()
    audit = Audit(stream)

    for number in range(5000):
        audit.note(REFUSED, stranger(counted_only=number % 2 == 1))
        if number % 100 == 0:
            audit.note(ENTRY)
    audit.close()

    lines = [json.loads(text) for text in stream.getvalue().splitlines()]
    strangers = [each for each in lines if "left_out" in each]
    assert 50 == len(lines) - len(strangers)
    assert 20 <= len(strangers) - 1 <= 40
    assert 5000 == len(strangers) - 1 + audit.left_out
    assert audit.left_out == sum(each["left_out"] for each in strangers)
    assert ("strangers", 0) == (lines[-1]["verdict"], audit.lost)


def test_strangers_take_no_room_from_those_who_are_known() -> None:
    stream = Stuck()
    audit = Audit(stream, waiting=10)
    audit.note(ENTRY)
    assert stream.writes.wait(PATIENCE)

    for _ in range(10 * STRANGERS):
        audit.note(REFUSED, stranger())
    for _ in range(10):
        audit.note(ENTRY)

    assert 0 == audit.lost
    assert audit.left_out
    stream.go_on.set()
    audit.close()
    assert 11 == stream.getvalue().count(b'"allowed"')
