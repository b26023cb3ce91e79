"""What is shaped otherwise than an order is read as the order that it is, and nothing is dropped."""

from collections.abc import Iterator
from typing import Any

import pytest

from aegis_cli.actions import catalog
from bench.plans import SITES
from bench.understood import planned
from tests.helpers.rows import for_each

RUN = "https://github.com/acme/api/actions/runs/5"
COMMENT = "https://github.com/acme/api/issues/1#issuecomment-7"


@pytest.fixture(autouse=True)
def _all_providers() -> Iterator[None]:
    catalog.enable_providers(["slack", "jira"], SITES)
    yield
    catalog.enable_providers([])


def steps_of(sentence: str) -> list[tuple[str, dict[str, Any]]]:
    return planned(sentence, "acme/web") or []


@for_each(
    ("said", "plain"),
    [
        # a wanted state
        ("the topic of #dev should be: 'Hi'", "set the topic of #dev to 'Hi'"),
        ("topic of #dev: next train dec 9", "set the topic of #dev to 'next train dec 9'"),
        ("variable MODE = on", "set the variable MODE to 'on'"),
        ("default branch -> trunk", "set the default branch to trunk"),
        ("WEB-42 to In Progress", "move WEB-42 to In Progress"),
        ("#12 needs a review from bob", "request a review of #12 from bob"),
        # what is said beside a request
        ("oops, reopen #12", "reopen #12"),
        ("I closed 12 by accident, open it again", "reopen #12"),
        ("take me off #12 please", "unassign me from #12"),
        ("close #12, it's stale now", "close #12"),
        ("hi team, close #12", "close #12"),
        ("whats on my plate today", "what's on my plate today"),
        ("the status of WEB-42 should be resolved", "move WEB-42 to resolved"),
        # a text without quotation marks
        ("comment on #12 that the copy is late", "comment 'the copy is late' on #12"),
        ("tell #dev that staging is down, looking", "post 'staging is down, looking' in #dev"),
        ("thank the reporter on 12: 'Thanks!'", "comment 'Thanks!' on #12"),
        # other words for an order
        ("failed runs of ci.yml in acme/api", "list failed runs of workflow ci.yml in acme/api"),
        ("merge #12 as soon as the checks are green", "enable auto-merge on #12"),
        ("enable the wiki of acme/web", "turn wiki on in acme/web"),
        ("disable discussions", "turn discussions off"),
        ("#12 is a dup of #9, close it", "close #12 as a duplicate of #9"),
        ("#12 is blocked by #9", "mark #12 as blocked by #9"),
        ("close the milestone Q1 hardening", "close the milestone 'Q1 hardening'"),
        # an address is the thing that it names, and not its place
        (f"list artifacts of {RUN}", "list the artifacts of run 5 in acme/api"),
        (f"delete comment {COMMENT}", "delete comment 7 in acme/api"),
        # the branch of a pull request
        (
            "squash and merge PR 11 and delete the branch",
            "merge #11 by squash; delete branch of #11",
        ),
        ("merge #11 and get rid of its branch", "merge #11; delete branch of #11"),
        ("merge #11, then delete its head branch", "merge #11; delete branch of #11"),
        ("delete #11's branch", "delete branch of #11"),
        ("merge #11 and delete the branch x", "merge #11; delete branch x"),
        # a review with why, and a comment that asks
        ("approve 11, tidy work", "approve #11 saying 'tidy work'"),
        (
            "request changes on PR 11, two cases have no test",
            "request changes on #11 saying 'two cases have no test'",
        ),
        ("comment on 12 does it fail on linux too?", "comment 'does it fail on linux too?' on #12"),
        # who does it, and how a ticket or a pull request stands
        ("hand #12 over to carol", "assign #12 to carol"),
        ("pick up WEB-7", "assign WEB-7 to me"),
        ("put pr 11 back into draft", "convert #11 to draft"),
        ("raise WEB-7 to highest prio", "change the priority of WEB-7 to highest"),
        ("WEB-7 to done and WEB-8 to in progress", "move WEB-7 to done; move WEB-8 to In Progress"),
        ("WEB-7 is blocked by WEB-8", "link WEB-8 to WEB-7 as blocks"),
        ("say 'back at 5' in #dev and #qa", "post 'back at 5' in #dev; post 'back at 5' in #qa"),
        # what is asked of a pull request, an issue or a channel
        ("is #11 mergeable", "show the pull request 11"),
        ("who merged 11", "show the pull request 11"),
        ("why are the checks red on 11", "show the pull request 11"),
        ("who reopened #12", "show the events of #12"),
        ("who filed WEB-7", "show WEB-7"),
        ("what has carol posted in #dev", "show messages from carol in #dev"),
        ("show the latest messages in #dev", "show messages in #dev"),
        ("find the slack discussion about cache misses", "search slack for 'cache misses'"),
        # a ticket of a project
        (
            "file a bug in OPS: disk is full",
            "create a ticket in OPS titled 'disk is full' of type 'bug'",
        ),
        ("task in WEB: new docs", "create a ticket in WEB titled 'new docs' of type 'task'"),
        (
            "create a bug in jira project OPS: no disk",
            "create a ticket in OPS titled 'no disk' of type 'bug'",
        ),
        (
            "raise a ticket: printer dead, project OPS, low prio",
            "create a ticket in OPS titled 'printer dead' with priority low",
        ),
        (
            "story for me in WEB - dark mode",
            "create a ticket in WEB titled 'dark mode' of type 'story' assigned to me",
        ),
        ("unassign me from WEB-7", "remove the assignee from WEB-7"),
        # what is asked for from day to day
        ("who moved WEB-7 last", "show the changelog of WEB-7"),
        ("what's blocking WEB-7", "show the links of WEB-7"),
        ("conflicts in 11?", "show the pull request 11"),
        ("changelog between v2.2 and v2.3", "compare v2.2 with v2.3"),
        ("what changed in README.md lately", "show commits of README.md"),
        ("what did i miss in #dev", "show messages in #dev"),
        ("which channels am i in", "show channels"),
        ("anything waiting for my review", "show prs waiting for my review"),
        # unlike clauses
        ("create branch x from main and protect it", "create branch x from main; protect branch x"),
        ("approve and rebase-merge #12", "approve #12; merge #12 by rebase"),
        ("assign #12 to both bob and al, label it p2", "assign #12 to bob and al; label #12 p2"),
    ],
)
def test_another_shape_says_the_same_as_the_order(said: str, plain: str) -> None:
    meant = [step for order in plain.split("; ") for step in steps_of(order)]

    assert meant
    assert meant == steps_of(said)


@for_each(
    "said",
    [
        # a condition, a denial and a choice are none of what may be left out
        "close #12, but only if bob agrees",
        "close #12, we should keep it open",
        "merge #12, it needs a squash first",
        "merge #12, nobody approved it",
        "merge #12, he said",
        "delete branch old, wrong repo",
        "merge #12 once checks pass and bob approves",
        # one word may be a person, a label or a text
        "put dora on #12",
        # a clause that is no order takes the others with it
        "don't close #12 and merge #13",
        "close #12 and don't merge #13",
        "close #12, then wait for bob and merge #13",
        "approve #11 or merge #12",
        "approve and then think about #12",
        # a verb alone orders nothing of what stands before it
        "release v2 and delete",
        # a priority has its word, and one word may be a person or a text
        "drop 'any news?' on WEB-12",
        "add dora to 12",
        # how something is, or was, is no order
        "the description of #12 is wrong",
        "topic of #dev is boring",
        "i closed 181 by accident",
        "#12 shouldn't be closed",
        "tell me on #12 what is wrong",
        "rename README.md to docs/readme acme/web",
        f"list the branches of {RUN}",
    ],
)
def test_what_says_more_than_an_order_is_not_read(said: str) -> None:
    assert [] == steps_of(said)


def test_a_clause_is_about_the_place_of_the_one_before() -> None:
    steps = steps_of("create branch release/1.6 from main and protect it with one review")

    assert ["acme/web", "acme/web"] == [arguments["repo"] for _, arguments in steps]

    steps = steps_of("create the milestone v3 in octo/app and put octo/app#12 in it")
    assert ["octo/app", "octo/app"] == [arguments["repo"] for _, arguments in steps]


@for_each(
    "said",
    [
        "merge #12, as long as CI is green",
        "merge #12 - as soon as CI passes",
        "merge #12, as soon as bob approves",
        "merge #12, it's fine as soon as CI passes",
        "close #12, it is fine provided bob agrees",
        "delete branch foo, as long as it is merged",
        'post "hi" in #dev, as soon as CI passes',
        "merge #12, otherwise close it",
        'post "hi" in #dev, as a reply to alice',
        "close #12, sorry, reopen it",
        "close #12, i meant reopen",
        "close #12 (sorry, reopen it)",
        "close #12, she said no",
        "close #12, he asked me to stop",
        "close #12, I doubt it",
        "close #12, sorry wrong one",
        "merge #12, i take that back",
        "delete the repo acme/web, i was told to ask",
        "add bob to acme/web with admin, he asked for read",
        "assign #12 to bob, he and alice",
        "merge #12, there is a freeze",
        "merge #12, this breaks prod",
        "close #12, we do it tomorrow",
        'post "hi" in #dev, it goes out in an hour',
        "close #12, i changed my mind",
        "merge #12, it can wait",
        "is CI green on #12, then merge it",
        "did CI pass on #12, then merge it",
        "is #12 approved, merge it",
        "how many reviews has #12, merge it",
        "is #12 done, then close it",
        "is #12 approved and close #13",
        "was #12 merged, and delete the branch foo",
        "check that #12 is green and merge it",
        "hm, close #12?",
        "bob wanted #12. close it?",
        "merge #12, when it is green",
        "merge #12, as soon as CI passes",
        "close #12 and #13, lock it",
        "invite bob to #dev and make it private",
        'archive #dev, its topic is "x"',
        "close #12, actually close #13",
        "move WEB-42 to Done and close it, #12 too",
        "comment 12345678, delete it",
        "the default branch of acme/web should be protected",
        "the default branch of acme/web should be deleted",
        "the homepage of acme/web should be removed",
        "the milestone of #12 should be changed",
        "the assignee of #12 should be the author",
        "create a team named core and add bob",
        "create an issue titled login assigned to bob",
        "create an issue titled login labelled bug",
        "create an issue titled login in acme/api",
        "notify #dev when #12 is merged",
        "message @bob if CI fails",
        "slack @bob once #12 is merged",
        "post in #dev when the build is done",
        "tell #dev who closed #12",
        "tell #dev how many issues are open",
        "tell #dev the status of #12",
        "share in #dev the link of #12",
        "tell @bob about #12",
        "dm @bob tomorrow that we ship",
        "message @bob and @alice: hi",
        "close #12 and let #dev know",
        "ping @bob in #dev",
        "label #12 bug and tell #dev it needs it",
        "close #12, comment on #13 that it is a duplicate",
        "merge #12 and tell #dev its docs are live",
        'dm @bob "hi", i am late',
        "#12 needs a review by friday",
        "#12 wants a review from bob's team",
        "I need eyes on #12",
        "we need bug on #12",
        "cierra #12, he dicho que no",
        "feche #12, as outras não",
        "schließe #12, im Moment nicht",
        "fusiona #12, he visto que falla",
        'the title of #12 is "x"',
        "we would like #12 merged if possible",
        "close #12 tomorrow, it is stale",
        "unarchive acme/old for a sec",
        "take me off #12, I'm on vacation",
        "merge #12 domani",
        "create a milestone v3 due last friday",
        "create a milestone v3 due yesterday",
        "close #12 and its label bug",
        "fixes #12",
        "move WEB-42 to Done and release v2",
        "the name of acme/web should be shorter",
        "the description of #12 should be rewritten",
        "the status of WEB-42 should be checked",
        "tell #dev a joke",
        "post in #dev an update",
        "post a joke in #dev",
        "tell #dev that the deploy is done and close #12",
        "tell #dev: the deploy is done, then close #12",
        'drop @bob a line: hello "world"',
        "#12 needs a review from friday",
        "with CI green, merge #12",
        "merge #12 with all checks green",
        "merge #12 after bob approves",
        "create the milestone v3 in octo/app and put octo/web#12 in it",
        "create the label fresh in octo/app and use it on octo/web#12",
        "WEB-42 to in review and ask bob on slack to look at it",
        "approve #11, but not yet",
        "approve #11, if CI is green",
        "approve #11, never mind",
        "approve #11, the docs are fine and label it bug",
        "request changes on #11, actually no",
        "when was #11 merged, and close #12",
        "who approved #11, merge it",
        "grab lunch",
        "hand over to bob",
        "WEB-7 is nice",
    ],
)
def test_nothing_is_done_of_what_says_when_whether_or_what_else(said: str) -> None:
    """Each of these was planned once without a part of it: a condition, a second wish, a time."""
    assert [] == steps_of(said)
