"""Mends a tenant in rounds: read, compare, send what can be sent, and read again.

A round sends only what needs no id that is still to be given out. What Auth0 stored otherwise than
it was asked is found by the next reading. The last reading is the answer.
"""

from dataclasses import dataclass, field

from aegis_cli.core.flow import Flow, Show, Wait
from aegis_cli.core.secret import Secret
from aegis_cli.setup.compare import compare
from aegis_cli.setup.desired import Wanted
from aegis_cli.setup.finding import VAULT_ID, Change, Finding
from aegis_cli.setup.found import Found, read, secret_in
from aegis_cli.setup.management import Api, call

MOST_ROUNDS = 8
_SETTLING = 2.0


@dataclass(frozen=True, slots=True)
class Sent:
    """A change that Auth0 has taken, for a line of progress."""

    change: Change


@dataclass(frozen=True, slots=True)
class Tenant:
    """A tenant as it was last read."""

    found: Found
    findings: tuple[Finding, ...]
    sent: tuple[Change, ...] = ()
    secret: Secret | None = field(default=None, repr=False)
    """The Custom API Client's, if it was just created."""


def look(api: Api, wanted: Wanted) -> Flow[Tenant]:
    """Read and compare, and change nothing."""
    found = yield from read(api, wanted)
    return Tenant(found, compare(wanted, found))


def repair(api: Api, wanted: Wanted, tenant: Tenant) -> Flow[Tenant]:
    """Mend what can be mended, starting from what a person was shown."""
    sent: list[Change] = []
    secret: Secret | None = None
    for _ in range(MOST_ROUNDS):
        ready = _sendable(tenant.findings)
        if not ready and not any(finding.is_settling for finding in tenant.findings):
            break
        for change in ready:
            answer = yield from call(api, change.method, change.path, body=change.body)
            if change.captures == VAULT_ID:
                secret = secret_in(answer)
            sent.append(change)
            yield Show(Sent(change))
        if not ready:
            yield Wait(_SETTLING, "Auth0 is building the Actions")
        tenant = yield from look(api, wanted)
    return Tenant(tenant.found, tenant.findings, tuple(sent), secret)


def _sendable(findings: tuple[Finding, ...]) -> list[Change]:
    """Return the changes of one round: an Action is bound in a round after it was deployed."""
    ready = [change for finding in findings for change in _ready(finding)]
    if any(change.path.startswith("/actions/actions") for change in ready):
        ready = [change for change in ready if not change.path.endswith("/bindings")]
    return ready


def _ready(finding: Finding) -> tuple[Change, ...]:
    """Return the first changes of a finding that need no id yet to come.

    A deployment waits for the next reading, which tells whether the Action is built.
    """
    ready: list[Change] = []
    for change in finding.changes:
        if not change.is_ready or (ready and change.path.endswith("/deploy")):
            break
        ready.append(change)
    return tuple(ready)
