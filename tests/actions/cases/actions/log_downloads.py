"""The cases of the logs of GitHub Actions."""

from aegis_cli.providers.github.nouns.actions.log_downloads import GetJobLogs, GetRunLogs
from tests.actions.case import Case
from tests.helpers.downloaded import downloaded

CASES = (
    Case(
        GetJobLogs(repo="acme/web", job_id=1016000002),
        sends="GET /repos/acme/web/actions/jobs/1016000002/logs",
        said="show the log of the job 1016000002 in acme/web",
        answer=downloaded("job.log", 200_000_000),
    ),
    Case(
        GetRunLogs(repo="acme/web", run_id=16000002),
        sends="GET /repos/acme/web/actions/runs/16000002/logs",
        said="download the logs of the run 16000002 in acme/web",
        answer=downloaded("run.zip", 81_920),
    ),
)
