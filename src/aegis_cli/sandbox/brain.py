"""The mind of the sandbox's model: the offline grammar, which never guesses a write.

The one place where the sandbox uses the code that it is there to test. A script of answers takes
its place where a test needs a model that errs or is hostile.
"""

from typing import Any

from aegis_cli.planning.grammar import parse
from aegis_cli.planning.plan import Context, Suggestions

_LONGEST = 500
"""What the function's declaration allows in a question."""


def answer(request: dict[str, Any]) -> dict[str, Any]:
    """Answer a request, as the prompt writes it, with the arguments of `submit_plan`."""
    sentence = request.get("request")
    outcome = parse(sentence if isinstance(sentence, str) else "", _context(request))
    if not isinstance(outcome, Suggestions):
        return outcome.model_dump(exclude={"steps": {"__all__": {"kind"}}})
    if not outcome.sentences:
        return _without_steps(unsupported=outcome.missing)
    return _without_steps(question=_question(outcome))


def _question(found: Suggestions) -> str:
    """Ask for what is missing, with as many examples as a question has room for."""
    question = f"{found.missing} For example: {found.sentences[0]}"
    for sentence in found.sentences[1:]:
        longer = f"{question}, or: {sentence}"
        question = longer if len(longer) <= _LONGEST else question
    return question


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
