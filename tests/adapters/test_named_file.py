"""Which files may be sent: regular ones that the command line names itself."""

import os
from pathlib import Path

import pytest

from aegis_cli.adapters.named_file import NotSendable, open_named


def test_a_regular_file_is_opened_to_be_read_alone(tmp_path: Path) -> None:
    path = tmp_path / "app.whl"
    path.write_bytes(b"abc")

    number = open_named(str(path))

    assert b"abc" == os.pread(number, 10, 0)
    assert not os.get_inheritable(number)
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.write(number, b"x")
    os.close(number)


def made(kind: str, path: Path) -> None:
    match kind:
        case "folder":
            path.mkdir()
        case "pipe":
            os.mkfifo(path)
        case "link":
            (path.parent / "secret").write_text("key")
            path.symlink_to(path.parent / "secret")


@pytest.mark.parametrize(
    ("kind", "why"),
    [
        ("folder", "is no regular file"),
        ("pipe", "is no regular file"),
        ("link", "is a link to .*secret; name the file itself"),
        ("nothing", "cannot be read: No such file or directory"),
    ],
)
def test_what_is_no_file_of_its_own_is_refused_at_once(kind: str, why: str, tmp_path: Path) -> None:
    path = tmp_path / "app.whl"
    made(kind, path)

    with pytest.raises(NotSendable, match=why):
        open_named(str(path))


@pytest.mark.parametrize(
    ("path", "why"), [("a\0b", "it is no path"), ("/dev/null", "is no regular file")]
)
def test_what_is_no_path_or_no_file_is_refused(path: str, why: str) -> None:
    with pytest.raises(NotSendable, match=why):
        open_named(path)
