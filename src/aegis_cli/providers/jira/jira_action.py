"""An action of Jira names its operation, and has the facts that Atlassian documents of that.

A variable of a path is called as the field that fills it: `{issueIdOrKey}` is `{issue}` here.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

from aegis_cli.actions.action import Action, R
from aegis_cli.actions.provider.provider import Provider
from aegis_cli.core.http import Request
from aegis_cli.providers.jira.provider import JIRA
from aegis_cli.providers.jira.token_side import SITES, root_of

_VARIABLE = re.compile(r"\{(\w+?)(?:IdOrKey|Id)?\}")
_CAPITAL = re.compile("[A-Z]")
_SCOPES = {"getAllBoards": ["read:board-scope:jira-software", "read:project:jira"]}
"""What the description of Jira Software does not say, and its pages do."""
_NO_CONTENT = 204


_OF_GATEWAY: Mapping[str, Mapping[str, Any]] = {
    "accessible-resources": {
        "method": "GET",
        "path": SITES,
        "scopes": [],
        "params": [],
        "body": None,
        "status": 200,
        "resp": {},
    }
}
"""What stands before all sites, and in no description of one.

Source: developer.atlassian.com, "OAuth 2.0 (3LO) apps", "Get the cloudid for your site".
"""


@cache
def operations() -> Mapping[str, Mapping[str, Any]]:
    """Return what is documented of each operation, by its id."""
    data = json.loads(Path(__file__).with_name("operations.json").read_bytes())
    documented: Mapping[str, Mapping[str, Any]] = data["operations"]
    return {**documented, **_OF_GATEWAY}


def scopes_of(op: str) -> tuple[str, ...]:
    """Return the scopes that an operation needs, all of them."""
    return tuple(operations()[op]["scopes"] or _SCOPES.get(op, ()))


_OF_CONNECTION = ("offline_access", "read:me")
"""What the connection needs beside the operations: without the first Auth0 gets no new token, and
without the second its profile script learns nobody's name."""
_SOFTWARE = ":jira-software"
"""The end of the scopes of boards and sprints, all of which are granular."""


def all_scopes(*, boards: bool = True) -> tuple[str, ...]:
    """Return the scopes of all operations and of the connection; without those of boards if not.

    Atlassian refuses all of them where the application has not enabled one.
    """
    taken = (op for op in operations() if boards or not _is_of_software(op))
    needed = {scope for op in taken for scope in scopes_of(op)}
    return tuple(sorted({*needed, *_OF_CONNECTION}))


def _is_of_software(op: str) -> bool:
    return any(scope.endswith(_SOFTWARE) for scope in scopes_of(op))


def _in_snake_case(match: re.Match[str]) -> str:
    return "{" + _CAPITAL.sub(lambda capital: f"_{capital[0].lower()}", match[1]) + "}"


class JiraAction(Action[R]):
    """One call of one operation of Jira's REST API, version 3, or of Jira Software's."""

    provider: ClassVar[Provider[Any]] = JIRA
    op: ClassVar[str]
    """The operation's id, as in `createIssue`; several actions may be one operation."""
    asks: ClassVar[Mapping[str, str]] = {}
    """What its query always has."""

    @classmethod
    def __pydantic_init_subclass__(
        cls, *, op: str = "", asks: Mapping[str, str] | None = None, **facts: Any
    ) -> None:
        """Find the operation, and check the class; raise `TypeError` if there is no such one."""
        if not op and not facts:
            super().__pydantic_init_subclass__()
            return  # the base of others
        if op not in operations():
            raise TypeError(
                f"{cls.__name__}: op= is {op!r}, which is no operation of operations.json: write "
                'the id that Atlassian gives it, as in op="createIssue"'
            )
        if "endpoint" in facts:
            raise TypeError(
                f"{cls.__name__}: endpoint= stands beside op=, which says it: take endpoint= away"
            )
        cls.op, cls.asks = op, dict(asks or {})
        documented = operations()[op]
        path = _VARIABLE.sub(_in_snake_case, documented["path"])
        is_bare = not documented["resp"] and documented["method"] != "GET"
        statuses = {documented["status"], *((_NO_CONTENT,) if is_bare else ())}
        own = {
            "endpoint": f"{documented['method']} {path}",
            "needs": "+".join(scopes_of(op)) or "none",
            "statuses": tuple(sorted(statuses)),
        }
        super().__pydantic_init_subclass__(**own | facts)

    def shape(self, content: Any) -> Any:  # for subclasses
        """Return what an answer holds in the form of the result."""
        return content

    def settle(self, items: Sequence[Any]) -> Sequence[Any]:  # for subclasses
        """Return the items of a whole list as the result has them."""
        return items

    def board_of(self, data: Any) -> tuple[int | None, str] | None:  # for subclasses
        """Return the board that an answer is of and the project that this must be in; or `None`."""
        return None

    def request(self, base: str) -> Request:
        """Build the request of this call; for a list, that of the first page."""
        request = super().request(root_of(base, self.facts.path))
        return replace(request, query=(*self.asks.items(), *request.query))
