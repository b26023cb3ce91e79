"""The normal forms of values: how people and models write them, and how a field takes them.

One table by the kind of a field, for a model, the grammar and `aegis do`: `#12` for 12, `push` for
write, an address for the repository and the number that it names. No text is ever changed.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic.fields import FieldInfo

from aegis_cli.actions import catalog
from aegis_cli.actions.action import Action
from aegis_cli.actions.fields.fields import (
    choices_of,
    here_of,
    is_place,
    item_of,
    kind_of,
    kinds_of,
    mark_of,
    place_of,
    synonyms_of,
)
from aegis_cli.actions.fields.kinds import ME, TEXTS, Kind, is_me
from aegis_cli.actions.fields.marks import CLEAR, InPlace
from aegis_cli.planning.near_forms import nearest_form, without_marks
from aegis_cli.planning.plan import HERE
from aegis_cli.planning.sentence.sentence import Sentence
from aegis_cli.planning.sentence.tokens import Token, is_at, link_of, usual_host

_ME_WORDS = frozenset({"me", "myself", "@myself", "current user", ME})
_IS_THING = re.compile(r"(?:pulls?|issues?)/\d+")
"""A thing by its number, as in "pull/7", which looks like the path of a repository."""
_STEM = 4
_ENDINGS = frozenset({"d", "ed", "er", "s", "ing"})
_APART = re.compile(r"[\s_-]+")
"""What may stand between the words of a choice."""
_PATH = re.compile(rf"(?:{ME}|[^\s/:#@]+)/[^\s/:#@]+", re.IGNORECASE)
_NO_SCHEME = re.compile(r"[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}/", re.IGNORECASE)
_SLASH = re.compile(r"\s*/\s*")
_SINGLE_QUOTED = re.compile(r"\[\s*'[^'\"]*'(?:\s*,\s*'[^'\"]*')*\s*\]")
"""A list as Python writes one."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known beside the values."""

    places: tuple[str, ...] = ()
    """Places of which the name alone says which is meant, as "web" says acme/web."""
    here: str = ""
    """The current place, for which a stand-in may be said."""
    host: str = ""
    """The host whose addresses name places; the usual one if it is empty."""
    is_quoted: Callable[[str], bool] = lambda _value: False
    """Tells whether the person wrote exactly this in quotation marks, so that it stays."""
    is_said: Callable[[str], bool] = lambda _value: False
    """Tells whether the person wrote this word outside of quotation marks."""
    is_emptied: bool = False
    """Whether an empty text was said, so that one is no argument left out."""


def normal_form(info: FieldInfo, value: str, host: str = "", owner: str = "") -> str:
    """Return a value, or an item of a list, as its field takes it; what has no other form stays.

    NOTE: so does an address at another host, one in a place, for which see `with_places`, and the
    name of what another one than `owner` has, as that of a team is.
    """
    kind = kind_of(info)
    if _is_text(kind) or value.strip() == CLEAR:
        return value if _is_text(kind) else CLEAR
    text = without_marks(value.strip())
    if choices_of(info):
        return _choice(info, text)
    if kind.may_be_me and kind.container is None and text.casefold() in _ME_WORDS:
        return ME
    if named := _in_link(kind, text):
        return named
    for each in (text, f"https://{text}") if _NO_SCHEME.match(text) else (text,):
        found = _other_form(kind, each, owner)
        if found and _says_all(each, host):
            return found
    return text


def near_form(info: FieldInfo, value: str, host: str = "", owner: str = "") -> str:
    """Return the normal form of a value, or else the one that is near it, as of "issue 205".

    NOTE: for what a model says, which is marked so; what a person types is never guessed at.
    """
    return nearest_form(info, normal_form(info, value, host, owner))


def _in_link(kind: Kind, text: str) -> str:
    """Return what the address of another provider's page names, for a field of that provider."""
    container = kind.inside or kind.container
    link = link_of(text) if container is not None and not container.is_here else None
    if link is None or container is None:
        return ""
    is_of_it = catalog.provider_named(link.provider).places.noun == container.noun
    return (link.thing if kind.inside else link.name) if is_of_it else ""


def form_in_address(info: FieldInfo, text: str, host: str = "") -> str:
    """Return the value that an address in a place at `host` has for a field; "" where none."""
    said = _reference(text, host) if _is_address(text) else None
    return _other_form(kind_of(info), text.strip()) if said and said.repo else ""


def _other_form(kind: Kind, text: str, owner: str = "") -> str:
    matches = filter(None, (re.fullmatch(form, text) for form in kind.also))
    said = (match.groupdict() | {"value": match[match.re.groups]} for match in matches)
    known = (each["value"] for each in said if _is_same(each.get("owner"), owner))
    return next(known, "")


def _is_same(said: str | None, owner: str) -> bool:
    return said is None or said.casefold() == owner.casefold()


def owner_in(cls: type[Action[Any]], values: Mapping[str, Any]) -> str:
    """Return the owner that an action is about, by itself or with a place; "" where none is."""
    owners = (name for name, kind in kinds_of(cls).items() if kind.container is not None)
    named = [*(name for name in owners if not is_place(cls, name)), place_of(cls) or ""]
    said = next((values[name] for name in named if name in values), "")
    return said.partition("/")[0] if isinstance(said, str) else ""


def _is_address(text: str) -> bool:
    return "://" in text


def _says_all(text: str, host: str) -> bool:
    """Tell whether a text says a value by itself: an address is one of ours, and in no place.

    NOTE: what another site calls so is another thing.
    """
    if not _is_address(text):
        return True
    is_ours = is_at(text, host or usual_host())
    return is_ours and (said := _reference(text, host)) is not None and said.repo is None


def _is_text(kind: Kind) -> bool:
    return kind.reads in TEXTS or kind.takes_stdin


def _choice(info: FieldInfo, text: str) -> str:
    """Return the choice that a text is but for its case, or by another word for it."""

    def fold(word: str) -> str:
        return _APART.sub(" ", word.casefold())

    known = {fold(word): each for each, words in synonyms_of(info).items() for word in words}
    known |= {fold(each): each for each in choices_of(info)}
    word = fold(text)
    alike = {each for known_word, each in known.items() if _is_form_of(word, known_word)}
    return known.get(word) or (alike.pop() if len(alike) == 1 else text)


def _is_form_of(word: str, other: str) -> bool:
    """Tell whether two words differ by how they end, as approve and approved do."""
    short, long = sorted((word, other), key=len)
    return len(short) >= _STEM and long.startswith(short) and long[len(short) :] in _ENDINGS


def items_in(info: FieldInfo, value: str) -> Iterator[str]:
    """Yield the items that a value of a list is: those of a list as JSON, or between commas.

    NOTE: `[1]` is a label too.
    """
    written, type_of_items = value.strip(), str if item_of(info) is None else dict
    items = _json(written) if written.startswith("[") else None
    if items is not None and all(isinstance(each, type_of_items) for each in items):
        yield from (each if isinstance(each, str) else json.dumps(each) for each in items)
    elif item_of(info) is not None or _is_text(kind_of(info)):
        yield value
    else:
        yield from (part.strip() for part in value.split(","))


def _json(text: str) -> list[Any] | None:
    if _SINGLE_QUOTED.fullmatch(text):
        text = text.replace("'", '"')
    try:
        items = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return items if isinstance(items, list) else None


def with_places(
    cls: type[Action[Any]], values: Mapping[str, str], known: Known = Known()
) -> dict[str, str]:
    """Return values with what the address of a thing says of its place, and the other way round."""
    found, place = dict(values), here_of(cls)
    for name in values.keys() & kinds_of(cls).keys():
        container = kinds_of(cls)[name].container
        if container is not None and container.is_here:
            owner = container.parent.noun if container.parent and name == place else ""
            found[name] = _place(found, name, owner, known)
    for name in [name for name in found if name in cls.model_fields]:
        info, inside = cls.model_fields[name], kinds_of(cls)[name].inside
        is_inside = inside is not None and inside.is_here
        if is_inside or form_in_address(info, found[name], known.host):
            mark = mark_of(info, InPlace)
            _put_thing(found, name, info, mark.field if mark else place, known.host)
    return found


def _put_thing(
    values: dict[str, str], name: str, info: FieldInfo, place: str | None, host: str
) -> None:
    """Take the place of a thing out of a reference, unless another is given, and its number.

    NOTE: the number in the address of a comment is that of its issue.
    """
    said = _reference(values[name], host)
    if said is None or said.repo is None or place is None or _IS_THING.fullmatch(said.repo):
        return
    if _repo_in(values.setdefault(place, said.repo), host).casefold() != said.repo:
        return
    if kind_of(info).reads != "issues":
        values[name] = form_in_address(info, values[name], host) or values[name]
    elif said.number is not None:
        values[name] = str(said.number)


def _place(values: dict[str, str], place: str, owner: str, known: Known) -> str:
    """Return the place, also of a name alone: with its `owner` beside it, or of a known one."""
    text = _as_path(values[place])
    if "/" not in text and owner in values:
        return f"{values.pop(owner)}/{text}"
    if values.get(owner, "").casefold() == text.partition("/")[0].casefold():
        values.pop(owner)  # said twice
    if text == HERE and known.here:
        return known.here
    if "/" in text and not _PATH.fullmatch(text):
        return _repo_in(text, known.host)
    named = (each for each in known.places if each.casefold().endswith(f"/{text.casefold()}"))
    return text if "/" in text else next(named, text)


def _as_path(value: str) -> str:
    """Return the place without what people write around OWNER/NAME: blanks, slashes, an @."""
    text = without_marks(value.strip())
    path = _SLASH.sub("/", text).strip("/")
    path = path if is_me(path.lower()) else path.removeprefix("@")
    return path if _PATH.fullmatch(path) else text


def _repo_in(text: str, host: str) -> str:
    """Return the place that a text names, in lower case where an address does; or else the text."""
    said = _reference(text, host)
    return said.repo if said is not None and said.repo else text


def _reference(text: str, host: str) -> Token | None:
    """Return the one token that a text is, such as acme/web#12 or an address."""
    tokens = Sentence(text, host).tokens
    return tokens[0] if len(tokens) == 1 else None
