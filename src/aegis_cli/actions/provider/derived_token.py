"""The token of one plan, derived from the vault's, and what a provider says of tokens."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Self

from aegis_cli.core.flow import Flow
from aegis_cli.core.http import Request, Response, Unreachable
from aegis_cli.core.provider_app import ProviderApp
from aegis_cli.core.secret import Secret

REFUSALS = frozenset({401, 403, 429})
"""The statuses of a request that was not carried out: who asks may not, or too often (RFC 9110,
sections 15.5.2 and 15.5.4; RFC 6585, section 4)."""


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
class TokenFacts:
    """What may be shown of the token that a run used; of the token itself, only the prefix."""

    kind: str
    """Its prefix, such as `ghu_`."""
    expires_in: float | None = None
    """Seconds for which it was valid when it was issued; `None` if that is not known."""
    narrowed: bool = False
    """Whether it reached no more than the plan needs."""
    reason: str | None = None
    """Why it was not narrowed, or was left valid; `None` if neither is wrong."""


@dataclass(frozen=True, slots=True)
class AppGrant:
    """What the App of a token may do where it is installed."""

    account: str
    """The login of the person or organization that installed it."""
    slug: str
    """The App's name in addresses."""
    page: str
    """The page of the installation; "" if the provider does not say it."""
    permissions: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Inspection:
    """What a provider says of a token."""

    installations: int | None
    """How many installations of the App the person can reach; `None` if that is not known."""
    hindrance: str | None
    """Why no token for one plan can be derived from this one; `None` if one can."""
    grants: tuple[AppGrant, ...] = ()
    """The installations themselves, as far as the provider describes them."""

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Self:
        """Read what `asdict` and JSON made of one; raise `KeyError` or `TypeError` for less."""
        grants = tuple(
            AppGrant(**{**each, "permissions": tuple(map(tuple, each["permissions"]))})
            for each in data["grants"]
        )
        return cls(data["installations"], data["hindrance"], grants)


@dataclass(frozen=True, slots=True)
class TokenSide:
    """What makes and tells the tokens of a provider; most derive none and say nothing of them."""

    kind_of: Callable[[Secret], str]
    """Returns the public prefix of a token, or `unknown`."""
    narrow: Callable[[ProviderApp, str, Secret, Any], Flow[Derived | NotNarrowed]] | None = None
    """Derives a token at a base for what `Provider.reach` says, as JSON; raises if a plan that
    writes is refused one."""
    widen: Callable[[ProviderApp, str, Secret, Any], Flow[Derived | None]] | None = None
    """Derives one for what `Provider.wider_reach` says, as JSON; `None` if there is none so
    wide."""
    delete: Callable[[ProviderApp, str, Derived], Flow[bool]] | None = None
    """Deletes a derived token; tells whether it is certain that nobody can use it any more."""
    inspect: Callable[[ProviderApp | None, str, Secret], Flow[Inspection]] | None = None
    """Asks what the provider says of a token."""
    is_read: Callable[[Request], bool] = lambda request: request.is_read
    """Tells whether a request only reads, by what is documented of its path, and of its body."""
    root_of: Callable[[str, str], str] = lambda base, _path: base
    """Returns the root that a path is below, by that of the API: the same, but for few paths."""
    basic_user: Callable[[Request], str] = lambda _request: ""
    """Returns the user name of HTTP Basic of which a request's token is the password; "" where the
    token is a bearer."""
    headers: frozenset[tuple[str, str]] = frozenset()
    """The headers that a request may have, beside those that only say in which form an answer is
    wanted. No other one: of a write, a header is not in the seal."""
    is_program_read: Callable[[Request], bool] = lambda _request: False
    """Tells whether a request only reads, of a program that speaks through a door of a session:
    what such a program asks stands in nothing of ours."""
    headers_of_programs: frozenset[str] = frozenset()
    """The names of the headers that a read of such a program may have too, whatever they say."""
    did_nothing: Callable[[Response], bool] = lambda answer: answer.status in REFUSALS
    """Tells whether an answer to a write says that nothing was done, so that the same write may be
    sent again."""
    upload: Callable[[Request], Flow[Response | Unreachable]] | None = None
    """Sends a file where that takes several requests, of which the approved one is the last; `None`
    where the file is the body of that one."""
    without_credentials: Callable[[bytes], bytes] = lambda body: body
    """Takes out of an answer what a provider puts there for others to sign in with."""
