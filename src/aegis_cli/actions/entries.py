"""What start-up knows of an action and of its fields, without the class."""

from typing import NamedTuple, Self

FLAGS = "!@*<"
"""How a row says that a field is required, a place, a list, and that a file may be its value."""


class CatalogEntry(NamedTuple):
    """An action in a few words."""

    name: str
    """Canonical name, `noun.verb`."""
    module: str
    """Name of the module that defines its class."""
    cls: str
    """Name of the class."""
    effect: str
    """`read`, `write`, `asked` or `destructive`."""
    signature: str
    """Name and fields in one line: `?` may be left out, `[]` takes several, `=` one of, `|@none`
    may be cleared, `{…}` is an object."""
    summary: str
    """What it does, in one sentence."""
    downloads: str = ""
    """What it downloads into a file: `log`, or `file`; "" for nothing, and no column then."""
    takes: str = ""
    """What it sends that is no argument: `file`, or `secret`; as before."""
    conditions: str = ""
    """What each thing of its list may be asked for, as `label:list updated:day`; as before."""

    @property
    def noun(self) -> str:
        """The part of the name before the last dot."""
        return self.name.rpartition(".")[0]


class FieldEntry(NamedTuple):
    """What can be typed for one field of an action."""

    name: str
    """Name of the field, as the provider has it."""
    is_required: bool
    is_place: bool
    """Whether it is the repository that `-R` or the current clone fills in."""
    is_list: bool
    """Whether it takes several values."""
    takes_file: bool
    """Whether the text of a file may be its value."""
    choices: tuple[str, ...]
    """The values that it can have, `true` and `false` for a switch; empty if there are others."""
    default: str | None
    """What is sent if nothing is typed; `None` if nothing is sent."""
    description: str
    """What it is, in one sentence."""

    @classmethod
    def read(cls, name: str, flags: str, choices: str, default: str, description: str) -> Self:
        """Read a row of `field_index/`; `flags` has those of `FLAGS` that are true of it."""
        is_required, is_place, is_list, takes_file = (flag in flags for flag in FLAGS)
        return cls(
            name,
            is_required=is_required,
            is_place=is_place,
            is_list=is_list,
            takes_file=takes_file,
            choices=tuple(choices.split("|")) if choices else (),
            default=default or None,
            description=description,
        )


class NamedFile(NamedTuple):
    """What the command line gives for a field in place of a value: the text of a file."""

    path: str
    """Where it is; `-` is standard input."""
