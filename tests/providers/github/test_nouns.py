"""What single nouns of GitHub make of strange or rare answers."""

from base64 import b64encode
from typing import Any

import pytest

from aegis_cli.actions.templates import fill_text
from aegis_cli.actions.views import Thread, Tone
from aegis_cli.providers.github.nouns.actions.runs import outcome_of, outcome_tone
from aegis_cli.providers.github.nouns.pull_requests.review_threads import ListThreads
from aegis_cli.providers.github.nouns.repos.files import FileResource
from tests.rows import for_each

FILE: dict[str, Any] = {"path": "logo.png", "sha": "3d21ec5", "size": 3, "encoding": "base64"}


def test_a_file_of_text_is_there_as_text() -> None:
    file = FileResource.model_validate(FILE | {"content": b64encode("é\n".encode()).decode()})

    assert ("utf-8", "é\n") == (file.encoding, file.content)


def test_a_file_that_is_no_text_is_left_in_base64() -> None:
    content = b64encode(b"\x89PNG\xff").decode()

    file = FileResource.model_validate(FILE | {"content": content})

    assert ("base64", content) == (file.encoding, file.content)


def test_a_file_too_large_for_github_to_send_has_no_content() -> None:
    file = FileResource.model_validate(FILE | {"encoding": "none", "content": ""})

    assert ("none", "") == (file.encoding, file.content)


@for_each(
    ("conclusion", "shown", "tone"),
    [
        ("success", "success", "green"),
        ("failure", "failure", "red"),
        ("timed_out", "timed out", "red"),
        ("action_required", "action required", "red"),
        ("cancelled", "cancelled", "grey"),
        ("a_new_one", "a new one", "grey"),
        (None, "in progress", "yellow"),
    ],
)
def test_a_run_has_the_colour_of_its_outcome(conclusion: str, shown: str, tone: Tone) -> None:
    run = {"status": "in_progress", "conclusion": conclusion}

    assert (shown, tone) == (outcome_of(run), outcome_tone(run))


@pytest.mark.parametrize(
    ("resolved", "outdated", "shown", "tone"),
    [
        (True, False, "resolved", "grey"),
        (True, True, "resolved", "grey"),
        (False, True, "outdated", "grey"),
        (False, False, "unresolved", "yellow"),
    ],
)
def test_only_an_unresolved_thread_stands_out(
    *, resolved: bool, outdated: bool, shown: str, tone: Tone
) -> None:
    view = ListThreads.facts.view
    assert isinstance(view, Thread)
    _, (state, style), _ = view.parts
    thread = {"isResolved": resolved, "isOutdated": outdated}

    assert shown == fill_text(state, thread)
    assert callable(style)
    assert tone == style(thread)
