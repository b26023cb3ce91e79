"""The log of a job on a terminal."""

import io
from dataclasses import replace

from aegis_cli.adapters.render.log import log_pieces
from tests.adapters.render.samples import TERMINAL

PLAIN = replace(TERMINAL, colour=False)
TIME = b"2026-11-29T05:22:28.6313760Z "


def shown(*lines: bytes, time: bytes = TIME) -> list[str]:
    file = io.BytesIO(b"".join(time + line + b"\n" for line in lines))
    return "".join(log_pieces(file, PLAIN)).splitlines()


def test_times_are_left_out_and_groups_are_folded() -> None:
    assert ["| Run npm ci (2 lines)", "| added 312 packages", "| Empty (0 lines)"] == shown(
        b"##[group]Run npm ci",
        b"npm ci",
        b"shell: bash",
        b"##[endgroup]",
        b"added 312 packages",
        b"##[group]Empty",
        b"##[endgroup]",
    )


def test_the_step_that_failed_stands_first_and_unfolded() -> None:
    rows = shown(
        b"##[group]Run npm ci",
        b"npm ci",
        b"##[endgroup]",
        b"##[group]Run npm test",
        b"npm test",
        b"##[endgroup]",
        b"not ok",
        b"##[error]Process completed with exit code 1.",
        b"##[group]Run cleanup",
        b"##[endgroup]",
    )

    assert [
        "The step that failed:",
        "| Run npm test",
        "| npm test",
        "| not ok",
        "| error: Process completed with exit code 1.",
        "The whole log:",
        "| Run npm ci (1 line)",
        "| Run npm test (1 line)",
        "| not ok",
        "| error: Process completed with exit code 1.",
        "| Run cleanup (0 lines)",
    ] == rows


def test_of_a_long_step_that_failed_what_is_near_its_error_stands_first() -> None:
    rows = shown(b"##[group]Run it", *[b"x" * 100] * 2000, b"##[error]No", *[b"y" * 100] * 2000)

    first = rows[1 : rows.index("The whole log:")]
    assert 100 < len(first) < 1000
    assert "| error: No" in first


def test_control_characters_are_spelled_out_behind_a_bar() -> None:
    assert [r"| \x1b[31mred\x07\x0dAllow? [y/N] \u202e"] == shown(
        "\x1b[31mred\x07\rAllow? [y/N] \u202e".encode()
    )


def test_the_title_of_a_group_is_one_line() -> None:
    assert [r"| a\x1b[2Jb (1 line)"] == shown(b"##[group]a\x1b[2Jb", b"x", b"##[endgroup]")


def test_no_group_hides_an_error() -> None:
    rows = shown(b"##[group]Quiet", b"x", b"##[error]It failed")

    assert ["The whole log:", "| error: It failed", "| Quiet (1 line)"] == rows[-3:]


def test_a_group_without_an_end_ends_with_the_next() -> None:
    assert ["| One (1 line)", "| Two (1 line)"] == shown(
        b"##[group]One", b"a", b"##[group]Two", b"b"
    )


def test_a_line_without_an_end_is_read_in_pieces() -> None:
    rows = shown(b"x" * 100_000, time=b"")

    assert len(rows) > 1
    assert 100_000 == "".join(rows).count("x")


def test_bytes_that_are_no_text_are_spelled_out() -> None:
    assert [r"| \xff\xfe"] == shown(b"\xff\xfe")


def test_a_warning_is_said_and_a_byte_order_mark_is_not() -> None:
    assert ["| warning: old"] == shown(b"##[warning]old", time=b"\xef\xbb\xbf" + TIME)


def test_an_empty_log_shows_nothing() -> None:
    assert [] == shown()
