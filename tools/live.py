"""Try on a live tenant what no document confirms, and say of each claim how it fared.

python -m tools.live --tenant acme.eu.auth0.com --account mona --repo mona/private

The settings are those of the environment, as step 5 of docs/auth0.md leaves them. The tenant, the
account and the repository are to spare: some claims are tried by changing the tenant for a moment.
What is seen is written without a secret. Exit 0 unless something was contradicted.
"""

import argparse
import sys
from contextlib import ExitStack

from aegis_cli.adapters.terminal.tty import Tty
from aegis_cli.cli.management_token import TokenNeeds, management_token
from aegis_cli.core.echoes import Echoes
from aegis_cli.core.text import one_line
from aegis_cli.errors import AegisError, Code, Status
from aegis_cli.settings.cli_options import CliOptions
from aegis_cli.setup import user_permissions
from aegis_cli.setup.desired import base_of, wanted_of
from aegis_cli.wiring.app import App
from tools.live_checks import CHECKS, Sight, Trial, Verdict, not_tried
from tools.live_claims import Claim, claims

_INTERRUPTED = "Interrupted; `aegis setup auth0 --check` shows what of the tenant is off.\n"
_ANSWERS = {"y": Verdict.CONFIRMED, "n": Verdict.CONTRADICTED}


def main(argv: list[str]) -> int:
    """Try every claim, or those that were named, and return the exit code."""
    options = _parser().parse_args(argv)
    try:
        return _run(options)
    except AegisError as error:
        sys.stderr.write(f"{one_line(error.message)}\n{one_line(error.hint or '')}\n")
        return error.status.exit_code
    except KeyboardInterrupt:
        sys.stderr.write(_INTERRUPTED)
        return Status.INTERRUPTED.exit_code


def _run(options: argparse.Namespace) -> int:
    with ExitStack() as closing:
        trial = _trial(options, closing)
        chosen = [each for each in claims() if not options.only or each.id in options.only]
        counts = dict.fromkeys(Verdict, 0)
        for claim in chosen:
            saw = _tried(claim, trial, may_change=options.change)
            counts[saw.verdict] += 1
            secrets = Echoes().add(*trial.secrets)
            seen = secrets.taken_out_of(one_line(saw.seen))
            print(f"{saw.verdict:<13} {claim.id}: {claim.says}\n{'':<13} {seen}", flush=True)
        print(", ".join(f"{count} {verdict}" for verdict, count in counts.items()))
    return 1 if counts[Verdict.CONTRADICTED] else 0


def _trial(options: argparse.Namespace, closing: ExitStack) -> Trial:
    """Open aegis; refuse any other tenant or account than those that were named."""
    app = closing.enter_context(App.of(CliOptions()))
    values = app.environment.settings.values
    base = base_of(options.tenant)
    if values.get("issuer", "").rstrip("/") != base:
        sys.exit(f"AEGIS_ISSUER is not the tenant {options.tenant}.")
    needs = TokenNeeds(more=user_permissions.PERMISSIONS)
    token = management_token(base, needs, is_sandbox=False, from_stdin=options.token_stdin)
    management = app.sign_ins.management(base, token)
    wanted = wanted_of(base, values, "")
    trial = Trial(app, management, wanted, options.repo, options.public, closing)
    trial.secrets.append(token)
    try:
        login = trial.login
    except AegisError as error:
        # NOTE: the vault gives no token, of any account; some claims are about that.
        if error.code not in {Code.NOT_CONNECTED, Code.MISCONFIGURED}:
            raise
        return trial
    if login.casefold() != options.account.casefold():
        sys.exit(f"The account that is connected is {login}, and not {options.account}.")
    return trial


def _tried(claim: Claim, trial: Trial, *, may_change: bool) -> Sight:
    if claim.asks:
        return _asked(claim)
    if claim.changes and not may_change:
        return not_tried("trying it changes the tenant or the account for a moment: --change")
    try:
        return CHECKS[claim.check](trial)
    except AegisError as error:
        return not_tried(f"{error.code.value}: {error.message}")


def _asked(claim: Claim) -> Sight:
    """Ask the person what they saw; Enter says that they did not try it."""
    if not Tty().is_there():
        return not_tried(f"a person has to look: {claim.asks}")
    answer = Tty().ask(f"{claim.asks} [y/n, Enter if not tried] ").lower()
    if answer not in _ANSWERS:
        return not_tried(f"nobody looked: {claim.asks}")
    return Sight(_ANSWERS[answer], "as the person saw it")


def _parser() -> argparse.ArgumentParser:
    as_written = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(
        prog="python -m tools.live", description=__doc__, formatter_class=as_written
    )
    parser.add_argument("--tenant", required=True, help="the domain of a tenant to spare")
    parser.add_argument("--account", required=True, help="the login that is connected there")
    parser.add_argument("--repo", required=True, help="a private repository with the App")
    parser.add_argument("--public", default="", help="a public repository without the App")
    parser.add_argument("--change", action="store_true", help="try what changes something, too")
    parser.add_argument("--token-stdin", action="store_true", help="read the token from a pipe")
    ids = [each.id for each in claims()]
    only = "these claims alone, by the ids of tools/live_claims.toml"
    parser.add_argument("--only", nargs="+", choices=ids, default=(), metavar="ID", help=only)
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
