"""The catalogue: every action by name, without importing one before it is needed.

It has the actions of the providers that exist: of GitHub always, and of another where it is
configured, or served by the sandbox.
What start-up shows (names, effects, one-line signatures) comes from `index/`, what the options of
`aegis do` are from `field_index/`, and how people ask from `utterance_index/`, each with a file for
each noun: of what is known by its name, one file is read. `way_index/` has further ways to ask.
`python -m tools.generate` writes them from the classes and `ways/`, and the check command compares
them.
"""

import importlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from aegis_cli.actions.entries import CatalogEntry, FieldEntry
from aegis_cli.actions.provider.names import BARE, provider_of
from aegis_cli.actions.words.forms import ActionWords, Form
from aegis_cli.errors import Code, UsageError

if TYPE_CHECKING:
    from aegis_cli.actions.action import Action
    from aegis_cli.actions.provider.provider import Provider
    from aegis_cli.actions.words.impossible import Impossible

_existing = {BARE}
_sites: dict[str, str] = {}
"""The hosts of web pages that the settings name, by the provider's name."""
_TSV = frozenset({"index", "field_index"})

cache_clearers: "list[Callable[[], None]]" = []
"""What forgets what it worked out of the actions, where there are others."""


def known_providers() -> tuple[str, ...]:
    """Return the names of all providers that aegis knows, sorted."""
    return tuple(sorted(_packages()))


def _packages() -> Mapping[str, str]:
    packages: Mapping[str, str] = importlib.import_module("aegis_cli.providers").PACKAGES
    return packages


def providers() -> tuple[str, ...]:
    """Return the names of the providers that exist, sorted."""
    return tuple(sorted(_existing))


def provider_named(name: str) -> "Provider[Any]":
    """Import a provider that is known."""
    module = importlib.import_module(f"{_packages()[name]}.provider")
    provider: Provider[Any] = module.PROVIDER
    return provider


def enable_providers(names: Iterable[str], sites: Mapping[str, str] = MappingProxyType({})) -> None:
    """Take in the actions of these providers, beside those of GitHub, and of no other.

    `sites` has the hosts of web pages that the settings name, by the provider's name.
    """
    existing = {BARE, *names}
    _sites.clear()
    _sites.update(sites)
    if existing == _existing:
        return
    _existing.clear()
    _existing.update(existing)
    for forget in (impossible.cache_clear, *cache_clearers):
        forget()


def enable_all_providers() -> None:
    """Take in every provider that is known; for a process that plans nothing, and is told names."""
    _existing.update(known_providers())


def provider_at(host: str) -> "Provider[Any] | None":
    """Return the provider beside GitHub whose web pages are at a host; `None` if none has them."""
    others = (provider_named(name) for name in _existing if name != BARE)
    found = (each for each in others if each.is_page_host(host, _sites.get(each.name, "")))
    return next(found, None)


def not_configured(said: str) -> str | None:
    """Return the known provider that does not exist, of which a name or a place is."""
    provider = re.split("[.:]", said, maxsplit=1)[0]
    return provider if provider in {*known_providers()} - _existing else None


def _folder_of(provider: str) -> Path:
    return Path(str(importlib.import_module(_packages()[provider]).__file__)).parent


def nouns() -> tuple[str, ...]:
    """Return the nouns of all actions, sorted, those of a provider behind its name."""
    return tuple(sorted(noun for name in _existing for noun in _nouns_of(name)))


@cache
def _nouns_of(provider: str) -> frozenset[str]:
    """Return the nouns of a provider, whether it exists or not."""
    own = (path.stem for path in (_folder_of(provider) / "index").iterdir())
    return frozenset(noun if provider == BARE else f"{provider}.{noun}" for noun in own)


def _text_of(noun: str, table: str) -> str:
    provider, _, own = noun.rpartition(".")
    provider = provider or BARE
    # NOTE: a noun may be anybody's word: what no file is called makes no path.
    if provider not in _existing or noun not in _nouns_of(provider):
        raise KeyError(noun)
    return _read(provider, own, table)


@cache
def _read(provider: str, noun: str, table: str) -> str:
    folder = _folder_of(provider) / table
    return (folder / f"{noun}{'.tsv' if table in _TSV else '.json'}").read_text("utf-8")


def _entries(noun: str) -> Mapping[str, CatalogEntry]:
    return _rows(_text_of(noun, "index"))


@cache
def _rows(text: str) -> Mapping[str, CatalogEntry]:
    entries = (CatalogEntry(*row.split("\t")) for row in text.splitlines())
    return {entry.name: entry for entry in entries}


class _Entries(Mapping[str, CatalogEntry]):
    """Every action by its name."""

    def __getitem__(self, name: str) -> CatalogEntry:
        return _entries(_noun_of(name))[name]

    def __iter__(self) -> Iterator[str]:
        return (name for noun in nouns() for name in _entries(noun))

    def __len__(self) -> int:
        return sum(1 for _ in self)


ENTRIES: Mapping[str, CatalogEntry] = _Entries()


def of_doors() -> Mapping[str, CatalogEntry]:
    """Return the actions that a door of a session makes, by name: rules name them as every other.

    NOTE: they are in no list that a planner, `aegis do` or a tool of MCP makes a call from.
    """
    files = (_folder_of(name) / "door_index.tsv" for name in sorted(_existing))
    rows = (_rows(file.read_text("utf-8")) for file in files if file.exists())
    return {name: entry for each in rows for name, entry in each.items()}


def names_for_rules() -> Iterator[str]:
    """Yield every name that a rule may have."""
    yield from ENTRIES
    yield from of_doors()


def fields_of(name: str) -> tuple[FieldEntry, ...]:
    """Return the fields of an action in the order of its class, without those that are constant.

    `KeyError` if there is no such name.
    """
    start = f"{ENTRIES[name].name}\t"
    rows = _text_of(_noun_of(name), "field_index").splitlines()
    return tuple(FieldEntry.read(*row.split("\t")[1:]) for row in rows if row.startswith(start))


def words_of(name: str) -> ActionWords:
    """Return the words of an action, without its class; `KeyError` if there is no such name."""
    verbs, words, readers, forms = _words_of_noun(_noun_of(name))[name]
    return ActionWords(tuple(verbs), tuple(words), readers, tuple(map(Form.read, forms)))


@cache
def _words_of_noun(noun: str) -> Mapping[str, Any]:
    import json

    data: Mapping[str, Any] = json.loads(_text_of(noun, "utterance_index"))
    return data


def ways_of_action(name: str) -> tuple[Form, ...]:
    """Return the further ways to ask for an action, which the lenient reader alone knows."""
    noun = _noun_of(name)
    return tuple(map(Form.read, _ways_of_noun(noun).get(name, ()))) if noun in nouns() else ()


@cache
def _ways_of_noun(noun: str) -> Mapping[str, Any]:
    import json

    try:
        data: Mapping[str, Any] = json.loads(_text_of(noun, "way_index"))
    except FileNotFoundError:
        return {}  # most nouns have none
    return data


@cache
def impossible() -> "tuple[Impossible, ...]":
    """Return what no action does and people ask for, at the providers that exist."""
    import tomllib

    from aegis_cli.actions.words.impossible import read_impossible

    files = ((name, _folder_of(name) / "impossible.toml") for name in sorted(_existing))
    texts = ((name, file.read_text("utf-8")) for name, file in files if file.exists())
    rows = (each for name, text in texts for each in read_impossible(name, tomllib.loads(text)))
    left = (each.beside_actions(_nouns_of(each.provider)) for each in rows)
    return tuple(each for each in left if each is not None)


def model_notes() -> tuple[tuple[str, str], ...]:
    """Return what a model has to know of the providers that exist, with the name of each."""
    files = ((name, _folder_of(name) / "model_notes.txt") for name in sorted(_existing))
    return tuple((name, file.read_text("utf-8")) for name, file in files if file.exists())


def require_nouns(wanted: Iterable[str]) -> None:
    """Raise `UsageError` for a noun that no action has."""
    for noun in wanted:
        if noun not in nouns():
            raise UsageError(
                f"No action has the noun {noun!r}.",
                code=Code.BAD_USAGE,
                hint=f"The nouns are {', '.join(nouns())}.",
            )


def load(name: str) -> "type[Action[Any]]":
    """Import the class of an action; `KeyError` if there is no such name."""
    return _class_of(ENTRIES[name])


def load_of_door(name: str) -> "type[Action[Any]]":
    """Import the class of an action that a door makes; `KeyError` for any other."""
    return _class_of(of_doors()[name])


def load_named(name: str) -> "type[Action[Any]]":
    """Import the class of any action that a rule may name; `KeyError` if there is none."""
    return _class_of(ENTRIES[name] if name not in of_doors() else of_doors()[name])


def _class_of(entry: CatalogEntry) -> "type[Action[Any]]":
    module = importlib.import_module(entry.module)
    cls: type[Action[Any]] = getattr(module, entry.cls)
    return cls


def load_all(provider: str = "") -> "Iterator[type[Action[Any]]]":
    """Import every action, or those of one provider, in the order of their names."""
    return (load(name) for name in ENTRIES if provider in {"", provider_of(name)})


def unknown_provider(name: str, so: str = "") -> UsageError:
    """Make the error of a known provider that is not configured; `so` is what follows from it."""
    return UsageError(
        f"{name} is not configured{so and f': {so}'}.",
        code=Code.BAD_USAGE,
        hint=f"Add [providers.{name}] to the configuration: `aegis config edit` opens it.",
    )


def unknown(name: str, otherwise: str) -> UsageError:
    """Make the error of a name that no action has; `otherwise` is its hint if none is similar."""
    provider, said = not_configured(name), f"{name[:80]!r}"
    if provider is not None:
        return unknown_provider(provider, f"there is no action {said}")
    meant = " or ".join(similar(name))
    return UsageError(
        f"There is no action {said}.",
        code=Code.BAD_USAGE,
        hint=f"Did you mean {meant}?" if meant else otherwise,
    )


def similar(name: str) -> tuple[str, ...]:
    """Return up to three names that may be meant by one that no action has, the likeliest first.

    They are those that its verb asks for; where it has no such verb, those that look like it.
    """
    from difflib import get_close_matches as close

    noun, _, said = name.rpartition(".")
    verb, _, of = said.partition("_")
    verbs = {each for known in ENTRIES for each in words_of(known).verbs}
    found: list[str] = []
    for near in close(verb, sorted(verbs), n=1, cutoff=0.65):
        found = _asked_for(close(noun, nouns(), n=1, cutoff=0.8), near, of)
    return tuple(found[:3] or close(name, ENTRIES, n=3, cutoff=0.6))


def nearest(name: str) -> tuple[str, ...]:
    """Return the three names that come nearest to one that no action has, the likeliest first."""
    from difflib import get_close_matches as close

    return tuple(dict.fromkeys((*similar(name), *close(name, ENTRIES, n=3, cutoff=0))))[:3]


def _asked_for(meant: list[str], verb: str, of: str) -> list[str]:
    """Return the actions of nouns that a verb asks for, such as `issues.get` for "show".

    It asks for an action that declares it, and for one that is called like such an action: "remove"
    is a verb of `branches.delete`, and so one of `issues.delete`. `of` is what the name has behind
    its verb, as in `get_diff`. A verb that a single action declares asks for that one, of all or
    of those whose modules stand beside those of the noun.
    """
    fitting = [name for name in ENTRIES if not of or name.endswith(f"_{of}")]
    declare = [name for name in ENTRIES if verb in words_of(name).verbs]
    beside = {_room_of(name) for name in ENTRIES if ENTRIES[name].noun in meant}
    for alone in (declare, [name for name in declare if _room_of(name) in beside]):
        if len(alone) == 1 and alone[0] in fitting:
            return alone
    ranks: dict[str, tuple[bool, float, int]] = {}
    for name in fitting:
        called = _verb_of(name)
        alike = [words_of(other).verbs for other in ENTRIES if _verb_of(other) == called]
        at = [verbs.index(verb) for verbs in alike if verb in verbs]
        if at and ENTRIES[name].noun in meant:
            # The verb that an action has first counts most: "show" is also one of each list.
            ranks[name] = ("_" in called, -sum(1 / (1 + each) for each in at), -len(alike))
    return sorted(ranks, key=ranks.__getitem__)


def _room_of(name: str) -> str:
    return ENTRIES[name].module.rpartition(".")[0]


def _noun_of(name: str) -> str:
    return name.rpartition(".")[0]


def _verb_of(name: str) -> str:
    return name.rpartition(".")[2]
