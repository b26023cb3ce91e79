"""The operations that are no action of ours, in the form of `operations.json`.

They are those of the GitHub App, and the one that takes all GraphQL.
Source: docs.github.com/rest/apps/oauth-applications, …/apps/apps and …/apps/installations.
"""

from typing import Any

_TEXT = {"type": "string"}
_TOKEN = {"type": "object", "required": ["access_token"], "properties": {"access_token": _TEXT}}
_SCOPE = {
    "type": "object",
    "required": ["access_token"],
    "properties": {
        "access_token": _TEXT,
        "target": _TEXT,
        "target_id": {"type": "integer"},
        "repositories": {"type": "array", "items": _TEXT},
        "repository_ids": {"type": "array", "items": {"type": "integer"}},
        "permissions": {"type": "object"},
    },
}


def _with_token(method: str, path: str, body: dict[str, Any], status: int) -> dict[str, Any]:
    return {
        "method": method,
        "path": f"/applications/{{client_id}}{path}",
        "body": {"required": True, "schema": body},
        "success": {str(status): None},
        "permission": "not available",
    }


APP_OPERATIONS: dict[str, dict[str, Any]] = {
    "apps/check-token": _with_token("POST", "/token", _TOKEN, 200),
    "apps/delete-token": _with_token("DELETE", "/token", _TOKEN, 204),
    "apps/list-installations-for-authenticated-user": {
        "method": "GET",
        "path": "/user/installations",
        "success": {"200": None},
        "permission": "none",
    },
    "graphql": {
        "method": "POST",
        "path": "/graphql",
        "success": {"200": None},
        "permission": "none",
    },
    "apps/scope-token": _with_token("POST", "/token/scoped", _SCOPE, 200),
}
