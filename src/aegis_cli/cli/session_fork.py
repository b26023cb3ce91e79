"""The fork server of a session's requests, which is started before the agent holds any token.

A fork becomes the command line of a client, with the client's streams.
"""

import codecs
import locale
import os
import signal
import socket
import sys
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from aegis_cli.actions import catalog
from aegis_cli.actions.action import adapter_of
from aegis_cli.adapters.process.fork_server import REQUEST, SPARE, Become, serve_forks
from aegis_cli.adapters.process.json_lines import read_line
from aegis_cli.cli.main import run
from aegis_cli.executor.child import warm_up
from aegis_cli.session.client.thin_client import DISPLAY
from aegis_cli.session.ports.link import Link
from aegis_cli.session.ports.served import Asking, Served, SessionTerms
from aegis_cli.settings.cli_options import CliOptions
from aegis_cli.settings.loading import load, read_sandbox


def main(doors: Sequence[str] = ()) -> None:
    """Fork for requests, and for those of the `doors` that take long to load."""
    serve_forks(partial(_prepare, doors=doors))


def _prepare(channel: socket.socket, *, doors: Sequence[str]) -> Mapping[bytes, Become]:
    terms = _terms(channel)
    _rehearse()
    if "gh" in doors:
        _load_gh()
    catalog.enable_providers(terms.settings.providers, terms.settings.sites)
    _load_actions()
    warm_up()
    channel.sendall(b"\n")
    return {
        REQUEST: partial(_serve_request, terms=terms),
        SPARE: partial(_rehearse_request, terms=terms),
    }


def _load_actions() -> None:
    """Build what every request would otherwise build for itself."""
    for action in (*catalog.load_all(), *map(catalog.load_of_door, catalog.of_doors())):
        action.model_rebuild()
        if action.facts.result is not None:
            adapter_of(action).rebuild()
    for name in catalog.providers():
        provider = catalog.provider_named(name)
        provider.client()
        provider.token_side()


def _terms(channel: socket.socket) -> SessionTerms:
    with channel.makefile("rb") as pipe:
        message = read_line(pipe)
    if message is None:
        os._exit(0)  # the agent has ended
    os.environ.clear()
    os.environ.update(message["variables"])
    options = CliOptions.from_json(message["options"])
    path, text = message["config"]
    if options.sandbox:
        settings = read_sandbox(message["sandbox"], text, path=path)
    else:
        settings = load(message["variables"], text, path=path)
    settings = settings.with_exactly(message["values"])
    return SessionTerms(options, settings, tuple(message["models"]), message["variables"])


_REHEARSED = (
    ["do", "repos.get", "--repo", "a/b", "--dry-run"],
    ["do", "issues.list", "--repo", "a/b", "--dry-run", "--output", "json"],
    ["do", "pulls.list", "--repo", "a/b", "--dry-run"],
    ["ask", "--engine", "offline", "--dry-run", "show the repository a/b"],
)


def _rehearse() -> None:
    """Plan something and drop it, so that all that a request imports is imported here, once."""
    import aegis_cli.adapters.auth0.identity
    import aegis_cli.cli.git_door
    import aegis_cli.cli.mcp_call
    import aegis_cli.cli.output
    import aegis_cli.executor.embedded
    import aegis_cli.mcp.served_call
    import aegis_cli.oauth.protected_resource
    import aegis_cli.providers.github.other_kind
    import aegis_cli.session.ports.served  # noqa: F401

    for words in _REHEARSED:
        _run_unseen([*words])


def _load_gh() -> None:
    """Import what serves gh; what parses GraphQL takes half a second."""
    import aegis_cli.cli.gh_door  # noqa: F401

    program = catalog.load_of_door("gh.read").provider.door_program
    assert program is not None
    program().conversation(lambda _most: b"", lambda _data: None)


class _Nobody(Link):
    """Takes what a rehearsal tells. It has nothing to ask for."""

    def __init__(self) -> None:
        pass

    def tell(self, what: str, **values: Any) -> None:
        """Tell it nobody."""


def _rehearse_request(_nothing: list[int], *, terms: SessionTerms) -> int:
    """Plan something as a client's request would, under the session's terms, and drop it."""
    served = Served(terms, _Nobody(), Asking("", "", {}), {})
    return _run_unseen([*_REHEARSED[1]], CliOptions(opens=served.opens))


def _run_unseen(words: list[str], options: CliOptions | None = None) -> int:
    streams = sys.stdout, sys.stderr
    with Path(os.devnull).open("w") as nowhere:
        sys.stdout = sys.stderr = nowhere
        code = run(words, options)
    sys.stdout, sys.stderr = streams
    return code


def _serve_request(descriptors: list[int], *, terms: SessionTerms) -> None:
    """Be the command line of one client, and end; the agent learns the exit code."""
    control, *streams, folder = descriptors
    os.setsid()  # there is no terminal of its own on which anything could be asked
    for target, number in enumerate(streams):
        os.dup2(number, target)
        os.close(number)
    link = Link(socket.socket(fileno=control))
    order = link.order()
    _enter(folder)
    settings = _with_clients(order["variables"])
    _open_streams()
    undo = tuple(order["undo"])
    asks = Asking(order["asker"], order["has_read"], order["visibilities"], undo)
    asks.actors.add(order["actors"])
    served = Served(terms, link, asks, settings)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    options = CliOptions(opens=served.opens)
    link.tell("exit", code=run(order["words"], options, notice=order["notice"]))


def _enter(folder: int) -> None:
    """Change to the client's folder; what cannot be entered is no folder with a repository."""
    try:
        os.fchdir(folder)
    except OSError:
        os.chdir("/")
    os.close(folder)


def _with_clients(variables: dict[str, str]) -> dict[str, str]:
    """Take from a client's variables how it shows text; return those that are settings.

    NOTE: no other variable of a client has any effect here.
    """
    for name in DISPLAY:
        os.environ.pop(name, None)
    os.environ.update({name: variables[name] for name in DISPLAY if name in variables})
    return {name: value for name, value in variables.items() if name not in DISPLAY}


def _open_streams() -> None:
    """Open the client's streams as Python would have opened them there."""
    encoding = _clients_encoding()
    for number, (name, mode) in enumerate((("stdin", "r"), ("stdout", "w"), ("stderr", "w"))):
        errors = "backslashreplace" if name == "stderr" else "strict"
        stream = open(number, mode, encoding=encoding, errors=errors, closefd=False)  # noqa: SIM115
        setattr(sys, name, stream)


def _clients_encoding() -> str:
    """Return the encoding of the client's locale; UTF-8 where that is not there, as for Python.

    NOTE: it is for the client's streams alone, and never for a question.
    """
    try:
        locale.setlocale(locale.LC_CTYPE, "")
        found = codecs.lookup(locale.getencoding()).name
    except (locale.Error, LookupError):
        return "utf-8"
    return "utf-8" if found == "ascii" else found
