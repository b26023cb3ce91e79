"""A locked agent leaves what is no secret in a document, and another program goes on with that."""

import gc
import json
import os
import signal
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from aegis_cli import __version__
from aegis_cli.adapters.pseudo_terminal.pin import Pin, PinHash
from aegis_cli.cli import session_resumed
from aegis_cli.core.secret import Secret
from aegis_cli.errors import AegisError, Bug, Code
from aegis_cli.request.ports import Session
from aegis_cli.session import holding, replacing, start
from aegis_cli.session.agent import Agent
from aegis_cli.session.audience import Audience
from aegis_cli.session.lifetime import Instant, Lifetime
from aegis_cli.session.line.loop import Loop
from aegis_cli.session.requests.fork_servers import ForkServers
from aegis_cli.session.requests.grants import from_texts
from aegis_cli.session.requests.holder import Holder
from aegis_cli.session.terminal import outer
from aegis_cli.session.terminal.outer import OwnTerminal
from aegis_cli.session.terminal.proxied_command import ProxiedCommand
from aegis_cli.session.terminal.terminal_turns import TerminalTurns
from aegis_cli.settings.cli_options import CliOptions
from aegis_cli.wiring.app import App
from tests.session.agent_here import ACT, AgentHere, ForkServerHere
from tests.session.test_holding import Held, WithCommand

pytestmark = [
    pytest.mark.enable_socket,
    pytest.mark.skipif(sys.platform != "linux", reason="only Linux replaces the program"),
]

VARIABLES = {
    "AEGIS_ISSUER": "https://tenant.example/",
    "AEGIS_CLIENT_ID": "native",
    "AEGIS_AUDIENCE": "https://api.example",
    "AEGIS_VAULT_CLIENT_ID": "vault",
    "AEGIS_VAULT_CLIENT_SECRET": "s3cret-of-the-vault",
}


@pytest.fixture
def configuration(tmp_path: Path) -> Path:
    file = tmp_path / "config.toml"
    file.write_text("[session]\nidle_minutes = 5\n[policy]\ndeny = ['repos.*']\n")
    return file


def app_with(configuration: Path) -> App:
    options = CliOptions(config=configuration, deny=("issues.close",), lasts=True)
    return App.of(options, VARIABLES)


def _standing() -> float:
    """Return the seconds of a clock that stands."""
    return 1000.0


@contextmanager
def agent_of(app: App) -> Iterator[Agent]:
    """Make an agent as at the start of a session, without a sign-in or a fork server."""
    grants = from_texts(["issues.*@acme/web"], 3)
    grants.reserve("a plan", [ACT])
    grants.use("a plan", "s1")
    life = Lifetime(300.0, 28800.0, Instant(1.0, 2.0), Instant(3.0, 4.0), Instant(5.0, 6.0))
    terminal = TerminalTurns(Loop(), OwnTerminal(os.open(os.devnull, os.O_RDWR)))
    agent = Agent(Holder(app), cast("ForkServers", ForkServerHere()), terminal, life, grants)
    start._seat(app, agent)
    agent.calls.named.add(("GitHub API", "https://ghe.example"))
    agent.holder.identity = "Mona Lisa"
    session_cache = agent.holder.app.sign_ins.session_cache
    session_cache.clock, session_cache.last_expires = _standing, 1234.5
    agent.terminal.turns.refused["digest"] = 7.0
    agent.terminal.pin = Pin(PinHash.of("4711"), lambda: None)
    agent.readings.note(os.getpid(), [("acme/web", "private")], "14:03")
    agent.note("something happened")
    agent.audience = Audience(
        "sh", "/dev/pts/3", {"AEGIS_A": "b"}, frozenset({"AEGIS_C"}), "offline", {7: "a program"}
    )
    agent.is_locked = agent.is_unlocking = True
    try:
        yield agent
    finally:
        agent.close()
        os.close(cast("OwnTerminal", agent.terminal.outer)._device)


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Have another program open no terminal; list the fork servers with which it goes on."""
    found: list[Any] = []

    def from_kept(kept: Any) -> ForkServerHere:
        found.append(kept)
        return ForkServerHere()

    monkeypatch.setattr(ForkServers, "from_kept", from_kept)
    monkeypatch.setattr(outer, "DEVICE", os.devnull)
    return found


def handed_on(kept: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(json.dumps(kept))
    found["clients"]["listens"] = os.dup(found["clients"]["listens"])
    return found


def test_another_program_has_the_same_agent(configuration: Path, elsewhere: list[Any]) -> None:
    with app_with(configuration) as app, agent_of(app) as agent:
        kept = handed_on(start.kept_of(app, agent))
        configuration.write_text("[policy]\ndeny = []\n")  # which a program of the session may do
        options = CliOptions.from_json(kept["terms"]["options"])
        with App.of(options, kept["terms"]["variables"]) as other:
            again = start.resume(other, kept)
            again.terminal.pin = Pin(PinHash.from_json(kept["pin"]), lambda: None)
            found = json.loads(json.dumps(start.kept_of(other, again)))
            settings = other.environment.settings
            assert again.audience == agent.audience
            other.sign_ins.session_cache.clock = _standing
            usable_for = agent.holder.usable_for(), again.holder.usable_for()
            again.loop.forget(again.clients._listener.fileno())
            again.clients._listener._socket.close()
            os.close(cast("OwnTerminal", again.terminal.outer)._device)

        assert settings == app.environment.settings

    for each in (kept, found):
        del each["clients"], each["own_children"]
    assert found == kept
    assert usable_for == (234.5, 234.5)
    assert (again.is_locked, again.is_unlocking) == (True, True)
    assert again.own_children == {40, 41}
    assert elsewhere == [[{"pid": 40, "line": 41}, {"pid": 41, "line": 42}]]
    assert other.environment.broker_models() == ()


def test_no_token_is_in_what_an_agent_leaves(configuration: Path) -> None:
    with app_with(configuration) as app, agent_of(app) as agent:
        session_cache = app.sign_ins.session_cache
        session = Session(Secret("a-token"), frozenset(), "Mona Lisa", "github|1", 600.0)
        session_cache._lasting = SimpleNamespace(  # type: ignore[assignment]
            session=session, validity=SimpleNamespace(refresh_token=None)
        )
        said = json.dumps(start.kept_of(app, agent))

    assert "a-token" not in said
    assert VARIABLES["AEGIS_VAULT_CLIENT_SECRET"] in said  # without which nobody could unlock it


class Replaced(Exception):
    """The program was replaced."""


class Replacing:
    """What replaces a program, and how it was to."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.did: list[str] = []
        self.fails: Exception = Replaced()
        self.kept: list[int] = []
        self.document: dict[str, Any] = {}
        set_ = monkeypatch.setattr
        set_(replacing, "hidden_loader", lambda: 9)
        set_(replacing, "try_out", self._try_out)
        set_(replacing, "replace", self._replace)
        set_(sys, "argv", ["aegis", "session", "--", "sh"])
        self.is_hidden = True

    def _try_out(self, loader: int) -> None:
        assert loader == 9
        if not self.is_hidden:
            raise Bug("It is not hidden.", code=Code.INTERNAL)

    def _replace(self, *given: Any, **more: Any) -> None:
        loader, module, number = given
        assert (loader, module) == (9, replacing.MODULE)
        assert more["words"] == ["session", "--", "sh"]
        self.kept = more["kept"]
        assert self.kept[0] == int(number)
        self.document = replacing.read(int(number))
        raise self.fails


@pytest.fixture
def replaces(monkeypatch: pytest.MonkeyPatch) -> Replacing:
    return Replacing(monkeypatch)


COMMAND = {"pid": 77, "master": 50, "before": [], "proxy": {}}


@pytest.mark.parametrize(("command", "kept"), [(COMMAND, {50}), (None, set())])
def test_the_document_names_every_descriptor_that_is_kept(
    configuration: Path, replaces: Replacing, command: dict[str, Any] | None, kept: set[int]
) -> None:
    with app_with(configuration) as app, agent_of(app) as agent:
        listens = agent.clients._listener.fileno()
        with pytest.raises(Replaced):
            replacing.replacing(app, agent, lambda: command)()
        fork_server = cast("ForkServerHere", agent.fork_servers)

    assert (fork_server.ended_forks, fork_server.is_closed) == (1, True)
    assert {*replaces.kept[1:]} == {listens, 41, 42, *kept}
    assert replaces.document["command"] == command
    assert replaces.document["version"] == __version__
    assert replaces.document["holder"] == {"identity": "Mona Lisa", "expires": 1234.5}


def test_the_line_to_its_own_sandbox_is_kept(
    configuration: Path, replaces: Replacing, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app_with(configuration) as app, agent_of(app) as agent:
        sandbox = {"pid": 1, "line": 60, "environment": {}, "control": ""}
        monkeypatch.setattr(type(app.environment), "sandbox_kept", sandbox)
        with pytest.raises(Replaced):
            replacing.replacing(app, agent, lambda: None)()

    assert 60 in replaces.kept
    assert replaces.document["sandbox"] == sandbox


@pytest.mark.parametrize("hidden", [True, False], ids=["no exec", "readable"])
def test_a_session_whose_program_cannot_be_replaced_ends(
    configuration: Path, replaces: Replacing, *, hidden: bool
) -> None:
    replaces.is_hidden, replaces.fails = hidden, OSError("no memory")
    with app_with(configuration) as app, agent_of(app) as agent:
        replacing.replacing(app, agent, lambda: None)()

        assert agent.ended_because.startswith("it was locked, and its tokens would have stayed")


def test_elsewhere_than_on_linux_nothing_is_replaced(
    configuration: Path, replaces: Replacing, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app_with(configuration) as app, agent_of(app) as agent:
        monkeypatch.setattr(sys, "platform", "darwin")
        replacing.replacing(app, agent, lambda: None)()

        assert (agent.ended_because, replaces.kept) == ("", [])


# The program that goes on


KEPT: dict[str, Any] = {"version": __version__, "command": None, "pin": None, "clients": {}}


@pytest.fixture
def held(here: AgentHere, monkeypatch: pytest.MonkeyPatch) -> Iterator[Held]:
    with monkeypatch.context() as context:
        yield Held(here, context)


class GoingOn:
    """A program that goes on with an agent in the process of the tests."""

    def __init__(self, here: AgentHere, monkeypatch: pytest.MonkeyPatch) -> None:
        self.here = here
        here.agent.own_children |= {1, 2}
        self.did: list[str] = []
        set_ = monkeypatch.setattr
        set_(holding, "resume", self._resumed)
        set_(holding, "take_signals", lambda: self.did.append("signals"))
        set_(replacing, "is_traced", lambda: False)
        set_(replacing, "is_hardened", lambda: True)
        set_(here.agent.clients, "resume", lambda _kept: self.did.append("clients"))
        set_(here.agent, "note_locked", lambda: self.did.append("locked"))

    def _resumed(self, _app: App, _kept: Mapping[str, Any]) -> Agent:
        return self.here.agent


def test_a_queue_goes_on_and_takes_signals_and_clients_when_it_is_ready(
    held: Held, here: AgentHere
) -> None:
    goes_on = GoingOn(here, held.monkeypatch)

    def look() -> None:
        assert goes_on.did == []
        here.settle()
        assert goes_on.did == ["signals", "clients", "locked"]
        here.agent.stop("a test")

    held.while_held = look
    kept = KEPT | {"pin": PinHash.of("4711").as_json()}
    code = holding.hold_on(cast("App", None), kept, held.said.append)

    assert code == 0
    assert held.said == ["closed", "The session has ended: a test."]
    assert here.outer.said == []  # the address was shown before
    pin = here.terminal.pin
    assert pin is not None
    assert pin.kept.is_of("4711")
    pin._locks()
    here.settle()
    assert here.log == ["locked: a wrong PIN was typed three times"]


def test_a_command_goes_on_with_its_proxy(held: Held, here: AgentHere) -> None:
    goes_on, run = GoingOn(here, held.monkeypatch), WithCommand(held)
    run.exit_code = 3
    resumed: list[Any] = []
    shown_on = SimpleNamespace(restore=lambda: goes_on.did.append("restored"))
    proxied = ProxiedCommand(cast("Any", run.command), cast("Any", shown_on), {"kept": 1})

    def resume(kept: Any) -> ProxiedCommand:
        resumed.append(kept)
        return proxied

    held.monkeypatch.setattr(ProxiedCommand, "from_kept", resume)
    held.monkeypatch.setattr(WithCommand, "resume", resumed.append, raising=False)
    code = holding.hold_on(cast("App", None), KEPT | {"command": COMMAND}, held.said.append)

    assert code == 3
    assert resumed == [COMMAND, {"kept": 1}]
    assert run.did == ["proxied", "given back"]
    assert goes_on.did == []


@pytest.mark.parametrize(
    ("problem", "says"),
    [
        ({"is_traced": True}, "Another process reads this one"),
        ({"is_hardened": False}, "Another process reads this one"),
        ({"version": "0"}, f"begun by aegis 0, and when it was locked aegis {__version__}"),
    ],
    ids=["traced", "readable", "another version"],
)
def test_a_program_that_must_not_go_on_gives_the_terminal_back(
    held: Held, here: AgentHere, problem: dict[str, Any], says: str
) -> None:
    goes_on = GoingOn(here, held.monkeypatch)
    shown_on = SimpleNamespace(restore=lambda: goes_on.did.append("restored"))
    proxied = SimpleNamespace(outer=shown_on)
    held.monkeypatch.setattr(ProxiedCommand, "from_kept", lambda _kept: proxied)
    for name in {"is_traced", "is_hardened"} & problem.keys():
        held.monkeypatch.setattr(replacing, name, lambda said=problem[name]: said)
    kept = KEPT | {"command": COMMAND, "version": problem.get("version", __version__)}
    with pytest.raises(AegisError, match=says):
        holding.hold_on(cast("App", None), kept, held.said.append)

    assert goes_on.did == ["restored"]


def test_the_program_holds_on_with_the_variables_and_options_that_it_finds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    options = CliOptions(debug=True, lasts=True).as_json()
    kept = json.loads(json.dumps({"terms": {"variables": {"A": "b"}, "options": options}}))
    number = os.dup(replacing.write_document(kept))
    seen: list[Any] = []

    def hold_on(app: App, found: Any, say: Callable[[str], None]) -> int:
        seen.extend([found, app.environment.options.debug, dict(os.environ)])
        assert callable(say)
        return 5

    monkeypatch.setattr(session_resumed, "hold_on", hold_on)
    monkeypatch.setattr(session_resumed, "be_called", seen.append)
    monkeypatch.setattr(session_resumed, "prepare", lambda: None)
    monkeypatch.setattr(gc, "set_threshold", lambda _: None)
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    monkeypatch.setattr(os, "environ", {"C": "d"})
    with pytest.raises(SystemExit) as caught:
        session_resumed.main([str(number)])

    assert caught.value.code == 5
    assert seen == [b"aegis", kept, True, {"A": "b"}]
