"""What a write would change of its target, from Slack's answer about the target."""

from typing import Any

from aegis_cli.actions.fields.fields import mark_of
from aegis_cli.actions.fields.marks import SentAs
from aegis_cli.actions.provider.performed import FieldChange
from aegis_cli.actions.replaced_values import replaced_places
from aegis_cli.actions.results.templates import pick
from aegis_cli.actions.targets.target import only
from aegis_cli.providers.slack.slack_action import SlackAction
from aegis_cli.providers.slack.slack_text import plain_text, text_of


def changes(action: SlackAction[Any], answer: Any) -> tuple[FieldChange, ...]:
    """Return each value that a call replaces; texts are compared as Slack has them."""
    thing, sent, fields = only(answer), action.sent_arguments(), type(action).model_fields
    found = []
    for name, place in replaced_places(action).items():
        before, form = place.answered.value(thing), mark_of(fields[name], SentAs)
        asked = form.form(sent[name]) if form else sent[name]
        shown = _as_read(thing, before) if isinstance(before, str) else before
        found.append(FieldChange(place.label, shown, sent[name], is_same=before == asked))
    target = action.facts.target_read
    for label, path, value in target.leaves if target is not None else ():
        before = pick(thing, path)
        found.append(FieldChange(label, before, value, is_same=before == value))
    return tuple(found)


def _as_read(thing: Any, text: str) -> str:
    """Return a text as people read it: of a message with the names that were asked for."""
    plain = thing.get("plain") if text == text_of(thing) else None
    return plain if isinstance(plain, str) else plain_text(text, {})
