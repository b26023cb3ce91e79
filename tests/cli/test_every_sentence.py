"""A sentence for each effect of each noun, as a person types it, up to the sandbox's GitHub.

Each runs all of `aegis`, with an executor's process of its own; one process runs them in turn. Every
action passes the same parts in one process in `tests/test_every_action.py`.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from aegis_cli.actions.facts import Effect
from aegis_cli.cli.output import render_result
from aegis_cli.request.execution import StepStatus
from tests.actions.case import Case, given_to, one_of_each
from tests.actions.cases import CASES
from tests.adapters.render.samples import PIPE, TERMINAL, result_of
from tests.helpers.console import Ended, console
from tests.helpers.rows import for_each

pytestmark = pytest.mark.enable_socket


TYPED = one_of_each(CASES.values())
PIPED = [name for name, case in TYPED.items() if case.call.facts.takes == "secret"]
"""What takes its value from standard input, which a process of its own has."""


def words(case: Case, folder: Path) -> list[str]:
    to = ("--to", str(folder / case.name)) if case.call.facts.downloads else ()
    to = (*to, *given_to(case.call, folder))
    confirmed = [("--confirm", case.in_world(phrase)) for phrase in case.confirmed]
    options = ("--engine", "offline", "--yes", "--output", "json")
    return ["ask", case.in_world(case.said), *options, *to, *sum(confirmed, ())]


def sentences(effect: Effect, folder: Path) -> dict[str, list[str]]:
    """The sentences of one effect: what destroys comes last, for all of them share one world."""
    return {
        n: words(case, folder)
        for n, case in TYPED.items()
        if effect == case.call.facts.effect and n not in PIPED
    }


@pytest.fixture(scope="module")
def ends(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Ended]]:
    folder = tmp_path_factory.mktemp("downloads")
    with console() as found:
        found.begin()
        told = (found.run_in_one(sentences(each, folder)) for each in Effect)
        done = {name: ended for some in told for name, ended in some.items()}
        piped = {n: found.run(*words(TYPED[n], folder), stdin=b"a value") for n in PIPED}
        yield done | piped


@for_each("case", TYPED.values(), ids=TYPED)
def test_what_a_sentence_says_is_done_and_shown(case: Case, ends: dict[str, Ended]) -> None:
    ended = ends[case.name]

    told = f"say with in_sandbox= of the case of {case.name} where the sandbox's mona may do it"
    assert (0, "done", None) == ended.end, told
    (step,), (result,) = ended.document["plan"]["steps"], ended.document["results"]
    assert (case.name, "done") == (step["action"], result["status"])
    for device in (TERMINAL, PIPE):
        assert render_result(result_of((case.call, StepStatus.DONE, result["data"])), device)
