"""Admits callers with a valid token, and limits what refused requests cost.

For each address, a limited number of refusals a minute is explained; further ones are 429. A valid
token is accepted from any address: people share addresses with each other and with strangers, and
behind a proxy all requests have the proxy's address.
"""

import time
from dataclasses import dataclass, field
from ipaddress import IPv6Address, ip_address, ip_network

from starlette.requests import Request

from aegis_cli.broker.http.access_token import Caller
from aegis_cli.broker.http.callers import Callers
from aegis_cli.broker.http.intake import bearer_of
from aegis_cli.broker.http.limits import RateLimiter, rate_limited
from aegis_cli.broker.http.problem import Problem, Stranger
from aegis_cli.core.secret import Secret

PER_MINUTE = 60
"""Refusals of one address, or of one person, that are explained; a third may come at once."""

_UNAVAILABLE = 503


def _limiter() -> RateLimiter:
    return RateLimiter(PER_MINUTE, clock=time.monotonic)


@dataclass(frozen=True, slots=True)
class Gate:
    """Verifies callers, and counts refusals by address and by subject."""

    callers: Callers
    strangers: RateLimiter = field(default_factory=_limiter)
    refused: RateLimiter = field(default_factory=_limiter)

    async def admit(self, request: Request) -> tuple[Secret, Caller]:
        """Return the token and its caller; raise `Problem`, a `Stranger` if nobody is known."""
        try:
            token = bearer_of(request)
            return token, await self.callers.verify(token)
        except Problem as problem:
            refusal = problem
        raise self._count_refusal(refusal, address_of(request))

    def _count_refusal(self, problem: Problem, address: str) -> Problem:
        """Count a refusal, and return it, or another that says only how long to wait."""
        if problem.subject is None:
            wait = self.strangers.seconds_to_wait(address)
        else:
            # The issuer has signed it, but it is stale or for another API: its subject is known.
            wait = self.refused.seconds_to_wait(problem.subject)
            if not wait:
                return problem
        # NOTE: missing keys are not the caller's fault; the token may be valid once they are there.
        answer = rate_limited(wait) if wait and problem.status != _UNAVAILABLE else problem
        return Stranger(
            answer.status, answer.code, answer.detail, answer.headers, None, address, bool(wait)
        )


def address_of(request: Request) -> str:
    """Return the address of the connection: of IPv4, or the /64 network of IPv6.

    NOTE: `X-Forwarded-For` is not read, because anybody can write it. Whoever has one IPv6 address
    has the 2^64 addresses of its network.
    """
    try:
        address = ip_address(request.client.host if request.client else "")
    except ValueError:
        return "unknown"
    if not isinstance(address, IPv6Address):
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(ip_network((int(address), 64), strict=False))
