"""The mind of the sandbox's model: the offline grammar, which never guesses a write.

The one place where the sandbox uses the code that it is there to test. A script of answers takes
its place where a test needs a model that errs or is hostile.
"""

from typing import Any

from aegis_cli.planning.grammar.lexicon import ANSWERABLE, MISSING
from aegis_cli.planning.grammar.offline import parse
from aegis_cli.planning.plan import Context, Suggestions

_ANSWERABLE = frozenset(MISSING[key] for key in ANSWERABLE)
_LONGEST = 500
"""What the function's declaration allows in a question."""


def answer(request: dict[str, Any]) -> dict[str, Any]:
    """Answer a request, as the prompt writes it, with the arguments of `submit_plan`."""
    sentence = request.get("request")
    outcome = parse(sentence if isinstance(sentence, str) else "", _context(request))
    if not isinstance(outcome, Suggestions):
        return outcome.model_dump(exclude={"steps": {"__all__": {"kind"}}})
    # An answer joins the sentence, and mends none with a word that nothing explains.
    if outcome.missing in _ANSWERABLE:
        return _without_steps(question=_with_examples(outcome))
    return _without_steps(unsupported=_with_examples(outcome))


def _with_examples(found: Suggestions) -> str:
    """Say what is missing, with as many examples as there is room for."""
    text = found.missing
    for sentence in found.sentences:
        longer = f"{text}{' For example:' if text == found.missing else ', or:'} {sentence}"
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
        repo=repo if isinstance(repo, str) else None,
        stdin=known.get("stdin") is True,
        last=last,
    )
