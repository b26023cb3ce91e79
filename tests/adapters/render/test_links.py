"""Addresses that can be clicked: only of known hosts, only what is shown, and always closed."""

import re
from dataclasses import replace

from hypothesis import example, given
from hypothesis import strategies as st

from aegis_cli.adapters.render import links
from aegis_cli.adapters.render.rows import rows
from tests.adapters.render.samples import COLOUR, HOSTILE, TERMINAL, UNHURRIED
from tests.helpers.rows import for_each

KNOWN = frozenset({"github.com"})
WIDE = replace(TERMINAL, shows_links=True, linked=KNOWN)
ISSUE = "https://github.com/acme/web/issues/20"
OPENED = re.compile(r"\x1b\]8;id=[0-9a-f]{8};(https://[!-:<-~]+)\x1b\\")


def targets(text: str) -> list[str]:
    """Return the address of each link in a text, each once."""
    return [*dict.fromkeys(OPENED.findall(text))]


def shown(text: str) -> str:
    """Return what a terminal draws of a text, and fail where a link stays open."""
    pieces = re.split(r"(\x1b\]8;[^\x1b]*\x1b\\)", text)
    is_open = False
    for sequence in pieces[1::2]:
        assert is_open == (sequence == links.END)
        is_open = not is_open
    assert not is_open
    return "".join(pieces[::2])


def test_an_address_of_a_known_host_is_a_link_to_what_it_says() -> None:
    text = rows(f"Opened acme/web#20: {ISSUE}", WIDE)

    assert [ISSUE] == targets(text)
    assert f"Opened acme/web#20: {ISSUE}" == shown(text) == links.remove_links(text)


def test_an_address_that_is_broken_is_one_link_in_all_its_rows() -> None:
    text = rows(f"Opened acme/web#20: {ISSUE}", replace(WIDE, width=30))

    assert f"Opened acme/web#20: {ISSUE}" == shown(text).replace("\n| ", "")
    assert text.count(links.END) == len(OPENED.findall(text)) > 1
    assert [ISSUE] == targets(text)
    assert all(links.remove_links(row).startswith("| ") for row in text.split("\n")[1:])
    assert not any("\x1b]8;id" in row and links.END not in row for row in text.split("\n"))


@for_each(
    "text",
    [
        "http://github.com/acme/web",
        "https://github.com.evil.example/acme",
        "https://github.com@evil.example/acme",
        "https://evil.example/https://github.com/acme",
        "https://evil.example/acme/web",
        "https://GitHub.com/acme",
        "https://github.com:8443/acme",
        "https://github.com/acme\u2044web",
        "https://github.com/acme\x1b]8;;https://evil.example\x1b\\web",
        "https://github.com/acme\x07web",
        f"https://github.com/{'a' * 1000}",
        "javascript://github.com/%0aalert(1)",
    ],
)
def test_what_is_no_plain_address_of_a_known_host_is_no_link(text: str) -> None:
    assert "\x1b" not in rows(text, WIDE)


@for_each(
    "title",
    [
        "\x1b]8;;https://evil.example\x1b\\click me\x1b]8;;\x1b\\",
        "\x9d8;;https://evil.example\x9cclick me\x9d8;;\x9c",
        "\x1b]8;;https://evil.example\x07click me\x1b]8;;\x07",
        f"{ISSUE}\x1b\\\x1b]8;;https://evil.example\x1b\\",
        f"{ISSUE};https://evil.example",
        f"{ISSUE}\nhttps://evil.example",
        "\x1b]0;owned\x07",
    ],
)
def test_a_hostile_title_opens_no_link_of_its_own_and_closes_none(title: str) -> None:
    for width in (20, 30, 40, 80, 200):
        text = rows(f'Opened "{title}": {ISSUE}', replace(WIDE, width=width))

        assert {ISSUE} >= {*targets(text)}
        assert not {"\x9d", "\x9c", "\x07"} & {*text}
        assert "\x1b" not in shown(text)


@UNHURRIED
@given(st.lists(st.one_of(st.text(), st.sampled_from([*HOSTILE, ISSUE, " ", "https://"]))))
@example(["https://github.com/", "\x1b[m0\x1b[m"])
def test_whatever_stands_there_a_link_leads_where_it_says_and_is_closed(parts: list[str]) -> None:
    text, plain = "".join(parts), replace(WIDE, shows_links=False)
    uncoloured = re.sub(r"\x1b\[[0-9;]*m", "", text)
    for width in (20, 40, 100):
        device = replace(WIDE, width=width)

        linked = rows(text, device)

        assert (
            rows(text, replace(plain, width=width)) == shown(linked) == links.remove_links(linked)
        )
        assert all(target.startswith("https://github.com/") for target in targets(linked))
        assert all(target in uncoloured for target in targets(linked))


def test_colours_and_links_do_not_disturb_each_other() -> None:
    text = rows(f"\x1b[32mOpened\x1b[0m \x1b[31m{ISSUE}\x1b[0m now", replace(COLOUR, width=30))
    linked = rows(
        f"\x1b[32mOpened\x1b[0m \x1b[31m{ISSUE}\x1b[0m now",
        replace(COLOUR, width=30, shows_links=True, linked=KNOWN),
    )

    assert text == links.remove_links(linked)
    assert [ISSUE] == targets(linked)


@for_each(
    ("expected", "environment"),
    [
        (False, {}),
        (False, {"TERM": "xterm-256color"}),
        (False, {"TERM": "dumb", "TERM_PROGRAM": "vscode"}),
        (False, {"TERM": "xterm-kitty", "NO_COLOR": "1"}),
        (False, {"TERM": "xterm-256color", "VTE_VERSION": "7600", "TMUX": "/run/tmux,1,0"}),
        (False, {"TERM": "screen-256color", "VTE_VERSION": "7600"}),
        (False, {"TERM": "xterm-256color", "TERM_PROGRAM": "iTerm.app", "STY": "1.pts"}),
        (False, {"TERM": "xterm-256color", "VTE_VERSION": "5000"}),
        (False, {"TERM": "xterm-256color", "VTE_VERSION": "new"}),
        (False, {"TERM": "xterm-256color", "VTE_VERSION": "7" * 5_000}),
        (False, {"TERM": "xterm-256color", "VTE_VERSION": "\u00b2\u00b2\u00b2\u00b2"}),
        (False, {"TERM": "xterm-256color", "TERM_PROGRAM": "Apple_Terminal"}),
        (True, {"TERM": "xterm-256color", "VTE_VERSION": "7600"}),
        (True, {"TERM": "xterm-256color", "TERM_PROGRAM": "iTerm.app"}),
        (True, {"TERM": "xterm-256color", "WT_SESSION": "6c8f"}),
        (True, {"TERM": "xterm-kitty"}),
    ],
)
def test_only_a_terminal_that_is_known_to_show_links_gets_them(
    environment: dict[str, str], *, expected: bool
) -> None:
    assert expected is links.are_shown(environment)
