"""Options of `aegis do` become a step: typed, with its origins, and refused where it is wrong."""

import shlex
from collections.abc import Mapping
from typing import Any, Never

import pytest

from aegis_cli.actions.action import Action
from aegis_cli.actions.entries import NamedFile
from aegis_cli.actions.fields.marks import CLEAR
from aegis_cli.errors import Code, UsageError
from aegis_cli.planning.expansion import Act
from aegis_cli.planning.plan import Origin
from aegis_cli.planning.typed import act_of, act_of_values, as_typed
from aegis_cli.providers.github.nouns.context.users import GetMe
from aegis_cli.providers.github.nouns.issues.comments import AddComment
from aegis_cli.providers.github.nouns.issues.issue_assignees import AddAssignees
from aegis_cli.providers.github.nouns.issues.issue_changes import CloseIssue, CreateIssue
from aegis_cli.providers.github.nouns.issues.issue_labels import AddLabels
from aegis_cli.providers.github.nouns.issues.issues import ListIssues
from aegis_cli.providers.github.nouns.repos.repo_changes import CreateRepo, DeleteRepo
from aegis_cli.providers.github.nouns.repos.repos import GetRepo, ListMyRepos
from tests.helpers.act_factory import act_of as labelled
from tests.helpers.marked_actions import CreateReview, PutFile, SetMilestone
from tests.helpers.rows import for_each

USER, CONTEXT, STDIN, DEFAULT = Origin.USER, Origin.CONTEXT, Origin.STDIN, Origin.DEFAULT


FILES = {"notes.md": "# Notes\n"}


def unasked() -> Never:
    raise AssertionError("nobody needs this here")


def typed(
    cls: type[Action[Any]],
    given: Mapping[str, Any],
    *,
    repo: str | None = None,
    repo_from: Origin = Origin.CONTEXT,
    stdin: str | None = None,
) -> Act:
    piped = unasked if stdin is None else lambda: stdin
    current = (repo, repo_from) if repo else None
    return act_of(cls, given, repo=lambda: current, stdin=piped, file=FILES.__getitem__)


def refused(cls: type[Action[Any]], given: Mapping[str, Any], **more: Any) -> UsageError:
    with pytest.raises(UsageError) as caught:
        typed(cls, given, **more)
    return caught.value


def test_a_typed_value_is_the_persons_own_and_any_other_is_the_default() -> None:
    step = typed(CreateRepo, {"name": "web", "description": "A site"})

    assert CreateRepo(name="web", description="A site", private=True) == step.action
    assert {"name": USER, "description": USER, "private": DEFAULT} == step.step.provenance
    assert ("s1", CreateRepo.provider.base) == (step.id, step.base)


def test_texts_of_the_command_line_become_the_types_of_the_fields() -> None:
    given = {"repo": "acme/web", "issue_number": "12", "state_reason": "not_planned"}

    step = typed(CloseIssue, given)

    assert CloseIssue(repo="acme/web", issue_number=12, state_reason="not_planned") == step.action
    assert DEFAULT is step.step.provenance["state"]


@pytest.mark.parametrize(
    ("given", "labels"),
    [
        (["bug"], ("bug",)),
        (["bug", "ui"], ("bug", "ui")),
        (["bug,ui"], ("bug", "ui")),
        (["bug, good first issue ", "ui"], ("bug", "good first issue", "ui")),
    ],
)
def test_a_list_is_given_several_times_or_with_commas_and_each_item_has_its_origin(
    given: list[str], labels: tuple[str, ...]
) -> None:
    step = typed(AddLabels, {"repo": "acme/web", "issue_number": "12", "labels": given})

    assert AddLabels(repo="acme/web", issue_number=12, labels=labels) == step.action
    assert (USER,) * len(labels) == step.step.provenance["labels"]


def test_the_repository_may_be_the_current_one() -> None:
    step = typed(GetRepo, {}, repo="acme/web")

    assert GetRepo(repo="acme/web") == step.action
    assert {"repo": CONTEXT} == step.step.provenance


def test_a_typed_repository_comes_before_the_current_one_which_is_not_asked_for() -> None:
    step = act_of(
        GetRepo,
        {"repo": "acme/api"},
        repo=unasked,
        stdin=unasked,
        file=FILES.__getitem__,
    )

    assert GetRepo(repo="acme/api") == step.action
    assert {"repo": USER} == step.step.provenance


@pytest.mark.parametrize("cls", [GetMe, ListMyRepos])
def test_an_action_without_a_repository_does_not_ask_for_the_current_one(
    cls: type[Action[Any]],
) -> None:
    step = act_of(cls, {}, repo=unasked, stdin=unasked, file=FILES.__getitem__)

    assert cls() == step.action
    assert set(step.step.provenance.values()) <= {DEFAULT}


def test_a_dash_as_a_text_is_standard_input() -> None:
    step = typed(
        CreateIssue, {"repo": "acme/web", "title": "Nightly failed", "body": "-"}, stdin="a log"
    )

    assert CreateIssue(repo="acme/web", title="Nightly failed", body="a log") == step.action
    assert {"repo": USER, "title": USER, "body": STDIN} == step.step.provenance


def test_standard_input_is_read_once_however_many_texts_it_is() -> None:
    piped = iter(["a line"])

    step = act_of(
        CreateIssue,
        {"repo": "acme/web", "title": "-", "body": "-"},
        repo=unasked,
        stdin=lambda: next(piped, ""),
        file=FILES.__getitem__,
    )

    assert CreateIssue(repo="acme/web", title="a line", body="a line") == step.action


@pytest.mark.parametrize(
    ("cls", "given"),
    [
        (CreateRepo, {"name": "-"}),
        (AddLabels, {"repo": "acme/web", "issue_number": "12", "labels": ["-"]}),
        (ListIssues, {"repo": "acme/web", "labels": ["-"]}),
        (CreateIssue, {"repo": "acme/web", "title": "a - b", "body": "--"}),
    ],
)
def test_a_dash_that_is_a_target_or_a_part_of_a_text_is_a_dash(
    cls: type[Action[Any]], given: dict[str, Any]
) -> None:
    step = typed(cls, given)

    assert STDIN not in {
        origin for found in step.step.provenance.values() for origin in _all(found)
    }


def _all(found: Origin | tuple[Origin, ...]) -> tuple[Origin, ...]:
    return found if isinstance(found, tuple) else (found,)


def test_me_may_be_typed() -> None:
    given = {"repo": "acme/web", "issue_number": "12", "assignees": ["@me", "@hubot"]}

    action = typed(AddAssignees, given).action

    assert AddAssignees(repo="acme/web", issue_number=12, assignees=("@me", "hubot")) == action


@for_each(
    ("cls", "given", "fields"),
    [
        (GetRepo, {}, ["repo"]),
        (GetRepo, {"repo": "acme"}, ["repo"]),
        (CloseIssue, {"repo": "acme/web"}, ["issue_number"]),
        (CloseIssue, {"repo": "x", "issue_number": "twelve"}, ["repo", "issue_number"]),
        (CloseIssue, {"repo": "acme/web", "issue_number": "0"}, ["issue_number"]),
        (CloseIssue, {"repo": "acme/web", "issue_number": "1", "state": "open"}, ["state"]),
        (CreateIssue, {"repo": "acme/web", "title": " "}, ["title"]),
        (ListIssues, {"repo": "acme/web", "limit": "1001"}, ["limit"]),
        (AddLabels, {"repo": "acme/web", "issue_number": "1", "labels": [",bug"]}, ["labels 1"]),
    ],
)
def test_every_field_that_is_missing_or_wrong_is_named(
    cls: type[Action[Any]], given: dict[str, Any], fields: list[str]
) -> None:
    error = refused(cls, given)

    assert Code.BAD_USAGE is error.code
    assert error.message.startswith(f"{cls.facts.action}: ")
    assert all(f"{field}:" in error.message for field in fields)
    assert "Value error" not in error.message
    way = f"aegis do {cls.facts.action} --help" if "repo" in given else "--repo acme/web"
    assert way in (error.hint or "")


@pytest.mark.parametrize(
    ("cls", "given", "said"),
    [
        (GetRepo, {}, "repo: it is required."),
        (GetRepo, {"repo": "acme"}, "repo: a repository is written OWNER/NAME"),
        (CreateIssue, {"repo": "acme/web", "title": ""}, "title: it is empty."),
        (CreateIssue, {"repo": "acme/web", "title": " "}, "title: it is blank."),
        (AddLabels, {"repo": "a/b", "issue_number": "1", "labels": []}, "at least one is needed."),
    ],
)
def test_an_error_is_explained_without_the_words_of_a_library(
    cls: type[Action[Any]], given: dict[str, Any], said: str
) -> None:
    assert said in refused(cls, given).message


@pytest.mark.parametrize("piped", ["hunter2\x00", "hunter2" * 10_000, " \n "])
def test_standard_input_that_does_not_fit_is_not_shown(piped: str) -> None:
    error = refused(
        CreateIssue,
        {"repo": "acme/web", "title": "-", "body": "-"},
        stdin=piped,
    )

    assert "hunter2" not in error.message
    assert error.__context__ is None


def test_a_repository_of_the_git_remotes_is_not_one_that_the_person_chose() -> None:
    step = typed(CloseIssue, {"issue_number": "12"}, repo="acme/web", repo_from=Origin.REMOTE)

    assert Origin.REMOTE is step.step.provenance["repo"]
    assert ("repo",) == step.step.targets_beyond(USER, CONTEXT)


@for_each(
    ("cls", "given", "line"),
    [
        (
            CloseIssue,
            {"repo": "acme/web", "issue_number": "12", "state_reason": "not_planned"},
            (
                "aegis do issues.close --repo acme/web --issue-number 12 --state-reason not_planned "
                "--yes"
            ),
        ),
        (
            CreateIssue,
            {"repo": "acme/web", "title": "It's $(rm) `x`", "labels": ["bug", "p1"]},
            (
                "aegis do issues.create --repo acme/web --title 'It'\"'\"'s $(rm) `x`' --labels bug "
                "--labels p1 --yes"
            ),
        ),
        (
            CreateRepo,
            {"name": "web", "private": False, "description": "-x"},
            "aegis do repos.create --name web --description=-x --no-private --yes",
        ),
        (
            CreateRepo,
            {"name": "web", "private": True},
            "aegis do repos.create --name web --private --yes",
        ),
        (
            DeleteRepo,
            {"repo": "acme/web"},
            "",
        ),
        (
            ListIssues,
            {"repo": "acme/web", "labels": ["needs triage"]},
            "aegis do issues.list --repo acme/web --labels 'needs triage'",
        ),
        (CreateIssue, {"repo": "acme/web", "title": "a\nb"}, ""),
        (CreateIssue, {"repo": "acme/web", "title": "a\u202eb"}, ""),
        (CreateIssue, {"repo": "acme/web", "title": "-"}, ""),
    ],
)
def test_a_step_is_written_as_the_line_that_does_it(
    cls: type[Action[Any]], given: dict[str, Any], line: str
) -> None:
    action = cls.model_validate(given)
    origins = dict.fromkeys(given, USER)
    step = labelled(
        "s1", action, {name: origins.get(name, DEFAULT) for name in action.sent_arguments()}
    )

    assert line == as_typed(step)


def test_standard_input_stays_standard_input_in_that_line() -> None:
    step = typed(CreateIssue, {"repo": "acme/web", "title": "x", "body": "-"}, stdin="a\nlog")

    assert "aegis do issues.create --repo acme/web --title x --body - --yes" == as_typed(step)


# Marks: what is cleared, objects in a list, the content of a file

REVIEW = {"repo": "acme/web", "pull_number": "1"}
PUT: dict[str, Any] = {"repo": "acme/web", "path": "notes.md", "message": "Note"}


@pytest.mark.parametrize("name", ["milestone", "assignees"])
def test_none_with_an_at_sign_clears(name: str) -> None:
    is_list = name == "assignees"
    given = {"repo": "acme/web", "issue_number": "1", name: ["@none"] if is_list else "@none"}

    step = typed(SetMilestone, given)

    assert CLEAR is getattr(step.action, name)
    assert USER is step.provenance[name]
    assert f"--{name} @none --yes" in as_typed(step)


def test_an_object_is_one_option_and_a_comma_does_not_end_it() -> None:
    items = ['{"path": "ä.py", "body": "Why, though?"}', '{"path": "b.py", "body": "a\\nb"}']

    step = typed(CreateReview, REVIEW | {"comments": items})

    assert (USER, USER) == step.provenance["comments"]
    assert ["Why, though?", "a\nb"] == [
        one["body"] for one in step.action.sent_arguments()["comments"]
    ]
    words = shlex.split(as_typed(step))
    assert items == [words[at + 1] for at, word in enumerate(words) if word == "--comments"]


def test_the_content_of_a_file_is_read_as_it_is() -> None:
    step = typed(PutFile, PUT | {"content": "@notes.md"})

    assert "# Notes\n" == step.action.sent_arguments()["content"]
    assert Origin.FILE is step.provenance["content"]


COMMENT = {"repo": "acme/web", "issue_number": "1"}


def test_a_text_can_be_that_of_a_file_without_its_last_line_end() -> None:
    comment = typed(AddComment, COMMENT | {"body": NamedFile("notes.md")})
    content = typed(PutFile, PUT | {"content": NamedFile("notes.md")})

    assert ("# Notes", Origin.FILE) == (
        comment.action.sent_arguments()["body"],
        comment.provenance["body"],
    )
    assert ("# Notes\n", Origin.FILE) == (
        content.action.sent_arguments()["content"],
        content.provenance["content"],
    )


def test_a_file_that_is_called_a_hyphen_is_standard_input_and_that_is_read_once() -> None:
    piped = iter(["the log\n"])
    step = act_of(
        CreateIssue,
        {"repo": "acme/web", "title": "-", "body": NamedFile("-")},
        repo=unasked,
        stdin=lambda: next(piped),
        file=FILES.__getitem__,
    )

    assert ["the log"] * 2 == [step.action.sent_arguments()[name] for name in ("title", "body")]
    assert [STDIN] * 2 == [step.provenance[name] for name in ("title", "body")]


def test_no_value_names_a_file() -> None:
    for text in ("notes.md", "@notes.md", "--body-file notes.md"):
        step = typed(AddComment, COMMENT | {"body": text})

        assert (text, USER) == (step.action.sent_arguments()["body"], step.provenance["body"])


def test_standard_input_is_the_content_of_a_file_with_its_last_line_end() -> None:
    step = typed(PutFile, PUT | {"content": "-"}, stdin="# Notes\n")
    comment = typed(
        AddComment, {"repo": "acme/web", "issue_number": "1", "body": "-"}, stdin="# Notes\r\n"
    )

    assert ("# Notes\n", STDIN) == (
        step.action.sent_arguments()["content"],
        step.provenance["content"],
    )
    assert "# Notes" == comment.action.sent_arguments()["body"]


@pytest.mark.parametrize(
    ("given", "text"), [("@@mona", "@mona"), ("@@", "@"), ("a @b", "a @b"), ("@@@x", "@@x")]
)
def test_two_at_signs_are_a_text_that_starts_with_one(given: str, text: str) -> None:
    step = typed(PutFile, PUT | {"content": given})

    assert (text, USER) == (step.action.sent_arguments()["content"], step.provenance["content"])
    assert f"--content {shlex.quote(given)}" in as_typed(step)


def test_a_text_that_is_no_file_may_start_with_an_at_sign() -> None:
    step = typed(AddComment, {"repo": "acme/web", "issue_number": "1", "body": "@mona please look"})

    assert "@mona please look" == step.action.sent_arguments()["body"]
    assert "'@mona please look'" in as_typed(step)


def test_what_a_program_gives_has_no_second_meaning_and_is_its_own() -> None:
    given = {"repo": "acme/web", "title": "-", "labels": ["a", "b c"]}
    act = act_of_values("s3", CreateIssue, given)
    put = act_of_values(
        "s1", PutFile, {"repo": "acme/web", "path": "a", "content": "@notes.md", "message": "m"}
    )

    assert CreateIssue(repo="acme/web", title="-", labels=["a", "b c"]) == act.action
    assert {
        "repo": Origin.AGENT,
        "title": Origin.AGENT,
        "labels": (Origin.AGENT, Origin.AGENT),
    } == (act.step.provenance)
    assert ("s3", CreateIssue.provider.base) == (act.id, act.base)
    assert put.action.sent_arguments()["content"] == "@notes.md"


@pytest.mark.parametrize(
    ("given", "names"),
    [({"repo": "acme/web"}, "title"), ({"repo": "acme/web", "title": "T", "x": 1}, "x")],
)
def test_what_a_program_gives_wrongly_is_named(given: dict[str, Any], names: str) -> None:
    with pytest.raises(UsageError, match=rf"issues\.create: .*\b{names}\b") as caught:
        act_of_values("s1", CreateIssue, given)

    assert caught.value.code is Code.BAD_USAGE
