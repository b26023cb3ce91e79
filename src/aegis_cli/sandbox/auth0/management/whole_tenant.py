"""The settings of the whole tenant and its second factors, as the Management API has them.

Sources: auth0.com/docs/api/management/v2, "Get Tenant Settings", "Update Tenant Settings",
"Retrieve Factors and their Status", "Update Multi-factor Authentication Type".
"""

from typing import Any

from starlette.requests import Request

from aegis_cli.sandbox.auth0.management.errors import ManagementRefusal, invalid
from aegis_cli.sandbox.auth0.management.tenant_settings import TenantSettings


def _settings(settings: TenantSettings, _request: Request, _body: Any) -> tuple[int, Any]:
    return 200, settings.flags


def _change(settings: TenantSettings, _request: Request, body: Any) -> tuple[int, Any]:
    for name, value in _object(body).items():
        if name not in settings.flags:
            raise invalid(f"Additional properties not allowed: {name}")
        if not isinstance(value, bool):
            raise invalid(f"Expected type boolean but found type {type(value).__name__}")
    settings.flags.update(body)
    return 200, settings.flags


def _factors(settings: TenantSettings, _request: Request, _body: Any) -> tuple[int, Any]:
    factors = settings.factors.items()
    return 200, [{"name": n, "enabled": is_on, "trial_expired": False} for n, is_on in factors]


def _switch(settings: TenantSettings, request: Request, body: Any) -> tuple[int, Any]:
    name, is_on = request.path_params["name"], _object(body).get("enabled")
    if name not in settings.factors:
        raise ManagementRefusal(400, f"Params validation error: '{name}'", "invalid_uri")
    if not isinstance(is_on, bool):
        raise invalid("Missing required property: enabled")
    settings.factors[name] = is_on
    return 200, {"enabled": is_on}


def _object(body: Any) -> dict[str, Any]:
    if not isinstance(body, dict):
        raise invalid("Expected type object")
    return body


ROUTES = (
    ("GET", "/tenants/settings", "read:tenant_settings", _settings),
    ("PATCH", "/tenants/settings", "update:tenant_settings", _change),
    ("GET", "/guardian/factors", "read:guardian_factors", _factors),
    ("PUT", "/guardian/factors/{name}", "update:guardian_factors", _switch),
)
