"""`aegis do`: an action by its name, with options made from its class."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.helpers.console import GEMINI, Console

pytestmark = pytest.mark.enable_socket

JSON = ("--output", "json")
DRY = ("--dry-run", *JSON)
SECRET = "ghp_userinfoOfTheRemote"


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    if shutil.which("git") is None:
        pytest.skip("git is not here")
    quiet = {"PATH": os.environ["PATH"], "GIT_CONFIG_GLOBAL": os.devnull}
    url = f"https://mona:{SECRET}@github.com/acme/web.git"
    for words in (("init", "--quiet", "."), ("remote", "add", "origin", url)):
        subprocess.run(["git", *words], cwd=tmp_path, env=quiet, check=True)
    return tmp_path


def test_every_field_is_sent_as_it_was_typed(at: Console) -> None:
    words = ("issues.create", "-R", "acme/web", "--title", "Crash: «on» start", "--body", "-")
    lists = ("--labels", "bug,good first issue", "--labels", "ui", "--assignees", "@me")

    ended = at.run("do", *words, *lists, "--yes", *JSON, stdin=b"Two\nlines\n")

    # The label `ui` does not exist, and mona may push, so GitHub makes it.
    assert (0, "done", None) == ended.end
    (sent,) = [seen["body"] for seen in at.sandbox.seen("github") if seen["method"] == "POST"]
    assert {
        "title": "Crash: «on» start",
        "body": "Two\nlines",
        "labels": ["bug", "good first issue", "ui"],
        "assignees": ["mona"],
    } == sent
    (step,) = ended.document["plan"]["steps"]
    assert "stdin" == step["provenance"]["body"]
    assert ["user"] * 3 == step["provenance"]["labels"]


def test_a_field_of_the_wrong_type_is_named_and_nothing_happens(at: Console) -> None:
    one = ("-R", "acme/web", "--issue-number")
    table = {
        "issue_number": ("do", "issues.close", *one, "twelve", *JSON),
        "issue-number": ("do", "issues.close", "-R", "acme/web", *JSON),
        "state-reason": ("do", "issues.close", *one, "12", "--state-reason", "bored", *JSON),
        "repo": ("do", "labels.list", "-R", "acme", *JSON),
        "OWNER/NAME": ("do", "labels.list", "-R", "../..", *JSON),
        "limit": ("do", "labels.list", "-R", "acme/web", "--limit", "0", *JSON),
        "title": ("do", "issues.create", "-R", "acme/web", "--title", "", *JSON),
        "name": ("do", "repos.create", "--name", "..", *JSON),
    }

    ends = at.run_all(table)

    assert dict.fromkeys(table, (2, "usage", "bad_usage")) == {n: e.end for n, e in ends.items()}
    assert [] == [name for name in table if name not in ends[name].document["error"]["message"]]
    assert 0 == at.sign_ins()


def test_this_repo_is_what_the_remote_says_unless_it_is_named(at: Console, clone: Path) -> None:
    words = ("do", "labels.list", *DRY)
    named = {"GH_REPO": "acme/api"}

    ends = {
        "remote": at.run(*words, cwd=clone),
        "GH_REPO": at.run(*words, cwd=clone, more=named),
        "-R": at.run(*words, "-R", "mona/scratch", cwd=clone, more=named),
    }

    steps = {name: ended.document["plan"]["steps"][0] for name, ended in ends.items()}
    found = {name: (s["arguments"]["repo"], s["provenance"]["repo"]) for name, s in steps.items()}
    assert {
        "remote": ("acme/web", "remote"),
        "GH_REPO": ("acme/api", "context"),
        "-R": ("mona/scratch", "user"),
    } == found


def test_what_stands_before_the_host_of_a_remote_is_seen_by_nobody(
    at: Console, clone: Path
) -> None:
    done = at.run("--debug", "do", "labels.list", *JSON, cwd=clone)
    asked = at.run("--debug", "ask", "list labels", *DRY, cwd=clone, more=GEMINI)

    assert [0, 0] == [done.code, asked.code]
    assert ["@here"] == [request["context"]["repo"] for request in at.requests()]
    journal = [at.sandbox.seen(door) for door in ("auth0", "github", "gemini")]
    assert SECRET not in str([done, asked, journal])


def test_the_request_is_what_could_be_typed_again(at: Console) -> None:
    words = ("issues.close", "--repo", "acme/web", "--issue-number", "12")

    ended = at.run("do", *words, *DRY)

    assert " ".join(words) == ended.document["request"]


def test_standard_input_is_read_once_and_may_be_given_to_two_fields(at: Console) -> None:
    words = ("do", "issues.create", "-R", "acme/web", "--title", "-", "--body", "-", *DRY)

    ended = at.run(*words, stdin=b"text\n")

    (step,) = ended.document["plan"]["steps"]
    assert {"repo": "acme/web", "title": "text", "body": "text"} == step["arguments"]


def test_a_read_needs_no_approval_and_is_told_in_columns(at: Console) -> None:
    ended = at.run("do", "labels.list", "-R", "acme/web", "--limit", "2")

    assert 0 == ended.code
    assert ["bug", "dependencies"] == [line.split("\t")[0] for line in ended.out.splitlines()]


def test_a_repository_of_the_git_remote_is_written_to_only_if_the_person_says_so(
    at: Console, clone: Path
) -> None:
    table = {
        "ask": ("ask", "close #12", "--yes", *JSON),
        "ask, this repo": ("ask", "close #12 in this repo", "--yes", *JSON),
        "do": ("do", "issues.close", "--issue-number", "12", "--yes", *JSON),
    }

    ends = {name: at.run(*words, cwd=clone) for name, words in table.items()}
    chosen = at.run("ask", "close #12", "--yes", "-R", "acme/web", *JSON, cwd=clone)
    named = at.run(*table["do"], cwd=clone, more={"GH_REPO": " github.com/acme/web "})

    assert dict.fromkeys(table, 6) == {name: ended.code for name, ended in ends.items()}
    assert all("-R" in ended.document["error"]["hint"] for ended in ends.values())
    assert (0, 0) == (chosen.code, named.code)


def test_a_body_is_read_from_a_file_that_the_command_line_names(at: Console) -> None:
    (at.folder / "notes.md").write_text("One\nTwo\n", encoding="utf-8")
    opening = (
        "do",
        "issues.create",
        "-R",
        "acme/web",
        "--title",
        "From a file",
        "--dry-run",
        *JSON,
    )

    named = at.run(*opening, "-F", "notes.md")
    long = at.run(*opening, "--body-file", "notes.md")
    piped = at.run(*opening, "-F", "-", stdin=b"One\nTwo\n")

    steps = [ended.document["plan"]["steps"][0] for ended in (named, long, piped)]
    assert ["One\nTwo"] * 3 == [step["arguments"]["body"] for step in steps]
    assert ["file", "file", "stdin"] == [step["provenance"]["body"] for step in steps]
    assert (
        "issues.create --repo acme/web --title From a file --body-file notes.md"
        == (named.document["request"])
    )


def test_a_file_that_cannot_be_the_body_is_refused(at: Console) -> None:
    (at.folder / "image.png").write_bytes(b"\x89PNG\xff")
    (at.folder / "large.md").write_bytes(b"x" * (1024 * 1024 + 1))
    comment = ("do", "issues.add_comment", "-R", "acme/web", "--issue-number", "12", "--dry-run")
    table = {
        "cannot be read": (*comment, "-F", "missing.md"),
        "is not UTF-8": (*comment, "-F", "image.png"),
        "is larger than 1 MiB": (*comment, "-F", "large.md"),
        "--body and --body-file are given": (*comment, "-F", "notes.md", "--body", "x"),
        "body": comment,
    }

    ends = at.run_all(table)

    assert dict.fromkeys(table, 2) == {name: ended.code for name, ended in ends.items()}
    assert [] == [name for name, ended in ends.items() if name not in ended.err]


def test_a_sentence_names_no_file(at: Console) -> None:
    (at.folder / "notes.md").write_text("a secret of mine", encoding="utf-8")
    sentences = ("comment '@notes.md' on acme/web#12", "comment '-' on acme/web#12")

    ends = at.run_all({text: ("ask", text, "--dry-run", *JSON) for text in sentences})

    assert "a secret of mine" not in "".join(ended.out + ended.err for ended in ends.values())
