"""Each error that Slack documents of a method that aegis calls has a row, and an end of its own."""

import re
from typing import Any

from aegis_cli.actions.facts import Effect
from aegis_cli.errors import AegisError, Code, Status
from aegis_cli.providers.slack.slack_action import SlackAction, methods
from aegis_cli.providers.slack.slack_client import perform
from aegis_cli.providers.slack.slack_refusals import refusal, refusal_for
from tests.helpers.canned import Canned, answer
from tests.helpers.rows import for_each
from tests.providers.slack.slack_cases import CASES

BASE = "https://slack.com/api"
CALLS: dict[str, SlackAction[Any]] = {
    name: case.ready(case.call)  # type: ignore[misc]  # they are Slack's
    for case in CASES
    for name in [case.name]
}
DOCUMENTED = [
    (name, error) for name, call in CALLS.items() for error in methods()[call.method]["errors"]
]
UNKNOWN = frozenset(
    {"internal_error", "fatal_error", "request_timeout", "partial_profile_set_failed"}
)
LIMITED = frozenset({"ratelimited", "rate_limited"})


def ends(call: SlackAction[Any], error: str) -> AegisError | None:
    """Return how a call ends that Slack refuses so, each time; `None` if that is no error."""
    refused = answer({"ok": False, "error": error})
    is_again = error in LIMITED or (call.facts.effect is Effect.READ and error in UNKNOWN)
    sender = Canned(*[refused] * (3 if is_again else 1))
    if error in call.already:
        assert sender.run(perform(call, BASE, in_place=False)).already
        return None
    return sender.fails(perform(call, BASE, in_place=False))


@for_each(("name", "error"), DOCUMENTED)
def test_each_documented_error_is_told_as_what_it_is(name: str, error: str) -> None:
    call = CALLS[name]
    found = ends(call, error)

    if found is None:
        return
    is_unknown = error in UNKNOWN and call.facts.effect > Effect.READ
    assert (Status.OUTCOME_UNKNOWN if is_unknown else Status.FAILED) is found.status
    assert not found.message.startswith("Slack refused it"), "it has no row"
    assert found.hint
    assert not re.search(r"\{\w+\}", f"{found.message} {found.hint}")


@for_each(
    ("error", "code"),
    [
        ("invalid_auth", Code.BAD_CREDENTIALS),
        ("missing_scope", Code.FORBIDDEN),
        ("not_allowed_token_type", Code.MISCONFIGURED),
        ("two_factor_setup_required", Code.SSO_REQUIRED),
        ("restricted_action_read_only_channel", Code.FORBIDDEN),
        ("cant_invite", Code.FORBIDDEN),
        ("channel_not_found", Code.NOT_FOUND),
        ("is_archived", Code.CONFLICT),
        ("name_taken", Code.CONFLICT),
        ("invalid_name_specials", Code.INVALID),
        ("time_in_past", Code.INVALID),
        ("message_limit_exceeded", Code.RATE_LIMITED),
        ("invalid_cursor", Code.PROVIDER),
        ("never_heard_of", Code.PROVIDER),
    ],
)
def test_an_error_has_the_code_of_what_it_means(error: str, code: Code) -> None:
    assert code is refusal(CALLS["slack.messages.send"], {"ok": False, "error": error}).code


def test_an_archived_channel_is_called_so() -> None:
    found = refusal(CALLS["slack.messages.send"], {"ok": False, "error": "is_archived"})

    assert found.message.startswith("The channel is archived")


def test_what_slack_says_cannot_make_a_message_of_its_own() -> None:
    hostile = "x" * 500 + "\x1b[2J{needed}"

    found = refusal(CALLS["slack.messages.send"], {"error": hostile, "needed": ["a", "\x1b"]})

    assert "\x1b" not in found.message + str(found.hint)
    assert len(found.message) < 200
    assert "Slack refused it" in refusal_for("nothing", error="e").message


def test_an_error_that_is_no_text_is_none() -> None:
    for error in (7, None, {"a": 1}, ["x"], ""):
        body = answer({"ok": False, "error": error})
        found = Canned(body).fails(perform(CALLS["slack.auth.whoami"], BASE, in_place=False))

        assert Code.PROVIDER is found.code
