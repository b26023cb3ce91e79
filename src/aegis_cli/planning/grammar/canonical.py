"""Writes a draft as a full sentence: the way to ask for it, filled with its values."""

import re

from aegis_cli.actions.fields.kinds import ME as ME_LOGIN
from aegis_cli.actions.fields.kinds import TEXTS
from aegis_cli.actions.utterances import is_preposition
from aegis_cli.planning.grammar.action_facts import ActionFacts
from aegis_cli.planning.grammar.fit import Draft
from aegis_cli.planning.grammar.lexicon import GROUPS
from aegis_cli.planning.grammar.scope import Scope
from aegis_cli.planning.grammar.slots import REFERENCES, SlotValue
from aegis_cli.planning.sentence.sentence import Sentence

_OPTIONAL = re.compile(r"\[([^\]]*)\]")
_PLACEHOLDER = re.compile(r"\{(\w+)(?::(?:choice|itself))?(?:=([^}]*))?\}")
_ARTICLE = re.compile(r"\b(?:the|an?) (?=[\w.-]+/[\w.-]+#\d)")
"""What stands before no reference: "merge the acme/web#11"."""
_WORD = re.compile(r"\{[^}]*\}|\S+")
_EXAMPLE_REPO = "acme/web"
_EXAMPLE_NUMBER = "#12"
_OTHER_NUMBERS = tuple(f"#{number}" for number in range(12, 20))


def canonical_sentence(draft: Draft, scope: Scope, *, stdin: bool) -> str:
    """Write a draft in full; fill what it lacks from the scope, or with an example value."""
    texts = {
        field: _join([_write_value(draft, value) for value in draft.of(field)])
        for field in {value.field for value in draft.values}
        if stdin or not any(value.stdin for value in draft.of(field))
    }
    texts |= _target_texts(draft, scope)
    texts |= _other_things(draft, texts)
    written = {place[1] for place in _PLACEHOLDER.finditer(_OPTIONAL.sub("", draft.form.example))}
    sentence = _OPTIONAL.sub(lambda part: _if_new(part[1], texts, written), draft.form.example)
    words = [w for w in _WORD.findall(sentence) if not w.endswith("?") or is_preposition(w)]
    said = " ".join(_word(word, draft.form.action, texts) for word in words)
    return _ARTICLE.sub("", said)


def _other_things(draft: Draft, texts: dict[str, str]) -> dict[str, str]:
    """Write other issues than the one that it is about: none is a duplicate of itself."""
    action, said = draft.form.action, " ".join(texts.values())
    needed = (place[1] for place in _PLACEHOLDER.finditer(_OPTIONAL.sub("", draft.form.example)))
    fields = (name for name in needed if name not in texts and action.reader(name) == "issues")
    return dict(zip(fields, (n for n in _OTHER_NUMBERS if n not in said), strict=False))


def _if_new(part: str, texts: dict[str, str], written: set[str]) -> str:
    """Return a part that may be left out, if its fields are filled and not written before."""
    fields = {place[1] for place in _PLACEHOLDER.finditer(part)}
    if not fields or not fields <= texts.keys() - written:
        return ""
    written |= fields
    return part


def _word(word: str, action: ActionFacts, texts: dict[str, str]) -> str:
    """Write one word of an example: the first of several, or the value of a field."""
    place = _PLACEHOLDER.fullmatch(word)
    if place is None:
        first = word.rstrip("?").partition("|")[0]
        return GROUPS.get(first, first.lower()).partition("|")[0].replace("_", " ")
    return texts.get(place[1], place[2] or action.example(place[1]))


def _target_texts(draft: Draft, scope: Scope) -> dict[str, str]:
    """Write the repository, and the issues with their repositories.

    Any other place, and a thing whose own name says its place, is written as it was said.
    """
    action, scope = draft.form.action, scope.at(draft.form.action.provider)
    named = [name for name in (action.place, action.thing) if name]
    if not all(map(action.is_here, named)):
        referring = {value.field for value in draft.values if value.text in REFERENCES}
        return {name: action.example(name) for name in named if name in referring}
    place, thing = action.place, action.thing if action.takes_it else ""
    issues = [value for value in draft.of(thing) if value.text not in REFERENCES]
    repos = [value.text for value in draft.places if value.text not in REFERENCES]
    repos += [issue.repo for issue in issues if issue.repo]
    repo = next(iter(repos), scope.default_repo or scope.earlier_repo or _EXAMPLE_REPO)
    earlier = scope.earlier_targets[0] if scope.earlier_targets and not (issues or repos) else None
    if earlier and earlier.place.thing:
        return {place: repo, thing: f"{earlier.place.name}#{earlier.place.thing}"}
    numbers = [f"{issue.repo or repo}#{issue.text}" for issue in issues]
    return {place: repo, thing: _join(numbers or [f"{repo}{_EXAMPLE_NUMBER}"])}


def _join(words: list[str]) -> str:
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))


def _write_value(draft: Draft, value: SlotValue) -> str:
    """Write one value in a way that the grammar can read."""
    kind = draft.form.action.reader(value.field)
    if value.stdin:
        return "stdin"
    if value.text == ME_LOGIN:
        return "me"
    if kind == "choice":
        return _choice_phrase(draft.form.action, value)
    if kind in TEXTS:
        return _write_text(value)
    if prefix := {"issues": f"{value.repo}#", "people": "@", "person": "@"}.get(kind):
        return f"{prefix}{value.text}"
    (*_, last) = Sentence(value.text).tokens or (None,)
    is_plain = (
        last and last.text == value.text.casefold() and not draft.form.keywords.holds(last.text)
    )
    is_bare = is_plain or kind in {"number", "repository", "ownerless", "colour", "date"}
    return value.text if is_bare else _quote(value.text)


def _write_text(value: SlotValue) -> str:
    if not value.link:
        return _quote(value.text)
    return f"{_quote(value.text)} and its link" if value.text else "its link"


def _choice_phrase(action: ActionFacts, value: SlotValue) -> str:
    phrases = [" ".join(p) for p, v in action.choices[value.field].items() if v == value.text]
    spaced = value.text.replace("_", " ")
    return spaced if spaced in phrases else phrases[0]


def _quote(text: str) -> str:
    mark = next((mark for mark in "'\"`" if mark not in text), "'")
    return f"{mark}{text}{mark}"
