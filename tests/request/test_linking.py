"""A step with the link of another: it is done after that one alone, and with the link of that one."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from aegis_cli.actions.call import Call
from aegis_cli.actions.links import LinkAt
from aegis_cli.core.http import Request, Response, Unreachable
from aegis_cli.core.secret import Secret
from aegis_cli.errors import Code, Failed
from aegis_cli.planning.expansion import Act
from aegis_cli.planning.plan import Plan
from aegis_cli.providers.github.nouns.issues.comments import AddComment
from aegis_cli.providers.github.nouns.issues.issue_changes import CreateIssue, UpdateIssue
from aegis_cli.providers.github.nouns.pull_requests.pull_changes import UpdatePull
from aegis_cli.providers.github.nouns.repos.branches import CreateBranch
from aegis_cli.request.approval import Reply, approve, remaining_acts, with_linked
from aegis_cli.request.consent import Consent, Preapproval, may_be_covered
from aegis_cli.request.edits import Edits, texts_of
from aegis_cli.request.execution import Outcome, ProviderAccess, StepStatus, run
from aegis_cli.request.linking import are_of_earlier, fill_links, needs_of
from aegis_cli.request.plan_preview import preview
from aegis_cli.request.result import Result, to_json
from aegis_cli.request.target_reads import on_other
from aegis_cli.request.target_snapshot import TargetSnapshot, is_so_already
from aegis_cli.request.told_outcomes import LEFT_OUT, NEEDED_LEFT_OUT, NOT_DONE
from tests.helpers.acting import Acting
from tests.helpers.canned import BASE, LOST, REFUSED, answer
from tests.helpers.flows import Player
from tests.helpers.linked import LINK, LINKED, OPEN, PAGE, linked_acts, plan_of, post, step
from tests.helpers.rows import for_each
from tests.other_providers.board.notes import EditNote, GetNote

pytestmark = pytest.mark.usefixtures("board")

THIRD = CreateIssue(repo="acme/api", title="Other")
CHAIN = plan_of((OPEN, ""), (post(), "s1"), (THIRD, ""), (post("Both:", "#eng"), "s3"))
"""Two issues, each with its link posted elsewhere."""
ALSO = plan_of((OPEN, ""), (post(), "s1"), (post("", "#eng"), "s1"))
"""One issue, with its link posted twice."""


def issue(number: Any = 7, **more: Any) -> dict[str, Any]:
    return {"number": number, "title": "Crash", "state": "open", "html_url": "https://gh/7"} | more


@dataclass
class World(Acting):
    """A GitHub that opens one issue after another, or answers what is said of a title."""

    says: dict[str, Response | Unreachable] = field(default_factory=dict)
    opened: list[str] = field(default_factory=list)
    answers_me: dict[str, Any] | None = None
    """Who the person is at GitHub."""

    def __post_init__(self) -> None:
        self.github = self._open

    def _open(self, request: Request) -> Response | Unreachable:
        if request.path == "/user" and self.answers_me:
            return answer(self.answers_me)
        if request.is_read:
            return answer({"message": "Not Found"}, 404)
        title = json.loads(request.body or b"")["title"]
        if title in self.says:
            return self.says[title]
        self.opened.append(title)
        return answer(issue(6 + len(self.opened), title=title), 201)

    def ends(self, plan: Plan = LINKED, **options: Any) -> Result:
        return self.carries_out(linked_acts(plan), **options)

    @property
    def posted(self) -> list[str]:
        return [text for _, text in self.board.notes]


def statuses(result: Result) -> list[str]:
    return [each["status"] for each in to_json(result)["results"]]


def reasons(result: Result) -> list[str]:
    return [outcome.reason for outcome in result.outcomes]


def test_the_link_of_a_branch_is_approved_in_full_and_takes_nothing_of_the_answer() -> None:
    branch = CreateBranch(repo="acme/web", branch="fix/login", source="main")
    (made, linked) = linked_acts(plan_of((branch, ""), (post("New:"), "s1")))
    calls = (made.call, linked.call)

    filled = fill_links(calls[1], calls, {"s1": {"ref": "refs/heads/evil", "number": 7}})

    assert linked.links[0].page == "https://github.com/acme/web/tree/fix/login"
    assert filled.sends is not None
    assert filled.sends.sent_arguments()["text"] == f"New: {linked.links[0].page}"


def test_the_link_is_of_what_was_made_in_the_approved_place() -> None:
    world = World()

    result = world.ends(CHAIN)

    assert ["done"] * 4 == statuses(result)
    other = "https://github.com/acme/api/issues/"
    assert [f"Opened: {PAGE}7", f"Both: {other}8"] == world.posted


def test_one_thing_may_have_its_link_in_several_texts() -> None:
    world = World()

    assert ["done"] * 3 == statuses(world.ends(ALSO))
    assert [f"Opened: {PAGE}7", f"{PAGE}7"] == world.posted


def test_the_link_of_what_is_made_in_a_place_of_ones_own_is_there_once_it_is_known_whose() -> None:
    world = World(answers_me={"login": "mona", "id": 1, "html_url": "https://gh/mona"})

    result = world.ends(plan_of((replace_repo(OPEN, "@me/notes"), ""), (post(), "s1")))

    assert result.error is None, (result.error, world.sent)
    assert ["done", "done"] == statuses(result)
    assert ["Opened: https://github.com/mona/notes/issues/7"] == world.posted


def replace_repo(action: CreateIssue, repo: str) -> CreateIssue:
    return CreateIssue.from_arguments(action.sent_arguments() | {"repo": repo})


def test_a_link_may_stay_at_its_provider() -> None:
    comment = AddComment(repo="acme/web", issue_number=3, body=f"See {LINK}")
    acts = linked_acts(Plan((LINKED.steps[0], replace(plan_of((OPEN, "")).steps[0], id="s2"))))
    opened = replace(acts[1], action=comment, links=(LinkAt("body", "s1", PAGE),))
    calls = sealed((acts[0], opened))
    player = Player(answer(issue(), 201), answer({"id": 1, "html_url": "https://gh/c"}, 201))

    outcomes = player.run(run(calls, access))

    assert [StepStatus.DONE] * 2 == [each.status for each in outcomes]
    assert {"body": f"See {PAGE}7"} == json.loads(player.requests[-1].body or b"")


def access(_provider: Any) -> ProviderAccess:
    return ProviderAccess(BASE, Secret("token"))


def sealed(acts: tuple[Act, ...]) -> tuple[Call, ...]:
    return approve(acts, Reply(yes=True), consent=Consent(Preapproval(), None)).calls


# What the first step does not do


@for_each("keep_going", [False, True])
@for_each(
    ("said", "status"),
    [
        (answer({"message": "Validation Failed"}, 422), "failed"),
        (answer({"message": "Not Found"}, 404), "failed"),
        (answer(issue(title="Another"), 201), "failed"),
        (REFUSED, "failed"),
        (LOST, "outcome_unknown"),
    ],
)
def test_without_the_first_step_the_second_is_not_done_also_if_the_others_are(
    said: Response | Unreachable, status: str, *, keep_going: bool
) -> None:
    world = World(says={"Crash": said})

    result = world.ends(CHAIN, keep_going=keep_going)

    goes_on = keep_going and status == "failed"
    after = "done" if goes_on else "skipped"
    assert [status, "skipped", after, after] == statuses(result)
    assert NOT_DONE.format(1) == reasons(result)[1]
    assert len(world.posted) == (1 if goes_on else 0)
    assert result.error is result.outcomes[0].error


@for_each("keep_going", [False, True])
@for_each("number", ["7", "seven", -7, 0, 10**12, None, 7.5, [7], {"number": 7}])
def test_an_answer_without_a_number_makes_no_link(number: Any, *, keep_going: bool) -> None:
    world = World(says={"Crash": answer(issue(number), 201)})

    result = world.ends(keep_going=keep_going)

    ends = statuses(result)
    assert "done" != ends[-1] or world.posted == [f"Opened: {PAGE}7"]
    if ends == ["done", "failed"]:
        assert Code.PROTOCOL is result.error.code if result.error else False
        assert "the answer to step s1 has no number" in str(result.error).casefold()
    assert number == "7" or [] == world.posted


def test_the_second_step_may_fail_by_itself() -> None:
    world = World()
    world.board.fails["notes.post"] = "not_in_room"

    result = world.ends(CHAIN, keep_going=True)

    assert ["done", "failed", "done", "failed"] == statuses(result)


# At the question


@for_each(
    ("plan", "struck", "ends", "reason"),
    [
        (LINKED, {"s1"}, ["skipped", "skipped"], None),
        (LINKED, {"s2"}, ["done", "skipped"], [LEFT_OUT]),
        (CHAIN, {"s1"}, ["skipped", "skipped", "done", "done"], [LEFT_OUT, NEEDED_LEFT_OUT]),
        (CHAIN, {"s3"}, ["done", "done", "skipped", "skipped"], [LEFT_OUT, NEEDED_LEFT_OUT]),
        (ALSO, {"s2"}, ["done", "skipped", "done"], [LEFT_OUT]),
        (
            CHAIN,
            {"s2", "s3"},
            ["done", "skipped", "skipped", "skipped"],
            [LEFT_OUT, LEFT_OUT, NEEDED_LEFT_OUT],
        ),
    ],
)
def test_striking_a_step_out_strikes_what_has_its_link(
    plan: Plan, struck: set[str], ends: list[str], reason: list[str] | None
) -> None:
    world = World(reply=Reply(yes=True, left_out=frozenset(struck)))

    result = world.ends(plan)

    if reason is None:  # nothing is left
        assert Code.DECLINED is result.error.code if result.error else False
        assert [] == world.opened
    else:
        assert ends == statuses(result)
        assert reason == [each for each in reasons(result) if each]
    assert ends.count("done") == len(world.opened) + len(world.posted)


def test_editing_a_step_strikes_what_has_its_link_and_all_is_asked_about_again() -> None:
    world = World(edits=[Edits({"s1": {"title": "Boom"}})])

    result = world.ends(CHAIN)

    assert ["done", "skipped", "done", "done"] == statuses(result)
    assert ["Boom", "Other"] == world.opened
    assert ["s1", "s3", "s4"] == [item.id for item in world.previews[-1].items]
    assert "What has the link of a step that you edited is left out." == world.previews[-1].notice
    assert NEEDED_LEFT_OUT == reasons(result)[1]


def test_editing_another_step_strikes_nothing() -> None:
    world = World(edits=[Edits({"s3": {"title": "Boom"}}, frozenset({"s4"}))])

    result = world.ends(CHAIN)

    assert ["done", "done", "done", "skipped"] == statuses(result)
    assert "" == world.previews[-1].notice


def test_a_text_with_a_link_is_not_edited() -> None:
    opened, posted = linked_acts()

    assert {"title"} == texts_of(opened).keys()
    assert {} == texts_of(posted)


def test_what_is_struck_out_with_another_is_only_what_has_its_link() -> None:
    acts = linked_acts(CHAIN)

    assert {"s1", "s2"} == with_linked(acts, {"s1"})
    assert {"s3", "s4", "s2"} == with_linked(acts, {"s3", "s2"})
    assert set() == with_linked(acts, set())
    left = remaining_acts(acts, Reply(left_out=frozenset({"s1"})))
    assert ["s3", "s4"] == [act.id for act in left]


@for_each("acts", [linked_acts()[1:], tuple(reversed(linked_acts()))])
def test_nothing_is_approved_with_a_link_of_what_is_not_done_before(acts: tuple[Act, ...]) -> None:
    with pytest.raises(ValueError, match="a link is of an act before it"):
        sealed(acts)


def test_the_question_shows_the_link_in_words_and_the_document_as_an_object() -> None:
    world = World()

    result = world.ends(ALSO)

    shown = {
        (item.id, each.name): each.values
        for item in world.previews[-1].items
        for each in item.arguments
    }
    words = "<link of the issue that step 1 makes in acme/web>"
    assert [f"Opened: {words}"] == [value for value, _ in shown["s2", "text"]]
    assert [words] == [value for value, _ in shown["s3", "text"]]
    steps = to_json(result)["plan"]["steps"]
    assert [{"text": "Opened:", "link_of": "s1"}, {"text": "", "link_of": "s1"}] == [
        each["arguments"]["text"] for each in steps[1:]
    ]
    assert ["user", "user"] == [each["provenance"]["text"] for each in steps[1:]]
    assert PAGE not in json.dumps(to_json(replace(result, outcomes=())))


def test_a_preview_counts_the_steps_that_are_left() -> None:
    acts = linked_acts(CHAIN)[2:]

    (_, posted) = preview(acts).items

    values = {each.name: each.values for each in posted.arguments}
    assert "Both: <link of the issue that step 1 makes in acme/api>" == values["text"][0][0]


@for_each("options", [{"yes": True}, {"yes": False}, {"confirm": ("#lobby",)}])
def test_nothing_but_an_answer_covers_a_link(options: dict[str, Any]) -> None:
    world = World()

    world.ends(**options)

    assert "s2" in [act.id for act in world.asked]
    assert [True, False] == [may_be_covered(act) for act in linked_acts()]


def test_where_nobody_can_be_asked_no_line_is_offered_for_a_link() -> None:
    world = World(has_person=False)

    result = world.ends(yes=True)

    assert Code.NEEDS_APPROVAL is result.error.code if result.error else False
    assert "Run it on a terminal, or say the text yourself." == (
        result.error.hint if result.error else ""
    )
    assert ([], []) == (world.opened, world.posted)


# In the executor


OPENED, POSTED = (Call(act.id, act.action, links=act.links) for act in linked_acts())


def at_github(_call: Call) -> str:
    return "github.com"


def with_link(**changes: str) -> Call:
    return replace(POSTED, links=tuple(replace(each, **changes) for each in POSTED.links))


@for_each(
    ("calls", "expected"),
    [
        ((OPENED, POSTED), True),
        ((OPENED,), True),
        ((), True),
        ((POSTED,), False),
        ((POSTED, OPENED), False),
        ((OPENED, with_link(of="s2")), False),
        ((OPENED, with_link(of="s3")), False),
        ((OPENED, with_link(field="room")), False),
        ((OPENED, with_link(field="nothing")), False),
        ((OPENED, with_link(page="https://github.com/acme/api/issues/")), False),
        ((OPENED, with_link(page="https://github.com/acme/web/pull/")), False),
        ((OPENED, with_link(page="https://evil.example/acme/web/issues/")), False),
        ((OPENED, with_link(page=f"{PAGE}1")), False),
        ((OPENED, with_link(page="")), False),
        ((replace(OPENED, action=THIRD), POSTED), False),
        ((replace(POSTED, id="s1", links=()), POSTED), False),
    ],
)
def test_a_link_is_of_an_earlier_call_that_makes_just_that_page(
    calls: tuple[Call, ...], *, expected: bool
) -> None:
    assert expected == are_of_earlier(calls, at_github)


def test_at_another_host_of_pages_it_is_another_link() -> None:
    assert not are_of_earlier((OPENED, POSTED), lambda _: "ghe.example")
    assert not are_of_earlier((OPENED, POSTED), lambda _: "")


def test_a_call_needs_what_its_links_are_of() -> None:
    assert {"s1": frozenset(), "s2": {"s1"}} == needs_of((OPENED, POSTED))


def test_a_call_without_links_is_sent_as_it_is() -> None:
    assert OPENED is fill_links(OPENED, (OPENED,), {})


def test_a_number_too_long_for_the_text_ends_the_step() -> None:
    title = CreateIssue(repo="acme/web", title=f"{'x' * 218} {LINK}")
    call = Call("s2", title, links=(LinkAt("title", "s1", PAGE),))

    assert fill_links(call, (OPENED, call), {"s1": {"number": 1}}).sends
    with pytest.raises(Failed, match="With the link, the text is too long; nothing was sent"):
        fill_links(call, (OPENED, call), {"s1": {"number": 9_999_999_999}})


Change = Callable[[tuple[Call, ...]], tuple[Call, ...]]


def nothing(calls: tuple[Call, ...]) -> tuple[Call, ...]:
    return calls


def last(**changes: Any) -> Change:
    return lambda calls: (*calls[:-1], replace(calls[-1], **changes))


COMMENT = AddComment(repo="acme/web", issue_number=3, body=f"See {LINK}")
COMMENT_LINK = LinkAt("body", "s1", PAGE)
ELSEWHERE = "https://evil.example/acme/web/issues/"


@for_each(
    ("change", "sent"),
    [
        (nothing, 2),
        (last(action=COMMENT.model_copy(update={"body": f"Saw {LINK}"})), 1),
        (last(action=COMMENT.model_copy(update={"body": f"See {PAGE}7"}), links=()), 1),
        (last(links=()), 1),
        (last(links=(replace(COMMENT_LINK, page=ELSEWHERE),)), 0),
        (last(links=(replace(COMMENT_LINK, of="s2"),)), 0),
        (last(links=(COMMENT_LINK, COMMENT_LINK)), 0),
        (last(action=COMMENT.model_copy(update={"body": "See"})), 0),
        (lambda calls: calls[1:], 0),
        (lambda calls: (calls[1], calls[0]), 0),
        (lambda calls: (replace(calls[0], action=THIRD), calls[1]), 0),
    ],
)
def test_only_what_was_approved_is_filled_in_and_sent(change: Change, sent: int) -> None:
    opened, _ = linked_acts()
    act = replace(
        linked_acts(plan_of((OPEN, ""), (OPEN, "")))[1], action=COMMENT, links=(COMMENT_LINK,)
    )
    calls = change(sealed((opened, act)))
    player = Player(
        *[answer(issue(), 201), answer({"id": 1, "html_url": "https://gh/c"}, 201)][:sent]
    )

    refused, outcomes = None, tuple[Outcome, ...]()
    try:
        outcomes = player.run(run(calls, access))
    except Failed as error:
        refused = error.code
    assert (Code.NOT_APPROVED if sent == 0 else None) is refused
    assert sent == sum(each.status is StepStatus.DONE for each in outcomes)
    assert sent == len(player.requests)
    assert not any(LINK.encode() in (request.body or b"") for request in player.requests)


# What it is about


def test_a_text_with_a_link_is_never_so_already() -> None:
    edit = EditNote(note="lobby-12", text=f"Opened: {LINK}")
    (_, act) = linked_acts(Plan((step(1, OPEN), step(2, edit, "s1"))))
    seen = TargetSnapshot(
        GetNote(note="lobby-12"), {"id": 12, "name": "lobby-12", "text": f"Opened: {LINK}"}
    )

    assert not is_so_already(act, seen)
    assert is_so_already(replace(act, links=()), seen)


def test_a_link_stays_where_it_is_on_a_thing_of_another_kind() -> None:
    change = UpdateIssue(repo="acme/web", issue_number=3, title=LINK)
    (_, act) = linked_acts(Plan((step(1, OPEN), step(2, change, "s1", "title"))))

    other = on_other(act, UpdatePull(repo="acme/web", pull_number=3, title=LINK))

    assert act.links == other.links
    assert {"repo", "pull_number", "title"} == other.step.values.keys()
    assert act.step.links == other.step.links
