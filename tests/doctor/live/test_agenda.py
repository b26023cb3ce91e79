"""What is tried next, what it costs, and what cannot be tried; without any I/O."""

from datetime import date

from aegis_cli.doctor.live.agenda import MOST_PROBES, Means, announcement, hindrance, to_try
from aegis_cli.doctor.live.claims import LiveClaim, Need, Stage, claims
from aegis_cli.doctor.live.live_report import LiveReport, SystemName, TriedAt
from aegis_cli.doctor.live.sightings import Fact, Sighting, Verdict
from aegis_cli.planning.gemini.request_forms import MOST_WAYS
from tests.helpers.rows import for_each

DAY = date(2026, 12, 1)
EMPTY = LiveReport((3, 12), SystemName.LINUX, TriedAt.SERVICES)
ALL = Means(frozenset(Need), frozenset({"slack", "jira"}))
OF = {claim.id: claim for claim in claims()}


def seen(**verdicts: Verdict) -> LiveReport:
    report = EMPTY
    for name, verdict in verdicts.items():
        report = report.with_sighting(OF[name.replace("_", "-")], DAY, Sighting(verdict))
    return report


def test_the_cheap_comes_first_and_what_a_person_sees_last() -> None:
    stages = [claim.stage for claim in to_try(EMPTY, ())]

    assert [*Stage] == [*dict.fromkeys(stages)]
    assert stages == sorted(stages, key=[*Stage].index)


def test_what_has_an_answer_is_not_tried_again_unless_it_is_named() -> None:
    report = seen(issuer_keys=Verdict.YES, issuer_clock=Verdict.NO, device_sign_in=Verdict.UNTRIED)

    left = {claim.id for claim in to_try(report, ())}

    assert {"issuer-keys", "issuer-clock"} == {claim.id for claim in claims()} - left
    assert ["issuer-keys"] == [claim.id for claim in to_try(report, ["issuer-keys"])]


@for_each(
    ("name", "need", "fact"),
    [
        ("github-writes-an-issue", Need.REPOSITORY, Fact.NEEDS_REPOSITORY),
        ("not-installed", Need.PUBLIC, Fact.NEEDS_PUBLIC),
        ("vault-in-plan", Need.TENANT, Fact.NEEDS_TENANT),
        ("gemini-takes-the-request", Need.MODEL, Fact.NEEDS_MODEL),
        ("gemini-lists-models", Need.KEY, Fact.NEEDS_MODEL),
        ("manifest-expires", Need.HERE, Fact.AT_BROKER),
        ("github-token-for-one-plan", Need.APP, Fact.NEEDS_APP),
    ],
)
def test_what_is_missing_is_said(name: str, need: Need, fact: Fact) -> None:
    assert hindrance(OF[name], ALL, EMPTY, ()) is None
    assert fact is hindrance(OF[name], Means(ALL.needs - {need}, ALL.providers), EMPTY, ())


def test_every_need_hinders_some_claim() -> None:
    for need in Need:
        without = Means(ALL.needs - {need}, ALL.providers)
        assert [claim for claim in claims() if hindrance(claim, without, EMPTY, ())], need


def test_a_provider_that_is_not_set_up_hinders_its_claims_alone() -> None:
    without = Means(ALL.needs, frozenset({"jira"}))

    hindered = [claim.id for claim in claims() if hindrance(claim, without, EMPTY, ())]

    assert hindered == [claim.id for claim in claims() if claim.of == "Slack"]


@for_each(
    ("report", "chosen", "is_hindered"),
    [
        (EMPTY, (), False),
        (seen(device_sign_in=Verdict.YES), claims(), True),  # the issuer is still to be tried
        (
            seen(
                issuer_metadata=Verdict.YES, device_sign_in=Verdict.YES, offline_access=Verdict.YES
            ),
            claims(),
            False,
        ),
        (seen(offline_access=Verdict.NO), (), True),
        (seen(offline_access=Verdict.UNTRIED), (OF["offline-access"],), True),
        (seen(offline_access=Verdict.UNTRIED), (), False),
    ],
)
def test_one_fault_is_told_once(
    report: LiveReport,
    chosen: tuple[LiveClaim, ...],
    is_hindered: bool,  # noqa: FBT001  # of a table
) -> None:
    why = hindrance(OF["github-reads-me"], ALL, report, chosen)

    assert (Fact.NEEDS_ANOTHER if is_hindered else None) is why


def test_the_announcement_says_what_it_costs_at_most() -> None:
    lines = announcement(claims(), ALL, EMPTY)

    assert f"{len(claims())} of {len(claims())} claims can be tried here" in lines[0]
    assert any(f"at most {MOST_PROBES * MOST_WAYS} requests in all" in line for line in lines)
    assert "each asks you before" in lines[-1]
    nothing = announcement(claims(), Means(frozenset(), frozenset()), EMPTY)
    assert not [line for line in nothing if "Gemini" in line or "change" in line]
