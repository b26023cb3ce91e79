"""Who comes in: whoever a token proves to be known, and what all the others may cost.

A stranger is told why not so often a minute, for each address, and then only to wait. A token that
holds is never asked where it comes from: people share addresses, among themselves and with
strangers, and behind a proxy all have the proxy's.
"""

from dataclasses import dataclass, field
from ipaddress import IPv6Address, ip_address, ip_network

from starlette.requests import Request

from aegis_cli.broker.access_token import Caller
from aegis_cli.broker.intake import bearer_of
from aegis_cli.broker.limits import Subjects, rate_limited
from aegis_cli.broker.problem import Problem, Stranger
from aegis_cli.broker.tenant import Tenant
from aegis_cli.core.secret import Secret

PER_MINUTE = 60
"""Refusals of one address, or of one person, that are explained; a third may come at once."""

_UNAVAILABLE = 503


@dataclass(frozen=True, slots=True)
class Gate:
    """What lets callers in."""

    tenant: Tenant
    strangers: Subjects = field(default_factory=lambda: Subjects(PER_MINUTE))
    refused: Subjects = field(default_factory=lambda: Subjects(PER_MINUTE))

    async def admit(self, request: Request) -> tuple[Secret, Caller]:
        """Return the token and whose it is; raise `Problem`, a `Stranger` for one not known."""
        try:
            token = bearer_of(request)
            return token, await self.tenant.verify(token)
        except Problem as problem:
            refusal = problem
        raise self._refused(refusal, address_of(request))

    def _refused(self, problem: Problem, address: str) -> Problem:
        """Count a refusal, and return it, or another that says only how long to wait."""
        if problem.subject is None:
            wait = self.strangers.seconds_to_wait(address)
        else:
            # Signed by the issuer, and stale or for somebody else: of a person, who has a name.
            wait = self.refused.seconds_to_wait(problem.subject)
            if not wait:
                return problem
        # NOTE: that the keys cannot be had is no fault of the caller's, who may be known later.
        told = rate_limited(wait) if wait and problem.status != _UNAVAILABLE else problem
        return Stranger(
            told.status, told.code, told.detail, told.headers, None, address, bool(wait)
        )


def address_of(request: Request) -> str:
    """Return where a request comes from, as the kernel says: an IPv4 address, or an IPv6 /64.

    NOTE: not as `X-Forwarded-For` says, which anybody can write. One who has an IPv6 address has
    2^64 of them.
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
