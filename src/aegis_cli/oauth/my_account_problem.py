"""Turns refusals of the My Account API, which are problem documents (RFC 9457), into our errors.

The status and the operation decide which error it is; Auth0's own text is made safe to show.
"""

from typing import Any

from aegis_cli.core.http import Response
from aegis_cli.core.secret import Secret
from aegis_cli.errors import AegisError
from aegis_cli.oauth.answers import object_or_none
from aegis_cli.oauth.pkce import CALLBACKS
from aegis_cli.oauth.safe_text import shown
from aegis_cli.oauth.service_refusals import refused


def refusal(answer: Response, operation: str, secrets: tuple[Secret, ...]) -> AegisError:
    """Return the error for a refused `connect`, `complete`, `list` or `delete`.

    `secrets` are the secrets that were sent; they are removed from what the answer repeats.
    """
    keys = (f"{answer.status} {operation}", str(answer.status))
    details = shown(_details(answer), secrets, most=300) or f"status {answer.status}"
    return refused("my_account", *keys, details=details, callbacks=", ".join(CALLBACKS))


def _details(answer: Response) -> str:
    """Return a problem's detail, or its title, and the detail of each wrong field."""
    data = object_or_none(answer) or {}
    texts = [data.get(name) for name in ("detail", "title", "error_description")]
    errors = data.get("validation_errors")
    fields = errors[:3] if isinstance(errors, list) else []
    details = [field.get("detail") for field in fields if isinstance(field, dict)]
    shown_texts = [*_usable(texts)[:1], *_usable(details)]
    return "; ".join(text.strip().rstrip(".") for text in shown_texts)


def _usable(values: list[Any]) -> list[str]:
    return [value for value in values if value and isinstance(value, str)]
