"""The web page of what a call is about, where GitHub's website has one."""

from typing import Any, get_origin

from aegis_cli.actions.action import Action
from aegis_cli.core.uri_template import expand, variables

_PAGES = (
    "/{repo}/pull/{pull_number}",
    "/{repo}/issues/{issue_number}",
    "/{repo}/actions/runs/{run_id}",
    "/{repo}",
    "/{org}",
)
"""The paths of pages, the nearest to what a call changes first."""
_SAME = "branches commits forks issues labels milestones pulls releases stargazers tags".split()
"""The lists of a repository that the website has under the name that the API has."""
_LISTS = {f"/repos/{{repo}}/{name}": f"/{{repo}}/{name}" for name in _SAME} | {
    "/repos/{repo}/actions/runs": "/{repo}/actions",
    "/repos/{repo}/stats/contributors": "/{repo}/graphs/contributors",
    "/repos/{repo}/stats/commit_activity": "/{repo}/graphs/commit-activity",
    "/users/{username}/repos": "/{username}?tab=repositories",
    "/issues": "/issues",
}
"""The path of the page of a list, by that of its request; it lists all, whatever was asked."""


def path_of(action: Action[Any]) -> str:
    """Return the path of the page that is nearest to what a call is about; "" if there is none."""
    values = {name: str(value) for name, value in action.sent_arguments().items()}
    fitting = (page for page in _PAGES if values.keys() >= {*variables(page)})
    is_list = get_origin(action.facts.result) is list
    listed = _LISTS.get(action.facts.path, "") if is_list else ""
    return expand(listed or next(fitting, ""), values, slashed={"repo"})


_CLOSED = frozenset(
    "account apps authorize codespaces copilot dashboard device enterprises join login logout"
    " marketplace new notifications oauth password_reset security session sessions settings signup"
    " site sponsors sso stafftools sudo".split()
)
"""First parts of paths at which no account is, and where something may be done by looking."""


def has_shape_of_page(action: Action[Any], path: str) -> bool:
    """Tell whether a path is below the place of a call; where it has none, at no closed path.

    NOTE: an answer says it, and whoever wrote the answer may mean a page where a click grants.
    """
    plain = path.partition("#")[0].partition("?")[0].casefold()
    _, *parts = plain.removesuffix("/").split("/")
    if "%" in plain or not parts or not {"", ".", ".."}.isdisjoint(parts):
        return False
    names = [place.name.casefold().split("/") for _, place in action.containers() if place.name]
    below = parts[1:] if parts[0] == "orgs" else parts
    if names:
        return any(below[: len(name)] == name for name in names)
    return parts[0] not in _CLOSED
