"""Where the downloads of a request go, and when there is no place for them."""

import os
from pathlib import Path
from typing import Any

import pytest

from aegis_cli.actions.action import Action
from aegis_cli.actions.call import Call
from aegis_cli.errors import Code, Status, UsageError
from aegis_cli.executor.downloads import NOWHERE, Destination, Downloads, OwnFile
from aegis_cli.planning.expansion import Act
from aegis_cli.providers.github.nouns.actions.log_downloads import GetJobLogs, GetRunLogs
from aegis_cli.providers.github.nouns.issues.issues import GetIssue
from aegis_cli.providers.github.nouns.repos.release_assets import UploadAsset
from aegis_cli.request.execution import Outcome, StepStatus
from aegis_cli.request.result import finished_result
from tests.helpers.act_factory import act_of
from tests.helpers.rows import for_each

LOG = GetJobLogs(repo="acme/web", job_id=7)
ZIP = GetRunLogs(repo="acme/web", run_id=7)
UPLOAD = UploadAsset(repo="acme/web", tag="v2.0")
ISSUE = GetIssue(repo="acme/web", issue_number=7)
TERMINAL = Destination(shows=frozenset({"log"}))
PIPE = Destination(shows=frozenset({"log", "file"}))
TO = Destination(to="file", shows=frozenset({"log", "file"}))


def acts(*actions: Action[Any]) -> tuple[Act, ...]:
    return tuple(act_of(f"s{at}", action, {}) for at, action in enumerate(actions, start=1))


def downloads(destination: Destination, **more: Any) -> Downloads:
    return Downloads(destination, OwnFile, **more)


@for_each(
    ("destination", "wanted", "why"),
    [
        (NOWHERE, (LOG,), "not shown here"),
        (TERMINAL, (ZIP,), "not shown here"),
        (TERMINAL, (LOG, ZIP), "not shown here"),
        (TO, (ISSUE,), "downloads nothing"),
        (TO, (LOG, ZIP), "downloads 2 files"),
        (PIPE, (LOG,) * 17, "At most 16"),
        (PIPE, (*(LOG,) * 16, UPLOAD), "At most 16"),
    ],
)
def test_a_download_without_a_place_is_refused(
    destination: Destination, wanted: tuple[Action[Any], ...], why: str
) -> None:
    with pytest.raises(UsageError, match=why):
        downloads(destination).require(acts(*wanted))


def test_a_broker_hands_on_nothing() -> None:
    with pytest.raises(UsageError, match="A broker hands on no files"):
        downloads(PIPE, has_broker=True).require(acts(LOG))


@for_each(
    ("destination", "wanted"),
    [
        (NOWHERE, (ISSUE,)),
        (TERMINAL, (LOG, LOG, ISSUE)),
        (PIPE, (ZIP, LOG)),
    ],
)
def test_a_place_that_is_there_is_enough(
    destination: Destination, wanted: tuple[Action[Any], ...]
) -> None:
    downloads(destination).require(acts(*wanted))


def test_no_call_gets_a_descriptor_that_was_not_asked_for() -> None:
    with pytest.raises(UsageError, match="no place"):
        downloads(TERMINAL).open(Call("s1", ZIP))


def ends(
    of: Downloads, size: int, data: bytes, status: StepStatus = StepStatus.DONE
) -> tuple[Status, Outcome]:
    """Write to the place of a download, and keep what an executor says of it."""
    os.write(of.open(Call("s1", LOG)), data)
    outcome = Outcome("s1", status, {"size": size, "sha256": "5d", "path": None})
    result = of.keep(finished_result("", acts(LOG), "", (outcome,)))
    return result.status, result.outcomes[0]


def test_a_file_that_is_whole_has_its_name_and_the_result_says_it(tmp_path: Path) -> None:
    path = tmp_path / "log"
    of = downloads(Destination(to=str(path)))
    of.require(acts(LOG))

    status, outcome = ends(of, 3, b"abc")

    assert (Status.DONE, str(path)) == (status, outcome.data["path"])
    assert b"abc" == path.read_bytes()
    assert "" == of.drop()


def test_a_file_that_is_not_as_long_as_the_executor_says_has_no_name(tmp_path: Path) -> None:
    path = tmp_path / "log"
    of = downloads(Destination(to=str(path)))
    of.require(acts(LOG))

    status, outcome = ends(of, 4, b"abc")

    assert Status.FAILED is status
    assert outcome.error is not None
    assert Code.PROTOCOL is outcome.error.code
    assert f"What came of it is {path}.partial." == of.drop()
    assert ["log.partial"] == [each.name for each in tmp_path.iterdir()]


def test_what_failed_has_no_name(tmp_path: Path) -> None:
    path = tmp_path / "log"
    of = downloads(Destination(to=str(path)))
    of.require(acts(LOG))

    ends(of, 3, b"abc", StepStatus.FAILED)

    assert not path.exists()


def test_where_the_name_was_taken_meanwhile_it_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "log"
    of = downloads(Destination(to=str(path)))
    of.require(acts(LOG))
    path.write_bytes(b"mine")

    status, outcome = ends(of, 3, b"abc")

    assert (Status.FAILED, Code.OUTPUT) == (status, outcome.error and outcome.error.code)
    assert b"mine" == path.read_bytes()


def test_what_is_shown_is_kept_in_a_file_without_a_name() -> None:
    of = downloads(TERMINAL)
    of.require(acts(LOG))

    status, _ = ends(of, 3, b"abc")

    with of.spooled["s1"] as file:
        file.seek(0)
        assert (Status.DONE, b"abc") == (status, file.read())


@pytest.mark.parametrize(
    ("size", "status"), [(3, StepStatus.FAILED), (4, StepStatus.DONE)], ids=["failed", "cut off"]
)
def test_what_is_not_whole_is_not_shown(size: int, status: StepStatus) -> None:
    of = downloads(TERMINAL)

    ends(of, size, b"abc", status)

    assert {} == of.spooled


def test_a_file_that_cannot_be_made_is_refused_before_anybody_signs_in(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is a folder"):
        downloads(Destination(to=str(tmp_path))).require(acts(LOG))
