"""The web page of what a call is about, where GitHub's website has one."""

from typing import Any

from aegis_cli.actions.action import Action
from aegis_cli.core.http import expand, variables

_PAGES = (
    "/{repo}/pull/{pull_number}",
    "/{repo}/issues/{issue_number}",
    "/{repo}/actions/runs/{run_id}",
    "/{repo}",
    "/{org}",
)
"""The paths of pages, the nearest to what a call changes first."""


def path_of(action: Action[Any]) -> str:
    """Return the path of the page that is nearest to what a call is about; "" if there is none."""
    values = {name: str(value) for name, value in action.sent_arguments().items()}
    fitting = (page for page in _PAGES if values.keys() >= {*variables(page)})
    return expand(next(fitting, ""), values, slashed={"repo"})
