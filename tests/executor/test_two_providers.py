"""One plan at GitHub and at the board, with a real child: whatever fails at any point of it.

What was done is said exactly, nothing is sent twice, and each token goes to its own provider.
"""

import json
import os
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any
from urllib.parse import parse_qs

import pytest

from aegis_cli.actions.action import Action
from aegis_cli.actions.catalog import load
from aegis_cli.adapters.process.channel import Channel
from aegis_cli.core.secret import Secret
from aegis_cli.core.vault_connection import VaultConnection
from aegis_cli.errors import Code
from aegis_cli.executor import child_run
from aegis_cli.executor.child_run import INTERRUPT, ParentInbox
from aegis_cli.executor.embedded import EmbeddedExecutor
from aegis_cli.oauth.exchange import Vault
from aegis_cli.planning.expansion import expand
from aegis_cli.planning.plan import Plan
from aegis_cli.providers.github.nouns.issues.issue_changes import CreateIssue
from aegis_cli.providers.github.nouns.issues.sub_issues import AddSubIssue
from aegis_cli.request.carrying_out import carry_out
from aegis_cli.request.ports import Services
from aegis_cli.request.preflight import Reads
from aegis_cli.request.request_options import RequestOptions
from aegis_cli.request.result import Result, to_json
from tests.helpers import forked
from tests.helpers.acting import ROOMS
from tests.helpers.linked import PAGE, plan_of, post
from tests.helpers.rows import for_each, some_of
from tests.helpers.support import (
    UNGUARDED,
    Heard,
    Server,
    is_alive,
    server,
    until,
)
from tests.helpers.world import Stage, rules
from tests.other_providers.board.notes import ListRooms, PostNote
from tests.other_providers.board.service import Board

pytestmark = [pytest.mark.enable_socket, pytest.mark.usefixtures("board")]

TOKENS = {"github": "ghu_of_github_0123456789", "notice-board": "board-of-the-board-0123456789"}
PLAN: tuple[Action[Any], ...] = (
    CreateIssue(repo="acme/web", title="First"),
    PostNote(room="#lobby", text="Second"),
    CreateIssue(repo="acme/api", title="Third"),
    PostNote(room="#eng", text="Fourth"),
)
TEXTS = ("First", "Second", "Third", "Fourth")
TITLES = ("GitHub", "Board", "GitHub", "Board")
ROLES = ("github", "notice-board", "github", "notice-board")


@dataclass
class World:
    """The vault, GitHub and the board, each a server of its own, and the children of the executor."""

    board: Board = field(default_factory=lambda: Board(dict(ROOMS)))
    refused: set[str] = field(default_factory=set)
    """The connections for which the vault gives no token."""
    issues: list[str] = field(default_factory=list)
    """The titles of those that were opened."""
    heard: list[tuple[str, str, str]] = field(default_factory=list)
    """Who got it, the request, and its token."""
    faults: dict[str, Callable[["World", Callable[[], bytes]], bytes | None]] = field(
        default_factory=dict
    )
    """What happens at the request that has a text, and to what would do it; `None` is no answer."""
    channels: list[Channel] = field(default_factory=list)

    def vault(self, heard: Heard) -> bytes | None:
        """Give the token of a connection."""
        (connection,) = parse_qs(heard.body.decode())["connection"]
        self.heard.append(("vault", connection, ""))
        fault = self.faults.get(f"exchange for {connection}")
        return (
            self._token(connection)
            if fault is None
            else fault(self, partial(self._token, connection))
        )

    def _token(self, connection: str) -> bytes:
        if connection in self.refused:
            return _http(400, {"error": "federated_connection_refresh_token_not_found"})
        return _http(200, {"access_token": TOKENS[connection]})

    def github(self, heard: Heard) -> bytes | None:
        """Open an issue; nothing else is there."""
        if heard.method != "POST":
            return self._with_fault(heard, lambda: _http(404, {"message": "Not Found"}))
        return self._with_fault(heard, lambda: self._open_issue(heard))

    def _open_issue(self, heard: Heard) -> bytes:
        title, repo = json.loads(heard.body)["title"], heard.target.split("/")[-2]
        self.issues.append(title)
        link = f"https://github.com/acme/{repo}/issues/{len(self.issues)}"
        issue = {"number": len(self.issues), "title": title, "state": "open", "html_url": link}
        return _http(201, issue)

    def notices(self, heard: Heard) -> bytes | None:
        """Do what the board does."""
        return self._with_fault(
            heard,
            lambda: _http(200, self.board.answer(heard.method, heard.target, heard.body)),
        )

    def _with_fault(self, heard: Heard, do: Callable[[], bytes]) -> bytes | None:
        role = "github" if "/repos/" in heard.target else "notice-board"
        token = heard.headers["authorization"].removeprefix("Bearer ")
        self.heard.append((role, f"{heard.method} {heard.target} {heard.body.decode()}", token))
        about = heard.target + heard.body.decode()
        fault = next((each for text, each in self.faults.items() if text in about), None)
        return do() if fault is None else fault(self, do)

    @property
    def done(self) -> list[str]:
        """The texts of what was done, in the order of the plan."""
        both = [*self.issues, *(text for _, text in self.board.notes)]
        return sorted(both, key=TEXTS.index)

    def sent(self, text: str) -> int:
        """Count how often a text was sent."""
        return sum(text in request for _, request, _ in self.heard)

    @property
    def pid(self) -> int:
        """The process of the last child."""
        return self.channels[-1].process.pid

    def kill(self) -> None:
        """End the child by force, and wait until it has ended."""
        os.kill(self.pid, signal.SIGKILL)
        until(lambda: not is_alive(self.pid))

    @contextmanager
    def serve(self) -> Iterator[tuple[Server, Server, Server]]:
        """Run the three servers."""
        with ExitStack() as servers:
            talks = (self.vault, self.github, self.notices)
            vault, github, board = (servers.enter_context(server(_talk(each))) for each in talks)
            yield vault, github, board

    def does(
        self, *actions: Action[Any], keep_going: bool = False, stage: Stage | None = None
    ) -> Result:
        """Let the pipeline do actions, with a child in which the board exists."""
        plan = plan_of(*((action, "") for action in actions))
        return self.carries_out(plan, keep_going=keep_going, stage=stage)

    def carries_out(
        self, plan: Plan, *, keep_going: bool = False, stage: Stage | None = None
    ) -> Result:
        """Let the pipeline carry a plan out."""
        stage = stage or Stage()
        with self.executor() as executor:
            services = Services(
                sign_in=stage,
                executor=executor,
                terminal=stage,
                stdin=stage,
                load=load,
                connect=stage.connect,
            )
            bases = {name: each.base for name, each in executor.vault().connections.items()}
            options: RequestOptions = replace(rules(keep_going=keep_going), bases=bases)
            acts = expand(plan, bases)
            return carry_out("do it", acts, options, services, wanted=None)

    @contextmanager
    def executor(self) -> Iterator[EmbeddedExecutor]:
        """Run the three servers, and what acts there."""
        with self.serve() as (vault, github, board):
            connections = {
                "github": VaultConnection("github", github.url),
                "board": VaultConnection("notice-board", board.url),
            }
            executor = EmbeddedExecutor(
                lambda: Vault(f"{vault.url}/oauth/token", "vault", Secret("s3cret"), connections),
                guard=UNGUARDED,
                child=self._child,
                progress=lambda _reason: None,
            )
            try:
                yield executor
            finally:
                executor.close()

    def _child(self) -> Channel:
        started = forked.start("aegis_cli.executor.child", environment=os.environ, stderr="drop")
        self.channels.append(started)
        return started


def _http(status: int, data: Any) -> bytes:
    body = data if isinstance(data, bytes) else json.dumps(data).encode()
    head = f"HTTP/1.1 {status} Said\r\ncontent-length: {len(body)}\r\nconnection: close\r\n\r\n"
    return head.encode() + body


def _talk(answer: Callable[[Heard], bytes | None]) -> Callable[[Heard, socket.socket], None]:
    def talk(heard: Heard, connection: socket.socket) -> None:
        said = answer(heard)
        if said is not None:
            connection.sendall(said)

    return talk


def statuses(result: Result) -> list[str]:
    """Return how each step ended, as the JSON document says."""
    return [each["status"] for each in to_json(result)["results"]]


def test_each_token_goes_to_its_own_provider_and_is_exchanged_once() -> None:
    world = World()

    result = world.does(*PLAN)

    assert ["done"] * 4 == statuses(result)
    assert [*TEXTS] == world.done
    assert {*TOKENS.items()} == {(role, token) for role, _, token in world.heard if token}
    assert [*TOKENS] == sorted(asked for role, asked, _ in world.heard if role == "vault")


Fault = Callable[[World, Callable[[], bytes]], bytes | None]


def refuses(world: World, do: Callable[[], bytes]) -> bytes:  # noqa: ARG001
    """Refuse it: GitHub by its status, the board in a 200."""
    if world.heard[-1][0] == "github":
        return _http(422, {"message": "Validation Failed"})
    return _http(200, {"ok": False, "error": "not_in_room"})


def loses(_world: World, do: Callable[[], bytes]) -> None:
    """Do it, and lose the answer."""
    do()


def drops(_world: World, do: Callable[[], bytes]) -> None:
    """Do nothing, and give no answer."""


def kills(world: World, do: Callable[[], bytes]) -> None:
    """Do it, and end the child before it has the answer."""
    do()
    world.kill()


class Inbox(ParentInbox):
    """The messages of a child, with a count of each Ctrl-C that is among them."""

    heard = 0

    def put(self, item: dict[str, Any] | None, *more: Any) -> None:
        super().put(item, *more)
        Inbox.heard += item is INTERRUPT


@pytest.fixture(autouse=True)
def inbox(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child_run, "ParentInbox", Inbox)


def press() -> None:
    """Press Ctrl-C, and wait until it stands before whatever the child says next."""
    before = Inbox.heard
    os.kill(os.getpid(), signal.SIGINT)
    until(lambda: Inbox.heard > before)


def interrupts(_world: World, do: Callable[[], bytes]) -> bytes:
    """Press Ctrl-C while it is under way."""
    press()
    return do()


FAULTY = some_of([(at, keep_going) for keep_going in (False, True) for at in range(4)], one_in=3)
"""The write in which something happens, and whether the plan goes on."""


def interrupts_twice(world: World, do: Callable[[], bytes]) -> None:
    """Do it, press Ctrl-C twice, and answer when nobody waits any more."""
    do()
    press()
    press()
    until(lambda: not is_alive(world.pid))


def expected(kind: Fault, at: int, *, keep_going: bool) -> list[str]:
    """Return how the steps end where that happens in the write at a place."""
    known: dict[Fault, str] = {refuses: "failed", interrupts: "done"}
    own = known.get(kind, "outcome_unknown")
    goes_on = keep_going and kind is refuses
    after = "done" if goes_on else "skipped"
    return ["done"] * at + [own] + [after] * (3 - at)


@pytest.mark.parametrize("kind", [refuses, loses, drops, kills, interrupts, interrupts_twice])
@for_each(("at", "keep_going"), FAULTY)
def test_whatever_happens_in_a_write_is_said_of_it_alone_and_nothing_is_sent_twice(
    at: int, kind: Fault, *, keep_going: bool
) -> None:
    world = World(faults={TEXTS[at]: kind})

    result = world.does(*PLAN, keep_going=keep_going)

    ends = expected(kind, at, keep_going=keep_going)
    assert ends == statuses(result)
    was_done = [*TEXTS[:at], *([TEXTS[at]] if kind not in {refuses, drops} else [])]
    was_done += TEXTS[at + 1 :] if ends[-1] == "done" and at < 3 else []
    assert was_done == world.done
    sent = [0 if end == "skipped" else 1 for end in ends]
    assert sent == [world.sent(text) for text in TEXTS]
    assert {*TOKENS.items()} >= {(role, token) for role, _, token in world.heard if token}
    if ends[at] == "outcome_unknown":
        assert result.error is not None
        assert Code.OUTCOME_UNKNOWN is result.error.code
        told = str(result.error).casefold()
        assert {TITLES[at]} == {title for title in TITLES if title.casefold() in told}


# What comes before the writes


def requests(world: World, *roles: str) -> list[str]:
    """Return method and path of what these got."""
    lines = (request for role, request, _ in world.heard if role in roles)
    return [line.partition("?")[0].rsplit(" {", 1)[0].strip() for line in lines]


LISTS = ["GET /rooms.list"] * 3
"""The pages of the list, in which both rooms of the plan are looked for."""


@for_each(
    ("actions", "refused", "told", "reads"),
    [
        (PLAN, "github", "GitHub", LISTS),
        (PLAN, "notice-board", "Board", []),
        ((*PLAN[1::], PLAN[0]), "github", "GitHub", LISTS),
        ((*PLAN[1::], PLAN[0]), "notice-board", "Board", []),
    ],
)
def test_an_exchange_that_is_refused_leaves_nothing_done_at_either(
    actions: tuple[Action[Any], ...], refused: str, told: str, reads: list[str]
) -> None:
    world = World(refused={refused})

    result = world.does(*actions)

    assert result.error is not None
    assert told in result.error.message
    assert [] == world.done
    assert reads == requests(world, "github", "notice-board")


@for_each("refused", ["github", "notice-board"])
@for_each(
    ("fault", "message"),
    [
        (kills, "The executor ended without an answer."),
        (interrupts, "Interrupted; no write was in flight."),
    ],
)
def test_what_ends_an_exchange_leaves_nothing_done_at_either(
    refused: str, fault: Fault, message: str
) -> None:
    world = World(faults={f"exchange for {refused}": fault})

    result = world.does(*PLAN, keep_going=True)

    assert message == str(result.error)
    assert {"skipped"} >= {*statuses(result)}
    assert [] == world.done
    assert not [each for each in requests(world, "github", "notice-board") if "POST" in each]


@dataclass
class Connecting(Stage):
    """A person who connects what is missing."""

    missing: set[str] = field(default_factory=set)
    offered: list[str] = field(default_factory=list)

    def connect(self, provider: str) -> bool:
        self.offered.append(provider)
        self.missing.discard({"board": "notice-board"}.get(provider, provider))
        return True


@for_each(
    ("missing", "offered"),
    [
        ({"github"}, ["github"]),
        ({"notice-board"}, ["board"]),
        ({"github", "notice-board"}, ["board", "github"]),
    ],
)
def test_what_is_connected_meanwhile_is_neither_asked_about_nor_looked_for_again(
    missing: set[str], offered: list[str]
) -> None:
    world = World(refused={*missing})
    stage = Connecting(missing=world.refused)

    result = world.does(*PLAN, stage=stage)

    assert ["done"] * 4 == statuses(result)
    assert ([*TEXTS], offered) == (world.done, stage.offered)
    assert [1] * 4 == [world.sent(text) for text in TEXTS]
    assert 1 == stage.events.count("ask s1, s2, s3, s4")
    assert LISTS == [one for one in requests(world, "notice-board") if one in LISTS]


def test_what_look_ups_found_is_forgotten_when_the_plan_is_read_anew() -> None:
    """NOTE: between two readings there may be a question, which stands for minutes."""
    world, stage = World(), Stage()
    with world.executor() as executor, executor.open(stage.session(("openid",))) as run:
        once, again = Reads(lambda: run), Reads(lambda: run)
        for reads, count in ((once, 1), (again, 2)):
            for room in ("#lobby", "#eng"):
                reads(ListRooms(room=room))
                assert LISTS * count == requests(world, "notice-board"), room


PART = AddSubIssue(repo="acme/web", issue_number=1, sub_issue=2)
NO_ISSUE = "There is no acme/web#1, or your token cannot see it (404)."


def errs(_world: World, do: Callable[[], bytes]) -> bytes:  # noqa: ARG001
    """Tell of an error in a 200."""
    return _http(200, {"ok": False, "error": "not_in_room"})


@for_each(
    ("actions", "faults", "message", "read"),
    [
        (
            (PLAN[1], PART),
            {},
            NO_ISSUE,
            [*LISTS, "GET /repos/acme/web/issues/1", "GET /user/repos"],
        ),
        ((PART, PLAN[1]), {}, NO_ISSUE, ["GET /repos/acme/web/issues/1", "GET /user/repos"]),
        (PLAN, {"rooms.list": errs}, "The board refused it: not_in_room.", LISTS[:1]),
        (PLAN, {"rooms.list": drops}, "The board did not answer.", LISTS[:1]),
        (PLAN, {"cursor=4": drops}, "The board did not answer.", LISTS),
        (PLAN, {"cursor=4": kills}, "The executor ended without an answer.", LISTS),
        (PLAN, {"cursor=4": interrupts}, "Interrupted; no write was in flight.", LISTS),
    ],
)
@for_each("keep_going", [False, True])
def test_a_look_up_that_fails_at_either_ends_the_plan_before_the_question(
    actions: tuple[Action[Any], ...],
    faults: dict[str, Fault],
    message: str,
    read: list[str],
    *,
    keep_going: bool,
) -> None:
    world = World(faults=faults)

    result = world.does(*actions, keep_going=keep_going)

    assert message == str(result.error)
    assert ([], []) == (world.done, statuses(result))
    assert read == requests(world, "github", "notice-board")


@for_each(
    ("fault", "how", "message", "after"),
    [
        (errs, "failed", "The board refused it: not_in_room.", "done"),
        (drops, "failed", "The board did not answer.", "done"),
        (kills, "skipped", "The executor ended without an answer.", "skipped"),
        (interrupts, "skipped", "Interrupted; no write was in flight.", "skipped"),
    ],
)
@for_each("keep_going", [False, True])
def test_what_fails_between_two_writes_sends_the_one_behind_it_in_no_case(
    fault: Fault, how: str, message: str, after: str, *, keep_going: bool
) -> None:
    world = World(faults={"room_id=r1": fault})

    result = world.does(*PLAN, keep_going=keep_going)

    last = after if keep_going else "skipped"
    assert ["done", how, last, last] == statuses(result)
    assert message == str(result.error)
    assert ["First", *(TEXTS[2:] if last == "done" else ())] == world.done
    assert 0 == world.sent("Second")


# What one tells of the other


@for_each("spelled", [str, "\u200b".join])
@for_each(("at", "foreign"), [(0, "notice-board"), (1, "github"), (3, "github"), (2, "github")])
@for_each("status", [200, 422])
def test_a_token_of_one_that_the_other_tells_ends_the_child(
    at: int, foreign: str, status: int, spelled: Callable[[str], str]
) -> None:
    def echoes(_world: World, do: Callable[[], bytes]) -> bytes:
        do()
        said = f"Bearer {spelled(TOKENS[foreign])}"
        done = {"number": 1, "title": said, "state": "open", "html_url": "https://github.com/1"}
        if ROLES[at] == "github":
            return _http(201 if status == 200 else status, done | {"message": said})
        body = {"ok": True, "result": {"id": 1, "text": said}}
        return _http(200, body if status == 200 else {"ok": False, "error": said})

    world = World(faults={TEXTS[at]: echoes})

    result = world.does(*PLAN, keep_going=True)

    assert expected(loses, at, keep_going=True) == statuses(result)
    assert [*TEXTS[: at + 1]] == world.done
    assert not [token for token in TOKENS.values() if token in json.dumps(to_json(result))]
    told = str(result.error)
    ended = f"The answer to what was sent did not come; whether {TITLES[at]} did it is not known."
    assert ended == told
    assert 4 == world.channels[-1].process.returncode


# A link from one to the other


LINKED_PLAN = plan_of(
    (CreateIssue(repo="acme/web", title="First"), ""),
    (post("Second"), "s1"),
    (CreateIssue(repo="acme/api", title="Third"), ""),
    (post("Fourth", "#eng"), "s3"),
)
API = "https://github.com/acme/api/issues/"


def linked_ends(kind: Fault, at: int, *, keep_going: bool) -> list[str]:
    """Return how the steps end where that happens in the write at a place, and links follow."""
    ends = expected(kind, at, keep_going=keep_going)
    if at in {0, 2} and ends[at] == "failed":
        ends[at + 1] = "skipped"
    return ends


def test_a_link_is_posted_once_its_issue_is_there() -> None:
    world = World()

    result = world.carries_out(LINKED_PLAN)

    assert ["done"] * 4 == statuses(result)
    assert ["First", "Third"] == world.issues
    posted = [text for _, text in world.board.notes]
    assert [f"Second {PAGE}1", f"Fourth {API}2"] == posted
    assert {*TOKENS.items()} == {(role, token) for role, _, token in world.heard if token}


@pytest.mark.parametrize("kind", [refuses, loses, drops, kills, interrupts, interrupts_twice])
@for_each(("at", "keep_going"), FAULTY)
def test_whatever_happens_to_a_plan_with_links_nothing_is_sent_twice_or_without_its_issue(
    at: int, kind: Fault, *, keep_going: bool
) -> None:
    world = World(faults={TEXTS[at]: kind})

    result = world.carries_out(LINKED_PLAN, keep_going=keep_going)

    ends = linked_ends(kind, at, keep_going=keep_going)
    assert ends == statuses(result)
    sent = [0 if end == "skipped" else 1 for end in ends]
    assert sent == [world.sent(text) for text in TEXTS]
    was_done = [end == "done" for end in ends]
    was_done[at] = kind not in {refuses, drops}
    posted = dict(text.split(" ") for _, text in world.board.notes)
    assert [title for title, is_done in zip(TEXTS[::2], was_done[::2], strict=True) if is_done] == (
        world.issues
    )
    assert {*posted} == {
        text for text, is_done in zip(TEXTS[1::2], was_done[1::2], strict=True) if is_done
    }
    pages = {"Second": f"{PAGE}1", "Fourth": f"{API}{len(world.issues)}"}
    assert posted.items() <= pages.items()


def once_made(fault: Fault, issues: int) -> Fault:
    """Have it happen once so many issues are there: before, who is in a room is read for the question."""
    return lambda world, do: fault(world, do) if len(world.issues) == issues else do()


@for_each("room", ["r1", "r2"])
@for_each(("fault", "how"), [(errs, "failed"), (drops, "failed"), (kills, "skipped")])
@for_each("keep_going", [False, True])
def test_a_look_up_that_fails_before_a_link_is_sent_leaves_the_issue_done_and_sends_no_link(
    room: str, fault: Fault, how: str, *, keep_going: bool
) -> None:
    at = 1 if room == "r1" else 3
    world = World(faults={f"room_id={room}": once_made(fault, issues=(at + 1) // 2)})

    result = world.carries_out(LINKED_PLAN, keep_going=keep_going)

    ends = statuses(result)
    assert ["done"] * at + [how] == ends[: at + 1]
    goes_on = keep_going and how == "failed"
    assert ["done" if goes_on else "skipped"] * (3 - at) == ends[at + 1 :]
    assert 0 == world.sent(TEXTS[at])


def answers_with(**said: Any) -> Fault:
    """Do it, and answer with something else as well."""

    def fault(_world: World, do: Callable[[], bytes]) -> bytes:
        head, _, body = do().partition(b"\r\n\r\n")
        assert head
        return _http(201, json.loads(body) | said)

    return fault


EVIL = "https://evil.example/acme/web/issues/1"


@for_each(
    ("said", "status"),
    [
        ({"html_url": EVIL, "url": EVIL}, "done"),
        ({"node_id": "<!channel>", "id": 99}, "done"),
        ({"repository": {"full_name": "evil/web"}}, "done"),
        ({"repository_url": "https://api.github.com/repos/evil/web"}, "failed"),
        ({"title": "Another"}, "failed"),
    ],
)
def test_nothing_else_of_an_answer_gets_into_a_link(said: dict[str, Any], status: str) -> None:
    world = World(faults={"First": answers_with(**said)})

    result = world.carries_out(LINKED_PLAN)

    after = "done" if status == "done" else "skipped"
    assert [status, *[after] * 3] == statuses(result)
    assert [("r1", f"Second {PAGE}1")] * (status == "done") == world.board.notes[:1]


@for_each("keep_going", some_of([False, True], one_in=2))
@for_each(
    "number",
    [
        "1",
        "1 <!channel>",
        f"1?to={EVIL}",
        "../../../evil",
        0,
        -1,
        10**10,
        10**40,
        1.5,
        None,
        [1],
        {},
    ],
)
def test_an_answer_with_another_number_than_one_integer_sends_no_link(
    number: Any, *, keep_going: bool
) -> None:
    world = World(faults={"First": answers_with(number=number)})

    result = world.carries_out(LINKED_PLAN, keep_going=keep_going)

    assert statuses(result)[:2] != ["done", "done"] or number == "1"
    assert 1 == world.sent("First")
    assert world.sent("Second") == (1 if number == "1" else 0)
    assert {text for room, text in world.board.notes if room == "r1"} <= {f"Second {PAGE}1"}
    assert "evil" not in json.dumps(world.board.notes)
