"""Whoever answers a write chooses nothing of the link of it, but the digits of one integer.

What goes to the other provider is the approved text with the approved place's address, or nothing.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from aegis_cli.actions.action import Action
from aegis_cli.actions.facts import Effect
from aegis_cli.actions.provider.performed import Performed, ProviderClient
from aegis_cli.actions.provider.provider import Provider
from aegis_cli.actions.results.new_page import NewPage
from aegis_cli.actions.results.views import Line
from aegis_cli.actions.targets.target import Made
from aegis_cli.core.flow import Flow
from aegis_cli.core.http import Request, Response, Unreachable
from aegis_cli.core.secret import Secret
from aegis_cli.errors import Code
from aegis_cli.planning.expansion import expand
from aegis_cli.planning.plan import Plan
from aegis_cli.providers.github.github_types import Title
from aegis_cli.request.approval import Reply, approve
from aegis_cli.request.consent import Consent, Preapproval
from aegis_cli.request.execution import Outcome, ProviderAccess, StepStatus, run
from aegis_cli.request.result import to_json
from tests.helpers.acting import Acting, acts_of
from tests.helpers.canned import answer
from tests.helpers.flows import Player
from tests.helpers.linked import LINK, OPEN, linked_acts, plan_of, post, step
from tests.helpers.rows import for_each
from tests.other_providers.board.notes import PostNote, Room, without_marks
from tests.other_providers.board.provider import PROVIDER as BOARD

pytestmark = pytest.mark.usefixtures("board")

EVIL = "https://evil.example/acme/web/issues/7"
ISSUE: dict[str, Any] = {"number": 7, "title": "Crash", "state": "open", "html_url": EVIL}
WHOLE = re.compile(r"Opened: https://github\.com/acme/web/issues/[1-9][0-9]{0,9}", re.ASCII)

hostile = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=20),
    st.sampled_from(
        [
            "7",
            "7 <!channel>",
            "7\n@here",
            "7|<https://evil.example>",
            "../../../evil/web/issues/7",
            "7#@evil.example",
            "\u0667",
            "\uff17",
            "7\u202e",
            EVIL,
            10**10,
            10**400,
            -7,
            0,
            7.0,
            [7],
            {"number": 7},
        ]
    ),
)
answers = st.fixed_dictionaries(
    {"number": hostile},
    optional=dict.fromkeys(
        ("html_url", "url", "repository_url", "title", "state", "id", "node_id", "body"), hostile
    ),
)


@dataclass
class Answering(Acting):
    """A GitHub that answers with something that it chose."""

    said: Any = None
    got: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.github = self._answer

    def _answer(self, request: Request) -> Response | Unreachable:
        self.got.append(f"{request.method} {request.path}")
        return answer(self.said, 201)


@given(answers)
def test_nothing_of_an_answer_but_the_digits_of_one_integer_goes_out(said: dict[str, Any]) -> None:
    world = Answering(said=ISSUE | said)

    result = world.carries_out(linked_acts(), keep_going=True)

    ends = [each["status"] for each in to_json(result)["results"]]
    notes = [text for _, text in world.board.notes]
    assert notes == [] or (len(notes) == 1 and WHOLE.fullmatch(notes[0])), (notes, ends)
    assert (ends == ["done", "done"]) == bool(notes)
    assert 1 == world.got.count("POST /repos/acme/web/issues")
    sent = " ".join(world.board.lines)
    assert "evil" not in sent


@given(st.recursive(hostile, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))
def test_an_answer_of_any_other_form_sends_no_link(said: Any) -> None:
    world = Answering(said=said)

    world.carries_out(linked_acts(), keep_going=True)

    assert [] == world.board.notes


# Where the number is behind a key, as PROJ-12 is at Jira


class Ticket(BaseModel):
    """What was made, by its key."""

    key: str
    more: dict[str, Any] = {}


def performed(action: Action[Any], base: str, *, in_place: bool) -> Flow[Performed]:  # noqa: ARG001
    """Send a request, and give what is answered."""
    told = yield action.request(base)
    assert isinstance(told, Response)
    return Performed(json.loads(told.body))


TICKETS: Provider[Any] = replace(
    BOARD,
    name="tickets",
    title="Tickets",
    base="https://api.tickets.example",
    web_host=lambda _base: "",
    client=lambda: ProviderClient(performed, lambda _action, _body, _data: None),
)


class OpenTicket(
    Action[Ticket],
    action="tests.open_ticket",
    effect=Effect.WRITE,
    target=Made(),
    endpoint="POST /tickets",
    says="Open a ticket in {room}",
    view=Line("Opened {key}"),
    page=NewPage(noun="ticket", path="/browse/{room}-", number="key", key="{room}-"),
    verbs=("open",),
):
    """Open a ticket."""

    provider: ClassVar[Provider[Any]] = TICKETS

    room: Room
    """Where."""
    title: Title
    """What it is called."""


SITE = "acme.tickets.example"
PLAN = Plan(
    (
        step(1, OpenTicket(room="#proj", title="Crash")),
        step(2, OpenTicket(room="#other", title=f"Opened: {LINK}"), "s1", "title"),
    )
)
CALLS = approve(
    expand(PLAN, {}, sites={"tickets": SITE}), Reply(yes=True), consent=Consent(Preapproval(), None)
).calls


def tickets(site: str) -> Callable[[Provider[Any]], ProviderAccess]:
    return lambda provider: ProviderAccess(provider.base, Secret("token"), site=site)


@for_each(
    ("key", "digits"),
    [
        ("#proj-12", "12"),
        ("#PROJ-12", "12"),
        ("#other-12", None),
        ("#evil-12", None),
        ("#proj-12 <!channel>", None),
        ("#proj-012", None),
        ("#proj-12/../../evil", None),
        ("#proj-", None),
        ("12", None),
        (EVIL, None),
    ],
)
def test_of_a_key_only_the_number_in_the_approved_place_goes_out(
    key: str, digits: str | None
) -> None:
    player = Player(answer({"key": key, "more": {"url": EVIL}}, 201), forever=answer({"key": key}))

    outcomes: tuple[Outcome, ...] = player.run(run(CALLS, tickets(SITE)))

    after = StepStatus.FAILED if digits is None else StepStatus.DONE
    assert [StepStatus.DONE, after] == [each.status for each in outcomes]
    titles = [json.loads(request.body or b"")["title"] for request in player.requests[1:]]
    whole = f"Opened: https://{SITE}/browse/%23proj-{digits}"
    assert titles == ([] if digits is None else [whole])


@for_each("site", ["", "evil.example", "github.com"])
def test_at_another_site_than_the_approved_one_nothing_is_done(site: str) -> None:
    player = Player()

    error = player.fails(run(CALLS, tickets(site)))

    assert Code.NOT_APPROVED is error.code
    assert [] == player.requests


# Who writes the texts of a plan


@for_each(
    "text",
    [
        LINK,
        f"See {LINK}",
        "<link of the issue that step 1 makes in acme/web>",
        "{link}",
        "{{s1}}",
        "$s1",
        "s1",
    ],
)
def test_no_spelling_in_a_text_becomes_a_link(text: str) -> None:
    world = Answering(said=ISSUE)

    world.does(OPEN, PostNote(room="#lobby", text=text))

    assert [without_marks(text)] == [note for _, note in world.board.notes]


def test_a_text_that_spells_a_link_is_asked_about_as_what_it_is() -> None:
    spelled = acts_of(OPEN, PostNote(room="#lobby", text=LINK))
    linked = linked_acts(plan_of((OPEN, ""), (post(""), "s1")))

    assert spelled[1].action == linked[1].action
    assert spelled[1].fingerprint != linked[1].fingerprint
    assert {"room": "#lobby", "text": LINK} == spelled[1].told_arguments
    assert {"text": "", "link_of": "s1"} == linked[1].told_arguments["text"]
