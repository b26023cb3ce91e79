"""The store with the rules of an organisation, as commands look at it and write its model."""

from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from aegis_cli.broker.authorization import models
from aegis_cli.broker.authorization.batch_check import (
    Misconfigured,
    Store,
    StoreAccess,
    StoreClient,
    Unavailable,
    token_for_store,
)
from aegis_cli.core.flow import Flow, drive
from aegis_cli.core.secret import Secret
from aegis_cli.errors import Code, Failed
from aegis_cli.settings.fga_settings import FgaSettings
from aegis_cli.wiring.environment import Environment

T = TypeVar("T")

NEEDED = "Set AEGIS_FGA_URL, AEGIS_FGA_STORE and a client of the store (docs/fga.md)."


def access_of(settings: FgaSettings) -> StoreAccess:
    """Return what the settings have for the store."""
    if settings.client is None:
        return settings.key
    return StoreClient(f"{settings.issuer}/oauth/token", settings.audience, *settings.client)


@dataclass(frozen=True)
class RulesStore:
    """The store that the settings name; every method raises `Failed` where it cannot be asked."""

    environment: Environment
    settings: FgaSettings

    def look(self) -> models.StoreModels:
        """Look at its newest model."""
        return self._drive(models.look(self._store, self._token))

    def add_model(self) -> str:
        """Add the model of this version, and return its id."""
        return self._drive(models.add(self._store, self._token))

    @property
    def _store(self) -> Store:
        return Store(self.settings.url, self.settings.store, self.settings.model or "")

    @cached_property
    def _token(self) -> Secret | None:
        access = access_of(self.settings)
        if not isinstance(access, StoreClient):
            return access
        return self._drive(token_for_store(access)).token

    def _drive(self, flow: Flow[T]) -> T:
        screen = self.environment.screen
        try:
            with screen.sender(self.environment.patience) as sender:
                return drive(flow, sender, wait=screen.wait)
        except Misconfigured as fault:
            error = Failed(f"The store refuses: {fault}.", code=Code.MISCONFIGURED, hint=NEEDED)
        except Unavailable as fault:
            error = Failed(f"The store cannot be reached: {fault}.", code=Code.NETWORK)
        raise error
