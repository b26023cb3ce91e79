"""Each claim that a program can try is broken on purpose, and gets its no with what is wrong.

A read is broken where its action sends it, by its own facts; a claim about the tenant by its own
document, with one field changed; any other by the one answer that it is about.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import httpx
import pytest

from aegis_cli.actions import catalog
from aegis_cli.actions.provider.names import provider_of
from aegis_cli.doctor.live.claims import claims
from aegis_cli.doctor.live.field_names import names_of
from aegis_cli.doctor.live.live_report import from_markdown
from aegis_cli.doctor.live.sightings import Fact, Sighting, Verdict
from aegis_cli.errors import Code
from tests.doctor.live.tenant import STDIN, TOKEN
from tests.helpers.console import Console
from tests.helpers.support import LOOPBACK

pytestmark = [pytest.mark.enable_socket, pytest.mark.whole]

OF = {claim.id: claim for claim in claims()}
MANY = 100_000
DOORS = {"Auth0": "auth0", "GitHub": "github", "Gemini": "gemini", "Slack": "slack", "Jira": "jira"}
NO_SLACK = json.dumps({"ok": False, "error": "unknown_method"})
EXCHANGE = "/oauth/token"
Plant: TypeAlias = Callable[[Console, Mapping[str, str]], None]
"""Makes something go wrong, in the tenant of these settings."""


@dataclass(frozen=True)
class Trouble:
    """What goes wrong, and how the claims fare then."""

    plant: Plant
    found: Mapping[str, Code | Fact]
    """The code, or a fact, of each claim that it breaks."""
    says_yes: bool = False
    """Whether somebody is at the terminal, and approves."""


def answers(
    door: str, method: str, path: str, status: int = 404, body: Any = None, **more: Any
) -> Plant:
    """Have the requests that match answered so."""
    text = body if isinstance(body, str) else json.dumps({} if body is None else body)

    def plant(at: Console, _settings: Mapping[str, str]) -> None:
        headers = {"content-type": "application/json", **more}
        at.sandbox.fault(door, method, path, status=status, body=text, headers=headers, times=MANY)

    return plant


def any_audience(at: Console, settings: Mapping[str, str]) -> None:
    """Have the tenant sign people in for any API."""
    code = {
        "device_code": "d", "user_code": "QTZL-MCBW", "expires_in": 900, "interval": 1,
        "verification_uri": f"{settings['AEGIS_ISSUER']}activate",
    }  # fmt: skip
    answers("auth0", "POST", "/oauth/device/code", 200, code)(at, settings)
    answers("auth0", "POST", EXCHANGE, 200, OPAQUE_TOKEN)(at, settings)


def drops(at: Console, _settings: Mapping[str, str]) -> None:
    for door in DOORS.values():
        at.sandbox.fault(door, "GET", "/|/api/|/ex/jira/[^/]+/", drop=True, times=MANY)


def reads() -> Iterator[str]:
    """Yield the claims that are tried by a read."""
    yield from (claim.id for claim in claims() if claim.check == "read")


def no_reads(at: Console, _settings: Mapping[str, str]) -> None:
    """Have nothing of what is read be there, each where its action sends it."""
    for name in reads():
        facts = catalog.load(OF[name].action).facts
        path = ".*" + re.sub(r"\\{\w+\\}", "[^/]+(?:/[^/]+)?", re.escape(facts.path))
        door = provider_of(OF[name].action)
        status, body = (200, NO_SLACK) if door == "slack" else (404, "{}")
        at.sandbox.fault(door, facts.method, path, status=status, body=body, times=MANY)


def second_exchange(body: Callable[[Console], Any]) -> Plant:
    """Let the sign-in pass, and answer the exchange after it."""

    def plant(at: Console, _settings: Mapping[str, str]) -> None:
        answer = body(at)
        at.sandbox.fault("auth0", "POST", EXCHANGE, delay=0.001)
        answers("auth0", "POST", EXCHANGE, 200, answer)(at, {})

    return plant


def endless_token(at: Console) -> Any:
    at.run("do", "users.get_me")
    return {"access_token": at.sandbox.tokens()[-1], "token_type": "Bearer"}


def document(path: str, change: Callable[[Any], Any]) -> Plant:
    """Have the tenant say a document of its own, changed."""

    def plant(at: Console, settings: Mapping[str, str]) -> None:
        url = f"{settings['AEGIS_ISSUER']}api/v2{path}?include_totals=true"
        asked = {"authorization": f"Bearer {TOKEN}"}
        found = httpx.get(url, headers=asked, **LOOPBACK).raise_for_status().json()
        answers("auth0", "GET", f"/api/v2{re.escape(path)}", 200, change(found))(at, settings)

    return plant


def each(key: str, value: Any) -> Callable[[Any], Any]:
    """Return what changes a field of every object of a document, or of the document itself."""

    def change(found: Any) -> Any:
        if isinstance(found, list):
            return [{**one, key: value} for one in found]
        inner = next((name for name, kept in found.items() if isinstance(kept, list)), None)
        if inner is not None:
            return {**found, inner: change(found[inner])}
        return {**found, key: value}

    return change


def sets(**changes: Any) -> Plant:
    return lambda at, _settings: at.sandbox.set(**changes)


GEMINI_ANSWER = {
    "candidates": [
        {"content": {"role": "model", "parts": [{"text": "Hi"}]}, "finishReason": "STOP"}
    ]
}
REFUSAL = {
    "error": {
        "code": 400, "status": "INVALID_ARGUMENT",
        "message": "Request contains an invalid argument.",
    }
}  # fmt: skip
OPAQUE_TOKEN = {
    "access_token": "opaque", "token_type": "Bearer", "expires_in": 600,
    "scope": "openid profile aegis:read",
}  # fmt: skip

TROUBLES = {
    "a host that says nothing": Trouble(
        drops, {f"{name}-answers": Fact.OTHERWISE for name in DOORS.values()}
    ),
    "no discovery document": Trouble(
        answers("auth0", "GET", "/.well-known/openid-configuration"),
        {"issuer-metadata": Code.MISCONFIGURED},
    ),
    "no keys": Trouble(
        answers("auth0", "GET", "/.well-known/jwks.json", 200, {"keys": []}),
        {"issuer-keys": Fact.NO_RS256},
    ),
    "another clock": Trouble(
        answers(
            "auth0",
            "GET",
            "/.well-known/openid-configuration",
            200,
            date="Mon, 01 Jan 2024 00:00:00 GMT",
        ),
        {"issuer-clock": Fact.NO_CLOCK},
    ),
    "a model that is gone": Trouble(
        answers("gemini", "GET", "/v1.*/models", 200, {"models": []}),
        {"gemini-lists-models": Fact.MODEL_MISSING},
    ),
    "a form that is refused": Trouble(
        answers(
            "gemini",
            "POST",
            ".*generateContent",
            400,
            {
                "error": {
                    "code": 400,
                    "message": "Request contains an invalid argument.",
                    "status": "INVALID_ARGUMENT",
                }
            },
        ),
        {"gemini-takes-the-request": Code.PLANNER},
    ),
    "an answer without a plan, and no cache": Trouble(
        answers("gemini", "POST", ".*generateContent", 200, GEMINI_ANSWER),
        {"gemini-takes-the-request": Fact.NO_PLAN, "gemini-caches-the-beginning": Fact.NOT_CACHED},
    ),
    "no permission": Trouble(
        answers("auth0", "POST", EXCHANGE, 200, OPAQUE_TOKEN | {"scope": "openid profile"}),
        {"device-sign-in": Code.SCOPE},
    ),
    "an opaque token": Trouble(
        answers("auth0", "POST", EXCHANGE, 200, OPAQUE_TOKEN),
        {"token-for-the-api": Code.MISCONFIGURED},
    ),
    "an API that nobody made": Trouble(any_audience, {"unknown-audience": Fact.ENDED_WELL}),
    "no My Account API": Trouble(
        answers("auth0", "GET", "/me/.*", 403), {"my-account-by-code": Code.SCOPE}
    ),
    "no refresh token": Trouble(sets(connected=False), {"offline-access": Code.NOT_CONNECTED}),
    "a token without an end": Trouble(
        second_exchange(endless_token), {"manifest-expires": Fact.ENDLESS}
    ),
    "an App that is installed nowhere": Trouble(
        sets(installations=[]), {"manifest-permissions": Fact.NOT_INSTALLED}
    ),
    "another refusal of a connection": Trouble(
        second_exchange(lambda _at: OPAQUE_TOKEN), {"wrong-connection": Code.BAD_CREDENTIALS}
    ),
    "no token for one plan": Trouble(
        answers("github", "POST", "/applications/.*/token/scoped", 422),
        {"github-token-for-one-plan": Fact.NOT_NARROWED},
    ),
    "reads that are not there": Trouble(
        no_reads,
        {name: Code.PROVIDER if OF[name].of == "Slack" else Code.NOT_FOUND for name in reads()},
    ),
    "accounts that are not connected": Trouble(
        sets(unconnected=["slack", "jira"]),
        {"slack-user-token": Code.NOT_CONNECTED, "jira-account": Code.NOT_CONNECTED},
    ),
    "a client without the grant": Trouble(
        document("/clients", each("grant_types", [])), {"vault-in-plan": Fact.OTHERWISE}
    ),
    "an API that enforces nothing": Trouble(
        document("/resource-servers", each("enforce_policies", value=False)),
        {"rbac-in-plan": Fact.OTHERWISE},
    ),
    "another lifetime": Trouble(
        document("/resource-servers", each("token_lifetime_for_web", 7200)),
        {"web-lifetime": Fact.OTHERWISE},
    ),
    "grants for machines": Trouble(
        document("/client-grants", each("subject_type", "client")),
        {"grant-for-users": Fact.OTHERWISE},
    ),
    "a setting that was not kept": Trouble(
        document("/tenants/settings", each("customize_mfa_in_postlogin_action", value=False)),
        {"mfa-by-actions": Fact.OTHERWISE},
    ),
    "a person of another name": Trouble(
        answers("auth0", "GET", "/api/v2/users", 200, {"users": [], "total": 0}),
        {"login-is-nickname": Fact.OTHERWISE},
    ),
    "a grant that is not needed": Trouble(
        answers("auth0", "DELETE", "/api/v2/client-grants/.*", 204, ""),
        {"missing-client-grant": Fact.ENDED_WELL},
        says_yes=True,
    ),
    "another refusal to connect": Trouble(
        answers("auth0", "POST", "/me/.*/connect", 403),
        {"off-for-native": Code.SCOPE},
        says_yes=True,
    ),
    "a vault that does not look": Trouble(
        sets(), {"off-for-vault": Fact.ENDED_WELL}, says_yes=True
    ),
    "an issue that cannot be closed": Trouble(
        answers("github", "PATCH", "/repos/acme/web/issues/.*", 403),
        {"github-writes-an-issue": Fact.LEFT_OPEN},
        says_yes=True,
    ),
    "a write that nobody refuses": Trouble(
        sets(installations=["acme", "mona", "alice"]),
        {"not-installed": Fact.OPENED_AND_CLOSED},
        says_yes=True,
    ),
    "a write where nobody may": Trouble(
        answers("github", "POST", "/applications/.*/token/scoped"),
        {"not-installed": Code.MISCONFIGURED},
        says_yes=True,
    ),
}


def tried(at: Console, settings: Mapping[str, str], report: Path, trouble: Trouble) -> str:
    """Try the claims that something breaks; return what was said."""
    words = ("doctor", "--live", "--repo", "acme/web", "--public", "alice/recipes")
    named = ("--report", str(report), "--only", ",".join(trouble.found))
    if not trouble.says_yes:
        ended = at.run(*words, "--token-stdin", *named, stdin=STDIN, more=settings)
        return f"{ended.code}: {ended.out}{ended.err}"
    replies = {"(it is not shown): ": TOKEN, "[y/n] ": "y"}
    with at.terminal(*words, "--tenant", *named, more=settings) as terminal:
        code = terminal.answered(replies)
        return f"{code}: {terminal.seen}"


@pytest.mark.parametrize("trouble", TROUBLES.values(), ids=TROUBLES)
def test_a_claim_that_is_broken_gets_its_no_with_what_is_wrong(
    trouble: Trouble,
    at: Console,
    settings: dict[str, str],
    tmp_path: Path,
) -> None:
    at.begin()
    at.sandbox.set(unconnected=[])
    trouble.plant(at, settings)

    said = tried(at, settings, tmp_path / "live.md", trouble)

    at.sandbox.set(unconnected=[])
    names = {claim.id: names_of(claim) for claim in claims()}
    report = from_markdown((tmp_path / "live.md").read_text(), names)
    assert report is not None, said
    found = {name: report.sightings[name][1] for name in trouble.found}
    assert [] == [name for name, what in trouble.found.items() if not says(found[name], what)], said
    assert {Verdict.NO} == {seen.verdict for seen in found.values()}, said
    assert said.startswith("7: ")
    assert all(OF[name].wrong in " ".join(said.split()) for name in found) or trouble.says_yes


def says(seen: Sighting, what: Code | Fact) -> bool:
    return what is seen.code if isinstance(what, Code) else what in seen.facts


def test_every_claim_that_a_program_tries_is_broken_here_by_something() -> None:
    broken = {name for trouble in TROUBLES.values() for name in trouble.found}

    assert {claim.id for claim in claims() if claim.check} == broken
