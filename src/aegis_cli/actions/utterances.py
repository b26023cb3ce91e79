"""How people ask for an action: its class has `utterances=`, each of which is its own example.

    "create|define|make label {name} [with description {description}]"
    "merge {pull_number} [by|with|using {merge_method}]"
    "change the milestone of {issue_number} to {milestone}"

- `word` is itself, `a|b` one of two, `pull_request` two words; a trailing `?` makes it optional.
  A name in capitals is a group of the grammar's lexicon, or one of `_SHORT`. Articles are for the
  reader alone.
- `{field}` is a value of the field, read as its kind says; `{field:reader}` is read otherwise,
  and is in no example.
- What stands in brackets may be left out, and an example has it only if its fields have values;
  a field outside of them must be said.
- The first word is the lead, the verbs of the action. `SHOW` is any way to ask for a look, and
  `SHOW?` may be left out; its verbs are "list" and "show", of one thing "show", "get" and "view".
- The words up to a slot or a preposition are the object, with the slot that follows them directly.
  Slots in brackets before it are adjectives. Without such words the action needs no object, but
  where another issue comes first, what is said of the thing is the object: "put #3 under #12".
- Each further slot with the words before it is a phrase; phrases stand in any order.
- A thing in a place also takes the place before it: `acme/web #12`.
- "in {repo}" is understood wherever the place is not said otherwise. For a write OWNER/NAME alone
  is never the place: it may be anything, as in "about CI/CD".
- A field is also understood by the cues of its kind, whether the sentence has it or not.

What a sentence cannot say so, a `Form` does.
"""

import re
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any, NamedTuple

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from aegis_cli.actions.facts import Effect
from aegis_cli.actions.fields.fields import (
    is_list,
    kind_of,
    kinds_of,
    phrases_of,
    place_of,
    thing_of,
)
from aegis_cli.actions.fields.kinds import Kind
from aegis_cli.actions.results.shapes import in_braces, join_names
from aegis_cli.actions.words.forms import NOUN, SHOW, ActionWords, Form

_BRACKETS = re.compile(r"\[([^\]]*)\]")
_SLOT = re.compile(r"\{([^}]*)\}")
_SHORT = {
    "CHANGE": "change|update|edit|set|replace",
    "OF": "of|on|in|for",
    "PULL": "pull_request|pr",
}
"""Names of alternatives that many sentences have, and that stand in their forms in full."""
_SHORT_NAME = re.compile(rf"\b({'|'.join(_SHORT)})\b")
_ARTICLES = frozenset({"a", "an", "the"})
_LEADS = {"SHOW": SHOW, "SHOW?": NOUN}
_LISTS, _SHOWS = ("list", "show"), ("show", "get", "view")
"""The verbs of what looks at a list, and at one thing, and says no others."""
_FILLER = ("for_me",)
_PREPOSITIONS = frozenset("about as at by for from in into of off on to under using with".split())


@dataclass(frozen=True, slots=True)
class Fields:
    """The fields of an action, as its utterances use them."""

    kinds: Mapping[str, Kind]
    required: tuple[str, ...]
    place: str
    """The field of the place that it is about; "" if there is none."""
    thing: str
    """The field of the thing that it is about; "" if there is none."""
    reads: bool
    """Whether the action changes nothing."""

    @property
    def place_nouns(self) -> str:
        """What people call such a place, as alternatives."""
        container = self.kinds[self.place].container
        return (container.words or container.noun) if container is not None else ""


class _Portion(NamedTuple):
    """A slot with the words around it, or words alone."""

    words: tuple[str, ...]
    slot: str = ""
    after: tuple[str, ...] = ()
    optional: bool = False

    @property
    def field(self) -> str:
        """The field of the slot."""
        return self.slot.partition(":")[0]

    @property
    def is_usual(self) -> bool:
        """Whether only a preposition says what the slot is, as in "in {repo}"."""
        return len(self.words) == 1 and is_preposition(self.words[0]) and not self.after


def words_of(
    model: type[BaseModel],
    effect: Effect = Effect.READ,
    utterances: tuple[str | Form, ...] = (),
    verbs: tuple[str, ...] = (),
    *,
    is_list: bool = False,
    **_: Any,
) -> dict[str, Any]:
    """Return the forms of an action, and its verbs: those of the forms if the class says none.

    Where they have none either, they look at something: at a list, or at one thing.
    Raises `TypeError` for a sentence that does not fit the fields.
    """
    required = tuple(name for name, info in model.model_fields.items() if info.is_required())
    place, thing = place_of(model) or "", thing_of(model) or ""
    fields = Fields(kinds_of(model), required, place, thing, reads=effect is Effect.READ)
    try:
        forms = tuple(_form(utterance, fields) for utterance in utterances)
    except TypeError as problem:
        raise TypeError(f"{model.__name__}: {problem}") from None
    leads = (lead.partition(" ")[0].split("|") for form in forms for lead in form.leads)
    own = dict.fromkeys(word for words in leads for word in words if word and word == word.lower())
    looks = any(SHOW[0] in form.leads for form in forms)
    usual = (_LISTS if is_list else _SHOWS) if looks else ()
    return {"utterances": forms, "verbs": verbs or tuple(own) or usual}


def action_words(action: type[Any]) -> ActionWords:
    """Return the words of an action, read off its class."""
    phrases = [p for info in action.model_fields.values() for p in phrases_of(info)]
    return ActionWords(
        tuple(verb for verb in action.facts.verbs if " " not in verb),
        tuple(sorted({word for phrase in phrases for word in phrase})),
        {name: _reader(info) for name, info in action.model_fields.items()},
        action.facts.utterances,
    )


def _reader(info: FieldInfo) -> str:
    reader = kind_of(info).reads
    return _OF_LISTS.get(reader, reader) if is_list(info) else reader


_OF_LISTS = {"person": "people", "quote": "quotes"}
"""The readers of several values, by those of one."""


def _form(utterance: str | Form, fields: Fields) -> Form:
    if isinstance(utterance, str):
        return form_of(utterance, fields)
    slots = {
        slot.partition(":")[0] for pattern in utterance.patterns for slot in _SLOT.findall(pattern)
    }
    if unknown := {*slots, *utterance.needs} - fields.kinds.keys():
        raise TypeError(
            f"the Form of {utterance.leads!r} has {in_braces(unknown)}, and no field is called so: "
            f"write one of {in_braces(fields.kinds)}"
        )
    return utterance


def form_of(utterance: str, fields: Fields) -> Form:
    """Return the form that a sentence means.

    Raises `TypeError` for a slot without a field, and for a needed field that it cannot say.
    """
    lead, _, rest = _SHORT_NAME.sub(lambda name: _SHORT[name[1]], utterance).partition(" ")
    parts = [part for piece in enumerate(_BRACKETS.split(rest)) for part in _parts(*piece)]
    adjectives, noun, phrases = _by_position(parts)
    nouns = [noun] if noun else _thing_after_another(phrases, fields)
    said = {part.field for part in parts if part.slot}
    cues = [cue for name in fields.kinds for cue in _cues(name, fields)]
    _require_fit(utterance, said, fields)
    arranged = [*adjectives, *([noun] if noun else []), *phrases]
    of_place = [part for part in arranged if part.field == fields.place and not part.is_usual]
    places = () if fields.place and of_place else _places(fields)
    needed = {part.field for part in parts if not part.optional} - {*fields.required}
    needed |= {part.field for part in of_place if not part.optional}
    says_place = {name for name, kind in fields.kinds.items() if kind.reads == "issues"}
    is_placed = said & {fields.place, *says_place} or not fields.place
    own = _patterns([part for part in phrases if part not in nouns], fields)
    example = f"{lead.partition('|')[0].removesuffix('?')} {rest}".strip()
    return Form(
        tuple(each for word in lead.split("|") for each in _LEADS.get(word, (word,))),
        tuple(_patterns(nouns, fields)),
        tuple(dict.fromkeys([*own, *cues, *places, *(() if fields.reads else _FILLER)])),
        tuple(_patterns(adjectives, fields)),
        tuple(name for name in fields.kinds if name in needed),
        is_plain=True,
        example=example if is_placed else f"{example} in {{{fields.place}}}",
    )


def _require_fit(utterance: str, said: AbstractSet[str], fields: Fields) -> None:
    """Raise `TypeError` for a slot without a field, and for a needed field that cannot be said."""
    unknown = said - fields.kinds.keys()
    unsaid = {*fields.required} - said - {fields.place}
    unsaid -= {name for name in unsaid if fields.kinds[name].cues}
    if unknown:
        raise TypeError(
            f"the utterance {utterance!r} has {in_braces(unknown)}, and no field is called so: "
            f"write one of {in_braces(fields.kinds)}"
        )
    if unsaid:
        raise TypeError(
            f"the utterance {utterance!r} does not say {join_names(unsaid)}, which every call "
            f"needs: write {in_braces(unsaid)} where people say it"
        )


def _parts(at: int, text: str) -> Iterator[_Portion]:
    """Take one piece of a sentence apart; each second piece stood in brackets."""
    first, *rest = _SLOT.split(text)
    words, optional = _words(first), at % 2 == 1
    for at_slot in range(0, len(rest), 2):
        after = _words(rest[at_slot + 1])
        is_last = at_slot + 2 == len(rest)
        yield _Portion(words, rest[at_slot], after if is_last else (), optional)
        words = after
    if words and not rest:
        yield _Portion(words, optional=optional)


def _words(text: str) -> tuple[str, ...]:
    return tuple(word for word in text.split() if word not in _ARTICLES)


def _by_position(parts: list[_Portion]) -> tuple[list[_Portion], _Portion | None, list[_Portion]]:
    """Return adjectives, object and phrases."""
    at = next((at for at, part in enumerate(parts) if not part.optional), len(parts))
    first = parts[at] if at < len(parts) else _Portion(())
    of_noun = next((i for i, w in enumerate(first.words) if is_preposition(w)), len(first.words))
    if all(word.endswith("?") for word in first.words[:of_noun]):
        return [], None, parts
    if of_noun == len(first.words):
        return parts[:at], first, parts[at + 1 :]
    after = first._replace(words=first.words[of_noun:])
    return parts[:at], _Portion(first.words[:of_noun]), [after, *parts[at + 1 :]]


def _thing_after_another(phrases: list[_Portion], fields: Fields) -> list[_Portion]:
    """Return what is said of the thing if another issue comes first: that alone says too little."""
    others = {n for n, kind in fields.kinds.items() if kind.reads == "issues" and n != fields.thing}
    is_other = phrases[:1] and phrases[0].field in others
    return [part for part in phrases if is_other and part.field == fields.thing]


def is_preposition(word: str) -> bool:
    """Tell whether a word of a pattern is a preposition, or may be one."""
    return not _PREPOSITIONS.isdisjoint(word.rstrip("?").split("|"))


def _patterns(parts: list[_Portion], fields: Fields) -> Iterator[str]:
    """Write parts as patterns; a thing may follow its place, and "in {repo}" is understood."""
    for part in parts:
        if part.slot and part.field == fields.place and part.is_usual:
            continue
        slots = [f"{{{part.slot}}}"] if part.slot else []
        is_place = part.slot and part.field == fields.place
        noun = [f"{fields.place_nouns}?"] if is_place and not part.words else []
        yield " ".join([*part.words, *noun, *slots, *part.after])
        if part.slot and part.field == fields.thing and fields.place:
            yield " ".join([*part.words, f"{{{fields.place}}}", *slots, *part.after])


def _cues(field: str, fields: Fields) -> Iterator[str]:
    """Write the cues of a kind as patterns of a field."""
    for cue in fields.kinds[field].cues:
        yield cue.replace("{}", f"{{{field}}}").replace("{:", f"{{{field}:")


def _places(fields: Fields) -> tuple[str, ...]:
    """Return how the place is said; never OWNER/NAME alone in a write."""
    if not fields.place:
        return ()
    slot, noun = f"{{{fields.place}}}", fields.place_nouns
    if fields.reads:
        return (f"IN? my? {noun}? {slot} {noun}?",)
    return (f"WHERE my? {noun}? {slot} {noun}?", f"my? {noun} {slot}")
