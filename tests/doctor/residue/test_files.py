"""Only files that changed since a moment are found and read."""

import os
from pathlib import Path

import pytest

from aegis_cli.doctor.residue import files
from aegis_cli.doctor.residue.files import Written, chunks

NOW = 1_790_000_000.0


def write(path: Path, data: bytes = b"x", *, age: float = 0.0) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    os.utime(path, (NOW - age, NOW - age))
    return path


@pytest.fixture
def old(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let only the time of modification count: the other one cannot be set."""
    stat = Path.lstat

    def lstat(path: Path) -> os.stat_result:
        found = [*stat(path)]
        found[9] = found[8]
        return os.stat_result(found)

    monkeypatch.setattr(Path, "lstat", lstat)


@pytest.mark.usefixtures("old")
def test_what_changed_in_a_folder_is_found_however_deep(tmp_path: Path) -> None:
    new = write(tmp_path / "a" / "b" / "new")
    write(tmp_path / "a" / "old", age=60)
    for folder in (tmp_path / "a" / "b", tmp_path / "a"):
        os.utime(folder, (NOW - 60, NOW - 60))
    (tmp_path / "a" / "link").symlink_to("/etc/passwd")

    written = Written(NOW, os.getuid())
    written.add(tmp_path)

    assert [new] == written.files


@pytest.mark.usefixtures("old")
def test_in_a_shared_folder_only_changed_folders_are_entered(tmp_path: Path) -> None:
    direct, inside = write(tmp_path / "new"), write(tmp_path / "made" / "new")
    write(tmp_path / "others" / "new")
    write(tmp_path / "ours" / "new")
    os.utime(tmp_path / "made", (NOW, NOW))
    os.utime(tmp_path / "ours", (NOW, NOW))
    os.utime(tmp_path / "others", (NOW - 60, NOW - 60))

    written = Written(NOW, os.getuid())
    written.add(tmp_path, is_shared=True, without=tmp_path / "ours")

    assert {direct, inside} == {*written.files}


def test_files_of_other_users_are_ignored(tmp_path: Path) -> None:
    write(tmp_path / "theirs")

    written = Written(0.0, os.getuid() + 1)
    written.add(tmp_path)
    written.add(tmp_path / "nowhere")

    assert [] == written.files


def test_names_are_read_too_and_files_that_are_too_large_are_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "LARGEST", 3)
    write(tmp_path / "small", b"abc")
    large = write(tmp_path / "large", b"abcd")
    gone = write(tmp_path / "gone")
    (tmp_path / "link-ghu").symlink_to("nowhere")

    written = Written(0.0, os.getuid())
    written.add(tmp_path)
    gone.unlink()
    read = {
        where: b"".join(chunks)
        for where, chunks in written.read()
        if not where.startswith("the name")
    }
    names = [b"".join(chunks) for where, chunks in written.read() if where.startswith("the name")]

    assert {str(tmp_path / "small"): b"abc"} == read
    assert [large] == written.unread
    assert {b"small", b"large", b"gone", b"link-ghu"} == {*names}


def test_a_link_in_the_place_of_a_file_is_not_followed_and_a_folder_there_is_reported(
    tmp_path: Path,
) -> None:
    link, folder = write(tmp_path / "link"), write(tmp_path / "folder")
    written = Written(0.0, os.getuid())
    written.add(tmp_path)
    for path in (link, folder):
        path.unlink()
    link.symlink_to("/etc/passwd")
    folder.mkdir()

    assert [] == [where for where, _ in written.read() if not where.startswith("the name")]
    assert [folder] == written.unread


def test_a_file_behind_a_link_that_leads_in_a_circle_is_reported(tmp_path: Path) -> None:
    inner = tmp_path / "inner"
    inner.mkdir()
    path = write(inner / "file")
    written = Written(0.0, os.getuid())
    written.add(tmp_path)
    inner.rename(tmp_path / "moved")
    inner.symlink_to(inner)

    assert [] == [where for where, _ in written.read() if not where.startswith("the name")]
    assert [path] == written.unread


def test_a_file_is_read_in_chunks_that_overlap(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "_CHUNK", 4)
    monkeypatch.setattr(files, "OVERLAP", 2)

    assert [b"abcd", b"cdefgh", b"ghi"] == [*chunks(write(tmp_path / "file", b"abcdefghi"))]


def test_a_folder_that_cannot_be_listed_is_reported_and_a_deleted_one_is_not(
    tmp_path: Path,
) -> None:
    (tmp_path / "no folder").touch()
    written = Written(0.0, os.getuid())

    written.add(tmp_path / "no folder")
    written.add(tmp_path / "gone")

    assert [tmp_path / "no folder"] == written.unread
