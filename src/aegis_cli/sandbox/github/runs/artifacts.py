"""Artifacts: what runs kept."""

from functools import partial
from typing import Any

from aegis_cli.sandbox.github.api import errors, queries
from aegis_cli.sandbox.github.api.call import Call, Reply
from aegis_cli.sandbox.github.api.shapes import in_repository
from aegis_cli.sandbox.github.world.development import Artifact
from aegis_cli.sandbox.github.world.world import Repo


def newest_first(_: Repo, artifact: Artifact) -> float:
    """Return what artifacts are sorted by."""
    return -artifact.created_at.timestamp()


def show(call: Call, repo: Repo, shown: Artifact) -> dict[str, Any]:
    """Return an `artifact`."""
    run = repo.runs[shown.run_id]
    url = f"{call.base}/repos/{repo.full_name}/actions/artifacts/{shown.id}"
    of = {"repository_id": repo.id, "head_repository_id": repo.id}
    known = {name: getattr(run, name) for name in ("id", "head_branch", "head_sha")}
    return in_repository(
        call, repo, shown, archive_download_url=f"{url}/zip", workflow_run={**known, **of}
    )


def list_of_run(call: Call) -> Reply:
    """List what one run kept, the newest first unless it is asked for otherwise."""
    run, name = errors.present(call.repo.runs.get(call.params["run_id"])), call.query.get("name")
    kept = [
        each
        for each in call.repo.artifacts.values()
        if each.run_id == run.id and name in {None, "", each.name}
    ]
    is_newest_first = queries.choice(call, "direction", resource="Artifact") == "desc"
    kept.sort(key=lambda each: each.created_at, reverse=is_newest_first)
    return queries.page_with_total(call, kept, partial(show, call, call.repo), key="artifacts")
