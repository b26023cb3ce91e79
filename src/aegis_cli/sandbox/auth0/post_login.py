"""The post-login Actions that are bound, as far as they ask for a second factor.

Auth0 refuses the sign-in where the tenant does not let Actions choose factors, and where all that
they name are switched off. Source: reports of others (`live_evidence.md`, "Auth0").
"""

import re

from aegis_cli.sandbox.auth0.tenant import Tenant
from aegis_cli.sandbox.auth0.wire import OAuthError

_SCOPE = "aegis:admin"
_ASKS = re.compile(r"authentication\.(?:challenge|enroll)WithAny\(")
_TYPES = re.compile(r'type: "([a-z-]+)"')
_NAMES = {"phone": "sms"}
"""What the Management API calls a factor, where an Action calls it otherwise."""
_NOT_ENABLED = "MFA customized via PostLogin action but feature is not enabled."
_NO_FACTOR = "Two-factor authentication is required to access this application."


def check(tenant: Tenant, scope: tuple[str, ...], client_id: str) -> None:
    """Run what is bound, for an application that was set up; raise `OAuthError` for its end."""
    settings = tenant.settings
    bound = (settings.actions[action_id]["code"] for action_id, _ in settings.bound)
    code = next((each for each in bound if _ASKS.search(each)), None)
    if code is None or _SCOPE not in scope or client_id not in settings.clients:
        return
    if not settings.flags["customize_mfa_in_postlogin_action"]:
        raise OAuthError(400, "invalid_request", _NOT_ENABLED)
    types = _TYPES.findall(code)
    if "email" in types:
        raise OAuthError(400, "invalid_request", "Invalid factor type: email")
    if not any(settings.factors.get(_NAMES.get(each, each)) for each in types):
        raise OAuthError(400, "invalid_request", _NO_FACTOR)
