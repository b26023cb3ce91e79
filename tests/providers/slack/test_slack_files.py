"""How a file reaches a channel: where its bytes go, with what, and when nothing is shared."""

import json
from dataclasses import replace

import pytest

from aegis_cli.core.http import HeldBack, Response, Unreachable
from aegis_cli.core.secret import Secret
from aegis_cli.providers.slack.provider import SLACK
from aegis_cli.providers.slack.token_side import send_file
from tests.helpers.canned import LOST, REFUSED, Canned, answer
from tests.helpers.rows import for_each
from tests.providers.slack.slack_cases import CASES

CASE = next(case for case in CASES if case.name == "slack.files.send")
TOKEN = Secret("xoxp-of-ada")
REQUEST = replace(CASE.ready(CASE.call).request(SLACK.base), bearer=TOKEN)
ADDRESS = "https://files.slack.com/upload/v1/abc"
TICKET = {"ok": True, "file_id": "F0NEW000001", "upload_url": ADDRESS}


def test_the_bytes_go_to_the_address_without_a_token_and_are_shared_after_that() -> None:
    sender = Canned(answer(TICKET), answer(), answer({"ok": True}))

    sender.run(send_file(REQUEST))

    ticket, stored, shared = sender.requests
    assert (("filename", "app.whl"), ("length", "21")) == ticket.form
    assert (TOKEN, TOKEN) == (ticket.bearer, shared.bearer)
    assert (None, Secret(ADDRESS), REQUEST.upload) == (stored.bearer, stored.address, stored.upload)
    assert "https://files.slack.com" == stored.base
    assert {
        "files": [{"id": "F0NEW000001", "title": "app.whl"}],
        "channel_id": "C0RELEASE1",
    } == json.loads(shared.body or b"")
    assert (None, ()) == (shared.upload, shared.query)


@for_each(
    "address",
    [
        "http://files.slack.com/upload",
        "https://10.0.0.1/upload",
        "https://localhost/upload",
        "http://127.0.0.1:9/upload",
        "https://user@files.slack.com/upload",
        "file:///etc/passwd",
        "",
        None,
        7,
    ],
)
def test_an_address_that_is_no_storage_host_of_the_internet_gets_nothing(address: object) -> None:
    sender = Canned(answer(TICKET | {"upload_url": address}))

    ended = sender.run(send_file(REQUEST))

    assert Unreachable("it names no place for the file", sent=False) == ended


@for_each("fault", [LOST, REFUSED, answer(status=500), answer(status=302)])
def test_what_is_not_stored_is_not_shared_and_may_be_sent_again(
    fault: Response | Unreachable,
) -> None:
    sender = Canned(answer(TICKET), fault)

    ended = sender.run(send_file(REQUEST))

    assert isinstance(ended, Unreachable)
    assert not ended.sent


@pytest.mark.parametrize("why", HeldBack)
def test_a_file_that_is_held_back_is_told_as_that(why: HeldBack) -> None:
    held = Unreachable(why.value, sent=True, held_back=why)

    assert held == Canned(answer(TICKET), held).run(send_file(REQUEST))


def test_a_refusal_before_the_file_is_the_answer() -> None:
    refused = answer({"ok": False, "error": "file_uploads_disabled"})

    assert refused == Canned(refused).run(send_file(REQUEST))


def test_a_lost_answer_to_the_sharing_leaves_it_unknown() -> None:
    assert LOST == Canned(answer(TICKET), answer(), LOST).run(send_file(REQUEST))
