"""How an application of ours is made at a provider by hand, and how Auth0 has to know it."""

import textwrap
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionSetup:
    """What a person does at the provider, and the connection that Auth0's Management API makes."""

    strategy: str
    """What Auth0 calls the provider; `oauth2` for a custom social connection."""
    page: str
    """What a person does, with the holes `{callback}`, `{scopes}` and `{connection}`."""
    options: Mapping[str, Any] = field(default_factory=dict)
    """Those of the connection beside the client id and the secret."""
    compared: tuple[str, ...] = ()
    """Those without which a connection does not work, which one that is there may lack."""

    @property
    def required(self) -> Mapping[str, Any]:
        """The options that a connection that is there is to have."""
        return {name: self.options[name] for name in self.compared}

    def page_for(self, *, callback: str, scopes: tuple[str, ...], connection: str) -> str:
        """Return what a person does, for one tenant."""
        rows = textwrap.wrap(" ".join(scopes), 100, break_on_hyphens=False)
        filled = {"callback": callback, "scopes": "\n   ".join(rows), "connection": connection}
        return self.page.format_map(filled)
