"""One request between its client and its fork: what it takes, what it tells, and how it ends."""

import os
import socket
from typing import Any

import pytest

from aegis_cli.adapters.process.json_lines import encode
from aegis_cli.errors import Code, error_for
from aegis_cli.session.line import frames
from aegis_cli.session.requests.request_log import Cause
from aegis_cli.session.requests.served_request import LONGEST_WRITE, PATIENCE, RequestState
from tests.session.agent_here import CLOSE, SAYS, AgentHere, open_descriptors

PAGE = "https://github.com/acme/web"
NO_REQUEST = ("bad_usage", "The client sent something that is no request.")
TOO_MANY = ("bad_usage", "The client sent too many descriptors.")
NO_WORD = ("internal", "The process of this request ended without a word.")
NOT_KNOWN = (
    "outcome_unknown",
    "This request broke off; whether a write was sent is not known.",
)


def test_a_request_brings_words_variables_streams_and_a_folder(here: AgentHere) -> None:
    client = here.connect(pid=7)
    before = open_descriptors()
    client.ask("ask", b"\xffclose", variables=[b"TERM=a=b", b"\xfe=", b"EMPTY"])
    here.settle()

    [fork] = here.fork_server.forks
    assert fork.streams == 4
    assert fork.told["words"] == ["ask", "\udcffclose"]
    assert fork.told["variables"] == {"TERM": "a=b", "\udcfe": "", "EMPTY": ""}
    assert open_descriptors() == before + (2 if before else 0)  # the two ends of the fork's line
    [request] = here.agent.clients.requests
    assert (request.state, request.is_served, request.is_there) == (
        RequestState.PLANNING,
        True,
        True,
    )


@pytest.mark.parametrize("count", [0, 1, 3])
def test_a_request_without_its_streams_is_none(here: AgentHere, count: int) -> None:
    client = here.connect()
    client.ask(*CLOSE, descriptors=count)
    here.settle()

    assert client.error() == NO_REQUEST
    assert here.fork_server.forks == []


def test_descriptors_are_not_piled_up(here: AgentHere) -> None:
    before = open_descriptors()
    at_once, in_parts = here.connect(), here.connect()
    at_once.ask(*CLOSE, descriptors=5)
    for byte in (b"\0", b"\0", b"\1", b"\0"):  # how long the frame will be
        socket.send_fds(in_parts.line, [byte], [0])
    here.settle()
    assert at_once.error() == TOO_MANY
    assert in_parts.heard() == []
    socket.send_fds(in_parts.line, [b"\0"], [0])
    here.settle()

    assert in_parts.error() == TOO_MANY
    assert here.fork_server.forks == []
    at_once.close()
    in_parts.close()
    here.lines.clear()
    assert open_descriptors() == before


@pytest.mark.parametrize(
    "parts",
    [
        (frames.FILE, b""),
        (frames.EXIT, b"0"),
        (frames.ERROR, b"", b"", b""),
        (frames.TOLD, b"{}"),
        (frames.CONTROL,),
        (frames.CONTROL, b"status", b""),
        (frames.CONTROL, b"\xff"),
        (frames.REQUEST, b"1", b""),
        (b"approve",),
    ],
    ids=lambda parts: f"{parts[0].decode()} of {len(parts)}",
)
def test_a_frame_that_has_no_place_ends_the_connection(
    here: AgentHere, parts: tuple[bytes, ...]
) -> None:
    client = here.connect()
    client.send(*parts)
    client.send(frames.CONTROL, b"lock")
    here.settle()

    assert client.error() == NO_REQUEST
    assert not here.agent.is_locked
    assert here.agent.clients.requests == []


def test_words_that_are_no_list_and_a_version_that_is_no_text_are_no_request(
    here: AgentHere,
) -> None:
    for version, words in ((b"\xff", b""), (frames.SPEAKS.encode(), b"\0\0")):
        client = here.connect()
        client.send(frames.REQUEST, version, words, b"", descriptors=4)
        here.settle()
        assert client.error() == NO_REQUEST
    assert here.fork_server.forks == []


@pytest.mark.parametrize(
    "parts",
    [
        (frames.REQUEST, frames.SPEAKS.encode(), frames.join_words([b"ask", b"x"]), b""),
        (frames.CONTROL, b"status"),
        (frames.FILE, b""),
    ],
    ids=["a request", "a control", "a file"],
)
def test_a_client_that_is_served_says_nothing_but_what_it_is_asked_for(
    here: AgentHere, parts: tuple[bytes, ...]
) -> None:
    client, fork = here.begin()
    client.send(*parts, descriptors=4)
    here.settle()

    assert client.error() == NO_REQUEST
    assert len(here.fork_server.forks) == 1
    assert fork.heard() == []
    assert fork.has_ended
    assert here.log == ["ended early, and no write was sent: ask close #12 in acme/web"]


def test_who_merely_found_the_session_learns_first_in_whose_it_would_be(here: AgentHere) -> None:
    listed = frames.join_words([b"ask", b"x"])
    client = here.connect()
    client.send(frames.FOUND, frames.SPEAKS.encode(), listed, b"")
    here.settle()
    says = "This command runs in the session of Mona Lisa."
    assert client.heard() == [[frames.SERVES, says.encode()]]
    assert (here.fork_server.forks, here.log) == ([], [])

    client.ask("ask", "x")
    here.settle()
    assert client.heard() == [[frames.BEGUN]]
    assert here.fork_server.forks[0].told["notice"] == says


def test_who_was_told_otherwise_than_the_session_has_it_is_told_to_do_without(
    here: AgentHere,
) -> None:
    client = here.connect()
    variables = frames.join_words([b"AEGIS_ISSUER=x", b"TERM=dumb", b"AEGIS_\xff=1"])
    client.send(frames.FOUND, frames.SPEAKS.encode(), frames.join_words([b"whoami"]), variables)
    here.settle()

    [[kind, says]] = client.heard()
    assert kind == frames.PASSES
    assert says.startswith(b"AEGIS_ISSUER and AEGIS_\\udcff would not apply in the session of Mona")


@pytest.mark.parametrize(
    ("version", "words", "error"),
    [
        (
            b"0.0.1",
            b"",
            ("bad_usage", f"The session runs aegis {frames.SPEAKS}, and this command is"),
        ),
        (b"\xff", b"", NO_REQUEST),
        (frames.SPEAKS.encode(), b"\0\0", NO_REQUEST),
    ],
    ids=["another version", "no version", "no list"],
)
def test_who_found_the_session_and_cannot_be_served_is_told_so(
    here: AgentHere, version: bytes, words: bytes, error: tuple[str, str]
) -> None:
    client = here.connect()
    client.send(frames.FOUND, version, words, b"")
    here.settle()

    code, message = client.error()
    assert (code, message.startswith(error[1])) == (error[0], True)


def test_another_version_is_told_to_begin_anew(here: AgentHere) -> None:
    client = here.connect()
    client.ask(*CLOSE, speaks="0.0.1")
    here.settle()

    code, message = client.error()
    assert code == "bad_usage"
    assert f"runs aegis {frames.SPEAKS}" in message
    assert client.hint == "End the session and begin a new one."
    assert "this command is aegis 0.0.1" in message
    assert here.fork_server.forks == []


def test_what_goes_wrong_ends_one_request_and_not_the_session(
    here: AgentHere, monkeypatch: pytest.MonkeyPatch
) -> None:
    def wrong(*_: object) -> None:
        raise ZeroDivisionError

    other, _ = here.begin(2)
    client, fork = here.begin(1)
    monkeypatch.setattr(here.agent, "answer", wrong)
    fork.call("child")
    here.settle()

    assert client.error() == ("internal", "The session made a mistake.")
    other.send(frames.CANCEL)
    here.settle()
    assert here.fork_server.forks[0].heard() == [{"cancel": True}]


def test_an_exit_code_of_the_fork_is_the_clients_and_is_all_it_gets(here: AgentHere) -> None:
    client, fork = here.begin()
    fork.tell("exit", code=6)
    here.settle()

    assert client.heard() == [[frames.EXIT, b"6"]]
    assert client.has_ended
    fork.read()
    assert fork.has_ended
    assert here.agent.clients.requests == []
    assert here.log == []  # it has sent nothing


@pytest.mark.parametrize(
    ("said", "state", "error", "log"),
    [
        (b"", RequestState.PLANNING, NO_WORD, "ended early, and no write was sent"),
        (b"", RequestState.APPROVED, NO_WORD, "ended early, and no write was sent"),
        (b"", RequestState.IN_FLIGHT, NOT_KNOWN, "outcome_unknown, a write was in flight"),
        (b"", RequestState.WRITTEN, NOT_KNOWN, "ended early, after the answer to its write"),
        (b"no JSON\n", RequestState.PLANNING, NO_WORD, "ended early, and no write was sent"),
        (b"[]\n", RequestState.IN_FLIGHT, NOT_KNOWN, "outcome_unknown, a write was in flight"),
        (b"{}\n", RequestState.PLANNING, NO_WORD, "ended early, and no write was sent"),
        (b'{"call":"child"}\n', RequestState.PLANNING, NO_WORD, "ended early, and no write was"),
    ],
)
def test_a_fork_that_ends_or_says_nothing_of_sense_is_told_as_what_may_have_been_sent(
    here: AgentHere, said: bytes, state: RequestState, error: tuple[str, str], log: str
) -> None:
    client, fork = here.begin()
    fork.request.state = state
    if said:
        fork.line.sendall(said)
    else:
        fork.line.shutdown(socket.SHUT_WR)
    here.settle()

    assert client.error() == error
    assert ("before you try again" in client.hint) is (error == NOT_KNOWN)
    [line] = here.log
    assert line.startswith(log)


def test_a_fork_that_was_cancelled_may_end_without_a_word(here: AgentHere) -> None:
    client, fork = here.begin()
    client.send(frames.CANCEL)
    here.settle()
    fork.line.shutdown(socket.SHUT_WR)
    here.settle()

    assert client.error()[0] == "interrupted"


def test_messages_of_a_fork_arrive_in_parts_and_several_at_once(here: AgentHere) -> None:
    client, fork = here.begin()
    data = encode({"tell": "wants", "request": "one"}) + encode({"tell": "exit", "code": 3})
    fork.line.sendall(data[:20])
    here.settle()
    assert client.heard() == []
    fork.line.sendall(data[20:])
    here.settle()

    assert fork.request.log.words == ["ask", "one"]
    assert client.heard() == [[frames.EXIT, b"3"]]


def test_what_a_fork_says_after_its_end_does_nothing(
    here: AgentHere, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, fork = here.begin()
    asked: list[Any] = []
    monkeypatch.setattr(here.agent, "answer", lambda *call: asked.append(call))
    call = {"call": "session", "number": 1}
    fork.line.sendall(encode({"tell": "exit", "code": 0}) + encode(call))
    here.settle()

    assert client.heard() == [[frames.EXIT, b"0"]]
    assert asked == []


def test_a_client_cancels_once(here: AgentHere) -> None:
    client, fork = here.begin()
    client.send(frames.CANCEL)
    here.settle()
    assert fork.heard() == [{"cancel": True}]
    assert client.heard() == []

    client.send(frames.CANCEL)
    here.settle()
    assert fork.heard() == []
    assert client.heard() == []


def test_a_client_says_whether_somebody_waits_for_the_end(here: AgentHere) -> None:
    client, fork = here.begin()
    assert fork.request.is_awaited
    for waits in (False, True):
        client.send(frames.AWAITED, b"1" if waits else b"0")
        here.settle()
        assert fork.request.is_awaited is waits
    assert fork.heard() == []
    assert client.heard() == []


@pytest.mark.parametrize("state", [RequestState.IN_FLIGHT, RequestState.WRITTEN])
def test_of_a_write_that_was_begun_no_client_hears_that_it_may_ask_again(
    here: AgentHere, state: RequestState
) -> None:
    client, fork = here.begin()
    fork.request.state = state
    client.send(b"nonsense")
    here.settle()

    assert client.error()[0] == "outcome_unknown"


def test_who_hangs_up_without_a_request_is_forgotten(here: AgentHere) -> None:
    client = here.connect()
    client.line.close()
    here.settle()

    assert here.agent.clients.requests == []
    assert here.log == []


def test_a_client_that_goes_cancels_its_request_which_then_gets_nothing(here: AgentHere) -> None:
    client, fork = here.begin()
    client.line.close()
    here.settle()
    assert fork.heard() == [{"cancel": True}]
    number = fork.call("child")
    here.settle()

    [answer] = fork.heard()
    assert (answer["number"], answer["refused"]["code"]) == (number, "declined")
    assert here.fork_server.plans == []
    fork.tell("ended", status="interrupted", code="interrupted", read=[])
    fork.tell("exit", code=130)
    here.settle()
    assert here.log == ["interrupted, its program has gone: ask close #12 in acme/web"]
    assert here.agent.clients.requests == []


def test_a_client_that_goes_while_its_write_is_in_flight_cancels_nothing(here: AgentHere) -> None:
    client, fork = here.writing()
    fork.heard()
    client.line.close()
    here.settle()
    assert fork.heard() == []

    fork.tell("written", ends={"s1": "done"})
    fork.tell("ended", status="done", code="", read=[])
    fork.tell("exit", code=0)
    here.settle()
    assert here.log[1:] == [
        f"write of plan 3f2a91c04b7e, done: {SAYS}",
        "done, its program has gone: ask close #12 in acme/web",
    ]


def test_a_cancelled_request_has_its_patience_to_end_and_is_closed_then(here: AgentHere) -> None:
    client, fork = here.begin()
    other, _ = here.begin(2)
    client.send(frames.CANCEL)
    here.settle()
    here.after(PATIENCE - 1.0)
    fork.request.cancel(Cause.LOCKED)  # the second one gives no more time
    here.after(1.0)
    assert client.heard() == []

    here.after(0.1)
    assert client.error() == ("interrupted", "The request did not end in time.")
    assert other.heard() == []
    fork.heard()
    assert fork.has_ended


@pytest.mark.parametrize("goes", [True, False], ids=["it goes", "it cancels"])
def test_a_write_in_flight_has_more_time_and_its_answer_gives_patience_anew(
    here: AgentHere, *, goes: bool
) -> None:
    client, fork = here.writing()
    if goes:
        client.line.close()
    else:
        client.send(frames.CANCEL)
    here.settle()
    request = fork.request
    here.now += LONGEST_WRITE
    assert not request.is_overdue()
    here.now += 0.1
    assert request.is_overdue()

    fork.tell("written", ends={"s1": "done"})
    here.settle()
    assert request.state is RequestState.WRITTEN
    here.now += PATIENCE
    assert not request.is_overdue()
    here.now += 0.1
    assert request.is_overdue()


def test_what_nobody_cancelled_is_never_overdue(here: AgentHere) -> None:
    client, fork = here.writing()
    here.now += 100 * LONGEST_WRITE
    assert not fork.request.is_overdue()
    fork.tell("written", ends={"s1": "done"})
    here.settle()
    here.now += 100 * LONGEST_WRITE

    assert not fork.request.is_overdue()
    assert client.heard() == []


def test_files_are_opened_by_the_client_in_the_order_in_which_they_are_asked_for(
    here: AgentHere,
) -> None:
    before = open_descriptors()
    client, fork = here.begin()
    first, second, third = (fork.call("open", about=path) for path in ("a", "\udcffb", "c"))
    here.settle()
    assert client.heard() == [[b"open", b"a"], [b"open", b"\xffb"], [b"open", b"c"]]

    client.send(frames.FILE, b"", descriptors=1)
    client.send(frames.FILE, b"No such file")
    client.send(frames.FILE, b"")
    here.settle()
    found, missing, none = fork.heard()
    assert found == {"number": first, "reply": None}
    assert len(fork.descriptors) == 1
    assert (missing["number"], none["number"]) == (second, third)
    assert [each["refused"]["code"] for each in (missing, none)] == ["bad_input", "bad_input"]
    assert missing["refused"]["message"] == "The file cannot be read: No such file."
    assert none["refused"]["message"] == "The file cannot be read: the client did not open it."
    os.close(fork.descriptors.pop())
    assert open_descriptors() == before + (
        6 if before else 0
    )  # of the client four, of the fork two

    client.send(frames.FILE, b"", descriptors=1)
    here.settle()
    assert client.error() == NO_REQUEST


def test_a_child_for_jq_and_a_page_are_the_clients_too(here: AgentHere) -> None:
    client, fork = here.begin()
    started, failed, shown, unseen = (
        fork.call(name, about=about)
        for name, about in [("jq", ""), ("jq", ""), ("browse", PAGE), ("browse", PAGE)]
    )
    here.settle()
    page = [b"browse", PAGE.encode()]
    assert [[b"jq", b""], [b"jq", b""], page, page] == client.heard()

    client.send(frames.FILE, b"", descriptors=1)
    for reason in (b"No", b"", b"no browser opens it"):
        client.send(frames.FILE, reason)
    here.settle()

    jq, no_jq, *pages = fork.heard()
    assert {"number": started, "reply": None} == jq
    assert (failed, "jq cannot be started: No.") == (no_jq["number"], no_jq["refused"]["message"])
    assert [{"number": shown, "reply": True}, {"number": unseen, "reply": False}] == pages
    assert len(fork.descriptors) == 1
    os.close(fork.descriptors.pop())


def test_a_file_is_made_and_named_by_the_client_and_its_reasons_are_told(here: AgentHere) -> None:
    client, fork = here.begin()
    fork.call("make", about="a", force=False)
    fork.call("make", about="b", force=True)
    fork.call("keep", about="a")
    fork.call("keep", about="b")
    here.settle()
    assert client.heard() == [
        [b"make", b"a", b"0"],
        [b"make", b"b", b"1"],
        [b"keep", b"a"],
        [b"keep", b"b"],
    ]

    client.send(frames.FILE, b"", descriptors=1)
    client.send(frames.FILE, b"b is a folder.")
    client.send(frames.FILE, b"")
    client.send(frames.FILE, b"b is another file now.")
    here.settle()
    made, refused, kept, lost = fork.heard()

    assert [None, None] == [made["reply"], kept["reply"]]
    assert [("bad_usage", "b is a folder."), ("output", "b is another file now.")] == [
        (each["refused"]["code"], each["refused"]["message"]) for each in (refused, lost)
    ]
    os.close(fork.descriptors.pop())


def test_a_file_to_send_is_opened_by_the_client_and_its_reason_is_told(here: AgentHere) -> None:
    client, fork = here.begin()
    fork.call("take", about="a")
    fork.call("take", about="b")
    here.settle()
    assert client.heard() == [[b"take", b"a"], [b"take", b"b"]]

    client.send(frames.FILE, b"", descriptors=1)
    client.send(frames.FILE, b"b is no regular file.")
    here.settle()
    _, refused = fork.heard()

    told = refused["refused"]["code"], refused["refused"]["message"]
    assert told == ("bad_input", "b is no regular file.")
    os.close(fork.descriptors.pop())


def test_a_reason_counts_more_than_a_descriptor_that_came_with_it(here: AgentHere) -> None:
    client, fork = here.begin()
    fork.call("open", about="a")
    here.settle()
    before = open_descriptors()
    client.send(frames.FILE, b"No", descriptors=1)
    here.settle()

    [answer] = fork.heard()
    assert "refused" in answer
    assert fork.descriptors == []
    assert open_descriptors() == before


def test_what_a_fork_does_not_take_waits_for_it_and_is_in_order(here: AgentHere) -> None:
    _, fork = here.begin()
    request = fork.request
    assert request._fork._line.gettimeout() == 0.0  # or the agent would wait here for ever
    text = "x" * 100_000
    for number in range(20):
        request.reply(number, text)
    request.refuse(20, error_for(Code.BUSY, "No.", hint="Wait."))
    assert len(fork.heard()) < 10
    while True:
        here.after(0.0)
        messages = fork.heard()
        if messages and messages[-1]["number"] == 20:
            break

    assert messages[-1] == {
        "number": 20,
        "refused": {"code": "busy", "message": "No.", "hint": "Wait."},
    }


def test_a_fork_that_takes_nothing_is_given_up_before_its_replies_fill_the_memory(
    here: AgentHere,
) -> None:
    client, fork = here.writing()
    other, _ = here.begin(2)
    for _ in range(45):
        fork.request.reply(1, "x" * 100_000)

    assert client.error() == NOT_KNOWN
    here.settle()
    assert here.agent.clients.requests == [here.fork_server.forks[1].request]
    assert other.heard() == []


def test_a_descriptor_is_never_sent_before_what_was_said_earlier(here: AgentHere) -> None:
    client, fork = here.begin()
    for number in range(5):
        fork.request.reply(number, "x" * 100_000)
    fork.request.reply(5, None, here.outer.descriptor)

    assert client.error() == NO_WORD  # nobody would answer that call
    fork.read()
    assert fork.descriptors == []


def test_a_fork_that_has_ended_is_told_nothing_and_the_client_is_told_once(
    here: AgentHere,
) -> None:
    client, fork = here.begin()
    fork.line.close()
    fork.request.reply(1, None)
    fork.request.cancel(Cause.LOCKED)
    assert client.heard() == []
    here.settle()
    assert client.error()[0] == "interrupted"

    fork.request.reply(2, None)
    fork.request.close(error_for(Code.BUSY, "again"))
    assert len(here.log) == 1


def test_what_was_the_clients_is_closed_with_it(here: AgentHere) -> None:
    before = open_descriptors()
    client, fork = here.begin()
    number = fork.call("open", about="a")
    here.settle()
    assert number == 1
    socket.send_fds(client.line, [b"\0"], [0])
    here.settle()
    client.send(frames.CANCEL)  # behind the one byte it is no frame
    here.settle()
    client.close()
    fork.close()
    here.lines.clear()
    here.fork_server.forks.clear()

    assert here.agent.clients.requests == []
    assert open_descriptors() == before


def test_a_client_that_takes_nothing_stops_nobody(here: AgentHere) -> None:
    client, fork = here.begin()
    for number in range(3000):
        fork.request.ask_client(number, b"open", "p" * 1000)
    fork.tell("exit", code=0)
    here.settle()

    assert here.agent.clients.requests == []
    assert all(frame[0] == b"open" for frame in client.heard())


def test_a_cancel_before_the_request_ends_the_connection_as_a_ctrl_c_does(here: AgentHere) -> None:
    client = here.connect()
    client.send(frames.CANCEL)
    client.ask(*CLOSE)
    here.settle()

    assert client.error()[0] == "interrupted"
    assert here.fork_server.forks == []


def test_a_client_that_ends_with_frames_unread_has_gone(here: AgentHere) -> None:
    client, fork = here.begin()
    fork.request.ask_client(1, b"open", "a")
    client.line.close()  # which resets the line
    here.settle()

    assert fork.heard() == [{"cancel": True}]
    assert not fork.request.is_there


def test_a_look_at_a_line_on_which_nothing_came_changes_nothing(here: AgentHere) -> None:
    client, fork = here.begin()
    fork.request._client_says()
    fork.request._fork_says()

    assert (client.heard(), fork.heard()) == ([], [])
    assert here.agent.clients.requests == [fork.request]


def test_who_goes_after_a_cancel_has_no_more_time_for_that(here: AgentHere) -> None:
    client, fork = here.writing()
    client.send(frames.CANCEL)
    here.settle()
    here.now += LONGEST_WRITE
    client.line.close()
    here.settle()
    here.now += 0.1

    assert fork.request.is_overdue()
