"""The value of a secret, by whole processes: piped, typed unseen, in a session; and kept from all."""

import base64
import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers.console import GEMINI, Console, console
from tests.session.held import ASKED, held

pytestmark = pytest.mark.enable_socket

VALUE = "kR7#pL2vQ9xZ-hunter2-W4mT8"
SET = ("do", "secrets.set", "--repo", "acme/web", "--secret-name", "API_KEY")
CONFIRM = ("--confirm", "set secret API_KEY of acme/web")
JSON = ("--output", "json")
SAID = "set the secret API_KEY of acme/web"
HIDDEN = "Its value (it is not shown): "
PUT = "PUT /repos/acme/web/actions/secrets/API_KEY"
KEY = "/repos/acme/web/actions/secrets/public-key"
LARGEST = 48 * 1024


@pytest.fixture(scope="module")
def started() -> Iterator[Console]:
    with console() as found:
        yield found


@pytest.fixture
def at(started: Console) -> Iterator[Console]:
    started.begin()
    yield started
    started.sandbox.release()
    for path in started.folder.glob("value*"):
        path.unlink()


def value_at(at: Console) -> bytes | None:
    return at.sandbox.values("acme/web").get("API_KEY")


def test_a_piped_value_arrives_and_is_in_no_output_and_no_request_as_it_is(at: Console) -> None:
    ended = at.run("--debug", *SET, *CONFIRM, *JSON, stdin=VALUE.encode() + b"\n")

    assert (0, "done", None) == ended.end
    assert VALUE.encode() == value_at(at)
    arguments = ended.document["plan"]["steps"][0]["arguments"]
    assert {"repo", "secret_name", "key_id", "key", "length"} == {*arguments}
    assert len(VALUE) == arguments["length"]
    told = ended.out + ended.err + repr(at.sandbox.seen("github"))
    for form in (VALUE, base64.b64encode(VALUE.encode()).decode().rstrip("=")[:-2], "hunter2"):
        assert form not in told
    assert [PUT] == at.writes()


@pytest.mark.parametrize(
    ("piped", "value"),
    [
        (b"one\ntwo\n\n", b"one\ntwo\n"),
        (b"one\r\n", b"one"),
        (b"one\r", b"one\r"),
        (b"  one ", b"  one "),
        (b"a\x00b\x01\x1b[31m", b"a\x00b\x01\x1b[31m"),
        (
            "gr\u00fc\u00dfe \U0001f511\u202e\u2028".encode(),
            "gr\u00fc\u00dfe \U0001f511\u202e\u2028".encode(),
        ),
        (b"x", b"x"),
        (b"outcome", b"outcome"),
        (b"/repos/acme/web/actions/secrets/API_KEY", b"/repos/acme/web/actions/secrets/API_KEY"),
        (b"y" * LARGEST + b"\n", b"y" * LARGEST),
    ],
    ids=["lines", "crlf", "cr", "blanks", "control", "unicode", "short", "word", "said", "largest"],
)
def test_what_is_piped_is_sealed_as_it_is_without_its_last_line_end(
    at: Console, piped: bytes, value: bytes
) -> None:
    ended = at.run(*SET, *CONFIRM, *JSON, stdin=piped)

    assert (0, "done", None) == ended.end
    assert len(value) == ended.document["plan"]["steps"][0]["arguments"]["length"]
    assert value == value_at(at)


@pytest.mark.parametrize(
    ("piped", "why"),
    [
        (b"", "The value is empty"),
        (b"\n", "The value is empty"),
        (b"hunter2\xff\xfe", "not UTF-8"),
        (b"hunter2\xed\xa0\x80", "not UTF-8"),
        (b"y" * (LARGEST + 1), "48 KB"),
        (b"y" * 1_000_000, "48 KB"),
    ],
    ids=["empty", "a line end", "no text", "surrogate", "long", "huge"],
)
def test_what_cannot_be_a_value_is_refused_before_anybody_signs_in(
    at: Console, piped: bytes, why: str
) -> None:
    ended = at.run(*SET, *CONFIRM, *JSON, stdin=piped)

    assert (2, "usage", "bad_input") == ended.end
    assert why in ended.document["error"]["message"]
    assert "hunter2" not in ended.out + ended.err
    assert (0, []) == (at.sign_ins(), at.writes())


def test_a_value_is_typed_unseen_and_the_question_tells_its_length(at: Console) -> None:
    with at.terminal("ask", SAID) as terminal:
        asked = terminal.expect(HIDDEN)
        terminal.answer(VALUE, shows=False)
        shown = terminal.expect(ASKED)
        terminal.answer("y")
        code = terminal.ended()

    assert (0, VALUE.encode()) == (code, value_at(at))
    assert "Set the secret API_KEY of acme/web." in asked
    assert f"length (read before approval): {len(VALUE)}\n" in shown
    assert 'secret "API_KEY" of acme/web, new' in shown
    assert "hmac" not in terminal.seen
    assert "hunter2" not in terminal.raw


def test_a_file_on_standard_input_is_asked_about_at_the_terminal(at: Console) -> None:
    path = at.folder / "value"
    path.write_bytes(VALUE.encode() + b"\n")
    words = [word.replace("API_KEY", "NPM_TOKEN") for word in SET]
    with path.open("rb") as file, at.terminal(*words, streams={0: file.fileno()}) as terminal:
        shown = terminal.expect(ASKED)
        terminal.answer("y")
        code = terminal.ended()

    assert (0, VALUE.encode()) == (code, at.sandbox.values("acme/web")["NPM_TOKEN"])
    assert "replaces: the value that was set" in shown


@pytest.mark.parametrize(
    ("keys", "code"),
    [("hunter2\x03", 130), ("\x04", 2), ("\r", 2), ("hunter2\rhunter2\rhunter2", 2)],
    ids=["Ctrl-C", "Ctrl-D", "nothing", "several lines"],
)
def test_who_gives_no_value_sets_nothing(at: Console, keys: str, code: int) -> None:
    with at.terminal(*SET) as terminal:
        terminal.expect(HIDDEN)
        terminal.type(keys)
        ended = terminal.ended()

    assert (code, []) == (ended, at.writes())
    assert 0 == at.sign_ins()
    assert "hunter2" not in terminal.raw


def test_a_no_after_the_value_sends_nothing(at: Console) -> None:
    with at.terminal(*SET) as terminal:
        terminal.expect(HIDDEN)
        terminal.answer(VALUE, shows=False)
        terminal.expect(ASKED)
        terminal.answer("n")
        assert 6 == terminal.ended()

    assert (None, []) == (value_at(at), at.writes())


def test_without_a_terminal_only_the_phrase_approves_and_the_value_is_not_read(at: Console) -> None:
    by_yes = at.run(*SET, "--yes", *JSON, stdin=VALUE.encode())
    said = at.run("ask", SAID, "--yes", *JSON, stdin=VALUE.encode())
    confirmed = at.run("ask", SAID, *CONFIRM, *JSON, stdin=VALUE.encode())

    assert [(6, "needs_approval", "needs_approval")] * 2 == [by_yes.end, said.end]
    assert (0, "done", None) == confirmed.end
    assert VALUE.encode() == value_at(at)


def test_closed_standard_input_and_no_terminal_say_how_a_value_is_given(at: Console) -> None:
    with at.terminal(
        line=f'"$AEGIS" {" ".join(SET)} --confirm "{CONFIRM[1]}" 0<&- 2>value.txt'
    ) as it:
        it.expect(HIDDEN)  # the terminal is there all the same
        it.type("\x04")
        it.ended()
    ended = at.run(*SET, *CONFIRM, *JSON)

    assert "No value was given" in (at.folder / "value.txt").read_text()
    assert (2, "usage", "bad_input") == ended.end


def test_a_dry_run_asks_for_no_value(at: Console) -> None:
    ended = at.run(*SET, "--dry-run", *JSON)

    assert (0, "planned", None) == ended.end
    assert "length" not in ended.document["plan"]["steps"][0]["arguments"]


def test_another_key_than_the_approved_one_stops_the_write(at: Console) -> None:
    other = '{"key_id": "1", "key": "hBT5WZEj8ZoOv6TYJsfWq7MxTEQopZO5/IT3ZCVQPzs="}'
    at.sandbox.fault("github", "GET", KEY, status=200, body=other)

    ended = at.run(*SET, *CONFIRM, *JSON, stdin=VALUE.encode())

    assert (7, "failed", "changed") == ended.end
    assert (None, []) == (value_at(at), at.writes())


def test_what_is_no_key_is_not_sealed_for(at: Console) -> None:
    body = '{"key_id": "1", "key": "c2hvcnQ="}'
    at.sandbox.fault("github", "GET", KEY, status=200, body=body, times=9)

    ended = at.run(*SET, *CONFIRM, *JSON, stdin=VALUE.encode())

    assert (7, "failed", "protocol") == ended.end
    assert [] == at.writes()


def test_one_who_sets_the_secret_meanwhile_stops_the_write(at: Console) -> None:
    at.sandbox.fault(
        "github", "GET", "/repos/acme/web/actions/secrets/API_KEY", status=404, body="{}"
    )
    first = at.run(*SET, *CONFIRM, *JSON, stdin=b"first-value")
    at.sandbox.fault(
        "github", "GET", "/repos/acme/web/actions/secrets/API_KEY", status=404, body="{}"
    )
    second = at.run(*SET, *CONFIRM, *JSON, stdin=b"second-value")

    assert (0, "done", None) == first.end
    assert (7, "failed", "changed") == second.end
    assert b"first-value" == value_at(at)


@pytest.mark.parametrize("more", [{}, GEMINI], ids=["offline", "a model"])
def test_a_sentence_with_the_value_is_read_by_nobody_and_not_said_back(
    at: Console, more: dict[str, str]
) -> None:
    ended = at.run("ask", f"{SAID} to {VALUE}", *JSON, more=more)

    assert (2, "usage", "bad_usage") == ended.end
    assert "[hidden]" == ended.document["request"]
    assert "hunter2" not in ended.out + ended.err
    assert [] == at.sandbox.seen("gemini")
    assert 0 == at.sign_ins()


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("GITHUB_TOKEN", "names that begin with GITHUB_"),
        ("github_token", "names that begin with GITHUB_"),
        ("api_key", "write API_KEY"),
        ("9LIVES", "secret_name"),
        ("API-KEY", "secret_name"),
    ],
)
def test_a_name_that_github_does_not_take_is_refused_before_a_value_is_read(
    at: Console, name: str, why: str
) -> None:
    ended = at.run(*SET[:-1], name, "--yes", *JSON, stdin=VALUE.encode())

    assert (2, "usage") == ended.end[:2]
    assert why in ended.document["error"]["message"]
    assert 0 == at.sign_ins()


def test_there_is_no_option_for_a_value(at: Console) -> None:
    shown = at.run("do", "secrets.set", "--help").out
    ended = at.run(*SET, "--length", "7", *CONFIRM, stdin=VALUE.encode())

    assert "--secret-name" in shown
    assert not any(word in shown for word in ("--value", "--length", "--hmac", "--key"))
    assert 2 == ended.code


def test_several_secrets_take_their_values_one_at_a_time(at: Console) -> None:
    said = "set the secret API_KEY of acme/web; set the secret OTHER of acme/web"
    phrases = (*CONFIRM, "--confirm", "set secret OTHER of acme/web")
    ended = at.run("ask", said, *phrases, *JSON, stdin=VALUE.encode())

    assert (2, "usage", "bad_usage") == ended.end
    assert "one value is taken at a time" in ended.document["error"]["message"]


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_a_download_an_upload_and_a_secret_of_one_plan_each_get_their_own(
    at: Console, order: tuple[int, ...]
) -> None:
    file, saved = at.folder / "value.whl", at.folder / "value.zip"
    file.write_bytes(b"what a release has\n")
    said = (
        "download asset 19000003 of acme/web",
        f"upload this file to release v2.0 of acme/web as a{order[0]}.whl",
        SAID,
    )

    ended = at.run(
        *("ask", "; ".join(said[number] for number in order)),
        *("--from", str(file), "--to", str(saved), "--yes", *CONFIRM, *JSON),
        stdin=VALUE.encode(),
    )

    assert (0, "done", None) == ended.end
    assert VALUE.encode() == value_at(at)
    digests = {
        each["action"]: each["data"].get("sha256") or each["data"]["digest"]
        for each in ended.document["results"]
        if each["data"]
    }
    sent, got = (hashlib.sha256(path.read_bytes()).hexdigest() for path in (file, saved))
    assert {"releases.download_asset": got, "releases.upload_asset": f"sha256:{sent}"} == digests


def test_in_a_session_the_client_gives_the_value_and_the_session_never_says_it(at: Console) -> None:
    with held(at) as session:
        running = session.start(*SET, *JSON)
        assert running.process.stdin is not None
        running.process.stdin.write(VALUE.encode() + b"\n")
        running.process.stdin.close()
        running.process.stdin = None
        shown = session.terminal.expect(ASKED)
        session.terminal.answer("y")
        ended = running.ended()
        said = session.run("ask", f"{SAID} to {VALUE}")
        log = session.run("session", "log").out

    assert (0, "done", None) == ended.end
    assert VALUE.encode() == value_at(at)
    assert f"length (read before approval): {len(VALUE)}\n" in shown
    assert 2 == said.code
    assert "Set the secret API_KEY of acme/web" in log
    assert "[hidden]" in log
    assert "hunter2" not in log + session.terminal.raw + ended.out + said.err


def test_in_a_session_a_value_is_typed_at_the_terminal_of_the_client(at: Console) -> None:
    with (
        held(at) as session,
        at.terminal(*SET, more={"AEGIS_SESSION": session.address}) as terminal,
    ):
        terminal.expect(HIDDEN)
        terminal.answer(VALUE, shows=False)
        session.terminal.expect(ASKED)
        session.terminal.answer("y")
        code = terminal.ended()

    assert (0, VALUE.encode()) == (code, value_at(at))
    assert "hunter2" not in terminal.raw + session.terminal.raw


def test_at_the_prompt_a_value_is_typed_unseen_and_is_in_no_line(at: Console) -> None:
    with at.terminal(more={"TERM": "dumb"}) as terminal:
        terminal.prompt("aegis> ")
        terminal.type(f"{SAID}\r")
        terminal.expect(HIDDEN)
        terminal.answer(VALUE, shows=False)
        terminal.expect(ASKED)
        terminal.answer("y")
        terminal.prompt("aegis> ")
        asked = terminal.say("list the secrets of acme/web")

    assert VALUE.encode() == value_at(at)
    assert "API_KEY" in asked
    assert "hunter2" not in terminal.raw


def test_the_prompt_shows_no_line_before_that_may_have_said_a_value(at: Console) -> None:
    with at.terminal(more={"TERM": "dumb"}) as terminal:
        terminal.prompt("aegis> ")
        terminal.say(f"{SAID} to {VALUE}")
        told = terminal.say("/history")

    assert "[hidden]" in told
    assert SAID not in told
    assert "hunter2" not in told


def test_without_pynacl_it_is_said_before_a_value_is_asked_for(at: Console, tmp_path: Path) -> None:
    hidden = tmp_path / "sitecustomize.py"
    hidden.write_text(
        "import importlib.util as u\n"
        "found = u.find_spec\n"
        "u.find_spec = lambda name, *more: None if name == 'nacl' else found(name, *more)\n"
    )
    line = f'PYTHONPATH={tmp_path} "$AEGIS" {" ".join(SET)}'
    with at.terminal(line=line) as terminal:
        assert 2 == terminal.ended()

    assert "needs the extra `secrets`" in terminal.seen
    assert "[secrets]" in terminal.seen
    assert HIDDEN not in terminal.seen
