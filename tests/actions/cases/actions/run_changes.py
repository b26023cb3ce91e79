"""The cases of actions that run again, stop, approve and delete runs."""

from aegis_cli.providers.github.nouns.actions.run_changes import (
    ApproveRun,
    CancelRun,
    DeleteRun,
    DeleteRunLogs,
    ForceCancelRun,
    RerunFailedJobs,
    RerunRun,
)
from tests.actions.case import Case

_PATH = "/repos/acme/web/actions/runs/19700000002"
_RUNS = {"status": "in_progress", "conclusion": None}

CASES = (
    Case(
        RerunRun(repo="acme/web", run_id=19_700_000_002),
        sends=f"POST {_PATH}/rerun",
        body={},
        said="rerun the run 19700000002 in acme/web",
        more={"enable_debug_logging": True},
        in_sandbox={"19700000002": "16000002"},
    ),
    Case(
        RerunFailedJobs(repo="acme/web", run_id=19_700_000_002),
        sends=f"POST {_PATH}/rerun-failed-jobs",
        body={},
        said="rerun the failed jobs of run 19700000002 in acme/web",
        more={"enable_debug_logging": True},
        in_sandbox={"19700000002": "16000009"},
    ),
    Case(
        CancelRun(repo="acme/web", run_id=19_700_000_002),
        sends=f"POST {_PATH}/cancel",
        said="cancel the run 19700000002 in acme/web",
        sees=_RUNS,
        in_sandbox={"19700000002": "16000005"},
    ),
    Case(
        ForceCancelRun(repo="acme/web", run_id=19_700_000_002),
        sends=f"POST {_PATH}/force-cancel",
        said="force-cancel the run 19700000002 in acme/web",
        sees=_RUNS,
        in_sandbox={"19700000002": "16000008"},
    ),
    Case(
        ApproveRun(repo="acme/web", run_id=19_700_000_002),
        sends=f"POST {_PATH}/approve",
        said="approve the run 19700000002 in acme/web",
        sees={"conclusion": "action_required"},
        in_sandbox={"19700000002": "16000007"},
    ),
    Case(
        DeleteRun(repo="acme/web", run_id=19_700_000_002),
        sends=f"DELETE {_PATH}",
        said="delete the run 19700000002 in acme/web",
        in_sandbox={"19700000002": "16000010"},
    ),
    Case(
        DeleteRunLogs(repo="acme/web", run_id=19_700_000_002),
        sends=f"DELETE {_PATH}/logs",
        said="delete the logs of run 19700000002 in acme/web",
        in_sandbox={"19700000002": "16000003"},
    ),
)
