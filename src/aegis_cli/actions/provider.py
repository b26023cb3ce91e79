"""A provider: the service that an action is of, as everything outside `providers/` sees it.

An action reaches its provider by its class. Whoever shows names and titles only, imports nothing of
the service: its parts are imported when they are first asked for.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aegis_cli.errors import Code, Failed

if TYPE_CHECKING:
    from aegis_cli.actions.action import Action
    from aegis_cli.actions.call import Call
    from aegis_cli.core.flow import Flow
    from aegis_cli.core.provider_app import ProviderApp
    from aegis_cli.core.secret import Secret

LOOK = "Look at what there is now before you try again."


@dataclass(frozen=True, slots=True)
class Performed:
    """The result of one action."""

    data: Any
    """The result as JSON of its type."""
    already: bool = False
    """Whether the answer shows that it was so before, so that this changed nothing."""


class PartlyIgnored(Failed):
    """The provider did a part of a write and dropped the rest; `data` is what it did."""

    def __init__(self, message: str, data: Any, hint: str = LOOK) -> None:
        super().__init__(message, code=Code.PARTLY_IGNORED, hint=hint)
        self.data = data


@dataclass(frozen=True, slots=True)
class Derived:
    """A derived token. A deletion takes nothing else, so it cannot delete the wide token."""

    token: "Secret"
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
class ProviderClient:
    """What performs the actions of a provider."""

    performed: "Callable[[Action[Any], str], Flow[Performed]]"
    """Performs an action at a base; raises what the provider's errors mean."""
    compare: "Callable[[Action[Any], Any, Any], None]"
    """Raises `PartlyIgnored` if a write's answer, and the result in it, show less than asked."""


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What makes and tells the tokens of a provider."""

    kind_of: "Callable[[Secret], str]"
    """Returns the public prefix of a token, or `unknown`."""
    narrow: "Callable[[ProviderApp, str, Secret, tuple[Call, ...]], Flow[Derived | NotNarrowed]]"
    """Derives a token for these calls at a base; raises if a plan that writes is refused one."""
    delete: "Callable[[ProviderApp, str, Derived], Flow[bool]]"
    """Deletes a derived token; tells whether it is certain that nobody can use it any more."""
    inspect: "Callable[[ProviderApp | None, str, Secret], Flow[Inspection]]"
    """Asks what the provider says of a token."""


@dataclass(frozen=True, slots=True)
class Provider:
    """A service that aegis acts on."""

    name: str
    """Its name in commands and documents, such as `github`."""
    title: str
    """Its name in messages, such as `GitHub`."""
    connection: str
    """The connection at Auth0, where the settings name no other."""
    base: str
    """The root of its API without a trailing slash, where the settings name no other."""
    install: str
    """Where a person installs an App of theirs, with NAME in the place of its name."""
    revoke: str
    """Where a person takes back what they allowed an App."""
    web_host: Callable[[str], str]
    """Returns the host of its web pages and repositories, by the root of its API."""
    client: Callable[[], ProviderClient]
    bind_me: "Callable[[], Action[Any]]"
    """Makes the read whose `login` is who `@me` stands for."""
    narrowing: Callable[[], Narrowing]
