"""The offline grammar: what sentences mean, and what it refuses to guess."""

import itertools
import json
import time
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from aegis_cli.actions.catalog import load, load_all
from aegis_cli.actions.facts import Effect
from aegis_cli.actions.fields.fields import is_constant
from aegis_cli.planning.expansion import Act, expand
from aegis_cli.planning.grammar.grammar import GRAMMAR
from aegis_cli.planning.grammar.lexicon import COURTESIES, NEGATIONS, NEVER_NAMES, POLITE
from aegis_cli.planning.grammar.patterns import literals
from aegis_cli.planning.grammar.steps import Gap, plan_sentence
from aegis_cli.planning.lenient.suggestions import MOST
from aegis_cli.planning.plan import Context, Origin, Plan, Suggestions
from aegis_cli.planning.read import STDIN_IN_PLACE, read
from aegis_cli.planning.sentence.sentence import Sentence
from aegis_cli.planning.wire import WirePlan
from tests.actions.cases import CASES
from tests.helpers.parsed import parse
from tests.helpers.rows import for_each, some_of

NOWHERE = Context()
HERE = Context(repo="mona/site")
PIPED = Context(stdin=True)
AFTER_ISSUE = Context(
    repo="mona/site",
    last={"action": "issues.get", "arguments": {"repo": "acme/web", "issue_number": 7}},
)
AFTER_REPO = Context(last={"action": "repos.get", "arguments": {"repo": "acme/web"}})
AFTER_LIST = Context(last={"action": "issues.list", "arguments": {"repo": "acme/web"}})
CONTEXTS = (NOWHERE, HERE, PIPED, AFTER_ISSUE, AFTER_REPO, AFTER_LIST)

WEB = {"repo": "acme/web"}
ISSUE = {"repo": "acme/web", "issue_number": 12}
PULL = {**WEB, "pull_number": 12}
CRASH = {"repo": "acme/web", "title": "Crash on start"}

ONE_STEP: list[tuple[str, str, dict[str, Any]]] = [
    *((case.said, case.name, case.needed) for case in CASES.values()),
    ("whoami", "users.get_me", {}),
    ("show my profile", "users.get_me", {}),
    ("who am I logged in as?", "users.get_me", {}),
    ("what repos do I have?", "repos.list_mine", {}),
    ("show the first ten of my repos", "repos.list_mine", {"limit": 10}),
    ("what is my rate limit?", "rate_limit.get", {}),
    ("check rate limits", "rate_limit.get", {}),
    ("how many API requests do I have left", "rate_limit.get", {}),
    ("please list all my repositories.", "repos.list_mine", {"visibility": "all"}),
    (
        "list my private repositories sorted by name",
        "repos.list_mine",
        {"visibility": "private", "sort": "full_name"},
    ),
    ("list repos I can access", "repos.list_mine", {}),
    ("show my recently pushed repos", "repos.list_mine", {"sort": "pushed"}),
    (
        "list my 5 newest repos",
        "repos.list_mine",
        {"sort": "created", "direction": "desc", "limit": 5},
    ),
    (
        "list my repos, oldest first",
        "repos.list_mine",
        {"sort": "created", "direction": "asc"},
    ),
    ("Show me the repo acme/web, please", "repos.get", WEB),
    ("describe https://github.com/acme/web", "repos.get", WEB),
    ("tell me about acme/web", "repos.get", WEB),
    (
        "create a private repo named scratch with description 'x'",
        "repos.create",
        {"name": "scratch", "private": True, "description": "x"},
    ),
    ("create a repo named demo, public", "repos.create", {"name": "demo", "private": False}),
    ("create a public repo called Demo", "repos.create", {"name": "Demo", "private": False}),
    (
        "make a new repository 'demo' with a readme",
        "repos.create",
        {"name": "demo", "auto_init": True},
    ),
    ("delete the repo mona/scratch", "repos.delete", {"repo": "mona/scratch"}),
    ("delete https://github.com/mona/scratch/", "repos.delete", {"repo": "mona/scratch"}),
    (
        "delete https://github.com/mona/scratch.git?tab=x#y",
        "repos.delete",
        {"repo": "mona/scratch"},
    ),
    ("Delete Mona/Scratch", "repos.delete", {"repo": "Mona/Scratch"}),
    ("what languages does acme/web use?", "repos.list_languages", WEB),
    ("which languages is acme/web written in", "repos.list_languages", WEB),
    ("what is acme/web written in?", "repos.list_languages", WEB),
    ("what issues are open in acme/web?", "issues.list", {**WEB, "state": "open"}),
    ("list the issues of the acme/web repo", "issues.list", WEB),
    ("open issues in acme/web", "issues.list", {**WEB, "state": "open"}),
    ("which issues are open in acme/web", "issues.list", {**WEB, "state": "open"}),
    ("list all issues in acme/web", "issues.list", {**WEB, "state": "all"}),
    ("list all open issues in acme/web", "issues.list", {**WEB, "state": "open"}),
    ("list issues in acme/web, closed, all", "issues.list", {**WEB, "state": "closed"}),
    (
        "list closed issues labelled bug and ui in acme/web assigned to alice",
        "issues.list",
        {**WEB, "state": "closed", "labels": ["bug", "ui"], "assignee": "alice"},
    ),
    (
        "list issues with the label 'needs triage' in acme/web",
        "issues.list",
        {**WEB, "labels": ["needs triage"]},
    ),
    ("list issues assigned to me in acme/web", "issues.list", {**WEB, "assignee": "@me"}),
    ("list my issues in acme/web", "issues.list", {**WEB, "assignee": "@me"}),
    ("list issues I opened in acme/web", "issues.list", {**WEB, "creator": "@me"}),
    (
        "list issues opened by dependabot[bot] in acme/web",
        "issues.list",
        {**WEB, "creator": "dependabot[bot]"},
    ),
    ("list issues in acme/web by newest", "issues.list", {**WEB, "direction": "desc"}),
    ("list issues in acme/web by updated", "issues.list", {**WEB, "sort": "updated"}),
    ("which issues in acme/web did I open?", "issues.list", {**WEB, "creator": "@me"}),
    ("list issues opened by @alice in acme/web", "issues.list", {**WEB, "creator": "alice"}),
    ("list issues mentioning me in acme/web", "issues.list", {**WEB, "mentioned": "@me"}),
    (
        "show the 5 newest issues in acme/web",
        "issues.list",
        {**WEB, "direction": "desc", "limit": 5},
    ),
    (
        "list the 10 most recently updated issues in acme/web",
        "issues.list",
        {**WEB, "sort": "updated", "limit": 10},
    ),
    (
        "list issues in acme/web sorted by comments, oldest first",
        "issues.list",
        {**WEB, "sort": "comments", "direction": "asc"},
    ),
    ("show issue 12 in acme/web", "issues.get", ISSUE),
    ("what is acme/web#12 about?", "issues.get", ISSUE),
    ("what does acme/web#12 say", "issues.get", ISSUE),
    ("SHOW ACME/WEB#12!", "issues.get", {"repo": "ACME/WEB", "issue_number": 12}),
    ("view https://github.com/acme/web/issues/12", "issues.get", ISSUE),
    ("show me issue number 12 of acme/web", "issues.get", ISSUE),
    ("Open an issue in acme/web titled \u201cCrash on start\u201d.", "issues.create", CRASH),
    ("I'd like to create a new issue in acme/web called `Crash on start`", "issues.create", CRASH),
    (
        "open an issue in acme/web titled 'A' with body 'B' labelled bug, ui and assign alice",
        "issues.create",
        {**WEB, "title": "A", "body": "B", "labels": ["bug", "ui"], "assignees": ["alice"]},
    ),
    (
        "open an issue titled 'Crash on start' in acme/web, label it bug and assign it to me",
        "issues.create",
        {**CRASH, "labels": ["bug"], "assignees": ["@me"]},
    ),
    ("open an issue in acme/web: Crash on start", "issues.create", CRASH),
    (
        "file a bug in acme/web: The login isn't there; it fails.",
        "issues.create",
        {**WEB, "title": "The login isn't there; it fails.", "labels": ["bug"]},
    ),
    ("In acme/web, open an issue titled 'Crash on start'", "issues.create", CRASH),
    ("file a bug in acme/web: 'Crash on start'", "issues.create", {**CRASH, "labels": ["bug"]}),
    (
        "report a bug in acme/web titled 'Crash on start', labelled bug and ui",
        "issues.create",
        {**CRASH, "labels": ["bug", "ui"]},
    ),
    (
        "open an issue titled 'A' in acme/web and assign @alice to it",
        "issues.create",
        {**WEB, "title": "A", "assignees": ["alice"]},
    ),
    ("submit an issue against acme/web titled 'Crash on start'", "issues.create", CRASH),
    (
        "rename issue 12 in acme/web to 'New title'",
        "issues.update",
        {**ISSUE, "title": "New title"},
    ),
    ("edit the body of acme/web#12: 'New'", "issues.update", {**ISSUE, "body": "New"}),
    ("change the title of acme/web#12 to 'New'", "issues.update", {**ISSUE, "title": "New"}),
    ("set the body of acme/web#12 to 'New'", "issues.update", {**ISSUE, "body": "New"}),
    (
        "edit acme/web#12 with title 'A' and body 'B'",
        "issues.update",
        {**ISSUE, "title": "A", "body": "B"},
    ),
    (
        "replace the labels of acme/web#12 with bug and 'needs triage'",
        "issues.update",
        {**ISSUE, "labels": ["bug", "needs triage"]},
    ),
    (
        "set the assignees of acme/web#12 to alice and me",
        "issues.update",
        {**ISSUE, "assignees": ["alice", "@me"]},
    ),
    ("close #12 in acme/web", "issues.close", ISSUE),
    ("close the bug 12 in acme/web", "issues.close", ISSUE),
    ("Could you please close #12 in acme/web? Thanks!", "issues.close", ISSUE),
    ("let's close pull request 12 in acme/web now", "pulls.close", PULL),
    ("show pr 12 in acme/web", "pulls.get", PULL),
    ("show pull request #12 in acme/web", "pulls.get", PULL),
    ("show #12 in acme/web", "issues.get", ISSUE),
    ("show 12 in acme/web", "issues.get", ISSUE),
    ("reopen PR acme/web#12", "pulls.reopen", PULL),
    ("squash and merge #12 in acme/web", "pulls.merge", {**PULL, "merge_method": "squash"}),
    ("show the changed files in acme/web#12", "pulls.list_files", PULL),
    ("bring acme/web#12 up to date with its base", "pulls.update_branch", PULL),
    ("ask @me to review acme/web#12", "pulls.request_reviewers", {**PULL, "reviewers": ["@me"]}),
    (
        "close https://github.com/acme/web/pull/12.",
        "pulls.close",
        {"repo": "acme/web", "pull_number": 12},
    ),
    ("close github.com/acme/web/issues/12", "issues.close", ISSUE),
    (
        "close issue 12 in acme/web as not planned",
        "issues.close",
        {**ISSUE, "state_reason": "not_planned"},
    ),
    (
        "close issue 12 in acme/web as a duplicate",
        "issues.close",
        {**ISSUE, "state_reason": "duplicate"},
    ),
    (
        "close acme/web#12 because it is fixed",
        "issues.close",
        {**ISSUE, "state_reason": "completed"},
    ),
    ("edit acme/web#12: title 'A'", "issues.update", {**ISSUE, "title": "A"}),
    ("retitle acme/web#12 'A'", "issues.update", {**ISSUE, "title": "A"}),
    ("comment 'Thanks' on acme/web#12", "issues.add_comment", {**ISSUE, "body": "Thanks"}),
    ("comment on #12 in acme/web: 'Thanks'", "issues.add_comment", {**ISSUE, "body": "Thanks"}),
    ("add a comment 'It's on' to acme/web#12", "issues.add_comment", {**ISSUE, "body": "It's on"}),
    ("write 'Hi' on acme/web#12", "issues.add_comment", {**ISSUE, "body": "Hi"}),
    ("leave a comment on acme/web#12 saying 'Hi'", "issues.add_comment", {**ISSUE, "body": "Hi"}),
    ("comment on acme/web#12: See #3", "issues.add_comment", {**ISSUE, "body": "See #3"}),
    ("post 'Hi' as a comment on acme/web#12", "issues.add_comment", {**ISSUE, "body": "Hi"}),
    ("first 3 comments on acme/web#12", "issues.list_comments", {**ISSUE, "limit": 3}),
    ("add the label bug to acme/web#12", "issues.add_labels", {**ISSUE, "labels": ["bug"]}),
    (
        "label #12 in acme/web bug and ui",
        "issues.add_labels",
        {**ISSUE, "labels": ["bug", "ui"]},
    ),
    ("label acme/web#12 as Bug", "issues.add_labels", {**ISSUE, "labels": ["Bug"]}),
    (
        "add the bug, ui, and 'needs triage' labels to acme/web#12",
        "issues.add_labels",
        {**ISSUE, "labels": ["bug", "ui", "needs triage"]},
    ),
    (
        "remove the label 'needs triage' from acme/web#12",
        "issues.remove_label",
        {**ISSUE, "name": "needs triage"},
    ),
    ("take the bug label off acme/web#12", "issues.remove_label", {**ISSUE, "name": "bug"}),
    ("unlabel acme/web#12 bug", "issues.remove_label", {**ISSUE, "name": "bug"}),
    (
        "assign alice and bob to #12 in acme/web",
        "issues.add_assignees",
        {**ISSUE, "assignees": ["alice", "bob"]},
    ),
    ("assign #12 in acme/web to me", "issues.add_assignees", {**ISSUE, "assignees": ["@me"]}),
    ("give acme/web#12 to @mark", "issues.add_assignees", {**ISSUE, "assignees": ["mark"]}),
    ("give @mark acme/web#12", "issues.add_assignees", {**ISSUE, "assignees": ["mark"]}),
    (
        "add alice as assignee to acme/web#12",
        "issues.add_assignees",
        {**ISSUE, "assignees": ["alice"]},
    ),
    ("what labels does acme/web have?", "labels.list", WEB),
    ("which labels are there in acme/web", "labels.list", WEB),
    ("show the first 5 labels in acme/web", "labels.list", {**WEB, "limit": 5}),
    ("list merged PRs of acme/web", "pulls.list", {**WEB, "state": "closed"}),
    ("list closed pull requests of acme/web", "pulls.list", {**WEB, "state": "closed"}),
    (
        "list PRs from 'alice:fix' into main in acme/web",
        "pulls.list",
        {**WEB, "head": "alice:fix", "base": "main"},
    ),
    ("who contributes to acme/web", "stats.contributors", WEB),
    ("who are the top contributors of acme/web", "stats.contributors", WEB),
    ("who contributes most to acme/web", "stats.contributors", WEB),
    ("show stats for acme/web", "stats.commit_activity", WEB),
    ("how active is acme/web", "stats.commit_activity", WEB),
    ("commit activity of acme/web", "stats.commit_activity", WEB),
    ("how active has acme/web been lately?", "stats.commit_activity", WEB),
    ("how many commits per week in acme/web over the last year", "stats.commit_activity", WEB),
    ("participation in acme/web", "stats.participation", WEB),
    (
        "list open pull requests in acme/web into main newest first",
        "pulls.list",
        {**WEB, "state": "open", "base": "main", "direction": "desc"},
    ),
    (
        "set the labels of acme/web#12 to bug and docs",
        "issues.update",
        {**ISSUE, "labels": ["bug", "docs"]},
    ),
    ("label acme/web#12 bug", "issues.add_labels", {**ISSUE, "labels": ["bug"]}),
    (
        "open an issue in acme/web titled 'Crash on start' labelled bug assigned to hubot",
        "issues.create",
        {**CRASH, "labels": ["bug"], "assignees": ["hubot"]},
    ),
]

FROM_CONTEXT: list[tuple[str, Context, str, dict[str, Any]]] = [
    ("close #12", HERE, "issues.close", {"repo": "mona/site", "issue_number": 12}),
    ("list issues", HERE, "issues.list", {"repo": "mona/site"}),
    ("list this repo's issues", HERE, "issues.list", {"repo": "mona/site"}),
    ("list the labels here", HERE, "labels.list", {"repo": "mona/site"}),
    ("delete this repo", HERE, "repos.delete", {"repo": "mona/site"}),
    ("close it", AFTER_ISSUE, "issues.close", {"repo": "acme/web", "issue_number": 7}),
    ("close that issue", AFTER_ISSUE, "issues.close", {"repo": "acme/web", "issue_number": 7}),
    ("close it in acme/web", AFTER_ISSUE, "issues.close", {"repo": "acme/web", "issue_number": 7}),
    ("list the issues there", AFTER_ISSUE, "issues.list", {"repo": "acme/web"}),
    ("delete it", AFTER_REPO, "repos.delete", {"repo": "acme/web"}),
    ("list its issues", AFTER_LIST, "issues.list", {"repo": "acme/web"}),
]

# Understood, but `--yes` does not cover it: no clause starts with the verb.
WITH_A_COMMENT = [
    "close acme/web#12 with the comment 'Done'",
    "close acme/web#12 as completed with a comment saying 'Done'",
]

STANDARD_INPUT = [
    "open an issue in acme/web titled 'Nightly failed' with standard input as the body",
    "open an issue in acme/web titled 'Nightly failed' with stdin as body",
    "open an issue in acme/web titled 'Nightly failed', body from stdin",
    "open an issue in acme/web titled 'Nightly failed' and use standard input as the body",
    "comment on acme/web#12 with standard input",
    "change the body of acme/web#12 to standard input",
]
# Understood as well, but not by `--yes`: there a verb stands in front of what it acts on.
LOOSER_STANDARD_INPUT = [
    "comment stdin on acme/web#12",
    "post standard input as a comment on acme/web#12",
]

CLOSE = ("issues.close", {"repo": "acme/web", "issue_number": 1})
SEVERAL: list[tuple[str, Context, list[tuple[str, dict[str, Any]]]]] = [
    (
        "close #1 in acme/web and comment 'Fixed in 1.2'",
        NOWHERE,
        [CLOSE, ("issues.add_comment", {**CLOSE[1], "body": "Fixed in 1.2"})],
    ),
    (
        "label acme/web#1 bug then assign alice",
        NOWHERE,
        [
            ("issues.add_labels", {**CLOSE[1], "labels": ["bug"]}),
            ("issues.add_assignees", {**CLOSE[1], "assignees": ["alice"]}),
        ],
    ),
    (
        "label #1 in acme/web bug and ui and close it",
        NOWHERE,
        [("issues.add_labels", {**CLOSE[1], "labels": ["bug", "ui"]}), CLOSE],
    ),
    (
        "close #1, #2 and #3 in acme/web",
        NOWHERE,
        [("issues.close", {**WEB, "issue_number": number}) for number in (1, 2, 3)],
    ),
    (
        "assign alice to issues 3 and 4 in acme/web",
        NOWHERE,
        [
            ("issues.add_assignees", {**WEB, "issue_number": number, "assignees": ["alice"]})
            for number in (3, 4)
        ],
    ),
    (
        "remove the labels bug and ui from acme/web#1",
        NOWHERE,
        [("issues.remove_label", {**CLOSE[1], "name": name}) for name in ("bug", "ui")],
    ),
    (
        "in the repo acme/web, close #1 and show it",
        HERE,
        [CLOSE, ("issues.get", CLOSE[1])],
    ),
    (
        "close acme/web#1 and mona/site#2",
        NOWHERE,
        [CLOSE, ("issues.close", {"repo": "mona/site", "issue_number": 2})],
    ),
    (
        "close acme/web#1 and #1",
        NOWHERE,
        [CLOSE],
    ),
    (
        "Close #1 in acme/web. Then, please, show acme/web and list its labels; thanks",
        NOWHERE,
        [CLOSE, ("repos.get", WEB), ("labels.list", WEB)],
    ),
    (
        "show acme/web#1 and close it, then list my repos",
        HERE,
        [("issues.get", CLOSE[1]), CLOSE, ("repos.list_mine", {})],
    ),
    (
        "close #1 and show this repo",
        HERE,
        [
            ("issues.close", {"repo": "mona/site", "issue_number": 1}),
            ("repos.get", {"repo": "mona/site"}),
        ],
    ),
]

NO_WRITE = [
    "don't close #12 in acme/web",
    "do not close acme/web#12",
    "never close acme/web#12",
    "stop, do not close acme/web#12",
    "how do I close acme/web#12",
    "what happens if I close acme/web#12",
    "should I close acme/web#12?",
    "did you close acme/web#12?",
    "I closed acme/web#12",
    "close acme/web#12 if it is stale",
    "close acme/web#12 unless alice objects",
    "close acme/web#12 quickly",
    "close acme/web#12 but not acme/web#13",
    "close acme/web#12 or acme/web#13",
    "close #12 and/or",
    "close issues 1 to 5 in acme/web",
    "close all issues in acme/web",
    "close #1 in acme/web and #2 in mona/site",
    "close acme/web#1 in mona/site",
    "close acme/web#12 as duplicate #3",
    "close '#12'",
    "close 'acme/web#12",
    'close acme/web#12 "',
    "clozse acme/web#12",
    "clean up acme/web",
    "handle acme/web#12",
    "get rid of acme/web#12",
    "give me acme/web#12",
    "give acme/web#12 bug",
    "delete",
    "delete the repo",
    "delete everything",
    "delete all issues in acme/web",
    "delete 'mona/scratch'",
    "delete https://github.com/mona/scratch/tree/old",
    "delete https://github.com/mona/scratch/issues",
    "delete https://github.com/mona/scratch/tree/mona/scratch",
    "delete https://github.com/mona/scratch/releases/tag/v1?x=1#top",
    "delete it",
    "close it",
    "close this issue",
    "close",
    "label acme/web#12 bug urgently",
    "label acme/web#12 bug and",
    "label acme/web#12 a",
    "tag acme/web#12 with @mona",
    "label acme/web#12 #bug",
    "label acme/web#12 bug\u200b",
    "label acme/web#12 \u202egub",
    "assign the to acme/web#12",
    "mark acme/web#12 as done",
    "remove bug from acme/web#12",
    "open acme/web#12 again",
    "assign everyone to acme/web#12",
    "assign alice to bob",
    "assign acme/web#12",
    "rename acme/web to 'x y'",
    "open an issue in acme/web titled Crash on start",
    "open an issue in acme/web 'A' 'B'",
    "open an issue: Crash on start in acme/web",
    "open an issue in acme/web: Crash on start labelled bug",
    "open an issue in acme/web: Crash on start and close acme/web#12",
    "open an issue in acme/web: Crash. Close #12",
    "open an issue in acme/web: the 'Save' button fails",
    "open an issue in acme/web: ",
    "close acme/web#12: Done",
    "don't comment on acme/web#12: Done",
    "in acme/web, close mona/site#12",
    "in acme/web, list my repos",
    "in acme/web, don't close #12",
    "in acme/web",
    "close acme/web#12 with the label bug",
    "open an issue in acme/web titled 'x' with the comment 'y'",
    "open an issue in acme/web titled 'x' and close it",
    "open an issue in acme/web titled 'x' then comment 'y'",
    "create a repo named x and open an issue titled 'y'",
    "create a repo named acme/scratch",
    "create a repo named 'not a name'",
    "comment on acme/web#12 with standard input",
    "list issues in acme/web and close them",
    "close acme/web#12 and deploy it",
    "merge conflicts in acme/web#12",
    "revert the changes in acme/web#12 by hand",
    "close pull request comments of acme/web#12",
    "update the branch protection of acme/web#12",
    "mark acme/web#12 as draft of the release",
    "ask bob about the review of acme/web#12",
]


def planned(sentence: str, context: Context) -> tuple[Act, ...]:
    wire = parse(sentence, context)
    assert isinstance(wire, WirePlan), wire
    reading = read(wire, Sentence(sentence), context, load)
    assert isinstance(reading, Plan), reading
    return expand(reading, {}, STDIN_IN_PLACE)


def steps(sentence: str, context: Context = NOWHERE) -> list[tuple[str, dict[str, Any]]]:
    return [
        (
            act.action.facts.action,
            {
                name: value
                for name, value in act.action.sent_arguments().items()
                if act.step.provenance[name] is not Origin.DEFAULT
                and not is_constant(type(act.action).model_fields[name])
            },
        )
        for act in planned(sentence, context)
    ]


def suggested(sentence: str, context: Context = NOWHERE) -> Suggestions:
    found = parse(sentence, context)
    assert isinstance(found, Suggestions), found
    return found


# What sentences mean


@for_each(("sentence", "action", "arguments"), ONE_STEP)
def test_a_documented_sentence_is_one_step(
    sentence: str, action: str, arguments: dict[str, Any]
) -> None:
    assert [(action, arguments)] == steps(sentence)


@for_each(("sentence", "context", "action", "arguments"), FROM_CONTEXT)
def test_a_target_that_is_not_named_comes_from_the_context(
    sentence: str, context: Context, action: str, arguments: dict[str, Any]
) -> None:
    assert [(action, arguments)] == steps(sentence, context)


@for_each(("sentence", "context", "expected"), SEVERAL)
def test_several_requests_are_several_steps_in_order(
    sentence: str, context: Context, expected: list[tuple[str, dict[str, Any]]]
) -> None:
    assert expected == steps(sentence, context)


@pytest.mark.parametrize("sentence", WITH_A_COMMENT)
def test_a_comment_clause_adds_a_comment_to_its_request(sentence: str) -> None:
    assert ("issues.add_comment", {**ISSUE, "body": "Done"}) == steps(sentence)[1]


@for_each("sentence", [*STANDARD_INPUT, *LOOSER_STANDARD_INPUT])
def test_standard_input_is_named_as_the_source_of_a_body(sentence: str) -> None:
    (step,) = planned(sentence, PIPED)

    assert Origin.STDIN == step.step.provenance["body"]


def test_steps_are_numbered() -> None:
    wire = parse("close #1 and #2 in acme/web", NOWHERE)

    assert isinstance(wire, WirePlan)
    assert ["s1", "s2"] == [step.id for step in wire.steps]


@for_each(
    ("sentence", "context"),
    [
        *((sentence, NOWHERE) for sentence, _, _ in ONE_STEP),
        *((sentence, context) for sentence, context, _, _ in FROM_CONTEXT),
        *((sentence, context) for sentence, context, _ in SEVERAL),
        *((sentence, PIPED) for sentence in STANDARD_INPUT),
    ],
)
def test_every_target_is_the_persons_or_the_contexts(sentence: str, context: Context) -> None:
    for step in planned(sentence, context):
        assert () == step.step.targets_beyond(Origin.USER, Origin.CONTEXT)


def test_bugs_are_issues_with_that_label() -> None:
    sentence = "list open bugs in acme/web"

    (act,) = planned(sentence, NOWHERE)

    assert [("issues.list", {**WEB, "state": "open", "labels": ["bug"]})] == steps(sentence)
    assert (Origin.USER,) == act.step.provenance["labels"]


# What is never guessed


@for_each("sentence", NO_WRITE)
def test_a_write_that_is_not_plainly_requested_is_never_planned(sentence: str) -> None:
    assert isinstance(plan_sentence(sentence, NOWHERE), Gap)
    assert isinstance(plan_sentence(sentence, HERE), Gap)


@for_each("sentence", [s for s, _, _ in ONE_STEP if not Sentence(s).quotes])
def test_a_word_more_is_never_overlooked(sentence: str) -> None:
    words = sentence.split()
    for at in range(len(words) + 1):
        found = plan_sentence(" ".join([*words[:at], "frobnicate", *words[at:]]), NOWHERE)

        # A word that nobody knows may be a label or a login, where one is asked for.
        assert isinstance(found, Gap) or "frobnicate" in found.model_dump_json()


@for_each("sentence", ["close acme/web#12 as not planned", "label acme/web#12 bug"])
@for_each("word", sorted(NEGATIONS | {"if", "unless", "how", "whether"}))
def test_a_word_that_takes_something_back_is_never_a_value(sentence: str, word: str) -> None:
    words = sentence.split()
    for at in range(len(words) + 1):
        assert isinstance(plan_sentence(" ".join([*words[:at], word, *words[at:]]), NOWHERE), Gap)


@for_each(
    "sentence",
    [
        "list issues without labels in acme/web",
        "list stale issues in acme/web",
        "show https://github.com/acme/web/actions/runs/5",
        "list draft PRs in acme/web",
        "list issues assigned to nobody in acme/web",
        "how many issues are open in acme/web",
        "show acme/web#12 and deploy it",
        "show",
        "",
    ],
)
def test_a_read_with_an_unknown_word_is_no_plan(sentence: str) -> None:
    assert isinstance(plan_sentence(sentence, HERE), Gap)


@pytest.mark.parametrize(
    "sentence",
    [
        "close #1 and reopen #2 in acme/web",
        "comment 'x' on #1 and close acme/web#2",
        "list my repos and close #1 and reopen acme/web#2",
    ],
)
def test_the_current_repository_is_not_assumed_where_another_is_named(sentence: str) -> None:
    assert (
        "Name the repository of every step, as in acme/web#12." == suggested(sentence, HERE).missing
    )


WORDS = sorted(
    {word for form in GRAMMAR.forms for pattern in form.text.patterns for word in literals(pattern)}
    | {verb for action in load_all() for verb in action.facts.verbs}
    | NEGATIONS
    | NEVER_NAMES
    | POLITE
    | {" ".join(phrase) for phrase in COURTESIES}
)
NOISE = [
    "acme/web",
    "#12",
    "7",
    "acme/web#3",
    "'a title'",
    "'",
    '"',
    "@alice",
    "alice",
    "bug",
    "bugs",
]
NOISE += [
    ",",
    ";",
    ".",
    ":",
    "and",
    "then",
    "it",
    "me",
    "my",
    "the",
    "a",
    "\u2019",
    "\ud800",
    "\x00",
]
sentences = st.one_of(
    st.text(max_size=40),
    st.lists(st.one_of(st.sampled_from(WORDS), st.sampled_from(NOISE)), max_size=9).map(" ".join),
)


@settings(deadline=None)
@given(sentences, st.sampled_from([NOWHERE, HERE, PIPED, AFTER_ISSUE, AFTER_REPO, AFTER_LIST]))
@example("rename \ud800", NOWHERE)
@example("close " + "#1 " * 5_000, NOWHERE)
@example("and " * 199, NOWHERE)
@example("'" + "x" * 200_000 + "'", NOWHERE)
def test_no_sentence_breaks_it_and_a_write_has_no_target_that_nobody_named(
    sentence: str, context: Context
) -> None:
    found = parse(sentence, context)

    if isinstance(found, WirePlan):
        for act in planned(sentence, context):
            beyond = act.step.targets_beyond(Origin.USER, Origin.CONTEXT)
            assert act.effect is Effect.READ or () == beyond
    elif isinstance(found, Suggestions):
        assert found.missing
        assert MOST >= len(found.sentences)
        for suggestion in found.sentences:
            assert isinstance(parse(suggestion, context), WirePlan)


@for_each(
    "sentence",
    [
        ", then close ".join(["label issue #1 in acme/web bug"] * 20),
        " 'a" * 6_000,
        " \u2018a" * 6_000,
        "'a' b " * 3_000,
        "a'" * 10_000,
        'a"' * 10_000,
        "\ufdfa" * 20_000,
        "x" * 20_000,
        "1" * 4_900,
    ],
    ids=lambda sentence: sentence[:6],
)
def test_a_long_sentence_is_taken_apart_in_a_moment(sentence: str) -> None:
    started = time.process_time()

    parse(sentence, HERE)

    assert 1 > time.process_time() - started


# What is suggested


@for_each(
    ("sentence", "missing"),
    [
        ("list issues", "Name the repository, as in acme/web."),
        ("show this repo", "There is no current repository here: name one, as in acme/web."),
        ("close acme/web#1 in a/b", "Two different repositories are named for one step."),
        ("close issue", "Say which issue, as in #12 or acme/web#12."),
        ("close the issue in a/b", "Say which issue, as in #12 or acme/web#12."),
        ("close it", "It is not clear what this refers to: name it, as in acme/web#12."),
        (
            "comment on a/b#3 with stdin",
            "Standard input is empty here: pipe something in, or give the text in quotes.",
        ),
        ("label a/b#3", "Name the labels, as in bug or 'needs triage'."),
        ("unlabel a/b#3", "Name the label, as in bug or 'needs triage'."),
        ("assign a/b#3", "Say who, as in alice or me."),
        ("create a repo", "Give the name, as in named demo."),
        ("remove a/b#3", "Say in full what should happen."),
        (
            "close 'a/b#3",
            "A quotation mark is opened and not closed, or closed and not opened.",
        ),
        ("tidy up a/b", "These words were not understood: 'tidy', 'up'."),
        ("don't close a/b#3", 'This word was not understood: "don\'t".'),
        ("list red green blue white black grey issues of a/b", "and more."),
        ("close a/b#3 or else", "'or', 'else'"),
        ("assign alice bob issue a/b#3", "'bob'"),
        ("close the api issue a/b#3", "'api'"),
        ("comment history on a/b#3", "Give the text"),
        ("comment please look on a/b#3", "Give the text"),
        ("comment (LGTM) on a/b#3", "Give the text"),
        ("comment the diff on a/b#3", "Give the text"),
        ("rename a/b#3 to its old title", "It is not clear what this refers to"),
        ("edit the body of a/b#3 to be shorter", "Give the text"),
        ("open an issue in a/b titled login fails labelled bug", "Give the title"),
        ("merge a/b#3 domani", "'domani'"),
    ],
)
def test_what_lacks_something_is_told_what_and_gets_no_value_that_nobody_said(
    sentence: str, missing: str
) -> None:
    found = suggested(sentence)

    assert missing in found.missing
    assert all(planned(each, HERE)[0].effect is Effect.READ for each in found.sentences)


@for_each(
    ("sentence", "missing", "suggestion"),
    [
        (
            "open an issue in a/b titled It crashes on start",
            "Give the title in quotation marks, as in titled 'Crash on start'.",
            "open an issue in a/b titled 'It crashes on start'",
        ),
        (
            "comment thanks on a/b#3",
            "Give the text in quotation marks, as in 'Thanks'.",
            "comment 'thanks' on a/b#3",
        ),
        (
            "comment on a/b#3 that it works, please look",
            "Give the text in quotation marks, as in 'Thanks'.",
            "comment 'it works, please look' on a/b#3",
        ),
        ("a/b#3", "Say what to do, as in list, show, open, close", "show a/b#3"),
        ("give me a/b#3", "This can mean more than one thing.", "show a/b#3"),
        ("clozse a/b#3", "This word was not understood: 'clozse'.", "close a/b#3"),
        (
            "open an issue in a/b The page is blank",
            "Give the title in quotation marks, as in titled 'Crash on start'.",
            "open an issue in a/b titled 'The page is blank'",
        ),
    ],
)
def test_a_suggestion_says_in_full_what_the_person_said(
    sentence: str, missing: str, suggestion: str
) -> None:
    found = suggested(sentence)

    assert missing in found.missing
    assert suggestion == found.sentences[0]


@pytest.mark.parametrize("verb", ["remove", "add", "put"])
def test_the_part_alone_does_not_say_that_it_is_a_part(verb: str) -> None:
    found = parse(f"close a/b#7 and {verb} #3", NOWHERE)

    assert isinstance(found, Suggestions)


def test_a_suggestion_uses_the_context() -> None:
    text = "open an issue titled It is broken"

    assert ("open an issue in mona/site titled 'It is broken'",) == suggested(text, HERE).sentences
    assert () == suggested(text).sentences
    assert ("close acme/web#7",) == suggested("close it quickly", AFTER_ISSUE).sentences


def test_a_refusal_is_answered_with_reads_only() -> None:
    for suggestion in suggested("do not close acme/web#12").sentences:
        assert all(act.effect is Effect.READ for act in planned(suggestion, NOWHERE))


def test_deleting_a_repository_is_not_suggested_for_anything_else() -> None:
    for sentence in ("delete acme/web soon", "clean up acme/web", "delete code in acme/web#3"):
        for suggestion in suggested(sentence).sentences:
            acts = planned(suggestion, NOWHERE)
            assert all(act.effect < Effect.ASKED for act in acts)


def test_more_than_twelve_steps_are_refused_with_their_number() -> None:
    numbers = ", ".join(f"#{number}" for number in range(1, 14))

    found = suggested(f"close {numbers} in acme/web")

    assert "A plan has at most 12 steps, and this would take 13." == found.missing


@pytest.mark.parametrize(("count", "is_plan"), [(58, True), (59, False), (80, False)])
def test_a_step_with_too_many_values_is_told_and_is_no_fault(count: int, is_plan: bool) -> None:  # noqa: FBT001
    labels = ", ".join(f"'l{number}'" for number in range(count))

    found = parse(f"label acme/web#12 {labels}", Context())

    assert is_plan == isinstance(found, WirePlan)
    if isinstance(found, Suggestions):
        assert "That is too many values for one step; name fewer of them." == found.missing


def test_a_value_that_the_action_refuses_is_explained() -> None:
    assert "50 characters" in suggested(f"label acme/web#1 {'x' * 51}").missing


def test_nothing_is_suggested_where_nothing_is_understood() -> None:
    found = suggested("xyzzy")

    assert () == found.sentences
    assert found.missing.startswith("This word was not understood: 'xyzzy'. Say what to do")


QUESTIONS = [
    "the oldest open issue",
    "the open issue of mona",
    "oldest open issue in acme/web",
    "is main protected",
    "is main protected?",
    "are there open reviews",
    "was #12 closed",
    "did mona close #12",
    "should I close #12",
    "should we merge #11 now",
    "why close #12",
    "why did the build fail",
    "who is working on this",
    "how do I label #12",
    "how to delete a label",
    "when was #12 closed",
    "could somebody label #12",
    "close #12 or #13?",
    "label #12 bug or ui?",
    "what does label bug mean",
    "its link",
    "what is its link",
    "who can merge #11",
]
"""What asks for a write in no way, and is not understood."""

NO_VERB_OF_A_WRITE = [
    "ping the reviewers",
    "nudge mona about #12",
    "the label bug on #12",
    "a comment on #12",
    "deploy a/b#3",
    "unwatch a/b#3",
    "main",
    "'Crash on start'",
]


NO_ORDERS = [*itertools.product([*QUESTIONS, *NO_VERB_OF_A_WRITE], CONTEXTS)]


# Fewer than there are contexts, so that each sentence is read, and in one after the other.
@for_each(("sentence", "context"), some_of(NO_ORDERS, one_in=len(CONTEXTS) - 1))
def test_what_is_no_order_is_answered_with_reads_only(sentence: str, context: Context) -> None:
    found = parse(sentence, context)

    if isinstance(found, Suggestions):
        acts = [act for text in found.sentences for act in planned(text, context)]
        assert [] == [act.action.says() for act in acts if act.effect is not Effect.READ]


@for_each(
    "sentence",
    [
        "comment its link on acme/web#12",
        "comment on acme/web#12 with its link",
        "comment it on acme/web#12",
        "comment that issue on acme/web#12",
        "open an issue in acme/web titled its title",
        "rename acme/web#12 to its title",
        "create a private repo named its name",
    ],
)
def test_a_reference_is_offered_as_no_literal(sentence: str) -> None:
    for suggestion in suggested(sentence, AFTER_ISSUE).sentences:
        words = suggestion.replace("'", " ").split()
        assert not {"its", "it", "that"} & {*words}, suggestion


@pytest.mark.parametrize("sentence", ["x " * 300, "x" * 90_000])
def test_a_sentence_that_is_too_long_is_not_parsed(sentence: str) -> None:
    assert "This is too long to take apart" in suggested(sentence).missing


@for_each("word", ["TODO", "parseUrl", "get_user", "os.path"])
@for_each("ask", ["search for {} in acme/web", "grep {} in acme/web", "search acme/web for {}"])
def test_a_word_of_code_is_searched_for_without_quotation_marks(ask: str, word: str) -> None:
    found = [("code.search", {"words": [word], "repo": "acme/web"})]

    assert found == steps(ask.format(word))


@for_each("word", ["basket", "bugs", "v1.0", "Basket"])
def test_a_word_of_english_is_searched_for_in_quotation_marks_alone(word: str) -> None:
    assert isinstance(parse(f"search for {word} in acme/web", NOWHERE), Suggestions)
    assert "code.search" == steps(f"search for '{word}' in acme/web")[0][0]


def test_several_files_are_pushed_in_one_sentence() -> None:
    files = [{"path": "a.md", "contents": "Hi"}, {"path": "b.md", "contents": "Yo"}]
    first, second = (f"'{json.dumps(each)}'" for each in files)

    ((action, given),) = steps(
        f"upload the files {first} and {second} to main in acme/web with the message 'Add both'"
    )

    assert ("files.push", files, "Add both") == (action, given["files"], given["message"])
