"""The search reports one line for each place, and one verdict for all of them."""

import pytest

from aegis_cli.doctor.checks import Skipped
from aegis_cli.doctor.residue.places import (
    REPORT,
    PlaceReport,
    Tally,
    count_of,
    leak_sentences,
    list_kinds,
    needles_of,
    provider_tokens,
    size_text,
)
from aegis_cli.errors import Code, Failed

ISSUED = {"github": ["ghu_a", "ghu_b"], "access": ["x.y.z"], "device": ["code"], "later": ["?"]}


def test_issued_secrets_are_named_and_unknown_kinds_are_left_out() -> None:
    needles = needles_of(ISSUED, "vault-s3cret")

    assert [
        "GitHub token 1",
        "GitHub token 2",
        "access token 1",
        "device code 1",
        "client secret of the Custom API Client",
    ] == [*needles]
    assert "ghu_b" == needles["GitHub token 2"].reveal()
    assert (
        "2 GitHub tokens, 1 access token, 1 device code and 1 client secret of the Custom API Client"
        == list_kinds(needles)
    )


@pytest.mark.usefixtures("board")
def test_the_tokens_of_every_provider_that_exists_are_looked_for() -> None:
    needles = needles_of(ISSUED | {"board": ["brd-a"]}, "vault-s3cret")

    tokens = ["GitHub token 1", "GitHub token 2", "Board token 1"]
    assert tokens == [*needles][:3] == provider_tokens(needles)
    assert "brd-a" == needles["Board token 1"].reveal()
    assert list_kinds(needles).startswith("2 GitHub tokens, 1 Board token, 1 access token")


def test_without_a_github_token_the_search_is_an_error() -> None:
    with pytest.raises(Failed) as caught:
        needles_of({"access": ["x"]}, "s3cret")

    assert Code.PROTOCOL is caught.value.code


def test_a_leak_is_reported_by_name_and_form_unless_it_is_allowed() -> None:
    found = {"GitHub token 1": {"utf-8": 2, "hex": 1}, "access token 1": {"utf-8": 4}}

    assert ["GitHub token 1 is in a file (2x utf-8, 1x hex)"] == [
        *leak_sentences("a file", found, allowed=["access token 1"])
    ]


def test_a_place_is_clean_skipped_or_failed_and_a_leak_comes_before_a_gap() -> None:
    with pytest.raises(Failed) as caught:
        Tally().take(PlaceReport("2 files", ("a is in b",), ("c cannot be read",)))

    assert ("a is in b. Looked at: 2 files.", Code.RESIDUE, REPORT) == (
        caught.value.message,
        caught.value.code,
        caught.value.hint,
    )
    assert "2 files; nothing found" == Tally().take(PlaceReport("2 files"))
    gap = Tally().take(PlaceReport("2 files", gaps=("c cannot be read",)))
    assert isinstance(gap, Skipped)
    assert ("c cannot be read (2 files)", Code.UNSEEN) == (gap.message, gap.code)


def test_the_verdict_is_clean_only_if_everything_was_searched_and_nothing_found() -> None:
    tally = Tally()
    tally.take(PlaceReport("1 process"))
    clean = tally.verdict()
    tally.take(PlaceReport("nothing", gaps=("memory cannot be seen",)))
    gap = tally.verdict()
    with pytest.raises(Failed):
        tally.take(PlaceReport("1 file", ("it is there", "and there")))
    with pytest.raises(Failed) as caught:
        tally.verdict()

    assert isinstance(clean, str)
    assert clean.startswith("clean: nothing was left behind in 1 place;")
    assert isinstance(gap, Skipped)
    assert Code.UNSEEN is gap.code
    assert "not clean" in gap.message
    assert ("A secret was left behind: 2 finds in 3 places.", Code.RESIDUE) == (
        caught.value.message,
        caught.value.code,
    )


def test_numbers_have_their_nouns_and_sizes_their_units() -> None:
    assert ["1 file", "2 files", "0 processes"] == [
        count_of(1, "file"),
        count_of(2, "file"),
        count_of(0, "process", "processes"),
    ]
    assert ["84 MB", "7 kB", "1 byte", "999 bytes"] == [
        *map(size_text, (84_200_000, 7_000, 1, 999)),
    ]
