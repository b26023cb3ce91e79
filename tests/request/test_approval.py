"""Approval: what the options cover, what a person must say, and that nothing else makes a seal."""

import copy
import dataclasses
import json
import pickle
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aegis_cli.actions.action import Action
from aegis_cli.actions.call import Precondition
from aegis_cli.actions.facts import Approval, Effect
from aegis_cli.actions.fields.fields import kinds_of, place_of_value
from aegis_cli.actions.fields.kinds import Role
from aegis_cli.errors import Code, NotApproved
from aegis_cli.planning.expansion import Act, digest
from aegis_cli.planning.grammar.explicit_commands import ExplicitCommands
from aegis_cli.planning.plan import Origin, Provenance
from aegis_cli.planning.read import STDIN_IN_PLACE
from aegis_cli.providers.github.nouns.issues.comments import AddComment
from aegis_cli.providers.github.nouns.issues.issue_assignees import AddAssignees
from aegis_cli.providers.github.nouns.issues.issue_changes import (
    CloseIssue,
    CreateIssue,
    ReopenIssue,
    UpdateIssue,
)
from aegis_cli.providers.github.nouns.issues.issue_labels import AddLabels, RemoveLabel
from aegis_cli.providers.github.nouns.issues.issues import GetIssue, ListIssues
from aegis_cli.providers.github.nouns.labels.labels import DeleteLabel
from aegis_cli.providers.github.nouns.repos.release_assets import UploadAsset
from aegis_cli.providers.github.nouns.repos.repo_changes import CreateRepo, DeleteRepo
from aegis_cli.request.approval import Approved, Reply, approve, is_yes
from aegis_cli.request.consent import (
    Consent,
    Preapproval,
    acts_to_ask,
    needs_approval,
    why_not_preapproved,
)
from aegis_cli.request.plan_preview import Argument, preview
from tests.actions.cases import CASES
from tests.helpers.act_factory import act_of, pin
from tests.helpers.canned import BASE
from tests.helpers.confirmed_actions import pins_of_repo, snapshots_of
from tests.helpers.rows import for_each

UNHURRIED = settings(deadline=None)

ISSUE: dict[str, Any] = {"repo": "acme/web", "issue_number": 12}

CLOSE = CloseIssue(**ISSUE)
DELETE = DeleteRepo(repo="acme/web")
READ = GetIssue(**ISSUE)

WRITES: dict[str, Action[Any]] = {name: case.full for name, case in CASES.items() if case.is_write}
PLAIN = [action for action in WRITES.values() if action.facts.approval is Approval.PLAIN]

SEVEN = pins_of_repo(DELETE, 7)
"""The repository as it was when it was shown."""

YES = Preapproval(yes=True)
NAMED = Preapproval(yes=True, confirm=("acme/web",))
NOTHING = Consent(Preapproval(), None)
"""Nothing was approved before; the person is asked."""
ALL = Consent(NAMED, None)


def step(action: Action[Any], origin: Origin = Origin.USER, id: str = "s1") -> Act:  # noqa: A002
    """Make a step whose every argument comes from one place."""
    return act_of(id, action, dict.fromkeys(action.sent_arguments(), origin))


def targets(action: Action[Any]) -> list[str]:
    kinds = kinds_of(type(action))
    return [name for name in action.sent_arguments() if kinds[name].role is Role.TARGET]


def ordering(*actions: Action[Any]) -> Consent:
    """Say `--yes` with a sentence that orders these actions."""
    return Consent(YES, ExplicitCommands(tuple(step(action).step for action in actions)))


def is_preapproved(one: Act, consent: Consent) -> bool:
    return () == acts_to_ask((one,), consent)


@for_each("action", PLAIN, ids=lambda action: action.facts.action)
@for_each("origin", list(Origin))
def test_under_yes_a_sentence_covers_just_the_action_that_it_orders(
    action: Action[Any], origin: Origin
) -> None:
    others = [other for other in PLAIN if other is not action]

    # Where a value comes from makes no difference, but what others wrote, and a target that the
    # sentence does not name as it is.
    from_others = origin in {Origin.STDIN, Origin.RESULT}
    is_loose = origin in {Origin.SAID, Origin.MODEL} and bool(targets(action))
    one = step(action, origin)
    assert is_preapproved(one, ordering(action)) is not (from_others or is_loose)
    assert not is_preapproved(step(action, origin), ordering(*others))
    assert not is_preapproved(step(action, origin), ordering())


@for_each(
    "other",
    [
        {"issue_number": 13},
        {"repo": "acme/api"},
        {"repo": "Acme/web"},
        {"title": "Crashes"},
        {"title": None},
        {"body": "made up"},
        {"labels": ("bug",)},
        {"labels": ("ui", "bug")},
        {"labels": ("bug", "ui", "p1")},
    ],
)
def test_under_yes_no_argument_may_differ_from_the_sentence(other: dict[str, Any]) -> None:
    said = UpdateIssue(**ISSUE, title="Crash", labels=("bug", "ui"))
    planned = UpdateIssue(**{**ISSUE, "title": "Crash", "labels": ("bug", "ui"), **other})

    assert not is_preapproved(step(planned), ordering(said))


def test_each_order_covers_one_step_in_its_place() -> None:
    reopen = ReopenIssue(**ISSUE)
    twice = (step(CLOSE), step(CLOSE, id="s2"))
    backwards = (step(reopen), step(CLOSE, id="s2"))
    with_reads = (step(CLOSE), step(READ, id="s2"), step(reopen, id="s3"))

    assert ["s2"] == [one.id for one in acts_to_ask(twice, ordering(CLOSE))]
    assert ["s2"] == [one.id for one in acts_to_ask(backwards, ordering(CLOSE, reopen))]
    assert () == acts_to_ask(with_reads, ordering(CLOSE, reopen))
    assert () == acts_to_ask(twice, ordering(CLOSE, CLOSE))


def test_what_is_bound_to_a_login_since_is_what_was_ordered() -> None:
    planned = AddAssignees(**ISSUE, assignees=("@me",))
    bound = replace(step(planned), action=AddAssignees(**ISSUE, assignees=("mona",)))

    assert is_preapproved(bound, ordering(planned))
    assert not is_preapproved(bound, ordering(AddAssignees(**ISSUE, assignees=("hubot",))))


def piped(body: str) -> Act:
    origins = {"repo": Origin.USER, "issue_number": Origin.USER, "body": Origin.STDIN}
    return act_of("s1", AddComment(**ISSUE, body=body), origins)


def test_standard_input_is_covered_only_in_the_field_that_it_was_given_to() -> None:
    sent = piped("a log")
    given = Consent(YES, ExplicitCommands((piped(STDIN_IN_PLACE).step,)))

    assert is_preapproved(sent, given)
    assert not is_preapproved(sent, ordering(AddComment(**ISSUE, body=STDIN_IN_PLACE)))
    assert not is_preapproved(step(AddComment(**ISSUE, body=STDIN_IN_PLACE)), given)
    assert is_preapproved(sent, Consent(YES, None))


@for_each("is_said", [False, True], ids=["typed", "said"])
@for_each(
    ("act", "granted", "preapproved"),
    [
        (step(CLOSE, Origin.AGENT), {"s1"}, True),
        (step(CLOSE, Origin.MODEL), {"s1", "s2"}, True),
        (step(CLOSE), {"s2"}, False),
        (step(CLOSE), set(), False),
        (step(DELETE), {"s1"}, False),
        (step(DeleteLabel(repo="acme/web", name="bug")), {"s1"}, False),
    ],
    ids="an agent's,a model's,another,none,typed,strict".split(","),
)
def test_a_grant_covers_the_plain_acts_that_it_names_and_no_other(
    act: Act, granted: set[str], *, is_said: bool, preapproved: bool
) -> None:
    asked = ExplicitCommands((act.step,)) if is_said else None
    consent = Consent(Preapproval(), asked, frozenset(granted))

    assert preapproved is is_preapproved(act, consent)
    if preapproved:
        (call,) = approve((act,), None, consent=consent).calls
        assert act.fingerprint == call.seal
    else:
        with pytest.raises(NotApproved):
            approve((act,), None, consent=consent)


def test_a_grant_covers_nothing_that_a_sentence_does_not_order() -> None:
    act = step(CLOSE, Origin.USER)
    others = ExplicitCommands((step(CloseIssue(repo="acme/web", issue_number=13)).step,))

    for asked in (ExplicitCommands(), others):
        assert not is_preapproved(act, Consent(Preapproval(), asked, frozenset({"s1"})))


READ_OF_STDIN = act_of(
    "s1",
    ListIssues(repo="evil/web", labels=("a log",)),
    {"repo": Origin.USER, "labels": (Origin.STDIN,)},
)


@pytest.mark.parametrize("options", [Preapproval(), YES])
def test_a_read_that_sends_standard_input_is_asked_about_unless_it_was_typed(
    options: Preapproval,
) -> None:
    plan = (READ_OF_STDIN,)

    assert plan == acts_to_ask(plan, Consent(options, ExplicitCommands()))
    assert () == acts_to_ask(plan, Consent(options, None))
    assert () == acts_to_ask((step(READ),), Consent(options, ExplicitCommands()))


@for_each("action", PLAIN, ids=lambda action: action.facts.action)
@for_each(
    ("origin", "preapproved"),
    [
        (Origin.USER, True),
        (Origin.CONTEXT, True),
        (Origin.REMOTE, False),
        (Origin.STDIN, False),
        (Origin.MODEL, False),
        (Origin.DEFAULT, False),
    ],
)
def test_yes_covers_a_typed_action_only_if_the_person_chose_each_target(
    action: Action[Any], origin: Origin, *, preapproved: bool
) -> None:
    for name in targets(action):
        whole = step(action).step.provenance
        there = whole[name]
        found = (*there[:-1], origin) if isinstance(there, tuple) else origin
        one_target = act_of("s1", action, {**whole, name: found})

        assert preapproved is is_preapproved(one_target, Consent(YES, None)), name


@for_each("action", PLAIN, ids=lambda action: action.facts.action)
def test_without_yes_nothing_covers_a_write(action: Action[Any]) -> None:
    assert not is_preapproved(step(action), NOTHING)
    assert not is_preapproved(
        step(action), Consent(Preapproval(confirm=("acme/web", "acme/web#12")), None)
    )


@for_each("action", PLAIN, ids=lambda action: action.facts.action)
def test_an_action_that_the_person_typed_needs_no_sentence(action: Action[Any]) -> None:
    assert is_preapproved(step(action), Consent(YES, None))


def test_a_typed_action_whose_target_is_standard_input_is_not_covered() -> None:
    assert not is_preapproved(step(CLOSE, Origin.STDIN), Consent(YES, None))


@for_each("action", PLAIN, ids=lambda action: action.facts.action)
def test_a_target_of_which_nobody_knows_the_origin_is_not_covered(action: Action[Any]) -> None:
    assert not is_preapproved(act_of("s1", action, {}), Consent(YES, None))


@for_each("consent", [Consent(YES, None), ordering(DELETE), ordering()])
@for_each("origin", list(Origin))
def test_yes_never_covers_what_destroys(consent: Consent, origin: Origin) -> None:
    assert not is_preapproved(step(DELETE, origin), consent)


@for_each(
    ("names", "preapproved"),
    [
        (("acme/web",), True),
        (("Acme/Web",), True),
        ((" acme/web ",), True),
        (("beta/x", "acme/web"), True),
        ((), False),
        (("",), False),
        (("acme/website",), False),
        (("acme/we",), False),
        (("acme",), False),
        (("web",), False),
        (("acme/*",), False),
        (("*/*",), False),
        (("acme/web#12",), False),
        (("acme /web",), False),
        (("acme/web.git",), False),
        (("https://github.com/acme/web",), False),
        (("yes", "y", "true"), False),
    ],
)
def test_confirm_stands_for_exactly_the_name_that_would_be_typed(
    names: tuple[str, ...], *, preapproved: bool
) -> None:
    assert preapproved is is_preapproved(step(DELETE), Consent(Preapproval(confirm=names), None))
    upper = step(DeleteRepo(repo="Acme/Web"))
    assert preapproved is is_preapproved(upper, Consent(Preapproval(confirm=names), None))


def test_a_read_is_never_among_what_somebody_is_asked_about() -> None:
    plan = (step(READ), step(CLOSE, id="s2"), step(DELETE, id="s3"))

    assert ["s2", "s3"] == [found.id for found in acts_to_ask(plan, NOTHING)]
    assert ["s3"] == [found.id for found in acts_to_ask(plan, Consent(YES, None))]
    assert ["s2"] == [
        found.id for found in acts_to_ask(plan, Consent(Preapproval(confirm=("acme/web",)), None))
    ]
    assert () == acts_to_ask(plan, ALL)


TWO = (step(CLOSE), step(DELETE, id="s2"))


@for_each(
    ("reply", "code"),
    [
        (None, Code.NEEDS_APPROVAL),
        (Reply(), Code.DECLINED),
        (Reply(yes=True), Code.DECLINED),
        (Reply(yes=False, typed={"s2": "acme/web"}), Code.DECLINED),
        (Reply(yes=True, typed={"s2": ""}), Code.DECLINED),
        (Reply(yes=True, typed={"s2": "y"}), Code.DECLINED),
        (Reply(yes=True, typed={"s2": "acme/website"}), Code.DECLINED),
        (Reply(yes=True, typed={"s1": "acme/web"}), Code.DECLINED),
        (Reply(yes=True, typed={"acme/web": "s2"}), Code.DECLINED),
    ],
)
def test_anything_but_a_full_yes_approves_nothing(reply: Reply | None, code: Code) -> None:
    with pytest.raises(NotApproved) as caught:
        approve(pin(TWO, {"s2": SEVEN}), reply, consent=NOTHING)

    assert code is caught.value.code
    assert reply is None or not is_yes(TWO, reply)


def test_a_yes_is_one_to_all_that_is_left() -> None:
    full = Reply(yes=True, typed={"s2": "acme/web"})

    assert is_yes(TWO, full)
    assert is_yes(TWO, Reply(yes=True, left_out=frozenset({"s2"})))
    assert not is_yes(TWO, replace(full, left_out=frozenset({"s1", "s2"})))


def test_what_is_not_approved_is_said_in_words() -> None:
    for reply, said in (
        (Reply(typed={"s2": "acme/web"}), "You did not approve it; nothing was sent."),
        (
            Reply(yes=True, typed={"s2": "acme/website"}),
            "What you typed is not acme/web; nothing was sent.",
        ),
    ):
        with pytest.raises(NotApproved) as caught:
            approve(pin(TWO, {"s2": SEVEN}), reply, consent=NOTHING)
        assert said == caught.value.message


def test_a_plain_write_needs_a_yes_and_no_name() -> None:
    plan = (step(CLOSE),)

    approved = approve(plan, Reply(yes=True), consent=NOTHING)

    assert [CLOSE] == [call.action for call in approved.calls]
    with pytest.raises(NotApproved):
        approve(plan, Reply(typed={"s1": "acme/web"}), consent=NOTHING)
    with pytest.raises(NotApproved):
        approve(plan, Reply(), consent=NOTHING)


def test_what_destroys_needs_its_name_and_no_yes() -> None:
    delete = DeleteRepo(repo="Acme/Web")
    plan, pinned = (step(delete),), {"s1": pins_of_repo(delete, 7)}
    named = Reply(typed={"s1": "acme/web"})

    approved = approve(pin(plan, pinned), named, consent=NOTHING)

    assert ["s1"] == [call.id for call in approved.calls]
    with pytest.raises(NotApproved):
        approve(pin(plan, pinned), Reply(yes=True), consent=NOTHING)


@pytest.mark.parametrize("typed", ["acme/web", "ACME/Web", " acme/web "])
def test_a_yes_and_the_typed_name_approve_all(typed: str) -> None:
    approved = approve(
        pin(TWO, {"s2": SEVEN}), Reply(yes=True, typed={"s2": typed}), consent=NOTHING
    )

    assert ["s1", "s2"] == [call.id for call in approved.calls]
    assert [CLOSE, DELETE] == [call.action for call in approved.calls]


OUT = frozenset({"s1"})


def test_what_is_struck_out_gets_no_seal_and_is_no_part_of_what_was_approved() -> None:
    acts = pin(TWO, {"s2": SEVEN})

    approved = approve(
        acts, Reply(typed={"s2": "acme/web"}, yes=True, left_out=OUT), consent=NOTHING
    )

    assert [DELETE] == [call.action for call in approved.calls]
    assert digest(acts[1:]) == approved.digest


def test_a_typed_act_that_is_struck_out_needs_no_phrase() -> None:
    approved = approve(TWO, Reply(yes=True, left_out=frozenset({"s2"})), consent=NOTHING)

    assert [CLOSE] == [call.action for call in approved.calls]


@pytest.mark.parametrize(
    "reply",
    [
        Reply(left_out=frozenset({"s2"})),
        Reply(yes=True, left_out=OUT),
        Reply(yes=True, left_out=OUT, typed={"s1": "acme/web"}),
        Reply(yes=True, left_out=frozenset({"s3", "repos.delete", "acme/web"})),
    ],
)
def test_striking_something_out_approves_nothing_else(reply: Reply) -> None:
    with pytest.raises(NotApproved):
        approve(pin(TWO, {"s2": SEVEN}), reply, consent=NOTHING)


@pytest.mark.parametrize("consent", [NOTHING, Consent(YES, None)])
def test_striking_everything_out_declines(consent: Consent) -> None:
    reply = Reply(yes=True, left_out=frozenset({"s1", "s2"}))

    with pytest.raises(NotApproved, match="You left out everything; nothing was sent") as caught:
        approve(pin(TWO, {"s2": SEVEN}), reply, consent=consent)

    assert Code.DECLINED is caught.value.code


def test_a_read_is_approved_without_a_seal() -> None:
    approved = approve((step(READ),), None, consent=ALL)

    (call,) = approved.calls
    assert (READ, None, ()) == (call.action, call.seal, call.preconditions)


def test_the_seal_of_a_write_is_the_fingerprint_of_its_request_and_its_target() -> None:
    approved = approve(pin(TWO, {"s2": SEVEN}), None, consent=ALL)

    close, delete = approved.calls
    assert CLOSE.request(BASE).fingerprint() == close.seal
    assert delete.fingerprint(DELETE.request(BASE)) == delete.seal
    assert DELETE.request(BASE).fingerprint() != delete.seal
    assert ((), SEVEN) == (close.preconditions, delete.preconditions)


@for_each(
    ("plan", "found"),
    [
        ((step(DELETE),), None),
        ((step(DELETE),), {}),
        ((step(DELETE),), {"s2": SEVEN}),
        ((step(CLOSE),), {"s1": SEVEN}),
        ((step(READ),), {"s1": SEVEN}),
        ((step(DELETE),), {"s1": SEVEN * 2}),
        ((step(DELETE),), {"s1": pins_of_repo(DeleteRepo(repo="acme/api"), 7)}),
        ((step(DELETE),), {"s1": (replace(SEVEN[0], pins=()),)}),
    ],
)
def test_exactly_what_an_action_names_is_pinned(
    plan: tuple[Act, ...], found: Mapping[str, tuple[Precondition, ...]] | None
) -> None:
    with pytest.raises(ValueError, match="s1"):
        approve(pin(plan, found), None, consent=ALL)


def test_nothing_is_approved_of_which_nobody_said_what_it_takes() -> None:
    with pytest.raises(ValueError, match="nobody said what it takes"):
        approve((step(UploadAsset(repo="acme/web", tag="v2.0")),), None, consent=ALL)


def approved_close() -> Approved:
    return approve((step(CLOSE),), None, consent=ALL)


def test_nobody_else_makes_an_approved() -> None:
    true = approved_close()

    for key in (None, object(), "key", Approved):
        with pytest.raises(TypeError):
            Approved(true.calls, true.fingerprints, key)


def test_an_approved_is_not_replaced_by_another_one() -> None:
    with pytest.raises((TypeError, ValueError)):
        dataclasses.replace(approved_close(), calls=())  # type: ignore[call-arg]  # no key


def test_an_approved_does_not_hand_out_what_makes_it() -> None:
    assert not hasattr(approved_close(), "key")


@pytest.mark.parametrize("way", [copy.copy, copy.deepcopy, pickle.dumps])
def test_an_approved_is_neither_copied_nor_pickled(way: Any) -> None:
    with pytest.raises(TypeError):
        way(approved_close())


@pytest.mark.parametrize("name", ["calls", "digest", "key", "more"])
def test_an_approved_is_frozen(name: str) -> None:
    with pytest.raises((AttributeError, TypeError)):
        setattr(approved_close(), name, ())


def digest_of(action: Action[Any], base: str = BASE, target: int | None = None) -> str:
    pinned = {} if target is None else {"s1": pins_of_repo(DELETE, target)}
    return digest(pin((replace(step(action), base=base),), pinned))


@for_each(
    "other",
    [
        pytest.param(digest_of(GetIssue(**ISSUE)), id="method"),
        pytest.param(digest_of(CloseIssue(repo="acme/web", issue_number=13)), id="path"),
        pytest.param(
            digest_of(CloseIssue(repo="Acme/web", issue_number=12)), id="case of the path"
        ),
        pytest.param(digest_of(ReopenIssue(**ISSUE)), id="body"),
        pytest.param(digest_of(CloseIssue(**ISSUE, state_reason="completed")), id="more body"),
        pytest.param(digest_of(CLOSE, base="https://api.github.com.evil.example"), id="host"),
        pytest.param(digest_of(CLOSE, base="http://api.github.com"), id="scheme"),
        pytest.param(digest_of(CLOSE, base=BASE + ":8443"), id="port"),
        pytest.param(digest_of(CLOSE, target=7), id="target"),
    ],
)
def test_the_digest_changes_with_whatever_is_sent(other: str) -> None:
    assert digest_of(CLOSE) != other


def test_the_digest_changes_with_the_query_of_a_read() -> None:
    one, two = (ListIssues(repo="acme/web", limit=limit) for limit in (10, 11))

    assert digest_of(one) != digest_of(two)


def test_the_digest_changes_with_the_id_of_the_target() -> None:
    assert digest_of(DELETE, target=7) != digest_of(DELETE, target=8)


def test_the_digest_changes_with_the_order_and_number_of_steps() -> None:
    one, two = step(CLOSE), step(AddComment(**ISSUE, body="Done"), id="s2")
    digests = {digest(steps) for steps in ((one, two), (two, one), (one,), (one, one), (two,))}

    assert 5 == len(digests)


def test_the_digest_says_nothing_of_who_said_what() -> None:
    said, made_up = ((step(CLOSE, origin),) for origin in (Origin.USER, Origin.MODEL))

    assert digest(said) == digest(made_up)


@UNHURRIED
@given(body=st.text(min_size=1, max_size=40), at=st.integers(0, 39), other=st.characters())
def test_one_other_character_of_a_body_gives_another_seal(body: str, at: int, other: str) -> None:
    at %= len(body)
    swapped = body[:at] + other + body[at + 1 :]
    one, two = (_body(text) for text in (body, swapped))

    assert (one == two) is (digest_of(one) == digest_of(two))


def _body(text: str) -> Action[Any]:
    clean = "".join(char for char in text if char != "\x00" and not "\ud800" <= char <= "\udfff")
    return CreateIssue(repo="acme/web", title="Crash", body=clean)


def test_the_digest_of_what_was_approved_is_that_of_its_requests() -> None:
    approved = approve(pin(TWO, {"s2": SEVEN}), None, consent=ALL)

    assert digest(pin(TWO, {"s2": SEVEN})) == approved.digest
    assert digest(TWO) != approved.digest
    assert 64 == len(approved.digest)


def test_the_preview_shows_each_step_with_effect_method_path_and_every_argument() -> None:
    action = CreateIssue(repo="acme/web", title="Crash", labels=("bug", "ui"))
    labels = (Origin.USER, Origin.MODEL)
    origins: Provenance = {"repo": Origin.CONTEXT, "title": Origin.USER, "labels": labels}

    (item,) = preview((act_of("s1", action, origins),)).items

    assert ("s1", Effect.WRITE, "issues.create") == (item.id, item.effect, item.action)
    assert ("POST", "/repos/acme/web/issues") == (item.method, item.path)
    assert 'Open issue "Crash" in acme/web' == item.says
    assert (None, None, None) == (item.phrase, item.confirmation, item.found)
    assert (
        Argument("repo", (("acme/web", Origin.CONTEXT),)),
        Argument("title", (("Crash", Origin.USER),)),
        Argument("labels", (("bug", Origin.USER), ("ui", Origin.MODEL)), is_list=True),
    ) == item.arguments


@for_each("action", WRITES.values(), ids=WRITES)
def test_nothing_that_is_sent_is_missing_from_the_preview(action: Action[Any]) -> None:
    (item,) = preview((step(action),)).items

    shown = {argument.name: argument.values for argument in item.arguments}
    sent = json.loads(action.request(BASE).body or b"{}")
    body = sent["variables"] if action.facts.path == "/graphql" else sent
    places = {
        place_of_value(*field).partition(".")[0] for field in type(action).model_fields.items()
    }
    assert action.sent_arguments().keys() == {name.partition(",")[0] for name in shown}
    assert body.keys() <= places
    for name in body.keys() & shown.keys():
        value = body[name]
        assert len(value if isinstance(value, list) else [value]) == len(shown[name])


def test_a_truth_value_is_shown_as_it_is_sent() -> None:
    (item,) = preview((step(CreateRepo(name="web", private=False)),)).items

    assert Argument("private", (("false", Origin.USER),)) in item.arguments


def test_a_long_text_is_shown_in_full() -> None:
    text = "line\n" * 10_000
    (item,) = preview((step(AddComment(**ISSUE, body=text)),)).items

    assert Argument("body", ((text, Origin.USER),)) in item.arguments


def test_a_list_from_standard_input_is_shown_with_each_of_its_items() -> None:
    action = AddLabels(**ISSUE, labels=("bug", "ui"))
    origins = {"repo": Origin.USER, "issue_number": Origin.USER, "labels": Origin.STDIN}

    (item,) = preview((act_of("s1", action, origins),)).items

    values = (("bug", Origin.STDIN), ("ui", Origin.STDIN))
    assert Argument("labels", values, is_list=True) == item.arguments[-1]


def test_the_preview_names_hosts_identity_and_what_is_at_stake() -> None:
    repo = {"id": 7, "full_name": "acme/web", "stargazers_count": 12}
    hosts = (("GitHub API", "https://ghe.example"),)

    found = preview(TWO, hosts=hosts, identity="Mona", snapshots=snapshots_of(TWO, {"s2": repo}))

    close, delete = found.items
    assert (hosts, "Mona") == (found.hosts, found.identity)
    assert (None, None) == (close.phrase, close.found)
    assert ("acme/web", repo) == (delete.phrase, delete.found)
    assert DeleteRepo.facts.confirmation is delete.confirmation


def test_before_sign_in_the_preview_names_nobody() -> None:
    found = preview(TWO)

    assert (None, ()) == (found.identity, found.hosts)


@for_each(
    ("steps", "consent", "hint"),
    [
        ((step(CLOSE),), NOTHING, "or add --yes."),
        ((step(CLOSE),), Consent(Preapproval(), ExplicitCommands()), "or add --yes."),
        (
            (step(CLOSE),),
            Consent(
                YES, ExplicitCommands(why_none=lambda: "This word was not understood: 'shut'.")
            ),
            "or say it as a plain order. This word was not understood: 'shut'.\n",
        ),
        (
            (step(CLOSE),),
            ordering(READ),
            "The plan is not word for word what your sentence orders.",
        ),
        (
            (step(CLOSE, Origin.REMOTE),),
            Consent(YES, None),
            "or name the repo and the issue number, as in -R acme/web.",
        ),
        ((step(DELETE),), NOTHING, "--confirm acme/web"),
        ((step(CLOSE), step(DELETE, id="s2")), NOTHING, "--confirm acme/web"),
    ],
)
def test_who_cannot_be_asked_is_told_what_to_type(
    steps: tuple[Act, ...], consent: Consent, hint: str
) -> None:
    error = needs_approval(steps, consent)

    # What destroys is never a line to paste.
    for one in steps:
        line = f"\n  aegis do {one.action.facts.action} --"
        assert (line in (error.hint or "")) is (one.effect is not Effect.DESTRUCTIVE)
    assert Code.NEEDS_APPROVAL is error.code
    assert hint in (error.hint or "")
    assert steps[0].action.says() in error.message


@pytest.mark.parametrize(
    ("origin", "caution"),
    [
        (Origin.USER, ""),
        (Origin.MODEL, " (the model made up the repo and the issue number and the name)"),
    ],
)
def test_a_hint_with_lines_to_copy_names_what_the_model_made_up(
    origin: Origin, caution: str
) -> None:
    removed = step(RemoveLabel(**ISSUE, name="bug"), origin)

    hint = needs_approval((removed,), ordering(READ)).hint or ""

    assert f"\nThe plan as an action, if that is what you want{caution}:\n" in hint


def test_a_hint_has_a_line_for_each_act_that_can_be_typed_and_none_without_one() -> None:
    plain = (step(CLOSE), step(ReopenIssue(**ISSUE), id="s2"))
    lines = "".join(
        f"\n  aegis do issues.{verb} --repo acme/web --issue-number 12 --yes"
        for verb in ("close", "reopen")
    )

    assert (needs_approval(plain, NOTHING).hint or "").endswith(f"what you want:{lines}")
    assert "Run it on a terminal, or add --confirm acme/web." == (
        needs_approval((step(DELETE),), NOTHING).hint
    )


def test_a_hint_names_every_option_that_the_plan_needs() -> None:
    other = step(DeleteRepo(repo="acme/api"), id="s3")

    hint = needs_approval((step(CLOSE), step(DELETE, id="s2"), other), NOTHING).hint or ""

    assert all(part in hint for part in ("--yes", "--confirm acme/web", "--confirm acme/api"))


@for_each(
    ("asked", "consent", "why"),
    [
        ((step(CLOSE),), NOTHING, ""),
        ((step(CLOSE),), Consent(Preapproval(), ExplicitCommands()), ""),
        ((step(DELETE),), Consent(YES, ExplicitCommands()), ""),
        (
            (step(CLOSE),),
            ordering(READ),
            "The plan is not word for word what your sentence orders.",
        ),
        (
            (step(CLOSE),),
            Consent(YES, ExplicitCommands(why_none=lambda: "No 'shut'.")),
            "No 'shut'.",
        ),
        (
            (step(DELETE), step(CLOSE, Origin.REMOTE)),
            Consent(YES, None),
            "You did not name the repo and the issue number yourself.",
        ),
    ],
)
def test_whoever_is_asked_in_spite_of_yes_is_told_why(
    asked: tuple[Act, ...], consent: Consent, why: str
) -> None:
    assert why == why_not_preapproved(asked, consent)
