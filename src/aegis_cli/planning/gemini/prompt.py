"""Writes the prompt of the model: the rules, what no action does, all actions, and the request.

The rules are `rules.txt`, and what each provider adds to them. All but the request comes first and
never changes within a version, so it can be cached. The request comes last, as JSON, so that no
sentence can pass for a rule.
"""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from aegis_cli.actions import catalog
from aegis_cli.actions.provider.names import BARE, provider_of
from aegis_cli.actions.provider.provider import Provider
from aegis_cli.planning.gemini.signatures import ActionRow, catalogue
from aegis_cli.planning.plan import HERE, MOST_STEPS, Context, Origin
from aegis_cli.planning.wire import FUNCTION

_RULES = Path(__file__).with_name("rules.txt").read_text(encoding="utf-8")
_BUT_LINKS = ", but for links (below)"
_LINKS = """\
The one thing of a result that a later step can have, where the request asks for it, is the link of
what an earlier step makes or starts: an issue, a pull request, a comment, a review, a milestone, a
release, a branch, a tag, a file, a repository of an organization, a run that is rerun, or a ticket.
The text that gets it has an argument with the source "link",
whose value is the id of that step; words before the link are a literal argument of the same name in
front of it. Nothing but a text has a link, and nothing stands behind one.
"""
_CONDITIONS = """\
Conditions of lists
[] takes has or has_not, = is or is_not, # more_than or less_than, @ before or after, ~ contains.
"""
_SIGNS = {"list": "[]", "choice": "=", "count": "#", "day": "@", "text": "~"}
_IMPOSSIBLE = """\
What no action does
If a request is for one of these, and no action below does it, `unsupported` is exactly that line,
in English: aegis adds the reason, and what comes nearest.
"""


def instruction(rows: Iterable[ActionRow]) -> str:
    """Write the system instruction from (signature, effect, summary) of each action."""
    rows = [*rows]
    others = {provider_of(row.signature.partition("(")[0]) for row in rows} - {BARE}
    links = _BUT_LINKS if others else ""
    rules = _RULES.format(function=FUNCTION, most=MOST_STEPS, links=links)
    told = _others(map(catalog.provider_named, sorted(others))) if others else ""
    actions = f"Actions\n{catalogue(rows)}"
    parts = (rules, *_notes(), told, _impossible(), _conditions(rows), actions)
    return "\n".join(filter(None, parts))


def _notes() -> Iterator[str]:
    """Yield what the model has to know of each provider."""
    for name, notes in catalog.model_notes():
        yield f"{catalog.provider_named(name).title}\n{notes}"


def _conditions(rows: Iterable[ActionRow]) -> str:
    """Write what the things of each list may be asked for; lists with the same in one line."""
    lists: dict[str, dict[str, list[str]]] = {}
    for row in rows:
        if row.conditions:
            noun, _, verb = row.signature.partition("(")[0].rpartition(".")
            lists.setdefault(row.conditions, {}).setdefault(noun, []).append(verb)
    lines = (
        f"- {', '.join(map(_of_noun, of.items()))}: {_with_signs(conditions)}\n"
        for conditions, of in lists.items()
    )
    return "".join([_CONDITIONS, *lines]) if lists else ""


def _of_noun(lists: tuple[str, list[str]]) -> str:
    noun, verbs = lists
    return f"{noun}.{'|'.join(verbs)}"


def _with_signs(conditions: str) -> str:
    """Write conditions with the sign of the kind of each."""
    named = (each.partition(":") for each in conditions.split())
    return " ".join(f"{name}{_SIGNS[kind]}" for name, _, kind in named)


def _impossible() -> str:
    """Write what people ask for and no action does, by the reason."""
    wishes: dict[str, list[str]] = {}
    for each in catalog.impossible():
        wishes.setdefault(each.because, [f"Because {each.because}:\n"]).append(f"- {each.wish}\n")
    return "".join([_IMPOSSIBLE, *(line for its in wishes.values() for line in its)])


def _others(providers: Iterable[Provider[Any]]) -> str:
    """Say what the rules, which are those for actions without a prefix, do not say of others."""
    each = (
        f"- {one.title}: the actions that begin with `{one.name}.`; a {one.places.noun} is written "
        f"{one.places.form}, and the `repo` of the context is none.\n"
        for one in providers
    )
    return (
        f"Other providers than {catalog.provider_named(BARE).title}\n{''.join(each)}"
        "Where the request does not say which of them it means, ask.\n"
        f"{_LINKS}"
    )


def request(sentence: str, context: Context, now: datetime) -> str:
    """Write the request and its context as one JSON object; `now` is in the person's zone.

    NOTE: what only the clone names may be nobody's business, so that a stand-in goes for it.
    """
    is_of_clone = context.repo is not None and context.repo_origin is Origin.REMOTE
    text = json.dumps(
        {
            "context": {
                "repo": HERE if is_of_clone else context.repo,
                "now": f"{now:%A}, {now.isoformat(' ', 'minutes')}",
                "stdin": context.stdin,
                "earlier": list(context.earlier),
                "last_action": dict(context.last) or None,
            },
            "request": sentence,
        },
        ensure_ascii=False,
    )
    return text.encode("utf-8", errors="replace").decode("utf-8")
