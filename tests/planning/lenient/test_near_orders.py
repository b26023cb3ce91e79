"""What is said more loosely than an order is suggested as one, with all that was said."""

from collections.abc import Iterator

import pytest

from aegis_cli.actions import catalog
from aegis_cli.planning.grammar.steps import Gap, plan_sentence
from aegis_cli.planning.offline import guess_after, instead_of_plan
from aegis_cli.planning.plan import Context, Suggestions
from aegis_cli.planning.wire import WirePlan, WireStep
from bench.plans import SITES
from bench.understood import NOW, TODAY
from tests.helpers.rows import for_each

HERE = Context(repo="acme/web")


@pytest.fixture(autouse=True)
def _all_providers() -> Iterator[None]:
    catalog.enable_providers(["slack", "jira"], SITES)
    yield
    catalog.enable_providers([])


def guessed(said: str) -> list[WireStep]:
    gap = plan_sentence(said, HERE)
    assert isinstance(gap, Gap)
    found = guess_after(gap, said, HERE, TODAY, now=NOW)
    return found.plan.steps if found else []


def planned(line: str) -> list[WireStep]:
    plan = plan_sentence(line, HERE)
    steps = plan.steps if isinstance(plan, WirePlan) else guessed(line)
    assert steps
    return steps


def told_of(said: str) -> Suggestions:
    gap = plan_sentence(said, HERE)
    assert isinstance(gap, Gap)
    found = instead_of_plan(gap, said, HERE, TODAY)
    return found if isinstance(found, Suggestions) else Suggestions(())


def test_no_text_is_cut_in_what_is_suggested() -> None:
    found = told_of("comment on 12 that users restart the app and reopen it")

    assert not [each for each in found.sentences if "restart" in each]


@for_each(
    ("said", "line"),
    [
        # a text by its place alone
        ("dm carol the build is green again", "dm @carol 'the build is green again'"),
        ("tell carol on slack im running late", "dm @carol 'im running late'"),
        ("let #dev know staging is down", "send 'staging is down' in #dev"),
        # a second order that talks
        (
            "merge 11 and tell #dev its shipped",
            "merge acme/web#11 and send 'its shipped' in #dev",
        ),
        (
            "comment nice one on 11 and merge",
            "comment 'nice one' on acme/web#11 and merge acme/web#11",
        ),
        (
            "close 12 and open a new one called sort by date",
            "close acme/web#12 and open an issue in acme/web titled 'sort by date'",
        ),
        # how something is, or is to be
        ("WEB-7 is done", "move WEB-7 to done"),
        ("WEB-7 summary should be: Totals are wrong", 'set the summary of WEB-7 to "Totals'),
        ("kick carol off 12", "unassign @carol from acme/web#12"),
        (
            "swap ui for api on 12",
            "remove the label ui from acme/web#12 and label acme/web#12 api",
        ),
        ("cut v2.4.1", "publish release v2.4.1 in acme/web"),
        # who does it, in any order of the words
        ("put WEB-7 on carol", "assign WEB-7 to @carol"),
        ("put dora down as assignee for 12", "assign @dora to acme/web#12"),
        ("carol takes 12", "assign @carol to acme/web#12"),
        ("stick me on WEB-7", "assign WEB-7 to me"),
        ("reassign WEB-7 from dora to me", "assign WEB-7 to me"),
        ("take dora off WEB-7", "remove the assignee from WEB-7"),
        ("take 12 off dora and give it to carol", "unassign @dora from acme/web#12 and assign"),
        (
            "add carol to 12, then move WEB-7 to code review",
            "assign @carol to acme/web#12 and move",
        ),
        ("get dora and @erik on pr 11 as reviewers", "request a review from @dora and @erik on"),
        ("could dora have a look at pr 11", "request a review from @dora on acme/web#11"),
        # how it stands, and what it has
        ("WEB-7 is done, move it", "move WEB-7 to done"),
        ("WEB-7 back to todo", "move WEB-7 to 'To Do'"),
        ("reopen WEB-7", "move WEB-7 to 'To Do'"),
        ("set prio of WEB-7 to high", "change the priority of WEB-7 to high"),
        ("estimate WEB-7 at 3 points", "set the points of WEB-7 to 3"),
        ("due date of WEB-7 is friday", "set the due date of WEB-7 to 2026-12-04"),
        ("WEB-7 depends on WEB-8", "link WEB-8 to WEB-7 as blocks"),
        ("move web-7 to done", "move WEB-7 to done"),
        ("mark my draft 11 as ready", "mark acme/web#11 as ready"),
        ("change base of 11 to develop", "change the base of pull request acme/web#11 to develop"),
        ("update 11 with main", "update the branch of acme/web#11"),
        ("slap needs-info on 12", "label acme/web#12 needs-info"),
        ("tag current main as v2.0.0-rc1", "create a tag v2.0.0-rc1 at main in acme/web"),
        # a text, and where it begins
        ("edit the desc of 12: 1. open it 2. click", "change the body of acme/web#12 to '1. open"),
        ("close 12 with a comment that its stale", "comment 'its stale' on acme/web#12 and close"),
        ("ask in #design if the icons are final", "send 'the icons are final?' in #design"),
        ("tell dora in #dev that 11 is merged", "send '@dora 11 is merged' in #dev"),
        ("remind #dev retro moved to thurs", "send 'retro moved to thurs' in #dev"),
        ("ping dora on 12, its been a week", "comment '@dora its been a week' on acme/web#12"),
        ("comment on 12 cant reproduce, which os?", "comment 'cant reproduce, which os?' on"),
        ("can you open an issue saying the menu is slow", "open an issue in acme/web titled 'the"),
        (
            "open bug in acme/api: dates are off, label it bug",
            "open an issue in acme/api titled 'dates are off' labelled bug",
        ),
        # what is looked at, or something near to it
        ("bobs commits", "show the commits by @bob in acme/web"),
        ("how long did the last e2e run take", "show the workflow runs of workflow e2e"),
        ("any failing workflows on develop rn", "show the failed runs on the branch develop"),
        ("unassigned tickets in WEB", "show open tickets in WEB assigned to @none"),
        ("where is parseDate defined", "search code for 'parseDate'"),
    ],
)
def test_a_looser_order_is_suggested_whole(said: str, line: str) -> None:
    (sentence,) = told_of(said).sentences or ("",)

    assert sentence.startswith(line)
    assert guessed(said) in ([], planned(sentence))


@for_each(
    ("said", "line"),
    [
        # the end of a text is that of the sentence, or of what it is written on
        ("tell #dev the deploy is done", "send 'the deploy is done' in #dev"),
        ("dm bob see you later", "dm @bob 'see you later'"),
        ("comment on #11 in octo/app saying Add it", "comment 'Add it' on octo/app#11"),
        ("comment lgtm on 12 and merge", "comment 'lgtm' on #12 and merge #12"),
        ("rename issue 12 to Crash on upload", "change the title of #12 to 'Crash on upload'"),
        ("rename #12 title to foo", "change the title of #12 to 'foo'"),
        (
            "open issue in acme/api: no limit header, label bug",
            "open an issue in acme/api titled 'no limit header' labelled bug",
        ),
        (
            "new issue here: it flickers on reload, assign alice",
            "open an issue in acme/web titled 'it flickers on reload' assigned to @alice",
        ),
        ("set channel topic of #dev to release week", "change topic of #dev to 'release week'"),
        ("WEB-8 done, comment out in 2.3", "move WEB-8 to done and comment 'out in 2.3' on WEB-8"),
        # "it" is what is made
        (
            "log a task in WEB: move to node 22, give it to bob",
            "create a ticket in WEB titled 'move to node 22' of type 'task' assigned to @bob",
        ),
        # a priority is no status
        (
            "WEB-6 to low prio n hand it to al",
            "set the priority of WEB-6 to low and assign WEB-6 to @al",
        ),
        # a channel without its mark, a search with who and since when, a file with a note
        ("make a private channel called hiring-web", "create the private channel #hiring-web"),
        ("create #hiring-web as a private channel", "create the private channel #hiring-web"),
        ("what did i miss in #ops since this morning", "show messages in #ops since 2026-11-29"),
        (
            'serach slack for "dead hook" from tomasz last month',
            "search slack for 'dead hook' from @tomasz since 2026-10-30",
        ),
        (
            "find 'deploy key' in slack from bob last week",
            "search slack for 'deploy key' from @bob since 2026-11-22",
        ),
        (
            "upload ./perf.pdf to #qa with the note 'last night'",
            "upload perf.pdf to #qa saying 'last night'",
        ),
        ("set my status to :sun: 'off today'", "set my slack status to 'off today' with :sun:"),
        ("ask bob to review 18", "request a review from @bob on #18"),
        ("bob should review 44", "request a review from @bob on #44"),
        ("set al and bob as assignees on 52", "assign @al and @bob to #52"),
        ("tag 61 with regression, p1", "label #61 regression and p1"),
        ("whats assigned to me in jira", "show jira tickets assigned to me"),
        ("my tickets in progress", "show my jira tickets with status 'in progress'"),
        (
            "bugs in OPS nobody has picked up",
            "show open tickets of type bug in OPS assigned to @none",
        ),
        ("search slack for rollback", "search slack for 'rollback'"),
        ("grep the repo for parseToken", "search code for 'parseToken' in acme/web"),
        ("unresolved review comments on 40", "show the unresolved threads of #40"),
        ("show check results for sha 3fa9c1e", "show checks of 3fa9c1e"),
        ("is feature/old-nav ahead of main", "compare main with feature/old-nav"),
        # a name without its apostrophe
        ("bobs prs", "bob's prs"),
        ("bobs commits", "show commits by bob"),
        ("remove bob from 23", "unassign @bob from #23"),
        ("reassign 71 from bob to al", "unassign @bob from #71 and assign @al to #71"),
        ("did the nightly run pass", "show the runs of the workflow nightly"),
        # who is to review is not who is assigned
        ("get dora and @erik on pr 11 as reviewers", "request a review of 11 from dora and erik"),
        ("re-request dora's review on pr 11", "request a review of 11 from dora"),
        # where a text ends that an order about "it" follows
        (
            "comment on #67 that it's fixed in staging and reassign it to qa-carol",
            'comment "it\'s fixed in staging" on #67 and assign #67 to @qa-carol',
        ),
        (
            "WEB-5 comment: waiting for design, then set it to blocked",
            "comment 'waiting for design' on WEB-5 and move WEB-5 to blocked",
        ),
        ("edit the body of 92, should say a: b, c", "change the body of #92 to 'a: b, c'"),
        (
            "make a ticket in WEB for upgrading node to 22",
            "create a ticket in WEB titled 'upgrading node to 22'",
        ),
        # why, beside an order, and how its thing is before it
        ("reopen #9 pls, still happens", "reopen #9"),
        ("WEB-7 back to todo, i don't have time this week", "move WEB-7 to 'To Do'"),
        ("pin 1 so people read the notes", "pin #1"),
        ("alice should look at pr 23, can you add her", "request a review of 23 from alice"),
        ("re-request dora's review on pr 11, i addressed all", "request a review of 11 from dora"),
        (
            "reopen WEB-7 and assign it to bob, customer says it's back",
            "move WEB-7 to 'To Do' and assign WEB-7 to @bob",
        ),
        ("nobody's on 105, give it to me", "assign #105 to me"),
        ("pr 11 isn't a draft anymore, mark it ready", "mark pr 11 as ready"),
        ("nvm the milestone on 14, clear it", "remove the milestone from 14"),
        # from one to another
        (
            "swap the label on 60 from bug to ui",
            "remove the label bug from #60 and add the label ui to #60",
        ),
        ("take the wip label off 15", "remove the label wip from #15"),
        # as in a telegram
        ("WEB-7 needs label frontend", "add the label frontend to WEB-7"),
        ("fix version of WEB-7 should be 2.6", "set the fix version of WEB-7 to 2.6"),
        ("put a due date of 2026-12-04 on WEB-7", "set the due date of WEB-7 to 2026-12-04"),
        ("draft a release 3.0.0, don't publish yet", "create a draft release 3.0.0"),
        # what is looked at without a verb, or by a question
        ("is anything failing on main", "show the failed runs on the branch main"),
        ("whats failing on 86", "show the pull request 86"),
        ("anything merged today?", "show prs merged since today"),
        ("oldest open issue we've got?", "show open issues oldest first"),
        ("when did we ship 2.3", "show the release 2.3"),
        ("tickets created in WEB since monday", "show tickets in WEB created since monday"),
        ("what's blocked in jira", "show jira tickets with status blocked"),
        ("who moved WEB-81 to done", "show the changelog of WEB-81"),
        ("what's linked to WEB-38", "show the links of WEB-38"),
        ("my prs that got approved but aren't merged", "show my approved open prs"),
        # a message of Slack by its id, and who is to be in a new channel
        (
            "add a :tada: to 1796049010.000200 in #dev",
            "react with :tada: to 1796049010.000200 in #dev",
        ),
        (
            "remove my eyes from message 1796049010.000200 in #dev",
            "remove the reaction eyes from 1796049010.000200 in #dev",
        ),
        (
            "tell #sales and #dev that it is down",
            "post 'it is down' in #sales and post 'it is down' in #dev",
        ),
        (
            "make a private channel hire-2025 and invite bob",
            "create the private channel #hire-2025 and invite bob to #hire-2025",
        ),
        # why it is to be done
        ("reopen 27, still happens in 3.2.1", "reopen #27"),
        ("delete WEB-99, was a test ticket", "delete WEB-99"),
        ("delete comment 188230055, I posted it in the wrong place", "delete comment 188230055"),
        # people and settings of a repository
        ("invite dana as collaborator with write access", "invite dana as write"),
        ("kick exintern out of the repository's collaborators", "remove the collaborator exintern"),
        ("make develop the default branch", "change the default branch to develop"),
        (
            "protect main so that one approving review is required",
            "protect the branch main with 1 approvals",
        ),
        # days of a month, and names of several words
        ("due date of WEB-42 is dec 12", "set the due date of WEB-42 to 2026-12-12"),
        (
            "create a milestone called Beta 2 due 30 june 2027",
            "create the milestone 'Beta 2' due 2027-06-30",
        ),
        ("move issue 40 to the Q3 launch milestone", "set the milestone of #40 to 'Q3 launch'"),
        # which of many, by what they are like
        ("failed runs today", "show the failed runs created today"),
    ],
)
def test_a_looser_order_of_which_nothing_is_left_out_is_guessed(said: str, line: str) -> None:
    assert [each.args for each in planned(line)] == [each.args for each in guessed(said)]


@for_each(
    "said",
    [
        # a text within, a name for anybody, and a text that is to be written
        "tell #dev that the deploy is done and close #12",
        "close 12 and tell #dev its fixed",
        "comment a joke on 12",
        "comment on 12 close",
        # a second half that is an order, and no list
        "close milestone 2.2 and open 2.4",
        "close #31 as completed and thank the reporter",
        # a text that others are told to do something in, or that is none
        "comment on #12 that they should rebase and merge it",
        "comment on 12 that users restart the app and reopen it",
        "tell #dev it's obsolete and archive it",
        "list issues labelled good first issue and post the list in #newcomers",
        # how it is to be done is said behind it, and a second order makes the same once more
        "merge 12, it should be a squash",
        "close 12, it's a duplicate",
        "create label tech-debt, make it orange",
        # a message is no review, and no reaction
        "let platform-team review 92",
        "add \U0001f389 to the release announcement in #general",
        # no search of code
        "say something funny",
        "what's for lunch",
        # a part is left out
        "tickets in WEB without an estimate",
        "did the nightly run pass yesterday",
        # how it is to be, and not why
        "merge 12, bob asked for a squash",
        "add bob to acme/web with admin, he asked for read",
        # what is to be gone has no words of another order in its name
        "label WEB-13 with regression and remove flaky",
        # not for each of many, and not for each of what is done
        "close milestone 1.2, all its issues are done",
        # no loop over what an adjective tells, and no label is changed for the colour of one
        "Brich alle noch laufenden Workflow-Läufe auf dem Branch feature/login ab",
        "list issues not assigned to me",
    ],
)
def test_what_is_not_sure_or_not_whole_is_not_guessed(said: str) -> None:
    assert [] == guessed(said)


@for_each(
    ("said", "listing", "then"),
    [
        ("eyes on the last msg in #qa", "show the last 5 messages in #qa", "react with eyes"),
        ("pin carol's last message in #qa", "show the last 5 messages in #qa", "pin row 1"),
        ("cancel the running ci on main", "show the in progress", "cancel row 1"),
        ("put WEB-7 into the next sprint", "show my boards", "move WEB-7 to sprint 7"),
        ("thumbs up carol's last message in #qa", "show the last 5 messages", "react with thumbs"),
        ("heart on carol's message about the demo", "search slack for 'demo'", "react with heart"),
        (
            "reply to the thread from carol in #qa: on it",
            "show the last 20",
            "reply to row 1: on it",
        ),
        ("rerun the failed jobs on pr 11", "show the failed runs", "rerun row 1"),
        ("schedule WEB-7 for next sprint", "show my boards", "move WEB-7 to sprint 7"),
        (
            "log of the last failed run on main",
            "show the failed runs on the branch main",
            "logs of",
        ),
        ("show me the log of the last failed build", "show the failed runs", "logs of row 1"),
        ("cancel the running deploy workflow", "show the in progress", "cancel row 1"),
        ("dismiss carols review on 11, its old", "show the reviews of acme/web#11", "its old"),
        # a message by how it is: what somebody said last, what is done to it in other words
        *(
            (said, "show the last 5 messages in #qa", then)
            for said, then in (
                ("delete that last thing i posted in #qa", "'delete row 1'"),
                ("unsend my last message in #qa", "'delete row 1'"),
                ("remove what i just wrote in #qa", "'delete row 1'"),
                ("take down bob's latest post from #qa", "'delete row 1'"),
                ("pin the thing lena shared in #qa", "'pin row 1'"),
                ("put :eyes: on the last message in #qa", "'react with :eyes: to row 1'"),
                ("give the newest message in #qa a :rocket:", "'react with :rocket: to row 1'"),
                ("raect to the last message in #qa with :eyes:", "'react with :eyes: to row 1'"),
                ("take my :eyes: off the last message in #qa", "'remove the reaction :eyes: from"),
                ("edit my last message in #qa to say 'up'", "edit row 1 to 'up'"),
                ('fix my last post in #qa, should say "a" not "b": "a is up"', "to 'a is up'"),
                ("change the last thing i said in #qa", "edit row 1 to 'the new text'"),
                ("reply in the thread of the last message in #qa: done", "reply to row 1: done"),
                ("show the thread of the last message in #qa", "show the replies to row 1"),
                ("copy the link to the last message in #qa", "show the link to row 1"),
            )
        ),
        ("delete my last slack message", "search slack for messages from", "'delete row 1'"),
    ],
)
def test_one_of_several_is_listed_first(said: str, listing: str, then: str) -> None:
    found = told_of(said)

    assert [True] == [each.startswith(listing) for each in found.sentences]
    assert then in found.missing


@for_each(
    "said",
    [
        "tell #dev who closed #12",
        "tell me a joke",
        "tell #dev a joke",
        "message @bob if CI fails",
        "slack @bob once #12 is merged",
        "post in #dev when the build is done",
        "comment its link on #12",
        "close #12 and let #dev know",
        "don't merge 11 and tell #dev its shipped",
        "if 11 is green merge it and tell #dev its shipped",
        "should i merge 11 and tell #dev its shipped",
        "WEB-7 is nice",
        "WEB-7 is a mess",
        "WEB-7 is not done",
        "WEB-7 is a 5",
        "should bob take 12",
        "move WEB-7 to done if bob agrees",
        "slack #design the link to pr 11",
        "comment history on #12",
        "edit the body of #12 to be shorter",
    ],
)
def test_no_text_is_made_of_what_is_none(said: str) -> None:
    assert not [
        each
        for each in told_of(said).sentences
        if each.startswith(("post", "send", "dm", "assign", "move", "change", "comment"))
        or " and " in each
    ]


def test_a_list_is_suggested_beside_the_order_that_needs_none() -> None:
    found = told_of("rerun ci on main and tell #dev im on it")

    assert ("show the failed runs on the branch main in acme/web", "send 'im on it' in #dev") == (
        found.sentences
    )


@for_each("said", ["done tickets last sprint", "dora's open tickets"])
def test_the_value_is_asked_for_that_another_shape_lacks(said: str) -> None:
    assert Suggestions((), "Name the project, as in PROJ.") == told_of(said)
