"""What is watched, as it stands: as much as a screen has room for, what goes on before the rest."""

from dataclasses import replace
from typing import Any

import pytest

from aegis_cli.adapters.render.rows import rows, widest
from aegis_cli.adapters.render.watched import lines, picture
from aegis_cli.providers.github.nouns.actions.runs import WatchRun
from aegis_cli.providers.github.nouns.repos.repos import GetRepo
from tests.actions.cases import CASES
from tests.adapters.render.samples import HOSTILE, PIPE, TERMINAL, controls
from tests.helpers.rows import for_each

WATCH = WatchRun(repo="acme/web", run_id=16000005)
OTHER = GetRepo(repo="acme/web")


def job(name: str, conclusion: str | None = "success", steps: int = 0) -> dict[str, Any]:
    status = "completed" if conclusion else "in_progress"
    step = {"name": "Step", "status": status, "conclusion": conclusion}
    return {
        "id": 7,
        "name": name,
        "status": status,
        "conclusion": conclusion,
        "steps": [step | {"number": at} for at in range(steps)],
    }


def run(*jobs: dict[str, Any], title: str = "Pay in one step") -> dict[str, Any]:
    return {
        "id": 16000005,
        "display_title": title,
        "status": "in_progress",
        "name": "CI",
        "created_at": "2026-11-24T11:00:00Z",
        "jobs": [*jobs],
    }


HEAD = [
    "| Pay in one step 16000005 in acme/web",
    "| in progress • CI • about 1 hour ago",
]
FEW = run(job("lint", steps=2), job("test", None, steps=2))
MANY = run(
    *(job(f"good {at}", steps=2) for at in range(50)),
    job("bad", "failure", steps=2),
    job("slow", None, steps=2),
    *(job(f"more {at}") for at in range(8)),
)


def test_where_there_is_room_all_of_it_is_shown() -> None:
    step, running = "  ✓ Step", "  • Step  in progress"

    drawn = picture(WATCH, FEW, TERMINAL, 23)

    jobs = ["✓ lint  7", step, step, "• test  in progress  7", running, running]
    assert [*HEAD, "", *jobs] == drawn
    assert [*HEAD, *jobs] == picture(WATCH, FEW, TERMINAL, 8)


def test_the_steps_of_what_has_ended_are_left_out_first() -> None:
    running = "  • Step  in progress"

    jobs = ["✓ lint  7", "• test  in progress  7", running, running]
    assert [*HEAD, *jobs] == picture(WATCH, FEW, TERMINAL, 6)
    assert [HEAD[0], jobs[0], jobs[1]] == picture(WATCH, FEW, TERMINAL, 4)


def test_of_many_those_stay_that_go_on_or_failed() -> None:
    assert [*HEAD, "", "✗ bad  7", "• slow  in progress  7", "... and 58 more"] == picture(
        WATCH, MANY, TERMINAL, 24
    )
    assert ["| Pay in one step 16000005 in acme/web", "✗ bad  7", "... and 2 more"] == picture(
        WATCH, MANY, TERMINAL, 3
    )


@for_each("height", range(1, 60), ids=range(1, 60))
@pytest.mark.parametrize("width", [1, 20, 41])
def test_a_picture_fits_on_every_screen(height: int, width: int) -> None:
    device = replace(TERMINAL, width=width)

    drawn = picture(WATCH, MANY, device, height)

    assert 0 < len(drawn) <= height
    assert all(widest(row) <= device.columns for row in drawn)


def test_a_hostile_title_or_step_moves_no_cursor_and_makes_no_row() -> None:
    text = "\n".join(HOSTILE)
    step = {"number": 1, "name": text, "status": "queued", "conclusion": None}
    data = run(job(text, None) | {"steps": [step]}, title=text)

    drawn = picture(WATCH, data, TERMINAL, 24)
    told = [rows(line, TERMINAL) for line in lines(WATCH, data, TERMINAL)]

    assert not controls("".join([*drawn, *told]))
    assert 5 == len(drawn)
    assert not any("\n" in row for row in drawn)
    assert 1 == len(told)


def test_jobs_that_are_not_known_are_not_shown() -> None:
    assert HEAD == picture(WATCH, FEW | {"jobs": None}, TERMINAL, 8)
    assert [] == lines(WATCH, FEW | {"jobs": None}, PIPE)


def test_elsewhere_each_job_is_a_line() -> None:
    assert ["✓ lint  7", "• test  in progress  7"] == lines(WATCH, FEW, PIPE)


def test_what_has_no_parts_is_its_heading() -> None:
    repo = CASES["repos.get"].data

    assert picture(OTHER, repo, TERMINAL, 24) == lines(OTHER, repo, TERMINAL)
    assert 1 == len(picture(OTHER, repo, TERMINAL, 1))
