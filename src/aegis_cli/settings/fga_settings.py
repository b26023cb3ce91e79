"""What asking the store with the organisation's rules needs; pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from aegis_cli.core.http import is_loopback
from aegis_cli.core.secret import Secret
from aegis_cli.settings.known import (
    FGA_AUDIENCE,
    FGA_CLIENT_ID,
    FGA_CLIENT_SECRET,
    FGA_ISSUER,
    FGA_KEY,
    FGA_MODEL,
    FGA_STORE,
    FGA_URL,
    SECRETS,
    VARIABLES,
    wrong_setting,
)


@dataclass(frozen=True, slots=True)
class FgaSettings:
    """What asking the store with the organisation's rules needs."""

    url: str
    """The root of its API, without a trailing slash."""
    store: str
    model: str | None
    """The id of the model; `None` where it is not set yet."""
    issuer: str
    """Who gives a token for the store, without a trailing slash."""
    audience: str
    client: tuple[str, Secret] | None
    """Id and secret of the client that gets the token."""
    key: Secret | None
    """The key that a store of one's own takes in the token's place."""


def fga_settings(values: Mapping[str, str], secrets: Mapping[str, Secret]) -> FgaSettings | None:
    """Return what asking for the organisation's rules needs; `None` if nothing of it is set.

    Raises `UsageError` where only a part is set: who wants rules must not be left without.
    """
    names = (FGA_URL, FGA_STORE, FGA_MODEL, FGA_AUDIENCE, FGA_CLIENT_ID)
    said = {name: values[name] for name in names if name in values}
    secret, key = secrets.get(FGA_CLIENT_SECRET), secrets.get(FGA_KEY)
    if not said and secret is None and key is None:
        return None
    missing = [VARIABLES[name] for name in (FGA_URL, FGA_STORE) if name not in said]
    if (FGA_CLIENT_ID in said) != (secret is not None):
        missing.append(VARIABLES[FGA_CLIENT_ID] if secret else SECRETS[FGA_CLIENT_SECRET])
    if missing:
        raise wrong_setting(f"To ask for your rules, aegis needs {', '.join(missing)} too.")
    client = None if secret is None else (said[FGA_CLIENT_ID], secret)
    url = said[FGA_URL].rstrip("/")
    if (client is not None) == (key is not None) and not (client is None and is_loopback(url)):
        raise wrong_setting(
            f"Set {SECRETS[FGA_CLIENT_SECRET]} for a client of Auth0 FGA, or "
            f"{SECRETS[FGA_KEY]} for a store of your own."
        )
    return FgaSettings(
        url=url,
        store=said[FGA_STORE],
        model=said.get(FGA_MODEL),
        issuer=values[FGA_ISSUER].rstrip("/"),
        audience=said.get(FGA_AUDIENCE, f"{url}/"),
        client=client,
        key=key,
    )
