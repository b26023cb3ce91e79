"""Where a broker wants the scope of what destroys for what is always asked about."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from aegis_cli.core.secret import Secret
from aegis_cli.errors import AegisError, Code, error_for
from aegis_cli.planning.wire import WirePlan
from aegis_cli.request.approval import Reply
from aegis_cli.request.ports import Session
from tests.actions.cases import CASES
from tests.helpers.rows import for_each
from tests.helpers.world import Stage, Trouble, wire

MERGE = CASES["pulls.merge"]
CREATING = "open an issue in acme/web titled 'Crash on start'"
CREATE = wire(("issues.create", {"repo": "acme/web", "title": "Crash on start"}))
WANTED = error_for(Code.SCOPE, "The broker refused the plan: This needs the scope aegis:admin.")
READER = Session(Secret("reading-token"), frozenset(), "Mona Lisa", "auth0|1", 900.0)
NOT_GRANTED = error_for(Code.SCOPE, "The sign-in granted less than this needs.")


@dataclass
class AtBroker(Stage):
    """A broker that wants a scope for each write, and a person who may not have it."""

    wants: str = "aegis:admin"
    trouble: Mapping[str, AegisError] = field(default_factory=dict)
    """Why a sign-in fails, by what it is for."""
    signs_in: Mapping[str, str] = field(default_factory=dict)
    """Who signs in, by what for, if it is somebody else."""
    used: list[Session] = field(default_factory=list)

    def session(self, scope: tuple[str, ...]) -> Session:
        new = super().session(scope)
        return replace(new, subject=self.signs_in.get(scope[-1], new.subject))

    def open(self, session: Session, *, keep_going: bool = False) -> Any:
        self.used.append(session)
        return super().open(session, keep_going=keep_going)

    def happens(self, event: str, trouble: Trouble) -> None:
        lacks = event == "write" and self.wants not in self.used[-1].scope
        super().happens(event, WANTED if lacks else self.trouble.get(event, trouble))


def merging(**more: Any) -> AtBroker:
    """Make a stage that merges, where somebody says yes."""
    plan = wire((MERGE.name, MERGE.needed))
    answers = dict(MERGE.answers_to(MERGE.call))
    return AtBroker(plan, answers=answers, reply=Reply(yes=True), **more)


def signed_in_for(stage: Stage) -> list[str]:
    return [event for event in stage.events if event.startswith(("sign in", "step up"))]


@for_each("holds", [{}, {"aegis:read": READER}])
def test_a_merge_is_signed_in_for_once_more_and_asked_about_once(holds: Any) -> None:
    stage = merging(holds=holds)

    result = stage.hears(MERGE.said)

    assert "done" == result.status
    assert ["sign in for aegis:write", "sign in for aegis:admin"] == signed_in_for(stage)
    assert (1, 2) == (stage.events.count("ask s1"), stage.events.count("write"))


@dataclass
class Unconnected(AtBroker):
    """The same, where the account has to be connected once the stronger session is there."""

    def happens(self, event: str, trouble: Trouble) -> None:
        is_first = event == "open" and "offer to connect" not in self.events
        lacks = is_first and "aegis:admin" in self.used[-1].scope
        missing = error_for(Code.NOT_CONNECTED, "Nothing is connected.")
        super().happens(event, missing if lacks else trouble)


def test_an_account_that_is_connected_after_that_keeps_the_scope() -> None:
    plan, answers = wire((MERGE.name, MERGE.needed)), dict(MERGE.answers_to(MERGE.call))
    stage = Unconnected(plan, answers=answers, reply=Reply(yes=True), connects=1)

    assert "done" == stage.hears(MERGE.said).status
    assert ["aegis:write", "aegis:admin", "aegis:admin"] == [
        event.removeprefix("sign in for ") for event in signed_in_for(stage)
    ]


def test_what_the_person_left_out_does_not_count_for_the_scope() -> None:
    delete = CASES["repos.delete"]
    plan = wire((MERGE.name, MERGE.needed), (delete.name, delete.needed))
    answers = {**MERGE.answers_to(MERGE.call), **delete.answers_to(delete.call)}
    reply = Reply(yes=True, left_out=frozenset({"s2"}))
    stage = AtBroker(plan, answers=answers, reply=reply, holds={"aegis:read": READER})

    assert "done" == stage.hears(f"{MERGE.said} and {delete.said}").status
    assert ["sign in for aegis:write", "sign in for aegis:admin"] == signed_in_for(stage)


def test_a_broker_that_names_its_rung_takes_the_session_of_a_write() -> None:
    stage = merging(wants="aegis:write")

    assert "done" == stage.hears(MERGE.said).status
    assert ["sign in for aegis:write"] == signed_in_for(stage)


@for_each(
    ("said", "plan"),
    [
        (CREATING, CREATE),
        ("delete the repository acme/web", wire(("repos.delete", {"repo": "acme/web"}))),
    ],
)
def test_no_broker_gets_more_than_that_for_anything_else(said: str, plan: WirePlan) -> None:
    stage = AtBroker(plan, reply=Reply(yes=True, typed={"s1": "acme/web"}), wants="aegis:more")

    result = stage.hears(said)

    assert WANTED is result.error
    assert 1 == len(signed_in_for(stage))


def test_no_broker_gets_it_for_a_read_before_the_question() -> None:
    stage = merging(trouble={"read pulls.get": WANTED})

    assert WANTED is stage.hears(MERGE.said).error
    assert ["sign in for aegis:write"] == signed_in_for(stage)
    assert 0 == stage.events.count("ask s1")


def test_a_broker_that_wants_still_more_is_asked_once_more_and_no_further() -> None:
    stage = merging(wants="aegis:more")

    assert WANTED is stage.hears(MERGE.said).error
    assert ["sign in for aegis:write", "sign in for aegis:admin"] == signed_in_for(stage)


@for_each(
    ("more", "message"),
    [
        (
            {"trouble": {"sign in for aegis:admin": NOT_GRANTED}},
            "The sign-in granted less than this needs.",
        ),
        (
            {"signs_in": {"aegis:admin": "auth0|2"}},
            "Somebody else signed in than the person who asked.",
        ),
    ],
)
def test_who_does_not_get_the_scope_is_told_whom_to_ask(more: Any, message: str) -> None:
    stage = merging(**more)

    error = stage.hears(MERGE.said).error

    assert error is not None
    assert Code.SCOPE is error.code
    assert f"{message} The broker asks for aegis:admin here; nothing was sent." == error.message
    assert 'a section of its policy for you that says max_effect = "asked"' in (error.hint or "")
    assert 1 == stage.events.count("write")
