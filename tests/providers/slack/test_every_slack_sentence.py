"""A sentence for each effect of each noun of Slack, as a person types it, up to the sandbox's Slack.

Each runs all of `aegis`, with an executor's process of its own; one process runs them in turn.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from aegis_cli.actions.facts import Effect
from aegis_cli.cli.output import render_result
from aegis_cli.request.execution import StepStatus
from tests.actions.case import Case, one_of_each
from tests.adapters.render.samples import PIPE, TERMINAL, result_of
from tests.cli.test_every_sentence import words
from tests.helpers.console import Ended, console
from tests.helpers.rows import for_each
from tests.providers.slack.slack_cases import CASES

pytestmark = [pytest.mark.enable_socket, pytest.mark.usefixtures("slack")]

TYPED = one_of_each(CASES)
ALREADY = {"slack.channels.join"}
"""What is so already in the sandbox: ada is in all channels that she sees."""


@pytest.fixture(scope="module")
def ends(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Ended]]:
    folder: Path = tmp_path_factory.mktemp("nothing")
    with console("--provider", "slack") as found:
        found.begin()
        done: dict[str, Ended] = {}
        for effect in (Effect.READ, Effect.WRITE, Effect.ASKED):
            its = [case for case in TYPED.values() if case.call.facts.effect is effect]
            done |= found.run_in_one({case.name: words(case, folder) for case in its})
        for case in TYPED.values():  # what is archived is of no use to any other
            if case.call.facts.effect is Effect.DESTRUCTIVE:
                done[case.name] = found.run(*words(case, folder))
        yield done


@for_each("case", TYPED.values(), ids=TYPED)
def test_what_a_sentence_says_is_done_and_shown(case: Case, ends: dict[str, Ended]) -> None:
    ended = ends[case.name]

    status = "already" if case.name in ALREADY else "done"
    assert (0, status, None) == ended.end
    (step,), results = ended.document["plan"]["steps"], ended.document["results"]
    assert case.name == step["action"]
    for result in results:
        for device in (TERMINAL, PIPE):
            assert render_result(result_of((case.call, StepStatus.DONE, result["data"])), device)
