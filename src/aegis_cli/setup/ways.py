"""From what a person gave to one tenant as it should be: address, API, code of the Action."""

import re
from collections.abc import Mapping
from importlib.resources import files

from aegis_cli.core.http import is_safe_url, split_url
from aegis_cli.errors import Code, UsageError
from aegis_cli.setup.desired import Wanted

_HOST = re.compile(r"[A-Za-z0-9.-]+(:[0-9]+)?")


def base_of(domain: str) -> str:
    """Return the address of a tenant from its domain or its issuer; raise `UsageError`."""
    text = domain.strip().rstrip("/")
    url = text if "://" in text else f"https://{text}"
    parts = split_url(url)
    if not is_safe_url(url) or parts is None or not _HOST.fullmatch(url.partition("://")[2]):
        raise UsageError(
            f"{text!r} is not the domain of a tenant.",
            code=Code.BAD_USAGE,
            hint="Write it as in `aegis setup auth0 acme.eu.auth0.com`.",
        )
    return f"{parts.scheme}://{parts.netloc}"


def wanted_of(base: str, values: Mapping[str, str], audience: str) -> Wanted:
    """Return what a tenant needs: what the settings name, where they are of this tenant."""
    host = base.partition("://")[2]
    if audience.startswith(f"{base}/"):
        # NOTE: the Management API and the My Account API are such, and not ours to change.
        raise UsageError(
            f"{audience!r} is of the tenant itself, and no identifier for an API of yours.",
            code=Code.BAD_USAGE,
            hint=f"Leave --audience out, for https://aegis.{host}, or give a URL of your own.",
        )
    known = values if values.get("issuer", "").rstrip("/") == base else {}
    return Wanted(
        base=base,
        audience=audience or known.get("audience") or f"https://aegis.{host}",
        connection=values.get("connection", "github"),
        code=post_login(),
        client_id=known.get("client_id", ""),
        vault_client_id=known.get("vault_client_id", ""),
    )


def post_login() -> str:
    """Return the code of the post-login Action."""
    return files("aegis_cli.setup").joinpath("post_login.js").read_text(encoding="utf-8")
