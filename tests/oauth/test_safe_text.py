"""What an authorization server says, on its way to the person."""

from aegis_cli.core.secret import Secret
from aegis_cli.oauth.safe_text import shown


def test_a_secret_that_is_repeated_is_taken_out_wherever_it_stands() -> None:
    text = "x" * 5 + "s3cret" + "s3cret"

    assert "s3" not in shown(text, [Secret("s3cret")], most=8)


def test_what_is_shown_is_one_short_and_visible_line() -> None:
    assert "a \\x1b b" == shown("a\n\x1b\tb", [], most=8)
