"""Mends a tenant in rounds: read, compare, send what can be sent, and read again.

A round sends only what needs no id that is still to be given out. What Auth0 stored otherwise than
it was asked is found by the next reading, and asked for once more. The last reading is the answer.
"""

from dataclasses import dataclass, field

from aegis_cli.core.flow import Flow, Show, Wait
from aegis_cli.core.secret import Secret
from aegis_cli.errors import AegisError, Code, Failed, error_for
from aegis_cli.setup.compare import compare
from aegis_cli.setup.desired import Wanted
from aegis_cli.setup.finding import VAULT_ID, Change, Finding, State
from aegis_cli.setup.found import TenantPieces, read, secret_in
from aegis_cli.setup.management import ManagementApi, call
from aegis_cli.setup.report import changes
from aegis_cli.setup.step_up import ACTIONS

MOST_ROUNDS = 16
_SETTLING = 2.0


@dataclass(frozen=True, slots=True)
class Sent:
    """A change that Auth0 has taken, for a line of progress."""

    change: Change


@dataclass(frozen=True, slots=True)
class TenantSnapshot:
    """A tenant as it was last read."""

    found: TenantPieces
    findings: tuple[Finding, ...]
    sent: tuple[Change, ...] = ()
    secret: Secret | None = field(default=None, repr=False)
    """The Custom API Client's, if it was just created."""


def look(api: ManagementApi, wanted: Wanted) -> Flow[TenantSnapshot]:
    """Read and compare, and change nothing."""
    found = yield from read(api, wanted)
    return TenantSnapshot(found, compare(wanted, found))


def look_again(api: ManagementApi, wanted: Wanted, shown: TenantSnapshot) -> Flow[TenantSnapshot]:
    """Read what a person has been thinking about; raise `Failed` if other changes are due by now.

    A change replaces whole lists, so an old one would take out what was added meanwhile.
    """
    tenant = yield from look(api, wanted)
    if changes(tenant.findings) != changes(shown.findings):
        raise Failed(
            "The tenant is no longer as it was shown; nothing was changed.",
            code=Code.CHANGED,
            hint="Run the command again: it shows what there is now.",
        )
    return tenant


def repair(api: ManagementApi, wanted: Wanted, tenant: TenantSnapshot) -> Flow[TenantSnapshot]:
    """Mend what can be mended, starting from what was just read.

    An error on the way says how many of the changes had been made before it.
    """
    sent: list[Change] = []
    try:
        return (yield from _mended(api, wanted, tenant, sent))
    except AegisError as error:
        if not sent:
            raise
        before = "One change was" if len(sent) == 1 else f"{len(sent)} changes were"
        message = f"{error.message} {before} made before."
        raise error_for(error.code, message, hint=error.hint) from error


def _mended(
    api: ManagementApi, wanted: Wanted, tenant: TenantSnapshot, sent: list[Change]
) -> Flow[TenantSnapshot]:
    secret: Secret | None = None
    for _ in range(MOST_ROUNDS):
        ready = _sendable(tenant.findings, sent)
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
    return TenantSnapshot(tenant.found, tenant.findings, tuple(sent), secret)


def _sendable(findings: tuple[Finding, ...], sent: list[Change]) -> list[Change]:
    """Return the changes of one round: the Actions are bound once all of them are deployed."""
    are_deployed = all(f.state is State.OK for f in findings if f.piece in ACTIONS)
    return [
        change
        for finding in findings
        for change in _ready(finding, sent)
        if are_deployed or not change.path.endswith("/bindings")
    ]


def _ready(finding: Finding, sent: list[Change]) -> list[Change]:
    """Return the first changes of a finding that need no id yet to come.

    A deployment waits for the next reading, which tells whether the Action is built.
    """
    ready: list[Change] = []
    for change in finding.changes:
        is_later = ready and change.path.endswith("/deploy")
        if is_later or not change.is_ready or _is_used_up(change, sent):
            break
        ready.append(change)
    return ready


def _is_used_up(change: Change, sent: list[Change]) -> bool:
    """Whether it was sent often enough; what is made, and not listed yet, is not made twice."""
    return sent.count(change) >= (1 if change.captures else 2)
