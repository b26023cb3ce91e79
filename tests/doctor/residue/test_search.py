"""A secret is found in each of its forms and by a piece of it, and nothing else is."""

import base64

from aegis_cli.core.needles import FRAGMENT, forms
from aegis_cli.core.secret import Secret
from aegis_cli.doctor.residue.search import count, marks
from tests.helpers.rows import for_each
from tests.helpers.support import named

TOKEN = "ghu_K7qWn2ZtRb9XmVd4LsPy8HcJf3GaEu6TwQo1"
OTHER = "ghu_w5YxB8kNr2DjTgLf7MvCz4QhSp9AeUi3KoRb"
SIGNATURE = "c2lnbmF0dXJlLW9mLXRoaXMtdG9rZW4tYWxvbmU" * 8
SIGNED = f"eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJtb25hIn0.{SIGNATURE}"


def found(data: bytes) -> dict[str, dict[str, int]]:
    return count([b"some text before it " + data + b" and some after it"], named(TOKEN, OTHER))


@for_each("form", forms(Secret(TOKEN)))
def test_each_form_is_found_and_named_as_the_secret_that_it_is(form: str) -> None:
    for piece in forms(Secret(TOKEN))[form]:
        assert ["0"] == [*found(piece)]
        assert found(piece)["0"][form] > 0


@for_each(
    ("form", "data"),
    [
        ("utf-8", TOKEN.encode()),
        ("utf-16", TOKEN.encode("utf-16-le")),
        ("utf-16", TOKEN.encode("utf-16-be")),
        ("utf-32", TOKEN.encode("utf-32-le")),
        ("utf-32", TOKEN.encode("utf-32-be")),
        ("hex", TOKEN.encode().hex().encode()),
        ("hex", TOKEN.encode().hex().upper().encode()),
        ("base64", base64.b64encode(TOKEN.encode())),
        ("base64", base64.b64encode(f"a{TOKEN}!".encode())),
        ("base64", base64.b64encode(f"ab{TOKEN}".encode())),
    ],
)
def test_encoded_secrets_are_found(form: str, data: bytes) -> None:
    assert [form] == [name for name in found(data)["0"] if name != "fragment"]


@for_each("start", range(len(TOKEN) - 22))
def test_any_twenty_three_bytes_are_found(start: int) -> None:
    assert {"fragment"} == found(TOKEN[start : start + 23].encode())["0"].keys()


@for_each(
    "secret",
    [
        TOKEN,
        SIGNED,
        "v1.w5YxB8kNr2DjTgLf7MvCz4QhSp9Ae+Ui3/KoRb",
        "kurz!",
        "a secret with spaces",
        "pässword",
    ],
)
@for_each("around", [b"", b"\0", b"\0\0\0", b"aA", b"\xff\xfe", bytes(range(256))])
def test_each_form_is_found_between_any_bytes(secret: str, around: bytes) -> None:
    for form, pieces in forms(Secret(secret)).items():
        for piece in pieces:
            assert form in count([around + piece + around], named(secret))["0"], form


def test_the_marks_are_few_and_each_form_contains_one() -> None:
    known = forms(Secret(TOKEN))

    assert 9 == len(marks(known))
    for pieces in known.values():
        for piece in pieces:
            assert any(mark in piece.replace(b"\0", b"") for mark in marks(known))


def test_bytes_with_others_between_them_are_no_copy() -> None:
    for between in (b" ", b"\n", b"\0", b"\xff"):
        assert {} == found(between.join(bytes([letter]) for letter in TOKEN.encode()) + b"!") or (
            between == b"\0"  # it is UTF-16
        )


def test_any_third_of_a_long_secret_is_found() -> None:
    third = len(SIGNATURE) // 3
    for start in range(len(SIGNATURE) - third):
        assert count([SIGNATURE[start : start + third].encode()], named(SIGNED))


def test_a_shorter_piece_is_no_copy() -> None:
    assert {} == found(TOKEN[: FRAGMENT - 1].encode())


def test_only_the_signature_identifies_a_signed_token() -> None:
    head, body, _ = SIGNED.split(".")

    assert {} == count([f"{head}.{body}.another".encode()], named(SIGNED))
    assert count([SIGNED.encode()], named(SIGNED))
    assert ("a.b.short",) == tuple(form.decode() for form in forms(Secret("a.b.short"))["utf-8"])


def test_copies_are_counted_over_all_chunks() -> None:
    copies = count([TOKEN.encode() * 2, b"nothing", TOKEN.encode()], named(TOKEN))

    assert 3 == copies["0"]["utf-8"]
    assert TOKEN not in repr(copies)
