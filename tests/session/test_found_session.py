"""A session that a command merely found: it serves what was told nothing else, and says so."""

import re
import signal
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager

import pytest

from aegis_cli.session.line.address import folders, is_private
from tests.helpers.console import AEGIS, NOTHING, Console, Ended, Running, environment
from tests.helpers.forked import aegis
from tests.helpers.support import until
from tests.session.held import CLOSE, LIST, Held, held, wrapped

pytestmark = [
    pytest.mark.enable_socket,
    pytest.mark.skipif(is_private(folders()[0]), reason="other sessions of this user may be there"),
]

JSON = ("--output", "json")
BY_ITSELF = "runs by itself"


class Found:
    """Sessions in a folder of their own, and commands that are not told of any."""

    def __init__(self, at: Console) -> None:
        self.at, self.own = at, {"TMPDIR": str(at.folder)}

    @contextmanager
    def held(
        self, *options: str, first: tuple[str, ...] = (), more: Mapping[str, str] = NOTHING
    ) -> Iterator[Held]:
        with held(self.at, *options, first=first, more=self.own | {**more}) as session:
            yield session

    def run(self, *words: str, more: Mapping[str, str] = NOTHING) -> Ended:
        settings = {**self.at.sandbox.environment, "AEGIS_ENGINE": "offline", **self.own, **more}
        known = environment(self.at.folder, settings)
        if "AEGIS_SESSION" not in more:
            del known["AEGIS_SESSION"]
        return Running(aegis([AEGIS, *words], environment=known, cwd=self.at.folder)).ended()


@pytest.fixture
def found(at: Console) -> Found:
    return Found(at)


def test_a_command_says_first_in_whose_session_it_runs(found: Found) -> None:
    with found.held():
        text, document = found.run(*LIST), found.run(*LIST, *JSON)

    for ended in (text, document):
        first, *rest = ended.err.splitlines()
        assert (ended.code, rest) == (0, [])
        assert re.fullmatch(
            r"aegis: This command runs in the session of Mona Lisa at /dev/pts/[0-9]+\.", first
        )
    assert document.document["status"] == "done"
    assert found.at.sign_ins() == 1


def test_it_is_said_before_what_the_command_says_itself(found: Found) -> None:
    with found.held() as session:
        locked = session.run("session", "lock")
        refused = found.run(*LIST)

    assert (locked.code, refused.code) == (0, 4)
    said, why = refused.err.splitlines()[:2]
    assert "in the session of" in said
    assert "is locked" in why


def test_with_several_sessions_a_command_runs_by_itself_and_says_how_to_choose(
    found: Found,
) -> None:
    with found.held() as one, found.held() as other:
        ended = found.run(*LIST, *JSON)
        told = found.run("session", "status", *JSON)

    first, *choices = ended.err.splitlines()[:3]
    assert (ended.code, ended.document["status"]) == (0, "done")
    assert first.startswith("aegis: There are several sessions, and AEGIS_SESSION names none.")
    assert BY_ITSELF in first
    assert {line.strip() for line in choices} == {
        f"export AEGIS_SESSION={each.address}" for each in (one, other)
    }
    assert found.at.sign_ins() == 3
    assert told.end == (2, "usage", "bad_usage")  # nothing else can be asked there


def test_a_session_that_is_suspended_holds_no_command_up_beside_another(found: Found) -> None:
    with found.held() as one, found.held():
        one.terminal.process.send_signal(signal.SIGSTOP)
        ended = found.run(*LIST)
        one.terminal.process.send_signal(signal.SIGCONT)

    assert ended.code == 0
    assert "There are several sessions" in ended.err


def test_a_setting_that_the_session_does_not_have_comes_first(found: Found) -> None:
    blank = dict.fromkeys(found.at.sandbox.environment, "")
    with found.held(first=("--sandbox",), more=blank):
        ended = found.run(*LIST)
        served = found.run(*LIST, more=blank)

    assert (ended.code, served.code) == (0, 0)
    first = ended.err.splitlines()[0]
    assert first.startswith("aegis: AEGIS_ISSUER and ")
    assert first.endswith(f", so this command {BY_ITSELF}.")
    assert "in the session of Mona Lisa" in first
    assert "runs in the session of" in served.err
    assert found.at.sign_ins() == 1
    assert "GET /repos/acme/web/issues" in " ".join(found.at.sandbox.lines())


@pytest.mark.parametrize(
    "options",
    [("--engine", "offline"), ("--engine=offline",), ("--model", "x"), ("--step-up", "browser")],
    ids=" ".join,
)
def test_an_option_that_would_not_apply_in_the_session_comes_first(
    found: Found, options: tuple[str, ...]
) -> None:
    other = {"AEGIS_ENGINE": ""}
    with found.held(more=other):
        ended = found.run("ask", "--dry-run", "list issues of acme/web", *options, more=other)

    name = options[0].partition("=")[0]
    assert f"{name} would not apply in the session of" in ended.err
    assert BY_ITSELF in ended.err
    assert found.at.sign_ins() == 1


def test_the_engine_of_the_session_is_no_other(found: Found) -> None:
    with found.held():
        ended = found.run("ask", "list issues of acme/web", "--engine", "offline")

    assert (ended.code, ended.err.count("\n")) == (0, 1)
    assert "runs in the session of" in ended.err


@pytest.mark.parametrize(
    "before", [("--sandbox",), ("--debug", "--config", "{0}/none.toml")], ids=" ".join
)
def test_an_option_before_the_command_comes_first(found: Found, before: tuple[str, ...]) -> None:
    (found.at.folder / "none.toml").touch()
    words = [each.format(found.at.folder) for each in before]
    alone = found.run(*words, *LIST)
    with found.held() as session:
        ended = found.run(*words, *LIST)
        named = found.run(*words, *LIST, more={"AEGIS_SESSION": session.address})

    name = next(word for word in before if word != "--debug")
    said = f"aegis: {name} was given, so this command {BY_ITSELF}, and in no session."
    assert (alone.code, ended.code) == (0, 0)
    assert ended.err.splitlines()[0] == said
    assert BY_ITSELF not in alone.err + named.err


def test_a_session_serves_what_is_to_be_shown_plainly(found: Found) -> None:
    with found.held() as session:
        ended = found.run("--plain", "--debug", *LIST, more={"CLICOLOR_FORCE": "1"})
        log = session.run("session", "log").out

    assert (ended.code, BY_ITSELF in ended.err) == (0, False)
    assert "issues.list" in log


def test_what_no_session_does_says_nothing_of_one(found: Found) -> None:
    with found.held():
        ends = [found.run(*words) for words in (("actions",), ("--help",), ("--sandbox",))]

    assert not any("session of" in ended.err or BY_ITSELF in ended.err for ended in ends)


def test_a_session_that_is_named_says_nothing_and_beats_no_setting(found: Found) -> None:
    with found.held() as session:
        named = session.run(*LIST)
        other = session.run(*LIST, *JSON, more={"AEGIS_CONNECTION": "another"})

    assert (named.code, named.err) == (0, "")
    assert other.end == (2, "usage", "bad_settings")


def test_a_session_that_is_for_another_command_is_none_for_this_one(found: Found) -> None:
    with wrapped(found.at, more=found.own) as session:
        ended = found.run(*LIST)
        log = session.run("session", "log").out
        with found.held():
            beside = found.run(*LIST)

    said, by_itself = ended.err.splitlines()[0], f"This command {BY_ITSELF}."
    assert (ended.code, beside.code) == (0, 0)
    assert said.startswith("aegis: The session at /dev/pts/")
    assert " is for `sh` and what that starts; this program was started elsewhere. " in said
    assert said.endswith(by_itself)
    assert "not served, since the session's command did not start it: " in log
    assert beside.err.startswith("aegis: This command runs in the session of Mona Lisa")
    assert found.at.sign_ins() == 3


def test_a_program_that_drops_its_variables_finds_the_session_of_its_command(found: Found) -> None:
    line = f'env -u AEGIS_SESSION "$AEGIS" {" ".join(LIST)} > out 2> err'
    with wrapped(found.at, does=line, more=found.own):
        said = (found.at.folder / "err").read_text(encoding="utf-8")
        told = (found.at.folder / "out").read_text(encoding="utf-8")

    assert said.endswith(", which runs `sh`.\n")
    assert said.startswith("aegis: This command runs in the session of Mona Lisa at /dev/pts/")
    assert "Checkout total" in told


def test_a_running_script_goes_on_when_a_session_begins_elsewhere(found: Found) -> None:
    script = (CLOSE[0], "--dry-run", CLOSE[1])
    codes = [found.run(*script).code]
    with ExitStack() as stack:
        for options in ((), ("--read-only",)):
            stack.enter_context(found.held(*options))
            codes.append(found.run(*script).code)

    assert codes == [0, 0, 0]


def test_a_socket_that_nobody_listens_at_is_no_session(found: Found) -> None:
    with found.held() as session:
        session.terminal.process.send_signal(signal.SIGKILL)
        session.terminal.process.wait()
        until(lambda: not _listens(session.address))
        ended = found.run(*LIST)

    assert ended.code == 0
    assert BY_ITSELF not in ended.err


def _listens(address: str) -> bool:
    with open("/proc/net/unix", encoding="utf-8") as table:  # noqa: PTH123
        return any(line.split()[-1] == address and " 00010000 " in line for line in table)
