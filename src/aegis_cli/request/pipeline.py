"""The steps from a sentence to a result, in their order.

    sentence ─planner─► plan ─► acts ─policy─► allowed ─► can it be approved here? ─► shown
      ─► signed in, with the least scope ─► targets read ─► approved ─► done ─► result

The order is part of the safety: nobody signs in for a plan that could not run (except that a
planner at a broker needs the session for reading), and no write is sent before a person, or the
options that they typed, approved it. Where a session that reads is held already, targets are read
and the plan is approved before anybody signs in for more. `attempt` repeats the steps from the
sign-in on where the account was missing or the executor wants a fresh proof of who is there.
"""

from dataclasses import replace
from functools import partial

from aegis_cli.errors import AegisError, Code, Interrupted, UsageError
from aegis_cli.planning.expansion import Act, expand
from aegis_cli.planning.grammar.explicit_commands import ExplicitCommands, explicit_commands_in
from aegis_cli.planning.plan import Context, Plan
from aegis_cli.planning.read import Load, Planner
from aegis_cli.planning.row_references import replace_rows
from aegis_cli.planning.said_value import hide_value, says_value
from aegis_cli.planning.sentence.sentence import Sentence
from aegis_cli.planning.stand_ins import StandIns
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
from aegis_cli.request.proposal import propose
from aegis_cli.request.request_options import RequestOptions
from aegis_cli.request.result import Result, failed_result, planned_result
from aegis_cli.request.watching import require_watchable


def ask(
    text: str, context: Context, planner: Planner, options: RequestOptions, services: Services
) -> Result:
    """Do what a sentence asks for; return how it ended, whatever happens."""
    if says_value(text):
        # NOTE: no planner gets the sentence, for a model would get the value with it.
        return failed_result(hide_value(text), _said_value())
    try:
        with_stand_ins, stand_ins = replace_rows(text, options.listed)
        sentence = Sentence(with_stand_ins, context.host)
        plan = _propose(stand_ins, sentence, context, planner, services.load)
        # NOTE: no planner sees standard input, which is read only if a step uses it.
        stdin = services.stdin.read() if plan.uses_stdin else ""
        if plan.reads_first:
            return _over_lists(text, plan, options, services, stdin)
        acts = expand(plan, options.bases, stdin, options.sites)
    except (AegisError, KeyboardInterrupt) as problem:
        return failed_result(text, problem if isinstance(problem, AegisError) else _interruption())
    if plan.read_as:
        wanted = ExplicitCommands.none_in_guess(plan.read_as)
    elif any(act.needs_approval for act in acts):
        wanted = explicit_commands_in(sentence, context, services.load)
    else:
        wanted = ExplicitCommands()
    result = carry_out(text, acts, options, services, wanted=wanted)
    return replace(result, guessed_as=plan.read_as)


def _over_lists(
    text: str, plan: Plan, options: RequestOptions, services: Services, stdin: str
) -> Result:
    """Carry out a plan that goes over lists: its acts are known once these are read."""
    from aegis_cli.request.looping import Loops  # a plan without one needs none of it

    def carry(
        acts: tuple[Act, ...], options: RequestOptions, services: Services, wanted: ExplicitCommands
    ) -> Result:
        return carry_out(text, acts, options, services, wanted=wanted)

    result = Loops(text, plan, options, services, carry, stdin).perform()
    return replace(result, guessed_as=plan.read_as)


def _propose(
    stand_ins: StandIns, sentence: Sentence, context: Context, planner: Planner, load: Load
) -> Plan:
    """Plan a sentence with stand-ins, and put rows in their place: no planner sees those."""
    try:
        return stand_ins.fill(propose(sentence, context, planner, load))
    except AegisError as error:
        raise stand_ins.restore_error(error) from None


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
        error = problem if isinstance(problem, AegisError) else _interruption()
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


def _said_value() -> UsageError:
    return UsageError(
        "This may say the value of a secret, which does not belong in a sentence, so it was read "
        "no further.",
        code=Code.BAD_USAGE,
        hint="Leave the value out, as in 'set the secret API_KEY of acme/web': aegis asks for it, "
        "and does not show it. If your shell keeps what you typed, choose another value. If it "
        "said none, say it shorter, or name the action, as in 'aegis do secrets.list -R acme/web'.",
    )


def _interruption() -> Interrupted:
    return Interrupted("Interrupted; nothing was sent.", code=Code.INTERRUPTED)
