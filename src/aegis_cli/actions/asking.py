"""How people ask for an action: `asks=` of its class, each a sentence that is its own example.

    "create|define|make label {name} [with description {description}]"
    "merge {pull_number} [by|with|using {merge_method}]"
    "change the milestone of {issue_number} to {milestone}"

- `word` is itself, `a|b` one of two, `pull_request` two words; a trailing `?` makes it optional.
  A name in capitals is a group of the grammar's lexicon. Articles are for the reader alone.
- `{field}` is a value of the field, read as its kind says; `{field:reader}` is read otherwise.
- What stands in brackets may be left out; a field outside of them must be said.
- The first word is the lead, the verbs of the action. `SHOW` is any way to ask for a look.
- The words up to a slot or a preposition are the object, with the slot that follows them directly.
  Slots in brackets before it are adjectives. Without such words the action needs no object.
- Each further slot with the words before it is a phrase; phrases stand in any order.
- A thing in a place also takes the place before it: `acme/web #12`.
- "in {repo}" is understood wherever the place is not said otherwise. For a write OWNER/NAME alone
  is never the place: it may be anything, as in "about CI/CD".
- A field that the sentence leaves out is understood by the cues of its kind.

What a sentence cannot say so, a `Form` does.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from aegis_cli.actions.kinds import Kind

SHOW = ("VERB me?", "LOOK me?", "ASK")
"""The leads of what only looks at something."""
NOUN = (*SHOW, "")
"""The same, where the object alone is enough."""

_BRACKETS = re.compile(r"\[([^\]]*)\]")
_SLOT = re.compile(r"\{([^}]*)\}")
_ARTICLES = frozenset({"a", "an", "the"})
_FILLER = ("for_me",)
_PREPOSITIONS = frozenset("about as at by for from in into of off on to under using with".split())


@dataclass(frozen=True, slots=True)
class Form:
    """One way to ask for an action: a lead, then an object and phrases in any order."""

    leads: tuple[str, ...]
    """Patterns of the lead, such as a verb; "" if the object alone is enough. `VERB` is any verb
    that the action declares."""
    objects: tuple[str, ...] = ()
    """Patterns of the object, of which one must match, if there are any."""
    phrases: tuple[str, ...] = ()
    """Optional patterns, in any order."""
    adjectives: tuple[str, ...] = ()
    """Optional patterns before the object."""
    needs: tuple[str, ...] = ()
    """Fields that need a value, besides the required ones of the action."""
    makes: bool = False
    """Whether the object is a new one, so that "the" cannot stand before it."""
    example: str = ""
    """A sentence like those of `asks`, or "" for that of the action's first form that has one."""


@dataclass(frozen=True, slots=True)
class Fields:
    """The fields of an action, as its asks use them."""

    kinds: Mapping[str, Kind]
    required: tuple[str, ...]
    place: str
    """The field of the repository that it is about; "" if there is none."""
    thing: str
    """The field of the thing in that repository; "" if there is none."""
    reads: bool
    """Whether the action changes nothing."""


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


def form_of(ask: str, fields: Fields) -> Form:
    """Return the form that a sentence means.

    Raises `ValueError` for a slot without a field, and for a needed field that it cannot say.
    """
    lead, _, rest = ask.partition(" ")
    parts = [part for piece in enumerate(_BRACKETS.split(rest)) for part in _parts(*piece)]
    adjectives, noun, phrases = _arranged(parts)
    said = {part.field for part in parts if part.slot}
    left_out = [name for name in fields.kinds if name not in said]
    cues = [cue for name in left_out for cue in _cues(name, fields)]
    unsaid = {n for n in left_out if n in fields.required and not _is_understood(n, fields)}
    if wrong := (said - fields.kinds.keys()) | unsaid:
        raise ValueError(f"the ask {ask!r} does not fit: {', '.join(sorted(wrong))}")
    needs = {part.field for part in parts if part.slot and not part.optional}
    return Form(
        {"SHOW": SHOW, "SHOW?": NOUN}.get(lead, (lead,)),
        tuple(_patterns([noun], fields)) if noun else (),
        (*_patterns(phrases, fields), *cues, *_places(fields), *(() if fields.reads else _FILLER)),
        tuple(_patterns(adjectives, fields)),
        tuple(name for name in fields.kinds if name in needs and name not in fields.required),
        example=ask,
    )


def verbs_of(form: Form) -> Iterator[str]:
    """Yield the verbs that a form names itself."""
    for lead in form.leads:
        words = lead.partition(" ")[0].split("|")
        yield from (word for word in words if word and word == word.lower())


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


def _arranged(parts: list[_Portion]) -> tuple[list[_Portion], _Portion | None, list[_Portion]]:
    """Return adjectives, object and phrases."""
    at = next((at for at, part in enumerate(parts) if not part.optional), len(parts))
    first = parts[at] if at < len(parts) else _Portion(())
    of_noun = next((i for i, w in enumerate(first.words) if _is_preposition(w)), len(first.words))
    if not of_noun:
        return [], None, parts
    if of_noun == len(first.words):
        return parts[:at], first, parts[at + 1 :]
    after = first._replace(words=first.words[of_noun:])
    return parts[:at], _Portion(first.words[:of_noun]), [after, *parts[at + 1 :]]


def _is_preposition(word: str) -> bool:
    return not _PREPOSITIONS.isdisjoint(word.rstrip("?").split("|"))


def _patterns(parts: list[_Portion], fields: Fields) -> Iterator[str]:
    """Write parts as patterns; a thing may follow its place, and "in {repo}" is understood."""
    for part in parts:
        if part.field == fields.place and len(part.words) == 1 and not part.after:
            continue
        slots = [f"{{{part.slot}}}"] if part.slot else []
        yield " ".join([*part.words, *slots, *part.after])
        if part.slot and part.field == fields.thing:
            yield " ".join([*part.words, f"{{{fields.place}}}", *slots, *part.after])


def _is_understood(field: str, fields: Fields) -> bool:
    return field == fields.place or bool(fields.kinds[field].cues)


def _cues(field: str, fields: Fields) -> Iterator[str]:
    """Write the cues of a kind as patterns of a field."""
    for cue in fields.kinds[field].cues:
        yield cue.replace("{}", f"{{{field}}}").replace("{:", f"{{{field}:")


def _places(fields: Fields) -> tuple[str, ...]:
    """Return how the place is said; never OWNER/NAME alone in a write."""
    if not fields.place:
        return ()
    slot = f"{{{fields.place}}}"
    if fields.reads:
        return (f"IN? my? REPO? {slot} REPO?",)
    return (f"WHERE my? REPO? {slot} REPO?", f"my? REPO {slot}")
