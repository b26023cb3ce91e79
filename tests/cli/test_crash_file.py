"""The report of a mistake of aegis's own: where the code stood, and nothing of the person."""

import stat
from pathlib import Path

import pytest

from aegis_cli.adapters import crash_report
from aegis_cli.cli import endings
from aegis_cli.cli.main import run
from aegis_cli.errors import Status
from aegis_cli.executor.protocol import no_answer

SECRETS = [f"ghp_{at:04}Zx81Qq0192ndmskLLpOwe3Rt" for at in range(200)]
NAMES = [f"mona{at}@acme-{at}.example" for at in range(200)]
PATHS = [f"/home/mona{at}/private-{at}" for at in range(100)]
PLANTED = [*SECRETS, *NAMES, *PATHS]


@pytest.fixture
def crash_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(crash_report.VARIABLE, str(tmp_path / "crash.md"))
    crash_report._last.clear()
    return tmp_path / "crash.md"


def fail(value: str, secrets: list[str]) -> int:
    """Fail with values in variables, messages, arguments, notes and what the error came from."""
    held = {value: secrets}
    try:
        held[f"{value}!"]
    except KeyError as first:
        first.add_note(" ".join(PLANTED))
        raise RuntimeError(f"{held}") from first
    return 0


def found_in(report: Path) -> list[str]:
    text = report.read_text("utf-8")
    return [value for value in PLANTED if value in text]


def test_a_report_has_where_the_code_stood_and_how_requests_were_answered(
    crash_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for at in range(30):
        crash_report.note(f"POST api.github.com/repos/acme/web: {200 + at}, 31 ms, with date, etag")
    crash_report.note("GET acme.eu.auth0.com/: no answer from acme.eu.auth0.com, 5 ms")
    code = endings.code_of(lambda: fail(NAMES[0], SECRETS), ["do", NAMES[0]])

    report = crash_file.read_text("utf-8")
    assert code == Status.BUG.exit_code
    assert "aegis made a mistake (RuntimeError)." in capsys.readouterr().err
    assert "## builtins.RuntimeError" in report
    assert "## builtins.KeyError" in report
    assert "aegis_cli.cli.endings:" in report
    assert " fail\n" in report
    assert "- POST 211, 31 ms\n" in report
    assert "- GET without an answer, 5 ms\n" in report
    assert "POST 210," not in report  # the last twenty
    assert stat.S_IMODE(crash_file.stat().st_mode) == 0o600


def test_none_of_500_planted_values_is_in_a_report(crash_file: Path) -> None:
    for value in PLANTED:
        crash_report.note(f"GET {value}/{value}: {value}, 12 ms")
        crash_report.note(f"{value}: 200, 12 ms")
        crash_report.note(value)
    endings.code_of(lambda: fail(PATHS[0], PLANTED), PLANTED)

    assert [] == found_in(crash_file)


def test_the_search_finds_what_a_report_has(crash_file: Path) -> None:
    crash_report._last.append(f"GET {PLANTED[7]}")
    endings.code_of(lambda: fail("", []), [])

    assert [PLANTED[7]] == found_in(crash_file)


def test_a_mistake_that_is_noticed_in_another_process_leaves_a_report_too(
    crash_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def end() -> int:
        raise no_answer()

    code = endings.code_of(end, [])

    assert code == Status.BUG.exit_code
    assert "The executor ended without an answer." in capsys.readouterr().err
    assert "## aegis_cli.errors.Bug" in crash_file.read_text("utf-8")


def test_what_is_there_already_is_kept(
    crash_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    crash_file.write_text("mine")
    endings.code_of(lambda: fail("", []), [])

    assert crash_file.read_text() == "mine"
    assert "was not written (FileExistsError)" in capsys.readouterr().err


def test_without_a_file_nothing_is_written_and_it_is_said_how_to_get_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv(crash_report.VARIABLE, raising=False)
    monkeypatch.chdir(tmp_path)
    endings.code_of(lambda: fail("", []), [])

    assert [] == [*tmp_path.iterdir()]
    assert "aegis --crash-file crash.md" in capsys.readouterr().err


def test_the_option_names_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(crash_report.VARIABLE, "")
    monkeypatch.setattr("aegis_cli.cli.version.write_out", lambda _text: fail("", []))
    monkeypatch.chdir(tmp_path)
    run(["--crash-file", "crash.md", "version"])

    assert "crash.md: it has where the code stood" in capsys.readouterr().err
    assert (tmp_path / "crash.md").exists()
