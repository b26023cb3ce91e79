"""What an executor's own rules forbid, a person hears before they are asked."""

from dataclasses import dataclass, field
from typing import Any

from aegis_cli.actions.call import Call
from aegis_cli.errors import Code, Denied
from aegis_cli.request.ports import Session
from tests.helpers.world import Stage, rules, wire

CREATING = "open an issue in acme/web titled 'Crash on start'"
CREATE = wire(("issues.create", {"repo": "acme/web", "title": "Crash on start"}))
DELETING = "delete the repository acme/web"
DELETE = wire(("repos.delete", {"repo": "acme/web"}))
LISTING = "list issues in acme/web"
LIST = wire(("issues.list", {"repo": "acme/web"}))
FORBIDDEN = Denied("Your organisation's rules do not allow it.", code=Code.POLICY)


@dataclass
class Ruled(Stage):
    """An executor with rules of its own."""

    forbids: bool = True
    judged: list[Call] = field(default_factory=list)

    def judge(self, session: Session, calls: tuple[Call, ...]) -> None:
        self.judged += calls
        self.happens("judge", FORBIDDEN if self.forbids else None)


def test_a_denial_comes_before_the_question_and_before_every_read() -> None:
    stage = Ruled(CREATE)

    result = stage.hears(CREATING)

    assert FORBIDDEN is result.error
    assert not [event for event in stage.events if event.startswith("ask")]
    assert not [event for event in stage.events if event.startswith("read")]
    (call,) = stage.judged
    assert ("issues.create", None) == (call.action.facts.action, call.seal)


def test_what_is_allowed_is_judged_once_and_asked_about() -> None:
    stage = Ruled(CREATE, forbids=False)

    stage.hears(CREATING)

    assert 1 == stage.events.count("judge")
    assert stage.events.index("judge") < stage.events.index("ask s1")


def test_a_read_is_judged_where_it_is_done_alone() -> None:
    stage: Any = Ruled(LIST, answers={"issues.list": []})
    stage.hears(LISTING)
    assert "judge" not in stage.events


def test_a_write_that_the_options_approve_is_judged_before_every_read_too() -> None:
    stage = Ruled(DELETE, has_person=False)

    result = stage.hears(DELETING, rules(confirm=("acme/web",)))

    assert FORBIDDEN is result.error
    assert not [event for event in stage.events if event.startswith(("read", "ask"))]
