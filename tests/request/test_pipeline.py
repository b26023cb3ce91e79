"""The way of one sentence: what happens in which order, and what never happens."""

import itertools
from dataclasses import replace
from typing import Any, NoReturn

import pytest

from aegis_cli.actions.action import Action
from aegis_cli.actions.facts import Effect
from aegis_cli.errors import AegisError, Code, Denied, Status, UsageError, error_for
from aegis_cli.planning.expansion import Act, digest
from aegis_cli.planning.plan import Context, Origin
from aegis_cli.planning.wire import WirePlan
from aegis_cli.providers.github.nouns.issues.issue_assignees import AddAssignees
from aegis_cli.providers.github.nouns.issues.issue_changes import CloseIssue, CreateIssue
from aegis_cli.providers.github.nouns.issues.issues import GetIssue
from aegis_cli.providers.github.nouns.repos.repo_changes import DeleteRepo
from aegis_cli.request.approval import Reply
from aegis_cli.request.attempt import Attempt
from aegis_cli.request.carrying_out import carry_out
from aegis_cli.request.consent import Consent, Preapproval
from aegis_cli.request.edits import Edits
from aegis_cli.request.execution import Outcome, StepStatus
from aegis_cli.request.pipeline import ask
from aegis_cli.request.plan_judge import PlanJudge
from aegis_cli.request.plan_state import PlanState
from aegis_cli.request.policy import Layer, Policy
from aegis_cli.request.ports import Session
from aegis_cli.request.result import Result, to_json
from tests.actions.case import Case
from tests.actions.cases import WRITES
from tests.helpers.act_factory import act_of
from tests.helpers.canned import BASE
from tests.helpers.confirmed_actions import pins_of_repo
from tests.helpers.rows import for_each
from tests.helpers.world import ME, REPO, TOKEN, Stage, rules, wire

LIST = wire(("issues.list", {"repo": "acme/web"}))
CREATE = wire(("issues.create", {"repo": "acme/web", "title": "Crash on start"}))
DELETE = wire(("repos.delete", {"repo": "acme/web"}))
ASSIGN = wire(
    ("issues.add_assignees", {"repo": "acme/web", "issue_number": 12, "assignees": ["@me"]})
)
COMMENT = wire(("issues.add_comment", {"repo": "acme/web", "issue_number": 12, "body": ...}))

SEVEN = pins_of_repo(DeleteRepo(repo="acme/web"), 7)


def step_of(plan: WirePlan) -> tuple[str, dict[str, str]]:
    (step,) = plan.steps
    return step.action, {each.name: each.value for each in step.args}


COMMENTS = wire(
    *(
        ("issues.add_comment", {"repo": "acme/web", "issue_number": 12, "body": body})
        for body in ("One", "Two")
    )
)

LISTING = "list the issues in acme/web"
CREATING = "open an issue in acme/web titled 'Crash on start'"
DELETING = "delete the repository acme/web"
ASSIGNING = "assign acme/web#12 to me"
COMMENTING = "comment on acme/web#12 with standard input"


def end(result: Result) -> str:
    return result.error.code.value if result.error else result.status.value


def sealed(stage: Stage) -> list[Action[Any]]:
    assert stage.approved is not None
    return [call.action for call in stage.approved.calls]


def test_a_read_is_shown_then_signed_in_for_and_nobody_is_asked() -> None:
    stage = Stage(LIST)

    result = stage.hears(LISTING)

    assert "done" == end(result)
    assert [
        "plan",
        "show in short",
        "sign in for aegis:read",
        "open",
        "read issues.list",
        "close",
    ] == stage.events


def test_a_write_is_shown_signed_in_for_asked_about_and_done_in_this_order() -> None:
    stage = Stage(CREATE)

    result = stage.hears(CREATING)

    assert "done" == end(result)
    assert (CREATING, {"github": TOKEN}) == (result.request, result.tokens)
    assert [
        "plan",
        "show in short",
        "sign in for aegis:write",
        "open",
        "ask s1",
        "write",
        "close",
    ] == stage.events


def test_what_destroys_is_looked_at_before_the_question() -> None:
    stage = Stage(DELETE, reply=Reply(typed={"s1": "acme/web"}))

    result = stage.hears(DELETING)

    assert "done" == end(result)
    assert [
        "plan",
        "show in short",
        "sign in for aegis:admin",
        "open",
        "read repos.get",
        "ask s1",
        "write",
        "close",
    ] == stage.events
    assert stage.approved is not None
    assert [SEVEN] == [call.preconditions for call in stage.approved.calls]


def test_a_sign_in_asks_for_what_the_strongest_step_needs() -> None:
    stage = Stage(WirePlan(steps=[*LIST.steps, *CREATE.steps, *LIST.steps]))

    stage.hears(f"{LISTING}, then {CREATING}")

    assert "sign in for aegis:write" in stage.events


def test_a_plan_with_one_write_runs_as_a_whole_and_only_after_the_approval() -> None:
    stage = Stage(WirePlan(steps=[*LIST.steps, *CREATE.steps]))

    stage.hears(f"{LISTING}, then {CREATING}")

    assert "read issues.list" not in stage.events
    assert stage.events.index("ask s2") < stage.events.index("write")
    assert ["issues.list", "issues.create"] == [a.facts.action for a in sealed(stage)]


def test_what_the_person_strikes_out_is_skipped_with_the_reason_and_all_else_is_done() -> None:
    stage = Stage(
        WirePlan(steps=[*LIST.steps, *CREATE.steps, *ASSIGN.steps]),
        reply=Reply(yes=True, left_out=frozenset({"s2"})),
    )

    result = stage.hears(f"{LISTING}, then {CREATING}, {ASSIGNING}")

    assert ("done", 0) == (end(result), result.status.exit_code)
    assert ["issues.list", "issues.add_assignees"] == [a.facts.action for a in sealed(stage)]
    assert ["done", "skipped", "done"] == [found.status.value for found in result.outcomes]
    assert ["s1", "s2", "s3"] == [found["id"] for found in to_json(result)["results"]]
    assert "You left it out." == to_json(result)["results"][1]["reason"]
    assert stage.approved is not None
    assert stage.approved.digest == result.digest


def test_what_failed_beside_what_was_struck_out_decides_the_exit_code() -> None:
    error = error_for(Code.NOT_FOUND, "No.")
    stage = Stage(
        WirePlan(steps=[*CREATE.steps, *ASSIGN.steps]),
        reply=Reply(yes=True, left_out=frozenset({"s1"})),
        written={"s2": Outcome("s2", StepStatus.FAILED, error=error)},
    )

    assert error is stage.hears(f"{CREATING}, {ASSIGNING}").error


def test_a_step_that_ends_without_a_word_is_not_taken_for_one_that_was_struck_out() -> None:
    stage = Stage(
        WirePlan(steps=[*CREATE.steps, *ASSIGN.steps, *CREATE.steps]),
        reply=Reply(yes=True, left_out=frozenset({"s1"})),
        silent=frozenset({"s2"}),
    )

    assert "internal" == end(stage.hears(f"{CREATING}, {ASSIGNING}"))


def test_reads_that_are_left_of_a_plan_need_no_write() -> None:
    stage = Stage(
        wire(
            ("issues.create", {"repo": "acme/web", "title": "Crash on start"}),
            ("issues.list", {"repo": "acme/web", "labels": [...]}),
        ),
        piped="bug",
        reply=Reply(yes=True, left_out=frozenset({"s1"})),
    )

    assert "done" == end(stage.hears(f"{CREATING}, list those labelled standard input"))
    assert ["read issues.list", "close"] == stage.events[-2:]


@for_each("taken", list(itertools.product([True, False], repeat=3)))
def test_every_read_that_approval_needs_comes_before_the_question_and_none_after(
    taken: tuple[bool, ...],
) -> None:
    steps = (DELETE.steps, ASSIGN.steps, CREATE.steps)
    stage = Stage(
        WirePlan(steps=[step for on, each in zip(taken, steps, strict=True) if on for step in each])
        if any(taken)
        else WirePlan(steps=[*CREATE.steps]),
        reply=Reply(yes=True, typed={"s1": "acme/web"}),
    )

    stage.hears(f"{DELETING}, {ASSIGNING}, {CREATING}")

    asked = stage.events.index(next(event for event in stage.events if event.startswith("ask")))
    assert ["write", "close"] == stage.events[asked + 1 :]


@pytest.mark.parametrize(("keep_going", "event"), [(True, "open to keep going"), (False, "open")])
def test_a_run_keeps_going_only_where_the_person_said_so(*, keep_going: bool, event: str) -> None:
    stage = Stage(LIST)

    stage.hears(LISTING, rules(keep_going=keep_going))

    assert event in stage.events


def test_a_denied_plan_is_neither_shown_nor_signed_in_for() -> None:
    stage = Stage(CREATE)
    policy = Policy((Layer("config.toml", max_effect=Effect.READ),))

    result = stage.hears(CREATING, rules(policy, yes=True))

    assert ("policy", Status.DENIED) == (end(result), result.status)
    assert ["plan"] == stage.events
    assert result.acts
    assert result.error is not None
    assert result.error.hint


def test_one_denied_step_stops_the_whole_plan() -> None:
    stage = Stage(WirePlan(steps=[*LIST.steps, *CREATE.steps, *CREATE.steps]))
    policy = Policy((Layer("the options", deny=("issues.create",)),))

    result = stage.hears(f"{LISTING}, then {CREATING}", rules(policy))

    assert ["plan"] == stage.events
    assert "The policy does not allow this: the options denies issues.create." == str(result.error)


@pytest.mark.parametrize(
    ("plan", "layer", "reason"),
    [
        (DELETE, Layer("the file", deny=("repos.get",)), "the file denies repos.get"),
        (
            ASSIGN,
            Layer("the file", allow=("issues.*",)),
            "the file allows only issues.*, and not users.get_me",
        ),
    ],
)
def test_what_approval_would_have_to_read_is_judged_too(
    plan: WirePlan, layer: Layer, reason: str
) -> None:
    stage = Stage(plan)

    result = stage.hears(f"{ASSIGNING} {DELETING}", rules(Policy((layer,))))

    assert ["plan"] == stage.events
    assert f"{reason} (read before it is approved)." in str(result.error)


def test_a_dry_run_of_a_denied_plan_is_denied() -> None:
    stage = Stage(CREATE)
    policy = Policy((Layer("the options", deny=("*",)),))

    assert "policy" == end(stage.hears(CREATING, rules(policy, dry_run=True)))


@pytest.mark.parametrize("plan", [CREATE, DELETE, ASSIGN])
def test_a_plan_that_nobody_can_approve_here_is_not_signed_in_for(plan: WirePlan) -> None:
    stage = Stage(plan, has_person=False)

    result = stage.hears(f"{CREATING} {DELETING} {ASSIGNING}")

    assert ("needs_approval", 6) == (end(result), result.status.exit_code)
    assert ["plan"] == stage.events
    assert 1 == len(to_json(result)["plan"]["steps"])


@for_each("plan", [LIST, CREATE, DELETE, ASSIGN])
@for_each("has_person", [True, False])
def test_a_dry_run_shows_the_plan_and_never_signs_in(plan: WirePlan, *, has_person: bool) -> None:
    stage = Stage(plan, has_person=has_person)

    result = stage.hears(f"{LISTING} {DELETING}", rules(dry_run=True, yes=True))

    assert ("planned", 0) == (end(result), result.status.exit_code)
    assert ["plan", "show in full"] == stage.events
    assert result.acts
    assert digest(result.acts) == result.digest


def test_yes_asks_nobody_about_what_the_person_said() -> None:
    stage = Stage(CREATE, has_person=False)

    result = stage.hears(CREATING, rules(yes=True))

    assert "done" == end(result)
    assert ["plan", "show in full", "sign in for aegis:write", "open", "write", "close"] == (
        stage.events
    )


def test_yes_still_asks_about_what_destroys() -> None:
    stage = Stage(DELETE, reply=Reply(yes=True))

    result = stage.hears(DELETING, rules(yes=True))

    assert "declined" == end(result)
    assert "ask s1" in stage.events
    assert "write" not in stage.events


def test_confirm_asks_nobody_and_still_reads_the_target() -> None:
    stage = Stage(DELETE, has_person=False)

    result = stage.hears(DELETING, rules(confirm=("acme/web",)))

    assert "done" == end(result)
    assert ["open", "read repos.get", "write", "close"] == stage.events[3:]


def test_confirm_of_one_target_leaves_the_other_to_be_asked_about() -> None:
    both = wire(("repos.delete", {"repo": "acme/web"}), ("repos.delete", {"repo": "acme/api"}))
    stage = Stage(both, has_person=False)

    result = stage.hears(f"{DELETING} and acme/api", rules(confirm=("acme/web",), yes=True))

    assert "needs_approval" == end(result)
    assert ["plan"] == stage.events


@pytest.mark.parametrize(
    "reply",
    [Reply(), Reply(yes=False), Reply(typed={"s1": "acme/web"})],
)
def test_a_write_that_the_person_declined_is_not_sent(reply: Reply) -> None:
    stage = Stage(CREATE, reply=reply)

    result = stage.hears(CREATING)

    assert ("declined", 6) == (end(result), result.status.exit_code)
    assert "write" not in stage.events
    assert "close" == stage.events[-1]
    assert () == result.outcomes


def test_the_question_names_who_acts_and_what_is_at_stake_and_the_plan_before_does_not() -> None:
    stage = Stage(DELETE, reply=Reply(typed={"s1": "acme/web"}))
    hosts = (("GitHub API", "https://ghe.example"),)

    stage.hears(DELETING, rules(hosts=hosts))

    before, asked = stage.previews
    assert (None, None) == (before.identity, before.items[0].found)
    assert ("Mona Lisa", REPO) == (asked.identity, asked.items[0].found)
    assert (hosts, hosts) == (before.hosts, asked.hosts)


def test_what_is_written_is_what_was_asked_about() -> None:
    stage = Stage(CREATE)

    result = stage.hears(CREATING)

    assert stage.approved is not None
    (item,), (call,) = stage.previews[-1].items, stage.approved.calls
    request = call.action.request(BASE)
    assert (item.method, item.path) == (request.method, request.path)
    assert request.fingerprint() == call.seal
    assert result.digest == stage.approved.digest


def test_me_is_bound_to_a_login_before_anybody_is_asked() -> None:
    stage = Stage(ASSIGN)

    stage.hears(ASSIGNING)

    bound = AddAssignees(repo="acme/web", issue_number=12, assignees=("mona",))
    reads = ["read users.get_me", "read issues.get"]
    assert ["open", *reads, "ask s1", "write", "close"] == stage.events[3:]
    assert [bound] == [step.action for step in stage.asked] == sealed(stage)
    assert ["mona"] == [text for text, _ in stage.previews[-1].items[0].arguments[-1].values]


def test_me_is_bound_in_whichever_step_it_stands() -> None:
    stage = Stage(WirePlan(steps=[*CREATE.steps, *ASSIGN.steps]))

    stage.hears(f"{CREATING}, then {ASSIGNING}")

    assert 1 == stage.events.count("read users.get_me")
    create, assign = sealed(stage)
    assert "Crash on start" == create.sent_arguments()["title"]
    assert ["mona"] == assign.sent_arguments()["assignees"]


def test_me_is_bound_under_yes_too() -> None:
    stage = Stage(ASSIGN, has_person=False)

    assert "done" == end(stage.hears(ASSIGNING, rules(yes=True)))
    assert [AddAssignees(repo="acme/web", issue_number=12, assignees=("mona",))] == sealed(stage)


def test_a_read_about_me_is_bound_too() -> None:
    stage = Stage(wire(("issues.list", {"repo": "acme/web", "assignee": "@me"})))

    stage.hears("list my issues in acme/web")

    assert ["read users.get_me", "read issues.list"] == stage.events[4:6]
    assert "mona" == stage.looked_up[-1].sent_arguments()["assignee"]


def test_without_me_nobody_is_looked_up() -> None:
    stage = Stage(CREATE)

    stage.hears(CREATING)

    assert [] == stage.looked_up


@pytest.mark.parametrize("login", ["", "@me", "mona/web", "mo\x1b[2Jna", "m" * 10**6])
def test_an_answer_that_names_no_login_ends_it_before_anything_is_approved(login: str) -> None:
    stage = Stage(ASSIGN, answers={"users.get_me": {"login": login, "id": 1}})

    result = stage.hears(ASSIGNING)

    assert "protocol" == end(result)
    assert "\x1b" not in str(result.error)
    assert len(str(result.error)) < 400
    assert stage.approved is None


def test_a_text_or_a_label_that_reads_like_me_stays_as_it_is() -> None:
    title = wire(
        (
            "issues.create",
            {"repo": "acme/web", "title": "@me", "labels": ["@me"], "assignees": ["@me"]},
        )
    )
    stage = Stage(title)

    stage.hears("open an issue in acme/web titled '@me' labelled '@me' and assign me")

    (action,) = sealed(stage)
    sent = action.sent_arguments()
    assert ("@me", ["@me"], ["mona"]) == (sent["title"], sent["labels"], sent["assignees"])


@pytest.mark.parametrize(("plan", "failing"), [(ASSIGN, "users.get_me"), (DELETE, "repos.get")])
def test_a_look_up_that_fails_ends_it_before_the_question(plan: WirePlan, failing: str) -> None:
    error = error_for(Code.FORBIDDEN, "That is not allowed.")
    stage = Stage(plan, answers={failing: error})

    result = stage.hears(f"{ASSIGNING} {DELETING}")

    assert result.error is not None
    assert error.code is result.error.code
    assert result.error.message.endswith(error.message)
    assert f"read {failing}" == stage.events[-2]
    assert "close" == stage.events[-1]


GONE = error_for(Code.NOT_FOUND, "There is no such thing.")
REACHED = [{"full_name": "acme/webb"}]


@pytest.mark.parametrize(
    ("plan", "stage"),
    [
        (DELETE, {"answers": {"repos.get": GONE, "repos.list_mine": REACHED}}),
        (
            CREATE,
            {
                "answers": {"repos.list_mine": REACHED},
                "written": {"s1": Outcome("s1", StepStatus.FAILED, error=GONE)},
            },
        ),
    ],
)
def test_after_a_404_what_was_meant_is_looked_up_once_in_the_same_run_if_policy_lets_it(
    plan: WirePlan, stage: dict[str, Any]
) -> None:
    asked, denied = Stage(plan, **stage), Stage(plan, **stage)
    policy = Policy((Layer("the options", deny=("repos.list_mine",)),))

    told = asked.hears(f"{CREATING} {DELETING}")
    untold = denied.hears(f"{CREATING} {DELETING}", rules(policy))

    assert told.error is not None
    assert (Code.NOT_FOUND, "Did you mean acme/webb?") == (told.error.code, told.error.hint)
    assert ["read repos.list_mine", "close"] == asked.events[-2:]
    assert untold.error is not None
    assert untold.error.hint is None
    assert "read repos.list_mine" not in denied.events
    assert 1 == asked.events.count("read repos.list_mine")


@pytest.mark.parametrize("name", ["acme/new", "evil/web", "acme/website"])
def test_a_target_that_is_called_otherwise_by_now_is_refused_before_the_question(
    name: str,
) -> None:
    stage = Stage(DELETE, answers={"repos.get": REPO | {"full_name": name}})

    result = stage.hears(DELETING, rules(confirm=("acme/web",)))

    assert "moved" == end(result)
    assert result.error is not None
    assert name in result.error.message
    assert name in (result.error.hint or "")
    assert ["open", "read repos.get", "close"] == stage.events[3:]


@pytest.mark.parametrize("name", ["Acme/Web", "acme/web"])
@pytest.mark.parametrize("asked", ["ACME/web", "acme/web"])
def test_the_case_of_a_targets_name_does_not_matter(name: str, asked: str) -> None:
    plan = wire(("repos.delete", {"repo": asked}))
    stage = Stage(plan, answers={"repos.get": REPO | {"full_name": name}})

    assert "done" == end(stage.hears(DELETING, rules(confirm=("acme/web",))))


def test_each_target_is_sealed_with_its_own_id() -> None:
    both = wire(("repos.delete", {"repo": "acme/web"}), ("issues.list", {"repo": "acme/web"}))
    stage = Stage(both, reply=Reply(typed={"s1": "acme/web"}))

    stage.hears(DELETING)

    assert stage.approved is not None
    assert [SEVEN, ()] == [call.preconditions for call in stage.approved.calls]


def test_standard_input_is_read_only_if_a_step_takes_it() -> None:
    unused = Stage(CREATE, piped="a line of the log")
    used = Stage(COMMENT, piped="a line of the log")

    unused.hears(CREATING)
    used.hears(COMMENTING)

    assert "stdin" not in unused.events
    assert ["plan", "stdin", "show in short"] == used.events[:3]
    assert ["a line of the log"] == [action.sent_arguments()["body"] for action in sealed(used)]


def test_no_planner_ever_sees_standard_input() -> None:
    stage = Stage(COMMENT, piped="a line of the log")

    stage.hears(COMMENTING)

    assert "standard input" in repr(stage.seen)
    assert "a line of the log" not in repr(stage.seen)


@pytest.mark.parametrize(
    "stdin",
    [
        {"piped": "x" * 65_537},
        {"piped": "  \n"},
        {"piped": "a\x00b"},
        {"piped": "", "stdin_fails": error_for(Code.BAD_INPUT, "Too large.")},
    ],
)
def test_standard_input_that_does_not_fit_is_told_before_sign_in(stdin: dict[str, Any]) -> None:
    stage = Stage(COMMENT, **stdin)

    result = stage.hears(COMMENTING, rules(yes=True))

    assert "bad_input" == end(result)
    assert ["plan", "stdin"] == stage.events


FAILED = error_for(Code.PLANNER, "Gemini failed.")


@for_each(
    ("plan", "trouble", "last"),
    [
        (CREATE, {"plan_fails": FAILED}, "plan"),
        (CREATE, {"sign_in_fails": FAILED}, "sign in for aegis:write"),
        (CREATE, {"open_fails": FAILED}, "open"),
        (ASSIGN, {"read_fails": FAILED}, "close"),
        (CREATE, {"ask_fails": FAILED}, "close"),
        (CREATE, {"write_fails": FAILED}, "close"),
    ],
)
def test_an_error_anywhere_ends_the_request_there(
    plan: WirePlan, trouble: dict[str, Any], last: str
) -> None:
    stage = Stage(plan, **trouble)

    result = stage.hears(f"{CREATING} {ASSIGNING}")

    assert FAILED is result.error
    assert last == stage.events[-1]
    assert (last == "plan") is (not result.acts)


@for_each(
    ("plan", "trouble"),
    [
        (CREATE, {"plan_fails": KeyboardInterrupt()}),
        (COMMENT, {"piped": "x", "stdin_fails": KeyboardInterrupt()}),
        (CREATE, {"sign_in_fails": KeyboardInterrupt()}),
        (CREATE, {"open_fails": KeyboardInterrupt()}),
        (DELETE, {"read_fails": KeyboardInterrupt()}),
        (CREATE, {"ask_fails": KeyboardInterrupt()}),
    ],
    ids=["planning", "stdin", "sign-in", "exchange", "looking", "question"],
)
def test_a_ctrl_c_before_the_first_write_is_interrupted_with_nothing_sent(
    plan: WirePlan, trouble: dict[str, Any]
) -> None:
    stage = Stage(plan, **trouble)

    result = stage.hears(f"{CREATING} {DELETING} {COMMENTING}")

    assert ("interrupted", 130) == (end(result), result.status.exit_code)
    assert "write" not in stage.events
    assert () == result.outcomes
    assert ("open" in stage.events and stage.open_fails is None) is ("close" in stage.events)


def test_a_ctrl_c_that_breaks_out_of_the_write_leaves_its_outcome_unknown() -> None:
    stage = Stage(CREATE, write_fails=KeyboardInterrupt())

    result = stage.hears(CREATING)

    assert ("outcome_unknown", 8) == (end(result), result.status.exit_code)
    assert "nothing was sent" not in str(result.error)
    assert "Interrupted during a write; whether GitHub did it is not known." == str(result.error)


def test_a_ctrl_c_right_behind_the_write_does_not_say_that_nothing_was_sent(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def interrupted(*_: object) -> NoReturn:
        raise KeyboardInterrupt

    monkeypatch.setattr("aegis_cli.request.attempt.finished_result", interrupted)

    result = Stage(CREATE).hears(CREATING)

    assert ("outcome_unknown", 8) == (end(result), result.status.exit_code)
    assert "Interrupted during a write; whether GitHub did it is not known." == str(result.error)


def test_a_ctrl_c_after_the_write_does_not_hide_what_was_done() -> None:
    stage = Stage(CREATE, close_fails=KeyboardInterrupt())

    result = stage.hears(CREATING)

    assert ["done"] == [outcome.status.value for outcome in result.outcomes]
    assert "nothing was sent" not in str(result.error)


@pytest.mark.parametrize(
    ("code", "status"),
    [
        (Code.NOT_FOUND, Status.FAILED),
        (Code.PARTLY_IGNORED, Status.FAILED),
        (Code.OUTCOME_UNKNOWN, Status.OUTCOME_UNKNOWN),
        (Code.INTERRUPTED, Status.INTERRUPTED),
    ],
)
def test_how_the_write_ended_is_how_the_request_ends(code: Code, status: Status) -> None:
    outcome = Outcome("s1", StepStatus.FAILED, error=error_for(code, "It went wrong."))
    stage = Stage(CREATE, written={"s1": outcome})

    result = stage.hears(CREATING)

    assert (status, (outcome,)) == (result.status, result.outcomes)


# Every write of the catalogue, as a model that is fully hijacked would propose it. That it is not
# even signed in for where nobody can be asked is in tests/security/test_hijacked_model.py.
@for_each("case", WRITES.values(), ids=WRITES)
@pytest.mark.usefixtures("explicit_commands_once")
def test_a_hijacked_model_writes_nothing_where_a_person_says_no(case: Case) -> None:
    for arguments, call in (
        (case.needed, case.call),
        (case.needed | dict(case.more), case.full),
    ):
        plan = wire(("issues.list", {"repo": "acme/web"}), (case.name, arguments))
        stage = Stage(plan, reply=Reply(), answers={"users.get_me": ME, **case.answers_to(call)})

        result = stage.hears("show acme/web#12", rules(yes=True))

        assert "declined" == end(result)
        assert stage.approved is None


@pytest.mark.parametrize(
    ("plan", "sentence"),
    [
        (wire(("issues.close", {"repo": "acme/web", "issue_number": 13})), "close acme/web#12"),
        (wire(("issues.close", {"repo": "evil/web", "issue_number": 12})), "close acme/web#12"),
        (wire(("issues.close", {"repo": "acme/web", "issue_number": 1})), "close acme/website#12"),
        (wire(("issues.create", {"repo": "acme/web", "title": "x"})), "open an issue in acme/api"),
        (
            wire(("issues.create", {"repo": "evil/x", "title": "x"})),
            'open an issue in acme/api titled "evil/x"',
        ),
    ],
)
def test_a_hijacked_model_cannot_aim_a_write_elsewhere_under_yes(
    plan: WirePlan, sentence: str
) -> None:
    stage = Stage(plan, has_person=False)

    assert "needs_approval" == end(stage.hears(sentence, rules(yes=True)))
    assert ["plan"] == stage.events


def typed(action: Action[Any]) -> tuple[Act, ...]:
    return (act_of("s1", action, dict.fromkeys(action.sent_arguments(), Origin.USER)),)


@pytest.mark.parametrize(
    ("action", "options", "expected"),
    [
        (GetIssue(repo="acme/web", issue_number=12), {}, "done"),
        (CloseIssue(repo="acme/web", issue_number=12), {}, "needs_approval"),
        (CloseIssue(repo="acme/web", issue_number=12), {"yes": True}, "done"),
        (DeleteRepo(repo="acme/web"), {"yes": True}, "needs_approval"),
        (DeleteRepo(repo="acme/web"), {"confirm": ("acme/web",)}, "done"),
    ],
)
def test_an_action_that_the_person_typed_goes_the_same_way(
    action: Action[Any], options: dict[str, Any], expected: str
) -> None:
    stage = Stage(has_person=False)

    result = carry_out("do it", typed(action), rules(**options), stage.services(), wanted=None)

    assert expected == end(result)
    assert (expected == "done") is ("open" in stage.events)


def test_an_error_before_the_plan_keeps_the_words_of_the_person() -> None:
    stage = Stage(CREATE, plan_fails=UsageError("No.", code=Code.NO_PLANNER))

    result = stage.hears("  open \u202e it ")

    assert ("  open \u202e it ", "no_planner") == (result.request, end(result))


# Step-up


@pytest.mark.parametrize("code", [Code.NOT_CONNECTED, Code.RECONNECT])
def test_who_connects_when_asked_goes_on_with_what_was_approved(code: Code) -> None:
    stage = Stage(CREATE, write_fails=error_for(code, "Nothing is connected."), connects=1)

    result = stage.hears(CREATING)

    assert "done" == end(result)
    assert 1 == stage.events.count("ask s1")
    assert ["write", "close", "offer to connect"] == stage.events[-7:-4]
    assert ["write", "close"] == stage.events[-2:]


def test_who_does_not_connect_is_told_that_nothing_is_connected() -> None:
    stage = Stage(CREATE, write_fails=error_for(Code.NOT_CONNECTED, "Nothing is connected."))

    assert "not_connected" == end(stage.hears(CREATING))
    assert 1 == stage.events.count("write")


def test_nobody_is_offered_to_connect_for_another_fault() -> None:
    stage = Stage(CREATE, write_fails=error_for(Code.SESSION_EXPIRED, "It is over."), connects=1)

    assert "session_expired" == end(stage.hears(CREATING))
    assert "offer to connect" not in stage.events


def deleting(**changes: Any) -> Stage:
    return Stage(DELETE, reply=Reply(typed={"s1": "acme/web"}), wants_proof=1, **changes)


def test_a_challenge_is_answered_by_one_fresh_sign_in_and_nobody_is_asked_again() -> None:
    stage = deleting()

    result = stage.hears(DELETING)

    assert "done" == end(result)
    assert [
        "plan",
        "show in short",
        "sign in for aegis:admin",
        "open",
        "read repos.get",
        "ask s1",
        "write",
        "close",
        "step up for aegis:admin",
        "open",
        "read repos.get",
        "write",
        "close",
    ] == stage.events
    assert 1 == stage.dropped


def test_what_the_options_approved_is_approved_for_the_second_try_too() -> None:
    stage = deleting(has_person=False)

    result = stage.hears(DELETING, rules(confirm=("acme/web",)))

    assert "done" == end(result)
    assert 2 == stage.events.count("write")


def test_a_second_challenge_is_the_end() -> None:
    stage = deleting()
    stage.wants_proof = 2

    result = stage.hears(DELETING)

    assert ("insufficient_user_authentication", Status.DENIED) == (end(result), result.status)
    assert 1 == stage.events.count("step up for aegis:admin")
    assert 1 == stage.dropped


def test_a_plan_may_need_both_the_account_and_a_fresh_proof_and_is_approved_once() -> None:
    stage = deleting(write_fails=error_for(Code.NOT_CONNECTED, "Nothing is connected."), connects=1)

    result = stage.hears(DELETING)

    assert "done" == end(result)
    counts = [
        stage.events.count(event) for event in ("offer to connect", "step up for aegis:admin")
    ]
    assert [1, 1] == counts
    assert 1 == stage.events.count("ask s1")
    assert 3 == stage.events.count("write")


def test_an_executor_gets_no_second_step_up_by_claiming_that_the_account_is_missing() -> None:
    class Claiming(Stage):
        """An executor that wants a proof, then an account, and then a proof again."""

        def step_up(self, scope: tuple[str, ...]) -> Session:
            self.write_fails = error_for(Code.NOT_CONNECTED, "Nothing is connected.")
            return super().step_up(scope)

    stage = Claiming(DELETE, reply=Reply(typed={"s1": "acme/web"}), wants_proof=2, connects=2)

    result = stage.hears(DELETING)

    assert "insufficient_user_authentication" == end(result)
    counts = [
        stage.events.count(event) for event in ("offer to connect", "step up for aegis:admin")
    ]
    assert [1, 1] == counts
    assert 3 == stage.events.count("write")


@pytest.mark.parametrize("code", [Code.STEP_UP, Code.NOT_CONNECTED])
def test_an_executor_gets_no_second_try_by_naming_another_provider_each_time(code: Code) -> None:
    class Inventing(Stage):
        """An executor that refuses each try about another provider."""

        tries = 0

        def happens(self, event: str, fails: BaseException | None) -> None:
            if event == "write":
                self.tries += 1
                fails = error_for(code, "No.")
                fails.provider = f"p{self.tries}"
                assert self.tries < 9
            super().happens(event, fails)

    stage = Inventing(DELETE, reply=Reply(typed={"s1": "acme/web"}), connects=9)

    result = stage.hears(DELETING)

    assert code.value == end(result)
    assert 2 == stage.events.count("write")
    assert 1 == sum(event.startswith(("step up", "offer")) for event in stage.events)


@pytest.mark.parametrize(
    ("named", "offered"), [("github", "github"), ("board", "github"), ("", "github")]
)
def test_the_account_that_is_offered_to_be_connected_is_one_of_the_plan(
    named: str, offered: str
) -> None:
    stage = deleting(write_fails=error_for(Code.NOT_CONNECTED, "No."), connects=1)
    stage.wants_proof = 0
    assert stage.write_fails is not None
    stage.write_fails.provider = named  # type: ignore[attr-defined]  # an `AegisError`

    stage.hears(DELETING)

    assert [offered] == stage.offered


@pytest.mark.parametrize(
    "trouble",
    [
        error_for(Code.SIGN_IN_DENIED, "The sign-in was denied."),
        error_for(Code.SIGN_IN_EXPIRED, "Nobody confirmed the code in time."),
    ],
    ids=["denied", "expired"],
)
def test_a_step_up_that_nobody_confirms_is_denied_and_nothing_was_sent(trouble: AegisError) -> None:
    stage = deleting(step_up_fails=trouble)

    result = stage.hears(DELETING)

    assert ("insufficient_user_authentication", Status.DENIED) == (end(result), result.status)
    assert result.error is not None
    assert trouble.message in result.error.message
    assert "nothing was sent" in result.error.message
    assert 1 == stage.events.count("write")
    assert 1 == stage.dropped


def test_an_executor_gets_no_fresh_proof_for_what_was_struck_out() -> None:
    stage = Stage(
        WirePlan(steps=[*CREATE.steps, *DELETE.steps]),
        reply=Reply(yes=True, left_out=frozenset({"s2"})),
        wants_proof=1,
    )

    result = stage.hears(f"{CREATING}, then {DELETING}")

    assert "insufficient_user_authentication" == end(result)
    assert not [event for event in stage.events if event.startswith("step up")]


def test_a_step_up_that_fails_otherwise_is_told_as_it_is() -> None:
    stage = deleting(step_up_fails=error_for(Code.NETWORK, "No answer."))

    assert "network" == end(stage.hears(DELETING))


def test_somebody_else_cannot_step_up() -> None:
    stage = deleting(subject="auth0|2")

    result = stage.hears(DELETING)

    assert Status.DENIED is result.status
    assert result.error is not None
    assert result.error.message.startswith("Somebody else signed in than the person who asked. ")
    assert "Ask again, and confirm the second sign-in too." == result.error.hint
    assert 1 == stage.events.count("write")


def test_a_step_up_that_does_not_say_who_it_was_is_somebody_else() -> None:
    class Nameless(Stage):
        """A sign-in that brings no ID token, and so no subject."""

        def session(self, scope: tuple[str, ...]) -> Session:
            return replace(super().session(scope), subject="")

    stage = Nameless(DELETE, reply=Reply(typed={"s1": "acme/web"}), wants_proof=1, subject="")

    result = stage.hears(DELETING)

    assert Status.DENIED is result.status
    assert 1 == stage.events.count("write")


def test_a_target_that_moved_since_the_approval_is_not_touched() -> None:
    stage = deleting(moves={"repos.get": REPO | {"full_name": "acme/web2"}})

    result = stage.hears(DELETING)

    assert "moved" == end(result)
    assert 1 == stage.events.count("write")


def test_an_approval_is_good_for_the_very_target_that_was_approved_and_else_asked_for_again() -> (
    None
):
    stage = deleting(moves={"repos.get": REPO | {"id": 8}})

    result = stage.hears(DELETING)

    assert "done" == end(result)
    assert 2 == stage.events.count("ask s1")
    assert ["", "What you approved has changed since."] == [s.again for s in stage.previews[-2:]]
    assert stage.approved is not None
    pins = [call.preconditions for call in stage.approved.calls]
    assert [pins_of_repo(DeleteRepo(repo="acme/web"), 8)] == pins


def test_what_only_the_options_approved_is_not_sent_once_it_has_changed() -> None:
    stage = deleting(moves={"repos.get": REPO | {"id": 8}})

    result = stage.hears(DELETING, rules(confirm=("acme/web",)))

    assert "changed" == end(result)
    assert "What you approved has changed since. Nothing was sent." == str(result.error)
    assert 1 == stage.events.count("write")


@pytest.mark.parametrize(
    ("wire_plan", "said"), [(CREATE, CREATING), (ASSIGN, ASSIGNING)], ids=["create", "assign"]
)
def test_a_challenge_for_what_can_be_undone_gets_no_stronger_token(
    wire_plan: WirePlan, said: str
) -> None:
    stage = Stage(wire_plan, wants_proof=1)

    result = stage.hears(said)

    assert "insufficient_user_authentication" == end(result)
    assert not [event for event in stage.events if event.startswith("step up")]


@for_each(
    "trouble",
    [
        {},
        {"plan_fails": error_for(Code.QUESTION, "Which one?")},
        {"plan_fails": KeyboardInterrupt()},
        {"has_person": False},
        {"sign_in_fails": error_for(Code.SIGN_IN_DENIED, "No.")},
        {"open_fails": KeyboardInterrupt()},
        {"reply": Reply()},
        {"ask_fails": KeyboardInterrupt()},
        {"write_fails": KeyboardInterrupt()},
        {"write_fails": error_for(Code.NETWORK, "No answer.")},
    ],
)
def test_a_stronger_session_is_dropped_however_a_request_ends(trouble: dict[str, Any]) -> None:
    stage = Stage(CREATE, **trouble)

    stage.hears(CREATING)

    # Nobody's request has begun before there is a plan that can be approved.
    came_so_far = any(event.startswith("sign in") for event in stage.events)
    assert int(came_so_far) == stage.begun == stage.dropped


# Editing at the question

TITLED = Edits({"s1": {"title": "Crash on *every* start"}})


def test_an_edited_plan_is_judged_shown_and_asked_about_anew_and_its_seal_is_of_it() -> None:
    stage = Stage(CREATE, edits=[TITLED])

    result = stage.hears(CREATING)

    assert "done" == end(result)
    assert ["ask s1", "ask s1"] == [each for each in stage.events if each.startswith("ask")]
    before, after = (preview.items[0].arguments[1].values for preview in stage.previews[-2:])
    assert (("Crash on start", Origin.USER),) == before
    assert (("Crash on *every* start", Origin.USER),) == after
    (sealed_act,) = result.acts
    assert sealed_act.action.sent_arguments()["title"] == "Crash on *every* start"
    assert stage.approved is not None
    assert [call.seal for call in stage.approved.calls] == [sealed_act.fingerprint]
    assert digest(result.acts) == result.digest == stage.approved.digest


@pytest.mark.parametrize("yes", [Reply(), Reply(typed={"s1": "y"})])
def test_an_edit_approves_nothing_by_itself(yes: Reply) -> None:
    stage = Stage(CREATE, edits=[TITLED, TITLED], reply=yes)

    result = stage.hears(CREATING)

    assert "declined" == end(result)
    assert "write" not in stage.events
    assert "Crash on *every* start" == result.acts[0].action.sent_arguments()["title"]


def test_after_an_edit_the_options_cover_nothing_any_more() -> None:
    stage = Stage(COMMENTS, edits=[Edits({"s2": {"body": "Mine"}})], reply=Reply())

    result = stage.hears("comment 'One' on acme/web#12", rules(yes=True))

    assert "declined" == end(result)
    assert ["ask s2", "ask s1, s2"] == [each for each in stage.events if each.startswith("ask")]
    # The first question says why it stands in spite of `--yes`.
    why = "The plan is not word for word what your sentence orders."
    assert [why, ""] == [preview.why_asked for preview in stage.previews[1:]]


@pytest.mark.parametrize(
    ("granted", "edits", "asked", "how"),
    [
        ({"s1", "s2"}, (), [], "done"),
        ({"s1"}, (), ["ask s2"], "declined"),
        ({"s1"}, (Edits({"s2": {"body": "Mine"}}),), ["ask s2", "ask s1, s2"], "declined"),
        ({"s1"}, (Edits({"s2": {"body": " "}}),), ["ask s2", "ask s1, s2"], "declined"),
    ],
    ids=["all", "one", "one, and the other is edited", "one, and an edit does not fit"],
)
def test_a_grant_asks_nobody_about_what_it_covers_as_long_as_nothing_is_edited(
    granted: set[str], edits: tuple[Edits, ...], asked: list[str], how: str
) -> None:
    stage = Stage(COMMENTS, edits=[*edits], reply=Reply())
    wanted: list[list[str]] = []

    def grants(acts: tuple[Act, ...]) -> frozenset[str]:
        wanted.append([act.id for act in acts])
        return frozenset(granted)

    services = replace(stage.services(), granted=grants)
    sentence = "comment 'One' on acme/web#12 and comment 'Two' on acme/web#12"
    result = ask(sentence, Context(), stage, rules(), services)

    assert how == end(result)
    assert asked == [each for each in stage.events if each.startswith("ask")]
    assert [["s1", "s2"]] == wanted


def test_a_grant_is_not_used_up_by_a_read() -> None:
    stage, wanted = Stage(LIST), list[tuple[Act, ...]]()

    def grants(acts: tuple[Act, ...]) -> frozenset[str]:
        wanted.append(acts)
        return frozenset()

    services = replace(stage.services(), granted=grants)

    assert "done" == end(ask(LISTING, Context(), stage, rules(), services))
    assert [()] == wanted


def test_what_was_struck_out_before_an_edit_stays_out() -> None:
    out = frozenset({"s1"})
    edits = Edits({"s2": {"body": "Mine"}}, out)
    stage = Stage(COMMENTS, edits=[edits], reply=Reply(yes=True, left_out=out))

    result = stage.hears("comment 'One' and 'Two' on acme/web#12")

    assert [2, 1] == [len(preview.items) for preview in stage.previews[-2:]]
    assert [StepStatus.SKIPPED, StepStatus.DONE] == [each.status for each in result.outcomes]


def test_an_edit_that_does_not_fit_is_explained_and_the_plan_asked_about_is_as_before() -> None:
    stage = Stage(CREATE, edits=[Edits({"s1": {"title": " "}})])

    result = stage.hears(CREATING)

    assert "done" == end(result)
    assert "does not fit: title" in stage.previews[-1].notice
    assert "Crash on start" == result.acts[0].action.sent_arguments()["title"]


def test_what_was_wrong_with_an_edit_is_told_until_the_next_one() -> None:
    stage = Stage(CREATE, edits=[Edits({"s1": {"title": " "}}), TITLED, Edits({})])

    assert "done" == end(stage.hears(CREATING))
    assert [False, True, False, False] == ["does not fit" in s.notice for s in stage.previews[1:]]
    assert ["", ""] == [s.notice for s in stage.previews[3:]]


def test_an_edited_plan_goes_through_the_policy_again() -> None:
    stage = Stage(CREATE, edits=[TITLED])
    acts = (act_of("s1", CreateIssue(repo="acme/web", title="x"), {}),)
    judged: list[str] = []

    class Denying(PlanJudge):
        """A judge who denies whatever was edited."""

        def allow(self, acts: tuple[Act, ...]) -> NoReturn:
            judged.append(acts[0].action.sent_arguments()["title"])
            raise Denied("The policy does not allow this.", code=Code.POLICY)

    judge = Denying(Policy(()))
    services, consent = stage.services(), Consent(Preapproval(), None)

    with pytest.raises(Denied), services.sign_in.request() as sessions:
        Attempt("", services, sessions, PlanState(acts, consent), (), judge).perform()
    assert ["Crash on *every* start"] == judged
    assert "write" not in stage.events


def test_an_edited_plan_keeps_its_edit_when_it_is_tried_again() -> None:
    out = Reply(yes=True, typed={"s1": "acme/web"})
    both = wire(("repos.delete", {"repo": "acme/web"}), step_of(CREATE))
    stage = Stage(both, edits=[Edits({"s2": {"title": "Gone"}})], reply=out, wants_proof=1)

    result = stage.hears(DELETING)

    assert "done" == end(result)
    assert 2 == sum(event.startswith("ask") for event in stage.events)
    assert "Gone" == sealed(stage)[1].sent_arguments()["title"]
