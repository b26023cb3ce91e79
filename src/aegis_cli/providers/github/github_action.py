"""An action of GitHub names its operation, and has the facts that GitHub documents of that.

`endpoints/` has them for every operation of `operations.json`, which is not read at start-up; what
is before the `/` of an operation's id names its file.
An operation such as `graphql:issues_pin` is a document of `documents.graphql`, which is read when
the first such request is made.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, ClassVar, Self

from pydantic import model_validator

from aegis_cli.actions.action import Action, R, changes, ids_to_resolve
from aegis_cli.actions.facts import Effect
from aegis_cli.actions.fields.fields import resolved_ids
from aegis_cli.actions.provider.names import Place
from aegis_cli.actions.provider.provider import Provider
from aegis_cli.core.http import Request
from aegis_cli.core.uri_template import variables
from aegis_cli.providers.github.provider import GITHUB, PER_PAGE, uploads_base
from aegis_cli.providers.github.rest import JSON


@cache
def _operations(of: str) -> Mapping[str, list[str]]:
    """Return what is documented of each operation `OF/…`, column by column, by its id."""
    file = Path(__file__).with_name("endpoints") / f"{of}.tsv"
    rows = file.read_text(encoding="utf-8").splitlines() if file.exists() else ()
    return {op: facts for op, *facts in (row.split("\t") for row in rows)}


class GitHubAction(Action[R]):
    """One call of one operation of GitHub's REST API, or of one document of its GraphQL API."""

    provider: ClassVar[Provider[Any]] = GITHUB
    op: ClassVar[str]
    """The operation's id, as in `issues/create`; several actions may be one operation."""
    document: ClassVar[str] = ""
    """The name of the GraphQL document; "" if it is an operation of the REST API."""
    moves_to: ClassVar[str] = ""
    """The field of the repository that the thing is in afterwards; "" if it stays where it is."""

    media: ClassVar[str] = JSON
    """The media type that it accepts; an answer of another one is a text."""
    per_page: ClassVar[int] = PER_PAGE
    """How many items of a list one page holds at most."""

    @classmethod
    def __pydantic_init_subclass__(
        cls,
        *,
        op: str = "",
        media: str = JSON,
        moves_to: str = "",
        per_page: int = PER_PAGE,
        **facts: Any,
    ) -> None:
        """Find the operation, and check the class; raise `TypeError` if there is no such one."""
        if not op and not facts:
            super().__pydantic_init_subclass__()
            return  # the base of others
        known = _operations(op.replace(":", "/").partition("/")[0])
        if op not in known:
            raise TypeError(
                f"{cls.__name__}: op= is {op!r}, which is no operation of endpoints/: write the id "
                'that GitHub gives it, as in op="issues/create"'
            )
        if "endpoint" in facts:
            raise TypeError(
                f"{cls.__name__}: endpoint= stands beside op=, which says it: take endpoint= away"
            )
        cls.media, cls.per_page = media, per_page
        cls.op, cls.document = op, op.removeprefix("graphql:") if op.startswith("graphql:") else ""
        cls.moves_to = moves_to
        endpoint, needs, envelope, success = known[op]
        # Of a download GitHub documents the 302 alone: where it points, the answer is 200.
        statuses = () if facts.get("downloads") else tuple(map(int, success.split()))
        documented = {"needs": needs, "envelope": envelope, "statuses": statuses}
        super().__pydantic_init_subclass__(endpoint=endpoint, **documented | facts)

    @model_validator(mode="after")
    def _changes_something(self) -> Self:
        """Refuse a PATCH that says nothing, and for whose body nothing is to be found either."""
        if self.facts.method != "PATCH" or self.body_values() or changes(self):
            return self
        if ids_to_resolve(self).keys() - {*variables(self.facts.path)}:
            return self
        fields, found = type(self).model_fields.items(), resolved_ids(type(self))
        names = [name for name, info in fields if not (info.is_required() or name in found)]
        *others, last = (name.replace("_", " ") for name in names)
        either = f"{', '.join(others)} or {last}" if others else last
        raise ValueError(f"say what to change: {either}")

    def goes_to(self) -> tuple[Place, ...]:
        """Return the places to which what it writes goes; of a thing that moves, its new one."""
        return tuple(place for field, place in self.containers() if self.moves_to in {"", field})

    def request(self, base: str) -> Request:
        """Build the request of this call; for a list, that of the first page."""
        if not self.document:
            return super().request(uploads_base(base) if self.facts.takes == "file" else base)
        from aegis_cli.providers.github import graphql  # noqa: PLC0415  # not for other requests

        return graphql.request(self, self.document, base)

    def _page_size(self) -> tuple[tuple[str, str], ...]:
        return () if self.most is None else (("per_page", str(min(self.most, self.per_page))),)

    def makes(self, request: Request, base: str) -> bool:
        """Tell whether a request is that of this call; of a read, it may be for another page.

        NOTE: of the request that is sent, the cursor alone is taken; a write has none.
        """
        if not self.document or self.facts.effect > Effect.READ:
            return super().makes(request, base)
        from aegis_cli.providers.github.graphql import after, cursor_of  # noqa: PLC0415  # as above

        own, cursor = self.request(base), cursor_of(request)
        own = own if cursor is None else after(own, cursor)
        return request.fingerprint() == own.fingerprint()
