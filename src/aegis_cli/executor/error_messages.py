"""Errors as JSON: the same on every channel and in the broker's HTTP. It knows no action."""

from typing import Any

from aegis_cli.errors import AegisError, Code, error_for


def error_as_json(error: AegisError) -> dict[str, Any]:
    """Write an error."""
    provider = {"provider": error.provider} if error.provider else {}
    return {"code": error.code.value, "message": error.message, "hint": error.hint, **provider}


def error_from(data: dict[str, Any]) -> AegisError:
    """Read an error; raise `ValueError` for an unknown code, `TypeError` for a wrong type."""
    message, hint, provider = data["message"], data["hint"], data.get("provider", "")
    texts = isinstance(message, str) and isinstance(provider, str)
    if not texts or not isinstance(hint, str | None):
        raise TypeError("an error's message, hint and provider are texts")
    return error_for(Code.from_value(data["code"]), message, hint=hint, provider=provider)
