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

from aegis_cli.errors import AegisError, Code, UsageError
from aegis_cli.planning.expansion import expand
from aegis_cli.planning.grammar.explicit_commands import ExplicitCommands, explicit_commands_in
from aegis_cli.planning.plan import Context, Plan
from aegis_cli.planning.read import Load, Planner
from aegis_cli.planning.row_references import replace_rows
from aegis_cli.planning.said_value import hide_value, says_value
from aegis_cli.planning.sentence.sentence import Sentence
from aegis_cli.planning.stand_ins import StandIns
from aegis_cli.request.carrying_out import carry_out, interruption
from aegis_cli.request.ports import Services
from aegis_cli.request.proposal import propose
from aegis_cli.request.request_options import RequestOptions
from aegis_cli.request.result import Result, failed_result


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
        return failed_result(text, problem if isinstance(problem, AegisError) else interruption())
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

    result = Loops(text, plan, options, services, stdin).perform()
    return replace(result, guessed_as=plan.read_as)


def _propose(
    stand_ins: StandIns, sentence: Sentence, context: Context, planner: Planner, load: Load
) -> Plan:
    """Plan a sentence with stand-ins, and put rows in their place: no planner sees those."""
    try:
        return stand_ins.fill(propose(sentence, context, planner, load))
    except AegisError as error:
        raise stand_ins.restore_error(error) from None


def _said_value() -> UsageError:
    return UsageError(
        "This may say the value of a secret, which does not belong in a sentence, so it was read "
        "no further.",
        code=Code.BAD_USAGE,
        hint="Leave the value out, as in 'set the secret API_KEY of acme/web': aegis asks for it, "
        "and does not show it. If your shell keeps what you typed, choose another value. If it "
        "said none, say it shorter, or name the action, as in 'aegis do secrets.list -R acme/web'.",
    )
