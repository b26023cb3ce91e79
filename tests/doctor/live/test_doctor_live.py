"""`aegis doctor --live` on the sandbox: every claim that can be tried there gets its answer."""

import re
import signal
from collections.abc import Mapping
from pathlib import Path

import pytest

from aegis_cli.doctor.live.agenda import MOST_PROBES
from aegis_cli.doctor.live.claims import Stage, claims
from aegis_cli.doctor.live.live_report import LiveReport, SystemName, TriedAt
from aegis_cli.doctor.live.report_file import ReportFile
from aegis_cli.planning.gemini.request_forms import MOST_WAYS
from tests.doctor.live.tenant import STDIN, TOKEN
from tests.helpers.console import Console, Ended
from tests.helpers.support import until

pytestmark = pytest.mark.enable_socket

REPO = ("--repo", "acme/web")
_ROW = re.compile(
    r"^\| `([\w-]+)` \| (yes|no|untried) \|(?: ([\d-]+))? \|(?: (\w+))? \|", re.MULTILINE
)


def live(at: Console, settings: Mapping[str, str], *words: str) -> Ended:
    """Run it with pipes, and a token for the tenant."""
    return at.run("doctor", "--live", "--token-stdin", *words, stdin=STDIN, more=settings)


def verdicts(report: Path) -> dict[str, tuple[str, str]]:
    """Return the verdict and the error code of each claim."""
    rows = _ROW.findall(report.read_text(encoding="utf-8"))
    return {name: (verdict, code) for name, verdict, _, code in rows}


OTHERWISE = {"off-for-vault"}
"""What the sandbox does not do as the page concludes: it lets such a client exchange."""


def test_every_claim_that_needs_nobody_gets_its_yes(
    at: Console, settings: dict[str, str], tmp_path: Path
) -> None:
    at.sandbox.reset()
    report = tmp_path / "live.md"

    ended = live(at, settings, *REPO, "--public", "alice/recipes", "--report", str(report))

    found = verdicts(report)
    asked = {claim.id for claim in claims() if claim.asks or claim.changes}
    assert [claim.id for claim in claims()] == [*found], ended.err
    assert {c.id: "yes" for c in claims() if c.id not in asked} == {
        name: verdict for name, (verdict, _) in found.items() if name not in asked
    }, ended.out
    assert {"untried"} == {found[name][0] for name in asked}
    assert 0 == ended.code
    assert [] == writes(at)


def writes(at: Console) -> list[str]:
    """Return each request to GitHub that could change something of the person's."""
    return [line for line in at.writes() if " /applications/" not in line]


def test_what_changes_something_is_asked_about_before_and_put_back_after(
    at: Console, settings: dict[str, str], tmp_path: Path
) -> None:
    at.sandbox.reset()
    report = tmp_path / "live.md"
    changing = [claim.id for claim in claims() if claim.changes]
    words = ("doctor", "--live", "--tenant", *REPO, "--public", "alice/recipes")
    only = [word for name in changing for word in ("--only", name)]
    answers = {"(it is not shown): ": TOKEN, "[y/n] ": "y"}

    with at.terminal(*words, "--report", str(report), *only, more=settings) as terminal:
        code, said = terminal.answered(answers), terminal.seen

    found = verdicts(report)
    checked = at.run("setup", "auth0", "--token-stdin", "--check", stdin=STDIN, more=settings)
    assert {name: "no" if name in OTHERWISE else "yes" for name in changing} == {
        name: found[name][0] for name in changing
    }, said
    assert ["POST /repos/acme/web/issues", "PATCH /repos/acme/web/issues/20"] == [
        line for line in writes(at) if "/alice/" not in line
    ]
    assert said.count("To try this, ") == 3
    assert (0, 14) == (checked.code, checked.out.count("ok  ")), checked.out
    assert 7 == code
    assert "What did not hold: off-for-vault." in said or "So a connection that is off" in said


def test_a_no_changes_nothing_and_leaves_the_claim_untried(
    at: Console, settings: dict[str, str], tmp_path: Path
) -> None:
    at.sandbox.reset()
    report = tmp_path / "live.md"
    words = ("doctor", "--live", "--tenant", *REPO, "--report", str(report))
    only = ("--only", "github-writes-an-issue,missing-client-grant")

    with at.terminal(*words, *only, more=settings) as terminal:
        code = terminal.answered({"(it is not shown): ": TOKEN, "[y/n] ": "n"})

    changed = [line for line in at.sandbox.lines("auth0") if line.startswith(("PATCH ", "DELETE "))]
    found = verdicts(report)
    assert {("untried", "declined")} == {found[name] for name in only[1].split(",")}
    assert ([], [], 0) == (changed, writes(at), code)


def test_what_only_a_person_sees_is_asked_and_enter_leaves_it_untried(
    at: Console, settings: dict[str, str], tmp_path: Path
) -> None:
    report = tmp_path / "live.md"
    only = ("oauth-app", "mfa-always", "github-run-usage")
    words = ("doctor", "--live", "--report", str(report), "--only", ",".join(only))

    with at.terminal(*words, size=(50, 300), more=settings) as terminal:
        terminal.expect("Go through them? [y/n] ")
        terminal.answer("y")
        for answer in ("y", "n", ""):
            terminal.expect("[y/n, Enter if not tried] ")
            terminal.until_read()
            terminal.type(f"{answer}\r")
        code = terminal.ended()

    found = verdicts(report)
    assert ["yes", "no", "untried"] == [found[name][0] for name in only]
    assert 7 == code


def test_a_ctrl_c_loses_nothing_and_the_same_command_goes_on(
    at: Console, settings: dict[str, str], tmp_path: Path
) -> None:
    at.sandbox.reset()
    report = tmp_path / "live.md"
    words = ("doctor", "--live", *REPO, "--report", str(report))
    at.sandbox.fault("github", "GET", "/repos/acme/web/branches", delay=60)

    running = at.start(*words, more=settings)
    until(lambda: "GET /repos/acme/web/branches" in at.sandbox.lines())
    running.process.send_signal(signal.SIGINT)
    stopped = running.ended()
    at.sandbox.release()
    before = verdicts(report)
    at.sandbox.reset()
    ended = at.run(*words, more=settings)

    after = verdicts(report)
    assert (130, True) == (stopped.code, "the same command goes on from it" in stopped.err)
    assert ("yes", "untried") == (
        before["github-reads-repository"][0],
        before["github-reads-branches"][0],
    )
    assert ("yes", "yes") == (
        after["github-reads-repository"][0],
        after["github-reads-branches"][0],
    )
    assert "GET /repos/acme/web/branches" in at.sandbox.lines()
    assert "GET /repos/acme/web" not in at.sandbox.lines()
    assert [] == at.asked_gemini()
    assert 0 == ended.code


def test_a_ctrl_c_before_the_issue_is_closed_says_which_one_is_open(
    at: Console, settings: dict[str, str], tmp_path: Path
) -> None:
    at.sandbox.reset()
    report = tmp_path / "live.md"
    words = ("doctor", "--live", *REPO, "--report", str(report))

    with at.terminal(*words, "--only", "github-writes-an-issue", more=settings) as terminal:
        terminal.expect("[y/n] ")
        terminal.answer("y")
        terminal.expect("[y/n] ")
        terminal.type("\x03")
        code = terminal.ended()

    said = " ".join(terminal.seen.split())
    assert (130, True) == (code, "acme/web#20 is open: close it by hand." in said), said
    assert ["POST /repos/acme/web/issues"] == writes(at)
    assert "untried" == verdicts(report)["github-writes-an-issue"][0]


def test_a_ctrl_c_puts_back_what_was_changed_of_the_tenant(
    at: Console, settings: dict[str, str]
) -> None:
    at.sandbox.reset()
    at.sandbox.fault("auth0", "POST", "/oauth/device/code", delay=60)
    words = ("doctor", "--live", "--tenant", "--only", "missing-client-grant")

    with at.terminal(*words, more=settings) as terminal:
        terminal.expect("(it is not shown): ")
        terminal.paste(TOKEN)
        terminal.expect("[y/n] ")
        terminal.answer("y")
        until(lambda: "POST /oauth/device/code" in at.sandbox.lines("auth0"))
        terminal.type("\x03")
        code = terminal.ended()

    deleted = [line for line in at.sandbox.lines("auth0") if line.startswith("DELETE ")]
    checked = at.run("setup", "auth0", "--token-stdin", "--check", stdin=STDIN, more=settings)
    assert (130, 1) == (code, len(deleted)), terminal.seen
    assert (0, 14) == (checked.code, checked.out.count("ok  ")), checked.out


def test_what_cannot_be_put_back_is_said_with_what_does_it(
    at: Console, settings: dict[str, str], tmp_path: Path
) -> None:
    at.sandbox.reset()
    at.sandbox.fault("auth0", "POST", "/api/v2/client-grants", status=403)
    report = tmp_path / "live.md"
    words = ("doctor", "--live", "--tenant", "--report", str(report))
    answers = {"(it is not shown): ": TOKEN, "[y/n] ": "y"}

    with at.terminal(*words, "--only", "missing-client-grant", more=settings) as terminal:
        code = terminal.answered(answers)

    said, left = " ".join(terminal.seen.split()), "api-access is not put back: `aegis setup auth0 "
    mended = at.run("setup", "auth0", "--token-stdin", "--yes", stdin=STDIN, more=settings)
    assert (7, True) == (code, left in said), said
    assert "| changed, and not put back |" in report.read_text(encoding="utf-8")
    assert 0 == mended.code


OPAQUE = {
    "status": 400,
    "body": {
        "error": {
            "code": 400,
            "message": "Request contains an invalid argument.",
            "status": "INVALID_ARGUMENT",
        }
    },
}


def test_it_costs_at_most_what_it_says_first(at: Console, settings: dict[str, str]) -> None:
    """Also where Gemini refuses whatever it can."""
    at.sandbox.reset()
    at.sandbox.script(*[OPAQUE] * 9)
    model = [claim.id for claim in claims() if claim.stage is Stage.MODEL]

    ended = at.run("doctor", "--live", "--only", ",".join(model), more=settings)

    at.sandbox.drain_script()
    said = re.search(r"at most (\d+) requests in all of about ([\d,]+) tokens", ended.err)
    assert said is not None, ended.err
    assert MOST_PROBES * MOST_WAYS == int(said[1])
    assert 1 < len(at.asked_gemini()) <= int(said[1])
    assert {"no"} == set(re.findall(r"^. (\w+) ", ended.out, re.MULTILINE))
    assert 7 == ended.code


def test_without_a_tenant_nothing_is_said_of_one_but_what_to_set_and_json_is_one_document(
    at: Console, settings: dict[str, str]
) -> None:
    nothing = {**settings, "AEGIS_ISSUER": ""}

    ended = at.run(
        "doctor", "--live", "--only", "auth0-answers,github-answers", "-o", "json", more=nothing
    )

    (result,) = ended.document["results"]
    rows = {row["claim"]: (row["result"], row["code"]) for row in result["data"]}
    assert {"auth0-answers": ("untried", "bad_settings"), "github-answers": ("yes", None)} == rows
    assert "No tenant is set: set AEGIS_ISSUER." in result["data"][0]["message"]
    assert (0, None) == (ended.code, ended.document["error"])


def test_a_report_of_the_services_is_not_gone_on_with_on_a_sandbox(
    at: Console, settings: dict[str, str], tmp_path: Path
) -> None:
    report = tmp_path / "live.md"
    ReportFile(report).write(LiveReport((3, 12), SystemName.LINUX, TriedAt.SERVICES))
    before = report.read_bytes()

    ended = at.run("doctor", "--live", "--report", str(report), more=settings)

    assert 2 == ended.code
    assert "is a report of what was tried at the services themselves" in ended.err
    assert before == report.read_bytes()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--live", "--residue"), "--residue searches a sandbox"),
        (("--report", "live.md"), "are for --live"),
        (("--only", "issuer-keys"), "are for --live"),
        (("--live", "--only", "no-such-claim"), "There is no claim no-such-claim."),
        (("--live", "--report", "notes.md"), "notes.md is no report of this version"),
        (("--live", "--report", "none/live.md"), "none/live.md cannot be written"),
    ],
    ids=" ".join,
)
def test_what_cannot_be_is_refused_before_anything_is_asked(
    words: tuple[str, ...], says: str, at: Console, settings: dict[str, str]
) -> None:
    at.sandbox.reset()
    (at.folder / "notes.md").write_text("# Notes\n")

    ended = at.run("doctor", *words, more=settings)

    assert (2, True) == (ended.code, says in ended.err), ended.err
    assert [] == [at.sandbox.lines(door) for door in ("auth0", "github") if at.sandbox.lines(door)]
    assert "# Notes\n" == (at.folder / "notes.md").read_text()
