"""A step that names what an earlier one makes: by its name, or by the number that it gets."""

import json
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from aegis_cli.actions.action import Action
from aegis_cli.actions.call import Call
from aegis_cli.actions.links import LinkAt, are_allowed, numbered_fields
from aegis_cli.core.http import Request, Response, Unreachable
from aegis_cli.core.secret import Secret
from aegis_cli.errors import Code
from aegis_cli.executor.messages import call_as_json, call_from
from aegis_cli.providers.github.nouns.issues.issue_changes import CreateIssue, UpdateIssue
from aegis_cli.providers.github.nouns.issues.issue_labels import AddLabels
from aegis_cli.providers.github.nouns.issues.issues import ListIssues
from aegis_cli.providers.github.nouns.issues.milestones import CreateMilestone, UpdateMilestone
from aegis_cli.providers.github.nouns.labels.labels import CreateLabel, UpdateLabel
from aegis_cli.providers.github.nouns.pull_requests.pull_changes import CreatePull
from aegis_cli.providers.github.nouns.repos.branches import CreateBranch
from aegis_cli.providers.github.nouns.repos.release_changes import CreateRelease
from aegis_cli.providers.github.nouns.repos.tags import CreateTag
from aegis_cli.request.approval import Reply, remaining_acts
from aegis_cli.request.edits import Edits
from aegis_cli.request.execution import ProviderAccess, StepStatus, run
from aegis_cli.request.linking import names_given_before, needs_of
from aegis_cli.request.ports import Session
from aegis_cli.request.result import Result, to_json
from aegis_cli.request.told_outcomes import LEFT_OUT, NEEDED_LEFT_OUT, NOT_DONE
from tests.helpers.acting import Acting, acts_of
from tests.helpers.canned import BASE, LOST, answer
from tests.helpers.flows import Player
from tests.helpers.rows import for_each

HERE = {"repo": "acme/web"}
MILESTONE = CreateMilestone(**HERE, title="v3")
PUT = UpdateIssue(**HERE, issue_number=12, milestone="v3")
LABEL = CreateLabel(**HERE, name="fresh")
ADD = AddLabels(**HERE, issue_number=12, labels=("bug", "fresh"))
BRANCH = CreateBranch(**HERE, branch="fix/login", source="main")
PULL = CreatePull(**HERE, title="Fix", head="fix/login", base="main")
READER = Session(Secret("reading-token"), frozenset(), "Mona Lisa", "auth0|1", 900.0)
TAG = CreateTag(**HERE, tag="v3.1", source="main")
RELEASE = CreateRelease(**HERE, tag_name="v3.1")


def milestone(number: Any, title: str = "v3") -> dict[str, Any]:
    return {"number": number, "title": title, "state": "open", "open_issues": 0, "closed_issues": 0}


ISSUE = {"number": 12, "title": "Crash", "state": "open", "html_url": "https://gh/12", "labels": []}
REFUSED = answer({"message": "Validation Failed"}, 422)


@dataclass
class World(Acting):
    """A GitHub with one issue, which answers what is said to a milestone or a label."""

    there: list[dict[str, Any]] = field(default_factory=list)
    """The milestones."""
    says: Response | Unreachable = field(default_factory=lambda: answer(milestone(7), 201))
    writes: list[tuple[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.github = self._answer

    def _answer(self, request: Request) -> Response | Unreachable:
        if request.is_read:
            reads = {"issues/12": ISSUE, "milestones": self.there}
            found = reads.get(request.path.removeprefix("/repos/acme/web/"))
            return answer({"message": "Not Found"}, 404) if found is None else answer(found)
        body = json.loads(request.body or b"{}")
        self.writes.append((request.path.removeprefix("/repos/acme/web/"), body))
        match request.path.rpartition("/")[2]:
            case "milestones":
                return self.says
            case "labels":
                is_new = "name" in body
                return self.says if is_new else answer([{"name": each} for each in body["labels"]])
            case _ if "title" in body and "milestone" not in body:
                return answer(ISSUE | body)
            case _:
                number = body.get("milestone")
                there = ISSUE | {"milestone": number and milestone(number)}
                return answer(there, 200 if request.method == "PATCH" else 201)


def statuses(result: Result) -> list[str]:
    return [each["status"] for each in to_json(result)["results"]]


def test_the_number_is_that_of_what_was_made() -> None:
    world = World()

    result = world.does(MILESTONE, PUT)

    assert ["done", "done"] == statuses(result)
    assert [("milestones", {"title": "v3"}), ("issues/12", {"milestone": 7})] == world.writes
    told = to_json(result)["plan"]["steps"][1]["arguments"]
    assert HERE | {"issue_number": 12, "milestone": {"text": "v3", "made_by": "s1"}} == told


def test_what_is_made_with_other_things_gets_it_too() -> None:
    world = World()

    result = world.does(MILESTONE, CreateIssue(**HERE, title="Crash", milestone="v3"))

    assert ["done", "done"] == statuses(result)
    assert ("issues", {"title": "Crash", "milestone": 7}) == world.writes[1]


def test_one_that_is_there_already_is_found_as_ever() -> None:
    world = World(there=[milestone(5)], says=REFUSED)

    result = world.does(MILESTONE, PUT)

    (_, put) = world.asked
    assert (5, ()) == (put.action.sent_arguments()["milestone_number"], put.links)
    assert ["failed", "skipped"] == statuses(result)


@for_each("name", ["V3", "v3 ", "v30", "v", "3"])
def test_another_name_is_none_that_is_made(name: str) -> None:
    world = World()

    result = world.does(MILESTONE, replace_in(PUT, milestone=name))

    assert result.error is not None
    assert f'nothing fits the milestone "{name}"' in result.error.message
    assert [] == world.writes


def replace_in(action: Action[Any], **values: Any) -> Action[Any]:
    return action.from_arguments(action.sent_arguments() | values)


def test_what_is_made_in_another_place_or_afterwards_is_not_meant() -> None:
    for plan in ((replace_in(MILESTONE, repo="acme/api"), PUT), (PUT, MILESTONE)):
        world = World()
        result = world.does(*plan)
        assert result.error is not None
        assert 'nothing fits the milestone "v3"' in result.error.message
        assert [] == world.writes


@for_each("keep_going", [False, True])
@for_each("number", ["seven", -7, 0, 10**10, 10**400, None, 7.5, [7], {"number": 7}, "7 @here"])
def test_an_answer_whose_number_is_none_sends_nothing(number: Any, *, keep_going: bool) -> None:
    said = answer(milestone(0), 201)
    body = said.body.replace(b'"number": 0', b'"number": ' + json.dumps(number).encode())
    world = World(says=replace(said, body=body))

    result = world.does(MILESTONE, PUT, keep_going=keep_going)

    assert "done" != statuses(result)[1]
    assert [] == world.writes[1:]


def test_an_answer_about_another_one_sends_nothing() -> None:
    world = World(says=answer(milestone(5, title="v2.0"), 201))

    result = world.does(MILESTONE, PUT, keep_going=True)

    assert ["failed", "skipped"] == statuses(result)
    assert 1 == len(world.writes)


@for_each("keep_going", [False, True])
@for_each("said", [REFUSED, LOST, answer({"message": "Not Found"}, 404)])
@for_each("plan", [(MILESTONE, PUT), (LABEL, ADD)])
def test_without_the_first_step_the_second_is_not_done(
    plan: tuple[Action[Any], ...], said: Response | Unreachable, *, keep_going: bool
) -> None:
    world = World(says=said)

    result = world.does(*plan, keep_going=keep_going)

    assert "skipped" == statuses(result)[1]
    assert NOT_DONE.format(1) == result.outcomes[1].reason
    assert 1 == len(world.writes)


@for_each("plan", [(MILESTONE, PUT), (LABEL, ADD)])
def test_what_names_what_is_struck_out_is_struck_out_with_it(plan: tuple[Action[Any], ...]) -> None:
    comment = UpdateIssue(**HERE, issue_number=12, title="Newer")
    world = World(reply=Reply(yes=True, left_out=frozenset({"s1"})))

    result = world.does(*plan, comment)

    assert ["skipped", "skipped", "done"] == statuses(result)
    assert [LEFT_OUT, NEEDED_LEFT_OUT] == [each.reason for each in result.outcomes[:2]]


@for_each("plan", [(MILESTONE, PUT), (LABEL, ADD)])
def test_nothing_is_left_without_the_step_that_it_needs(plan: tuple[Action[Any], ...]) -> None:
    acts = acts_of(*plan)

    assert () == remaining_acts(acts, Reply(left_out=frozenset({"s1"})))
    assert acts[:1] == remaining_acts(acts, Reply(left_out=frozenset({"s2"})))


def test_one_that_was_there_and_is_gone_is_not_the_one_that_nobody_makes() -> None:
    """It was found for the question, and the step that would make it was struck out there."""

    def is_deleted(world: Acting) -> None:
        assert isinstance(world, World)
        world.there = []

    world = World(there=[milestone(5)], holds={"aegis:read": READER}, meanwhile=is_deleted)
    world.reply = Reply(yes=True, left_out=frozenset({"s1"}))

    result = world.does(MILESTONE, PUT)

    assert result.error is not None
    assert 'nothing fits the milestone "v3"' in result.error.message
    assert [] == world.writes


def test_a_number_goes_with_an_edit_of_what_it_is_of() -> None:
    world = World(edits=[Edits({"s1": {"title": "v4"}})], says=answer(milestone(7, "v4"), 201))

    result = world.does(MILESTONE, PUT)

    assert ["done", "skipped"] == statuses(result)
    assert [("milestones", {"title": "v4"})] == world.writes


def test_the_question_says_which_step_makes_it() -> None:
    world = World(says=answer({"name": "fresh"}, 201))
    world.does(MILESTONE, PUT)
    world.does(LABEL, ADD)

    shown = [
        {each.name: [value for value, _ in each.values] for each in preview.items[1].arguments}
        for preview in world.previews
    ]
    assert ["v3, made by step 1"] == shown[1]["milestone"]
    assert ["bug", "fresh, made by step 1"] == shown[-1]["labels"]


def test_nothing_but_an_answer_covers_a_number_that_nobody_knows() -> None:
    world = World(says=answer({"name": "fresh"}, 201))
    world.does(LABEL, UpdateLabel(**HERE, name="fresh", color="c5def5"), yes=True)
    assert () == world.asked

    world = World(has_person=False)
    result = world.does(MILESTONE, PUT, yes=True)

    assert result.error is not None
    assert Code.NEEDS_APPROVAL is result.error.code
    assert [] == world.writes


# What names what


@for_each(
    ("plan", "expected"),
    [
        ((LABEL, ADD), {("labels", "fresh"): "s1"}),
        ((replace_in(LABEL, name="Fresh"), ADD), {("labels", "fresh"): "s1"}),
        ((LABEL, replace_in(ADD, labels=["bug"])), {}),
        ((LABEL, replace_in(ADD, repo="acme/api")), {}),
        ((LABEL, replace_in(ADD, repo="Acme/Web")), {("labels", "fresh"): "s1"}),
        ((BRANCH, PULL), {("head", "fix/login"): "s1"}),
        ((BRANCH, replace_in(PULL, head="Fix/login")), {}),
        ((TAG, RELEASE), {("tag_name", "v3.1"): "s1"}),
        ((TAG, replace_in(RELEASE, tag_name="V3.1")), {}),
        ((TAG, replace_in(PULL, head="v3.1")), {}),  # a branch of that name is another thing
        ((BRANCH, replace_in(PULL, title="fix/login", head="other")), {}),
        ((MILESTONE, PUT), {("milestone", "v3"): "s1"}),
        ((MILESTONE, replace_in(PUT, milestone="V3")), {}),
    ],
)
def test_a_name_is_the_very_name_in_the_same_place(
    plan: tuple[Action[Any], ...], expected: dict[tuple[str, Any], str]
) -> None:
    acts = acts_of(*plan)

    assert expected == names_given_before(acts)["s2"]
    assert {*expected.values()} == needs_of(acts)["s2"]


def test_a_number_is_a_whole_one_in_the_body_of_a_write() -> None:
    assert {"milestone_number": "milestone"} == numbered_fields(UpdateIssue)
    assert {} == numbered_fields(UpdateMilestone)  # there it is in the path
    assert {} == numbered_fields(ListIssues)
    assert {} == numbered_fields(CreateBranch)  # that of a commit is a text


# In the executor

MADE = Call("s1", MILESTONE)
NUMBER = LinkAt("milestone_number", "s1")


def sealed(*calls: Call) -> tuple[Call, ...]:
    return tuple(replace(call, seal=call.fingerprint(call.request(BASE))) for call in calls)


def access(_provider: Any) -> ProviderAccess:
    return ProviderAccess(BASE, Secret("token"))


def test_what_is_approved_is_a_template_that_says_whose_number_it_gets() -> None:
    with_number = Call("s2", PUT, links=(NUMBER,))
    template = with_number.request(BASE)

    assert (template.body, template.is_template) == (None, True)
    others = (Call("s2", PUT), replace(with_number, links=(replace(NUMBER, of="s3"),)))
    assert 3 == len({call.fingerprint(call.request(BASE)) for call in (with_number, *others)})
    assert with_number == call_from(call_as_json(with_number))


@for_each(
    ("action", "links"),
    [
        (PUT, (replace(NUMBER, of="s2"),)),
        (PUT, (replace(NUMBER, of="s9"),)),
        (PUT, (replace(NUMBER, field="issue_number"),)),
        (PUT, (replace(NUMBER, field="milestone"),)),
        (PUT, (replace(NUMBER, page="https://github.com/acme/web/milestone/"),)),
        (PUT, (NUMBER, NUMBER)),
        (replace_in(PUT, milestone="v4"), (NUMBER,)),
        (replace_in(PUT, repo="acme/api"), (NUMBER,)),
        (replace_in(PUT, milestone_number=4), (NUMBER,)),
    ],
)
def test_a_number_of_nothing_that_is_made_ends_the_run(
    action: Action[Any], links: tuple[LinkAt, ...]
) -> None:
    player = Player()

    error = player.fails(run(sealed(MADE, Call("s2", action, links=links)), access))

    assert Code.NOT_APPROVED is error.code
    assert [] == player.requests


def test_a_number_is_in_a_field_that_has_no_value_yet() -> None:
    assert are_allowed(PUT, (NUMBER,))
    assert not are_allowed(replace_in(PUT, milestone_number=4), (NUMBER,))


def test_another_request_than_the_approved_one_is_not_sent_with_a_number() -> None:
    made, put = sealed(MADE, Call("s2", PUT, links=(NUMBER,)))
    other = replace(put, action=replace_in(PUT, title="Other"))
    player = Player(answer(milestone(7), 201))

    outcomes = player.run(run((made, other), access))

    assert [StepStatus.DONE, StepStatus.FAILED] == [each.status for each in outcomes]
    assert 1 == len(player.requests)


@pytest.mark.parametrize("title", ["7", "007"])
def test_a_title_of_digits_is_one_too(title: str) -> None:
    world = World(says=answer(milestone(9, title), 201))

    result = world.does(replace_in(MILESTONE, title=title), replace_in(PUT, milestone=title))

    assert ["done", "done"] == statuses(result)
    assert ("issues/12", {"milestone": 9}) == world.writes[1]
