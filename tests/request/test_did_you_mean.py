"""What may have been meant by a name that is not there: one read, in the same run, if allowed."""

from dataclasses import replace
from typing import Any

import pytest

from aegis_cli.actions.action import Action
from aegis_cli.actions.call import Call
from aegis_cli.errors import AegisError, Code, Failed, Interrupted, error_for
from aegis_cli.providers.github.nouns.context.users import GetMe
from aegis_cli.providers.github.nouns.labels.labels import ListLabels
from aegis_cli.providers.github.nouns.pull_requests.pull_changes import ClosePull
from aegis_cli.providers.github.nouns.pull_requests.pulls import GetPull
from aegis_cli.providers.github.nouns.repos.repos import ListMyRepos
from aegis_cli.request.did_you_mean import DidYouMean
from aegis_cli.request.execution import Outcome, StepStatus
from tests.other_providers.board.notes import BoardAction, GetNote, ListNotes, ListRooms

REPOS = [{"full_name": "acme/web"}, {"full_name": "Mona/Scratch"}, {"full_name": 7}, "odd"]
GONE = error_for(Code.NOT_FOUND, "There is no such thing.", hint="Look at the list.")


class Reader:
    """A run that answers reads, and counts them."""

    def __init__(self, answer: Any) -> None:
        self.answer = answer
        self.calls: list[Call] = []

    tokens: dict[str, Any] = {}  # noqa: RUF012  # a port's

    def read(self, calls: tuple[Call, ...], *, anew: bool = False) -> tuple[Outcome, ...]:
        self.calls += calls
        if isinstance(self.answer, BaseException):
            raise self.answer
        return (Outcome(calls[0].id, StepStatus.DONE, data=self.answer),)

    def write(self, approved: Any) -> tuple[Outcome, ...]:
        raise AssertionError(approved)


def hint_for(
    name: str, answer: Any = REPOS, *, error: AegisError = GONE, allowed: bool = True
) -> tuple[str | None, int]:
    """Return the hint for a name that is not there, and how many reads were made."""
    reader = Reader(answer)
    near = DidYouMean(lambda: reader, lambda _read: allowed)
    told = near.add_to_error(error, ListLabels(repo=name))
    assert (error.code, error.message) == (told.code, told.message)
    return told.hint, len(reader.calls)


@pytest.mark.parametrize(
    ("name", "near"),
    [("acme/wbe", "acme/web"), ("ACME/wbe", "acme/web"), ("mona/scrach", "Mona/Scratch")],
)
def test_a_name_that_is_nearly_one_of_the_persons_is_asked_about(name: str, near: str) -> None:
    assert (f"Did you mean {near}?\nLook at the list.", 1) == hint_for(name)


@pytest.mark.parametrize("name", ["acme/web", "ACME/WEB", "other/thing"])
def test_a_name_that_is_there_or_like_none_is_not(name: str) -> None:
    assert ("Look at the list.", 1) == hint_for(name)


@pytest.mark.parametrize(
    "answer",
    [None, {"full_name": "acme/web"}, [], Failed("No.", code=Code.FORBIDDEN), KeyboardInterrupt()],
)
def test_whatever_goes_wrong_with_the_list_leaves_the_error_as_it_was(answer: Any) -> None:
    assert ("Look at the list.", 1) == hint_for("acme/wbe", answer)


def test_what_the_policy_denies_is_not_read() -> None:
    assert ("Look at the list.", 0) == hint_for("acme/wbe", allowed=False)


def test_only_a_404_is_worth_a_read() -> None:
    error = Interrupted("Interrupted.", code=Code.INTERRUPTED)

    assert (None, 0) == hint_for("acme/wbe", error=error)


def test_the_list_is_read_once_for_several_names_and_without_a_redirect_to_another() -> None:
    reader = Reader(REPOS)
    near = DidYouMean(lambda: reader, lambda _read: True)
    actions: list[Action[Any]] = [GetMe(), ListLabels(repo="x/y"), ListLabels(repo="acme/wbe")]

    told = near.add_to_error(GONE, *actions)
    outcome = near.add_to_outcome(
        Outcome("s1", StepStatus.FAILED, error=GONE), ListLabels(repo="acme/wbe")
    )
    done = Outcome("s2", StepStatus.DONE)

    assert outcome.error is not None
    assert told.hint == outcome.error.hint == "Did you mean acme/web?\nLook at the list."
    assert done is near.add_to_outcome(done, ListLabels(repo="acme/wbe"))
    assert [ListMyRepos(limit=100)] == [call.action for call in reader.calls]


def test_where_the_repository_is_there_something_in_it_is_not() -> None:
    near = DidYouMean(lambda: Reader(REPOS), lambda _read: True)

    told = near.add_to_error(GONE, GetPull(repo="ACME/web", pull_number=8))
    assert told.message == "There is no ACME/web#8 (404)."
    assert told.hint == (
        "ACME/web is there, and your token can see it: look at the number or the name again. "
        "If it is an issue, `aegis do issues.get` shows it."
    )
    for actions in (
        [GetPull(repo="other/thing", pull_number=8)],
        [GetPull(repo="acme/web", pull_number=8), GetMe(), ListLabels(repo="acme/web")],
        [ClosePull(repo="acme/web", pull_number=8)],  # GitHub may refuse a write so, too
    ):
        assert near.add_to_error(GONE, *actions) is GONE


def test_a_provider_without_such_a_list_is_asked_for_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    reader = Reader(REPOS)
    provider = ListLabels.provider
    monkeypatch.setattr(ListLabels, "provider", _without_a_list(provider))

    near = DidYouMean(lambda: reader, lambda _read: True)

    assert GONE is near.add_to_error(GONE, ListLabels(repo="acme/wbe"))
    assert [] == reader.calls


def _without_a_list(provider: Any) -> Any:
    return replace(provider, reachable=None)


def test_a_place_of_one_provider_is_not_meant_by_a_name_at_another(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    listing = replace(BoardAction.provider, reachable=ListRooms)
    monkeypatch.setattr(BoardAction, "provider", listing)
    rooms = [{"name": "#lobby", "hidden": False}, {"name": "#eng-web", "hidden": True}]
    reader = Reader(REPOS)
    near = DidYouMean(lambda: reader, lambda _read: True)

    repo = near.add_to_error(GONE, ListLabels(repo="acme/wbe"))
    reader.answer = rooms
    room = near.add_to_error(GONE, ListNotes(room="#acme-web"))
    note = near.add_to_error(GONE, GetNote(note="loby-12"))

    assert "Did you mean acme/web?\nLook at the list." == repo.hint
    assert "Look at the list." == room.hint
    assert "Did you mean #lobby?\nLook at the list." == note.hint
    assert [ListMyRepos(limit=100), ListRooms()] == [call.action for call in reader.calls]
