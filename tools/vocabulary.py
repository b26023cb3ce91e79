"""What is generated for the lenient reader: the words of languages, and further ways to ask.

`tools/words/LANGUAGE.toml` has, for a language:

- `[means]`: what people say, by the words of the grammar that it stands for; what changes nothing
  stands for "". `|` separates alternatives. `[wished]` is that in a wish alone: "should be closed".
- `[refuses]`: words with which a sentence is no request, by the reason.
- `[days]`: what people call days, weeks and months.
- `[requests]`, `[wishes]`: phrases with which somebody asks, or wishes, that something is done.
- `[enclitics]`: pronouns that a verb may have at its end.
- `[ordinary]`: words that mean nothing here, and are no typing errors either.

A provider's `ways/NOUN.toml` has what the lenient reader alone understands as a request for an
action, written as `utterances=` of classes are.
"""

import dataclasses
import json
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

from aegis_cli.actions.action import Action
from aegis_cli.actions.fields.fields import kinds_of, place_of, thing_of
from aegis_cli.actions.utterances import Fields, form_of
from aegis_cli.actions.words.forms import Form
from aegis_cli.planning.lenient.vocabulary import ENDINGS, LANGUAGES, REFUSES, TOLD_BY_WORDS
from aegis_cli.planning.sentence.letters import plain

WORDS = Path(__file__).parent / "words"
INDEX = "src/aegis_cli/planning/lenient/word_index"

Rows: TypeAlias = Mapping[str, str]
"""What each phrase stands for, as the index has it."""


@cache
def source(language: str) -> Mapping[str, Mapping[str, str]]:
    """Return the words of a language as they are written."""
    return tomllib.loads((WORDS / f"{language}.toml").read_text(encoding="utf-8"))


def phrases(text: str) -> list[str]:
    """Return alternatives as the reader compares them."""
    return [" ".join(plain(each).split()) for each in text.split("|") if each.strip()]


def rows(language: str, *, is_wish: bool) -> Rows:
    """Return what each phrase stands for: all meanings, or why it refuses, which outweighs them."""
    data = source(language)
    found = dict[str, dict[str, None]]()
    for table in ("means", "wished") if is_wish else ("means",):
        for words, text in data.get(table, {}).items():
            for phrase in phrases(text):
                found.setdefault(phrase, {})[" ".join(words.split())] = None
    for reason, text in data.get("refuses", {}).items():
        for phrase in phrases(text):
            found[phrase] = {f"{REFUSES}{reason}": None}
    return {phrase: "|".join(meanings) for phrase, meanings in found.items()}


def word_index() -> Iterator[tuple[str, str]]:
    """Yield the file of each language, and that of the words by which languages are told."""
    for language in LANGUAGES:
        yield f"{INDEX}/{language}.json", _index(language)
    told = {each: _own_words(each) for each in TOLD_BY_WORDS}
    of_each = dict[str, dict[str, str]]()
    for word in sorted(set[str]().union(*told.values())):
        has_it = " ".join(each for each, own in told.items() if word in own)
        of_each.setdefault(word[0], {})[word] = has_it
    by_letter = {letter: _by_value(words, " ") for letter, words in of_each.items()}
    endings = {each: " ".join(_words(source(each), "enclitics")) for each in TOLD_BY_WORDS}
    yield f"{INDEX}/languages.json", _lines({ENDINGS: endings, **by_letter})


def _index(language: str) -> str:
    """Write what a language has that English has not, for that is understood beside it."""
    means, wished = (rows(language, is_wish=is_wish) for is_wish in (False, True))
    if language != "en":
        english, wished_english = (rows("en", is_wish=is_wish) for is_wish in (False, True))
        twice = {
            phrase
            for phrase in means
            if means[phrase] == english.get(phrase) and wished[phrase] == wished_english.get(phrase)
        }
        means = {phrase: said for phrase, said in means.items() if phrase not in twice}
        wished = {phrase: said for phrase, said in wished.items() if phrase not in twice}
    wished = {phrase: said for phrase, said in wished.items() if said != means.get(phrase)}
    data = source(language)
    more: dict[str, Any] = {
        "days": _days(data.get("days", {})),
        "longest": max(phrase.count(" ") + 1 for phrase in {**means, **wished}),
        "enclitics": sorted(_words(data, "enclitics"), key=len, reverse=True),
        "ordinary": data.get("ordinary", {}).get("words", "").split(),
        "requests": phrases(data.get("requests", {}).get("words", "")),
        "wishes": phrases(data.get("wishes", {}).get("words", "")),
    }
    tables = {"means": _by_value(means, "|"), "wished": _by_value(wished, "|")}
    parts = [f'"{name}": {_compact(each)}' for name, each in more.items() if each]
    parts += [f'"{name}": {_lines(each).rstrip()}' for name, each in tables.items() if each]
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _words(data: Mapping[str, Mapping[str, str]], table: str) -> list[str]:
    return [word for word in data.get(table, {}).get("words", "").split("|") if word]


def _days(days: Mapping[str, str]) -> dict[str, dict[str, int]]:
    """Return the numbers of days by the kind of their names: `day_-1` is "yesterday"."""
    found = dict[str, dict[str, int]]()
    for name, text in days.items():
        kind, _, number = name.rpartition("_")
        found.setdefault(kind, {}).update(dict.fromkeys(phrases(text), int(number)))
    return found


def _by_value(table: Mapping[str, str], between: str) -> dict[str, str]:
    """Return a table the other way round: the keys of each value, in one text."""
    found = dict[str, list[str]]()
    for key, value in table.items():
        found.setdefault(value, []).append(key)
    return {value: between.join(keys) for value, keys in found.items()}


def _own_words(language: str) -> set[str]:
    """Return the phrases of one word that begin no phrase of English."""
    english = {phrase.partition(" ")[0] for phrase in rows("en", is_wish=False)}
    return {each for each in rows(language, is_wish=False) if " " not in each} - english


def _lines(table: Mapping[str, Any]) -> str:
    """Write a row a line, so that a difference shows what differs."""
    each = (f"{_compact(key)}:{_compact(value)}" for key, value in table.items())
    return "{\n" + ",\n".join(each) + "\n}\n"


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


_OF_THE_OWNER = "org"
"""A required field that a way need not say: the reader takes the owner of the repository for it, as
in "give team platform push access to acme/web". A class's own utterances have to say it."""


def way_index(ways: str, classes: Mapping[str, type[Action[Any]]]) -> str:
    """Write the forms of the ways of a noun, an action a line, from the text of its file."""
    found: Mapping[str, list[str]] = tomllib.loads(ways)
    lines = (
        f'"{name}": {json.dumps([said(way_of(each, classes[name])) for each in found[name]])}'
        for name in sorted(found)
        if found[name]
    )
    return "{\n" + ",\n".join(lines) + "\n}\n"


def way_of(utterance: str, cls: type[Action[Any]]) -> Form:
    """Return the form that a way means."""
    infos = cls.model_fields.items()
    required = tuple(n for n, info in infos if info.is_required() and n != _OF_THE_OWNER)
    reads = cls.facts.effect.name == "READ"
    place, thing = place_of(cls) or "", thing_of(cls) or ""
    return form_of(utterance, Fields(kinds_of(cls), required, place, thing, reads=reads))


def said(form: Form) -> dict[str, Any]:
    """Return what a form says that is not the default."""
    return {
        field.name: value
        for field in dataclasses.fields(form)
        if (value := getattr(form, field.name)) != field.default
    }
