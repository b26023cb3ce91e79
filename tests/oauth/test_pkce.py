"""PKCE as a value that its caller drives: what begins, what is an answer, and what it brings."""

import base64
import hashlib
import subprocess
import sys
from collections.abc import Callable
from urllib.parse import urlencode

import pytest

from aegis_cli.core.secret import Secret
from aegis_cli.errors import AegisError, Code, Failed, NotSignedIn
from aegis_cli.oauth.pkce import (
    CALLBACKS,
    LIFE,
    LONGEST,
    CodeFlow,
    begin,
    callback,
    code_from,
    is_answer,
    is_granted,
)

REDIRECT = callback(18484)
NOW = 1000.0


@pytest.fixture
def flow() -> CodeFlow:
    return begin(REDIRECT, now=NOW)


def answer(flow: CodeFlow, place: str = REDIRECT, **parameters: str) -> str:
    return f"{place}?{urlencode(parameters | {'state': flow.state})}"


def refusal(flow: CodeFlow, url: str, *, now: float = NOW) -> AegisError:
    with pytest.raises(AegisError) as caught:
        code_from(flow, url, name="code", now=now)
    return caught.value


def test_the_challenge_is_s256_of_the_verifier(flow: CodeFlow) -> None:
    digest = hashlib.sha256(flow.code_verifier.reveal().encode()).digest()

    assert base64.urlsafe_b64encode(digest).decode().rstrip("=") == flow.code_challenge
    assert 43 <= len(flow.code_verifier.reveal()) <= 128
    assert NOW + LIFE == flow.ends


def test_every_flow_has_a_state_and_a_verifier_of_its_own() -> None:
    flows = [begin(REDIRECT, now=NOW) for _ in range(50)]

    assert 50 == len({flow.state for flow in flows})
    assert 50 == len({flow.code_challenge for flow in flows})
    assert all(len(flow.state) >= 32 for flow in flows)


def test_nothing_secret_stands_in_the_repr(flow: CodeFlow) -> None:
    assert flow.state not in repr(flow)
    assert flow.code_verifier.reveal() not in repr(flow)


def test_the_redirects_are_the_literal_address_on_fixed_ports() -> None:
    assert (
        "http://127.0.0.1:18484/callback",
        "http://127.0.0.1:18485/callback",
        "http://127.0.0.1:18486/callback",
    ) == CALLBACKS


@pytest.mark.parametrize("name", ["code", "connect_code"])
def test_the_code_of_an_answer_is_a_secret(flow: CodeFlow, name: str) -> None:
    url = answer(flow, **{name: "a b/c+d"})

    assert is_granted(flow, url, name=name)
    assert Secret("a b/c+d") == code_from(flow, url, name=name, now=NOW + LIFE - 1)


def test_a_fragment_behind_the_answer_is_ignored(flow: CodeFlow) -> None:
    assert Secret("c") == code_from(flow, answer(flow, code="c") + "#_=_", name="code", now=NOW)


FOREIGN: dict[str, Callable[[CodeFlow], str]] = {
    "no state": lambda _flow: f"{REDIRECT}?code=c",
    "an empty state": lambda _flow: f"{REDIRECT}?code=c&state=",
    "another state": lambda flow: f"{REDIRECT}?code=c&state=x{flow.state[1:]}-",
    "a longer state": lambda flow: f"{REDIRECT}?code=c&state={flow.state}x",
    "a shorter state": lambda flow: f"{REDIRECT}?code=c&state={flow.state[:-1]}",
    "two states": lambda flow: answer(flow, code="c") + f"&state={flow.state}",
    "an empty second state": lambda flow: answer(flow, code="c") + "&state=",
    "the state in the fragment": lambda flow: f"{REDIRECT}#code=c&state={flow.state}",
    "another port": lambda flow: answer(flow, callback(18485), code="c"),
    "another host": lambda flow: answer(flow, "http://localhost:18484/callback", code="c"),
    "another path": lambda flow: answer(flow, REDIRECT + "/", code="c"),
    "another scheme": lambda flow: answer(flow, REDIRECT.replace("http", "https"), code="c"),
    "user info": lambda flow: answer(flow, REDIRECT.replace("//", "//a@"), code="c"),
    "too long": lambda flow: answer(flow, code="c" * LONGEST),
    "too many": lambda flow: answer(flow, code="c", **{f"p{at}": "x" for at in range(20)}),
    "not UTF-8": lambda flow: answer(flow, code="c") + "&x=%ff",
    "not a URL": lambda _flow: "http://[::1",
    "nothing": lambda _flow: "",
    "half a character": lambda _flow: f"{REDIRECT}?code=c&state=\ud800",
}


@pytest.mark.parametrize("kind", FOREIGN)
def test_what_does_not_carry_our_state_to_our_address_is_no_answer(
    flow: CodeFlow, kind: str
) -> None:
    url = FOREIGN[kind](flow)

    problem = refusal(flow, url)
    assert not is_answer(flow, url)
    assert not is_granted(flow, url, name="code")
    assert (Failed, Code.PROTOCOL) == (type(problem), problem.code)


@pytest.mark.parametrize(
    ("parameters", "code", "words"),
    [
        ({"error": "access_denied"}, Code.SIGN_IN_DENIED, "no reason was given"),
        (
            {
                "error": "invalid_request",
                "error_description": "MFA customized via PostLogin action but feature is not enabled",
            },
            Code.MISCONFIGURED,
            "does not let an Action ask",
        ),
        (
            {"error": "access_denied", "error_description": "You\x1b[31m said no"},
            Code.SIGN_IN_DENIED,
            "You\\x1b[31m said no",
        ),
        ({"error": "server_error", "error_description": "x" * 999}, Code.SIGN_IN_FAILED, "xxx"),
        ({"error": "server_error", "code": "c"}, Code.SIGN_IN_FAILED, "(server_error)"),
        ({}, Code.PROTOCOL, "no code"),
        ({"code": ""}, Code.PROTOCOL, "no code"),
    ],
)
def test_an_answer_without_a_code_says_why(
    flow: CodeFlow, parameters: dict[str, str], code: Code, words: str
) -> None:
    url = answer(flow, **parameters)

    problem = refusal(flow, url)
    assert is_answer(flow, url)
    assert not is_granted(flow, url, name="code")
    assert code is problem.code
    assert words in problem.message
    assert len(problem.message) < 500


def test_two_codes_are_none(flow: CodeFlow) -> None:
    url = answer(flow, code="a") + "&code=b"

    assert not is_granted(flow, url, name="code")
    assert Code.PROTOCOL is refusal(flow, url).code


def test_after_five_minutes_no_code_is_taken(flow: CodeFlow) -> None:
    problem = refusal(flow, answer(flow, code="c"), now=NOW + 300)

    assert (NotSignedIn, Code.SIGN_IN_EXPIRED) == (type(problem), problem.code)


def test_no_error_holds_the_code_or_the_state(flow: CodeFlow) -> None:
    problem = refusal(flow, answer(flow, place=callback(18485), code="s3cret-code"))

    assert "s3cret-code" not in problem.message
    assert flow.state not in problem.message


def test_authlibs_pkce_brings_no_network_and_no_warning() -> None:
    program = (
        "import sys, aegis_cli.oauth.pkce\n"
        "sys.exit(' '.join(m for m, it in sys.modules.items() if it and m.startswith(('httpx', 'requests'))) or 0)"
    )

    ended = subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        capture_output=True,
        check=False,
    )

    assert (0, b"") == (ended.returncode, ended.stderr)
