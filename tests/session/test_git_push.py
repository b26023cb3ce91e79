"""The real git pushes through a session, without a key: asked at its terminal, and as it was."""

import json
import os
import re
import shlex
import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from shutil import which

import pytest

from aegis_cli.doctor.residue.proc import descendants
from tests.adapters.pseudo_terminal.test_namespaces import isolated
from tests.helpers.console import AEGIS, NOTHING, Console, Terminal, console
from tests.helpers.support import until
from tests.session.held import ASKED
from tests.session.test_git_door import SYSTEM, WEB

pytestmark = [
    pytest.mark.enable_socket,
    pytest.mark.skipif(which("git") is None, reason="git is not on this machine"),
]

PERSON = {
    f"GIT_{role}_{key}": text
    for role in ("AUTHOR", "COMMITTER")
    for key, text in (("NAME", "Alice"), ("EMAIL", "alice@example.com"))
}
TYPED = " to confirm: "
"""What is shown once a question listens that takes a name."""
CLONE = f"git clone -q {WEB} one && cd one\n"
COMMIT = "echo New >NEWS.md && git add . && git commit -q -m 'Tell the news'\n"


def pushes(at: Console) -> list[str]:
    """Return the references that a push changed at GitHub."""
    return [each["path"] for each in at.sandbox.seen("github") if each["method"] == "PUSH"]


@contextmanager
def pushing(
    at: Console,
    script: str,
    *options: str,
    more: Mapping[str, str] = NOTHING,
    from_nothing: bool = False,
) -> Iterator[Terminal]:
    """Run a script that pushes in a session, at whose terminal somebody answers.

    With `from_nothing` the processes of the session descend from its agent.
    """
    (at.folder / "script").write_text(script, encoding="utf-8")
    words = ("session", "--git", *options, "--", "sh", "script")
    known = {"PATH": f"{Path(AEGIS).parent}:{SYSTEM}", "HOME": str(at.folder), **PERSON, **more}
    line = f'exec "$AEGIS" {shlex.join(words)}' if from_nothing else ""
    with at.terminal(*words, line=line, more=known, size=(80, 400)) as terminal:
        yield terminal


def test_a_new_branch_is_asked_about_and_pushed(at: Console) -> None:
    script = (
        f"{CLONE}{COMMIT}git push origin HEAD:refs/heads/topic; echo CODE $?; aegis session log"
    )
    with pushing(at, script) as terminal:
        terminal.expect(ASKED)
        terminal.answer("y")
        code = terminal.ended()

    assert code == 0
    assert "CODE 0" in terminal.seen, terminal.seen
    assert ["/acme/web.git/refs/heads/topic"] == pushes(at)


def test_a_no_is_a_rejected_reference_and_nothing_is_sent(at: Console) -> None:
    script = f"{CLONE}{COMMIT}git push origin HEAD:topic; echo CODE $?; aegis session log"
    with pushing(at, script.replace(":topic", ":refs/heads/topic")) as terminal:
        terminal.expect(ASKED)
        terminal.answer("n")
        terminal.ended()

    assert "! [remote rejected] HEAD -> topic (declined at the terminal)" in terminal.seen
    assert "CODE 1" in terminal.seen
    assert "declined, the person said no: git-door push topic to acme/web" in terminal.seen
    assert [] == pushes(at)


def test_a_force_takes_its_name_and_says_what_is_lost(at: Console) -> None:
    script = (
        f"{CLONE}git reset -q --hard HEAD~1\n{COMMIT}"
        "git push --force origin HEAD:main; echo CODE $?; git fetch; git status -sb"
    )
    with pushing(at, script) as terminal:
        shown = terminal.expect(TYPED)
        terminal.answer("acme/web:main")
        terminal.ended()

    assert "DESTROYS" in shown
    assert "main: FORCE, " in shown
    assert "lost (read before approval): " in shown
    assert ":refs/heads/main --force" in shown
    assert "CODE 0" in terminal.seen
    assert ["/acme/web.git/refs/heads/main"] == pushes(at)


def test_the_default_branch_and_a_workflow_are_asked_about_whatever_is_granted(
    at: Console,
) -> None:
    script = (
        f"{CLONE}{COMMIT}git push -q origin HEAD:refs/heads/topic && echo GRANTED\n"
        "git push -q origin HEAD:main; echo MAIN $?\n"
        "mkdir -p .github/workflows && echo 'on: push' >.github/workflows/x.yml && git add . &&"
        " git commit -q -m Run && git push -q origin HEAD:refs/heads/topic; echo RUN $?"
    )
    with pushing(at, script, "--grant", "git.push@acme/web", "--grant-writes", "5") as terminal:
        terminal.expect(ASKED)
        terminal.answer("n")
        shown = terminal.expect(ASKED)
        terminal.answer("n")
        terminal.ended()

    assert "GRANTED" in terminal.seen
    assert "runs_with_secrets (read before approval): .github/workflows/x.yml" in shown
    assert "MAIN 1" in terminal.seen
    assert "RUN 1" in terminal.seen
    assert ["/acme/web.git/refs/heads/topic"] == pushes(at)


def test_rules_hold_for_a_push(at: Console) -> None:
    script = f"{CLONE}{COMMIT}git push origin HEAD:refs/heads/topic; echo CODE $?"
    with pushing(at, script, "--deny", "git.push") as denied:
        denied.ended()
    with pushing(at, f"rm -rf one\n{script}", "--read-only") as reading:
        reading.ended()

    assert "denies git.push" in denied.seen
    assert "! [remote rejected] HEAD -> topic" in denied.seen
    assert "! [remote rejected] HEAD -> topic" in reading.seen
    assert [] == pushes(at)


MANY = r"""
git push -q origin HEAD:refs/heads/a HEAD:refs/heads/b && echo TWO
git push -q --atomic -o ci.skip origin HEAD:refs/heads/c && echo OPTIONS
git push -q origin :refs/heads/a && echo DELETED
git tag v77 && git push -q origin v77 && echo TAGGED
git push --dry-run -q origin HEAD:refs/heads/d && echo DRY
git push -q origin HEAD:refs/heads/b && echo NOTHING
git clone -q --depth 1 https://github.com/acme/web ../shallow && cd ../shallow
git checkout -q -b deep && echo S >S && git add . && git commit -q -m Shallow
git push -q origin deep && echo SHALLOW
git push --signed origin HEAD:refs/heads/e
git push --force origin HEAD~0:refs/tags/v77 HEAD:refs/heads/f
"""


def test_every_kind_of_push_is_asked_about_once(at: Console) -> None:
    with pushing(at, f"{CLONE}{COMMIT}{MANY}") as terminal:
        for _ in range(5):
            terminal.expect(ASKED)
            terminal.answer("y")
        terminal.ended()

    for word in ("TWO", "OPTIONS", "DELETED", "TAGGED", "DRY", "NOTHING", "SHALLOW"):
        assert f"{word}\n" in terminal.seen, terminal.seen
    assert "push_options (read before approval): ci.skip" in terminal.seen
    assert "has one reference" in terminal.seen
    names = ["heads/a", "heads/b", "heads/c", "heads/a", "tags/v77", "heads/deep"]
    assert [f"/acme/web.git/refs/{name}" for name in names] == pushes(at)


def test_a_lost_answer_is_unknown_to_git_and_to_the_log(at: Console) -> None:
    at.sandbox.fault("github", "POST", ".*/git-receive-pack", drop=True)
    script = f"{CLONE}{COMMIT}git push origin HEAD:refs/heads/topic; aegis session log"
    with pushing(at, script) as terminal:
        terminal.expect(ASKED)
        terminal.answer("y")
        terminal.ended()

    assert "(nobody knows whether it was done)" in terminal.seen
    assert "outcome_unknown" in terminal.seen


def test_what_github_refuses_git_shows_as_github_says_it(at: Console) -> None:
    script = f"{CLONE}git push --force origin HEAD~3:release/1.x; aegis session log"
    with pushing(at, script) as terminal:
        terminal.expect(TYPED)
        terminal.answer("acme/web:release/1.x")
        terminal.ended()

    assert "GH006" in terminal.seen
    assert "! [remote rejected] HEAD~3 -> release/1.x" in terminal.seen
    assert "failed: Push release/1.x to acme/web by FORCE" in terminal.seen
    assert [] == pushes(at)


KILLED = f"""{CLONE}{COMMIT}
git push origin HEAD:refs/heads/topic & echo $! >../git
wait $!; echo $? >../code; echo WAITED
until aegis session log | grep -q 'git-door push'; do sleep 0.3; done; aegis session log
"""


def kill(at: Console) -> None:
    """Kill the git that pushes, and all that it started."""
    os.kill(int((at.folder / "git").read_text()), signal.SIGKILL)


def test_a_git_that_is_killed_at_the_question_has_pushed_nothing(at: Console) -> None:
    with pushing(at, KILLED) as terminal:
        terminal.expect(ASKED)
        kill(at)
        terminal.ended()

    assert "WAITED" in terminal.seen
    assert re.search(r"(interrupted|declined)[^\n]*: git-door push topic", terminal.seen)
    assert "approved" not in terminal.seen
    assert [] == pushes(at)


def test_a_git_that_is_killed_while_it_is_sent_has_pushed_or_not_and_the_log_says_which(
    at: Console,
) -> None:
    at.sandbox.fault("github", "POST", ".*/git-receive-pack", delay=60.0)
    with pushing(at, KILLED) as terminal:
        terminal.expect(ASKED)
        terminal.answer("y")
        until(lambda: any("git-receive-pack" in line for line in at.sandbox.lines()))
        kill(at)
        terminal.ended()
    at.sandbox.release()

    assert "outcome_unknown: Push topic to acme/web" in terminal.seen
    assert len(pushes(at)) <= 1


def test_a_grant_covers_so_many_pushes_and_then_each_is_asked_about(at: Console) -> None:
    script = f"{CLONE}{COMMIT}for n in 1 2 3 4; do git push -q origin HEAD:refs/heads/t$n; done"
    with pushing(at, script, "--grant", "git.push@acme/web", "--grant-writes", "2") as terminal:
        for _ in range(2):
            terminal.expect(ASKED)
            terminal.answer("n")
        terminal.ended()

    assert [f"/acme/web.git/refs/heads/t{n}" for n in (1, 2)] == pushes(at)
    assert 2 == terminal.seen.count("Granted in advance, and used: git.push at acme/web.")


def test_many_pushes_at_once_are_asked_about_one_after_another_and_none_goes_by_itself(
    at: Console,
) -> None:
    script = f"""{CLONE}{COMMIT}
    for n in $(seq 30); do
        (git push -q origin HEAD:refs/heads/t$n 2>../err.$n; echo $? >../code.$n) &
    done
    wait; cat ../code.* | sort | uniq -c; cat ../err.* | sort | uniq -c
    """
    with pushing(at, script) as terminal:
        terminal.answered({ASKED: "n"})

    assert 30 == terminal.seen.count(ASKED), terminal.seen
    assert re.search(r" 30 1$", terminal.seen, re.MULTILINE), terminal.seen
    assert [] == pushes(at)


def kept_push(agent: int) -> Path:
    """Return the file without a name that holds a push, in the fork of a session that asks."""
    for pid in descendants(agent):
        with suppress(OSError):
            for each in Path(f"/proc/{pid}/fd").iterdir():
                with suppress(OSError), each.open("rb") as file:
                    if "(deleted)" in str(each.readlink()) and b"PACK" in file.read(2000):
                        return each
    raise AssertionError("nobody keeps a push")


def flipped(kept: Path, at: int) -> None:
    """Make another byte of one."""
    with kept.open("r+b", buffering=0) as file:
        (old,) = os.pread(file.fileno(), 1, at)
        os.pwrite(file.fileno(), bytes([old ^ 1]), at)


@pytest.mark.skipif(os.geteuid() != 0, reason="a fork shows its descriptors to root alone")
def test_what_is_changed_or_cut_while_the_question_stands_is_not_pushed(at: Console) -> None:
    script = f"{CLONE}{COMMIT}for n in 1 2; do git push -q origin HEAD:refs/heads/t; done"
    with pushing(at, script, from_nothing=True) as terminal:
        for change in (flipped, os.truncate):
            terminal.expect(ASKED)
            change(kept_push(terminal.process.pid), 200)
            terminal.answer("y")
        terminal.ended()

    assert 2 == terminal.seen.count("! [remote rejected] HEAD -> t"), terminal.seen
    assert [] == pushes(at)


TRACED = f"""{CLONE}{COMMIT}
export GIT_TRACE=1 GIT_TRACE_PACKET=1 GIT_TRACE2_EVENT=1 GIT_TRACE_SETUP=1 GIT_TRACE_CURL=1
git push origin HEAD:refs/heads/traced >traced.txt 2>&1 &
for n in $(seq 1000); do
    cp -r "$TMPDIR"/aegis-push-* seen 2>/dev/null; ps axeww >>processes.txt
    [ -e seen/proxy ] && break
done
wait
"""


def kept_of_a_push(at: Console) -> tuple[list[Path], str]:
    """Push with all of git's traces; return the files that there are then, and what was shown."""
    (at.folder / "tmp").mkdir()
    own, granted = {"TMPDIR": str(at.folder / "tmp")}, ("--grant", "git.push@acme/web")
    with pushing(at, TRACED, *granted, "--grant-writes", "2", more=own) as terminal:
        terminal.ended()
    return [path for path in at.folder.rglob("*") if path.is_file()], terminal.seen


def test_no_token_is_in_what_git_says_keeps_or_starts_of_a_push(at: Console) -> None:
    kept, seen = kept_of_a_push(at)
    tokens = at.sandbox.tokens()

    assert ["/acme/web.git/refs/heads/traced"] == pushes(at)
    assert [path for path in kept if path.name == "proxy"], "what looks at the push was seen"
    assert [] == [*(at.folder / "tmp").glob("aegis-push-*")]
    assert tokens
    for path in kept:
        assert not [token for token in tokens if token.encode() in path.read_bytes()], path
    assert not [token for token in tokens if token in seen]


RUN = "mkdir -p .github/workflows && echo 'on: push' >.github/workflows/x.yml && git add . && git commit -q -m Run\n"
NOT_GRANTED = json.dumps({"message": "The permissions requested are not granted."})


def test_where_an_app_derives_tokens_a_push_has_one_that_may_change_a_workflow() -> None:
    script = f"{CLONE}{COMMIT}for n in 1 2; do git push -q origin HEAD:refs/heads/t; {RUN} done"
    with console("--github-app") as derived, pushing(derived, script) as terminal:
        for _ in range(2):
            terminal.expect(ASKED)
            terminal.answer("y")
        terminal.ended()
        seen = derived.sandbox.seen("github")

    needed = [each["body"]["permissions"] for each in seen if each["path"].endswith("/scoped")]
    writes = {"contents": "write", "metadata": "read"}
    once = [writes, writes], [writes, writes | {"workflows": "write"}]
    assert [writes | {"contents": "read"}, *once[0], *once[1]] == needed
    assert {"derived"} == {each["token"] for each in seen if each["method"] == "PUSH"}


def test_where_the_app_may_change_no_workflow_a_push_of_one_is_refused_before_it_is_sent() -> None:
    script = f"{CLONE}{RUN}git push origin HEAD:refs/heads/t; aegis session log"
    with console("--github-app") as derived, pushing(derived, script) as terminal:
        terminal.expect(ASKED)
        derived.sandbox.fault("github", "POST", ".*/scoped", status=422, body=NOT_GRANTED)
        terminal.answer("y")
        terminal.ended()
        sent = [each for each in derived.sandbox.seen("github") if "receive" in each["path"]]

    assert "! [remote rejected] HEAD -> t (GitHub gives no token for acme/web with" in terminal.seen
    assert "workflows:write" in terminal.seen
    assert ", not sent: Push t to acme/web" in terminal.seen
    assert [] == sent


@isolated
def test_an_isolated_command_pushes_though_it_has_no_network(at: Console) -> None:
    script = f"{CLONE}{COMMIT}git push -q origin HEAD:refs/heads/alone; echo CODE $?"
    with pushing(at, script, "--isolate") as terminal:
        terminal.expect(ASKED)
        terminal.answer("y")
        terminal.ended()

    assert "CODE 0" in terminal.seen
    assert ["/acme/web.git/refs/heads/alone"] == pushes(at)


def test_a_locked_session_pushes_nothing(at: Console) -> None:
    script = (
        f"{CLONE}{COMMIT}(git push -q origin HEAD:refs/heads/t; echo CODE $?) & \n"
        "until [ -e ../go ]; do sleep 0.1; done; aegis session lock >/dev/null; wait\n"
        "git push -q origin HEAD:refs/heads/t; echo AGAIN $?"
    )
    with pushing(at, script) as terminal:
        terminal.expect(ASKED)
        (at.folder / "go").touch()
        terminal.ended()

    assert "CODE 1" in terminal.seen
    assert "AGAIN 128" in terminal.seen
    assert "The session is locked." in terminal.seen
    assert [] == pushes(at)
