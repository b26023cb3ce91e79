"""The steps that a sentence orders: read by the grammar alone, in full, at the lowest grade."""

from typing import Any

import pytest

from aegis_cli.actions.catalog import ENTRIES, load
from aegis_cli.planning.expansion import expand
from aegis_cli.planning.grammar.doubts import negations
from aegis_cli.planning.grammar.explicit_commands import ExplicitCommands, explicit_commands_in
from aegis_cli.planning.grammar.steps import Gap, plan_sentence
from aegis_cli.planning.plan import Context, Grade, Origin, Plan
from aegis_cli.planning.sentence.sentence import Sentence
from aegis_cli.planning.wire import WirePlan, WireStep
from tests.helpers.rows import for_each

CHOSEN = Context(repo="acme/web")
INFERRED = Context(repo="acme/web", repo_origin=Origin.REMOTE)
PIPED = Context(stdin=True)
AFTER = Context(
    last={"action": "issues.get", "arguments": {"repo": "acme/web", "issue_number": 12}}
)


def of(text: str, context: Context | None = None) -> ExplicitCommands:
    return explicit_commands_in(Sentence(text), context or Context(), load)


def orders(text: str, context: Context | None = None) -> list[tuple[str, dict[str, Any]]]:
    acts = expand(Plan(of(text, context).steps), {})
    return [(act.action.facts.action, act.action.sent_arguments()) for act in acts]


def planned(text: str, context: Context) -> list[WireStep]:
    wire = plan_sentence(text, context)
    return wire.steps if isinstance(wire, WirePlan) else []


def writes(text: str, context: Context | None = None) -> list[str]:
    acts = expand(Plan(of(text, context).steps), {})
    return [act.action.facts.action for act in acts if act.needs_approval]


CLOSED = ("issues.close", {"repo": "acme/web", "issue_number": 12, "state": "closed"})


@for_each(
    "text",
    [
        "close acme/web#12",
        "Close #12 in acme/web.",
        "please close acme/web#12!",
        "can you close acme/web#12, please?",
        "Could you close acme/web#12? Thanks",
        "can you close acme/web#12 for me",
        "close acme/web #12",
        "acme/web#12: close it",
        "acme/web#12, close it",
        "close https://github.com/acme/web/issues/12",
        "close acme/web#12, it's fixed",
        "close acme/web#12, merged in v1.2 yesterday",
        "close acme/web#12 since mona fixed it",
        "close acme/web#12 because nobody can reproduce it",
        "close acme/web#12 (fixed by mona)",
    ],
)
def test_a_plain_order_is_read_in_full(text: str) -> None:
    assert [CLOSED] == orders(text)


@for_each(
    "text",
    [
        "close acme/web#12, it's not fixed",
        "close acme/web#12, if it's fixed",
        "close acme/web#12, once it's fixed",
        "close acme/web#12, fixed or not",
        "close acme/web#12, it's fixed but wait",
        "close acme/web#12, mona never fixed it",
        "close acme/web#12, no",
        "close acme/web#12: done",
        "close acme/web#12 [not #13]",
        "close acme/web#12 {draft}",
        "> close acme/web#12",
        "| close acme/web#12 |",
        "\u201dclose acme/web#12\u201d",
        "\u00bbclose acme/web#12\u00ab",
        "<\u2039close acme/web#12>>",
        "'close acme/web#12",
        "close acme/web#12'",
        "close acme/web#12\u00b2",
        "close acme/web#\u3251",
        "close https://evil.example/acme/web/issues/12",
        "close acme/web#12 and/or acme/web#13",
        "list the issues of acme/web | close acme/web#12",
        "label names on acme/web#12",
        "open an issue about CI/CD titled 'x'",
        "open an issue CI/CD titled 'x'",
    ],
)
def test_a_sentence_that_is_not_read_in_full_orders_nothing(text: str) -> None:
    found = of(text)

    assert () == found.steps
    assert found.why_none().startswith("It is not understood in full. ")


@for_each(
    ("grade", "text", "context", "reason"),
    [
        (Grade.INDIRECT, "can you close acme/web#12", None, "It asks or wishes"),
        (Grade.INDIRECT, "I want to close acme/web#12", None, "It asks or wishes"),
        (Grade.INDIRECT, "close acme/web#12?", None, "It asks or wishes"),
        (Grade.INDIRECT, "let's close acme/web#12", None, "It asks or wishes"),
        (Grade.INDIRECT, "then close acme/web#12", None, "It begins with 'then'"),
        (Grade.INDIRECT, "label acme/web#12 nicht", None, "'nicht' may be no name"),
        (Grade.INDIRECT, "assign a review on acme/web#12", None, "'review' may be no name"),
        (Grade.INDIRECT, "comment on acme/web#12: stdin", PIPED, "After a colon"),
        (Grade.CORRECTED, "close acme/web#\uff11\uff12", None, "after some characters in it"),
        (
            Grade.CORRECTED,
            "can you close acme/web#1\U0001d7d0",
            None,
            "after some characters in it",
        ),
        (
            Grade.CORRECTED,
            "comment \u00bbdone\u201c close it \u201e\u00ab on acme/web#12",
            None,
            "after some characters in it",
        ),
        (Grade.FROM_CONTEXT, "close #12", INFERRED, "is only inferred"),
        (Grade.FROM_CONTEXT, "close #12 in this repo", INFERRED, "is only inferred"),
        (Grade.FROM_CONTEXT, "close it", AFTER, "is only inferred"),
    ],
)
def test_a_higher_grade_is_read_and_not_covered(
    grade: Grade, text: str, context: Context | None, reason: str
) -> None:
    around = context or Context()
    found = of(text, around)

    assert () == found.steps
    assert reason in found.why_none()
    assert isinstance(plan_sentence(text, around, Grade(grade - 1)), Gap)
    assert not isinstance(plan_sentence(text, around, grade), Gap)


@for_each(
    ("text", "word"),
    [
        ("Then close acme/web#12.", "Then"),
        ("then, close acme/web#12", "then"),
        ("and close acme/web#12", "and"),
        ("& close acme/web#12", "&"),
        ("also label acme/web#12 bug", "also"),
        ("next, close acme/web#12", "next"),
        ("afterwards reopen acme/web#12", "afterwards"),
        ("OK: close acme/web#12", "OK"),
        ("okay, close acme/web#12", "okay"),
        ("hey, then close acme/web#12", "then"),
        ("just then close acme/web#12", "then"),
        ("go ahead and then close acme/web#12", "then"),
        ("then comment on acme/web#12: thanks", "then"),
    ],
)
def test_a_sentence_that_goes_on_from_another_is_no_plain_order(text: str, word: str) -> None:
    found = of(text)

    assert () == found.steps
    assert found.why_none().startswith("It may mean something else, and only a plain order")
    assert f"It begins with '{word}'," in found.why_none()
    assert isinstance(plan_sentence(text, Context(), Grade.INDIRECT), WirePlan)


@for_each(
    ("text", "word"),
    [
        ("label acme/web#12 bug and nicht", "nicht"),
        ("label acme/web#12 Nunca", "Nunca"),
        ("add the label \u7981\u6b62 to acme/web#12", "\u7981\u6b62"),
        ("label acme/web#12 \u00fcber", "\u00fcber"),
        ("create the milestone nunca in acme/web", "nunca"),
        ("create a private repository called niente", "niente"),
        ("assign acme/web#12 to niemand", "niemand"),
        ("give acme/web#12 to @mona and niemand", "niemand"),
        ("assign review to acme/web#12", "review"),
        ("assign reviewers to acme/web#12", "reviewers"),
        ("assign acme/web#12 to user", "user"),
        ("assign mona and reviews to acme/web#12", "reviews"),
        ("unassign reviewer from acme/web#12", "reviewer"),
        ("assign the owner to acme/web#12", "owner"),
        ("assign an owner to acme/web#12", "owner"),
        ("label acme/web#12 the same", "same"),
        ("label acme/web#12 as a bug", "bug"),
        ("label acme/web#12 as a bug and comment: thanks", "bug"),
        ("put the bug label on acme/web#12 and label acme/web#13 as the bug", "bug"),
        ("assign the owner issue acme/web#12", "owner"),
        ("add acme/web to the team core of reviews", "reviews"),
        ("show acme/web#12 and label it nicht", "nicht"),
        ("close acme/web#13 and label acme/web#12 nicht", "nicht"),
    ],
)
def test_a_word_that_may_be_no_name_makes_no_plain_order(text: str, word: str) -> None:
    found = of(text)

    assert () == found.steps
    assert found.why_none().startswith("It may mean something else, and only a plain order")
    assert f"'{word}' may be no name here" in found.why_none()
    assert isinstance(plan_sentence(text, Context(), Grade.INDIRECT), WirePlan)


@for_each(
    "text",
    [
        "comment on acme/web#12: stdin",
        "comment on acme/web#12: Standard Input",
        "comment on acme/web#12: the piped text",
        "comment on acme/web#12 : stdin",
        "close acme/web#12 and comment: stdin",
        "open an issue in acme/web titled 'Crash', body: stdin",
    ],
)
def test_standard_input_behind_a_colon_may_be_a_text(text: str) -> None:
    found = of(text, PIPED)

    assert () == found.steps
    assert "After a colon this may be the text itself" in found.why_none()
    assert isinstance(plan_sentence(text, PIPED, Grade.INDIRECT), WirePlan)


@for_each(
    ("text", "actions"),
    [
        ("close acme/web#12, then close acme/web#13", ["issues.close"] * 2),
        ("close acme/web#12. OK, label it bug", ["issues.close", "issues.add_labels"]),
        ("go ahead and close acme/web#12", ["issues.close"]),
        ("now close acme/web#12", ["issues.close"]),
        ("hey aegis, close acme/web#12", ["issues.close"]),
        ("label acme/web#12 'nicht'", ["issues.add_labels"]),
        ('label acme/web#12 "\u7981\u6b62"', ["issues.add_labels"]),
        ("label acme/web#12 release", ["issues.add_labels"]),
        ("put the bug label on acme/web#12", ["issues.add_labels"]),
        ("put the bug and urgent labels on acme/web#12", ["issues.add_labels"]),
        ("add the bug, ui, and 'needs triage' labels to acme/web#12", ["issues.add_labels"]),
        ("drop the wontfix label from acme/web#12", ["issues.remove_label"]),
        ("assign @review to acme/web#12", ["issues.add_assignees"]),
        ("assign the @mona to acme/web#12", ["issues.add_assignees"]),
        ("assign @niemand to acme/web#12", ["issues.add_assignees"]),
        ("close acme/web#12 as a duplicate", ["issues.close"]),
        (
            "list the issues of acme/web labelled nicht and close acme/web#12",
            ["issues.list", "issues.close"],
        ),
        ("comment stdin on acme/web#12", ["issues.add_comment"]),
        (
            "comment on https://github.com/acme/web/issues/12 with the piped text",
            ["issues.add_comment"],
        ),
        ("open an issue in acme/web titled 'a: b' with stdin as the body", ["issues.create"]),
        ("comment on acme/web#12: thanks", ["issues.add_comment"]),
        ("comment on acme/web#12: it reads standard input", ["issues.add_comment"]),
        ("label acme/web#12 as a 'bug'", ["issues.add_labels"]),
    ],
)
def test_what_can_mean_one_thing_only_stays_a_plain_order(text: str, actions: list[str]) -> None:
    found = [step.action.facts.action for step in of(text, PIPED).steps]

    assert actions == found


def test_what_is_missing_is_said_before_a_doubt() -> None:
    assert "Standard input is empty here" in of("comment on acme/web#12: stdin").why_none()


def test_every_word_that_says_no_is_a_label_in_quotation_marks_only() -> None:
    words = negations()

    assert len(words) > 200
    for word in words:
        assert [] == writes(f"label acme/web#12 {word}"), word
        assert ["issues.add_labels"] == writes(f"label acme/web#12 '{word}'"), word


@for_each(
    "text",
    [
        "I want to close acme/web#12, please show it",
        "I need to close acme/web#12. Can you show it, please?",
        "I want to close acme/web#12, thanks",
        "please show acme/web#12. close acme/web#13?",
        "can you show acme/web#12? thanks. can you close it?",
        "let's close acme/web#12, please",
        "close acme/web#12? thanks",
        "label acme/web#12 bug? thanks",
    ],
)
def test_a_courtesy_makes_no_order_of_a_wish_or_of_another_request(text: str) -> None:
    assert [] == writes(text)


@for_each(
    "text",
    [
        "close #12, !#13 in acme/web",
        "close acme/web#12, !acme/web#13",
        "label acme/web#12 !bug",
        "close acme/web!12",
        "close acme/web#12 ;)",
        "close acme/web#12 :)",
        ") close acme/web#12 (",
        "; close acme/web#12",
        ": close acme/web#12",
        ". close acme/web#12",
        "label acme/web#12. bug",
        "assign acme/web#12! mona",
        "close! acme/web#12",
        "rename acme/web#12 to <new title>",
        "comment on acme/web#12: <text>",
        "close issue 1,200 in acme/web",
        "close #1,200 in acme/web",
    ],
)
def test_a_mark_that_may_take_something_back_is_never_dropped(text: str) -> None:
    assert [] == writes(text)


@for_each(
    "text",
    [
        "show acme/web#12 with a comment 'done'",
        "show acme/web#12 with the reply 'done'",
        "show acme/web#12 with a comment 'done' on acme/web#13",
        "show acme/web#12, close",
        "show acme/web#12, resolve",
        "list the comments of acme/web#12, reopen",
        "show acme/web#12, assign me",
        "show acme/web#12 and acme/web#13, close it",
        "show acme/web#12 and acme/web#13 and close that",
        "show acme/web#12, close both",
    ],
)
def test_a_write_takes_no_target_from_a_look_that_does_not_give_it(text: str) -> None:
    assert [] == writes(text)


@for_each(
    "text",
    [
        "open the issue 'Crash' in acme/web",
        "open issue 'Crash' in acme/web",
        "report the bug in acme/web: a",
        "add the issue 'Crash' of acme/web",
        "make the repository called website public",
        "make project 'website' public",
        "start the project named website",
    ],
)
def test_an_object_that_may_exist_already_is_not_created(text: str) -> None:
    assert [] == writes(text)


@for_each(
    "text",
    [
        "edit the description of acme/web#12: it has a typo",
        "update the title of acme/web#12: make it shorter",
        "rename acme/web#12: ask mona",
        "label acme/web#12: as discussed",
        "mark acme/web#12 as: read",
        "set the labels of acme/web#12 to: undo bug",
        "create a repo: something small",
        "create a repo: something",
        "change labels on acme/web#12 by hand",
        "set the label of acme/web#12 to urgent",
        "post from acme/web#12: looks good",
        "comment of acme/web#12: looks good",
        "comment 12 of acme/web: looks good",
        "write for acme/web#12: a summary",
        "assign mona from acme/web#12",
        "remove label bug to acme/web#12",
    ],
)
def test_a_text_or_a_target_stands_behind_a_word_that_fits_the_verb(text: str) -> None:
    assert [] == writes(text)


@for_each(
    "text",
    [
        "give summary acme/web#12",
        "assign acme/web#12 randomly",
        "assign acme/web#12 asap",
        "label acme/web#12 properly",
        "label acme/web#12 as discussed",
        "label acme/web#12 -bug",
        "add better labels to acme/web#12",
        "remove old labels from acme/web#12",
        "give acme/web#12 fewer labels",
        "label acme/web#12 bug, kidding",
        "assign acme/web#12 to mona, nope",
        "close acme/web#12, 2024",
    ],
)
def test_a_manner_or_a_count_is_no_value(text: str) -> None:
    assert [] == writes(text)


BARE: list[tuple[str, str, dict[str, Any]]] = [
    ("label 12 bug", "issues.add_labels", {"labels": ["bug"]}),
    ("label 12 'docs'", "issues.add_labels", {"labels": ["docs"]}),
    ("close 12", "issues.close", {"state": "closed"}),
    ("please close 12", "issues.close", {"state": "closed"}),
    (
        "close 12 as not planned",
        "issues.close",
        {"state": "closed", "state_reason": "not_planned"},
    ),
    ("assign 12 to mona", "issues.add_assignees", {"assignees": ["mona"]}),
    ("rename 12 to 'New'", "issues.update", {"title": "New"}),
    ("give 12 a thumbs up", "issues.react", {"content": "+1"}),
    ("merge 12 by squash", "pulls.merge", {"merge_method": "squash"}),
    ("approve 12", "reviews.create", {"event": "APPROVE"}),
    ("mark 12 as ready", "pulls.mark_ready", {}),
]
"""Orders with a bare number right behind the verb, as the whole target."""


@for_each(("text", "action", "more"), BARE)
def test_a_bare_number_behind_a_verb_is_a_target_in_a_repository_that_the_person_says(
    text: str, action: str, more: dict[str, Any]
) -> None:
    number = "pull_number" if action.startswith(("pulls.", "reviews.")) else "issue_number"
    order = [(action, {"repo": "acme/web", number: 12, **more})]
    named = Context(repo="mona/site", repo_origin=Origin.REMOTE)

    assert order == orders(text, CHOSEN)
    assert order == orders(f"{text}, it's fixed", CHOSEN)
    assert order == orders(f"in acme/web, {text}", named)


@for_each("text", [text for text, _, _ in BARE])
def test_a_bare_number_is_asked_about_where_only_a_git_remote_says_the_repository(
    text: str,
) -> None:
    assert [] == orders(text, INFERRED)
    assert isinstance(plan_sentence(text, INFERRED), WirePlan)
    assert isinstance(plan_sentence(text, Context()), Gap)


@for_each(
    "text",
    [
        "close 3 stale issues",
        "close 3 issues",
        "close 3 stale",
        "close 3 more",
        "close 3 bugs",
        "close 3 of them",
        "close 3 of these issues",
        "close 3 of acme/web",
        "close the first 3",
        "close another 3",
        "close both 3",
        "close at most 3",
        "close three",
        "close 3-5",
        "close 3 to 5",
        "close 3 or 4",
        "close 3, 4",
        "close 3 and 4",
        "close 3 and #4",
        "close 3 4",
        "close 1,200",
        "close 3 times",
        "close in 3",
        "close '3'",
        "3: close it",
        "#12: tidy up",
        "3, close it",
        "label 2 issues bug",
        "label 2 bugs",
        "label 2 tasks",
        "label 2 stale bug",
        "label bug 2",
        "add 2 labels bug and ui",
        "add 2 labels bug and ui in acme/web",
        "give 3 thumbs up",
        "give 3 hearts in acme/web",
        "assign 2 reviewers",
        "assign 2 people to mona",
        "merge 2 branches",
        "merge 2 of acme/web",
        "approve 2 pull requests",
        "approve 2 prs",
        "resolve 3 conflicts",
        "reopen 3 closed tickets",
        "revert 2 commits",
        "delete 3 labels",
        "comment 3",
        "comment 3 'times'",
        "close acme/web 3",
        "add 19 as a sub-issue of acme/web#16",
        "close #12 as a duplicate of 3",
    ],
)
def test_a_count_is_never_a_target(text: str) -> None:
    after = Context(
        repo="acme/web", last={"action": "repos.get", "arguments": {"repo": "acme/web"}}
    )

    assert [] == writes(text, CHOSEN)
    assert [] == [step for step in planned(text, after) if ENTRIES[step.action].effect != "read"]


@pytest.mark.parametrize(
    "text",
    [
        "close acme/web#12, mona did that already",
        "close acme/web#12 - done",
        "close acme/web#12. It was done yesterday",
        "close acme/web#12, we finished it last week",
    ],
)
def test_a_clause_that_may_report_a_write_is_no_reason(text: str) -> None:
    assert [] == writes(text)


@for_each(
    "text",
    [
        "close https://github.com/acme/web/issues/12/edit",
        "close https://github.com/acme/web/issues/12/../13",
        "close https://github.com/acme/web/pull/12/commits/abc",
        "close https://evil.example@github.com/acme/web/issues/12",
        "close ftp://github.com/acme/web/issues/12",
        "close #12 in https://github.com/acme/web/tree/acme/api",
        "open an issue in https://github.com/acme/web/blob/main/README.md titled 'x'",
        "open an issue on 12/25 titled 'x'",
        "open an issue for CI/CD titled 'x'",
        "close #12 at 24/7",
    ],
)
def test_a_write_goes_to_no_part_of_a_url_and_to_no_date(text: str) -> None:
    assert [] == writes(text)


def test_a_repository_that_the_person_chose_need_not_be_named() -> None:
    assert [CLOSED] == orders("close #12", CHOSEN)
    assert [] == orders("close #12", INFERRED)


def test_a_value_that_the_action_refuses_is_no_order() -> None:
    found = of("create a private repo named .. ")

    assert () == found.steps
    assert found.why_none()


def test_the_part_that_is_not_understood_is_named() -> None:
    assert "'unless', 'mona', 'objects'" in of("close acme/web#12 unless mona objects").why_none()


def test_only_urls_of_the_github_that_is_set_are_targets() -> None:
    ghe = Context(host="ghe.example")
    sentence = Sentence("close https://ghe.example/acme/web/issues/12", "ghe.example")

    assert [CLOSED[0]] == [
        s.action.facts.action for s in explicit_commands_in(sentence, ghe, load).steps
    ]
    assert [] == orders("close https://github.com/acme/web/issues/12", ghe)


@for_each(
    "word",
    "some right any proper later wait tbd monday friday dienstag lundi martes giovedi quarta".split(),
)
def test_a_word_for_how_many_or_when_is_no_label_and_no_login(word: str) -> None:
    for said in (f"label acme/web#12 {word}", f"assign {word} to acme/web#12"):
        found = explicit_commands_in(Sentence(said), Context(repo="acme/web"), load)
        assert () == found.steps, said
    quoted = f"label acme/web#12 '{word}'"
    assert explicit_commands_in(Sentence(quoted), Context(repo="acme/web"), load).steps
