"""What a request in a session is made of: the agent's settings, and no consent of a program's."""

import os
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from aegis_cli.errors import AegisError, Code, UsageError
from aegis_cli.planning.plan import Origin
from aegis_cli.request.consent import Preapproval
from aegis_cli.request.policy import Layer
from aegis_cli.session.ports.agent_planner import AgentPlanner
from aegis_cli.session.ports.agent_sign_in import AgentSignIn
from aegis_cli.session.ports.agent_terminal import AgentTerminal
from aegis_cli.session.ports.link import Link
from aegis_cli.session.ports.served import Asking, Served, SessionTerms
from aegis_cli.session.ports.writes_in_line import InLine
from aegis_cli.session.requests.grants import Grants, from_texts
from aegis_cli.settings.cli_options import CliOptions
from aegis_cli.settings.loading import load
from aegis_cli.wiring.app import App
from tests.helpers.act_factory import act_of
from tests.other_providers.board.notes import EditNote

VARIABLES = {
    "AEGIS_ISSUER": "https://acme.eu.auth0.com",
    "AEGIS_CLIENT_ID": "native",
    "AEGIS_AUDIENCE": "https://api.example",
    "AEGIS_VAULT_CLIENT_ID": "vault",
    "AEGIS_VAULT_CLIENT_SECRET": "a-secret",
    "GEMINI_API_KEY": "a-key",
}


UNASKED = cast("Link", None)
"""A line to an agent that nobody may ask anything."""


def served(**settings: str) -> Served:
    terms = SessionTerms(
        CliOptions(deny=("repos.*",), lasts=True), load(VARIABLES, None, path="-"), (), VARIABLES
    )
    return Served(terms, UNASKED, Asking("sh, in /", "", {}), settings)


def test_every_port_leads_to_the_agent_and_none_is_filled_before_it_is_needed() -> None:
    with served().opens(CliOptions(engine="gemini")) as app:
        services = app.requests._services
        planner = app.planners.chosen

    assert isinstance(services.sign_in, AgentSignIn)
    assert app.sign_ins.issuer is services.sign_in
    assert isinstance(services.executor, InLine)
    assert isinstance(app.executors.child, partial)
    assert app.executors.child.args[:1] == (UNASKED,)
    assert isinstance(services.terminal, AgentTerminal)
    assert isinstance(planner, AgentPlanner)


@dataclass
class Agent:
    """The agent's part of counting grants, without a line between."""

    grants: Grants

    def call(self, name: str, *, acts: list[dict[str, Any]]) -> Any:
        assert name == "granted"
        return SimpleNamespace(value=self.grants.reserve("a plan", acts))


@pytest.mark.usefixtures("board")
def test_a_grant_covers_a_thing_in_its_place_whose_own_name_alone_is_said() -> None:
    agent = Agent(from_texts(["board.notes.*@board:#eng-*", "*.*@acme/*"], 5))
    notes = (EditNote(note=name, text="Hello") for name in ("eng-web-3", "lobby-12"))
    acts = tuple(act_of(f"s{at}", note, {"note": Origin.AGENT}) for at, note in enumerate(notes))

    granted = replace(served(), link=cast("Link", agent)).reserve_grants(acts)

    assert {"s0"} == granted
    assert "board.notes.edit at board:#eng-web" == agent.grants.use("a plan", "s0")


@dataclass
class Calls:
    """The agent's part of what a client does, without a line between."""

    asked: list[tuple[str, str]]

    def call(self, name: str, *, about: str) -> Any:
        self.asked.append((name, about))
        return SimpleNamespace(value=True, descriptor=7)


def test_a_file_and_a_page_are_opened_by_the_client() -> None:
    agent = Calls([])
    program = replace(served(), link=cast("Link", agent))

    assert (7, True) == (program.open_file("notes.md"), program.open_page("https://github.com/a"))
    assert program.open_to_send("app.whl") == 7
    asked = [("open", "notes.md"), ("browse", "https://github.com/a"), ("take", "app.whl")]
    assert asked == agent.asked


def test_no_option_of_a_program_approves_anything_or_widens_the_policy() -> None:
    options = CliOptions(yes=True, confirm=("acme/web",), allow=("*",), read_only=True)

    with served().opens(options) as app:
        found = app.requests._options

    assert (found.preapproval, found.speaker) == (Preapproval(), Origin.AGENT)
    session, *_, program = found.policy.layers
    assert (session.name, session.deny) == ("the session's command line", ("repos.*",))
    assert isinstance(program, Layer)
    assert program.name == "the command line"


def test_a_process_of_the_persons_own_takes_their_word() -> None:
    options = CliOptions(yes=True, config=None)

    with App.of(options, VARIABLES) as app:
        found = app.requests._options

    assert (found.preapproval, found.speaker) == (Preapproval(yes=True), Origin.USER)


def test_settings_are_the_agents_but_for_engine_and_timeout() -> None:
    with served().opens(CliOptions(engine="offline", timeout=7)) as app:
        settings = app.environment.settings
        app.environment.learn_from_broker()

    assert (settings.engine, settings.timeout) == ("offline", 7.0)
    assert settings.values["issuer"] == VARIABLES["AEGIS_ISSUER"]
    assert app.environment.broker_models() == ()


@pytest.mark.parametrize("steers", [{"sandbox": True}, {"model": "x"}, {"step_up": "browser"}])
def test_an_option_that_would_steer_the_agent_is_refused(steers: dict[str, Any]) -> None:
    with pytest.raises(UsageError) as caught:
        served().opens(replace(CliOptions(), **steers))

    assert caught.value.code is Code.BAD_SETTINGS


def test_a_setting_of_a_program_that_differs_is_refused_before_anything_is_opened() -> None:
    with pytest.raises(AegisError, match="AEGIS_ISSUER"):
        served(AEGIS_ISSUER="https://evil.example").opens(CliOptions())


@dataclass
class Files:
    """The agent, of which a client makes and names a file."""

    descriptor: int
    asked: list[str] = field(default_factory=list)

    def call(self, name: str, **about: Any) -> Any:
        self.asked.append(name)
        return SimpleNamespace(descriptor=self.descriptor)


@pytest.mark.parametrize("is_whole", [True, False])
def test_of_a_file_that_has_its_name_nothing_else_is_left(
    tmp_path: Path, *, is_whole: bool
) -> None:
    descriptor = os.open(tmp_path / "file.partial", os.O_WRONLY | os.O_CREAT)
    os.write(descriptor, b"log")
    agent = Files(descriptor)
    file = replace(served(), link=cast("Link", agent)).new_file("file", force=False)
    if is_whole:
        file.keep()

    assert is_whole is not file.drop()
    assert ["make", "keep"][: 1 + is_whole] == agent.asked
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(descriptor)
