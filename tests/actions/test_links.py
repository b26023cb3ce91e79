"""What a call with a link sends: the approved template, but for the end of one text."""

import json
from dataclasses import replace
from typing import Annotated, Any

import pytest
from pydantic import ValidationError

from aegis_cli.actions.action import Action
from aegis_cli.actions.call import Call
from aegis_cli.actions.facts import Confirmation, Effect
from aegis_cli.actions.fields.fields import place_of_value
from aegis_cli.actions.fields.marks import At, SentAs
from aegis_cli.actions.links import (
    LinkAt,
    are_allowed,
    fill,
    linkable_fields,
    page_before_number,
    text_before,
    with_stand_in,
)
from aegis_cli.actions.results.new_page import LONGEST_NUMBER
from aegis_cli.actions.results.views import Line
from aegis_cli.actions.targets.target import Made
from aegis_cli.core.http import Linking, Request
from aegis_cli.providers.github.github_types import Body, RepoName, Title
from aegis_cli.providers.github.nouns.issues.comments import AddComment
from aegis_cli.providers.github.nouns.issues.issue_changes import CreateIssue
from aegis_cli.providers.github.nouns.labels.labels import DeleteLabel
from aegis_cli.providers.github.nouns.repos.branches import CreateBranch
from aegis_cli.providers.github.nouns.repos.files import PutFile
from aegis_cli.providers.github.nouns.repos.release_changes import CreateRelease
from aegis_cli.providers.github.provider import GITHUB
from aegis_cli.providers.jira.nouns.comments import AddComment as CommentOnTicket
from aegis_cli.providers.jira.nouns.issue_changes import CreateIssue as CreateTicket
from aegis_cli.providers.jira.nouns.time_spent import AddWorklog
from aegis_cli.providers.slack.nouns.message_writes import ReplyToMessage, SendMessage
from aegis_cli.providers.slack.nouns.status import SetStatus
from tests.actions.cases import CASES
from tests.helpers.canned import BASE
from tests.helpers.linked import LINK, OPEN, PAGE, post
from tests.helpers.rows import for_each


def document_of(text: str) -> dict[str, Any]:
    """Write a text as a document of paragraphs, as Jira takes it."""
    return {"type": "doc", "content": [{"type": "text", "text": line} for line in text.split("\n")]}


class Describe(
    Action[None],
    action="tests.describe",
    effect=Effect.WRITE,
    target=Made(),
    endpoint="POST /repos/{repo}/tickets",
    says="Describe {repo}",
    view=Line("Described {@repo}"),
    verbs=("describe",),
):
    """Describe something in a text that is sent as a document, deep in the body."""

    provider = GITHUB

    repo: RepoName
    """Repository."""
    text: Annotated[Body, SentAs(document_of), At("fields.description")]
    """What is said of it."""
    more: Annotated[Body | None, At("fields.more")] = None
    """What is said besides."""


class Proclaim(
    Action[None],
    action="tests.proclaim",
    effect=Effect.ASKED,
    target=Made(),
    endpoint="POST /repos/{repo}/proclamations",
    says="Proclaim {title!r}",
    view=Line("Proclaimed it"),
    verbs=("proclaim",),
    confirmation=Confirmation(phrase="proclaim {title}"),
):
    """Proclaim something, which is named to whoever approves it."""

    provider = GITHUB

    repo: RepoName
    """Repository."""
    title: Title
    """What it is called."""
    text: Body
    """What is said of it."""


def test_what_names_the_target_to_whoever_approves_it_has_no_link() -> None:
    assert ("text",) == linkable_fields(Proclaim)


ALL = {
    name: case.full
    for name, case in CASES.items()
    if linkable_fields(type(case.full)) and name != "deploy_keys.create"  # a key ends with no link
}
DESCRIBE = Describe(repo="acme/web", text="Seen & <b>known</b>\nmore", more="Else")
ENG = {"channel": "#eng", "channel_id": "C0ENG00001"}
OTHERS: tuple[Action[Any], ...] = (
    DESCRIBE,
    post(),
    SendMessage.from_arguments({**ENG, "text": "Hi", "mention": "bob", "mention_id": "U0BOB0001"}),
    ReplyToMessage.from_arguments({**ENG, "text": "Hi", "message": "1503435956.000247"}),
    SetStatus(text="Away"),
    CreateTicket(project="WEB", summary="Crash", description="On start."),
    CommentOnTicket.from_arguments({"issue": "WEB-1", "issue_id": "10101", "body": "Me too"}),
    AddWorklog.from_arguments(
        {"issue": "WEB-1", "issue_id": "10101", "time": "2h", "comment": "Mended"}
    ),
)


def link_at(field: str, page: str = PAGE) -> LinkAt:
    return LinkAt(field, "s1", page)


def with_place(action: Action[Any], field: str) -> Action[Any]:
    """Return a call whose text has the place of a link at its end."""
    return action.from_arguments(action.sent_arguments() | {field: with_stand_in("Opened:")})


def without(request: Request, place: str) -> tuple[Any, Any]:
    """Return a request without what is at a place of its body, and that."""
    body = json.loads(request.body or b"{}")
    inner = body["variables"] if request.path == "/graphql" else body
    *outside, last = place.split(".")
    for name in outside:
        inner = inner[name]
    taken = inner.pop(last)
    return (replace(request, body=None), body), taken


def holds(action: Action[Any], field: str) -> None:
    """Require that a template and what is made of it differ in one text of the body alone."""
    template = with_place(action, field)
    link = link_at(field)
    whole = fill(template, (link,), {link: "12"})

    place = place_of_value(field, type(action).model_fields[field])
    before, stand_in = without(template.request(BASE), place)
    after, text = without(whole.request(BASE), place)

    said = f"Opened: {PAGE}12"
    as_sent = template.from_arguments(action.sent_arguments() | {field: said}).request(BASE)
    assert before == after
    assert stand_in != text
    assert text == without(as_sent, place)[1]
    others = {name: value for name, value in template.sent_arguments().items() if name != field}
    assert whole.sent_arguments() == others | {field: said}


@for_each("name", ALL)
def test_what_is_sent_is_what_was_approved_but_for_one_text(name: str) -> None:
    for field in linkable_fields(type(ALL[name])):
        holds(ALL[name], field)


@for_each("action", OTHERS)
def test_the_same_of_a_text_in_another_form_and_deep_in_the_body(action: Action[Any]) -> None:
    assert linkable_fields(type(action))
    for field in linkable_fields(type(action)):
        holds(action, field)


def test_a_link_gets_into_a_document_as_text() -> None:
    template = with_place(DESCRIBE, "text")

    request = fill(template, (link_at("text"),), {link_at("text"): "12"}).request(BASE)

    body = {"description": document_of(f"Opened: {PAGE}12"), "more": "Else"}
    assert {"fields": body} == json.loads(request.body or b"")


@for_each(
    ("changed", "is_same"),
    [
        ({}, True),
        ({"links": (link_at("text", "https://github.com/acme/api/issues/"),)}, False),
        ({"links": (link_at("text", "https://evil.example/acme/web/issues/"),)}, False),
        ({"links": (LinkAt("text", "s2", PAGE),)}, False),
        ({"links": ()}, False),
        ({"action": post("Closed:")}, False),
        ({"action": post("")}, False),
        ({"action": post(room="#eng")}, True),  # the id, which a read finds, is what is sent
    ],
)
def test_the_seal_covers_the_text_the_place_the_step_and_the_address(
    changed: dict[str, Any], *, is_same: bool
) -> None:
    call = Call("s2", post(), links=(link_at("text"),))
    other = replace(call, **changed)

    both = call.fingerprint(call.request(BASE)), other.fingerprint(other.request(BASE))

    assert is_same == (both[0] == both[1])


def test_a_template_says_where_its_links_are_and_no_other_request_is_one() -> None:
    call = Call("s2", with_place(DESCRIBE, "text"), links=(link_at("text"),))

    assert (Linking("fields.description", "s1", PAGE),) == call.request(BASE).linking
    assert call.request(BASE).is_template
    assert not Call("s2", DESCRIBE).request(BASE).is_template


@for_each(
    ("action", "links", "expected"),
    [
        (post(), (link_at("text"),), True),
        (post(), (), True),
        (post(), (link_at("text"), link_at("text")), False),
        (post(), (link_at("room"),), False),
        (post(), (link_at("room_id"),), False),
        (post(), (link_at("nothing"),), False),
        (DESCRIBE, (link_at("text"),), False),  # there is no place at its end
        (DeleteLabel(repo="acme/web", name=LINK), (link_at("name"),), False),
    ],
)
def test_a_link_is_once_at_the_end_of_a_text_that_people_read(
    action: Action[Any], links: tuple[LinkAt, ...], *, expected: bool
) -> None:
    assert expected == are_allowed(action, links)


def test_a_text_without_the_place_at_its_end_gets_no_link() -> None:
    for text in ("Opened", f"{LINK} is there", f"{LINK}."):
        action = CreateIssue(repo="acme/web", title=text)
        with pytest.raises(ValueError, match="title has no place for a link"):
            fill(action, (link_at("title"),), {link_at("title"): "1"})


def test_a_place_that_somebody_wrote_is_text() -> None:
    said = CreateIssue(repo="acme/web", title=f"{LINK} {LINK}", body=LINK)

    title = fill(said, (link_at("title"),), {link_at("title"): "1"})

    assert f"{LINK} {PAGE}1" == title.sent_arguments()["title"]
    assert LINK == title.sent_arguments()["body"]


def test_a_link_for_which_a_text_has_no_room_is_refused() -> None:
    fits = 256 - len(PAGE) - len(LONGEST_NUMBER) - 1
    for length, is_refused in ((fits, False), (fits + 1, True)):
        action = CreateIssue(repo="acme/web", title=f"{'x' * length} {LINK}")
        try:
            fill(action, (link_at("title"),), {link_at("title"): LONGEST_NUMBER})
        except ValidationError:
            assert is_refused
        else:
            assert not is_refused


@for_each(
    ("name", "fields"),
    [
        ("issues.create", ("title", "body")),
        ("issues.list", ()),
        ("releases.upload_asset", ()),
        ("gists.create", ("description",)),
        ("files.put", ("message",)),
        ("labels.create", ("description",)),
        ("labels.delete", ()),
        ("reviews.create", ("body",)),
    ],
)
def test_only_a_text_that_people_read_and_a_write_sends_may_have_a_link(
    name: str, fields: tuple[str, ...]
) -> None:
    assert fields == linkable_fields(type(CASES[name].call))


@for_each(
    ("text", "whole"),
    [("Opened:", f"Opened: {LINK}"), ("Opened: \n", f"Opened: {LINK}"), ("", LINK), (" ", LINK)],
)
def test_a_link_stands_behind_a_text_and_one_space(text: str, whole: str) -> None:
    assert whole == with_stand_in(text)
    assert text.rstrip() == text_before(whole)


@for_each(
    ("action", "host", "page"),
    [
        (OPEN, "github.com", PAGE),
        (OPEN, "ghe.example", "https://ghe.example/acme/web/issues/"),
        (OPEN, "", None),
        (
            CASES["pulls.create"].call,
            "github.com",
            "https://github.com/acme/web/pull/",
        ),
        (
            CASES["milestones.create"].call,
            "github.com",
            "https://github.com/acme/web/milestone/",
        ),
        (CASES["labels.create"].call, "github.com", None),
        (
            CreateBranch(repo="acme/web", branch="feature/a b#1", source="main"),
            "github.com",
            "https://github.com/acme/web/tree/feature/a%20b%231",
        ),
        (CreateBranch(repo="acme/web", branch="a/../../evil", source="main"), "github.com", None),
        (
            PutFile(repo="acme/web", path="docs/a.md", content="x", message="m"),
            "github.com",
            "https://github.com/acme/web/blob/HEAD/docs/a.md",
        ),
        (
            PutFile(repo="acme/web", path="a.md", content="x", message="m", branch="dev"),
            "github.com",
            "https://github.com/acme/web/blob/dev/a.md",
        ),
        (
            CreateRelease(repo="acme/web", tag_name="v1.4.0"),
            "github.com",
            "https://github.com/acme/web/releases/tag/v1.4.0",
        ),
        (
            AddComment(repo="acme/web", issue_number=12, body="x"),
            "github.com",
            "https://github.com/acme/web/issues/12#issuecomment-",
        ),
        (
            CreateTicket(project="WEB", summary="Crash"),
            "acme.atlassian.net",
            "https://acme.atlassian.net/browse/WEB-",
        ),
        (OTHERS[2], "slack.com", None),
        (CASES["issues.close"].call, "github.com", None),
    ],
)
def test_a_page_is_of_the_approved_place_at_the_host_of_web_pages(
    action: Action[Any], host: str, page: str | None
) -> None:
    assert page == page_before_number(action, host)
