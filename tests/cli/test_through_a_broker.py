"""`AEGIS_BROKER` is all that a person sets: plans go there, and no credential of the vault is here."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import httpx
import pytest

from tests.adapters.callback import callback_ports
from tests.broker.running import Broker, broker
from tests.cli.console import GEMINI, Console, Ended, console

pytestmark = pytest.mark.enable_socket

JSON = ("--output", "json")
OPEN = "open an issue in acme/web titled 'Through the broker'"
HERE = ("ISSUER", "CLIENT_ID", "AUDIENCE", "VAULT_CLIENT_ID", "VAULT_CLIENT_SECRET", "GITHUB_API")
POLICY = '[everyone]\ndeny = ["labels.*"]\n'


@dataclass
class Company:
    """A sandbox, a broker on it, and a console that knows the broker only."""

    console: Console
    broker: Broker

    @property
    def known(self) -> dict[str, str]:
        """Nothing but the broker's address."""
        return {f"AEGIS_{name}": "" for name in HERE} | {"AEGIS_BROKER": self.broker.url}

    def run(self, *words: str, **more: str) -> Ended:
        """Run `aegis` with nothing but the broker's address."""
        return self.console.run(*words, more=self.known | more)


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    folder = tmp_path_factory.mktemp("broker")
    (folder / "policy.toml").write_text(POLICY)
    with console() as found:
        environment = found.sandbox.environment
        with broker(environment, folder, "--policy", str(folder / "policy.toml")) as running:
            yield Company(found, running)


@pytest.fixture
def at(started: Company) -> Company:
    started.console.begin()
    return started


def test_the_address_is_enough_for_a_read_a_write_and_what_destroys(at: Company) -> None:
    read = at.run("do", "issues.list", "-R", "acme/web", *JSON)
    written = at.run("ask", OPEN, "--yes", *JSON, **GEMINI)
    destroyed = at.run("do", "repos.delete", "-R", "mona/empty", "--confirm", "mona/empty", *JSON)

    assert [(0, "done", None)] * 3 == [read.end, written.end, destroyed.end]
    assert "Through the broker" == written.document["results"][0]["data"]["title"]
    assert ["POST /repos/acme/web/issues", "DELETE /repos/mona/empty"] == at.console.writes()
    assert "ghu_" == written.document["token"]["kind"]


def test_every_host_that_the_broker_names_is_told_at_the_sign_in(at: Company) -> None:
    typed = at.run("do", "issues.list", "-R", "acme/web")
    said = at.run("ask", "list the issues of acme/web")

    moved = f"GitHub API is at {at.console.sandbox.github}"
    assert [True, True] == [moved in ended.err for ended in (typed, said)]


def test_the_rules_of_the_broker_hold_whatever_this_machine_allows(at: Company) -> None:
    ended = at.run("do", "labels.list", "-R", "acme/web", *JSON)

    assert (5, "denied", "policy") == ended.end
    assert [] == at.console.sandbox.lines()


def test_an_account_that_is_not_connected_is_told_as_it_is_without_a_broker(at: Company) -> None:
    at.console.sandbox.set(connected=False)

    ended = at.run("do", "issues.list", "-R", "acme/web", *JSON)

    assert (4, "not_signed_in", "not_connected") == ended.end


def test_a_write_whose_answer_is_lost_behind_the_broker_is_unknown(at: Company) -> None:
    issues = "/repos/acme/web/issues"
    at.console.sandbox.fault("github", "POST", issues, drop=True, after=True)

    ended = at.run("ask", OPEN, "--yes", *JSON)

    assert (8, "outcome_unknown", "outcome_unknown") == ended.end
    assert [f"POST {issues}"] == at.console.writes()


def test_metadata_cannot_move_an_issuer_that_is_pinned(at: Company) -> None:
    ended = at.run("whoami", *JSON, AEGIS_ISSUER="https://mine.example/")

    assert (7, "failed", "misconfigured") == ended.end
    assert 0 == at.console.sign_ins()


def test_the_doctor_finds_all_well_through_a_broker(at: Company) -> None:
    ended = at.run("doctor", *JSON)

    assert (0, "done", None) == ended.end


def test_what_the_broker_wants_proved_is_proved_in_the_browser(at: Company) -> None:
    at.console.sandbox.set(auth_age=3600)
    words = ("do", "repos.delete", "-R", "mona/scratch", "--step-up", "browser", "--no-browser")

    with (
        callback_ports(),
        at.console.terminal(*words, size=(50, 500), more=at.known) as terminal,
    ):
        terminal.expect("to confirm: ")
        terminal.type("mona/scratch\r")
        page = re.search(r"http://\S+/authorize\?\S+", terminal.expect("address here: "))
        assert page is not None
        httpx.get(page[0], follow_redirects=True, trust_env=False)

        assert 0 == terminal.ended()

    assert (1, ["DELETE /repos/mona/scratch"]) == (at.console.sign_ins(), at.console.writes())
