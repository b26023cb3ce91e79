"""What was approved is sent in portions of whole rows, and the end of one is the end of the rest."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from aegis_cli.actions.call import Call
from aegis_cli.actions.catalog import load
from aegis_cli.actions.links import LinkAt
from aegis_cli.core.secret import Secret
from aegis_cli.errors import (
    AegisError,
    Code,
    Failed,
    NotSignedIn,
    OutcomeUnknown,
    Status,
    StepUpRequired,
    UsageError,
)
from aegis_cli.executor.remote import BrokerExecutor
from aegis_cli.planning.wire import WireArgument, WirePlan, WireStep
from aegis_cli.request.approval import Reply, portions_of
from aegis_cli.request.execution import Outcome, StepStatus
from aegis_cli.request.ports import Session
from aegis_cli.request.result import Result
from tests.helpers.rows import for_each
from tests.helpers.world import ME, REPO, TOKEN, Stage, Trouble, _Run, rules
from tests.request.test_looping import CLOSE, COMMENT, LIST, each, issue, listing

CLOSE_ALL = "close every issue of acme/web"
GONE = OutcomeUnknown("The answer did not come.", code=Code.OUTCOME_UNKNOWN)
REFUSED = Failed("The exchange failed.", code=Code.NETWORK)


@dataclass
class Portioned(Stage):
    """A world in which the n-th portion, or the sign-in before it, fails."""

    most_calls: int = 4
    write_troubles: dict[int, Trouble] = field(default_factory=dict)
    """What goes wrong with a portion, by its number from 1."""
    sign_in_troubles: dict[int, Trouble] = field(default_factory=dict)
    others: dict[int, str] = field(default_factory=dict)
    """Who signs in before a portion, where it is somebody else."""

    fitted: list[tuple[Call, ...]] = field(default_factory=list)

    def require_fits(self, calls: tuple[Call, ...]) -> None:
        """Take note of what has to fit."""
        self.fitted.append(calls)

    @property
    def number(self) -> int:
        """The number of the portion that is next."""
        return len(self.portions) + 1

    def session(self, scope: tuple[str, ...]) -> Session:
        """Sign in, as whoever is there."""
        if trouble := self.sign_in_troubles.get(self.number):
            raise trouble
        found = super().session(scope)
        subject = self.others.get(self.number, found.subject)
        return replace(found, subject=subject, access_token=Secret(f"token {self.number}"))

    def happens(self, event: str, trouble: Trouble) -> None:
        """Let the portion that is sent fail in its turn."""
        super().happens(event, trouble)
        if event == "write" and (of_it := self.write_troubles.get(len(self.portions))):
            raise of_it


def portioned(rows: int, **more: Any) -> Portioned:
    """Make a world in which each of so many issues is closed and commented."""
    comment = each(COMMENT, body="Stale.").model_copy(update={"id": "s3"})
    found = [issue(n + 1) for n in range(rows)]
    answers = {"users.get_me": ME, "repos.get": REPO, LIST: found, "issues.get": issue(3)}
    return Portioned(WirePlan(steps=[listing(), each(CLOSE), comment]), answers=answers, **more)


def ends(result: Result) -> str:
    """Return the first letter of how each step ended, in their order."""
    return "".join(each.status.value[0] for each in result.outcomes)


def test_a_portion_has_whole_rows_and_no_more_calls_than_one_run_takes() -> None:
    at = portioned(5, most_calls=5)
    result = at.hears(CLOSE_ALL)
    assert Status.DONE is result.status
    assert [
        ["s2.1", "s3.1", "s2.2", "s3.2"],
        ["s2.3", "s3.3", "s2.4", "s3.4"],
        ["s2.5", "s3.5"],
    ] == [[call.id for call in portion.calls] for portion in at.portions]
    assert 1 == sum(event.startswith("ask ") for event in at.events)


def test_the_digest_is_that_of_all_portions_in_their_order() -> None:
    whole, parted = portioned(5, most_calls=400), portioned(5)
    told = [stage.hears(CLOSE_ALL).digest for stage in (whole, parted)]
    (once,) = whole.portions
    assert [once.digest] * 2 == told
    assert once.fingerprints == sum((each.fingerprints for each in parted.portions), ())
    assert all(each.digest != once.digest for each in parted.portions)


def test_each_portion_has_a_run_and_a_session_of_its_own() -> None:
    at = portioned(5)
    at.hears(CLOSE_ALL)
    told = [event for event in at.events if event in {"write", "close"} or "sign in" in event]
    assert ["write", "close", "sign in for aegis:write"] * 2 + ["write", "close"] == told[-8:]


@pytest.mark.parametrize("trouble", [REFUSED, NotSignedIn("No.", code=Code.SIGN_IN_DENIED)])
@pytest.mark.parametrize("where", ["write_troubles", "sign_in_troubles"])
def test_what_was_done_before_a_portion_that_is_refused_is_told(
    where: str, trouble: AegisError
) -> None:
    at = portioned(5, **{where: {2: trouble}})
    result = at.hears(CLOSE_ALL)
    assert ("dddd" + "s" * 6, trouble) == (ends(result), result.error)
    assert [trouble] == [each.error for each in result.outcomes if each.error is not None]


def test_what_was_done_is_told_where_the_next_run_cannot_begin() -> None:
    """Such as where the system starts no further process."""
    at = portioned(5, sign_in_troubles={2: OSError("Resource temporarily unavailable")})
    result = at.hears(CLOSE_ALL)
    assert ("dddd" + "s" * 6, Status.BUG) == (ends(result), result.status)
    assert (1, {"github"}) == (len(at.portions), {*result.tokens})


@pytest.mark.parametrize("trouble", [GONE, KeyboardInterrupt()])
@pytest.mark.parametrize(("portion", "told"), [(1, "oooossssss"), (2, "ddddooooss")])
def test_a_portion_whose_answer_is_lost_is_unknown_and_no_other(
    trouble: BaseException, portion: int, told: str
) -> None:
    at = portioned(5, write_troubles={portion: trouble})
    result = at.hears(CLOSE_ALL)
    assert (told, Status.OUTCOME_UNKNOWN) == (ends(result), result.status)
    assert portion == len(at.portions)


def test_a_ctrl_c_at_a_sign_in_between_two_rows_loses_nothing() -> None:
    at = portioned(5, sign_in_troubles={3: KeyboardInterrupt()})
    result = at.hears(CLOSE_ALL)
    assert ("ddddddddss", Status.INTERRUPTED) == (ends(result), result.status)


def test_a_ctrl_c_while_the_first_run_ends_sends_no_further_portion() -> None:
    at = portioned(5)

    @contextmanager
    def interrupted(session: Session, *, keep_going: bool = False) -> Iterator[Any]:
        with Stage.open(at, session, keep_going=keep_going) as run:
            yield run
        if at.portions:
            raise KeyboardInterrupt

    at.open = interrupted  # type: ignore[method-assign]  # the same, interrupted
    result = at.hears(CLOSE_ALL)
    assert ("ddddssssss", Status.INTERRUPTED) == (ends(result), result.status)
    assert 1 == len(at.portions)


def test_somebody_else_goes_on_with_nothing() -> None:
    at = portioned(5, others={2: "auth0|2"})
    result = at.hears(CLOSE_ALL)
    assert result.error is not None
    assert ("dddd" + "s" * 6, Code.STEP_UP) == (ends(result), result.error.code)
    assert "Somebody else signed in" in result.error.message


@pytest.mark.parametrize("keep_going", [False, True])
def test_a_run_that_was_stopped_is_followed_by_no_other(*, keep_going: bool) -> None:
    stopped = Failed("It was stopped.", code=Code.NETWORK)
    at = portioned(5, written={"s3.1": Outcome("s3.1", StepStatus.SKIPPED, error=stopped)})
    result = at.hears(CLOSE_ALL, rules(keep_going=keep_going))
    assert (1, stopped) == (len(at.portions), result.error)


@pytest.mark.parametrize(("keep_going", "portions"), [(False, 1), (True, 3)])
def test_a_step_that_fails_ends_the_rest_unless_the_person_said_otherwise(
    *, keep_going: bool, portions: int
) -> None:
    failed = Outcome("s2.1", StepStatus.FAILED, error=Failed("No.", code=Code.INVALID))
    at = portioned(5, written={"s2.1": failed})
    result = at.hears(CLOSE_ALL, rules(keep_going=keep_going))
    assert (portions, 10) == (len(at.portions), len(result.outcomes))


def test_no_portion_is_sent_that_needs_what_was_not_made() -> None:
    args = {"repo": "acme/web", "name": "fresh", "color": "ededed"}
    told = [WireArgument(name=name, source="literal", value=its) for name, its in args.items()]
    make = WireStep(id="s2", action="labels.create", args=told)
    label = each("issues.add_labels", labels="fresh").model_copy(update={"id": "s3"})
    failed = Outcome("s2", StepStatus.FAILED, error=Failed("No.", code=Code.INVALID))
    at = portioned(5, written={"s2": failed})
    at.proposed = WirePlan(steps=[listing(), make, label])

    result = at.hears("create the label fresh and add it to every issue", rules(keep_going=True))

    assert ["s2"] == [each.id for each in result.outcomes if each.error]
    assert 1 == len(at.portions)
    assert "s" == ends(result)[-1]


def test_a_row_that_changed_is_followed_by_the_next_portion() -> None:
    changed = Outcome("s2.1", StepStatus.FAILED, error=Failed("No.", code=Code.CHANGED))
    at = portioned(5, written={"s2.1": changed})
    at.hears(CLOSE_ALL)
    assert 3 == len(at.portions)


def calls(*rows: int, links: dict[int, int] | None = None) -> list[Call]:
    """Make calls of rows, by their numbers, with links from one place to an earlier one."""
    some = load(CLOSE).from_arguments({"repo": "acme/web", "issue_number": 1})
    return [
        Call(
            str(place),
            some,
            row=row,
            links=(LinkAt("body", str((links or {})[place]), ""),)
            if place in (links or {})
            else (),
        )
        for place, row in enumerate(rows)
    ]


@for_each(
    ("rows", "links", "ends_at"),
    [
        ((), {}, []),
        ((0, 0, 0), {}, []),
        ((0, 0, 0, 0), {}, [3]),
        ((1, 1, 2, 2), {}, [2]),
        ((1, 1, 1, 1, 2), {}, [4]),
        ((0, 1, 1, 2, 2, 3), {}, [3]),
        ((0, 0, 0, 0, 0), {4: 1}, [1]),
        ((0, 0, 0, 0, 0), {1: 0, 4: 3}, [3]),
        ((1, 2, 3, 4, 5, 6, 7), {}, [3, 6]),
    ],
)
def test_calls_are_cut_between_rows_and_between_no_link_and_its_call(
    rows: tuple[int, ...], links: dict[int, int], ends_at: list[int]
) -> None:
    *parts, _last = portions_of(calls(*rows, links=links), 3)
    assert ends_at == [part.stop for part in parts]


TOO_OLD = StepUpRequired("The sign-in is too old for it; nothing was sent.")


def closed_then_deleted(**more: Any) -> Portioned:
    """Make a world in which four issues are closed, and a repository is deleted at last."""
    told = [WireArgument(name="repo", source="literal", value="acme/web")]
    delete = WireStep(id="s3", action="repos.delete", args=told)
    at = portioned(4, reply=Reply(yes=True, typed={"s3": "acme/web"}), **more)
    at.proposed = WirePlan(steps=[listing(), each(CLOSE), delete])
    return at


@pytest.mark.parametrize(
    ("troubles", "step_up_fails", "told", "portions"),
    [
        ({}, None, "ddddd", 2),
        ({2: TOO_OLD}, None, "ddddd", 3),
        ({2: TOO_OLD, 3: TOO_OLD}, None, "dddds", 3),
        ({2: TOO_OLD}, KeyboardInterrupt(), "dddds", 2),
        ({2: TOO_OLD}, OSError("Resource temporarily unavailable"), "dddds", 2),
        ({2: TOO_OLD}, NotSignedIn("You said no.", code=Code.SIGN_IN_DENIED), "dddds", 2),
    ],
)
def test_a_proof_that_got_too_old_for_a_later_portion_is_given_anew(
    troubles: dict[int, Trouble], step_up_fails: Trouble, told: str, portions: int
) -> None:
    """The portion that was refused is sent once more: nothing of it was done."""
    at = closed_then_deleted(write_troubles=troubles, step_up_fails=step_up_fails)
    result = at.hears("close every issue of acme/web and delete it")
    assert (told, portions) == (ends(result), len(at.portions))
    assert min(1, len(troubles)) == sum(event.startswith("step up") for event in at.events)


def test_no_executor_gets_a_fresh_proof_for_what_is_not_typed() -> None:
    at = portioned(5, write_troubles={2: TOO_OLD})
    result = at.hears(CLOSE_ALL)
    assert ("dddd" + "s" * 6, 2) == (ends(result), len(at.portions))
    assert not any(event.startswith("step up") for event in at.events)


@pytest.mark.parametrize(("rows", "is_taken"), [(11, True), (12, False)])
def test_a_broker_refuses_before_the_question_what_it_never_takes_at_once(
    rows: int, *, is_taken: bool
) -> None:
    """Twelve rows that need what one call makes are thirteen calls; a broker takes twelve."""
    require_fits = BrokerExecutor("http://127.0.0.1:1", wait=lambda _wait: None).require_fits
    needing = dict.fromkeys(range(2, rows + 2), 1)
    plan = tuple(calls(0, 0, *range(1, rows + 1), links=needing))

    refused = nullcontext() if is_taken else pytest.raises(UsageError, match=r"12 .* and 13 ")
    with refused:
        require_fits(plan)


def test_rows_and_what_they_need_must_fit_before_the_question() -> None:
    at = portioned(3)
    milestone = {"repo": "acme/web", "title": "v3"}
    told = [WireArgument(name=name, source="literal", value=its) for name, its in milestone.items()]
    make = WireStep(id="s2", action="milestones.create", args=told)
    put = each("issues.update", milestone="v3").model_copy(update={"id": "s3"})
    at.proposed = WirePlan(steps=[listing(), make, put])

    at.hears("create the milestone v3 and put every issue in it")

    *_, fitted = at.fitted
    assert [0, 1, 2, 3] == [call.row for call in fitted]
    assert [(), ("s2",), ("s2",), ("s2",)] == [
        tuple(link.of for link in call.links) for call in fitted
    ]


INTERRUPTED_WRITE = "Interrupted during a write"


@pytest.mark.parametrize("portion", [1, 2])
@pytest.mark.parametrize(
    ("trouble", "message"), [(GONE, GONE.message), (KeyboardInterrupt(), INTERRUPTED_WRITE)]
)
def test_each_call_of_a_lost_portion_says_how_it_was_lost(
    trouble: BaseException, message: str, portion: int
) -> None:
    at = portioned(4, write_troubles={portion: trouble})
    result = at.hears(CLOSE_ALL)
    lost = [each for each in result.outcomes if each.status is StepStatus.OUTCOME_UNKNOWN]
    assert 4 == len(lost)
    said = [each.error.message if each.error else "" for each in lost]
    assert all(each.startswith(message) for each in said), said
    kept = [each for each in result.outcomes if each.status is StepStatus.SKIPPED]
    assert [None] * len(kept) == [each.error for each in kept]


@pytest.mark.parametrize(
    ("trouble", "message"),
    [
        (OSError("no process"), "What is left could not be sent."),
        (KeyboardInterrupt(), "Interrupted between two rows; the rest was not sent."),
    ],
)
def test_why_the_rest_was_not_sent_is_a_sentence(trouble: BaseException, message: str) -> None:
    result = portioned(5, sign_in_troubles={2: trouble}).hears(CLOSE_ALL)
    assert result.error is not None
    assert message == result.error.message


@pytest.mark.parametrize("keep_going", [False, True])
def test_each_portion_begins_with_the_session_of_then_and_as_the_first(*, keep_going: bool) -> None:
    at, begun = portioned(5), list[tuple[str, bool]]()

    @contextmanager
    def noted(session: Session, *, keep_going: bool = False) -> Iterator[Any]:
        begun.append((session.access_token.reveal(), keep_going))
        with Stage.open(at, session, keep_going=keep_going) as run:
            yield run

    at.open = noted  # type: ignore[method-assign]  # the same, with a note
    at.hears(CLOSE_ALL, rules(keep_going=keep_going))
    assert [("token 2", keep_going), ("token 3", keep_going)] == begun[-2:]


def test_what_is_told_of_a_token_stays_where_the_next_portion_has_another() -> None:
    at = portioned(3)
    kept = iter(({"github": TOKEN}, {"slack": TOKEN}))
    write = _Run.write

    def telling(run: _Run, approved: Any) -> Any:
        run.tokens = next(kept)
        return write(run, approved)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_Run, "write", telling)
        result = at.hears(CLOSE_ALL)

    assert {"github", "slack"} == {*result.tokens}
