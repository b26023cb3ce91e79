"""A guess: its reads run only before the person's own eyes, and nothing covers its writes."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from aegis_cli.planning.expansion import Act
from aegis_cli.planning.offline import OfflinePlanner
from aegis_cli.planning.plan import Context, Origin
from aegis_cli.request.approval import Reply
from aegis_cli.request.pipeline import ask
from aegis_cli.request.request_options import RequestOptions
from aegis_cli.request.result import Result, to_json
from tests.helpers.world import Stage, rules

HERE = Context(repo="acme/web")
READ = "gimme the open bugs of acme/api"
READ_AS = "list open issues in acme/api labelled bug"
TYPED = "aegis do issues.list --repo acme/api --state open --labels bug"
WRITE = "12 close pls"
DESTROYS = "repo acme/web delete"
PIPES = "comment stdin on 12 pls"
TOLD = "It was guessed from your words, and only a plain order is covered."
WATCHED = replace(rules(), is_watched=True)


def hears(text: str, stage: Stage, options: RequestOptions, context: Context = HERE) -> Result:
    planner = OfflinePlanner(lambda: datetime(2026, 11, 29, 14, 5, tzinfo=UTC), guesses=True)
    return ask(text, context, planner, options, stage.services())


def end(result: Result) -> tuple[int, str]:
    document = to_json(result)
    return document["exit_code"], document["error"]["code"] if result.error else result.status.value


def test_a_read_runs_at_once_before_the_persons_own_eyes() -> None:
    stage = Stage()

    result = hears(READ, stage, WATCHED)

    assert (0, "done") == end(result)
    assert READ_AS == stage.previews[0].guessed_as == result.guessed_as
    assert "show in short" in stage.events


@pytest.mark.parametrize(
    "options",
    [
        rules(),
        rules(yes=True),
        replace(WATCHED, speaker=Origin.AGENT),
    ],
    ids=["a pipe", "a pipe under --yes", "a program"],
)
def test_a_read_ends_as_not_understood_anywhere_else(options: RequestOptions) -> None:
    stage = Stage()

    result = hears(READ, stage, options)

    assert (3, "unclear") == end(result)
    assert result.error is not None
    assert READ_AS in result.error.message
    assert TYPED in str(result.error.hint)
    assert [] == stage.events


@pytest.mark.parametrize("speaker", [Origin.USER, Origin.AGENT])
def test_a_dry_run_shows_a_guess_and_its_grade_to_anybody(speaker: Origin) -> None:
    stage = Stage()

    result = hears(READ, stage, replace(rules(dry_run=True), speaker=speaker))

    assert (0, "planned") == end(result)
    assert READ_AS == stage.previews[0].guessed_as
    plan = to_json(result)["plan"]
    assert ("guessed", READ_AS) == (plan["grade"], plan["read_as"])


@pytest.mark.parametrize("yes", [False, True])
@pytest.mark.parametrize("watched", [False, True])
def test_a_write_is_asked_about_and_the_question_says_how_it_was_read(
    *, yes: bool, watched: bool
) -> None:
    stage = Stage(reply=Reply(yes=False))

    result = hears(WRITE, stage, replace(rules(yes=yes), is_watched=watched))

    assert (6, "declined") == end(result)
    assert "close acme/web#12" == stage.previews[-1].guessed_as
    assert (TOLD if yes else "") == stage.previews[-1].why_asked
    assert stage.approved is None


@pytest.mark.parametrize("yes", [False, True])
def test_a_write_that_nobody_can_be_asked_about_is_not_done(*, yes: bool) -> None:
    stage = Stage(has_person=False)

    result = hears(WRITE, stage, rules(yes=yes))

    assert (6, "needs_approval") == end(result)
    assert result.error is not None
    assert TOLD in str(result.error.hint)
    assert "add --yes" not in str(result.error.hint)


def test_no_grant_covers_a_guess_nor_is_one_used_up() -> None:
    stage = Stage(has_person=False)
    wanted: list[tuple[Act, ...]] = []

    def granted(acts: tuple[Act, ...]) -> frozenset[str]:
        wanted.append(acts)
        return frozenset({"s1"})

    services = replace(stage.services(), granted=granted)
    planner = OfflinePlanner(lambda: datetime(2026, 11, 29, 14, 5, tzinfo=UTC), guesses=True)

    result = ask(WRITE, HERE, planner, rules(), services)

    assert (6, "needs_approval") == end(result)
    assert [()] == wanted


def test_no_phrase_that_was_typed_before_covers_a_guess() -> None:
    stage = Stage(has_person=False)

    result = hears(DESTROYS, stage, rules(yes=True, confirm=("acme/web",)))

    assert (6, "needs_approval") == end(result)
    assert "--confirm" not in str(result.error and result.error.hint)


def test_what_sends_standard_input_is_asked_about() -> None:
    stage = Stage(piped="a text", reply=Reply(yes=False))

    result = hears(PIPES, stage, WATCHED, replace(HERE, stdin=True))

    assert (6, "declined") == end(result)
    assert ["s1"] == [act.id for act in stage.asked]


def test_what_the_words_do_not_say_as_it_is_was_guessed_and_no_model_made_it_up() -> None:
    result = hears("which issues were opened this month?", Stage(), rules(dry_run=True))

    (act,) = result.acts
    assert Origin.GUESSED is act.provenance["created_since"]
    assert "2026-11-01" == act.action.sent_arguments()["created_since"]


def test_a_plan_that_is_no_guess_says_nothing_of_one() -> None:
    stage = Stage()

    result: Any = to_json(hears("list the open issues", stage, rules()))

    assert {"digest", "steps"} == result["plan"].keys()
    assert "" == stage.previews[0].guessed_as
