"""Writes the prompt of the model: the rules, the catalogue (one line per action), the request.

The rules are `rules.txt`. The catalogue comes first and never changes within a version, so it can
be cached. The request comes last, as JSON, so that no sentence can pass for a rule.
"""

import json
from collections.abc import Iterable
from pathlib import Path

from aegis_cli.planning.plan import MOST_STEPS, Context
from aegis_cli.planning.wire import FUNCTION

_RULES = Path(__file__).with_name("rules.txt").read_text(encoding="utf-8")


def instruction(lines: Iterable[tuple[str, str, str]]) -> str:
    """Write the system instruction from (signature, effect, summary) of each action."""
    catalogue = (f"- {sign} [{effect}] {summary}" for sign, effect, summary in lines)
    rules = _RULES.format(function=FUNCTION, most=MOST_STEPS)
    return rules + "\nActions\n" + "\n".join(catalogue) + "\n"


def request(sentence: str, context: Context) -> str:
    """Write the request and its context as one JSON object."""
    text = json.dumps(
        {
            "context": {
                "repo": context.repo,
                "stdin": context.stdin,
                "earlier": list(context.earlier),
                "last_action": dict(context.last) or None,
            },
            "request": sentence,
        },
        ensure_ascii=False,
    )
    return text.encode("utf-8", errors="replace").decode("utf-8")
