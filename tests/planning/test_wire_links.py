"""The links of a plan that a model emits: where one may stand, of what, and whose it is."""

from collections.abc import Sequence
from typing import Any

import pytest

from aegis_cli.actions import catalog
from aegis_cli.actions.catalog import load
from aegis_cli.errors import Code, UsageError
from aegis_cli.planning.expansion import expand
from aegis_cli.planning.plan import Context, Invalid, Link, Literal, Origin, Plan, Reading, Step
from aegis_cli.planning.read import read
from aegis_cli.planning.sentence.sentence import Sentence
from aegis_cli.planning.wire import WirePlan, decode
from aegis_cli.providers.jira.nouns.issue_changes import CreateIssue as CreateTicket
from tests.helpers.act_factory import BASES
from tests.helpers.linked import LINK, PAGE, post, step
from tests.helpers.rows import for_each

pytestmark = pytest.mark.usefixtures("board")

SAID = Sentence(
    "open an issue in acme/web titled 'Crash' and post 'Opened:' and its link in #lobby"
)
OPEN: dict[str, Any] = {
    "id": "s1",
    "action": "issues.create",
    "args": [{"name": "repo", "value": "acme/web"}, {"name": "title", "value": "Crash"}],
}
ROOM = {"name": "room", "value": "#lobby"}
LINKED = {"name": "text", "source": "link", "value": "s1"}
OPENED = {"name": "text", "source": "literal", "value": "Opened:"}


def posting(*texts: dict[str, str], step_id: str = "s2", **more: Any) -> dict[str, Any]:
    return {"id": step_id, "action": "board.notes.post", "args": [ROOM, *texts]} | more


def understood(*steps: dict[str, Any], said: Sentence = SAID) -> Reading | Invalid:
    wire = decode({"steps": [*steps], "question": "", "unsupported": ""})
    assert isinstance(wire, WirePlan), wire
    return read(wire, said, Context(stdin=True), load)


def reason(*steps: dict[str, Any]) -> str:
    found = understood(*steps)
    assert isinstance(found, Invalid), found
    return found.reason


def link_in(*steps: dict[str, Any], said: Sentence = SAID) -> tuple[Link, Step]:
    plan = understood(*steps, said=said)
    assert isinstance(plan, Plan), plan
    step = plan.steps[-1]
    (link,) = (*step.links.values(), *step.links_of_lists.values())
    return link, plan.steps[-1]


@for_each(
    ("texts", "link"),
    [
        ([LINKED], Link("s1")),
        ([OPENED, LINKED], Link("s1", "Opened:")),
        ([OPENED | {"value": "Opened:  \n"}, LINKED], Link("s1", "Opened:")),
        ([OPENED | {"value": " "}, LINKED], Link("s1")),
        ([LINKED | {"value": " s1 "}], Link("s1")),
    ],
)
def test_a_link_is_a_value_alone_or_behind_a_text(
    texts: Sequence[dict[str, str]], link: Link
) -> None:
    found, step = link_in(OPEN, posting(*texts))

    assert link == found
    assert {"room": Literal("#lobby", Origin.USER), "text": link} == step.values


@for_each(
    ("step_id", "of"),
    [("s1", "s1"), ("1", "1"), ("open", "open"), ("", "s1")],
)
def test_a_step_is_named_by_the_id_that_the_planner_gave_it(step_id: str, of: str) -> None:
    found, _ = link_in(OPEN | {"id": step_id}, posting(LINKED | {"value": of}))

    assert "s1" == found.of


@for_each(
    ("said", "text", "origin"),
    [
        (SAID.text, "Opened:", Origin.USER),
        (SAID.text, "", Origin.USER),
        (SAID.text, "Seen", Origin.MODEL),
        ("open 'Crash' in acme/web, post 'Opened:' in #lobby", "Opened:", Origin.MODEL),
        ("open 'Crash' in acme/web, post it in #lobby", "", Origin.MODEL),
        ("open 'Crash' in acme/web, post its URL in #lobby", "", Origin.USER),
        ("open 'Crash' in acme/web, post its address in #lobby", "", Origin.USER),
    ],
)
def test_a_link_that_no_word_asks_for_is_the_models(said: str, text: str, origin: Origin) -> None:
    texts = [OPENED | {"value": text}] if text else []

    found, step = link_in(OPEN, posting(*texts, LINKED), said=Sentence(said))

    assert origin == found.origin == step.provenance["text"]


ONCE = "Step 2, board.notes.post: A link stands alone in text, or behind one literal text."
NO_STEP = "Step 2, board.notes.post: The value of a link is the id of an earlier step."
NO_PAGE = "Step 2, board.notes.post: There is no link of the step s1"
SHOW = {"id": "s1", "action": "repos.get", "args": [*OPEN["args"][:1]]}


@for_each(
    ("steps", "expected"),
    [
        ((OPEN, posting(LINKED, OPENED)), ONCE),
        ((OPEN, posting(LINKED, LINKED)), ONCE),
        ((OPEN, posting(OPENED, LINKED, OPENED)), ONCE),
        ((OPEN, posting(OPENED, OPENED, LINKED)), ONCE),
        ((OPEN, posting({"name": "text", "source": "stdin"}, LINKED)), ONCE),
        ((OPEN, posting(LINKED | {"value": "s2"})), NO_STEP),
        ((OPEN, posting(LINKED | {"value": "s3"}), posting(OPENED)), NO_STEP),
        ((OPEN, posting(LINKED | {"value": ""})), NO_STEP),
        ((OPEN, posting(LINKED | {"value": f"{PAGE}1"})), NO_STEP),
        ((OPEN, posting({"name": "text", "source": "link"})), NO_STEP),
        (
            (OPEN, posting(OPENED, LINKED | {"name": "room"})),
            "Step 2, board.notes.post: A link cannot stand in room: it stands in text.",
        ),
        (
            (
                OPEN,
                {"action": "board.notes.post", "args": [LINKED | {"name": "room"}, OPENED]},
            ),
            "Step 2, board.notes.post: A link cannot stand in room: it stands in text.",
        ),
        (
            (OPEN, posting(OPENED, LINKED | {"name": "colour"})),
            "Step 2, board.notes.post: A link cannot stand in colour: it stands in text.",
        ),
        (
            (OPEN, {"action": "board.notes.list", "args": [LINKED | {"name": "room"}]}),
            "Step 2, board.notes.list: A link cannot stand in room: this action takes none.",
        ),
        (
            (SHOW, posting(LINKED)),
            f"{NO_PAGE}: repos.get makes nothing with a page.",
        ),
        (
            (posting(OPENED, step_id="s1"), posting(LINKED)),
            f"{NO_PAGE}: board.notes.post makes nothing with a page.",
        ),
        (
            (OPEN, OPEN, posting(LINKED)),
            "Step 3, board.notes.post: Two steps have the id s1.",
        ),
    ],
)
def test_any_other_link_is_refused_with_what_to_mend(
    steps: Sequence[dict[str, Any]], expected: str
) -> None:
    assert expected == reason(*steps)


@for_each("value", [["s1"], ["s1", "s1"], None, 1, True, {"of": "s1"}])
def test_the_value_of_a_link_is_one_text(value: Any) -> None:
    found = decode({"steps": [OPEN, posting(LINKED | {"value": value})]})

    is_number = not isinstance(value, list | dict) and value is not None
    assert isinstance(found, WirePlan if is_number else Invalid)


def test_with_github_alone_there_is_no_link() -> None:
    catalog.enable_providers([])
    comment = {
        "id": "s2",
        "action": "issues.add_comment",
        "args": [
            *OPEN["args"][:1],
            {"name": "issue_number", "value": "1"},
            LINKED | {"name": "body"},
        ],
    }

    assert (
        "Step 2, issues.add_comment: No action here takes the link of what is made, "
        "but of a list alone." == reason(OPEN, comment)
    )


def test_the_steps_of_a_plan_become_acts_with_a_page_each_and_no_address() -> None:
    plan = understood(OPEN, posting(OPENED, LINKED), posting(LINKED, step_id="s3"))
    assert isinstance(plan, Plan)

    opened, first, second = expand(plan, BASES)

    assert () == opened.links
    assert [("text", "s1", PAGE)] * 2 == [
        (link.field, link.of, link.page) for act in (first, second) for link in act.links
    ]
    assert [f"Opened: {LINK}", LINK] == [
        act.action.sent_arguments()["text"] for act in (first, second)
    ]
    assert {"room": "#lobby", "text": {"text": "Opened:", "link_of": "s1"}} == first.told_arguments
    assert {"room": "#lobby", "text": {"text": "", "link_of": "s1"}} == second.told_arguments


def test_a_site_of_the_settings_is_the_host_of_the_page() -> None:
    plan = understood(OPEN, posting(LINKED))
    assert isinstance(plan, Plan)

    _, act = expand(plan, BASES, sites={"github": "ghe.example"})

    assert ["https://ghe.example/acme/web/issues/"] == [link.page for link in act.links]


def test_a_text_that_has_no_room_for_the_link_is_refused_before_anything() -> None:
    plan = understood(OPEN, posting(OPENED | {"value": "x" * 3_970}, LINKED))
    assert isinstance(plan, Plan)

    with pytest.raises(
        UsageError, match=r"With the link, it does not fit board\.notes\.post: text"
    ) as no:
        expand(plan, BASES)

    assert Code.BAD_INPUT is no.value.code


def test_a_program_that_says_a_sentence_has_said_the_link() -> None:
    _, step = link_in(OPEN, posting(OPENED, LINKED))

    assert Origin.AGENT is step.told_by(Origin.AGENT).provenance["text"]


def test_where_the_host_of_the_pages_is_not_known_there_is_no_link() -> None:
    made = CreateTicket(project="WEB", summary="Crash")
    plan = Plan((step(1, made), step(2, post(), "s1")))

    with pytest.raises(UsageError, match=r"What jira\.issues\.create makes has no page at Jira\."):
        expand(plan, BASES)

    _, act = expand(plan, BASES, sites={"jira": "acme.atlassian.net"})
    assert ["https://acme.atlassian.net/browse/WEB-"] == [link.page for link in act.links]


LISTS: dict[str, Any] = {"id": "s1", "action": "issues.list", "args": [OPEN["args"][0]]}
SEARCH: dict[str, Any] = {"id": "s1", "action": "issues.search", "args": []}
COMMENT: dict[str, Any] = {
    "id": "s2",
    "action": "issues.add_comment",
    "args": [
        {"name": "repo", "value": "acme/web"},
        {"name": "issue_number", "value": "1"},
        LINKED | {"name": "body"},
    ],
}
TITLED = {
    "id": "s2",
    "action": "issues.create",
    "args": [{"name": "repo", "value": "acme/web"}, LINKED | {"name": "title"}],
}


def test_a_link_may_be_of_a_list() -> None:
    found, step = link_in(LISTS, posting(OPENED, LINKED))

    assert Link("s1", "Opened:", is_of_list=True) == found
    assert ({}, {"text": found}) == (step.links, step.links_of_lists)
    assert ("s1",) == step.linked_lists


def test_with_github_alone_a_text_has_the_links_of_a_list() -> None:
    catalog.enable_providers([])

    plan = understood(LISTS, COMMENT)

    assert isinstance(plan, Plan), plan
    assert {"body": Link("s1", is_of_list=True)} == plan.steps[1].links_of_lists
    assert plan.reads_first


@for_each(
    ("steps", "expected"),
    [
        (
            (SEARCH, posting(LINKED)),
            (
                "Step 2, board.notes.post: The links of issues.search are of one repository alone, "
                "which it names."
            ),
        ),
        (
            (LISTS | {"action": "branches.list"}, posting(LINKED)),
            f"{NO_PAGE}: branches.list makes nothing with a page.",
        ),
        ((LISTS, posting(LINKED, OPENED)), ONCE),
        (
            (LISTS, posting(OPENED, LINKED | {"name": "room"})),
            "Step 2, board.notes.post: A link cannot stand in room: it stands in text.",
        ),
        (
            (LISTS, TITLED),
            (
                "Step 2, issues.create: The links of a list are several lines, and title is one: "
                "it stands in body."
            ),
        ),
        (
            (LISTS, COMMENT | {"each": "s1"}),
            "Step 2, issues.add_comment: No link stands in a step that is done for each row.",
        ),
    ],
)
def test_the_links_of_a_list_are_of_one_place_and_at_the_end_of_one_text(
    steps: Sequence[dict[str, Any]], expected: str
) -> None:
    assert expected == reason(*steps)
