"""What the sandbox does for an operation.

Where an operation stands, what it takes and which permission it needs, `operations.json` says.
`behaviours.tsv` has the id of each that somebody wrote, its page below `docs.github.com/rest/`, and
the function that runs it, whose module is imported when it is first asked for.
"""

from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from pkgutil import resolve_name

from aegis_cli.sandbox.github import documented
from aegis_cli.sandbox.github.call import Call, Reply
from aegis_cli.sandbox.github.described import Described
from aegis_cli.sandbox.github.errors import DOCS


@dataclass(frozen=True, slots=True)
class Behaviour:
    """What the sandbox does for one operation."""

    id: str
    """The name of the operation, as `issues/create-label`."""
    page: str
    """The path of its documentation."""
    function: str = ""
    """What runs it, as `issues:create`; "" if it is answered as it is documented."""

    @property
    def is_free(self) -> bool:
        """Whether it does not count against the rate limit."""
        return self.by_app or self.id in {"graphql", "rate-limit/get"}

    @property
    def by_app(self) -> bool:
        """Whether the App authenticates with its client id and secret, without a person."""
        return self.id in {"apps/scope-token", "apps/check-token", "apps/delete-token"}

    @property
    def docs(self) -> str:
        """The `documentation_url` of its errors."""
        return f"{DOCS}/rest/{self.page}"

    def run(self, call: Call) -> Reply:
        """Answer a call."""
        if not self.function:
            return documented.read(call)
        reply: Reply = resolve_name(f"{__package__}.{self.function}")(call)
        return reply


_ROWS = Path(__file__).with_name("behaviours.tsv").read_text(encoding="utf-8").splitlines()
BEHAVIOURS = {row.split("\t")[0]: Behaviour(*row.split("\t")) for row in _ROWS}
"""The operations that the sandbox does something for, by name."""


def behaviour_of(operation: Described) -> Behaviour | None:
    """Return what the sandbox does for an operation; `None` where it does nothing.

    A read that nobody wrote is answered as it is documented; a write that nobody wrote is not.
    """
    known = BEHAVIOURS.get(operation.id)
    if known is not None or operation.method != "GET" or operation.status == HTTPStatus.FOUND:
        return known
    return Behaviour(operation.id, operation.id.partition("/")[0])
