"""The sandbox's model: it plans with the offline grammar, which never guesses a write.

Only here does the sandbox use the code that it is there to test. A test that needs a model with
errors or a hostile one gives the sandbox a script of answers.
"""

from typing import Any

from aegis_cli.planning.grammar.grammar import GRAMMAR
from aegis_cli.planning.grammar.offline import parse
from aegis_cli.planning.plan import Context, Suggestions

_LONGEST = 500
"""The longest question that the declared function takes."""


def answer(request: dict[str, Any]) -> dict[str, Any]:
    """Return the arguments of `submit_plan` for a request in the form of the prompt."""
    sentence = request.get("request")
    outcome = parse(sentence if isinstance(sentence, str) else "", _context(request))
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
