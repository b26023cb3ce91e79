"""What the grammar takes from an action: verbs, fields, and the words of choices."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

from pydantic.fields import FieldInfo

from aegis_cli.actions.action import Action
from aegis_cli.actions.entries import CatalogEntry
from aegis_cli.actions.fields import choices_of, synonyms_of

Choices: TypeAlias = Mapping[tuple[str, ...], str]
"""The phrases for each value of a choice, the longest first."""


@dataclass(frozen=True, eq=False)
class ActionFacts:
    """One action of the catalogue, as the grammar sees it."""

    entry: CatalogEntry
    cls: type[Action[Any]]

    @property
    def name(self) -> str:
        """Canonical name, `noun.verb`."""
        return self.entry.name

    @property
    def reads(self) -> bool:
        """Whether it changes nothing."""
        return self.entry.effect == "read"

    @cached_property
    def verbs(self) -> tuple[str, ...]:
        """The verbs of one word that ask for it."""
        return tuple(verb for verb in self.cls.facts.verbs if " " not in verb)

    @property
    def fields(self) -> Mapping[str, FieldInfo]:
        """Its fields, by name."""
        return self.cls.model_fields

    @cached_property
    def required(self) -> tuple[str, ...]:
        """The names of its required fields."""
        return tuple(name for name, info in self.fields.items() if info.is_required())

    @cached_property
    def choices(self) -> Mapping[str, Choices]:
        """The phrases of each field that takes a choice; none for any other field."""
        return {name: _choices(info) for name, info in self.fields.items()}


def _choices(info: FieldInfo) -> Choices:
    synonyms = synonyms_of(info)
    phrases: dict[tuple[str, ...], str] = {}
    for value in choices_of(info):
        own = () if value in {"true", "false"} else (value, value.replace("_", " "))
        for words in (*own, *synonyms.get(value, ())):
            phrases[tuple(words.split())] = value
    return dict(sorted(phrases.items(), key=lambda pair: -len(pair[0])))
