"""The action that shows which sites the account can reach."""

from typing import Any

from aegis_cli.providers.jira.jira_action import JiraAction
from aegis_cli.providers.jira.resources import Site


class ListSites(
    JiraAction[list[Site]],
    op="accessible-resources",
    action="jira.sites.list",
    everywhere=True,
    says="List the sites that your account can reach",
    utterances=("SHOW? my? jira_sites|atlassian_sites",),
):
    """List the sites that your account at Atlassian can reach; aegis acts at one of them alone."""

    def keeps(self, item: dict[str, Any]) -> bool:
        """Tell whether it is Jira's entry of a site, which other products may have too."""
        return any("jira" in str(scope) for scope in item.get("scopes", ()))
