"""A file that has its name only when it is whole."""

import errno
import fcntl
import os
from pathlib import Path

import pytest

from aegis_cli.adapters.new_file import NewFile, NotNew


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "log.txt"


def partial(path: Path) -> Path:
    return path.with_name(f"{path.name}.partial")


def made(path: Path, data: bytes = b"log", *, force: bool = False) -> NewFile:
    file = NewFile(str(path), force=force)
    os.write(file.descriptor, data)
    return file


def names(path: Path) -> list[str]:
    return sorted(each.name for each in path.parent.iterdir())


def test_a_file_gets_its_name_when_it_is_whole(path: Path) -> None:
    file = made(path)
    before = names(path)

    file.keep()

    assert (["log.txt.partial"], ["log.txt"]) == (before, names(path))
    assert b"log" == path.read_bytes()


def test_what_is_not_whole_keeps_the_other_name(path: Path) -> None:
    assert made(path).drop()

    assert ["log.txt.partial"] == names(path)


def test_an_empty_file_is_not_left(path: Path) -> None:
    assert not made(path, b"").drop()

    assert [] == names(path)


def test_a_file_that_is_there_is_not_replaced(path: Path) -> None:
    path.write_bytes(b"mine")

    with pytest.raises(NotNew, match="there already; --force"):
        NewFile(str(path), force=False)

    assert (["log.txt"], b"mine") == (names(path), path.read_bytes())


def test_with_force_it_is_replaced_once_the_new_one_is_whole(path: Path) -> None:
    path.write_bytes(b"mine")
    file = made(path, force=True)
    before = path.read_bytes()

    file.keep()

    assert (b"mine", b"log") == (before, path.read_bytes())
    assert ["log.txt"] == names(path)


def test_a_file_that_somebody_made_meanwhile_is_not_replaced(path: Path) -> None:
    file = made(path)
    path.write_bytes(b"mine")

    with pytest.raises(NotNew, match="made by somebody else"):
        file.keep()

    assert (b"mine", b"log") == (path.read_bytes(), partial(path).read_bytes())


def test_a_download_that_was_cut_off_is_not_replaced_unasked(path: Path) -> None:
    partial(path).write_bytes(b"half")

    with pytest.raises(NotNew, match=r"log\.txt\.partial is there already"):
        NewFile(str(path), force=False)
    made(path, force=True).keep()

    assert b"log" == path.read_bytes()


def test_what_another_process_put_in_its_place_is_not_named(path: Path) -> None:
    first = made(path, b"")
    partial(path).unlink()
    second = made(path, b"second")

    with pytest.raises(NotNew, match="another file now"):
        first.keep()
    second.keep()

    assert b"second" == path.read_bytes()


@pytest.mark.parametrize("data", [b"", b"half"])
@pytest.mark.parametrize("force", [False, True])
def test_a_file_that_another_download_writes_is_left_to_it(
    path: Path, data: bytes, *, force: bool
) -> None:
    first = made(path, data)
    second = os.dup(first.descriptor)

    with pytest.raises(NotNew, match="is being written by another download"):
        NewFile(str(path), force=force)
    first.close()  # the child has it still
    with pytest.raises(NotNew, match="is being written by another download"):
        NewFile(str(path), force=force)
    os.close(second)

    made(path, b"new", force=True).keep()
    assert (["log.txt"], b"new") == (names(path), path.read_bytes())


def test_without_locks_a_file_is_made_all_the_same(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    partial(path).touch()
    monkeypatch.setattr(fcntl, "flock", refuse)

    made(path).keep()

    assert ["log.txt"] == names(path)


@pytest.mark.parametrize(
    ("leads_to", "why"), [(".", "is a folder"), ("/dev/null", "no regular file")]
)
def test_a_link_to_what_is_no_file_is_not_replaced(path: Path, leads_to: str, why: str) -> None:
    path.symlink_to(leads_to)

    with pytest.raises(NotNew, match=why):
        NewFile(str(path), force=True)

    assert (["log.txt"], True) == (names(path), path.is_symlink())


@pytest.mark.parametrize("leads_to", ["nowhere", "log.txt"])
def test_a_link_that_leads_nowhere_is_replaced_by_force_alone(path: Path, leads_to: str) -> None:
    path.symlink_to(leads_to)

    with pytest.raises(NotNew, match="there already; --force"):
        NewFile(str(path), force=False)
    made(path, force=True).keep()

    assert (["log.txt"], b"log") == (names(path), path.read_bytes())


def test_a_link_is_replaced_itself_and_not_what_it_leads_to(path: Path) -> None:
    other = path.with_name("other")
    other.write_bytes(b"mine")
    path.symlink_to(other)

    with pytest.raises(NotNew, match="there already"):
        NewFile(str(path), force=False)
    made(path, force=True).keep()

    assert (b"mine", b"log") == (other.read_bytes(), path.read_bytes())
    assert not path.is_symlink()


def test_a_link_under_the_name_of_what_is_not_whole_is_not_followed(path: Path) -> None:
    other = path.with_name("other")
    partial(path).symlink_to(other)

    with pytest.raises(NotNew, match="there already, and no regular file"):
        NewFile(str(path), force=True)

    assert not other.exists()


@pytest.mark.parametrize(
    ("name", "why"),
    [
        (".", "is a folder"),
        ("nowhere/log.txt", "cannot be made: No such file or directory"),
        ("a\0b", "cannot be used: it is no path"),
        ("x" * 300, "cannot be used: File name too long"),
    ],
)
def test_what_is_no_place_for_a_file_is_refused(tmp_path: Path, name: str, why: str) -> None:
    with pytest.raises(NotNew, match=why):
        NewFile(f"{tmp_path}/{name}", force=True)


def test_a_device_is_no_place_for_a_file() -> None:
    with pytest.raises(NotNew, match="no regular file"):
        NewFile("/dev/null", force=True)


def test_where_a_file_system_has_no_links_the_name_is_taken_first(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)

    made(path).keep()

    assert (["log.txt"], b"log") == (names(path), path.read_bytes())
