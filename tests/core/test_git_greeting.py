"""What git says first at a door, and why it is refused."""

import pytest

from aegis_cli.core.git_greeting import GitGreeting
from aegis_cli.core.pkt_lines import BadLine

HOST = "github.com"


def said(
    service: str = "git-upload-pack",
    path: str = "/acme/web.git",
    host: str = HOST,
    more: str = "\0version=2\0",
) -> GitGreeting:
    return GitGreeting.read(f"{service} {path}\0host={host}\0{more}".encode())


def test_git_names_the_repository_the_host_and_the_version() -> None:
    greeting = GitGreeting.read(b"git-upload-pack /acme/web\0host=github.com\0\0version=2\0")

    assert GitGreeting("git-upload-pack", "acme/web", HOST, speaks_2=True) == greeting
    assert "" == greeting.hindrance(HOST)


@pytest.mark.parametrize("path", ["/acme/web.git", "//acme/web.git", "/acme/web.git/"])
def test_slashes_around_the_name_say_nothing(path: str) -> None:
    assert "acme/web.git" == said(path=path).repo


@pytest.mark.parametrize(
    ("greeting", "words"),
    [
        (said(host="gitlab.com"), "this session leads to github.com alone"),
        (said(host="github.com:9419"), "this session leads to github.com alone"),
        (said(host=""), "this session leads to github.com alone"),
        (said("git-receive-pack", host="gitlab.com"), "this session leads to github.com alone"),
        (said("git-upload-archive"), "and not 'git-upload-archive'"),
        (said(more=""), "version 2 of git's protocol"),
        (said(more="\0version=1\0"), "version 2 of git's protocol"),
    ],
)
def test_what_is_not_served_is_refused_in_words(greeting: GitGreeting, words: str) -> None:
    assert words in greeting.hindrance(HOST)


def test_a_push_speaks_no_version() -> None:
    greeting = said("git-receive-pack", more="")

    assert (True, "") == (greeting.is_push, greeting.hindrance(HOST))


def test_what_is_no_text_is_no_greeting() -> None:
    with pytest.raises(BadLine):
        GitGreeting.read(b"git-upload-pack /\xff\0")
