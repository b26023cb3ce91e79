"""A value sealed for a public key, and filled into the template that was approved."""

import base64
import json
import os
from dataclasses import replace

import pytest
from nacl.public import PrivateKey, SealedBox

from aegis_cli.adapters.sealing import SealedValue, seal
from aegis_cli.adapters.value_line import value_line
from aegis_cli.core.http import Request
from aegis_cli.core.secret import Secret
from aegis_cli.core.value_commitment import commitment_to, new_key
from aegis_cli.errors import Code, Failed
from aegis_cli.providers.github.nouns.actions.secrets import SetSecret

pytestmark = pytest.mark.enable_socket

BASE = "https://api.github.com"
PRIVATE = PrivateKey.generate()
KEY = base64.b64encode(bytes(PRIVATE.public_key)).decode()
LONG = "kR7#pL2vQ9xZ-hunter2-W4mT8"


def call(value: str, name: str = "API_KEY", repo: str = "acme/web") -> tuple[SetSecret, int]:
    """Return a call that takes a value, and the end of the line to it."""
    key = new_key()
    made = commitment_to(Secret(value), key)
    action = SetSecret.from_arguments(
        {
            "repo": repo,
            "secret_name": name,
            "key_id": "17",
            "key": KEY,
            "length": made.length,
            "hmac": made.hmac,
        }
    )
    return action, value_line(key, Secret(value))


def sealed(descriptor: int, action: SetSecret) -> SealedValue:
    """Return the value that a call takes, as the child does."""
    template = action.request(BASE)
    return SealedValue(descriptor, template.sealing, action.told_in(template))


def hide(_value: Secret) -> None:
    """Forget a value that no message may contain."""


def opened(request: Request) -> tuple[dict[str, str], str]:
    """Return a body without its box, and what was in that."""
    body = json.loads(request.body or b"")
    box = base64.b64decode(body.pop("encrypted_value"))
    return body, SealedBox(PRIVATE).decrypt(box).decode()


def test_the_template_gets_the_box_and_nothing_else_changes() -> None:
    action, end = call(LONG)
    template = action.request(BASE)
    hidden: list[Secret] = []

    whole = sealed(end, action).fill(template, hidden.append)
    os.close(end)

    assert [Secret(LONG)] == hidden

    assert ({"key_id": "17"}, LONG) == opened(whole)
    assert template == replace(whole, body=template.body, sealing=template.sealing)
    assert b"hunter2" not in (whole.body or b"")
    assert whole.sealing is None
    with pytest.raises(ValueError, match="nothing"):
        whole.fill("AAAA")


def test_nothing_but_what_was_approved_is_filled_in() -> None:
    action, end = call(LONG)
    other, other_end = call(LONG)
    without = SetSecret(repo="acme/web", secret_name="API_KEY")

    for value, template in ((sealed(end, action), other), (sealed(end, without), without)):
        with pytest.raises(ValueError, match="only what was approved"):
            value.fill(template.request(BASE), hide)
    for number in (end, other_end):
        os.close(number)


def test_another_value_than_the_approved_one_is_never_sealed() -> None:
    action, end = call(LONG)
    other, other_end = call("another value")

    with pytest.raises(Failed) as caught:
        sealed(other_end, action).fill(action.request(BASE), hide)
    os.close(end)
    assert Code.CHANGED is caught.value.code
    assert other != action


@pytest.mark.parametrize(
    ("value", "is_kept_out"),
    [
        (LONG, True),
        ("outcome", False),
        ("fifteen letters", False),
        ("/repos/acme/web/actions/secrets", False),
        ("api.github.com/repos/acme", False),
    ],
)
def test_a_message_may_hold_a_value_only_where_it_says_that_anyway(
    value: str, *, is_kept_out: bool
) -> None:
    action, end = call(value)

    hidden: list[Secret] = []

    sealed(end, action).fill(action.request(BASE), hidden.append)
    os.close(end)

    assert is_kept_out is bool(hidden)


@pytest.mark.parametrize(
    "key",
    ["", "no base64!", "c2hvcnQ=", KEY[:-4], "AAAA" * 11],
    ids=["empty", "no base64", "short", "cut", "zeros"],
)
def test_what_is_no_key_seals_nothing(key: str) -> None:
    with pytest.raises(Failed) as caught:
        seal(Secret(LONG), key)

    assert Code.PROTOCOL is caught.value.code


def test_each_box_is_another_one() -> None:
    assert seal(Secret("a"), KEY) != seal(Secret("a"), KEY)
