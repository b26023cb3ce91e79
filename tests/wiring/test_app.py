"""How a process of aegis ends: as it was told to, and with everything closed."""

import os
import signal
import sys
from collections.abc import Callable

import pytest

from aegis_cli.adapters.process.termination import Terminated
from aegis_cli.adapters.terminal.progress import Progress
from aegis_cli.errors import Interrupted
from aegis_cli.settings.cli_options import CliOptions
from aegis_cli.wiring.app import App


class Broken(Progress):
    """A line of progress that cannot be taken back."""

    def __init__(self) -> None:
        super().__init__(sys.stderr, is_terminal=True)

    def clear(self) -> None:
        raise OSError


def told(_app: App) -> None:
    raise Terminated(signal.SIGTERM)


def told_while_it_closes(app: App) -> None:
    def late() -> None:
        raise Terminated(signal.SIGTERM)

    app.environment.closing.callback(late)


def told_without_a_terminal(app: App) -> None:
    app.screen.progress = Broken()
    told(app)


@pytest.mark.parametrize("act", [told, told_while_it_closes, told_without_a_terminal])
def test_who_is_told_to_end_closes_everything_and_ends_by_that_signal(
    act: Callable[[App], None],
) -> None:
    out, into = os.pipe()

    child = os.fork()
    if child == 0:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)  # as after the first
        with App.of(CliOptions(), {}) as app:
            app.environment.closing.callback(os.write, into, b"closed")
            act(app)
        os._exit(0)
    os.close(into)
    _, status = os.waitpid(child, 0)
    with os.fdopen(out, "rb") as pipe:
        said = pipe.read()

    assert b"closed" == said
    assert os.WIFSIGNALED(status)
    assert signal.SIGTERM == os.WTERMSIG(status)


def test_a_ctrl_c_that_no_request_took_claims_nothing_about_what_was_sent() -> None:
    with pytest.raises(Interrupted) as caught, App.of(CliOptions(), {}):
        raise KeyboardInterrupt

    assert "Interrupted." == caught.value.message
