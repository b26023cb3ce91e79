"""What the fork server of the tests makes once, so that none of its forks makes it for itself."""

import importlib
import os
import select
import socket
import time
from functools import cache

_LATE = (
    "encodings.ascii",
    "google.auth.aio.credentials",
    "importlib.resources.readers",
    "prompt_toolkit.input.vt100",
    "prompt_toolkit.key_binding.bindings.search",
    "typer._click._textwrap",
    "typer._click.decorators",
)
"""What others import only when it is used."""

_PROGRAMS = ("tests.adapters.terminal.deciding", "tests.helpers.parent")
"""The programs of tests that many forks run, and that import more than aegis does, such as pytest."""

_OFTEN = (
    "issues.add_comment",
    "issues.close",
    "issues.create",
    "issues.list",
    "labels.list",
    "repos.delete",
)
"""The actions that most tests do."""


def make() -> None:
    """Make what takes each process long: what a session makes for its own forks, the commands, a
    connection's modules, and the two keys of a sandbox.
    """
    from prompt_toolkit.application import application  # noqa: PLC0415  # not for who orders
    from prompt_toolkit.key_binding.defaults import load_key_bindings  # noqa: PLC0415  # as above

    from aegis_cli.adapters.sender import Sender  # noqa: PLC0415  # as above
    from aegis_cli.cli import do, lazy, session_fork  # noqa: PLC0415  # as above
    from aegis_cli.cli.main import Root  # noqa: PLC0415  # as above
    from aegis_cli.core.http import Request  # noqa: PLC0415  # as above
    from aegis_cli.executor.child import warm_up  # noqa: PLC0415  # as above
    from aegis_cli.sandbox.auth0 import keys  # noqa: PLC0415  # as above

    # No setting of the person who runs the tests gets in; each fork is given its own environment.
    # But a clock that `faketime` sets stays so, which is told by the environment.
    for name in [each for each in os.environ if not each.startswith("FAKETIME")]:
        del os.environ[name]
    os.environ["HOME"] = os.devnull
    for name in (*_LATE, *_PROGRAMS):
        importlib.import_module(name)
    session_fork._rehearse()
    session_fork._rehearse = lambda: None  # a session in a fork finds it done
    for name, (module, _) in Root.table.items():
        lazy._build(module, name)
    for name in _OFTEN:
        do._build(name)
    # On a dumb terminal each line that is read has an application, which binds its keys anew.
    application.load_key_bindings = bindings = cache(load_key_bindings)  # type: ignore[attr-defined]
    bindings()
    with socket.socket() as unheard, Sender() as sender:
        unheard.bind(("127.0.0.1", 0))
        sender(Request("GET", f"http://127.0.0.1:{unheard.getsockname()[1]}", "/"))
    _read_an_answer()
    made, make_key = [keys._new_key(), keys._new_key()], keys._new_key
    keys._new_key = lambda: made.pop() if made else make_key()
    warm_up()


def hurry(times: float = 10.0) -> None:
    """Have the clock of questions run faster: hundreds of them are answered in the tests.

    Its own tests do without this, and those of sessions whose processes come from nothing.
    """
    from aegis_cli.adapters.terminal.keyboard import CLOCK  # noqa: PLC0415  # not for who orders

    CLOCK.now = lambda: time.monotonic() * times
    CLOCK.readable = lambda descriptors, seconds: select.select(
        descriptors, [], [], seconds / times
    )[0]


def _read_an_answer() -> None:
    """Have the SDK build its types of a request and of an answer, which it does when they are used."""
    from google.genai import types  # noqa: PLC0415  # not for who orders

    from aegis_cli.adapters.gemini import planner  # noqa: PLC0415  # as above

    planner._config("", {})
    planner._Messages("list my repositories").repair("no plan")
    content = {"role": "model", "parts": [{"functionCall": {"name": "submit", "args": {}}}]}
    answer: dict[str, object] = {"candidates": [{"content": content, "finishReason": "STOP"}]}
    types.GenerateContentResponse._from_response(response=answer, kwargs={}).model_dump()
