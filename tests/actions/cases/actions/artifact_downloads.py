"""The cases of the downloads of what a run has kept."""

from aegis_cli.providers.github.nouns.actions.artifact_downloads import (
    DownloadArtifact,
    DownloadNamedArtifact,
)
from tests.actions.case import Case
from tests.helpers.downloaded import downloaded

CASES = (
    Case(
        DownloadArtifact(repo="acme/web", artifact_id=17000001),
        sends="GET /repos/acme/web/actions/artifacts/17000001/zip",
        said="download the artifact 17000001 of acme/web",
        answer=downloaded("coverage.zip", 2_048),
        in_sandbox={"17000001": "15000002"},
    ),
    Case(
        DownloadNamedArtifact(repo="acme/web", run_id=16000003, name="web-dist"),
        sends="GET /repos/acme/web/actions/artifacts/17000001/zip",
        said="download the artifact web-dist of the run 16000003 in acme/web",
        answer=downloaded("web-dist.zip", 2_048),
        target=[
            {"id": 17000001, "name": "web-dist", "size_in_bytes": 2_048, "expired": False},
        ],
    ),
)
