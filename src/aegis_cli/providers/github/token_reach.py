"""What a token derived for a plan must reach, and of which kind the vault's own must be.

What decides that of the calls of a plan is `narrowing`; this knows no action.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from aegis_cli.core.secret import Secret

APPS_USER_TOKEN = "ghu_"  # noqa: S105  # a prefix, not a token
"""The prefix of the only tokens from which others can be derived: a GitHub App's user tokens."""

_KINDS = ("ghp_", "github_pat_", "gho_", APPS_USER_TOKEN, "ghr_", "ghs_")


@dataclass(frozen=True, slots=True)
class TokenReach:
    """The repositories of one owner and the permissions that a derived token must have."""

    owner: str
    repositories: tuple[str, ...]
    """Their names, without the owner."""
    permissions: tuple[tuple[str, str], ...]
    """Name and level (`read`, `write`), by name."""
    only_reads: bool = False
    """Whether the plan writes nothing, so that a public repository needs no derived token."""
    may_be_refused: bool = False
    """Whether it has a permission of which it is not known that a derived token can name it."""

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Self:
        """Read what `asdict` and JSON made of one."""
        pairs = tuple((name, level) for name, level in data["permissions"])
        return cls(**{**data, "repositories": tuple(data["repositories"]), "permissions": pairs})


@dataclass(frozen=True, slots=True)
class PlanReach:
    """The least reach of one plan's token, and a wider one that spares a second."""

    least: TokenReach
    wider: tuple[TokenReach, ...] = ()
    """With the reads beside the calls, and the permissions of pull requests; the best first."""

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Self:
        """Read what `asdict` and JSON made of one."""
        return cls(TokenReach.read(data["least"]), tuple(map(TokenReach.read, data["wider"])))


def kind_of(token: Secret) -> str:
    """Return the prefix of a token, such as `ghu_`, or `unknown`."""
    return token.prefix_among(_KINDS) or "unknown"


def wrong_kind(token: Secret) -> str | None:
    """Say why no token can be derived from a token of this kind; `None` if one can."""
    kind = kind_of(token)
    if kind == APPS_USER_TOKEN:
        return None
    only = f"Only the token of a GitHub App ({APPS_USER_TOKEN})"
    return f"{only} can be limited to one plan; this is {kind}."
