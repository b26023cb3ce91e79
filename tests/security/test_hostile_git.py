"""A program that speaks to git's door gets what git gets, whatever it says there."""

from pathlib import Path

import pytest

from tests.helpers.console import AEGIS, Console
from tests.helpers.on_one_sandbox import at, served

__all__ = ["at", "served"]

pytestmark = pytest.mark.enable_socket

SYSTEM = "/usr/local/bin:/usr/bin:/bin"
AFTER = b"\0host=github.com\0\0version=2\0"
LS = b"0014command=ls-refs\n00000000"
HONEST = b"git-upload-pack /acme/web" + AFTER
HOSTILE = (
    b"git-receive-pack /mona/scratch" + AFTER,
    b"git-receive-pack /acme/web/../../mona/scratch" + AFTER,
    b"git-receive-pack /acme/web\0host=evil.example\0",
    b"GIT-RECEIVE-PACK /acme/web" + AFTER,
    b"git-upload-archive /acme/web" + AFTER,
    b"git-upload-pack  /acme/web" + AFTER,
    b"GIT-UPLOAD-PACK /acme/web" + AFTER,
    b"git-upload-pack /acme/web\0host=evil.example\0\0version=2\0",
    b"git-upload-pack /acme/web\0host=github.com.evil.example\0\0version=2\0",
    b"git-upload-pack /acme/web\0host=evil.example\0host=github.com\0\0version=2\0",
    b"git-upload-pack /acme/web\0host=github.com@evil.example\0\0version=2\0",
    b"git-upload-pack /acme/web\0host=github.com\0\0version=1\0",
    b"git-upload-pack /acme/web/../../mona/scratch" + AFTER,
    b"git-upload-pack /../repos/acme" + AFTER,
    b"git-upload-pack /acme/.." + AFTER,
    b"git-upload-pack /acme/web/issues" + AFTER,
    b"git-upload-pack /repos/acme/web" + AFTER,
    b"git-upload-pack /acme%2Fweb/x" + AFTER,
    b"git-upload-pack /acme/web?service=git-receive-pack" + AFTER,
    b"git-upload-pack /acme/web#" + AFTER,
    b"git-upload-pack /acme/web\r\nhost: evil.example" + AFTER,
    b"git-upload-pack /acme/web\nX: y" + AFTER,
    b"git-upload-pack @evil.example/acme/web" + AFTER,
    b"git-upload-pack /acme/w\xc3\xa9b" + AFTER,
    b"git-upload-pack /acme/" + b"a" * 200 + AFTER,
    b"git-upload-pack /acme/web.git;id" + AFTER,
    b"git-upload-pack /{repo}/{owner}" + AFTER,
    b"git-upload-pack /mona/scratch" + AFTER,
    b"git-upload-pack /" + AFTER,
    b"git-upload-pack" + AFTER,
    b"",
    b"\0",
)
"""What is said in the first line, in a session that leads to acme alone."""
RAW = (b"zzzz", b"0003", b"GET / HTTP/1.1\r\n\r\n", b"fff1" + bytes(100), b"0039git-upload-pack")
"""What is no first line."""


def pkt(payload: bytes) -> bytes:
    return b"%04x%s" % (len(payload) + 4, payload)


def test_no_word_of_a_program_leads_anywhere_but_to_what_git_may_read(at: Console) -> None:
    said = [*(pkt(each) + LS for each in HOSTILE), *RAW, pkt(HONEST) + LS]
    for number, each in enumerate(said):
        (at.folder / f"in.{number:03}").write_bytes(each)
    script = "for i in in.*; do aegis git-door github.com 9418 <$i >out.${i#in.} 2>>err; done"
    words = ("session", "--git", "--repos", "acme/*", "--", "sh", "-c", script)
    with at.terminal(*words, more={"PATH": f"{Path(AEGIS).parent}:{SYSTEM}"}) as terminal:
        terminal.ended()

    *refused, control = [
        (at.folder / f"out.{number:03}").read_bytes() for number in range(len(said))
    ]
    assert b"refs/heads/main" in control  # the control
    assert [] == [
        (each, told)
        for each, told in zip(said, refused, strict=False)
        if not (told[4:].startswith(b"ERR aegis: ") and b"refs/" not in told)
    ]
    sent = {(each["method"], each["path"]) for each in at.sandbox.seen("github")}
    assert {
        ("GET", "/acme/web.git/info/refs"),
        ("POST", "/acme/web.git/git-upload-pack"),
    } == {each for each in sent if ".git/" in each[1]}
    assert not [path for method, path in sent if method != "GET" and "upload-pack" not in path]


CAPS = b"\0 report-status side-band-64k agent=git/2"
NONE, NEW = b"0" * 40, b"a" * 40


def command(ref: bytes, old: bytes = NONE, new: bytes = NEW, caps: bytes = CAPS) -> bytes:
    return pkt(b"%s %s %s%s" % (old, new, ref, caps))


PUSHES = {
    "no pack": command(b"refs/heads/a") + b"0000",
    "no git's pack": command(b"refs/heads/a") + b"0000PACK" + bytes(100),
    "a pack without what it names": (
        command(b"refs/heads/a") + b"0000"
        b"PACK\x00\x00\x00\x02\x00\x00\x00\x00"
        b"\x02\x9d\x08\x82;\xd8\xa8\xea\xb5\x10\xadj\xc7\\\x82<\xfd>\xd3\x1e"
    ),
    "an escape": command(b"refs/heads/\x1b[2K") + b"0000",
    "a line": command(b"refs/heads/a\n2. READ: b") + b"0000",
    "a hidden character": command("refs/heads/\u202ea".encode()) + b"0000",
    "a way out": command(b"refs/heads/../../x") + b"0000",
    "a certificate": pkt(b"push-cert" + CAPS) + b"0000",
    "another hash": command(b"refs/heads/a", caps=CAPS + b" object-format=sha256") + b"0000",
    "no report": command(b"refs/heads/a", caps=b"\0 side-band-64k") + b"0000",
    "twice the same": command(b"refs/heads/a") + command(b"refs/heads/a", caps=b"") + b"0000",
    "an old id that nobody has": command(b"refs/heads/main", old=b"b" * 40) + b"0000",
    "a deletion of what is not there": (
        command(b"refs/heads/x", old=b"b" * 40, new=NONE) + b"0000"
    ),
    "many": b"".join(
        command(b"refs/heads/%d" % at, caps=CAPS if not at else b"") for at in range(300)
    )
    + b"0000",
    "a fetch behind it": command(b"refs/heads/a") + b"0000" + LS,
    "too much": command(b"refs/heads/" + b"a" * 60_000) * 20 + b"0000",
}


def test_no_push_that_git_would_not_make_is_asked_about_or_sent(at: Console) -> None:
    hello = pkt(b"git-receive-pack /acme/web\0host=github.com\0")
    for number, each in enumerate(PUSHES.values()):
        (at.folder / f"in.{number:03}").write_bytes(hello + each)
    script = "for i in in.*; do aegis git-door github.com 9418 <$i >out.${i#in.} 2>>err; done"
    words = ("session", "--git", "--", "sh", "-c", script)
    with at.terminal(*words, more={"PATH": f"{Path(AEGIS).parent}:{SYSTEM}"}) as terminal:
        terminal.ended()

    told = {
        name: (at.folder / f"out.{number:03}").read_bytes() for number, name in enumerate(PUSHES)
    }
    assert [] == [name for name, each in told.items() if b"refs/heads/main" not in each]
    assert [] == [name for name, each in told.items() if b"aegis: " not in each]
    assert "[y/n]" not in terminal.seen
    assert "confirm: " not in terminal.seen
    assert not [each for each in at.sandbox.seen("github") if "receive-pack" in each["path"]]
