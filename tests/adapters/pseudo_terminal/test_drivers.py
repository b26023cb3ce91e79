"""Which terminals others can type into."""

import pytest

from aegis_cli.adapters.pseudo_terminal.drivers import drivers


@pytest.mark.parametrize(
    ("environment", "named"),
    [
        ({}, ()),
        ({"TERM": "xterm-256color", "TMUX": "", "TERM_PROGRAM": "Apple_Terminal"}, ()),
        ({"TMUX": "/tmp/tmux-1000/default,1,0"}, ("tmux",)),  # noqa: S108  # a value
        ({"STY": "1.pts-0.host"}, ("GNU screen",)),
        ({"KITTY_LISTEN_ON": "unix:/run/kitty"}, ("kitty, whose remote control is on",)),
        ({"ITERM_SESSION_ID": "w0t0p0"}, ("iTerm2",)),
        ({"TERM_PROGRAM": "vscode"}, ("the terminal of VS Code",)),
        ({"TERM_PROGRAM": "vscode", "TMUX": "x"}, ("tmux", "the terminal of VS Code")),
    ],
)
def test_a_terminal_that_others_can_drive_is_named(
    environment: dict[str, str], named: tuple[str, ...]
) -> None:
    assert named == drivers(environment)
