"""The checks of every call: the method, the token, the scopes and the arguments."""

from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from aegis_cli.sandbox.slack.call import answers
from aegis_cli.sandbox.slack.described import methods
from aegis_cli.sandbox.state import State
from tests.helpers.rows import for_each
from tests.sandbox.slack.conftest import Ask, Clock, refused, texts

FORM = "application/x-www-form-urlencoded"
JSON = "application/json"


def post(client: TestClient, method: str, media: str, content: str) -> dict[str, Any]:
    headers = {"Content-Type": media} if media else {}
    answer = client.post(f"/api/{method}", content=content.encode(), headers=headers)
    assert 200 == answer.status_code
    data: dict[str, Any] = answer.json()
    return data


def test_every_method_that_is_described_is_served() -> None:
    told = "write a function with @answers in the module of its noun in sandbox/slack/nouns/"
    assert methods().keys() == answers.by_operation.keys(), told


def test_a_method_that_slack_does_not_have_is_unknown(slack: TestClient) -> None:
    assert "unknown_method" == refused(slack.get("/api/chat.explode").json())


def test_what_nobody_wrote_says_so(slack: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    assert 501 == slack.get("/other").status_code
    assert 501 == slack.put("/api/auth.test").status_code
    monkeypatch.delitem(answers.by_operation, "auth.test")
    assert 501 == slack.get("/api/auth.test").status_code


@for_each(
    ("authorization", "error"),
    [("", "not_authed"), ("Basic x", "not_authed"), ("Bearer xoxb-1", "invalid_auth")],
)
def test_a_token_is_needed(
    authorization: str, error: str, connect: Callable[..., TestClient]
) -> None:
    assert error == refused(connect(authorization).get("/api/auth.test").json())


def test_a_token_in_the_query_is_none(connect: Callable[..., TestClient], state: State) -> None:
    token = state.new_token_of("slack")

    answer = connect("").get("/api/auth.test", params={"token": token})

    assert "not_authed" == refused(answer.json())


def test_a_token_of_another_service_is_none(
    connect: Callable[..., TestClient], state: State
) -> None:
    client = connect(f"Bearer {state.new_token_of('jira')}")

    assert "invalid_auth" == refused(client.get("/api/auth.test").json())


def test_what_the_person_granted_stands_in_the_headers(slack: TestClient, state: State) -> None:
    state.scopes["slack"] = ("chat:write", "users:read")

    headers = slack.get("/api/users.list").headers

    assert "chat:write,users:read" == headers["x-oauth-scopes"]
    assert "users:read" == headers["x-accepted-oauth-scopes"]


def test_a_missing_scope_is_named(ask: Ask, state: State) -> None:
    state.scopes["slack"] = ("users:read",)

    answer = ask("chat.postMessage", channel="C0GENERAL1", text="hi")

    assert ("missing_scope", "chat:write", "users:read") == (
        refused(answer),
        answer["needed"],
        answer["provided"],
    )


def test_each_kind_of_conversations_has_scopes_of_its_own(ask: Ask, state: State) -> None:
    state.scopes["slack"] = ("channels:history", "channels:read")

    public = ask("conversations.history", channel="C0RELEASE1")
    direct = ask("conversations.history", channel="D0BOB00001")
    private = ask("conversations.list", types="private_channel")

    assert public["ok"]
    assert ("missing_scope", "im:history") == (refused(direct), direct["needed"])
    assert ("missing_scope", "groups:read") == (refused(private), private["needed"])


def test_an_address_needs_its_own_scope(ask: Ask, state: State) -> None:
    assert "ada@acme.example" == ask("users.info", user="U0ADA0001")["user"]["profile"]["email"]
    state.scopes["slack"] = ("users:read",)
    assert "email" not in ask("users.info", user="U0ADA0001")["user"]["profile"]


def test_a_public_channel_is_made_with_a_scope_of_its_own(ask: Ask, state: State) -> None:
    state.scopes["slack"] = ("groups:write",)

    assert ask("conversations.create", name="hidden", is_private=True)["ok"]
    answer = ask("conversations.create", name="seen")
    assert ("missing_scope", "channels:write") == (refused(answer), answer["needed"])


def test_an_argument_that_is_not_there_is_named(ask: Ask) -> None:
    answer = ask("conversations.info")

    assert "invalid_arguments" == refused(answer)
    said = answer["response_metadata"]["messages"]
    assert ["[ERROR] missing required field: channel"] == said


@for_each(
    ("args", "said"),
    [
        ({"colour": "red"}, "unknown argument: colour"),
        ({"text": 1}, "must provide a string [json-pointer:/text]"),
        ({"mrkdwn": "yes"}, "must provide a boolean [json-pointer:/mrkdwn]"),
        ({"thread_ts": 1763200000.0002}, "must provide a string [json-pointer:/thread_ts]"),
    ],
)
def test_a_wrong_argument_is_named(args: dict[str, Any], said: str, ask: Ask) -> None:
    answer = ask("chat.postMessage", **{"channel": "C0GENERAL1", "text": "hi"} | args)

    assert "invalid_arguments" == refused(answer)
    assert [f"[ERROR] {said}"] == answer["response_metadata"]["messages"]


def test_a_boolean_is_no_number(ask: Ask) -> None:
    answer = ask("chat.scheduleMessage", channel="C0RELEASE1", text="hi", post_at=True)

    assert "invalid_arguments" == refused(answer)


def test_a_null_is_as_if_it_were_not_there(ask: Ask) -> None:
    assert ask("chat.postMessage", channel="C0GENERAL1", text="hi", thread_ts=None)["ok"]


@for_each(
    ("media", "content", "error"),
    [
        ("", '{"channel": "C0GENERAL1"}', "missing_post_type"),
        ("text/plain", "channel=C0GENERAL1", "invalid_post_type"),
        (JSON, "{", "invalid_json"),
        (JSON, "[]", "json_not_object"),
        (FORM, "channel=C0GENERAL1&channel=C0ENG00001&text=hi", "invalid_arguments"),
    ],
)
def test_a_body_is_of_a_type(media: str, content: str, error: str, slack: TestClient) -> None:
    assert error == refused(post(slack, "chat.postMessage", media, content))


def test_json_is_taken_only_where_the_method_takes_it(slack: TestClient) -> None:
    sent = '{"channel": "C0GENERAL1"}'

    assert "invalid_post_type" == refused(post(slack, "conversations.info", JSON, sent))
    assert post(slack, "conversations.info", FORM, "channel=C0GENERAL1")["ok"]


def test_a_form_has_no_types_of_its_own(slack: TestClient) -> None:
    sent = "channel=C0GENERAL1&text=1&mrkdwn=false"

    assert "1" == post(slack, "chat.postMessage", FORM, sent)["message"]["text"]
    wrong = post(slack, "chat.postMessage", FORM, f"{sent}&unfurl_links=perhaps")
    assert "invalid_arguments" == refused(wrong)


@for_each(
    ("media", "warning"),
    [
        (JSON, "missing_charset"),
        (f"{JSON}; charset=utf-8", None),
        (FORM, None),
        (f"{FORM}; charset=utf-8", "superfluous_charset"),
    ],
)
def test_a_charset_is_wanted_for_json_alone(
    media: str, warning: str | None, slack: TestClient
) -> None:
    body = "{}" if media.startswith(JSON) else ""

    answer = post(slack, "auth.test", media, body)

    assert warning == answer.get("warning")
    assert (warning is None) == ("response_metadata" not in answer)


def test_a_post_of_nothing_needs_no_type(slack: TestClient) -> None:
    assert post(slack, "auth.test", "", "")["ok"]


def test_a_list_in_a_form_is_joined_by_commas(slack: TestClient) -> None:
    sent = "channel=C0RELEASE1&ts=1763300000.000500&text=x&file_ids=F1,F2"

    assert post(slack, "chat.update", FORM, sent)["ok"]


def test_a_write_is_sent_by_post_and_not_in_the_query(slack: TestClient) -> None:
    params = {"channel": "C0GENERAL1", "text": "hi"}

    by_get = slack.get("/api/chat.postMessage", params=params).json()
    in_query = slack.post("/api/chat.postMessage", params=params).json()

    assert ["invalid_arguments"] * 2 == [refused(by_get), refused(in_query)]


def test_a_read_that_is_documented_by_post_is_also_got(slack: TestClient) -> None:
    assert "ada" == slack.get("/api/auth.test").json()["user"]


def test_another_workspace_is_not_reached(ask: Ask) -> None:
    assert "team_access_not_granted" == refused(ask("users.list", team_id="T0OTHER001"))


def test_a_world_made_anew_is_as_it_was(ask: Ask, state: State, clock: Clock) -> None:
    before = texts(ask("conversations.history", channel="C0RELEASE1"))
    ask("chat.postMessage", channel="C0RELEASE1", text="hi")
    ask("conversations.create", name="new")
    clock.at += 100

    state.make_anew()

    assert before == texts(ask("conversations.history", channel="C0RELEASE1"))
    names = [each["name"] for each in ask("conversations.list")["channels"]]
    assert "new" not in names
