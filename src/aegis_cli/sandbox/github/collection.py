"""State by plain rules: a kind of thing that each repository has, and what a write does to it.

What a write did, the next read shows; what refers to a thing follows it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from aegis_cli.sandbox.github import errors, queries
from aegis_cli.sandbox.github.bodies import checked
from aegis_cli.sandbox.github.call import Call, Reply, created
from aegis_cli.sandbox.github.world import Label, Milestone, Repo, Role

_T = TypeVar("_T", Label, Milestone)


@dataclass(frozen=True, slots=True)
class Collection(Generic[_T]):
    """The things of one kind in a repository: list, get, create, update and delete them."""

    kind: type[_T]
    store: Callable[[Repo], dict[Any, _T]]
    """Where a repository keeps them, by their key."""
    key: str
    """The field that they are found by; a text is found in any case."""
    parameter: str
    """The parameter of the path that holds the key."""
    unique: str
    """The field that no two of them share, in any case."""
    shape: Callable[[Call, Repo, _T], dict[str, Any]]
    listed: Callable[[Call, Repo], Sequence[_T]]
    """Selects and sorts by the query."""
    born: Callable[[Call, Repo], dict[str, Any]]
    """Makes the fields of a new one that nobody sends."""
    sent: Callable[[Call, dict[str, Any]], dict[str, Any]]
    """Makes fields of a body that fits the description, or refuses it."""
    follow: Callable[[Repo, _T, _T | None], None]
    """Lets what refers to one follow its change; the new one is `None` if it was deleted."""

    def index(self, call: Call) -> Reply:
        """List them."""
        return queries.listed(call, self.listed(call, call.repo), self.shape)

    def get(self, call: Call) -> Reply:
        """Return one."""
        return Reply(self.shape(call, call.repo, self._asked(call)))

    def create(self, call: Call) -> Reply:
        """Make one."""
        repo = call.to_write(Role.WRITE)
        fields = self.sent(call, checked(call))
        self._refuse_taken(repo, fields, besides=None)
        thing = self.kind(**{**self.born(call, repo), **fields})
        self.store(repo)[self._key(thing)] = thing
        return created(self.shape(call, repo, thing))

    def update(self, call: Call) -> Reply:
        """Change one; it keeps its place among the others."""
        repo, before = call.thing_to_write(self._asked, Role.WRITE)
        fields = self.sent(call, checked(call))
        self._refuse_taken(repo, fields, besides=before)
        after = replace(before, **fields)
        things = [after if thing == before else thing for thing in self.store(repo).values()]
        self.store(repo).clear()
        self.store(repo).update({self._key(thing): thing for thing in things})
        self.follow(repo, before, after)
        return Reply(self.shape(call, repo, after))

    def delete(self, call: Call) -> Reply:
        """Delete one."""
        repo, thing = call.thing_to_write(self._asked, Role.WRITE)
        del self.store(repo)[self._key(thing)]
        self.follow(repo, thing, None)
        return Reply(status=204)

    def _asked(self, call: Call) -> _T:
        return errors.present(self.store(call.repo).get(_folded(call.params[self.parameter])))

    def _refuse_taken(self, repo: Repo, fields: dict[str, Any], *, besides: _T | None) -> None:
        wanted = _folded(fields.get(self.unique))
        others = (thing for thing in self.store(repo).values() if thing != besides)
        if wanted in {_folded(getattr(thing, self.unique)) for thing in others}:
            raise errors.invalid_field(self.kind.__name__, self.unique, "already_exists")

    def _key(self, thing: _T) -> Any:
        return _folded(getattr(thing, self.key))


def _folded(value: Any) -> Any:
    return value.casefold() if isinstance(value, str) else value
