"""Downloads by whole processes: to a file, to a pipe, to a terminal, in a session; and cut off."""

import hashlib
import io
import signal
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from aegis_cli.adapters.process.sandbox_process import EVERY
from aegis_cli.sandbox.storage import noise
from tests.helpers.console import Console, console
from tests.helpers.support import until
from tests.session.held import held

pytestmark = pytest.mark.enable_socket

LOG = ("do", "jobs.get_logs", "--repo", "acme/web", "--job-id", "2016000002")
RUN = ("do", "runs.get_logs", "--repo", "acme/web", "--run-id", "16000002")
ARTIFACT = ("do", "artifacts.download", "--repo", "acme/web", "--artifact-id", "15000002")
ASSET = ("do", "releases.download_asset", "--repo", "acme/web", "--asset-id", "19000003")
ATTACHMENT = ("do", "jira.attachments.download", "--issue", "WEB-5", "--name", "slow-phone.har")
JSON = ("--output", "json")
PLAIN = {"TERM": "dumb"}
ERROR = b"##[error]Process completed with exit code 1.\n"


@pytest.fixture(scope="module")
def started() -> Iterator[Console]:
    with console(*EVERY) as found:
        yield found


@pytest.fixture
def at(started: Console) -> Iterator[Console]:
    started.begin()
    yield started
    started.sandbox.set(sizes={}, storage_breaks=0, storage_stalls=0)
    started.sandbox.release()
    for path in started.folder.glob("file*"):
        path.unlink()


@pytest.fixture
def path(at: Console) -> Path:
    return at.folder / "file"


def files(at: Console) -> list[str]:
    return sorted(each.name for each in at.folder.glob("file*"))


def signatures(at: Console) -> list[str]:
    return at.sandbox.issued()["signature"]


def test_a_log_is_saved_and_its_storage_host_got_no_token(at: Console, path: Path) -> None:
    ended = at.run("--debug", *LOG, "--to", str(path), *JSON)

    data = ended.document["results"][0]["data"]
    content = path.read_bytes()
    assert (0, "done", None) == ended.end
    assert ERROR in content
    assert {
        "size": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
        "path": str(path),
    } == data
    assert ["file"] == files(at)
    (seen,) = at.sandbox.seen("storage")
    assert ("GET", 200, "") == (seen["method"], seen["status"], seen["token"])


def test_a_file_of_a_ticket_is_saved_with_one_request_for_it(at: Console, path: Path) -> None:
    ended = at.run(*ATTACHMENT, "--to", str(path), *JSON)

    assert (0, "done", None) == ended.end
    assert b"".join(noise("slow-phone.har", 48_213).pieces()) == path.read_bytes()
    assert {"size": 48_213, "path": str(path)}.items() <= ended.document["results"][0][
        "data"
    ].items()
    content = [each for each in at.sandbox.seen("jira") if "/content/" in each["path"]]
    assert [200] == [each["status"] for each in content]


def test_a_file_of_a_ticket_that_is_refused_leaves_nothing(at: Console, path: Path) -> None:
    at.sandbox.fault("jira", "GET", ".*/attachment/content/.*", status=404, body="{}")

    ended = at.run(*ATTACHMENT, "--to", str(path), *JSON)

    assert (7, "failed", "not_found") == ended.end
    assert [] == [name for name in files(at) if name == "file"]


def test_the_signed_address_is_in_no_output(at: Console, path: Path) -> None:
    at.sandbox.fault("storage", "GET", "/files/.*", status=403, body="<Error/>")

    fine = at.run("--debug", *LOG)
    failed = at.run("--debug", *LOG, "--to", str(path), *JSON)

    assert {0, 7} == {fine.code, failed.code}
    known = signatures(at)
    assert len(known) > 1
    for ended in (fine, failed):
        assert not any(each in ended.out + ended.err for each in known)
        assert "sig=" not in ended.out + ended.err


@pytest.mark.parametrize(
    ("words", "names"),
    [(RUN, ["0_lint.txt", "1_test.txt", "2_package.txt"]), (ARTIFACT, ["web-dist.txt"])],
    ids=["logs", "artifact"],
)
def test_a_zip_goes_to_a_file(
    at: Console, path: Path, words: tuple[str, ...], names: list[str]
) -> None:
    ended = at.run(*words, "--to", "file")

    assert (0, "file\n") == (ended.code, ended.out)
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as archive:
        assert names == archive.namelist()


def test_a_sentence_downloads_to_where_the_command_line_says(at: Console, path: Path) -> None:
    ended = at.run("ask", "download the asset 19000003 of acme/web", "--to", str(path))

    assert 0 == ended.code
    assert 96 == path.stat().st_size


def test_no_sentence_says_where_a_download_goes(at: Console, path: Path) -> None:
    ended = at.run("ask", f"download the asset 19000003 of acme/web to {path}", *JSON)

    assert 3 == ended.code
    assert [] == files(at)


def test_a_pipe_gets_what_came_as_it_came(at: Console, path: Path) -> None:
    log = at.run(*LOG)
    with path.open("wb") as file, at.terminal(*ASSET, streams={1: file.fileno()}) as terminal:
        assert 0 == terminal.ended()

    assert 0 == log.code
    assert "##[group]Run npm test\n" in log.out
    assert "\x1b[36;1mnpm test\x1b[0m\n" in log.out
    assert b"".join(noise("checksums.txt", 96).pieces()) == path.read_bytes()


def test_a_file_that_is_there_is_refused_before_anybody_signs_in(at: Console, path: Path) -> None:
    path.write_bytes(b"mine")

    refused = at.run(*LOG, "--to", "file", *JSON)
    before = at.sign_ins(), path.read_bytes()
    forced = at.run(*LOG, "--to", "file", "--force", *JSON)

    assert (2, "usage", "bad_usage") == refused.end
    assert (0, b"mine") == before
    assert (0, "done", None) == forced.end
    assert ERROR in path.read_bytes()
    assert ["file"] == files(at)


@pytest.mark.parametrize(
    "words", [(*LOG, *JSON), ("do", "issues.list", "--repo", "acme/web", "--to", "file")]
)
def test_a_download_has_one_place_and_nothing_else_has_one(
    at: Console, words: tuple[str, ...]
) -> None:
    ended = at.run(*words)

    assert 2 == ended.code
    assert 0 == at.sign_ins()
    assert [] == files(at)


def test_what_breaks_off_every_time_has_no_name(at: Console, path: Path) -> None:
    at.sandbox.set(sizes={"log": 2_000_000}, storage_breaks=500_000)

    ended = at.run(*LOG, "--to", str(path), *JSON)

    assert (7, "failed", "network") == ended.end
    assert f"{path}.partial" in ended.document["error"]["hint"]
    assert ["file.partial"] == files(at)
    assert 3 == len(at.sandbox.seen("storage")) == len(set(signatures(at)[-3:]))


def test_what_breaks_off_once_is_asked_for_anew(at: Console, path: Path) -> None:
    at.sandbox.fault("storage", "GET", "/files/.*", drop=True)

    ended = at.run(*LOG, "--to", str(path), *JSON)

    assert (0, "done", None) == ended.end
    assert 2 == len(at.sandbox.seen("storage"))
    assert ERROR in path.read_bytes()


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_who_is_ended_half_way_leaves_no_file_that_looks_whole(
    at: Console, path: Path, number: signal.Signals
) -> None:
    at.sandbox.set(sizes={"log": 4_000_000}, storage_stalls=2_000_000)
    partial = path.with_name("file.partial")
    running = at.start(*LOG, "--to", str(path))
    until(lambda: partial.exists() and partial.stat().st_size > 1_000_000)

    running.process.send_signal(number)
    ended = running.ended()

    assert 0 != ended.code
    assert ["file.partial"] == files(at)


def test_on_a_terminal_the_step_that_failed_stands_first(at: Console) -> None:
    with at.terminal(*LOG, size=(60, 100)) as terminal:
        assert 0 == terminal.ended()
        seen, raw = terminal.seen, terminal.raw

    first, _, whole = seen.partition("The whole log:")
    assert "The step that failed:\n| Run npm test\n" in first
    assert "| error: Process completed with exit code 1.\n" in first
    assert "| Operating System (3 lines)\n" in whole
    assert r"\x1b[36;1mnpm test\x1b[0m" in first
    assert "\x1b[36;1m" not in raw


def test_a_long_log_is_shown_in_the_pager_which_may_be_left(at: Console) -> None:
    at.sandbox.set(sizes={"log": 5_000_000})
    pager = {"AEGIS_PAGER": "head -n 3"}
    with at.terminal(*LOG, size=(20, 100), more=pager) as terminal:
        assert 0 == terminal.ended()
        seen = terminal.seen

    assert 3 == len(seen[seen.index("The step") :].splitlines())


@pytest.mark.parametrize("words", [LOG, ("ask", "show the log of job 2016000002 in acme/web")])
def test_a_file_without_a_name_is_no_place_and_nothing_is_shown_for_it(
    at: Console, words: tuple[str, ...]
) -> None:
    ended = at.run(*words, "--to", "")

    assert (2, "") == (ended.code, ended.out)
    assert "--to names no file." in ended.err
    assert 0 == at.sign_ins()


def test_a_terminal_is_not_given_any_bytes(at: Console) -> None:
    with at.terminal(*RUN) as terminal:
        assert 2 == terminal.ended()
        assert "--to FILE" in terminal.seen

    assert 0 == at.sign_ins()


def test_in_a_session_the_client_makes_the_file(at: Console, path: Path) -> None:
    with held(at) as session:
        saved = session.run(*LOG, "--to", "file", *JSON)
        refused = session.run(*LOG, "--to", "file", *JSON)
        shown = session.run(*LOG)

    assert (0, "done", None) == saved.end
    assert (2, "usage", "bad_usage") == refused.end
    assert "--force" in refused.document["error"]["message"]
    assert ERROR in path.read_bytes()
    assert (0, path.read_text()) == (shown.code, shown.out)
    assert ["file"] == files(at)


def test_in_a_session_a_client_that_is_killed_leaves_no_file_that_looks_whole(
    at: Console, path: Path
) -> None:
    at.sandbox.set(sizes={"log": 4_000_000}, storage_stalls=2_000_000)
    partial = path.with_name("file.partial")
    with held(at) as session:
        running = session.start(*LOG, "--to", "file")
        until(lambda: partial.exists() and partial.stat().st_size > 1_000_000)
        running.process.kill()
        running.ended()
        at.sandbox.release()

        assert 0 == session.run("do", "repos.get", "--repo", "acme/web").code
    assert ["file.partial"] == files(at)


def test_at_the_prompt_a_log_is_shown_and_saved(at: Console, path: Path) -> None:
    with at.terminal(more=PLAIN) as terminal:
        terminal.prompt("aegis> ")
        shown = terminal.say("show the log of job 2016000002 in acme/web")
        said = " ".join(LOG[1:])
        wrong = terminal.say("/explode")
        saved = terminal.say(f"/do {said} --to file")
        asked = terminal.say("download the asset 19000003 of acme/web")

    assert "The step that failed:" in shown
    assert "There is no command /explode" in wrong
    assert "Saved the log of the job 2016000002 as file" in saved
    assert "--to FILE" in asked
    assert ERROR in path.read_bytes()
