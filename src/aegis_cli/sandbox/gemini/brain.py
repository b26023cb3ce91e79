"""The sandbox's model: it plans with the offline grammar, and guesses what that does not read.

Only here does the sandbox use the code that it is there to test. A test that needs a model with
errors or a hostile one gives the sandbox a script of answers.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from aegis_cli.actions import catalog
from aegis_cli.planning.grammar.grammar import GRAMMAR
from aegis_cli.planning.grammar.steps import Gap, plan_sentence
from aegis_cli.planning.offline import guess_after, instead_of_plan
from aegis_cli.planning.plan import Context, Suggestions

_HERE, _CLONE = "@here", "here/clone"
"""The stand-in of the prompt for the repository of the clone, and a name that the grammar reads."""
_LONGEST = 500
"""The longest question that the declared function takes."""


def know(providers: Iterable[str], sites: Mapping[str, str]) -> None:
    """Know the actions of these providers, beside those of GitHub, and the hosts of their pages."""
    catalog.enable_providers(providers, sites)


def answer(request: dict[str, Any], today: date) -> dict[str, Any]:
    """Return the arguments of `submit_plan` for a request in the form of the prompt."""
    said, context = request.get("request"), _context(request)
    sentence = said if isinstance(said, str) else ""
    gap = plan_sentence(sentence, context)
    guess = guess_after(gap, sentence, context, today) if isinstance(gap, Gap) else None
    plan = guess.plan if guess else gap
    if not isinstance(plan, Gap):
        return _with_stand_in(plan.model_dump(exclude={"steps": {"__all__": {"kind"}}}))
    told = instead_of_plan(plan, sentence, context, today)
    if not isinstance(told, Suggestions):
        return _without_steps(unsupported=told.wish)  # as the prompt says, word by word
    # The answer to a question is added to the sentence; it cannot explain an unknown word.
    if told.missing in GRAMMAR.questions - {""}:
        return _without_steps(question=_with_suggestions(told))
    return _without_steps(unsupported=_with_suggestions(told))


def _with_stand_in(plan: dict[str, Any]) -> dict[str, Any]:
    """Return a plan with the stand-in for the repository of the clone."""
    for argument in (each for step in plan["steps"] for each in step["args"]):
        argument["value"] = _HERE if argument["value"] == _CLONE else argument["value"]
    return plan


def _with_suggestions(told: Suggestions) -> str:
    """Return what is missing, with as many suggestions as fit."""
    text, before = told.missing, " Did you mean: "
    for sentence in told.sentences:
        longer = f"{text}{before}{sentence}"
        text, before = (longer, ", or: ") if len(longer) <= _LONGEST else (text, before)
    return text.replace(f" in {_CLONE}", "").replace(_CLONE, "")


def _without_steps(*, question: str = "", unsupported: str = "") -> dict[str, Any]:
    return {"steps": [], "question": question[:_LONGEST], "unsupported": unsupported[:_LONGEST]}


def _context(request: dict[str, Any]) -> Context:
    given = request.get("context")
    known = given if isinstance(given, dict) else {}
    repo, last = known.get("repo"), known.get("last_action")
    repo = _CLONE if repo == _HERE else repo
    if not isinstance(last, dict) or not isinstance(last.get("arguments"), dict):
        last = {}
    return Context(
        repo=repo if isinstance(repo, str) else None, stdin=known.get("stdin") is True, last=last
    )
