"""Carries out `aegis setup undo`: lists what aegis made in a tenant, asks, and deletes it."""

from dataclasses import dataclass

from aegis_cli.cli.management_token import TokenNeeds, management_token
from aegis_cli.cli.streams import write_err, write_out
from aegis_cli.cli.tenant import address_of, approve
from aegis_cli.core.text import one_line, visible
from aegis_cli.errors import Code, Failed
from aegis_cli.settings.cli_options import CliOptions
from aegis_cli.setup import undo
from aegis_cli.setup.desired import wanted_of
from aegis_cli.setup.pieces import read
from aegis_cli.wiring.app import App


@dataclass(frozen=True, slots=True)
class UndoOptions:
    """The options of the command."""

    token_stdin: bool
    check: bool
    yes: bool


def undo_setup(base: CliOptions, domain: str, audience: str, options: UndoOptions) -> int:
    """Take away what aegis made in a tenant, after a yes; return the exit code."""
    with App.of(base) as app:
        wanted = wanted_of(address_of(app, domain), app.environment.settings.values, audience)
        needs = TokenNeeds(only_reads=options.check, more=undo.PERMISSIONS)
        token = management_token(
            wanted.base, needs, is_sandbox=base.sandbox, from_stdin=options.token_stdin
        )
        management = app.sign_ins.management(wanted.base, token)
        api = management.api
        found = undo.removals(wanted, management.run(read(api, wanted)))
        app.screen.progress.clear()
        write_out("".join(f"{one_line(each.says)}\n" for each in found))
        if not found:
            write_err(visible(f"Nothing that aegis made is in {wanted.base}.\n"))
        if not found or options.check:
            return 0
        if not options.yes:
            approve(wanted.base, sum(len(each.changes) for each in found))
            if undo.removals(wanted, management.run(read(api, wanted))) != found:
                raise _change_meanwhile()
        management.run(undo.take_away(api, found))
        left = undo.removals(wanted, management.run(read(api, wanted)))
        app.screen.progress.clear()
        if left:
            raise _remainder(left)
        write_err(visible(f"\nAll of that is gone. What stays:\n{undo.staying(wanted)}"))
    return 0


def _change_meanwhile() -> Failed:
    return Failed(
        "The tenant is no longer as it was shown; nothing was taken away.",
        code=Code.CHANGED,
        hint="Run the command again: it shows what there is now.",
    )


def _remainder(left: tuple[undo.Removal, ...]) -> Failed:
    return Failed(
        f"Auth0 took the requests, and has still: {'; '.join(each.says for each in left)}.",
        code=Code.MISCONFIGURED,
        hint="Run the command again in a minute.",
    )
