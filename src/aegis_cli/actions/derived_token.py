"""The token of one plan, derived from the vault's, and what a provider says of tokens."""

from collections.abc import Callable
from dataclasses import dataclass

from aegis_cli.actions.call import Call
from aegis_cli.core.flow import Flow
from aegis_cli.core.provider_app import ProviderApp
from aegis_cli.core.secret import Secret


@dataclass(frozen=True, slots=True)
class Derived:
    """A derived token. A deletion takes nothing else, so it cannot delete the wide token."""

    token: Secret
    expires_in: float | None
    """Seconds, by the provider's own clock; `None` if it does not say."""


@dataclass(frozen=True, slots=True)
class NotNarrowed:
    """No derived token would do: the plan needs the vault's own token."""

    reason: str
    """In one sentence for the person."""


@dataclass(frozen=True, slots=True)
class Inspection:
    """What a provider says of a token."""

    installations: int | None
    """How many installations of the App the person can reach; `None` if that is not known."""
    hindrance: str | None
    """Why no token for one plan can be derived from this one; `None` if one can."""


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What makes and tells the tokens of a provider."""

    kind_of: Callable[[Secret], str]
    """Returns the public prefix of a token, or `unknown`."""
    narrow: Callable[[ProviderApp, str, Secret, tuple[Call, ...]], Flow[Derived | NotNarrowed]]
    """Derives a token for these calls at a base; raises if a plan that writes is refused one."""
    delete: Callable[[ProviderApp, str, Derived], Flow[bool]]
    """Deletes a derived token; tells whether it is certain that nobody can use it any more."""
    inspect: Callable[[ProviderApp | None, str, Secret], Flow[Inspection]]
    """Asks what the provider says of a token."""
