"""The lenient reader: what is no plain order is read in full, in any order, or not at all."""

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aegis_cli.planning.grammar.grammar import GRAMMAR
from aegis_cli.planning.grammar.steps import plan_sentence
from aegis_cli.planning.lenient.reader import Guess, guess
from aegis_cli.planning.plan import Context, Origin
from aegis_cli.planning.wire import WirePlan
from bench import understood
from tests.helpers.rows import for_each

HERE = Context(repo="acme/web", repo_origin=Origin.CONTEXT)
TODAY = date(2026, 11, 29)

Steps = list[tuple[str, dict[str, str]]]


def read(text: str, context: Context = HERE) -> Guess | None:
    return guess(text, context, GRAMMAR, TODAY)


def steps(text: str, context: Context = HERE) -> Steps:
    """Return what a sentence is read as, without the current repository."""
    found = read(text, context)
    return [
        (
            step.action,
            {arg.name: arg.value for arg in step.args if arg.value != context.repo},
        )
        for step in (found.plan.steps if found else ())
    ]


OPEN_BUGS = [("issues.list", {"state": "open", "labels": "bug"})]
CLOSE_12 = [("issues.close", {"issue_number": "12"})]

READ: dict[str, Steps] = {
    "gimme main's commits plz": [("commits.list", {"sha": "main"})],
    "what commits does main have?": [("commits.list", {"sha": "main"})],
    "commits on main since monday": [("commits.list", {"sha": "main", "since": "2026-11-23"})],
    # A typing error, slang, a wish, a question, a telegram.
    "all issues assigned to alice's": [("issues.list", {"assignee": "alice"})],
    "lits the open isues": [("issues.list", {"state": "open"})],
    "clsoe #12": CLOSE_12,
    "gimme the open bugs": OPEN_BUGS,
    "#12 should be closed": CLOSE_12,
    "are the checks green on PR 11?": [("pulls.get", {"pull_number": "11"})],
    "PR 11 files": [("pulls.list_files", {"pull_number": "11"})],
    "12 close pls": CLOSE_12,
    "main protection": [("branches.get_protection", {"branch": "main"})],
    # Values of which the words say nothing.
    "README.md": [("files.get", {"path": "README.md"})],
    "docs/offline.md on branch checkout": [
        ("files.get", {"path": "docs/offline.md", "ref": "checkout"})
    ],
    "which issues were opened since yesterday?": [
        ("issues.search", {"created_since": "2026-11-28"})
    ],
    "issues opened this week": [("issues.search", {"created_since": "2026-11-23"})],
    "issues opened this year": [("issues.search", {"created_since": "2026-01-01"})],
    "issues opened since monday": [("issues.search", {"created_since": "2026-11-23"})],
    "list issues since december 12": [("issues.search", {"created_since": "2025-12-12"})],
    "create a milestone v3 due friday": [
        ("milestones.create", {"title": "v3", "due_on": "2026-12-04"})
    ],
    "create a milestone v3 due january 5": [
        ("milestones.create", {"title": "v3", "due_on": "2027-01-05"})
    ],
    "issues opened in the last 3 days": [("issues.search", {"created_since": "2026-11-26"})],
    "issues opened 3 weeks ago": [("issues.search", {"created_since": "2026-11-08"})],
    "the last ten failed runs": [("runs.list", {"status": "failure", "limit": "10"})],
    "merge #11 and delete the branch feature/x": [
        ("pulls.merge", {"pull_number": "11"}),
        ("branches.delete", {"branch": "feature/x"}),
    ],
    "branch sign-on remove pls": [("branches.delete", {"branch": "sign-on"})],
    # Several requests, of which one shares what another is about.
    "show PR 11 and its diff": [
        ("pulls.get", {"pull_number": "11"}),
        ("pulls.get_diff", {"pull_number": "11"}),
    ],
    "issues of acme/web and acme/api": [
        ("issues.list", {}),
        ("issues.list", {"repo": "acme/api"}),
    ],
    "take the label bug off 12, it's fixed": [
        ("issues.remove_label", {"issue_number": "12", "name": "bug"})
    ],
    # What is said of a thing before the order about it, or why behind it.
    "12 is done, close it": CLOSE_12,
    "issue 12 is a pain; close it": CLOSE_12,
    "12 and 13 are dupes of 11, close em": [
        ("issues.close_as_duplicate", {"issue_number": "12", "duplicate_of": "11"}),
        ("issues.close_as_duplicate", {"issue_number": "13", "duplicate_of": "11"}),
    ],
    "12 done, close": CLOSE_12,
    "ship it, pr 11": [("pulls.merge", {"pull_number": "11"})],
    "lgtm, approve 11": [("reviews.create", {"pull_number": "11", "event": "APPROVE"})],
    "close 12, superseded": CLOSE_12,
    "reopen 12 its flaky": [("issues.reopen", {"issue_number": "12"})],
    "pls close 12 and close 12 real quick": CLOSE_12,
    "pls close 12 13": [*CLOSE_12, ("issues.close", {"issue_number": "13"})],
    "12 is spam, lock it": [("issues.lock", {"issue_number": "12", "lock_reason": "spam"})],
    "12's getting nasty, lock it down": [("issues.lock", {"issue_number": "12"})],
    "scrap PR 9, just close it": [("pulls.close", {"pull_number": "9"})],
    "label 12 docs": [("issues.add_labels", {"issue_number": "12", "labels": "docs"})],
    "12 duplicates 11, close it": [
        ("issues.close_as_duplicate", {"issue_number": "12", "duplicate_of": "11"})
    ],
    "wontfix 12, close it": [
        ("issues.close", {"issue_number": "12", "state_reason": "not_planned"})
    ],
    "PR 11 files and commits": [
        ("pulls.list_files", {"pull_number": "11"}),
        ("pulls.list_commits", {"pull_number": "11"}),
    ],
    # What is written short.
    "issues label:bug assignee:alice": [("issues.list", {"labels": "bug", "assignee": "alice"})],
    "12's labels": [("issues.list_labels", {"issue_number": "12"})],
    "bob's open prs": [("pulls.search", {"author": "bob", "state": "open"})],
    "what did ppl say on 12": [("issues.list_comments", {"issue_number": "12"})],
    "whats the deal with pr 11": [("pulls.get", {"pull_number": "11"})],
    # Names that say by themselves what they are.
    "put 12 in v2.0": [("issues.update", {"issue_number": "12", "milestone": "v2.0"})],
    "drop needs-triage from 12": [
        ("issues.remove_label", {"issue_number": "12", "name": "needs-triage"})
    ],
    "gimme the prs from alice": [("pulls.search", {"author": "alice"})],
    "whats assigned to alice": [("issues.list", {"assignee": "alice"})],
    "unassigned bugs": [("issues.list", {"assignee": "none", "labels": "bug"})],
    # What somebody is to be told is a comment that mentions them.
    "tell alice on #12 that the build won't break": [
        ("issues.add_comment", {"issue_number": "12", "body": "@alice the build won't break"})
    ],
    "write on issue 12 that it works": [
        ("issues.add_comment", {"issue_number": "12", "body": "it works"})
    ],
    'let @alice know on 12: "can you retest?"': [
        ("issues.add_comment", {"issue_number": "12", "body": "@alice can you retest?"})
    ],
    'leave a comment on 12: "any news?"': [
        ("issues.add_comment", {"issue_number": "12", "body": "any news?"})
    ],
    "take 12 out of its milestone": [
        ("issues.update", {"issue_number": "12", "milestone": "@none"})
    ],
    # What is said before an order or behind it, twice, or misspelled so that it is another word.
    "well, label #12 'help wanted'": [
        ("issues.add_labels", {"issue_number": "12", "labels": "help wanted"})
    ],
    "ship it, merge 11": [("pulls.merge", {"pull_number": "11"})],
    "lst the open issues": [("issues.list", {"state": "open"})],
    "wich files dose PR 11 change": [("pulls.list_files", {"pull_number": "11"})],
    "put #12 in teh milstone 'GA'": [("issues.update", {"issue_number": "12", "milestone": "GA"})],
    "closed issues by bob, 10 max": [
        ("issues.list", {"state": "closed", "creator": "bob", "limit": "10"})
    ],
    "show 'docs/My notes.md'": [("files.get", {"path": "docs/My notes.md"})],
    "merge 11 when checks pass": [("pulls.enable_auto_merge", {"pull_number": "11"})],
    # A politer or longer way to ask, and what is no longer wanted.
    "mind merging 11? thx": [("pulls.merge", {"pull_number": "11"})],
    "i'd love it if you could close 12": CLOSE_12,
    "tell me what changed in pr 11": [("pulls.get_diff", {"pull_number": "11"})],
    "#12 doesn't need the label bug anymore": [
        ("issues.remove_label", {"issue_number": "12", "name": "bug"})
    ],
    "assign nina to 12, she's on it": [
        ("issues.add_assignees", {"issue_number": "12", "assignees": "nina"})
    ],
    # One request for each name, a thing of another request, and why.
    "delete the branches try-a and try-b": [
        ("branches.delete", {"branch": "try-a"}),
        ("branches.delete", {"branch": "try-b"}),
    ],
    "delete the branches x1, y1 and 'z1' in acme/web": [
        ("branches.delete", {"branch": "x1"}),
        ("branches.delete", {"branch": "y1"}),
        ("branches.delete", {"branch": "z1"}),
    ],
    "ask nina for a review of PR 11 and turn on auto-merge there": [
        ("pulls.request_reviewers", {"pull_number": "11", "reviewers": "nina"}),
        ("pulls.enable_auto_merge", {"pull_number": "11"}),
    ],
    "PR 11 is done from my side, so mark it as ready for review.": [
        ("pulls.mark_ready", {"pull_number": "11"})
    ],
    "lock down #12 because people are too heated there": [
        ("issues.lock", {"issue_number": "12", "lock_reason": "too heated"})
    ],
    "close milestone Sprint 14, we're done": [
        ("milestones.update", {"milestone": "Sprint 14", "state": "closed"})
    ],
    "mark #12 as dupe of #16 k?": [
        (
            "issues.close_as_duplicate",
            {"issue_number": "12", "duplicate_of": "16"},
        )
    ],
    "dismis review 11 of #12 saying 'outdated'": [
        (
            "reviews.dismiss",
            {"pull_number": "12", "review_id": "11", "message": "outdated"},
        )
    ],
    # Other languages; what was typed stays as it is.
    "enlève l'étiquette bug de l'issue 12 et assigne-la-moi": [
        ("issues.remove_label", {"issue_number": "12", "name": "bug"}),
        ("issues.add_assignees", {"issue_number": "12", "assignees": "@me"}),
    ],
    "Crée un jalon « Version 2 »": [("milestones.create", {"title": "Version 2"})],
    "apaga o branch teste-antigo do acme/web": [("branches.delete", {"branch": "teste-antigo"})],
    "mach #12 zu": CLOSE_12,
    "zeig mir die offenen Issues": [("issues.list", {"state": "open"})],
    "ferme l'issue 12 et verrouille-la": [*CLOSE_12, ("issues.lock", {"issue_number": "12"})],
    "¿qué PRs siguen en borrador?": [("pulls.search", {"draft": "true"})],
    "fecha a issue 12": CLOSE_12,
    "mostrami i file della PR 11": [("pulls.list_files", {"pull_number": "11"})],
    "#12 に「明日 確認します」とコメントして": [
        ("issues.add_comment", {"issue_number": "12", "body": "明日 確認します"})
    ],
    "关闭 issue 12": CLOSE_12,
}

UNREAD = [
    "",
    "1" * 4_400,  # more digits than Python makes a number of
    f"show last {'9' * 4_400} open issues pls",
    f"close {'1' * 4_400}",
    "no bloquees #34",  # a negation in one of the languages that it may be in
    "no integres #23",
    "no reabras #38",
    "remove bob",  # from the organization that the repository is of, or from what else
    "kick bob",
    "delete bob",
    "remove bob from the repo",
    "transfer acme/web",
    "recover the branch checks",  # a verb that nobody knows, and no name
    "undelete the branch runs",
    "lol",
    "don't close #12",
    "dnot merge #11",
    "merge #11 once bob has approved it",
    "bob said to close #12",
    "I already closed #12",
    "how do I close #12?",
    "should I merge #11?",
    "close 12 or 16",
    "close it",
    "assign somebody to #16",
    "12 is a pain",
    "the checks are red",
    "so many open issues",
    "list issues older than the release",
    "issues that bob closed since monday",
    "12 is not ready, merge it",
    "12 is done, did you close it",
    "12 is done, close it and it",
    "12 is done, close 13",
    "12 is done, 13 is not ready either",
    "12 is open, ok",
    "12 closed, nice",
    "thx for closing 12",
    "stick to #12",
    "12 is a mess, love it",
    "its like 12",
    "put 12 in perspective",
    "comment on 12 that bob made",
    "get bob off 12",
    "bug label off 12",
    "list issues labelled @bob pls",
    "issues filed after 2026-11-21",
    "so whats the deal with draft PRs",
    "alice 12 is done, close it",
    "main is broken, close it",
    "is 12 done, close",
    "close 12 its 13",
    "tell everybody on #12 that it is fixed",
    "gimme the prs opened by bots",
    "take bob off 14",
    "list PRs grouped by author",
    "what was merged yesterday?",
    "issues opened 3 days before",
    "issues opened since february 31",
    "close 12, lock 12, pin 12 and star acme/api",
    "oldest branch",
    "fix the bug in #12",
    "label bug",
    "label #12",
    "find issues about",
    "close #12 #16 duplicate",
    "delete v1.0 and all the issues in it",
    "blimey, label #12 'help wanted'",
    "open an issue about CI/CD titled 'Log'",
    "close in on #12",
    "which of my PRs should be closed?",
    "what does 'close #12 as not planned' do?",
    "what does 'README.md' do?",
    "show 'close #12 as not planned'",
    "where can I see who is assigned to #12?",
    "list the PRs closed without merging",
    "merge #11, ok? or not?",
    "should #12 be closed, ok?",
    "well, 12 is closed",
    "rerun the failed one",
    "12 no longer needs to be closed",
    "12 was opened by mistake",
    "delete the branches x1 and the rest",
    "delete the branches x1 and others",
    "ich habe #12 schon geschlossen",
    "ne ferme pas #12",
    "no cierres #12",
    "#12 を閉じないで",
    "别关闭 #12",
]


@for_each("text", READ)
def test_it_is_read_as_the_plan_that_it_means(text: str) -> None:
    assert steps(text) == READ[text]


@for_each("text", UNREAD)
def test_nothing_is_read_in_what_orders_nothing(text: str) -> None:
    assert read(text) is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("lits the open isues", "list open issues in acme/web"),
        ("squash merge 17", "merge acme/web#17 by squash"),
        ("close 12 and lock it pls", "close acme/web#12; then lock acme/web#12"),
    ],
)
def test_it_says_how_it_was_read(text: str, said: str) -> None:
    found = read(text)

    assert found is not None
    assert found.read_as == said


@for_each("text", [text for text in READ if READ[text]])
def test_a_sentence_that_it_was_read_as_means_just_that_to_the_grammar(text: str) -> None:
    found = read(text)

    assert found is not None
    if found.read_as[0].isupper() or "; then" in found.read_as:
        return  # in the words of the action, or several
    plain = plan_sentence(found.read_as, HERE)
    assert isinstance(plain, WirePlan)
    assert [s.action for s in plain.steps] == [s.action for s in found.plan.steps]


@for_each(
    ("text", "body"),
    [
        ("pls comment 'great :) work' on #12", "great :) work"),
        ("pls comment 'see: it :)' on #12", "see: it :)"),
        ("can u comment on #12: l'issue is ok :)", "l'issue is ok :)"),
        ('commente la PR 12 avec "l\'issue est là"', "l'issue est là"),
        ("#12 に「これは:)、テスト」とコメントして", "これは:)、テスト"),
        ("给 #12 评论\uff1a看起来不错\uff0c谢谢", "看起来不错\uff0c谢谢"),
    ],
)
def test_a_text_is_sent_as_it_was_typed(text: str, body: str) -> None:
    assert steps(text) == [("issues.add_comment", {"issue_number": "12", "body": body})]


def test_one_that_is_named_is_where_all_of_it_is() -> None:
    assert steps("labels and milestones of acme/api") == [
        ("labels.list", {"repo": "acme/api"}),
        ("milestones.list", {"repo": "acme/api"}),
    ]


def test_a_search_is_here_and_everywhere_if_that_is_said() -> None:
    assert steps("issues about safari") == [("issues.search", {"words": "safari"})]
    found = read("search issues about safari everywhere")
    assert found is not None
    assert [arg.name for arg in found.plan.steps[0].args] == ["words"]


def test_a_repository_that_is_a_value_is_not_the_place() -> None:
    assert steps("please move issue 20 to acme/api, thanks") == [
        ("issues.transfer", {"issue_number": "20", "new_repo": "acme/api"})
    ]


WORDS = st.sampled_from(
    "close #12 issue 12 show the bug label alice by not if open prs of acme/web 'x' merge and delete"
    " main branch it ? : , schließe ferme cierra を 关闭 milestone v2.0 release".split(" ")
)


@given(st.lists(WORDS, max_size=9).map(" ".join))
def test_whatever_is_typed_each_number_of_it_is_used_or_nothing_is_read(text: str) -> None:
    found = read(text)

    if found is not None and ":" not in text:
        values = {arg.value for step in found.plan.steps for arg in step.args}
        numbers = {word.lstrip("#") for word in text.split() if word.lstrip("#") == "12"}
        assert numbers <= values


@given(st.text(max_size=60))
def test_no_text_makes_it_fail(text: str) -> None:
    read(text)


FLOORS = {"en": 215, "de": 20, "fr": 21, "es": 19, "pt": 19, "it": 18, "ja": 21, "zh": 20}
"""How many sentences of the open half are planned as they are meant, at least."""


@pytest.mark.whole
def test_the_open_half_is_read_as_well_as_it_was_and_nothing_acts_that_must_not() -> None:
    ends: dict[str, list[str]] = {}
    for line in (understood.FOLDER / "open.jsonl").read_text(encoding="utf-8").splitlines():
        row: dict[str, Any] = json.loads(line)
        end = understood.Scored(row, understood.planned(row["sentence"], row["repo"])).end
        ends.setdefault(row["language"], []).append(end)
        assert end != "FAULT", row["sentence"]

    right = {language: each.count("right") for language, each in ends.items()}
    assert {language for language, floor in FLOORS.items() if right[language] < floor} == set()
