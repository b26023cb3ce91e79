"""What leads git to a session: a file of settings and a script, and what leads around them."""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from shutil import which

import pytest

from aegis_cli.session.git_road import (
    SCRIPT,
    SETTINGS,
    GitRoad,
    keys_around,
    urls_of,
    ways_around,
)
from tests.helpers.rows import for_each

HOST = "github.com"


@pytest.fixture(name="road")
def a_road(tmp_path: Path) -> GitRoad:
    folder = tmp_path / 'a "folder" \\ here'
    folder.mkdir()
    return GitRoad(folder, HOST)


def laid(road: GitRoad, **variables: str) -> dict[str, str]:
    return road.lay(f"{road.folder}/s", {"PATH": os.environ["PATH"], **variables}, "/etc/gitconfig")


def settings(variables: Mapping[str, str]) -> list[str]:
    words = ["git", "config", "--list", "--show-origin"]
    alone = {**variables, "HOME": "/nonexistent"}
    return subprocess.check_output(words, env=alone, text=True, cwd="/").splitlines()


@pytest.mark.skipif(which("git") is None, reason="git is not on this machine")
def test_git_reads_the_settings_wherever_the_folder_is(road: GitRoad) -> None:
    told = "\n".join(settings(laid(road)))

    for url in urls_of(HOST):
        assert f"url.git://{HOST}/.insteadof={url}\n" in told
    assert f"core.gitproxy={road.folder / SCRIPT} for {HOST}" in told


@pytest.mark.skipif(which("git") is None, reason="git is not on this machine")
def test_settings_of_the_system_are_included_unless_the_person_keeps_them_out(
    road: GitRoad, tmp_path: Path
) -> None:
    own = tmp_path / "own"
    own.write_text("[user]\n\tname = Mona\n", encoding="utf-8")

    with_own = laid(road, GIT_CONFIG_SYSTEM=str(own))
    assert any("user.name=Mona" in line for line in settings(with_own))
    without = laid(road, GIT_CONFIG_SYSTEM=str(own), GIT_CONFIG_NOSYSTEM="1")
    assert not any("user.name=Mona" in line for line in settings(without))


def test_the_script_is_the_persons_alone_and_names_the_session(road: GitRoad) -> None:
    variables = laid(road, GIT_CONFIG_NOSYSTEM="0", GIT_PROXY_COMMAND="x", KEPT="y")
    script = road.folder / SCRIPT

    assert 0o700 == script.stat().st_mode & 0o777
    assert "git-door" in script.read_text(encoding="utf-8")
    assert str(road.folder / SETTINGS) == variables["GIT_CONFIG_SYSTEM"]
    assert {"PATH", "KEPT", "GIT_CONFIG_SYSTEM"} == variables.keys()


AROUND = {
    "a longer insteadOf": ("url.git@github.com:acme/.insteadof", "https://github.com/acme/"),
    "a name before the host": ("url.x.insteadof", "https://mona@github.com/"),
    "pushInsteadOf": ("url.git@github.com:.pushinsteadof", "https://github.com/"),
    "a pushurl": ("remote.origin.pushurl", "git@github.com:acme/web"),
    "a remote with a name": ("remote.origin.url", "https://mona@github.com/acme/web"),
    "a remote with a port": ("remote.origin.url", "https://github.com:443/acme/web"),
    "a remote in capitals": ("remote.origin.url", "https://GitHub.com/acme/web"),
    "a remote of another ssh user": ("remote.origin.url", "org-1@github.com:acme/web"),
    "a remote of ssh without a user": ("remote.origin.url", "github.com:acme/web"),
    "a short form, which git leads on no further": ("url.https://github.com/.insteadof", "gh:"),
    "a helper that knows a password": ("credential.helper", "store"),
    "a helper of the host": ("credential.https://github.com.helper", "!gh auth git-credential"),
    "a protocol that is off": ("protocol.git.allow", "Never"),
    "version 0": ("protocol.version", "0"),
}
OURS = {
    "the same insteadOf": ("url.git@github.com:.insteadof", "https://github.com/"),
    "another host": ("url.git@gitlab.com:.insteadof", "https://gitlab.com/acme/"),
    "a shorter insteadOf": ("url.git@github.com:.insteadof", "https://github.com"),
    "our own insteadOf": ("url.git://github.com/.insteadof", "git@github.com:"),
    "a short form of another host": ("url.https://gitlab.com/.insteadof", "gl:"),
    "a mirror elsewhere": ("remote.origin.url", "https://gitlab.com/mirrors/github.com/web"),
    "a host that ends alike": ("remote.origin.url", "https://mona@mygithub.com/acme/web"),
    "a helper that is emptied": ("credential.helper", ""),
    "a helper of another host": ("credential.https://gitlab.com.helper", "store"),
    "a remote of our own": ("remote.origin.url", "git://github.com/acme/web"),
    "a remote": ("remote.origin.url", "git@github.com:acme/web"),
    "a pushurl elsewhere": ("remote.origin.pushurl", "git@gitlab.com:acme/web"),
    "version 2": ("protocol.version", "2"),
}


@for_each("setting", AROUND.values(), ids=AROUND)
def test_what_leads_around_is_named(setting: tuple[str, str]) -> None:
    assert [setting[0]] == [*ways_around([setting], HOST)]


@for_each("setting", OURS.values(), ids=OURS)
def test_what_leads_to_the_session_is_not(setting: tuple[str, str]) -> None:
    assert [] == [*ways_around([setting], HOST)]


def test_keys_of_the_person_are_named(tmp_path: Path) -> None:
    assert [] == [*keys_around(tmp_path, {}, HOST)]
    (tmp_path / ".netrc").write_text("machine github.com login x", encoding="utf-8")
    (tmp_path / ".ssh").mkdir()
    (tmp_path / ".ssh" / "id_ed25519").touch()
    (tmp_path / "gh").mkdir()
    (tmp_path / "gh" / "hosts.yml").write_text("github.com:\n", encoding="utf-8")

    found = keys_around(
        tmp_path, {"SSH_AUTH_SOCK": "/run/x", "GH_CONFIG_DIR": str(tmp_path / "gh")}, HOST
    )

    assert ["~/.netrc", "the hosts.yml of gh", "keys in ~/.ssh", "an ssh-agent"] == [*found]


def test_a_variable_that_forbids_the_protocol_of_the_road_is_named(tmp_path: Path) -> None:
    def named(allowed: str) -> list[str]:
        return [*keys_around(tmp_path, {"GIT_ALLOW_PROTOCOL": allowed}, HOST)]

    assert ["GIT_ALLOW_PROTOCOL without git"] == named("https:ssh")
    assert ["GIT_ALLOW_PROTOCOL without git"] == named("")
    assert [] == named("https:git:ssh")
