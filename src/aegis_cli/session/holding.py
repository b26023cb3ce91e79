"""Runs a session: with a command behind a terminal of its own, or as a queue of questions."""

import os
import shutil
import signal
import sys
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from aegis_cli import NO_PLUGINS
from aegis_cli.adapters import git
from aegis_cli.adapters.process.hardening import adopt_orphans
from aegis_cli.adapters.process.replacement import take_signals
from aegis_cli.adapters.pseudo_terminal.command import (
    Isolation,
    NotStarted,
    require_program,
    start,
)
from aegis_cli.adapters.pseudo_terminal.outer_terminal import OuterTerminal
from aegis_cli.adapters.pseudo_terminal.pin import Pin, PinHash, drivers
from aegis_cli.adapters.terminal.tty import Tty
from aegis_cli.core.text import one_line
from aegis_cli.errors import Code, UsageError
from aegis_cli.session.agent import Agent
from aegis_cli.session.control import Control
from aegis_cli.session.gh_road import lay_gh
from aegis_cli.session.git_road import BEHIND_PROXY, GitRoad, keys_around, ways_around
from aegis_cli.session.line.address import VARIABLE, folders
from aegis_cli.session.line.peers import descendants, name_of_process
from aegis_cli.session.menu import press, tell_locked
from aegis_cli.session.replacing import check, replacing
from aegis_cli.session.start import Beginning, begin, resume
from aegis_cli.session.terminal.outer import ProxiedTerminal
from aegis_cli.session.terminal.proxied_command import ProxiedCommand
from aegis_cli.settings.known import SECRETS
from aegis_cli.wiring.app import App

_TWICE = 2.0
"""Seconds in which a second Ctrl-C ends a session that has its terminal to itself."""

_MOMENT = 1.0
"""Seconds that the processes of a session that has ended get to end."""

_FEW = 3
"""How many programs that were not served are named at the end; the log has named all."""

_HELD_BACK = frozenset({*SECRETS.values(), "GIT_ASKPASS", "SSH_ASKPASS", "GITHUB_PAT", *NO_PLUGINS})


def handed_in(
    variables: Mapping[str, str], address: str, kept: Collection[str], unused: Collection[str] = ()
) -> dict[str, str]:
    """Return the environment of a session's command: the agent's without what gives access.

    It also lacks what is `unused` in the session; `kept` names variables that the command gets
    anyway.
    """
    known = {
        name: value
        for name, value in variables.items()
        if name in kept or not (name in _HELD_BACK or name in unused or name.endswith("_TOKEN"))
    }
    return known | {VARIABLE: address}


def _tell_held_back(names: Collection[str], say: Callable[[str], None]) -> None:
    """Name the variables of the person that the command does not get, if there are any."""
    theirs = sorted(map(one_line, {*names} - NO_PLUGINS.keys()))
    if theirs:
        say(f"Held back from the command: {', '.join(theirs)} (--pass NAME gives one).")


def safe_path(path: str, here: Path) -> str:
    """Return the folders of a PATH that a command isolated `here` cannot fill with its programs.

    The session starts programs too, outside of the isolation. A folder that is not there yet could
    be made, a link could be replaced, and a relative folder is one of the client's.
    """
    folders = [Path(each).resolve() for each in path.split(os.pathsep) if each.startswith("/")]
    kept = [each for each in folders if os.path.isdir(each) and not here.is_relative_to(each)]  # noqa: PTH112  # true or false, whatever it is
    return os.pathsep.join(map(str, kept)) or os.defpath


def hold(app: App, beginning: Beginning, say: Callable[[str], None]) -> int:
    """Hold a session until it ends; return the exit code of its command.

    Raises `AegisError` if it cannot begin.
    """
    variables = dict(os.environ)
    if beginning.is_isolated:
        os.environ["PATH"] = safe_path(variables.get("PATH", ""), Path.cwd())
    _require_program(beginning.command, variables)
    _require_doors(app, beginning)
    agent = begin(app, beginning.grants, has_gh=beginning.has_gh)
    agent.has_git = beginning.has_git
    agent.own_children |= descendants(os.getpid())
    control = agent.control = Control(agent)
    with closing(agent):
        if beginning.asks_pin:
            agent.terminal.pin = _chosen_pin(_locks_after_wrong_pins(agent))
        elif others := drivers(os.environ):
            whose = "other programs" if beginning.is_isolated else "any program"
            say(
                f"By way of {' and '.join(others)}, {whose} of yours can press keys here, and "
                f"so approve{'; the command cannot' if beginning.is_isolated else ''}. "
                "With --pin each approval takes a code that no program knows."
            )
        for line in _greeting(agent, beginning.command):
            say(line)
        if beginning.command:
            run = _start_command(app, agent, beginning, variables, say)
            code = _serve_command(app, control, run)
        else:
            code = _serve_others(app, control, tell=_tell_address)
    for line in _farewell(control):
        say(line)
    return code


def hold_on(app: App, kept: Mapping[str, Any], say: Callable[[str], None]) -> int:
    """Hold a session that another program of this process has locked; return as `hold` does."""
    run = None if kept["command"] is None else ProxiedCommand.from_kept(kept["command"])
    with ExitStack() as unless_served:
        if run is not None:
            unless_served.callback(run.outer.restore)
        check(kept)
        agent = resume(app, kept)
        unless_served.pop_all()
    control = agent.control = Control(agent)
    if kept["pin"] is not None:
        hash_ = PinHash.from_json(kept["pin"])
        agent.terminal.pin = Pin(hash_, _locks_after_wrong_pins(agent))

    def go_on() -> None:
        take_signals()
        agent.clients.resume(kept["clients"])
        agent.note_locked()

    agent.loop.post(go_on)
    with closing(agent):
        code = _serve_others(app, control) if run is None else _serve_command(app, control, run)
    for line in _farewell(control):
        say(line)
    return code


def _locks_after_wrong_pins(agent: Agent) -> Callable[[], None]:
    """Return what locks a session from the thread in which PINs are typed."""
    return lambda: agent.loop.post(lambda: agent.lock("a wrong PIN was typed three times"))


def _require_program(command: Sequence[str], variables: Mapping[str, str]) -> None:
    """Raise `UsageError` for a command that is not there: nobody should sign in for that."""
    try:
        for name in command[:1]:
            require_program(name, variables.get("PATH"))
    except NotStarted as problem:
        raise UsageError(str(problem), code=Code.BAD_USAGE) from None


def _chosen_pin(lock: Callable[[], None]) -> Pin:
    """Have the person choose a PIN.

    NOTE: a session that should ask for a PIN never begins without one.
    """
    pin = Pin.choose(Tty(), lock)
    if pin is None:
        raise UsageError(
            "No PIN was chosen, so the session did not begin.",
            code=Code.BAD_USAGE,
            hint="Begin it again and type one, or leave out --pin.",
        )
    return pin


def _greeting(agent: Agent, command: Sequence[str]) -> Iterator[str]:
    """Yield what a person should know when their session begins."""
    life = agent.lifetime
    yield (
        f"You are signed in as {agent.holder.identity}. The session locks after "
        f"{life.idle / 60:.0f} minutes without a request, and ends after "
        f"{life.longest / 3600:.0f} hours{' or with its command' if command else ''}."
    )
    kind = " that you have not granted" if agent.grants.grants else ""
    if command:
        keys = "Press Ctrl-] and then w to see what waits, to lock or to end it."
    else:
        keys = "Press Ctrl-C twice to end it."
    yield f"Before each write{kind} you are asked here. {keys}"
    if agent.grants.grants:
        yield _WHAT_GRANTS_COVER
    yield "`aegis session log` shows what happened."


_WHAT_GRANTS_COVER = (
    "Your grant covers what a program names itself (`aegis do`, MCP); of a sentence, only what it "
    "orders in plain words."
)


def _farewell(control: Control) -> Iterator[str]:
    """Yield what a person should know when their session has ended."""
    agent = control.agent
    yield f"The session has ended: {agent.ended_because}."
    yield from (f"Granted in advance, and used: {use}." for use in agent.grants.uses)
    if claims := [*agent.audience.strangers.values()]:
        more = [f"{len(claims) - _FEW} more"] if len(claims) > _FEW else []
        told = "; ".join([*claims[:_FEW], *more])
        yield f"Not served, since the session's command did not start them: {told}."
    if control.not_revoked:
        yield control.not_revoked
    if left := _remaining_processes(agent):
        yield (
            "Processes of the session that still run: "
            f"{', '.join(map(name_of_process, sorted(left)))}."
        )


def _remaining_processes(agent: Agent) -> set[int]:
    """Return the processes that still run, after giving them a moment to end."""
    ends = time.monotonic() + _MOMENT
    while True:
        agent.reap()
        left = descendants(os.getpid()) - agent.own_children
        if not left or time.monotonic() > ends:
            return left
        time.sleep(_MOMENT / 20)


def _require_doors(app: App, beginning: Beginning) -> None:
    if beginning.has_git:
        _require_git(app, beginning)
    if beginning.has_gh:
        _require_gh(app, beginning)


def _require_git(app: App, beginning: Beginning) -> None:
    """Raise `UsageError` where git cannot read through a session; nobody signs in for that."""
    settings = app.environment.settings
    if settings.broker is not None:
        raise UsageError(
            "A broker hands on no bytes, so git cannot read through it.",
            code=Code.BAD_SETTINGS,
            hint="Leave out --git, or AEGIS_BROKER.",
        )
    if not beginning.command or sys.platform != "linux" or shutil.which("git") is None:
        raise UsageError(
            "--git is for a session that runs a command, on Linux, where git is installed.",
            code=Code.BAD_USAGE,
            hint="Name the command behind --, as in aegis session --git -- bash",
        )
    if BEHIND_PROXY in (folder := folders()[0]):
        raise UsageError(
            f"Git reads no further than {BEHIND_PROXY.strip()!r} in the name of a folder, so it "
            f"cannot be led to {one_line(folder)}.",
            code=Code.BAD_SETTINGS,
            hint="Set TMPDIR to another one.",
        )


def _require_gh(app: App, beginning: Beginning) -> None:
    """Raise `UsageError` where gh cannot read through a session; nobody signs in for that."""
    if app.environment.settings.broker is not None:
        raise UsageError(
            "A broker hands on no bytes, so gh cannot read through it.",
            code=Code.BAD_SETTINGS,
            hint="Leave out --gh, or AEGIS_BROKER.",
        )
    if not beginning.command or sys.platform != "linux" or shutil.which("gh") is None:
        raise UsageError(
            "--gh is for a session that runs a command, on Linux, where gh is installed.",
            code=Code.BAD_USAGE,
            hint="Name the command behind --, as in aegis session --gh -- bash",
        )
    if find_spec("graphql") is None:
        raise UsageError(
            "--gh needs a reader of GraphQL, which is not installed.",
            code=Code.BAD_USAGE,
            hint="In a clone of aegis: pip install '.[gh]'",
        )


def _tell_doors(
    beginning: Beginning, host: str, variables: Mapping[str, str], say: Callable[[str], None]
) -> None:
    """Say what reads through the session, and name what leads around it."""
    settings: Iterable[str] = ()
    if beginning.has_git:
        say(f"git clone and git fetch read {host} through this session, without a key.")
        settings = map(one_line, ways_around(git.all_settings(), host))
    if beginning.has_gh:
        say("gh reads through this session, without a key, and writes nothing.")
    ways = [*dict.fromkeys(settings), *keys_around(Path.home(), variables, host)]
    if ways:
        say(f"Around it lead: {', '.join(ways)}.")


def _start_command(
    app: App,
    agent: Agent,
    beginning: Beginning,
    variables: Mapping[str, str],
    say: Callable[[str], None],
) -> ProxiedCommand:
    """Start the command of a session; raise `UsageError` if it cannot be started."""
    address, unused = agent.clients.address, agent.audience.unused
    environment = handed_in(variables, address, beginning.kept, unused)
    _tell_held_back(variables.keys() - environment.keys(), say)
    if beginning.has_git or beginning.has_gh:
        _tell_doors(beginning, app.environment.web_host, environment, say)
    if beginning.has_git:
        road = GitRoad(Path(address).parent, app.environment.web_host)
        environment = road.lay(address, environment, git.system_settings())
    if beginning.has_gh:
        environment = lay_gh(agent.clients.listen_for_programs(), environment)
    adopt_orphans()  # or a peer would not be known as a descendant
    agent.audience.command = one_line(Path(beginning.command[0]).name)
    outer = OuterTerminal()
    try:
        command = start(
            beginning.command,
            environment=environment,
            directory=Path.cwd(),
            like=outer.descriptor,
            isolation=Isolation((Path(address).parent,)) if beginning.is_isolated else None,
        )
    except NotStarted as problem:
        raise UsageError(str(problem), code=Code.BAD_USAGE) from None
    agent.own_children.add(command.process.pid)
    return ProxiedCommand(command, outer)


def _serve_command(app: App, control: Control, run: ProxiedCommand) -> int:
    """Serve the command of a session; return its exit code once both have ended."""
    agent = control.agent
    with run.proxy(agent.loop.selector, lambda key: press(control, key)) as proxy:
        agent.terminal.outer = ProxiedTerminal(proxy)
        agent.replace = replacing(app, agent, lambda: run.state_to_keep(proxy))
        agent.tell_locked = lambda: tell_locked(control)

        def tick() -> None:
            proxy.tick()
            if proxy.is_done:
                agent.stop("its command has ended")

        _on_signals(agent)
        agent.run(tick, proxy.pause)
    return 129 if proxy.exit_code is None else proxy.exit_code


def _tell_address(agent: Agent) -> None:
    """Say how commands in other terminals find a session."""
    agent.terminal.outer.say_unbroken(
        "Commands in other terminals find it, if it is your only one; else type there:\n\n"
        f"  export {VARIABLE}={agent.clients.address}\n\n"
    )


def _serve_others(
    app: App, control: Control, tell: Callable[[Agent], None] = lambda _agent: None
) -> int:
    """Serve other terminals until the session ends; return the exit code.

    `tell` is called once a Ctrl-C is heard: who reads it may press the keys that it follows.
    """
    agent = control.agent
    agent.replace = replacing(app, agent, lambda: None)
    last = [-_TWICE]

    def interrupt() -> None:
        if agent.terminal.owner is not None:
            agent.interrupt()
        elif time.monotonic() - last[0] < _TWICE:
            agent.stop("Ctrl-C was pressed twice")
        else:
            last[0] = time.monotonic()
            agent.terminal.outer.say(
                f"Press Ctrl-C once more, within {_TWICE:.0f} seconds, to end the session."
            )

    signal.signal(signal.SIGINT, lambda *_: agent.loop.post(interrupt))
    _on_signals(agent)
    tell(agent)
    agent.run()
    return 0


def _on_signals(agent: Agent) -> None:
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: agent.loop.post(lambda: agent.stop("a signal arrived")))
