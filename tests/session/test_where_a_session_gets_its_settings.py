"""A session takes its settings from a broker, from a file or from its own sandbox, and keeps them."""

import re
import shlex
from collections.abc import Iterator

import pytest

from tests.broker.running import Broker, broker
from tests.helpers.console import Console, console
from tests.helpers.support import ROOT
from tests.session.held import CLOSE, LIST, held

pytestmark = pytest.mark.enable_socket

HERE = ("ISSUER", "CLIENT_ID", "AUDIENCE", "VAULT_CLIENT_ID", "VAULT_CLIENT_SECRET", "GITHUB_API")
NOT_SET = {f"AEGIS_{name}": "" for name in HERE}


@pytest.fixture(scope="module")
def behind(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Console, Broker]]:
    """Keep a sandbox, and a broker on it."""
    with console() as found:
        folder = tmp_path_factory.mktemp("broker")
        with broker(found.sandbox.environment, folder) as running:
            yield found, running


def test_a_session_through_a_broker_reads_and_writes(behind: tuple[Console, Broker]) -> None:
    at, running = behind
    at.begin()
    known = NOT_SET | {"AEGIS_BROKER": running.url}
    with held(at, more=known) as session:
        reads = [session.run(*LIST, more=known).code for _ in range(2)]
        without = session.run(*LIST, more=NOT_SET)
        elsewhere = session.run(*LIST, more=known | {"AEGIS_BROKER": "http://127.0.0.1:9"})
        written = session.answered(*CLOSE, more=known)
        checked = session.run("doctor", more=known)

    assert (reads, without.code, written.code, checked.code) == ([0, 0], 0, 0, 0)
    assert at.writes() == ["PATCH /repos/acme/web/issues/12"]
    assert elsewhere.code == 2
    assert "AEGIS_BROKER" in elsewhere.err
    assert f"✓ ok      broker: {running.url} takes tokens" in checked.out
    assert at.sign_ins() == 2


def test_a_session_takes_its_settings_from_a_file(at: Console) -> None:
    file = at.folder / "work.toml"
    file.write_text('[policy]\ndeny = ["issues.close"]\n[session]\nidle_minutes = 5\nhours = 2\n')
    with held(at, first=("--config", str(file))) as session:
        told = session.terminal.seen.replace("\n| ", " ")
        denied = session.run(*CLOSE)
        read = session.run(*LIST)

    assert "locks after 5 minutes without a request, and ends after 2 hours" in told
    assert (denied.code, read.code) == (5, 0)


def test_a_session_on_a_sandbox_of_its_own_needs_no_setting_of_a_client(at: Console) -> None:
    blank = dict.fromkeys(at.sandbox.environment, "")
    with held(at, first=("--sandbox",), more=blank) as session:
        read = session.run(*LIST, more=blank)
        written = session.answered(*CLOSE, more=blank)
        elsewhere = session.run(*LIST)

    assert (read.code, written.code, elsewhere.code) == (0, 0, 2)
    assert at.sign_ins() == 0
    assert "AEGIS_ISSUER" in elsewhere.err


README = (ROOT / "README.md").read_text(encoding="utf-8")
EXPORTS = re.findall(r"^ *(export .+)$", README, re.MULTILINE)
"""Every line by which the README sets something."""


def test_what_the_readme_exports_does_not_break_a_trial_on_a_sandbox(at: Console) -> None:
    assert {line.partition("=")[0].removeprefix("export ") for line in EXPORTS} >= {
        "AEGIS_ISSUER",
        "AEGIS_VAULT_CLIENT_SECRET",
        "AEGIS_BROKER",
        "GEMINI_API_KEY",
    }
    tried = (("whoami",), LIST, ("ask", "list the issues of acme/web"))
    within = "; ".join(f'"$AEGIS" {shlex.join(words)}; echo "ended: $?"' for words in tried)
    trial = f'exec "$AEGIS" --sandbox session -- sh -c {shlex.quote(within)}'
    with at.terminal(line="\n".join([*EXPORTS, trial])) as terminal:
        begun = terminal.expect("(--pass NAME gives one)")
        ends = [terminal.expect("ended: ") and terminal.expect("\r\n") for _ in tried]

    assert "Held back from the command: AEGIS_AUDIENCE, " in begun
    assert [end.strip() for end in ends] == ["0"] * len(tried), terminal.seen


def test_what_the_readme_exports_does_not_break_a_command_on_a_sandbox(at: Console) -> None:
    with at.terminal(line="\n".join([*EXPORTS, 'exec "$AEGIS" --sandbox whoami'])) as terminal:
        code = terminal.ended()

    assert code == 0, terminal.seen
