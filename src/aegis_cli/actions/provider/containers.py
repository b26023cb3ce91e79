"""The containers of things at a provider: how one is written, and which a pattern covers; pure."""

from collections.abc import Callable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any, Protocol

from aegis_cli.errors import Code, UsageError


class Covers(Protocol):
    """How a pattern is compared with a container of an action."""

    def __call__(self, pattern: str, container: str, *, whole: bool) -> bool:
        """Tell whether it covers a container; where it is `whole`, all that is in it."""


def _covers(pattern: str, container: str, *, whole: bool) -> bool:  # noqa: ARG001
    # NOTE: not case-folded, which makes one name of `#straße` and `#strasse`.
    return fnmatchcase(container.lower(), pattern.lower())


@dataclass(frozen=True, slots=True, kw_only=True)
class Container:
    """What holds things at a provider; policy judges every container of an action."""

    noun: str
    """What one is called, such as "repository"."""
    words: str = ""
    """What people call one, as alternatives of a pattern (see `actions.utterances`); the noun if
    nothing is said."""
    form: str = ""
    """How one is written, as in OWNER/NAME."""
    examples: str = ""
    """Patterns, as a sentence names them."""
    check: Callable[[str], str] = str
    """Returns the name of one as it is sent; raises `ValueError`, which says how it is written."""
    spelled: Callable[[str], str] = str
    """Returns how one is written of which the name alone is said, such as "releases"."""
    is_pattern: Callable[[str], bool] = bool
    """Tells whether a text is a pattern of such containers."""
    covers: Covers = _covers
    of_any_owner: Callable[[str], str] = str
    """Returns a pattern with any owner in place of its own, for what is of `@me`, who is not known
    yet."""
    parent: "Container | None" = None
    """What holds it, such as the owner of a repository; no action is about one thing in that."""
    is_here: bool = False
    """Whether `-R`, the clone that aegis runs in, and "here" fill in the place of an action. Any
    other is said by the person's words alone."""
    of_thing: Callable[[str], str] | None = None
    """Returns the one that a thing is in, by the thing's own name, as PROJ for PROJ-12; "" where
    this one does not say it. `None` where none does, as the number of an issue."""
    is_alias: Callable[[str], bool] = lambda _name: False
    """Tells whether one is written by an id beside its name: a rule by names does not know it."""
    is_thing: Callable[[str], bool] = lambda _text: False
    """Tells whether a text is the name of a thing in one, where that does not say in which."""
    word: Callable[[str], tuple[str, str] | None] = lambda _word: None
    """Reads a normalised word of a sentence, where "here" may fill one in: the name of one and the
    thing in it, or "", as of acme/web#12; `None` for any other word."""
    address: Callable[[str], tuple[str, str] | None] = lambda _path: None
    """Reads the path of an address at the website in the same way."""
    spoken: Callable[[str, str], str] = lambda _path, _fragment: ""
    """Says in words what an address at the website names, by its path and its fragment, as "run 5
    in acme/web"; "" where the address itself says it."""
    stand_in: Callable[[str, int], str] = lambda word, number: f"{word}/{number}"
    """Returns what stands for one in a sentence, by a word and a number, so that it is read as one
    and is none that anybody means."""
    thing_stand_in: Callable[[str, int], str] | None = None
    """Returns the same for a thing in it that has a text for a name, by what stands for the place
    and by a large number; `None` where any word may be such a name."""
    person_stand_in: Callable[[int], str] | None = None
    """Returns the same for a person, by that number; `None` where any word may be a person."""
    told: Callable[[Any], tuple[str, bool | None] | None] = lambda _answer: None
    """Reads one off an answer that is about it: its name, and whether not everybody can see it, if
    the answer says so; `None` for any other answer."""

    people: Callable[[Any], int | None] = lambda _answer: None
    """Reads off such an answer how many people see what is in it, if the answer says so."""

    id_field: str = ""
    """The field that has the id of the place of an action, where a name may be given to another
    one later; "" where a name stays."""
    shared: Callable[[Any], bool] = lambda _answer: False
    """Tells of such an answer whether people of another organisation see what is in it too."""

    def place_of(self, thing: str) -> str:
        """Return the one that a thing is in, by the thing's own name; "" if that says none."""
        return "" if self.of_thing is None else self.of_thing(thing)

    def named_here(self, text: str) -> str:
        """Return the name that `-R` or the clone gives, as it is sent; raise `UsageError`."""
        try:
            return self.check(text)
        except ValueError as problem:
            message = f"{text!r} is not a {self.noun}: {problem}."
        raise UsageError(message, code=Code.BAD_USAGE, hint="Check -R and GH_REPO.")
