"""A session on real processes: one sign-in, questions at its own terminal, results for clients."""

import json
import os
import re
import signal
import socket
import stat
from pathlib import Path

import pytest

from aegis_cli.session.line import frames
from tests.helpers.console import Console
from tests.helpers.patience import PATIENCE
from tests.helpers.support import until
from tests.session.held import ASKED, CLOSE, LIST, OPEN, Held, held

pytestmark = pytest.mark.enable_socket


def test_ten_reads_and_five_approved_writes_take_one_code_to_read_and_one_to_write(
    at: Console, session: Held
) -> None:
    reads = [session.run(*LIST) for _ in range(10)]
    writes = [
        session.answered("ask", f"open an issue in acme/web titled 'Number {at}'")
        for at in range(5)
    ]

    assert [0] * 15 == [ended.code for ended in (*reads, *writes)]
    assert at.sign_ins() == 2


def test_a_client_gets_what_the_command_alone_would_have_given(at: Console, session: Held) -> None:
    for words in ((*LIST,), (*LIST, "--output", "json"), ("ask", "list the issues of acme/web")):
        alone, served = at.run(*words), session.run(*words)
        assert alone.code == served.code == 0
        assert alone.out.replace('"user"', '"agent"') == served.out.replace('"user"', '"agent"')


def test_a_no_sends_nothing_and_costs_no_sign_in(at: Console, session: Held) -> None:
    ended = session.answered(*CLOSE, reply="n")

    assert ended.code == 6
    assert "did not approve" in ended.err
    assert at.writes() == []
    assert at.sign_ins() == 1


def test_yes_of_a_client_means_ask_at_the_terminal(at: Console, session: Held) -> None:
    running = session.start(*CLOSE, "--yes", "--output", "json")
    shown = session.terminal.expect(ASKED)
    assert at.writes() == []
    session.terminal.answer("y")
    document = running.ended().document

    assert "A program of this session asks" in shown
    assert "typed or made by a program of this session" in shown
    assert document["status"] == "done"
    assert {*document["plan"]["steps"][0]["provenance"].values()} == {"agent", "default"}


def test_the_phrase_of_a_client_confirms_nothing(at: Console, session: Held) -> None:
    running = session.start("ask", "delete mona/scratch", "--confirm", "mona/scratch")
    session.terminal.expect("Type mona/scratch to confirm: ")
    session.terminal.answer("n")

    assert running.ended().code == 6
    assert at.writes() == []


def test_what_is_destroyed_takes_a_fresh_proof_each_time(at: Console, session: Held) -> None:
    issue = "do", "issues.delete", "-R", "mona/scratch", "--issue-number", "1"
    for words, phrase in (
        (issue, "delete mona/scratch#1"),
        (("ask", "delete mona/scratch"), "mona/scratch"),
    ):
        running = session.start(*words)
        session.terminal.expect(f"Type {phrase} to confirm: ")
        session.terminal.answer(phrase)
        assert running.ended().code == 0

    assert at.sign_ins() == 3


def test_a_client_whose_settings_would_steer_the_agent_is_refused(session: Held) -> None:
    moved = session.run(*LIST, more={"AEGIS_GITHUB_API": "http://127.0.0.1:9"})
    stepped = session.run(*LIST, "--step-up", "browser")

    assert (moved.code, stepped.code) == (2, 2)
    assert "AEGIS_GITHUB_API" in moved.err
    assert "--step-up" in stepped.err


def test_the_pager_of_a_client_is_no_setting_and_is_not_started(at: Console, session: Held) -> None:
    ended = session.run(*LIST, more={"AEGIS_PAGER": f"touch '{at.folder}/paged'"})

    assert (0, "") == (ended.code, ended.err)
    assert not (at.folder / "paged").exists()


def test_a_client_can_only_narrow_the_policy(at: Console) -> None:
    with held(at, "--deny", "issues.close") as session:
        allowed = session.run(*LIST, "--allow", "issues.close,issues.list")
        denied = session.run(*CLOSE, "--allow", "*.*")
        narrowed = session.run(*LIST, "--repos", "mona/*")

    assert (allowed.code, denied.code, narrowed.code) == (0, 5, 5)


def test_a_client_without_a_terminal_pipes_its_input_in(session: Held) -> None:
    running = session.start("do", "issues.create", "-R", "acme/web", "--title", "T", "--body", "-")
    assert running.process.stdin is not None
    running.process.stdin.write(b"from a pipe\n")
    running.process.stdin.close()
    running.process.stdin = None
    shown = session.terminal.expect(ASKED)
    session.terminal.answer("y")

    assert "from a pipe" in shown
    assert running.ended().code == 0


def test_a_file_is_opened_by_the_client(at: Console, session: Held) -> None:
    (at.folder / "new.txt").write_text("twelve\n", encoding="utf-8")
    put = ("do", "files.put", "-R", "acme/web", "--path", "new.txt", "--message", "Add")

    missing = session.run(*put, "--content", "@nothing.txt")
    ended = session.answered(*put, "--content", "@new.txt")

    assert missing.code == 2
    assert "No such file" in missing.err
    assert ended.code == 0


def test_a_client_that_ends_withdraws_its_question(at: Console, session: Held) -> None:
    running = session.start(*CLOSE)
    session.terminal.expect(ASKED)
    running.process.kill()
    running.ended()
    ended = session.answered("ask", "close #13 in acme/web", reply="n")

    assert ended.code == 6
    assert at.writes() == []


def test_a_ctrl_c_of_the_client_ends_the_request(at: Console, session: Held) -> None:
    running = session.start(*CLOSE)
    session.terminal.expect(ASKED)
    running.process.send_signal(signal.SIGINT)

    ended = running.ended()
    assert ended.code == 130
    assert "Interrupted" in ended.err
    assert at.writes() == []


def test_a_ctrl_c_at_the_terminal_ends_the_question_and_not_the_session(session: Held) -> None:
    running = session.start(*CLOSE)
    session.terminal.expect(ASKED)
    session.terminal.type("\x03")

    assert running.ended().code in {6, 130}
    assert session.run(*LIST).code == 0


def test_reads_run_beside_a_question_that_stands(session: Held) -> None:
    running = session.start(*CLOSE)
    session.terminal.expect(ASKED)

    assert [session.run(*LIST).code for _ in range(3)] == [0, 0, 0]
    session.terminal.answer("n")
    assert running.ended().code == 6


def test_the_same_question_is_not_asked_twice(session: Held) -> None:
    running = session.start(*CLOSE)
    session.terminal.expect(ASKED)
    again = session.run(*CLOSE, "--output", "json")
    session.terminal.answer("n")
    running.ended()
    refused = session.run(*CLOSE, "--output", "json")

    assert again.end == (9, "busy", "busy")
    assert refused.end == (6, "declined", "declined")


def test_a_grant_in_a_session_that_only_reads_is_refused_before_a_sign_in(at: Console) -> None:
    words = ("session", "--read-only", "--grant", "issues.create@acme/web", "--", "true")
    with at.terminal(*words) as terminal:
        code = terminal.ended()

    assert code == 2
    assert "no write" in terminal.seen
    assert at.sign_ins() == 0


def test_a_grant_covers_so_many_writes_of_its_kind_without_a_question(at: Console) -> None:
    opened = ("do", "issues.create", "-R", "acme/web", "--title")
    with held(at, "--grant", "issues.create@acme/web", "--grant-writes", "2") as session:
        ends = [session.run(*opened, f"Number {at}").code for at in range(2)]
        over = session.answered(*opened, "One more", reply="n")
        other = session.answered(*CLOSE, reply="n")
        told = json.loads(session.run("session", "status", "--output", "json").out)

    assert (ends, over.code, other.code) == ([0, 0], 6, 6)
    assert told["results"][0]["data"]["grant_writes_left"] == 0
    assert len(told["results"][0]["data"]["grant_uses"]) == 2


def test_what_a_grant_covers_is_looked_at_and_not_done_to_what_it_is_not(at: Console) -> None:
    words = ("do", "issues.close", "-R", "acme/web", "-o", "json", "--issue-number")
    with held(at, "--grant", "issues.close@acme/web", "--grant-writes", "9") as session:
        ends = {number: session.run(*words, str(number)).end for number in (12, 1, 11, 99)}

    assert ends == {
        12: (0, "done", None),
        1: (0, "already", None),
        11: (7, "failed", "other_kind"),
        99: (7, "failed", "not_found"),
    }
    assert at.writes() == ["PATCH /repos/acme/web/issues/12"]


def test_the_log_says_of_a_granted_write_that_its_target_was_not_looked_at(at: Console) -> None:
    words = ("do", "issues.close", "-R", "acme/web", "-o", "json", "--issue-number", "12")
    grant = ("--grant", "issues.close@acme/web", "--deny", "issues.get")
    with held(at, *grant) as session:
        done = session.run(*words)
        log = session.run("session", "log").out

    assert done.end == (0, "done", None)
    assert "note" not in done.document["results"][0]
    assert " Close issue acme/web#12: Its target was not looked at: " in log


def test_a_locked_session_serves_nobody_until_the_person_signs_in_again(
    at: Console, session: Held
) -> None:
    locked = session.run("session", "lock")
    refused = session.run(*LIST, "--output", "json")
    session.run("session", "unlock")
    session.terminal.expect("unlocked")

    assert "locked" in locked.out
    assert refused.end == (4, "not_signed_in", "session_locked")
    assert session.run(*LIST).code == 0
    assert at.sandbox.lines("auth0").count("POST /oauth/revoke") == 1


def test_a_panic_ends_everything_and_says_what_outlives_it(at: Console, session: Held) -> None:
    panicked = session.run("session", "panic")

    assert session.terminal.ended() == 0
    assert "cannot revoke" in panicked.out
    assert at.sandbox.lines("auth0").count("POST /oauth/revoke") == 1
    after = session.run(*LIST, "--output", "json")
    assert after.end == (4, "not_signed_in", "no_session")


def test_the_status_says_who_until_when_and_what_is_granted(at: Console) -> None:
    with held(at, "--grant", "labels.*@acme/web", "--grant-writes", "3") as session:
        before = session.run("session", "status").out
        session.answered(*CLOSE)
        after = session.run("session", "status").out

    time = "[0-9]{2}:[0-9]{2}"
    assert re.search(rf"The session of Mona Lisa is open\.\nIt locks at {time} if no", before)
    assert re.search(rf"It ends at {time}\.\nRequests that run: 0\. Questions that wait: 0", before)
    granted = "Granted in advance: labels.*@acme/web; writes left: 3, until the session ends."
    assert granted in before
    asked = "You are asked before each write that no grant covers"
    assert f"{asked}, and sign in for the next one after your yes." in before
    assert re.search(rf"{asked}; until {time} without a new sign-in", after)


def test_the_status_says_that_a_grant_is_used_up(at: Console) -> None:
    with held(at, "--grant", "issues.create@acme/web") as session:
        session.run(*OPEN, "The only one")
        shown = session.run("session", "status").out

    assert "You are asked before each write; until" in shown
    assert "Granted in advance: issues.create@acme/web; writes left: 0.\n" in shown


def test_an_unlock_says_where_to_sign_in_and_that_nothing_is_unlocked_before(
    session: Held,
) -> None:
    not_locked = session.run("session", "unlock").out
    session.run("session", "lock")
    before = session.run("session", "status").out
    unlocking = session.run("session", "unlock").out
    session.terminal.expect("unlocked")

    assert "It was not locked, so there is nothing to unlock." in not_locked
    assert "`aegis session unlock` shows a code at the session's own terminal." in before
    assert "is locked.\nA code is shown at the session's own terminal: confirm it" in unlocking
    assert "Nothing is unlocked before" in unlocking
    assert "PIN" not in unlocking


def test_the_start_and_the_end_say_what_a_person_must_know(at: Console) -> None:
    with held(at) as session:
        session.terminal.type("\x03")
        session.terminal.expect("Press Ctrl-C once more")
        session.terminal.type("\x03")
        assert session.terminal.ended() == 0
        shown = session.terminal.seen.replace("\n| ", " ")

    assert "You are signed in as Mona Lisa." in shown
    assert "locks after 30 minutes without a request, and ends after 8 hours." in shown
    assert "Press Ctrl-C twice to end it." in shown
    assert shown.endswith("The session has ended: Ctrl-C was pressed twice.\n")


def test_the_line_to_export_is_not_broken_on_a_narrow_terminal(at: Console) -> None:
    with at.terminal("session", size=(50, 20)) as terminal:
        shown = terminal.expect("/s\r\n")

    (line,) = re.findall(r"^  export AEGIS_SESSION=(.+)$", shown, re.MULTILINE)
    assert len(line) > 20
    assert line.endswith("/s")


def test_no_word_of_a_program_steers_the_persons_terminal(session: Held) -> None:
    title = "\x1b]2;forged\x07"
    session.answered("do", "issues.create", "-R", "acme/web", "--title", title, reply="n")
    session.terminal.expect("declined, the person said no: do issues.create")
    session.terminal.expect("forged")

    assert "\x1b]2;" not in session.terminal.raw


def test_whoami_and_doctor_say_that_a_session_is_used(at: Console, session: Held) -> None:
    who, checked = session.run("whoami"), session.run("doctor")
    alone = at.run("doctor")

    assert (who.code, checked.code, alone.code) == (0, 0, 0)
    assert "`aegis session` holds the session; `aegis session status` says until when" in who.out
    assert "expire" not in who.out
    assert "session: `aegis session` answers, with its settings and sign-in" in checked.out
    assert "`aegis session` answers" not in alone.out
    assert at.sign_ins() == 2


@pytest.mark.parametrize("name", ["status", "log", "lock", "unlock", "end", "panic"])
def test_without_a_session_a_command_about_it_says_how_to_begin_one(at: Console, name: str) -> None:
    ended = at.run("session", name)

    assert ended.code == 4
    assert "There is no session." in ended.err
    assert "aegis session" in ended.err


def test_a_program_without_the_two_dashes_is_told_how_to_be_run(at: Console) -> None:
    ended = at.run("session", "sh", "-c", "true")

    assert ended.code == 2
    assert "aegis session -- sh -c true" in ended.err


def test_nobody_signs_in_for_a_command_that_does_not_exist(at: Console) -> None:
    with at.terminal("session", "--", "no-such-program") as terminal:
        assert terminal.ended() == 2
        assert "no-such-program cannot be run: no such file or directory." in terminal.seen

    assert at.sign_ins() == 0


def test_the_shell_completes_the_commands_of_a_session(at: Console) -> None:
    asked = {
        "_AEGIS_COMPLETE": "complete_bash",
        "COMP_WORDS": "aegis session ",
        "COMP_CWORD": "2",
    }

    assert {*at.run(more=asked).out.split()} >= {"status", "log", "lock", "unlock", "end", "panic"}


def test_the_log_says_what_happened(session: Held) -> None:
    session.run(*LIST)
    session.answered(*CLOSE, reply="n")

    lines = session.run("session", "log").out.splitlines()
    assert [line[9:] for line in lines] == [
        f"done: {' '.join(LIST)}",
        f"declined, the person said no: {' '.join(CLOSE)}",
    ]


def test_what_is_struck_out_is_neither_approved_nor_sent_in_the_log(session: Held) -> None:
    running = session.start("ask", "close #12 in acme/web and comment 'Done'")
    session.terminal.expect(ASKED)
    session.terminal.answer("2")
    session.terminal.expect(ASKED)
    session.terminal.answer("y")
    running.ended()

    approved, write, changed, ended = session.run("session", "log").out.splitlines()
    assert approved.endswith("approved: Close issue acme/web#12")
    assert write.endswith(", done: Close issue acme/web#12")
    assert changed.endswith("changed: Close issue acme/web#12 (state: open → closed)")
    assert "done, as the person changed it: " in ended


def test_a_phrase_that_is_typed_wrong_is_no_answer_and_a_no_is_in_the_log(session: Held) -> None:
    delete = "do", "issues.delete", "-R", "acme/web", "--issue-number", "13"
    running = session.start(*delete)
    session.terminal.expect("Type delete acme/web#13 to confirm: ")
    session.terminal.answer("delete acme/web#12")
    session.terminal.expect("Type delete acme/web#13 to confirm: ")
    session.terminal.answer("n")
    ended = running.ended()

    (line,) = session.run("session", "log").out.splitlines()
    assert "You did not approve it; nothing was sent." in ended.err
    assert line[9:] == f"declined, the person said no: {' '.join(delete)}"


def test_nobody_else_can_reach_the_socket_and_it_is_gone_after_the_session(session: Held) -> None:
    path, folder = Path(session.address), Path(session.address).parent
    modes = [stat.S_IMODE(each.stat().st_mode) for each in (folder, path)]
    session.run("session", "end")
    session.terminal.ended()

    assert modes == [0o700, 0o600]
    assert not folder.exists()


def test_a_session_within_a_session_is_refused(at: Console, session: Held) -> None:
    with at.terminal("session", more={"AEGIS_SESSION": session.address}) as terminal:
        terminal.expect("in a session already")
        assert terminal.ended() == 2


def test_a_session_needs_a_terminal(at: Console) -> None:
    ended = at.run("session")

    assert ended.code == 2
    assert "docs/pipelines.md" in ended.err


def test_a_session_that_is_suspended_and_continued_serves_on(session: Held) -> None:
    session.terminal.process.send_signal(signal.SIGSTOP)
    running = session.start(*LIST)
    session.terminal.process.send_signal(signal.SIGCONT)

    assert running.ended().code == 0


@pytest.mark.parametrize("words", [LIST, ("session", "status")], ids=str)
def test_on_a_terminal_it_is_said_that_a_stopped_session_does_not_answer(
    at: Console, session: Held, words: tuple[str, ...]
) -> None:
    out = at.folder / "out"
    session.terminal.process.send_signal(signal.SIGSTOP)
    more = {"AEGIS_SESSION": session.address}
    with out.open("wb") as file, at.terminal(*words, more=more, streams={1: file.fileno()}) as own:
        own.expect("The session does not answer; it may be suspended.")
        own.expect("Press Ctrl-C to stop waiting.")
        own.type("\x03")
        code = own.process.wait(PATIENCE)  # its streams are open, in the queue of the session
    session.terminal.process.send_signal(signal.SIGCONT)

    assert code in {8, 130}
    assert out.read_bytes() == b""
    assert session.run(*LIST).code == 0


def test_a_session_that_answers_late_is_waited_for(at: Console, session: Held) -> None:
    session.terminal.process.send_signal(signal.SIGSTOP)
    with at.terminal(*LIST, more={"AEGIS_SESSION": session.address}) as own:
        own.expect("does not answer")
        session.terminal.process.send_signal(signal.SIGCONT)
        assert own.ended() == 0
        assert own.seen.count("does not answer") == 1


def test_what_connects_and_says_nothing_disturbs_nobody(session: Held) -> None:
    lines = [socket.socket(socket.AF_UNIX) for _ in range(4)]
    for line in lines:
        line.connect(session.address)
        line.sendall(b"\x00\x00")
    try:
        assert session.run(*LIST).code == 0
    finally:
        for line in lines:
            line.close()


def test_a_forged_frame_is_refused(session: Held) -> None:
    for forged in (
        b"\xff" * 8,
        frames.pack(b"approve"),
        frames.pack(frames.EXIT, b"0"),
        frames.pack(frames.REQUEST, b"1", b"", b""),
        frames.pack(frames.CONTROL, b"approve"),
    ):
        with socket.socket(socket.AF_UNIX) as line:
            line.connect(session.address)
            line.sendall(forged)
            line.settimeout(PATIENCE)
            answer = bytearray(line.recv(4096))
            frame = frames.take_frame(answer)
            assert frame is not None
            assert frame[0] == frames.ERROR
    assert session.run(*LIST).code == 0


def test_a_command_that_the_agent_does_not_serve_is_done_here(session: Held) -> None:
    ended = session.run("actions")

    assert ended.code == 0
    assert "issues.list" in ended.out


def test_all_ends_with_the_agent(at: Console) -> None:
    with held(at, from_nothing=True) as session:
        before = {int(each) for each in _children(session.terminal.process.pid)}
        running = session.start(*CLOSE)
        session.terminal.expect(ASKED)
        session.terminal.process.send_signal(signal.SIGKILL)
        ended = running.ended()

    assert before
    assert ended.code == 8
    until(lambda: not any(_is_alive(each) for each in before))


def _children(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0]
    return state != "Z"


def test_what_is_edited_at_the_terminal_is_asked_about_and_sent_and_is_the_persons(
    at: Console,
) -> None:
    program = at.folder / "editor"
    program.write_text("#!/bin/sh\nsed -i 's/Crash/Boom/' $1\n")
    program.chmod(0o755)
    with held(at, more={"EDITOR": str(program)}) as session:
        running = session.start("ask", "open an issue in acme/web titled 'Crash'", "-o", "json")
        session.terminal.expect(ASKED)
        session.terminal.answer("e")
        again = session.terminal.expect(ASKED)
        session.terminal.answer("y")
        plan = running.ended().document["plan"]
        (step,) = plan["steps"]
        log = [line[9:] for line in session.run("session", "log").out.splitlines()]

    assert [
        'approved: Open issue "Boom" in acme/web',
        f'write of plan {plan["digest"][:12]}, done: Open issue "Boom" in acme/web',
        "done, as the person changed it: ask open an issue in acme/web titled 'Crash' -o json",
    ] == log
    assert "title (your words): Boom" in again
    assert ("user", "agent") == (step["provenance"]["title"], step["provenance"]["repo"])
    assert ["POST /repos/acme/web/issues"] == at.writes()
