"""What the control door is sent, checked strictly: unknown names and wrong types are errors."""

import json
from typing import Annotated, Any

from joserfc.errors import JoseError
from joserfc.jwk import RSAKey
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter

from aegis_cli.sandbox.state import Confirm, Fault, SandboxService, Seconds


def _public_key(pem: str) -> str:
    try:
        is_private = bool(pem) and RSAKey.import_key(pem).is_private
    except (JoseError, ValueError):
        is_private = True
    if is_private:
        raise ValueError("A public RSA key as PEM is needed, or an empty string.")
    return pem


class Settings(BaseModel):
    """The fields of `State` that a test may change."""

    model_config = ConfigDict(
        strict=True, extra="forbid", from_attributes=True, hide_input_in_errors=True
    )

    access_life: Annotated[int, Field(ge=1, le=86_400)]
    auth_age: Seconds
    confirm: Confirm
    confirm_after: Seconds
    connected: bool
    enabled_scopes: dict[str, tuple[str, ...]]
    expiring_tokens: bool
    fresh_tokens: bool
    installations: tuple[str, ...]
    interval: Seconds
    latency: dict[SandboxService, Seconds]
    offline_access: bool
    others: dict[str, str]
    permissions: tuple[str, ...]
    run_pace: Annotated[int, Field(ge=0, le=100)]
    scopes: dict[str, tuple[str, ...]]
    sizes: dict[str, Annotated[int, Field(ge=0)]]
    stale_tokens: dict[str, Annotated[int, Field(ge=0)]]
    storage_breaks: Annotated[int, Field(ge=0)]
    storage_stalls: Annotated[int, Field(ge=0)]
    tells_auth_time: bool
    unconnected: tuple[str, ...]
    vault_public_key: Annotated[str, AfterValidator(_public_key)]

    def apply_to(self, body: bytes) -> "Settings":
        """Return the settings with the changes of a request; raise `ValueError` for a wrong one."""
        changes = TypeAdapter(dict[str, Any]).validate_json(body)
        document = json.dumps(self.model_dump(mode="json") | changes)
        return Settings.model_validate_json(document)


FAULTS = TypeAdapter(list[Fault])
"""A list of faults."""

SCRIPT = TypeAdapter(list[Any])
"""A list of answers for the Gemini door."""
