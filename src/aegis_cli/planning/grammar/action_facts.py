"""What the catalogue adds to the lexicon: the verbs of each action and the words of its choices."""

from functools import cache

from aegis_cli.actions.catalog import ENTRIES, load
from aegis_cli.actions.fields import choices_of, is_list, synonyms_of


def reads(action: str) -> bool:
    """Tell whether an action changes nothing."""
    return ENTRIES[action].effect == "read"


def destroys(action: str) -> bool:
    """Tell whether an action is destructive."""
    return ENTRIES[action].effect == "destructive"


def verbs(action: str) -> tuple[str, ...]:
    """Return the words with which an action is asked for."""
    return tuple(verb for verb in load(action).facts.verbs if " " not in verb)


def fields(action: str) -> tuple[str, ...]:
    """Return the names of an action's fields, in order."""
    return tuple(load(action).model_fields)


def required(action: str) -> tuple[str, ...]:
    """Return the fields without which an action is nothing."""
    return tuple(n for n, info in load(action).model_fields.items() if info.is_required())


def takes_several(action: str, field: str) -> bool:
    """Tell whether a field holds several values."""
    return is_list(load(action).model_fields[field])


@cache
def choices(action: str, field: str) -> dict[tuple[str, ...], str]:
    """Return the phrases for each value of a choice, the longest first."""
    info = load(action).model_fields[field]
    synonyms = synonyms_of(info)
    found: dict[tuple[str, ...], str] = {}
    for value in choices_of(info):
        own = () if value in {"true", "false"} else (value, value.replace("_", " "))
        for words in (*own, *synonyms.get(value, ())):
            found[tuple(words.split())] = value
    return dict(sorted(found.items(), key=lambda pair: -len(pair[0])))
