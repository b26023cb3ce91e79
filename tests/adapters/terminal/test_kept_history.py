"""The history that is kept: in a file of one's own, and no trouble where that cannot be written."""

import stat
from pathlib import Path

import pytest

from aegis_cli.adapters.terminal.kept_history import KeptHistory, LinesInMemory, history_path
from aegis_cli.adapters.terminal.line_editor import LineEditor


def mode_of(path: Path) -> str:
    return f"{stat.S_IMODE(path.stat().st_mode):o}"


def test_lines_come_back_from_a_file_that_only_this_user_can_read(tmp_path: Path) -> None:
    path = tmp_path / "aegis" / "history"

    KeptHistory(path).append_string("close acme/web#12\nfor good")

    assert ["close acme/web#12\nfor good"] == [*KeptHistory(path).load_history_strings()]
    assert ("600", "700") == (mode_of(path), mode_of(path.parent))


def test_a_file_that_others_could_read_is_closed_to_them(tmp_path: Path) -> None:
    path = tmp_path / "history"
    path.touch(mode=0o644)

    KeptHistory(path)

    assert "600" == mode_of(path)


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    path = tmp_path / "history"
    path.symlink_to(tmp_path / "elsewhere")

    with pytest.raises(OSError, match="history"):
        KeptHistory(path)

    assert not (tmp_path / "elsewhere").exists()


def test_a_line_that_cannot_be_written_is_still_remembered(tmp_path: Path) -> None:
    path = tmp_path / "aegis" / "history"
    kept = KeptHistory(path)
    path.unlink()
    path.parent.rmdir()

    kept.append_string("close acme/web#12")

    assert ["close acme/web#12"] == kept.get_strings()


def test_the_file_is_in_the_folder_for_state(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))

    assert tmp_path / "aegis" / "history" == history_path()


def test_no_history_has_the_value_of_a_secret_neither_in_memory_nor_in_a_file(
    tmp_path: Path,
) -> None:
    path = tmp_path / "history"
    for kept in (LinesInMemory(), KeptHistory(path)):
        editor = LineEditor(lambda _text: (), kept)
        assert [] == editor.history()
        editor.remember("set the secret API_KEY of acme/web to hunter2")

        assert ["[hidden]"] == editor.history()
        # What the arrow keys bring back.
        assert editor.history() == editor._session.history.get_strings()
    assert "hunter2" not in path.read_text()
