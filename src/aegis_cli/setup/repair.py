"""Repairs a tenant in rounds: read, compare, send what can be sent, and read again.

A round sends only requests whose ids are all known. If Auth0 stored something else than it was
sent, the next reading finds that, and it is sent once more. The last reading is the result.
"""

from collections.abc import Container
from dataclasses import dataclass, field, replace
from typing import Any

from aegis_cli.core.flow import Flow, Show, Wait
from aegis_cli.core.secret import Secret
from aegis_cli.errors import AegisError, Code, Failed, error_for
from aegis_cli.setup.compare import compare
from aegis_cli.setup.connection_findings import connection_findings
from aegis_cli.setup.desired import Wanted
from aegis_cli.setup.finding import VAULT_ID, Change, Finding, State
from aegis_cli.setup.management import ManagementApi, call
from aegis_cli.setup.pieces import TenantPieces, read, read_connection, secret_in
from aegis_cli.setup.user_permissions import is_user_id, read_held, read_people

_SETTLING, _LONGEST_PAUSE = 2.0, 6.0
PATIENCE = 120.0
"""Seconds to wait for Auth0's work: an Action was seen to take 45."""
MOST_ROUNDS = 40

_REFUSALS = frozenset({Code.INVALID, Code.NOT_FOUND, Code.CONFLICT, Code.ACCESS_DENIED})
"""What Auth0 says to a request that it does not carry out, whatever is sent again."""


@dataclass(frozen=True, slots=True)
class TenantSnapshot:
    """A tenant as it was last read."""

    pieces: TenantPieces
    findings: tuple[Finding, ...]
    sent: tuple[Change, ...] = ()
    secret: Secret | None = field(default=None, repr=False)
    """The secret of the Custom API Client, if that was just created."""

    @property
    def changes(self) -> tuple[Change, ...]:
        """Every request that would repair something, in order."""
        return tuple(change for finding in self.findings for change in finding.changes)


def look(api: ManagementApi, wanted: Wanted) -> Flow[TenantSnapshot]:
    """Read and compare; change nothing."""
    pieces = yield from read(api, wanted)
    if wanted.person:
        people = yield from read_people(api, wanted)
        held = yield from read_held(api, wanted, people)
        pieces = replace(pieces, people=people, held=held)
    return TenantSnapshot(pieces, compare(wanted, pieces))


def look_at_connection(
    api: ManagementApi, wanted: Wanted, tenant: TenantSnapshot
) -> Flow[tuple[Finding, ...]]:
    """Read and compare the connection to another provider in a tenant that was just read."""
    connection, enabled = yield from read_connection(api, wanted)
    pieces = replace(tenant.pieces, connection=connection, enabled=enabled)
    return tuple(connection_findings(wanted, pieces))


def unseen(wanted: Wanted) -> TenantSnapshot:
    """Return an empty tenant, for a plan without a look; a person is known by an id only."""
    people = ({"user_id": wanted.person},) if is_user_id(wanted.person) else ()
    pieces = TenantPieces(people=people)
    return TenantSnapshot(pieces, compare(wanted, pieces))


def look_again(api: ManagementApi, wanted: Wanted, shown: TenantSnapshot) -> Flow[TenantSnapshot]:
    """Read the tenant again after an approval; raise `Failed` if other changes are needed by now.

    NOTE: a change replaces whole lists, so an old one would remove what was added meanwhile.
    """
    tenant = yield from look(api, wanted)
    if tenant.changes != shown.changes:
        raise Failed(
            "The tenant is no longer as it was shown; nothing was changed.",
            code=Code.CHANGED,
            hint="Run the command again: it shows what there is now.",
        )
    return tenant


def repair(
    api: ManagementApi,
    wanted: Wanted,
    tenant: TenantSnapshot,
    *,
    only: Container[str] | None = None,
) -> Flow[TenantSnapshot]:
    """Repair the pieces that requests can repair, from the state that was just read.

    `only` names the pieces that are repaired, if not all are. An error says how many changes were
    made before it.
    """
    sent: list[Change] = []
    try:
        return (yield from _repair(api, wanted, tenant, sent, only))
    except AegisError as error:
        if not sent:
            raise
        before = "One change was" if len(sent) == 1 else f"{len(sent)} changes were"
        message = f"{error.message} {before} made before."
        raise error_for(error.code, message, hint=error.hint) from error


def _repair(
    api: ManagementApi,
    wanted: Wanted,
    tenant: TenantSnapshot,
    sent: list[Change],
    only: Container[str] | None,
) -> Flow[TenantSnapshot]:
    secret: Secret | None = None
    refused: list[Change] = []
    waited, pause = 0.0, 0.0
    for _ in range(MOST_ROUNDS):
        ours = tuple(each for each in tenant.findings if only is None or each.name in only)
        ready = [each for each in _sendable(ours, tenant.findings, sent) if each not in refused]
        is_worth_waiting = any(finding.is_settling for finding in ours) and waited < PATIENCE
        if not ready and not is_worth_waiting:
            break
        for change in ready:
            made, created = yield from _send(api, change)
            if change.captures == VAULT_ID:
                secret = secret_in(created)
            refused += [] if made is change else [change]
            sent += [] if made is None else [made]
            yield Show(change)
        if not ready:
            pause = min(pause + _SETTLING, _LONGEST_PAUSE)
            waited += pause
            yield Wait(pause, "Auth0 is building the Actions")
        tenant = yield from look(api, wanted)
    return TenantSnapshot(tenant.pieces, tenant.findings, tuple(sent), secret)


def _send(api: ManagementApi, change: Change) -> Flow[tuple[Change | None, Any]]:
    """Send a change, or what stands in for it if Auth0 refuses it; return which was made."""
    try:
        return change, (yield from call(api, change.method, change.path, body=change.body))
    except AegisError as refusal:
        if change.if_refused is None or refusal.code not in _REFUSALS:
            raise
        instead = change.if_refused
    for other in instead:
        return other, (yield from call(api, other.method, other.path, body=other.body))
    return None, None


def _sendable(
    findings: tuple[Finding, ...], all_findings: tuple[Finding, ...], sent: list[Change]
) -> list[Change]:
    """Return the changes of one round: those of pieces for which no other has to be ready first."""
    ready = {finding.name for finding in all_findings if finding.state is State.OK}
    return [
        change for finding in findings if finding.after <= ready for change in _ready(finding, sent)
    ]


def _ready(finding: Finding, sent: list[Change]) -> list[Change]:
    """Return the first changes of a finding whose ids are all known.

    A new Action is deployed in a later round, because only a reading shows that it is built.
    """
    ready: list[Change] = []
    for change in finding.changes:
        # What is created may be missing from the next list, and must not be created twice.
        most = 1 if change.captures else 2
        is_later = ready and change.path.endswith("/deploy")
        if is_later or not change.is_ready or sent.count(change) >= most:
            break
        ready.append(change)
    return ready
