"""Writes the prompt of the model: the rules, the catalogue (one line per action), the request.

The rules are `rules.txt`. The catalogue comes first and never changes within a version, so it can
be cached. The request comes last, as JSON, so that no sentence can pass for a rule.
"""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from aegis_cli.actions import catalog
from aegis_cli.actions.names import BARE, provider_of
from aegis_cli.actions.provider import Provider
from aegis_cli.planning.plan import MOST_STEPS, Context
from aegis_cli.planning.wire import FUNCTION

_RULES = Path(__file__).with_name("rules.txt").read_text(encoding="utf-8")


def instruction(lines: Iterable[tuple[str, str, str]]) -> str:
    """Write the system instruction from (signature, effect, summary) of each action."""
    rows = [*lines]
    catalogue = (f"- {sign} [{effect}] {summary}" for sign, effect, summary in rows)
    rules = _RULES.format(function=FUNCTION, most=MOST_STEPS)
    others = {provider_of(sign.partition("(")[0]) for sign, _, _ in rows} - {BARE}
    told = _others(map(catalog.provider_named, sorted(others))) if others else ""
    return rules + told + "\nActions\n" + "\n".join(catalogue) + "\n"


def _others(providers: Iterable[Provider[Any]]) -> str:
    """Say what the rules, which are those for actions without a prefix, do not say of others."""
    each = (
        f"- {one.title}: the actions that begin with `{one.name}.`; a {one.places.noun} is written "
        f"{one.places.form}, and the `repo` of the context is none.\n"
        for one in providers
    )
    return (
        f"\nOther providers than {catalog.provider_named(BARE).title}\n{''.join(each)}"
        "Where the request does not say which of them it means, ask.\n"
    )


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
