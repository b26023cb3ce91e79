"""What takes back a plan, what it leaves as it is, and what is never approved in advance."""

import json
from dataclasses import replace
from typing import Any

from aegis_cli.actions import catalog
from aegis_cli.actions.action import Action
from aegis_cli.actions.catalog import ENTRIES, load
from aegis_cli.actions.undoing import Undo
from aegis_cli.errors import Code, NotSignedIn, Status
from aegis_cli.planning.expansion import Act
from aegis_cli.planning.plan import Origin, Step
from aegis_cli.providers.github.nouns.actions.run_changes import RerunRun
from aegis_cli.providers.github.nouns.actions.variables import (
    CreateVariable,
    ListVariables,
    UpdateVariable,
)
from aegis_cli.providers.github.nouns.context.users import FollowUser, UnfollowUser
from aegis_cli.providers.github.nouns.issues.comments import AddComment
from aegis_cli.providers.github.nouns.issues.issue_changes import (
    CloseAsDuplicate,
    CloseIssue,
    CreateIssue,
    LockIssue,
    PinIssue,
    ReopenIssue,
    UnlockIssue,
    UpdateIssue,
)
from aegis_cli.providers.github.nouns.issues.issue_labels import AddLabels, RemoveLabel
from aegis_cli.providers.github.nouns.issues.issues import GetIssue
from aegis_cli.providers.github.nouns.repos.branches import CreateBranch, GetBranch
from aegis_cli.providers.github.nouns.repos.files import GetFile, PutFile
from aegis_cli.providers.github.nouns.repos.ref_updates import ForceBranch
from aegis_cli.providers.github.nouns.stargazers.stars import AddStar, RemoveStar
from aegis_cli.request.approval import Reply
from aegis_cli.request.carrying_out import carry_out
from aegis_cli.request.consent import Consent, Preapproval, acts_to_ask
from aegis_cli.request.conversation import Conversation
from aegis_cli.request.policy import Layer, Policy
from aegis_cli.request.result import Result, failed_result
from aegis_cli.request.undo_plan import (
    UndoPlan,
    as_json,
    from_json,
    undo_plan,
    undoing_of,
    written_after,
)
from tests.helpers.acting import acts_of
from tests.helpers.direct_github import DirectStage
from tests.helpers.rows import for_each
from tests.helpers.world import rules
from tests.sandbox.github.conftest import BASE

TWELVE: dict[str, Any] = {"repo": "acme/web", "issue_number": 12}
TITLE = "Crash on start when offline"


class Person(DirectStage):
    """Somebody who approves all that they are asked, at a GitHub that keeps state."""

    def does(self, *actions: Action[Any], **options: Any) -> Result:
        return self.carries_out(acts_of(*actions), **options)

    def carries_out(self, acts: Any, **options: Any) -> Result:
        self.reply = Reply(yes=True)
        placed = tuple(replace(act, base=BASE) for act in acts)
        return carry_out("do it", placed, rules(**options), self.services(), wanted=None)

    def undoes(self, result: Result) -> Result:
        return self.carries_out(undo_plan(result).acts)

    def reads(self, action: Action[Any]) -> Any:
        return self.does(action).outcomes[0].data


def calls(plan: UndoPlan) -> list[Action[Any]]:
    return [act.action for act in plan.acts]


def test_a_plan_is_taken_back_from_its_end() -> None:
    person = Person(None)

    result = person.does(CloseIssue(**TWELVE), AddLabels(**TWELVE, labels=("bug", "help wanted")))

    assert calls(undo_plan(result)) == [
        RemoveLabel(**TWELVE, name="help wanted"),  # it had the other one before
        ReopenIssue(**TWELVE),
    ]
    assert ["s1", "s2"] == [act.id for act in undo_plan(result).acts]


def test_what_changed_nothing_is_not_taken_back() -> None:
    person = Person(None)

    result = person.does(ReopenIssue(**TWELVE), AddLabels(**TWELVE, labels=("help wanted",)))

    assert calls(undo_plan(result)) == [RemoveLabel(**TWELVE, name="help wanted")]


def test_only_what_a_call_replaced_is_put_back() -> None:
    person = Person(None)
    before = person.reads(GetIssue(**TWELVE))

    result = person.does(UpdateIssue(**TWELVE, title="Another", labels=("bug", "needs-triage")))

    assert calls(undo_plan(result)) == [UpdateIssue(**TWELVE, title=before["title"])]


def test_what_somebody_changed_since_stays_and_is_named() -> None:
    person = Person(None)
    before = person.reads(GetIssue(**TWELVE))
    result = person.does(UpdateIssue(**TWELVE, title="Another", body="Other"))
    person.does(UpdateIssue(**TWELVE, title="A third one"))

    person.undoes(result)

    (item,) = person.previews[-1].items
    after = person.reads(GetIssue(**TWELVE))
    assert ("stays", "the title is no longer as that write left it, and stays") in item.things
    assert ("A third one", before["body"]) == (after["title"], after["body"])


def test_an_undo_of_which_nothing_is_left_sends_nothing() -> None:
    person = Person(None)
    result = person.does(UpdateIssue(**TWELVE, title="Another"))
    person.does(UpdateIssue(**TWELVE, title="A third one"))
    asked = len(person.previews)

    ended = person.undoes(result)

    assert Status.ALREADY is ended.status
    assert "the title is no longer as that write left it, and stays." in ended.outcomes[0].reason
    assert "A third one" == person.reads(GetIssue(**TWELVE))["title"]
    assert all(not item.changes for preview in person.previews[asked:] for item in preview.items)


def test_an_undo_is_a_plan_that_can_be_undone() -> None:
    person = Person(None)
    result = person.does(UpdateIssue(**TWELVE, title="Another"))

    again = person.undoes(person.undoes(result))

    assert Status.DONE is again.status
    assert "Another" == person.reads(GetIssue(**TWELVE))["title"]


def test_what_was_read_is_never_approved_in_advance() -> None:
    person = Person(None)
    results = [
        person.does(UpdateIssue(**TWELVE, title="Another")),
        person.does(AddComment(**TWELVE, body="Seen")),
        person.does(CreateIssue(repo="acme/web", title="New")),
    ]

    consent = Consent(Preapproval(yes=True), None, frozenset({"s1"}))
    for result in results:
        (act,) = acts = undo_plan(result).acts
        assert act.step.fields_from(Origin.RESULT)
        assert acts == acts_to_ask(acts, consent)


def test_no_planner_is_told_what_was_put_back() -> None:
    person, conversation = Person(None), Conversation()
    before = person.reads(GetIssue(**TWELVE))["title"]
    result = person.does(UpdateIssue(**TWELVE, title="Another"))

    conversation.remember("/undo", person.undoes(result))

    assert conversation.last == {"action": "issues.update", "arguments": TWELVE}
    assert before not in str(conversation)


def test_where_policy_hides_a_target_what_it_replaced_stays() -> None:
    person = Person(None)
    policy = Policy((Layer("mine", deny=("issues.get",)),))

    result = person.does(UpdateIssue(**TWELVE, title="Another"), policy=policy)

    plan = undo_plan(result)
    assert ((), 1) == (plan.acts, len(plan.stays))
    assert plan.stays[0].endswith("What was there before is not known.")


def test_what_cannot_be_taken_back_says_why() -> None:
    person = Person(None)

    result = person.does(RerunRun(repo="acme/web", run_id=16000002))

    assert undo_plan(result).acts == ()
    assert undo_plan(result).stays[0].endswith(": What runs can only be cancelled.")


def test_the_last_plan_that_wrote_is_kept_until_somebody_else_may_sign_in() -> None:
    person = Person(None)
    wrote = person.does(CloseIssue(**TWELVE))
    read = person.does(GetIssue(**TWELVE))

    assert wrote is written_after(read, written_after(wrote, None))
    assert None is written_after(
        failed_result("x", NotSignedIn("Nobody.", code=Code.SESSION_EXPIRED)), wrote
    )


WEB: dict[str, Any] = {"repo": "acme/web"}
OURS = "no longer as that write left it"
BRANCH = CreateBranch(**WEB, branch="ours", source="main")
FILE: dict[str, Any] = {**WEB, "path": "docs/new.md", "message": "Write it"}
SINCE: dict[str, tuple[tuple[Action[Any], ...], Action[Any], Action[Any], Action[Any]]] = {
    "a branch that was made": (
        (),
        BRANCH,
        PutFile(**FILE, content="Theirs", branch="ours"),
        GetBranch(**WEB, branch="ours"),
    ),
    "a branch that was moved": (
        (BRANCH, PutFile(**FILE, content="Ours", branch="ours")),
        ForceBranch(**WEB, branch="ours", source="main"),
        PutFile(**FILE, content="Theirs", branch="ours"),
        GetBranch(**WEB, branch="ours"),
    ),
    "a file": (
        (),
        PutFile(**FILE, content="Ours"),
        PutFile(**FILE, content="Theirs"),
        GetFile(**WEB, path="docs/new.md"),
    ),
    "a variable": (
        (),
        CreateVariable(**WEB, name="OURS", value="1"),
        UpdateVariable(**WEB, name="OURS", value="2"),
        ListVariables(**WEB, name="OURS"),
    ),
}


@for_each("case", SINCE.values(), ids=SINCE)
def test_no_undo_takes_back_what_somebody_else_did_since(
    case: tuple[tuple[Action[Any], ...], Action[Any], Action[Any], Action[Any]],
) -> None:
    before, ours, theirs, read = case
    person = Person(None)
    for each in before:
        person.does(each)
    result = person.does(ours)
    person.does(theirs)
    there = person.reads(read)

    ended = person.undoes(result)

    assert (Status.ALREADY, there) == (ended.status, person.reads(read))
    assert OURS in ended.outcomes[0].reason


HIDDEN: dict[str, tuple[Action[Any], str]] = {
    "what was made": (CreateVariable(**WEB, name="OURS", value="1"), "variables.list"),
    "what was replaced": (UpdateIssue(**TWELVE, title="Another"), "issues.get"),
}


@for_each("case", HIDDEN.values(), ids=HIDDEN)
def test_an_undo_that_cannot_compare_its_target_sends_nothing(
    case: tuple[Action[Any], str],
) -> None:
    person, (ours, read) = Person(None), case
    result = person.does(ours)
    policy = Policy((Layer("mine", deny=(read,)),))

    ended = person.carries_out(undo_plan(result).acts, policy=policy)

    assert Status.ALREADY is ended.status
    assert "cannot be compared with what that write left" in ended.outcomes[0].reason


def test_what_an_undo_compares_crosses_to_the_agent_of_a_session() -> None:
    catalog.enable_providers(())
    plan = undo_plan(Person(None).does(BRANCH))

    (act,) = from_json(json.loads(json.dumps(as_json(plan))))

    assert act.left == plan.acts[0].left
    assert [path for path, value in act.left if value] == ["commit.sha"]


OF_ONES_OWN = {
    "deploy_keys.create": "nobody can change a key",
    "issues.add_comment": "a comment of one's own",
    "jira.comments.add": "a comment of one's own",
    "releases.upload_asset": "nobody can change the bytes of an asset",
    "review_comments.create": "a comment of one's own",
    "review_comments.reply": "a comment of one's own",
}
"""What takes these back deletes what nobody else can have worked on."""


def test_no_undo_deletes_or_forces_without_comparing() -> None:
    catalog.enable_providers(("slack", "jira"))
    found = {
        name
        for name in ENTRIES
        if isinstance(undo := undoing_of(load(name)), Undo)
        and (back := undo.action or undo.made)
        and (back.endswith((".delete", "delete_comment", "delete_asset", ".force_update")))
        and not back.startswith("slack.")  # a message of one's own
        and not (undo.left and load(back).facts.target_read)
    }
    catalog.enable_providers(())

    assert found == OF_ONES_OWN.keys()


KEPT = {
    origin: Origin.CONTEXT if origin in {Origin.USER, Origin.DEFAULT} else origin
    for origin in Origin
}
"""What origin a value of a write has in its undo: no grant covers there what it did not before."""


def written_of(action: Action[Any], **origins: Origin | tuple[Origin, ...]) -> Act:
    """Return the act of an undo whose write had these origins."""
    (act,) = acts_of(action)
    step = Step.of(act.id, action, {**act.step.provenance, **origins})
    result = Person(None).carries_out((replace(act, step=step),))
    return undo_plan(result).acts[0]


@for_each("origin", Origin, ids=[*Origin])
def test_a_value_of_a_write_has_its_origin_in_the_undo_too(origin: Origin) -> None:
    back = written_of(CloseIssue(**TWELVE), issue_number=origin)

    assert back.step.provenance["issue_number"] == KEPT[origin]


def test_each_item_of_a_list_has_its_own_origin_in_an_undo() -> None:
    origins = (Origin.MODEL, Origin.USER, Origin.REMOTE)
    labels = ("bug", "help wanted", "documentation")
    (act,) = acts_of(AddLabels(**TWELVE, labels=labels))
    step = Step.of("s1", act.action, {**act.step.provenance, "labels": origins})

    plan = undo_plan(Person(None).carries_out((replace(act, step=step),)))

    assert {each.action.name: each.step.provenance["name"] for each in plan.acts} == {  # type: ignore[attr-defined]
        name: KEPT[origin]
        for name, origin in zip(labels, origins, strict=True)
        if name != "bug"  # it had that before
    }


CLOSED = CloseIssue(**TWELVE, state_reason="not_planned")
SO_BEFORE: dict[str, tuple[tuple[Action[Any], ...], Action[Any], str]] = {
    "another reason of a lock": (
        (LockIssue(**TWELVE, lock_reason="spam"),),
        LockIssue(**TWELVE, lock_reason="resolved"),
        "It was in that state before",
    ),
    "a duplicate that was closed": (
        (CLOSED,),
        CloseAsDuplicate(**TWELVE, duplicate_of=14),
        "What was there before is not known.",
    ),
    "why an issue was closed": ((CLOSED,), ReopenIssue(**TWELVE), "Why it was closed"),
    "a pin": ((), PinIssue(**TWELVE), "Whether it was pinned"),
    "a star": ((), AddStar(repo="acme/web"), "Whether it had your star"),
    "no star": ((), RemoveStar(repo="acme/web"), "Whether it had your star"),
    "a follower": ((), FollowUser(username="mona"), "Whether you followed them"),
    "no follower": ((), UnfollowUser(username="mona"), "Whether you followed them"),
}


@for_each("case", SO_BEFORE.values(), ids=SO_BEFORE)
def test_what_a_write_may_not_have_changed_stays(
    case: tuple[tuple[Action[Any], ...], Action[Any], str],
) -> None:
    before, ours, why = case
    person = Person(None)
    for each in before:
        person.does(each)

    plan = undo_plan(person.does(ours))

    assert ((), 1) == (plan.acts, len(plan.stays))
    assert why in plan.stays[0]


@for_each("reason", ("spam", None), ids=("spam", "none"))
def test_what_was_unlocked_is_locked_again_for_the_reason_before(reason: Any) -> None:
    person, lock = Person(None), LockIssue(**TWELVE, lock_reason=reason)
    person.does(lock)

    assert [lock] == calls(undo_plan(person.does(UnlockIssue(**TWELVE))))
