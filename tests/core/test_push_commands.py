"""What a git that pushes may ask for, and what it is told that it may."""

import pytest

from aegis_cli.core.pkt_lines import FLUSH, BadLine, pkt_line
from aegis_cli.core.push_commands import (
    NO_OBJECT,
    SERVED,
    PushCommands,
    RefUpdate,
    read_options,
    references_for_push,
)
from tests.helpers.rows import for_each

OLD, NEW = "a" * 40, "b" * 40
CAPS = "report-status-v2 side-band-64k object-format=sha1 agent=git/2.47.3"


def said(*commands: str, caps: str = CAPS, before: tuple[str, ...] = ()) -> bytes:
    first, *others = commands
    lines = [*before, f"{first}\0 {caps}", *others]
    return b"".join(pkt_line(line.encode()) for line in lines) + FLUSH


def command(ref: str, old: str = OLD, new: str = NEW) -> str:
    return f"{old} {new} {ref}"


def test_commands_are_read_with_what_git_wants() -> None:
    deleted = command("refs/tags/v1", new=NO_OBJECT)
    read = PushCommands.read(said(command("refs/heads/main"), deleted))

    assert (
        RefUpdate("refs/heads/main", OLD, NEW),
        RefUpdate("refs/tags/v1", OLD, NO_OBJECT),
    ) == read.updates
    assert {"report-status-v2", "side-band-64k", "object-format=sha1"} == read.capabilities
    assert (True, False, True) == (read.has_pack, read.has_options, read.hears_meanwhile)


def test_as_many_as_are_allowed_are_read_and_lines_may_end() -> None:
    names = [f"refs/heads/a{n}" for n in range(256)]
    others = (f"{command(each)}\n" for each in names[1:])
    read = PushCommands.read(said(command(names[0]), *others, caps="report-status\n"))

    assert names == [each.ref for each in read.updates]
    assert {"report-status"} == read.capabilities
    assert not read.hears_meanwhile


def test_all_that_is_served_may_be_wanted() -> None:
    assert (
        SERVED
        == PushCommands.read(said(command("refs/heads/a"), caps=" ".join(SERVED))).capabilities
    )


def test_no_pack_follows_where_all_is_deleted() -> None:
    read = PushCommands.read(said(command("refs/heads/a", new=NO_OBJECT)))

    assert not read.has_pack


def test_a_shallow_clone_says_so_before() -> None:
    read = PushCommands.read(said(command("refs/heads/a"), before=(f"shallow {OLD}",)))

    assert ["a"] == [each.name for each in read.updates]


@for_each(
    ("message", "words"),
    [
        (said("push-cert"), "signed"),
        (said(command("refs/heads/a"), caps="side-band-64k"), "not served"),
        (said(command("refs/heads/a"), caps=f"{CAPS} object-format=sha256"), "not served"),
        (said(command("refs/heads/a"), command("refs/heads/a")), "twice"),
        (said(command("refs/heads/a", new=OLD)), "to become what it is"),
        (said(*(command(f"refs/heads/a{n}") for n in range(257))), "256"),
        (said(command("main")), "no command"),
        (said("hello"), "no command"),
        (FLUSH, "no command"),
        (said(command("refs/heads/a"))[:-4], "cut off"),
        (pkt_line(b"\xff") + FLUSH, "no text"),
        (b"0" * (1024 * 1024 + 1), "too many"),
    ],
)
def test_what_is_not_served_is_refused(message: bytes, words: str) -> None:
    with pytest.raises(BadLine, match=words):
        PushCommands.read(message)


@for_each(
    "name",
    [
        *(
            "a b",
            "a~1",
            "a^",
            "a:b",
            "a?",
            "a*",
            "a[",
            "a\\b",
            "a..b",
            "a\x1b[31m",
            "a\nb",
            "a\x7f",
        ),
        *("a@{1}", "a.lock", "a.lock/b", "a/", "a.", "a//b", "a/.b", "a\u202eb", "a\u200bb"),
    ],
)
def test_a_name_that_git_would_not_give_is_refused(name: str) -> None:
    with pytest.raises(BadLine, match="name"):
        PushCommands.read(said(command(f"refs/heads/{name}")))


def test_names_are_those_of_people() -> None:
    updates = [RefUpdate(ref, OLD, NEW) for ref in ("refs/heads/a/b", "refs/tags/v1", "refs/x/y")]

    assert ["a/b", "tags/v1", "x/y"] == [each.name for each in updates]
    assert [(True, False), (False, True), (False, False)] == [
        (each.is_branch, each.is_tag) for each in updates
    ]


def test_options_are_few_and_short() -> None:
    assert ("ci.skip", "x=y") == read_options(pkt_line(b"ci.skip\n") + pkt_line(b"x=y") + FLUSH)
    longest = (pkt_line(b"x" * 256) * 16) + FLUSH
    assert ("x" * 256,) * 16 == read_options(longest)
    for many in (pkt_line(b"x") * 17, pkt_line(b"x" * 257)):
        with pytest.raises(BadLine, match="16"):
            read_options(many + FLUSH)


def test_what_has_options_says_so() -> None:
    read = PushCommands.read(said(command("refs/heads/a"), caps=f"{CAPS} push-options"))

    assert read.has_options
    assert ("x",) == read.with_options(("x",)).options


SERVICE = pkt_line(b"# service=git-receive-pack\n") + FLUSH


def test_git_is_told_the_references_and_what_is_served_alone() -> None:
    caps = b"report-status delete-refs push-cert=nonce side-band-64k quiet agent=git/1"
    first, second = f"{OLD} refs/heads/main".encode(), f"{NEW} refs/heads/x\n".encode()
    told = references_for_push(
        SERVICE + pkt_line(first + b"\0" + caps + b"\n") + pkt_line(second) + FLUSH
    )

    served = b"report-status delete-refs side-band-64k quiet agent=aegis\n"
    assert pkt_line(first + b"\0" + served) + pkt_line(second) + FLUSH == told


@pytest.mark.parametrize("answer", [b"", SERVICE, SERVICE + FLUSH, SERVICE + pkt_line(b"x")])
def test_what_says_no_capability_is_no_answer(answer: bytes) -> None:
    with pytest.raises(BadLine):
        references_for_push(answer)
