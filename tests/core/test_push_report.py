"""What became of a push, as a server says, and what git is told of one that nobody sent."""

import pytest

from aegis_cli.core.pkt_lines import FLUSH, BadLine, pkt_line
from aegis_cli.core.push_commands import PushCommands, RefUpdate
from aegis_cli.core.push_report import ALIVE, PushReport, fault_of, refusal_of
from tests.helpers.rows import for_each

REPORT = (
    pkt_line(b"unpack ok\n")
    + pkt_line(b"ok refs/heads/a\n")
    + pkt_line(b"option refname refs/heads/z\n")
    + pkt_line(b"ng refs/heads/b no such thing\n")
    + FLUSH
)
UPDATES = (RefUpdate("refs/heads/a", "a" * 40, "b" * 40),)


def in_bands(*pieces: bytes) -> bytes:
    return b"".join(map(pkt_line, pieces)) + FLUSH


@for_each(
    "answer",
    [
        REPORT,
        in_bands(b"\x02Resolving\n", b"\x01", b"\x01" + REPORT[:9], b"\x01" + REPORT[9:]),
        ALIVE + in_bands(b"\x01" + REPORT),
    ],
)
def test_a_report_is_read_in_bands_and_without(answer: bytes) -> None:
    read = PushReport.read(answer)

    assert ("ok", frozenset({"refs/heads/a"})) == (read.unpack, read.taken)
    assert (("refs/heads/b", "no such thing"),) == read.refused


@for_each(
    ("answer", "words"),
    [
        (b"", "cut off"),
        (FLUSH, "does not say"),
        (in_bands(b"\x03fatal: \x1b[31mno"), r"fatal: \\x1b\[31mno"),
        (in_bands(b"\x03\xff no"), "ended it: \ufffd no"),
        (in_bands(b"\x01" + REPORT[:5]), "cut off"),
        (in_bands(b"\x01" + REPORT)[:-4], "cut off"),
    ],
)
def test_what_is_no_report_is_not_read(answer: bytes, words: str) -> None:
    with pytest.raises(BadLine, match=words):
        PushReport.read(answer)


@pytest.mark.parametrize("caps", [frozenset(), frozenset({"side-band-64k"})])
def test_a_refusal_is_a_report_of_its_own(caps: frozenset[str]) -> None:
    told = refusal_of(PushCommands(UPDATES, caps), "You said\nno.", "declined")

    assert (("refs/heads/a", "declined"),) == PushReport.read(told).refused
    assert bool(caps) == (b"aegis: You said no.\n" in told)


def test_a_large_refusal_goes_in_several_lines() -> None:
    many = tuple(RefUpdate(f"refs/heads/{n}{'x' * 200}", "a" * 40, "b" * 40) for n in range(250))
    told = refusal_of(PushCommands(many, frozenset({"side-band-64k"})), "no " * 100)

    assert 250 == len(PushReport.read(told).refused)


def test_before_the_commands_are_known_a_reason_ends_git() -> None:
    assert pkt_line(b"\x03aegis: not so\n") == fault_of("not\nso")
    assert len(fault_of("x" * 5000)) < 700
