"""Git clones from the sandbox's GitHub, fetches and pushes: REST says what git says."""

import gzip
import os
import subprocess
from base64 import b64encode
from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import which
from typing import Any

import httpx
import pytest

from aegis_cli.sandbox.github.smart_http import program
from aegis_cli.sandbox.state import DerivedToken
from tests.sandbox.github.served import TOKEN, Served, served

pytestmark = [
    pytest.mark.enable_socket,
    pytest.mark.skipif(which("git") is None, reason="git is not on this machine"),
]

WEB, INFRA = "/repos/acme/web", "acme/infra"
ALONE = {
    "PATH": os.environ["PATH"],
    "HOME": "/nonexistent",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_TERMINAL_PROMPT": "0",
    **{
        f"GIT_{role}_{key}": text
        for role in ("AUTHOR", "COMMITTER")
        for key, text in (("NAME", "Alice"), ("EMAIL", "alice@example.com"))
    },
}
Git = Callable[..., str]


@pytest.fixture(name="door")
def a_door() -> Iterator[Served]:
    with served() as door:
        yield door


def tried(*words: str, at: Path) -> "subprocess.CompletedProcess[str]":
    command = ["git", *words]
    return subprocess.run(command, cwd=at, env=ALONE, capture_output=True, text=True, check=False)


def git(*words: str, at: Path) -> str:
    done = tried(*words, at=at)
    assert done.returncode == 0, done.stderr
    return done.stdout


def cloned(door: Served, at: Path, name: str = "acme/web") -> Path:
    git("clone", "-q", f"{door.with_token}/{name}.git", str(at / "clone"), at=at)
    return at / "clone"


def committed(clone: Path, path: str = "NEWS.md", text: str = "New\n", told: str = "Tell") -> str:
    (clone / path).parent.mkdir(parents=True, exist_ok=True)
    (clone / path).write_text(text)
    git("add", ".", at=clone)
    git("commit", "-q", "-m", told, at=clone)
    return git("rev-parse", "HEAD", at=clone).strip()


def refs_of_rest(door: Served) -> dict[str, str]:
    branches = door.get(f"{WEB}/branches?per_page=100")
    tags = door.get(f"{WEB}/tags?per_page=100")
    return {f"refs/heads/{each['name']}": each["commit"]["sha"] for each in branches} | {
        f"refs/tags/{each['name']}": each["commit"]["sha"] for each in tags
    }


def refs_of_git(door: Served, at: Path) -> dict[str, str]:
    told = git("ls-remote", f"{door.with_token}/acme/web.git", at=at)
    pairs = [line.split("\t") for line in told.splitlines()]
    found = {name.removesuffix("^{}"): sha for sha, name in pairs}  # a tag's commit stands last
    return {name: sha for name, sha in found.items() if name.startswith(("refs/h", "refs/t"))}


def test_the_references_of_git_are_those_of_rest(door: Served, tmp_path: Path) -> None:
    assert {"refs/heads/main", "refs/heads/release/1.x", "refs/tags/v1.1"} <= {*refs_of_rest(door)}

    assert refs_of_git(door, tmp_path) == refs_of_rest(door)


def test_a_clone_has_the_commits_and_the_files_that_rest_tells(
    door: Served, tmp_path: Path
) -> None:
    clone = cloned(door, tmp_path)

    logged = git("log", "--format=%H %s %an", at=clone).splitlines()
    told = door.get(f"{WEB}/commits?sha=main")
    assert logged == [
        f"{one['sha']} {one['commit']['message']} {one['commit']['author']['name']}" for one in told
    ]
    files = git("ls-files", "-s", at=clone).splitlines()
    tree = door.get(f"{WEB}/git/trees/main?recursive=1")["tree"]
    assert [line.split()[1] for line in files] == [
        each["sha"] for each in tree if each["type"] == "blob"
    ]


def test_the_head_of_a_pull_request_can_be_fetched(door: Served, tmp_path: Path) -> None:
    clone = cloned(door, tmp_path)
    pull = door.get(f"{WEB}/pulls")[0]

    git("fetch", "-q", "origin", f"refs/pull/{pull['number']}/head", at=clone)

    head = git("rev-parse", "FETCH_HEAD", at=clone).strip()
    assert head == door.get(f"{WEB}/pulls/{pull['number']}")["head"]["sha"]


def test_what_rest_writes_is_fetched(door: Served, tmp_path: Path) -> None:
    clone = cloned(door, tmp_path)
    content = b64encode(b"Hello\n").decode()
    sent = {"message": "Greet", "content": content, "branch": "main"}
    made = door.http.put(f"{WEB}/contents/hello.txt", json=sent).raise_for_status().json()

    git("pull", "-q", at=clone)

    assert (clone / "hello.txt").read_bytes() == b"Hello\n"
    assert git("log", "-1", "--format=%s", at=clone) == "Greet\n"
    assert made["commit"]["sha"] not in refs_of_rest(door).values(), "git names what it makes"
    assert refs_of_git(door, tmp_path) == refs_of_rest(door)


@pytest.mark.parametrize(
    ("words", "changes"),
    [
        ("push origin HEAD:refs/heads/topic", {"refs/heads/topic": "new"}),
        ("push origin HEAD:main", {"refs/heads/main": "new"}),
        ("push --force origin HEAD~2:main", {"refs/heads/main": "old"}),
        ("push origin HEAD:refs/tags/v3", {"refs/tags/v3": "new"}),
        ("push origin :refs/tags/v1.0", {"refs/tags/v1.0": None}),
    ],
)
def test_rest_says_what_was_pushed(
    door: Served, tmp_path: Path, words: str, changes: dict[str, str | None]
) -> None:
    clone = cloned(door, tmp_path)
    new = committed(clone)
    shas = {"new": new, "old": git("rev-parse", "HEAD~2", at=clone).strip()}
    before = refs_of_rest(door)
    git(*words.split(), at=clone)

    ((ref, how),) = changes.items()
    after = refs_of_rest(door)
    assert after.get(ref) == (how and shas[how])
    assert {key: sha for key, sha in after.items() if key != ref} == {
        key: sha for key, sha in before.items() if key != ref
    }
    assert door.pushed() == [f"/acme/web.git/{ref}"]
    assert refs_of_git(door, tmp_path) == after


def test_rest_shows_a_pushed_commit_with_its_files(door: Served, tmp_path: Path) -> None:
    clone = cloned(door, tmp_path)
    sha = committed(clone, "docs/a.md", "One\nTwo\n", "Write a page")
    git("push", "origin", "HEAD:main", at=clone)

    shown = door.get(f"{WEB}/commits/{sha}")
    assert shown["commit"]["message"] == "Write a page"
    assert shown["author"]["login"] == "alice"
    (file,) = shown["files"]
    assert (file["filename"], file["status"], file["additions"]) == ("docs/a.md", "added", 2)
    assert door.get(f"{WEB}/contents/docs/a.md")["size"] == 8
    compared = door.get(f"{WEB}/compare/v1.1...main")
    assert compared["ahead_by"] == 2


def test_a_tag_with_a_message_is_pushed_with_it(door: Served, tmp_path: Path) -> None:
    clone = cloned(door, tmp_path)
    git("tag", "-a", "v9", "-m", "The ninth", at=clone)
    git("push", "origin", "v9", at=clone)

    points = door.get(f"{WEB}/git/ref/tags/v9")["object"]
    assert points["type"] == "tag"
    told = door.get(f"{WEB}/git/tags/{points['sha']}")
    assert (told["message"], told["tag"]) == ("The ninth", "v9")


def test_a_deleted_branch_closes_its_pull_request(door: Served, tmp_path: Path) -> None:
    clone = cloned(door, tmp_path)
    pull = door.get(f"{WEB}/pulls")[0]
    git("push", "origin", f":{pull['head']['ref']}", at=clone)

    assert door.get(f"{WEB}/pulls/{pull['number']}")["state"] == "closed"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("push --force origin HEAD~3:release/1.x", "GH006"),
        ("push origin :release/1.x", "GH006"),
        ("push origin :main", "refusing to delete the current branch"),
        ("push origin HEAD:refs/pull/1/head", "deny updating a hidden ref"),
    ],
)
def test_what_github_does_not_take_changes_nothing(
    door: Served, tmp_path: Path, words: str, told: str
) -> None:
    clone = cloned(door, tmp_path)
    before = refs_of_rest(door)
    done = tried(*words.split(), at=clone)

    assert done.returncode != 0
    assert told in done.stderr
    assert refs_of_rest(door) == before
    assert not door.pushed()


def test_an_owner_moves_a_protected_branch_forward_alone(door: Served, tmp_path: Path) -> None:
    clone = cloned(door, tmp_path, "mona/dotfiles")
    git("checkout", "-q", "release/1.x", at=clone)
    committed(clone)
    git("push", "origin", "release/1.x", at=clone)

    for words in ("push --force origin HEAD~2:release/1.x", "push origin :release/1.x"):
        assert "GH003" in tried(*words.split(), at=clone).stderr
    assert door.pushed() == ["/mona/dotfiles.git/refs/heads/release/1.x"]


def derived(door: Served, repo: int, **permissions: str) -> str:
    """Put a token that was derived for one repository in the place of the wide one."""
    client_id = door.state.own_app.client_id
    limits = DerivedToken(1e12, client_id, frozenset({repo}), permissions)
    door.state.derived_tokens[TOKEN] = limits
    return TOKEN


@pytest.mark.parametrize(
    ("permissions", "service", "status"),
    [
        ({"contents": "write"}, "git-receive-pack", 200),
        ({"contents": "read"}, "git-receive-pack", 403),
        ({"contents": "read"}, "git-upload-pack", 200),
        ({"issues": "write"}, "git-upload-pack", 403),
    ],
)
def test_a_derived_token_does_what_it_may_do(
    door: Served, permissions: dict[str, str], service: str, status: int
) -> None:
    infra = door.get(f"/repos/{INFRA}")["id"]
    derived(door, infra, **permissions)

    answer = httpx.get(f"{door.with_token}/{INFRA}.git/info/refs?service={service}")
    assert answer.status_code == status
    elsewhere = httpx.get(f"{door.with_token}/mona/scratch/info/refs?service=git-upload-pack")
    assert elsewhere.status_code == 404, "a private repository that the token is not for"


def test_a_workflow_takes_a_permission_of_its_own(door: Served, tmp_path: Path) -> None:
    clone = cloned(door, tmp_path)
    committed(clone, ".github/workflows/ci.yml")
    web = door.get(WEB)["id"]
    derived(door, web, contents="write")
    refused = tried("push", "origin", "HEAD:refs/heads/topic", at=clone)
    assert "without `workflows` permission" in refused.stderr
    assert not door.pushed()

    derived(door, web, contents="write", workflows="write")
    git("push", "origin", "HEAD:refs/heads/topic", at=clone)
    assert door.pushed() == ["/acme/web.git/refs/heads/topic"]


@pytest.mark.parametrize(
    ("path", "authorization", "status"),
    [
        ("acme/web.git/info/refs?service=git-upload-pack", None, 200),
        ("acme/web/info/refs?service=git-upload-pack", None, 200),
        ("acme/web/info/refs?service=git-receive-pack", None, 401),
        (f"{INFRA}/info/refs?service=git-upload-pack", None, 401),
        ("acme/web/info/refs?service=git-upload-pack", ("x-access-token", "ghu_other"), 401),
        ("acme/web/info/refs?service=git-upload-pack", ("mona", TOKEN), 401),
        ("acme/nothing/info/refs?service=git-upload-pack", ("x-access-token", TOKEN), 404),
        ("acme/web/info/refs", ("x-access-token", TOKEN), 403),
    ],
)
def test_who_may_ask_for_what(door: Served, path: str, authorization: Any, status: int) -> None:
    answer = httpx.get(f"{door.base}/{path}", auth=authorization)

    assert answer.status_code == status
    assert ("www-authenticate" in answer.headers) == (status == 401)


def test_bearer_is_no_password(door: Served) -> None:
    path = "/acme/web/info/refs?service=git-upload-pack"

    assert door.http.get(path).status_code == 401


def test_a_former_name_leads_to_the_present_one(door: Served, tmp_path: Path) -> None:
    git("clone", "-q", f"{door.with_token}/acme/site.git", "clone", at=tmp_path)

    present = [seen.path for seen in door.state.journal if seen.status == 200]
    assert "/acme/website.git/info/refs" in present


def test_a_shallow_and_a_partial_clone_are_served_by_protocol_2(
    door: Served, tmp_path: Path
) -> None:
    url = f"{door.with_token}/acme/web.git"
    git("clone", "-q", "--depth=1", "--filter=blob:none", "--no-checkout", url, "part", at=tmp_path)

    assert git("rev-list", "--count", "HEAD", at=tmp_path / "part") == "1\n"
    head = httpx.get(
        f"{url}/info/refs?service=git-upload-pack", headers={"Git-Protocol": "version=2"}
    )
    assert b"version 2" in head.content


LIST = b"0014command=ls-refs\n00010000"


@pytest.mark.parametrize(
    ("sent", "encoding"),
    [(gzip.compress(LIST), "gzip"), (iter([LIST[:5], LIST[5:]]), "identity")],
    ids=["compressed", "in chunks"],
)
def test_a_body_may_be_compressed_or_come_in_chunks(door: Served, sent: Any, encoding: str) -> None:
    headers = {
        "Git-Protocol": "version=2",
        "Content-Type": "application/x-git-upload-pack-request",
        "Content-Encoding": encoding,
    }
    url = f"{door.with_token}/acme/web.git/git-upload-pack"
    answer = httpx.post(url, content=sent, headers=headers)

    assert b"refs/heads/main" in answer.content


def test_a_body_past_the_limit_is_not_read(door: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(program, "_LARGEST_BODY", 100)
    url = f"{door.with_token}/acme/web.git/git-receive-pack"
    headers = {"Content-Type": "application/x-git-receive-pack-request"}

    assert httpx.post(url, content=b"0" * 101, headers=headers).status_code == 413


def test_the_first_push_to_an_empty_repository_makes_its_default_branch(
    door: Served, tmp_path: Path
) -> None:
    door.http.post("/user/repos", json={"name": "fresh"}).raise_for_status()
    git("init", "-q", "-b", "trunk", "new", at=tmp_path)
    sha = committed(tmp_path / "new")
    git("push", "-q", f"{door.with_token}/mona/fresh", "trunk", at=tmp_path / "new")

    assert door.get("/repos/mona/fresh")["default_branch"] == "trunk"
    assert door.get("/repos/mona/fresh/commits")[0]["sha"] == sha


def test_a_machine_without_git_is_told_so(door: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(program, "is_there", lambda: False)
    answer = httpx.get(f"{door.with_token}/acme/web/info/refs?service=git-upload-pack")

    assert (answer.status_code, "no git program" in answer.text) == (501, True)


def test_forty_fetches_at_once_are_answered(door: Served, tmp_path: Path) -> None:
    words = ["git", "ls-remote", f"{door.with_token}/acme/web.git", "main"]
    runs = [
        subprocess.Popen(words, cwd=tmp_path, env=ALONE, stdout=subprocess.PIPE) for _ in range(40)
    ]
    told = {run.communicate()[0] for run in runs}

    assert len(told) == 1
    assert told.pop().endswith(b"refs/heads/main\n")
