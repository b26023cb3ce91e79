"""What the child does where a provider refuses its token: one further exchange, and no third."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import httpx
import pytest
import respx

from aegis_cli.actions import catalog
from aegis_cli.actions.action import Action
from aegis_cli.actions.call import Call, preconditions_of
from aegis_cli.core.http import Response
from aegis_cli.executor.messages import call_as_json
from aegis_cli.providers.jira.nouns.issues import GetIssue
from aegis_cli.providers.jira.nouns.users import GetMe
from aegis_cli.providers.slack.nouns.channel_reads import GetChannel
from aegis_cli.providers.slack.nouns.message_writes import SendMessage
from aegis_cli.providers.slack.nouns.slack_identity import WhoAmIAtSlack
from aegis_cli.providers.slack.token_side import refuses_token
from tests.executor.carrying import said
from tests.executor.test_child import OPEN, READ, TOKEN_URL
from tests.helpers.rows import for_each

SLACK, SITE = "https://slack.com/api", "https://api.atlassian.com/ex/jira/1f2e"
BOTH = OPEN | {
    "connections": {
        "slack": {"name": "sign-in-with-slack", "base": SLACK, "site": ""},
        "jira": {"name": "jira", "base": SITE, "site": ""},
    }
}
ADA = {"ok": True, "user": "ada", "user_id": "U0ADA0001"}
EXPIRED = {"ok": False, "error": "token_expired"}


@pytest.fixture(autouse=True)
def providers() -> Iterator[None]:
    """Let both exist."""
    catalog.enable_providers(["slack", "jira"])
    yield
    catalog.enable_providers([])


@contextmanager
def vault() -> Iterator[respx.Route]:
    """Answer each exchange with another token."""
    tokens = ({"access_token": f"token-{at}"} for at in range(1, 10))
    with respx.mock:
        yield respx.post(TOKEN_URL).mock(
            side_effect=lambda _request: httpx.Response(200, json=next(tokens))
        )


def reading(*actions: Action[Any]) -> dict[str, Any]:
    """Order the reads of a run."""
    return {
        "run": [
            READ | {"id": f"s{at}", "action": each.facts.action, "arguments": each.sent_arguments()}
            for at, each in enumerate(actions, start=1)
        ]
    }


def outcomes(messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [message["outcome"] for message in messages if "outcome" in message]


def bearers(route: respx.Route) -> list[str]:
    return [call.request.headers["authorization"].partition(" ")[2] for call in route.calls]


@for_each(
    ("action", "refused"),
    [
        (WhoAmIAtSlack(), httpx.Response(200, json=EXPIRED)),
        (WhoAmIAtSlack(), httpx.Response(200, json={"ok": False, "error": "invalid_auth"})),
        (GetMe(), httpx.Response(401, json={"code": 401, "message": "Unauthorized"})),
        (GetMe(), httpx.Response(401)),
    ],
)
def test_a_read_whose_token_is_refused_is_sent_once_more_with_another(
    action: Action[Any], refused: httpx.Response
) -> None:
    me = ADA | {"accountId": "5b10ac8d82e05b22cc7d4ef5", "displayName": "Ada"}
    with vault() as exchanged:
        route = respx.route(url__regex="slack.com|atlassian.com").mock(
            side_effect=[refused, *(httpx.Response(200, json=me) for _ in range(3))]
        )

        ended = outcomes(said({"open": BOTH}, reading(action, action), reading(action)))

    assert ["done"] * 3 == [each["status"] for each in ended]
    assert ["token-1", "token-2", "token-2", "token-2"] == bearers(route)
    assert 2 == exchanged.call_count


def test_a_second_token_that_is_refused_is_the_end() -> None:
    with vault() as exchanged:
        route = respx.post(f"{SLACK}/auth.test").respond(json=EXPIRED)

        ended = outcomes(said({"open": BOTH}, reading(WhoAmIAtSlack()), reading(WhoAmIAtSlack())))

    assert ["bad_credentials"] * 2 == [each["error"]["code"] for each in ended]
    assert ["token-1", "token-2", "token-2"] == bearers(route)
    assert 2 == exchanged.call_count


@respx.mock
def test_the_same_token_is_not_sent_twice() -> None:
    respx.post(TOKEN_URL).respond(json={"access_token": "token-1"})
    route = respx.post(f"{SLACK}/auth.test").respond(json=EXPIRED)

    (ended,) = outcomes(said({"open": BOTH}, reading(WhoAmIAtSlack())))

    assert "bad_credentials" == ended["error"]["code"]
    assert ["token-1"] == bearers(route)


@respx.mock
def test_a_further_exchange_that_is_refused_says_what_the_vault_says() -> None:
    error = {"error": "federated_connection_refresh_token_not_found", "error_description": "None."}
    respx.post(TOKEN_URL).mock(
        side_effect=[
            httpx.Response(200, json={"access_token": "token-1"}),
            httpx.Response(401, json=error),
        ]
    )
    respx.post(f"{SLACK}/auth.test").respond(json=EXPIRED)

    (ended,) = outcomes(said({"open": BOTH}, reading(WhoAmIAtSlack())))

    assert ("failed", "slack") == (ended["status"], ended["error"]["provider"])
    assert "bad_credentials" != ended["error"]["code"]


@for_each(
    ("action", "refused"),
    [
        (GetIssue(issue="WEB-1"), httpx.Response(401, json={"message": "scope does not match"})),
        (GetIssue(issue="WEB-1"), httpx.Response(403)),
        (WhoAmIAtSlack(), httpx.Response(200, json={"ok": False, "error": "missing_scope"})),
        (WhoAmIAtSlack(), httpx.Response(200, json={"ok": True, "error": "token_expired"})),
    ],
)
def test_what_another_token_would_not_change_is_exchanged_once(
    action: Action[Any], refused: httpx.Response
) -> None:
    with vault() as exchanged:
        respx.route(url__regex="slack.com|atlassian.com").mock(return_value=refused)

        said({"open": BOTH}, reading(action))

    assert 1 == exchanged.call_count


def test_a_write_whose_token_is_refused_is_sent_once_more_under_its_own_seal() -> None:
    channel = {"id": "C0RELEASE1", "name": "releases", "is_archived": False, "is_private": False}
    shown = channel | {
        "is_ext_shared": False,
        "is_org_shared": False,
        "called": "C0RELEASE1",
        "place": "#releases",
    }
    place = {"channel": "C0RELEASE1", "channel_id": "C0RELEASE1"}
    write = SendMessage.from_arguments(place | {"text": "Hi"})
    pins = preconditions_of(write, {GetChannel(channel="C0RELEASE1"): shown})
    call = Call("s1", write, preconditions=pins)
    sealed = call_as_json(replace(call, seal=call.fingerprint(call.request(SLACK))))
    sent = {"ok": True, "channel": "C0RELEASE1", "ts": "1503435956.000247"}
    with vault() as exchanged:
        respx.get(f"{SLACK}/conversations.info").respond(json={"ok": True, "channel": channel})
        post = respx.post(f"{SLACK}/chat.postMessage").mock(
            side_effect=[httpx.Response(200, json=EXPIRED), httpx.Response(200, json=sent)]
        )

        messages = said({"open": BOTH}, {"run": [sealed]})

    assert ["done"] == [each["status"] for each in outcomes(messages)]
    assert 1 == sum("sending" in message for message in messages)
    assert ["token-1", "token-2"] == bearers(post)
    assert post.calls[0].request.content == post.calls[1].request.content
    assert 2 == exchanged.call_count


def test_a_fault_is_no_refusal_so_that_a_write_which_may_be_done_is_not_sent_again() -> None:
    assert refuses_token(Response(200, {}, json.dumps(EXPIRED).encode()))
    assert not refuses_token(Response(503, {}, json.dumps(EXPIRED).encode()))
