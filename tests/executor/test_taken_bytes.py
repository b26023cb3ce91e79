"""What calls take beside their arguments: which file, and the commitment to it."""

import hashlib
import os
from pathlib import Path
from typing import Any

import pytest

from aegis_cli.actions.action import Action
from aegis_cli.actions.call import Call
from aegis_cli.errors import UsageError
from aegis_cli.executor.taken_bytes import Given, TakenBytes, open_own
from aegis_cli.planning.expansion import Act
from aegis_cli.planning.plan import Origin
from aegis_cli.providers.github.nouns.issues.issues import GetIssue
from aegis_cli.providers.github.nouns.repos.release_assets import UploadAsset
from tests.helpers.act_factory import act_of
from tests.helpers.rows import for_each

UPLOAD = UploadAsset(repo="acme/web", tag="v2.0")
NAMED = UploadAsset(repo="acme/web", tag="v2.0", name="web.whl")
ISSUE = GetIssue(repo="acme/web", issue_number=7)
DIGEST = hashlib.sha256(b"abc").hexdigest()


def acts(*actions: Action[Any]) -> tuple[Act, ...]:
    return tuple(
        act_of(f"s{at}", action, dict.fromkeys(action.sent_arguments(), Origin.USER))
        for at, action in enumerate(actions, start=1)
    )


@pytest.fixture
def path(tmp_path: Path) -> Path:
    found = tmp_path / "app.whl"
    found.write_bytes(b"abc")
    return found


def taken(file: Path | str, **more: Any) -> TakenBytes:
    return TakenBytes(Given(str(file)), open_own, **more)


def test_an_act_gets_the_commitment_and_says_that_it_is_of_the_file(path: Path) -> None:
    of = taken(path)

    issue, act = of.commit(acts(ISSUE, UPLOAD))

    assert acts(ISSUE)[0] == issue
    asked = act.action.sent_arguments()
    assert ("app.whl", 3, DIGEST) == tuple(asked[name] for name in ("name", "size", "sha256"))
    assert {
        "repo": Origin.USER,
        "tag": Origin.USER,
        **dict.fromkeys(("name", "size", "sha256"), Origin.FILE),
    } == act.provenance
    assert b"abc" == os.pread(of.open(act.call), 9, 0)
    of.drop()


def test_what_is_open_already_is_taken_and_must_be_what_somebody_looked_at(path: Path) -> None:
    with path.open("rb") as file:
        same = taken(path)
        same.given = Given("a-push", file.fileno(), DIGEST)
        (act,) = same.commit(acts(UPLOAD))
        descriptor = same.open(act.call)
        assert b"abc" == os.pread(descriptor, 9, 0)
        same.drop()

        other = taken(path)
        other.given = Given("a-push", file.fileno(), "0" * 64)
        with pytest.raises(UsageError, match="has changed"):
            other.commit(acts(UPLOAD))
        other.drop()

        assert descriptor != file.fileno()
        assert b"abc" == file.read()


def test_a_name_that_was_said_is_kept(path: Path) -> None:
    of = taken(path)

    (act,) = of.commit(acts(NAMED))
    of.drop()

    assert ("web.whl", Origin.USER) == (
        act.action.sent_arguments()["name"],
        act.provenance["name"],
    )


@for_each("given", [{"size": 3}, {"sha256": DIGEST}, {"size": None}])
def test_nobody_says_which_bytes_it_is(given: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="never given"):
        UploadAsset.model_validate({"repo": "acme/web", "tag": "v2.0"} | given)


@for_each(
    ("file", "wanted", "why"),
    [
        ("", (UPLOAD,), "names no file"),
        ("app.whl", (ISSUE,), "uploads nothing"),
        ("app.whl", (UPLOAD, NAMED), "uploads 2 files"),
    ],
)
def test_one_file_is_of_one_upload(file: str, wanted: tuple[Action[Any], ...], why: str) -> None:
    with pytest.raises(UsageError, match=why):
        taken(file).commit(acts(*wanted))


def test_a_name_that_github_would_change_is_refused_and_another_may_be_said(tmp_path: Path) -> None:
    path = tmp_path / "a b.whl"
    path.write_bytes(b"abc")
    of = taken(path)

    with pytest.raises(UsageError, match="name") as refused:
        of.commit(acts(UPLOAD))
    (act,) = of.commit(acts(NAMED))
    of.drop()

    assert "with --name" in str(refused.value.hint)
    assert "web.whl" == act.action.sent_arguments()["name"]


def test_whoever_names_no_file_is_told_the_line() -> None:
    with pytest.raises(UsageError) as refused:
        taken("").commit(acts(NAMED))

    line = "aegis do releases.upload_asset --repo acme/web --tag v2.0 --name web.whl --from FILE"
    assert f"`{line}`" in str(refused.value.hint)


def test_a_broker_takes_nothing(path: Path) -> None:
    with pytest.raises(UsageError, match="A broker takes no files"):
        taken(path, has_broker=True).commit(acts(UPLOAD))


def test_a_file_that_grows_while_it_is_read_is_refused(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = os.pread

    def growing(descriptor: int, length: int, at: int) -> bytes:
        with path.open("ab") as file:
            file.write(b"d")
        return read(descriptor, length, at)

    monkeypatch.setattr(os, "pread", growing)

    with pytest.raises(UsageError, match="changes while it is read"):
        taken(path).commit(acts(UPLOAD))


def test_no_call_gets_what_was_not_committed_to(path: Path) -> None:
    with pytest.raises(UsageError, match="nothing here"):
        taken(path).open(Call("s1", UPLOAD))
