"""Compares the site of the settings with those that an account can reach; pure.

Source: developer.atlassian.com, "OAuth 2.0 (3LO) apps": one entry for each product of a site.
"""

from typing import Any
from urllib.parse import urlsplit

from aegis_cli.core.text import excerpt
from aegis_cli.errors import Code, Failed


def fault(answer: Any, base: str, site: str) -> Failed | None:
    """Return what is wrong with the site that is configured; `None` if nothing is."""
    cloud_id = base.rpartition("/")[2]
    hosts = {each["id"]: _host_in(each["url"]) for each in answer}
    if cloud_id in hosts and site in {"", hosts[cloud_id]}:
        return None
    there = "; ".join(
        f'site = "{excerpt(host)}", cloud_id = "{excerpt(id_)}"' for id_, host in hosts.items()
    )
    named = f"{site} with the id {cloud_id}" if site else f"the id {cloud_id}"
    return Failed(
        f"Your account at Atlassian does not reach {named}, which is the configured site.",
        code=Code.MISCONFIGURED,
        hint=f"It reaches: {there}. Put that into [providers.jira]."
        if there
        else "It reaches no site of Jira. Run `aegis connect jira`, and choose one.",
    )


def _host_in(url: str) -> str:
    """Return the host of an address; "" for what is none."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
