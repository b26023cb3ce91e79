"""`AEGIS_BROKER` is all that a person sets: plans go there, and no credential of the vault is here."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.adapters.auth0.callback import callback_ports
from tests.broker.running import Broker, broker
from tests.helpers.console import GEMINI, Console, Ended, console, plan
from tests.helpers.support import LOOPBACK, answering, server

pytestmark = pytest.mark.enable_socket

JSON = ("--output", "json")
OPEN = "open an issue in acme/web titled 'Through the broker'"
HERE = ("ISSUER", "CLIENT_ID", "AUDIENCE", "VAULT_CLIENT_ID", "VAULT_CLIENT_SECRET", "GITHUB_API")
KEYLESS = GEMINI | {"GEMINI_API_KEY": "", "AEGIS_GEMINI_URL": ""}
"""The model plans, and no key for it is on this machine."""

POLICY = '[everyone]\ndeny = ["labels.*", "reviews.list", "issues.get_comment"]\n'


@dataclass
class Company:
    """A sandbox, a broker on it, and a console that knows the broker only."""

    console: Console
    broker: Broker

    @property
    def known(self) -> dict[str, str]:
        """What a person sets: the broker's address, and nothing else."""
        return {f"AEGIS_{name}": "" for name in HERE} | {"AEGIS_BROKER": self.broker.url}

    def run(self, *words: str, **more: str) -> Ended:
        """Run `aegis` with nothing but the broker's address."""
        return self.console.run(*words, more=self.known | more)

    def turns(self) -> list[dict[str, Any]]:
        """Return what the broker noted of planning, in all tests so far."""
        return [line for line in self.broker.audit() if "model" in line]


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    folder = tmp_path_factory.mktemp("broker")
    (folder / "policy.toml").write_text(POLICY)
    with console() as found:
        environment = found.sandbox.environment
        key = {"AEGIS_BROKER_GEMINI_KEY": environment["GEMINI_API_KEY"]}
        with broker(environment, folder, "--policy", str(folder / "policy.toml"), **key) as running:
            yield Company(found, running)


@pytest.fixture
def at(started: Company) -> Company:
    started.console.begin()
    return started


def test_doctor_live_tries_what_can_be_seen_from_here(at: Company) -> None:
    """POLICY denies labels, which says nothing of GitHub; the vault's tokens are at the broker."""
    ended = at.run("doctor", "--live", "--repo", "acme/web", *JSON, **KEYLESS)

    (result,) = ended.document["results"]
    found = {row["claim"]: row["result"] for row in result["data"]}
    seen = {row["claim"]: row["seen"] for row in result["data"]}
    assert 0 == ended.code, ended.out
    assert {"yes"} == {found[name] for name in ("device-sign-in", "offline-access")}
    assert {"yes"} == {found[name] for name in ("auth0-answers", "gemini-takes-the-request")}
    reads = {name: verdict for name, verdict in found.items() if name.startswith("github-reads-")}
    assert dict.fromkeys(reads, "yes") | {"github-reads-labels": "untried"} == reads
    assert ["it is at the broker, which shows nothing of it"] == seen["manifest-expires"]


def test_the_address_is_enough_for_a_read_a_write_and_what_destroys(at: Company) -> None:
    read = at.run("do", "issues.list", "-R", "acme/web", *JSON)
    written = at.run("ask", OPEN, "--yes", *JSON, **GEMINI)
    destroyed = at.run("do", "repos.delete", "-R", "mona/empty", "--confirm", "mona/empty", *JSON)

    assert [(0, "done", None)] * 3 == [read.end, written.end, destroyed.end]
    assert "Through the broker" == written.document["results"][0]["data"]["title"]
    assert ["POST /repos/acme/web/issues", "DELETE /repos/mona/empty"] == at.console.writes()
    assert "ghu_" == written.document["tokens"]["github"]["kind"]


def test_the_broker_fills_in_the_number_of_what_an_earlier_step_makes(at: Company) -> None:
    said = "create the milestone v3 in acme/web and put #12 in it"
    with at.console.terminal("ask", said, "--engine", "offline", more=at.known) as terminal:
        terminal.expect("[y/")
        terminal.answer("y")
        code, shown = terminal.ended(), terminal.seen

    assert 0 == code, shown
    seen = [each for each in at.console.sandbox.seen("github") if each["method"] != "GET"]
    assert [{"title": "v3"}, {"milestone": 3}] == [each["body"] for each in seen]


def test_a_merge_takes_one_more_sign_in_where_no_section_names_it(at: Company) -> None:
    words = ("-R", "acme/web", "--pull-number", "11", "--confirm", "acme/web#11")
    merged = at.run("do", "pulls.merge", *words, *JSON)

    assert (0, "done", None) == merged.end
    assert ["PUT /repos/acme/web/pulls/11/merge"] == at.console.writes()
    assert 2 == merged.err.count("Sign in at ")


def test_every_host_that_the_broker_names_is_told_at_the_sign_in(at: Company) -> None:
    typed = at.run("do", "issues.list", "-R", "acme/web")
    said = at.run("ask", "list the issues of acme/web")

    moved = f"GitHub API is at {at.console.sandbox.github}"
    assert [True, True] == [moved in ended.err for ended in (typed, said)]


def test_the_rules_of_the_broker_hold_whatever_this_machine_allows(at: Company) -> None:
    ended = at.run("do", "labels.list", "-R", "acme/web", *JSON)

    assert (5, "denied", "policy") == ended.end
    assert [] == at.console.sandbox.lines()


def test_what_the_broker_denies_beside_a_read_is_left_out_of_it(at: Company) -> None:
    ended = at.run("do", "pulls.get", "-R", "acme/web", "--pull-number", "11", *JSON)

    (result,) = ended.document["results"]
    assert (0, "done", None) == ended.end
    assert "Policy leaves out the reviews." == result["note"]
    assert (None, {"test", "lint"}) == (
        result["data"]["reviews"],
        {check["name"] for check in result["data"]["checks"]},
    )
    assert ["commits.list_check_runs"] == at.broker.audit()[-1]["beside"]


def test_a_target_at_which_the_broker_lets_nobody_look_is_changed_as_before(at: Company) -> None:
    there = ("-R", "acme/web", "--yes", *JSON)
    known = at.run("do", "issues.close", *there, "--issue-number", "12")
    changed = at.run(
        "do", "issues.update_comment", *there, "--comment-id", "3100000034", "--body", "x"
    )

    assert [(0, "done", None)] * 2 == [known.end, changed.end]
    (seen,), (unseen,) = (ended.document["results"] for ended in (known, changed))
    assert [{"field": "state", "before": "open", "after": "closed"}] == seen["changes"]
    assert unseen["note"].startswith("Its target was not looked at: ")
    comment = "PATCH /repos/acme/web/issues/comments/3100000034"
    assert ["PATCH /repos/acme/web/issues/12", comment] == at.console.writes()


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
        terminal.answer("mona/scratch")
        page = re.search(r"http://\S+/authorize\?\S+", terminal.expect("address here: "))
        assert page is not None
        httpx.get(page[0], follow_redirects=True, **LOOPBACK)

        assert 0 == terminal.ended()

    assert (1, ["DELETE /repos/mona/scratch"]) == (at.console.sign_ins(), at.console.writes())


# Planning at the broker


def test_without_a_key_the_broker_plans_under_the_session_and_with_its_own_key(at: Company) -> None:
    before = len(at.turns())

    read = at.run("ask", "list the issues of acme/web", *JSON, **KEYLESS)
    written = at.run("ask", OPEN, "--yes", *JSON, **KEYLESS)

    assert [(0, "done", None)] * 2 == [read.end, written.end]
    assert "Through the broker" == written.document["results"][0]["data"]["title"]
    # One sign-in to read; for a write a second one, for more, once there is a plan.
    assert 3 == at.console.sign_ins()
    assert f"Your words go to the broker {at.broker.url}" in read.err
    assert read.err.index("Your words go") < read.err.index("confirm the code")
    first, second = at.console.asked_gemini()
    assert [200, 200] == [first["status"], second["status"]]
    assert ("allowed", "gemini-3.8-flash") == (at.turns()[-1]["verdict"], at.turns()[-1]["model"])
    assert 2 == len(at.turns()) - before


def test_neither_log_nor_answer_of_the_broker_holds_its_key(at: Company) -> None:
    key = at.console.sandbox.environment["GEMINI_API_KEY"]
    at.console.sandbox.script(*[{"status": 400, "body": {"error": {"message": f"no: {key}"}}}] * 2)

    ended = at.run("--debug", "ask", OPEN, "--yes", *JSON, **KEYLESS)

    assert (7, "failed", "planner") == ended.end
    assert "no: [redacted]" in ended.document["error"]["message"]
    metadata = httpx.get(f"{at.broker.url}/.well-known/oauth-protected-resource", **LOOPBACK)
    assert ["gemini-3.8-flash"] == metadata.json()["aegis_gemini_models"]
    for text in (ended.out, ended.err, at.broker.written("out"), metadata.text):
        assert key not in text


def test_an_answer_that_is_no_plan_is_mended_through_the_broker_too(at: Company) -> None:
    at.console.sandbox.script(plan(("issues.create", {"repo": "acme/web"})))

    ended = at.run("ask", OPEN, "--yes", *JSON, **KEYLESS)

    assert (0, "done", None) == ended.end
    first, second = at.console.asked_gemini()
    assert (1, 3) == (len(first["body"]["contents"]), len(second["body"]["contents"]))
    assert "thoughtSignature" in str(second["body"])


def test_a_key_of_ones_own_is_used_directly(at: Company) -> None:
    before = len(at.turns())

    ended = at.run("ask", "list the issues of acme/web", *JSON, **GEMINI)

    assert (0, "done", None) == ended.end
    assert (1, before) == (len(at.console.asked_gemini()), len(at.turns()))
    assert "Your words go" not in ended.err


def test_a_dry_run_never_signs_in_and_names_the_ways_out(at: Company) -> None:
    ended = at.run("ask", OPEN, "--dry-run", *JSON, **KEYLESS)

    assert (2, "usage", "no_planner") == ended.end
    assert "--dry-run never signs in" in ended.document["error"]["message"]
    for way in ("GEMINI_API_KEY", "--engine offline"):
        assert way in ended.document["error"]["hint"]
    assert 0 == at.console.sign_ins()


def test_a_model_that_the_broker_does_not_offer_is_refused_before_the_sign_in(at: Company) -> None:
    ended = at.run("ask", OPEN, "--model", "gemini-3.6-flash", *JSON, **KEYLESS)

    assert (7, "failed", "planner_model") == ended.end
    assert "gemini-3.8-flash" in ended.document["error"]["hint"]
    assert 0 == at.console.sign_ins()


def test_a_broker_that_does_not_plan_leaves_the_ways_out(at: Company) -> None:
    document = httpx.get(f"{at.broker.url}/.well-known/oauth-protected-resource", **LOOPBACK).json()
    del document["aegis_gemini_models"]

    with server(answering(json.dumps(document))) as silent:
        ended = at.run("ask", OPEN, *JSON, **KEYLESS, AEGIS_BROKER=silent.url)

    assert (2, "usage", "no_planner") == ended.end
    assert "the broker does not plan" in ended.document["error"]["message"]
    assert 0 == at.console.sign_ins()


def test_where_nobody_confirms_the_sign_in_nothing_is_planned(at: Company) -> None:
    at.console.sandbox.set(confirm="page")
    running = at.console.start("ask", OPEN, *JSON, more=at.known | KEYLESS)
    at.console.sandbox.press(running.code_shown(), "deny")

    ended = running.ended()

    assert (4, "not_signed_in", "sign_in_denied") == ended.end
    assert [] == at.console.asked_gemini()


def test_the_doctor_asks_gemini_through_the_broker(at: Company) -> None:
    ended = at.run("doctor", *JSON, **KEYLESS)

    (result,) = ended.document["results"]
    found = {finding["check"]: finding for finding in result["data"]}
    assert (0, "done", None) == ended.end
    assert "ok" == found["gemini"]["state"]
    assert found["gemini"]["message"].startswith(
        "asked through the broker, under your sign-in and with its key, gemini-3.8-flash answers "
        "with a plan: usual form, "
    )
    assert list(found).index("sign-in") < list(found).index("gemini")
    assert "Your words go" not in ended.err
    assert (1, 1) == (at.console.sign_ins(), len(at.console.asked_gemini()))


def test_the_prompt_plans_under_the_session_that_it_has(at: Company) -> None:
    more = at.known | KEYLESS | {"TERM": "dumb"}
    with at.console.terminal(more=more) as terminal:
        terminal.prompt("aegis> ")
        first = terminal.say("list the issues of acme/web")
        second = terminal.say("list the issues of mona/scratch")

    assert "Your words go to the broker" in first
    assert "Your words go to the broker" not in second
    assert (1, 2) == (at.console.sign_ins(), len(at.console.asked_gemini()))


def test_more_than_twelve_writes_are_approved_at_once_and_sent_in_portions(
    at: Company, tmp_path: Path
) -> None:
    """A broker takes twelve requests; a row's stay together. This one has served nobody before."""
    said = "for every open issue in acme/web, lock it and close it"
    with (
        broker(at.console.sandbox.environment, tmp_path) as fresh,
        at.console.terminal(
            *("ask", said, "--engine", "offline"),
            size=(150, 200),
            more=replace(at, broker=fresh).known | KEYLESS,
        ) as screen,
    ):
        screen.prompt("Do all 18")
        screen.answer("yes 18")
        assert 0 == screen.ended(), screen.seen
    writes = at.console.writes()
    assert (18, 18) == (len(writes), len({*writes}))
