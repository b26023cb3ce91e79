"""Judges, shows, signs in for, approves and performs acts, whoever made them."""

from dataclasses import replace
from functools import partial

from aegis_cli.errors import AegisError, Code, Interrupted
from aegis_cli.planning.expansion import Act
from aegis_cli.planning.grammar.explicit_commands import ExplicitCommands
from aegis_cli.request.attempt import Attempt
from aegis_cli.request.consent import (
    Consent,
    acts_to_ask,
    needs_approval,
    not_understood,
    ordered_acts,
)
from aegis_cli.request.crossing import crossings
from aegis_cli.request.plan_judge import PlanJudge
from aegis_cli.request.plan_preview import Preview, preview
from aegis_cli.request.plan_state import PlanState
from aegis_cli.request.ports import Services
from aegis_cli.request.request_options import RequestOptions
from aegis_cli.request.result import Result, failed_result, planned_result
from aegis_cli.request.watching import require_watchable


def carry_out(
    request: str,
    acts: tuple[Act, ...],
    options: RequestOptions,
    services: Services,
    *,
    wanted: ExplicitCommands | None,
) -> Result:
    """Judge, show, sign in, approve and perform acts; return how it ended, whatever happens.

    `wanted` is what the person's sentence asks for; `None` if they typed the action itself.
    """
    acts = tuple(replace(act, step=act.step.told_by(options.speaker)) for act in acts)
    judge, before = PlanJudge(options.policy), options.before
    guessed_as = wanted.guessed_as if wanted else ""
    first = partial(_first_preview, options=options, guessed_as=guessed_as)
    way: Attempt | None = None
    try:
        _require_possible(acts, options)
        acts = services.commit(judge.allow(acts))
        if options.dry_run:
            services.terminal.show(first(acts), in_full=True)
            return planned_result(request, acts)
        services.require_places(acts)
        consent = Consent(options.preapproval, wanted, services.granted(ordered_acts(acts, wanted)))
        to_ask = acts_to_ask(acts, consent)
        if guessed_as and not (to_ask or options.runs_guess):
            raise not_understood(acts, guessed_as)
        if to_ask and not services.terminal.can_ask():
            raise needs_approval(to_ask, consent)
        acts = services.take_values(acts)
        is_approved = not to_ask and any(act.needs_approval for act in acts)
        services.terminal.show(first(acts), in_full=is_approved)
        with services.sign_in.request() as sessions:
            way = Attempt(
                request,
                services,
                sessions,
                PlanState(acts, consent, session=before.session, known=before.known),
                options.hosts,
                judge,
                options.keep_going,
                before,
            )
            return way.perform()
    except (AegisError, KeyboardInterrupt) as problem:
        error = problem if isinstance(problem, AegisError) else interruption()
        return failed_result(request, error, way.state.acts if way else acts)


def _first_preview(acts: tuple[Act, ...], *, options: RequestOptions, guessed_as: str) -> Preview:
    """Return what is shown of a plan before anybody signs in."""
    told = crossings(acts, {}, lists=options.before.lists)
    return replace(preview(acts, hosts=options.hosts, crossing=told), guessed_as=guessed_as)


def _require_possible(acts: tuple[Act, ...], options: RequestOptions) -> None:
    """Raise `UsageError` for a watch that cannot be.

    The same for a result that has not what is to be written of it.
    """
    require_watchable(tuple(act.action for act in acts), answers_once=options.answers_once)
    if options.selection is not None:
        options.selection.require(acts)


def interruption() -> Interrupted:
    """Return the error of a Ctrl-C before anything was sent."""
    return Interrupted("Interrupted; nothing was sent.", code=Code.INTERRUPTED)
