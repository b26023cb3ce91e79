"""A secret can be used, and cannot be printed, copied or stored."""

import copy
import json
import logging
import pickle
import traceback
from collections.abc import Callable
from dataclasses import asdict
from typing import Any
from urllib.parse import urlencode

import pytest
from pydantic import TypeAdapter

from aegis_cli.core.http import Request
from aegis_cli.core.secret import Secret
from tests.helpers.rows import for_each

VALUE = "ghu_0123456789abcdef"

LEAKS: dict[str, Callable[[Secret], Any]] = {
    "str": str,
    "f-string": lambda secret: f"{secret}",
    "f-string with a width": lambda secret: f"{secret:>40}",
    "format": lambda secret: "{}".format(secret),  # noqa: PLW0108, UP032  # the spelling is the point
    "percent": lambda secret: "%s" % secret,  # noqa: UP031  # the spelling is the point
    "pickle": pickle.dumps,
    "pickle, protocol 0": lambda secret: pickle.dumps(secret, protocol=0),
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
    "deepcopy of a request": lambda secret: asdict(Request("GET", "", "/", bearer=secret)),
    "state": lambda secret: secret.__getstate__(),
    "vars": vars,
    "json": json.dumps,
    "json of its attributes": lambda secret: json.dumps(secret, default=vars),
    "json of its text": lambda secret: json.dumps(secret, default=str),
    "query": lambda secret: urlencode({"token": secret}),
    "bytes": lambda secret: bytes(secret),  # type: ignore[call-overload] # noqa: PLW0108  # mypy
    "hash": hash,
    "key": lambda secret: {secret: 1},
    "order": lambda secret: sorted([secret, Secret("other")]),
    "iterate": lambda secret: [*secret],  # type: ignore[misc]  # that is the claim
}


@for_each("leak", LEAKS.values(), ids=LEAKS)
def test_a_secret_cannot_be_pickled_copied_formatted_or_serialised(
    leak: Callable[[Secret], Any],
) -> None:
    secret = Secret(VALUE)

    with pytest.raises(TypeError) as caught:
        leak(secret)

    assert VALUE not in str(caught.value)


def test_pydantic_cannot_serialise_a_secret() -> None:
    holder = TypeAdapter(Any)

    with pytest.raises(ValueError, match="serialize") as caught:
        holder.dump_json(Secret(VALUE))

    assert VALUE not in str(caught.value)


def test_only_reveal_gives_the_value() -> None:
    secret = Secret(VALUE)

    assert VALUE == secret.reveal()
    assert "Secret(…)" == repr(secret)


def test_a_request_that_holds_a_secret_can_be_shown_without_it() -> None:
    form = (("client_secret", Secret(VALUE)),)
    request = Request("POST", "https://auth", "/oauth/token", form=form, bearer=Secret(VALUE))

    assert VALUE not in repr(request)


def test_a_secret_never_appears_in_a_traceback_that_shows_its_arguments() -> None:
    def fail(secret: Secret) -> None:
        raise RuntimeError(secret)

    with pytest.raises(RuntimeError) as caught:
        fail(Secret(VALUE))

    told = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
    assert VALUE not in "".join(told.format())


def test_a_secret_never_appears_in_a_log(capfd: pytest.CaptureFixture[str]) -> None:
    logger = logging.getLogger("aegis.tests.secret")
    logger.propagate = False  # pytest's own handler raises where logging only reports
    logger.handlers = [logging.StreamHandler()]

    logger.error("the token is %s", Secret(VALUE))
    logger.error("the token is %r", Secret(VALUE))

    out, err = capfd.readouterr()
    assert VALUE not in out + err


def test_a_secret_has_no_attributes_to_hide_another_copy_in() -> None:
    secret = Secret(VALUE)

    with pytest.raises(AttributeError):
        secret.note = VALUE  # type: ignore[attr-defined]  # that is the claim


@pytest.mark.parametrize(
    ("other", "equal"),
    [(Secret(VALUE), True), (Secret("another"), False), (VALUE, False), (None, False)],
)
def test_secrets_are_equal_by_value_and_to_nothing_else(other: object, *, equal: bool) -> None:
    assert equal is (Secret(VALUE) == other)


def test_comparing_secrets_never_raises_an_error_that_holds_one() -> None:
    odd = Secret("\udcff" + VALUE)

    assert odd != Secret(VALUE)


def test_a_secret_cannot_be_empty() -> None:
    with pytest.raises(ValueError, match="cannot be empty"):
        Secret("")


@pytest.mark.parametrize(("value", "found"), [("ghu_1", "ghu_"), ("ghx_1", None), ("gh", None)])
def test_a_secret_tells_which_of_some_public_beginnings_it_has(
    value: str, found: str | None
) -> None:
    assert found == Secret(value).prefix_among(("gho_", "ghu_"))
