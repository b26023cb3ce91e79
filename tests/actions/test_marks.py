"""What a field says by a mark decides what is sent of it, and where it comes from."""

import json
from base64 import b64decode
from typing import Annotated, Any

import pytest
from pydantic import BaseModel, ValidationError

from aegis_cli.actions.action import Action, ids_to_resolve
from aegis_cli.actions.call import Call
from aegis_cli.actions.fields.fields import item_of, may_be_cleared, place_values
from aegis_cli.actions.fields.marks import CLEAR, Answered, At, Clear, ResolvedId
from aegis_cli.actions.results.views import Line
from aegis_cli.providers.github.github_types import IssueNumber, RepoName, Title
from tests.actions.test_action import facts
from tests.helpers.canned import BASE
from tests.helpers.marked_actions import (
    HANG,
    PUT_FILE,
    RESOLVE,
    SUB,
    CreateReview,
    GetIssueId,
    Id,
    ListThreads,
    Protect,
    Remark,
    SetMilestone,
)
from tests.helpers.rows import for_each
from tests.helpers.trial_actions import DeleteBranch


def body_of(action: Action[Any]) -> Any:
    return json.loads(action.request(BASE).body or b"null")


def milestone(**more: Any) -> SetMilestone:
    return SetMilestone.model_validate({"repo": "acme/web", "issue_number": 12} | more)


# What is cleared


@for_each(
    ("given", "sent"),
    [
        ({"milestone": 3}, {"milestone": 3}),
        ({"milestone": "3"}, {"milestone": 3}),
        ({"milestone": "@none"}, {"milestone": None}),
        ({"milestone": CLEAR}, {"milestone": None}),
        ({"body": "@none", "milestone": "@none"}, {"body": None, "milestone": None}),
        ({"body": "none"}, {"body": "none"}),
        ({"assignees": "@none"}, {"assignees": None}),
        ({"assignees": ["mona"]}, {"assignees": ["mona"]}),
    ],
)
def test_a_cleared_value_is_sent_as_a_null(given: dict[str, Any], sent: Any) -> None:
    call = milestone(**given)

    assert sent == body_of(call)
    assert call == SetMilestone.model_validate(call.sent_arguments())


def test_only_a_field_that_says_so_can_be_cleared() -> None:
    with pytest.raises(ValidationError):
        SetMilestone.model_validate({"repo": "acme/web", "issue_number": "@none"})

    review = CreateReview(repo="acme/web", pull_number=1, body="@none")
    assert {"body": "@none"} == body_of(review)
    assert not may_be_cleared(CreateReview.model_fields["body"])
    assert may_be_cleared(SetMilestone.model_fields["assignees"])


# Where a value stands


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        (
            {},
            {
                "enforce_admins": False,
                "required_status_checks": None,
                "required_pull_request_reviews": None,
                "restrictions": None,
            },
        ),
        (
            {"approvals": 2, "checks": ["build"], "strict": True, "users": ["mona"]},
            {
                "enforce_admins": False,
                "required_status_checks": {"contexts": ["build"], "strict": True},
                "required_pull_request_reviews": {"required_approving_review_count": 2},
                "restrictions": {"users": ["mona"]},
            },
        ),
        (
            {"checks": ["build"]},
            {
                "enforce_admins": False,
                "required_status_checks": {"contexts": ["build"], "strict": False},
                "required_pull_request_reviews": None,
                "restrictions": None,
            },
        ),
        (
            {"strict": True},
            {
                "enforce_admins": False,
                "required_status_checks": {"contexts": [], "strict": True},
                "required_pull_request_reviews": None,
                "restrictions": None,
            },
        ),
    ],
)
def test_values_stand_in_objects_and_an_object_of_cleared_ones_is_null(
    given: dict[str, Any], sent: Any
) -> None:
    call = Protect.model_validate({"repo": "acme/web", "branch": "main"} | given)

    assert sent == body_of(call)


class Deep(BaseModel):
    """Values in an object of an object."""

    inner: Annotated[bool | Clear, At("outer.middle.inner", beside=False)] = CLEAR
    """Within two."""
    beside: Annotated[int | Clear, At("outer.beside")] = CLEAR
    """Within one."""


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        ({}, {"outer": None}),
        ({"beside": 1}, {"outer": {"beside": 1, "middle": {"inner": False}}}),
        ({"inner": True}, {"outer": {"middle": {"inner": True}}}),
        ({"inner": True, "beside": 1}, {"outer": {"middle": {"inner": True}, "beside": 1}}),
    ],
)
def test_a_cleared_value_stands_in_its_object_if_the_outermost_is_sent(
    given: dict[str, Any], sent: Any
) -> None:
    assert sent == place_values(Deep.model_fields, {"inner": CLEAR, "beside": CLEAR} | given)


@pytest.mark.parametrize(
    ("branch", "path"),
    [
        ("main", "main"),
        ("feature/x", "feature%2Fx"),
        ("a b/é", "a%20b%2F%C3%A9"),
        ("v1..2", "v1..2"),
        ("%2e%2e", "%252e%252e"),
    ],
)
def test_a_branch_keeps_its_slashes_in_one_segment(branch: str, path: str) -> None:
    request = Protect(repo="acme/web", branch=branch).request(BASE)

    assert f"/repos/acme/web/branches/{path}/protection" == request.path


def test_a_value_of_the_path_stands_there_as_it_is_written() -> None:
    call = DeleteBranch(repo="acme/web", branch="feature/{}")

    request = call.request(BASE)

    assert "/repos/acme/web/git/refs/heads%2Ffeature%2F%7B%7D" == request.path
    assert request.body is None
    assert "Delete the branch feature/{} of acme/web" == call.says()


@for_each("branch", ["..", "a/../b", "../../../user", "a/.", "./a", "/", "//"])
def test_a_value_that_would_name_another_resource_is_no_argument(branch: str) -> None:
    with pytest.raises(ValidationError, match="cannot stand in a path"):
        Protect(repo="acme/web", branch=branch)


# Objects of a list


def test_an_object_of_a_list_is_sent_without_what_it_does_not_say() -> None:
    items = ['{"path": "a.py", "line": 3, "body": "Why?"}', {"path": "b.py", "body": "Hm"}]
    call = CreateReview.model_validate({"repo": "acme/web", "pull_number": 1, "comments": items})

    sent = [{"path": "a.py", "line": 3, "body": "Why?"}, {"path": "b.py", "body": "Hm"}]
    assert {"comments": sent} == body_of(call)
    assert call == CreateReview.model_validate(call.sent_arguments())
    assert {call: 1} == {CreateReview.model_validate(call.sent_arguments()): 1}


@for_each(
    "item",
    [
        "a.py:3",
        "[]",
        "3",
        "{" * 100_000,
        "[" * 100_000,
        '{"path": "a.py"}',
        '{"path": "", "body": "Why?"}',
        '{"path": "a.py", "body": " "}',
        '{"path": "a.py", "body": "Why?", "commit_id": "x"}',
        '{"path": "a.py", "body": "Why?", "side": "TOP"}',
    ],
)
def test_an_object_that_is_none_is_refused(item: str) -> None:
    with pytest.raises(ValidationError):
        CreateReview.model_validate({"repo": "acme/web", "pull_number": 1, "comments": [item]})


def test_the_class_of_the_objects_is_known_from_the_field() -> None:
    assert Remark is item_of(CreateReview.model_fields["comments"])
    assert None is item_of(SetMilestone.model_fields["assignees"])


# The content of a file


def test_the_content_of_a_file_is_sent_as_base64_of_utf_8() -> None:
    sent = body_of(PUT_FILE)

    assert {"message", "content"} == sent.keys()
    assert "Hé\n" == b64decode(sent["content"]).decode()


# What is found


def test_what_is_found_stands_in_the_request_and_what_finds_it_does_not() -> None:
    assert None is SUB.request(BASE).body
    assert {"sub_issue_id": 77} == body_of(
        SUB.from_arguments(SUB.sent_arguments() | {"sub_issue_id": 77})
    )
    assert {"threadId": "T_1"} == json.loads(
        RESOLVE.from_arguments(RESOLVE.sent_arguments() | {"thread_id": "T_1"}).request(BASE).body
        or b""
    )["variables"]


@pytest.mark.parametrize("value", [77, "77", None])
def test_nobody_gives_what_is_found(value: Any) -> None:
    with pytest.raises(ValidationError, match="read before approval, and never given"):
        type(SUB).model_validate(SUB.sent_arguments() | {"sub_issue_id": value})


def test_what_is_found_is_not_in_the_schema() -> None:
    assert "sub_issue_id" not in type(SUB).model_json_schema()["properties"]


def test_a_read_that_finds_takes_the_fields_of_the_same_name_or_those_that_are_said() -> None:
    by = ResolvedId(read=ListThreads, path="id").reading(RESOLVE)
    assert ListThreads(repo="acme/web", pull_number=12, comment=7) == by

    other = ResolvedId(read=GetIssueId, path="id", by={"issue_number": "sub_issue"}).reading(SUB)
    assert GetIssueId(repo="acme/web", issue_number=12) == other


def test_what_is_to_be_found_keeps_its_place_in_a_path() -> None:
    class DeleteThing(
        Action[None], **facts(endpoint="POST /things/{thing_id}", says="Go", view=Line("Gone"))
    ):
        """Go."""

        provider = GetIssueId.provider

        repo: RepoName
        """Where."""
        issue_number: IssueNumber
        """Of which."""
        thing_id: Annotated[Id | None, ResolvedId(read=GetIssueId, path="id", by={})] = None
        """Which."""

    call = DeleteThing(repo="acme/web", issue_number=1)

    assert "/things/{thing_id}" == call.request(BASE).path
    assert (
        "/things/7"
        == call.from_arguments(call.sent_arguments() | {"thing_id": 7}).request(BASE).path
    )


def test_nothing_is_found_without_the_value_that_it_is_found_by() -> None:
    of_nothing, of_none, of_one = (HANG.model_copy(update={"under": u}) for u in (None, CLEAR, 13))

    assert [{}, {}, ["under_id"]] == [
        ids_to_resolve(of_nothing),
        ids_to_resolve(of_none),
        [*ids_to_resolve(of_one)],
    ]
    title = {"title": "It hangs"}
    assert [title, title | {"milestone": None}] == [body_of(of_nothing), body_of(of_none)]
    assert title | {"milestone": 7} == body_of(
        of_one.from_arguments(of_one.sent_arguments() | {"under_id": 7})
    )


ANSWER = {"title": "New", "rules": {"count": 2, "teams": [{"slug": "core"}]}}


@for_each(
    ("mark", "value"),
    [
        (Answered("rules.count"), 2),
        (Answered("rules.teams.slug"), ["core"]),
        (Answered(""), ANSWER),
        (Answered(lambda data: data["title"].lower()), "new"),
        (Answered("rules.users"), None),
        (Answered("rules.users", nothing=()), ()),
        (Answered(lambda _: None, nothing=0), 0),
    ],
)
def test_an_answer_has_a_value_where_the_mark_says(mark: Answered, value: Any) -> None:
    assert value == mark.value(ANSWER)


def test_what_is_compared_stands_where_the_request_has_it_unless_the_field_says_otherwise() -> None:
    class Example(Action[Any], **facts()):
        """Do."""

        repo: RepoName
        """Where."""
        title: Title
        """What."""
        count: Annotated[Id, At("rules.count")]
        """How many."""
        users: Annotated[Id, At("rules.users")]
        """Who."""
        teams: Annotated[Id, At("rules.teams"), Answered("rules.teams.slug")]
        """Which."""

    call = Example(repo="acme/web", title="New", count=2, users=1, teams=1)

    assert {**ANSWER, "count": 2, "teams": ["core"]} == call.answer_values(ANSWER)
    assert {} == call.answer_values(None)


@pytest.mark.parametrize("under", [None, "@none"])
def test_nobody_gives_what_there_is_nothing_to_find_for(under: str | None) -> None:
    given = HANG.from_arguments(HANG.sent_arguments() | {"under": under, "under_id": 7})

    assert Call("s1", HANG).is_pinned
    assert not Call("s1", given).is_pinned
