"""How an App of ours comes to be at a provider: the questions to a person, and the outcome."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from aegis_cli.core.flow import Flow
from aegis_cli.core.secret import Secret


@dataclass(frozen=True, slots=True)
class AppOwner:
    """The account that owns an App."""

    login: str
    is_organization: bool


@dataclass(frozen=True, slots=True)
class WantedApp:
    """An App as it is asked for."""

    name: str
    homepage: str
    callback: str
    """Where the provider sends a browser back to: an address of the issuer."""
    profile: str
    """What it is for, as one of `Registration.profiles`."""
    is_public: bool
    """Whether others than the owner may install it."""
    owner: AppOwner | None = None
    """`None` as long as nobody was named."""


@dataclass(frozen=True, slots=True)
class MadeApp:
    """An App as the provider describes it, without its secrets."""

    client_id: str
    slug: str
    """Its name in addresses."""
    name: str
    owner: str
    permissions: tuple[tuple[str, str], ...]
    is_of_organization: bool
    """Whether the owner is no person."""
    callbacks: tuple[str, ...] | None
    """`None` where the provider does not say them."""
    events: tuple[str, ...] = ()
    """What the provider tells somebody's webhook; an App of ours has none."""


@dataclass(frozen=True, slots=True)
class Conversion:
    """An App with its secrets, as only the process that converts its code has them."""

    app: MadeApp
    client_secret: Secret
    kept: tuple[Secret, ...] = field(repr=False)
    """Secrets that nobody else is told: its private key, and that of its webhook."""


@dataclass(frozen=True, slots=True)
class AppPages:
    """Where a person looks after an App."""

    settings: str
    permissions: str
    install: str


@dataclass(frozen=True, slots=True)
class PostForm:
    """What a browser posts, and where to."""

    url: str
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ProfileGaps:
    """What an App lacks of the profile that it is for."""

    profile: str
    lacks: tuple[str, ...]
    """Each permission in the provider's words, with what cannot be done without it."""


@dataclass(frozen=True, slots=True)
class Registration:
    """The ways to make an App at a provider, and the words about it."""

    profiles: tuple[str, ...]
    usual: str
    """The profile where nobody names one."""
    printed: Callable[[WantedApp], str]
    """Returns permissions and settings for somebody who makes it by hand."""
    data: Callable[[WantedApp], Mapping[str, object]]
    """Returns the same for a program."""
    find_owner: Callable[[str, str], Flow[AppOwner]]
    """Asks at a base who owns, by a login; raises `AegisError`."""
    form: Callable[[WantedApp, str, str, str], PostForm]
    """Returns what makes it, at a base; with the address to come back to, and a state."""
    convert: Callable[[str, str], Flow[Conversion]]
    """Turns the code that came back into the App, at a base, once."""
    differences: Callable[[WantedApp, MadeApp], tuple[str, ...]]
    """Says in clauses where an App is not the one that was asked for."""
    shown: Callable[[WantedApp, MadeApp, str], str]
    """Describes a made App, with its pages at a base."""
    pages: Callable[[MadeApp, str], AppPages]
    """Returns the pages of a made App, at a base."""
    apps_page: Callable[[WantedApp, str], str]
    """Says where the owner finds all Apps, at a base."""
    by_hand: Callable[[AppPages], str]
    """Says how a person makes its private key invalid."""
    gaps: Callable[[Mapping[str, str]], ProfileGaps]
    """Compares permissions with the profile that they are for."""
    permission_pages: Callable[[str, str], str]
    """Says where the permissions of an App are changed, by its slug, at a base."""
