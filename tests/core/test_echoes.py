"""A secret that a server repeats is found however it is spelled, and ordinary text is left alone."""

import base64
import json
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest

from aegis_cli.core.echoes import REDACTED, SHORTEST, Echoes, redact, show
from aegis_cli.core.secret import Secret
from tests.helpers.rows import for_each

TOKEN = "ghu_K7qWn2ZtRb9XmVd4LsPy8HcJf3GaEu6TwQo1"
CLIENT_SECRET = "0f9e8d7c6b5a49382716f5e4d3c2b1a00f9e8d7c"
SIGNATURE = "c2lnbmF0dXJlLW9mLXRoaXMtdG9rZW4tYWxvbmU" * 8
SIGNED = f"eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJtb25hIn0.{SIGNATURE}"
ENCRYPTED = f"header..nonce.{'Tq7w' * 30}.a-tag-of-it"
SECRETS = {
    "token": TOKEN,
    "client secret": CLIENT_SECRET,
    "signed": SIGNED,
    "encrypted": ENCRYPTED,
    "odd": "pä55-wörd/with+odd=letters & spaces",
}


def all_percent(text: str) -> str:
    return "".join(f"%{byte:02X}" for byte in text.encode())


def some_percent(text: str) -> str:
    return "".join(f"%{ord(c):02x}" if at % 3 == 0 and c.isascii() else c for at, c in enumerate(text))  # fmt: skip


def lined(text: str) -> str:
    return "\n  ".join(text[at : at + 7] for at in range(0, len(text), 7))


def styled(text: str) -> str:
    wide = {**{c: chr(ord(c) + 0xFEE0) for c in map(chr, range(0x30, 0x7B)) if c.isalnum()}}
    return "".join(wide.get(c, c) for c in text)


def based(text: str, before: str = "") -> str:
    return base64.b64encode(f"{before}{text}".encode()).decode()


def url_safe(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def unicode_escaped(text: str) -> str:
    return "".join(f"\\u{ord(c):04x}" for c in text)


SPELLINGS: dict[str, Callable[[str], str]] = {
    "as it stands": str,
    "in base64": based,
    "in base64, second place": lambda t: based(t, "a"),
    "in base64, third place": lambda t: based(t, "ab"),
    "in the header of Basic": lambda t: f"Basic {based(t, 'Iv1.app:')}",
    "in base64 for URLs": url_safe,
    "in base64, in lines": lambda t: lined(based(t)),
    "in base64 in JSON": lambda t: json.dumps(json.dumps({"said": based(t)})),
    "in hex": lambda t: t.encode().hex(),
    "in capital hex": lambda t: t.encode().hex().upper(),
    "in hex with colons": lambda t: t.encode().hex(":"),
    "in hex, in lines": lambda t: lined(t.encode().hex(" ")),
    "as a list of numbers": lambda t: str(list(t.encode())),
    "percent-encoded": quote,
    "percent-encoded as a whole": all_percent,
    "percent-encoded in part": some_percent,
    "percent-encoded twice": lambda t: quote(some_percent(t)),
    "spaced out": " ".join,
    "with dots": ".".join,
    "with characters of no width": "\u200b".join,
    "with escaped characters of no width": "\\u200b".join,
    "with soft hyphens": "\u00ad".join,
    "broken into lines": lined,
    "broken into lines in JSON": lambda t: json.dumps({"said": lined(t)}),
    "with tabs in JSON in JSON": lambda t: json.dumps(json.dumps("\t".join(t))),
    "quoted for mail": lambda t: "=\r\n".join(t[at : at + 9] for at in range(0, len(t), 9)),
    "escaped for JSON": unicode_escaped,
    "escaped for JSON twice": lambda t: json.dumps(unicode_escaped(t)),
    "escaped for C": lambda t: "".join(f"\\x{byte:02x}" for byte in t.encode()),
    "escaped for HTML": lambda t: "".join(f"&#{ord(c)};" for c in t),
    "escaped for HTML in hex": lambda t: "".join(f"&#x{ord(c):X};" for c in t),
    "in the other case": str.swapcase,
    "of full width": styled,
    "in UTF-16": lambda t: t.encode("utf-16-le").decode("utf-8", "replace"),
}


@for_each("spelling", SPELLINGS)
@for_each("name", SECRETS)
def test_a_secret_is_found_and_taken_out_in_each_spelling(name: str, spelling: str) -> None:
    echoes = Echoes().add(Secret("another-secret-of-some-length"), Secret(SECRETS[name]))
    text = f"It said: {SPELLINGS[spelling](SECRETS[name])}. That was 100% of it."

    shown = echoes.taken_out_of(text)

    assert echoes.are_in(text)
    assert REDACTED in shown
    assert shown.startswith("It said: ")
    assert shown.endswith(" That was 100% of it.")
    assert not echoes.are_in(shown)
    # Of a token in parts, those that are in many tokens may be left.
    assert len(shown) < len(text) - len(SECRETS[name]) // 3


@pytest.mark.parametrize("spelling", [str, lined, some_percent])
def test_nothing_of_a_whole_token_is_left(spelling: Callable[[str], str]) -> None:
    assert f"a {REDACTED} b {REDACTED}" == redact(
        f"a {spelling(TOKEN)} b {spelling(TOKEN)}", Secret(TOKEN)
    )


@for_each("cut", [slice(0, 23), slice(9, 33), slice(17, None)])
@for_each("spelling", [str, based, url_safe, str.swapcase])
def test_a_piece_is_found_as_far_as_it_goes(cut: slice, spelling: Callable[[str], str]) -> None:
    shown = redact(f"<{spelling(TOKEN[cut])}>", Secret(TOKEN))

    assert REDACTED in shown
    assert len(shown) <= len(REDACTED) + 2 + 4


@for_each(
    "text",
    [
        "",
        "100 %, C:\\users\\x, %zz, &#xD800; &#9999999; \\ud83d \\u, 5 % of 1%",
        "ghu_" + "0" * 36,
        TOKEN[:15],
        "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJtb25hIn0." + "another-signature" * 9,
        "the session token of the vault",
        Path(__file__).parent.joinpath("test_http.py").read_text(encoding="utf-8"),
        "你好 👩‍💻 ① \uff46\uff55\uff4c\uff4c \U0001d4ea \x00 \u202e \ud800",
    ],
)
def test_ordinary_text_is_left_as_it_is(text: str) -> None:
    echoes = Echoes().add(*map(Secret, SECRETS.values()), Secret("session-token"), Secret("word"))

    assert text == echoes.taken_out_of(text)


def test_escapes_are_undone_three_deep_and_no_deeper() -> None:
    deep = "%252525252567"

    assert not Echoes().add(Secret(TOKEN)).are_in(deep)
    assert f"{REDACTED} {deep}" == redact(
        f"{quote(quote(some_percent(TOKEN)))} {deep}", Secret(TOKEN)
    )


def test_a_short_secret_is_found_as_it_stands_and_a_word_is_not() -> None:
    short, word = "s" * SHORTEST, "s" * (SHORTEST - 1)

    assert f"<{REDACTED}>" == redact(f"<{short}>", Secret(short))
    assert f"<{word}>" == redact(f"<{word}>", Secret(word))
    assert "s-" * SHORTEST == redact("s-" * SHORTEST, Secret(short))


def test_all_secrets_are_taken_out_of_a_text() -> None:
    text = f"{TOKEN} {based(CLIENT_SECRET, 'id:')} session-token"

    shown = redact(text, Secret(TOKEN), Secret(CLIENT_SECRET), Secret("session-token"))

    assert 3 == shown.count(REDACTED)
    assert not Echoes().add(*map(Secret, (TOKEN, CLIENT_SECRET, "session-token"))).are_in(shown)


HALF_A_MEGABYTE = {
    "prose": "The quick brown fox jumps over the lazy dog. " * 11_600,
    "hex": "0123456789abcdef" * 32_800,
    "other scripts": "你好, 世界 é ü 👩‍💻 " * 34_000,
    "backslashes": "\\" * 524_288,
    "percents": "%" * 524_288,
    "nearly it": TOKEN[:15] * 35_000,
    "entities": "&#x" * 175_000,
}


@for_each("text", HALF_A_MEGABYTE.values(), ids=HALF_A_MEGABYTE)
def test_half_a_megabyte_is_looked_through_quickly(text: str) -> None:
    echoes = Echoes().add(*map(Secret, SECRETS.values()))
    began = time.process_time()

    assert not echoes.are_in(text)

    assert time.process_time() - began < 0.5


LEAKS = {
    "one": "%67 " * 25_000 + TOKEN,
    "many": f"{TOKEN} " * 2_500,
    "many, escaped": some_percent(TOKEN) * 2_000,
}


@pytest.mark.parametrize("text", LEAKS.values(), ids=LEAKS)
def test_a_tenth_of_a_megabyte_of_echoes_is_cleaned_in_a_time_that_grows_with_it(text: str) -> None:
    began = time.process_time()

    shown = redact(text, Secret(TOKEN))

    assert TOKEN[4:] not in shown
    assert time.process_time() - began < 1.0


def test_the_secrets_are_not_shown_by_what_looks_for_them() -> None:
    echoes = Echoes().add(Secret(TOKEN))

    assert "K7qWn2Zt" not in repr(echoes)
    assert "k7qwn2zt" not in repr(echoes._needles)


def test_a_secret_that_is_repeated_is_taken_out_wherever_it_stands() -> None:
    text = "x" * 5 + "s3cret" + "s3cret"

    assert "s3" not in show(text, [Secret("s3cret")], most=8)


def test_what_is_shown_is_one_short_and_visible_line() -> None:
    assert "a \\x1b b" == show("a\n\x1b\tb", [], most=8)


@for_each("secret", [SECRETS[name] for name in ("token", "client secret", "signed")])
def test_a_whole_secret_is_found_in_bytes_as_it_is_and_in_base64(secret: str) -> None:
    echoes, between = Echoes().add(Secret(secret)), bytes(range(256))
    basic = base64.b64encode(f"x-access-token:{secret}".encode())

    assert echoes.are_plainly_in(between + secret.encode() + between)
    assert echoes.are_plainly_in(between + basic + between)
    assert not echoes.are_plainly_in(between + secret[:-12].encode() + between)


def test_what_is_too_short_to_tell_is_not_looked_for_in_bytes() -> None:
    assert not Echoes().add(Secret("a-word")).are_plainly_in(b"a-word")
