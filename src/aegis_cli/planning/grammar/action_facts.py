"""What the grammar takes from an action: verbs, fields, and the words of choices."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

from pydantic.fields import FieldInfo

from aegis_cli.actions.action import Action
from aegis_cli.actions.entries import CatalogEntry
from aegis_cli.actions.fields.fields import (
    choices_of,
    kinds_of,
    mark_of,
    phrases_of,
    place_of,
    question_of,
    thing_of,
)
from aegis_cli.actions.fields.kinds import TEXTS
from aegis_cli.actions.fields.marks import InPlace
from aegis_cli.actions.provider.containers import Container
from aegis_cli.actions.provider.names import provider_of
from aegis_cli.actions.words.forms import ActionWords
from aegis_cli.planning.read import Load

Choices: TypeAlias = Mapping[tuple[str, ...], str]
"""The phrases for each value of a choice, the longest first."""


@dataclass(frozen=True, eq=False)
class ActionFacts:
    """One action of the catalogue, as the grammar sees it."""

    entry: CatalogEntry
    words: ActionWords
    load: Load

    @cached_property
    def cls(self) -> type[Action[Any]]:
        """Its class, which is imported when one of its forms may explain a clause."""
        return self.load(self.entry.name)

    @property
    def name(self) -> str:
        """Canonical name, `noun.verb`."""
        return self.entry.name

    @property
    def provider(self) -> str:
        """The name of its provider."""
        return provider_of(self.name)

    @property
    def reads(self) -> bool:
        """Whether it changes nothing."""
        return self.entry.effect == "read"

    @property
    def destroys(self) -> bool:
        """Whether it is typed."""
        return self.entry.effect == "destructive"

    @property
    def verbs(self) -> tuple[str, ...]:
        """The verbs of one word that ask for it."""
        return self.words.verbs

    @property
    def fields(self) -> Mapping[str, FieldInfo]:
        """Its fields, by name."""
        return self.cls.model_fields

    @cached_property
    def required(self) -> tuple[str, ...]:
        """The names of its required fields."""
        return tuple(name for name, info in self.fields.items() if info.is_required())

    @cached_property
    def place(self) -> str:
        """The field of the place that it is about; "" if there is none."""
        return place_of(self.cls) or ""

    @cached_property
    def thing(self) -> str:
        """The field of the thing that it is about, such as an issue; "" if there is none."""
        return thing_of(self.cls) or ""

    def reader(self, field: str) -> str:
        """Return the reader of a field's values; a list takes several people."""
        return self.words.readers[field]

    def noun(self, field: str) -> str:
        """Return what a field's value is called, such as "label"."""
        return kinds_of(self.cls)[field].noun

    @property
    def takes_it(self) -> bool:
        """Whether "it" can be its thing: an issue or a pull request, which share their numbers."""
        return bool(self.thing) and self.reader(self.thing) in {"issues", "thing"}

    @property
    def is_of_pull(self) -> bool:
        """Whether its thing is a pull request and no issue."""
        return bool(self.thing) and kinds_of(self.cls)[self.thing].noun == "pull request"

    @cached_property
    def is_of_issue(self) -> bool:
        """Whether its thing must be an issue, and no pull request."""
        target = self.cls.facts.target_read
        kinds = target.kinds if target else ()
        return "issue" in kinds and "pull request" not in kinds

    def place_beside(self, field: str) -> str:
        """Return the field of another repository that its thing may be in; "" if it has none."""
        mark = mark_of(self.fields[field], InPlace)
        return mark.field if mark else ""

    def is_reference(self, field: str) -> bool:
        """Tell whether a field holds a place or a thing in one, which "it" may refer to."""
        return self.reader(field) in {"repository", "place", "issues", "thing"}

    def is_here(self, field: str) -> bool:
        """Tell whether the current place is one that a field's value may be, or be in."""
        container = self.container(field)
        return container is not None and container.is_here

    def container(self, field: str) -> Container | None:
        """Return which container a field's value is, or is in; `None` if neither."""
        kind = kinds_of(self.cls)[field]
        return kind.container or kind.inside

    def example(self, field: str) -> str:
        """Return an example of a field's value, as it is written in a sentence."""
        choices, reader = choices_of(self.fields[field]), self.reader(field)
        written = kinds_of(self.cls)[field].example or (choices[0].lower() if choices else "")
        return f"'{written}'" if reader in TEXTS else "#" * (reader == "issues") + written

    @cached_property
    def questions(self) -> Mapping[str, str]:
        """What is asked where a field has no value, by its name."""
        return {name: question_of(info) for name, info in self.fields.items()}

    @cached_property
    def choices(self) -> Mapping[str, Choices]:
        """The phrases of each field that takes a choice; none for any other field."""
        return {name: phrases_of(info) for name, info in self.fields.items()}
