"""No report holds a secret, a name, an id or an address, whatever the services answer."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from aegis_cli.doctor.live.claims import claims
from tests.doctor.live.planted import PLANTS, leaks
from tests.doctor.live.tenant import STDIN
from tests.doctor.live.test_broken_claims import no_reads
from tests.doctor.live.test_doctor_live import verdicts
from tests.helpers.console import GEMINI, Console
from tests.helpers.forked import with_pipes
from tests.helpers.support import Sandbox

pytestmark = pytest.mark.enable_socket

WORDS = ("doctor", "--live", "--token-stdin", "--repo", "acme/web", "--report")


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file that says what was planted so far."""
    return tmp_path_factory.mktemp("planted") / "sent"


@pytest.fixture(scope="module")
def planted(sent: Path) -> Iterator[Console]:
    """A sandbox that plants something in every answer."""
    options = ("--until-eof", "--confirm", "auto", "--provider", "slack", "--provider", "jira")
    with with_pipes("tests.doctor.live.planted", args=[str(sent), *options]) as process:
        try:
            yield Console(Sandbox(process), sent.parent)
        finally:
            process.kill()


def test_a_report_has_none_of_five_hundred_that_were_planted_in_every_answer(
    planted: Console, sent: Path
) -> None:
    paths = [sent.with_name(f"{each}.md") for each in ("well", "refused")]

    well = planted.run(*WORDS, str(paths[0]), stdin=STDIN, more=GEMINI)
    no_reads(planted, {})
    planted.sandbox.fault(
        "auth0", "GET", "/api/v2/.*", status=403, body='{"message": "x"}', times=99
    )
    refused = planted.run(*WORDS, str(paths[1]), stdin=STDIN, more=GEMINI)

    texts = [path.read_text(encoding="utf-8") for path in paths]
    found = [verdicts(path) for path in paths]
    tried = [sum(verdict != "untried" for verdict, _ in each.values()) for each in found]
    assert [[], []] == [leaks(text) for text in texts]
    assert {*PLANTS} == {*sent.read_text(encoding="utf-8").splitlines()}
    assert 500 == len({*PLANTS})
    # NOTE: a run in which nothing was tried would have no answer to leak.
    least = sum(bool(claim.check) and not claim.changes for claim in claims()) - 9
    assert min(tried) >= least, well.out + refused.out


def test_what_is_planted_is_seen_by_a_command_and_found_in_a_report_where_it_is(
    planted: Console,
) -> None:
    """The control: a test that looks at nothing would find nothing."""
    planted.sandbox.release()

    shown = planted.run("do", "issues.list", "--repo", "acme/web", "--output", "json")

    assert len(leaks(shown.out)) > 10
    for plant in PLANTS:
        piece = plant.removeprefix("ghu_").removeprefix("https://")[:8]
        assert [plant] == leaks(f"| `x` | yes | {piece} |"), plant
