"""A planted leak is found in each kind of place, and what was not searched is reported."""

import os
import sys
from pathlib import Path

import pytest

from aegis_cli.doctor.residue import looking
from aegis_cli.doctor.residue.files import Written
from aegis_cli.doctor.residue.places import PlaceReport
from aegis_cli.doctor.residue.proc import ProcessStart
from tests.doctor.residue.holding import holding
from tests.helpers.support import named

TOKEN = "ghu_K7qWn2ZtRb9XmVd4LsPy8HcJf3GaEu6TwQo1"
SESSION = "v1.w5YxB8kNr2DjTgLf7MvCz4QhSp9AeUi3KoRb"
(SECRET,), (HELD,) = named(TOKEN).values(), named(SESSION).values()
NEEDLES = {"GitHub token 1": SECRET, "access token 1": HELD}

needs_root = pytest.mark.skipif(
    sys.platform != "linux" or os.geteuid() != 0,
    reason="only root can read another process's memory, on Linux",
)


@needs_root
def test_a_token_in_a_living_process_is_found_and_allowed_secrets_are_not_reported() -> None:
    with holding(f"{TOKEN} {SESSION}".encode()) as pid:
        seen = looking.memory([pid], NEEDLES, {pid: ["access token 1"]})
        strange = looking.memory([pid], NEEDLES, {})

    (said,) = seen.leaks
    assert said.startswith(f"GitHub token 1 is in the memory of process {pid} (")
    assert seen.amount.startswith("1 process, ")
    assert () == seen.gaps
    assert 2 == len(strange.leaks)


@needs_root
def test_a_search_that_does_not_find_the_control_token_is_blind() -> None:
    with holding(b"nothing") as pid:
        seen = looking.memory([pid], NEEDLES, {pid: ["access token 1"]})

    assert () == seen.leaks
    assert (f"process {pid} does not show its own access token: the search is blind",) == (
        seen.gaps
    )


@needs_root
def test_a_process_that_ended_is_no_gap() -> None:
    with holding(b"") as pid:
        pass

    assert ("0 processes, 0 bytes", (), ()) == _all(looking.memory([pid], NEEDLES, {}))


def _all(seen: PlaceReport) -> tuple[object, object, object]:
    return seen.amount, seen.leaks, seen.gaps


def test_arguments_and_environment_are_searched_and_a_refusal_is_a_gap() -> None:
    sights = {
        1: ProcessStart({b"curl\0-H\0" + TOKEN.encode()}, b"HOME=/"),
        2: ProcessStart({b"sh"}, b"GH_TOKEN=" + TOKEN.encode()),
        3: ProcessStart({b"git"}, None, is_refused=True),
        4: ProcessStart({b"git"}, None),
    }

    seen = looking.starts(sights, NEEDLES)

    assert "4 processes" == seen.amount
    assert ["the arguments of process 1", "the environment of process 2"] == [
        said.partition(" is in ")[2].partition(" (")[0] for said in seen.leaks
    ]
    assert ("the environment of process 3 is not shown",) == seen.gaps


@pytest.mark.parametrize("place", ["standard output", "standard error"])
def test_standard_output_and_standard_error_are_searched(tmp_path: Path, place: str) -> None:
    log = tmp_path / "log"
    log.write_bytes(SESSION.encode() if place == "standard error" else b"")
    said = [SESSION[:20].encode(), SESSION[20:].encode()] if place == "standard output" else []

    seen = looking.output(said, log, NEEDLES)

    (found,) = seen.leaks
    assert f"access token 1 is in {place} (" in found
    assert () == looking.output([b"x"], Path("/dev/null"), NEEDLES).leaks


def test_files_and_their_names_are_searched(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text(f"token = {TOKEN}")
    (tmp_path / TOKEN).write_text("")
    written = Written(0.0, os.getuid())
    written.add(tmp_path)

    seen = looking.files(written, ["a folder"], NEEDLES)

    assert "2 files changed, 48 bytes, in a folder" == seen.amount
    assert {
        f"GitHub token 1 is in {tmp_path / 'cache'}",
        f"GitHub token 1 is in the name of a file in {tmp_path}",
    } == {said.partition(" (")[0] for said in seen.leaks}


def test_a_file_that_is_not_read_is_a_gap(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    written = Written(0.0, os.getuid())
    written.unread.append(tmp_path / "file")

    assert (f"{tmp_path / 'file'} cannot be read",) == looking.files(written, [], NEEDLES).gaps
