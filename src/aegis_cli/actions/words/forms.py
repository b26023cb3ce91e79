"""The forms of a request for an action, as data; `utterances` says what their patterns mean."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, Self

SHOW = ("VERB me?", "LOOK me?", "ASK")
"""The leads of what only looks at something."""
NOUN = (*SHOW, "")
"""The same, where the object alone is enough."""


@dataclass(frozen=True, slots=True)
class Form:
    """One way to ask for an action: a lead, then an object and phrases in any order."""

    leads: tuple[str, ...]
    """Patterns of the lead, such as a verb; "" if the object alone is enough. `VERB` is any verb
    that the action declares, and `{event:choice}` a choice that they say."""
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
    is_plain: bool = False
    """Whether it was read from a plain sentence: a write then takes no name that may be a remark,
    as in "delete the branch protection"."""
    example: str = ""
    """A sentence like those of `utterances`, or "" for that of the action's first form that has
    one."""

    @property
    def patterns(self) -> tuple[str, ...]:
        """Every pattern of it."""
        return (*self.leads, *self.objects, *self.phrases, *self.adjectives)

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Self:
        """Read a form of `utterance_index/`, which has what is not the default."""
        said: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value for name, value in data.items()
        }
        return cls(**said)


class ActionWords(NamedTuple):
    """The words of an action, as the grammar takes them; `utterance_index/` has them for all."""

    verbs: tuple[str, ...]
    """The verbs of one word that ask for it."""
    words: tuple[str, ...]
    """The words of its choices."""
    readers: Mapping[str, str]
    """The reader of each field's values; a list takes several people."""
    forms: tuple[Form, ...]
