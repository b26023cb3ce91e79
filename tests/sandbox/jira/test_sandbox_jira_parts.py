"""What people add to an issue: comments, time, watchers, links; and documents."""

from copy import deepcopy
from typing import Any

import pytest

from aegis_cli.sandbox.jira.adf import is_document, mentions
from aegis_cli.sandbox.jira.adf import words as text_of
from aegis_cli.sandbox.jira.call import Call
from aegis_cli.sandbox.jira.described import Operation
from aegis_cli.sandbox.jira.errors import Problem
from aegis_cli.sandbox.jira.nouns.comments import COMMENTS, WORKLOGS
from aegis_cli.sandbox.jira.seeds import seed_world
from tests.helpers.rows import for_each
from tests.sandbox.jira.conftest import ADA, BOB, Jira, words

TEXT = {"type": "text", "text": "x"}
PARAGRAPH = {"type": "paragraph", "content": [TEXT]}
ITEM = {"type": "listItem", "content": [PARAGRAPH]}


def document(*content: Any) -> dict[str, Any]:
    return {"version": 1, "type": "doc", "content": [*content]}


def marked(*marks: Any) -> dict[str, Any]:
    return document({"type": "paragraph", "content": [{**TEXT, "marks": [*marks]}]})


def comment(jira: Jira, text: str) -> str:
    made = jira.send("POST", "/issue/WEB-5/comment", {"body": words(text)})
    return str(made["id"])


GOOD = [
    document(),
    document(PARAGRAPH),
    document({"type": "paragraph"}),
    document({"type": "paragraph", "content": []}),
    document({"type": "paragraph", "content": [TEXT, {"type": "hardBreak"}, TEXT]}),
    document({"type": "heading", "attrs": {"level": 6}, "content": [TEXT]}),
    document({"type": "bulletList", "content": [ITEM, ITEM]}),
    document({"type": "orderedList", "attrs": {"order": 3}, "content": [ITEM]}),
    document({"type": "bulletList", "content": [
        {"type": "listItem", "content": [PARAGRAPH, {"type": "bulletList", "content": [ITEM]}]}
    ]}),
    document({"type": "codeBlock", "attrs": {"language": "python"}, "content": [TEXT]}),
    document({"type": "codeBlock"}),
    document({"type": "blockquote", "content": [PARAGRAPH]}),
    document({"type": "rule"}),
    document({"type": "paragraph", "content": [
        {"type": "mention", "attrs": {"id": BOB, "text": "@Bob Kahn"}}
    ]}),
    marked({"type": "strong"}, {"type": "em"}),
    marked({"type": "code"}, {"type": "link", "attrs": {"href": "https://acme.example"}}),
]  # fmt: skip
BAD: list[Any] = [
    "text",
    None,
    [],
    {},
    {"type": "doc", "content": []},
    {"version": 2, "type": "doc", "content": []},
    {"version": True, "type": "doc", "content": []},
    {"version": 1, "type": "doc"},
    {**document(), "colour": "red"},
    document(TEXT),
    document({"type": "hardBreak"}),
    document("x"),
    document({"type": "panel", "content": [PARAGRAPH]}),
    document({"type": "paragraph", "content": [{"type": "text", "text": ""}]}),
    document({"type": "paragraph", "content": [{"type": "text"}]}),
    document({"type": "paragraph", "content": [PARAGRAPH]}),
    document({"type": "paragraph", "content": None}),
    document({"type": "paragraph", "content": [TEXT], "text": "x"}),
    document({"type": "heading", "content": [TEXT]}),
    document({"type": "heading", "attrs": {"level": 7}, "content": [TEXT]}),
    document({"type": "heading", "attrs": {"level": "1"}, "content": [TEXT]}),
    document({"type": "bulletList"}),
    document({"type": "bulletList", "content": []}),
    document({"type": "bulletList", "content": [PARAGRAPH]}),
    document({"type": "bulletList", "content": [{"type": "listItem", "content": [TEXT]}]}),
    document({"type": "codeBlock", "content": [{**TEXT, "marks": [{"type": "strong"}]}]}),
    document({"type": "codeBlock", "content": [{"type": "hardBreak"}]}),
    document({"type": "blockquote", "content": [TEXT]}),
    document({"type": "blockquote"}),
    document({"type": "rule", "content": []}),
    document({"type": "paragraph", "content": [{"type": "mention", "attrs": {"text": "@Bob"}}]}),
    document({"type": "paragraph", "content": [{"type": "mention"}]}),
    marked({"type": "blink"}),
    marked({"type": "code"}, {"type": "strong"}),
    marked({"type": "strong"}, {"type": "strong"}),
    marked({"type": "link"}),
    marked({"type": "link", "attrs": {"href": 1}}),
    marked("strong"),
]


@for_each("value", GOOD)
def test_a_document_of_known_nodes_is_taken(value: Any) -> None:
    assert is_document(value)


@for_each("value", BAD)
def test_any_other_document_is_refused(value: Any) -> None:
    assert not is_document(value)


def test_a_document_is_not_endlessly_deep() -> None:
    item: Any = deepcopy(ITEM)
    for _ in range(60):
        item = {
            "type": "listItem",
            "content": [PARAGRAPH, {"type": "bulletList", "content": [item]}],
        }

    assert not is_document(document({"type": "bulletList", "content": [item]}))


def test_a_document_says_its_words_and_whom_it_tells() -> None:
    mention = {"type": "mention", "attrs": {"id": BOB, "text": "@Bob"}}
    line = {"type": "paragraph", "content": [mention, {"type": "hardBreak"}, TEXT]}

    value = document(line, {"type": "bulletList", "content": [ITEM]})

    assert "@Bob\nx\nx" == text_of(value)
    assert [BOB] == mentions(value)
    assert [] == mentions(words(f"@Bob [~accountid:{BOB}]"))
    assert ("", []) == (text_of(None), mentions(None))


def test_comments_are_listed_in_both_orders_and_in_pages(jira: Jira) -> None:
    forth = jira.get("/issue/WEB-5/comment")
    back = jira.get("/issue/WEB-5/comment", orderBy="-created")
    page = jira.get("/issue/WEB-5/comment", startAt=1, maxResults=1)

    assert forth["comments"] == back["comments"][::-1]
    assert ([forth["comments"][1]], 3) == (page["comments"], page["total"])


def test_a_comment_is_made_changed_and_deleted(jira: Jira) -> None:
    number = comment(jira, "seen")
    assert (
        "Ada Lovelace" == jira.get("/issue/WEB-5/comment")["comments"][-1]["author"]["displayName"]
    )

    changed = jira.send("PUT", f"/issue/WEB-5/comment/{number}", {"body": words("read")})
    assert words("read") == changed["body"]
    assert changed["updated"] > changed["created"]

    assert jira.send("DELETE", f"/issue/WEB-5/comment/{number}") is None
    assert 404 == jira.refusal("DELETE", f"/issue/WEB-5/comment/{number}")[0]
    assert 3 == jira.get("/issue/WEB-5/comment")["total"]


def test_a_comment_can_be_for_a_few(jira: Jira) -> None:
    visibility = {"type": "role", "value": "Administrators"}

    made = jira.send("POST", "/issue/WEB-5/comment", {"body": words("x"), "visibility": visibility})

    assert visibility == made["visibility"]


def test_a_comment_of_another_is_not_ones_own(jira: Jira) -> None:
    number = jira.get("/issue/WEB-5/comment")["comments"][0]["id"]
    path = f"/issue/WEB-5/comment/{number}"

    assert 400 == jira.refusal("PUT", path, {"body": words("x")})[0]
    assert 405 == jira.refusal("DELETE", path)[0]


@for_each(
    ("body", "status"),
    [
        ({}, 400),
        ({"body": "text"}, 400),
        ({"body": document()}, 400),
        ({"body": words("x"), "author": {"accountId": BOB}}, 400),
        ({"body": words("x"), "visibility": {"type": "planet"}}, 400),
        ({"body": words("x" * 40_000)}, 413),
    ],
)
def test_a_comment_is_a_document(body: dict[str, Any], status: int, jira: Jira) -> None:
    assert status == jira.refusal("POST", "/issue/WEB-5/comment", body)[0]
    assert 3 == jira.get("/issue/WEB-5/comment")["total"]


def test_writes_to_an_issue_make_it_younger(jira: Jira) -> None:
    times = [jira.fields("WEB-5", "updated")["updated"]]
    for method, path, body in (
        ("POST", "/comment", {"body": words("x")}),
        ("POST", "/worklog", {"timeSpent": "1h"}),
        ("POST", "/remotelink", {"object": {"title": "x", "url": "https://acme.example"}}),
    ):
        jira.send(method, f"/issue/WEB-5{path}", body)
        times.append(jira.fields("WEB-5", "updated")["updated"])

    assert sorted(set(times)) == times


@for_each(
    ("body", "seconds", "spent"),
    [
        ({"timeSpentSeconds": 3600}, 3600, "1h"),
        ({"timeSpent": "3h 30m"}, 12_600, "3h 30m"),
        ({"timeSpent": "1.5h"}, 5400, "1h 30m"),
        ({"timeSpent": "1w"}, 144_000, "5d"),
        ({"timeSpent": "1d"}, 28_800, "1d"),
    ],
)
def test_time_is_noted(body: dict[str, Any], seconds: int, spent: str, jira: Jira) -> None:
    made = jira.send("POST", "/issue/WEB-5/worklog", body)

    assert (seconds, spent) == (made["timeSpentSeconds"], made["timeSpent"])
    assert jira.fields("WEB-5", "worklog")["worklog"]["worklogs"][-1] == made


def test_time_is_noted_with_its_start_and_words(jira: Jira) -> None:
    body = {
        "timeSpent": "1h",
        "started": "2026-11-23T09:00:00.000+0000",
        "comment": words("Looked"),
    }

    made = jira.send("POST", "/issue/WEB-5/worklog", body)

    assert body == {name: made[name] for name in body}


@for_each(
    "body",
    [
        {},
        {"timeSpent": "soon"},
        {"timeSpent": ""},
        {"timeSpent": "1h", "timeSpentSeconds": 3600},
        {"timeSpentSeconds": 59},
        {"timeSpentSeconds": "3600"},
        {"timeSpent": "1h", "started": "2026-11-23"},
        {"timeSpent": "1h", "started": "2026-11-23T25:00:00.000+0000"},
        {"timeSpent": "1h", "comment": "text"},
        {"timeSpent": "1h", "author": {"accountId": BOB}},
    ],
)
def test_time_is_of_a_form(body: dict[str, Any], jira: Jira) -> None:
    assert 400 == jira.refusal("POST", "/issue/WEB-5/worklog", body)[0]


def test_somebody_watches_and_so_do_i(jira: Jira) -> None:
    assert not jira.fields("WEB-6", "watches")["watches"]["isWatching"]

    jira.send("POST", "/issue/WEB-6/watchers")
    jira.send("POST", "/issue/WEB-6/watchers", ADA)

    watches = jira.fields("WEB-6", "watches")["watches"]
    assert (True, 2) == (watches["isWatching"], watches["watchCount"])


@for_each("body", ["nobody", {"accountId": BOB}, "5b10ac8d82e05b22cc7d4efa"])
def test_not_everybody_watches(body: Any, jira: Jira) -> None:
    assert 400 == jira.refusal("POST", "/issue/WEB-6/watchers", body)[0]


def linked(jira: Jira, key: str) -> list[tuple[str, str]]:
    """Return what an issue says of others."""
    said = []
    for each in jira.fields(key, "issuelinks")["issuelinks"]:
        side = "outward" if "outwardIssue" in each else "inward"
        said.append((each["type"][side], each[f"{side}Issue"]["key"]))
    return said


def link(source: str, target: str, kind: str = "Blocks") -> dict[str, Any]:
    return {
        "type": {"name": kind},
        "inwardIssue": {"key": source},
        "outwardIssue": {"key": target},
    }


def test_issues_are_linked_and_each_says_it_its_own_way(jira: Jira) -> None:
    assert jira.send("POST", "/issueLink", link("WEB-9", "WEB-10")) is None

    assert [("blocks", "WEB-10")] == linked(jira, "WEB-9")
    assert [("is blocked by", "WEB-9")] == linked(jira, "WEB-10")
    change = jira.get("/issue/WEB-10/changelog")["values"][-1]["items"][0]
    assert ("Link", "This issue is blocked by WEB-9") == (change["field"], change["toString"])


def test_a_link_is_there_once_and_is_taken_away(jira: Jira) -> None:
    jira.send("POST", "/issueLink", link("WEB-6", "WEB-5"))
    (only,) = jira.fields("WEB-5", "issuelinks")["issuelinks"]

    jira.ask("DELETE", f"/issueLink/{only['id']}")

    assert ([], []) == (linked(jira, "WEB-5"), linked(jira, "WEB-6"))
    assert 404 == jira.refusal("DELETE", f"/issueLink/{only['id']}")[0]


def test_a_link_can_have_a_comment(jira: Jira) -> None:
    body = link("WEB-9", "WEB-10") | {"comment": {"body": words("first things first")}}

    jira.send("POST", "/issueLink", body)

    assert words("first things first") == jira.get("/issue/WEB-9/comment")["comments"][0]["body"]


@for_each(
    ("body", "status"),
    [
        (link("WEB-9", "WEB-99"), 404),
        (link("WEB-9", "OPS-4"), 404),
        (link("WEB-9", "WEB-10", "Loves"), 404),
        (link("WEB-9", "WEB-10") | {"type": {}}, 404),
        (link("WEB-9", "WEB-9"), 400),
        (link("WEB-9", "DOCS-1"), 403),
        ({"type": {"name": "Blocks"}, "inwardIssue": {"key": "WEB-9"}}, 400),
        (link("WEB-9", "WEB-10") | {"comment": {"body": "text"}}, 400),
    ],
)
def test_not_everything_is_linked(body: dict[str, Any], status: int, jira: Jira) -> None:
    assert status == jira.refusal("POST", "/issueLink", body)[0]


@for_each("number", ["1", "20010"])
def test_a_link_to_what_is_not_visible_is_not_there(number: str, jira: Jira) -> None:
    assert 404 == jira.refusal("DELETE", f"/issueLink/{number}")[0]


def test_the_kinds_of_links_are_listed(jira: Jira) -> None:
    kinds = jira.get("/issueLinkType")["issueLinkTypes"]

    assert {"Blocks": "is blocked by", "Relates": "relates to"}.items() <= {
        each["name"]: each["inward"] for each in kinds
    }.items()


def test_an_address_is_linked_and_changed_by_its_global_id(jira: Jira) -> None:
    thing = {"title": "Build 42", "url": "https://ci.acme.example/42"}
    path = "/issue/WEB-5/remotelink"

    made = jira.ask("POST", path, json={"globalId": "build=42", "object": thing})
    again = jira.ask("POST", path, json={"globalId": "build=42", "object": thing})
    other = jira.ask("POST", path, json={"object": thing})

    assert [201, 200, 201] == [each.status_code for each in (made, again, other)]
    assert made.json()["id"] == again.json()["id"] != other.json()["id"]


@for_each(
    "body",
    [
        {},
        {"object": {"title": "x"}},
        {"object": {"title": " ", "url": "https://acme.example"}},
        {"object": {"title": "x", "url": "javascript:alert(1)"}},
        {"object": {"title": "x", "url": "x"}},
        {"object": {"title": "x", "url": "https://acme.example"}, "globalId": "x" * 256},
    ],
)
def test_not_everything_is_an_address(body: dict[str, Any], jira: Jira) -> None:
    assert 400 == jira.refusal("POST", "/issue/WEB-5/remotelink", body)[0]


# What is added by a row


def answer_of_row(row: Any, method: str, **path: str) -> Any:
    """Return what a row answers to an operation that no action has yet."""
    place = f"/rest/api/3/issue/{{issueIdOrKey}}/{row.path}/{{id}}"
    operation = Operation("new", method, place, (), {}, None, 200, None)
    answer = row.answer_to(operation)
    return answer(Call(operation, seed_world(0), 0, {"issueIdOrKey": "WEB-5", **path}, {}, None))


def test_an_operation_on_one_part_of_an_issue_is_answered_without_a_function_of_its_own() -> None:
    (worklog,) = seed_world(0).issues["10105"].worklogs

    comment = answer_of_row(COMMENTS, "GET", id="20001")
    spent = answer_of_row(WORKLOGS, "GET", id=worklog.id)

    assert "Bob Kahn" == comment.data["author"]["displayName"]
    assert "1h 30m" == spent.data["timeSpent"]


def test_nobody_deletes_the_time_that_somebody_else_spent() -> None:
    (worklog,) = seed_world(0).issues["10105"].worklogs

    with pytest.raises(Problem) as refusal:
        answer_of_row(WORKLOGS, "DELETE", id=worklog.id)

    assert 403 == refusal.value.response.status_code
