"""What GitHub keeps at a storage host: logs, artifacts and the files of releases."""

import io
import zipfile
from datetime import datetime, timedelta

from aegis_cli.sandbox import storage
from aegis_cli.sandbox.github.api import errors
from aegis_cli.sandbox.github.api.call import Call, Reply
from aegis_cli.sandbox.github.repos import releases
from aegis_cli.sandbox.github.runs import jobs
from aegis_cli.sandbox.github.world.development import Asset, Run
from aegis_cli.sandbox.github.world.world import Role
from aegis_cli.sandbox.storage import Blob

_OCTETS = "application/octet-stream"
_TEXT = "text/plain"

_BEFORE = (
    "Current runner version: '2.329.0'",
    "##[group]Operating System",
    "Ubuntu",
    "24.04.3",
    "LTS",
    "##[endgroup]",
    "Complete job name: build",
    "##[group]Run actions/checkout@v5",
    "with:",
    "  repository: {repo}",
    "##[endgroup]",
    "Syncing repository: {repo}",
    "##[group]Run npm ci",
    "\x1b[36;1mnpm ci\x1b[0m",
    "shell: /usr/bin/bash -e {{0}}",
    "##[endgroup]",
    "added 312 packages in 4s",
    "##[group]Run npm test",
    "\x1b[36;1mnpm test\x1b[0m",
    "shell: /usr/bin/bash -e {{0}}",
    "##[endgroup]",
)
_FILLER = ("ok {at} - the basket is kept for a week", "# a line of a long log, number {at}")
_FAILED = (
    "not ok - the session ends while the tab sleeps",
    "##[error]Process completed with exit code 1.",
)
_PASSED = ("all tests passed",)
_AFTER = ("##[group]Run actions/checkout@v5", "Post job cleanup.", "##[endgroup]", "Cleaning up")


def job_log(call: Call) -> Reply:
    """Say where the log of a job is; while it runs there is none."""
    run, job = jobs.run_and_job_of(call)
    if job.conclusion is None:
        raise errors.not_found()
    return _redirect(call, _log(call, run, fails=job.conclusion == "failure"))


def run_logs(call: Call) -> Reply:
    """Say where the zip with the logs of a run is."""
    run = _require_ended(call.repo.runs.get(call.params["run_id"]))
    texts = {
        f"{at}_{job.name}.txt": b"".join(
            _log(call, run, fails=job.conclusion == "failure").pieces()
        )
        for at, job in enumerate(jobs.jobs_of(call.repo, run))
    }
    return _redirect(call, _zip(texts))


def artifact(call: Call) -> Reply:
    """Say where the zip of an artifact is; one that expired is gone."""
    shown = errors.present(call.repo.artifacts.get(call.params["artifact_id"]))
    if shown.expired:
        raise errors.Refusal(410, "Artifact has expired")
    return _redirect(call, _zip({f"{shown.name}.txt": f"{shown.name} {shown.id}\n".encode()}))


def asset(call: Call) -> Reply:
    """Return what is known of a file of a release, or say where the file is."""
    repo, number = call.repo, call.params["asset_id"]
    seen = (each for each in repo.releases.values() if releases.is_seen(call, each))
    found = next((one for each in seen for one in each.assets if one.id == number), None)
    shown = errors.present(found)
    if call.accept != _OCTETS:
        return Reply(releases.show_asset(call, repo, shown))
    return _redirect(call, _content(call, shown))


def _content(call: Call, shown: Asset) -> Blob:
    if shown.content is not None:
        return storage.blob_of(shown.content, shown.content_type)
    return storage.noise(shown.name, call.state.sizes.get("asset", shown.size))


def _redirect(call: Call, blob: Blob) -> Reply:
    return Reply("", 302, {"Location": storage.give(call.state, blob)})


def _require_ended(run: Run | None) -> Run:
    """Return a run that has ended, or refuse."""
    if run is None or run.conclusion is None:
        raise errors.not_found()
    return run


def _log(call: Call, run: Run, *, fails: bool) -> Blob:
    """Return the log of a run's job; GitHub gives it to whoever may read the repository."""
    call.repo_for_role(Role.READ)
    before = [each.format(repo=call.repo.full_name) for each in _BEFORE]
    after = [*(_FAILED if fails else _PASSED), *_AFTER]
    filler = [each.format(at=at) for at in range(20) for each in _FILLER]
    began = run.run_started_at
    parts = [_lines(lines, began, at) for lines, at in ((before, 0), (filler, 30), (after, 90))]
    size = call.state.sizes.get("log", 0)
    return storage.longer(b"".join(parts[0]), parts[1], b"".join(parts[2]), size, _TEXT)


def _lines(lines: list[str], began: datetime, after: int) -> list[bytes]:
    times = (began + timedelta(seconds=after, milliseconds=at) for at in range(len(lines)))
    return [
        f"{time:%Y-%m-%dT%H:%M:%S.%f}0Z {line}\n".encode()
        for time, line in zip(times, lines, strict=True)
    ]


def _zip(files: dict[str, bytes]) -> Blob:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return storage.blob_of(data.getvalue(), "application/zip")
