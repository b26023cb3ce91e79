"""Every command that README, pages, helps and tour show is typed as it stands there, on a sandbox.

Each is typed on a terminal of its own, by somebody who says yes, signs in, and leaves what waits for
them; it ends well, or as `OTHER_ENDS` says. The commands are found in the texts themselves; one that
several texts show is typed once, where the first of them shows it.
"""

import re
import shlex
import shutil
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from pathlib import Path

import pytest
from pexpect import TIMEOUT  # type: ignore[import-untyped]  # it has no types

from aegis_cli.adapters.process.sandbox_process import EVERY
from tests.adapters.auth0.callback import callback_ports
from tests.helpers.console import AEGIS, NO_SESSION, Console, console, run_in
from tests.helpers.examples import HELPS, ROOT, of_help, of_manual, of_page, of_tour

NEEDED = ("jq", "make", "man")

pytestmark = [
    pytest.mark.enable_socket,
    pytest.mark.whole,
    pytest.mark.skipif(not all(map(shutil.which, NEEDED)), reason=f"needs {', '.join(NEEDED)}"),
]

LEFT_OUT = {
    "python3 -m venv .venv && .venv/bin/pip install": "It installs; `.ci/run` types it.",
    "aegis --install-completion": "It asks which shell it was typed in; `test_completion.py` says.",
    "claude mcp add": "Another program's command, with ours behind it.",
    "aegis setup\n": "It walks from an empty tenant to a write; `test_setup_walk.py` does.",
    "aegis setup --domain": "As above.",
    "aegis session --isolate": "It needs namespaces; `test_session_isolated.py` has them.",
    "AEGIS_VAULT_CLIENT_SECRET=$(pass": "Its secrets are of nobody; `test_vault_credentials.py`.",
}
"""What is not typed, by its beginning or all of its line, with the reason: at most ten."""

OTHER_ENDS = {
    "aegis doctor --tenant": 7,
    "pass auth0/token | aegis setup auth0 acme.eu.auth0.com --token-stdin --check": 7,
    "aegis setup github YOUR-TENANT.eu.auth0.com --profile maintainer": 7,
    "aegis setup auth0 acme.eu.auth0.com --check": 7,
    "aegis setup github acme.eu.auth0.com": 7,
    "aegis setup fga": 2,
    "aegis setup fga --check": 2,
    "aegis setup github acme.eu.auth0.com --owner acme --profile maintainer": 7,
}
"""The exit codes of what finds that the sandbox's tenant was not set up, or names no store of
rules: that is so."""

MOST_LEFT_OUT = 10
FEWEST = 90
"""As many commands are there at least: who finds fewer does not read the texts."""
TYPED_IN_ORDER = "first-tenant.md"
"""The page whose commands rest on those before them; `test_first_tenant.py` types it from its top."""
PAGES = [
    ROOT / "README.md",
    *sorted(page for page in (ROOT / "docs").glob("*.md") if page.name != TYPED_IN_ORDER),
]
TOUR = ROOT / "src" / "aegis_cli" / "cli" / "tour.txt"
TOKEN = "sandbox-management"

_AT_ONCE = 3
_SHELL = frozenset("|&<>$;")
_TAKES_PORTS = re.compile(r"aegis (?:--sandbox )?(?:connect|broker)\b")
"""The commands that take the same ports of the machine each time."""
_IN_A_SESSION = ("aegis session status", "aegis mcp ")
_TYPED = {
    "(it is not shown): ": TOKEN,
    "Client ID of the application at Slack: ": "an-id",
    "Client ID of the application at Jira: ": "an-id",
    "[y/n] ": "y",
    "[y/n, Enter if not tried] ": "",
    "Choose a PIN of 4 or more characters: ": "4711x",
    "The same PIN again: ": "4711x",
    **{
        f"Type {phrase} to confirm: ": phrase
        for phrase in ("mona/scratch", "delete label wontfix of acme/web")
    },
    "ready> ": "exit",
    "runs until Ctrl-C": "\x03",
    "Ctrl-C ends it": "\x03",
    "/s\r\n": "\x03\x03",
}
"""What is typed at what is shown, with Enter behind it."""

_AT_PROMPTS = {"aegis> ": "\x04"}
"""What is pressed at the prompt of aegis."""

_STANDS_FOR = {
    "YOUR-TENANT.eu.auth0.com": "{tenant}",
    "acme.eu.auth0.com": "{tenant}",
    "YOUR-LOGIN": "mona",
    "mona@acme.example": "mona@example.com",
    "OWNER/NAME": "acme/web",
    "#NUMBER": "#11",
}
"""What the pages have a person replace, or that is of nobody."""

_PROGRAMS = {
    "claude": "exec aegis whoami",
    "codex": "exec aegis whoami",
    "pass": f"case $* in auth0/token) echo {TOKEN};; *) echo sandbox-secret;; esac",
}
"""What stands for the programs of others, such as a coding agent: they only read."""


def commands() -> dict[str, list[str]]:
    """Return the commands of each text."""
    pages = {path.name: of_page(path.read_text(encoding="utf-8")) for path in PAGES}
    helps = {path.name: of_help(path.read_text(encoding="utf-8")) for path in HELPS.glob("*.txt")}
    tour = {TOUR.name: of_tour(TOUR.read_text(encoding="utf-8"))}
    return {name: found for name, found in (pages | helps | tour).items() if found}


def typed_commands() -> dict[str, list[str]]:
    """Return the commands that are typed, each in the first text that shows it."""
    first: dict[str, str] = {}
    for name, lines in commands().items():
        for line in lines:
            first.setdefault(line, name)
    found: dict[str, list[str]] = {}
    for line, name in first.items():
        if not is_left_out(line):
            found.setdefault(name, []).append(line)
    return found


def is_left_out(line: str) -> bool:
    return f"{line}\n".startswith(tuple(LEFT_OUT))


def furnish(folder: Path) -> None:
    """Lay out what the pages speak of: the files, the programs, and the Makefile of one."""
    (folder / "crash.log").write_text("Traceback: boom\n", encoding="utf-8")
    (folder / "web.whl").write_text("a wheel\n", encoding="utf-8")
    (folder / "key.txt").write_text("s3cret-value-of-nobody\n", encoding="utf-8")
    (folder / "notes.md").write_text("# Notes\n", encoding="utf-8")
    (folder / "try.toml").write_text('engine = "offline"\n', encoding="utf-8")
    (folder / "policy.toml").write_text('[everyone]\nallow = ["issues.*"]\n', encoding="utf-8")
    page = (ROOT / "docs" / "pipelines.md").read_text(encoding="utf-8")
    makefile = page.partition("```make\n")[2].partition("```")[0]
    (folder / ".bashrc").write_text("PS1='ready> '\n", encoding="utf-8")
    (folder / "Makefile").write_text(f"{makefile}\nall: report\n", encoding="utf-8")
    programs = folder / "bin"
    programs.mkdir()
    for name, text in _PROGRAMS.items():
        (programs / name).write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
        (programs / name).chmod(0o755)


def typed(line: str, at: Console) -> tuple[int, str]:
    """Type a line on a terminal, and return how it ended, with what was shown."""
    tenant = at.sandbox.environment["AEGIS_ISSUER"].rstrip("/")
    for word, meant in _STANDS_FOR.items():
        line = line.replace(word, meant.format(tenant=tenant))
    path = ":".join(
        [str(Path(AEGIS).parent), str(at.folder / "bin"), "/usr/local/bin:/usr/bin:/bin"]
    )
    more = {"PATH": path, "EDITOR": "true", "MANPAGER": "cat", "TERM": "dumb", **NO_SESSION}
    words = _words(line, more)
    with at.terminal(*words[1:], line="" if words else line, size=(80, 200), more=more) as it:
        return it.answered(_TYPED, at_prompts=_AT_PROMPTS), it.seen


def _words(line: str, more: dict[str, str]) -> list[str]:
    """Return the words of a line that needs no shell, after its settings; none if it does."""
    if line.startswith(_IN_A_SESSION):
        return ["aegis", "session", "--", "sh", "-c", f"{{ {line}; }} < /dev/null"]
    words = [] if _SHELL & {*line} else shlex.split(line)
    while words and "=" in words[0]:
        name, _, value = words.pop(0).partition("=")
        more[name] = value
    return words if words[:1] == ["aegis"] else []


def ended(line: str) -> str:
    """Type a line on a sandbox of its own; return what is wrong with how it ended, or ""."""
    ports = callback_ports() if _TAKES_PORTS.search(line) else nullcontext()
    with ports, console(*EVERY) as at:
        at.begin()
        furnish(at.folder)
        try:
            if "--person" in line:
                typed("aegis whoami", at)  # as the page says: Auth0 knows who has signed in
            code, seen = typed(line, at)
        except (AssertionError, OSError, TIMEOUT) as error:
            return f"$ {line}\n{error}"
    wanted = OTHER_ENDS.get(line, 0)
    return "" if code == wanted else f"$ {line}\nexit {code}, not {wanted}:\n{seen}"


def failures(lines: Sequence[str]) -> list[str]:
    """Type each of the lines, and return those that fail, with what was shown."""
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        return [told for told in pool.map(ended, lines) if told]


@pytest.mark.parametrize("text", typed_commands())
def test_every_command_of_a_text_is_typed_and_does_what_it_says(text: str) -> None:
    failed = failures(typed_commands()[text])

    assert not failed, "\n\n".join(failed)


def test_the_manual_page_has_the_commands_of_the_helps_and_no_others() -> None:
    page = run_in(Path("/"), "help", "--man").out
    in_helps = {
        line for name, lines in commands().items() if (HELPS / name).exists() for line in lines
    }

    assert in_helps == {*of_manual(page)}


def test_what_is_left_out_is_little_and_is_there() -> None:
    every = [line for lines in commands().values() for line in lines]

    assert FEWEST < len({*every})
    assert len({line for line in every if is_left_out(line)}) <= MOST_LEFT_OUT
    assert not [
        start for start in LEFT_OUT if not any(f"{line}\n".startswith(start) for line in every)
    ]
    assert OTHER_ENDS.keys() <= {*every}
