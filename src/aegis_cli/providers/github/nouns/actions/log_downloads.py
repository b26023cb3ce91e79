"""The downloads of the logs of GitHub Actions."""

from aegis_cli.actions.results.download import Download
from aegis_cli.actions.results.views import Line
from aegis_cli.providers.github.github_action import GitHubAction
from aegis_cli.providers.github.github_types import RepoName, RunId
from aegis_cli.providers.github.nouns.actions.jobs import JobId


class GetJobLogs(
    GitHubAction[Download],
    op="actions/download-job-logs-for-workflow-run",
    action="jobs.get_logs",
    downloads="log",
    says="Get the log of the job {job_id} in {repo}",
    view=Line("Saved the log of the job {@job_id} as {path}", piped="{path}"),
    verbs=("show", "get", "download"),
    utterances=("SHOW|download|fetch|save the log|logs|output of|for|from the job {job_id}",),
):
    """Show the log of a job, the step that failed first, or save it with --to."""

    repo: RepoName
    """Repository that the job is in, as OWNER/NAME."""
    job_id: JobId
    """The job, by its id."""


class GetRunLogs(
    GitHubAction[Download],
    op="actions/download-workflow-run-logs",
    action="runs.get_logs",
    downloads="file",
    says="Get the logs of the run {run_id} in {repo}, as a zip",
    view=Line("Saved the logs of the run {@run_id} as {path}", piped="{path}"),
    verbs=("get", "download"),
    utterances=(
        (
            "SHOW|download|fetch|save the [zip of the] log|logs of|for|from"
            " the workflow_run|run {run_id}"
        ),
    ),
):
    """Save the logs of all jobs of a run, as a zip."""

    repo: RepoName
    """Repository that the run is in, as OWNER/NAME."""
    run_id: RunId
    """The run, by its id."""
