"""What a model, a program or a person writes in place of what a field takes is read as it is meant."""

from collections.abc import Iterator
from typing import Any

import pytest

from aegis_cli.actions import catalog
from aegis_cli.actions.action import Action
from aegis_cli.actions.catalog import ENTRIES, load
from aegis_cli.actions.fields.fields import choices_of, kinds_of
from aegis_cli.errors import UsageError
from aegis_cli.planning.normal_forms import normal_form
from aegis_cli.planning.plan import Context, Invalid, Origin, Plan
from aegis_cli.planning.read import read
from aegis_cli.planning.sentence.sentence import Sentence
from aegis_cli.planning.typed import act_of
from aegis_cli.planning.wire import WireArgument, WirePlan, WireStep
from bench.plans import SITES, judge_all, judged
from bench.understood import arguments_of
from tests.helpers.rows import for_each
from tests.planning.test_understood_data import FOLDER

ANSWERS = FOLDER.parent / "plans"
REPO = {"repo": "acme/web"}
TARGET = (("repo", "acme/web"), ("issue_number", "12"))


@pytest.fixture(autouse=True)
def _all_providers() -> Iterator[None]:
    catalog.enable_providers(catalog.known_providers(), SITES)
    yield
    catalog.enable_providers([])


def step_of(action: str, *args: tuple[str, str], sentence: str = "x") -> Any:
    arguments = [WireArgument(name=name, value=value) for name, value in args]
    plan = WirePlan(steps=[WireStep(action=action, args=arguments)])
    return read(plan, Sentence(sentence), Context(repo="acme/web"), load)


@for_each("file", ["answers.jsonl", "loops.jsonl"])
def test_each_answer_that_is_nearly_right_is_planned_without_another_call(file: str) -> None:
    results = [*judge_all(ANSWERS / file)]

    assert [] == [each.row["form"] for each in results if not each.is_as_meant]
    assert {True, False} == {each.row["right"] for each in results}


SHA = "3d21ec53a331a6f037a91c368710b99387d012c1"


@for_each(
    ("said", "ref"),
    [
        ("commit 3d21ec5", "3d21ec5"),
        (f"https://github.com/acme/web/commit/{SHA}", SHA),
        ("`3d21ec5`", "3d21ec5"),
        ("the commit message", "the commit message"),
        ("commit/3d21ec5", "commit/3d21ec5"),
        ("https://evil.example/acme/web/commit/3d21ec5",) * 2,
    ],
)
def test_a_commit_is_written_in_words_or_as_its_address(said: str, ref: str) -> None:
    plan = step_of("commits.get", TARGET[0], ("ref", said))

    assert isinstance(plan, Plan)
    assert ref == arguments_of(plan.steps[0])["ref"]


def test_an_answer_whose_meant_steps_no_action_takes_judges_nothing() -> None:
    answers = judge_all(ANSWERS / "answers.jsonl")
    (row, *_) = (each.row for each in answers if each.row["meant"])
    meant = [["issues.close", {**REPO, "issue_number": 12, "state_reason": "Not_Planned"}]]

    assert not judged(row).why_not_meant
    assert "state_reason" in judged(row | {"meant": meant}).why_not_meant


@for_each(
    ("action", "args"),
    [
        # an address of another place than the one that is given
        ("issues.get", [("repo", "acme/web"), ("issue_number", "acme/api#3")]),
        ("issues.get", [("repo", "acme/web"), ("issue_number", "https://github.com/a/b/issues/3")]),
        # a page that is no issue, and one at another site
        (
            "issues.get",
            [("repo", "acme/web"), ("issue_number", "https://github.com/acme/web/pulls")],
        ),
        ("issues.get", [("issue_number", "https://evil.example/acme/web/issues/12")]),
        # a number in an address of something else
        ("runs.get", [("repo", "acme/web"), ("run_id", "https://github.com/acme/web/issues/12")]),
        ("issues.get_comment", [("repo", "acme/web"), ("comment_id", "acme/web#12")]),
        # nouns of numbers that are no project, and words that name none
        ("jira.issues.get", [("issue", "PR 7")]),
        ("jira.issues.get", [("issue", "Issue 7")]),
        ("teams.get", [("org", "acme"), ("team_slug", "whole team")]),
        ("teams.get", [("org", "acme"), ("team_slug", "either team")]),
        ("teams.get", [("org", "acme"), ("team_slug", "some other team")]),
        ("teams.get", [("org", "acme"), ("team_slug", "the last team")]),
        # words that say two choices, or none
        ("issues.close", [*TARGET, ("state_reason", "planned")]),
        ("issues.close", [*TARGET, ("state_reason", "not")]),
        # a number of another thing, two numbers, a number that is none, and a count for a number
        ("issues.get", [("repo", "acme/web"), ("issue_number", "run 12")]),
        ("issues.get", [("repo", "acme/web"), ("issue_number", "12 or 13")]),
        ("issues.get", [("repo", "acme/web"), ("issue_number", "-12")]),
        ("issues.get", [("repo", "acme/web"), ("issue_number", "twelve")]),
        # a day that is two, and one that is none
        ("milestones.create", [TARGET[0], ("title", "x"), ("due_on", "01/02/2027")]),
        ("milestones.create", [TARGET[0], ("title", "x"), ("due_on", "31 February 2027")]),
        # an address of git at another host, and one of a user of this one
        ("repos.get", [("repo", "git@evil.example:acme/web.git")]),
        ("repos.get", [("repo", "https://git@github.com/acme/web")]),
        # words beside a choice that say more
        ("repos.add_collaborator", [TARGET[0], ("username", "x"), ("permission", "no write")]),
        # a number in another notation, a path that is a thing, days in place of a count
        ("issues.get", [TARGET[0], ("issue_number", "1.000")]),
        ("issues.get", [("issue_number", "pull/7")]),
        ("issues.list", [TARGET[0], ("limit", "last 3 days")]),
        # a weekday that the day is not, and words that name nothing
        ("milestones.create", [TARGET[0], ("title", "x"), ("due_on", "tuesday dec 14 2026")]),
        # a part of several names
        ("pulls.create", [("repo", "acme/web"), ("title", "x"), ("head", "a"), ("b", "main")]),
        ("repos.get", [("repo", "api")]),
    ],
)
def test_what_may_mean_something_else_goes_back(action: str, args: list[tuple[str, str]]) -> None:
    assert isinstance(step_of(action, *args), Invalid)


@for_each(
    ("action", "args", "field", "value"),
    [
        ("issues.add_comment", [*TARGET, ("body", " #12 ")], "body", " #12 "),
        ("issues.add_comment", [*TARGET, ("body", '["a"]')], "body", '["a"]'),
        ("issues.create", [TARGET[0], ("title", "@mona: me, push")], "title", "@mona: me, push"),
        ("issues.search", [("words", "a, b")], "words", ["a, b"]),
        ("branches.delete", [TARGET[0], ("branch", "heads/x")], "branch", "heads/x"),
        ("issues.update", [*TARGET, ("milestone", "@none")], "milestone", "@none"),
    ],
)
def test_a_text_is_never_changed(
    action: str, args: list[tuple[str, str]], field: str, value: Any
) -> None:
    plan = step_of(action, *args)

    assert isinstance(plan, Plan), plan
    (step,) = plan.steps
    assert value == arguments_of(step)[field]


@for_each(
    ("action", "args"),
    [
        ("issues.list", [("repo", "@here")]),
        ("issues.search", [("repo", "@here"), ("words", "x")]),
        ("issues.list", [("repo", "web")]),
    ],
)
def test_the_stand_in_of_the_clone_is_the_repository_of_the_clone(
    action: str, args: list[tuple[str, str]]
) -> None:
    arguments = [WireArgument(name=name, value=value) for name, value in args]
    wire = WirePlan(steps=[WireStep(action=action, args=arguments)])
    clone = Context(repo="acme/web", repo_origin=Origin.REMOTE)

    plan = read(wire, Sentence("list the issues"), clone, load)

    assert isinstance(plan, Plan), plan
    assert "acme/web" == arguments_of(plan.steps[0])["repo"]
    assert ("repo",) == plan.steps[0].fields_from(Origin.REMOTE)


def test_without_a_clone_the_stand_in_names_nothing() -> None:
    wire = WireStep(action="issues.list", args=[WireArgument(name="repo", value="@here")])

    found = read(WirePlan(steps=[wire]), Sentence("list issues"), Context(), load)

    assert isinstance(found, Invalid)


@for_each(
    ("sentence", "values"),
    [
        ("change the title of #12 to 'x'", {"title"}),
        ("change the title of #12 to 'x' and the text to ''", {"title", "body"}),
    ],
)
def test_a_text_is_emptied_only_where_an_empty_one_was_said(
    sentence: str, values: set[str]
) -> None:
    plan = step_of("issues.update", *TARGET, ("title", "x"), ("body", ""), sentence=sentence)

    assert isinstance(plan, Plan)
    assert values == plan.steps[0].values.keys() - {"repo", "issue_number"}


def test_an_item_from_standard_input_keeps_its_place_behind_those_of_one_text() -> None:
    args = [
        *(WireArgument(name=name, value=value) for name, value in TARGET),
        WireArgument(name="label", value="a, b"),
        WireArgument(name="labels", source="stdin"),
    ]
    wire = WirePlan(steps=[WireStep(action="issues.add_labels", args=args)])

    plan = read(wire, Sentence("x"), Context(stdin=True), load)

    assert isinstance(plan, Plan), plan
    origins = plan.steps[0].provenance["labels"]
    assert (Origin.MODEL, Origin.MODEL, Origin.STDIN) == origins


def classes() -> Iterator[type[Action[Any]]]:
    yield from map(load, ENTRIES)


def test_a_choice_is_its_own_normal_form_in_every_action() -> None:
    for cls in classes():
        for name, info in cls.model_fields.items():
            for choice in choices_of(info):
                assert choice == normal_form(info, choice), (cls.facts.action, name)


def test_an_example_is_its_own_normal_form_in_every_action() -> None:
    for cls in classes():
        for name, kind in kinds_of(cls).items():
            said, info = kind.example.strip("'"), cls.model_fields[name]
            is_itself = normal_form(info, said) in {said, "@me"}
            assert is_itself or choices_of(info), (cls.facts.action, name)


@for_each(
    ("action", "given", "arguments"),
    [
        (
            "issues.close",
            {"issue_number": "https://github.com/acme/web/issues/12"},
            {"repo": "acme/web", "issue_number": 12},
        ),
        (
            "repos.add_collaborator",
            {"repo": "acme/web", "username": "@bob", "permission": "push"},
            {"repo": "acme/web", "username": "bob", "permission": "write"},
        ),
        (
            "issues.add_labels",
            {"issue_number": "acme/web#12", "labels": ["bug,ui"]},
            {"repo": "acme/web", "issue_number": 12, "labels": ["bug", "ui"]},
        ),
        ("issues.search", {"words": ["a, b"]}, {"words": ["a, b"]}),
    ],
)
def test_options_are_read_by_the_same_table(
    action: str, given: dict[str, Any], arguments: dict[str, Any]
) -> None:
    act = act_of(load(action), given, repo=lambda: None, stdin=str, file=str)

    assert arguments.items() <= act.action.sent_arguments().items()
    assert {Origin.USER} >= {*act.step.provenance.values()} - {
        Origin.DEFAULT,
        (Origin.USER,) * 2,
    } - {(Origin.USER,)}


@for_each(
    ("action", "given"),
    [
        ("issues.close", {"repo": "acme/web", "issue_number": "PR #7"}),
        ("issues.close", {"repo": "acme/web", "issue_number": "1.000"}),
        ("issues.close", {"issue_number": "pull/7"}),
        ("runs.cancel", {"repo": "acme/web", "run_id": "run #12"}),
    ],
)
def test_an_option_is_not_guessed_at(action: str, given: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        act_of(load(action), given, repo=lambda: None, stdin=str, file=str)


def test_options_that_name_two_places_are_refused() -> None:
    given = {"repo": "acme/web", "issue_number": "acme/api#3"}

    with pytest.raises(UsageError, match="issue_number"):
        act_of(load("issues.get"), given, repo=lambda: None, stdin=str, file=str)


RUN = "https://github.com/{}/actions/runs/5"
COMMENT = "https://github.com/{}/issues/1#issuecomment-5001"
ELSEWHERE = [
    ("jira.issues.start", {"issue": "https://evil.example/browse/WEB-12"}),
    ("jira.issues.start", {"issue": "https://github.com/browse/WEB-12"}),
    ("issues.update_comment", {"comment_id": COMMENT.format("evil/x"), "body": "hi", **REPO}),
    ("runs.cancel", {"run_id": RUN.format("evil/x"), **REPO}),
    ("runs.cancel", {"run_id": "https://evil.example/acme/web/actions/runs/5", **REPO}),
    ("runs.cancel", {"run_id": "https://u@github.com/acme/web/actions/runs/5", **REPO}),
    ("runs.cancel", {"run_id": "evil.example/acme/web/actions/runs/5", **REPO}),
    ("runs.cancel", {"run_id": RUN.format("evil/web"), "repo": "https://github.com/acme/web"}),
    (
        "reviews.dismiss",
        {
            "message": "x",
            "review_id": "https://github.com/evil/x/pull/11#pullrequestreview-3",
            "pull_number": "11",
            **REPO,
        },
    ),
    (
        "issues.add_assignees",
        {"issue_number": "12", "assignees": ["https://evil.example/bob"], **REPO},
    ),
]


@for_each(("action", "given"), ELSEWHERE)
def test_an_address_elsewhere_says_nothing_here(action: str, given: dict[str, Any]) -> None:
    texts = {name: value[0] if isinstance(value, list) else value for name, value in given.items()}

    assert isinstance(step_of(action, *texts.items()), Invalid)
    with pytest.raises(UsageError):
        act_of(load(action), given, repo=lambda: None, stdin=str, file=str)


@for_each("place", [{}, {"repo": "acme/web"}, {"repo": "Acme/Web"}])
def test_an_option_with_the_address_of_a_run_acts_where_that_is(place: dict[str, str]) -> None:
    def typed(address: str, host: str = "") -> Any:
        clone = ("acme/api", Origin.CONTEXT)
        given = {"run_id": address, **place}
        act = act_of(load("runs.cancel"), given, repo=lambda: clone, stdin=str, file=str, host=host)
        return act.action.sent_arguments()

    ghes = "https://ghe.example/acme/web/actions/runs/5"
    for found in (typed(RUN.format("acme/web")), typed(ghes, "ghe.example")):
        assert ("acme/web", 5) == (found["repo"].lower(), found["run_id"])
    for address, host in ((ghes, ""), (RUN.format("acme/web"), "ghe.example")):
        with pytest.raises(UsageError):
            typed(address, host)


@for_each(
    ("sentence", "action", "field", "said", "value"),
    [
        ("label #12 '[1]'", "issues.add_labels", "labels", "[1]", ["[1]"]),
        ("label #12 '[\"a\"]'", "issues.add_labels", "labels", '["a"]', ['["a"]']),
        ("move #12 to milestone '#3'", "issues.update", "milestone", "#3", "#3"),
        (
            "close #12 as 'Not Planned'",
            "issues.close",
            "state_reason",
            "Not Planned",
            "not_planned",
        ),
        ("label #12 [1]", "issues.add_labels", "labels", "[1]", ["[1]"]),
    ],
)
def test_what_stands_in_quotation_marks_has_no_other_form(
    sentence: str, action: str, field: str, said: str, value: Any
) -> None:
    plan = step_of(action, *TARGET, (field, said), sentence=sentence)

    assert isinstance(plan, Plan), plan
    assert value == arguments_of(plan.steps[0])[field]


def test_a_quoted_label_with_a_comma_is_not_two() -> None:
    said = step_of("issues.add_labels", *TARGET, ("labels", "a, b"), sentence="label #12 'a, b'")

    assert isinstance(said, Invalid)


def test_an_option_that_is_a_list_of_no_texts_is_one_label() -> None:
    given = {"issue_number": "12", "labels": ["[1]"], **REPO}

    act = act_of(load("issues.add_labels"), given, repo=lambda: None, stdin=str, file=str)

    assert ["[1]"] == act.action.sent_arguments()["labels"]


TEAMS = [
    ("pulls.request_reviewers", {"team_reviewers": "acme/backend"}, True),
    ("pulls.request_reviewers", {"team_reviewers": "@Acme/backend"}, True),
    ("pulls.request_reviewers", {"team_reviewers": "other/backend"}, False),
    ("pulls.request_reviewers", {"team_reviewers": "@other/backend"}, False),
    ("teams.get", {"org": "acme", "team_slug": "acme/backend"}, True),
    ("teams.get", {"org": "acme", "team_slug": "other/backend"}, False),
]


@for_each(("action", "given", "is_ours"), TEAMS)
def test_a_team_is_read_with_its_organisation_where_that_is_the_one_in_question(
    action: str, given: dict[str, str], *, is_ours: bool
) -> None:
    at = {} if "org" in given else {"repo": "acme/web", "pull_number": "12"}
    cls = load(action)
    options = {
        name: [value] if name == "team_reviewers" else value
        for name, value in {**at, **given}.items()
        if name != "repo"
    }

    def typed() -> Any:
        clone = ("acme/web", Origin.CONTEXT)
        return act_of(cls, options, repo=lambda: clone, stdin=str, file=str)

    plan = step_of(action, *at.items(), *given.items())
    if is_ours:
        assert "backend" in repr(typed().action)
        assert isinstance(plan, Plan), plan
        assert "acme/backend" not in repr(plan.steps[0].values).lower()
    else:
        assert isinstance(plan, Invalid)
        with pytest.raises(UsageError):
            typed()


@for_each(
    ("sentence", "is_clones"),
    [
        ("delete evil/web", False),
        ("delete 'evil/web'", False),
        ("delete https://github.com/evil/web", False),
        ("delete evil/web, not acme/web", False),
        ("delete web", True),
        ("delete acme/web", True),
        ("delete web, and not evil/api", True),
    ],
)
def test_a_name_alone_is_that_of_the_clone_unless_the_sentence_names_another(
    sentence: str, *, is_clones: bool
) -> None:
    assert (
        isinstance(step_of("repos.delete", ("repo", "web"), sentence=sentence), Plan) is is_clones
    )
