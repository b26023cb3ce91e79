"""The releases and the labels of a repository in GraphQL."""

from typing import Any

from aegis_cli.sandbox.github.api.call import Call
from aegis_cli.sandbox.github.api.shapes import label
from aegis_cli.sandbox.github.graphql.connections import Fields, as_graphql, connection
from aegis_cli.sandbox.github.repos import releases
from aegis_cli.sandbox.github.world.world import Repo, Role


def releases_of(call: Call, repo: Repo) -> Fields:
    """Return the fields of a repository with its releases, the newest first."""
    sees_drafts = repo.role_of(call.viewer) >= Role.WRITE
    seen = [each for each in repo.releases.values() if sees_drafts or not each.draft]
    public = (each for each in seen if not (each.draft or each.prerelease))
    latest = max(public, key=releases.latest_at, default=None)
    found = {
        each.tag_name: as_graphql(call, "Release", releases.show(call, repo, each))
        | {"isLatest": each is latest, "tagName": each.tag_name}
        for each in sorted(seen, key=lambda one: one.created_at, reverse=True)
    }
    return {
        "releases": connection("releases", [*found.values()]),
        "release": lambda **named: found.get(named["tagName"]),
        "latestRelease": latest and found[latest.tag_name],
    }


def labels_of(call: Call, repo: Repo, query: str = "", **paging: Any) -> Fields:
    """Return one page of the labels whose name or description has a text."""
    found = [
        as_graphql(call, "Label", label(call, repo, each))
        for each in repo.labels.values()
        if query.casefold() in f"{each.name}\n{each.description}".casefold()
    ]
    page: Fields = connection("labels", found)(**paging)
    return page
