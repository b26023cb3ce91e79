"""The embedded executor with a real child, over real HTTP: what is sent, how often, and by whom."""

import json
import os
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from aegis_cli.actions.call import Call
from aegis_cli.adapters.process import isolated
from aegis_cli.adapters.process.channel import Channel
from aegis_cli.adapters.sender import Patience
from aegis_cli.core.secret import Secret
from aegis_cli.core.vault_connection import VaultConnection
from aegis_cli.errors import AegisError, Bug, Code, Failed, StepUpRequired, UsageError
from aegis_cli.executor import child_run
from aegis_cli.executor import embedded as executor_module
from aegis_cli.executor.child_run import ChildRun, no_place
from aegis_cli.executor.embedded import EmbeddedExecutor, interpreter
from aegis_cli.oauth.exchange import Vault
from aegis_cli.providers.github.nouns.actions.log_downloads import GetJobLogs
from aegis_cli.providers.github.nouns.actions.secrets import SetSecret
from aegis_cli.providers.github.nouns.context.users import GetMe
from aegis_cli.providers.github.nouns.issues.comments import AddComment
from aegis_cli.providers.github.nouns.issues.issue_changes import CreateIssue
from aegis_cli.providers.github.nouns.issues.issues import GetIssue, ListIssues
from aegis_cli.providers.github.nouns.repos.repo_changes import DeleteRepo
from aegis_cli.request.approval import Reply, approve
from aegis_cli.request.consent import Consent, Preapproval
from aegis_cli.request.execution import Outcome, StepStatus
from aegis_cli.request.ports import Session
from tests.helpers import forked
from tests.helpers.act_factory import act_of, pin
from tests.helpers.canned import BASE
from tests.helpers.confirmed_actions import pins_of_repo
from tests.helpers.patience import NEVER, PATIENCE
from tests.helpers.support import (
    UNGUARDED,
    Heard,
    Sandbox,
    answering,
    approved,
    executor_for,
    is_alive,
    reads,
    server,
    session,
    signed_in,
    until,
    vault_of,
)

pytestmark = pytest.mark.enable_socket

ISSUES = "/repos/acme/web/issues"
POST = f"POST {ISSUES}"
CRASH = CreateIssue(repo="acme/web", title="Crash on start", body="It crashes.\n\n\U0001f4a5")
COMMENT = AddComment(repo="acme/web", issue_number=1, body="Me too")


@pytest.fixture(autouse=True)
def warm(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fork the children, for tests that are not about how a child starts."""
    monkeypatch.setattr(executor_module, "start", forked.start)


@pytest.fixture
def executor(tenant: Sandbox) -> Iterator[EmbeddedExecutor]:
    made = executor_for(tenant.environment)
    yield made
    made.close()


def written(tenant: Sandbox, executor: EmbeddedExecutor, *actions: Any) -> tuple[Outcome, ...]:
    """Perform approved actions as one plan."""
    with executor.open(signed_in(tenant)) as run:
        return run.write(approved(tenant.github, *actions))


def looked_up(tenant: Sandbox, executor: EmbeddedExecutor, *actions: Any) -> tuple[Outcome, ...]:
    """Perform reads as one plan."""
    with executor.open(signed_in(tenant)) as run:
        return run.read(reads(*actions))


def child_of(executor: EmbeddedExecutor) -> int:
    """Start the child, and return its process id."""
    executor.prepare()
    assert executor._child is not None
    channel = executor._child
    assert isinstance(channel, Channel)
    return channel.process.pid


def how(outcomes: tuple[Outcome, ...]) -> list[tuple[str, Code | None]]:
    """Return status and code of each outcome."""
    return [(o.status.value, o.error.code if o.error else None) for o in outcomes]


# What it does


def test_reads_bring_data(tenant: Sandbox, executor: EmbeddedExecutor) -> None:
    me, issues = looked_up(tenant, executor, GetMe(), ListIssues(repo="acme/web", limit=2))

    assert "mona" == me.data["login"]
    assert 2 == len(issues.data)
    assert ["GET /user", f"GET {ISSUES}"] == tenant.lines()


def test_an_approved_write_is_sent_once_as_it_was_approved(
    tenant: Sandbox, executor: EmbeddedExecutor
) -> None:
    (outcome,) = written(tenant, executor, CRASH)

    (seen,) = tenant.seen("github")
    assert StepStatus.DONE is outcome.status
    assert "Crash on start" == outcome.data["title"]
    assert {"title": "Crash on start", "body": "It crashes.\n\n\U0001f4a5"} == seen["body"]


def test_a_plan_stops_at_the_first_step_that_fails(
    tenant: Sandbox, executor: EmbeddedExecutor
) -> None:
    missing = AddComment(repo="acme/web", issue_number=99999, body="hello")

    outcomes = written(tenant, executor, COMMENT, missing, CRASH)

    assert [("done", None), ("failed", Code.NOT_FOUND), ("skipped", None)] == how(outcomes)
    assert POST not in tenant.lines()


def test_each_write_is_noted_as_it_gets_its_go_and_none_that_got_none(
    tenant: Sandbox, executor: EmbeddedExecutor
) -> None:
    gone: list[str] = []
    executor.note_go = gone.append
    missing = AddComment(repo="acme/web", issue_number=99999, body="hello")

    written(tenant, executor, COMMENT, missing, CRASH)

    assert ["s1", "s2"] == gone


def test_a_plan_that_keeps_going_does_what_follows_a_step_that_failed(
    tenant: Sandbox, executor: EmbeddedExecutor
) -> None:
    missing = AddComment(repo="acme/web", issue_number=99999, body="hello")

    with executor.open(signed_in(tenant), keep_going=True) as run:
        outcomes = run.write(approved(tenant.github, missing, CRASH))

    assert [("failed", Code.NOT_FOUND), ("done", None)] == how(outcomes)


def test_there_is_one_exchange_for_a_plan_however_often_it_runs(
    tenant: Sandbox, executor: EmbeddedExecutor
) -> None:
    before = len(tenant.tokens())
    signed = signed_in(tenant)

    with executor.open(signed) as run:
        run.read(reads(GetMe()))
        run.read(reads(GetIssue(repo="acme/web", issue_number=1)))
        run.write(approved(tenant.github, CRASH))

    assert 1 == len(tenant.tokens()) - before
    assert 3 == len(tenant.lines())


def test_there_is_no_exchange_for_a_plan_that_does_not_run(
    tenant: Sandbox, executor: EmbeddedExecutor
) -> None:
    before = len(tenant.tokens())

    with executor.open(signed_in(tenant)):
        pass

    assert before == len(tenant.tokens())


def test_a_sealed_call_cannot_be_run_as_a_read(tenant: Sandbox, executor: EmbeddedExecutor) -> None:
    sealed = approved(tenant.github, CRASH).calls

    with (
        executor.open(signed_in(tenant)) as run,
        pytest.raises(ValueError, match="needs an Approved"),
    ):
        run.read(sealed)

    assert [] == tenant.lines()


def swapped(call: Call) -> Call:
    """Swap one byte of what is sent, after it was approved."""
    return replace(call, action=CRASH.model_copy(update={"title": "Crash on Start"}))


def held_otherwise(call: Call) -> Call:
    """Add a precondition that the action does not name."""
    return replace(call, preconditions=pins_of_repo(DeleteRepo(repo="acme/web"), 7))


@pytest.mark.parametrize(
    "change",
    [swapped, lambda call: replace(call, seal=None), held_otherwise],
    ids=["another byte", "no seal", "another target"],
)
def test_the_child_sends_no_write_but_the_approved_one(
    change: Callable[[Call], Call], tenant: Sandbox, executor: EmbeddedExecutor
) -> None:
    (call,) = approved(tenant.github, CRASH).calls

    with executor.open(signed_in(tenant)) as run:
        outcomes = run._run((change(call),))  # past what the parent itself refuses

    assert [("failed", Code.NOT_APPROVED)] == how(outcomes)
    assert [] == tenant.lines()


# Who does it


def test_the_child_has_ended_when_the_context_ends(
    tenant: Sandbox, executor: EmbeddedExecutor
) -> None:
    child = child_of(executor)
    with executor.open(signed_in(tenant)) as run:
        run.read(reads(GetMe()))
        was_alive = is_alive(child)

    assert (True, False) == (was_alive, is_alive(child))
    assert not Path(f"/proc/{child}").exists()


def test_the_child_has_ended_when_the_context_ends_in_an_error(
    tenant: Sandbox, executor: EmbeddedExecutor
) -> None:
    child = child_of(executor)

    with pytest.raises(KeyError), executor.open(signed_in(tenant)):
        raise KeyError

    assert not is_alive(child)


def test_each_plan_has_a_child_of_its_own(tenant: Sandbox, executor: EmbeddedExecutor) -> None:
    first = child_of(executor)
    again = child_of(executor)
    looked_up(tenant, executor, GetMe())
    second = child_of(executor)

    assert first == again
    assert first != second


@pytest.mark.parametrize("was_opened", [True, False])
def test_in_the_place_of_a_child_that_ended_early_another_one_acts(
    tenant: Sandbox, executor: EmbeddedExecutor, *, was_opened: bool
) -> None:
    if was_opened:
        executor.prepare()
    ended = child_of(executor)
    os.kill(ended, signal.SIGKILL)
    channel = executor._child
    assert channel is not None
    # NOTE: a zombie may still have threads that end, and hold its line.
    until(lambda: channel.process.poll() is not None)

    executor.prepare()

    assert [("done", None)] == how(looked_up(tenant, executor, GetMe()))


def test_a_child_that_was_prepared_and_never_used_is_ended(executor: EmbeddedExecutor) -> None:
    child = child_of(executor)

    executor.close()
    executor.close()

    assert not is_alive(child)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can look into a hardened process")
def test_a_child_from_nothing_starts_in_a_session_of_its_own_and_with_nothing_secret(
    tenant: Sandbox, executor: EmbeddedExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(executor_module, "start", isolated.start)
    child = child_of(executor)
    own = os.getsid(child), os.getpgid(child)
    with executor.open(signed_in(tenant)) as run:
        run.read(reads(GetMe()))
        environment = Path(f"/proc/{child}/environ").read_text()
        arguments = Path(f"/proc/{child}/cmdline").read_text()

    assert (child, child) == own  # so a Ctrl-C on the terminal does not reach it
    names = [entry.partition("=")[0] for entry in environment.split("\0")]
    secrets = [value for name, value in tenant.environment.items() if len(value) > 8]
    assert not [name for name in names if name.startswith(("AEGIS", "GEMINI", "GOOGLE", "PYTHON"))]
    assert not [value for value in secrets if value in environment + arguments]


def test_the_handling_of_ctrl_c_is_put_back(tenant: Sandbox, executor: EmbeddedExecutor) -> None:
    before = signal.getsignal(signal.SIGINT)

    looked_up(tenant, executor, GetMe())

    assert before is signal.getsignal(signal.SIGINT)


def interrupting(channel: Channel, monkeypatch: pytest.MonkeyPatch) -> None:
    """Press Ctrl-C while a child ends."""
    end = channel.end

    def pressed(patience: float) -> None:
        signal.raise_signal(signal.SIGINT)
        end(patience)

    monkeypatch.setattr(channel, "end", pressed)


def test_ctrl_c_while_a_child_ends_interrupts_what_follows(
    tenant: Sandbox, executor: EmbeddedExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    child = child_of(executor)
    assert isinstance(executor._child, Channel)
    interrupting(executor._child, monkeypatch)

    with pytest.raises(KeyboardInterrupt):
        looked_up(tenant, executor, GetMe())
    assert not is_alive(child)


def test_ctrl_c_while_a_child_ends_hides_no_error(
    tenant: Sandbox, executor: EmbeddedExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    child_of(executor)
    assert isinstance(executor._child, Channel)
    interrupting(executor._child, monkeypatch)

    with pytest.raises(LookupError), executor.open(signed_in(tenant)):
        raise LookupError


def test_a_child_that_was_told_nothing_is_ended_at_once(
    tenant: Sandbox, executor: EmbeddedExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    child_of(executor)
    assert isinstance(executor._child, Channel)
    process = executor._child.process
    monkeypatch.setattr(executor._child, "open", lambda: signal.raise_signal(signal.SIGINT))

    with pytest.raises(KeyboardInterrupt), executor.open(signed_in(tenant)):
        pass
    assert -signal.SIGKILL == process.returncode


# When something breaks


def when(happened: Callable[[], object], act: Callable[[], object]) -> threading.Thread:
    """Act from another thread as soon as something has happened."""

    def watch() -> None:
        until(happened)
        act()

    thread = threading.Thread(target=watch)
    thread.start()
    return thread


def test_a_child_that_is_killed_during_a_write_leaves_the_outcome_unknown(
    tenant: Sandbox, executor: EmbeddedExecutor
) -> None:
    tenant.fault("github", "POST", ISSUES, delay=NEVER, after=True)
    child = child_of(executor)

    killer = when(lambda: POST in tenant.lines(), lambda: os.kill(child, signal.SIGKILL))
    outcomes = written(tenant, executor, CRASH, COMMENT)
    killer.join()

    assert [("outcome_unknown", Code.OUTCOME_UNKNOWN), ("skipped", None)] == how(outcomes)
    assert [POST] == tenant.lines()


def test_a_child_that_is_killed_before_the_write_has_sent_nothing(
    tenant: Sandbox, executor: EmbeddedExecutor
) -> None:
    child = child_of(executor)
    assert executor._child is not None
    executor._child.open()
    os.kill(child, signal.SIGKILL)

    outcomes = written(tenant, executor, CRASH, COMMENT)

    assert [("skipped", Code.INTERNAL), ("skipped", None)] == how(outcomes)
    assert [] == tenant.lines()


def test_a_write_whose_answer_is_lost_is_not_sent_again(
    tenant: Sandbox, executor: EmbeddedExecutor
) -> None:
    tenant.fault("github", "POST", ISSUES, drop=True, after=True)

    outcomes = written(tenant, executor, CRASH, COMMENT)

    assert [("outcome_unknown", Code.OUTCOME_UNKNOWN), ("skipped", None)] == how(outcomes)
    assert [POST] == tenant.lines()


@pytest.mark.parametrize("status", [502, 504])
def test_a_write_that_a_gateway_lost_is_not_sent_again(
    status: int, tenant: Sandbox, executor: EmbeddedExecutor
) -> None:
    tenant.fault("github", "POST", ISSUES, status=status)

    outcomes = written(tenant, executor, CRASH)

    assert [("outcome_unknown", Code.OUTCOME_UNKNOWN)] == how(outcomes)
    assert [POST] == tenant.lines()


def test_a_read_whose_answer_is_lost_is_sent_again(tenant: Sandbox) -> None:
    said: list[str] = []
    executor = executor_for(tenant.environment, progress=said.append)
    tenant.fault("github", "GET", "/user", drop=True)

    outcomes = looked_up(tenant, executor, GetMe())

    assert [("done", None)] == how(outcomes)
    assert ["GET /user", "GET /user"] == tenant.lines()
    step = GetMe().says()
    assert [step, f"{step}: 2nd attempt, since GitHub did not answer"] == said[:2]


def test_the_step_that_is_under_way_is_told(tenant: Sandbox) -> None:
    said: list[str] = []
    executor = executor_for(tenant.environment, progress=said.append)

    written(tenant, executor, CRASH, COMMENT)

    first, second = (f"{at} of 2: {each.says()}" for at, each in ((1, CRASH), (2, COMMENT)))
    assert [first, second] == list(dict.fromkeys(filter(None, said)))


def test_that_the_child_waits_for_a_server_is_told(run_of: Callable[[str], ChildRun]) -> None:
    told: list[str] = []
    run = run_of("""echo '{"slow": "waiting for api.github.com"}'""")
    run.patience = Patience(tell=told.append)

    run.read(reads(GetMe()))

    assert ["waiting for api.github.com"] == told


def test_a_server_gets_as_long_as_the_child_is_told(tenant: Sandbox) -> None:
    executor = replace(executor_for(tenant.environment), patience=Patience(silence=1.0))
    tenant.fault("github", "GET", "/user", delay=NEVER)

    ((outcome,),) = (looked_up(tenant, executor, GetMe()),)

    assert outcome.error is not None
    assert "no answer within 1 s" in outcome.error.message
    assert ["GET /user"] == tenant.lines()


def test_an_unreachable_github_is_a_network_error(tenant: Sandbox) -> None:
    with server(answering()) as gone:
        pass
    executor = executor_for(tenant.environment, base=gone.url)

    with executor.open(signed_in(tenant)) as run:
        outcomes = run.write(approved(gone.url, CRASH))

    assert [("failed", Code.NETWORK)] == how(outcomes)


def not_connected(tenant: Sandbox) -> None:
    tenant.set(connected=False)


def says_no(tenant: Sandbox) -> None:
    tenant.fault("auth0", "POST", "/oauth/token", status=403, body='{"error": "access_denied"}')


def wants_a_factor(tenant: Sandbox) -> None:
    tenant.fault("auth0", "POST", "/oauth/token", status=403, body='{"error": "mfa_required"}')


@pytest.mark.parametrize(
    ("refuse", "code"),
    [
        (not_connected, Code.NOT_CONNECTED),
        (says_no, Code.ACCESS_DENIED),
        (wants_a_factor, Code.MFA_REQUIRED),
    ],
)
def test_a_refused_exchange_ends_the_plan_before_any_request_to_github(
    refuse: Callable[[Sandbox], None], code: Code, tenant: Sandbox, executor: EmbeddedExecutor
) -> None:
    signed = signed_in(tenant)
    refuse(tenant)

    with executor.open(signed) as run, pytest.raises(AegisError) as caught:
        run.write(approved(tenant.github, CRASH))

    assert code is caught.value.code
    assert caught.value.hint
    assert [] == tenant.lines()


def test_an_expired_session_has_an_error_of_its_own(executor: EmbeddedExecutor) -> None:
    with executor.open(session("not a token")) as run, pytest.raises(AegisError) as caught:
        run.read(reads(GetMe()))

    assert Code.SESSION_EXPIRED is caught.value.code


def test_a_server_that_echoes_the_token_does_not_get_it_out_of_the_child(tenant: Sandbox) -> None:
    def echo(heard: Heard, connection: socket.socket) -> None:
        login = heard.headers["authorization"]
        answering(f'{{"login": "{login}", "id": 1, "html_url": ""}}')(heard, connection)

    said: list[str] = []
    with server(echo) as hostile:
        executor = executor_for(tenant.environment, base=hostile.url, observe=said.append)
        with (
            executor.open(signed_in(tenant)) as run,
            pytest.raises(Failed, match="a secret") as told,
        ):
            run.read(reads(GetMe()))

    token = hostile.heard[0].headers["authorization"].removeprefix("Bearer ")
    assert token == tenant.tokens()[-1]
    assert token not in repr(vars(told.value)) + repr(said)


def test_the_token_is_not_sent_to_the_target_of_a_redirect(tenant: Sandbox) -> None:
    with (
        server(answering("{}")) as elsewhere,
        server(answering(status=302, location=f"{elsewhere.url}/user")) as hostile,
    ):
        executor = executor_for(tenant.environment, base=hostile.url)
        with executor.open(signed_in(tenant)) as run:
            outcomes = run.read(reads(GetMe()))

    assert [("failed", Code.PROTOCOL)] == how(outcomes)
    assert [] == elsewhere.heard


def test_each_request_is_shown_without_its_token(tenant: Sandbox) -> None:
    said: list[str] = []
    executor = executor_for(tenant.environment, observe=said.append)

    looked_up(tenant, executor, GetMe())

    exchange, read = said
    assert "/oauth/token: 200" in exchange
    assert "/user: 200" in read
    assert tenant.tokens()[-1] not in exchange + read


# When the child is not what it should be


@pytest.fixture
def run_of() -> Iterator[Callable[[str], ChildRun]]:
    """Make runs of children that are shell commands, and behind a channel that is open."""
    started: list[Channel] = []

    def run(command: str) -> ChildRun:
        started.append(behind_a_channel(command))
        started[-1].is_open = True
        made = ChildRun(
            started[-1], lambda _reason: None, lambda _line: None, lambda _approved: None
        )
        made._vault = Vault("", "", Secret("s"), {"github": VaultConnection("g", BASE)})
        made.listen()
        return made

    yield run
    for opened in started:
        opened.end()
        opened.close()


def behind_a_channel(
    command: str, popen: type[subprocess.Popen[bytes]] = subprocess.Popen
) -> Channel:
    """Start a shell command in place of a process of ours; it is sent a challenge."""
    ours, theirs = socket.socketpair()
    with theirs:
        end = theirs.fileno()
        return Channel(popen(["/bin/sh", "-c", command], stdin=end, stdout=end), ours)


def test_repeated_ctrl_c_leaves_a_child_the_time_to_end_by_itself() -> None:
    class Impatient(subprocess.Popen[bytes]):
        pressed = 0

        def wait(self, timeout: float | None = None) -> int:
            if self.pressed < 3:
                self.pressed += 1
                raise KeyboardInterrupt
            return super().wait(timeout)

    child = behind_a_channel("cat > /dev/null; exit 7", Impatient)
    child.end(patience=PATIENCE)
    child.close()

    assert 7 == child.process.returncode


@pytest.mark.parametrize(
    "command", ["echo not JSON; cat > /dev/null", "echo []; cat > /dev/null", "printf half", "true"]
)
def test_a_child_that_sends_invalid_lines_counts_as_ended(
    command: str, run_of: Callable[[str], ChildRun]
) -> None:
    outcomes = run_of(command).read(reads(GetMe(), GetMe()))

    assert ["skipped", "skipped"] == [outcome.status.value for outcome in outcomes]
    assert outcomes[0].error is not None


def test_a_child_that_sends_nothing_is_given_up_and_killed(
    run_of: Callable[[str], ChildRun], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(child_run, "SILENCE", 0.1)
    run = run_of("exec sleep 600")

    outcomes = run.read(reads(GetMe()))

    assert [("skipped", Code.NETWORK)] == how(outcomes)
    channel = run._child
    assert isinstance(channel, Channel)
    assert -signal.SIGKILL == channel.process.wait(timeout=PATIENCE)


def test_ctrl_c_behind_the_last_outcome_is_kept_for_what_follows(
    run_of: Callable[[str], ChildRun], monkeypatch: pytest.MonkeyPatch
) -> None:
    (call,) = reads(GetMe())
    me = json.dumps({"login": "mona", "id": 1, "html_url": ""})
    answer = {"status": 200, "headers": {}, "body": me, "took": 0.1, "stored": None}
    told = ({"reply": each} for each in (None, 0, {"answer": answer}, {}))
    lines = " ".join(f"'{json.dumps(each)}'" for each in told)
    run = run_of(f"printf '%s\\n' {lines}; exec cat > /dev/null")

    def shown(reason: str) -> None:
        if not reason:
            signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(run, "_progress", shown)

    outcomes = run.read((call,))

    assert [("done", None)] == how(outcomes)
    assert run.inbox.has_interrupt()


def test_a_ctrl_c_is_not_behind_all_that_a_child_says(
    run_of: Callable[[str], ChildRun], monkeypatch: pytest.MonkeyPatch
) -> None:
    run, shown = run_of("""exec yes '{"waiting": "x"}'"""), list[str]()

    def show(reason: str) -> None:
        shown.append(reason)
        assert len(shown) < 1_000, "it goes on"
        if len(shown) == 50:
            time.sleep(0.3)  # what comes meanwhile has to wait
            signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(run, "_progress", show)

    assert [("skipped", Code.INTERRUPTED)] == how(run.read(reads(GetMe())))


def test_a_line_to_a_value_is_closed_where_another_place_is_missing(
    run_of: Callable[[str], ChildRun],
) -> None:
    run = run_of("exec cat > /dev/null")
    theirs, ours = socket.socketpair()
    number = theirs.detach()
    calls = (
        Call("s1", SetSecret(repo="acme/web", secret_name="API_KEY")),
        Call("s2", GetJobLogs(repo="acme/web", job_id=1)),
    )
    run.place = lambda call: number if call.id == "s1" else no_place(call)

    with ours:
        with pytest.raises(UsageError, match="no place"):
            run.read(calls)
        ours.settimeout(1.0)
        assert b"" == ours.recv(1)


def test_a_child_that_does_not_answer_gets_no_secret(
    tenant: Sandbox, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    heard = tmp_path / "heard"
    monkeypatch.setattr(
        executor_module,
        "start",
        lambda *_, **__: behind_a_channel(f"echo hardened; exec cat > {heard}"),
    )
    executor = executor_for(tenant.environment)

    with pytest.raises(Bug, match="told nothing"), executor.open(signed_in(tenant)):
        raise AssertionError

    assert 32 == len(heard.read_bytes())


def test_the_private_key_stays_with_the_parent_which_signs_the_assertion(
    tenant: Sandbox,
) -> None:
    made: list[Secret] = []

    def sign() -> Secret:
        made.append(Secret(f"assertion-{len(made)}"))
        return made[-1]

    environment = tenant.environment
    executor = EmbeddedExecutor(
        lambda: replace(vault_of(environment), credential=sign),
        guard=UNGUARDED,
        child=partial(interpreter, os.environ),
        progress=lambda _reason: None,
    )

    with executor.open(signed_in(tenant)) as run, pytest.raises(AegisError) as caught:
        run.read(reads(GetMe()))

    # The sandbox knows no assertions; that it refuses this one shows that it was sent.
    assert Code.MISCONFIGURED is caught.value.code
    assert [Secret("assertion-0")] == made


def test_a_session_that_is_not_admitted_reaches_no_child(tenant: Sandbox) -> None:
    def refuse(_session: Session) -> None:
        raise Failed("It is not fit.", code=Code.MISCONFIGURED)

    executor = executor_for(tenant.environment, guard=replace(UNGUARDED, admit=refuse))

    with pytest.raises(Failed, match="not fit"), executor.open(session("token")):
        pytest.fail("it was opened")


def test_a_write_without_a_fresh_proof_reaches_no_child(tenant: Sandbox) -> None:
    delete = DeleteRepo(repo="mona/scratch")
    act = act_of("s1", delete, {}, base=tenant.environment["AEGIS_GITHUB_API"])
    plan = approve(
        pin((act,), {"s1": pins_of_repo(delete, 7)}),
        Reply(yes=True, typed={"s1": "mona/scratch"}),
        consent=Consent(Preapproval(), None),
    )
    stale = replace(UNGUARDED, proved_at=lambda _session: None)

    with executor_for(tenant.environment, guard=stale).open(signed_in(tenant)) as run:
        with pytest.raises(StepUpRequired):
            run.write(plan)
        assert {} == run.tokens
