"""The loops of a plan that a model emits: over which list, what of a row, and whose a condition."""

import time
from collections.abc import Iterator
from typing import Any

import pytest

from aegis_cli.actions import catalog
from aegis_cli.actions.catalog import load
from aegis_cli.actions.results.conditions import Condition, ConditionKind
from aegis_cli.planning.near_loops import condition_named
from aegis_cli.planning.plan import Context, EachRow, Invalid, Literal, Origin, Plan
from aegis_cli.planning.read import read
from aegis_cli.planning.sentence.sentence import Sentence
from aegis_cli.planning.wire import decode
from tests.helpers.rows import for_each

REPO = {"name": "repo", "value": "acme/web"}
LIST = {"id": "s1", "action": "issues.list", "args": [REPO]}
ROWS = [{"name": "repo", "source": "row"}, {"name": "issue_number", "source": "row"}]
CLOSE = {"id": "s2", "action": "issues.close", "args": ROWS, "each": "s1"}
ONE = {"id": "s1", "action": "issues.get", "args": [REPO, {"name": "issue_number", "value": "1"}]}


@pytest.fixture(autouse=True)
def _all_providers() -> Iterator[None]:
    catalog.enable_providers(catalog.known_providers(), {"jira": "acme.atlassian.net"})
    yield
    catalog.enable_providers([])


def reading(*steps: dict[str, Any], sentence: str = "close every issue") -> Any:
    wire = decode({"steps": [*steps], "question": "", "unsupported": ""})
    assert not isinstance(wire, Invalid), wire
    return read(wire, Sentence(sentence), Context(repo="acme/web"), load)


def asked(field: str, test: str, value: str, sentence: str = "x", lists: str = "issues") -> Any:
    condition = {"field": field, "test": test, "value": value}
    found = reading(LIST | {"action": f"{lists}.list", "where": [condition]}, sentence=sentence)
    return found.reason if isinstance(found, Invalid) else found.steps[0].where[0]


TITLED = {"title": "Add a license"}
EMOJI = {"emoji": "eyes"}
DEV = {"name": "channel", "value": "#dev"}
LABELLED = [{"field": "label", "test": "has", "value": "stale"}]
PROJECT = {"name": "project", "value": "WEB"}


def looped(action: str, *args: dict[str, str], **more: Any) -> dict[str, Any]:
    return {"id": "s2", "action": action, "args": [*args], "each": "s1"} | more


def test_a_row_is_the_place_and_the_key_of_the_thing_and_nothing_else() -> None:
    plan = reading(LIST, looped("issues.add_labels", *ROWS, {"name": "labels", "value": "bug"}))

    assert isinstance(plan, Plan)
    assert ("", "s1") == tuple(step.over for step in plan.steps)
    assert {
        "repo": EachRow(),
        "issue_number": EachRow(),
        "labels": (Literal("bug", Origin.MODEL),),
    } == plan.steps[1].values


@for_each(
    ("sentence", "field", "test", "value", "origin"),
    [
        ("untouched for 90 days", "updated", "before", "90 days", Origin.USER),
        ("untouched for 90 days", "updated", "before", "90d", Origin.USER),
        ("untouched for ninety days", "updated", "before", "90 days", Origin.SAID),
        ("untouched for three months", "updated", "before", "3 months", Origin.USER),
        ("untouched for three months", "updated", "before", "P3M", Origin.USER),
        ("untouched for three months", "updated", "before", "90 days", Origin.MODEL),
        ("untouched for 90d", "updated", "before", "90 days", Origin.SAID),
        ("older than a year", "created", "before", "1 year", Origin.SAID),
        ("stale issues", "updated", "before", "90 days", Origin.MODEL),
        ("the 90 stale ones of 30 days", "updated", "before", "90 days", Origin.MODEL),
        ('with "90 days" in the title', "updated", "before", "90 days", Origin.MODEL),
        ("before 2026-01-01", "created", "before", "2026-01-01", Origin.USER),
        ("before January 1, 2026", "created", "before", "2026-01-01", Origin.SAID),
        ("before 1 January 2026", "created", "before", "2026-01-01", Origin.SAID),
        ("before 2026", "created", "before", "2026-01-01", Origin.MODEL),
        ("more than 10 comments", "comments", "more_than", "10", Origin.USER),
        ("more than ten comments", "comments", "more_than", "10", Origin.USER),
        ("many comments", "comments", "more_than", "10", Origin.MODEL),
        ("labelled stale", "label", "has", "stale", Origin.USER),
        ('labelled "good first issue"', "label", "has", "good first issue", Origin.USER),
        ("a first issue that is good", "label", "has", "good first issue", Origin.MODEL),
        ("labelled bug-fix", "label", "has", "bug", Origin.MODEL),
        ("of @octocat", "author", "is", "octocat", Origin.USER),
        ("without a label", "label", "has_not", "", Origin.SAID),
        ("without labels", "label", "has_not", "", Origin.SAID),
        ("with any label", "label", "has", "", Origin.SAID),
        ("labelled good\u2013first", "label", "has", "good-first", Origin.SAID),
        ("that nobody triaged", "label", "has_not", "", Origin.MODEL),
    ],
)
def test_what_a_condition_compares_with_is_the_persons_only_where_the_sentence_has_it(
    sentence: str, field: str, test: str, value: str, origin: Origin
) -> None:
    assert origin is asked(field, test, value, sentence).origin


@for_each(
    ("field", "test", "value", "words"),
    [
        ("updated", "before", "90 days", "updated before 90 days ago"),
        ("updatedAt", "older_than", "P90D", "updated before 90 days ago"),
        ("last_updated", "older than", "90d", "updated before 90 days ago"),
        ("modified_at", "lt", "2026-01-31", "updated before 2026-01-31"),
        ("updated", "before", "2 weeks ago", "updated before 2 weeks ago"),
        ("created_at", "before", "now-1y", "created before 1 year ago"),
        ("created_at", "newer_than", "a month", "created after 1 month ago"),
        ("created", "after", "2026-01-31T23:59:59+02:00", "created after 2026-01-31"),
        ("created", "after", "31 January 2026", "created after 2026-01-31"),
        ("labels.name", "!=", "'keep'", "label is not keep"),
        ("labels", "has_not", "any", "without any label"),
        ("assignees", "doesn't have", "@octocat", "assignee is not octocat"),
        ("creator", "==", "@octocat", "author is octocat"),
        ("comments_count", ">", "ten comments", "comments more than 10"),
        ("milestone.title", "is not", "v2", "milestone is not v2"),
        ("title", "contains", '"crash"', "title contains crash"),
    ],
)
def test_a_condition_is_read_in_the_forms_that_can_mean_it_alone(
    field: str, test: str, value: str, words: str
) -> None:
    found = asked(field, test, value)

    assert words == (found if isinstance(found, str) else found.words())


@for_each(
    ("field", "test", "value", "reason"),
    [
        (
            "reactions",
            "more_than",
            "3",
            "There is no condition 'reactions' here; there are number,",
        ),
        ("body", "contains", "x", "There is no condition 'body' here"),
        ("user.id", "is", "1", "There is no condition 'user.id' here"),
        ("", "is", "x", "There is no condition '' here"),
        ("title", "before", "90 days", "title is asked with contains, not with 'before'"),
        ("title", "is", "crash", "title is asked with contains, not with 'is'"),
        ("title", "matches", ".*", "title is asked with contains, not with 'matches'"),
        ("title", "not_contains", "x", "title is asked with contains"),
        ("title", "contains", " ", "title is compared with a text, which is empty"),
        ("comments", ">=", "10", "comments is asked with more_than or less_than, not with '>='"),
        ("comments", "is", "10", "comments is asked with more_than or less_than"),
        ("comments", "before", "10", "comments is asked with more_than or less_than"),
        ("comments", "more_than", "-1", "comments is compared with a number"),
        ("comments", "more_than", "10 labels", "comments is compared with a number"),
        ("updated", "<", "90 days", "updated is asked with before or after, not with '<'"),
        ("updated", "gt", "1000 days", "updated is asked with before or after"),
        ("updated", "more_than", "90 days", "updated is asked with before or after"),
        ("updated", "since", "2026-01-01", "updated is asked with before or after"),
        ("updated", "before", "2026-02-31", "updated is compared with a day, such as"),
        ("updated", "before", "soon", "updated is compared with a day, such as"),
        ("updated", "before", "90m", "updated is compared with a day, such as"),
        ("updated", "before", "01/02/2026", "updated is compared with a day, such as"),
        ("author", "is", "@me", "author is compared with a login: @me is an argument of a list"),
        ("assignee", "has", "me", "assignee is compared with a login"),
    ],
)
def test_a_condition_that_could_mean_another_goes_back_with_the_reason(
    field: str, test: str, value: str, reason: str
) -> None:
    assert reason in asked(field, test, value)


def text(body: str) -> dict[str, str]:
    return {"name": "body", "value": body}


NUMBERED = [REPO, {"name": "issue_number", "value": "12"}]
LABEL = {"name": "labels", "value": "$row"}
BODY = {"name": "body", "value": "Hello {{row.user.login}}"}
TITLE = {"name": "title", "source": "row"}


@for_each(
    ("steps", "reason"),
    [
        ([LIST, CLOSE | {"each": "s9"}], "There is no earlier step s9 to go over."),
        ([LIST, CLOSE | {"each": "s2"}], "There is no earlier step s2 to go over."),
        ([LIST, LIST, CLOSE], "Two steps have the id s1."),
        (
            [LIST, LIST | {"id": "s3"}, CLOSE | {"each": "issues.list"}],
            "no earlier step issues.list",
        ),
        (
            [
                looped("issues.add_labels", *NUMBERED, LABEL, id="s1", each=""),
                looped("labels.update"),
            ],
            "issues.add_labels lists nothing that a step could go over.",
        ),
        (
            [looped("issues.add_labels", *NUMBERED, LABEL, where=LABELLED, each="")],
            "issues.add_labels takes no conditions.",
        ),
        ([LIST, CLOSE | {"each": ""}], "say in `each` which step lists them"),
        # No sentence can name one of these comments either.
        (
            [ONE | {"action": "issues.list_comments"}, looped("issues.react_to_comment")],
            "issues.list_comments lists nothing that a step could go over.",
        ),
        ([ONE, CLOSE], "issues.get lists nothing that a step could go over."),
        ([ONE | {"where": [{"field": "label", "test": "has"}]}], "takes no conditions"),
        ([LIST, looped("issues.get", *ROWS)], "issues.get is not done for each row: it only reads"),
        ([LIST, looped("issues.delete", *ROWS)], "each is asked about by itself"),
        ([LIST, looped("pulls.merge", ROWS[0])], "each is asked about by itself"),
        (
            [LIST, looped("issues.update", *ROWS, TITLE)],
            "it stands in repo and issue_number, not in title",
        ),
        ([LIST, looped("issues.add_comment", BODY)], "{{row.user.login}} cannot stand in body"),
        ([LIST, looped("issues.add_comment", text("Closing ${s1.number}"))], "${s1.number}"),
        ([LIST, looped("issues.add_comment", text("Hi {item.user}"))], "{item.user} cannot"),
        ([LIST, looped("issues.add_comment", text("Closing row.number"))], "row.number cannot"),
        ([LIST, looped("issues.add_labels", *ROWS, LABEL)], "$row cannot stand in labels"),
        (
            [LIST, looped("gists.create")],
            "names the thing that a step is about; gists.create has none",
        ),
        ([LIST, looped("issues.close", {"name": "nose", "source": "row"})], "no field nose"),
        (
            [LIST, looped("issues.close", REPO, {"name": "issue_number", "value": "7"})],
            "issue_number is that of the row",
        ),
        (
            [LIST, looped("issues.close", {"name": "repo", "value": "evil/web"})],
            "A row is in its own place: leave repo out.",
        ),
        (
            [LIST | {"action": "labels.list"}, CLOSE],
            "A row of labels.list names nothing that issues.close could be done to.",
        ),
        (
            [LIST, CLOSE, looped("issues.lock", *ROWS, id="s3", each="s2")],
            "A loop goes over one list, and over no other loop.",
        ),
        (
            [LIST, looped("issues.close_as_duplicate", {"name": "duplicate_of", "source": "row"})],
            "it stands in repo and issue_number, not in duplicate_of",
        ),
        (
            [
                {
                    "id": "s0",
                    "action": "issues.create",
                    "args": [REPO, {"name": "title", "value": "x"}],
                },
                LIST,
                looped("issues.add_comment", {"name": "body", "source": "link", "value": "s0"}),
            ],
            "No link stands in a step that is done for each row.",
        ),
    ],
)
def test_what_is_no_loop_goes_back_with_a_reason_to_act_on(
    steps: list[dict[str, Any]], reason: str
) -> None:
    found = reading(*steps)

    assert isinstance(found, Invalid)
    assert reason in found.reason


def test_a_part_of_a_row_that_the_person_wrote_is_a_text() -> None:
    plan = reading(
        LIST,
        looped("issues.add_comment", {"name": "body", "value": "use {{row.name}}"}),
        sentence='comment "use {{row.name}}" on every issue',
    )

    assert isinstance(plan, Plan)
    assert Literal("use {{row.name}}", Origin.USER) == plan.steps[1].values["body"]


@for_each(
    ("listing", "given", "action", "more", "fields"),
    [
        ("branches.list", REPO, "branches.rename", {"new_name": "y"}, ("repo", "branch")),
        ("labels.list", REPO, "labels.update", {"color": "ff0000"}, ("repo", "name")),
        ("milestones.list", REPO, "milestones.update", {"state": "closed"}, ("repo", "milestone")),
        ("runs.list", REPO, "runs.rerun", {}, ("repo", "run_id")),
        ("issues.list_mine", {}, "issues.lock", {}, ("repo", "issue_number")),
        ("slack.messages.list", DEV, "slack.reactions.add", EMOJI, ("channel", "message")),
        # The rows of these are places, which have no key.
        ("repos.list_mine", {}, "stars.add", {}, ("repo",)),
        ("repos.list_for_org", {"name": "org", "value": "a"}, "issues.create", TITLED, ("repo",)),
        ("slack.channels.list", {}, "slack.messages.send", {"text": "hi"}, ("channel",)),
        # The key of these says its place itself.
        ("jira.issues.search", PROJECT, "jira.issues.transition", {"to": "Done"}, ("issue",)),
        ("jira.issues.search", PROJECT, "jira.comments.add", {"body": "x"}, ("issue",)),
    ],
)
def test_a_row_fills_what_names_the_thing_whatever_it_is(
    listing: str, given: dict[str, str], action: str, more: dict[str, str], fields: tuple[str, ...]
) -> None:
    lists = {"id": "s1", "action": listing, "args": [given] if given else []}
    others = [{"name": name, "value": value} for name, value in more.items()]

    plan = reading(lists, looped(action, *others))

    assert isinstance(plan, Plan), plan
    assert fields == plan.steps[1].row_fields


@for_each(
    ("listing", "action", "args"),
    [
        ("labels.list", "issues.close", []),
        ("issues.list", "labels.update", [{"name": "color", "value": "ff0000"}]),
        # What is made is no row, so that the same would be made for each.
        ("issues.list", "issues.create", [{"name": "title", "value": "x"}]),
        (
            "branches.list",
            "pulls.create",
            [{"name": n, "value": n} for n in ("title", "base", "head")],
        ),
        ("jira.issues.search", "issues.close", []),
        ("issues.list", "jira.comments.add", [{"name": "body", "value": "x"}]),
    ],
)
def test_a_row_that_names_nothing_for_a_step_goes_back(
    listing: str, action: str, args: list[dict[str, str]]
) -> None:
    given = [PROJECT if listing.startswith("jira") else REPO]

    found = reading({"id": "s1", "action": listing, "args": given}, looped(action, *args))

    assert isinstance(found, Invalid), found
    assert f"A row of {listing} names nothing that {action} could be done to." in found.reason


def test_the_place_of_a_row_may_be_said_in_another_case_and_is_its_own() -> None:
    said = {"name": "repo", "value": "Acme/Web"}

    plan = reading(LIST, looped("issues.close", said, ROWS[1]))

    assert isinstance(plan, Plan), plan
    assert ("repo", "issue_number") == plan.steps[1].row_fields


def test_in_each_place_of_a_list_one_number_may_be_said() -> None:
    lists = {"id": "s1", "action": "repos.list_mine", "args": []}

    plan = reading(lists, looped("issues.close", {"name": "issue_number", "value": "12"}))

    assert isinstance(plan, Plan), plan
    assert ("repo",) == plan.steps[1].row_fields


def test_a_list_is_called_by_its_action_where_no_other_one_comes_before() -> None:
    later = LIST | {"id": "s3", "args": [REPO, {"name": "state", "value": "closed"}]}

    plan = reading(LIST, CLOSE | {"each": "issues.list"}, later)

    assert isinstance(plan, Plan), plan
    assert "s1" == plan.steps[1].over


def test_a_condition_is_taken_by_its_own_name_before_any_other_and_never_one_of_two() -> None:
    author = Condition("author", "user.login", ConditionKind.CHOICE)
    owner = Condition("owner", "owner.login", ConditionKind.CHOICE)

    assert owner == condition_named("Owner", (author, owner))
    assert author == condition_named("author", (author, owner))
    assert condition_named("creator", (author, owner)) is None


def test_a_name_that_says_nothing_is_only_a_condition_that_is_called_so() -> None:
    name = Condition("name", "name", ConditionKind.TEXT)

    assert name == condition_named("name", (name,))
    assert [None, None] == [condition_named(said, (name,)) for said in ("", "count")]


def test_a_condition_that_is_said_twice_is_one() -> None:
    old = {"field": "updated", "test": "before", "value": "90 days"}
    again = {"field": "updated_at", "test": "older_than", "value": "90d"}

    plan = reading(LIST | {"where": [old]}, CLOSE | {"where": [again]})

    assert ["updated before 90 days ago"] == [each.words() for each in plan.steps[0].where]
    assert () == plan.steps[1].where


def test_who_speaks_and_who_guesses_is_told_of_a_condition_too() -> None:
    said = {"field": "label", "test": "has", "value": "stale"}
    made_up = {"field": "updated", "test": "before", "value": "90 days"}
    step = reading(LIST | {"where": [said, made_up]}, sentence="close what is stale").steps[0]

    assert [Origin.USER, Origin.MODEL] == [each.origin for each in step.where]
    assert [Origin.AGENT, Origin.MODEL] == [
        each.origin for each in step.told_by(Origin.AGENT).where
    ]
    assert [Origin.USER, Origin.GUESSED] == [each.origin for each in step.as_guess().where]


@for_each(
    "text", ["{" * 90_000, "<" * 90_000, "row[" + "!" * 90_000, "$" * 90_000, "{{row." * 9_000]
)
def test_a_long_text_is_looked_through_at_once(text: str) -> None:
    started = time.process_time()

    reading(LIST, looped("issues.add_comment", *ROWS, {"name": "body", "value": text}))
    reading(LIST, looped("issues.close", ROWS[0], {"name": "issue_number", "value": text}))

    assert time.process_time() - started < 5


@for_each(
    "names", [("repository", "number"), ("repo", "issue"), ("repo", "id"), ("Repo", "issueNumber")]
)
def test_the_fields_of_a_row_are_named_as_any_other(names: tuple[str, ...]) -> None:
    plan = reading(LIST, looped("issues.close", *({"name": n, "source": "row"} for n in names)))

    assert isinstance(plan, Plan), plan
    assert ("repo", "issue_number") == plan.steps[1].row_fields


def test_a_plan_without_a_loop_has_none() -> None:
    plan = reading(LIST | {"where": None, "each": "none"})

    assert not plan.reads_first


@for_each(
    "row",
    [
        {"name": "issue_number", "source": "link", "value": "s1"},
        {"name": "issue_number", "source": "link", "value": " s1 "},
        {"name": "issue_number", "value": "{{row.number}}"},
        {"name": "issue_number", "value": "$s1.number"},
    ],
)
def test_a_row_is_read_in_each_form_in_which_models_write_it(row: dict[str, str]) -> None:
    plan = reading(LIST, looped("issues.close", row))

    assert isinstance(plan, Plan), plan
    assert ("repo", "issue_number") == plan.steps[1].row_fields


@for_each(
    ("row", "reason"),
    [
        (
            {"name": "issue_number", "source": "link", "value": "s0"},
            "Step 2, issues.close: No link stands in a step that is done for each row.",
        ),
        (
            {"name": "issue_number", "value": "s1"},
            (
                "Step 2, issues.close: issue_number is that of the row: give it the source row, and "
                "no value."
            ),
        ),
    ],
)
def test_what_is_of_no_row_is_read_as_none(row: dict[str, str], reason: str) -> None:
    found = reading(LIST, looped("issues.close", row))

    assert isinstance(found, Invalid), found
    assert reason == found.reason


@for_each(
    ("steps", "reason"),
    [
        (
            [LIST, CLOSE | {"each": ""}],
            (
                "Step 2, issues.close: A row is of an earlier list: say in `each` which step lists "
                "them."
            ),
        ),
        (
            [LIST, CLOSE, looped("issues.lock", *ROWS, id="s3", each="s2")],
            "Step 3, issues.lock: A loop goes over one list, and over no other loop.",
        ),
        (
            [LIST, looped("issues.delete", *ROWS)],
            (
                "Step 2, issues.delete: issues.delete is not done for each row: each is asked about by "
                "itself."
            ),
        ),
        (
            [
                LIST | {"action": "labels.list"},
                looped("branches.rename", {"name": "new_name", "value": "y"}),
            ],
            (
                "Step 2, branches.rename: A row of labels.list names nothing that branches.rename "
                "could be done to."
            ),
        ),
    ],
)
def test_the_reason_is_said_in_full(steps: list[dict[str, Any]], reason: str) -> None:
    found = reading(*steps)

    assert isinstance(found, Invalid), found
    assert reason == found.reason
