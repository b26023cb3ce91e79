"""A provider: the service that an action is of, as everything outside `providers/` sees it.

An action reaches its provider by its class. Whoever shows names and titles only, imports nothing of
the service: its parts are imported when they are first asked for.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from aegis_cli.actions.provider.containers import Container
from aegis_cli.core.http import is_loopback

if TYPE_CHECKING:
    from aegis_cli.actions.provider.app_registration import Registration
    from aegis_cli.actions.provider.connection_setup import ConnectionSetup
    from aegis_cli.actions.provider.derived_token import TokenSide
    from aegis_cli.actions.provider.door_program import DoorProgram
    from aegis_cli.actions.provider.performed import ProviderClient
    from aegis_cli.core.push_commands import PushCommands
    from aegis_cli.core.push_facts import PushFacts, PushSheet
    from aegis_cli.errors import AegisError

A = TypeVar("A")
"""The base of all actions, each of which has its provider."""


def parts_of(package: str, module: str = "parts") -> Callable[[str], Callable[..., Any]]:
    """Return what names the functions of a provider's module, without importing it.

    `parts` knows every other one of its room, and is imported when one of them is called; so is
    `token_side`, which knows no action.
    """

    def part(name: str) -> Callable[..., Any]:
        def call(*arguments: Any) -> Any:
            return getattr(import_module(f"{package}.{module}"), name)(*arguments)

        return call

    return part


@dataclass(frozen=True, slots=True)
class SiteCheck:
    """How the site of the settings is compared with those that an account can reach."""

    read: Any
    """The read that lists those."""
    fault: "Callable[[Any, str, str], AegisError | None]"
    """Returns what is wrong, by the answer, the root of the API and the host of the site."""


@dataclass(frozen=True, slots=True, eq=False)
class Provider(Generic[A]):
    """A service that aegis acts on; there is one value of each."""

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
    renewal: str
    """What makes it issue refresh tokens, as a clause: without one Auth0 gets no token later."""
    renewal_steps: str
    """Where a person makes it do so, as what follows that clause; "" if nothing is to be said."""
    revoke: str
    """Where a person takes back what they allowed an App."""
    places: Container
    """What its places are, such as repositories, of which a policy and a grant have patterns."""
    web_host: Callable[[str], str]
    """Returns the host of its web pages, by the root of its API."""
    page: Callable[[A, str], str | None]
    """Returns the web page of what a call is about, by the root of its API; `None` if there is
    none. It is https, at the host of its web pages."""
    client: "Callable[[], ProviderClient]"
    bind_me: Callable[[], A]
    """Makes the read that says who `@me` stands for."""
    token_side: "Callable[[], TokenSide]"
    reach: Callable[[tuple[Any, ...]], Any] = lambda _calls: None
    """Returns what a derived token must reach for these calls, as `TokenSide.narrow` takes it; or
    `NotNarrowed`. `None` where none is derived."""
    wider_reach: Callable[[Any, str], Any] = lambda _call, _permission: None
    """Returns the same for one call with one permission more, as `TokenSide.widen` takes it."""
    is_page: Callable[[A, str], bool] = lambda _action, _path: False
    """Tells whether a path that an answer says is that of a page of what a call is about, and of
    nothing else at the website, such as a sign-in."""
    is_page_host: Callable[[str, str], bool] = lambda host, site: bool(site) and host == site
    """Tells whether a host has its web pages, whose addresses name its things; the second is the
    site of the settings. NOTE: a thing of another site may be called as one of ours."""
    me: str = "login"
    """Where that read has it, as dotted names."""
    own_nouns: frozenset[str] = frozenset()
    """Words that mean its things where another provider's may be meant too, as "tickets"."""
    own_names: str = r"(?!)"
    """A pattern of how its things are written and nothing elsewhere is, such as `#releases`."""
    known_as: str = ""
    """Where it has what people are called, where that is something else."""
    acts_as: str = "{login}"
    """How a question names whoever acts, as a template of that read."""
    uploads: Callable[[str], str] = lambda _base: ""
    """Returns the root that a request with a file goes to, by that of its API; "" for none."""
    paging: tuple[str, int] | None = None
    """How a list is asked for the length of a page, and the longest; `None` if it is not."""
    show_place: Callable[[str], A] | None = None
    """Makes the read that shows a place, by its name; `None` where there is none."""
    registration: "Callable[[], Registration] | None" = None
    """Returns what makes an App of ours there; `None` where aegis makes none."""
    door_program: "Callable[[], DoorProgram] | None" = None
    """Returns what a session knows of the program that its action `converses` is for; `None` where
    that speaks to nobody who has to know more."""
    push_sheet: "Callable[[PushFacts, PushCommands, int, str], PushSheet] | None" = None
    """Says how a push of git's to a place is shown and weighed, by its bytes; `None` where none is
    served."""
    site_check: "Callable[[], SiteCheck] | None" = None
    """Returns how the configured site is compared; `None` where none is configured."""
    scopes: Callable[[Mapping[str, str]], tuple[str, ...]] = lambda _own: ()
    """Returns the scopes that its account is connected with, by its own settings: those of all
    actions; none where an App has permissions of its own."""
    connection_setup: "Callable[[], ConnectionSetup] | None" = None
    """Returns how its application is made by hand; `None` where aegis says nothing of that."""
    reachable: Callable[[], A] | None = None
    """Makes the read that lists the places that the person can reach in one request; `None` where
    there is none."""

    absent: "Callable[[A], AegisError | None]" = lambda _action: None
    """Makes the error of a read whose place the person can reach, so that something in it is
    not there; `None` where that cannot be said."""
    refused_base: Callable[[str], str] = lambda _base: ""
    """Says what a root of its API is that aegis is not made for; "" of any other."""
    asides: tuple[tuple[str, ...], ...] = ()
    """Ends of paths in its answers that are of no use to a model, such as `("node_id",)`."""
    other_kind: Callable[[A], A | None] = lambda _action: None
    """Returns the same action on the other kind of thing that a name may mean, such as on a pull
    request in place of an issue; `None` where there is no such action."""

    def base_in(self, bases: Mapping[str, str]) -> str:
        """Return the root of its API, where `bases` has by name what the settings name."""
        return bases.get(self.name, self.base)

    def host_of_pages(self, base: str, site: str = "") -> str:
        """Return the host of its web pages; "" where it has none.

        `site` is what the settings name, where the root of the API does not tell. An API on this
        machine has none; it speaks of those of the real one.
        """
        return site or self.web_host(self.base if is_loopback(base) else base)
