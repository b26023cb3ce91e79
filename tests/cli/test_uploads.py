"""Uploads by whole processes: from a file that the command line names, whole or not at all."""

import hashlib
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers.console import Console, console
from tests.helpers.support import until
from tests.session.held import ASKED, held

pytestmark = pytest.mark.enable_socket

UPLOAD = ("do", "releases.upload_asset", "--repo", "acme/web", "--tag", "v2.0")
JSON = ("--output", "json")
PLAIN = {"TERM": "dumb"}
_TWICE = " and ".join(f"upload this file to release {tag} of acme/web" for tag in ("v2.0", "v1.9"))
LARGE = 40_000_000
"""More than the buffers of two sockets hold."""


@pytest.fixture(scope="module")
def started() -> Iterator[Console]:
    with console("--provider", "slack") as found:
        yield found


@pytest.fixture
def at(started: Console) -> Iterator[Console]:
    started.begin()
    yield started
    started.sandbox.set(storage_stalls=0)
    started.sandbox.release()


@pytest.fixture
def path(at: Console) -> Iterator[Path]:
    found = at.folder / "app.whl"
    found.write_bytes(b"what a release has\n")
    yield found
    found.unlink(missing_ok=True)


def names(at: Console) -> list[str]:
    """Return the names of the files that the release has."""
    listed = at.run("do", "releases.list_assets", "--repo", "acme/web", "--tag", "v2.0", *JSON)
    return [each["name"] for each in listed.document["results"][0]["data"]]


def posts(at: Console) -> list[int]:
    """Return the statuses of the uploads that the sandbox has seen."""
    seen = at.sandbox.seen("github")
    return [each["status"] for each in seen if each["path"].startswith("/api/uploads/")]


def test_a_file_is_uploaded_and_what_is_downloaded_is_the_same(at: Console, path: Path) -> None:
    ended = at.run(*UPLOAD, "--from", str(path), "--label", "For all", "--yes", *JSON)

    assert (0, "done", None) == ended.end
    data, arguments = (
        ended.document["results"][0]["data"],
        ended.document["plan"]["steps"][0]["arguments"],
    )
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    assert ("app.whl", 19, digest) == tuple(arguments[n] for n in ("name", "size", "sha256"))
    assert ("app.whl", "For all", f"sha256:{digest}") == (
        data["name"],
        data["label"],
        data["digest"],
    )
    assert "app.whl" in names(at)
    saved = at.run(
        *("do", "releases.download_asset", "--repo", "acme/web"),
        *("--asset-id", str(data["id"]), "--to", "copy.whl"),
    )
    assert 0 == saved.code
    assert path.read_bytes() == (at.folder / "copy.whl").read_bytes()
    (at.folder / "copy.whl").unlink()


def test_a_sentence_uploads_what_the_command_line_names(at: Console, path: Path) -> None:
    sentence = "upload this file to release v2.0 of acme/web as web.whl"

    ended = at.run("ask", sentence, "--from", str(path), "--yes", *JSON)

    assert (0, "done", None) == ended.end
    assert "web.whl" in names(at)


def test_its_path_is_in_no_request_and_in_no_document(at: Console, path: Path) -> None:
    ended = at.run("--debug", *UPLOAD, "--from", str(path), "--yes", *JSON)

    seen = at.sandbox.seen("github")
    assert str(at.folder) not in ended.out
    assert not any(str(at.folder) in str(each) for each in seen)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (UPLOAD, "names no file"),
        (("ask", "upload this file to release v2.0 of acme/web"), "names no file"),
        (("do", "issues.list", "--repo", "acme/web"), "There is no option --from"),
        (("ask", "list the issues of acme/web", "--from", "app.whl"), "this uploads nothing"),
        (
            (
                "ask",
                _TWICE,
                "--from",
                "app.whl",
            ),
            "this uploads 2 files",
        ),
        ((*UPLOAD, "--from", "nothing.whl"), "No such file"),
        ((*UPLOAD, "--from", "link.whl"), "name the file itself"),
        ((*UPLOAD, "--from", "pipe.whl"), "is no regular file"),
        ((*UPLOAD, "--from", "."), "is no regular file"),
        ((*UPLOAD, "--from", "/dev/zero"), "is no regular file"),
        ((*UPLOAD, "--from", "empty.whl"), "the least is 1"),
        ((*UPLOAD, "--from", "huge.whl"), "the most is"),
        ((*UPLOAD, "--from", "a b.whl"), "name"),
        ((*UPLOAD, "--from", "line\nend.whl"), "name"),
    ],
)
@pytest.mark.usefixtures("path")
def test_what_cannot_be_sent_is_refused_before_anybody_signs_in(
    at: Console, words: tuple[str, ...], why: str
) -> None:
    strange = [at.folder / name for name in ("a b.whl", "line\nend.whl", "empty.whl", "huge.whl")]
    for each in strange:
        each.write_bytes(b"" if each.name == "empty.whl" else b"abc")
    os.truncate(at.folder / "huge.whl", 2 * 1024**3)
    link, pipe = at.folder / "link.whl", at.folder / "pipe.whl"
    link.symlink_to("app.whl")
    os.mkfifo(pipe)
    more = ("--from", "app.whl") if words[1] == "issues.list" else ("--yes",)

    ended = at.run(*words, *more)

    for each in (*strange, link, pipe):
        each.unlink()
    assert 2 == ended.code
    assert why in ended.err
    assert 0 == at.sign_ins()


def test_a_name_that_is_there_is_refused_and_nothing_replaces_it(at: Console, path: Path) -> None:
    first = at.run(*UPLOAD, "--from", str(path), "--yes")
    path.write_bytes(b"another\n")

    second = at.run(*UPLOAD, "--from", str(path), "--yes", *JSON)

    assert 0 == first.code
    assert (7, "failed") == second.end[:2]
    assert "the same name" in second.document["error"]["message"]
    assert 1 == names(at).count("app.whl")


@pytest.mark.parametrize("now", [b"what a release haX\n", b"what a release has\nmore\n", b"what"])
def test_a_file_that_changes_after_the_question_is_not_there(
    at: Console, path: Path, now: bytes
) -> None:
    with at.terminal(*UPLOAD, "--from", str(path), more=PLAIN) as terminal:
        shown = terminal.expect(ASKED)
        path.write_bytes(now)
        terminal.answer("y")
        code = terminal.ended()
        told = terminal.seen

    assert hashlib.sha256(b"what a release has\n").hexdigest() in shown.replace("\n", "")
    assert 7 == code
    assert "GitHub has not got the whole file" in " ".join(told.split())
    assert "app.whl" not in names(at)


def test_another_file_of_the_name_after_the_question_changes_nothing(
    at: Console, path: Path
) -> None:
    """What was opened is sent, whatever has its name now."""
    with at.terminal(*UPLOAD, "--from", str(path), more=PLAIN) as terminal:
        terminal.expect(ASKED)
        path.unlink()
        path.write_bytes(b"another file\n")
        terminal.answer("y")
        assert 0 == terminal.ended()

    assert "app.whl" in names(at)


def half_way(at: Console, path: Path) -> None:
    """Have the sandbox wait in the middle of what is uploaded."""
    os.truncate(path, LARGE)
    at.sandbox.set(storage_stalls=LARGE // 3)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_who_is_ended_half_way_leaves_no_whole_file(
    at: Console, path: Path, number: signal.Signals
) -> None:
    half_way(at, path)
    running = at.start(*UPLOAD, "--from", str(path), "--yes", *JSON)
    until(lambda: bool(posts(at)))

    running.process.send_signal(number)
    ended = running.ended()
    at.sandbox.set(storage_stalls=0)
    at.sandbox.release()

    assert 0 != ended.code
    if number is signal.SIGINT:
        assert (130, "interrupted", "interrupted") == ended.end
        assert "GitHub has not got the whole file" in ended.document["error"]["message"]
    assert "app.whl" not in names(at)


def test_what_is_refused_is_told(at: Console, path: Path) -> None:
    at.sandbox.fault("github", "POST", "/api/uploads/.*", status=502, body="{}")

    ended = at.run(*UPLOAD, "--from", str(path), "--yes", *JSON)

    assert "outcome_unknown" == ended.end[1]


SLACK = ("ask", "send this file to #releases saying 'The numbers'")


def of_files(at: Console) -> list[str]:
    """Return what Slack was asked for about files, in order, without the ticket of an address."""
    paths = [each["path"] for each in at.sandbox.seen("slack")]
    found = [path for path in paths if "/files." in path or "/upload/" in path]
    return [path.rpartition("/")[0] if "/upload/" in path else path for path in found]


def test_a_file_is_sent_to_a_channel_by_three_requests_after_one_question(
    at: Console, path: Path
) -> None:
    with at.terminal(*SLACK, "--from", str(path), more=PLAIN) as terminal:
        terminal.expect(ASKED)
        shown = terminal.seen
        terminal.answer("y")
        assert 0 == terminal.ended()

    for each in ("app.whl", hashlib.sha256(path.read_bytes()).hexdigest(), "The numbers"):
        assert each in shown
    asked = "/api/files.getUploadURLExternal"
    assert [asked, "/upload/v1", "/api/files.completeUploadExternal"] == of_files(at)
    told = at.run("do", "slack.messages.list", "--channel", "#releases", "--limit", "1", *JSON)
    assert "The numbers" == told.document["results"][0]["data"][-1]["text"]


def test_a_file_that_slack_cannot_store_is_not_shared(at: Console, path: Path) -> None:
    for _ in range(3):
        at.sandbox.fault("slack", "POST", "/upload/.*", status=500, body="no")

    ended = at.run(*SLACK, "--from", str(path), "--yes", *JSON)

    assert (7, "failed", "network") == ended.end
    assert ["/api/files.getUploadURLExternal", "/upload/v1"] * 3 == of_files(at)


def test_two_at_once_are_two_files(at: Console, path: Path) -> None:
    ends = at.run_all(
        {
            name: (*UPLOAD, "--from", str(path), "--name", name, "--yes", *JSON)
            for name in ("one.whl", "two.whl")
        }
    )

    assert [(0, "done", None)] * 2 == [each.end for each in ends.values()]
    assert {"one.whl", "two.whl"} <= {*names(at)}


@pytest.mark.usefixtures("path")
def test_in_a_session_the_client_opens_the_file(at: Console) -> None:
    with held(at) as session:
        ended = session.answered(*UPLOAD, "--from", "app.whl", *JSON)
        refused = session.run(*UPLOAD, "--from", "nothing.whl", *JSON)

    assert (0, "done", None) == ended.end
    assert (2, "usage", "bad_input") == refused.end
    assert "app.whl" in names(at)


def test_at_the_prompt_a_line_names_the_file_and_a_sentence_is_told_how(
    at: Console, path: Path
) -> None:
    with at.terminal(more=PLAIN) as terminal:
        terminal.prompt("aegis> ")
        told = terminal.say("upload this file to release v2.0 of acme/web")
        terminal.type(f"/do {' '.join(UPLOAD[1:])} --from {path.name}\r")
        terminal.expect(ASKED)
        terminal.answer("y")
        terminal.prompt("aegis> ")

    assert "--from FILE" in " ".join(told.split())
    assert "app.whl" in names(at)
