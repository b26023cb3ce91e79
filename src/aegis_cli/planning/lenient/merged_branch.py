"""Says how the branch of a pull request is deleted once that is merged: by a name that nobody said.

A plan has no name that a step would find, so that "merge #11 and delete the branch" is two orders.
"""

import re
from datetime import date

from aegis_cli.planning.grammar.grammar import Grammar
from aegis_cli.planning.grammar.steps import plan_sentence
from aegis_cli.planning.lenient.losses import leaves_out
from aegis_cli.planning.lenient.reader import Guess, guess
from aegis_cli.planning.plan import Context, Suggestions
from aegis_cli.planning.wire import WirePlan

_ORDERS = re.compile(
    r"(?P<merge>.{1,200}?)[,;.]?(?: and| then| &| also)* (?:delete|remove|drop|clean up|get rid of)"
    r" (?:the |its |that |my )?(?:head |source |feature |merged |old |remote )*branch"
    r"(?:,? (?:after(?:wards| that)?|too|as well|now|please|then))*[.!]*",
    re.IGNORECASE,
)
_MERGE = "pulls.merge"
_TOLD = (
    "The branch of a pull request is deleted by its name: merge first, then say "
    "'delete branch NAME' with the name that 'show pr {number}' shows."
)


def names_no_branch(text: str) -> bool:
    """Tell whether a sentence has a branch deleted behind a merge, and does not say which."""
    match = _ORDERS.fullmatch(text.strip())
    return match is not None and "merge" in match["merge"].casefold()


def merge_first(text: str, context: Context, grammar: Grammar, today: date) -> Suggestions | None:
    """Return the merge of a sentence that has its branch deleted too; `None` for any other."""
    match = _ORDERS.fullmatch(text.strip())
    found = _read(match["merge"], context, grammar, today) if match else None
    if match is None or found is None or leaves_out(match["merge"], found.plan, grammar):
        return None
    if [step.action for step in found.plan.steps] != [_MERGE]:
        return None
    (step,) = found.plan.steps
    reader = grammar.actions[_MERGE].reader
    number = next(arg.value for arg in step.args if reader(arg.name) == "issues")
    return Suggestions((found.read_as,), _TOLD.format(number=number))


def _read(text: str, context: Context, grammar: Grammar, today: date) -> Guess | None:
    plan = plan_sentence(text, context, grammar=grammar)
    found = guess(text, context, grammar, today)
    return Guess(plan, text) if found is None and isinstance(plan, WirePlan) else found
