"""`operations.json`: facts of GitHub's operations, one a line, in step with the table."""

import json
import re
from collections.abc import Mapping
from typing import Any, get_origin

from aegis_cli.actions.action import Action
from aegis_cli.actions.catalog import load_all
from tests.helpers.declared import GenerateNotes, ListRuns, ListTopics, ReplaceTopics, RerunWorkflow
from tests.helpers.rows import for_each
from tools import operations

LARGEST = 600_000
"""Bytes: it is checked in, and a change of one operation must be seen in its diff."""
_SENTENCE = re.compile(r"\w+ \w+ \w+ \w+")


def rows(*, graphql: bool = False) -> list[Mapping[str, str]]:
    return [row for row in operations.rows() if (row["method"] == operations.GRAPHQL) == graphql]


TEXT = operations.FILE.read_text(encoding="utf-8")
FACTS: dict[str, dict[str, Any]] = json.loads(TEXT)
PARTS = ("operations", "schemas", "examples", "documents", "types", "permissions")


def references(value: Any) -> set[str]:
    """Return the names of all schemas that a value refers to."""
    match value:
        case {"$ref": str(name)}:
            return {name}
        case dict():
            return set().union(*map(references, value.values()))
        case list():
            return set().union(*map(references, value))
    return set()


def texts(value: Any) -> list[str]:
    match value:
        case str():
            return [value]
        case dict():
            return [text for one in (*value, *value.values()) for text in texts(one)]
        case list():
            return [text for one in value for text in texts(one)]
    return []


@for_each("row", rows(), ids=lambda row: row["action_name"])
def test_every_row_has_its_operation_with_this_method_and_path(row: Mapping[str, str]) -> None:
    operation = FACTS["operations"][row["operation_id"]]

    assert (row["method"], row["path"]) == (operation["method"], operation["path"])
    statuses = {*operation["success"], *operation.get("refusals", {})}
    assert set(re.split(r",|->", row["success_status"])) <= statuses


def shape(schema: dict[str, Any] | None) -> dict[str, Any]:
    """Return a schema itself where only its name is given; an answer without a body has none."""
    named: dict[str, Any] = FACTS["schemas"].get((schema or {}).get("$ref", ""), schema or {})
    return named


LIKE_GITHUBS = (GenerateNotes, ListRuns, ListTopics, ReplaceTopics, RerunWorkflow)
OF_REST = [cls for cls in load_all() if cls.facts.path != "/graphql"]
"""Documents of GraphQL are held to their answers by tests/github_openapi."""


@for_each("cls", [*OF_REST, *LIKE_GITHUBS], ids=lambda cls: cls.facts.action)
def test_an_action_has_the_envelope_and_a_status_of_success_that_github_documents(
    cls: type[Action[Any]],
) -> None:
    facts, path = cls.facts, cls.facts.path.replace("{repo}", "{owner}/{repo}")
    (operation,) = (
        one
        for one in FACTS["operations"].values()
        if (one["method"], one["path"].replace("template_", "")) == (facts.method, path)
    )
    documented = {int(status): shape(it) for status, it in operation["success"].items()}

    # A list that GitHub does not count has no envelope in the file, and may be taken out of one.
    # What is shown whole, with what its list is about, is taken out of none.
    is_whole = not facts.envelope and get_origin(facts.result) is not list
    assert is_whole or operation.get("envelope", facts.envelope) == facts.envelope
    assert set(facts.statuses) <= documented.keys()
    shapes = [documented[status] for status in facts.success if status in documented]
    assert shapes or facts.downloads  # of those, a 302 alone is documented
    if facts.envelope:
        assert ["array"] == [one["properties"][facts.envelope]["type"] for one in shapes]


def test_every_operation_needs_the_permission_of_one_of_its_rows() -> None:
    permissions: dict[str, list[str]] = {}
    for row in rows():
        # What is needed only sometimes stands in parentheses.
        always = row["fine_grained_permission"].partition(" (")[0]
        known = permissions.setdefault(row["operation_id"], [])
        known += [] if always in known else [always]

    assert {name: " or ".join(each) for name, each in permissions.items()} == {
        name: facts["permission"] for name, facts in FACTS["operations"].items()
    }


def test_a_report_is_of_an_operation_and_says_what_github_does_not_document() -> None:
    assert [] == [*operations.faults_of_reports(FACTS)]
    assert all(row["report"] and row["permission"].count(":") for row in operations.reports())


def test_a_report_that_github_documents_by_now_or_that_no_operation_has_is_told() -> None:
    known = {"pulls/update-branch": {"permission": "pull_requests:write+contents:write"}}

    told = [*operations.faults_of_reports({"operations": known, "documents": {}})]

    documented = "pulls/update-branch: GitHub documents pull_requests:write+contents:write now"
    assert [f"{documented}; take the row away"] == [each for each in told if "documents" in each]
    assert "issues/create-comment is no operation of operations.tsv" in told


def test_it_holds_no_operation_that_the_table_does_not_name() -> None:
    assert {row["operation_id"] for row in rows()} == FACTS["operations"].keys()


def test_it_holds_the_schemas_that_are_referred_to_and_no_other() -> None:
    assert references(FACTS) == FACTS["schemas"].keys() | FACTS["types"].keys()


@for_each("row", rows(graphql=True), ids=lambda row: row["action_name"])
def test_every_row_of_graphql_has_its_document_with_these_variables(row: Mapping[str, str]) -> None:
    document = FACTS["documents"][row["action_name"]]
    kind, _, field = row["path"].partition(" ")

    assert kind == document["kind"]
    assert kind == "query" or [field] == list(document["data"]["properties"])
    for name in filter(None, row["key_params"].split(", ")):
        is_required = name.endswith("*")
        assert is_required == ("nullable" not in document["variables"][name.rstrip("*")]) or (
            name == "first"
        )


def test_every_document_has_its_row() -> None:
    assert {row["action_name"] for row in rows(graphql=True)} == FACTS["documents"].keys()


def test_it_holds_the_examples_that_are_named_and_no_other() -> None:
    named = {name for one in FACTS["operations"].values() for name in one.get("examples", ())}

    assert named == FACTS["examples"].keys()


def test_it_is_small_sorted_and_has_one_operation_or_schema_a_line() -> None:
    names = re.findall(r'^"([^"]+)":', TEXT, re.MULTILINE)

    assert names == [name for part in PARTS for name in (part, *FACTS[part])]
    assert all(list(FACTS[part]) == sorted(FACTS[part]) for part in PARTS)
    assert len(TEXT.encode()) < LARGEST


def test_it_holds_facts_and_no_sentence() -> None:
    assert not [text for text in texts(FACTS) if _SENTENCE.search(text)]
