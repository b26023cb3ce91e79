"""Finds the repository that "this repo" means, with the rules of `gh` for the git remotes.

Only the host and the path of a remote's URL are used. The user info, which may hold a token, is
removed first. Source: cli.github.com/manual, gh_help_environment and
gh_repo_set-default.
"""

import os
import re
import subprocess
from dataclasses import dataclass
from urllib.parse import urlsplit

from aegis_cli.adapters.process.isolated import without_secrets

_SCP = re.compile(r"(?:[^@/\s]*@)?([^:/\s]+):(?!//)(.+)")
_KEYS = r"^(remote\..*\.(url|gh-resolved)|url\..*\.insteadof)$"
_SSH_OVER_HTTPS = "ssh.github.com"  # what github.com is called on port 443
_ORDER = ("upstream", "github", "origin")
_PATH = re.compile(r"/?([A-Za-z0-9_-]+/[A-Za-z0-9._-]+?)(?:\.git)?/?")


@dataclass(frozen=True, slots=True)
class Remote:
    """A git remote that names a repository."""

    name: str
    host: str
    repo: str
    resolved: str | None = None
    """The value that `gh repo set-default` wrote: "base", or a repository."""


def remote_repos() -> tuple[str, ...]:
    """Return the repositories of all git remotes, on whatever host, in the order of `gh`."""
    remotes = sorted(parse(_git("config", "--get-regexp", _KEYS)), key=_rank)
    return tuple(dict.fromkeys(remote.repo for remote in remotes))


def remote_repo(host: str) -> str | None:
    """Return the repository of the git remotes; `None` if there is none."""
    return choose_remote(parse(_git("config", "--get-regexp", _KEYS)), host)


def all_settings() -> tuple[tuple[str, str], ...]:
    """Return every setting that git has here, as key and value."""
    pairs = (each.partition("\n") for each in _git("config", "--list", "-z").split("\0"))
    return tuple((key, value) for key, _, value in pairs if key)


def system_settings() -> str:
    """Return the file of the system's settings."""
    return _git("var", "GIT_CONFIG_SYSTEM").strip() or "/etc/gitconfig"


def parse(config: str) -> tuple[Remote, ...]:
    """Return the remotes in `git config --get-regexp` lines, with URLs rewritten as git does."""
    pairs = [line.partition(" ")[::2] for line in config.splitlines()]
    urls: dict[str, str] = {}
    for key, value in pairs:
        if key.startswith("remote.") and key.endswith(".url"):
            urls.setdefault(key.removeprefix("remote.").removesuffix(".url"), value)
    resolved = {
        key.removeprefix("remote.").removesuffix(".gh-resolved"): value
        for key, value in pairs
        if key.endswith(".gh-resolved")
    }
    targets = {name: _host_and_repo(_rewritten(url, pairs)) for name, url in urls.items()}
    return tuple(
        Remote(name, *target, resolved.get(name)) for name, target in targets.items() if target
    )


def _rewritten(url: str, pairs: list[tuple[str, str]]) -> str:
    """Apply `url.BASE.insteadOf`: the longest prefix wins (git-config(1))."""
    rules = [
        (value, key.removeprefix("url.").removesuffix(".insteadof"))
        for key, value in pairs
        if key.startswith("url.") and key.endswith(".insteadof") and url.startswith(value)
    ]
    if not rules:
        return url
    prefix, base = max(rules, key=lambda rule: len(rule[0]))
    return base + url.removeprefix(prefix)


def choose_remote(remotes: tuple[Remote, ...], host: str) -> str | None:
    """Choose as gh does: the set default, then upstream, github, origin, then any other."""
    here = [remote for remote in remotes if remote.host == host]
    for remote in here:
        if remote.resolved:
            return remote.repo if remote.resolved == "base" else remote.resolved
    return min(here, key=_rank).repo if here else None


def _rank(remote: Remote) -> int:
    return _ORDER.index(remote.name) if remote.name in _ORDER else len(_ORDER)


def _host_and_repo(url: str) -> tuple[str, str] | None:
    """Return host and OWNER/NAME of a remote's URL, in any of git's URL forms."""
    if "://" in url:
        try:
            parts = urlsplit(url)
            host, path = parts.hostname or "", parts.path
        except ValueError:
            return None
    elif match := _SCP.fullmatch(url):
        host, path = match.groups()
    else:
        return None
    repo = _PATH.fullmatch(path)
    host = host.lower().removeprefix("www.")
    host = "github.com" if host == _SSH_OVER_HTTPS else host
    return (host, repo.group(1)) if repo and host else None


def _git(*args: str) -> str:
    try:
        process = subprocess.run(  # noqa: S603
            ["git", *args],  # noqa: S607  # the git that the person uses
            capture_output=True,
            text=True,
            timeout=5,
            check=False,
            errors="replace",
            stdin=subprocess.DEVNULL,
            env=without_secrets(os.environ),
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return process.stdout if process.returncode == 0 else ""
