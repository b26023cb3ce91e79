"""The caches of workflows."""

from dataclasses import asdict
from typing import Any

from aegis_cli.sandbox.github.api import queries
from aegis_cli.sandbox.github.api.call import Call, Reply
from aegis_cli.sandbox.github.world.development import Cache


def index(call: Call) -> Reply:
    """List caches, those of a ref or whose keys begin so, those first that were used last."""
    ref, begins = call.query.get("ref", ""), call.query.get("key", "")
    caches = [
        each
        for each in call.repo.caches.values()
        if ref in {"", each.ref} and each.key.startswith(begins)
    ]
    orders = call.operation.query["sort"]["enum"]
    keys = {name: lambda each, name=name: getattr(each, name) for name in orders}
    caches = queries.sort(call, caches, keys, resource="Cache")
    return queries.page_with_total(call, caches, _show, key="actions_caches")


def _show(shown: Cache) -> dict[str, Any]:
    return asdict(shown)
