"""An action of GitHub names its operation; method and path are those that GitHub documents for it.

`endpoints.tsv` has them for every operation of `operations.json`, which is not read at start-up.
"""

from pathlib import Path
from typing import Any, ClassVar

from aegis_cli.actions.action import Action, R
from aegis_cli.actions.provider import Provider
from aegis_cli.providers.github.provider import GITHUB

_ROWS = Path(__file__).with_name("endpoints.tsv").read_text(encoding="utf-8").splitlines()
_ENDPOINTS: dict[str, str] = dict(row.split("\t") for row in _ROWS)
"""Method and path of every operation, by its id."""


class GitHubAction(Action[R]):
    """One call of one operation of GitHub's REST API."""

    provider: ClassVar[Provider] = GITHUB
    op: ClassVar[str]
    """The operation's id, as in `issues/create`; several actions may be one operation."""

    @classmethod
    def __pydantic_init_subclass__(cls, *, op: str = "", **facts: Any) -> None:
        """Find the operation, and check the class; raise `TypeError` if there is no such one."""
        if op not in _ENDPOINTS:
            raise TypeError(f"{cls.__name__}: endpoints.tsv has no operation {op!r}")
        cls.op = op
        super().__pydantic_init_subclass__(endpoint=_ENDPOINTS[op], **facts)
