"""Writes what people read about a tenant: the checklist, the settings, the steps by hand."""

import shlex
from collections.abc import Mapping
from typing import Any

from aegis_cli.core.text import one_line
from aegis_cli.errors import Code, Failed
from aegis_cli.setup.desired import AUTH_TIME, PERMISSIONS, Wanted, text_of
from aegis_cli.setup.finding import Finding, State
from aegis_cli.setup.pieces import TenantPieces, client_id_of
from aegis_cli.setup.repair import TenantSnapshot

SECRET = "AEGIS_VAULT_CLIENT_SECRET"  # noqa: S105  # the name of a setting

_LEAST_PIECE = 8
"""Columns of a value that are worth a line of their own."""

_LED = "+ "
"""What a step of `steps.txt` begins with to which `aegis setup` leads a person itself."""

_KEEP = """
Keep AEGIS_VAULT_CLIENT_SECRET in a secret manager, and in no file: whoever has it and a session
of somebody can get that person's GitHub token.
"""


def permissions(*, only_reads: bool, more: tuple[str, ...] = ()) -> str:
    """Write what the Management API token must be allowed, three in a line."""
    words = [w for w in (*PERMISSIONS, *more) if w.startswith("read:") or not only_reads]
    rows = [words[at : at + 3] for at in range(0, len(words), 3)]
    return "".join(f"  {' '.join(row)}\n" for row in rows)


def checklist(findings: tuple[Finding, ...], *, before_repair: bool = False) -> str:
    """Write one line for each piece, with what to do if it is not as it should be.

    If aegis is about to repair the tenant, only what a person has to do is written.
    """
    text = ""
    for finding in findings:
        way = finding.hint if before_repair else hint_of(finding)
        shown = f" {way}" if way and finding.state is not State.OK else ""
        text += f"{finding.state:<8} {one_line(f'{finding.message}.{shown}')}\n"
    return text


def changes_since(findings: tuple[Finding, ...], shown: tuple[Finding, ...]) -> str:
    """Write the pieces that are not as they were shown, and how many are as they should be."""
    fresh = tuple(finding for finding in findings if finding not in shown)
    count, well = len(findings), len(findings) - len(unready(findings))
    which = f"All {count}" if well == count else f"{well} of {count}"
    return f"{checklist(fresh)}{which} pieces are as they should be.\n"


def hint_of(finding: Finding) -> str:
    """Return the next thing to do about a piece that is not as it should be."""
    return finding.hint or "`aegis setup auth0` mends it."


def unready(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Return the pieces that are not as they should be."""
    return tuple(finding for finding in findings if finding.state is not State.OK)


def has_mended(before: tuple[Finding, ...], now: tuple[Finding, ...]) -> bool:
    """Tell whether a piece that was off is as it should be now: Auth0 may keep nothing it takes."""
    return bool({each.name for each in unready(before)} - {each.name for each in unready(now)})


def fault(findings: tuple[Finding, ...], following: str) -> Failed | None:
    """Return the error that counts the pieces to repair, with the command to type next.

    It is `None` if there are none.
    """
    count = len(unready(findings))
    if not count:
        return None
    which = "one of its pieces" if count == 1 else f"{count} of its {len(findings)} pieces"
    return Failed(
        f"The tenant is not ready: {which} {'is' if count == 1 else 'are'} missing or wrong.",
        code=Code.MISCONFIGURED,
        hint=f"Type next: {following}",
    )


def settings_of(wanted: Wanted, pieces: TenantPieces) -> dict[str, str]:
    """Return the settings with which aegis uses the tenant, without the secret."""
    known = {
        "AEGIS_ISSUER": f"{wanted.base}/",
        "AEGIS_CLIENT_ID": client_id_of(pieces.native),
        "AEGIS_AUDIENCE": wanted.audience,
        "AEGIS_VAULT_CLIENT_ID": client_id_of(pieces.vault),
        "AEGIS_CONNECTION": wanted.connection,
        "AEGIS_AUTH_TIME_CLAIM": AUTH_TIME,
    }
    return {name: value for name, value in known.items() if value}


def export_lines(settings: Mapping[str, str], columns: int = 0) -> str:
    """Write settings for a shell; in lines of at most `columns`, so that a person can copy them."""
    lines = [_export(name, value, columns) for name, value in settings.items()]
    if SECRET not in settings:
        lines.append(f"# {SECRET} is in the dashboard; --show-secret needs read:client_keys.\n")
    return "".join(lines)


def _export(name: str, value: str, columns: int) -> str:
    """Write one setting; a long value is assigned piece by piece, in several lines."""
    quoted, again = shlex.quote(value), f"{name}=${{{name}}}"
    first, room = columns - len(f"export {name}="), columns - len(again)
    if not columns or len(quoted) <= first or value != quoted or min(first, room) < _LEAST_PIECE:
        return f"export {name}={quoted}\n"
    rest = (value[at : at + room] for at in range(first, len(value), room))
    return f"export {name}={value[:first]}\n" + "".join(f"{again}{piece}\n" for piece in rest)


def remaining(wanted: Wanted, settings: Mapping[str, str], *, is_walk: bool = False) -> str:
    """Write a warning if the secret is among the settings, and what only a person can do."""
    warning = _KEEP if SECRET in settings else ""
    left = steps(wanted, is_walk=is_walk)
    numbered = "".join(f"{at}. {step}\n" for at, step in enumerate(left, start=1))
    return f"{warning}\nWhat only a person can do, where it is not done yet:\n{numbered}"


def steps(wanted: Wanted, *, is_walk: bool = False) -> tuple[str, ...]:
    """Return what only a person can do, in order; in a walk, without what that leads through."""
    text = text_of("steps.txt").format(
        base=wanted.base, typed=wanted.typed, connection=wanted.connection
    )
    return tuple(
        line.removeprefix(_LED)
        for line in text.splitlines()
        if not (is_walk and line.startswith(_LED))
    )


def document(wanted: Wanted, tenant: TenantSnapshot, settings: dict[str, str]) -> dict[str, Any]:
    """Return the same as JSON."""
    return {
        "tenant": wanted.base,
        "findings": [
            {
                "piece": finding.name,
                "state": finding.state.value,
                "says": finding.message,
                "way_out": None if finding.state is State.OK else hint_of(finding),
            }
            for finding in tenant.findings
        ],
        "sent": [f"{change.method} /api/v2{change.path}" for change in tenant.sent],
        "settings": settings,
        "steps": list(steps(wanted)),
    }
