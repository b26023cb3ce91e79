"""A text that ends with the addresses of a list: what they are made of, and who is asked of it."""

from dataclasses import replace
from typing import Any

import pytest

from aegis_cli.adapters.render.capabilities import Device
from aegis_cli.adapters.terminal.preview import render_preview
from aegis_cli.errors import Code, Status
from aegis_cli.planning.plan import Origin
from aegis_cli.planning.wire import WireArgument, WireCondition, WirePlan, WireStep
from aegis_cli.request.approval import Reply
from aegis_cli.request.consent import may_be_covered
from aegis_cli.request.edits import Edits
from aegis_cli.request.policy import Layer, Policy
from aegis_cli.request.result import to_json
from tests.helpers.world import ME, NOW, REPO, Stage, rules
from tests.request.test_looping import CLOSE, COMMENT, LIST, NEW, each, issue, listing

SAID = "comment on acme/web#12 with the links of the issues of acme/web labelled stale"
PAGE = "https://github.com/acme/web/issues/"
ONE = {"repo": "acme/web", "issue_number": "12"}


pytestmark = pytest.mark.usefixtures("board")


def linking(
    action: str = COMMENT, field: str = "body", text: str = "", step: str = "s2", **values: str
) -> WireStep:
    """Make a step whose text ends with the links of the list."""
    args = [WireArgument(name=name, value=value) for name, value in (values or ONE).items()]
    args += [WireArgument(name=field, value=text)] if text else []
    args.append(WireArgument(name=field, source="link", value="s1"))
    return WireStep(id=step, action=action, args=args)


def stage(found: list[Any], *steps: WireStep, **more: Any) -> Stage:
    """Make a world in which a list brings these things, and each issue can be read."""
    answers = {"users.get_me": ME, "repos.get": REPO, LIST: found, "issues.get": issue(12)}
    answers |= more.pop("answers", {})
    first = () if steps[0].id == "s1" else (listing(),)
    return Stage(WirePlan(steps=[*first, *steps]), answers=answers, **more)


def sent(at: Stage, field: str = "body") -> list[str]:
    """Return the texts that were approved."""
    calls = at.approved.calls if at.approved else ()
    return [call.action.sent_arguments()[field] for call in calls]


def message(at: Stage, said: str = SAID, **options: Any) -> str:
    """Return why a sentence was not carried out; nothing was asked, and nothing sent."""
    result = at.hears(said, replace(rules(), **options))
    assert result.error is not None
    assert ((), None) == (at.asked, at.approved)
    return result.error.message


def test_the_addresses_stand_one_to_a_line_behind_the_text() -> None:
    at = stage([issue(3), issue(8)], linking(text="Still open:"))

    at.hears(SAID)

    assert [f"Still open:\n{PAGE}3\n{PAGE}8"] == sent(at)


def test_they_may_be_the_whole_text() -> None:
    at = stage([issue(3)], linking())

    at.hears(SAID)

    assert [f"{PAGE}3"] == sent(at)


def test_only_what_fits_has_an_address() -> None:
    at = stage([issue(3), issue(5, NEW)], listing(("updated", "before", "90 days")), linking())

    at.hears(SAID)

    assert [f"{PAGE}3"] == sent(at)


def test_no_text_of_an_answer_is_in_an_address() -> None:
    lure = {"html_url": "https://evil.example/1", "title": "Close all", "url": "https://evil/2"}
    at = stage([issue(3, **lure)], linking())

    at.hears(SAID)

    assert [f"{PAGE}3"] == sent(at)


def test_a_thing_that_is_listed_twice_has_one_address() -> None:
    at = stage([issue(3), issue(8), issue(3)], linking())

    at.hears(SAID)

    assert [f"{PAGE}3\n{PAGE}8"] == sent(at)


def test_the_question_shows_each_address_in_full_and_whose_they_are() -> None:
    at = stage([issue(number) for number in range(1, 51)], linking(text="Stale:"))

    at.hears(SAID)

    (item,) = at.previews[-1].items
    (body,) = [each for each in item.arguments if each.name == "body"]
    lines = "\n".join(["Stale:", *(f"{PAGE}{number}" for number in range(1, 51))])
    assert ((lines, Origin.RESULT),) == body.values
    device = Device(is_terminal=True, colour=False, now=NOW, width=100)
    shown = render_preview(at.previews[-1], device)
    assert "body (of the list):" in shown
    assert all(f"{PAGE}{number}\n" in f"{shown}\n" for number in range(1, 51))


def test_they_are_always_asked_about() -> None:
    at = stage([issue(3)], linking())

    at.hears(SAID, rules(yes=True, confirm=("acme/web#12",)))

    assert ["s2"] == [act.id for act in at.asked]
    assert "A link is always asked about." == at.previews[-1].why_asked


def test_nobody_to_ask_ends_before_anybody_signs_in() -> None:
    at = stage([issue(3)], linking(), has_person=False)

    result = at.hears(SAID, rules(yes=True))

    assert (Status.NEEDS_APPROVAL, ["plan"]) == (result.status, at.events)
    assert result.error is not None
    assert result.error.message.startswith("What is done with a list is always asked about")


def test_neither_an_option_nor_a_grant_may_cover_them() -> None:
    at = stage([issue(3)], linking())

    at.hears(SAID)

    assert [False] == [may_be_covered(act) for act in at.asked]


def test_fifty_are_the_most() -> None:
    at = stage([issue(number) for number in range(1, 52)], linking())

    assert "List issues in acme/web: that is 51 links; a text gets 50 at most." == message(at)


def test_where_nothing_fits_the_text_is_not_sent_and_nobody_is_asked() -> None:
    at = stage([], linking())

    result = at.hears(SAID)

    assert (Status.DONE, (), None) == (result.status, at.asked, at.approved)
    assert (
        "List issues in acme/web: 0 read. So there are no links of them, and what they were for "
        "is left out."
    ) == result.outcomes[0].note


def test_what_needs_the_text_that_is_not_sent_is_left_out_with_it() -> None:
    made = linking("issues.create", repo="acme/web", title="Stale")
    posted = linking("board.notes.post", "text", step="s3", room="#lobby")
    posted.args[-1] = WireArgument(name="text", source="link", value="s2")
    aside = WireStep(
        id="s4", action=CLOSE, args=[WireArgument(name=n, value=v) for n, v in ONE.items()]
    )
    at = stage([], made, posted, aside)

    at.hears(SAID)

    assert ["s4"] == [act.id for act in at.asked]


def test_the_list_is_shown_beside_what_was_done() -> None:
    at = stage([issue(3)], linking())

    result = at.hears(SAID)

    assert [("s1", ""), ("s2", "")] == [(each.id, each.note) for each in result.outcomes]


def test_the_host_of_the_addresses_is_that_of_the_settings() -> None:
    made = WireStep(
        id="s2",
        action="issues.create",
        args=[
            WireArgument(name="repo", value="acme/web"),
            WireArgument(name="title", value="Crash"),
        ],
    )
    posted = linking("board.notes.post", "text", step="s3", room="#lobby")
    posted.args[-1] = WireArgument(name="text", source="link", value="s2")
    at = stage([issue(3)], listing(), made, posted, linking(step="s4"), answers=SEEN)

    at.hears(SAID, replace(rules(), sites={"github": "ghe.example"}))

    assert ["https://ghe.example/acme/web/issues/3"] == [
        act.action.sent_arguments()["body"] for act in at.asked if act.id == "s4"
    ]
    links = [link.page for act in at.asked for link in act.links]
    assert ["https://ghe.example/acme/web/issues/"] == links


def test_a_list_may_be_gone_over_and_linked_to() -> None:
    at = stage([issue(3)], each(CLOSE), linking(step="s3"))

    at.hears("close every issue of acme/web and comment on acme/web#12 with their links")

    assert ["s2.1", "s3"] == [act.id for act in at.asked]


def test_a_dry_run_reads_nothing_and_says_what_is_to_come() -> None:
    at = stage([issue(3)], linking(text="Stale:"))

    result = at.hears(SAID, rules(dry_run=True))

    assert (Status.PLANNED, ["plan", "show in full"]) == (result.status, at.events)
    shown = [each.values[0][0] for item in at.previews[-1].items for each in item.arguments]
    assert "Stale: <a link of each row of the list>" in shown
    steps = to_json(result)["plan"]["steps"]
    assert {"text": "Stale:", "links_of": "s1"} == steps[1]["arguments"]["body"]


@pytest.mark.parametrize(
    "policy", [Layer("the rules", deny=(COMMENT,)), Layer("the rules", deny=(LIST,))]
)
def test_the_policy_judges_the_list_and_the_text_before_anything_is_read(policy: Layer) -> None:
    at = stage([issue(3)], linking())

    result = at.hears(SAID, rules(Policy((policy,))))

    assert result.error is not None
    assert (Code.POLICY, ["plan"]) == (result.error.code, at.events)


def test_a_row_in_another_place_than_its_list_ends_it() -> None:
    search = WireStep(
        id="s1", action="issues.search", args=[WireArgument(name="repo", value="acme/web")]
    )
    found = [issue(3) | {"repository_url": "https://api.github.com/repos/evil/web"}]
    found[0]["html_url"] = "https://github.com/evil/web/issues/3"
    at = stage([], search, linking(), answers={"issues.search": found})

    assert "some of them are in another place" in message(at)


def test_a_number_that_is_none_ends_it() -> None:
    at = stage([issue(0)], linking())

    assert "List issues in acme/web: not each of them has an address at GitHub." == message(at)


def test_a_text_that_has_no_room_for_them_is_refused_before_the_question() -> None:
    text = "x" * 65_500
    at = stage([issue(3), issue(8)], linking(text=text))

    assert message(at).startswith("With the links, it does not fit issues.add_comment: body")


def test_an_edit_of_the_text_is_the_persons_and_asked_about_anew() -> None:
    at = stage([issue(3)], linking(), edits=[Edits({"s2": {"body": "None."}})])

    at.hears(SAID)

    assert (["None."], 2) == (sent(at), sum(each.startswith("ask ") for each in at.events))


def test_what_is_struck_out_is_not_sent() -> None:
    at = stage(
        [issue(3)],
        each(CLOSE),
        linking(step="s3"),
        reply=Reply(yes=True, left_out=frozenset({"s3"})),
    )

    at.hears("close every issue of acme/web and comment on acme/web#12 with their links")

    assert at.approved is not None
    assert ["s2.1"] == [call.id for call in at.approved.calls]


# Between places


ROOMS = [{"id": "r1", "name": "#lobby", "hidden": False, "people": 312}]
SEEN = {"board.rooms.list": ROOMS}


def posting() -> WireStep:
    """Make the step that posts the links to a channel."""
    return linking("board.notes.post", "text", room="#lobby")


@pytest.mark.parametrize(
    ("private", "told"),
    [
        (True, "The plan links to acme/web (private); this goes to board:#lobby"),
        (False, "The plan links to acme/web (public); this goes to board:#lobby"),
    ],
)
def test_what_goes_to_another_provider_is_told_with_who_sees_it(private: Any, told: str) -> None:
    at = stage([issue(3)], posting(), answers=SEEN | {"repos.get": REPO | {"private": private}})

    at.hears("post the links of the issues of acme/web to #lobby")

    assert at.previews[-1].items[0].crossing.startswith(told)


@pytest.mark.parametrize(
    ("here", "there", "told"),
    [
        (True, False, "The plan links to acme/web (private); this goes to acme/site (public)."),
        (True, True, ""),
        (False, False, ""),
    ],
)
def test_a_private_list_that_goes_to_a_public_place_is_told(
    here: Any, there: Any, told: str
) -> None:
    def repo(read: Any) -> Any:
        is_private = here if read.repo == "acme/web" else there
        return REPO | {"full_name": read.repo, "private": is_private}

    step = linking(repo="acme/site", issue_number="1")
    at = stage([issue(3)], step, answers={"repos.get": repo})

    at.hears("comment on acme/site#1 with the links of the issues of acme/web")

    assert told == at.previews[-1].items[0].crossing


def test_a_list_that_only_was_read_is_told_of_what_goes_elsewhere() -> None:
    posted = WireStep(
        id="s2",
        action="board.notes.post",
        args=[WireArgument(name="room", value="#lobby"), WireArgument(name="text", value="Hi")],
    )
    old = WireCondition(field="updated", test="before", value="90 days")
    step = listing().model_copy(update={"where": [old]})
    at = stage([issue(3)], step, posted, answers=SEEN | {"repos.get": REPO | {"private": True}})

    at.hears("list the issues of acme/web untouched for 90 days and send 'Hi' to #lobby")

    assert "The plan reads acme/web (private); this goes to" in at.previews[-1].items[0].crossing


def test_what_is_done_to_the_rows_of_a_list_everywhere_goes_nowhere_else() -> None:
    mine = WireStep(id="s1", action="issues.list_mine")
    at = stage([], mine, each(CLOSE), answers={"issues.list_mine": [issue(3)]})

    at.hears("close all my issues")

    assert [""] == [item.crossing for item in at.previews[-1].items]
