"""`@me` as the owner of a repository: bound after the sign-in, and judged before and after that."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest

from aegis_cli.actions.action import Action
from aegis_cli.actions.call import Call
from aegis_cli.actions.catalog import load
from aegis_cli.adapters.terminal.preview import render_preview
from aegis_cli.errors import Code, Failed, Status
from aegis_cli.planning.grammar.steps import Gap, plan_sentence
from aegis_cli.planning.offline import guess_after
from aegis_cli.planning.plan import Context, Origin
from aegis_cli.planning.read import read
from aegis_cli.planning.sentence.sentence import Sentence
from aegis_cli.planning.wire import WirePlan
from aegis_cli.providers.github.nouns.issues.issue_changes import CloseIssue
from aegis_cli.providers.github.nouns.issues.issues import ListIssues
from aegis_cli.providers.github.repositories import REPOSITORY
from aegis_cli.request.conversation import Conversation
from aegis_cli.request.policy import Allow, Confirm, Deny, Layer, Policy, judge
from aegis_cli.request.ports import Session
from aegis_cli.request.result import to_json
from aegis_cli.request.undo_plan import undo_plan
from tests.actions.cases import CASES
from tests.adapters.render.samples import TERMINAL
from tests.helpers.rows import for_each
from tests.helpers.world import ME, Stage, rules, wire

MINE = {"repo": "@me/dotfiles", "issue_number": 12}
BOUND = CloseIssue(repo="mona/dotfiles", issue_number=12)
ANSWERS = {"users.get_me": ME, "issues.get": CASES["issues.get"].data, "issues.list": []}
CLOSE, CLOSING = wire(("issues.close", MINE)), "close #12 in my repo dotfiles"
LIST, LISTING = (
    wire(("issues.list", {"repo": "@me/dotfiles"})),
    "list the issues of my repo dotfiles",
)


@dataclass
class Judging(Stage):
    """An executor with rules, which notes what it is asked before the person is."""

    judged: list[Action[Any]] = field(default_factory=list)

    def judge(self, _session: Session, calls: tuple[Call, ...]) -> None:
        self.judged += [call.action for call in calls]
        self.happens("judge", None)


def stage_of(plan: WirePlan = CLOSE) -> Judging:
    return Judging(plan, answers=ANSWERS)


def places(*patterns: str) -> Policy:
    return Policy((Layer("the options", places=patterns),))


def planned(sentence: str) -> Any:
    """Return what is read of a sentence without a model: a plan, or why there is none."""
    context = Context()
    read_as = plan_sentence(sentence, context)
    if isinstance(read_as, Gap):
        guess = guess_after(read_as, sentence, context, date(2026, 12, 2))
        return guess and guess.plan
    return read(read_as, Sentence(sentence), context, load)


def test_the_question_the_seal_and_the_result_have_the_owner_who_signed_in() -> None:
    stage = stage_of()

    result = stage.hears(CLOSING)

    assert Status.DONE is result.status, result
    shown = render_preview(stage.previews[-1], TERMINAL)
    assert "mona/dotfiles#12" in shown
    assert "@me" not in shown
    assert stage.approved is not None
    assert [BOUND] == [call.action for call in stage.approved.calls]
    assert "@me" not in str(to_json(result)["results"])
    assert "mona/dotfiles" == undo_plan(result).acts[0].action.sent_arguments()["repo"]


def test_nothing_is_read_of_the_repository_before_its_owner_is_known() -> None:
    stage = stage_of()

    stage.hears(CLOSING)

    assert ["read users.get_me", "read issues.get"] == [
        event for event in stage.events if event.startswith("read")
    ]
    assert all("@me" not in str(read.sent_arguments()) for read in stage.looked_up)


def test_the_planner_hears_of_no_login_then_and_afterwards() -> None:
    stage = stage_of()

    result = stage.hears(CLOSING)
    talk = Conversation()
    talk.remember(CLOSING, result)

    assert "mona" not in f"{stage.seen} {talk.last}"
    assert "@me/dotfiles" == talk.last["arguments"]["repo"]


@for_each(
    ("patterns", "plan", "said"),
    [
        (("mona/*",), CLOSE, ""),
        (("*/dotfiles",), CLOSE, ""),
        (("MONA/dotfiles", "acme/*"), LIST, ""),
        (("acme/*",), CLOSE, "allows only acme/*, and not mona/dotfiles"),
        (("acme/*",), LIST, "allows only acme/*, and not mona/dotfiles"),
        (("?me/*",), CLOSE, "allows only ?me/*, and not mona/dotfiles"),
    ],
)
def test_a_rule_of_places_is_asked_again_once_the_owner_is_known(
    patterns: tuple[str, ...], plan: WirePlan, said: str
) -> None:
    stage = stage_of(plan)

    result = stage.hears(CLOSING if plan is CLOSE else LISTING, rules(places(*patterns)))

    assert said in str(result.error or "")
    assert bool(said) == (result.error is not None)
    assert ["read users.get_me"] == [e for e in stage.events if e.startswith("read")][:1]
    if said:
        assert [ME] == [ANSWERS[read.facts.action] for read in stage.looked_up]
        assert (None, []) == (stage.approved, stage.judged)


@for_each("patterns", [("acme/web",), ("*/web", "mona/website")])
def test_where_no_owner_could_be_allowed_nobody_signs_in(patterns: tuple[str, ...]) -> None:
    stage = stage_of()

    result = stage.hears(CLOSING, rules(places(*patterns)))

    assert "and not @me/dotfiles" in str(result.error)
    assert ["plan"] == stage.events


@for_each(
    ("pattern", "strict", "ahead"),
    [
        ("*/*", True, True),
        ("*/dotfiles", True, True),
        ("acme/*", False, True),
        ("?me/dotfiles", False, True),
        ("@me/dotfiles", False, True),
        ("[@]me/*", False, True),
        ("*/web", False, False),
    ],
)
def test_an_owner_who_is_not_known_is_any_for_no_rule_that_is_not_asked_again(
    pattern: str, *, strict: bool, ahead: bool
) -> None:
    action, policy = CloseIssue(**MINE), places(pattern)

    assert (Confirm if strict else Deny) is type(judge(action, policy))
    assert (Confirm if ahead else Deny) is type(judge(action, policy, ahead=True))
    assert strict == REPOSITORY.covers(pattern, "@me/dotfiles", whole=False)


def test_what_looks_in_one_place_of_ones_own_is_in_that_place() -> None:
    action = ListIssues(repo="@me/dotfiles")

    assert type(judge(action, places("acme/*"))) is Deny
    assert type(judge(action, places("*/*"))) is Allow


def test_an_executor_is_asked_about_the_bound_request_and_before_the_person() -> None:
    stage = stage_of()

    stage.hears(CLOSING)

    assert [BOUND] == stage.judged
    assert stage.events.index("judge") < stage.events.index("ask s1")


def test_a_dry_run_signs_in_for_no_name() -> None:
    stage = stage_of()

    result = stage.hears(CLOSING, rules(dry_run=True))

    assert "@me/dotfiles" in str(to_json(result))
    assert not any(event.startswith(("sign in", "read")) for event in stage.events)


@for_each(
    ("sentence", "action", "repo"),
    [
        (CLOSING, "issues.close", "@me/dotfiles"),
        ("close #12 in @me/dotfiles", "issues.close", "@me/dotfiles"),
        ("close @me/dotfiles#12", "issues.close", "@me/dotfiles"),
        ("list the open issues of my dotfiles repo", "issues.list", "@me/dotfiles"),
        ("list branches of my repository called web-2", "branches.list", "@me/web-2"),
        ("show my repo dotfiles", "repos.get", "@me/dotfiles"),
        ("issues in my repo dotfiles, please", "issues.list", "@me/dotfiles"),
    ],
)
def test_my_repo_is_read_as_it_is_said(sentence: str, action: str, repo: str) -> None:
    (step,) = planned(sentence).steps

    assert (action, repo) == (step.action.facts.action, step.values["repo"].value)
    assert Origin.USER is step.provenance["repo"]


@for_each(
    "sentence",
    [
        "list my private repos",
        "show my last repo",
        "list my repo issues",
        "show my repo readme",
        "create my repo demo",
        "make my repo private",
        "list issues in my repo about crash",
        'open an issue in acme/web titled "my repo dotfiles"',
        "close #12 in 'my repo dotfiles'",
    ],
)
def test_what_names_no_repository_of_ones_own_is_none(sentence: str) -> None:
    assert "@me/" not in str(planned(sentence))


@for_each(
    ("said", "value"),
    [
        ("@me/dotfiles", "@me/dotfiles"),
        ("@ME/dotfiles.git", "@me/dotfiles"),
        (" @me / dotfiles", "@me/dotfiles"),
        ("@acme/web", "acme/web"),
    ],
)
def test_a_model_says_it_in_one_form(said: str, value: str) -> None:
    stage = stage_of(wire(("issues.list", {"repo": said})))

    stage.hears("list the issues there", rules(dry_run=True))

    assert value == stage.seen[-1].steps[0].values["repo"].value


@for_each("repo", ["@me", "@me/", "@me/a/b", "@me/..", "@you/dotfiles", "x@me/a"])
def test_no_other_name_has_such_an_owner(repo: str) -> None:
    with pytest.raises(ValueError, match="OWNER/NAME"):
        load("repos.get").model_validate({"repo": repo})


@for_each(
    ("known", "hint"),
    [("mona/dotfiles", ""), ("mona/dotfile", "Did you mean mona/dotfile?")],
)
def test_what_is_not_there_is_looked_for_under_the_owner_who_signed_in(
    known: str, hint: str
) -> None:
    missing = Failed("There is no mona/dotfiles#12.", code=Code.NOT_FOUND)
    stage = Judging(
        CLOSE,
        answers=ANSWERS
        | {"issues.get": missing, "repos.list_mine": [{"full_name": known, "private": False}]},
    )

    error = stage.hears(CLOSING).error

    assert error is not None
    assert hint in str(error.hint)
    assert ("Did you mean" in str(error.hint)) == bool(hint)
