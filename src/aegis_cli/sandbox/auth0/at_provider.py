"""What a service beside GitHub and Auth0 say to a connection that was made for it.

Auth0 joins the scopes of a request by commas, unless the connection has `useOauthSpecScope`; then
Atlassian knows none of them. One scope that the App has not enabled refuses all. The script that
fetches the profile fails where its request needs a scope that was not asked for.
Sources: `jira.md`, section 1.1; reports of others (`live_evidence.md`, "Slack, Jira").
"""

from collections.abc import Mapping
from typing import Any

from aegis_cli.sandbox.auth0.tenant import Tenant
from aegis_cli.sandbox.state import Connect

_SPACED = "jira"
"""The service that wants spaces between scopes."""
_ATLASSIAN_ME = ("https://api.atlassian.com/me", "read:me")
"""A request of a profile script, and the scope that it needs."""


def refusal(tenant: Tenant, attempt: Connect) -> dict[str, str] | None:
    """Return the error that the browser brings back; `None` where the account is connected."""
    service = tenant.state.others.get(attempt.connection)
    if service is None:
        return None
    options = (tenant.settings.connection(attempt.connection) or {}).get("options")
    scopes = attempt.scopes or _words((options or {}).get("scope", ""))
    enabled = tenant.state.enabled_scopes.get(service)
    if enabled is not None and not {*scopes} <= {*enabled, "offline_access"}:
        return _error("invalid_scope", "The requested scope is not enabled for the application")
    if options is None:
        return None
    if service == _SPACED and not options.get("useOauthSpecScope") and len(scopes) > 1:
        return _error("invalid_scope", f"Unknown scope: {','.join(scopes)}")
    return _profile_refusal(options, scopes)


def _profile_refusal(options: Mapping[str, Any], scopes: tuple[str, ...]) -> dict[str, str] | None:
    """Run the profile script, as far as what it asks for goes."""
    script = options.get("scripts", {}).get("fetchUserProfile", "")
    url, scope = _ATLASSIAN_ME
    if url in script and scope not in scopes:
        return _error("access_denied", "fetchUserProfile: 403 Unauthorized; scope does not match")
    return None


def _words(scope: str | list[str]) -> tuple[str, ...]:
    return tuple(scope.split()) if isinstance(scope, str) else (*scope,)


def _error(error: str, description: str) -> dict[str, str]:
    return {"error": error, "error_description": description}
