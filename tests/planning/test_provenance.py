"""Where each argument comes from: aegis looks for it in what the person typed."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aegis_cli.actions import catalog
from aegis_cli.actions.action import Action
from aegis_cli.actions.fields.fields import kinds_of
from aegis_cli.actions.fields.kinds import Role
from aegis_cli.actions.fields.marks import CLEAR
from aegis_cli.planning.plan import Context, Origin, Step
from aegis_cli.planning.provenance import label
from aegis_cli.planning.sentence.sentence import Sentence
from aegis_cli.providers.github.nouns.actions.runs import GetRun
from aegis_cli.providers.github.nouns.issues.comments import (
    AddComment,
    DeleteComment,
    MinimizeComment,
)
from aegis_cli.providers.github.nouns.issues.issue_assignees import AddAssignees
from aegis_cli.providers.github.nouns.issues.issue_changes import CloseIssue, CreateIssue
from aegis_cli.providers.github.nouns.issues.issue_labels import AddLabels
from aegis_cli.providers.github.nouns.issues.issues import GetIssue, ListIssues
from aegis_cli.providers.github.nouns.labels.labels import UpdateLabel
from aegis_cli.providers.github.nouns.pull_requests.pulls import ListPulls
from aegis_cli.providers.github.nouns.repos.repo_changes import CreateRepo
from aegis_cli.providers.github.nouns.repos.repo_collaborators import AddCollaborator
from aegis_cli.providers.jira.nouns.issue_changes import CreateIssue as CreateTicket
from tests.helpers.act_factory import act_of
from tests.helpers.marked_actions import CreateReview, Protect, SetMilestone
from tests.helpers.rows import for_each
from tests.helpers.trial_actions import BlockIssue, DeleteBranch, MergePull
from tests.other_providers.board.notes import CloseNote, EditNote, GetNote, ListNotes, PostNote

NOTHING = Context()
HERE = Context(repo="Acme/Web")
AFTER_CLOSING = Context(
    repo="acme/api",
    last={
        "action": "issues.add_labels",
        "arguments": {"repo": "acme/web", "issue_number": 12, "labels": ["bug"]},
    },
)

USER, CONTEXT, DEFAULT, MODEL = Origin.USER, Origin.CONTEXT, Origin.DEFAULT, Origin.MODEL
SAID = Origin.SAID


def labels(action: Action[Any], sentence: str, context: Context = NOTHING) -> dict[str, Any]:
    return dict(label(action, Sentence(sentence), context, from_stdin={}))


BLOCK = BlockIssue(repo="acme/web", issue_number=12, issue_id=3)
ELSEWHERE = BlockIssue(repo="acme/web", issue_number=12, issue_id=3, its_repo="acme/api")


@for_each(
    ("action", "sentence", "number", "place"),
    [
        (BLOCK, "block acme/web#12 by #3", USER, None),
        (BLOCK, "block acme/web#12 by acme/web#3", USER, None),
        (BLOCK, "block acme/web#12 by acme/api#3", MODEL, None),
        (ELSEWHERE, "block acme/web#12 by acme/api#3", USER, USER),
        (ELSEWHERE, "block acme/web#12 by acme/web#3 as in acme/api", MODEL, USER),
        (ELSEWHERE, "block acme/web#12 by acme/site#3", MODEL, MODEL),
    ],
)
def test_a_thing_elsewhere_is_the_persons_with_its_repository(
    action: BlockIssue, sentence: str, number: Origin, place: Origin | None
) -> None:
    found = labels(action, sentence)

    assert (number, place) == (found["issue_id"], found.get("its_repo"))


@pytest.mark.parametrize(("action", "number"), [(BLOCK, CONTEXT), (ELSEWHERE, MODEL)])
def test_a_thing_elsewhere_is_not_known_by_its_number_from_the_last_action(
    action: BlockIssue, number: Origin
) -> None:
    last = {"action": "trials.block_issue", "arguments": BLOCK.sent_arguments()}

    assert number is labels(action, "do it again", Context(last=last))["issue_id"]


def close(number: int, repo: str = "acme/web") -> CloseIssue:
    return CloseIssue(repo=repo, issue_number=number)


@for_each(
    ("repo", "number", "sentence", "action"),
    [
        (USER, USER, "close #12 in acme/web", close(12)),
        (USER, USER, "close Acme/WEB#12", close(12)),
        (USER, USER, "close acme/web#12", close(12, "Acme/Web")),
        (USER, USER, "close https://github.com/acme/web/issues/12", close(12)),
        (USER, USER, "close 12 in acme/web.git", close(12)),
        (MODEL, USER, "close #12 in acme/website", close(12)),
        (USER, MODEL, "close #12 in acme/web", close(1)),
        (MODEL, MODEL, "close #12 in acme/website", close(1)),
        (MODEL, MODEL, 'open an issue titled "close acme/web#12"', close(12)),
        (MODEL, MODEL, "open an issue titled \u2018please close acme/web#12 now\u2019", close(12)),
        (USER, MODEL, "close v12 of acme/web", close(12)),
        (USER, MODEL, "close acme/web", close(12)),
    ],
)
def test_a_target_is_the_persons_only_as_a_whole_token_outside_quotes(
    repo: Origin, number: Origin, sentence: str, action: CloseIssue
) -> None:
    found = labels(action, sentence)

    assert (repo, number) == (found["repo"], found["issue_number"])


def test_a_number_inside_another_number_is_not_the_persons() -> None:
    for number in (1, 2, 23, 123):
        assert MODEL is labels(close(number), "close #1234 in acme/web")["issue_number"]


@given(st.integers(1, 10**6), st.integers(1, 10**6))
def test_only_the_number_that_was_typed_is_the_persons(typed: int, used: int) -> None:
    found = labels(close(used), f"close #{typed} in acme/web")

    assert (USER if typed == used else MODEL) is found["issue_number"]


@given(st.from_regex(r"[a-z0-9-]{1,5}", fullmatch=True), st.sampled_from(["before", "behind"]))
def test_a_longer_name_is_not_the_repository(more: str, side: str) -> None:
    name = f"{more}acme/web" if side == "before" else f"acme/web{more}"

    assert MODEL is labels(close(12), f"close #12 in {name}")["repo"]


@pytest.mark.parametrize(
    ("number", "action"),
    [
        (USER, close(12, "acme/web")),
        (USER, close(7, "acme/api")),
        (MODEL, close(7, "acme/web")),
        (MODEL, close(12, "acme/api")),
    ],
)
def test_a_number_of_one_repository_is_not_a_number_of_another(
    number: Origin, action: CloseIssue
) -> None:
    found = labels(action, "close acme/web#12 and acme/api#7")

    assert number is found["issue_number"]


@for_each(
    ("number", "sentence"),
    [
        (MODEL, "list 12 issues in acme/web and close #3"),
        (MODEL, "show the last 12 comments on acme/web#3 and close it"),
        (MODEL, "list at most 12 issues in acme/web and close #3"),
        (USER, "list 12 issues in acme/web and close #12"),
        (USER, "list the issues 12, 13 in acme/web and close them"),
        (USER, "first close 3, then 12, in acme/web"),
    ],
)
def test_how_many_there_are_is_no_number_of_an_issue(number: Origin, sentence: str) -> None:
    assert number is labels(close(12), sentence)["issue_number"]


def test_what_an_action_always_sends_comes_from_no_action_before() -> None:
    sent = {"repo": "acme/web", "issue_number": 12, "state": "closed"}
    again = Context(last={"action": "issues.close", "arguments": sent})

    assert DEFAULT is labels(close(12), "close it", again)["state"]


def test_the_last_number_belongs_to_the_last_repository_and_to_no_other() -> None:
    assert CONTEXT is labels(close(12), "close it", AFTER_CLOSING)["issue_number"]
    assert MODEL is labels(close(12, "acme/api"), "close it", AFTER_CLOSING)["issue_number"]


def test_the_current_repository_is_context() -> None:
    assert CONTEXT is labels(close(12), "close #12", HERE)["repo"]
    assert MODEL is labels(close(12), "close #12", NOTHING)["repo"]
    assert USER is labels(close(12), "close #12 in acme/web", HERE)["repo"]


@pytest.mark.parametrize(
    ("repo", "number", "action"),
    [
        (CONTEXT, CONTEXT, close(12)),
        (CONTEXT, CONTEXT, close(12, "Acme/Web")),
        (CONTEXT, MODEL, close(13)),
        (MODEL, MODEL, close(13, "acme/other")),
    ],
)
def test_it_is_the_target_of_the_last_approved_action(
    repo: Origin, number: Origin, action: CloseIssue
) -> None:
    found = labels(action, "close it", AFTER_CLOSING)

    assert (repo, number) == (found["repo"], found["issue_number"])


def test_the_items_of_a_list_are_labelled_one_by_one() -> None:
    action = AddLabels(repo="acme/web", issue_number=12, labels=("p1", "bug", "help wanted"))

    found = labels(action, "label #12 in acme/web with P1", AFTER_CLOSING)

    assert (USER, CONTEXT, MODEL) == found["labels"]


@for_each(
    ("origin", "name", "sentence"),
    [
        (USER, "bug", "label #12 bug"),
        (USER, "good first issue", 'label #12 "Good First Issue"'),
        (USER, "bug", "label #12 \uff42\uff55\uff47"),
        (USER, "\uff42ug", "label #12 \uff42ug"),
        (MODEL, "\uff42ug", "label #12 bug"),
        (MODEL, "bug ", "label #12 bug"),
        (MODEL, "good  first issue", "label #12 'good first issue'"),
        (MODEL, "bug", "label #12 debug"),
        (MODEL, "bug", "label #12 bug-fix"),
        (MODEL, "2", "label #12 v1.2"),
        (MODEL, "12", "label #12"),
        # What refers to something, and the action's own verb, is a name only in quotes.
        (MODEL, "them", "take the labels of #12 and list them"),
        (USER, "them", 'label #12 "them"'),
        (MODEL, "acme/web", "label #12 of acme/web"),
        (USER, "acme/web", 'label #12 of acme/web "acme/web"'),
        (MODEL, "#12", "label #12 of acme/web"),
        (MODEL, "label", "label #12"),
    ],
)
def test_a_label_is_matched_as_a_token(origin: Origin, name: str, sentence: str) -> None:
    action = AddLabels(repo="acme/web", issue_number=12, labels=(name,))

    assert (origin,) == labels(action, sentence)["labels"]


@for_each(
    ("origin", "login", "sentence"),
    [
        (USER, "octocat", "assign #12 to @octocat"),
        (USER, "octocat", "assign #12 to OctoCat."),
        (USER, "@me", "assign #12 to me"),
        (USER, "@me", "assign #12 to @me"),
        (USER, "@me", "assign my issue #12"),
        (MODEL, "@me", "assign #12"),
        (MODEL, "@me", "I want to assign mona to #12"),
        (MODEL, "@me", 'say "assign me" on #12'),
        (MODEL, "octocat", "assign #12 to me"),
        (MODEL, "cat", "assign #12 to octo-cat"),
        (MODEL, "doe", "assign #12 to john.doe"),
    ],
)
def test_a_login_is_matched_as_a_token_and_me_by_its_words(
    origin: Origin, login: str, sentence: str
) -> None:
    action = AddAssignees(repo="acme/web", issue_number=12, assignees=(login,))

    assert (origin,) == labels(action, sentence)["assignees"]


@pytest.mark.parametrize(
    ("origin", "action", "sentence"),
    [
        (USER, ListPulls(repo="a/b", state="closed"), "list merged pull requests"),
        (USER, ListPulls(repo="a/b", state="all"), "list every pull request"),
        (MODEL, ListPulls(repo="a/b", state="closed"), "list pull requests"),
        (MODEL, ListIssues(repo="a/b", state="closed"), "list merged things"),
    ],
)
def test_a_choice_is_matched_through_its_declared_words(
    origin: Origin, action: Action[Any], sentence: str
) -> None:
    assert origin is labels(action, sentence)["state"]


@for_each(
    ("origin", "reason", "sentence"),
    [
        (USER, "not_planned", "close #12 as not planned"),
        (USER, "not_planned", "close #12, won\u2019t fix"),
        (USER, "not_planned", "close #12 as not_planned"),
        (USER, "completed", "close #12, it is fixed"),
        (MODEL, "completed", 'close #12 titled "fixed"'),
        (MODEL, "duplicate", "close #12"),
    ],
)
def test_a_reason_is_matched_outside_quotes(origin: Origin, reason: Any, sentence: str) -> None:
    action = CloseIssue(repo="acme/web", issue_number=12, state_reason=reason)

    assert origin is labels(action, sentence)["state_reason"]


@for_each(
    ("private", "readme", "action", "sentence"),
    [
        (USER, None, CreateRepo(name="x"), "create a private repo x"),
        (DEFAULT, None, CreateRepo(name="x"), "create a repo x"),
        (USER, None, CreateRepo(name="x", private=False), "create a public repo x"),
        (MODEL, None, CreateRepo(name="x", private=False), "create a repo x"),
        (DEFAULT, USER, CreateRepo(name="x", auto_init=True), "create x with a readme"),
        (DEFAULT, MODEL, CreateRepo(name="x", auto_init=True), "create x"),
    ],
)
def test_a_truth_value_is_matched_by_its_words_or_is_the_default(
    private: Origin, readme: Origin | None, action: CreateRepo, sentence: str
) -> None:
    found = labels(action, sentence)

    assert (private, readme) == (found["private"], found.get("auto_init"))


def test_a_value_that_an_action_always_sends_is_a_default() -> None:
    found = labels(close(12), "close #12 in acme/web")

    assert DEFAULT is labels(ListIssues(repo="a/b"), "list issues")["limit"]
    assert DEFAULT is labels(ListIssues(repo="a/b", limit=30), "list issues")["limit"]
    assert MODEL is labels(ListIssues(repo="a/b", limit=31), "list issues")["limit"]
    assert USER is labels(ListIssues(repo="a/b", limit=5), "list 5 issues")["limit"]
    assert USER is labels(ListIssues(repo="a/b", limit=5), "list five issues")["limit"]
    assert MODEL is labels(CloseIssue(repo="a/b", issue_number=1), "close one")["issue_number"]
    assert found["state"] in {DEFAULT, USER}


@pytest.mark.parametrize(
    ("origin", "title", "sentence"),
    [
        (USER, "Crash on start", "open an issue titled 'Crash on start'"),
        (USER, "crash ON start", "open an issue titled 'Crash on start'"),
        (MODEL, "Crash on start-up", "open an issue titled 'Crash on start'"),
        (MODEL, "Crash on sta", "open an issue titled 'Crash on start'"),
        (MODEL, "Pay me", "open an issue titled 'Crash on start'"),
    ],
)
def test_a_text_is_the_persons_only_if_it_stands_in_the_sentence(
    origin: Origin, title: str, sentence: str
) -> None:
    action = CreateIssue(repo="acme/web", title=title)

    assert origin is labels(action, sentence)["title"]


def test_a_value_from_standard_input_has_that_origin() -> None:
    action = AddComment(repo="acme/web", issue_number=12, body="close #12")

    found = label(
        action, Sentence("comment on acme/web#12"), NOTHING, from_stdin={"body": frozenset({0})}
    )

    assert {"repo": USER, "issue_number": USER, "body": Origin.STDIN} == found


def test_every_argument_that_counts_is_labelled_and_no_other() -> None:
    action = GetIssue(repo="acme/web", issue_number=12)

    assert action.sent_arguments().keys() == labels(action, "").keys()


def step(provenance: dict[str, Any]) -> Step:
    return Step.of(
        "s1", AddLabels(repo="acme/web", issue_number=12, labels=("bug", "ui")), provenance
    )


@for_each(
    ("beyond", "provenance"),
    [
        ((), {"repo": USER, "issue_number": CONTEXT, "labels": (USER, USER)}),
        (("issue_number",), {"repo": USER, "issue_number": DEFAULT, "labels": (USER, USER)}),
        (("issue_number",), {"repo": USER, "issue_number": MODEL, "labels": (USER, USER)}),
        (("labels",), {"repo": USER, "issue_number": USER, "labels": (USER, MODEL)}),
        (("labels",), {"repo": USER, "issue_number": USER, "labels": Origin.STDIN}),
        (("labels",), {"repo": USER, "issue_number": USER}),
        (("labels",), {"repo": USER, "issue_number": USER, "labels": USER}),
        (("labels",), {"repo": USER, "issue_number": USER, "labels": (USER,)}),
        (("issue_number",), {"repo": USER, "issue_number": (USER,), "labels": (USER, USER)}),
        (("repo", "issue_number", "labels"), {}),
    ],
)
def test_every_target_must_have_a_known_origin(
    provenance: dict[str, Any], beyond: tuple[str, ...]
) -> None:
    assert beyond == step(provenance).targets_beyond(USER, CONTEXT)


def test_what_a_class_sends_by_default_is_nobodys_choice() -> None:
    action = Protect(repo="acme/web", branch="main")
    chosen = {"repo": USER, "branch": USER}
    limited = action.model_copy(update={"users": ("mona",)})

    for call, beyond in ((action, ()), (limited, ("users",))):
        origins = dict.fromkeys(call.sent_arguments(), DEFAULT) | chosen
        assert beyond == act_of("s1", call, origins).step.targets_beyond(USER)


def test_a_payload_may_come_from_anywhere() -> None:
    action = AddComment(repo="acme/web", issue_number=12, body="Done")
    commented = act_of("s1", action, {"repo": USER, "issue_number": USER, "body": MODEL})

    assert () == commented.step.targets_beyond(USER)


@for_each(
    ("item", "origin"),
    [
        ({"path": "src/a.py", "line": 3, "body": "Why this?"}, USER),
        ({"path": "src/a.py", "body": "Why this?"}, USER),
        ({"path": "src/a.py", "line": 4, "body": "Why this?"}, MODEL),
        ({"path": "src/b.py", "body": "Why this?"}, MODEL),
        ({"path": "src/a.py", "body": "Why this? Buy coins"}, MODEL),
        ({"path": "src/a.py", "body": "Why this?", "side": "LEFT"}, MODEL),
    ],
)
def test_an_object_of_a_list_is_the_persons_if_all_of_it_is(
    item: dict[str, Any], origin: Origin
) -> None:
    call = CreateReview.model_validate({"repo": "acme/web", "pull_number": 12, "comments": [item]})
    said = "review acme/web#12 with 'Why this?' on src/a.py line 3"

    assert (origin,) == labels(call, said)["comments"]


def test_the_thing_of_the_last_action_is_known_under_another_name() -> None:
    merge = MergePull(repo="acme/web", pull_number=12)

    assert CONTEXT == labels(merge, "merge it", AFTER_CLOSING)["pull_number"]
    assert MODEL == labels(merge, "merge it", HERE)["pull_number"]
    other = MergePull(repo="acme/api", pull_number=12)
    assert MODEL == labels(other, "merge it in acme/api", AFTER_CLOSING)["pull_number"]


@for_each(
    ("origin", "branch", "sentence"),
    [
        (USER, "feature/x", "delete the branch feature/x of acme/web"),
        (USER, "feature/x", "delete the branch 'feature/x' of acme/web"),
        (USER, "release/1.x/y", "delete the branch release/1.x/y of acme/web"),
        (MODEL, "acme/web", "delete the branch of acme/web"),
        (MODEL, "feature/x", "delete the branch feature/x/y of acme/web"),
        (MODEL, "feature/x", "delete the branch feature of acme/web"),
        (MODEL, "branch", "delete 'it' of acme/web"),
    ],
)
def test_a_branch_may_look_like_a_repository_that_is_not_the_actions(
    origin: Origin, branch: str, sentence: str
) -> None:
    action = DeleteBranch(repo="acme/web", branch=branch)

    assert origin is labels(action, sentence)["branch"]


def minimized(reason: str) -> MinimizeComment:
    return MinimizeComment.model_validate(
        {"repo": "acme/web", "comment_id": 5, "classifier": reason}
    )


@for_each(
    ("sentence", "reason", "origin"),
    [
        ("hide the comment 5 of acme/web as off topic", "OFF_TOPIC", USER),
        ("hide the comment 5 of acme/web as off_topic", "OFF_TOPIC", USER),
        ("hide the comment 5 of acme/web as off-topic", "OFF_TOPIC", USER),
        ("hide the comment 5 of acme/web, it is abusive", "ABUSE", USER),
        ("hide the comment 5 of acme/web as spam", "SPAM", USER),
        ("hide the comment 5 of acme/web as spam", "ABUSE", MODEL),
        ("hide the comment 5 of acme/web, off with its topic", "OFF_TOPIC", MODEL),
        ("hide the comment 5 of acme/web", "OFF_TOPIC", MODEL),
    ],
)
def test_a_choice_is_the_persons_in_its_own_words_or_by_another_word_for_it(
    sentence: str, reason: str, origin: Origin
) -> None:
    assert origin is labels(minimized(reason), sentence)["classifier"]


@for_each(
    ("sentence", "value", "origin"),
    [
        ("remove the milestone of acme/web#12", CLEAR, USER),
        ("clear the milestone of acme/web#12", CLEAR, USER),
        ("set acme/web#12 to @none", CLEAR, USER),
        ("show the milestone of acme/web#12", CLEAR, MODEL),
        ("remove acme/web#12", CLEAR, MODEL),
        ("remove the 'milestone' of acme/web#12", CLEAR, MODEL),
        ("remove the milestone of acme/web#12", 3, MODEL),
    ],
)
def test_who_takes_something_away_names_what_and_says_so(
    sentence: str, value: Any, origin: Origin
) -> None:
    action = SetMilestone.model_validate(
        {"repo": "acme/web", "issue_number": 12, "milestone": value}
    )

    assert origin is labels(action, sentence)["milestone"]


@for_each(
    ("origin", "sentence"),
    [
        (USER, "list open bugs in acme/web"),
        (USER, "Bugs of acme/web?"),
        (USER, "list the issues labelled bug in acme/web"),
        (MODEL, "list open buggy issues in acme/web"),
        (MODEL, "list issues about 'bugs' in acme/web"),
        (MODEL, "list the issues of acme/bugs"),
        (MODEL, "list open issues in acme/web"),
    ],
)
def test_a_label_that_is_looked_for_is_the_persons_in_the_plural_too(
    origin: Origin, sentence: str
) -> None:
    found = labels(ListIssues(repo="acme/web", labels=("bug",)), sentence)

    assert (origin,) == found["labels"]


def test_a_label_that_is_written_is_the_persons_as_it_stands_only() -> None:
    found = labels(AddLabels(repo="acme/web", issue_number=12, labels=("bug",)), "label the bugs")

    assert (MODEL,) == found["labels"]


LOBBY = "https://board.example/rooms/lobby"
AT_LOBBY_12 = {"action": "board.notes.get", "arguments": {"note": "lobby-12"}}


@pytest.mark.usefixtures("board")
@for_each(
    ("action", "sentence", "last", "field", "origin"),
    [
        # A place and a thing at another provider are said by their shape, outside quotes.
        (PostNote(room="#lobby", text="Hi"), "post 'Hi' in #lobby", {}, "room", USER),
        (PostNote(room="#lobby", text="in #lobby"), "post 'in #lobby'", {}, "room", MODEL),
        (GetNote(note="lobby-12"), "show the note lobby-12", {}, "note", USER),
        (GetNote(note="lobby-1"), "show the note lobby-12", {}, "note", MODEL),
        (CloseNote(note="lobby-12"), f"close {LOBBY}/notes/12", {}, "note", USER),
        (CloseNote(note="lobby-1"), f"close {LOBBY}/notes/12", {}, "note", MODEL),
        (CloseNote(note="lobby-12"), f"close '{LOBBY}/notes/12'", {}, "note", MODEL),
        (
            CloseNote(note="lobby-12"),
            "close https://evil.example/rooms/lobby/notes/12",
            {},
            "note",
            MODEL,
        ),
        (PostNote(room="#lobby", text="Hi"), f"post 'Hi' in {LOBBY}", {}, "room", USER),
        (PostNote(room="#eng", text="Hi"), f"post 'Hi' in {LOBBY}", {}, "room", MODEL),
        # The last action had them: its thing, and the place that the thing is in.
        (EditNote(note="lobby-12", text="Hi"), "change it to 'Hi'", AT_LOBBY_12, "note", CONTEXT),
        (EditNote(note="lobby-1", text="Hi"), "change it to 'Hi'", AT_LOBBY_12, "note", MODEL),
        (PostNote(room="#lobby", text="Hi"), "post 'Hi' there", AT_LOBBY_12, "room", CONTEXT),
        (PostNote(room="#eng", text="Hi"), "post 'Hi' there", AT_LOBBY_12, "room", MODEL),
        # What an action of another provider had is no context, whatever its field is called.
        (
            ListNotes(room="#lobby", limit=7),
            "show the notes in #lobby",
            {"action": "issues.list", "arguments": {"repo": "acme/web", "limit": 7}},
            "limit",
            MODEL,
        ),
        (
            ListNotes(room="#lobby", limit=7),
            "show the notes in #lobby",
            {"action": "board.notes.list", "arguments": {"room": "#eng", "limit": 7}},
            "limit",
            MODEL,
        ),
        (
            ListNotes(room="#lobby", limit=7),
            "show the notes again",
            {"action": "board.notes.list", "arguments": {"room": "#lobby", "limit": 7}},
            "limit",
            CONTEXT,
        ),
        (
            ListIssues(repo="acme/web", limit=7),
            "show the issues of acme/web",
            {"action": "board.notes.list", "arguments": {"room": "acme/web", "limit": 7}},
            "limit",
            MODEL,
        ),
    ],
)
def test_what_is_at_another_provider_is_said_there_and_continued_there_alone(
    action: Action[Any], sentence: str, last: dict[str, Any], field: str, origin: Origin
) -> None:
    context = Context(repo="acme/web", last=last)

    assert origin is labels(action, sentence, context)[field]


@pytest.mark.usefixtures("board")
def test_no_current_repository_fills_in_a_place_of_another_provider() -> None:
    post = PostNote(room="#lobby", text="Hi")

    assert MODEL is labels(post, "post 'Hi' here", Context(repo="#lobby"))["room"]


TARGET = {"repo": "acme/web", "issue_number": 12}
ANOTHER_FORM: list[tuple[Action[Any], str, str]] = [
    (UpdateLabel(repo="acme/web", name="ux", color="FFD700"), "color", "color #FFD700 for ux"),
    (AddLabels(**TARGET, labels=("needs-triage",)), "labels", "label #12 needs\u2013triage"),
    (AddLabels(**TARGET, labels=("defect",)), "labels", "bug->defect on #12"),
    (AddLabels(**TARGET, labels=("defect",)), "labels", "bug\u2192defect on #12"),
    (AddLabels(**TARGET, labels=("won't fix",)), "labels", "label #12 \u201cwon\u2019t fix\u201d"),
    (DeleteBranch(repo="acme/web", branch="fix/x"), "branch", "delete refs/heads/fix/x"),
    (
        DeleteBranch(repo="acme/web", branch="fix/x"),
        "branch",
        "delete https://github.com/acme/web/tree/fix/x",
    ),
    (
        GetRun(repo="acme/web", run_id=16000005),
        "run_id",
        "show https://github.com/acme/web/actions/runs/16000005",
    ),
    (
        DeleteComment(repo="acme/web", comment_id=5001),
        "comment_id",
        "delete https://github.com/acme/web/issues/12#issuecomment-5001",
    ),
    (
        AddCollaborator(repo="acme/web", username="bob", permission="write"),
        "permission",
        "let bob PUSH to acme/web",
    ),
    (CreateIssue(repo="acme/web", title="a - b"), "title", "open an issue: a \u2014 b"),
    (CreateIssue(repo="acme/web", title='say "hi"'), "title", "open an issue: say \u201chi\u201d"),
]


@for_each(("action", "field", "sentence"), ANOTHER_FORM)
def test_what_is_said_in_another_form_is_not_made_up(
    action: Action[Any], field: str, sentence: str
) -> None:
    found = labels(action, sentence)[field]

    assert found in {USER, SAID, (USER,), (SAID,)}


@for_each(
    ("action", "field", "sentence"),
    [
        (AddLabels(**TARGET, labels=("bug",)), "labels", "label #12 bug-fix"),
        (AddLabels(**TARGET, labels=("bug",)), "labels", "label #12 debug"),
        (AddLabels(**TARGET, labels=("bug",)), "labels", "comment 'a bug \u2013 again' on #12"),
        (AddLabels(**TARGET, labels=("them",)), "labels", "take the labels of #12 and list them"),
        (DeleteBranch(repo="acme/web", branch="fix"), "branch", "delete branch fix/x"),
        (
            DeleteBranch(repo="acme/web", branch="tree/fix"),
            "branch",
            "delete https://github.com/acme/web/tree/fix/x",
        ),
        (GetRun(repo="acme/web", run_id=12), "run_id", "show the run of acme/web#12"),
        (
            DeleteComment(repo="acme/web", comment_id=12),
            "comment_id",
            "delete https://github.com/acme/web/issues/12#issuecomment-5001",
        ),
        (GetIssue(repo="acme/web", issue_number=1), "issue_number", "show #12 of acme/web"),
        (GetIssue(repo="acme/web", issue_number=12), "repo", "show \u2192acme/website#12"),
        (GetIssue(repo="acme/web", issue_number=12), "repo", "comment 'acme/web\u2192x' on a/b#12"),
        (
            AddCollaborator(repo="acme/web", username="bob", permission="admin"),
            "permission",
            "let bob push to acme/web",
        ),
        (CreateIssue(repo="acme/web", title="a b"), "title", "open an issue: a \u2014 b"),
    ],
)
def test_what_is_not_said_is_made_up(action: Action[Any], field: str, sentence: str) -> None:
    assert labels(action, sentence)[field] in {MODEL, (MODEL,)}


def test_a_project_is_said_by_the_key_of_a_ticket() -> None:
    catalog.enable_providers(["jira"])
    try:
        action = CreateTicket(project="WEB", summary="x")
        assert SAID is labels(action, "make a ticket like WEB-42")["project"]
        assert MODEL is labels(action, "make a ticket like WEBX-42")["project"]
    finally:
        catalog.enable_providers([])


@for_each(("action", "field", "sentence"), ANOTHER_FORM[:10])
def test_no_option_covers_a_target_that_is_said_in_another_form(
    action: Action[Any], field: str, sentence: str
) -> None:
    step = Step.of("s1", action, labels(action, sentence))
    is_target = kinds_of(type(action))[field].role is Role.TARGET

    is_free = labels(action, sentence)[field] in (USER, (USER,)) or not is_target
    assert is_free or field in step.targets_beyond(USER, CONTEXT)
