"""How a push weighs, and what is shown of it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from aegis_cli.core.push_commands import NO_OBJECT, PushCommands, RefUpdate
from aegis_cli.core.push_facts import CommitList, FileChange, PushFacts, PushSheet, RefFacts, RefWay
from aegis_cli.errors import Failed
from aegis_cli.providers.github.push_sheet import LARGE, sheet_of
from tests.helpers.rows import for_each

OLD, NEW = "a" * 40, "b" * 40
ONE = CommitList(1, ("bbbbbbb Tell",))
WORKFLOW = FileChange(".GitHub/workflows/ci.yml", "M", 1, 1)


def of(ref: str, way: RefWay, **more: Any) -> RefFacts:
    old, new = (
        (NO_OBJECT if way is RefWay.NEW else OLD),
        (NO_OBJECT if way is RefWay.DELETE else NEW),
    )
    brings = CommitList() if way is RefWay.DELETE else ONE
    return RefFacts(RefUpdate(ref, old, new), way, **{"brings": brings, **more})


def sheet(
    *refs: RefFacts, size: int = 100, default: str = "refs/heads/main", options: Any = ()
) -> PushSheet:
    commands = PushCommands(tuple(each.update for each in refs), frozenset(), options)
    return sheet_of(PushFacts(refs, default), commands, size, "acme/web")


TOPIC, MAIN, TAG = "refs/heads/topic", "refs/heads/main", "refs/tags/v1"
FORWARD = of(TOPIC, RefWay.FORWARD)


@for_each(
    ("made", "action"),
    [
        (lambda: sheet(FORWARD), "git.push"),
        (lambda: sheet(of(TOPIC, RefWay.NEW)), "git.push"),
        (lambda: sheet(of(TOPIC, RefWay.NEW), size=LARGE), "git.push"),
        (lambda: sheet(of(TOPIC, RefWay.NEW, brings=CommitList())), "git.push"),
        (lambda: sheet(of(TOPIC, RefWay.NEW), size=LARGE + 1), "git.push_asked"),
        (lambda: sheet(of(TOPIC, RefWay.NEW), default=""), "git.push_asked"),
        (lambda: sheet(of(MAIN, RefWay.FORWARD)), "git.push_asked"),
        (lambda: sheet(of(TAG, RefWay.NEW)), "git.push_asked"),
        (lambda: sheet(of(TOPIC, RefWay.DELETE)), "git.push_asked"),
        (lambda: sheet(of("refs/notes/x", RefWay.NEW)), "git.push_asked"),
        (lambda: sheet(FORWARD, of("refs/heads/b", RefWay.NEW)), "git.push_asked"),
        (lambda: sheet(FORWARD, options=("x",)), "git.push_asked"),
        (lambda: sheet(replace(FORWARD, files=(WORKFLOW,))), "git.push_asked"),
        (lambda: sheet(replace(of(TOPIC, RefWay.NEW), beside=(WORKFLOW.path,))), "git.push_asked"),
        (lambda: sheet(replace(FORWARD, brings=CommitList(-1))), "git.push_asked"),
        (lambda: sheet(of(TOPIC, RefWay.FORCE)), "git.push_force"),
        (lambda: sheet(of(TOPIC, RefWay.UNKNOWN)), "git.push_force"),
        (lambda: sheet(of(TAG, RefWay.FORWARD)), "git.push_force"),
        (lambda: sheet(of(TAG, RefWay.DELETE)), "git.push_force"),
        (lambda: sheet(of(MAIN, RefWay.DELETE)), "git.push_force"),
        (lambda: sheet(of("refs/notes/x", RefWay.DELETE)), "git.push_force"),
    ],
)
def test_the_strongest_reference_says_how_a_push_weighs(
    made: Callable[[], PushSheet], action: str
) -> None:
    assert action == made().action


def test_what_destroys_goes_alone() -> None:
    with pytest.raises(Failed) as refused:
        sheet(FORWARD, of("refs/heads/b", RefWay.FORCE))

    told = "A push with FORCE, or of a tag that is there, has one reference."
    assert (told, "Push each of them by itself.") == (refused.value.message, refused.value.hint)


def test_a_push_is_shown_with_what_comes_and_what_goes() -> None:
    files = (
        FileChange("a.txt", "A", 3, 0),
        WORKFLOW,
        FileChange("b\n1. READ: x", "M", 400, 100),
        FileChange("c.png", "M"),
        FileChange("d", "D", 0, 2),
    )
    lost = CommitList(42, ("aaaaaaa \x1b[31mRed\n2. READ",))
    told = sheet(of(TOPIC, RefWay.FORCE, files=files, loses=lost)).values

    assert {
        "repo": "acme/web",
        "ref": "topic",
        "what": "topic: FORCE, aaaaaaa..bbbbbbb, 1 commit",
        "commits": "bbbbbbb Tell",
        "files": (
            ".GitHub/workflows/ci.yml: +1 -1 +-\n"
            "a.txt: new, +3 -0 +++\n"
            "b 1. READ: x: +400 -100 ++++++++++++++++----\n"
            "c.png: binary, or not counted\n"
            "d: deleted, +0 -2 --"
        ),
        "runs_with_secrets": ".GitHub/workflows/ci.yml",
        "lost": "aaaaaaa \\x1b[31mRed 2. READ\nand 41 more of topic",
        "brings_back": f"git push origin {OLD}:refs/heads/topic --force",
    } == told


def test_a_line_that_is_to_be_typed_is_one_word_for_a_shell() -> None:
    told = sheet(of("refs/heads/$(id)", RefWay.FORCE, loses=ONE)).values

    assert f"git push origin '{OLD}:refs/heads/$(id)' --force" == told["brings_back"]


def test_many_references_and_files_are_counted() -> None:
    files = tuple(FileChange(f"f{n}", "A", 1, 0) for n in range(41))
    refs = [of(f"refs/heads/b{n}", RefWay.NEW) for n in range(5)]
    told = sheet(replace(refs[0], files=files), *refs[1:]).values

    assert "b0, b1, b2, b3 and 1 more" == told["ref"]
    assert 5 == len(told["what"].splitlines())
    assert told["files"].endswith("\nand 1 file more")
    assert (
        "b0: not known"
        == sheet(of("refs/heads/b0", RefWay.NEW, brings=CommitList(-1))).values["commits"]
    )
    assert "topic: DELETE, which was at aaaaaaa" == sheet(of(TOPIC, RefWay.DELETE)).values["what"]


def test_what_is_asked_for_and_what_git_found_are_said() -> None:
    made = sheet(replace(FORWARD, files=(WORKFLOW,)), options=("ci.skip", "a\nb"))

    assert "push topic to acme/web" == made.request
    assert "ci.skip\na b" == made.values["push_options"]
    assert made.values.keys() - {"repo"} == made.found
    assert {"ref", "what", "commits", "files", "runs_with_secrets", "push_options"} == made.found


def test_only_what_is_lost_or_deleted_has_a_line_that_brings_it_back() -> None:
    assert "brings_back" not in sheet(FORWARD).values
    assert "brings_back" not in sheet(of(TOPIC, RefWay.FORCE)).values
    line = f"git push origin {OLD}:refs/heads/topic --force"
    both = sheet(of(TOPIC, RefWay.DELETE), of("refs/heads/b", RefWay.NEW)).values
    assert line == both["brings_back"]


@for_each(
    ("count", "told"),
    [(-1, "commits not known"), (0, "0 commits"), (1, "1 commit"), (2, "2 commits")],
)
def test_commits_are_counted_in_words(count: int, told: str) -> None:
    what = sheet(replace(FORWARD, brings=CommitList(count))).values["what"]

    assert f"topic: fast-forward, aaaaaaa..bbbbbbb, {told}" == what


def test_a_bar_has_at_most_so_many_signs() -> None:
    changes = [FileChange("a", "M", *lines) for lines in ((20, 0), (0, 21), (1, 1000), (0, 0))]
    bars = [sheet(replace(FORWARD, files=(each,))).values["files"] for each in changes]

    assert [
        f"a: +20 -0 {'+' * 20}",
        f"a: +0 -21 {'-' * 20}",
        f"a: +1 -1000 +{'-' * 20}",
        "a: +0 -0",
    ] == bars


def test_each_reference_and_each_marked_file_has_a_line() -> None:
    other = FileChange("action.yml", "A")
    gone = (of(TOPIC, RefWay.DELETE), of("refs/heads/b", RefWay.DELETE))
    told = sheet(*gone, replace(of("refs/heads/c", RefWay.NEW), files=(WORKFLOW, other))).values

    assert ".GitHub/workflows/ci.yml\naction.yml" == told["runs_with_secrets"]
    assert ["topic", "b", "c"] == [each.partition(":")[0] for each in told["what"].split("\n")]
    assert [f"git push origin {OLD}:refs/heads/{each} --force" for each in ("topic", "b")] == told[
        "brings_back"
    ].split("\n")


def test_four_references_are_named_and_a_subject_is_cut() -> None:
    long = CommitList(1, ("b" * 101,))
    told = sheet(*(of(f"refs/heads/b{n}", RefWay.NEW, brings=long) for n in range(4))).values

    assert "b0, b1, b2, b3" == told["ref"]
    assert {"b" * 100 + "…"} == {*told["commits"].split("\n")}
