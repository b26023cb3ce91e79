"""`aegis setup fga`: writes the model by which a broker asks for the rules of an organisation."""

from dataclasses import dataclass

from aegis_cli.adapters.terminal.tty import Tty
from aegis_cli.broker.authorization import models
from aegis_cli.cli.options import Output
from aegis_cli.cli.rules_store import NEEDED, RulesStore
from aegis_cli.cli.streams import write_err, write_local, write_out
from aegis_cli.errors import Code, Failed, NotApproved, UsageError
from aegis_cli.settings.cli_options import CliOptions
from aegis_cli.settings.known import FGA_MODEL, VARIABLES
from aegis_cli.wiring.app import App

_COMMAND = "setup fga"


@dataclass(frozen=True, slots=True)
class FgaOptions:
    """What the command line says."""

    check: bool
    prints: bool
    yes: bool
    output: Output


def set_fga_up(base: CliOptions, asked: FgaOptions) -> int:
    """Write the model where the store has another one, or none; return the exit code."""
    if asked.prints:
        write_out(models.text())
        return 0
    with App.of(base) as app:
        settings = app.environment.settings.fga()
        if settings is None:
            raise UsageError("No store is set.", code=Code.BAD_SETTINGS, hint=NEEDED)
        store = RulesStore(app.environment, settings)
        found = store.look()
        if not found.is_current:
            _approve(store, found.newest, asked)
        model = found.newest if found.is_current else store.add_model()
        app.screen.progress.clear()
        _say(model, settings.model, asked, is_new=not found.is_current)
    return 0


def _approve(store: RulesStore, newest: str | None, asked: FgaOptions) -> None:
    if asked.check:
        raise Failed(
            "The store has another model than this version of aegis, or none.",
            code=Code.MISCONFIGURED,
            hint=f"aegis {_COMMAND}",
        )
    was = f"its newest is {newest}" if newest else "it has none"
    where = f"{store.settings.url}, store {store.settings.store}"
    what = f"This writes the model of aegis to {where}; {was}. Older models stay.\n"
    if asked.yes:
        write_err(what)
        return
    if not Tty().is_there():
        raise NotApproved(
            "A new model needs an approval, and nobody can be asked here.",
            code=Code.NEEDS_APPROVAL,
            hint="Look at it with --print, and approve it with --yes.",
        )
    if not Tty().agrees(f"{what}Write it? [y/n] "):
        raise NotApproved("Nothing was written.", code=Code.DECLINED)


def _say(model: str | None, known: str | None, asked: FgaOptions, *, is_new: bool) -> None:
    if asked.output is Output.JSON:
        write_local(_COMMAND, _COMMAND, {"model": model, "written": is_new})
        return
    write_err("The model is written.\n" if is_new else "The store has this model already.\n")
    write_out(f"export {VARIABLES[FGA_MODEL]}={model}\n")
    if known not in {None, model}:
        write_err(f"{VARIABLES[FGA_MODEL]} is {known} here: a broker with it asks by that one.\n")
