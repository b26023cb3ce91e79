"""What a server keeps of its proposals: each until it is told, and never too many."""

from types import SimpleNamespace
from typing import Any

import pytest

from aegis_cli.errors import Status
from aegis_cli.mcp import proposals as proposals_module
from aegis_cli.mcp.documents import is_error, with_advice
from aegis_cli.mcp.proposals import Proposals
from tests.helpers.rows import for_each


def ended(kept: Proposals, at: int, *, is_wanted: bool) -> tuple[str, dict[str, Any]]:
    proposal = kept.propose(b"%d" % at, "issues.close", b"{}")
    return proposal.id, kept.outcome(proposal, lambda: is_wanted)


def test_an_outcome_is_kept_until_somebody_who_waits_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("AEGIS_SESSION", "")
    proposals = Proposals(wait=30)

    unheard, kept = ended(proposals, 1, is_wanted=False)
    again, told = ended(proposals, 1, is_wanted=True)
    other, _ = ended(proposals, 1, is_wanted=True)

    assert unheard == again != other
    assert kept == {**told, "id": again}
    assert told["error"]["code"] == "no_session"
    assert proposals.by_id(again) is None


def test_no_more_are_kept_than_the_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AEGIS_SESSION", "")
    proposals = Proposals(wait=30)
    ids = []
    for at in range(70):
        proposal = proposals.propose(b"%d" % at, "issues.close", b"{}")
        proposal.state(30, lambda: True)
        ids.append(proposal.id)

    kept = [proposals.by_id(each) is not None for each in ids]
    assert kept == [False] * 6 + [True] * 64


@for_each("status", [*Status, "waiting", "expired", "withdrawn"])
def test_every_status_but_done_says_what_to_do_next(status: str) -> None:
    document = with_advice({"status": str(status)})

    assert ("next" in document) is (status != "done")
    assert is_error(document) is (status not in {"done", "already", "planned", "waiting"})


class Waits:
    """An end that does not come, and for how long it was waited for at a time."""

    def __init__(self, clock: SimpleNamespace) -> None:
        self.clock, self.waited = clock, list[float]()

    def wait(self, seconds: float) -> bool:
        self.waited.append(seconds)
        self.clock.now += seconds
        return False


def test_an_end_is_waited_for_as_long_as_it_was_said_or_somebody_wants_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("AEGIS_SESSION", "")
    clock = SimpleNamespace(now=100.0)
    proposal = Proposals(0).propose(b"1", "issues.close", b"{}")
    proposal.state(30, lambda: True)
    monkeypatch.setattr(proposals_module, "time", SimpleNamespace(monotonic=lambda: clock.now))

    proposal._has_ended = waits = Waits(clock)  # type: ignore[assignment]  # it never ends
    assert proposal.state(2.5, lambda: True) is None
    assert waits.waited == [1.0, 1.0, 0.5]
    waits.waited.clear()
    assert proposal.state(2.5, lambda: len(waits.waited) < 2) is None
    assert waits.waited == [1.0, 1.0]


def test_an_outcome_that_nobody_was_told_is_kept_for_an_hour(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("AEGIS_SESSION", "")
    kept = Proposals(wait=30)
    told = [kept.propose(b"%d" % at, "issues.close", b"{}") for at in range(2)]
    for each in told:
        each.state(30, lambda: True)
    told[1].ended_at = None  # as one that still waits
    ended = told[0].ended_at
    assert ended is not None
    clock = SimpleNamespace(now=ended + 3599.9)
    monkeypatch.setattr(proposals_module, "time", SimpleNamespace(monotonic=lambda: clock.now))

    assert kept.by_id(told[0].id) is told[0]
    clock.now += 0.2
    assert kept.by_id(told[0].id) is None
    assert kept.by_id(told[1].id) is told[1]
    assert kept.by_id("") is None


def test_whoever_tells_an_outcome_waits_as_long_as_the_server_and_its_client_want(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("AEGIS_SESSION", "")
    clock = SimpleNamespace(now=100.0)
    kept = Proposals(wait=2.5)
    proposal = kept.propose(b"1", "issues.close", b"{}")
    proposal.state(30, lambda: True)
    monkeypatch.setattr(proposals_module, "time", SimpleNamespace(monotonic=lambda: clock.now))
    proposal._has_ended = waits = Waits(clock)  # type: ignore[assignment]  # it never ends

    for wanted, waited in ((True, [1.0, 1.0, 0.5]), (False, [1.0])):
        waits.waited.clear()
        document = kept.outcome(proposal, lambda wanted=wanted: wanted)  # type: ignore[misc]  # bound at once
        assert (document["status"], waits.waited) == ("waiting", waited)
    assert kept.by_id(proposal.id) is proposal


def test_a_plan_whose_outcome_is_too_old_is_proposed_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AEGIS_SESSION", "")
    kept = Proposals(wait=30)
    old = kept.propose(b"1", "issues.close", b"{}")
    old.state(30, lambda: True)
    assert old.ended_at is not None
    old.ended_at -= 3601.0

    assert kept.propose(b"1", "issues.close", b"{}") is not old
