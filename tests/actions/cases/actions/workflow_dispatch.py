"""The case of the action that starts a workflow by hand."""

from aegis_cli.providers.github.nouns.actions.workflow_dispatch import RunWorkflow
from tests.actions.case import Case
from tests.actions.cases.actions.workflows import DEPLOY

CASES = (
    Case(
        RunWorkflow(repo="acme/web", workflow="deploy.yml", ref="main"),
        sends="POST /repos/acme/web/actions/workflows/2/dispatches",
        body={"ref": "main", "return_run_details": True},
        said="run the workflow deploy.yml on main in acme/web",
        more={"inputs": [{"name": "dry_run", "value": "true"}]},
        body_more={
            "ref": "main",
            "return_run_details": True,
            "inputs": {"dry_run": "true"},
        },
        target=[DEPLOY],
        answer={
            "workflow_run_id": 19_700_000_005,
            "run_url": "https://api.github.com/repos/acme/web/actions/runs/19700000005",
            "html_url": "https://github.com/acme/web/actions/runs/19700000005",
        },
    ),
)
