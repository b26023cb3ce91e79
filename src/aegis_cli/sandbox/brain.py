"""The sandbox's model: it plans with the offline grammar, and guesses what that does not read.

Only here does the sandbox use the code that it is there to test. A test that needs a model with
errors or a hostile one gives the sandbox a script of answers.
"""

from datetime import date
from typing import Any

from aegis_cli.planning.grammar.grammar import GRAMMAR
from aegis_cli.planning.grammar.offline import guess_after
from aegis_cli.planning.grammar.steps import Gap, plan_sentence
from aegis_cli.planning.grammar.suggest import suggest
from aegis_cli.planning.plan import Context, Suggestions
from aegis_cli.planning.wire import WirePlan

_LONGEST = 500
"""The longest question that the declared function takes."""


def answer(request: dict[str, Any], today: date) -> dict[str, Any]:
    """Return the arguments of `submit_plan` for a request in the form of the prompt."""
    said, context = request.get("request"), _context(request)
    sentence = said if isinstance(said, str) else ""
    outcome: WirePlan | Gap | Suggestions = plan_sentence(sentence, context)
    if isinstance(outcome, Gap):
        guess = guess_after(outcome, sentence, context, today)
        outcome = guess.plan if guess else suggest(outcome, context, GRAMMAR)
    if not isinstance(outcome, Suggestions):
        return outcome.model_dump(exclude={"steps": {"__all__": {"kind"}}})
    # The answer to a question is added to the sentence; it cannot explain an unknown word.
    if outcome.missing in GRAMMAR.questions - {""}:
        return _without_steps(question=_with_examples(outcome))
    return _without_steps(unsupported=_with_examples(outcome))


def _with_examples(suggestions: Suggestions) -> str:
    """Return what is missing, with as many examples as fit."""
    text = suggestions.missing
    for sentence in suggestions.sentences:
        longer = f"{text}{' For example:' if text == suggestions.missing else ', or:'} {sentence}"
        text = longer if len(longer) <= _LONGEST else text
    return text


def _without_steps(*, question: str = "", unsupported: str = "") -> dict[str, Any]:
    return {"steps": [], "question": question[:_LONGEST], "unsupported": unsupported[:_LONGEST]}


def _context(request: dict[str, Any]) -> Context:
    given = request.get("context")
    known = given if isinstance(given, dict) else {}
    repo, last = known.get("repo"), known.get("last_action")
    if not isinstance(last, dict) or not isinstance(last.get("arguments"), dict):
        last = {}
    return Context(
        repo=repo if isinstance(repo, str) else None, stdin=known.get("stdin") is True, last=last
    )
