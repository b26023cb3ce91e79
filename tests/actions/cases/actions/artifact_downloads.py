"""The case of the download of what a run has kept."""

from aegis_cli.providers.github.nouns.actions.artifact_downloads import DownloadArtifact
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
)
