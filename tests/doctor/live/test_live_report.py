"""A report is read back as it was written, and nothing else is a report."""

import os
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aegis_cli.actions import catalog
from aegis_cli.core.header_names import HeaderName, known_names
from aegis_cli.doctor.live.claims import claims
from aegis_cli.doctor.live.field_names import PROTOCOL_NAMES
from aegis_cli.doctor.live.live_report import (
    LiveReport,
    SystemName,
    TriedAt,
    from_markdown,
    to_markdown,
)
from aegis_cli.doctor.live.report_file import ReportFile
from aegis_cli.doctor.live.sightings import (
    EACH,
    LONGEST,
    Fact,
    HttpSighting,
    JsonKind,
    ShapeSighting,
    Sighting,
    Verdict,
)
from aegis_cli.errors import Code, UsageError
from tests.helpers.rows import for_each

NAMES = {claim.id: PROTOCOL_NAMES for claim in claims()}
DAY = date(2026, 12, 1)
EMPTY = LiveReport((3, 12), SystemName.LINUX, TriedAt.SERVICES)

_ANSWERS = st.builds(
    HttpSighting,
    st.sampled_from(("GET", "POST", "PUT", "PATCH", "DELETE")),
    st.integers(100, 599),
    st.integers(0, LONGEST),
    st.sets(st.sampled_from(HeaderName)).map(known_names),
)
_PLACES = st.lists(st.sampled_from([*sorted(PROTOCOL_NAMES), EACH]), min_size=1, max_size=4)
_SHAPES = st.builds(
    ShapeSighting,
    st.lists(st.tuples(_PLACES.map(tuple), st.sampled_from(JsonKind)), min_size=1, max_size=5).map(
        tuple
    ),
    st.booleans(),
)
_SIGHTINGS = st.builds(
    Sighting,
    st.sampled_from(Verdict),
    st.lists(st.sampled_from(Fact), max_size=3).map(tuple),
    st.none() | st.sampled_from(Code),
    st.lists(_ANSWERS, max_size=5).map(tuple),
    st.none() | _SHAPES,
)
_IDS = st.sampled_from([claim.id for claim in claims()])
_REPORTS = st.builds(
    LiveReport,
    st.tuples(st.just(3), st.integers(11, 20)),
    st.sampled_from(SystemName),
    st.sampled_from(TriedAt),
    st.dictionaries(_IDS, st.tuples(st.dates(date(2026, 1, 1)), _SIGHTINGS), max_size=8),
)


@given(_REPORTS)
def test_a_report_is_read_back_as_it_was_written(report: LiveReport) -> None:
    assert report == from_markdown(to_markdown(report), NAMES)


@given(st.data(), _REPORTS)
def test_whatever_is_changed_in_a_report_it_is_none_any_more(
    data: st.DataObject, report: LiveReport
) -> None:
    text = to_markdown(report)
    at = data.draw(st.integers(0, len(text)))
    put = data.draw(st.sampled_from(["x", "ghu_secret", "\n", " | ", "mona"]))

    assert from_markdown(text[:at] + put + text[at:], NAMES) is None


@pytest.mark.parametrize("text", ["", "# Notes\n", to_markdown(EMPTY).replace("aegis ", "aegis 9")])
def test_another_file_is_no_report(text: str) -> None:
    assert from_markdown(text, NAMES) is None


HOSTILE = (
    "| yes | 2026-12-01 | | mona said hello | | |",
    "| yes | 2026-12-01 | ghu_secret | | | |",
    "| yes | 2026-12-01 | | | GET mona 3 ms | |",
    "| yes | 2026-12-01 | | | PRY 200 3 ms | |",
    "| yes | 2026-12-01 | | | | mona text |",
    "| yes | 2026-99-01 | | | | |",
)


@for_each("row", HOSTILE)
def test_a_row_with_a_foreign_word_makes_the_whole_file_no_report(row: str) -> None:
    own = f"| `{claims()[0].id}` "
    text = to_markdown(EMPTY).replace(f"{own}| untried | | | | | |", own + row)

    assert row in text
    assert from_markdown(text, NAMES) is None


def test_what_did_not_hold_is_said_with_what_is_wrong() -> None:
    claim = claims()[3]
    report = EMPTY.with_sighting(claim, DAY, Sighting(Verdict.NO, code=Code.MISCONFIGURED))

    text = to_markdown(report)

    assert f"| `{claim.id}` | no | 2026-12-01 | misconfigured |" in text
    assert text.endswith(
        f"## What did not hold\n\n- `{claim.id}`: {claim.says}. So {claim.wrong}.\n"
    )
    assert f"0 yes, 1 no, {len(claims()) - 1} untried." in text


def test_what_could_not_be_tried_again_keeps_its_answer() -> None:
    claim = claims()[0]
    report = EMPTY.with_sighting(claim, DAY, Sighting(Verdict.YES))

    again = report.with_sighting(claim, DAY, Sighting(Verdict.UNTRIED, (Fact.PASSING,)))

    assert Verdict.YES is again.verdict(claim)
    assert report == again


def test_the_file_is_for_its_owner_alone_and_replaced_as_a_whole(tmp_path: Path) -> None:
    file = ReportFile(tmp_path / "live.md")
    assert file.read() is None

    file.write(EMPTY)
    report = EMPTY.with_sighting(claims()[0], DAY, Sighting(Verdict.YES, (Fact.AS_CLAIMED,)))
    file.write(report)

    assert 0o600 == file.path.stat().st_mode & 0o777
    assert report == file.read()
    assert [file.path] == [*tmp_path.iterdir()]


def test_a_report_is_read_where_slack_is_not_set_up_unless_it_says_how_slack_answers(
    tmp_path: Path,
) -> None:
    file = ReportFile(tmp_path / "live.md")
    (claim,) = (each for each in claims() if each.id == "slack-reads-channels")
    report = EMPTY.with_sighting(claim, DAY, Sighting(Verdict.YES))
    seen = Sighting(Verdict.YES, shape=ShapeSighting((((EACH, "name"), JsonKind.TEXT),)))
    catalog.enable_providers(())

    file.write(report)
    read = file.read()
    file.write(report.with_sighting(claim, DAY, seen))

    assert report == read
    with pytest.raises(UsageError, match="is no report"):
        file.read()


@pytest.mark.parametrize("content", [b"# Notes\n", b"", b"\xff\xfe", b"x" * 2_000_000])
def test_a_file_that_is_no_report_stays_as_it_is(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "notes.md"
    path.write_bytes(content)

    with pytest.raises(UsageError, match="is no report of this version of aegis"):
        ReportFile(path).read()

    assert content == path.read_bytes()


def test_a_pipe_is_no_report_and_nobody_waits_for_it(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "live.md")

    with pytest.raises(UsageError, match="is no file"):
        ReportFile(tmp_path / "live.md").read()


def test_a_folder_that_is_not_there_is_said_before_anything_is_tried(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be written: No such file"):
        ReportFile(tmp_path / "none" / "live.md").write(EMPTY)
