"""The rows of the claims: each is whole, can be tried or asked, and stands on the page."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

from aegis_cli.actions import catalog
from aegis_cli.doctor.live.claims import Basis, Stage, claims
from aegis_cli.doctor.live.field_names import PROTOCOL_NAMES, names_of
from aegis_cli.doctor.live.trials import TRIALS
from tools.claims_page import BEGIN, END, claims_page, counts, with_counts

ROOT = Path(__file__).parents[3]


def test_every_claim_has_its_trial_or_asks_a_person_and_every_trial_has_its_claim() -> None:
    assert {*TRIALS} == {claim.check for claim in claims() if claim.check}
    assert [] == [claim.id for claim in claims() if bool(claim.check) == bool(claim.asks)]
    assert [] == [c.id for c in claims() if bool(c.asks) != (c.stage is Stage.PERSON)]
    assert len(claims()) == len({claim.id for claim in claims()})


def test_every_claim_says_what_it_is_what_is_wrong_otherwise_and_what_it_rests_on() -> None:
    for claim in claims():
        assert claim.says, claim.id
        assert claim.wrong, claim.id
        assert claim.look, claim.id
        assert claim.source, claim.id
        assert bool(claim.page) != bool(claim.recording), claim.id
        assert re.fullmatch(r"https://[\w.-]+/[\w./#-]*", claim.page or claim.recording), claim.id
        assert not claim.says.endswith("."), claim.id
        assert "|" not in claim.says + claim.wrong + claim.look + claim.source, claim.id


def test_what_is_read_for_a_claim_only_reads() -> None:
    read = [claim for claim in claims() if claim.action]

    assert 10 <= len([claim for claim in read if claim.stage is Stage.READ])
    assert {"read"} == {str(catalog.ENTRIES[claim.action].effect) for claim in read}
    assert {"write"} >= {str(claim.stage) for claim in claims() if claim.changes} - {"tenant"}


def test_the_names_that_a_form_may_have_are_those_of_the_model_that_reads_the_answer() -> None:
    of = {claim.id: names_of(claim) for claim in claims()}

    assert {"full_name", "default_branch", "spdx_id"} <= {*of["github-reads-repository"]}
    assert "full_name" not in of["github-reads-labels"]
    assert PROTOCOL_NAMES == of["issuer-keys"]


def test_no_claim_is_live_before_somebody_wrote_its_day() -> None:
    assert {Basis.DOCUMENTED, Basis.RECORDED} >= {claim.basis for claim in claims()} - {Basis.LIVE}
    assert all(claim.live for claim in claims() if claim.basis is Basis.LIVE)
    assert Basis.LIVE is replace(claims()[0], live=date(2027, 1, 5)).basis


def test_the_page_has_every_claim_once_and_the_readme_its_counts() -> None:
    page = claims_page()

    assert [1] * len(claims()) == [page.count(f"| `{claim.id}` |") for claim in claims()]
    assert 1 == page.count(counts())
    assert counts() in (ROOT / "README.md").read_text(encoding="utf-8")
    assert f"a {BEGIN}{counts()}{END} b" == with_counts(f"a {BEGIN}old{END} b")


SAID_TO_BE_TRIED = re.compile(
    r"(?i)\b(?:tried|confirmed|verified|seen|proved) (?:live|at the live)"
)


def test_no_page_says_that_something_was_tried_live_but_by_the_claims() -> None:
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    for page in pages:
        if page.name == "claims.md":
            continue
        for line in page.read_text(encoding="utf-8").splitlines():
            found = SAID_TO_BE_TRIED.search(line.replace(counts(), ""))
            assert not found or "claims.md" in line, f"{page.name}: {line}"
    assert SAID_TO_BE_TRIED.search("This was tried live.")
