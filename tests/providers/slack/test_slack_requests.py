"""Every request of Slack's actions is as Slack documents it, and no text of a person is markup."""

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from hypothesis import given
from hypothesis import strategies as st

from aegis_cli.actions.action import Action
from aegis_cli.actions.fields.fields import kinds_of
from aegis_cli.actions.fields.kinds import Role
from aegis_cli.core.http import Request
from aegis_cli.core.secret import Secret
from aegis_cli.providers.slack.parts import scopes
from aegis_cli.providers.slack.provider import SLACK
from aegis_cli.providers.slack.slack_action import SlackAction, methods
from aegis_cli.providers.slack.slack_text import escape, mentions_in, plain_text
from aegis_cli.providers.slack.token_side import send_file, token_side
from tests.actions.case import Case
from tests.adapters.render.samples import HOSTILE
from tests.helpers.canned import Canned, answer
from tests.helpers.rows import for_each
from tests.providers.slack.slack_cases import CASES

READY = {name: call for case in CASES for name, call in case.ready_calls.items()}
WRITES = [case for case in CASES if case.is_write]
TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "boolean": (bool,),
    "integer": (int,),
    "number": (int,),
    "array": (list,),
    "null": (type(None),),
}
FORMS = {
    "channel": r"[CDG][A-Z0-9]{8,}",
    "timestamp": r"\d{10}\.\d{6}",
    "user": r"[UW][A-Z0-9]{8,}",
    "users": r"[UW][A-Z0-9]{8,}(,[UW][A-Z0-9]{8,})*",
}
TICKET = {
    "ok": True,
    "file_id": "F0NEW000001",
    "upload_url": "https://files.slack.com/upload/v1/abc",
}
MARKUP = (
    "<!channel>",
    "<@U0BOB0001>",
    "&lt;!here&gt;",
    "<https://evil.example|bank>",
    "@here",
    "*b*",
)
TEXTS = [text[:90] for text in (*HOSTILE, *MARKUP) if text.strip() and "\ud800" not in text]


def sharing(request: Request) -> Request:
    """Return the last request of those that send a file."""
    sender = Canned(answer(TICKET), answer(), answer({"ok": True}))
    sender.run(send_file(request))
    return sender.requests[-1]


def sent_by(call: Action[Any]) -> dict[str, Any]:
    """Return the arguments of a request, as Slack gets them; of a file, those that share it."""
    request = call.request(SLACK.base)
    if request.upload is not None:
        request = sharing(request)
    query = dict(parse_qsl(urlsplit(request.url).query))
    body = json.loads(request.body or b"{}")
    assert not (query and body)
    return query or body


@for_each("call", READY.values(), ids=READY)
def test_a_request_has_the_verb_and_the_arguments_that_slack_documents(
    call: SlackAction[Any],
) -> None:
    documented, request = methods()[call.method], call.request(SLACK.base)
    sent = sent_by(call)

    assert (documented["verb"], f"/{call.method}") == (request.method, request.path)
    assert request.body is None or documented["json"]
    assert {*documented["required"]} <= sent.keys() <= documented["args"].keys()
    for name, value in sent.items():
        argument = documented["args"][name]
        if argument["form"] == "user_profile":
            assert isinstance(value, dict)  # in JSON it is an object
            continue
        allowed = [kind for each in argument["type"] or ["string"] for kind in TYPES[each]]
        assert request.method == "GET" or type(value) in allowed, name
        assert re.fullmatch(FORMS.get(argument["form"] or "", r"[\s\S]*"), str(value)), name


def texts_of(case: Case) -> list[str]:
    kinds = kinds_of(type(case.call))
    return [name for name in case.full.sent_arguments() if kinds[name].role is Role.PAYLOAD]


def strings_in(value: Any) -> Iterator[str]:
    """Yield each text of a body, at any depth."""
    if isinstance(value, dict):
        for each in value.values():
            yield from strings_in(each)
    elif isinstance(value, str):
        yield value


@for_each("case", WRITES, ids=[case.name for case in WRITES])
@for_each("text", TEXTS)
def test_hostile_text_reaches_slack_as_text(case: Case, text: str) -> None:
    for name in texts_of(case):
        call = case.ready(type(case.call).model_validate({**case.needed, name: text}))
        said = [*strings_in(sent_by(call))]

        (found,) = [each for each in said if each.endswith(escape(text))]
        assert found.removesuffix(escape(text)) in {
            "",
            "<!here> ",
            "<!channel> ",
            "<!subteam^S0PLATFORM> ",
        }
        assert not {"<", ">"} & {*"".join(each for each in said if each != found)}


@given(st.text())
def test_no_text_becomes_markup(text: str) -> None:
    sent = escape(text)

    assert not {"<", ">"} & {*sent}
    assert [] == [*mentions_in(sent)]
    assert text == plain_text(sent, {})


@for_each(
    ("text", "plain"),
    [
        ("<@U0BOB0001> and <@U0ADA0001|ada> &lt;b&gt;", "@Bob and @ada <b>"),
        ("<#C0ENG00001|eng> <#C0ENG00001>", "#eng #C0ENG00001"),
        ("<!here> <!subteam^S123|@web> <!subteam^S123>", "@here @web @S123"),
        (
            "<https://a.example|label> <https://b.example>",
            "label (https://a.example) https://b.example",
        ),
        ("<mailto:a@b.example|a@b.example>", "a@b.example (mailto:a@b.example)"),
        ("&amp;lt; <>", "&lt; "),
        ("<unclosed & <", "<unclosed & <"),
    ],
)
def test_text_of_slack_is_shown_as_people_read_it(text: str, plain: str) -> None:
    assert plain == plain_text(text, {"U0BOB0001": "Bob"})


def test_connect_asks_for_the_scopes_of_all_actions() -> None:
    asked = scopes({})

    assert (
        "channels:history channels:read channels:write chat:write files:write groups:history groups:read"
        " groups:write im:history im:read im:write mpim:history mpim:read pins:read pins:write"
        " reactions:write search:read team:read usergroups:read users.profile:write users:read"
        " users:read.email"
    ).split() == [*asked]
    needed = {scope for case in CASES for way in case.call.facts.needs.any_of for scope in way}
    assert needed <= {*asked}


def test_the_kind_of_a_token_is_its_prefix_alone() -> None:
    kind_of = token_side().kind_of

    assert "xoxe.xoxp-" == kind_of(Secret("xoxe.xoxp-1-abc"))
    assert "unknown" == kind_of(Secret("ghu_abc"))
