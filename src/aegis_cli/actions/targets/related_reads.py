"""A related read: it is made after the first one, as the reviews after their pull request.

The class of an action declares it; no plan, no model and no message can add another.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Generic

from pydantic import BaseModel

from aegis_cli.actions.fields.marks import A_co
from aegis_cli.actions.results.templates import pick


@dataclass(frozen=True, slots=True, kw_only=True)
class RelatedRead(Generic[A_co]):
    """A read that is made after the first one, and where its answer stands in the result."""

    name: str
    """Under which its answer stands, such as `reviews`; it is null where it is not known."""
    read: type[A_co]
    """Takes the fields that both have from the call; its containers are always those."""
    by: Mapping[str, str] = field(default_factory=dict)
    """Fields of the read, and those of the call whose values they take, where these are given."""
    from_answer: Mapping[str, str] = field(default_factory=dict)
    """Fields of the read, and where the first answer has their values, as dotted names."""
    fixed: Mapping[str, Any] = field(default_factory=dict)
    """Fields of the read whose value is the same for every call, such as a limit."""

    @property
    def given(self) -> frozenset[str]:
        """The fields that do not come from the call."""
        return frozenset({*self.from_answer, *self.fixed})

    def before_answer(self, action: BaseModel) -> A_co:
        """Return the read as far as it is known before the first answer, with its containers.

        It is for the policy and the token. It is not validated, and never sent.
        """
        return self.read.model_construct(**self._of_call(action))

    def reading(self, action: BaseModel, answer: Any) -> A_co:
        """Return the read for a call and its answer; raise `ValueError` if it cannot be made."""
        from_answer = {name: pick(answer, path) for name, path in self.from_answer.items()}
        return self.read.model_validate(self._of_call(action) | from_answer)

    def _of_call(self, action: BaseModel) -> dict[str, Any]:
        shared = self.read.model_fields.keys() & type(action).model_fields.keys()
        own = {name: getattr(action, name) for name in shared - self.given}
        others = {name: getattr(action, of_call) for name, of_call in self.by.items()}
        given = {name: value for name, value in others.items() if value is not None}
        return own | dict(self.fixed) | given
