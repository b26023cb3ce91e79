"""What the grammar takes from the catalogue: verbs, required fields, and the words of choices."""

from functools import cache

from aegis_cli.actions.catalog import ENTRIES, load
from aegis_cli.actions.fields import choices_of, synonyms_of


def reads(action: str) -> bool:
    """Tell whether an action changes nothing."""
    return ENTRIES[action].effect == "read"


def verbs(action: str) -> tuple[str, ...]:
    """Return the verbs of one word that ask for an action."""
    return tuple(verb for verb in load(action).facts.verbs if " " not in verb)


def required(action: str) -> tuple[str, ...]:
    """Return the names of an action's required fields."""
    return tuple(n for n, info in load(action).model_fields.items() if info.is_required())


@cache
def choices(action: str, field: str) -> dict[tuple[str, ...], str]:
    """Return the phrases for each value of a choice, the longest first."""
    info = load(action).model_fields[field]
    synonyms = synonyms_of(info)
    phrases: dict[tuple[str, ...], str] = {}
    for value in choices_of(info):
        own = () if value in {"true", "false"} else (value, value.replace("_", " "))
        for words in (*own, *synonyms.get(value, ())):
            phrases[tuple(words.split())] = value
    return dict(sorted(phrases.items(), key=lambda pair: -len(pair[0])))
