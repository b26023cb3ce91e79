r"""Makes web addresses in a text clickable, also where a row ends within one (OSC 8).

The text of a link is the address itself, so that its host is always there to read. Only addresses
by https of hosts that aegis knows become links, and only of characters that can end no sequence.
Source: gist.github.com/egmontkob, "Hyperlinks in terminal emulators".
"""

import re
import zlib
from collections.abc import Collection, Iterator, Mapping

END = "\x1b]8;;\x1b\\"

_ADDRESS = r"https://(?:{hosts})/[A-Za-z0-9/._~%#?&=+@:-]*[A-Za-z0-9/_~%#=+-]"
_SEQUENCE = re.compile(r"\x1b\]8;[ -~]*?\x1b\\")
_BEFORE = r"(?<![^\s(<\[\"'])"
_BEHIND = r"(?![^\s)>\]\"'.,;:!?])"
"""What may stand beside an address: nothing that could be a part of it."""
_LONGEST = 1_000
"""The most characters of an address; terminals ignore links of more than 2,083 bytes."""
_PROGRAMS = frozenset({"iTerm.app", "WezTerm", "ghostty", "vscode"})
_TERMINALS = frozenset({"xterm-kitty", "xterm-ghostty", "wezterm", "foot", "alacritty", "contour"})
_VTE = re.compile("[0-9]{4,6}")
_LEAST_VTE = 5_001
"""The first version of the terminals of GNOME that shows links, and does not crash over them."""


def are_shown(environment: Mapping[str, str]) -> bool:
    """Tell whether environment variables name a terminal that is known to show links.

    NOTE: within `tmux` and `screen` they name the terminal outside, and are not believed.
    """
    terminal = environment.get("TERM", "")
    if environment.get("NO_COLOR") or environment.get("TMUX") or environment.get("STY"):
        return False
    if terminal.startswith(("screen", "tmux")) or terminal in {"", "dumb", "unknown"}:
        return False
    version = environment.get("VTE_VERSION", "")
    return (
        environment.get("TERM_PROGRAM") in _PROGRAMS
        or terminal in _TERMINALS
        or bool(environment.get("WT_SESSION"))
        or (_VTE.fullmatch(version) is not None and int(version) >= _LEAST_VTE)
    )


def find_addresses(text: str, hosts: Collection[str]) -> Iterator[tuple[int, int, str]]:
    """Yield beginning, end and opening sequence of each address of these hosts in a text."""
    if not hosts or "https://" not in text:
        return
    names = "|".join(map(re.escape, sorted(hosts)))
    for match in re.finditer(_BEFORE + _ADDRESS.format(hosts=names) + _BEHIND, text):
        if len(match[0]) <= _LONGEST:
            # The parts of an address in two rows are one link, by its id.
            mark = zlib.crc32(match[0].encode())
            yield match.start(), match.end(), f"\x1b]8;id={mark:08x};{match[0]}\x1b\\"


def remove_links(text: str) -> str:
    """Return a text that was written with links, without them."""
    return _SEQUENCE.sub("", text)
