"""What an organization has for its repositories: types and fields of issues, and teams."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class IssueType:
    """A type that the issues of an organization may have, as `Bug`."""

    id: int
    name: str
    description: str
    color: str


@dataclass(frozen=True, slots=True)
class IssueField:
    """A field that the issues of an organization may have a value of."""

    id: int
    name: str
    data_type: str
    """`text`, `number`, `date`, `single_select` or `multi_select`."""
    options: tuple[tuple[int, str], ...] = ()
    """The choices of a select, each with its id."""


@dataclass(frozen=True, slots=True)
class Team:
    """A team of an organization."""

    id: int
    name: str
    slug: str
    description: str = ""
    members: tuple[str, ...] = ()
    """Their logins."""
    maintainers: tuple[str, ...] = ()
    """The logins of those members who may add others."""
    privacy: str = "secret"
