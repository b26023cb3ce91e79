"""A step keeps where each of its values comes from, and no program's words become a person's."""

import pytest

from aegis_cli.planning.plan import Context, Literal, Origin, Plan, Provenance, Stdin, Step
from aegis_cli.providers.github.nouns.issues.issue_changes import CreateIssue
from aegis_cli.providers.github.nouns.issues.issue_labels import AddLabels
from aegis_cli.providers.github.nouns.issues.issues import ListIssues
from tests.helpers.rows import for_each

LABEL = AddLabels(repo="acme/web", issue_number=12, labels=("bug", "ui"))
CREATE = CreateIssue(repo="acme/web", title="Crash", body="On start.")
USER, CONTEXT, STDIN, MODEL = Origin.USER, Origin.CONTEXT, Origin.STDIN, Origin.MODEL


@for_each(
    ("origin", "told"),
    [
        (Origin.USER, Origin.AGENT),
        (Origin.CONTEXT, Origin.AGENT),
        (Origin.REMOTE, Origin.REMOTE),
        (Origin.STDIN, Origin.STDIN),
        (Origin.FILE, Origin.FILE),
        (Origin.DEFAULT, Origin.DEFAULT),
        (Origin.RESOLVED, Origin.RESOLVED),
        (Origin.AGENT, Origin.AGENT),
        (Origin.MODEL, Origin.MODEL),
    ],
)
def test_what_a_program_said_is_told_as_that_and_never_as_the_persons(
    origin: Origin, told: Origin
) -> None:
    title = Step.of("s1", CREATE, {"repo": USER, "title": origin, "body": MODEL})
    labels = Step.of("s1", LABEL, {"repo": CONTEXT, "labels": (origin, MODEL)})

    by_agent = title.told_by(Origin.AGENT)
    assert by_agent.provenance == {"repo": Origin.AGENT, "title": told, "body": MODEL}
    assert labels.told_by(Origin.AGENT).provenance == {
        "repo": Origin.AGENT,
        "issue_number": MODEL,
        "labels": (told, MODEL),
    }
    assert (by_agent.id, by_agent.action, by_agent.values) == ("s1", CreateIssue, title.values)
    assert title.told_by(Origin.USER) is title


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        ((USER, STDIN), (USER, STDIN)),
        ((USER,), (MODEL, MODEL)),
        ((USER, USER, USER), (MODEL, MODEL)),
        (USER, (MODEL, MODEL)),
        (None, (MODEL, MODEL)),
    ],
    ids=["each", "too few", "too many", "one for all", "none"],
)
def test_an_item_without_a_label_of_its_own_is_the_models(
    labels: Origin | tuple[Origin, ...] | None, expected: tuple[Origin, ...]
) -> None:
    origins: Provenance = {"repo": (USER,), "issue_number": USER}
    step = Step.of("s1", LABEL, origins if labels is None else {**origins, "labels": labels})

    assert step.provenance == {"repo": MODEL, "issue_number": USER, "labels": expected}


def test_standard_input_takes_the_place_of_what_was_read_of_it() -> None:
    step = Step.of("s1", CREATE, {"repo": USER, "title": USER, "body": STDIN})
    labels = Step.of("s2", LABEL, {"labels": (STDIN, USER)})

    assert step.values["title"] == Literal("Crash", USER)
    assert step.values["body"] == Stdin()
    assert labels.values["labels"] == (Stdin(), Literal("ui", USER))
    assert step.fields_from(STDIN) == ("body",)
    assert labels.fields_from(STDIN) == ("labels",)
    assert labels.fields_from(USER) == ("labels",)
    assert Plan((labels, step)).uses_stdin
    assert not Plan((Step.of("s1", CREATE, {}),)).uses_stdin


def test_an_empty_list_is_the_models() -> None:
    step = Step("s1", AddLabels, {"labels": ()})

    assert step.fields_from(MODEL) == ("labels",)
    assert step.targets_beyond(USER) == ("labels",)


@pytest.mark.parametrize(
    ("origins", "allowed", "beyond"),
    [
        ({"repo": USER, "labels": (USER, USER)}, (USER,), ()),
        ({"repo": CONTEXT, "labels": (USER, MODEL)}, (USER,), ("repo", "labels")),
        ({"repo": CONTEXT, "labels": (USER, CONTEXT)}, (USER, CONTEXT), ()),
        ({"repo": USER}, (USER,), ("labels",)),
        ({"labels": (USER, USER)}, (USER, MODEL), ()),
    ],
)
def test_the_targets_of_another_origin_are_named_and_no_other_field(
    origins: Provenance, allowed: tuple[Origin, ...], beyond: tuple[str, ...]
) -> None:
    step = Step.of("s1", LABEL, {"issue_number": USER, **origins})
    created = Step.of("s1", CREATE, {"repo": USER, "title": MODEL})

    assert step.targets_beyond(*allowed) == beyond
    assert created.targets_beyond(USER) == ()


def test_a_target_with_the_default_of_its_class_is_nobodys_choice() -> None:
    given = Step.of("s1", ListIssues(repo="acme/web", labels=("bug",)), {"repo": USER})
    left = Step("s1", ListIssues, {"repo": Literal("acme/web", USER), **_default("labels")})

    assert given.targets_beyond(USER) == ("labels",)
    assert left.targets_beyond(USER) == ()


def _default(name: str) -> dict[str, Literal]:
    return {name: Literal(ListIssues.model_fields[name].default, Origin.DEFAULT)}


@pytest.mark.parametrize(
    ("origin", "repo"), [(Origin.CONTEXT, "acme/web"), (Origin.REMOTE, None), (USER, "acme/web")]
)
def test_what_was_chosen_is_no_remote_and_no_earlier_line(origin: Origin, repo: str | None) -> None:
    context = Context(
        "acme/web", origin, "ghe.example", stdin=True, earlier=("a",), last={"action": "x"}
    )

    expected = Context(repo, origin, "ghe.example", stdin=True)
    assert context.chosen == expected
