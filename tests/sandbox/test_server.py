"""A whole sandbox in a process of its own: its ports, its environment, and how it ends."""

import json
import os
import random
import shlex
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx
import pytest

from aegis_cli.sandbox.__main__ import main
from aegis_cli.sandbox.server import Environment, PortUnavailable, bind
from tests.helpers import forked
from tests.helpers.forked import Forked
from tests.helpers.patience import PATIENCE
from tests.helpers.support import LOOPBACK, until

pytestmark = pytest.mark.enable_socket

COMMAND = [sys.executable, "-m", "aegis_cli.sandbox"]


class Sandbox:
    """A running sandbox."""

    def __init__(self, process: "subprocess.Popen[bytes] | Forked") -> None:
        assert process.stdout is not None
        document = json.loads(process.stdout.readline())
        self.environment: dict[str, str] = document["environment"]
        self.control: str = document["control"]

    def ports(self) -> list[int | None]:
        names = ("AEGIS_ISSUER", "AEGIS_GITHUB_API", "AEGIS_GEMINI_URL")
        addresses = [*(self.environment[name] for name in names), self.control]
        return [httpx.URL(address).port for address in addresses]


@contextmanager
def running(*options: str) -> Iterator[Sandbox]:
    with forked.sandbox(*options) as process:
        try:
            yield Sandbox(process)
        finally:
            process.kill()


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with running("--until-eof", "--confirm", "auto") as started:
        yield started


@pytest.fixture
def http() -> Iterator[httpx.Client]:
    with httpx.Client(**LOOPBACK, timeout=PATIENCE) as client:
        yield client


def sign_in(http: httpx.Client, environment: dict[str, str]) -> str:
    issuer, client_id = environment["AEGIS_ISSUER"], environment["AEGIS_CLIENT_ID"]
    form = {"client_id": client_id, "audience": environment["AEGIS_AUDIENCE"], "scope": "openid"}
    code = http.post(f"{issuer}oauth/device/code", data=form).json()["device_code"]
    form = {
        "grant_type": "urn:ietf:params:oauth:grant-type:device_code",
        "client_id": client_id,
        "device_code": code,
    }
    return str(http.post(f"{issuer}oauth/token", data=form).json()["access_token"])


def exchange(http: httpx.Client, environment: dict[str, str], session: str) -> httpx.Response:
    return http.post(
        f"{environment['AEGIS_ISSUER']}oauth/token",
        data={
            "grant_type": "urn:auth0:params:oauth:grant-type:token-exchange:"
            "federated-connection-access-token",
            "client_id": environment["AEGIS_VAULT_CLIENT_ID"],
            "client_secret": environment["AEGIS_VAULT_CLIENT_SECRET"],
            "subject_token_type": "urn:ietf:params:oauth:token-type:access_token",
            "subject_token": session,
            "requested_token_type": "http://auth0.com/oauth/token-type/"
            "federated-connection-access-token",
            "connection": environment["AEGIS_CONNECTION"],
        },
    )


def four_free_ports() -> int:
    for port in range(21000 + os.getpid() % 1000, 60000, 977):
        with suppress(PortUnavailable):
            for listener in bind(port):
                listener.close()
            return port
    pytest.skip("there are no four free ports in a row")


# What it serves


def test_the_environment_has_everything_that_the_cli_needs(sandbox: Sandbox) -> None:
    assert set(sandbox.environment) == {
        "AEGIS_ISSUER",
        "AEGIS_CLIENT_ID",
        "AEGIS_AUDIENCE",
        "AEGIS_VAULT_CLIENT_ID",
        "AEGIS_VAULT_CLIENT_SECRET",
        "AEGIS_CONNECTION",
        "AEGIS_GITHUB_API",
        "GEMINI_API_KEY",
        "AEGIS_GEMINI_URL",
    }
    assert sandbox.environment["AEGIS_ISSUER"].endswith("/")
    assert not sandbox.environment["AEGIS_GITHUB_API"].endswith("/")
    assert len(set(sandbox.ports())) == 4


def test_a_person_signs_in_exchanges_and_reads_github(sandbox: Sandbox, http: httpx.Client) -> None:
    environment = sandbox.environment
    granted = exchange(http, environment, sign_in(http, environment)).json()
    bearer = {"authorization": f"Bearer {granted['access_token']}", "user-agent": "test"}

    person = http.get(f"{environment['AEGIS_GITHUB_API']}/user", headers=bearer)

    assert (person.status_code, person.json()["login"]) == (200, "mona")
    assert granted["access_token"] in http.get(f"{sandbox.control}/tokens").json()


def test_the_journal_sees_every_door_and_keeps_no_secret(
    sandbox: Sandbox, http: httpx.Client
) -> None:
    environment = sandbox.environment
    http.delete(f"{sandbox.control}/journal")
    session = sign_in(http, environment)
    token = exchange(http, environment, session).json()["access_token"]
    http.get(f"{environment['AEGIS_GITHUB_API']}/user", headers={"authorization": token})
    http.post(f"{environment['AEGIS_GEMINI_URL']}/v1/models/x:generateContent", json={"a": 1})

    journal = http.get(f"{sandbox.control}/journal")

    assert [seen["door"] for seen in journal.json()] == ["auth0"] * 3 + ["github", "gemini"]
    assert journal.json()[-1]["body"] == {"a": 1}
    for secret in (session, token, environment["AEGIS_VAULT_CLIENT_SECRET"]):
        assert secret not in journal.text


def test_answers_do_not_name_the_server(sandbox: Sandbox, http: httpx.Client) -> None:
    answer = http.get(f"{sandbox.environment['AEGIS_ISSUER']}activate")

    assert "server" not in answer.headers
    assert "date" in answer.headers


def test_a_dropped_connection_answers_nothing_and_the_next_one_works(
    sandbox: Sandbox, http: httpx.Client
) -> None:
    github = sandbox.environment["AEGIS_GITHUB_API"]
    fault = {"door": "github", "method": "GET", "path": "/user", "drop": True}
    http.post(f"{sandbox.control}/faults", json=[fault])

    with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
        http.get(f"{github}/user")

    assert http.get(f"{github}/user").status_code == 401


# How it starts


def test_a_chosen_port_is_the_first_of_four_in_a_row() -> None:
    port = four_free_ports()

    with running("--port", str(port)) as sandbox:
        assert sandbox.ports() == [port, port + 1, port + 2, port + 3]


def a_pair_of_ports() -> int:
    """Return the first of two free ports that the system does not assign by itself."""
    for port in random.sample(range(20_000, 30_000, 2), 100):
        with closing(socket.socket()) as low, closing(socket.socket()) as high, suppress(OSError):
            low.bind(("127.0.0.1", port))
            high.bind(("127.0.0.1", port + 1))
            return port
    raise AssertionError("no two ports are free")


def test_a_taken_port_is_named_and_the_others_are_released() -> None:
    port = a_pair_of_ports()
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", port + 1))
        taken.listen()

        with pytest.raises(PortUnavailable, match=rf"Port {port + 1} on 127\.0\.0\.1 .* --port"):
            bind(port)
        for listener in bind(0):
            listener.close()
        with closing(socket.socket()) as free:
            free.bind(("127.0.0.1", port))


def test_a_taken_port_ends_the_program_with_2(capsys: pytest.CaptureFixture[str]) -> None:
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()

        assert main(["--port", str(taken.getsockname()[1])]) == 2

    assert "Address already in use" in capsys.readouterr().err


@pytest.mark.parametrize(
    "options",
    [
        ["--port", "65533"],
        ["--port", "http"],
        ["--confirm", "never"],
        ["--confirm-after", "-1"],
        ["--confirm-after", "inf"],
        ["--latency", "exchange"],
        ["--latency", "auth0=1"],
        ["--latency", "github=soon"],
    ],
)
def test_a_wrong_option_is_a_usage_error(
    options: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(options)

    assert ended.value.code == 2
    assert options[0] in capsys.readouterr().err


def test_the_options_reach_the_sandbox(http: httpx.Client) -> None:
    options = ["--confirm", "auto", "--confirm-after", "3"]
    latency = ["--latency", "exchange=150", "--latency", "gemini=600"]

    with running(*options, *latency) as sandbox:
        settings: dict[str, Any] = http.get(f"{sandbox.control}/settings").json()

    assert (settings["confirm"], settings["confirm_after"]) == ("auto", 3.0)
    assert settings["latency"] == {"auth0": 0.15, "gemini": 0.6}


def test_the_github_app_is_named_only_where_that_is_asked_for(http: httpx.Client) -> None:
    with running("--github-app") as sandbox:
        known = sandbox.environment
        app = (known["AEGIS_GITHUB_APP_CLIENT_ID"], known["AEGIS_GITHUB_APP_CLIENT_SECRET"])
        url = f"{known['AEGIS_GITHUB_API']}/applications/{app[0]}/token"
        answer = http.post(url, json={"access_token": "ghu_unknown"}, auth=app)
        journal = http.get(f"{sandbox.control}/journal").json()

    assert 404 == answer.status_code
    assert {} == journal[-1]["body"]


def test_an_environment_does_not_show_its_secrets() -> None:
    variables = {"AEGIS_VAULT_CLIENT_SECRET": "s3cret"}

    shown = repr(Environment(variables, "http://127.0.0.1:1"))

    assert "s3cret" not in shown


# How it ends


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_cleanly(number: signal.Signals) -> None:
    with forked.sandbox(streams=(None, None, None)) as process:
        Sandbox(process)
        process.send_signal(number)

        assert ended(process) == (0, b"")


def test_an_answer_waits_for_nothing_that_was_written_before() -> None:
    with ExitStack() as stack:
        listeners = [stack.enter_context(listener) for listener in bind(0)]
        for listener in listeners:
            client = socket.create_connection(listener.getsockname())
            accepted, _ = listener.accept()
            with client, accepted:
                assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_the_end_of_its_input_ends_it_even_with_a_request_in_flight(http: httpx.Client) -> None:
    fault = {"door": "github", "method": "GET", "path": "/user", "delay": 60}
    with forked.sandbox("--until-eof", streams=(None, None, None)) as process:
        sandbox = Sandbox(process)
        http.post(f"{sandbox.control}/faults", json=[fault])
        port = httpx.URL(sandbox.environment["AEGIS_GITHUB_API"]).port
        with socket.create_connection(("127.0.0.1", port or 0)) as waiting:
            waiting.sendall(b"GET /user HTTP/1.1\r\nhost: x\r\n\r\n")
            until(lambda: http.get(f"{sandbox.control}/journal").json())
            _, errors = process.communicate(b"", timeout=PATIENCE)

    assert (process.returncode, errors) == (0, b"")


def test_with_its_input_closed_until_eof_ends_at_once() -> None:
    command = ["sh", "-c", f"exec {shlex.join(COMMAND)} --until-eof <&-"]

    ended = subprocess.run(command, capture_output=True, timeout=PATIENCE, check=False)

    assert (ended.returncode, ended.stderr) == (0, b"")


def test_with_an_empty_input_until_eof_ends_at_once() -> None:
    with Path(os.devnull).open("rb") as empty:
        process = forked.sandbox("--until-eof", streams=(empty.fileno(), None, None))

    with process:
        assert ended(process) == (0, b"")


def test_it_ends_when_nobody_reads_its_address() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    process = forked.sandbox(streams=(None, writer, None))
    os.close(writer)

    with process:
        assert ended(process) == (0, b"")


def ended(process: Forked) -> tuple[int | None, bytes]:
    """Return how a process ended, and its standard error."""
    _, errors = process.communicate(b"", timeout=PATIENCE)
    return process.returncode, errors
