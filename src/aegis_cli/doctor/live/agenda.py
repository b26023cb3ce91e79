"""The next trial of `aegis doctor --live`, its greatest cost, and what nothing tries; pure."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import takewhile

from aegis_cli.doctor.live.claims import LiveClaim, Need, Stage, claims
from aegis_cli.doctor.live.live_report import LiveReport
from aegis_cli.doctor.live.sightings import Fact, Verdict
from aegis_cli.planning.gemini.request_forms import MOST_WAYS

MOST_PROBES = 2
"""How often a model is asked in all: the second time to see what it still has in its cache."""

_LACKS: Mapping[Need, Fact] = {
    Need.REPOSITORY: Fact.NEEDS_REPOSITORY,
    Need.PUBLIC: Fact.NEEDS_PUBLIC,
    Need.TENANT: Fact.NEEDS_TENANT,
    Need.MODEL: Fact.NEEDS_MODEL,
    Need.KEY: Fact.NEEDS_MODEL,
    Need.HERE: Fact.AT_BROKER,
    Need.APP: Fact.NEEDS_APP,
}
_ISSUER, _SIGN_IN, _EXCHANGE = "issuer-metadata", "device-sign-in", "offline-access"
_GATES: Mapping[Stage, tuple[str, ...]] = {
    Stage.SIGN_IN: (_ISSUER, _SIGN_IN),
    Stage.EXCHANGE: (_ISSUER, _SIGN_IN),
    Stage.READ: (_ISSUER, _SIGN_IN, _EXCHANGE),
    Stage.WRITE: (_ISSUER, _SIGN_IN, _EXCHANGE),
    Stage.SLACK: (_ISSUER, _SIGN_IN, "slack-user-token"),
    Stage.JIRA: (_ISSUER, _SIGN_IN, "jira-account"),
}
"""The claims without which the later ones of a stage cannot hold: one fault is told once."""


@dataclass(frozen=True, slots=True)
class Means:
    """What there is to try claims with."""

    needs: frozenset[Need]
    """What is there."""
    providers: frozenset[str]
    """The providers that are set up."""


def to_try(report: LiveReport, only: Iterable[str]) -> tuple[LiveClaim, ...]:
    """Return the claims that are to be tried: those that were named, or all without an answer."""
    named = frozenset(only)
    return tuple(
        claim
        for claim in claims()
        if (claim.id in named if named else report.verdict(claim) is Verdict.UNTRIED)
    )


def hindrance(
    claim: LiveClaim, means: Means, report: LiveReport, chosen: Iterable[LiveClaim]
) -> Fact | None:
    """Return why a claim cannot be tried; `None` if it can."""
    lacking = next((need for need in claim.needs if need not in means.needs), None)
    if lacking is not None:
        return _LACKS[lacking]
    if claim.provider and claim.provider not in means.providers:
        return Fact.NEEDS_PROVIDER
    now = {each.id for each in chosen}
    for gate in takewhile(lambda each: each.id != claim.id, claims()):
        verdict = report.verdict(gate)
        is_open = verdict is Verdict.YES or (verdict is Verdict.UNTRIED and gate.id not in now)
        if gate.id in _GATES.get(claim.stage, ()) and not is_open:
            return Fact.NEEDS_ANOTHER
    return None


def announcement(chosen: Iterable[LiveClaim], means: Means, report: LiveReport) -> tuple[str, ...]:
    """Say stage by stage which trials follow, and their greatest cost."""
    chosen = tuple(chosen)
    possible = [each for each in chosen if not hindrance(each, means, report, ())]
    counts = Counter(claim.stage for claim in possible)
    lines = [f"{len(possible)} of {len(chosen)} claims can be tried here, the cheapest first:"]
    lines += [f"{counts[stage]:>4} {_COSTS[stage]}" for stage in Stage if counts[stage]]
    changing = sum(claim.changes for claim in possible)
    if changing:
        lines.append(f"{changing} of them change something for a moment; each asks you before.")
    return tuple(lines)


_COSTS: Mapping[Stage, str] = {
    Stage.FREE: "cost nothing: documents and lists that anybody with your settings may read",
    Stage.MODEL: (
        f"ask Gemini for a plan, with at most {MOST_PROBES * MOST_WAYS} requests in all of "
        "about 12,000 tokens each, at your key's price; no step of a plan is done"
    ),
    Stage.SIGN_IN: "sign you in, by a code that you confirm",
    Stage.EXCHANGE: "have Token Vault give a token to a child process, which shows nothing of it",
    Stage.READ: "read at GitHub, each one thing or list",
    Stage.WRITE: "write at GitHub: an issue, which is closed again; you are asked as always",
    Stage.SLACK: "read at Slack",
    Stage.JIRA: "read at Jira",
    Stage.TENANT: "look at the tenant by its Management API",
    Stage.PERSON: "are for your eyes: a question each, and Enter leaves it untried",
}
