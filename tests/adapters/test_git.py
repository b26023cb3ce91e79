"""Which repository "this repo" is: gh's rules, on remotes written in every way that git knows."""

import subprocess
from pathlib import Path

import pytest

from aegis_cli.adapters.git import Remote, choose_remote, parse, remote_repo
from tests.helpers.rows import for_each

HOST = "github.com"


@for_each(
    "url",
    [
        "https://github.com/acme/web",
        "https://github.com/acme/web.git",
        "https://github.com/acme/web/",
        "https://www.github.com/acme/web.git",
        "https://GitHub.com/acme/web.git",
        "https://github.com:443/acme/web.git",
        "http://github.com/acme/web.git",
        "git://github.com/acme/web.git",
        "ssh://git@github.com/acme/web.git",
        "ssh://git@github.com:22/acme/web.git",
        "git+ssh://git@github.com/acme/web.git",
        "git@github.com:acme/web.git",
        "git@github.com:/acme/web.git",
        "github.com:acme/web",
        "ssh://git@ssh.github.com:443/acme/web.git",
        "https://ghp_0123456789@github.com/acme/web.git",
        "https://mona:ghp_0123456789@github.com/acme/web.git",
        "ghp_0123456789@github.com:acme/web.git",
    ],
)
def test_a_remote_is_read_in_every_spelling_and_without_its_user_info(url: str) -> None:
    (remote,) = parse(f"remote.origin.url {url}")

    assert Remote("origin", HOST, "acme/web") == remote


@for_each(
    "url",
    [
        "",
        "../web",
        "/srv/git/web.git",
        "file:///srv/git/acme/web.git",
        "https://github.com",
        "https://github.com/acme",
        "https://github.com/acme/web/issues",
        "https://github.com/acme/../web",
        "https://[github.com/acme/web",
        "https://github.com/acme/we%2Fb",
        "git@github.com:web.git",
        "ext::sh -c id",
        "https://github.com/ac me/web",
    ],
)
def test_a_remote_that_names_no_repository_is_left_out(url: str) -> None:
    assert () == parse(f"remote.origin.url {url}")


@for_each(
    ("remotes", "repo"),
    [
        ([], None),
        ([("origin", "acme/web")], "acme/web"),
        ([("origin", "mona/web"), ("upstream", "acme/web")], "acme/web"),
        ([("origin", "mona/web"), ("github", "acme/web")], "acme/web"),
        ([("github", "mona/web"), ("upstream", "acme/web")], "acme/web"),
        ([("fork", "mona/web"), ("origin", "acme/web")], "acme/web"),
        ([("one", "acme/web"), ("two", "mona/web")], "acme/web"),
    ],
)
def test_upstream_comes_before_github_before_origin_before_the_rest(
    remotes: list[tuple[str, str]], repo: str | None
) -> None:
    found = tuple(Remote(name, HOST, path) for name, path in remotes)

    assert repo == choose_remote(found, HOST)


@pytest.mark.parametrize(("resolved", "repo"), [("base", "mona/web"), ("acme/other", "acme/other")])
def test_the_default_that_gh_noted_comes_first(resolved: str, repo: str) -> None:
    remotes = (Remote("upstream", HOST, "acme/web"), Remote("origin", HOST, "mona/web", resolved))

    assert repo == choose_remote(remotes, HOST)


def test_a_remote_of_another_host_does_not_count() -> None:
    remotes = (Remote("upstream", "gitlab.com", "acme/web", "base"), Remote("x", HOST, "mona/web"))

    assert "mona/web" == choose_remote(remotes, HOST)
    assert choose_remote(remotes[:1], HOST) is None


# With git itself


class Checkout:
    """A repository in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.git("init", "--quiet")

    def git(self, *args: str) -> None:
        subprocess.run(["git", *args], cwd=self.folder, check=True, capture_output=True)


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Checkout:
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", "/dev/null")
    monkeypatch.chdir(tmp_path)
    return Checkout(tmp_path)


def test_the_remotes_of_the_folder_lead_to_the_repository(checkout: Checkout) -> None:
    checkout.git("remote", "add", "origin", "git@github.com:mona/web.git")
    checkout.git("remote", "add", "upstream", "https://mona:ghp_x@github.com/acme/web.git")

    assert "acme/web" == remote_repo(HOST)


def test_a_remote_may_have_a_dot_in_its_name(checkout: Checkout) -> None:
    checkout.git("remote", "add", "my.fork", "https://github.com/mona/web.git")

    assert "mona/web" == remote_repo(HOST)


def test_the_first_of_several_urls_is_where_git_fetches(checkout: Checkout) -> None:
    checkout.git("remote", "add", "origin", "https://github.com/acme/web.git")
    checkout.git("remote", "set-url", "--add", "origin", "https://github.com/mirror/web.git")
    checkout.git("remote", "set-url", "--push", "origin", "https://github.com/mona/web.git")

    assert "acme/web" == remote_repo(HOST)


def test_gh_repo_set_default_is_honoured(checkout: Checkout) -> None:
    checkout.git("remote", "add", "origin", "https://github.com/mona/web.git")
    checkout.git("remote", "add", "upstream", "https://github.com/acme/web.git")
    checkout.git("config", "--add", "remote.origin.gh-resolved", "base")

    assert "mona/web" == remote_repo(HOST)


def test_a_url_that_git_rewrites_is_read_as_git_uses_it(checkout: Checkout) -> None:
    checkout.git("config", "url.https://github.com/.insteadOf", "gh:")
    checkout.git("remote", "add", "origin", "gh:acme/web")

    assert "acme/web" == remote_repo(HOST)


@pytest.mark.usefixtures("checkout")
def test_without_a_remote_there_is_no_current_repository() -> None:
    assert remote_repo(HOST) is None


def test_outside_of_a_checkout_there_is_no_current_repository(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    monkeypatch.chdir(tmp_path)

    assert remote_repo(HOST) is None


def test_without_git_there_is_no_current_repository(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")

    assert remote_repo(HOST) is None
