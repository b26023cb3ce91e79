"""What leads the git of a session's command to the session: a file of settings, and a script.

Git reads the file in the place of the system's, which it includes; so nothing of the person's is
written, and what `git config` writes goes where it always goes. A URL of GitHub becomes one of
git's own protocol, whose connection git leaves to the script: it runs a client of the session.
"""

import re
import shlex
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from aegis_cli.adapters.process.isolated import entry
from aegis_cli.session.line.address import VARIABLE

SETTINGS, SCRIPT = "gitconfig", "git-proxy"
"""The names of both in the folder of the session's socket."""
BEHIND_PROXY = " for "
"""What stands behind the command in `core.gitProxy`, wherever it comes first (git-config(1))."""
_SYSTEM, _NO_SYSTEM = "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM"
_ALLOWED = "GIT_ALLOW_PROTOCOL"
_NO = frozenset({"", "0", "false", "no", "off"})
_UNSET = frozenset({_NO_SYSTEM, "GIT_PROXY_COMMAND"})
"""The variables with which git would not read the file, or not run the script."""


def urls_of(host: str) -> tuple[str, ...]:
    """Return how the URLs begin that lead to a host."""
    return (
        f"https://{host}/",
        f"http://{host}/",
        f"https://www.{host}/",
        f"git@{host}:",
        f"ssh://git@{host}/",
        f"ssh://git@{host}:22/",
        f"ssh://{host}/",
        f"git+ssh://git@{host}/",
        f"ssh+git://git@{host}/",
        f"ssh://git@ssh.{host}:443/",
        f"git@ssh.{host}:",
    )


@dataclass(frozen=True, slots=True)
class GitRoad:
    """The road of git to one session."""

    folder: Path
    """The folder of the session's socket."""
    host: str
    """The host whose repositories the session reads."""

    def lay(self, address: str, variables: Mapping[str, str], system: str) -> dict[str, str]:
        """Write the script and the settings; return the variables of a command that has them.

        `system` is the file of the system's settings.
        """
        keeps_out = variables.get(_NO_SYSTEM, "").lower() not in _NO
        included = None if keeps_out else variables.get(_SYSTEM) or system
        script = self.folder / SCRIPT
        script.write_text(self._script(address), encoding="utf-8")
        script.chmod(0o700)
        settings = self.folder / SETTINGS
        settings.write_text("\n".join(self._settings(included)), encoding="utf-8")
        kept = {name: value for name, value in variables.items() if name not in _UNSET}
        return kept | {_SYSTEM: str(settings)}

    def _script(self, address: str) -> str:
        code = entry("aegis_cli.__main__", first="pass")
        run = shlex.join([sys.executable, "-I", "-c", code, "git-door"])
        return f'#!/bin/sh\n{VARIABLE}={shlex.quote(address)}\nexport {VARIABLE}\nexec {run} "$@"\n'

    def _settings(self, included: str | None) -> Iterator[str]:
        # NOTE: of two that fit equally well git takes the first: ours, and not that of a person
        # which would lead around.
        yield f"[url {_in_quotes(f'git://{self.host}/')}]"
        yield from (f"\tinsteadOf = {_in_quotes(each)}" for each in urls_of(self.host))
        yield "[core]"
        yield f"\tgitProxy = {_in_quotes(f'{self.folder / SCRIPT}{BEHIND_PROXY}{self.host}')}"
        if included:
            yield "[include]"
            yield f"\tpath = {_in_quotes(included)}"
        yield ""


def _in_quotes(text: str) -> str:
    """Return a value as a file of settings has it (git-config(1), "Syntax")."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def ways_around(settings: Iterable[tuple[str, str]], host: str) -> Iterator[str]:
    """Yield each setting of git that leads around the road to a host, or closes it."""
    yield from (key for key, value in settings if _leads_around(key, value, host))


def _leads_around(key: str, value: str, host: str) -> bool:
    section, _, rest = key.partition(".")
    about, _, name = rest.rpartition(".")
    match f"{section}.{name}".lower():
        case "url.insteadof":
            is_shorter = any(url.startswith(value) for url in urls_of(host))
            return not is_shorter and (_reaches(value, host) or _reaches(about, host))
        case "url.pushinsteadof" | "remote.pushurl":
            return _reaches(value, host)
        case "remote.url":
            is_ours = value.startswith((*urls_of(host), f"git://{host}/"))
            return _reaches(value, host) and not is_ours
        case "credential.helper":
            return value != "" and (not about or _reaches(about, host))
        case _:
            return (key.lower(), value.lower()) in _CLOSES


def _reaches(url: str, host: str) -> bool:
    """Tell whether a URL, or the beginning of one, is of a host, in whatever form."""
    pattern = rf"(?:.*//|[^/]*@)?(?:[^/]*@)?(?:www\.|ssh\.)?{re.escape(host)}(?:[.:/].*)?"
    return re.fullmatch(pattern, url, re.IGNORECASE) is not None


_CLOSES = {
    ("protocol.git.allow", "never"),
    ("protocol.allow", "never"),
    ("protocol.version", "0"),
    ("protocol.version", "1"),
}


def keys_around(home: Path, variables: Mapping[str, str], host: str) -> Iterator[str]:
    """Yield what a program can use to reach a host without the session, or what closes the road."""
    if _names(home / ".netrc", host):
        yield "~/.netrc"
    if _names(Path(variables.get("GH_CONFIG_DIR") or home / ".config" / "gh") / "hosts.yml", host):
        yield "the hosts.yml of gh"
    if any((home / ".ssh").glob("id_*")):
        yield "keys in ~/.ssh"
    if variables.get("SSH_AUTH_SOCK"):
        yield "an ssh-agent"
    if "git" not in variables.get(_ALLOWED, "git").split(":"):
        yield f"{_ALLOWED} without git"


def _names(file: Path, host: str) -> bool:
    try:
        return host in file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
