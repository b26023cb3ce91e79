"""Decides checks by a model and tuples, as OpenFGA does; a test compares it with OpenFGA itself.

It knows what a model can say without wildcards of its own making: direct relations with conditions,
computed ones, relations from elsewhere, and union, intersection and difference of these. Of
conditions it knows `while_valid` alone.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

_DEEPEST = 25
"""Nodes below each other, as the service has it."""

Path: TypeAlias = tuple[tuple[str, str], ...]
"""Relations to objects, each of which follows from the next."""


class ValidationError(Exception):
    """A check that OpenFGA answers with `validation_error`."""


@dataclass(frozen=True, slots=True)
class Tuple:
    """Somebody, or all who have a relation to something, has a relation to an object."""

    user: str
    relation: str
    object: str
    valid_until: str | None = None
    """The end of a conditional tuple (RFC 3339)."""


@dataclass(frozen=True, slots=True)
class Model:
    """The relations of each type, in the JSON form of the API."""

    types: Mapping[str, Mapping[str, Any]]

    @classmethod
    def of(cls, definition: Mapping[str, Any]) -> "Model":
        """Read an authorization model; raise `KeyError` or `TypeError` if it is none."""
        return cls({each["type"]: each for each in definition["type_definitions"]})

    def rewrite(self, kind: str, relation: str) -> Mapping[str, Any]:
        """Return how a relation is decided; raise `ValidationError` if there is none."""
        relations = self.types.get(kind, {}).get("relations") or {}
        if relation not in relations:
            raise ValidationError(f"relation '{kind}#{relation}' not found")
        found: Mapping[str, Any] = relations[relation]
        return found

    def require(self, one: Tuple) -> None:
        """Raise `ValidationError` for a tuple that the model does not allow."""
        kind, _, name = one.object.partition(":")
        self.rewrite(kind, one.relation)
        metadata = self.types[kind].get("metadata") or {}
        allowed = metadata.get("relations", {}).get(one.relation, {})
        types = allowed.get("directly_related_user_types") or []
        if not name or not any(_fits(one, each) for each in types):
            raise ValidationError(f"Invalid tuple '{one.object}#{one.relation}@{one.user}'")


def _fits(one: Tuple, allowed: Mapping[str, Any]) -> bool:
    kind, _, rest = one.user.partition(":")
    name, _, relation = rest.partition("#")
    has_condition = one.valid_until is not None
    return (
        kind == allowed["type"]
        and bool(name)
        and relation == allowed.get("relation", "")
        and (name == "*") == ("wildcard" in allowed)
        and has_condition == bool(allowed.get("condition"))
    )


@dataclass(frozen=True, slots=True)
class Checking:
    """One check: the model, all tuples, and the time."""

    model: Model
    tuples: Collection[Tuple]
    now: str | None

    def has(self, user: str, relation: str, thing: str, path: Path = ()) -> bool:
        """Tell whether a user has a relation to an object; raise `ValidationError`.

        What follows only from itself is not so; `path` has what is being decided.
        """
        if len(path) > _DEEPEST:
            raise ValidationError("authorization_model_resolution_too_complex")
        rewrite = self.model.rewrite(thing.partition(":")[0], relation)
        if (relation, thing) in path:
            return False
        return self._holds(rewrite, user, relation, thing, (*path, (relation, thing)))

    def _holds(
        self, rewrite: Mapping[str, Any], user: str, relation: str, thing: str, path: Path
    ) -> bool:
        (kind,) = rewrite
        its = rewrite[kind]
        if kind == "this":
            return self._directly(user, relation, thing, path)
        if kind == "computedUserset":
            return self.has(user, its["relation"], thing, path)
        if kind == "tupleToUserset":
            name = its["tupleset"]["relation"]
            others = [each.user for each in self._of(thing, name) if self._is_valid(each)]
            return any(
                self.has(user, its["computedUserset"]["relation"], other, path) for other in others
            )
        if kind == "difference":
            base = self._holds(its["base"], user, relation, thing, path)
            return base and not self._holds(its["subtract"], user, relation, thing, path)
        each = (self._holds(child, user, relation, thing, path) for child in its["child"])
        return any(each) if kind == "union" else all(each)

    def _directly(self, user: str, relation: str, thing: str, path: Path) -> bool:
        everybody = f"{user.partition(':')[0]}:*"
        for one in self._of(thing, relation):
            who, _, of = one.user.partition("#")
            is_theirs = one.user in {user, everybody} or (of and self.has(user, of, who, path))
            if is_theirs and self._is_valid(one):
                return True
        return False

    def _of(self, thing: str, relation: str) -> list[Tuple]:
        return [one for one in self.tuples if (one.object, one.relation) == (thing, relation)]

    def _is_valid(self, one: Tuple) -> bool:
        if one.valid_until is None:
            return True
        if self.now is None:
            raise ValidationError("missing context parameters '[current_time]'")
        return datetime.fromisoformat(self.now) < datetime.fromisoformat(one.valid_until)
