"""A push is looked at by git itself, beside what there is of its repository at the server."""

import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from shutil import which

import pytest

from aegis_cli.adapters.git_push import confined_git, quarantine
from aegis_cli.core.push_commands import NO_OBJECT, PushCommands
from aegis_cli.core.push_facts import FileChange, RefWay
from aegis_cli.errors import Code, Failed
from tests.adapters.git_push_here import ALONE, Place, looking

pytestmark = pytest.mark.skipif(which("git") is None, reason="git is not on this machine")

MAIN, TOPIC = "refs/heads/main", "refs/heads/topic"


@pytest.fixture(name="place")
def a_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    (tmp_path / "own").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "own"))
    place = Place(tmp_path)
    place.commit("a.txt", "One\n" * 50, "First")
    place.commit("docs/b.txt", "Two\n", "Second")
    place.push()
    yield place
    assert [] == [*(tmp_path / "own").iterdir()]


def test_a_branch_that_goes_forward_is_shown_with_its_commits_and_files(place: Place) -> None:
    new = place.commit("a.txt", "One\n" * 49 + "Three\n", "Change it")

    facts = place.facts(place.update(MAIN))

    (ref,) = facts.refs
    assert (RefWay.FORWARD, MAIN) == (ref.way, facts.default)
    assert (1, (f"{new[:7]} Change it",)) == (ref.brings.count, ref.brings.subjects)
    assert (FileChange("a.txt", "M", 1, 1),) == ref.files
    assert ref.loses.count == 0


def test_a_rewritten_branch_is_a_force_that_says_what_is_lost(place: Place) -> None:
    lost = place.git("rev-parse", "HEAD")[:7]
    place.git("reset", "-q", "--hard", "HEAD~1")
    place.commit("c.txt", "Else\n", "Other")

    (ref,) = place.facts(place.update(MAIN)).refs

    assert RefWay.FORCE is ref.way
    assert (f"{lost} Second",) == ref.loses.subjects
    assert {"c.txt", "docs/b.txt"} == {each.path for each in ref.files}


def test_a_new_branch_is_compared_with_the_default_branch(place: Place) -> None:
    place.commit("new.txt", "New\n", "Begin")

    (ref,) = place.facts(place.update(TOPIC)).refs

    assert (RefWay.NEW, 1) == (ref.way, ref.brings.count)
    assert (FileChange("new.txt", "A", 1, 0),) == ref.files
    assert ("new.txt",) == ref.beside


def test_a_part_of_what_changes_is_never_taken_for_all(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(confined_git, "LARGEST", 4096)
    for at in range(100):
        (place.clone / f"{at}.txt").write_text("New\n")
    place.commit("zzz.txt", "New\n", "Hide the last")

    with pytest.raises(Failed) as caught:
        place.facts(place.update(MAIN))

    assert caught.value.message == "What this push is about could not be read."


def test_a_branch_at_an_old_commit_has_the_files_that_were_there_then(place: Place) -> None:
    old = place.commit(".github/workflows/ci.yml", "on: push\n", "Run it")
    place.git("rm", "-q", "-r", ".github")
    place.git("commit", "-q", "-m", "Run it no more")
    place.push()

    (ref,) = place.facts(place.update(TOPIC, old)).refs

    assert (RefWay.NEW, 0, ()) == (ref.way, ref.brings.count, ref.files)
    assert (".github/workflows/ci.yml",) == ref.beside


def test_the_first_branch_of_a_repository_has_all_its_files(tmp_path: Path) -> None:
    place = Place(tmp_path)
    place.commit("a.txt", "One\n", "First")

    facts = place.facts(place.update(MAIN))

    (ref,) = facts.refs
    assert ("", RefWay.NEW, 1) == (facts.default, ref.way, ref.brings.count)
    assert (FileChange("a.txt", "A", 1, 0),) == ref.files


def test_a_deletion_says_what_no_branch_has_any_more(place: Place) -> None:
    only = place.commit("only.txt", told="Only here")
    place.push(f"HEAD:{TOPIC}")

    (ref,) = place.facts(place.update(TOPIC, NO_OBJECT)).refs

    assert (RefWay.DELETE, (f"{only[:7]} Only here",)) == (ref.way, ref.loses.subjects)


def test_a_tag_that_moves_is_a_force_whichever_way(place: Place) -> None:
    place.git("tag", "v1")
    place.push("v1")
    place.commit()
    place.git("tag", "-f", "-a", "v1", "-m", "Moved")
    place.git("tag", "v2")

    moved, new = place.facts(
        place.update("refs/tags/v1", "refs/tags/v1"), place.update("refs/tags/v2", "v2")
    ).refs

    assert [RefWay.FORCE, RefWay.NEW] == [moved.way, new.way]


def test_a_delta_of_a_file_that_was_not_fetched_is_fetched_by_the_road_of_a_fetch(
    place: Place,
) -> None:
    place.commit("large.txt", "".join(f"{n}\n" for n in range(5000)), "Large")
    place.push()
    place.commit("large.txt", "".join(f"{n}\n" for n in range(5001)), "Larger")

    (ref,) = place.facts(place.update(MAIN)).refs

    assert (FileChange("large.txt", "M", 1, 0),) == ref.files
    assert len(place.pack(place.update(MAIN))) < 1000


@pytest.mark.parametrize("count", [150, 350])
def test_a_long_way_forward_is_no_force(place: Place, count: int) -> None:
    place.push(f"HEAD:{TOPIC}")
    place.many(count)
    place.push()

    (ref,) = place.facts(place.update(TOPIC)).refs

    assert (RefWay.FORWARD, count) == (ref.way, ref.brings.count)


def test_a_history_that_hides_a_force_behind_many_commits_is_one(place: Place) -> None:
    place.many(300)
    place.push()
    place.git("reset", "-q", "--hard", "HEAD~250")
    place.commit(told="On the old one")

    (ref,) = place.facts(place.update(MAIN)).refs

    assert (RefWay.FORCE, 250) == (ref.way, ref.loses.count)


def test_a_merge_of_what_the_server_has_is_known(place: Place) -> None:
    place.git("checkout", "-q", "-b", "other")
    place.commit("other.txt", told="Other")
    place.push("HEAD:refs/heads/other")
    place.git("checkout", "-q", "main")
    place.git("merge", "-q", "--no-ff", "-m", "Merge", "other")

    (ref,) = place.facts(place.update(MAIN)).refs

    assert (RefWay.FORWARD, 2) == (ref.way, ref.brings.count)
    assert ["other.txt"] == [each.path for each in ref.files]


def test_what_git_cannot_read_is_refused(place: Place) -> None:
    place.commit()
    update = place.update(MAIN)
    whole = place.pack(update)
    for broken in (whole[:-30], b"", b"PACK" + whole[4:40], whole[:20] + b"\0" + whole[21:]):
        with pytest.raises(Failed, match="cannot read the pack") as refused:
            place.facts(update, pack=broken)
        assert Code.INVALID is refused.value.code


def test_a_pack_without_what_it_is_about_is_refused(place: Place) -> None:
    place.commit()
    new = place.update(MAIN)
    place.git("reset", "-q", "--hard", "HEAD~1")
    place.commit(told="Another")

    with pytest.raises(Failed, match="could not be read"):
        place.facts(new, pack=place.pack(place.update(TOPIC)))


def test_what_is_no_commit_is_unknown(place: Place) -> None:
    blob = place.git("rev-parse", "HEAD:a.txt")

    (ref,) = place.facts(place.update(TOPIC, blob)).refs

    assert RefWay.UNKNOWN is ref.way


def test_git_has_no_settings_no_hooks_and_no_network(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".gitconfig").write_text("[core]\n\thooksPath = /tmp/hooks\n[user]\n\tname = Me\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "user.name")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", "Me")
    git = confined_git.ConfinedGit(reads=0, asks=1)
    try:
        code, listed = git("config", "--list")
        away, _ = git("ls-remote", str(place.server))
    finally:
        git.remove()

    assert code == 0
    assert b"user.name" not in listed
    assert b"core.hookspath=/dev/null" in listed
    assert away != 0, "only the pipes are a way to a repository"


def test_what_is_ended_in_the_middle_leaves_nothing(place: Place) -> None:
    place.commit()
    update = place.update(MAIN)

    def stop() -> None:
        raise InterruptedError

    with looking(PushCommands((update,), frozenset()), place.pack(update)) as look:
        look.converse(b"", lambda: None)
        with pytest.raises(InterruptedError):
            look.converse(b"000eversion 2\n", stop)

    running = subprocess.run(["ps", "-eo", "args"], env=ALONE, capture_output=True, check=True)
    assert b"joined_pipes" not in running.stdout


def test_a_small_pack_that_unfolds_to_much_is_read_in_pieces(place: Place) -> None:
    with (place.clone / "zeros").open("wb") as file:
        file.truncate(200_000_000)
    place.git("add", ".")
    place.git("commit", "-q", "-m", "Zeros")
    update = place.update(MAIN)
    assert len(place.pack(update)) < 1_000_000

    (ref,) = place.facts(update).refs

    assert (FileChange("zeros", "A"),) == ref.files


def test_what_takes_too_long_is_ended_and_refused(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quarantine, "LONGEST", 0.01)
    place.commit(told="Late")

    with pytest.raises(Failed):
        place.facts(place.update(MAIN))
