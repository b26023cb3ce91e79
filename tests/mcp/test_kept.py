"""What a server keeps of its proposals: each until it is told, and never too many."""

from typing import Any

import pytest

from aegis_cli.errors import Status
from aegis_cli.mcp.documents import advised, is_error
from aegis_cli.mcp.proposals import Proposals


def ended(proposals: Proposals, at: int, *, is_wanted: bool) -> tuple[str, dict[str, Any]]:
    proposal = proposals.proposed(b"%d" % at, "issues.close", b"{}")
    return proposal.id, proposals.outcome(proposal, lambda: is_wanted)


def test_an_outcome_is_kept_until_somebody_who_waits_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("AEGIS_SESSION", "")
    proposals = Proposals(wait=30)

    unheard, _ = ended(proposals, 1, is_wanted=False)
    again, document = ended(proposals, 1, is_wanted=True)
    other, _ = ended(proposals, 1, is_wanted=True)

    assert unheard == again != other
    assert (document["id"], document["error"]["code"]) == (again, "no_session")
    assert proposals.named(again) is None


def test_no_more_are_kept_than_the_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AEGIS_SESSION", "")
    proposals = Proposals(wait=30)
    ids = []
    for at in range(70):
        proposal = proposals.proposed(b"%d" % at, "issues.close", b"{}")
        proposal.state(30, lambda: True)
        ids.append(proposal.id)

    kept = [proposals.named(each) is not None for each in ids]
    assert kept == [False] * 6 + [True] * 64


@pytest.mark.parametrize("status", [*Status, "waiting", "expired", "withdrawn"])
def test_every_status_but_done_says_what_to_do_next(status: str) -> None:
    document = advised({"status": str(status)})

    assert ("next" in document) is (status != "done")
    assert is_error(document) is (status not in {"done", "planned", "waiting"})
