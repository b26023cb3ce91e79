"""A plan that goes over a list: what is read, what fits, what is asked about and what is sent."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from aegis_cli.actions.catalog import load
from aegis_cli.core.secret import Secret
from aegis_cli.errors import Code, Failed, Status
from aegis_cli.planning.plan import Context, Origin, Plan
from aegis_cli.planning.read import read
from aegis_cli.planning.sentence.sentence import Sentence
from aegis_cli.planning.wire import WireArgument, WireCondition, WirePlan, WireStep
from aegis_cli.request.approval import Reply
from aegis_cli.request.edits import Edits
from aegis_cli.request.execution import StepStatus
from aegis_cli.request.policy import Layer, Policy
from aegis_cli.request.ports import Session
from tests.helpers.world import ME, REPO, Stage, rules

LIST, CLOSE, COMMENT = "issues.list", "issues.close", "issues.add_comment"
STALE = "close every issue of acme/web labelled stale that nobody touched for 90 days"
OLD, NEW = "2026-06-01T10:00:00Z", "2026-11-30T10:00:00Z"


def issue(number: int, updated: str = OLD, **more: Any) -> dict[str, Any]:
    """Make an issue as a list has it."""
    page = f"https://github.com/acme/web/issues/{number}"
    return {
        "number": number,
        "title": f"Issue {number}",
        "state": "open",
        "html_url": page,
        "labels": [{"name": "stale", "color": "ffffff"}],
        "assignees": [],
        "user": {"login": "eve"},
        "comments": 2,
        "created_at": OLD,
        "updated_at": updated,
    } | more


def listing(*where: tuple[str, str, str], **arguments: str) -> WireStep:
    """Make the step that lists issues."""
    args = {"repo": "acme/web"} | arguments
    return WireStep(
        id="s1",
        action=LIST,
        args=[WireArgument(name=name, value=value) for name, value in args.items()],
        where=[WireCondition(field=field, test=test, value=value) for field, test, value in where],
    )


def each(action: str, **texts: str) -> WireStep:
    """Make a step that is done for each row."""
    args = [WireArgument(name="issue_number", source="row")]
    args += [WireArgument(name=name, value=value) for name, value in texts.items()]
    return WireStep(id="s2", action=action, args=args, each="s1")


def stage(found: Sequence[Any], *steps: WireStep, **more: Any) -> Stage:
    """Make a world in which a list brings these things."""
    answers = {"users.get_me": ME, "repos.get": REPO, LIST: [*found], "issues.get": issue(3)}
    answers |= more.pop("answers", {})
    first = () if steps[0].id == "s1" else (listing(),)
    return Stage(WirePlan(steps=[*first, *steps]), answers=answers, **more)


def paths(at: Stage) -> list[str]:
    """Return what was approved, by the paths of its requests."""
    assert at.approved is not None
    return [call.action.request("https://api").path for call in at.approved.calls]


def test_each_thing_that_fits_is_closed_under_one_question() -> None:
    at = stage(
        [issue(3), issue(5, NEW), issue(8)],
        listing(("updated", "before", "90 days"), labels="stale"),
        each(CLOSE),
    )
    result = at.hears(STALE, rules())
    assert (Status.DONE, ["s2.1", "s2.2"]) == (result.status, [a.id for a in at.asked])
    assert ["/repos/acme/web/issues/3", "/repos/acme/web/issues/8"] == paths(at)
    assert 1 == sum(event.startswith("ask ") for event in at.events)


def test_the_list_is_read_whole_and_before_the_question() -> None:
    at = stage([issue(3)], each(CLOSE))
    at.hears("close every issue of acme/web")
    listed = next(a for a in at.looked_up if a.facts.action == LIST)
    assert 1_000 == listed.sent_arguments()["limit"]
    assert at.events.index(f"read {LIST}") < at.events.index("ask s2.1")


def test_the_question_says_how_many_were_read_and_what_they_had_to_fit() -> None:
    at = stage([issue(3), issue(5, NEW)], listing(("updated", "before", "90 days")), each(CLOSE))
    at.hears(STALE)
    (told,) = at.previews[-1].told
    assert told == (
        "List issues in acme/web: 1 of 2 fit: updated before 2026-09-03 (90 days ago). "
        "A label, too, is an update."
    )


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (STALE, "Said by you, and not in this plan: 90."),
        ("close every issue of acme/web with 'crash' in its title", '"crash"'),
        ("close every issue of acme/web", ""),
        ("close every issue of acme/web in milestone v2", ""),
    ],
)
def test_a_number_or_a_quoted_word_that_no_value_uses_is_named(said: str, told: str) -> None:
    at = stage([issue(3)], each(CLOSE))
    at.hears(said)
    assert told in " ".join(at.previews[-1].told)
    assert bool(told) == ("Said by you" in " ".join(at.previews[-1].told))


def test_the_steps_of_a_row_stand_together() -> None:
    comment = each(COMMENT, body="stale").model_copy(update={"id": "s3"})
    at = stage([issue(3), issue(8)], listing(), each(CLOSE), comment)
    at.hears("close every issue of acme/web and comment 'stale'")
    assert ["s2.1", "s3.1", "s2.2", "s3.2"] == [act.id for act in at.asked]


def test_a_row_is_of_no_word_of_the_person_and_is_always_asked_about() -> None:
    at = stage([issue(3)], each(CLOSE))
    at.hears("close every issue of acme/web", rules(yes=True, confirm=("acme/web#3",)))
    (act,) = at.asked
    assert (Origin.RESULT, Origin.RESULT) == (
        act.step.provenance["repo"],
        act.step.provenance["issue_number"],
    )


def test_nobody_to_ask_ends_before_anybody_signs_in() -> None:
    at = stage([issue(3)], each(CLOSE), has_person=False)
    result = at.hears("close every issue of acme/web", rules(yes=True))
    assert (Status.NEEDS_APPROVAL, ["plan"]) == (result.status, at.events)
    assert result.error is not None
    assert (
        "What is done for each row of a list is always asked about, and nobody can be asked here.",
        "Run it on a terminal, or list them, and say what is to be done with which.",
    ) == (result.error.message, result.error.hint)


def test_the_first_sign_in_is_for_the_whole_of_it() -> None:
    at = stage([issue(3)], each(CLOSE))
    at.hears("close every issue of acme/web")
    assert ["sign in for aegis:write"] * 2 == [e for e in at.events if e.startswith("sign in")]


def test_a_session_that_reads_serves_the_list() -> None:
    reader = Session(Secret("held"), frozenset(), "Mona Lisa", "auth0|1", 900.0)
    at = stage([issue(3)], each(CLOSE), holds={"aegis:read": reader})
    at.hears("close every issue of acme/web")
    asked = at.events.index("ask s2.1")
    assert not any(event.startswith("sign in") for event in at.events[:asked])


def test_without_a_step_for_each_the_list_alone_is_returned() -> None:
    at = stage([issue(3), issue(5, NEW)], listing(("updated", "after", "30 days")))
    result = at.hears("list issues of acme/web updated in the last 30 days")
    (outcome,) = result.outcomes
    assert ([5], "1 of 2 fit") == ([i["number"] for i in outcome.data], _fit(outcome.note))
    assert at.approved is None


def test_where_nothing_fits_nothing_is_asked() -> None:
    at = stage([issue(3, NEW)], listing(("updated", "before", "90 days")), each(CLOSE))
    result = at.hears(STALE)
    assert (Status.DONE, "0 of 1 fit", ()) == (
        result.status,
        _fit(result.outcomes[0].note),
        at.asked,
    )


def _fit(note: str) -> str:
    return note.split(": ")[1]


@pytest.mark.parametrize(
    ("policy", "code"),
    [
        (Layer("the rules", deny=(CLOSE,)), Code.POLICY),
        (Layer("the rules", deny=(LIST,)), Code.POLICY),
        (Layer("the rules", places=("other/*",)), Code.POLICY),
        (Layer("the rules", max_writes=1), Code.BAD_INPUT),
    ],
)
def test_the_policy_judges_the_list_and_each_step(policy: Layer, code: Code) -> None:
    at = stage([issue(3), issue(8)], each(CLOSE))
    result = at.hears("close every issue of acme/web", rules(Policy((policy,))))
    assert result.error is not None
    assert (code, None) == (result.error.code, at.approved)
    assert (code is Code.BAD_INPUT) == any(event.startswith("read") for event in at.events)


def test_more_writes_than_are_allowed_are_none() -> None:
    at = stage([issue(n) for n in range(1, 52)], each(CLOSE))
    result = at.hears("close every issue of acme/web")
    assert result.error is not None
    assert (
        "That is 51 writes; one sentence makes 50 at most here.",
        "Say more of them, so that fewer fit, or add --max-writes 51.",
    ) == (result.error.message, result.error.hint)
    assert ((), None) == (at.asked, at.approved)


def test_so_many_are_done_where_the_person_allows_it() -> None:
    at = stage([issue(n) for n in range(1, 52)], each(CLOSE))
    at.hears("close every issue of acme/web", replace(rules(), max_writes=51))
    assert 51 == len(paths(at))


def test_a_broker_carries_out_more_than_it_takes_at_once() -> None:
    at = stage([issue(n) for n in range(1, 14)], each(CLOSE), most_calls=12)
    at.hears("close every issue of acme/web", replace(rules(), answers_once=True))
    assert [12, 1] == [len(portion.calls) for portion in at.portions]


def test_a_list_that_may_have_more_is_no_list_of_all() -> None:
    at = stage([issue(n) for n in range(1, 1_001)], each(CLOSE))
    result = at.hears("close every issue of acme/web")
    assert result.error is not None
    assert "there may be more than the 1,000 that were read" in result.error.message
    assert "Say more of them, so that fewer are listed." == result.error.hint
    assert at.approved is None


def test_more_rows_than_two_hundred_are_refused() -> None:
    at = stage([issue(n) for n in range(1, 202)], each(CLOSE))
    result = at.hears("close every issue of acme/web", replace(rules(), max_writes=400))
    assert result.error is not None
    assert "The list has 201 that fit" in result.error.message


def test_a_list_that_fails_ends_it() -> None:
    gone = Failed("acme/web is not there.", code=Code.NOT_FOUND)
    at = stage([], each(CLOSE), answers={LIST: gone})
    result = at.hears("close every issue of acme/web")
    assert (Status.FAILED, None) == (result.status, at.approved)


def test_a_thing_that_is_listed_twice_is_done_once() -> None:
    at = stage([issue(3), issue(8), issue(3)], each(CLOSE))
    at.hears("close every issue of acme/web")
    assert ["/repos/acme/web/issues/3", "/repos/acme/web/issues/8"] == paths(at)


def test_a_dry_run_reads_nothing_and_names_no_row() -> None:
    at = stage([issue(3)], listing(("updated", "before", "90 days")), each(CLOSE))
    result = at.hears(STALE, rules(dry_run=True))
    assert (Status.PLANNED, ["plan", "show in full"]) == (result.status, at.events)
    listed, closed = at.previews[-1].items
    assert "Close issue acme/web#each row" == closed.says
    assert "/repos/acme/web/issues/(each row)" == closed.path
    assert ("updated before 90 days ago",) == tuple(v for v, _ in listed.arguments[-1].values)


def test_what_is_struck_out_is_not_sent() -> None:
    at = stage(
        [issue(3), issue(8)], each(CLOSE), reply=Reply(yes=True, left_out=frozenset({"s2.1"}))
    )
    at.hears("close every issue of acme/web")
    assert ["/repos/acme/web/issues/8"] == paths(at)


def test_an_edited_text_is_that_of_every_row() -> None:
    edits = [Edits({"s2.2": {"body": "Please look again."}})]
    at = stage([issue(3), issue(8)], each(COMMENT, body="stale?"), edits=edits)
    at.hears("comment 'stale?' on every issue of acme/web")
    assert at.approved is not None
    bodies = [call.action.sent_arguments()["body"] for call in at.approved.calls]
    assert ["Please look again."] * 2 == bodies
    assert 2 == sum(event.startswith("ask ") for event in at.events)


def test_what_was_touched_since_is_pinned() -> None:
    at = stage([issue(3)], each(CLOSE))
    at.hears("close every issue of acme/web")
    assert at.approved is not None
    (call,) = at.approved.calls
    (pinned,) = call.preconditions
    assert ("updated_at", OLD) in pinned.pins


def test_every_list_outcome_is_left_out_of_what_is_done() -> None:
    at = stage([issue(3)], each(CLOSE))
    result = at.hears("close every issue of acme/web")
    assert [("s2.1", StepStatus.DONE)] == [(o.id, o.status) for o in result.outcomes]


# What the first review of it found


def test_a_step_beside_the_loop_is_done_also_where_no_row_fits() -> None:
    aside = WireStep(
        id="s3",
        action=CLOSE,
        args=[
            WireArgument(name="repo", value="acme/web"),
            WireArgument(name="issue_number", value="12"),
        ],
    )
    at = stage([issue(3, NEW)], listing(("updated", "before", "90 days")), each(CLOSE), aside)
    at.hears("close the stale issues of acme/web, and close #12")
    assert ["/repos/acme/web/issues/12"] == paths(at)


def test_a_list_that_was_asked_for_is_in_the_result_beside_what_was_done() -> None:
    aside = WireStep(
        id="s2",
        action=CLOSE,
        args=[
            WireArgument(name="repo", value="acme/web"),
            WireArgument(name="issue_number", value="12"),
        ],
    )
    at = stage([issue(3)], listing(("updated", "before", "90 days")), aside)
    result = at.hears("list the issues of acme/web older than 90 days and close #12")
    assert ["s1", "s2"] == [outcome.id for outcome in result.outcomes]
    assert ["s1", "s2"] == [act.id for act in result.acts]


def test_the_stamp_is_pinned_by_the_first_write_on_a_thing_alone() -> None:
    close = each(CLOSE).model_copy(update={"id": "s3"})
    at = stage([issue(3)], listing(), each(COMMENT, body="Stale."), close)
    at.hears("comment 'Stale.' on every issue of acme/web and close it")
    assert at.approved is not None
    pinned = [
        {path for pre in call.preconditions for path, _ in pre.pins} for call in at.approved.calls
    ]
    assert [True, False] == ["updated_at" in pins for pins in pinned]


def test_a_row_that_changed_before_the_question_stays() -> None:
    touched = issue(3, NEW, labels=[])
    at = stage([issue(3)], each(CLOSE), answers={"issues.get": touched})
    result = at.hears(STALE)
    assert ((), None) == (at.asked, at.approved)
    assert "has changed since it was listed, and stays" in result.outcomes[0].reason


def test_a_row_that_cannot_be_looked_at_is_not_written_to() -> None:
    at = stage([issue(3)], each(COMMENT, body="Stale."))
    policy = Policy((Layer("the rules", deny=("issues.get",)),))
    result = at.hears("comment 'Stale.' on every issue of acme/web", rules(policy))
    assert (Status.DENIED, None) == (result.status, at.approved)


def test_a_row_in_another_place_than_its_list_ends_it() -> None:
    elsewhere = {"repository_url": "https://api.github.com/repos/acme/api"}
    search = WireStep(
        id="s1",
        action="issues.search",
        args=[WireArgument(name="repo", value="acme/web")],
    )
    found = [issue(3) | elsewhere | {"html_url": "https://github.com/acme/api/issues/3"}]
    at = stage([], search, each(CLOSE), answers={"issues.search": found})
    result = at.hears("close every issue of acme/web")
    assert (Status.USAGE, None) == (result.status, at.approved)


def test_the_same_thing_in_two_spellings_is_done_once() -> None:
    search = WireStep(id="s1", action="issues.search", args=[WireArgument(name="text", value="x")])
    found = [
        issue(3) | {"repository_url": f"https://api.github.com/repos/{place}"}
        for place in ("acme/web", "Acme/Web")
    ]
    at = stage([], search, each(CLOSE), answers={"issues.search": found})
    at.hears("close every issue with x")
    assert 1 == len(at.asked)


def test_two_texts_for_the_rows_of_one_step_are_no_edit() -> None:
    edits = [Edits({"s2.1": {"body": "A"}, "s2.2": {"body": "B"}})]
    at = stage([issue(3), issue(8)], each(COMMENT, body="stale?"), edits=edits)
    at.hears("comment 'stale?' on every issue of acme/web")
    assert "edited in two ways" in at.previews[-1].notice


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({}, "List issues in acme/web: 1 read."),
        ({"labels": "stale"}, "List issues in acme/web, labels stale: 1 read."),
        (
            {"assignee": "carol"},
            "List issues in acme/web, assignee carol (made up by the model): 1 read.",
        ),
    ],
)
def test_the_question_says_what_the_list_was_asked_for(said: dict[str, str], told: str) -> None:
    at = stage([issue(3)], listing(**said), each(CLOSE))
    at.hears("close every issue of acme/web labelled stale")
    assert told == at.previews[-1].told[0]


def test_a_write_before_the_loop_hides_no_change_of_a_row() -> None:
    before = WireStep(
        id="s0",
        action="issues.update",
        args=[
            WireArgument(name="repo", value="acme/web"),
            WireArgument(name="issue_number", value="3"),
            WireArgument(name="title", value="Z"),
        ],
    )
    plan = WirePlan(steps=[before, listing(), each(CLOSE)])
    touched = issue(3, NEW)
    at = Stage(plan, answers={"users.get_me": ME, LIST: [issue(3)], "issues.get": touched})
    result = at.hears("rename #3 of acme/web to Z and close every issue of acme/web")
    assert ["s1"] == [act.id for act in at.asked]
    assert "has changed since it was listed" in result.outcomes[-1].reason


def test_a_loop_in_a_repository_of_ones_own_is_where_its_owner_is() -> None:
    search = WireStep(
        id="s1", action="issues.search", args=[WireArgument(name="repo", value="@me/dotfiles")]
    )
    place = {"repository_url": "https://api.github.com/repos/mona/dotfiles"}
    at = stage([], search, each(CLOSE), answers={"issues.search": [issue(3) | place]})
    at.hears("close every issue of my repo dotfiles")
    assert ["/repos/mona/dotfiles/issues/3"] == paths(at)


@pytest.mark.parametrize(
    ("said", "where", "limit"),
    [
        ("older than 30 days", ("created", "before", "30 days"), {}),
        ("older than 30 days", ("created", "before", "30 days"), {"limit": "30"}),
        ("of the 5 newest", ("state", "is", "open"), {"limit": "5"}),
    ],
)
def test_a_number_of_something_else_bounds_no_list(
    said: str, where: tuple[str, str, str], limit: dict[str, str]
) -> None:
    at = stage([issue(3)], listing(where, **limit), each(CLOSE))
    at.hears(f"close every issue of acme/web {said}")
    listed = next(a for a in at.looked_up if a.facts.action == LIST)
    assert (5 if "5" in said else 1_000) == listed.sent_arguments()["limit"]


def test_what_is_only_read_is_no_write_and_has_no_note() -> None:
    aside = WireStep(id="s3", action="users.get_me")
    at = stage([issue(3), issue(8)], listing(), each(CLOSE), aside)
    result = at.hears("close every issue of acme/web and show me", replace(rules(), max_writes=2))
    assert (Status.DONE, 2) == (result.status, len(at.asked))
    assert not any(outcome.note for outcome in result.outcomes)


def test_a_list_without_a_condition_is_told_of_only_where_it_has_nothing() -> None:
    old = WireStep(
        id="s9",
        action=LIST,
        args=[WireArgument(name="repo", value="acme/web")],
        where=[WireCondition(field="updated", test="before", value="90 days")],
    )
    for found, note in (([], "List issues in acme/web: 0 read."), ([issue(3)], "")):
        at = stage(found, listing(), each(CLOSE), old)
        result = at.hears("close every issue of acme/web and list those older than 90 days")
        notes = {outcome.id: outcome.note for outcome in result.outcomes}
        assert note == notes.get("s1", "")


def test_each_condition_is_told_and_which_of_them_a_model_made_up() -> None:
    where = (("updated", "before", "90 days"), ("comments", "more_than", "1"))
    at = stage([issue(3)], listing(*where, ("created", "before", "2026-11-01")), each(CLOSE))
    at.hears("close every issue of acme/web that nobody touched for 90 days")
    assert (
        "List issues in acme/web: 1 of 1 fit: updated before 2026-09-03 (90 days ago), "
        "comments more than 1 (made up by the model), "
        "created before 2026-11-01 (made up by the model). A label, too, is an update."
    ) == at.previews[-1].told[0]
    at = stage([issue(3)], listing(("comments", "more_than", "1")), each(CLOSE))
    at.hears("close every issue of acme/web with more than 1 comment")
    assert at.previews[-1].told[0].endswith(" 1 of 1 fit: comments more than 1.")


def test_all_words_that_no_value_uses_are_named_in_a_row() -> None:
    at = stage([issue(3)], each(CLOSE))
    at.hears("close every issue of acme/web with 'crash' and 'boom' in its title")
    assert 'Said by you, and not in this plan: "crash", "boom".' == at.previews[-1].told[-1]


def test_why_the_rows_of_a_list_cannot_be_changed_is_said() -> None:
    search = WireStep(
        id="s1", action="issues.search", args=[WireArgument(name="repo", value="acme/web")]
    )
    found = [issue(3) | {"repository_url": "https://api.github.com/repos/acme/api"}]
    at = stage([], search, each(CLOSE), answers={"issues.search": found})
    result = at.hears("close every issue of acme/web")
    assert result.error is not None
    assert result.error.message.endswith("acme/web: some of them are in another place.")


def test_a_text_from_standard_input_is_that_of_each_row() -> None:
    comment = WireStep(
        id="s2",
        action=COMMENT,
        args=[
            WireArgument(name="issue_number", source="row"),
            WireArgument(name="body", source="stdin"),
        ],
        each="s1",
    )
    at = stage([issue(3), issue(8)], comment, piped="From a file.")
    at.hears("comment standard input on every issue of acme/web")
    assert at.approved is not None
    said = [call.action.sent_arguments()["body"] for call in at.approved.calls]
    assert ["From a file."] * 2 == said


def test_no_option_covers_a_step_beside_the_rows() -> None:
    aside = WireStep(
        id="s3",
        action=CLOSE,
        args=[
            WireArgument(name="repo", value="acme/web"),
            WireArgument(name="issue_number", value="12"),
        ],
    )
    at = stage([issue(3)], listing(), each(CLOSE), aside)
    at.hears("close every issue of acme/web and close #12", rules(yes=True))
    assert ["s2.1", "s3"] == [act.id for act in at.asked]


def test_a_step_beside_the_rows_that_is_denied_ends_it_before_anything_is_read() -> None:
    aside = WireStep(
        id="s3",
        action="issues.lock",
        args=[
            WireArgument(name="repo", value="acme/web"),
            WireArgument(name="issue_number", value="12"),
        ],
    )
    at = stage([issue(3)], listing(), each(CLOSE), aside)
    policy = Policy((Layer("the rules", deny=("issues.lock",)),))
    result = at.hears("close every issue of acme/web and lock #12", rules(policy))
    assert (Status.DENIED, ["plan"], "close every issue of acme/web and lock #12") == (
        result.status,
        at.events,
        result.request,
    )


# What the question and the answer say of a list


def test_what_a_list_was_asked_for_is_said_with_what_the_model_made_up() -> None:
    labels = [WireArgument(name="labels", value=each) for each in ("stale", "old")]
    asked = listing()
    at = stage([issue(3)], asked.model_copy(update={"args": [*asked.args, *labels]}), each(CLOSE))

    at.hears("close every issue of acme/web labelled stale")

    (told,) = at.previews[-1].told
    assert "List issues in acme/web, labels stale, old (made up by the model): 1 read." == told


def test_an_argument_of_two_words_is_said_as_two() -> None:
    args = {"repo": "acme/web", "updated_since": "2026-01-01"}
    found = [issue(3) | {"repository_url": "https://api.github.com/repos/acme/web"}]
    search = WireStep(
        id="s1",
        action="issues.search",
        args=[WireArgument(name=name, value=its) for name, its in args.items()],
    )
    at = stage([], search, each(CLOSE), answers={"issues.search": found})

    at.hears("close every issue of acme/web updated since 2026-01-01")

    assert "updated since 2026-01-01: 1 read." in at.previews[-1].told[0]


def test_a_thing_without_a_name_ends_it() -> None:
    at = stage([issue(3), issue(8) | {"number": None}], each(CLOSE))

    result = at.hears("close every issue of acme/web")

    assert result.error is not None
    assert (
        "List issues in acme/web: not each of them has a name that could be used."
        == result.error.message
    )


def test_what_ends_it_is_said_of_the_sentence_and_with_its_list() -> None:
    at = stage([issue(n) for n in range(1, 52)], each(CLOSE))

    result = at.hears("close every issue of acme/web")

    assert ("close every issue of acme/web", ["s1"]) == (
        result.request,
        [act.id for act in result.acts],
    )


def test_a_dry_run_is_of_the_sentence() -> None:
    result = stage([issue(3)], each(CLOSE)).hears(STALE, rules(dry_run=True))

    assert (STALE, ["s1", "s2"]) == (result.request, [act.id for act in result.acts])


def test_a_guess_that_only_lists_is_run_before_the_persons_own_eyes_alone() -> None:
    wire = WirePlan(steps=[listing(("updated", "before", "90 days"))])
    plan = read(wire, Sentence(STALE), Context(), load)
    assert isinstance(plan, Plan)
    guess = replace(plan, read_as="list issues of acme/web (updated before 90 days)")
    answers = {LIST: [issue(3)]}

    unseen = Stage(guess, answers=answers).hears(STALE)
    seen = Stage(guess, answers=answers).hears(STALE, replace(rules(), is_watched=True))

    assert (Status.DONE, guess.read_as) == (seen.status, seen.guessed_as)
    assert unseen.error is not None
    assert Code.UNCLEAR is unseen.error.code


def test_a_guess_that_goes_over_a_list_is_asked_about_whoever_watches() -> None:
    wire = WirePlan(steps=[listing(), each(CLOSE)])
    plan = read(wire, Sentence(STALE), Context(), load)
    assert isinstance(plan, Plan)
    guess = replace(plan, read_as="list issues of acme/web; then for each of them: close")
    answers = {"users.get_me": ME, "repos.get": REPO, LIST: [issue(3)], "issues.get": issue(3)}
    at = Stage(guess, answers=answers)

    result = at.hears(STALE)

    assert (Status.DONE, ["s2.1"]) == (result.status, [act.id for act in at.asked])
