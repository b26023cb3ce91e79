"""The state that the services of one sandbox share: sign-ins, tokens, faults, the journal."""

import asyncio
import secrets
import string
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field
from pydantic.dataclasses import dataclass as checked_dataclass

from aegis_cli.sandbox.fga.store import FgaStore
from aegis_cli.sandbox.github.world.registered_apps import App, ManifestCode
from aegis_cli.sandbox.storage import Kept

_ALPHANUMERIC = string.ascii_letters + string.digits

Seconds = Annotated[float, Field(ge=0, allow_inf_nan=False)]


class SandboxService(StrEnum):
    """One of the services that the sandbox imitates."""

    AUTH0 = "auth0"
    GITHUB = "github"
    GEMINI = "gemini"
    STORAGE = "storage"
    SLACK = "slack"
    JIRA = "jira"


class Issued(StrEnum):
    """A kind of secret that a sandbox hands out."""

    GITHUB = "github"
    ACCESS = "access"
    REFRESH = "refresh"
    DEVICE = "device"
    APP_SECRET = "app_secret"  # noqa: S105  # a name
    APP_KEY = "app_key"
    SIGNATURE = "signature"


class Confirm(StrEnum):
    """Who confirms a sign-in."""

    PAGE = "page"
    """A person, on the verification page."""

    AUTO = "auto"
    """The sandbox itself, where there is no person."""


@checked_dataclass(frozen=True, slots=True, config=ConfigDict(extra="forbid"))
class Fault:
    """A disturbance of the next requests that match."""

    door: SandboxService
    method: Literal["DELETE", "GET", "HEAD", "PATCH", "POST", "PUT"]
    path: str
    """A regular expression that the whole path matches."""
    times: Annotated[int, Field(ge=1, le=1_000_000)] = 1
    delay: Seconds = 0.0
    """How long to wait before anything else; with `after`, between the work and the answer.

    The wait ends when the faults are deleted.
    """
    status: Annotated[int, Field(ge=200, le=599)] | None = None
    """Answer with this status instead of asking the service; `None` only delays."""
    headers: dict[str, str] = field(default_factory=dict)
    body: str = ""
    drop: bool = False
    """Close the connection without an answer."""
    after: bool = False
    """Let the service do its work first, then answer as above, so that only the answer is lost."""

    def __post_init__(self) -> None:
        """Raise `ValueError` for a fault without an effect, or with two that exclude each other."""
        answers = self.status is not None
        if self.drop and answers:
            raise ValueError("A fault either drops the connection or answers.")
        if not (self.drop or answers or self.delay):
            raise ValueError("A fault has to do something: status, drop or delay.")
        if not answers and (self.body or self.headers):
            raise ValueError("A fault without a status sends no body and no headers.")


@dataclass(slots=True)
class Seen:
    """One request that arrived at a door. Never holds a header."""

    door: SandboxService
    method: str
    path: str
    query: str
    status: int
    """The status of the answer; 0 while the request is in flight, and if it was dropped."""
    body: Any = None
    """The JSON that was sent to GitHub or Gemini; `None` for Auth0, whose bodies hold tokens."""
    token: str = ""
    """Which kind of GitHub token was sent: `wide`, `derived`, or empty if it is not known."""


class Decision(StrEnum):
    """The answer of the person on the verification page."""

    CONFIRMED = "confirmed"
    DENIED = "denied"


@dataclass(slots=True)
class DeviceCode:
    """One device authorization request that waits for a person (RFC 8628)."""

    device_code: str = field(repr=False)
    user_code: str
    scope: tuple[str, ...]
    audience: str
    """The API of the token."""
    issued_at: float
    expires_at: float
    polled_at: float | None = None
    decision: Decision | None = None
    client_id: str = ""
    """The application that asked for it."""


@dataclass(slots=True)
class Connect:
    """The connection of an account that was started and is not yet completed."""

    auth_session: str = field(repr=False)
    ticket: str = field(repr=False)
    token: str = field(repr=False)
    """The `jti` of the access token that started it, and has to complete it."""
    redirect_uri: str
    state: str = field(repr=False)
    code_challenge: str
    expires_at: float
    app_id: str
    """The client id of the App for which GitHub is asked; "" for the developer keys of Auth0."""
    app_secret: str = field(repr=False)
    connection: str
    scopes: tuple[str, ...] = ()
    """The scopes that the service is asked for; empty for those of the dashboard."""
    connect_code: str = field(default="", repr=False)
    """Empty until the person has confirmed."""
    is_answered: bool = False


@dataclass(slots=True)
class Login:
    """One authorization request from a browser (RFC 6749, section 4.1)."""

    id: str = field(repr=False)
    """Identifies the login page; not the client's `state`."""
    client_id: str
    redirect_uri: str
    state: str = field(repr=False)
    scope: tuple[str, ...]
    audience: str
    nonce: str = field(repr=False)
    code_challenge: str
    forces_login: bool
    """Whether the person has to log in even if the browser has a session."""
    has_auth_time: bool
    """Whether the ID token says when the person logged in."""
    ends: float
    """When the page, and later the code, expires (Unix seconds)."""
    auth_time: int = 0


@dataclass(frozen=True, slots=True)
class ConnectedAccount:
    """An account that Auth0 lists as connected."""

    id: str
    created_at: float
    """Unix seconds."""
    has_refresh_token: bool = True


@dataclass(frozen=True, slots=True)
class DerivedToken:
    """The limits of a token that was derived from a person's token."""

    ends: float
    """Unix seconds."""
    client_id: str
    """The App that derived it."""
    repositories: frozenset[int]
    permissions: Mapping[str, str]


@dataclass(slots=True)
class State:
    """Everything that changes while a sandbox runs."""

    confirm: Confirm = Confirm.PAGE
    confirm_after: float = 0.0
    """With `Confirm.AUTO`, the age in seconds at which an unanswered code counts as confirmed."""
    interval: float = 1
    """Seconds to leave between two polls for a token; Auth0 itself says 5."""
    permissions: tuple[str, ...] = ("aegis:read", "aegis:write", "aegis:admin")
    """The permissions of the person in role-based access control; no token has others."""
    offline_access: bool = True
    """Whether the API issues refresh tokens."""
    access_life: int = 600
    """Seconds that an access token for the API lives."""
    auth_age: float = 0.0
    """The age in seconds of the browser's session, which sign-ins reuse."""
    tells_auth_time: bool = True
    """Whether access tokens have `auth_time`, which at Auth0 needs an Action."""
    connected: bool = True
    """Whether Token Vault holds a GitHub refresh token of the person."""
    others: dict[str, str] = field(default_factory=dict)
    """Connections to services beside GitHub, by their names, each with the service's own: the
    vault hands out tokens of that, and GitHub knows none of them."""
    unconnected: tuple[str, ...] = ()
    """The services beside GitHub at which the person has connected no account."""
    stale_tokens: dict[str, int] = field(default_factory=dict)
    """How many of the next tokens of a service beside GitHub have expired when it sees them."""
    expired: set[str] = field(default_factory=set, repr=False)
    """The tokens of these services that have expired."""
    scopes: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """What the person granted at a service beside GitHub; all that it has where nothing is said."""
    enabled_scopes: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """What its App at a service beside GitHub may ask for; anything where nothing is said."""
    other_accounts: dict[str, "ConnectedAccount"] = field(default_factory=dict)
    """The accounts at services beside GitHub that the connect flow made, or that were listed."""
    expiring_tokens: bool = True
    """Whether GitHub issues a refresh token at a connection; an OAuth App does not."""
    account: "ConnectedAccount | None" = None
    """The account of the connect flow; `None` if the account was connected from the start."""
    connects: dict[str, "Connect"] = field(default_factory=dict)
    """Connections that wait for a person, by their `auth_session`."""
    fresh_tokens: bool = True
    """Whether each exchange mints a GitHub token of its own.

    Auth0 hands out the same token until it expires. The sandbox differs by default, because a
    search for residue has to distinguish the tokens of one command from those of the next.
    """
    device_codes: dict[str, DeviceCode] = field(default_factory=dict)
    """Device codes that were handed out and not yet used up."""
    logins: dict[str, "Login"] = field(default_factory=dict)
    """Authorization requests that wait for a person."""
    authorization_codes: dict[str, "Login"] = field(default_factory=dict)
    """Codes that were handed out and not yet used up."""
    vault_public_key: str = ""
    """The registered key of the vault's client, as PEM; empty if the client has a secret."""
    used_assertions: dict[str, float] = field(default_factory=dict, repr=False)
    """The `jti` of each used assertion, with the Unix second at which it expires."""
    latency: dict[SandboxService, float] = field(default_factory=dict)
    """Seconds added to each request of a service (for Auth0: to the Token Vault exchange only)."""
    script: deque[Any] = field(default_factory=deque)
    """Answers for the Gemini door, used before it asks the brain."""
    provider_tokens: dict[str, float] = field(default_factory=dict)
    """GitHub tokens that Token Vault handed out, with the Unix second at which each expires."""
    derived_tokens: dict[str, DerivedToken] = field(default_factory=dict)
    """Tokens that the GitHub App derived from those and did not delete."""
    issued: dict[str, list[str]] = field(default_factory=dict, repr=False)
    """All secrets that were handed out, even if deleted since: a search for residue needs them."""
    apps: dict[str, App] = field(default_factory=dict, repr=False)
    """The GitHub Apps by their client ids, the sandbox's own first."""
    token_apps: dict[str, str] = field(default_factory=dict, repr=False)
    """The client id of the App that a wide token is of; the sandbox's own where it has none."""
    manifest_codes: dict[str, ManifestCode] = field(default_factory=dict, repr=False)
    """Codes of Apps that were made from a manifest and not yet converted."""
    names_app: bool = False
    """Whether the environment contains the App's client id and secret."""
    names_providers: tuple[str, ...] = ()
    """The providers beside GitHub to which the environment leads."""
    names_fga: bool = False
    """Whether the environment contains the store for an organisation's rules."""
    fga: FgaStore = field(default_factory=FgaStore, repr=False)
    """That store."""
    storage: str = ""
    """The root of the storage host."""
    kept: dict[str, Kept] = field(default_factory=dict)
    """The files there, by their keys."""
    sizes: dict[str, int] = field(default_factory=dict)
    """How many bytes a `log` or an `asset` has, in the place of its own."""
    run_pace: int = 1
    """How many steps a run that is under way is further at each look at its jobs; 0 is none."""
    storage_stalls: int = 0
    """After how many bytes of a file the storage host waits until faults are lifted; 0 is never."""
    storage_breaks: int = 0
    """After how many bytes of a file it breaks off; 0 is never."""
    secret_keys: dict[int, bytes] = field(default_factory=dict, repr=False)
    """The private key of each repository's secrets, by the repository's id."""
    secret_values: dict[str, dict[str, str]] = field(default_factory=dict, repr=False)
    """What was sealed, in base64, by the repository and the name; the control door shows it."""
    faults: list[Fault] = field(default_factory=list)
    lifted: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when the faults are lifted, for the requests that are delayed by then."""
    journal: list[Seen] = field(default_factory=list)
    beginnings: list[Callable[[], None]] = field(default_factory=list, repr=False)
    """Each makes all that one service has as it was at the start; the services add theirs."""
    rung: list[dict[str, Any]] = field(default_factory=list)
    """The messages at Slack, in order, each with whom it rang."""
    now: Callable[[], float] = time.time
    closing: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when the sandbox should end."""

    def make_anew(self) -> None:
        """Make all that the services have as it was at the start."""
        for begin in self.beginnings:
            begin()

    def lift(self) -> None:
        """Forget the faults, and let every request go on that one of them delays."""
        self.faults.clear()
        self.lifted.set()
        self.lifted = asyncio.Event()

    def __post_init__(self) -> None:
        """Register the sandbox's own App."""
        if not self.apps:
            self.register(App())

    @property
    def own_app(self) -> App:
        """The sandbox's own App, which needs no setting up."""
        return next(iter(self.apps.values()))

    def register(self, app: App) -> None:
        """Register an App, or change one that is registered."""
        self.apps[app.client_id] = app

    @property
    def installations(self) -> tuple[str, ...]:
        """The accounts where the sandbox's own App is installed."""
        return (*self.own_app.installations,)

    @installations.setter
    def installations(self, logins: tuple[str, ...]) -> None:
        self.register(self.own_app.installed_on(*logins))

    def app_of(self, token: str) -> App | None:
        """Return the App whose person a GitHub token is of; `None` for a token that is unknown."""
        if self.ends(token) is None:
            return None
        derived = self.derived_tokens.get(token)
        client_id = derived.client_id if derived else self.token_apps.get(token)
        return self.own_app if client_id is None else self.apps.get(client_id)

    def ends(self, token: str) -> float | None:
        """Return when a GitHub token expires; `None` if it is unknown or has expired."""
        derived = self.derived_tokens.get(token)
        ends = derived.ends if derived else self.provider_tokens.get(token, 0.0)
        return ends if ends > self.now() else None

    def new_github_token(self) -> str:
        """Hand out a token of the form that GitHub's tokens for an App's users have."""
        random = "".join(secrets.choice(_ALPHANUMERIC) for _ in range(36))
        return self.hand_out(Issued.GITHUB, f"ghu_{random}")

    def new_signature(self) -> str:
        """Hand out what signs the address of a file."""
        return self.hand_out(Issued.SIGNATURE, secrets.token_urlsafe(32))

    def new_token_of(self, service: str) -> str:
        """Hand out a token of a service beside GitHub; Slack's rotated ones begin with `xoxe.`."""
        begins = {"slack": "xoxe.xoxp-1-"}.get(service, f"{service}-")
        token = self.hand_out(service, f"{begins}{secrets.token_urlsafe(24)}")
        if self.stale_tokens.get(service):
            self.stale_tokens[service] -= 1
            self.expired.add(token)
        return token

    def is_token_of(self, service: str, token: str) -> bool:
        """Tell whether a token was handed out for a service beside GitHub."""
        return token in self.issued.get(service, ()) and token not in self.expired

    def forget(
        self, things: dict[str, Any], ends: Callable[[Any], float], after: float = 0
    ) -> None:
        """Delete what ended, or what ended so many seconds ago."""
        now = self.now()
        for key in [key for key, thing in things.items() if now >= ends(thing) + after]:
            del things[key]

    def hand_out(self, kind: str, secret: str) -> str:
        """Remember a secret for as long as the sandbox runs, and return it."""
        self.issued.setdefault(kind, []).append(secret)
        return secret
