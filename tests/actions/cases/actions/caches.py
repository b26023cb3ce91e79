"""The cases of actions on caches."""

from typing import Any

from aegis_cli.providers.github.nouns.actions.caches import DeleteCache, ListCaches
from tests.actions.case import Case


def cache(number: int, key: str, **more: Any) -> dict[str, Any]:
    return {
        "id": number,
        "key": key,
        "ref": "refs/heads/main",
        "version": "73885106f58cc52a7df9ec4d4a5622a5614813162cb516c759a30af6bf56e6f0",
        "size_in_bytes": 104_857_600,
        "last_accessed_at": "2026-11-24T11:00:00.000000000Z",
        "created_at": "2026-11-20T11:00:00.000000000Z",
        **more,
    }


NPM = cache(14000001, "npm-linux-7f83b165")
PIP = cache(14000002, "pip-linux \u754c", ref="refs/pull/11/merge", size_in_bytes=0)

CASES = (
    Case(
        ListCaches(repo="acme/web"),
        sends="GET /repos/acme/web/actions/caches?per_page=30",
        said="caches of acme/web",
        more={
            "key": "npm-linux",
            "ref": "refs/heads/main",
            "sort": "size_in_bytes",
            "direction": "asc",
            "cache_id": 14000001,
            "limit": 1000,
        },
        sends_more=(
            "GET /repos/acme/web/actions/caches?key=npm-linux&ref=refs%2Fheads%2Fmain"
            "&sort=size_in_bytes&direction=asc&per_page=100"
        ),
        answer=[NPM, PIP],
    ),
    Case(
        DeleteCache(repo="acme/web", cache_id=14000002),
        sends="DELETE /repos/acme/web/actions/caches/14000002",
        said="delete the cache 14000002 of acme/web",
        target=[PIP],
    ),
)
