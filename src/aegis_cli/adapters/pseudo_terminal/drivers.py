"""Names the programs that can type into this terminal for somebody else."""

from collections.abc import Mapping

_VARIABLES = {
    "TMUX": "tmux",
    "STY": "GNU screen",
    "ZELLIJ": "zellij",
    "KITTY_LISTEN_ON": "kitty, whose remote control is on",
    "WEZTERM_UNIX_SOCKET": "WezTerm",
    "ITERM_SESSION_ID": "iTerm2",
    "KONSOLE_DBUS_SESSION": "Konsole",
    "NVIM": "the terminal of Neovim",
    "INSIDE_EMACS": "the terminal of Emacs",
}
_PROGRAMS = {"vscode": "the terminal of VS Code"}


def drivers(environment: Mapping[str, str]) -> tuple[str, ...]:
    """Name the programs around this terminal that let other processes type into it.

    Whoever runs as the same user can have each of them press a key; a PIN is against that.
    NOTE: a desktop's own ways to type, such as xdotool, leave no mark in the environment.
    """
    found = [name for variable, name in _VARIABLES.items() if environment.get(variable)]
    program = _PROGRAMS.get(environment.get("TERM_PROGRAM", ""))
    return tuple(found + ([program] if program else []))
